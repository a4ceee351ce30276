//! The rows behind a number of the comparison that no list is cut by.
use crate::baseline::model::Metric;
use crate::baseline::page as baseline;
use crate::figures::model::Cut;
use crate::i18n::{self, Lang};
use crate::incident::group::Group;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::trends::link::{self, Of, Side};
use crate::trends::service::{self, Asked, BehindRow, Compared};
use crate::ui::{Crumb, Page, Query, Table, Th};
use leptos::prelude::*;

/// `/trends/behind`
#[component]
pub fn Behind() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let asked = Asked::read(query.fields(), ctx.today());
    let side = Side::parse(query.get("side"));
    // A loss has its rows among the measures' records.
    let metric = Metric::parse(query.get("metric")).filter(|one| *one != Metric::Loss).unwrap_or(Metric::Incidents);
    let text = |name: &str| Some(query.get(name).to_owned()).filter(|value| !value.is_empty());
    let (town, group, part) = (text("of-town"), Group::parse(query.get("of-type")), text("of-part"));
    let part = part.map(|part| if part == "-" { String::new() } else { part });
    Suspend::new(async move {
        let of = Of { town: town.as_deref(), group, part: part.as_deref() };
        answer(service::behind(&ctx, asked, side, of, metric).await, move |(compared, rows)| {
            let windows = match side {
                Side::Now => vec![compared.windows().now],
                Side::Before => compared.pasts.clone(),
            };
            let range = |w: &crate::kernel::window::Window| i18n::day_range(lang, w.from(), w.to());
            let windows = windows.iter().map(range).collect::<Vec<_>>().join(&t!(lang, "trends.towns.comma"));
            let what = [
                Some(baseline::metric(lang, metric).into_owned()),
                town.or(compared.town.clone()),
                group.map(|group| baseline::group(lang, group).into_owned()),
                compared.asked.cut.zip(part).map(|(cut, part)| of_part(lang, &compared, cut, &part)),
            ];
            let what = what.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let at = match metric {
                Metric::Deaths => 1,
                Metric::Serious => 2,
                Metric::Incidents | Metric::Loss => 0,
            };
            let sum: i64 = rows.iter().filter_map(|row| row.figures[at]).sum();
            let purpose =
                t!(lang, "trends.behind.purpose", windows = windows, n = i18n::number(sum), rows = rows.len());
            let back = link::same("/trends", &compared.asked);
            view! {
                <Page title=t!(lang, "trends.behind.title", what = what.clone()) purpose crumbs=vec![Crumb::new(back, t!(lang, "ui.rail.trends"))]>
                    {if rows.is_empty() {
                        view! { <p>{t!(lang, "trends.behind.none")}</p> }.into_any()
                    } else {
                        view! {
                            <Table caption=what>
                                <thead><tr>
                                    <Th label=t!(lang, "trends.behind.day")/>
                                    <Th label=t!(lang, "trends.town")/>
                                    <Th label=t!(lang, "trends.filing.enterprise")/>
                                    <Th label=t!(lang, "trends.groups.name")/>
                                    <Th label=baseline::metric(lang, Metric::Incidents) number=true/>
                                    <Th label=t!(lang, "trends.column.deaths") number=true/>
                                    <Th label=t!(lang, "trends.column.serious") number=true/>
                                </tr></thead>
                                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                            </Table>
                        }.into_any()
                    }}
                </Page>
            }
        })
    })
}

/// The part of the cut in words; an enterprise bears its name with its credit code, one that left the roll the code alone.
fn of_part(lang: Lang, compared: &Compared, cut: Cut, part: &str) -> String {
    let member = compared.roster.as_ref().and_then(|roster| roster.members.get(part));
    match member {
        Some(member) => whose(lang, &member.name, part),
        None => super::measures::part(lang, cut, part).into_owned(),
    }
}

/// `虚构企业（9132…）`
pub(super) fn whose(lang: Lang, name: &str, code: &str) -> String {
    t!(lang, "trends.behind.whose", name = name, code = code).into_owned()
}

fn row(row: BehindRow) -> impl IntoView {
    let lang = Ctx::here().lang;
    let day = match row.day {
        Some(day) => i18n::date(lang, day),
        None => i18n::day_range(lang, row.window.from(), row.window.to()),
    };
    let href = match (row.baseline, row.incident) {
        (_, Some(incident)) => format!("/incidents/{incident}"),
        (Some((id, seq)), None) => format!("/baselines/{id}#row-{seq}"),
        (None, None) => String::new(),
    };
    let [incidents, deaths, serious, _] =
        row.figures.map(|n| n.map_or_else(|| t!(lang, "trends.no-data"), |n| i18n::number(n).into()));
    view! {
        <tr>
            <th scope="row"><a href=href>{day}</a></th>
            <td data-label=t!(lang, "trends.town")>{row.town.unwrap_or_default()}</td>
            <td data-label=t!(lang, "trends.filing.enterprise")>{row.enterprise.unwrap_or_default()}</td>
            <td data-label=t!(lang, "trends.groups.name")>{row.label.map(|label| crate::incident::page::category(lang, label))}</td>
            <td class="num" data-label=baseline::metric(lang, Metric::Incidents)>{incidents}</td>
            <td class="num" data-label=t!(lang, "trends.column.deaths")>{deaths}</td>
            <td class="num" data-label=t!(lang, "trends.column.serious")>{serious}</td>
        </tr>
    }
}
