//! The list of enterprises, an enterprise's own page, and the field in which forms ask for one.
use super::island::{EnterprisePicker, FIELD};
use super::model::{FLAGS, Listed, Size, Wanted};
use super::rule::{Basis, YearFigures};
use super::service::{self, Detail, PAGE, Page as Rows};
use crate::audit::model::{Change, Entry};
use crate::i18n::{self, Lang};
use crate::kernel::Centi;
use crate::live::Told;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::field::OwnField;
use crate::ui::{
    Badge, Chip, Chips, Choice, Crumb, Draw, Empty, Export, Fact, Facts, Filters, History, Icon, MoreFilters, Page,
    Pager, Query, SearchField, Section, SelectField, State, Table, Tell, Th, Words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

fn size_words(lang: Lang, size: Size) -> Words {
    i18n::words(lang, &format!("enterprise.size.{}", size.key()))
}

/// The words of a flag as the list says it: what it is, or what it is not.
fn flag_words(lang: Lang, flag: &str, yes: bool) -> Words {
    let end = if yes { "" } else { "-no" };
    i18n::words(lang, &format!("enterprise.flag.{flag}{end}"))
}

/// `/enterprises`
#[component]
pub fn Enterprises() -> impl IntoView {
    let ctx = Ctx::here();
    let query = Query::here();
    let wanted = Wanted::parse(query.fields());
    Suspend::new(async move {
        let rows = service::list(&ctx, &wanted).await;
        answer(rows, move |rows| view! { <List ctx query wanted rows/> })
    })
}

#[component]
fn List(ctx: Ctx, query: Query, wanted: Wanted, rows: Rows) -> impl IntoView {
    let lang = ctx.lang;
    let own = ctx.rep().is_ok();
    let title = if own { t!(lang, "enterprise.own-title") } else { t!(lang, "enterprise.title") };
    let (_, asked) = ctx.here.split_once('?').unwrap_or_default();
    let export = if asked.is_empty() { "/enterprises.xlsx".to_owned() } else { format!("/enterprises.xlsx?{asked}") };
    let action = view! { <a class="button" href=export download=true><Draw icon=Icon::Download/>{t!(lang, "enterprise.export.link")}</a> };
    let Rows { rows, total, page, towns, industries } = rows;
    let industries = industries_to_choose(lang, industries);
    let sizes = Size::ALL.map(|size| Choice::new(size.key(), size_words(lang, size))).to_vec();
    let chips = chips(lang, &query, &industries, &sizes);
    let body = if total > 0 {
        view! { <RowTable lang rows/> <Pager page size=PAGE total/> <Export path="/exposure.xlsx" label=t!(lang, "enterprise.export.exposure")/> }.into_any()
    } else {
        nothing(lang, wanted.filters())
    };
    view! {
        <Page title purpose=t!(lang, "enterprise.purpose") action=action.into_any() how=view! { <p>{t!(lang, "enterprise.how")}</p> }.into_any()>
            {(!own).then(|| view! { <ListFilters lang towns industries sizes/> <Chips chips/> })}
            {body}
        </Page>
    }
}

fn nothing(lang: Lang, filtered: bool) -> AnyView {
    if filtered {
        let (title, text) = (t!(lang, "enterprise.empty-title"), t!(lang, "enterprise.empty-text"));
        return view! { <Empty title text><a class="button" href="/enterprises">{t!(lang, "ui.clear")}</a></Empty> }
            .into_any();
    }
    let (title, text) = (t!(lang, "enterprise.none-title"), t!(lang, "enterprise.none-text"));
    view! { <Empty title text><a class="button" href="/returns/new">{t!(lang, "enterprise.none-link")}</a></Empty> }
        .into_any()
}

#[component]
fn ListFilters(lang: Lang, towns: Vec<String>, industries: Vec<Choice>, sizes: Vec<Choice>) -> impl IntoView {
    let same = |values: Vec<String>| values.into_iter().map(|v| Choice::new(v.clone(), v)).collect::<Vec<_>>();
    let flag = move |flag: &'static str| {
        let choices =
            vec![Choice::new("yes", flag_words(lang, flag, true)), Choice::new("no", flag_words(lang, flag, false))];
        let label = i18n::words(lang, &format!("enterprise.field.{flag}"));
        view! { <SelectField name=flag label choices blank=t!(lang, "ui.all")/> }
    };
    view! {
        <Filters>
            <SearchField name="q" label=t!(lang, "enterprise.search")/>
            <SelectField name="town" label=t!(lang, "enterprise.field.town") choices=same(towns) blank=t!(lang, "ui.all")/>
            <SelectField name="industry" label=t!(lang, "enterprise.field.industry") choices=industries blank=t!(lang, "ui.all")/>
            <MoreFilters names=&["size", "above_scale", "union", "pilot", "high_risk"]>
                <SelectField name="size" label=t!(lang, "enterprise.field.size") choices=sizes blank=t!(lang, "ui.all")/>
                {FLAGS.map(flag).into_iter().collect_view()}
            </MoreFilters>
        </Filters>
    }
}

/// The filters that are on. A value that filters nothing has no chip.
fn chips(lang: Lang, query: &Query, industries: &[Choice], sizes: &[Choice]) -> Vec<Chip> {
    let mut chips: Vec<Chip> = [
        Chip::of(query, "q", t!(lang, "enterprise.search")),
        Chip::of(query, "town", t!(lang, "enterprise.field.town")),
        Chip::chosen(query, "industry", t!(lang, "enterprise.field.industry"), industries),
        Chip::chosen(query, "size", t!(lang, "enterprise.field.size"), sizes)
            .filter(|_| Size::parse(query.get("size")).is_some()),
    ]
    .into_iter()
    .flatten()
    .collect();
    for flag in FLAGS {
        let yes = match query.get(flag) {
            "yes" => true,
            "no" => false,
            _ => continue,
        };
        chips.push(Chip { name: flag, label: t!(lang, "enterprise.list.flag"), value: flag_words(lang, flag, yes) });
    }
    chips
}

#[component]
fn RowTable(lang: Lang, rows: Vec<Listed>) -> impl IntoView {
    let label = |field: &str| i18n::words(lang, &format!("enterprise.field.{field}"));
    let (name, uscc, town) = (label("name"), label("uscc"), label("town"));
    let (industry, size, headcount) = (label("industry"), label("size"), label("headcount"));
    let traits = t!(lang, "enterprise.list.traits");
    let head = view! {
        <thead><tr>
            <Th label=name sort="name" default="name"/>
            <Th label=town.clone() sort="town"/>
            <Th label=industry.clone()/>
            <Th label=size.clone()/>
            <Th label=traits.clone()/>
            <Th label=headcount.clone() sort="headcount" number=true/>
            <Th label=uscc.clone()/>
        </tr></thead>
    };
    let row = move |row: Listed| {
        let facts = row.facts;
        let on = [facts.above_scale, facts.union, facts.pilot, facts.high_risk];
        let said: Vec<Words> = FLAGS
            .iter()
            .zip(on)
            .filter(|(_, on)| *on == Some(true))
            .map(|(flag, _)| flag_words(lang, flag, true))
            .collect();
        view! {
            <tr>
                <th scope="row"><a href=format!("/enterprises/{}", row.id)>{facts.name}</a></th>
                <td data-label=town.clone()>{facts.town}</td>
                <td data-label=industry.clone()>{facts.industry.map(|written| self::industry(lang, &written))}</td>
                <td data-label=size.clone()>{facts.size.map(|size| size_words(lang, size))}</td>
                <td data-label=traits.clone()>{said.join(" · ")}</td>
                <td class="num" data-label=headcount.clone()>{row.headcount.map(i18n::number)}</td>
                <td data-label=uscc.clone()><code>{facts.uscc.to_string()}</code></td>
            </tr>
        }
    };
    view! { <Table caption=t!(lang, "enterprise.caption")>{head}<tbody>{rows.into_iter().map(row).collect_view()}</tbody></Table> }
}

/// A line of the history with the keys of choices put into words.
fn in_words(lang: Lang, mut entry: Entry) -> Entry {
    let said = |field: &str, value: Option<String>| {
        let value = value?;
        let words = match field {
            "size" => Size::parse(&value).map(|size| size_words(lang, size)),
            "industry" => Some(industry(lang, &value)),
            _ if FLAGS.contains(&field) => Some(flag_words(lang, field, value == "yes")),
            _ => None,
        };
        Some(words.map_or(value, Words::into_owned))
    };
    let changes: Vec<Change> = entry
        .changes()
        .into_iter()
        .map(|Change(field, from, to)| {
            let (from, to) = (said(&field, from), said(&field, to));
            Change(field, from, to)
        })
        .collect();
    entry.changes = serde_json::to_string(&changes).unwrap_or_default();
    entry
}

/// An industry as it was written; on an English page Chinese words give way to the division's English name, else the section's.
pub fn industry(lang: Lang, written: &str) -> Words {
    if lang == Lang::Zh || written.is_ascii() {
        return written.to_owned().into();
    }
    let Some(section) = super::industry::section(written) else { return t!(lang, "figures.part.unclassified") };
    let key = |number: u32| format!("figures.division.{number:02}");
    let words = written.trim().trim_start_matches(super::industry::code(written)).trim();
    let named = || (1..=97).find(|number| i18n::words(Lang::Zh, &key(*number)) == words);
    let code = super::industry::code(written);
    match super::industry::division(written).or_else(named) {
        Some(number) if code.is_empty() => format!("{section}{number:02} {}", i18n::words(lang, &key(number))).into(),
        Some(number) => format!("{code} {}", i18n::words(lang, &key(number))).into(),
        None => format!("{section} {}", i18n::words(lang, &format!("figures.section.{section}"))).into(),
    }
}

/// Industries to choose from: what two senders wrote differently, and reads alike, keeps the sender's words beside.
fn industries_to_choose(lang: Lang, written: Vec<String>) -> Vec<Choice> {
    let names: Vec<Words> = written.iter().map(|one| industry(lang, one)).collect();
    let alike = |name: &Words| names.iter().filter(|other| *other == name).count() > 1;
    let choice = |(one, name): (&String, &Words)| match alike(name) {
        true => Choice::new(one.clone(), format!("{name} ({one})")),
        false => Choice::new(one.clone(), name.clone()),
    };
    written.iter().zip(&names).map(choice).collect()
}

/// `/enterprises/{id}`
#[component]
pub fn Enterprise() -> impl IntoView {
    let ctx = Ctx::here();
    let id: Option<Uuid> = use_params_map().with_untracked(|params| params.get("id")).and_then(|id| id.parse().ok());
    Suspend::new(async move {
        let detail = match id {
            Some(id) => service::detail(&ctx, id).await,
            None => Err(Halt::Missing),
        };
        answer(detail, move |detail| view! { <One ctx detail/> })
    })
}

#[component]
fn One(ctx: Ctx, detail: Detail) -> impl IntoView {
    let lang = ctx.lang;
    let Detail { enterprise, former, years, history, .. } = detail;
    let (id, facts) = (enterprise.id, enterprise.facts);
    let history = history.into_iter().map(|entry| in_words(lang, entry)).collect::<Vec<_>>();
    let former: Vec<String> = former
        .into_iter()
        .map(|(name, until)| {
            t!(lang, "enterprise.former-until", name = name, until = i18n::date(lang, until)).into_owned()
        })
        .collect();
    let record = |href: String, words: Words| view! { <li><a href=href>{words}</a></li> };
    let action = view! { <a class="button" href=format!("/enterprises/{id}/file")><Draw icon=Icon::Page/>{t!(lang, "enterprise.file")}</a> };
    view! {
        <Page title=facts.name.clone() crumbs=vec![Crumb::new("/enterprises", t!(lang, "enterprise.title"))] action=action.into_any()>
            <div class="columns columns-wide-narrow">
                <div class="stack">
                    <Section title=t!(lang, "enterprise.facts")><FactList lang facts former/></Section>
                    <Section title=t!(lang, "enterprise.years.title") note=t!(lang, "enterprise.years.note")><Years lang years/></Section>
                </div>
                <div class="stack">
                    <Section title=t!(lang, "enterprise.records") note=t!(lang, "enterprise.records-note")>
                        <ul>
                            {record(format!("/incidents?enterprise={id}"), t!(lang, "enterprise.incidents"))}
                            {record(format!("/hazards?enterprise={id}"), t!(lang, "enterprise.hazards"))}
                            {record(format!("/congress?enterprise={id}"), t!(lang, "enterprise.congress"))}
                            {record(format!("/training?enterprise={id}"), t!(lang, "enterprise.training"))}
                            {record(format!("/health?enterprise={id}"), t!(lang, "enterprise.health"))}
                        </ul>
                    </Section>
                    <Section title=t!(lang, "enterprise.history")><History entries=history labels="enterprise.field"/></Section>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn FactList(lang: Lang, facts: super::model::Facts, former: Vec<String>) -> impl IntoView {
    let text = move |field: &'static str, value: Option<String>| {
        let label = i18n::words(lang, &format!("enterprise.field.{field}"));
        match value {
            Some(value) => view! { <Fact label>{value}</Fact> }.into_any(),
            None => view! { <Fact label/> }.into_any(),
        }
    };
    let flag = move |field: &'static str, value: Option<bool>| {
        let label = i18n::words(lang, &format!("enterprise.field.{field}"));
        match value {
            Some(yes) => {
                let state = if yes { State::Info } else { State::Nothing };
                view! { <Fact label><Badge state word=flag_words(lang, field, yes)/></Fact> }.into_any()
            }
            None => view! { <Fact label/> }.into_any(),
        }
    };
    view! {
        <Facts>
            <Fact label=t!(lang, "enterprise.field.uscc")><code>{facts.uscc.to_string()}</code></Fact>
            {(!former.is_empty()).then(|| view! { <Fact label=t!(lang, "enterprise.former")>{former.into_iter().map(|name| view! { <p>{name}</p> }).collect_view()}</Fact> })}
            {text("town", Some(facts.town))}
            {text("industry", facts.industry.map(|written| industry(lang, &written).into_owned()))}
            {text("size", facts.size.map(|size| size_words(lang, size).into_owned()))}
            {flag("above_scale", facts.above_scale)}
            {flag("union", facts.union)}
            {flag("pilot", facts.pilot)}
            {flag("high_risk", facts.high_risk)}
            {text("safety_officer", facts.safety_officer)}
            {text("phone", facts.phone)}
        </Facts>
    }
}

fn basis_words(lang: Lang, basis: Basis) -> Words {
    match basis {
        Basis::Year => t!(lang, "enterprise.basis.year"),
        Basis::Quarters(n) => t!(lang, "enterprise.basis.quarters", n = n),
        Basis::Months(n) => t!(lang, "enterprise.basis.months", n = n),
        Basis::Roll => t!(lang, "enterprise.basis.roll"),
    }
}

/// Hours with their thousands grouped: `80,000.5`.
fn hours(hours: Centi) -> String {
    let whole = i18n::number(hours.0 / 100);
    let text = hours.to_string();
    text.split_once('.').map_or(whole.clone(), |(_, fraction)| format!("{whole}.{fraction}"))
}

#[component]
fn Years(lang: Lang, years: Vec<YearFigures>) -> impl IntoView {
    if years.is_empty() {
        return view! { <p>{t!(lang, "enterprise.years.none")}</p> }.into_any();
    }
    let (headcount, worked) = (t!(lang, "enterprise.years.headcount"), t!(lang, "enterprise.years.hours"));
    let basis = t!(lang, "enterprise.years.basis");
    let head = view! {
        <thead><tr>
            <Th label=t!(lang, "enterprise.years.year")/>
            <Th label=headcount.clone() number=true/>
            <Th label=worked.clone() number=true/>
            <Th label=basis.clone()/>
        </tr></thead>
    };
    let row = move |figures: YearFigures| {
        view! {
            <tr>
                <th scope="row">{figures.year.to_string()}</th>
                <td class="num" data-label=headcount.clone()>{i18n::number(figures.headcount)}</td>
                <td class="num" data-label=worked.clone()>{figures.hours.map(hours)}</td>
                <td data-label=basis.clone()>{basis_words(lang, figures.basis)}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "enterprise.years.caption") plain=true>{head}<tbody>{years.into_iter().map(row).collect_view()}</tbody></Table>
        <p class="hint">{t!(lang, "enterprise.years.how")}</p>
    }
    .into_any()
}

/// The field `enterprise` of a form: `service::chosen` finds whom its text means. Offers enterprises while one types,
/// where scripts run.
#[component]
pub fn EnterpriseField(#[prop(into)] label: Words) -> impl IntoView {
    let lang = Ctx::here().lang;
    let control = move |told: crate::ui::field::Told| {
        let words = Told::default()
            .with("some", t!(lang, "enterprise.offered"))
            .with("none", t!(lang, "enterprise.offered-none"));
        view! {
            <Tell told=words>
                <EnterprisePicker>
                    <input class="input" id=FIELD name=FIELD type="text" autocomplete="off" spellcheck="false" value=told.value.clone()
                        aria-invalid=told.wrong.then_some("true") aria-describedby=told.by.clone()/>
                </EnterprisePicker>
            </Tell>
        }
        .into_any()
    };
    view! { <OwnField name=FIELD label hint=t!(lang, "enterprise.pick-hint") control/> }
}
