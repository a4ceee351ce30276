//! Freezing a draft: the next version of its year. Where a version was frozen before, this corrects it.
use super::{author, restate, seal, settled_meanwhile, whole_district};
use crate::account::model::{Inspector, Scope};
use crate::audit::model::Change;
use crate::audit::service::{note, queue};
use crate::baseline::model::{Baseline, Differences, Document, Frozen, Judged, Origin, Resolution};
use crate::baseline::{rule, store};
use crate::db::{Tx, next_number};
use crate::i18n::Lang;
use crate::kernel::form::TEXT_MAX;
use crate::kernel::{Problem, Reader, Typed, what};
use crate::server::{Ctx, Halt};
use chrono::NaiveDate;
use uuid::Uuid;

/// What the person who freezes answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub as_of: NaiveDate,
    pub definition: String,
    pub note: Option<String>,
}

/// What is asked besides where a version is corrected, or figures were counted by somebody else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Besides {
    /// Why an earlier version is corrected; asked for where there is one.
    pub reason: Option<String>,
    /// Whether the figures were counted by this program's definition, whatever its words; none where nobody says.
    pub alike: Option<bool>,
}

/// Freezes a draft: it gets the next number of its year and can never change again. Sent twice, it is frozen once.
///
/// # Errors
/// [`Halt::Missing`]; [`Halt::Refused`] for what is wrong with the words or an empty import; [`Halt::Conflict`] when it was
/// changed, frozen or refused, or another version of its year settled, by somebody else meanwhile.
pub async fn freeze(ctx: &Ctx, inspector: &Inspector, id: Uuid, typed: &Typed) -> Result<(), Halt> {
    whole_district(inspector)?;
    let mut tx = ctx.write().await?;
    queue(&mut tx).await?;
    let document = store::get(&mut tx, id).await?.ok_or(Halt::Missing)?;
    let (words, besides, revision) = read(ctx, &document, typed)?;
    if let Some(frozen) = &document.frozen {
        return already_frozen(ctx, &document, frozen, (&words, &besides));
    }
    if revision != document.revision {
        let who = document.author.clone();
        return Err(Halt::Conflict(vec![Problem::new("", what!("changed-meanwhile", who = who))]));
    }
    let shown: Option<Uuid> = typed.get("against").parse().ok();
    if let Some(latest) = store::latest_frozen(&mut tx, document.baseline.year).await?
        && shown != Some(latest.id)
    {
        return Err(settled_meanwhile(&latest));
    }
    freeze_with(&mut tx, ctx, id, words, besides).await?;
    Ok(tx.commit().await?)
}

fn read(ctx: &Ctx, document: &Document, typed: &Typed) -> Result<(Words, Besides, i64), Halt> {
    let mut read = Reader::new(typed);
    let as_of = read.date("as_of");
    let definition = read.text("definition", TEXT_MAX);
    let note = read.maybe_text("note", TEXT_MAX);
    let reason = read.maybe_text("reason", TEXT_MAX);
    let alike = read.maybe_yes_no("alike");
    let revision = read.count("version");
    let first = NaiveDate::from_ymd_opt(document.baseline.year, 1, 1).unwrap_or(NaiveDate::MIN);
    if as_of.is_some_and(|day| day > ctx.today()) {
        read.problem::<()>("as_of", what!("baseline-as-of-late", today = ctx.today()));
    } else if as_of.is_some_and(|day| day < first) {
        read.problem::<()>("as_of", what!("baseline-as-of-early", first = first));
    }
    let besides = Besides { reason, alike };
    Ok(read.done(|| Some((Words { as_of: as_of?, definition: definition?, note }, besides, revision?)))?)
}

/// The same words by the same person: the form was sent twice.
fn already_frozen(
    ctx: &Ctx,
    document: &Document,
    frozen: &Frozen,
    (words, besides): (&Words, &Besides),
) -> Result<(), Halt> {
    let baseline = &document.baseline;
    let same = words.as_of == baseline.as_of
        && words.definition == baseline.definition
        && words.note == document.note
        && (document.restates.is_none() || besides.reason == document.reason);
    if same && frozen.by == author(ctx) {
        return Ok(());
    }
    let what = what!("baseline-frozen", number = baseline.version, who = &frozen.by);
    Err(Halt::Conflict(vec![Problem::new("", what)]))
}

/// By which rules the figures were counted, as far as anybody says. Words that a person changed are another definition, unless
/// that person says that they count the same.
fn declared(document: &Document, earlier: Option<&Document>, definition: &str, alike: Option<bool>) -> Option<Judged> {
    let year = document.baseline.year;
    let as_before = earlier.filter(|earlier| same_words(&earlier.baseline.definition, definition));
    match (document.baseline.origin, alike) {
        (_, Some(true)) => Some(rule::judged(year)),
        (_, Some(false)) => Some(Judged { key: Judged::OTHER.to_owned(), rules: Vec::new() }),
        (Origin::Computed, None) if own_words(document, definition) => document.judged.clone(),
        (Origin::Computed, None) => match as_before {
            Some(earlier) => earlier.judged.clone().or_else(|| document.judged.clone()),
            None => Some(Judged { key: Judged::OTHER.to_owned(), rules: Vec::new() }),
        },
        (Origin::Imported, None) => document.judged.clone().filter(|_| earlier.is_none() || as_before.is_some()),
    }
}

/// Whether these are the program's words for what it counts, in either language, or those the draft was made with.
fn own_words(document: &Document, definition: &str) -> bool {
    let draft = same_words(&document.baseline.definition, definition) && document.restates.is_none();
    draft || Lang::ALL.into_iter().any(|lang| same_words(&super::definition(lang, document.baseline.year), definition))
}

/// What a baseline counts, for a reader of this language: the program's own words are told in it, a person's as written.
pub fn definition_in(lang: Lang, baseline: &Baseline) -> String {
    let own = |lang: Lang| [super::definition(lang, baseline.year), super::definition_imported(lang)];
    let written = |other: Lang| own(other).iter().position(|words| same_words(words, &baseline.definition));
    match Lang::ALL.into_iter().find_map(written) {
        Some(at) => own(lang)[at].clone(),
        None => baseline.definition.clone(),
    }
}

/// The same words, however they are spaced.
fn same_words(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    bare(one) == bare(other)
}

/// Freezes in the caller's transaction and answers the number it got. Where it corrects a version, the note is the reason.
///
/// # Errors
/// As for [`freeze_with`].
pub async fn freeze_in(tx: &mut Tx, ctx: &Ctx, id: Uuid, words: Words) -> Result<i64, Halt> {
    let besides = Besides { reason: words.note.clone(), alike: None };
    freeze_with(tx, ctx, id, words, besides).await
}

/// Freezes in the caller's transaction, a correction too, and answers the number it got.
///
/// # Errors
/// [`Halt::Missing`] when there is no such draft; `baseline-empty`, `baseline-as-of-rows` for what its rows contradict;
/// where it corrects an earlier version: no reason, no difference, or another correction came first.
pub async fn freeze_with(tx: &mut Tx, ctx: &Ctx, id: Uuid, words: Words, besides: Besides) -> Result<i64, Halt> {
    queue(tx).await?;
    let document = store::get(tx, id).await?.filter(Document::is_draft).ok_or(Halt::Missing)?;
    if let Some(refused) = &document.refused {
        return Err(Halt::Conflict(vec![Problem::new("", what!("baseline-refused", who = &refused.by))]));
    }
    let lines = store::lines(tx, &Scope::whole(), id).await?;
    if lines.is_empty() && document.baseline.origin == Origin::Imported {
        return Err(Halt::field("", what!("baseline-empty")));
    }
    let last = lines.iter().filter_map(|line| rule::last_day(document.baseline.year, line.row.period)).max();
    if document.baseline.resolution == Resolution::Day
        && let Some(last) = last.filter(|last| *last > words.as_of)
    {
        return Err(Halt::field("as_of", what!("baseline-as-of-rows", last = last)));
    }
    let earlier = store::latest_frozen(tx, document.baseline.year).await?;
    let mut next = document.clone();
    next.judged = declared(&document, earlier.as_ref(), &words.definition, besides.alike);
    next.baseline.as_of = words.as_of;
    next.baseline.definition = words.definition;
    next.note = words.note;
    let differences = match &earlier {
        Some(earlier) => Some(corrects(tx, earlier, &mut next, besides.reason, &lines).await?),
        None => {
            (next.restates, next.reason) = (None, None);
            None
        }
    };
    let number = next_number(tx, &format!("baseline-{}", document.baseline.year)).await?;
    let frozen = Frozen { by: author(ctx), at: ctx.now, hash: seal(&next, differences.as_ref(), &lines) };
    let columns = store::Freeze {
        id,
        revision: document.revision,
        number,
        as_of: next.baseline.as_of,
        definition: &next.baseline.definition,
        note: next.note.as_deref(),
        frozen: &frozen,
        judged: next.judged.as_ref(),
        restates: next.restates,
        reason: next.reason.as_deref(),
        differences: differences.as_ref(),
    };
    if store::freeze(tx, &columns).await? == 0 {
        return Err(Halt::Missing);
    }
    noted(tx, ctx, (&document, &next), (number, &frozen), differences.as_ref()).await?;
    Ok(number)
}

/// What this version corrects and why, put into `next`; answers what differs.
async fn corrects(
    tx: &mut Tx,
    earlier: &Document,
    next: &mut Document,
    reason: Option<String>,
    lines: &[crate::baseline::model::Line],
) -> Result<Differences, Halt> {
    if next.restates.is_some_and(|restates| restates != earlier.id) {
        return Err(settled_meanwhile(earlier));
    }
    let Some(reason) = reason.or_else(|| next.reason.clone()).filter(|reason| !reason.trim().is_empty()) else {
        return Err(Halt::field("reason", what!("required")));
    };
    let before = store::lines(tx, &Scope::whole(), earlier.id).await?;
    let sides = ((earlier, before.as_slice()), (next.baseline.resolution, lines));
    let differences = restate::between(tx, sides.0, sides.1).await?;
    let redefined = earlier.baseline.definition != next.baseline.definition || earlier.judged != next.judged;
    if differences.is_empty() && !redefined {
        return Err(Halt::field("", what!("restatement-same", number = earlier.baseline.version)));
    }
    (next.restates, next.reason) = (Some(earlier.id), Some(reason));
    Ok(differences)
}

async fn noted(
    tx: &mut Tx,
    ctx: &Ctx,
    (document, next): (&Document, &Document),
    (number, frozen): (i64, &Frozen),
    differences: Option<&Differences>,
) -> Result<(), Halt> {
    let as_of = |document: &Document| Some(document.baseline.as_of.to_string());
    let definition = |document: &Document| Some(document.baseline.definition.clone());
    let mut changes = vec![
        Change::new("number", None, Some(number.to_string())),
        Change::new("as_of", as_of(document), as_of(next)),
        Change::new("definition", definition(document), definition(next)),
        Change::new("note", document.note.clone(), next.note.clone()),
        Change::new("hash", None, Some(frozen.hash.clone())),
    ];
    changes.extend(next.reason.clone().map(|reason| Change::new("reason", None, Some(reason))));
    changes.extend(differences.map(restate::told).unwrap_or_default());
    changes.retain(|Change(_, from, to)| from != to);
    let deed = if next.restates.is_some() { "restate" } else { "freeze" };
    Ok(note(tx, ctx, deed, super::object(next.id), &changes).await?)
}
