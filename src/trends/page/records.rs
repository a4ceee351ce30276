//! The records behind one half of a measure.
use super::behind::whose;
use super::measures;
use crate::figures::measure::{Quantity, Value};
use crate::figures::model::{Cut, Line, Lines, Record, Slice};
use crate::i18n::{self, Lang};
use crate::kernel::window::Window;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::trends::link::{self, Side};
use crate::trends::rule::measured;
use crate::trends::service::{self, Asked, Chosen, Compared};
use crate::ui::{Crumb, Page, Pager, Query, Table, Th};
use leptos::prelude::*;

/// Rows on one page.
const SIZE: i64 = 100;

/// `/trends/records`
#[component]
pub fn Records() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let asked = Asked::read(query.fields(), ctx.today());
    let chosen = Chosen::read(query.fields());
    let page = query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1);
    Suspend::new(async move {
        let slice = Slice { skip: (page - 1) * SIZE, size: SIZE };
        let found = match &chosen {
            Some(chosen) => found(&ctx, asked, chosen, slice).await,
            None => Err(Halt::Missing),
        };
        answer(found.map(|found| (found, chosen)), move |((compared, lines, named), chosen)| {
            let Some((chosen, quantity)) = chosen.and_then(|one| one.quantity().map(|quantity| (one, quantity))) else {
                return ().into_any();
            };
            let window = match chosen.side {
                Side::Now => compared.windows().now,
                Side::Before => compared.windows().last,
            };
            let counted = i18n::words(lang, &format!("figures.quantity.{}", quantity.key()));
            let what = what(lang, &chosen, &compared, named);
            let purpose = t!(
                lang,
                "trends.records.purpose",
                window = i18n::day_range(lang, window.from(), window.to()),
                counted = counted.clone(),
                sum = amount(quantity, lines.sum),
                n = i18n::number(lines.count),
                rows = lines.count
            );
            let back = link::same("/trends", &compared.asked);
            let over = over_years(quantity, window);
            let weighed = weighed(&chosen, &compared).filter(|_| over);
            let weighed = weighed.map(|base| t!(lang, "trends.records.weighed", base = i18n::number(base)));
            let dated = lines.lines.iter().any(|line| line.day.is_some());
            let owned = lines.lines.iter().any(|line| !matches!(line.record, Record::Enterprise(_)));
            let shape = Shape { quantity, window, dated, owned };
            let rows = lines.lines.into_iter().map(|line| row(line, shape)).collect_view();
            view! {
                <Page title=t!(lang, "trends.behind.title", what = what.clone()) purpose crumbs=vec![Crumb::new(back, t!(lang, "ui.rail.trends"))]>
                    {over.then(|| view! { <p class="section-note">{t!(lang, "figures.over-years")} " " {weighed}</p> })}
                    {if lines.count == 0 {
                        view! { <p>{t!(lang, "trends.behind.none")}</p> }.into_any()
                    } else {
                        view! {
                            <Table caption=what>
                                <thead><tr>
                                    <Th label=t!(lang, "trends.records.record")/>
                                    {dated.then(|| view! { <Th label=t!(lang, "trends.behind.day")/> })}
                                    <Th label=t!(lang, "trends.town")/>
                                    {owned.then(|| view! { <Th label=t!(lang, "trends.filing.enterprise")/> })}
                                    <Th label=counted number=true/>
                                </tr></thead>
                                <tbody>{rows}</tbody>
                            </Table>
                            <Pager page size=SIZE total=lines.count/>
                        }.into_any()
                    }}
                </Page>
            }
            .into_any()
        })
    })
}

/// The records, and the name and credit code of the enterprise where they are one's.
async fn found(
    ctx: &Ctx,
    asked: Asked,
    chosen: &Chosen,
    slice: Slice,
) -> Result<(Compared, Lines, Option<(String, String)>), Halt> {
    let (compared, lines) = service::records(ctx, asked, chosen, slice).await?;
    let named = match chosen.enterprise() {
        Some(id) => service::enterprise(ctx, id).await?,
        None => None,
    };
    Ok((compared, lines, named))
}

/// What the records are of: the measure, the town, the part of the cut.
fn what(lang: Lang, chosen: &Chosen, compared: &Compared, named: Option<(String, String)>) -> String {
    let part = chosen.part.as_ref().map(|(cut, name)| match cut {
        Cut::Enterprise => named.map(|(name, code)| whose(lang, &name, &code)).unwrap_or_default(),
        _ => measures::part(lang, *cut, name).into_owned(),
    });
    let what = [Some(measures::name(lang, chosen.measure).into_owned()), compared.town.clone(), part];
    what.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Headcounts of several years are weighed by days: their sum is not the base itself.
fn over_years(quantity: Quantity, window: Window) -> bool {
    quantity == Quantity::Workers && window.by_year().len() > 1
}

/// What the rate is really divided by; not told of a part.
fn weighed(chosen: &Chosen, compared: &Compared) -> Option<i64> {
    let both = measured::both(chosen.measure, compared.windows(), &compared.counts);
    let value = match chosen.side {
        Side::Now => both.now,
        Side::Before => both.before,
    };
    value.filter(|_| chosen.part.is_none())?.under
}

fn amount(quantity: Quantity, units: i64) -> String {
    let value = Value { top: units, under: None, units: units.into(), places: quantity.places() };
    measures::grouped(&value.text())
}

/// Where a line leads: to its record, of a meeting's enterprise to its meetings in the window.
fn href(record: Record, quantity: Quantity, window: Window) -> String {
    match record {
        Record::Incident(id) => format!("/incidents/{id}"),
        Record::Hazard(id) => format!("/hazards/{id}"),
        Record::Congress(id) => format!("/congress/{id}"),
        Record::Training(sitting) => format!("/training/{sitting}"),
        Record::Health(id) => format!("/health/{id}"),
        Record::Enterprise(id) if quantity == Quantity::Met => {
            format!("/congress?from={}&to={}&enterprise={id}", window.from(), window.to())
        }
        Record::Enterprise(id) => format!("/enterprises/{id}"),
        Record::Baseline(id, row) => format!("/baselines/{id}#row-{row}"),
    }
}

/// What the table is of, and which columns say anything.
#[derive(Debug, Clone, Copy)]
struct Shape {
    quantity: Quantity,
    window: Window,
    dated: bool,
    /// Rows are not the enterprises themselves.
    owned: bool,
}

fn row(line: Line, shape: Shape) -> impl IntoView {
    let lang = Ctx::here().lang;
    let Shape { quantity, window, dated, owned } = shape;
    let href = href(line.record, quantity, window);
    // An enterprise bears its name; what else is known of it stands beside.
    let of_accident = matches!(line.record, Record::Incident(_) | Record::Baseline(..));
    let read = |label: String| match of_accident {
        true => crate::incident::page::category(lang, label),
        false => label.into(),
    };
    let line = Line { label: line.label.map(|label| read(label).into_owned()), ..line };
    let beside = line.label.clone().filter(|_| !owned).map(|beside| view! { " " <small>{beside}</small> });
    let named = if owned { line.label.or(line.enterprise.clone()) } else { line.enterprise.clone() };
    let label = named.unwrap_or_else(|| t!(lang, "trends.records.open").into());
    let counted = i18n::words(lang, &format!("figures.quantity.{}", quantity.key()));
    let day = line.day.map(|day| i18n::date(lang, day));
    view! {
        <tr>
            <th scope="row"><a href=href>{label}</a> {beside}</th>
            {dated.then(|| view! { <td data-label=t!(lang, "trends.behind.day")>{day}</td> })}
            <td data-label=t!(lang, "trends.town")>{line.town.unwrap_or_default()}</td>
            {owned.then(|| view! { <td data-label=t!(lang, "trends.filing.enterprise")>{line.enterprise.unwrap_or_default()}</td> })}
            <td class="num" data-label=counted>{amount(quantity, line.amount)}</td>
        </tr>
    }
}
