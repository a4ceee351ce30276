//! Drafting, editing, issuing and correcting bulletins.
pub(in crate::bulletin) mod fill;
mod read;

pub use read::{
    Asked, Behind, Between, DISTRICT, List, Lister, PAGE_SIZE, Row, Shown, Year, behind, between, choose, list, show,
};

use super::model::{Bulletin, Figures, Issued, Kind, Said, Serial, State, Wanted, refusal};
use super::rule::{numbers, wording};
use super::store;
use crate::account::model::{Inspector, Scope};
use crate::audit::model::{Change, Fields, changes};
use crate::audit::service::{Object, hex, note, queue};
use crate::db::{Tx, next_number};
use crate::i18n::Lang;
use crate::kernel::form::TEXT_MAX;
use crate::kernel::{Reader, Typed, What, what};
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use sha2::{Digest, Sha256};
use uuid::Uuid;

fn object(id: Uuid) -> Object {
    Object { noun: "bulletin", id: Some(id), enterprise: None }
}

fn author(ctx: &Ctx) -> String {
    ctx.actor.as_ref().map(|actor| actor.name.clone()).unwrap_or_default()
}

/// An inspector of one town writes that town's bulletins only; what an inspector does not see is not there.
fn reaches(inspector: &Inspector, bulletin: &Bulletin) -> Result<(), Halt> {
    match inspector.town() {
        Some(town) if bulletin.town.as_deref() != Some(town) => Err(Halt::Forbidden),
        _ => Ok(()),
    }
}

fn conflict(what: What) -> Halt {
    Halt::Conflict(refusal(what))
}

fn generated(figures: &Figures) -> Said {
    let text = |lang| wording::text(&wording::paragraphs(lang, figures));
    Said { zh: text(Lang::Zh), en: text(Lang::En), remarks: None }
}

/// Drafts a bulletin from the records and baselines as they are now. Sent twice, it makes one draft.
///
/// # Errors
/// The period is not over or spans two years; another draft or an issued version of the same period and place is there;
/// [`Halt::Missing`] for a town that is not there or not this inspector's.
pub async fn draft(ctx: &Ctx, inspector: &Inspector, typed: &Typed) -> Result<Uuid, Halt> {
    let mut wanted = Wanted::parse(typed, ctx.today())?;
    if let Some(own) = inspector.town() {
        if wanted.town.as_deref().is_some_and(|town| town != own) {
            return Err(Halt::Missing);
        }
        wanted.town = Some(own.to_owned());
    }
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    if store::is_there(&mut tx, wanted.id).await? {
        let seen = store::get(&mut tx, &ctx.scope()?, wanted.id).await?;
        return seen.map(|bulletin| bulletin.id).ok_or(Halt::Missing);
    }
    draft_in(&mut tx, ctx, &wanted).await?;
    tx.commit().await?;
    Ok(wanted.id)
}

/// Drafts in the caller's transaction.
///
/// # Errors
/// As [`draft`].
pub async fn draft_in(tx: &mut Tx, ctx: &Ctx, wanted: &Wanted) -> Result<(), Halt> {
    if let Some(town) = &wanted.town
        && !store::towns(tx, &Scope::whole()).await?.contains(town)
    {
        return Err(Halt::Missing);
    }
    let series = wanted.period.series(wanted.town.as_deref());
    if let Some(there) = store::versions(tx, &Scope::whole(), &series).await?.first() {
        let what = if there.is_draft() {
            what!("bulletin-draft-there", who = &there.author)
        } else {
            what!("bulletin-issued-there", number = there.number)
        };
        return Err(conflict(what));
    }
    if !store::begun(tx).await?.tells_accidents(wanted.period.window.to()) {
        return Err(conflict(what!("bulletin-nothing-told")));
    }
    begin(tx, ctx, wanted, None, None).await
}

async fn begin(
    tx: &mut Tx,
    ctx: &Ctx,
    wanted: &Wanted,
    reason: Option<String>,
    remarks: Option<String>,
) -> Result<(), Halt> {
    let (figures, records) = fill::fill(ctx, tx, wanted.period, wanted.town.as_deref()).await?;
    let bulletin = Bulletin {
        id: wanted.id,
        period: wanted.period,
        town: wanted.town.clone(),
        state: State::Draft,
        number: 0,
        serial: None,
        reason: reason.clone(),
        author: author(ctx),
        issued: None,
        revision: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    let said = Said { remarks, ..generated(&figures) };
    store::insert(tx, &bulletin, &said, &figures).await?;
    store::keep_records(tx, wanted.id, &records).await?;
    let changes = [
        Change::new("period", None, Some(wording::period(ctx.lang, &wanted.period))),
        Change::new("town", None, wanted.town.clone()),
        Change::new("reason", None, reason.clone()),
    ];
    let changes: Vec<Change> = changes.into_iter().filter(|Change(_, from, to)| from != to).collect();
    let deed = if reason.is_some() { "draft" } else { "draft-first" };
    Ok(note(tx, ctx, deed, object(wanted.id), &changes).await?)
}

/// A draft that this inspector may change, with its words and figures.
async fn open(tx: &mut Tx, ctx: &Ctx, inspector: &Inspector, id: Uuid) -> Result<(Bulletin, Said, Figures), Halt> {
    let bulletin = store::get(tx, &ctx.scope()?, id).await?.ok_or(Halt::Missing)?;
    reaches(inspector, &bulletin)?;
    let (said, figures) = store::content(tx, id).await?.ok_or(Halt::Missing)?;
    Ok((bulletin, said, figures))
}

fn issued_already(bulletin: &Bulletin) -> Option<Halt> {
    let issued = bulletin.issued.as_ref()?;
    Some(conflict(what!("bulletin-issued", number = bulletin.number, who = &issued.by)))
}

fn changed_meanwhile(bulletin: &Bulletin) -> Halt {
    conflict(what!("changed-meanwhile", who = &bulletin.author))
}

fn fields(said: &Said) -> Fields {
    vec![("said_zh", Some(said.zh.clone())), ("said_en", Some(said.en.clone())), ("remarks", said.remarks.clone())]
}

/// Edits the words of a draft. Sent twice, they are changed once.
///
/// # Errors
/// What is wrong with the fields; [`Halt::Conflict`] when it was issued or edited by somebody else meanwhile.
pub async fn edit(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let (bulletin, before, figures) = open(&mut tx, ctx, inspector, id).await?;
    let (said, revision) = Said::parse(typed)?;
    if let Some(halt) = issued_already(&bulletin) {
        return Err(halt);
    }
    if said == before {
        return Ok(());
    }
    if store::update(&mut tx, (id, revision), &said, &figures, ctx.now).await? == 0 {
        return Err(changed_meanwhile(&bulletin));
    }
    note(&mut tx, ctx, "correct", object(id), &changes(&fields(&before), &fields(&said))).await?;
    Ok(tx.commit().await?)
}

/// Counts a draft anew, with the records and baselines as they are now. Words that nobody edited are worded anew; edited
/// ones stay, unless `anew` is asked for.
///
/// # Errors
/// [`Halt::Conflict`] when it was issued or edited by somebody else meanwhile.
pub async fn recount(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let (bulletin, before, old) = open(&mut tx, ctx, inspector, id).await?;
    if let Some(halt) = issued_already(&bulletin) {
        return Err(halt);
    }
    let mut read = Reader::new(typed);
    let (revision, anew) = (read.count("version"), typed.get("anew") == "yes");
    let revision = read.done(|| revision)?;
    let (figures, records) = fill::fill(ctx, &mut tx, bulletin.period, bulletin.town.as_deref()).await?;
    let (was, now) = (generated(&old), generated(&figures));
    let keep = |edited: &String, was: &String, now: String| if anew || edited == was { now } else { edited.clone() };
    let said = Said {
        zh: keep(&before.zh, &was.zh, now.zh),
        en: keep(&before.en, &was.en, now.en),
        remarks: before.remarks.clone(),
    };
    if figures.same_counts(&old) && said == before {
        return Ok(());
    }
    if store::update(&mut tx, (id, revision), &said, &figures, ctx.now).await? == 0 {
        return Err(changed_meanwhile(&bulletin));
    }
    store::keep_records(&mut tx, id, &records).await?;
    note(&mut tx, ctx, "recount", object(id), &changes(&fields(&before), &fields(&said))).await?;
    Ok(tx.commit().await?)
}

/// Issues a draft as the next version of its document; it can never change again. Sent twice, it is issued once.
///
/// # Errors
/// `bulletin-figures-moved` when records or baselines changed since it was counted; `bulletin-numbers` while numbers in the
/// words are not those of the figures and nobody confirmed them; [`Halt::Conflict`] when somebody else was first.
pub async fn issue(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let (bulletin, said, _) = open(&mut tx, ctx, inspector, id).await?;
    let mut read = Reader::new(typed);
    let revision = read.count("version");
    let revision = read.done(|| revision)?;
    if let Some(issued) = &bulletin.issued {
        // Sent twice: the version it was issued from is the one before its own.
        let again = issued.by == author(ctx) && bulletin.revision == revision + 1;
        return if again { Ok(()) } else { Err(issued_already(&bulletin).unwrap_or(Halt::Missing)) };
    }
    if revision != bulletin.revision {
        return Err(changed_meanwhile(&bulletin));
    }
    issue_in(&mut tx, ctx, &bulletin, &said, typed.get("checked") == "yes").await?;
    Ok(tx.commit().await?)
}

/// Issues in the caller's transaction and answers the number it got.
///
/// # Errors
/// As [`issue`].
async fn issue_in(tx: &mut Tx, ctx: &Ctx, bulletin: &Bulletin, said: &Said, checked: bool) -> Result<i64, Halt> {
    let id = bulletin.id;
    let (_, figures) = store::content(tx, id).await?.ok_or(Halt::Missing)?;
    let (fresh, _) = fill::fill(ctx, tx, bulletin.period, bulletin.town.as_deref()).await?;
    if !fresh.same_counts(&figures) {
        return Err(Halt::field("", what!("bulletin-figures-moved")));
    }
    let own = |lang: Lang| numbers::align(said.of(lang == Lang::Zh), &wording::paragraphs(lang, &figures));
    if !checked && Lang::ALL.into_iter().any(|lang| own(lang).differs()) {
        return Err(Halt::field("checked", what!("bulletin-numbers")));
    }
    let versions = store::versions(tx, &Scope::whole(), &bulletin.series()).await?;
    let number = versions.iter().map(|version| version.number).max().unwrap_or(0) + 1;
    let serial = match versions.iter().find_map(|version| version.serial) {
        Some(serial) => serial,
        None => {
            let year = ctx.today().year();
            Serial { year: i64::from(year), n: next_number(tx, &format!("bulletin-{year}")).await? }
        }
    };
    let mut issued = Issued { by: author(ctx), at: ctx.now, hash: String::new() };
    issued.hash = seal(tx, bulletin, said, (number, serial), &issued).await?;
    let wanted = store::Issue { id, revision: bulletin.revision, number, serial, issued: &issued };
    if store::issue(tx, &wanted).await? == 0 {
        return Err(changed_meanwhile(bulletin));
    }
    let changes = [
        Change::new("number", None, Some(number.to_string())),
        Change::new("serial", None, Some(format!("{}-{}", serial.year, serial.n))),
        Change::new("hash", None, Some(issued.hash)),
    ];
    note(tx, ctx, "issue", object(id), &changes).await?;
    Ok(number)
}

/// SHA-256 over everything that was issued: the document, its words, its figures and its records, as stored.
async fn seal(
    tx: &mut Tx,
    bulletin: &Bulletin,
    said: &Said,
    (number, serial): (i64, Serial),
    issued: &Issued,
) -> Result<String, Halt> {
    let mut sealed = Sha256::new();
    let mut add = |text: &str| {
        sealed.update(text.len().to_le_bytes());
        sealed.update(text.as_bytes());
    };
    for text in [
        bulletin.series(),
        number.to_string(),
        format!("{}-{}", serial.year, serial.n),
        issued.by.clone(),
        issued.at.to_rfc3339(),
    ] {
        add(&text);
    }
    for text in [&said.zh, &said.en, said.remarks.as_ref().unwrap_or(&String::new())] {
        add(text);
    }
    add(bulletin.reason.as_deref().unwrap_or_default());
    add(&store::figures_text(tx, bulletin.id).await?);
    for (noun, content) in store::sealed(tx, bulletin.id).await? {
        add(&noun);
        add(&content);
    }
    Ok(hex(&sealed.finalize()))
}

/// Begins the next version of an issued bulletin, counted anew. Sent twice, it makes one draft.
///
/// # Errors
/// The reason is missing; `bulletin-draft-there` while another correction is being prepared; `bulletin-not-issued` for a
/// draft, which can simply be edited.
pub async fn correct(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<Uuid, Halt> {
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let (bulletin, said, _) = open(&mut tx, ctx, inspector, id).await?;
    let mut read = Reader::new(typed);
    let new = read.choice("id", |text| text.parse::<Uuid>().ok());
    let reason = read.text("reason", TEXT_MAX);
    let (new, reason) = read.done(|| Some((new?, reason?)))?;
    if store::is_there(&mut tx, new).await? {
        let seen = store::get(&mut tx, &ctx.scope()?, new).await?;
        return seen.map(|there| there.id).ok_or(Halt::Missing);
    }
    if bulletin.is_draft() {
        return Err(conflict(what!("bulletin-not-issued")));
    }
    let versions = store::versions(&mut tx, &Scope::whole(), &bulletin.series()).await?;
    if let Some(there) = versions.iter().find(|version| version.is_draft()) {
        return Err(conflict(what!("bulletin-draft-there", who = &there.author)));
    }
    let wanted = Wanted { id: new, period: bulletin.period, town: bulletin.town.clone() };
    begin(&mut tx, ctx, &wanted, Some(reason), said.remarks).await?;
    tx.commit().await?;
    Ok(new)
}

/// Throws a draft away. Its audit lines stay.
///
/// # Errors
/// [`Halt::Missing`]; an issued one, which nobody can throw away.
pub async fn discard(ctx: &Ctx, inspector: &Inspector, id: Uuid) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let bulletin = store::get(&mut tx, &ctx.scope()?, id).await?.ok_or(Halt::Missing)?;
    reaches(inspector, &bulletin)?;
    if let Some(halt) = issued_already(&bulletin) {
        return Err(halt);
    }
    store::discard(&mut tx, id).await?;
    let changes = [Change::new("period", Some(wording::period(ctx.lang, &bulletin.period)), None)];
    note(&mut tx, ctx, "discard", object(id), &changes).await?;
    Ok(tx.commit().await?)
}

/// Drafts and issues at once: for the demonstration, whose months were issued when they were over.
///
/// # Errors
/// As [`draft`] and [`issue`].
pub async fn issue_at_once(ctx: &Ctx, wanted: &Wanted) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    draft_in(&mut tx, ctx, wanted).await?;
    let bulletin = store::get(&mut tx, &Scope::whole(), wanted.id).await?.ok_or(Halt::Missing)?;
    let (said, _) = store::content(&mut tx, wanted.id).await?.ok_or(Halt::Missing)?;
    issue_in(&mut tx, ctx, &bulletin, &said, false).await?;
    Ok(tx.commit().await?)
}

/// The kinds in the order of the form.
pub const KINDS: &[Kind] = Kind::ALL;
