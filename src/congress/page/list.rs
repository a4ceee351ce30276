use super::super::model::{Filter, NotMet, Recorded};
use super::super::rule::{Check, Verdict};
use super::super::service::{self, Absent, Listed, PAGE_SIZE};
use super::{state, sum};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Choice, DateField, Draw, Empty, Export, Filters, Icon, Page, Pager, Query, SearchField,
    SelectField, Tab, Table, Tabs, Th, Width,
};
use chrono::Datelike;
use leptos::prelude::*;

/// The list of meetings, or of the enterprises that have held none in a year.
#[component]
pub fn Congresses() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let filter = Filter::read(query.fields());
    let year = query.get("year").parse().ok().filter(|y| (2000..=2200).contains(y)).unwrap_or(ctx.today().year());
    let missing = query.get("show") == "missing";
    Suspend::new(async move {
        let (page, own) = (filter.page, ctx.rep().is_ok());
        let body = if missing {
            answer(service::not_met(&ctx, &filter, year).await, move |absent| view! { <NoneHeld absent year page/> })
        } else {
            answer(service::list(&ctx, &filter).await, move |listed| view! { <Held listed page own/> })
        };
        let action = service::may_write(&ctx).then(|| {
            view! { <a class="button button-primary" href="/congress/new"><Draw icon=Icon::Plus/>{t!(lang, "congress.new")}</a> }
        });
        let how = view! { <p>{t!(lang, "congress.how")}</p> }.into_any();
        let purpose = if missing { t!(lang, "congress.missing.purpose") } else { t!(lang, "congress.purpose") };
        view! {
            <Page title=t!(lang, "congress.title") purpose action=action.into_any() how>
                <Views missing year/>
                {body}
            </Page>
        }
    })
}

#[component]
fn Views(missing: bool, year: i32) -> impl IntoView {
    let lang = Ctx::here().lang;
    let tabs = vec![
        Tab { href: "/congress".to_owned(), words: t!(lang, "congress.tab.held"), count: None, here: !missing },
        Tab {
            href: format!("/congress?show=missing&year={year}"),
            words: t!(lang, "congress.tab.missing", year = year),
            count: None,
            here: missing,
        },
    ];
    view! { <Tabs label=t!(lang, "congress.tab.label") tabs/> }
}

fn yes_no(lang: Lang) -> Vec<Choice> {
    vec![Choice::new("yes", t!(lang, "ui.yes")), Choice::new("no", t!(lang, "ui.no"))]
}

fn towns(all: &[String]) -> Vec<Choice> {
    all.iter().map(|town| Choice::new(town.clone(), town.clone())).collect()
}

#[component]
fn Held(listed: Listed, page: i64, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let choices = towns(&listed.towns);
    let mut one = Chip::of(&query, "enterprise", t!(lang, "congress.list.one"));
    if let (Some(chip), Some((row, _))) = (&mut one, listed.rows.first()) {
        chip.value = row.enterprise_name.clone().into();
    }
    let chips = [
        Chip::of(&query, "q", t!(lang, "congress.list.find")),
        one,
        Chip::of(&query, "town", t!(lang, "congress.town")),
        Chip::of(&query, "from", t!(lang, "congress.list.from")),
        Chip::of(&query, "to", t!(lang, "congress.list.to")),
        Chip::chosen(&query, "published", t!(lang, "congress.list.published"), &yes_no(lang)),
        Chip::of(&query, "published_by", t!(lang, "congress.list.published-by")),
    ];
    let chips: Vec<Chip> = chips.into_iter().flatten().collect();
    let asked = !chips.is_empty();
    let kept = query.get("enterprise").to_owned();
    view! {
        <Filters>
            {(!kept.is_empty()).then(|| view! { <input type="hidden" name="enterprise" value=kept/> })}
            <SearchField name="q" label=t!(lang, "congress.list.find")/>
            {(!choices.is_empty()).then(|| view! { <SelectField name="town" label=t!(lang, "congress.town") choices blank=t!(lang, "ui.all") width=Width::Short/> })}
            <DateField name="from" label=t!(lang, "congress.list.from")/>
            <DateField name="to" label=t!(lang, "congress.list.to")/>
            <SelectField name="published" label=t!(lang, "congress.list.published") choices=yes_no(lang) blank=t!(lang, "ui.all") width=Width::Short/>
        </Filters>
        <Chips chips/>
        {if listed.total == 0 {
            view! { <Nothing asked/> }.into_any()
        } else {
            view! { <Rows rows=listed.rows own/> <Pager page size=PAGE_SIZE total=listed.total/> <Export path="/congress.xlsx"/> }.into_any()
        }}
    }
}

#[component]
fn Nothing(asked: bool) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if asked {
        return view! { <Empty title=t!(lang, "congress.nothing-title") text=t!(lang, "congress.nothing-text")/> }
            .into_any();
    }
    let first = service::may_write(&ctx)
        .then(|| view! { <p><a class="button" href="/congress/new">{t!(lang, "congress.new")}</a></p> });
    view! { <Empty title=t!(lang, "congress.none-title") text=t!(lang, "congress.none-text")>{first}</Empty> }
        .into_any()
}

#[component]
fn Rows(rows: Vec<(Recorded, Vec<Check>)>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let row = move |(recorded, checks)| view! { <Row recorded checks own/> };
    view! {
        <Table caption=t!(lang, "congress.title")>
            <thead><tr>
                <Th label=t!(lang, "congress.list.held") sort="day" default="-day"/>
                {(!own).then(|| view! {
                    <Th label=t!(lang, "congress.enterprise") sort="name"/>
                    <Th label=t!(lang, "congress.town") sort="town"/>
                })}
                <Th label=t!(lang, "congress.list.attendance") number=true/>
                <Th label=t!(lang, "congress.list.votes") number=true/>
                <Th label=t!(lang, "congress.list.checks")/>
                <Th label=t!(lang, "congress.list.proposals") number=true/>
                <Th label=t!(lang, "congress.list.published")/>
            </tr></thead>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

#[component]
fn Row(recorded: Recorded, checks: Vec<Check>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let meeting = recorded.meeting;
    let unknown = || t!(lang, "ui.not-given").into_owned();
    let of = |part: Option<i64>, whole: i64| part.map_or_else(unknown, |part| format!("{part} / {whole}"));
    let proposals = meeting.proposals.map_or_else(unknown, |all| of(meeting.proposals_closed, all));
    let published = meeting.published_on.map_or_else(unknown, i18n::short_date);
    let href = format!("/congress/{}", recorded.id);
    view! {
        <tr>
            <th scope="row" class="date"><a href=href>{i18n::short_date(meeting.held_on)}</a></th>
            {(!own).then(|| view! {
                <td data-label=t!(lang, "congress.enterprise")>{recorded.enterprise_name}</td>
                <td data-label=t!(lang, "congress.town")>{recorded.town}</td>
            })}
            <td class="num" data-label=t!(lang, "congress.list.attendance")>{of(Some(meeting.delegates_present), meeting.delegates_total)}</td>
            <td class="num" data-label=t!(lang, "congress.list.votes")>{of(meeting.votes_yes, meeting.delegates_total)}</td>
            <td data-label=t!(lang, "congress.list.checks")>{worst(lang, &checks)}</td>
            <td class="num" data-label=t!(lang, "congress.list.proposals")>{proposals}</td>
            <td class="date" data-label=t!(lang, "congress.list.published")>{published}</td>
        </tr>
    }
}

/// The check that matters most: the first that is not met, else the first unknown, else that all are met.
fn worst(lang: Lang, checks: &[Check]) -> impl IntoView + use<> {
    let first = |verdict| checks.iter().find(|check| check.verdict == verdict);
    let (verdict, check) = match (first(Verdict::NotMet), first(Verdict::Unknown)) {
        (Some(check), _) => (Verdict::NotMet, Some(check)),
        (None, Some(check)) => (Verdict::Unknown, Some(check)),
        (None, None) => (Verdict::Met, None),
    };
    let word = i18n::words(lang, &format!("congress.verdict.{}", verdict.key()));
    let reason = check.map(|check| {
        let name = i18n::words(lang, &format!("congress.check.{}", check.code));
        view! { <small>{name} " " {sum(lang, check)}</small> }
    });
    view! { <Badge state=state(verdict) word/> " " {reason} }
}

#[component]
fn NoneHeld(absent: Absent, year: i32, page: i64) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let choices = towns(&absent.towns);
    let this_year = ctx.today().year();
    let years: Vec<Choice> =
        (this_year - 4..=this_year).rev().map(|y| Choice::new(y.to_string(), y.to_string())).collect();
    let chips =
        [Chip::of(&query, "q", t!(lang, "congress.list.find")), Chip::of(&query, "town", t!(lang, "congress.town"))];
    let may_write = service::may_write(&ctx);
    let row = move |row: NotMet| {
        let last = row.last.map_or_else(|| t!(lang, "congress.missing.never").into_owned(), i18n::short_date);
        let record = may_write.then(|| {
            let href = format!("/congress/new?enterprise={}", row.enterprise);
            view! { <a href=href>{t!(lang, "congress.missing.record")}</a> }
        });
        view! {
            <tr>
                <th scope="row"><a href=format!("/enterprises/{}", row.enterprise)>{row.enterprise_name}</a></th>
                <td data-label=t!(lang, "congress.town")>{row.town}</td>
                <td class="date" data-label=t!(lang, "congress.missing.last")>{last}</td>
                <td class="act">{record}</td>
            </tr>
        }
    };
    view! {
        <Filters>
            <input type="hidden" name="show" value="missing"/>
            <SearchField name="q" label=t!(lang, "congress.enterprise")/>
            {(!choices.is_empty()).then(|| view! { <SelectField name="town" label=t!(lang, "congress.town") choices blank=t!(lang, "ui.all") width=Width::Short/> })}
            <SelectField name="year" label=t!(lang, "congress.list.year") choices=years blank=this_year.to_string() width=Width::Short/>
        </Filters>
        <Chips chips=chips.into_iter().flatten().collect()/>
        {if absent.total == 0 {
            view! { <Empty title=t!(lang, "congress.missing.all-title") text=t!(lang, "congress.missing.all-text", year = year)/> }.into_any()
        } else {
            view! {
                <Table caption=t!(lang, "congress.missing.caption", year = year) titled=true>
                    <thead><tr>
                        <Th label=t!(lang, "congress.enterprise")/>
                        <Th label=t!(lang, "congress.town")/>
                        <Th label=t!(lang, "congress.missing.last")/>
                        <th scope="col"><span class="sr-only">{t!(lang, "congress.missing.record")}</span></th>
                    </tr></thead>
                    <tbody>{absent.rows.into_iter().map(row).collect_view()}</tbody>
                </Table>
                <Pager page size=PAGE_SIZE total=absent.total/>
            }.into_any()
        }}
    }
}
