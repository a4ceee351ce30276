//! The list of bulletins and a new one; one bulletin in full, its editing, the records behind its numbers.
mod chart;
mod decide;
mod detail;
mod edit;
mod records;
mod tables;
mod versions;

pub use detail::Detail;
pub use edit::Edit;
pub use records::Records;

// What the files say as the page does.
pub(super) use chart::{names as step_names, sides, totals as step_totals};
pub(super) use detail::facts;
pub(super) use tables::{Named, all as tables_of, difference, duties, percent};

use super::link;
use super::model::{Bulletin, Key, Kind, Measure, Was};
use super::rule::wording;
use super::service::{self, List, PAGE_SIZE};
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Choice, Crumb, DateField, Draw, Empty, ErrorSummary, Filters, Group, Hidden, Icon, NumberField,
    Page, Pager, Query, RadioField, SelectField, State, Table, TextField, Th, Words,
};
use chrono::{Datelike, Months};
use leptos::prelude::*;
use uuid::Uuid;

/// `第 2 版`, or that it is a draft.
pub(super) fn version(lang: Lang, bulletin: &Bulletin) -> Words {
    if bulletin.is_draft() { t!(lang, "bulletin.draft") } else { t!(lang, "bulletin.number", n = bulletin.number) }
}

/// `全区2026年10月生产安全事故情况通报`
pub(super) fn title(lang: Lang, bulletin: &Bulletin) -> Words {
    let place = wording::place(lang, bulletin.town.as_deref());
    t!(lang, "bulletin.name-of", place = place, period = wording::period(lang, &bulletin.period))
}

/// `2026 年第 3 期`
pub(super) fn serial(lang: Lang, bulletin: &Bulletin) -> Option<Words> {
    let serial = bulletin.serial?;
    Some(t!(lang, "bulletin.serial", year = serial.year, n = serial.n))
}

/// The name of a file: the title, and which version it is.
pub(super) fn file_name(lang: Lang, bulletin: &Bulletin) -> String {
    let version = version(lang, bulletin).replace(' ', "");
    format!("{}-{version}", title(lang, bulletin)).replace(['/', '\\', ':'], "-")
}

/// What a number is of: `本期 · 死亡人数`.
pub(super) fn of(lang: Lang, key: Key) -> String {
    let name = i18n::words(lang, &format!("bulletin.of.{}", key.was.key()));
    let plain = !matches!(
        key.was,
        Was::Now | Was::Last | Was::Prior | Was::ToDate | Was::ToDateLast | Was::Mean | Was::Larger | Was::LargerLast
    );
    if plain { name.into_owned() } else { format!("{name} · {}", measure(lang, key.measure)) }
}

pub(super) fn measure(lang: Lang, measure: Measure) -> Words {
    i18n::words(lang, &format!("bulletin.what.{}", measure.key()))
}

fn kind(lang: Lang, kind: Kind) -> Words {
    i18n::words(lang, &format!("bulletin.kinds.{}", kind.key()))
}

/// `/bulletins`
#[component]
pub fn Bulletins() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asked = List::read(Query::here().fields());
    Suspend::new(async move {
        answer(service::list(&ctx, &asked).await, move |listed| {
            let new = || view! { <a class="button button-primary" href="/bulletins/new"><Draw icon=Icon::Plus/>{t!(lang, "bulletin.new")}</a> };
            let narrowed = asked != List { page: asked.page, ..List::default() };
            let action = listed.may_write.then(|| new().into_any());
            let nothing = listed.total == 0 && !narrowed;
            view! {
                <Page title=t!(lang, "bulletin.title") purpose=t!(lang, "bulletin.purpose") action=action.unwrap_or_else(|| ().into_any())>
                    {if nothing {
                        view! { <Empty title=t!(lang, "bulletin.empty-title") text=t!(lang, "bulletin.empty-what")>
                            <p>{t!(lang, "bulletin.empty-todo")}</p>
                        </Empty> }.into_any()
                    } else {
                        let page = asked.page;
                        view! {
                            <Find towns=listed.towns.clone()/>
                            <Found bulletins=listed.found/>
                            <Pager page size=PAGE_SIZE total=listed.total/>
                        }.into_any()
                    }}
                </Page>
            }
        })
    })
}

#[component]
fn Find(towns: Vec<String>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let kinds: Vec<Choice> = Kind::ALL.iter().map(|it| Choice::new(it.key(), kind(lang, *it))).collect();
    let states =
        vec![Choice::new("draft", t!(lang, "bulletin.draft")), Choice::new("issued", t!(lang, "bulletin.issued"))];
    let mut places = vec![Choice::new(service::DISTRICT, t!(lang, "bulletin.district"))];
    places.extend(towns.into_iter().map(|town| Choice::new(town.clone(), town)));
    let chips = [
        Chip::chosen(&query, "kind", t!(lang, "bulletin.kind"), &kinds),
        Chip::of(&query, "year", t!(lang, "bulletin.year")),
        Chip::chosen(&query, "town", t!(lang, "bulletin.place"), &places),
        Chip::chosen(&query, "state", t!(lang, "bulletin.state"), &states),
    ];
    view! {
        <Filters>
            <SelectField name="kind" label=t!(lang, "bulletin.kind") choices=kinds blank=t!(lang, "ui.all")/>
            <TextField name="year" label=t!(lang, "bulletin.year")/>
            <SelectField name="town" label=t!(lang, "bulletin.place") choices=places blank=t!(lang, "ui.all")/>
            <SelectField name="state" label=t!(lang, "bulletin.state") choices=states blank=t!(lang, "ui.all")/>
        </Filters>
        <Chips chips=chips.into_iter().flatten().collect()/>
    }
}

/// How a version stands among the others of its document.
pub(super) fn badge(lang: Lang, bulletin: &Bulletin, latest: bool) -> (State, Words) {
    match (bulletin.is_draft(), latest) {
        (true, _) => (State::Soon, t!(lang, "bulletin.draft")),
        (false, true) => (State::Ok, t!(lang, "bulletin.issued")),
        (false, false) => (State::Nothing, t!(lang, "bulletin.superseded")),
    }
}

/// Who issued it and when; for a draft, who drafts it.
pub(super) fn who(ctx: &Ctx, bulletin: &Bulletin) -> Words {
    match &bulletin.issued {
        Some(issued) => {
            let when = i18n::date(ctx.lang, ctx.local(issued.at).date());
            t!(ctx.lang, "bulletin.issued-by", who = issued.by, when = when)
        }
        None => t!(ctx.lang, "bulletin.drafted-by", who = bulletin.author),
    }
}

#[component]
fn Found(bulletins: Vec<Bulletin>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    if bulletins.is_empty() {
        return view! { <p>{t!(lang, "bulletin.none")}</p> }.into_any();
    }
    let all = bulletins.clone();
    let latest = move |bulletin: &Bulletin| {
        let series = bulletin.series();
        all.iter().all(|other| other.number <= bulletin.number || other.series() != series)
    };
    let row = move |bulletin: Bulletin| {
        let (state, word) = badge(lang, &bulletin, latest(&bulletin));
        let href = link::one(bulletin.id);
        view! {
            <tr>
                <th scope="row"><a href=href.clone()>{wording::period(lang, &bulletin.period)}</a></th>
                <td data-label=t!(lang, "bulletin.place")>{wording::place(lang, bulletin.town.as_deref())}</td>
                <td data-label=t!(lang, "bulletin.serial-name")>{serial(lang, &bulletin)}</td>
                <td data-label=t!(lang, "bulletin.version")>{version(lang, &bulletin)}</td>
                <td data-label=t!(lang, "bulletin.state")><Badge state word/></td>
                <td data-label=t!(lang, "bulletin.who")>{who(&ctx, &bulletin)}</td>
                <td class="no-print" data-label=t!(lang, "bulletin.files")>
                    <a href=format!("{href}/bulletin.docx") download=true>"docx"</a> " · "
                    <a href=format!("{href}/bulletin.xlsx") download=true>"xlsx"</a>
                </td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "bulletin.title")>
            <thead><tr>
                <Th label=t!(lang, "bulletin.period")/>
                <Th label=t!(lang, "bulletin.place")/>
                <Th label=t!(lang, "bulletin.serial-name")/>
                <Th label=t!(lang, "bulletin.version")/>
                <Th label=t!(lang, "bulletin.state")/>
                <Th label=t!(lang, "bulletin.who")/>
                <th scope="col" class="no-print">{t!(lang, "bulletin.files")}</th>
            </tr></thead>
            <tbody>{bulletins.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
    .into_any()
}

/// `/bulletins/new`
#[component]
pub fn New() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    // Last month is what most are of.
    let last = ctx.today().checked_sub_months(Months::new(1)).unwrap_or_else(|| ctx.today());
    FormState::offer(|| {
        let field = |name: &str, value: String| (name.to_owned(), value);
        Typed(vec![
            field("kind", Kind::Month.key().to_owned()),
            field("year", last.year().to_string()),
            field("month", last.month().to_string()),
        ])
    });
    let id = Uuid::now_v7().to_string();
    Suspend::new(async move { answer(service::choose(&ctx).await, move |towns| view! { <Choose towns id lang/> }) })
}

#[component]
fn Choose(towns: Vec<String>, id: String, lang: Lang) -> impl IntoView {
    let kinds = service::KINDS.iter().map(|it| Choice::new(it.key(), kind(lang, *it))).collect::<Vec<_>>();
    let months = (1..=12).map(|n: u32| Choice::new(n.to_string(), month(lang, n))).collect::<Vec<_>>();
    let quarters = (1..=4).map(|n: u32| Choice::new(n.to_string(), n.to_string())).collect::<Vec<_>>();
    let halves = vec![
        Choice::new("1", t!(lang, "bulletin.new-one.first-half")),
        Choice::new("2", t!(lang, "bulletin.new-one.second-half")),
    ];
    // Someone of one town drafts that town's.
    let several = Ctx::here().scope().is_ok_and(|scope| scope.town().is_none());
    let places = towns.into_iter().map(|town| Choice::new(town.clone(), town)).collect::<Vec<_>>();
    view! {
        <Page title=t!(lang, "bulletin.new-one.title") purpose=t!(lang, "bulletin.new-one.purpose") crumbs=vec![Crumb::new("/bulletins", t!(lang, "bulletin.title"))]>
            <ErrorSummary/>
            <form class="form" method="post" action="/bulletins/new" novalidate>
                <Hidden name="id" value=id/>
                <RadioField name="kind" label=t!(lang, "bulletin.kind") choices=kinds hint=t!(lang, "bulletin.new-one.kind-hint") inline=true/>
                <NumberField name="year" label=t!(lang, "bulletin.year")/>
                <div class="field-row">
                    <SelectField name="month" label=t!(lang, "bulletin.new-one.month") choices=months optional=true/>
                    <SelectField name="quarter" label=t!(lang, "bulletin.new-one.quarter") choices=quarters optional=true/>
                    <SelectField name="half" label=t!(lang, "bulletin.new-one.half") choices=halves optional=true/>
                </div>
                <Group title=t!(lang, "bulletin.kinds.range")>
                    <div class="field-row">
                        <DateField name="from" label=t!(lang, "bulletin.new-one.from") optional=true/>
                        <DateField name="to" label=t!(lang, "bulletin.new-one.to") optional=true/>
                    </div>
                </Group>
                {several.then(|| view! {
                    <SelectField name="town" label=t!(lang, "bulletin.place") choices=places blank=t!(lang, "bulletin.district") hint=t!(lang, "bulletin.new-one.town-hint") optional=true/>
                })}
                <div class="actions">
                    <button type="submit" class="button button-primary">{t!(lang, "bulletin.new-one.button")}</button>
                    <a class="button" href="/bulletins">{t!(lang, "bulletin.new-one.leave")}</a>
                </div>
            </form>
        </Page>
    }
}

fn month(lang: Lang, month: u32) -> Words {
    let name = i18n::words(lang, &format!("bulletin.month.{month}"));
    t!(lang, "bulletin.step.month", month = name)
}
