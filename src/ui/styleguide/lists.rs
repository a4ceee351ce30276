//! Filters, chips, tables of none, one and ten thousand rows, pagers.
use super::super::{
    Badge, Chip, Chips, Choice, Filters, Pager, SearchField, Section, SelectField, Share, Spark, State, Table, Th,
};
use super::say;
use crate::i18n::{self, Lang};
use leptos::prelude::*;

#[component]
pub(super) fn Lists(lang: Lang) -> impl IntoView {
    let towns = vec![Choice::new("a", say(lang, "town-a")), Choice::new("b", say(lang, "town-b"))];
    let chip = move |name, value: &str| Chip { name, label: say(lang, "town"), value: say(lang, value) };
    view! {
        <Section title=say(lang, "lists") id="lists">
            <Filters>
                <SearchField name="q" label=say(lang, "search")/>
                <SelectField name="town" label=say(lang, "town") choices=towns blank=crate::t!(lang, "ui.all")/>
            </Filters>
            <Chips chips=vec![chip("q", "town-a"), chip("town", "town-b")]/>
            <Rows lang rows=6/>
            <Pager page=7 size=50 total=10_000/>
            <Rows lang rows=1/>
            <Pager page=1 size=50 total=1/>
            <Rows lang rows=0/>
            <Pager page=1 size=50 total=0/>
        </Section>
    }
}

#[component]
fn Rows(lang: Lang, rows: usize) -> impl IntoView {
    let row = move |at: usize| {
        let (state, name) = (State::ALL[at % 5], if at.is_multiple_of(2) { "name-a" } else { "name-b" });
        let part = 100 - 13 * at as i64;
        view! {
            <tr>
                <th scope="row"><a href="#lists"><span class="clamp">{say(lang, name)}</span></a></th>
                <td data-label=say(lang, "town")>{say(lang, if at.is_multiple_of(2) { "town-a" } else { "town-b" })}</td>
                <td class="num" data-label=say(lang, "headcount")>{i18n::number(812 * (1 + 7 * at as i64))}</td>
                <td class="num" data-label=say(lang, "filed")>{part} " %" <Share part whole=100/></td>
                <td data-label=say(lang, "trend")><Spark said=say(lang, "cumulative-said") values=vec![0, 2, at as i64, 3, 5]/></td>
                <td data-label=say(lang, "return")><Badge state word=say(lang, state.key())/></td>
            </tr>
        }
    };
    view! {
        <Table caption=format!("{} · {rows}", say(lang, "enterprise")) titled=true>
            <thead><tr>
                <Th label=say(lang, "enterprise") sort="name" default="name"/>
                <Th label=say(lang, "town") sort="town"/>
                <Th label=say(lang, "headcount") sort="headcount" number=true/>
                <Th label=say(lang, "filed") number=true/>
                <Th label=say(lang, "trend")/>
                <Th label=say(lang, "return")/>
            </tr></thead>
            <tbody>{(0..rows).map(row).collect_view()}</tbody>
        </Table>
    }
}
