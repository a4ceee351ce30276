//! Sheets of which nothing was read: each with why, how much lies on it, and the way to have it read.
use super::super::model::{Filing, SheetSummary, Taken};
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Section, Table, Th, Words};
use leptos::prelude::*;

/// Why a sheet was not read, or is read and not taken.
pub fn why(sheet: &SheetSummary) -> Option<Words> {
    let lang = Ctx::here().lang;
    match sheet.unread() {
        Some(unread) => {
            let why = i18n::words(lang, &format!("sheet.unread.why.{}", unread.key()));
            let rows = sheet.info.unread.filter(|rows| *rows > 0).map(|rows| i18n::number(rows as i64));
            Some(match rows {
                Some(n) => t!(lang, "sheet.unread.with-rows", why = why, n = n),
                None => why,
            })
        }
        None if sheet.info.template.is_some() && sheet.taken != Taken::Yes => {
            Some(i18n::words(lang, &format!("returns.desk.taken.{}", sheet.taken.key())))
        }
        None => None,
    }
}

/// The sheets of a draft that were not read.
#[component]
pub fn NotRead(filing: Filing) -> impl IntoView {
    let lang = Ctx::here().lang;
    let id = filing.id;
    let unread: Vec<(usize, SheetSummary)> =
        filing.summary.sheets.into_iter().enumerate().filter(|(_, sheet)| sheet.unread().is_some()).collect();
    if unread.is_empty() {
        return ().into_any();
    }
    let line = move |(at, sheet): (usize, SheetSummary)| {
        let href = format!("/returns/{id}/sheets?sheet={at}");
        let label = t!(lang, "sheet.unread.open-label", sheet = sheet.title());
        view! {
            <tr>
                <th scope="row">{sheet.title()}</th>
                <td data-label=t!(lang, "returns.desk.why")>{why(&sheet)}</td>
                <td data-label=t!(lang, "sheet.unread.do")><a href=href aria-label=label>{t!(lang, "sheet.unread.open")}</a></td>
            </tr>
        }
    };
    view! {
        <Section title=t!(lang, "sheet.unread.title") note=t!(lang, "sheet.unread.note")>
            <Table caption=t!(lang, "sheet.unread.title")>
                <thead>
                    <tr>
                        <Th label=t!(lang, "returns.desk.sheet")/>
                        <Th label=t!(lang, "returns.desk.why")/>
                        <Th label=t!(lang, "sheet.unread.do")/>
                    </tr>
                </thead>
                <tbody>{unread.into_iter().map(line).collect_view()}</tbody>
            </Table>
        </Section>
    }
    .into_any()
}
