//! The enterprise as a record: parsed once, trusted afterwards.
use crate::audit::model::Fields;
use crate::kernel::code::CreditCode;
use crate::kernel::form::LINE_MAX;
use crate::kernel::intake::Values;
use crate::kernel::{Centi, Problems, Reader, Typed, What, text, what};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A unified social credit code: 18 characters, the last one checks the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uscc(String);

impl Uscc {
    /// Reads a code as people type it: full width, small letters, blanks and hyphens between are forgiven.
    ///
    /// # Errors
    /// `credit-code`: not 18 characters, a letter it never has, or the check character does not fit.
    pub fn parse(typed: &str) -> Result<Uscc, What> {
        typed.parse::<CreditCode>().map(Uscc::from).map_err(|_| what!("credit-code"))
    }

    /// A code as the database holds it: it was checked when it was written.
    pub fn stored(text: String) -> Uscc {
        Uscc(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<CreditCode> for Uscc {
    fn from(code: CreditCode) -> Uscc {
        Uscc(code.into())
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Statistical size classes (统计上大中小微型企业划分办法, 2017), as the sender states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    Large,
    Medium,
    Small,
    Micro,
}

impl Size {
    pub const ALL: [Size; 4] = [Size::Large, Size::Medium, Size::Small, Size::Micro];

    pub fn key(self) -> &'static str {
        match self {
            Size::Large => "large",
            Size::Medium => "medium",
            Size::Small => "small",
            Size::Micro => "micro",
        }
    }

    pub fn parse(key: &str) -> Option<Size> {
        Size::ALL.into_iter().find(|size| size.key() == key)
    }
}

/// What the roll knows of an enterprise. What was never told is none, never "no".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub uscc: Uscc,
    pub name: String,
    pub town: String,
    /// As the sender writes it: a name of GB/T 4754 or its code.
    pub industry: Option<String>,
    pub size: Option<Size>,
    pub above_scale: Option<bool>,
    pub union: Option<bool>,
    /// Takes part in the trial of the industrial workers' reform (产改试点).
    pub pilot: Option<bool>,
    pub high_risk: Option<bool>,
    pub safety_officer: Option<String>,
    pub phone: Option<String>,
}

impl Facts {
    /// As texts in the order of the workbook template: what two versions are compared by.
    pub fn fields(&self) -> Fields {
        let flag = |value: Option<bool>| value.map(|yes| if yes { "yes" } else { "no" }.to_owned());
        vec![
            ("uscc", Some(self.uscc.to_string())),
            ("name", Some(self.name.clone())),
            ("town", Some(self.town.clone())),
            ("industry", self.industry.clone()),
            ("size", self.size.map(|size| size.key().to_owned())),
            ("above_scale", flag(self.above_scale)),
            ("union", flag(self.union)),
            ("pilot", flag(self.pilot)),
            ("high_risk", flag(self.high_risk)),
            ("safety_officer", self.safety_officer.clone()),
            ("phone", self.phone.clone()),
        ]
    }
}

/// An enterprise on the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enterprise {
    pub id: Uuid,
    pub facts: Facts,
    /// Counts corrections, from 1.
    pub version: i64,
}

/// One row of a roll (企业名册).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollRow {
    pub facts: Facts,
    /// People working there in the roll's year.
    pub headcount: Option<i64>,
}

impl RollRow {
    /// Reads a row by the template's field names; yes and no may be written `true` and `false`.
    ///
    /// # Errors
    /// Every problem at once: `required`, `too-long`, `credit-code`, `not-a-choice`, `not-a-count`.
    pub fn parse(typed: &Typed) -> Result<RollRow, Problems> {
        let mut read = Reader::new(typed);
        let uscc = match read.plain("uscc", LINE_MAX).map(|code| Uscc::parse(&code)) {
            Some(Ok(code)) => Some(code),
            Some(Err(what)) => read.problem("uscc", what),
            None => None,
        };
        let (name, town) = (read.plain("name", LINE_MAX), read.plain("town", LINE_MAX));
        let industry = read.maybe_plain("industry", LINE_MAX);
        let size = read.maybe_choice("size", Size::parse);
        let [above_scale, union, pilot, high_risk] =
            ["above_scale", "union", "pilot", "high_risk"].map(|field| read.maybe_yes_no(field));
        let headcount = read.maybe_count("headcount");
        let [safety_officer, phone] = ["safety_officer", "phone"].map(|field| read.maybe_plain(field, LINE_MAX));
        read.done(|| {
            let facts = Facts {
                uscc: uscc?,
                name: name?,
                town: town?,
                industry,
                size,
                above_scale,
                union,
                pilot,
                high_risk,
                safety_officer,
                phone,
            };
            Some(RollRow { facts, headcount })
        })
    }
}

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Whole,
    /// 1 to 4.
    Quarter(u8),
    /// 1 to 12.
    Month(u8),
}

/// A statistical period: `2022`, `2022-Q3` or `2022-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub year: i64,
    pub part: Part,
}

impl Period {
    pub fn year(year: i64) -> Period {
        Period { year, part: Part::Whole }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Whole => write!(f, "{:04}", self.year),
            Part::Quarter(quarter) => write!(f, "{:04}-Q{quarter}", self.year),
            Part::Month(month) => write!(f, "{:04}-{month:02}", self.year),
        }
    }
}

/// A text that names no year, quarter or month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPeriod;

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(written: &str) -> Result<Period, NotAPeriod> {
        let (year, rest) = written.split_once('-').map_or((written, None), |(year, rest)| (year, Some(rest)));
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) {
            return Err(NotAPeriod);
        }
        let year = year.parse().map_err(|_| NotAPeriod)?;
        let part = match rest {
            None => Part::Whole,
            Some(rest) => match rest.strip_prefix('Q') {
                Some(quarter) if digits(quarter, 1) => Part::Quarter(quarter.parse().map_err(|_| NotAPeriod)?),
                None if digits(rest, 2) => Part::Month(rest.parse().map_err(|_| NotAPeriod)?),
                _ => return Err(NotAPeriod),
            },
        };
        let real = match part {
            Part::Whole => true,
            Part::Quarter(quarter) => (1..=4).contains(&quarter),
            Part::Month(month) => (1..=12).contains(&month),
        };
        let in_range = (1900..=2200).contains(&year);
        if real && in_range { Ok(Period { year, part }) } else { Err(NotAPeriod) }
    }
}

/// Average headcount and hours worked of one enterprise in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure {
    pub period: Period,
    pub headcount: i64,
    pub hours: Option<Centi>,
    /// Taken over from a roll; an exposure return for the same year replaces it.
    pub from_roll: bool,
}

impl Exposure {
    /// The record as a row of its template.
    pub fn values(&self) -> Values {
        Values::default()
            .with("period", Some(self.period.to_string()))
            .with("headcount", Some(self.headcount))
            .with("hours", self.hours.map(|hours| hours.to_string()))
    }

    pub fn fields(&self) -> Fields {
        vec![("headcount", Some(self.headcount.to_string())), ("hours", self.hours.map(|hours| hours.to_string()))]
    }
}

/// One row of an exposure return (从业人员与工时).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExposureRow {
    pub period: Period,
    pub headcount: i64,
    pub hours: Option<Centi>,
}

impl ExposureRow {
    /// Reads `period`, `headcount` and `hours`.
    ///
    /// # Errors
    /// Every problem at once: `required`, `not-a-period`, `not-a-count`, `not-a-number`.
    pub fn parse(typed: &Typed) -> Result<ExposureRow, Problems> {
        let mut read = Reader::new(typed);
        let period = match read.plain("period", LINE_MAX).map(|written| written.parse()) {
            Some(Ok(period)) => Some(period),
            Some(Err(NotAPeriod)) => read.problem("period", what!("not-a-period")),
            None => None,
        };
        let headcount = read.count("headcount");
        let hours = read.maybe_centi("hours");
        read.done(|| Some(ExposureRow { period: period?, headcount: headcount?, hours }))
    }
}

/// Which enterprise a name or a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    One(Uuid),
    /// Only under a name it no longer bears.
    Former(Uuid),
    /// Several bear this name: only the credit code tells them apart.
    Several,
    None,
}

/// How the list is ordered; the name by its pinyin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Order {
    #[default]
    Name,
    /// In the district's own order of towns.
    Town,
    /// Of the latest period told; never told comes last.
    Headcount,
}

/// An order and its direction, written `name` or `-name`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    pub order: Order,
    pub down: bool,
}

impl Sort {
    /// The default order for whatever is none of the three.
    pub fn parse(written: &str) -> Sort {
        let (down, key) = written.strip_prefix('-').map_or((false, written), |key| (true, key));
        match key {
            "name" => Sort { order: Order::Name, down },
            "town" => Sort { order: Order::Town, down },
            "headcount" => Sort { order: Order::Headcount, down },
            _ => Sort::default(),
        }
    }
}

/// The yes-or-no facts that the list can be filtered by, by the names of their fields.
pub const FLAGS: [&str; 4] = ["above_scale", "union", "pilot", "high_risk"];

/// Which enterprises a reader wants to see. Unknown values of a filter filter nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A part of the name or of a former one, its pinyin or initials, or of the credit code; normalised.
    pub text: String,
    pub town: Option<String>,
    pub industry: Option<String>,
    pub size: Option<Size>,
    /// In the order of [`FLAGS`].
    pub flags: [Option<bool>; 4],
    pub sort: Sort,
    /// From 1.
    pub page: i64,
}

impl Wanted {
    /// Reads the fields of the filter form: `q`, `town`, `industry`, `size`, the flags (`yes`, `no`), `sort`, `page`.
    pub fn parse(typed: &Typed) -> Wanted {
        let some = |name: &str| Some(text::normal(typed.get(name))).filter(|value| !value.is_empty());
        let flag = |name: &str| match typed.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        Wanted {
            text: some("q").unwrap_or_default().chars().take(LINE_MAX).collect(),
            town: some("town"),
            industry: some("industry"),
            size: Size::parse(typed.get("size")),
            flags: FLAGS.map(flag),
            sort: Sort::parse(typed.get("sort")),
            page: typed.get("page").parse().unwrap_or(1).clamp(1, 1_000_000),
        }
    }

    /// Whether anything but the order is asked for.
    pub fn filters(&self) -> bool {
        let Wanted { text, town, industry, size, flags, .. } = self;
        !text.is_empty() || town.is_some() || industry.is_some() || size.is_some() || flags.iter().any(Option::is_some)
    }
}

/// One line of the list: the facts and the headcount of the latest period told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: Uuid,
    pub facts: Facts,
    pub headcount: Option<i64>,
}

impl Listed {
    /// The enterprise as a row of a roll. `headcount` is that of the roll's year: a figure of an earlier year would be told
    /// for the present one.
    pub fn values(&self, headcount: Option<i64>) -> Values {
        let facts = &self.facts;
        Values::default()
            .with("uscc", Some(facts.uscc.to_string()))
            .with("name", Some(facts.name.clone()))
            .with("town", Some(facts.town.clone()))
            .with("industry", facts.industry.clone())
            .with("size", facts.size.map(Size::key))
            .with("above_scale", facts.above_scale)
            .with("union", facts.union)
            .with("pilot", facts.pilot)
            .with("high_risk", facts.high_risk)
            .with("headcount", headcount)
            .with("safety_officer", facts.safety_officer.clone())
            .with("phone", facts.phone.clone())
    }
}

/// A workbook's canonical values as a form would send them.
pub fn typed(values: &Values) -> Typed {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Typed(values.0.iter().map(|(name, value)| (name.clone(), text(value))).collect())
}

/// A name as names are compared: normalised, without blanks, small letters.
pub fn name_key(name: &str) -> String {
    text::normal(name).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn periods_are_years_quarters_and_months_and_read_back() {
        for text in ["2022", "2022-Q3", "2022-10", "2022-01"] {
            assert_eq!(text.parse::<Period>().expect(text).to_string(), text);
        }
        for text in
            ["", "22", "2022-", "2022-Q5", "2022-Q0", "2022-13", "2022-1", "2022-00", "1022", "2022-Q", "2022-q3"]
        {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }

    #[test]
    fn a_roll_row_reads_flags_and_reports_every_problem() {
        let row = RollRow::parse(&typed(&[
            ("uscc", "９１３２１２０４ＭＡ００００ 0154"),
            ("name", "苏梁机械（姜堰）有限公司"),
            ("town", "罗塘街道"),
            ("size", "small"),
            ("union", "true"),
            ("pilot", "no"),
            ("headcount", "31"),
        ]))
        .expect("a row");
        assert_eq!(row.facts.uscc.as_str(), "91321204MA00000154");
        assert_eq!(row.facts.name, "苏梁机械(姜堰)有限公司");
        assert_eq!((row.facts.union, row.facts.pilot, row.facts.high_risk), (Some(true), Some(false), None));
        assert_eq!((row.facts.size, row.headcount), (Some(Size::Small), Some(31)));
        let problems = RollRow::parse(&typed(&[("uscc", "91321204MA00000155"), ("size", "huge"), ("headcount", "-1")]))
            .expect_err("problems");
        let codes: Vec<_> = problems.iter().map(|p| (p.field.as_ref(), p.what.code.as_ref())).collect();
        assert_eq!(
            codes,
            [
                ("uscc", "credit-code"),
                ("name", "required"),
                ("town", "required"),
                ("size", "not-a-choice"),
                ("headcount", "not-a-count")
            ]
        );
    }

    #[test]
    fn filters_are_read_and_unknown_values_filter_nothing() {
        let wanted = Wanted::parse(&typed(&[
            ("q", " 长乐　重工 "),
            ("size", "huge"),
            ("town", ""),
            ("pilot", "no"),
            ("union", "perhaps"),
            ("sort", "-headcount"),
            ("page", "-3"),
        ]));
        assert_eq!(
            (wanted.text.as_str(), wanted.town.as_deref(), wanted.size, wanted.page),
            ("长乐 重工", None, None, 1)
        );
        assert_eq!(wanted.flags, [None, None, Some(false), None]);
        assert_eq!(wanted.sort, Sort { order: Order::Headcount, down: true });
        assert!(wanted.filters());
        let bare = Wanted::parse(&typed(&[("sort", "-nonsense"), ("page", "2")]));
        assert_eq!((bare.sort, bare.page, bare.filters()), (Sort::default(), 2, false));
    }

    #[test]
    fn names_are_compared_without_blanks_and_width() {
        assert_eq!(name_key(" 苏梁 机械（ＡＢ） "), name_key("苏梁机械(ab)"));
    }
}
