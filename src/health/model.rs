//! A period's figures as a record: parsed once, trusted afterwards.
use crate::audit::model::Fields;
use crate::enterprise::model::{NotAPeriod, Part, Period};
use crate::health::rule::Verdict;
use crate::kernel::form::LINE_MAX;
use crate::kernel::intake::Values;
use crate::kernel::window::Window;
use crate::kernel::{Problem, Problems, Provenance, Reader, Typed, What, text, what};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The counts of one enterprise in one period. What was not told is none, never 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    pub period: Period,
    /// Workers exposed to a hazard of an occupational disease.
    pub exposed: Option<i64>,
    /// Workers due for a check-up in the period.
    pub due_check: Option<i64>,
    /// Those of them who had it.
    pub checked: Option<i64>,
    /// Points tested.
    pub points: Option<i64>,
    /// Those of them within the limits.
    pub points_ok: Option<i64>,
    /// Cases newly diagnosed.
    pub new_cases: Option<i64>,
}

/// The names of the form's fields, in the order of the form and of the workbook template.
pub const FIELDS: [&str; 7] = ["period", "exposed", "due_check", "checked", "points", "points_ok", "new_cases"];

impl Figures {
    /// Reads the form.
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-period`, `not-a-count`, `checked-over-due`, `points-over-all`,
    /// `health-no-figure`.
    pub fn parse(typed: &Typed) -> Result<Figures, Problems> {
        let mut read = Reader::new(typed);
        let period = match read.plain("period", LINE_MAX).map(|written| written.parse()) {
            Some(Ok(period)) => Some(period),
            Some(Err(NotAPeriod)) => read.problem("period", what!("not-a-period")),
            None => None,
        };
        let [exposed, due_check, checked, points, points_ok, new_cases] =
            ["exposed", "due_check", "checked", "points", "points_ok", "new_cases"]
                .map(|field| read.maybe_count(field));
        let told = [exposed, due_check, checked, points, points_ok, new_cases];
        if read.problems.is_empty() && told.iter().all(Option::is_none) {
            read.problem::<()>("exposed", what!("health-no-figure"));
        }
        let figures =
            period.map(|period| Figures { period, exposed, due_check, checked, points, points_ok, new_cases });
        if let Some(figures) = &figures {
            figures.impossible(|field, what| {
                read.problem::<()>(field, what);
            });
        }
        read.done(|| figures)
    }

    /// What cannot be true of one period: told to `tell` field by field.
    fn impossible(&self, mut tell: impl FnMut(&'static str, What)) {
        let over = |part: Option<i64>, whole: Option<i64>| part.zip(whole).filter(|(part, whole)| part > whole);
        if let Some((got, most)) = over(self.checked, self.due_check) {
            tell("checked", what!("checked-over-due", got = got, most = most));
        }
        if let Some((got, most)) = over(self.points_ok, self.points) {
            tell("points_ok", what!("points-over-all", got = got, most = most));
        }
    }

    /// Reads a row of a workbook.
    ///
    /// # Errors
    /// As [`Figures::parse`].
    pub fn of_values(values: &Values) -> Result<Figures, Problems> {
        let told = |field: &&str| {
            let count = values.count(field).map(|n| n.to_string());
            ((*field).to_owned(), count.or_else(|| values.text(field).map(str::to_owned)).unwrap_or_default())
        };
        Figures::parse(&Typed(FIELDS.iter().map(told).collect()))
    }

    /// The record as a row of its template: [`Figures::of_values`] reads it back.
    pub fn values(&self) -> Values {
        Values::default()
            .with("period", Some(self.period.to_string()))
            .with("exposed", self.exposed)
            .with("due_check", self.due_check)
            .with("checked", self.checked)
            .with("points", self.points)
            .with("points_ok", self.points_ok)
            .with("new_cases", self.new_cases)
    }

    /// The record as the audit trail compares it: every field as its form shows it, blank as none.
    pub fn fields(&self) -> Fields {
        let count = |n: Option<i64>| n.map(|n| n.to_string());
        vec![
            ("period", Some(self.period.to_string())),
            ("exposed", count(self.exposed)),
            ("due_check", count(self.due_check)),
            ("checked", count(self.checked)),
            ("points", count(self.points)),
            ("points_ok", count(self.points_ok)),
            ("new_cases", count(self.new_cases)),
        ]
    }

    /// The record as its own form shows it, for correcting.
    pub fn typed(&self) -> Typed {
        Typed(self.fields().into_iter().map(|(name, value)| (name.to_owned(), value.unwrap_or_default())).collect())
    }

    /// First and last day of the period; none for a year outside the calendar.
    pub fn window(&self) -> Option<Window> {
        let year = i32::try_from(self.period.year).ok()?;
        match self.period.part {
            Part::Whole => Window::year(year),
            Part::Quarter(quarter) => Window::quarter(year, quarter.into()),
            Part::Month(month) => Window::month(year, month.into()),
        }
    }

    /// This row of a workbook laid over what is on file: a blank cell erases nothing.
    ///
    /// # Errors
    /// Both together cannot be true: a row may tell only the smaller of two figures.
    pub fn over(&self, on_file: &Figures) -> Result<Figures, Problems> {
        let merged = Figures {
            period: self.period,
            exposed: self.exposed.or(on_file.exposed),
            due_check: self.due_check.or(on_file.due_check),
            checked: self.checked.or(on_file.checked),
            points: self.points.or(on_file.points),
            points_ok: self.points_ok.or(on_file.points_ok),
            new_cases: self.new_cases.or(on_file.new_cases),
        };
        let mut problems = Problems::new();
        merged.impossible(|field, what| problems.push(Problem::new(field, what)));
        if problems.is_empty() { Ok(merged) } else { Err(problems) }
    }
}

/// A period on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub town: String,
    pub figures: Figures,
    pub filed: Option<Provenance>,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

/// How long a period is: years, quarters and months must not be added up together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Year,
    Quarter,
    Month,
}

impl Span {
    pub const ALL: [Span; 3] = [Span::Year, Span::Quarter, Span::Month];

    pub fn of(part: Part) -> Span {
        match part {
            Part::Whole => Span::Year,
            Part::Quarter(_) => Span::Quarter,
            Part::Month(_) => Span::Month,
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Span::Year => "year",
            Span::Quarter => "quarter",
            Span::Month => "month",
        }
    }

    pub fn parse(key: &str) -> Option<Span> {
        Span::ALL.into_iter().find(|span| span.key() == key)
    }

    /// How such periods are written, for the database: `_` is any one character.
    pub fn pattern(self) -> &'static str {
        match self {
            Span::Year => "____",
            Span::Quarter => "____-Q_",
            Span::Month => "____-__",
        }
    }
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Period,
    Name,
    Exposed,
    Cases,
}

impl By {
    const ALL: [By; 4] = [By::Period, By::Name, By::Exposed, By::Cases];

    pub fn key(self) -> &'static str {
        match self {
            By::Period => "period",
            By::Name => "name",
            By::Exposed => "exposed",
            By::Cases => "cases",
        }
    }
}

/// The order of a list; as it comes, latest period first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub by: By,
    pub down: bool,
}

impl Default for Order {
    fn default() -> Order {
        Order { by: By::Period, down: true }
    }
}

impl Order {
    /// `name`, `-cases`: the address's `sort`.
    pub fn parse(key: &str) -> Option<Order> {
        let (down, key) = key.strip_prefix('-').map_or((false, key), |key| (true, key));
        Some(Order { by: By::ALL.into_iter().find(|by| by.key() == key)?, down })
    }

    pub fn key(self) -> String {
        format!("{}{}", if self.down { "-" } else { "" }, self.by.key())
    }
}

/// What the list is asked for. Blank parts ask for everything. Numbers on other pages link here with these very names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of an enterprise's name, its pinyin, initials or code.
    pub q: String,
    pub town: Option<String>,
    pub enterprise: Option<Uuid>,
    pub year: Option<i64>,
    pub span: Option<Span>,
    /// Whether everybody due had the check-up.
    pub checkups: Option<Verdict>,
    /// Whether every point tested is within the limits.
    pub points: Option<Verdict>,
    /// Periods with new cases.
    pub cases: Option<bool>,
    pub order: Order,
    /// From 1.
    pub page: i64,
}

impl Filter {
    /// Reads the address's query. What cannot be read is left out, as if it had not been asked.
    pub fn read(query: &Typed) -> Filter {
        Filter {
            q: text::normal(query.get("q")).chars().take(LINE_MAX).collect(),
            town: Some(query.get("town").to_owned()).filter(|town| !town.is_empty()),
            enterprise: query.get("enterprise").parse().ok(),
            year: query.get("year").parse().ok().filter(|year| (1900..=2200).contains(year)),
            span: Span::parse(query.get("span")),
            checkups: Verdict::parse(query.get("checkups")),
            points: Verdict::parse(query.get("points")),
            cases: match query.get("cases") {
                "yes" | "1" => Some(true),
                "no" | "0" => Some(false),
                _ => None,
            },
            order: Order::parse(query.get("sort")).unwrap_or_default(),
            page: query.get("page").parse().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1),
        }
    }
}

/// What the periods of a list add up to. Shares are made of the periods that tell both of their figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub records: i64,
    pub due_check: i64,
    pub checked: i64,
    pub points: i64,
    pub points_ok: i64,
    pub new_cases: i64,
    /// Periods of different lengths are in the list: their sums would count people twice.
    pub mixed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn full() -> Figures {
        Figures::parse(&typed(&[
            ("period", "2022-Q3"),
            ("exposed", "152"),
            ("due_check", "148"),
            ("checked", "146"),
            ("points", "17"),
            ("points_ok", "16"),
            ("new_cases", "0"),
        ]))
        .expect("figures")
    }

    #[test]
    fn what_is_not_told_is_none_and_a_record_reads_back() {
        let some = Figures::parse(&typed(&[("period", "2022"), ("checked", "0")])).expect("enough");
        assert_eq!((some.checked, some.due_check, some.new_cases), (Some(0), None, None));
        for figures in [some, full()] {
            assert_eq!(Figures::parse(&figures.typed()), Ok(figures));
            assert_eq!(Figures::of_values(&figures.values()), Ok(figures));
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let codes = |fields: &[(&str, &str)]| -> Vec<(String, String)> {
            let problems = Figures::parse(&typed(fields)).expect_err("a problem");
            problems.iter().map(|p| (p.field.to_string(), p.what.code.to_string())).collect()
        };
        let pair = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        assert_eq!(
            codes(&[("period", "2022-Q5"), ("exposed", "-1")]),
            [pair("period", "not-a-period"), pair("exposed", "not-a-count")]
        );
        assert_eq!(codes(&[("period", "2022")]), [pair("exposed", "health-no-figure")]);
        let over = [("period", "2022"), ("due_check", "3"), ("checked", "4"), ("points", "1"), ("points_ok", "2")];
        assert_eq!(codes(&over), [pair("checked", "checked-over-due"), pair("points_ok", "points-over-all")]);
    }

    #[test]
    fn a_blank_cell_erases_nothing_and_what_contradicts_the_record_is_told() {
        let row = Figures::parse(&typed(&[("period", "2022-Q3"), ("checked", "148")])).expect("a row");
        assert_eq!(row.over(&full()), Ok(Figures { checked: Some(148), ..full() }));
        let row = Figures::parse(&typed(&[("period", "2022-Q3"), ("checked", "149")])).expect("a row");
        assert_eq!(row.over(&full()).expect_err("more than were due")[0].what.code, "checked-over-due");
    }

    #[test]
    fn an_address_that_cannot_be_read_asks_for_everything() {
        let read = |text: &str| {
            let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            Filter::read(&Typed(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect()))
        };
        let asked = read("year=2022&span=quarter&checkups=short&cases=yes&sort=-cases");
        assert_eq!((asked.year, asked.span, asked.cases), (Some(2022), Some(Span::Quarter), Some(true)));
        assert_eq!((asked.checkups, asked.order.key()), (Some(Verdict::Short), "-cases".to_owned()));
        let nonsense = read("year=22&span=decade&checkups=x&points=y&cases=z&sort=w&page=0");
        assert_eq!(nonsense, Filter { page: 1, ..Filter::default() });
    }
}
