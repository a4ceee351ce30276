//! One answer for every cell of a column that asks the same.
use super::super::answer::{self, Answer};
use super::super::cell::place;
use super::super::lexer::Order;
use super::super::report::Problem;
use crate::i18n::{self, Lang};
use crate::server::FormState;
use crate::t;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// A reading that is offered for a column: the answer's name, and the first cell with what it would be.
type Offer = (&'static str, String, String);

/// What can be answered for a column.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    offers: Vec<Offer>,
    /// Days without a year.
    year: bool,
}

/// What each column may be answered: only what fits every listed cell of it that asks.
fn asked(problems: &[Problem]) -> BTreeMap<String, Asked> {
    let mut columns: BTreeMap<String, Vec<&Problem>> = BTreeMap::new();
    for problem in problems.iter().filter(|p| answer::asks(p)) {
        if let (Some((letters, _)), Some(_)) = (problem.cell.as_deref().and_then(place), problem.raw.as_deref()) {
            columns.entry(letters.to_owned()).or_default().push(problem);
        }
    }
    let orders = Order::ALL.map(|order| (order.key(), Answer::Order(order)));
    let all: Vec<(&'static str, Answer)> =
        orders.into_iter().chain([("suggested", Answer::Suggested), ("stored", Answer::Stored)]).collect();
    let of = |cells: Vec<&Problem>| -> Asked {
        let offer = |(name, answer): &(&'static str, Answer)| {
            // A column may hold other wrong cells too; of dates that can be read in several ways all must agree.
            let asks = |p: &&&Problem| p.code == "date-ambiguous" || answer.text(p).is_some();
            let mut asking = cells.iter().filter(asks).peekable();
            let first = *asking.peek()?;
            let now = answer.text(first)?;
            asking.all(|p| answer.text(p).is_some()).then_some(())?;
            Some((*name, first.raw.clone()?, now.trim().to_owned()))
        };
        let year = cells.iter().any(|p| Answer::Year(2000).text(p).is_some());
        Asked { offers: all.iter().filter_map(offer).collect(), year }
    };
    columns.into_iter().map(|(letters, cells)| (letters, of(cells))).collect()
}

/// A button for each answer that fits a column, and a field where a year is asked.
pub fn answers(lang: Lang, base: &str, sheet: usize, problems: &[Problem]) -> AnyView {
    let action = format!("{base}/cells");
    let form = |(letters, asked): (String, Asked)| {
        let hidden = || {
            view! {
                <input type="hidden" name="at" value=sheet.to_string()/>
                <input type="hidden" name="column" value=letters.clone()/>
            }
        };
        let button = |(name, raw, now): Offer| {
            let words = match name {
                "suggested" | "stored" => {
                    i18n::fill(lang, &format!("sheet.answer.{name}"), &[("raw", &raw), ("now", &now)])
                }
                order => {
                    let name = i18n::words(lang, &format!("sheet.order.{order}"));
                    t!(lang, "sheet.read-as", order = name, raw = raw, day = now).into_owned()
                }
            };
            view! { <button type="submit" class="button button-small" name="order" value=name>{words}</button> }
        };
        let offers = (!asked.offers.is_empty()).then(|| {
            view! {
                <form class="problems-orders" method="post" action=action.clone()>
                    {hidden()}
                    <p>{t!(lang, "sheet.read-column", column = letters.clone())}</p>
                    <div class="row">{asked.offers.into_iter().map(button).collect_view()}</div>
                </form>
            }
        });
        let year = asked.year.then(|| year(lang, &action, &letters, hidden().into_any()));
        view! { {offers} {year} }.into_any()
    };
    asked(problems).into_iter().map(form).collect_view().into_any()
}

/// The field for the year of a column's days.
fn year(lang: Lang, action: &str, letters: &str, hidden: AnyView) -> AnyView {
    let form = FormState::here();
    let problem = form.problem("year").filter(|_| form.refused && form.get("column") == letters);
    let problem = problem.map(|what| i18n::problem(lang, &what));
    let wrong = problem.is_some();
    let label = t!(lang, "sheet.year-of-column", column = letters.to_owned());
    view! {
        <form class="problems-orders" method="post" action=action.to_owned()>
            {hidden}
            <input type="hidden" name="order" value="year"/>
            <label for=format!("year-{letters}")>{label}</label>
            {problem.map(|words| view! { <p class="problem">{words}</p> })}
            <div class="row">
                <input class="input" name="year" id=format!("year-{letters}") type="text" inputmode="numeric" maxlength="4" required=true
                    aria-invalid=wrong.then_some("true")/>
                <button type="submit" class="button button-small">{t!(lang, "sheet.year-do")}</button>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(problems: &[Problem]) -> Vec<(String, Vec<String>, bool)> {
        let keys = |offers: &[Offer]| offers.iter().map(|(o, raw, d)| format!("{o} {raw} {d}")).collect();
        asked(problems).into_iter().map(|(letters, all)| (letters, keys(&all.offers), all.year)).collect()
    }

    #[test]
    fn an_order_is_offered_when_every_date_of_the_column_is_a_day_in_it() {
        let at = |column: u16, row: u32, raw: &str| Problem::error("date-ambiguous").at(column, row).raw(raw);
        let problems = [at(1, 2, "26.7.8"), at(1, 3, "26.7.31"), at(2, 2, "26年7月8日"), at(3, 2, "2022.1")];
        let b = ["ymd 26.7.8 2026-07-08", "dmy 26.7.8 2008-07-26"].map(str::to_owned).to_vec();
        let c = vec!["ymd 26年7月8日 2026-07-08".to_owned()];
        let want = [("B".to_owned(), b, false), ("C".to_owned(), c, false), ("D".to_owned(), Vec::new(), false)];
        assert_eq!(offers(&problems), want);
    }

    #[test]
    fn what_a_column_asks_otherwise_is_offered_beside_cells_that_are_plainly_wrong() {
        let that_day = |row, day: &str| {
            Problem::error("type-error-date").with("rule", "that-day").at(0, row).raw("当日").suggest(day)
        };
        let wrong = Problem::error("type-error-date").with("rule", "not-a-date").at(0, 4).raw("下周");
        let problems = [that_day(2, "2026-07-05"), that_day(3, "2026-07-06"), wrong];
        assert_eq!(offers(&problems), [("A".to_owned(), vec!["suggested 当日 2026-07-05".to_owned()], false)]);
        let no_year = [Problem::error("date-no-year").with("part", "7月5日").at(1, 2).raw("7")];
        assert_eq!(offers(&no_year), [("B".to_owned(), Vec::new(), true)]);
        let shown = Problem::error("type-error-number").with("rule", "shown-or-stored").with("stored", "55000");
        let shown = [shown.at(2, 2).raw("55000").suggest("5.5")];
        let both = ["suggested 55000 5.5", "stored 55000 55000"].map(str::to_owned).to_vec();
        assert_eq!(offers(&shown), [("C".to_owned(), both, false)]);
    }
}
