use super::super::model::Holder;
use super::super::rule;
use super::super::service::{Covered, Due, PAGE_SIZE};
use super::{state, state_words};
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Badge, Choice, Empty, Filters, Pager, SearchField, SelectField, Table, Th, Width};
use chrono::Datelike;
use leptos::prelude::*;

/// Certificates that are expired, late for their recheck or due soon, most urgent first.
#[component]
pub(super) fn Certificates(due: Due, page: i64, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let unknown = move || t!(lang, "ui.not-given").into_owned();
    let row = move |(holder, certificate): (Holder, rule::Certificate)| {
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(unknown, i18n::short_date);
        view! {
            <tr>
                <th scope="row"><a href=format!("/training/{}", holder.session)>{holder.person}</a> " " <small>{holder.id_mask}</small></th>
                <td data-label=t!(lang, "training.cert.state")><Badge state=state(certificate) word=state_words(lang, certificate)/></td>
                {(!own).then(|| view! { <td data-label=t!(lang, "training.enterprise")>{holder.enterprise_name}</td> })}
                <td data-label=t!(lang, "training.field.post")>{holder.post.unwrap_or_else(unknown)}</td>
                <td data-label=t!(lang, "training.cert.number")>{holder.cert_no.unwrap_or_else(unknown)}</td>
                <td class="date" data-label=t!(lang, "training.cert.recheck")>{day(holder.recheck_on)}</td>
                <td class="date" data-label=t!(lang, "training.cert.expires")>{day(holder.expires_on)}</td>
            </tr>
        }
    };
    view! {
        <Filters>
            <input type="hidden" name="show" value="certificates"/>
            <SearchField name="q" label=t!(lang, "training.enterprise")/>
        </Filters>
        {if due.total == 0 {
            view! { <Empty title=t!(lang, "training.cert.none-title") text=t!(lang, "training.cert.none-text")/> }.into_any()
        } else {
            view! {
                <Table caption=t!(lang, "training.cert.caption", days = due.window_days) titled=true>
                    <thead><tr>
                        <Th label=t!(lang, "training.cert.person")/>
                        <Th label=t!(lang, "training.cert.state")/>
                        {(!own).then(|| view! { <Th label=t!(lang, "training.enterprise")/> })}
                        <Th label=t!(lang, "training.field.post")/>
                        <Th label=t!(lang, "training.cert.number")/>
                        <Th label=t!(lang, "training.cert.recheck")/>
                        <Th label=t!(lang, "training.cert.expires")/>
                    </tr></thead>
                    <tbody>{due.rows.into_iter().map(row).collect_view()}</tbody>
                </Table>
                <Pager page size=PAGE_SIZE total=due.total/>
            }.into_any()
        }}
    }
}

/// `25.0%`; a dash without a headcount.
fn share(coverage: rule::Coverage) -> String {
    coverage.per_mille().map_or_else(|| "—".to_owned(), |tenths| format!("{}.{}%", tenths / 10, tenths % 10))
}

/// People trained against headcount, enterprise by enterprise, with the sum of those that told a headcount.
#[component]
pub(super) fn Coverage(covered: Vec<Covered>, year: i32, page: i64) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let this_year = ctx.today().year();
    let years: Vec<Choice> =
        (this_year - 4..=this_year).rev().map(|y| Choice::new(y.to_string(), y.to_string())).collect();
    let counted = covered.iter().filter_map(|c| c.coverage.headcount.map(|headcount| (c.coverage.trained, headcount)));
    let (trained, headcount) = counted.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let whole = rule::Coverage { trained, headcount: (headcount > 0).then_some(headcount) };
    let unknown = move || t!(lang, "ui.not-given").into_owned();
    let total = covered.len() as i64;
    let before = usize::try_from((page - 1) * PAGE_SIZE).unwrap_or(0);
    let shown: Vec<Covered> = covered.into_iter().skip(before).take(PAGE_SIZE as usize).collect();
    let row = move |covered: Covered| {
        let coverage = covered.coverage;
        let list = format!("/training?enterprise={}&from={year}-01-01&to={year}-12-31", covered.enterprise);
        view! {
            <tr>
                <th scope="row"><a href=format!("/enterprises/{}", covered.enterprise)>{covered.enterprise_name}</a></th>
                <td class="num" data-label=t!(lang, "training.cover.trained")><a href=list>{i18n::number(coverage.trained)}</a></td>
                <td class="num" data-label=t!(lang, "training.cover.headcount")>{coverage.headcount.map_or_else(unknown, i18n::number)}</td>
                <td class="num" data-label=t!(lang, "training.cover.share")>{share(coverage)}</td>
            </tr>
        }
    };
    view! {
        <Filters>
            <input type="hidden" name="show" value="coverage"/>
            <SelectField name="year" label=t!(lang, "training.cover.year") choices=years blank=this_year.to_string() width=Width::Short/>
        </Filters>
        {if total == 0 {
            view! { <Empty title=t!(lang, "training.cover.none-title", year = year) text=t!(lang, "training.cover.none-text")/> }.into_any()
        } else {
            view! {
                <Table caption=t!(lang, "training.cover.caption", year = year) titled=true>
                    <thead><tr>
                        <Th label=t!(lang, "training.enterprise")/>
                        <Th label=t!(lang, "training.cover.trained") number=true/>
                        <Th label=t!(lang, "training.cover.headcount") number=true/>
                        <Th label=t!(lang, "training.cover.share") number=true/>
                    </tr></thead>
                    <tbody>{shown.into_iter().map(row).collect_view()}</tbody>
                    <tfoot><tr>
                        <th scope="row">{t!(lang, "training.cover.whole")}</th>
                        <td class="num" data-label=t!(lang, "training.cover.trained")>{i18n::number(trained)}</td>
                        <td class="num" data-label=t!(lang, "training.cover.headcount")>{i18n::number(headcount)}</td>
                        <td class="num" data-label=t!(lang, "training.cover.share")>{share(whole)}</td>
                    </tr></tfoot>
                </Table>
                <Pager page size=PAGE_SIZE total/>
            }.into_any()
        }}
    }
}
