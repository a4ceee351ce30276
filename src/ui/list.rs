//! Lists: filters as a GET form, the chosen ones as chips, tables that sort by links, the pager.
use super::icon::{Draw, Icon};
use super::query::Query;
use super::{Choice, Words};
use crate::i18n;
use crate::server::{Ctx, FormState};
use crate::t;
use leptos::context::Provider;
use leptos::prelude::*;
use std::sync::Arc;

/// The filters of a list: fields as in any form, filled in from the address. The order chosen stays.
#[component]
pub fn Filters(children: Children) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let form = FormState { typed: Arc::new(query.fields().clone()), ..FormState::default() };
    let sort = query.get("sort").to_owned();
    view! {
        <form class="filters" method="get" action=query.path().to_owned() role="search">
            {(!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })}
            <Provider value=form>{children()}</Provider>
            <button type="submit" class="button">{t!(lang, "ui.find")}</button>
        </form>
    }
}

/// Filters that are seldom asked for, folded away; unfolded while one of `names` is on.
#[component]
pub fn MoreFilters(names: &'static [&'static str], children: Children) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let open = names.iter().any(|name| !query.get(name).is_empty());
    view! {
        <details class="filters-more" open=open>
            <summary>{t!(lang, "ui.more-filters")}</summary>
            <div class="filters-fields">{children()}</div>
        </details>
    }
}

/// A filter that is on: the field's name in the address, its label, and the words of the value chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    pub name: &'static str,
    pub label: Words,
    pub value: Words,
}

impl Chip {
    /// The chip of a field, when the address sets it to anything.
    pub fn of(query: &Query, name: &'static str, label: impl Into<Words>) -> Option<Chip> {
        let value = query.get(name);
        (!value.is_empty()).then(|| Chip { name, label: label.into(), value: value.to_owned().into() })
    }

    /// The chip of a field of choices, with the words of the one chosen.
    pub fn chosen(query: &Query, name: &'static str, label: impl Into<Words>, choices: &[Choice]) -> Option<Chip> {
        let mut chip = Chip::of(query, name, label)?;
        if let Some(choice) = choices.iter().find(|choice| choice.value == chip.value) {
            chip.value = choice.words.clone();
        }
        Some(chip)
    }
}

/// The filters that are on; following one takes it off.
#[component]
pub fn Chips(chips: Vec<Chip>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let query = Query::here();
    let several = chips.len() > 1;
    let all = query.path().to_owned();
    let one = |chip: Chip| {
        view! {
            <li>
                <a class="chip" href=query.without(chip.name)>
                    <span class="sr-only">{t!(lang, "ui.remove")} " "</span>
                    {chip.label} {t!(lang, "ui.colon")} {chip.value}
                    <Draw icon=Icon::Cross/>
                </a>
            </li>
        }
    };
    (!chips.is_empty()).then(|| {
        view! {
            <ul class="chips">
                <li>{t!(lang, "ui.chosen")}</li>
                {chips.into_iter().map(one).collect_view()}
                {several.then(|| view! { <li><a href=all>{t!(lang, "ui.clear")}</a></li> })}
            </ul>
        }
    })
}

/// A table: `children` are `thead`, `tbody` and perhaps `tfoot`. On phones each row is a card, so every `td` carries
/// its column's name as `data-label`; `plain` keeps a small table a table there too.
#[component]
pub fn Table(
    /// Says what the table holds; seen only when `titled`.
    #[prop(into)]
    caption: Words,
    #[prop(optional)] titled: bool,
    #[prop(optional)] plain: bool,
    children: Children,
) -> impl IntoView {
    let class = if plain { "table" } else { "table table-cards" };
    let label = caption.clone();
    view! {
        <div class="table-wrap" role="group" tabindex="0" aria-label=label>
            <table class=class>
                <caption class=(!titled).then_some("sr-only")>{caption}</caption>
                {children()}
            </table>
        </div>
    }
}

/// A column's head. With `sort` it is a link that orders the list by that column: `?sort=name`, then `?sort=-name`.
/// `default` marks the column the list is ordered by when the address says nothing (`-name` for downwards).
#[component]
pub fn Th(
    #[prop(into)] label: Words,
    #[prop(optional)] sort: Option<&'static str>,
    #[prop(optional)] default: Option<&'static str>,
    /// Numbers stand on the right.
    #[prop(optional)]
    number: bool,
) -> impl IntoView {
    let class = number.then_some("num");
    let Some(sort) = sort else { return view! { <th scope="col" class=class>{label}</th> }.into_any() };
    let query = Query::here();
    let order = match query.get("sort") {
        "" => default.unwrap_or_default(),
        chosen => chosen,
    };
    let (up, down) = (order == sort, order.strip_prefix('-') == Some(sort));
    let next = if up { format!("-{sort}") } else { sort.to_owned() };
    let said = if up { Some("ascending") } else { down.then_some("descending") };
    view! { <th scope="col" class=class aria-sort=said><a class="sort" href=query.with("sort", &next)>{label}</a></th> }
        .into_any()
}

/// Where in a long list one is. Pages count from 1; `total` is the number of rows in all.
#[component]
pub fn Pager(page: i64, size: i64, total: i64) -> impl IntoView {
    let lang = Ctx::here().lang;
    let last = pages(size, total);
    let page = page.clamp(1, last);
    if last == 1 {
        let words = t!(lang, "ui.pager-one", total = i18n::number(total));
        return view! { <p class="pager pager-count">{words}</p> }.into_any();
    }
    let query = Query::here();
    let (from, to) = ((page - 1) * size + 1, (page * size).min(total));
    let said = t!(lang, "ui.pager", from = i18n::number(from), to = i18n::number(to), total = i18n::number(total));
    let link = |to: i64, words: Words| view! { <li><a href=query.with("page", &to.to_string())>{words}</a></li> };
    let number = |at: Option<i64>| match at {
        None => view! { <li><span class="gap">"…"</span></li> }.into_any(),
        Some(at) if at == page => view! { <li><span aria-current="page">{i18n::number(at)}</span></li> }.into_any(),
        Some(at) => link(at, i18n::number(at).into()).into_any(),
    };
    view! {
        <nav class="pager" aria-label=t!(lang, "ui.pages")>
            <p class="pager-count">{said}</p>
            <ul class="pager-links">
                {(page > 1).then(|| link(page - 1, t!(lang, "ui.previous")))}
                {numbers(page, last).into_iter().map(number).collect_view()}
                {(page < last).then(|| link(page + 1, t!(lang, "ui.next")))}
            </ul>
        </nav>
    }
    .into_any()
}

/// The way out of a list as a workbook: every row of it for the same filters and order.
#[component]
pub fn Export(
    /// Where the workbook is, such as `/hazards.xlsx`.
    #[prop(into)]
    path: Words,
    #[prop(optional, into)] label: Option<Words>,
) -> impl IntoView {
    let ctx = Ctx::here();
    let asked = Query::here().without("page");
    let asked = asked.split_once('?').map_or(String::new(), |(_, asked)| format!("?{asked}"));
    let label = label.unwrap_or_else(|| t!(ctx.lang, "ui.export"));
    view! {
        <p class="export no-print">
            <a class="button button-small" href=format!("{path}{asked}") download=true><Draw icon=Icon::Download/>{label}</a>
        </p>
    }
}

/// How many pages there are: at least one, also for an empty list.
fn pages(size: i64, total: i64) -> i64 {
    ((total.max(0) + size - 1) / size.max(1)).max(1)
}

/// The first, the last, and those beside the present one; `None` is a gap.
fn numbers(page: i64, last: i64) -> Vec<Option<i64>> {
    let mut shown: Vec<i64> =
        [1, page - 1, page, page + 1, last].into_iter().filter(|n| (1..=last).contains(n)).collect();
    shown.sort_unstable();
    shown.dedup();
    let mut out = Vec::new();
    let mut before = 0;
    for n in shown {
        if n == before + 2 {
            out.push(Some(before + 1)); // a gap of one page is that page
        } else if n > before + 1 {
            out.push(None);
        }
        out.push(Some(n));
        before = n;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{numbers, pages};

    #[test]
    fn an_empty_list_has_one_page_and_a_full_page_is_not_two() {
        for (total, expected) in [(0, 1), (1, 1), (50, 1), (51, 2), (10_000, 200)] {
            assert_eq!(pages(50, total), expected, "{total}");
        }
    }

    #[test]
    fn the_pager_shows_the_ends_and_the_neighbours() {
        let said = |page, last| {
            let words = |n: &Option<i64>| n.map_or("…".to_owned(), |n| n.to_string());
            numbers(page, last).iter().map(words).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(said(1, 2), "1 2");
        assert_eq!(said(1, 40), "1 2 … 40");
        assert_eq!(said(3, 40), "1 2 3 4 … 40");
        assert_eq!(said(4, 40), "1 2 3 4 5 … 40");
        assert_eq!(said(20, 40), "1 … 19 20 21 … 40");
        assert_eq!(said(40, 40), "1 … 39 40");
    }
}
