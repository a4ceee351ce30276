//! What comparisons take from baselines: the version in force, a named version, several years, and what must be said.
use super::recount;
use crate::account::model::Scope;
use crate::baseline::model::{Document, Flag, Held, Likeness, Line, Origin, Row, Year};
use crate::baseline::{rule, store};
use crate::db::Tx;
use crate::server::{Ctx, Halt};
use chrono::Datelike;
use uuid::Uuid;

/// The frozen baseline that comparisons with `year` use, with the rows this reader may see.
///
/// # Errors
/// The database refused.
pub async fn in_force(tx: &mut Tx, scope: &Scope, year: i32) -> Result<Option<(Document, Vec<Row>)>, Halt> {
    let found = lines_in_force(tx, scope, year).await?;
    Ok(found.map(|(document, lines)| (document, lines.into_iter().map(|line| line.row).collect())))
}

/// The same, with what each row was taken from.
///
/// # Errors
/// The database refused.
pub async fn lines_in_force(tx: &mut Tx, scope: &Scope, year: i32) -> Result<Option<(Document, Vec<Line>)>, Halt> {
    let Some(document) = store::latest_frozen(tx, year).await? else { return Ok(None) };
    let lines = store::lines(tx, scope, document.id).await?;
    Ok(Some((document, lines)))
}

async fn held(tx: &mut Tx, scope: &Scope, document: Document) -> Result<Held, Halt> {
    let lines = store::lines(tx, scope, document.id).await?;
    Ok(Held { document, rows: lines.into_iter().map(|line| line.row).collect() })
}

/// For each year asked, in that order, the frozen version that `named` names, else the version in force; none where nothing
/// of the year is frozen: no data, never 0. A name that is no frozen version of an asked year names nothing.
///
/// # Errors
/// The database refused.
pub async fn years(tx: &mut Tx, scope: &Scope, years: &[i32], named: &[Uuid]) -> Result<Vec<Year>, Halt> {
    let mut chosen = Vec::new();
    for id in named {
        chosen.extend(store::get(tx, *id).await?.filter(|document| !document.is_draft()));
    }
    let mut found = Vec::new();
    for year in years {
        let document = match chosen.iter().find(|document| document.baseline.year == *year) {
            Some(document) => Some(document.clone()),
            None => store::latest_frozen(tx, *year).await?,
        };
        let held = match document {
            Some(document) => Some(held(tx, scope, document).await?),
            None => None,
        };
        found.push(Year { year: *year, held });
    }
    Ok(found)
}

/// The versions in force, newest year first, and the one that was named with what must be known of it beside this year.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    pub documents: Vec<Document>,
    pub named: Option<(Document, Vec<Flag>)>,
}

/// The baselines that a figure may be taken from, and what must be said of the one that is named: any frozen version.
///
/// # Errors
/// The reader sees no records, or the database refused.
pub async fn beside(ctx: &Ctx, named: Option<Uuid>) -> Result<Beside, Halt> {
    ctx.scope()?;
    let mut tx = ctx.read().await?;
    let frozen: Vec<Document> = store::list(&mut tx).await?.into_iter().filter(|one| !one.is_draft()).collect();
    let named = match frozen.iter().find(|document| Some(document.id) == named) {
        Some(document) => Some((document.clone(), flags(&mut tx, document, ctx.today().year()).await?)),
        None => None,
    };
    let mut documents = frozen;
    documents.dedup_by_key(|document| document.baseline.year);
    if let Some((one, _)) = named.as_ref().filter(|(one, _)| documents.iter().all(|known| known.id != one.id)) {
        documents.push(one.clone());
    }
    Ok(Beside { documents, named })
}

/// What a reader must know when `document` is set beside the figures of `year`.
///
/// # Errors
/// The database refused.
pub async fn flags(tx: &mut Tx, document: &Document, year: i32) -> Result<Vec<Flag>, Halt> {
    let mut flags = Vec::new();
    let why = |document: &Document| document.reason.clone().unwrap_or_default();
    if let (Some(frozen), Some(earlier)) = (&document.frozen, document.restates) {
        let version = document.baseline.version;
        flags.push(Flag::Restated { version, by: frozen.by.clone(), at: frozen.at, why: why(document), earlier });
    }
    let mut superseded = false;
    if let Some(later) = store::latest_frozen(tx, document.baseline.year).await?.filter(|later| later.id != document.id)
        && let Some(frozen) = &later.frozen
    {
        superseded = true;
        let (version, by, at) = (later.baseline.version, frozen.by.clone(), frozen.at);
        flags.push(Flag::RestatedSince { version, by, at, why: why(&later), later: later.id });
    }
    let own = document.baseline.year;
    // What was computed before rules were noted was counted as it is today.
    let computed = document.baseline.origin == Origin::Computed;
    let judged = document.judged.clone().or_else(|| computed.then(|| rule::judged(own)));
    match rule::comparable(own, judged.as_ref(), &rule::judged(year)) {
        Likeness::Same => {}
        Likeness::Unknown => flags.push(Flag::DefinitionUnknown),
        Likeness::Redefined(unlike) => flags.push(Flag::Redefined(unlike)),
    }
    if !superseded
        && let Some(recount) = recount(tx, &Scope::whole(), document).await?
        && recount.refused.is_none()
    {
        flags.push(Flag::Waiting);
    }
    Ok(flags)
}
