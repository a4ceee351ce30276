//! The sheet as its sender knows it: their row numbers, their column letters, what was understood and what was not.
use super::super::answer::CODES;
use super::super::model::{Fate, SheetSummary};
use super::super::report::{Problem, Severity};
use super::super::service::{Shown, Topic};
use super::dates;
use super::fix::{self, Bench};
use super::preview::row_link;
use super::words::{self, Column};
use crate::i18n::{self, Lang};
use crate::kernel::intake::Change;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Badge, SheetFrame};
use leptos::prelude::*;

#[component]
pub fn Sheet(sheet: SheetSummary, rows: Vec<Shown>, bench: Bench) -> impl IntoView {
    let lang = Ctx::here().lang;
    let columns = words::columns(&sheet);
    if rows.is_empty() {
        return view! { <p class="hint">{t!(lang, "returns.desk.no-rows")}</p> }.into_any();
    }
    let heads = columns.iter().map(|column| head(lang, column)).collect_view();
    let heads = view! { <th scope="col">{t!(lang, "returns.desk.becomes")}</th> {heads} }.into_any();
    let lines = rows.into_iter().map(|row| line(lang, &columns, row, &bench)).collect_view().into_any();
    view! {
        <SheetFrame title=sheet.title() heads lines/>
    }
    .into_any()
}

fn head(lang: Lang, column: &Column) -> AnyView {
    let meaning = match (column.field, column.maybe) {
        (Some(field), _) => {
            let name = words::field_name(lang, field);
            // A column that says so itself needs no second name.
            (name != column.label).then(|| view! { <span class="sheet-meaning">"→ " {name}</span> }.into_any())
        }
        (None, Some(maybe)) => {
            let words = t!(lang, "returns.desk.maybe", field = words::field_name(lang, maybe));
            Some(view! { <span class="sheet-ignored">{words}</span> }.into_any())
        }
        (None, None) => {
            Some(view! { <span class="sheet-ignored">{t!(lang, "returns.desk.ignored")}</span> }.into_any())
        }
    };
    view! {
        <th scope="col">
            <span class="sheet-letter">{column.letter.clone()}</span>
            <span class="sheet-column">{column.label.clone()}</span>
            {meaning}
        </th>
    }
    .into_any()
}

fn line(lang: Lang, columns: &[Column], row: Shown, bench: &Bench) -> AnyView {
    let number = row.row;
    let class = (row.fate == Fate::LeftOut).then_some("sheet-left-out");
    // Of a row that is left out nothing is asked any more.
    let whole = row.problems.iter().filter(|p| p.cell.is_none() && bench.out(number).is_none());
    let whole: Vec<String> = whole.map(|problem| words::said(lang, problem)).collect();
    let state = words::fate_name(lang, row.fate);
    let owner = row.owner.clone().map(|name| {
        view! { <span class="hint">{t!(lang, "returns.desk.taken-for", name = name)}</span> }
    });
    let cells = match skipped_words(&row) {
        Some(text) => view! { <td colspan=columns.len().to_string() class="sheet-ignored">{text}</td> }.into_any(),
        None => columns.iter().map(|column| cell(lang, column, &row, bench)).collect_view().into_any(),
    };
    // Totals and notes are left out by themselves.
    let decided = match bench.out(number) {
        Some(out) => Some(fix::left(lang, bench, out)),
        None if bench.taken && row.fate != Fate::LeftOut => Some(fix::leave(lang, bench, number)),
        None => None,
    };
    let doubt = if whole.is_empty() { "sheet-state" } else { "sheet-state sheet-doubt" };
    let reach = (!whole.is_empty()).then_some("0");
    view! {
        <tr class=class id=format!("r{number}")>
            <th scope="row" class="sheet-row">{number}</th>
            <td class=doubt tabindex=reach>
                {state} {owner}
                {whole.into_iter().map(|words| view! { <span class="sheet-message">{words}</span> }).collect_view()}
                {decided}
            </td>
            {cells}
        </tr>
    }
    .into_any()
}

/// What stands in a row that was read as no data.
fn skipped_words(row: &Shown) -> Option<String> {
    let skipped = row.fate == Fate::LeftOut && row.values.0.is_empty();
    let said = row.problems.iter().filter(|problem| problem.cell.is_none());
    said.filter_map(|problem| problem.raw.clone()).find(|raw| skipped && !raw.is_empty())
}

/// One cell: what was written where it is wrong, what was read where it is right, old and new where it changes.
fn cell(lang: Lang, column: &Column, row: &Shown, bench: &Bench) -> AnyView {
    let address = format!("{}{}", column.letter, row.row);
    let here: Vec<&Problem> = row.problems.iter().filter(|p| p.cell.as_deref() == Some(address.as_str())).collect();
    let gravest = here.iter().map(|p| p.severity).max();
    let key = column.field.map(|field| field.key);
    let value = key.and_then(|key| row.values.0.get(key));
    let read = value.map(|value| words::written(lang, column.field, value)).unwrap_or_default();
    let change = key.and_then(|key| row.changes.iter().find(|change| change.0 == key));
    let raw = here.iter().find_map(|p| p.raw.clone()).filter(|_| read.is_empty());
    let other = row.other.iter().find(|(letters, _)| column.field.is_none() && *letters == column.letter);
    let now = raw.or_else(|| other.map(|(_, text)| text.clone())).unwrap_or(read);
    let made = bench.made(row.row, &column.letter);
    let text = match change {
        Some(Change(_, from, to)) => {
            let side = |text: &Option<String>| {
                text.as_deref().map_or_else(
                    || t!(lang, "ui.blank").into_owned(),
                    |text| words::written_text(lang, column.field, text),
                )
            };
            view! { <del>{side(from)}</del> " → " <ins>{side(to)}</ins> }.into_any()
        }
        None => now.clone().into_any(),
    };
    let class = match (gravest, change) {
        (Some(Severity::Error), _) => Some("sheet-wrong"),
        (Some(Severity::Warning), _) => Some("sheet-doubt"),
        (_, Some(_)) => Some("sheet-changed"),
        _ if column.field.is_none() => Some("sheet-ignored"),
        _ => None,
    };
    if bench.out(row.row).is_some() {
        return view! { <td>{text}</td> }.into_any();
    }
    if here.is_empty() && made.is_none() {
        return view! { <td class=class>{text}</td> }.into_any();
    }
    let doubtful = gravest >= Some(Severity::Warning);
    // What it may have been meant to be stands ready: a person only says yes.
    let meant = here.iter().find_map(|p| p.suggestion.clone()).unwrap_or(now);
    let form =
        column.field.filter(|_| doubtful).map(|field| fix::form(lang, bench, row.row, &column.letter, field, &meant));
    let made = made.map(|made| fix::made(lang, bench, made));
    let said: Vec<String> = here.iter().map(|problem| words::said(lang, problem)).collect();
    view! {
        <td class=class id=format!("c-{address}") tabindex="0">
            {text}
            {said.into_iter().map(|words| view! { <span class="sheet-message">{words}</span> }).collect_view()}
            {made}
            {form}
        </td>
    }
    .into_any()
}

/// What is wrong, grouped by rule, each cell a link to its place.
#[component]
pub fn Problems(
    base: String,
    sheet: usize,
    /// Its rows are recorded; of others nothing is said to be in order.
    taken: bool,
    topics: Vec<Topic>,
    next: Option<u32>,
    last: Option<u32>,
    /// Ways to put it right.
    children: Children,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    if topics.is_empty() {
        let fine = taken.then(|| view! { <p>{t!(lang, "returns.desk.no-problems")}</p> });
        return view! { <aside class="problems">{fine} {children()}</aside> }.into_any();
    }
    let onward = next.map(|row| {
        let href = row_link(&base, sheet, row, None);
        view! { <a class="button button-small" href=href data-next-problem="true">{t!(lang, "returns.desk.next-problem", row = row)}</a> }
    });
    let back = last.map(|row| {
        let href = row_link(&base, sheet, row, None);
        view! { <a class="button button-small" href=href data-last-problem="true">{t!(lang, "sheet.last-problem", row = row)}</a> }
    });
    let (noted, grave): (Vec<Topic>, Vec<Topic>) = topics.into_iter().partition(|t| t.severity == Severity::Info);
    let groups = grave.into_iter().map(|topic| group(lang, &base, sheet, topic)).collect_view();
    // What was put right by itself is there for those who ask.
    let noted = (!noted.is_empty()).then(|| {
        let times: u64 = noted.iter().map(|topic| topic.times).sum();
        let groups = noted.into_iter().map(|topic| group(lang, &base, sheet, topic)).collect_view();
        view! {
            <details class="more">
                <summary>{t!(lang, "returns.desk.noted", n = i18n::number(times as i64))}</summary>
                {groups}
            </details>
        }
    });
    view! {
        <aside class="problems" aria-label=t!(lang, "returns.desk.problems")>
            <h2>{t!(lang, "returns.desk.problems")}</h2>
            {(back.is_some() || onward.is_some()).then(|| view! { <p class="row">{back} {onward}</p> })}
            {groups}
            {noted}
            {children()}
        </aside>
    }
    .into_any()
}

fn group(lang: Lang, base: &str, sheet: usize, topic: Topic) -> AnyView {
    let Some(first) = topic.problems.first().cloned() else { return ().into_any() };
    // Problems with a sum or a name in them say something else at every place.
    let rule =
        first.params.get("rule").filter(|rule| topic.problems.iter().all(|p| p.params.get("rule") == Some(*rule)));
    let of_rule = rule.map(|rule| format!("returns.desk.each.{rule}")).filter(|key| i18n::knows(key));
    let common = of_rule.unwrap_or_else(|| format!("returns.desk.each.{}", first.code));
    let each = i18n::knows(&common) && topic.problems.iter().any(|p| p.params != first.params);
    let title = if each { i18n::words(lang, &common) } else { words::said(lang, &first).into() };
    let answers = CODES.contains(&first.code.as_ref()).then(|| dates::answers(lang, base, sheet, &topic.problems));
    let listed = topic.problems.len() as u64;
    let links = match each {
        true => told(lang, base, sheet, &topic.problems),
        false => {
            let links = topic.problems.iter().map(|problem| place(base, sheet, problem)).collect_view();
            view! { <div class="problems-cells">{links}</div> }.into_any()
        }
    };
    let more = (topic.times > listed).then(|| {
        view! { <p class="hint">{t!(lang, "returns.desk.more", n = i18n::number((topic.times - listed) as i64))}</p> }
    });
    view! {
        <section class="problems-group">
            <h3><Badge state=words::state_of(topic.severity) word=i18n::number(topic.times as i64)/> " " {title}</h3>
            {answers}
            {links}
            {more}
        </section>
    }
    .into_any()
}

/// What is said otherwise of each place, once, with all the places of which it is said.
fn told(lang: Lang, base: &str, sheet: usize, problems: &[Problem]) -> AnyView {
    let mut said: Vec<(String, Vec<AnyView>)> = Vec::new();
    for problem in problems {
        let (words, link) = (words::said(lang, problem), place(base, sheet, problem));
        match said.iter_mut().find(|(known, _)| *known == words) {
            Some((_, links)) => links.push(link),
            None => said.push((words, vec![link])),
        }
    }
    let one = |(words, links): (String, Vec<AnyView>)| {
        view! { <div class="problems-one"><div class="problems-cells">{links}</div><p>{words}</p></div> }
    };
    said.into_iter().map(one).collect_view().into_any()
}

fn place(base: &str, sheet: usize, problem: &Problem) -> AnyView {
    let Some(row) = problem.row else { return problem.column.clone().into_any() };
    let label = problem.cell.clone().unwrap_or_else(|| row.to_string());
    let href = row_link(base, sheet, row, problem.cell.as_deref());
    let raw = problem.raw.clone().unwrap_or_default();
    // A row that was not read says what stands in it.
    let stood = (problem.cell.is_none() && !raw.is_empty()).then(|| view! { <q>{raw.clone()}</q> });
    view! {
        <a class="cell-link" href=href title=raw.clone()>{label}</a>
        {stood}
    }
    .into_any()
}
