//! The list of enterprises behind a cell, each with its reason and the article.
use super::super::model::{AsOf, Duty, Judged, ListFilter, PAGE_SIZE, Standing, StateFilter, Status};
use super::super::service::{self, Listed};
use super::{Views, When, as_of, words};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Choice, Crumb, Empty, Export, Filters, Page, Pager, Query, SearchField, SelectField, Table, Th,
};
use leptos::prelude::*;

/// `/compliance/enterprises`
#[component]
pub fn Enterprises() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let filter = ListFilter::read(Query::here().fields());
    let body = Suspend::new(async move {
        let listed = service::list(&ctx, &filter, false).await;
        answer(listed, move |listed| view! { <Body listed filter/> })
    });
    let crumbs = vec![Crumb::new("/compliance", t!(lang, "compliance.title"))];
    view! {
        <Page title=t!(lang, "compliance.list.title") purpose=t!(lang, "compliance.list.purpose") crumbs>
            <Views/>
            {body}
        </Page>
    }
}

fn duties(lang: Lang) -> Vec<Choice> {
    Duty::ALL.map(|duty| Choice::new(duty.key(), words::duty_name(lang, duty))).to_vec()
}

fn states(lang: Lang) -> Vec<Choice> {
    let one = |status: Status| Choice::new(status.key(), words::status(lang, status).1);
    let obliged = Choice::new(StateFilter::Obliged.key(), t!(lang, "compliance.status.obliged"));
    let unjudged = Choice::new(StateFilter::NotThereYet.key(), t!(lang, "compliance.status.not-there-yet"));
    Status::ALL.map(one).into_iter().chain([obliged, unjudged]).collect()
}

#[component]
fn Body(listed: Listed, filter: ListFilter) -> impl IntoView {
    let lang = Ctx::here().lang;
    let at = listed.district.at;
    let query = Query::here();
    let towns: Vec<Choice> = listed.district.towns().into_iter().map(|town| Choice::new(town.clone(), town)).collect();
    let chips = [
        Chip::of(&query, "year", t!(lang, "compliance.year")),
        Chip::of(&query, "on", t!(lang, "compliance.on")),
        Chip::of(&query, "q", t!(lang, "compliance.list.find")),
        Chip::of(&query, "town", t!(lang, "compliance.list.town")),
        Chip::chosen(&query, "duty", t!(lang, "compliance.list.duty"), &duties(lang)),
        Chip::chosen(&query, "state", t!(lang, "compliance.list.state"), &states(lang)),
    ];
    let total = listed.total;
    let shown = match total {
        0 => view! { <Empty title=t!(lang, "compliance.list.nothing-title") text=t!(lang, "compliance.list.nothing-text")/> }
            .into_any(),
        _ => view! {
            <Rows at listed filter=filter.clone()/>
            <Pager page=filter.page size=PAGE_SIZE total/>
            <Export path="/compliance/enterprises.xlsx"/>
        }
        .into_any(),
    };
    view! {
        <Filters>
            <When/>
            {(towns.len() > 1).then(|| view! { <SelectField name="town" label=t!(lang, "compliance.list.town") choices=towns blank=t!(lang, "ui.all")/> })}
            <SelectField name="duty" label=t!(lang, "compliance.list.duty") choices=duties(lang) blank=t!(lang, "compliance.list.any")/>
            <SelectField name="state" label=t!(lang, "compliance.list.state") choices=states(lang) blank=t!(lang, "ui.all")/>
            <SearchField name="q" label=t!(lang, "compliance.list.find")/>
        </Filters>
        <Chips chips=chips.into_iter().flatten().collect()/>
        <p class="as-of"><span>{as_of(lang, &at)}</span> <span>{t!(lang, "compliance.enterprises-n", n = total)}</span></p>
        {shown}
    }
}

#[component]
fn Rows(at: AsOf, listed: Listed, filter: ListFilter) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let row = |standing: &Standing| view! { <Row at standing=standing.clone() filter=filter.clone()/> };
    let rows = listed.rows().map(row).collect_view();
    let several = filter.duty.is_none();
    view! {
        <Table caption=t!(lang, "compliance.list.caption")>
            <thead><tr>
                <Th label=t!(lang, "compliance.list.enterprise")/>
                <Th label=t!(lang, "compliance.list.town")/>
                {several.then(|| view! { <Th label=t!(lang, "compliance.list.stands")/> })}
                <Th label=t!(lang, "compliance.list.why")/>
                <Th label=t!(lang, "compliance.list.officer")/>
                <Th label=t!(lang, "compliance.list.phone")/>
            </tr></thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

/// The duties that a row tells of: the one asked for; else those in the state asked for, or what needs somebody.
pub(in crate::compliance) fn told(standing: &Standing, filter: &ListFilter) -> Vec<Duty> {
    if let Some(duty) = filter.duty {
        return vec![duty];
    }
    let wanted = |judged: &&Judged| match filter.state {
        Some(state @ (StateFilter::One(_) | StateFilter::NotThereYet)) => state.takes(judged),
        _ => matches!(judged.status, Status::NotMet | Status::Soon | Status::Late),
    };
    standing.duties.iter().filter(wanted).map(|judged| judged.duty).collect()
}

#[component]
fn Row(at: AsOf, standing: Standing, filter: ListFilter) -> impl IntoView {
    let lang = Ctx::here().lang;
    let owner = standing.facts.owner.clone();
    let reason = |duty: Duty| {
        let judged = standing.of(duty)?;
        let (state, word, why) = words::judged(lang, judged);
        let name =
            (filter.duty.is_none()).then(|| view! { <b>{words::duty_name(lang, duty)}</b> {t!(lang, "ui.colon")} });
        let law = words::law(lang, &at, duty);
        let href = format!("/compliance#duty-{}", duty.key());
        Some(view! { <li>{name} <Badge state word/> " " {why} " " <a class="law" href=href>{law}</a></li> })
    };
    let reasons: Vec<_> = told(&standing, &filter).into_iter().filter_map(reason).collect();
    let counts = t!(
        lang,
        "compliance.list.counts",
        gaps = standing.count(Status::NotMet),
        soon = standing.count(Status::Soon),
        none = standing.count(Status::NoData)
    );
    let several = filter.duty.is_none();
    let phone = owner.phone.clone().map(|phone| {
        let call = format!("tel:{phone}");
        view! { <a href=call>{phone}</a> }
    });
    view! {
        <tr>
            <th scope="row"><a href=words::file(&filter.asked, owner.id)><span class="clamp">{owner.name}</span></a></th>
            <td data-label=t!(lang, "compliance.list.town")>{owner.town}</td>
            {several.then(|| view! { <td data-label=t!(lang, "compliance.list.stands")>{counts}</td> })}
            <td data-label=t!(lang, "compliance.list.why")><ul class="reasons">{reasons}</ul></td>
            <td data-label=t!(lang, "compliance.list.officer")>{owner.officer}</td>
            <td class="date" data-label=t!(lang, "compliance.list.phone")>{phone}</td>
        </tr>
    }
}

/// The words of a day for a workbook.
pub(in crate::compliance) fn day(day: Option<chrono::NaiveDate>) -> String {
    day.map(i18n::short_date).unwrap_or_default()
}
