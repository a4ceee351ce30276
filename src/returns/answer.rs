//! One answer to the same question in every cell of a column: in which order dates are written, of which year they are,
//! which of two amounts holds. Each cell becomes a correction of its own, which can be taken back like any other.
use super::lexer::{Order, readings};
use super::report::{Problem, Severity};

/// The codes of problems that such an answer may settle.
pub const CODES: [&str; 5] = ["date-ambiguous", "date-no-year", "type-error-date", "type-error-number", "out-of-range"];

/// What an answer takes as suggested, and what as it is stored.
const SUGGESTED: [&str; 6] =
    ["that-day", "day-in-words", "days-from", "shown-or-stored", "yuan-or-wan", "money-without-unit"];
const STORED: [&str; 3] = ["shown-or-stored", "yuan-or-wan", "money-without-unit"];

/// Whether a problem may be settled by an answer: an error, or a small amount beside large ones of which the unit is asked.
pub fn asks(problem: &Problem) -> bool {
    let rule = problem.params.get("rule").map(String::as_str);
    let grave = problem.severity == Severity::Error || matches!(rule, Some("money-without-unit" | "yuan-or-wan"));
    grave && CODES.contains(&problem.code.as_ref())
}

/// What a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Dates that can be read in several ways are in this order.
    Order(Order),
    /// Days without a year are of this one.
    Year(i32),
    /// What is suggested for each cell holds: the day that 当日 is, the amount as it is shown.
    Suggested,
    /// The amount as it is stored holds.
    Stored,
}

impl From<Order> for Answer {
    fn from(order: Order) -> Answer {
        Answer::Order(order)
    }
}

impl Answer {
    /// The answer that a form gives: its name, and the year where one is asked.
    pub fn parse(name: &str, year: &str) -> Option<Answer> {
        match name {
            "year" => year.trim().parse().ok().filter(|year| (1950..=2100).contains(year)).map(Answer::Year),
            "suggested" => Some(Answer::Suggested),
            "stored" => Some(Answer::Stored),
            name => Order::by_key(name).map(Answer::Order),
        }
    }

    /// What is to be read in the place of the cell that a problem is about; `None` where the answer does not fit it.
    pub fn text(self, problem: &Problem) -> Option<String> {
        let raw = problem.raw.as_deref().filter(|_| asks(problem))?;
        let rule = problem.params.get("rule").map(String::as_str);
        match (self, problem.code.as_ref(), rule) {
            (Answer::Order(order), "date-ambiguous", _) => {
                let (found, rest) = readings(raw)?;
                Some(format!("{} {rest}", found.get(order)?))
            }
            // Until when a certificate is valid is of no one year.
            (Answer::Year(year), "date-no-year", None) => {
                // 7 under 月, of which the day stands beside it, is not the cell alone.
                let said = problem.params.get("part").map_or(raw, String::as_str);
                Some(format!("{year}年{said}"))
            }
            (Answer::Suggested, _, Some(rule)) if SUGGESTED.contains(&rule) => problem.suggestion.clone(),
            (Answer::Stored, _, Some(rule)) if STORED.contains(&rule) => problem.params.get("stored").cloned(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_fits_its_own_question_only() {
        let no_year = Problem::error("date-no-year").at(1, 2).raw("7月5日");
        let until = Problem::error("date-no-year").with("rule", "valid-until-when").at(1, 2).raw("7月5日");
        let day = Problem::error("type-error-date").with("rule", "that-day").raw("当日").suggest("2026-07-05");
        let amount = Problem::error("type-error-number").with("rule", "shown-or-stored").with("stored", "55000");
        let amount = amount.raw("55000").suggest("5.5");
        let unit = Problem::error("type-error-number").with("rule", "yuan-or-wan").with("stored", "8000万元");
        let unit = unit.raw("8000").suggest("8000元");
        let small = Problem::warning("out-of-range").with("rule", "money-without-unit").with("stored", "800万元");
        let small = small.raw("800").suggest("800元");
        let order = Problem::error("date-ambiguous").raw("26.7.8 9:30");
        let answers = [
            Answer::parse("year", " 2026 "),
            Answer::parse("suggested", ""),
            Answer::parse("stored", ""),
            Answer::parse("ymd", ""),
        ]
        .map(|answer| answer.expect("an answer"));
        let texts = |problem: &Problem| answers.map(|answer| answer.text(problem).unwrap_or_default());
        assert_eq!(texts(&no_year), ["2026年7月5日", "", "", ""]);
        assert_eq!(texts(&until), [""; 4]);
        assert_eq!(texts(&day), ["", "2026-07-05", "", ""]);
        assert_eq!(texts(&amount), ["", "5.5", "55000", ""]);
        assert_eq!(texts(&unit), ["", "8000元", "8000万元", ""]);
        assert_eq!(texts(&small), ["", "800元", "800万元", ""]);
        assert_eq!(texts(&Problem::warning("date-ambiguous").raw("26.7.8 9:30")), [""; 4]);
        assert_eq!(texts(&order), ["", "", "", "2026-07-08 9:30"]);
        assert_eq!([Answer::parse("year", "26"), Answer::parse("year", ""), Answer::parse("", "2026")], [None; 3]);
    }
}
