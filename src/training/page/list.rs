use super::super::model::{Filter, Sitting};
use super::super::service::{self, Listed, PAGE_SIZE};
use super::views::{Certificates, Coverage};
use super::{View, Views, content, kind, kinds};
use crate::i18n;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    Chip, Chips, Choice, DateField, Draw, Empty, Export, Filters, Icon, Page, Pager, Query, SearchField, SelectField,
    Table, Th, Width,
};
use chrono::Datelike;
use leptos::prelude::*;

/// Sessions, certificates that fall due, or the year's coverage.
#[component]
pub fn Trainings() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let filter = Filter::read(query.fields());
    let here = View::of(query.get("show"));
    let year = query.get("year").parse().ok().filter(|y| (2000..=2200).contains(y)).unwrap_or(ctx.today().year());
    Suspend::new(async move {
        let (page, own) = (filter.page, ctx.rep().is_ok());
        let body = match here {
            View::Sessions => {
                answer(service::list(&ctx, &filter).await, move |listed| view! { <Sessions listed page own/> })
            }
            View::Certificates => {
                answer(service::certificates(&ctx, &filter).await, move |due| view! { <Certificates due page own/> })
            }
            View::Coverage => {
                answer(service::coverage(&ctx, year).await, move |covered| view! { <Coverage covered year page/> })
            }
        };
        let action = service::may_write(&ctx).then(|| {
            view! { <a class="button button-primary" href="/training/new"><Draw icon=Icon::Plus/>{t!(lang, "training.new")}</a> }
        });
        let how = match here {
            View::Coverage => t!(lang, "training.cover.how"),
            View::Sessions | View::Certificates => t!(lang, "training.how"),
        };
        let how = view! { <p>{how}</p> }.into_any();
        view! {
            <Page title=t!(lang, "training.title") purpose=t!(lang, "training.purpose") action=action.into_any() how>
                <Views here year/>
                {body}
            </Page>
        }
    })
}

#[component]
fn Sessions(listed: Listed, page: i64, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let towns: Vec<Choice> = listed.towns.iter().map(|town| Choice::new(town.clone(), town.clone())).collect();
    let mut one = Chip::of(&query, "enterprise", t!(lang, "training.list.one"));
    if let (Some(chip), Some(row)) = (&mut one, listed.rows.first()) {
        chip.value = row.enterprise_name.clone().into();
    }
    let chips = [
        Chip::of(&query, "q", t!(lang, "training.list.find")),
        one,
        Chip::of(&query, "town", t!(lang, "training.town")),
        Chip::chosen(&query, "kind", t!(lang, "training.list.kind"), &kinds(lang)),
        Chip::of(&query, "from", t!(lang, "training.list.from")),
        Chip::of(&query, "to", t!(lang, "training.list.to")),
    ];
    let chips: Vec<Chip> = chips.into_iter().flatten().collect();
    let asked = !chips.is_empty();
    let kept = query.get("enterprise").to_owned();
    view! {
        <Filters>
            {(!kept.is_empty()).then(|| view! { <input type="hidden" name="enterprise" value=kept/> })}
            <SearchField name="q" label=t!(lang, "training.list.find")/>
            {(!towns.is_empty()).then(|| view! { <SelectField name="town" label=t!(lang, "training.town") choices=towns blank=t!(lang, "ui.all") width=Width::Short/> })}
            <SelectField name="kind" label=t!(lang, "training.list.kind") choices=kinds(lang) blank=t!(lang, "ui.all") width=Width::Short/>
            <DateField name="from" label=t!(lang, "training.list.from")/>
            <DateField name="to" label=t!(lang, "training.list.to")/>
        </Filters>
        <Chips chips/>
        {if listed.total == 0 {
            view! { <Nothing asked/> }.into_any()
        } else {
            view! { <Rows rows=listed.rows own/> <Pager page size=PAGE_SIZE total=listed.total/> <Export path="/training.xlsx" label=t!(lang, "training.export")/> }.into_any()
        }}
    }
}

#[component]
fn Nothing(asked: bool) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if asked {
        return view! { <Empty title=t!(lang, "training.nothing-title") text=t!(lang, "training.nothing-text")/> }
            .into_any();
    }
    let first = service::may_write(&ctx)
        .then(|| view! { <p><a class="button" href="/training/new">{t!(lang, "training.new")}</a></p> });
    view! { <Empty title=t!(lang, "training.none-title") text=t!(lang, "training.none-text")>{first}</Empty> }
        .into_any()
}

#[component]
fn Rows(rows: Vec<Sitting>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |sitting: Sitting| {
        let course = &sitting.course;
        view! {
            <tr>
                <th scope="row"><a href=format!("/training/{}", sitting.session)>{content(lang, course)}</a></th>
                <td class="date" data-label=t!(lang, "training.list.held")>{i18n::short_date(course.held_on)}</td>
                <td data-label=t!(lang, "training.list.kind")>{kind(lang, course.kind)}</td>
                {(!own).then(|| view! {
                    <td data-label=t!(lang, "training.enterprise")>{sitting.enterprise_name.clone()}</td>
                    <td data-label=t!(lang, "training.town")>{sitting.town.clone()}</td>
                })}
                <td class="num" data-label=t!(lang, "training.list.hours")>{course.hours.to_string()}</td>
                <td class="num" data-label=t!(lang, "training.list.people")>{i18n::number(sitting.people)}</td>
                <td class="num" data-label=t!(lang, "training.list.passed")>{sitting.passed} " / " {sitting.failed}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "training.title")>
            <thead><tr>
                <Th label=t!(lang, "training.list.course")/>
                <Th label=t!(lang, "training.list.held")/>
                <Th label=t!(lang, "training.list.kind")/>
                {(!own).then(|| view! {
                    <Th label=t!(lang, "training.enterprise")/>
                    <Th label=t!(lang, "training.town")/>
                })}
                <Th label=t!(lang, "training.list.hours") number=true/>
                <Th label=t!(lang, "training.list.people") number=true/>
                <Th label=t!(lang, "training.list.passed") number=true/>
            </tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}
