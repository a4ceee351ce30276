//! A draft: counts that filter, the sheet as the sender knows it, problems beside it, one decision.
use super::super::lexer::Span;
use super::super::model::review::Again;
use super::super::model::{Correction, Earlier, Fate, Filing, SheetSummary, Taken, Tally};
use super::super::rule::calendar::may_be_nil;
use super::super::service::{Named, PAGE_ROWS, Preview, Question};
use super::filing::{FileFacts, FileProblems, Withdraw, crumbs};
use super::fix::{Bench, Corrections};
use super::layouts::WasRecalled;
use super::names::Names;
use super::review::{WhatIsMissing, WhyAgain};
use super::sheet::{Problems, Sheet};
use super::steps::Stations;
use super::unread::NotRead;
use super::words;
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Empty, ErrorSummary, Notice, Page, Pager, Query, Section, State, Tab, Tabs};
use leptos::prelude::*;

#[component]
pub fn Draft(
    filing: Filing,
    preview: Preview,
    corrections: Vec<Correction>,
    names: Vec<Named>,
    question: Question,
) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let tally = filing.summary.tally;
    let known = filing.summary.known.is_some();
    let again = filing.summary.again.clone();
    let absent = filing.summary.absent.clone();
    let asks = !known && (!again.is_empty() || absent.count > 0);
    // Once somebody is named above, rows may be good as they are.
    let waits =
        !known && tally.good() == 0 && names.iter().any(|named| named.said.is_none() && !named.offered.is_empty());
    let decision = match known {
        true => view! { <PutAway id=filing.id/> }.into_any(),
        false if waits => ().into_any(),
        false => view! { <Decision filing=filing.clone() seen=preview.seen/> }.into_any(),
    };
    // A form with a field in it stands in the page, not in the bar that follows the reader on a phone.
    let (action, asked) = if asks { (().into_any(), Some(decision)) } else { (decision, None) };
    let title = t!(lang, "returns.desk.preview-title", number = filing.number);
    let purpose = purpose(lang, &filing, &preview, waits);
    let sheet = filing.summary.sheets.get(preview.sheet).cloned();
    let body = match sheet {
        _ if preview.lost => view! {
            <Notice state=State::Late title=t!(lang, "returns.desk.lost")><p>{t!(lang, "returns.desk.lost-text")}</p></Notice>
        }
        .into_any(),
        Some(sheet) => {
            let bench = Bench::of(&filing, preview.sheet, &sheet, &corrections);
            view! { <OneSheet filing=filing.clone() sheet preview bench question/> }.into_any()
        }
        None => {
            view! { <Empty title=t!(lang, "returns.desk.no-sheets") text=t!(lang, "returns.desk.no-sheets-text")/> }.into_any()
        }
    };
    view! {
        <Page title purpose crumbs=crumbs(&ctx) action>
            <ErrorSummary/>
            {asked.map(|asked| view! { <div class="asked">{asked}</div> })}
            <Stations now=3/>
            <FileProblems filing=filing.clone()/>
            <NotMine filing=filing.clone()/>
            <NothingNew filing=filing.clone()/>
            <NoRows filing=filing.clone()/>
            <Names filing=filing.id names own=filing.enterprise_id.is_some() first=waits/>
            {body}
            <NotRead filing=filing.clone()/>
            <Corrections corrections/>
            <Section title=t!(lang, "returns.desk.about")>
                <FileFacts filing=filing.clone()/>
                {(!known || tally.wrong > 0).then(|| view! {
                    <div class="row">
                        <a class="button" href="/returns/new">{t!(lang, "returns.desk.corrected")}</a>
                        <Withdraw id=filing.id/>
                    </div>
                })}
            </Section>
        </Page>
    }
}

/// Where the draft stands, in one line.
fn purpose(lang: i18n::Lang, filing: &Filing, preview: &Preview, waits: bool) -> crate::ui::Words {
    let (tally, known) = (filing.summary.tally, filing.summary.known.is_some());
    match tally.wrong {
        _ if is_anothers(filing) => t!(lang, "returns.desk.preview-not-yours"),
        0 if known => t!(lang, "returns.desk.nothing-new"),
        n if known => t!(lang, "returns.desk.nothing-new-wrong", n = n),
        0 if tally.good() == 0 => t!(lang, "returns.desk.preview-empty"),
        _ if waits => t!(lang, "returns.desk.preview-waits"),
        _ if tally.good() == 0 => t!(lang, "returns.desk.preview-none"),
        0 if !preview.doubts.is_empty() => {
            let n = preview.doubts.values().sum::<u64>();
            t!(lang, "returns.desk.preview-doubts", n = i18n::number(n as i64))
        }
        0 => t!(lang, "returns.desk.preview-clean"),
        n => t!(lang, "returns.desk.preview-wrong", n = n),
    }
}

/// Whether every table that was read is of a kind that another role sends.
fn is_anothers(filing: &Filing) -> bool {
    let mut read = filing.summary.sheets.iter().filter(|sheet| sheet.info.template.is_some()).peekable();
    read.peek().is_some() && read.all(|sheet| sheet.taken == Taken::NotYours)
}

/// Says before anything else that another role sends this.
#[component]
fn NotMine(filing: Filing) -> impl IntoView {
    let lang = Ctx::here().lang;
    is_anothers(&filing)
        .then(|| view! { <Notice state=State::Late><p>{t!(lang, "returns.desk.taken.not-yours")}</p></Notice> })
}

/// Send everything; or, while something is wrong, the good rows.
#[component]
fn Decision(filing: Filing, seen: i64) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (id, tally) = (filing.id, filing.summary.tally);
    let (again, absent) = (filing.summary.again, filing.summary.absent);
    // Nothing is asked that cannot be sent.
    if let Some(locked) = again.iter().find(|again| again.locked).cloned() {
        return view! { <IsLocked locked/> }.into_any();
    }
    // A reason is asked as well when only records of earlier returns are to go.
    let over = !again.is_empty() || absent.asked;
    let why = view! {
        {over.then(|| view! { <WhyAgain again/> })}
        <WhatIsMissing absent wrong=tally.wrong/>
    };
    if tally.good() == 0 {
        return view! { <a class="button button-primary" href="/returns/new">{t!(lang, "returns.desk.corrected")}</a> }
            .into_any();
    }
    let action = format!("/returns/{id}/send");
    if tally.wrong == 0 {
        return view! {
            <form method="post" action=action>
                <input type="hidden" name="take" value="all"/>
                <input type="hidden" name="seen" value=seen.to_string()/>
                {why}
                <button type="submit" class="button button-primary">{t!(lang, "returns.desk.send", n = i18n::number(tally.good() as i64))}</button>
            </form>
        }
        .into_any();
    }
    view! {
        <form method="post" action=action>
            <input type="hidden" name="take" value="good"/>
            <input type="hidden" name="seen" value=seen.to_string()/>
            {why}
            <button type="submit" class="button button-primary">{t!(lang, "returns.desk.send-good", n = i18n::number(tally.good() as i64))}</button>
            <p class="hint">{t!(lang, "returns.desk.send-good-hint", n = i18n::number(tally.wrong as i64))}</p>
        </form>
    }
    .into_any()
}

/// A locked period takes nothing: said before anything is asked.
#[component]
fn IsLocked(locked: Again) -> impl IntoView {
    let lang = Ctx::here().lang;
    let kind = words::template_name(lang, &locked.template);
    let period = words::period_text(lang, &locked.period);
    let said = t!(lang, "standing.again.locked", kind = kind, period = period, number = locked.number.clone());
    let href = format!("/returns/{}", locked.filing);
    view! { <Notice state=State::Late><p><a href=href>{said}</a></p></Notice> }
}

/// A draft that tells nothing is not sent: it can only be dropped.
#[component]
fn PutAway(id: uuid::Uuid) -> impl IntoView {
    let lang = Ctx::here().lang;
    view! {
        <form method="post" action=format!("/returns/{id}/withdraw")>
            <button type="submit" class="button button-primary">{t!(lang, "returns.desk.put-away")}</button>
        </form>
    }
}

/// Says that everything in the workbook is recorded, and by which returns.
#[component]
fn NothingNew(filing: Filing) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Some(known) = filing.summary.known else { return ().into_any() };
    let (title, text) = match filing.summary.tally.wrong {
        0 => (t!(lang, "returns.desk.nothing-new"), t!(lang, "returns.desk.nothing-new-text")),
        n => (t!(lang, "returns.desk.nothing-new-wrong", n = n), t!(lang, "returns.desk.nothing-new-wrong-text")),
    };
    // The return of the same file is named above.
    let above = filing.summary.duplicate_of.map(|earlier| earlier.id);
    let link = move |earlier: Earlier| {
        let words = t!(lang, "returns.desk.known-by", number = earlier.number);
        view! { <p><a href=format!("/returns/{}", earlier.id)>{words}</a></p> }
    };
    let by = known.by.into_iter().filter(move |earlier| Some(earlier.id) != above);
    view! {
        <Notice state=State::Info title>
            <p>{text}</p>
            {by.map(link).collect_view()}
        </Notice>
    }
    .into_any()
}

/// A workbook without a row of data: the sender who meant that nothing happened says so elsewhere.
#[component]
fn NoRows(filing: Filing) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let tally = filing.summary.tally;
    if ctx.rep().is_err() || tally.good() + tally.wrong > 0 {
        return ().into_any();
    }
    let sheet = filing.summary.sheets.iter().find(|sheet| may_be_nil(sheet.template()));
    let Some(sheet) = sheet else { return ().into_any() };
    let href = period_of(sheet)
        .map_or_else(|| "/".to_owned(), |period| format!("/returns/nil?template={}&period={period}", sheet.template()));
    view! {
        <Notice state=State::Info title=t!(lang, "returns.desk.empty-rows")>
            <p>{t!(lang, "returns.desk.empty-rows-text")}</p>
            <p><a href=href>{t!(lang, "returns.desk.empty-rows-link")}</a></p>
        </Notice>
    }
    .into_any()
}

/// The sheet's own period as it is stored, when it is a year, a quarter or a month.
fn period_of(sheet: &SheetSummary) -> Option<String> {
    let (first, last) = sheet.info.period.as_ref()?;
    Span { first: first.parse().ok()?, last: last.parse().ok()? }.name()
}

#[component]
fn OneSheet(filing: Filing, sheet: SheetSummary, preview: Preview, bench: Bench, question: Question) -> impl IntoView {
    let lang = Ctx::here().lang;
    let at = preview.sheet;
    let base = format!("/returns/{}", filing.id);
    let tabs: Vec<Tab> = (0..)
        .zip(&filing.summary.sheets)
        // What was not read is listed below, with why.
        .filter(|(place, sheet)| *place == at || sheet.info.template.is_some() || sheet.tally.read > 0)
        .map(|(place, sheet)| Tab {
            href: format!("{base}?sheet={place}"),
            words: sheet.title().into(),
            count: Some(sheet.tally.read as i64),
            here: place == at,
        })
        .collect();
    let elsewhere = elsewhere(lang, &filing, &preview, &base);
    let (page, total) = (preview.page as i64, preview.total as i64);
    let several = tabs.len() > 1;
    let whole = filing.summary.tally;
    let ways = (base.clone(), sheet.clone());
    let head =
        t!(lang, "returns.desk.sheet-is", sheet = sheet.title(), kind = words::template_name(lang, sheet.template()));
    view! {
        {several.then(|| {
            let (read, wrong) = (i18n::number(whole.read as i64), i18n::number(whole.wrong as i64));
            view! {
                <p>{t!(lang, "sheet.whole", read = read, wrong = wrong)}</p>
                <Tabs label=t!(lang, "returns.desk.sheets") tabs/>
                {elsewhere}
            }
        })}
        <h2>{head}</h2>
        <Counts tally=sheet.tally base=base.clone() sheet=at now=question.fate/>
        <WasRecalled filing=filing.clone() at/>
        {(!is_anothers(&filing)).then(|| view! { <Whether taken=sheet.taken/> })}
        <div class="sheet-area">
            <div>
                <Sheet sheet=sheet.clone() rows=preview.rows.clone() bench/>
                {(preview.total > PAGE_ROWS).then(|| view! { <Pager page size=PAGE_ROWS as i64 total/> })}
            </div>
            <Problems base=base.clone() sheet=at taken=sheet.taken == Taken::Yes topics=preview.topics next=preview.next last=preview.last>
                <Ways base=ways.0 sheet=ways.1 at/>
            </Problems>
        </div>
    }
}

/// What the other tables have to fix or to look at: nobody opens a tab that seems to be in order.
fn elsewhere(lang: i18n::Lang, filing: &Filing, preview: &Preview, base: &str) -> AnyView {
    let one = |(place, sheet): (usize, &SheetSummary)| {
        let doubts = preview.doubts.get(&place).copied().unwrap_or_default();
        let told = place != preview.sheet && sheet.info.template.is_some() && (sheet.tally.wrong > 0 || doubts > 0);
        told.then(|| {
            let (wrong, doubts) = (i18n::number(sheet.tally.wrong as i64), i18n::number(doubts as i64));
            let words = t!(lang, "sheet.elsewhere-one", sheet = sheet.title(), wrong = wrong, doubts = doubts);
            view! { <li><a href=format!("{base}?sheet={place}")>{words}</a></li> }
        })
    };
    let lines = filing.summary.sheets.iter().enumerate().filter_map(one).collect::<Vec<_>>();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <p>{t!(lang, "sheet.elsewhere")}</p> <ul>{lines}</ul> }.into_any()
}

/// The counts of the sheet, each a filter that shows as many rows.
#[component]
fn Counts(tally: Tally, base: String, sheet: usize, now: Option<Fate>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let all = format!("{base}?sheet={sheet}");
    let link = |fate: Fate| {
        let class = if fate == Fate::Wrong && tally.wrong > 0 { "sheet-count sheet-count-late" } else { "sheet-count" };
        let href = format!("{base}?sheet={sheet}&show={}", fate.key());
        view! {
            <a class=class href=href aria-current=(now == Some(fate)).then_some("true")>
                <b>{i18n::number(tally.of(fate) as i64)}</b> {words::fate_name(lang, fate)}
            </a>
        }
    };
    view! {
        <nav class="sheet-bar" aria-label=t!(lang, "returns.desk.counts")>
            {Fate::ALL.map(link).collect_view()}
            <a class="sheet-count" href=all aria-current=now.is_none().then_some("true")>
                <b>{i18n::number(tally.read as i64)}</b> {t!(lang, "returns.desk.read")}
            </a>
        </nav>
    }
}

/// Ways to put a sheet right: one's own workbook with marks, the page that says how to fill it in, other columns.
#[component]
fn Ways(base: String, sheet: SheetSummary, at: usize) -> impl IntoView {
    let lang = Ctx::here().lang;
    let marked = (sheet.tally.wrong > 0).then(|| {
        let href = format!("{base}/marked.xlsx");
        view! {
            <p><a class="button button-small" href=href download=true>{t!(lang, "sheet.mark.button")}</a></p>
            <p class="hint">{t!(lang, "sheet.mark.hint")}</p>
        }
    });
    let guide = sheet.info.template.clone().map(|key| {
        view! { <p><a href=format!("/templates/{key}/guide")>{t!(lang, "sheet.guide.link")}</a></p> }
    });
    let columns = sheet.info.template.is_some().then(|| {
        let href = format!("{base}/columns?sheet={at}");
        view! { <p>{t!(lang, "sheet.wrong-columns")} " " <a href=href>{t!(lang, "sheet.change")}</a></p> }
    });
    view! { <div class="problems-ways">{marked} {guide} {columns}</div> }
}

/// Why a sheet is not taken, when it is not.
#[component]
fn Whether(taken: Taken) -> impl IntoView {
    let lang = Ctx::here().lang;
    (taken != Taken::Yes).then(|| {
        let words = i18n::words(lang, &format!("returns.desk.taken.{}", taken.key()));
        view! { <Notice state=State::Soon><p>{words}</p></Notice> }
    })
}

/// Where the reader stands in the address, for links that keep the filter.
pub fn row_link(base: &str, sheet: usize, row: u32, cell: Option<&str>) -> String {
    let anchor = cell.map_or_else(|| format!("r{row}"), |cell| format!("c-{cell}"));
    let show = Query::here().get("show").to_owned();
    let show = if show.is_empty() { show } else { format!("&show={show}") };
    format!("{base}?sheet={sheet}{show}&row={row}#{anchor}")
}
