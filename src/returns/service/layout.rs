//! What a sender says about the tables of a workbook, and what is remembered of it.
use super::super::model::{Filing, Look, Recalled, Remembered, SheetSummary, Standing};
use super::super::report::{ColumnInfo, Peek, SheetInfo};
use super::super::staged::Staged;
use super::super::template::{Field, Template};
use super::super::told::{Doubt, HEADER_ROWS_MAX, Layout, doubts, face, missing};
use super::super::{rule, store};
use super::send::{mine, object};
use super::{check, sender};
use crate::audit::service::{Object, hex, note};
use crate::db::Tx;
use crate::i18n::Lang;
use crate::kernel::intake::Change;
use crate::kernel::{Problem, Problems, what};
use crate::server::{Ctx, Halt};
use crate::t;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// What is said of a table that is not to be sent.
pub const LEAVE: &str = "leave";

/// Which template a table is, and where its header stands.
#[derive(Debug, Clone)]
pub struct TableSaid {
    pub sheet: String,
    /// From 1.
    pub block: u32,
    /// A template's key, or [`LEAVE`].
    pub template: String,
    /// Row numbers as typed.
    pub first: String,
    pub last: String,
}

/// Which column is which.
#[derive(Debug, Clone)]
pub struct ColumnsSaid {
    pub sheet: String,
    pub block: u32,
    /// Letters and a field's key; an empty key is a column without a field.
    pub columns: Vec<(String, String)>,
    /// The person knows that required fields have no column, and goes on for this workbook.
    pub without: bool,
}

/// A table that somebody is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its place in the workbook's summary.
    pub at: usize,
    pub sheet: SheetSummary,
    pub peek: Peek,
    /// Tables that are still in doubt, this one too if it is.
    pub open: usize,
}

/// Whose layouts a filing's are: the enterprise's, or those of the account that sends for many.
fn owner(filing: &Filing) -> Uuid {
    filing.enterprise_id.unwrap_or(filing.account_id)
}

fn owner_here(ctx: &Ctx) -> Result<Uuid, Halt> {
    let account = ctx.actor()?.id;
    Ok(ctx.scope()?.enterprise().unwrap_or(account))
}

/// Notes what the headers of a first reading look like, and takes up what the sender confirmed for such headers before.
/// Answers whether there was anything.
pub(super) async fn recall(tx: &mut Tx, filing: &mut Filing, sheets: &[SheetSummary]) -> Result<bool, Halt> {
    filing.summary.looks = sheets.iter().filter(|sheet| !sheet.info.hidden).map(look).collect();
    let known = store::layouts::of(tx, owner(filing)).await?;
    for look in filing.summary.looks.clone() {
        let Some(known) = known.iter().find(|known| known.fingerprint == look.fingerprint) else { continue };
        filing.summary.layouts.push(fitted(&known.layout, known.top, &look));
        let (sheet, block) = (look.sheet, look.block);
        filing.summary.recalled.push(Recalled { id: known.id, sheet, block, confirmed_at: known.confirmed_at });
    }
    Ok(!filing.summary.recalled.is_empty())
}

fn look(sheet: &SheetSummary) -> Look {
    let fingerprint = hex(&Sha256::digest(face(&sheet.info)));
    let top = sheet.info.header_rows.first().copied().unwrap_or(0);
    Look { sheet: sheet.info.sheet.clone(), block: sheet.block(), fingerprint, top }
}

/// A layout at the place where this workbook has its header.
fn fitted(layout: &Layout, top: i64, look: &Look) -> Layout {
    let rows = if top > 0 && look.top > 0 { i64::from(look.top) - top } else { 0 };
    layout.moved(&look.sheet, look.block, rows)
}

/// The table to ask about: the one at `at`, else the first in doubt of this kind.
///
/// # Errors
/// The disk refused.
pub async fn asked(ctx: &Ctx, filing: &Filing, kind: Doubt, at: Option<usize>) -> Result<Option<Asked>, Halt> {
    let sheets = &filing.summary.sheets;
    let open: Vec<usize> =
        doubts(sheets.iter().map(|s| &s.info)).into_iter().filter(|(_, d)| *d == kind).map(|(at, _)| at).collect();
    let Some(at) = at.filter(|at| *at < sheets.len()).or(open.first().copied()) else { return Ok(None) };
    let sheet = sheets[at].clone();
    let staged = Staged::of(ctx.app.data(), filing.id)?;
    // A table that nobody knows has a picture of its own; else that of the sheet's first one serves.
    let first = sheets.iter().position(|s| s.info.sheet == sheet.info.sheet).unwrap_or(at);
    let peek = tokio::task::spawn_blocking(move || {
        if !staged.is_whole() {
            return Ok(None);
        }
        let index = staged.index()?;
        match staged.peek(&index, at)? {
            None => staged.peek(&index, first),
            own => Ok(own),
        }
    });
    let peek = peek.await.map_err(|e| anyhow::anyhow!("reading the first rows stopped: {e}"))??;
    Ok(Some(Asked { at, sheet, peek: peek.unwrap_or_default(), open: open.len() }))
}

async fn draft(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<Filing, Halt> {
    let filing = mine(tx, ctx, id).await?;
    match filing.standing {
        Standing::Draft => Ok(filing),
        Standing::Checking => Err(Halt::field("", what!("still-reading"))),
        _ => Err(Halt::field("", what!("no-draft"))),
    }
}

fn table<'a>(filing: &'a Filing, sheet: &str, block: u32) -> Result<&'a SheetSummary, Halt> {
    let found = filing.summary.sheets.iter().find(|s| s.info.sheet == sheet && s.block() == block);
    found.ok_or_else(|| Halt::field("", what!("no-such-sheet")))
}

/// Takes a sender's word for which template a table is and where its header stands, and reads the workbook again.
///
/// # Errors
/// The filing is no draft of the sender's; the template is none of theirs; the rows are no header.
pub async fn say_table(ctx: &Ctx, id: Uuid, said: &TableSaid) -> Result<JoinHandle<()>, Halt> {
    let mut tx = ctx.write().await?;
    let filing = draft(&mut tx, ctx, id).await?;
    table(&filing, &said.sheet, said.block)?;
    let mut problems = Problems::new();
    let template = Some(said.template.clone()).filter(|key| key != LEAVE);
    let offered = |key: &str| rule::offered(sender(ctx)).any(|t| t.key == key);
    if template.as_deref().is_some_and(|key| !offered(key)) {
        problems.push(Problem::new("template", what!("not-a-choice")));
    }
    let rows = header_rows(&said.first, &said.last);
    if template.is_some() && rows.is_none() {
        problems.push(Problem::new("first", what!("header-rows", most = HEADER_ROWS_MAX)));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let header = rows.unwrap_or((1, 1));
    let layout = Layout { sheet: said.sheet.clone(), block: said.block, template, header, columns: Vec::new() };
    say(tx, ctx, filing, layout, true).await
}

fn header_rows(first: &str, last: &str) -> Option<(u32, u32)> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|n| (1..=1_000_000).contains(n));
    let first = number(first)?;
    let last = if last.trim().is_empty() { first } else { number(last)? };
    (first..=first + HEADER_ROWS_MAX).contains(&last).then_some((first, last))
}

/// Takes a sender's word for which column is which, and reads the workbook again.
///
/// # Errors
/// The filing is no draft of the sender's; two columns are to be the same field; a field is none of the template's; a
/// required field has no column, and nobody said that this is meant.
pub async fn say_columns(ctx: &Ctx, id: Uuid, said: &ColumnsSaid) -> Result<JoinHandle<()>, Halt> {
    let mut tx = ctx.write().await?;
    let filing = draft(&mut tx, ctx, id).await?;
    let sheet = table(&filing, &said.sheet, said.block)?;
    let Some(template) = Template::by_key(sheet.template()) else {
        return Err(Halt::field("", what!("no-such-sheet")));
    };
    let problems = clashes(template, &said.columns);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let lacking = lacking(template, &sheet.info, &said.columns);
    if !lacking.is_empty() && !said.without {
        let name = |field: &&Field| if ctx.lang == Lang::Zh { field.zh } else { field.en };
        let names: Vec<&str> = lacking.iter().map(name).collect();
        let names = names.join(&t!(ctx.lang, "sheet.comma"));
        return Err(Halt::field("without", what!("columns-lacking", fields = names)));
    }
    let rows = &sheet.info.header_rows;
    let header = (rows.first().copied().unwrap_or(1), rows.last().copied().unwrap_or(1));
    let field = |key: &String| Some(key.clone()).filter(|key| !key.is_empty());
    let layout = Layout {
        sheet: said.sheet.clone(),
        block: said.block,
        template: Some(template.key.to_owned()),
        header,
        columns: said.columns.iter().map(|(letters, key)| (letters.clone(), field(key))).collect(),
    };
    // What lacks something is for this once: it is not to come back unasked.
    say(tx, ctx, filing, layout, lacking.is_empty()).await
}

/// Required fields that would be left without a column. A column that was not spoken of keeps its field.
fn lacking(template: &'static Template, info: &SheetInfo, said: &[(String, String)]) -> Vec<&'static Field> {
    let kept = info.columns.iter().filter(|c| !said.iter().any(|(letters, _)| *letters == c.column)).cloned();
    let given = said.iter().filter(|(_, key)| !key.is_empty()).map(|(letters, key)| ColumnInfo {
        field: key.clone().into(),
        column: letters.clone(),
        label: String::new(),
    });
    missing(template, &SheetInfo { columns: kept.chain(given).collect(), ..info.clone() }).collect()
}

/// Each field has at most one column.
fn clashes(template: &Template, columns: &[(String, String)]) -> Problems {
    let mut seen = HashSet::new();
    let mut problems = Problems::new();
    for (letters, key) in columns.iter().filter(|(_, key)| !key.is_empty()) {
        let field = format!("c-{letters}");
        if template.field(key).is_none() {
            problems.push(Problem::new(field, what!("not-a-choice")));
        } else if !seen.insert(key) {
            problems.push(Problem::new(field, what!("field-twice")));
        }
    }
    problems
}

/// Keeps a layout for this workbook, and with `keep` for every later one with the same header; reads the workbook again.
async fn say(mut tx: Tx, ctx: &Ctx, mut filing: Filing, layout: Layout, keep: bool) -> Result<JoinHandle<()>, Halt> {
    let summary = &mut filing.summary;
    let here = |look: &&Look| look.sheet == layout.sheet && look.block == layout.block;
    let look = summary.looks.iter().find(here).cloned();
    let mut layouts = vec![layout.clone()];
    if let Some(look) = &look {
        // Months in sheets of their own look the same: they are asked about once.
        let same = |other: &&Look| other.fingerprint == look.fingerprint && other != &look;
        layouts.extend(summary.looks.iter().filter(same).map(|other| fitted(&layout, i64::from(look.top), other)));
    }
    for layout in layouts {
        summary.layouts.retain(|known| (&known.sheet, known.block) != (&layout.sheet, layout.block));
        summary.recalled.retain(|known| (&known.sheet, known.block) != (&layout.sheet, layout.block));
        summary.layouts.push(layout);
    }
    if let Some(look) = look.filter(|_| keep) {
        remember(&mut tx, ctx, &filing, look, layout).await?;
    }
    again(tx, ctx, &filing).await
}

async fn remember(tx: &mut Tx, ctx: &Ctx, filing: &Filing, look: Look, layout: Layout) -> Result<(), Halt> {
    let actor = ctx.actor()?;
    let changes = [
        Change::new("sheet", None, Some(layout.sheet.clone())),
        Change::new("template", None, layout.template.clone()),
        Change::new("columns", None, Some(columns_text(&layout))),
    ];
    let remembered = Remembered {
        id: Uuid::now_v7(),
        owner: owner(filing),
        enterprise: filing.enterprise_id,
        who: actor.name.clone(),
        fingerprint: look.fingerprint,
        top: i64::from(look.top),
        layout,
        confirmed_at: ctx.now,
        used_at: None,
    };
    store::layouts::keep(tx, &remembered, actor.id).await?;
    note(tx, ctx, "remember", object(filing), &changes).await?;
    Ok(())
}

fn columns_text(layout: &Layout) -> String {
    let said = layout.columns.iter().map(|(letters, field)| format!("{letters}={}", field.as_deref().unwrap_or("-")));
    said.collect::<Vec<_>>().join(" ")
}

/// Sends a draft back to the reader, with what was said since. The preview waits for it.
pub(super) async fn again(mut tx: Tx, ctx: &Ctx, filing: &Filing) -> Result<JoinHandle<()>, Halt> {
    let turn = (Standing::Draft, Standing::Checking);
    if store::moved(&mut tx, filing.id, turn, &filing.summary, &filing.kind).await? == 0 {
        return Err(Halt::Conflict(vec![Problem::new("", what!("still-reading"))]));
    }
    tx.commit().await?;
    Ok(check::start(&ctx.app, filing.id))
}

/// Goes on with what was understood; nothing more is asked about this workbook.
///
/// # Errors
/// The filing is no draft of the sender's.
pub async fn settle(ctx: &Ctx, id: Uuid) -> Result<(), Halt> {
    let mut tx = ctx.write().await?;
    let mut filing = draft(&mut tx, ctx, id).await?;
    filing.summary.settled = true;
    store::moved(&mut tx, id, (Standing::Draft, Standing::Draft), &filing.summary, &filing.kind).await?;
    let change = Change::new("settled", None, Some("true".to_owned()));
    note(&mut tx, ctx, "settle", object(&filing), &[change]).await?;
    Ok(tx.commit().await?)
}

/// Every layout that is remembered for the sender who asks.
///
/// # Errors
/// Nobody is signed in who sends.
pub async fn remembered(ctx: &Ctx) -> Result<Vec<Remembered>, Halt> {
    let owner = owner_here(ctx)?;
    let mut tx = ctx.read().await?;
    Ok(store::layouts::of(&mut tx, owner).await?)
}

/// Forgets a layout; drafts that were read by it stay as they are. Forgotten twice, it is forgotten.
///
/// # Errors
/// [`Halt::Missing`] when it is none of the sender's.
pub async fn forget(ctx: &Ctx, id: Uuid) -> Result<(), Halt> {
    let owner = owner_here(ctx)?;
    let mut tx = ctx.write().await?;
    let known = store::layouts::one_of(&mut tx, owner, id).await?.ok_or(Halt::Missing)?;
    store::layouts::forget(&mut tx, owner, id).await?;
    let changes = [
        Change::new("sheet", Some(known.layout.sheet.clone()), None),
        Change::new("template", known.layout.template.clone(), None),
        Change::new("columns", Some(columns_text(&known.layout)), None),
    ];
    let object = Object { noun: "layout", id: Some(id), enterprise: known.enterprise };
    note(&mut tx, ctx, "forget", object, &changes).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_to_three_rows_and_one_of_units() {
        let cases = [
            (("3", "4"), Some((3, 4))),
            (("3", ""), Some((3, 3))),
            ((" 3 ", "5"), Some((3, 5))),
            (("3", "6"), Some((3, 6))),
            (("3", "7"), None),
            (("4", "3"), None),
            (("0", "1"), None),
            (("", ""), None),
            (("三", "3"), None),
        ];
        for ((first, last), rows) in cases {
            assert_eq!(header_rows(first, last), rows, "{first}-{last}");
        }
    }

    #[test]
    fn a_required_field_without_a_column_is_named() {
        let template = Template::by_key("exposure").expect("a template");
        let column = |field: &'static str, letters: &str| ColumnInfo {
            field: field.into(),
            column: letters.into(),
            label: String::new(),
        };
        let mut info =
            SheetInfo { columns: vec![column("period", "A"), column("headcount", "B")], ..SheetInfo::default() };
        let said = |all: &[(&str, &str)]| all.iter().map(|(c, f)| ((*c).into(), (*f).into())).collect::<Vec<_>>();
        let names = |info: &SheetInfo, all: &[(&str, &str)]| -> Vec<&str> {
            lacking(template, info, &said(all)).iter().map(|field| field.key).collect()
        };
        assert_eq!(names(&info, &[]), [""; 0]);
        assert_eq!(names(&info, &[("B", "")]), ["headcount"]);
        assert_eq!(names(&info, &[("B", "hours"), ("C", "headcount")]), [""; 0]);
        assert_eq!(names(&info, &[("A", ""), ("B", "")]), ["period", "headcount"]);
        info.period = Some(("2022-07-01".into(), "2022-09-30".into()));
        assert_eq!(names(&info, &[("A", "")]), [""; 0], "the title says it");
    }

    #[test]
    fn a_field_has_one_column() {
        let template = Template::by_key("congress").expect("a template");
        let columns = |of: &[(&str, &str)]| of.iter().map(|(c, f)| ((*c).into(), (*f).into())).collect::<Vec<_>>();
        assert!(clashes(template, &columns(&[("A", "held_on"), ("B", ""), ("C", "")])).is_empty());
        let wrong = clashes(template, &columns(&[("A", "staff"), ("B", "staff"), ("C", "deaths")]));
        let told: Vec<(&str, &str)> = wrong.iter().map(|p| (p.field.as_ref(), p.what.code.as_ref())).collect();
        assert_eq!(told, [("c-B", "field-twice"), ("c-C", "not-a-choice")]);
    }
}
