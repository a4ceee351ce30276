//! A bulletin, the period it is of, and what a person may write in it.
mod figures;

pub use figures::{
    Baseline, Cell, Compliance, Cut, Figures, Frozen, Gap, Key, Larger, Line, MEASURES, Measure, Noun, Pair, Record,
    Step, Tables, Was, What as Counted,
};

use crate::kernel::form::TEXT_MAX;
use crate::kernel::window::Window;
use crate::kernel::{Problems, Reader, Typed, What, keys, what};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long the period of a bulletin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Month,
    Quarter,
    /// January to June, July to December.
    Half,
    Year,
    /// Any days of one year.
    Range,
}
keys!(Kind { Month = "month", Quarter = "quarter", Half = "half", Year = "year", Range = "range" });

/// Whether a bulletin may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Draft,
    /// Immutable: a correction is the next version.
    Issued,
}
keys!(State { Draft = "draft", Issued = "issued" });

/// The first year a bulletin can be of.
pub const YEAR_MIN: i32 = 1990;

/// The days a bulletin is of; never across a year's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    pub kind: Kind,
    pub window: Window,
}

impl Period {
    /// The `part`th month, quarter or half of a year, from 1; a whole year takes no part.
    pub fn of(kind: Kind, year: i32, part: u32) -> Option<Period> {
        let window = match kind {
            Kind::Month => Window::month(year, part),
            Kind::Quarter => Window::quarter(year, part),
            Kind::Half => Window::month(year, part.checked_mul(6)?).and_then(|last| half(last.to())),
            Kind::Year => Window::year(year),
            Kind::Range => None,
        };
        window.map(|window| Period { kind, window })
    }

    /// Any days of one year.
    pub fn range(from: NaiveDate, to: NaiveDate) -> Option<Period> {
        let window = Window::new(from, to).filter(|_| from.year() == to.year())?;
        Some(Period { kind: Kind::Range, window })
    }

    pub fn year(&self) -> i32 {
        self.window.from().year()
    }

    /// Which month, quarter or half it is, from 1; 0 for years and ranges.
    pub fn part(&self) -> u32 {
        let month = self.window.from().month0();
        match self.kind {
            Kind::Month => month + 1,
            Kind::Quarter => month / 3 + 1,
            Kind::Half => month / 6 + 1,
            Kind::Year | Kind::Range => 0,
        }
    }

    /// The same period of last year.
    pub fn last(&self) -> Window {
        self.beside(self.window, 1)
    }

    /// What stands beside some of its days in an earlier year: whole months beside whole months, other days beside the same dates.
    pub fn beside(&self, window: Window, years: u32) -> Window {
        window.years_before(years)
    }

    /// The month, quarter or half before; none for a year, whose period before is last year's, and for a range.
    pub fn prior(&self) -> Option<Window> {
        let before = self.window.from().pred_opt()?;
        match self.kind {
            Kind::Month => Window::month(before.year(), before.month()),
            Kind::Quarter => Window::quarter(before.year(), before.month0() / 3 + 1),
            Kind::Half => half(before),
            Kind::Year | Kind::Range => None,
        }
    }

    /// 1 January to the period's end, where that is more than the period.
    pub fn to_date(&self) -> Option<Window> {
        let all = Window::to_date(self.window.to());
        (all != self.window).then_some(all)
    }

    /// The same of [`Period::to_date`].
    pub fn to_date_last(&self) -> Option<Window> {
        self.to_date().map(|window| self.beside(window, 1))
    }

    /// What its versions share: kind, days and place.
    pub fn series(&self, town: Option<&str>) -> String {
        let (from, to) = (self.window.from(), self.window.to());
        format!("{}/{from}/{to}/{}", self.kind.key(), town.unwrap_or_default())
    }
}

/// The half year that ends on this day's month, which is a June or a December.
fn half(last: NaiveDate) -> Option<Window> {
    let first = NaiveDate::from_ymd_opt(last.year(), last.month(), 1)?.checked_sub_months(Months::new(5))?;
    let end = Window::month(last.year(), last.month())?;
    Window::new(first, end.to())
}

/// What is asked for: a period and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub id: Uuid,
    pub period: Period,
    /// None: the whole district.
    pub town: Option<String>,
}

impl Wanted {
    /// Reads the form of a new bulletin. A period that is not over yet has no bulletin; a range may end today.
    ///
    /// # Errors
    /// Every problem with the fields.
    pub fn parse(typed: &Typed, today: NaiveDate) -> Result<Wanted, Problems> {
        let mut read = Reader::new(typed);
        let id = read.choice("id", |text| text.parse::<Uuid>().ok());
        let kind = read.choice("kind", Kind::parse);
        let town = read.maybe_plain("town", crate::kernel::form::LINE_MAX);
        let period = match kind {
            None => None,
            Some(Kind::Range) => range(&mut read),
            Some(kind) => whole(&mut read, kind, today),
        };
        if let Some(period) = period
            && period.window.to() > today
        {
            let field = if period.kind == Kind::Range { "to" } else { "kind" };
            read.problem::<()>(field, what!("bulletin-not-over", today = today));
        }
        read.done(|| Some(Wanted { id: id?, period: period?, town }))
    }
}

fn range(read: &mut Reader<'_>) -> Option<Period> {
    let (from, to) = (read.date("from"), read.date("to"));
    let (from, to) = (from?, to?);
    if from > to {
        return read.problem("to", what!("bulletin-range-order"));
    }
    if from.year() < YEAR_MIN {
        return read.problem("from", what!("bulletin-year", min = YEAR_MIN));
    }
    Period::range(from, to).or_else(|| read.problem("to", what!("bulletin-one-year")))
}

fn whole(read: &mut Reader<'_>, kind: Kind, today: NaiveDate) -> Option<Period> {
    let year = read.count("year").and_then(|year| i32::try_from(year).ok());
    let part = if kind == Kind::Year { Some(1) } else { read.count(kind.key()).and_then(|n| u32::try_from(n).ok()) };
    let (year, part) = (year?, part?);
    if !(YEAR_MIN..=today.year()).contains(&year) {
        return read.problem("year", what!("bulletin-year", min = YEAR_MIN));
    }
    let field = if kind == Kind::Year { "year" } else { kind.key() };
    Period::of(kind, year, part).or_else(|| read.problem(field, what!("not-a-choice")))
}

/// What a person writes: the paragraphs in both languages, and remarks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub zh: String,
    pub en: String,
    pub remarks: Option<String>,
}

impl Said {
    pub fn of(&self, zh: bool) -> &str {
        if zh { &self.zh } else { &self.en }
    }

    /// # Errors
    /// A paragraph is missing or too long.
    pub fn parse(typed: &Typed) -> Result<(Said, i64), Problems> {
        let mut read = Reader::new(typed);
        let zh = prose(&mut read, typed, "said_zh");
        let en = prose(&mut read, typed, "said_en");
        let remarks = maybe_prose(&mut read, typed, "remarks");
        let version = read.count("version");
        read.done(|| Some((Said { zh: zh?, en: en?, remarks }, version?)))
    }
}

fn prose(read: &mut Reader<'_>, typed: &Typed, field: &'static str) -> Option<String> {
    let before = read.problems.len();
    let text = maybe_prose(read, typed, field);
    if text.is_none() && read.problems.len() == before {
        return read.problem(field, what!("required"));
    }
    text
}

/// Words of a document stay as they were typed, with their own punctuation; only line ends and outer blanks are made one.
fn maybe_prose(read: &mut Reader<'_>, typed: &Typed, field: &'static str) -> Option<String> {
    let text = typed.get(field).replace("\r\n", "\n");
    let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = lines.join("\n");
    let got = text.chars().count();
    if got > TEXT_MAX {
        return read.problem(field, what!("too-long", max = TEXT_MAX, got = got));
    }
    (!text.is_empty()).then_some(text)
}

/// A bulletin without its figures: a line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    pub id: Uuid,
    pub period: Period,
    pub town: Option<String>,
    pub state: State,
    /// 1, 2, 3 … within its series, given when it is issued; 0 while a draft.
    pub number: i64,
    /// The running number of the year it was first issued in (第 n 期), kept by every version; none before that.
    pub serial: Option<Serial>,
    /// Why it corrects the version before.
    pub reason: Option<String>,
    pub author: String,
    pub issued: Option<Issued>,
    /// Of the record, for corrections; not the number of the bulletin.
    pub revision: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Bulletin {
    pub fn is_draft(&self) -> bool {
        self.state == State::Draft
    }

    pub fn series(&self) -> String {
        self.period.series(self.town.as_deref())
    }
}

/// Number `n` of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serial {
    pub year: i64,
    pub n: i64,
}

/// Who issued it, when, and the SHA-256 over what was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub by: String,
    pub at: DateTime<Utc>,
    pub hash: String,
}

/// What must be said before a bulletin can be issued or corrected.
pub fn refusal(what: What) -> Problems {
    vec![crate::kernel::Problem::new("", what)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn window(from: &str, to: &str) -> Window {
        Window::new(day(from), day(to)).expect("in order")
    }

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn every_kind_knows_its_days_and_the_period_before() {
        let of = |kind, part| Period::of(kind, 2026, part).expect("a period");
        let january = of(Kind::Month, 1);
        assert_eq!(january.prior(), Some(window("2025-12-01", "2025-12-31")));
        assert_eq!(january.to_date(), None);
        let third = of(Kind::Quarter, 3);
        assert_eq!(third.window, window("2026-07-01", "2026-09-30"));
        assert_eq!(third.prior(), Some(window("2026-04-01", "2026-06-30")));
        assert_eq!(third.to_date(), Some(window("2026-01-01", "2026-09-30")));
        assert_eq!(third.part(), 3);
        let (first, second) = (of(Kind::Half, 1), of(Kind::Half, 2));
        assert_eq!(first.window, window("2026-01-01", "2026-06-30"));
        assert_eq!(second.window, window("2026-07-01", "2026-12-31"));
        assert_eq!(second.prior(), Some(first.window));
        assert_eq!(first.prior(), Some(window("2025-07-01", "2025-12-31")));
        let year = of(Kind::Year, 1);
        assert_eq!((year.prior(), year.to_date()), (None, None));
        assert_eq!(year.beside(year.window, 3), window("2023-01-01", "2023-12-31"));
        assert_eq!((Period::of(Kind::Half, 2026, 3), Period::of(Kind::Month, 2026, 13)), (None, None));
    }

    #[test]
    fn a_leap_february_is_set_beside_the_28_days_of_last_year() {
        let february = Period::of(Kind::Month, 2024, 2).expect("a month");
        assert_eq!(february.last(), window("2023-02-01", "2023-02-28"));
    }

    #[test]
    fn a_february_of_28_days_is_set_beside_the_whole_one_before() {
        let february = Period::of(Kind::Month, 2025, 2).expect("a month");
        assert_eq!(february.last(), window("2024-02-01", "2024-02-29"));
        assert_eq!(february.to_date_last(), Some(window("2024-01-01", "2024-02-29")));
        let days = Period::range(day("2025-02-01"), day("2025-02-28")).expect("days of one year");
        assert_eq!(days.last(), window("2024-02-01", "2024-02-29"), "whole months, however they were asked for");
        let days = Period::range(day("2025-02-02"), day("2025-02-28")).expect("days of one year");
        assert_eq!(days.last(), window("2024-02-02", "2024-02-28"), "other days are set beside the same dates");
        assert_eq!(days.to_date_last(), Some(window("2024-01-01", "2024-02-29")));
    }

    #[test]
    fn a_period_is_over_before_it_has_a_bulletin_and_a_range_stays_in_its_year() {
        let today = day("2026-11-05");
        let id = Uuid::nil().to_string();
        let codes = |fields: &[(&str, &str)]| {
            let mut all = vec![("id", id.as_str())];
            all.extend_from_slice(fields);
            let problems = Wanted::parse(&typed(&all), today).expect_err("a problem");
            problems.iter().map(|p| format!("{} {}", p.field, p.what.code)).collect::<Vec<_>>()
        };
        assert_eq!(codes(&[("kind", "month"), ("year", "2026"), ("month", "11")]), ["kind bulletin-not-over"]);
        assert_eq!(codes(&[("kind", "month"), ("year", "2027"), ("month", "1")]), ["year bulletin-year"]);
        assert_eq!(codes(&[("kind", "half"), ("year", "2026"), ("half", "3")]), ["half not-a-choice"]);
        assert_eq!(codes(&[("kind", "year")]), ["year required"]);
        assert_eq!(codes(&[("kind", "range"), ("from", "2025-12-01"), ("to", "2026-01-31")]), ["to bulletin-one-year"]);
        assert_eq!(
            codes(&[("kind", "range"), ("from", "2026-03-01"), ("to", "2026-02-01")]),
            ["to bulletin-range-order"]
        );
        assert_eq!(codes(&[("kind", "range"), ("from", "2026-11-01"), ("to", "2026-11-06")]), ["to bulletin-not-over"]);
        let good =
            typed(&[("id", &id), ("kind", "range"), ("from", "2026-11-01"), ("to", "2026-11-05"), ("town", "云溪镇")]);
        let wanted = Wanted::parse(&good, today).expect("a range up to today");
        assert_eq!(wanted.period.series(wanted.town.as_deref()), "range/2026-11-01/2026-11-05/云溪镇");
    }

    #[test]
    fn words_are_kept_as_typed_and_blank_lines_are_dropped() {
        let fields =
            typed(&[("said_zh", " 一起；\r\n\r\n两人。 "), ("said_en", "One."), ("remarks", " "), ("version", "1")]);
        let (said, version) = Said::parse(&fields).expect("whole");
        assert_eq!((said.zh.as_str(), said.remarks, version), ("一起；\n两人。", None, 1));
        assert!(Said::parse(&typed(&[("said_zh", "x"), ("version", "1")])).is_err());
    }
}
