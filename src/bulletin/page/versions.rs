//! Every version of a document, and what this one says otherwise than the one before.
use super::{badge, link, of, version, who};
use crate::bulletin::model::Bulletin;
use crate::bulletin::rule::differ::Moved;
use crate::bulletin::service::{Between, Shown};
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::{Badge, Section, Table, Th, Words};
use leptos::prelude::*;

#[component]
pub fn Versions(shown: Shown, #[prop(optional_no_strip)] between: Option<Between>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let here = shown.bulletin.id;
    let newest = shown.versions.iter().map(|version| version.number).max().unwrap_or(0);
    let row = move |one: Bulletin| {
        let (state, word) = badge(lang, &one, one.number == newest);
        let name = version(lang, &one);
        let name = if one.id == here {
            view! { <b aria-current="true">{name}</b> }.into_any()
        } else {
            view! { <a href=link::one(one.id)>{name}</a> }.into_any()
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-label=t!(lang, "bulletin.state")><Badge state word/></td>
                <td data-label=t!(lang, "bulletin.who")>{who(&ctx, &one)}</td>
                <td data-label=t!(lang, "bulletin.one.reason")>{one.reason.clone()}</td>
            </tr>
        }
    };
    let rows = shown.versions.into_iter().map(row).collect_view();
    view! {
        <Section title=t!(lang, "bulletin.one.versions")>
            <Table caption=t!(lang, "bulletin.one.versions")>
                <thead><tr>
                    <Th label=t!(lang, "bulletin.version")/>
                    <Th label=t!(lang, "bulletin.state")/>
                    <Th label=t!(lang, "bulletin.who")/>
                    <Th label=t!(lang, "bulletin.one.reason")/>
                </tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </Section>
        {between.map(|between| view! { <Differences between/> })}
    }
}

#[component]
fn Differences(between: Between) -> impl IntoView {
    let lang = Ctx::here().lang;
    let title = t!(lang, "bulletin.one.differences", n = between.older.number);
    let same = between.moved.is_empty() && between.said.is_empty() && between.remarks.is_none();
    let count = move |value: Option<i64>| match value {
        Some(value) => Words::from(i18n::number(value)),
        None => t!(lang, "bulletin.one.no-data"),
    };
    let (older, newer) = (t!(lang, "bulletin.one.older", n = between.older.number), t!(lang, "bulletin.one.this"));
    let labels = (older.clone(), newer.clone());
    let row = move |moved: Moved| {
        view! {
            <tr>
                <th scope="row">{of(lang, moved.key)}</th>
                <td class="num" data-label=labels.0.clone()>{count(moved.before)}</td>
                <td class="num" data-label=labels.1.clone()>{count(moved.after)}</td>
            </tr>
        }
    };
    let said = |(of, old, new): (Lang, String, String)| {
        let name = match of {
            Lang::Zh => t!(lang, "bulletin.one.words-changed"),
            Lang::En => t!(lang, "bulletin.one.words-changed-en"),
        };
        view! { <details class="more"><summary>{name}</summary><Lines old new/></details> }
    };
    let remarks = between.remarks.map(|(old, new)| {
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        view! { <details class="more"><summary>{t!(lang, "bulletin.one.remarks")}</summary><Lines old new/></details> }
    });
    let some = !between.moved.is_empty();
    let rows = between.moved.into_iter().map(row).collect_view();
    let said = between.said.into_iter().map(said).collect_view();
    view! {
        <Section title>
            {same.then(|| view! { <p>{t!(lang, "bulletin.one.differences-none")}</p> })}
            {some.then(|| view! {
                <Table caption=t!(lang, "bulletin.one.number-name") plain=true>
                    <thead><tr>
                        <Th label=t!(lang, "bulletin.one.number-name")/>
                        <Th label=older number=true/>
                        <Th label=newer number=true/>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </Table>
            })}
            {said}
            {remarks}
        </Section>
    }
}

/// The lines that only one of two texts has.
#[component]
fn Lines(old: String, new: String) -> impl IntoView {
    let not_in = |text: &str, other: &str| {
        let other: Vec<String> = other.split('\n').map(str::to_owned).collect();
        let lines = text.split('\n').filter(|line| !line.is_empty() && !other.iter().any(|o| o == line));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let gone = not_in(&old, &new).into_iter().map(|line| view! { <p><del>{line}</del></p> }).collect_view();
    let come = not_in(&new, &old).into_iter().map(|line| view! { <p><ins>{line}</ins></p> }).collect_view();
    view! { <div class="reading">{gone}{come}</div> }
}
