//! What union, emergency management and health each owe this month.
use super::super::model::Tell;
use super::super::service::{self, Month, Owes};
use super::Views;
use super::items::Items;
use crate::account::model::Department;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Crumb, Page, Query, Section, Table, Th, Words};
use leptos::prelude::*;

/// `/compliance/alliance`
#[component]
pub fn Alliance() -> impl IntoView {
    let ctx = Ctx::here();
    Suspend::new(async move { answer(service::alliance(&ctx).await, move |month| view! { <Body month/> }) })
}

fn department_name(lang: Lang, department: Department) -> Words {
    i18n::words(lang, &format!("compliance.department.{}", department.key()))
}

fn tell_name(lang: Lang, tell: Tell) -> Words {
    i18n::words(lang, &format!("compliance.tell.{}", tell.key()))
}

/// What is counted: the unit behind the number.
fn unit(lang: Lang, tell: Tell, n: i64) -> String {
    let key = match tell {
        Tell::Review | Tell::Remind => "returns",
        Tell::Supervise | Tell::Lacking => "hazards",
        Tell::Supplement | Tell::Investigate => "accidents",
        Tell::Visit
        | Tell::Invalid
        | Tell::Publish
        | Tell::Unreported
        | Tell::Certificates
        | Tell::CheckUps
        | Tell::Untold => "enterprises",
    };
    i18n::fill(lang, &format!("compliance.tell-unit.{key}"), &[("n", &n)])
}

/// What the address names: one department's one thing to do.
fn chosen(month: &Month) -> Option<(Department, &Owes)> {
    let query = Query::here();
    let department = Department::parse(query.get("department"))?;
    let tell = Tell::parse(department, query.get("item"))?;
    let (_, all) = month.departments.iter().find(|(of, _)| *of == department)?;
    Some((department, all.iter().find(|owes| owes.tell == tell)?))
}

#[component]
fn Body(month: Month) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let own = ctx.inspector().ok().map(|inspector| inspector.department());
    let body = match chosen(&month) {
        Some((department, owes)) => {
            let (department, what) = (department_name(lang, department), tell_name(lang, owes.tell));
            let title = t!(lang, "compliance.alliance.items", department = department, what = what);
            view! {
                <Items title items=owes.items.clone() own=false/>
                <p class="no-print"><a href="/compliance/alliance">{t!(lang, "compliance.alliance.back")}</a></p>
            }
            .into_any()
        }
        None => {
            let one = |(department, all): (Department, Vec<Owes>)| {
                view! { <Desk department all own=own == Some(department)/> }
            };
            month.departments.into_iter().map(one).collect_view().into_any()
        }
    };
    let crumbs = vec![Crumb::new("/compliance", t!(lang, "compliance.title"))];
    let purpose = t!(lang, "compliance.alliance.purpose", day = i18n::date(lang, month.until));
    let how = view! { <p>{t!(lang, "compliance.alliance.how")}</p> }.into_any();
    view! {
        <Page title=t!(lang, "compliance.alliance.title") purpose crumbs how>
            <Views/>
            {body}
        </Page>
    }
}

#[component]
fn Desk(department: Department, all: Vec<Owes>, own: bool) -> impl IntoView {
    let lang = Ctx::here().lang;
    let name = department_name(lang, department);
    let caption = t!(lang, "compliance.alliance.caption", department = name);
    let note = if own { t!(lang, "compliance.alliance.own") } else { "".into() };
    let row = move |owes: Owes| {
        let n = owes.items.len() as i64;
        let href = format!("/compliance/alliance?department={}&item={}", department.key(), owes.tell.key());
        let number = match n {
            0 => t!(lang, "compliance.alliance.nothing").into_any(),
            n => view! { <a href=href>{i18n::number(n)}</a> " " {unit(lang, owes.tell, n)} }.into_any(),
        };
        let oldest = owes.items.iter().filter_map(|item| item.day).min();
        view! {
            <tr>
                <th scope="row">{tell_name(lang, owes.tell)}</th>
                <td class="num" data-label=t!(lang, "compliance.alliance.count")>{number}</td>
                <td class="date" data-label=t!(lang, "compliance.alliance.oldest")>{oldest.map(i18n::short_date)}</td>
            </tr>
        }
    };
    view! {
        <Section title=name note>
            <Table caption>
                <thead><tr>
                    <Th label=t!(lang, "compliance.alliance.what")/>
                    <Th label=t!(lang, "compliance.alliance.count") number=true/>
                    <Th label=t!(lang, "compliance.alliance.oldest")/>
                </tr></thead>
                <tbody>{all.into_iter().map(row).collect_view()}</tbody>
            </Table>
        </Section>
    }
}
