//! What a comparison is made of.
use super::rule::Exact;
use crate::baseline::model::{Metric, Sum};
use crate::baseline::rule::Why;
use crate::incident::group::Group;
use crate::kernel::keys;
use crate::kernel::window::Window;
use chrono::NaiveDate;
use uuid::Uuid;

/// The three headline figures, in the order of the page.
pub const HEADLINE: [Metric; 3] = [Metric::Incidents, Metric::Deaths, Metric::Serious];

/// Which days are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Span {
    /// 1 January to the day asked for: 本年累计.
    #[default]
    ToDate,
    Month,
    Quarter,
    Year,
    /// The twelve months that end on the day asked for.
    Rolling,
    /// Any days of one's own.
    Range,
}
keys!(Span {
    ToDate = "to-date",
    Month = "month",
    Quarter = "quarter",
    Year = "year",
    Rolling = "rolling",
    Range = "range",
});

/// What they are set beside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Against {
    /// 同比: the same dates of last year.
    #[default]
    LastYear,
    /// 环比: the period just before.
    Previous,
    /// The mean of the same dates in the three years before.
    Mean3,
    Mean5,
}
keys!(Against { LastYear = "last-year", Previous = "previous", Mean3 = "mean-3", Mean5 = "mean-5" });

impl Against {
    /// How many years the earlier figure is a mean of; 1: it is no mean.
    pub fn years(self) -> u32 {
        match self {
            Against::LastYear | Against::Previous => 1,
            Against::Mean3 => 3,
            Against::Mean5 => 5,
        }
    }
}

/// One recorded accident, as far as a comparison needs it. A casualty figure not known yet is none, never 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accident {
    pub id: Uuid,
    pub name: String,
    /// The type as written.
    pub label: Option<String>,
    pub day: NaiveDate,
    pub enterprise: Uuid,
    pub town: String,
    /// The part of the cut that was asked for; '' where the roll does not tell it, or nothing was asked.
    pub part: String,
    pub group: Group,
    pub deaths: Option<i64>,
    pub serious: Option<i64>,
    /// Direct loss in units of 10⁻⁶ 万元.
    pub loss: Option<i64>,
    /// Whether statistics count it.
    pub counted: bool,
}

impl Accident {
    pub fn value(&self, metric: Metric) -> Option<i64> {
        match metric {
            Metric::Incidents => Some(1),
            Metric::Deaths => self.deaths,
            Metric::Serious => self.serious,
            Metric::Loss => self.loss,
        }
    }
}

/// This year's window and the same dates of last year, as they are really compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    pub span: Span,
    pub against: Against,
    /// As it was asked for.
    pub asked: Window,
    pub now: Window,
    /// The latest of the earlier windows.
    pub last: Window,
    /// Whole months are set beside whole months, whatever their length; else day beside day.
    pub by_month: bool,
}

impl Windows {
    /// Whether both windows end earlier than asked, because the earlier figures are by month.
    pub fn shortened(&self) -> bool {
        self.now != self.asked
    }
}

/// One figure of both years. `now` is none when nothing was recorded yet in those days, or their baseline cannot answer. `before`
/// is none when last year cannot answer, and `why` says why not; both none: there is no frozen baseline at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub metric: Metric,
    pub now: Option<Sum>,
    /// All the earlier years together.
    pub before: Option<Sum>,
    /// How many years `before` is to be divided by; 0 where no mean is formed.
    pub over: u32,
    pub why: Option<Why>,
}

impl Cell {
    /// Whether of some accidents of either side the figure is not known yet.
    pub fn is_open(&self) -> bool {
        [self.now, self.before].into_iter().flatten().any(|sum| sum.unknown > 0)
    }

    /// The earlier figure: a count, or the mean of several years.
    pub fn value_before(&self) -> Option<f64> {
        let sum = self.before?;
        let mean = Exact::mean(sum.total, self.over).filter(|_| self.over > 1);
        Some(mean.map_or(sum.total as f64, |mean| mean.to_f64()))
    }
}

/// A row of a table: a town or a group of accident types, with the headline's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<N> {
    pub name: N,
    pub cells: [Cell; 3],
}

impl<N> Line<N> {
    /// Nothing happened in either year, and both years are known.
    pub fn is_quiet(&self) -> bool {
        self.cells.iter().all(|cell| cell.now == Some(Sum::default()) && cell.before == Some(Sum::default()))
    }
}

/// One end of a month (or of the window) with the running totals up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Of this year.
    pub until: NaiveDate,
    pub now: Option<i64>,
    pub last: Option<i64>,
}

/// Everything the leader's page counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub windows: Windows,
    pub headline: [Cell; 3],
    pub towns: Vec<Line<String>>,
    pub groups: Vec<Line<Group>>,
    /// By the cut that was asked for; empty without one.
    pub parts: Vec<Line<String>>,
    /// What last year's towns add up to, where that differs from last year's total of accidents.
    pub towns_sum: Option<i64>,
    pub steps: Vec<Step>,
    /// Recorded in this year's window, but not counted by the statistics rule.
    pub uncounted: i64,
}

impl Board {
    /// Without the earlier side's means: of years that were counted by different definitions none is formed.
    pub fn without_means(&mut self) {
        let lines = self.towns.iter_mut().chain(&mut self.parts).map(|line| &mut line.cells);
        let cells = lines.chain(self.groups.iter_mut().map(|line| &mut line.cells)).chain([&mut self.headline]);
        for cell in cells.flatten() {
            *cell = Cell { before: None, over: 0, why: None, ..*cell };
        }
        self.towns_sum = None;
        self.steps.iter_mut().for_each(|step| step.last = None);
    }
}

/// The columns by which the tables are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Before,
    Now,
    Diff,
    Percent,
}

impl Column {
    pub const ALL: [Column; 5] = [Column::Name, Column::Before, Column::Now, Column::Diff, Column::Percent];

    pub fn key(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Before => "before",
            Column::Now => "now",
            Column::Diff => "diff",
            Column::Percent => "percent",
        }
    }
}

/// An order: by which column, and whether the largest comes first. In an address `now`, `-now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub column: Column,
    pub down: bool,
}

impl Order {
    pub fn parse(text: &str) -> Option<Order> {
        let (down, key) = text.strip_prefix('-').map_or((false, text), |key| (true, key));
        let column = Column::ALL.into_iter().find(|column| column.key() == key)?;
        Some(Order { column, down })
    }
}

/// How many enterprises are on the roll, and how many of them had filed anything for this year and for last year, each by its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filing {
    pub roll: i64,
    pub now: i64,
    pub last: i64,
    pub by: NaiveDate,
    pub last_by: NaiveDate,
}

/// Which half of a measure: what it adds up, or what it is divided by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Half {
    #[default]
    Top,
    Under,
}
keys!(Half { Top = "top", Under = "under" });
