//! One thing in full: facts, sums with their article, clocks, headline figures, who changed what.
use super::icon::{Draw, Icon};
use super::mark::{Badge, State};
use super::{Words, mark};
use crate::audit::model::{Change, Entry};
use crate::i18n::{self, Lang};
use crate::kernel::Provenance;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;

/// A list of facts; `children` are [`Fact`]s.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="kv">{children()}</dl> }
}

/// One fact: its name and, as `children`, its value. Without children it says that it was not given.
#[component]
pub fn Fact(#[prop(into)] label: Words, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let value = match children {
        Some(children) => view! { <dd>{children()}</dd> }.into_any(),
        None => view! { <dd class="unknown">{t!(lang, "ui.not-given")}</dd> }.into_any(),
    };
    view! { <dt>{label}</dt> {value} }
}

/// One check of the law as a sum: what is asked, the sum (`31 / 45，需 30`), the article, the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    pub name: Words,
    pub sum: Words,
    pub law: Words,
    pub state: State,
    pub verdict: Words,
}

/// The law as a list of sums.
#[component]
pub fn Sums(#[prop(into)] label: Words, sums: Vec<Sum>) -> impl IntoView {
    let line = |sum: Sum| {
        view! {
            <li class="sum">
                <span class="sum-name">{sum.name}</span>
                <span class="sum-math">{sum.sum}</span>
                <span class="law">{sum.law}</span>
                <Badge state=sum.state word=sum.verdict/>
            </li>
        }
    };
    view! { <div role="group" aria-label=label><ul class="sums">{sums.into_iter().map(line).collect_view()}</ul></div> }
}

/// A running (or stopped) legal clock: whose it is, what is left, when it ends and by which article.
/// Stands in `<ul class="clocks">`.
#[component]
pub fn Clock(
    #[prop(into)] name: Words,
    #[prop(into)] left: Words,
    #[prop(into)] due: Words,
    state: State,
) -> impl IntoView {
    view! {
        <li class=format!("clock clock-{}", state.key())>
            <p>{name}</p>
            <p class="clock-left">{left}</p>
            <p class="clock-due">{due}</p>
        </li>
    }
}

/// A count and the records it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub text: Words,
    /// The list with exactly these records.
    pub href: Option<String>,
}

impl Figure {
    pub fn new(text: impl Into<Words>, href: Option<String>) -> Figure {
        Figure { text: text.into(), href }
    }

    fn show(self) -> AnyView {
        match self.href {
            Some(href) => view! { <a href=href>{self.text}</a> }.into_any(),
            None => self.text.into_any(),
        }
    }
}

/// A headline figure: last year's count, this year's, the difference in brackets; the percent small under it and,
/// where the counts are small, the sentence of caution. Stands in `<div class="stats">`.
#[component]
pub fn Stat(
    #[prop(into)] name: Words,
    #[prop(into)] unit: Words,
    /// What is compared, for those who hear it: the words of the earlier side and of this one; last year and this year.
    #[prop(optional)]
    names: Option<(Words, Words)>,
    /// `None` when there is no figure of last year.
    #[prop(optional_no_strip)]
    before: Option<Figure>,
    now: Figure,
    #[prop(optional, into)] diff: Option<Words>,
    #[prop(optional, into)] percent: Option<Words>,
    #[prop(optional_no_strip)] caution: Option<Words>,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    let (last_name, now_name) = names.unwrap_or_else(|| (t!(lang, "ui.last-year"), t!(lang, "ui.this-year")));
    let before = before.map(|before| {
        view! {
            <span class="stat-before"><span class="sr-only">{last_name} " "</span>{before.show()}</span>
            <span class="stat-arrow" aria-hidden="true">"→"</span>
        }
    });
    view! {
        <div class="stat">
            <h2 class="stat-name">{name} " " <small>{unit}</small></h2>
            <p class="stat-figure">
                {before}
                <span class="stat-now"><span class="sr-only">{now_name} " "</span>{now.show()}</span>
                {diff.map(|diff| view! { <span class="stat-diff">{t!(lang, "ui.bracketed", words = diff)}</span> })}
            </p>
            {percent.map(|percent| view! { <p class="stat-percent">{percent}</p> })}
            {caution.map(|caution| view! { <p class="stat-caution"><Draw icon=Icon::Info/><span>{caution}</span></p> })}
        </div>
    }
}

/// Where a record came from: the return, its sheet and row, with a link to that row. A rep reads the words only: a
/// department's return, which holds other enterprises' rows too, is not theirs to open; their own are in their list.
#[component]
pub fn Source(source: Provenance) -> impl IntoView {
    let ctx = Ctx::here();
    let words = t!(ctx.lang, "ui.source", number = source.number, sheet = source.sheet, row = source.row);
    if ctx.rep().is_ok() {
        return view! { <span>{words}</span> }.into_any();
    }
    view! { <a href=source_row(source.filing, &source.sheet, source.row)>{words}</a> }.into_any()
}

/// Where a row of a return is shown as it was read.
pub fn source_row(filing: uuid::Uuid, sheet: &str, row: i64) -> String {
    let start = format!("/returns/{filing}/rows?");
    let length = start.len();
    let mut query = form_urlencoded::Serializer::for_suffix(start, length);
    query.append_pair("name", sheet).append_pair("row", &row.to_string());
    format!("{}#r{row}", query.finish())
}

/// The words of a changed field: the key `LABELS.FIELD`, else the field's own name.
pub(super) fn field_words(lang: Lang, labels: &str, field: &str) -> Words {
    let key = format!("{labels}.{field}");
    if i18n::knows(&key) { i18n::words(lang, &key) } else { field.to_owned().into() }
}

/// The words of a value that is a key: of the field's own list (`hazard.level.major`), or yes and no; else as it is.
pub fn value_words(lang: Lang, labels: &str, field: &str, value: String) -> Words {
    let is_key = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let noun = labels.trim_end_matches(".field");
    let key = format!("{noun}.{field}.{value}");
    match value.as_str() {
        _ if is_key && i18n::knows(&key) => i18n::words(lang, &key),
        "yes" => t!(lang, "ui.yes"),
        "no" => t!(lang, "ui.no"),
        _ => value.into(),
    }
}

/// Who did what to one thing, newest first, with every value from what to what.
/// `labels` is where the words of its fields are, such as `congress.field`.
#[component]
pub fn History(entries: Vec<Entry>, labels: &'static str) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let blank = move || view! { <span class="muted">{t!(lang, "ui.blank")}</span> }.into_any();
    let value = move |text: Option<String>| text.map_or_else(blank, IntoAny::into_any);
    let change = move |Change(field, from, to): Change| {
        let label = field_words(lang, labels, &field);
        let said = |text: Option<String>| text.map(|text| value_words(lang, labels, &field, text).into_owned());
        let (from, to) = (said(from), said(to));
        let from = from.map(|from| view! { <del>{from}</del> <span aria-hidden="true">"→"</span> });
        view! { <li class="change"><span class="change-field">{label}</span> {from} <ins>{value(to)}</ins></li> }
    };
    let line = move |entry: Entry| {
        let changes = entry.changes();
        let who = if entry.who.is_empty() { t!(lang, "ui.someone") } else { entry.who.clone().into() };
        let deed = i18n::words(lang, &format!("audit.{}", entry.deed));
        let at = i18n::moment(lang, ctx.local(entry.at));
        view! {
            <li>
                <p class="history-when"><time datetime=entry.at.to_rfc3339()>{at}</time></p>
                <p><b>{who}</b> " " {deed}</p>
                {(!changes.is_empty()).then(|| view! { <ul class="changes">{changes.into_iter().map(change).collect_view()}</ul> })}
            </li>
        }
    };
    if entries.is_empty() {
        return view! { <mark::Badge state=State::Nothing word=t!(lang, "ui.no-change")/> }.into_any();
    }
    view! { <ol class="history">{entries.into_iter().map(line).collect_view()}</ol> }.into_any()
}
