//! The steps between a file and its preview, each shown only while something is uncertain: which table, which columns.
use super::super::cell::column_number;
use super::super::header::part_of_day;
use super::super::label::{self, Label, is_strong};
use super::super::model::{Filing, SheetSummary, Standing};
use super::super::report::{Peek, Problem};
use super::super::service::{self, Asked};
use super::super::template::{Field, Template};
use super::super::told::{Doubt, missing};
use super::super::{rule, told};
use super::filing::{FileProblems, crumbs};
use super::words;
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState, Halt};
use crate::ui::{
    CheckField, Choice, Empty, ErrorSummary, Notice, NumberField, Page, Query, Section, SelectField, SheetFrame, State,
    Step, Steps, Table, Th,
};
use crate::{i18n, t};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::collections::BTreeSet;

/// The five stations from file to receipt; those behind are done or were certain by themselves.
#[component]
pub fn Stations(now: usize) -> impl IntoView {
    let lang = Ctx::here().lang;
    let names = ["file", "table", "columns", "preview", "send"];
    let station = |(at, name): (usize, &str)| {
        let step = match at.cmp(&now) {
            std::cmp::Ordering::Less => Step::Done,
            std::cmp::Ordering::Equal => Step::Now,
            std::cmp::Ordering::Greater => Step::Ahead,
        };
        (step, i18n::words(lang, &format!("sheet.step.{name}")))
    };
    view! { <Steps steps=names.into_iter().enumerate().map(station).collect()/> }
}

/// What is asked about a draft before its rows are looked at, if anything.
pub(super) async fn open_question(ctx: &Ctx, filing: &Filing) -> Result<Option<(Doubt, Asked)>, Halt> {
    if filing.summary.settled {
        return Ok(None);
    }
    let doubts = told::doubts(filing.summary.sheets.iter().map(|sheet| &sheet.info));
    // The table first: its columns depend on it.
    let first = doubts.iter().find(|(_, doubt)| *doubt == Doubt::Table).or(doubts.first());
    let Some((at, doubt)) = first.copied() else { return Ok(None) };
    Ok(service::asked(ctx, filing, doubt, Some(at)).await?.map(|asked| (doubt, asked)))
}

/// The table that the address or a refused form names, else the first in doubt.
async fn asked_here(ctx: &Ctx, id: &str, doubt: Doubt, form: &Typed) -> Result<(Filing, Option<Asked>), Halt> {
    let filing = service::filing(ctx, id.parse().map_err(|_| Halt::Missing)?).await?;
    if filing.standing != Standing::Draft {
        return Ok((filing, None));
    }
    let block: u32 = form.get("block").parse().unwrap_or(1);
    let named = |sheet: &SheetSummary| sheet.info.sheet == form.get("sheet") && sheet.block() == block;
    let at = filing.summary.sheets.iter().position(named).or_else(|| Query::parse(&ctx.here).get("sheet").parse().ok());
    let asked = service::asked(ctx, &filing, doubt, at).await?;
    Ok((filing, asked))
}

/// `/returns/{id}/sheets`
#[component]
pub fn WhichTable() -> impl IntoView {
    one(Doubt::Table)
}

/// `/returns/{id}/columns`
#[component]
pub fn WhichColumns() -> impl IntoView {
    one(Doubt::Columns)
}

fn one(doubt: Doubt) -> impl IntoView {
    let ctx = Ctx::here();
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let typed = FormState::here().typed;
    Suspend::new(async move {
        answer(asked_here(&ctx, &id, doubt, &typed).await, move |(filing, asked)| match asked {
            Some(asked) => view! { <Question filing doubt asked/> }.into_any(),
            None => nothing(&filing),
        })
    })
}

fn nothing(filing: &Filing) -> AnyView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let back = format!("/returns/{}", filing.id);
    view! {
        <Page title=t!(lang, "sheet.nothing") crumbs=crumbs(&ctx)>
            <ErrorSummary/>
            <Empty title=t!(lang, "sheet.nothing") text=t!(lang, "sheet.nothing-text")>
                <a class="button" href=back>{t!(lang, "sheet.back")}</a>
            </Empty>
        </Page>
    }
    .into_any()
}

#[component]
pub fn Question(filing: Filing, doubt: Doubt, asked: Asked) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let sheet = asked.sheet.title();
    let (title, purpose, now) = match doubt {
        Doubt::Table => (t!(lang, "sheet.table-title", sheet = sheet), t!(lang, "sheet.table-purpose"), 1),
        Doubt::Columns => (t!(lang, "sheet.columns-title", sheet = sheet), t!(lang, "sheet.columns-purpose"), 2),
    };
    let more =
        (asked.open > 1).then(|| view! { <p class="hint">{t!(lang, "sheet.more-tables", n = asked.open - 1)}</p> });
    let picture = (asked.peek.clone(), asked.sheet.info.header_rows.clone());
    let upright = upright(lang, &asked.peek).filter(|_| doubt == Doubt::Table).map(|words| {
        view! {
            <Notice state=State::Soon>
                <p>{words} " " <a href="/templates">{t!(lang, "returns.desk.get-template")}</a></p>
            </Notice>
        }
    });
    let form = match doubt {
        Doubt::Table => view! { <TableForm id=filing.id sheet=asked.sheet/> }.into_any(),
        Doubt::Columns => view! { <ColumnsForm id=filing.id asked/> }.into_any(),
    };
    view! {
        <Page title purpose crumbs=crumbs(&ctx)>
            <ErrorSummary/>
            <Stations now/>
            <FileProblems filing=filing.clone()/>
            {more}
            {upright}
            <Section title=t!(lang, "sheet.picture") note=t!(lang, "sheet.picture-note")>
                <Picture peek=picture.0 header=picture.1/>
            </Section>
            {form}
            <Section title=t!(lang, "sheet.else")>
                <div class="row">
                    <form method="post" action=format!("/returns/{}/columns", filing.id)>
                        <input type="hidden" name="go" value="on"/>
                        <button type="submit" class="button">{t!(lang, "sheet.go-on")}</button>
                    </form>
                    <a class="button" href=format!("/returns/{}/file", filing.id) download=true>{t!(lang, "sheet.own-file")}</a>
                </div>
                <p class="hint">{t!(lang, "sheet.go-on-hint")}</p>
                {ctx.rep().is_ok().then(|| view! {
                    <p class="hint">{t!(lang, "sheet.nil-hint")} " " <a href="/">{t!(lang, "returns.desk.owe")}</a></p>
                })}
            </Section>
        </Page>
    }
}

/// What to do about a sheet whose items stand one below the other: a form, no list.
fn upright(lang: i18n::Lang, peek: &Peek) -> Option<String> {
    let cells = |cells: &Vec<(String, String)>| -> Vec<(u16, String)> {
        cells.iter().filter_map(|(letters, text)| Some((column_number(letters)?, text.clone()))).collect()
    };
    let rows: Vec<_> = peek.rows.iter().map(|(_, row)| cells(row)).collect();
    Some(words::said(lang, &label::upright(&rows)?.told(Problem::error("template-unknown"))))
}

/// The first rows of a sheet as they stand there, its header marked.
#[component]
pub fn Picture(peek: Peek, header: Vec<u32>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if peek.rows.is_empty() {
        return view! { <p class="hint">{t!(lang, "sheet.no-picture")}</p> }.into_any();
    }
    let columns: BTreeSet<u16> =
        peek.rows.iter().flat_map(|(_, cells)| cells.iter().filter_map(|(c, _)| column_number(c))).collect();
    let letters: Vec<String> = columns.into_iter().map(super::super::cell::column_name).collect();
    let heads = letters.clone().into_iter().map(|letter| view! { <th scope="col">{letter}</th> });
    let heads = heads.collect_view().into_any();
    let line = |(number, cells): (u32, Vec<(String, String)>)| {
        let is_header = header.contains(&number);
        let class = is_header.then_some("sheet-header");
        let text = |letter: &String| cells.iter().find(|(c, _)| c == letter).map(|(_, text)| text.clone());
        let cells = letters.iter().map(|letter| view! { <td>{text(letter)}</td> }).collect_view();
        let mark = is_header.then(|| view! { <span class="sr-only">{t!(lang, "sheet.header")}</span> });
        view! { <tr class=class><th scope="row" class="sheet-row">{number} {mark}</th>{cells}</tr> }
    };
    let lines = peek.rows.into_iter().map(line).collect_view().into_any();
    view! {
        <SheetFrame title=t!(lang, "sheet.picture") heads lines picture=true/>
    }
    .into_any()
}

/// Which table a form speaks of.
fn named(sheet: &SheetSummary) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="sheet" value=sheet.info.sheet.clone()/>
        <input type="hidden" name="block" value=sheet.block().to_string()/>
    }
}

#[component]
fn TableForm(id: uuid::Uuid, sheet: SheetSummary) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let row = |row: Option<&u32>| row.map(u32::to_string).unwrap_or_default();
    let rows = &sheet.info.header_rows;
    let offer = [("template", sheet.template().to_owned()), ("first", row(rows.first())), ("last", row(rows.last()))];
    FormState::offer(|| Typed(offer.map(|(name, value)| (name.to_owned(), value)).to_vec()));
    let mut choices: Vec<Choice> =
        rule::offered(service::sender(&ctx)).map(|t| Choice::new(t.key, words::template_name(lang, t.key))).collect();
    choices.push(Choice::new(service::LEAVE, t!(lang, "sheet.leave-out")));
    view! {
        <form class="form" method="post" action=format!("/returns/{id}/sheets") novalidate>
            {named(&sheet)}
            <SelectField name="template" label=t!(lang, "returns.desk.kind") choices/>
            <div class="field-row">
                <NumberField name="first" label=t!(lang, "sheet.first") hint=t!(lang, "sheet.first-hint")/>
                <NumberField name="last" label=t!(lang, "sheet.last") hint=t!(lang, "sheet.last-hint")/>
            </div>
            <div class="actions">
                <button type="submit" class="button button-primary">{t!(lang, "sheet.say-table")}</button>
            </div>
            <p class="hint">{t!(lang, "sheet.remembered-hint")}</p>
        </form>
    }
}

/// A column that is asked about.
struct Row {
    letter: String,
    label: String,
    field: String,
    /// What it could be, when nobody said so.
    maybe: Option<String>,
    /// The column with which it is read: that of the month, where this is of its days.
    along: Option<String>,
    samples: Vec<String>,
}

/// Every column of the table that has a label, and those without one that hold data.
fn rows(asked: &Asked) -> Vec<Row> {
    let info = &asked.sheet.info;
    let below = asked.peek.rows.iter().filter(|(row, _)| info.header_rows.last().is_some_and(|last| row > last));
    let below: Vec<_> = below.collect();
    let samples = |letter: &str| -> Vec<String> {
        let texts = below.iter().filter_map(|(_, cells)| cells.iter().find(|(c, _)| c == letter));
        texts.map(|(_, text)| text.clone()).take(3).collect()
    };
    let columns = words::columns(&asked.sheet);
    // Where two columns could be one field nobody knows which: neither stands chosen.
    let alone =
        |field: &Field| columns.iter().filter(|c| c.maybe.is_some_and(|maybe| maybe.key == field.key)).count() == 1;
    let mut rows: Vec<Row> = columns
        .iter()
        .cloned()
        .map(|column| Row {
            samples: samples(&column.letter),
            field: column
                .field
                .or(likely(&column).filter(|field| alone(field)))
                .map(|field| field.key.to_owned())
                .unwrap_or_default(),
            maybe: column.maybe.map(|field| field.key.to_owned()),
            along: None,
            letter: column.letter,
            label: column.label,
        })
        .collect();
    let header = |letter: &str| {
        let mut rows = asked.peek.rows.iter().filter(|(row, _)| info.header_rows.contains(row));
        rows.any(|(_, cells)| cells.iter().any(|(c, _)| c == letter))
    };
    let unnamed: BTreeSet<u16> = below
        .iter()
        .flat_map(|(_, cells)| cells)
        .filter(|(letter, _)| !header(letter) && !rows.iter().any(|row| &row.letter == letter))
        .filter_map(|(letter, _)| column_number(letter))
        .collect();
    rows.extend(unnamed.into_iter().map(super::super::cell::column_name).map(|letter| Row {
        samples: samples(&letter),
        letter,
        label: String::new(),
        field: String::new(),
        maybe: None,
        along: None,
    }));
    rows.sort_by_key(|row| column_number(&row.letter));
    read_along(&mut rows);
    rows
}

/// 日 beside 月: what the month is said to be of, its days are of, too.
fn read_along(rows: &mut [Row]) {
    let mut lead: Option<(u16, String)> = None;
    for row in rows {
        let part = row.label.rsplit(" › ").next().unwrap_or_default().trim().to_owned();
        let column = column_number(&row.letter).unwrap_or(0);
        let beside = lead.take().filter(|(before, _)| before + 1 == column);
        let (begins, goes_on) = part_of_day(&part);
        let asked = row.maybe.is_some() || !row.field.is_empty();
        lead = match beside {
            Some((_, first)) if goes_on && !asked => {
                row.along = Some(first.clone());
                Some((column, first))
            }
            _ => (begins && asked).then_some((column, part)),
        };
    }
}

/// What stands chosen although nobody said so: only what is hardly anything else. The rest is offered in words.
fn likely(column: &words::Column) -> Option<&'static Field> {
    let label = Label { column: 0, parts: column.label.split(" › ").map(str::to_owned).collect() };
    column.maybe.filter(|field| is_strong(field, &label))
}

#[component]
fn ColumnsForm(id: uuid::Uuid, asked: Asked) -> impl IntoView {
    let lang = Ctx::here().lang;
    let sheet = asked.sheet.clone();
    let Some(template) = Template::by_key(sheet.template()) else { return ().into_any() };
    let lacking: Vec<&str> = missing(template, &sheet.info).map(|field| words::field_name(lang, field)).collect();
    let lacking = (!lacking.is_empty()).then(|| {
        let names = lacking.join(&t!(lang, "sheet.comma"));
        view! { <Notice state=State::Soon><p>{t!(lang, "sheet.lacking", fields = names)}</p></Notice> }
    });
    // Asked for once the answer leaves something required without a column.
    let without = FormState::here().problem("without").map(|_| {
        let choices = vec![Choice::new("on", t!(lang, "sheet.without-yes"))];
        view! { <CheckField name="without" label=t!(lang, "sheet.without") choices/> }
    });
    let name = words::template_name(lang, template.key);
    let lines = rows(&asked).into_iter().map(|row| line(template, row)).collect_view();
    let other = format!("/returns/{id}/sheets?sheet={}", asked.at);
    view! {
        {lacking}
        <form class="form form-wide" method="post" action=format!("/returns/{id}/columns") novalidate>
            {named(&sheet)}
            <h2>{t!(lang, "sheet.which", kind = name)}</h2>
            <Table caption=t!(lang, "sheet.columns-purpose")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "returns.desk.column")/>
                        <Th label=t!(lang, "sheet.label")/>
                        <Th label=t!(lang, "sheet.samples")/>
                        <Th label=t!(lang, "sheet.holds")/>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </Table>
            {without}
            <div class="actions">
                <button type="submit" class="button button-primary">{t!(lang, "sheet.say-columns")}</button>
                <a class="button" href=other>{t!(lang, "sheet.other-table")}</a>
            </div>
            <p class="hint">{t!(lang, "sheet.remembered-hint")}</p>
        </form>
    }
    .into_any()
}

fn line(template: &'static Template, row: Row) -> AnyView {
    let lang = Ctx::here().lang;
    let form = FormState::here();
    let name = format!("c-{}", row.letter);
    let problem = form.problem(&name).map(|what| i18n::problem(lang, &what));
    let chosen = if form.refused { form.get(&name) } else { row.field };
    let option = |field: &'static Field| {
        let star = if field.required { " *" } else { "" };
        let words = format!("{}{star}", words::field_name(lang, field));
        view! { <option value=field.key selected=field.key == chosen>{words}</option> }
    };
    let options = template.fields.iter().map(option).collect_view();
    let maybe = row.maybe.and_then(|key| template.field(&key)).map(|field| {
        let words = t!(lang, "sheet.maybe", field = words::field_name(lang, field));
        view! { <p class="hint">{words}</p> }
    });
    let along = row.along.map(|label| {
        let words = t!(lang, "sheet.along", label = label);
        view! { <p class="hint">{words}</p> }
    });
    let by = problem.is_some().then(|| format!("{name}-problem"));
    let told = problem.map(|words| view! { <p class="problem" id=format!("{name}-problem")>{words}</p> });
    let label = if row.label.is_empty() { t!(lang, "sheet.no-label").into_owned() } else { row.label };
    let aria = t!(lang, "sheet.select", column = row.letter.clone(), label = label.clone());
    view! {
        <tr>
            <th scope="row">{row.letter}</th>
            <td data-label=t!(lang, "sheet.label")>{label}</td>
            <td data-label=t!(lang, "sheet.samples")>{row.samples.join(" · ")}</td>
            <td data-label=t!(lang, "sheet.holds")>
                <div>
                {told}
                <select class="input input-medium" id=name.clone() name=name aria-label=aria aria-invalid=by.is_some().then_some("true")
                    aria-describedby=by>
                    <option value="" selected=chosen.is_empty()>{t!(lang, "sheet.not-read")}</option>
                    {options}
                </select>
                {maybe}
                {along}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_along_with_the_month_to_their_left() {
        let row = |letter: &str, label: &str, maybe: Option<&str>| Row {
            letter: letter.to_owned(),
            label: label.to_owned(),
            field: String::new(),
            maybe: maybe.map(str::to_owned),
            along: None,
            samples: Vec::new(),
        };
        let mut rows = [
            row("A", "月", Some("found_on")),
            row("B", "日", None),
            row("C", "时间", None),
            row("D", "隐患描述", None),
            row("E", "日", None),
            row("F", "月", None),
            row("G", "日", None),
        ];
        read_along(&mut rows);
        let along: Vec<Option<&str>> = rows.iter().map(|row| row.along.as_deref()).collect();
        assert_eq!(along, [None, Some("月"), Some("月"), None, None, None, None]);
    }
}
