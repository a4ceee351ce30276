//! Keeping accounts: the list, a new one, one of them.
use crate::account::model::{Department, Listed};
use crate::account::service;
use crate::audit::model::Entry;
use crate::i18n::{self, Lang};
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Choice, Confirm, Crumb, Draw, Empty, ErrorSummary, Fact, Facts, Filters, Hidden, History, Icon,
    Notice, Page, Pager, Query, RadioField, SearchField, Section, SelectField, State, Table, TextField, Th, Words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// Rows on a page of the list.
const PAGE: i64 = 50;

fn role_words(lang: Lang, key: &str) -> Words {
    i18n::words(lang, &format!("account.role.{key}"))
}

/// Department and area, or the enterprise: how far an account sees.
fn reach(lang: Lang, account: &Listed) -> String {
    if let Some(enterprise) = &account.enterprise {
        return enterprise.clone();
    }
    if account.role == "admin" {
        return String::new();
    }
    let area = account.town.clone().map_or_else(|| t!(lang, "account.district"), Words::from);
    match &account.department {
        Some(department) => format!("{} · {area}", i18n::words(lang, &format!("account.department.{department}"))),
        None => area.into_owned(),
    }
}

#[component]
fn StateBadge(lang: Lang, disabled: bool) -> impl IntoView {
    if disabled {
        view! { <Badge state=State::Nothing word=t!(lang, "account.list.disabled")/> }
    } else {
        view! { <Badge state=State::Ok word=t!(lang, "account.list.active")/> }
    }
}

/// `/accounts`
#[component]
pub fn Accounts() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let query = Query::here();
    let page: i64 = query.get("page").parse().unwrap_or(1).clamp(1, 1_000_000);
    let text = query.get("q").to_owned();
    let chips = Chip::of(&query, "q", t!(lang, "account.list.search")).into_iter().collect();
    let action = view! { <a class="button button-primary" href="/accounts/new"><Draw icon=Icon::Plus/>{t!(lang, "account.list.add")}</a> };
    let listed = Suspend::new(async move {
        let listed = match ctx.admin() {
            Ok(admin) => service::list(&ctx, admin, &text, page, PAGE).await,
            Err(halt) => Err(halt),
        };
        answer(listed, move |(accounts, total)| view! { <List lang accounts page total/> })
    });
    view! {
        <Page title=t!(lang, "account.list.title") purpose=t!(lang, "account.list.purpose") action=action.into_any()>
            <Filters><SearchField name="q" label=t!(lang, "account.list.search")/></Filters>
            <Chips chips/>
            {listed}
        </Page>
    }
}

#[component]
fn List(lang: Lang, accounts: Vec<Listed>, page: i64, total: i64) -> impl IntoView {
    if accounts.is_empty() {
        let (title, text) = (t!(lang, "account.list.empty"), t!(lang, "account.list.empty-text"));
        return view! { <Empty title text><a class="button" href="/accounts">{t!(lang, "ui.clear")}</a></Empty> }
            .into_any();
    }
    let (login, name, role) = (t!(lang, "account.login"), t!(lang, "account.name"), t!(lang, "account.new.role"));
    let (area, state) = (t!(lang, "account.list.reach"), t!(lang, "account.list.state"));
    let head = view! {
        <thead><tr>
            <Th label=login.clone()/><Th label=name.clone()/><Th label=role.clone()/><Th label=area.clone()/><Th label=state.clone()/>
        </tr></thead>
    };
    let row = move |account: Listed| {
        let sees = reach(lang, &account);
        view! {
            <tr>
                <th scope="row"><a href=format!("/accounts/{}", account.id)>{account.login}</a></th>
                <td data-label=name.clone()>{account.name}</td>
                <td data-label=role.clone()>{role_words(lang, &account.role)}</td>
                <td data-label=area.clone()>{sees}</td>
                <td data-label=state.clone()><StateBadge lang disabled=account.disabled/></td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "account.list.caption")>{head}<tbody>{accounts.into_iter().map(row).collect_view()}</tbody></Table>
        <Pager page size=PAGE total/>
    }
    .into_any()
}

/// `/accounts/new`
#[component]
pub fn NewAccount() -> impl IntoView {
    let ctx = Ctx::here();
    Suspend::new(async move {
        let towns = match ctx.admin() {
            Ok(admin) => service::towns(&ctx, admin).await,
            Err(halt) => Err(halt),
        };
        answer(towns, move |towns| view! { <NewForm lang=ctx.lang towns/> })
    })
}

#[component]
fn NewForm(lang: Lang, towns: Vec<String>) -> impl IntoView {
    let roles = ["rep", "inspector", "leader", "admin"].map(|key| Choice::new(key, role_words(lang, key))).to_vec();
    let department =
        |d: Department| Choice::new(d.key(), i18n::words(lang, &format!("account.department.{}", d.key())));
    let departments = Department::ALL.map(department).to_vec();
    let towns = towns.into_iter().map(|town| Choice::new(town.clone(), town)).collect::<Vec<_>>();
    view! {
        <Page title=t!(lang, "account.new.title") purpose=t!(lang, "account.new.purpose") crumbs=vec![Crumb::new("/accounts", t!(lang, "account.list.title"))]>
            <ErrorSummary/>
            <form class="form" method="post" action="/accounts/new" novalidate>
                <Hidden name="id" value=Uuid::now_v7().to_string()/>
                <TextField name="login" label=t!(lang, "account.login") hint=t!(lang, "account.login-hint")/>
                <TextField name="name" label=t!(lang, "account.name")/>
                <RadioField name="role" label=t!(lang, "account.new.role") choices=roles/>
                <SelectField name="department" label=t!(lang, "account.new.department") hint=t!(lang, "account.new.department-hint") choices=departments optional=true/>
                <SelectField name="town" label=t!(lang, "account.new.town") hint=t!(lang, "account.new.town-hint") choices=towns blank=t!(lang, "account.district") optional=true/>
                <TextField name="enterprise" label=t!(lang, "account.new.enterprise") hint=t!(lang, "account.new.enterprise-hint") optional=true/>
                <div class="actions">
                    <button type="submit" class="button button-primary">{t!(lang, "account.new.save")}</button>
                    <a class="button" href="/accounts">{t!(lang, "ui.cancel")}</a>
                </div>
            </form>
        </Page>
    }
}

/// `/accounts/{id}`
#[component]
pub fn Account() -> impl IntoView {
    let ctx = Ctx::here();
    let id: Option<Uuid> = use_params_map().with_untracked(|params| params.get("id")).and_then(|id| id.parse().ok());
    Suspend::new(async move {
        let found = match (ctx.admin(), id) {
            (Ok(admin), Some(id)) => service::of(&ctx, admin, id).await,
            (Ok(_), None) => Err(Halt::Missing),
            (Err(halt), _) => Err(halt),
        };
        answer(found, move |(account, history)| {
            let me = ctx.actor.as_ref().map(|actor| actor.id);
            // Looking takes it: the next look finds nothing.
            let slip = me.and_then(|admin| ctx.app.slips.take(admin, account.id, ctx.now));
            view! { <One lang=ctx.lang own=me == Some(account.id) account history slip/> }
        })
    })
}

#[component]
fn One(
    lang: Lang,
    own: bool,
    account: Listed,
    history: Vec<Entry>,
    #[prop(optional_no_strip)] slip: Option<String>,
) -> impl IntoView {
    let sees = reach(lang, &account);
    let title = format!("{} · {}", account.name, account.login);
    view! {
        <Page title crumbs=vec![Crumb::new("/accounts", t!(lang, "account.list.title"))]>
            <ErrorSummary/>
            {slip.map(|code| view! {
                <Notice state=State::Soon title=t!(lang, "account.one.slip")>
                    <p><code class="receipt-number">{code}</code></p>
                    <p>{t!(lang, "account.one.slip-what")}</p>
                </Notice>
            })}
            <Section title=t!(lang, "account.one.facts")>
                <Facts>
                    <Fact label=t!(lang, "account.login")>{account.login}</Fact>
                    <Fact label=t!(lang, "account.name")>{account.name}</Fact>
                    <Fact label=t!(lang, "account.new.role")>{role_words(lang, &account.role)}</Fact>
                    {(!sees.is_empty()).then(|| view! { <Fact label=t!(lang, "account.list.reach")>{sees}</Fact> })}
                    <Fact label=t!(lang, "account.list.state")><StateBadge lang disabled=account.disabled/></Fact>
                </Facts>
            </Section>
            <Section title=t!(lang, "account.one.deeds")>
                {if own { view! { <p>{t!(lang, "account.one.yourself")}</p> }.into_any() } else { deeds(lang, account.id, account.disabled) }}
            </Section>
            <Section title=t!(lang, "account.one.history")><History entries=history labels="account.field"/></Section>
        </Page>
    }
}

/// Disable or enable, and reset: each asked once more.
fn deeds(lang: Lang, id: Uuid, disabled: bool) -> AnyView {
    let action = format!("/accounts/{id}");
    let (enable, confirm) = (action.clone(), action.clone());
    let first = if disabled {
        view! {
            <form method="post" action=enable><button type="submit" class="button" name="deed" value="enable">{t!(lang, "account.one.enable")}</button></form>
        }
        .into_any()
    } else {
        view! {
            <Confirm button=t!(lang, "account.one.disable")>
                <p>{t!(lang, "account.one.disable-what")}</p>
                <form method="post" action=confirm>
                    <button type="submit" class="button button-danger" name="deed" value="disable">{t!(lang, "account.one.disable-sure")}</button>
                </form>
            </Confirm>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            {first}
            <Confirm button=t!(lang, "account.one.reset")>
                <p>{t!(lang, "account.one.reset-what")}</p>
                <form method="post" action=action>
                    <button type="submit" class="button button-danger" name="deed" value="reset">{t!(lang, "account.one.reset-sure")}</button>
                </form>
            </Confirm>
        </div>
    }
    .into_any()
}
