//! The rows of a baseline with their sums: all of them, or those behind one number.
use super::{amount, may_write, metric};
use crate::baseline::model::{Cell, Line, Metric, Origin, Period, Resolution, Sum};
use crate::baseline::service::{Asked, Shown};
use crate::enterprise::page::industry as named;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::{Export, Pager, Query, Section, Table, Th, Words};
use leptos::prelude::*;
use uuid::Uuid;

/// Rows on one page.
const SIZE: i64 = 100;

/// What stands in every row of this baseline, so that a table has no column of blanks.
#[derive(Clone, Copy)]
struct Columns {
    towns: bool,
    industries: bool,
    kinds: bool,
    accidents: bool,
    /// The draft whose rows may be put right by this reader.
    correct: Option<Uuid>,
}

#[component]
pub(super) fn Rows(shown: Shown, asked: Asked) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let answered = asked.window.is_some() && shown.why.is_none();
    let title = if answered { t!(lang, "baseline.row.caption-asked") } else { t!(lang, "baseline.row.caption") };
    let total = shown.lines.len() as i64;
    let pages = (total + SIZE - 1) / SIZE;
    let page = Query::here().get("page").parse::<i64>().unwrap_or(1).clamp(1, pages.max(1));
    let columns = Columns {
        towns: shown.lines.iter().any(|line| line.row.town.is_some()),
        industries: shown.lines.iter().any(|line| line.row.industry.is_some()),
        kinds: shown.lines.iter().any(|line| line.category.is_some()),
        accidents: shown.document.baseline.resolution == Resolution::Day,
        correct: (shown.document.is_open() && shown.document.baseline.origin == Origin::Imported && may_write(&ctx))
            .then_some(shown.document.id),
    };
    let own_town = ctx.scope().is_ok_and(|scope| scope.town().is_some());
    let here = shown.lines.iter().skip(((page - 1) * SIZE) as usize).take(SIZE as usize).cloned();
    let rows = here.map(|line| row(lang, columns, shown.cells.get(&line.seq), line)).collect_view();
    // A figure that no row gives has no sum: what is missing is no nought.
    let told = |of: Metric| shown.lines.iter().any(|line| line.row.value(of).is_some());
    let sums = shown.sums.map(|(of, sum)| (of, Some(sum).filter(|_| told(of))));
    let path = format!("/baselines/{}/rows.xlsx", shown.document.id);
    view! {
        <Section title id="rows">
            {own_town.then(|| view! { <p class="section-note">{t!(lang, "baseline.row.own-town")}</p> })}
            {answered.then(|| view! {
                <p class="no-print"><a href=Query::here().path().to_owned()>{t!(lang, "baseline.row.show-all")}</a></p>
            })}
            {if total == 0 {
                view! { <p>{t!(lang, "baseline.row.none")}</p> }.into_any()
            } else {
                view! {
                    <Table caption=t!(lang, "baseline.row.caption")>
                        {head(lang, columns)}
                        <tbody>{rows}</tbody>
                        {foot(lang, columns, sums)}
                    </Table>
                    <Pager page size=SIZE total/>
                    {(!answered).then(|| view! { <Export path/> })}
                }.into_any()
            }}
        </Section>
    }
}

fn head(lang: Lang, columns: Columns) -> impl IntoView {
    let number = move |of| view! { <Th label=metric(lang, of) number=true/> };
    view! {
        <thead><tr>
            <Th label=t!(lang, "baseline.row.period")/>
            {columns.towns.then(|| view! { <Th label=t!(lang, "baseline.row.town")/> })}
            {columns.industries.then(|| view! { <Th label=t!(lang, "baseline.row.industry")/> })}
            {columns.kinds.then(|| view! { <Th label=t!(lang, "baseline.row.category")/> })}
            {columns.accidents.then(|| view! { <Th label=t!(lang, "baseline.row.enterprise")/> })}
            {Metric::ALL.iter().map(|of| number(*of)).collect_view()}
            <Th label=t!(lang, "baseline.row.source")/>
            {columns.correct.map(|_| view! { <Th label=t!(lang, "baseline.row.correct")/> })}
        </tr></thead>
    }
}

fn foot(lang: Lang, columns: Columns, sums: [(Metric, Option<Sum>); 4]) -> impl IntoView {
    let words = [columns.towns, columns.industries, columns.kinds, columns.accidents];
    let words = words.into_iter().filter(|there| *there).count();
    let cell = move |(of, sum): (Metric, Option<Sum>)| {
        let Some(sum) = sum else {
            return view! { <td class="num muted" data-label=metric(lang, of)>{t!(lang, "baseline.differ.no-data")}</td> }
                .into_any();
        };
        let unknown = (sum.unknown > 0).then(|| {
            view! { " " <small>{t!(lang, "baseline.row.unknown-more", n = sum.unknown)}</small> }
        });
        view! { <td class="num" data-label=metric(lang, of)>{amount(of, sum.total)}{unknown}</td> }.into_any()
    };
    let blanks = (0..words).map(|_| view! { <td></td> }).collect_view();
    view! {
        <tfoot><tr>
            <th scope="row">{t!(lang, "baseline.row.total")}</th>
            {blanks}
            {sums.into_iter().map(cell).collect_view()}
            <td></td>
            {columns.correct.map(|_| view! { <td></td> })}
        </tr></tfoot>
    }
}

pub(super) fn period(lang: Lang, period: Period) -> Words {
    match period {
        Period::Day(day) => i18n::short_date(day).into(),
        Period::Month(month) => t!(lang, "baseline.row.month", n = month),
        Period::Year => t!(lang, "baseline.row.whole-year"),
    }
}

fn row(lang: Lang, columns: Columns, cell: Option<&Cell>, line: Line) -> impl IntoView + use<> {
    let figure = {
        let row = line.row.clone();
        move |of: Metric| {
            let value = row.value(of).map_or_else(|| t!(lang, "baseline.row.unknown"), |v| amount(of, v).into());
            view! { <td class="num" data-label=metric(lang, of)>{value}</td> }
        }
    };
    let town = line.row.town.clone().map_or_else(|| t!(lang, "baseline.row.all-towns"), Words::from);
    let industry = line.row.industry.as_deref();
    let industry = industry.map_or_else(|| t!(lang, "baseline.row.all"), |written| named(lang, written));
    let all_kinds = || if columns.accidents { t!(lang, "ui.not-given") } else { t!(lang, "baseline.row.all") };
    let category = line.category.clone().map_or_else(all_kinds, |label| crate::incident::page::category(lang, label));
    let enterprise =
        line.enterprise.clone().map(|(id, name)| view! { <a href=format!("/enterprises/{id}")>{name}</a> });
    view! {
        <tr id=format!("row-{}", line.seq)>
            <th scope="row">{period(lang, line.row.period)}</th>
            {columns.towns.then(|| view! { <td data-label=t!(lang, "baseline.row.town")>{town}</td> })}
            {columns.industries.then(|| view! { <td data-label=t!(lang, "baseline.row.industry")>{industry}</td> })}
            {columns.kinds.then(|| view! { <td data-label=t!(lang, "baseline.row.category")>{category}</td> })}
            {columns.accidents.then(|| view! { <td data-label=t!(lang, "baseline.row.enterprise")>{enterprise}</td> })}
            {Metric::ALL.iter().map(|of| figure(*of)).collect_view()}
            <td data-label=t!(lang, "baseline.row.source")>{source(lang, cell, &line)}</td>
            {columns.correct.map(|id| view! {
                <td class="act" data-label=t!(lang, "baseline.row.correct")>
                    <a href=format!("/baselines/{id}/rows/{}", line.seq)>{t!(lang, "baseline.row.correct")}</a>
                </td>
            })}
        </tr>
    }
}

/// The accident's own record, or the cell of the workbook it came from.
pub fn source(lang: Lang, cell: Option<&Cell>, line: &Line) -> Option<AnyView> {
    if let Some(id) = line.incident {
        return Some(view! { <a href=format!("/incidents/{id}")>{t!(lang, "baseline.row.record")}</a> }.into_any());
    }
    let Cell { filing, sheet, row } = cell?;
    let words = t!(lang, "baseline.row.cell", sheet = sheet, row = row);
    Some(match filing {
        Some(id) => view! { <a href=crate::ui::source_row(*id, sheet, *row)>{words}</a> }.into_any(),
        None => words.into_any(),
    })
}
