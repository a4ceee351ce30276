//! One answer for every date of a column that can be read in several ways.
use super::super::cell::place;
use super::super::lexer::{Order, readings};
use super::super::report::{Problem, Severity};
use crate::i18n::{self, Lang};
use crate::t;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A reading that is offered for a column: its order, and the first date with the day it would be.
type Offer = (Order, String, String);

/// What can be offered for each column: only orders in which every listed date of it is a day.
fn offers(problems: &[Problem]) -> BTreeMap<String, Vec<Offer>> {
    let mut columns: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for problem in problems.iter().filter(|p| p.severity == Severity::Error) {
        if let (Some((letters, _)), Some(raw)) = (problem.cell.as_deref().and_then(place), problem.raw.as_deref()) {
            columns.entry(letters.to_owned()).or_default().push(raw);
        }
    }
    let of = |dates: Vec<&str>| -> Vec<Offer> {
        let day = |raw: &str, order| readings(raw).and_then(|(found, _)| found.get(order));
        let offer = |order: Order| {
            dates.iter().all(|raw| day(raw, order).is_some()).then_some(())?;
            let first = *dates.first()?;
            Some((order, first.to_owned(), day(first, order)?.to_string()))
        };
        Order::ALL.into_iter().filter_map(offer).collect()
    };
    columns.into_iter().map(|(letters, dates)| (letters, of(dates))).collect()
}

/// A button for each order in which the dates of a column can be read.
pub fn orders(lang: Lang, base: &str, sheet: usize, problems: &[Problem]) -> AnyView {
    let action = format!("{base}/cells");
    let form = |(letters, offers): (String, Vec<Offer>)| {
        if offers.is_empty() {
            return ().into_any();
        }
        let button = |(order, raw, day): Offer| {
            let name = i18n::words(lang, &format!("sheet.order.{}", order.key()));
            let words = t!(lang, "sheet.read-as", order = name, raw = raw, day = day);
            view! { <button type="submit" class="button button-small" name="order" value=order.key()>{words}</button> }
        };
        view! {
            <form class="problems-orders" method="post" action=action.clone()>
                <input type="hidden" name="at" value=sheet.to_string()/>
                <input type="hidden" name="column" value=letters.clone()/>
                <p>{t!(lang, "sheet.read-column", column = letters)}</p>
                <div class="row">{offers.into_iter().map(button).collect_view()}</div>
            </form>
        }
        .into_any()
    };
    offers(problems).into_iter().map(form).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_offered_when_every_date_of_the_column_is_a_day_in_it() {
        let at = |column: u16, row: u32, raw: &str| Problem::error("date-ambiguous").at(column, row).raw(raw);
        let problems = [at(1, 2, "26.7.8"), at(1, 3, "26.7.31"), at(2, 2, "26年7月8日"), at(3, 2, "2022.1")];
        let keys = |offers: &[Offer]| offers.iter().map(|(o, raw, d)| format!("{} {raw} {d}", o.key())).collect();
        let offers: Vec<(String, Vec<String>)> =
            offers(&problems).into_iter().map(|(letters, all)| (letters, keys(&all))).collect();
        let b = ["ymd 26.7.8 2026-07-08", "dmy 26.7.8 2008-07-26"].map(str::to_owned).to_vec();
        let c = vec!["ymd 26年7月8日 2026-07-08".to_owned()];
        assert_eq!(offers, [("B".to_owned(), b), ("C".to_owned(), c), ("D".to_owned(), Vec::new())]);
    }
}
