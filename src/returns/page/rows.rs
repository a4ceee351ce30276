//! The rows of a sent return as they were read: where a record leads that came in a workbook.
use super::super::model::{Fate, Filing, SheetSummary};
use super::super::service::{self, PAGE_ROWS, Preview, Question, Shown};
use super::filing::crumbs;
use super::words::{self, Column};
use crate::i18n::{self, Lang};
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Crumb, Notice, Page, Pager, Query, SheetFrame, State, Tab, Tabs};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The sheet that is meant: by its name with the row that must be on it, else by its place.
async fn data(ctx: &Ctx, id: &str, name: &str, question: Question) -> Result<(Filing, Preview), Halt> {
    let mut filing = service::filing(ctx, id.parse().map_err(|_| Halt::Missing)?).await?;
    if filing.sent_at.is_none() || filing.is_nil() {
        return Err(Halt::Missing);
    }
    service::source(ctx, &mut filing).await?;
    let named = |sheet: &&(usize, &SheetSummary)| sheet.1.info.sheet == name && sheet.1.unread().is_none();
    let places: Vec<usize> =
        filing.summary.sheets.iter().enumerate().collect::<Vec<_>>().iter().filter(named).map(|(at, _)| *at).collect();
    // Several tables may stand on one sheet: the one that holds the row.
    for at in &places {
        let preview = service::preview(ctx, &filing, Question { sheet: *at, ..question }).await?;
        if places.len() == 1 || preview.rows.iter().any(|shown| Some(shown.row) == question.row) {
            return Ok((filing, preview));
        }
    }
    let preview = service::preview(ctx, &filing, question).await?;
    Ok((filing, preview))
}

/// `/returns/{id}/rows`
#[component]
pub fn SourceRows() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let query = Query::here();
    let name = query.get("name").to_owned();
    let question = Question {
        sheet: query.get("sheet").parse().unwrap_or(0),
        fate: None,
        page: query.get("page").parse().unwrap_or(1),
        row: query.get("row").parse().ok(),
    };
    Suspend::new(async move {
        answer(data(&ctx, &id, &name, question).await, move |(filing, preview)| {
            let base = format!("/returns/{}", filing.id);
            let title = t!(lang, "returns.rows.title", number = filing.number.clone());
            let file = format!("{base}/file");
            let purpose = t!(lang, "returns.rows.purpose", file = filing.file_name.clone());
            let mut crumbs = crumbs(&ctx);
            crumbs.push(Crumb::new(base.clone(), filing.number.clone()));
            let action =
                view! { <a class="button button-small" href=file download=true>{t!(lang, "returns.rows.file")}</a> };
            view! {
                <Page title purpose crumbs action=action.into_any()>
                    <Rows filing preview row=question.row/>
                </Page>
            }
        })
    })
}

#[component]
fn Rows(filing: Filing, preview: Preview, row: Option<u32>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Some(sheet) = filing.summary.sheets.get(preview.sheet).cloned().filter(|_| !preview.lost) else {
        return view! {
            <Notice state=State::Late title=t!(lang, "returns.desk.lost")><p>{t!(lang, "returns.rows.lost")}</p></Notice>
        }
        .into_any();
    };
    let at = preview.sheet;
    let read = |sheet: &SheetSummary| sheet.unread().is_none();
    let tabs: Vec<Tab> = filing
        .summary
        .sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| read(sheet))
        .map(|(place, sheet)| Tab {
            href: format!("/returns/{}/rows?sheet={place}", filing.id),
            words: sheet.title().into(),
            count: Some(sheet.tally.read as i64).filter(|read| *read > 0),
            here: place == at,
        })
        .collect();
    let columns = words::columns(&sheet);
    let heads = columns.iter().map(|column| head(lang, column)).collect_view().into_any();
    let lines = preview.rows.iter().map(|shown| line(lang, &columns, shown, row)).collect_view().into_any();
    let (page, total) = (preview.page as i64, preview.total as i64);
    view! {
        {(tabs.len() > 1).then(|| view! { <Tabs label=t!(lang, "returns.desk.sheets") tabs/> })}
        <h2>{sheet.title()}</h2>
        <SheetFrame title=sheet.title() heads lines/>
        {(preview.total > PAGE_ROWS).then(|| view! { <Pager page size=PAGE_ROWS as i64 total/> })}
    }
    .into_any()
}

fn head(lang: Lang, column: &Column) -> impl IntoView + use<> {
    let meaning = column.field.map(|field| words::field_name(lang, field)).filter(|name| *name != column.label);
    view! {
        <th scope="col">
            <span class="sheet-letter">{column.letter.clone()}</span>
            <span class="sheet-column">{column.label.clone()}</span>
            {meaning.map(|name| view! { <span class="sheet-meaning">"→ " {name}</span> })}
        </th>
    }
}

fn line(lang: Lang, columns: &[Column], shown: &Shown, meant: Option<u32>) -> impl IntoView + use<> {
    let class = if meant == Some(shown.row) {
        Some("sheet-meant")
    } else {
        (shown.fate == Fate::LeftOut).then_some("sheet-left-out")
    };
    let cell = |column: &Column| {
        let value = column.field.and_then(|field| shown.values.0.get(field.key));
        let read = value.map(|value| words::written(lang, column.field, value));
        let other = || shown.other.iter().find(|(letters, _)| *letters == column.letter).map(|(_, text)| text.clone());
        view! { <td>{read.or_else(other)}</td> }
    };
    let said =
        (meant == Some(shown.row)).then(|| view! { <span class="sr-only">{t!(lang, "returns.rows.meant")}</span> });
    view! {
        <tr class=class id=format!("r{}", shown.row)>
            <th scope="row" class="sheet-row">{i18n::number(i64::from(shown.row))} {said}</th>
            {columns.iter().map(cell).collect_view()}
        </tr>
    }
}
