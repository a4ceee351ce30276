//! What the charts are asked for, and the figures they are drawn from.
use crate::baseline::model::{Metric, Sum};
use crate::baseline::rule::Why;
use crate::enterprise::model::Size;
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::kernel::{Typed, text};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// What can be charted.
pub const MEASURES: [Metric; 3] = [Metric::Incidents, Metric::Deaths, Metric::Serious];
/// Years on one chart.
pub const SPANS: [i32; 5] = [2, 3, 5, 7, 10];
/// How many when nothing is said.
pub const SPAN: i32 = 5;

/// By what the funnel compares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Town,
    Industry,
    Size,
}

impl By {
    pub const ALL: [By; 3] = [By::Town, By::Industry, By::Size];

    pub fn key(self) -> &'static str {
        match self {
            By::Town => "town",
            By::Industry => "industry",
            By::Size => "size",
        }
    }
}

/// Which control chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Events over workers, exact Poisson limits.
    U,
    /// Values and moving ranges.
    Xmr,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::U, Kind::Xmr];

    pub fn key(self) -> &'static str {
        match self {
            Kind::U => "u",
            Kind::Xmr => "xmr",
        }
    }
}

/// What the reader asked for: the address says all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub metric: Metric,
    /// The last year on the charts, and the one the months and units are of.
    pub year: i32,
    /// How many years, the last one included.
    pub span: i32,
    pub town: Option<String>,
    pub group: Option<Group>,
    pub by: By,
    pub kind: Kind,
}

impl Asked {
    /// Reads an address. What makes no sense is taken as not asked.
    pub fn read(fields: &Typed, today: NaiveDate) -> Asked {
        let metric = MEASURES.into_iter().find(|m| m.key() == fields.get("measure")).unwrap_or(Metric::Incidents);
        let town = text::normal(fields.get("town"));
        let year = fields.get("year").parse().ok().filter(|year| (1991..=today.year()).contains(year));
        let span = fields.get("years").parse().ok().filter(|span| (2..=10).contains(span));
        // One accident may take several lives: persons are no events of their own.
        let usual = if metric == Metric::Incidents { Kind::U } else { Kind::Xmr };
        Asked {
            metric,
            year: year.unwrap_or(today.year()),
            span: span.unwrap_or(SPAN),
            town: (!town.is_empty()).then_some(town),
            group: Group::parse(fields.get("category")),
            by: By::ALL.into_iter().find(|by| by.key() == fields.get("by")).unwrap_or_default(),
            kind: Kind::ALL.into_iter().find(|kind| kind.key() == fields.get("control")).unwrap_or(usual),
        }
    }

    /// The address's query, with everything in it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("measure", self.metric.key().to_owned()),
            ("year", self.year.to_string()),
            ("years", self.span.to_string()),
        ];
        fields.extend(self.town.clone().map(|town| ("town", town)));
        fields.extend(self.group.map(|group| ("category", group.key().to_owned())));
        fields.extend([("by", self.by.key().to_owned()), ("control", self.kind.key().to_owned())]);
        fields
    }

    pub fn years(&self) -> std::ops::RangeInclusive<i32> {
        self.year + 1 - self.span..=self.year
    }
}

/// One counted accident of the running year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub day: NaiveDate,
    pub enterprise: Uuid,
    pub town: String,
    /// The section's letter; none: not told, or not to be read.
    pub industry: Option<char>,
    pub size: Option<Size>,
    pub group: Group,
    pub deaths: Option<i64>,
    pub serious: Option<i64>,
}

impl Event {
    pub fn value(&self, metric: Metric) -> Option<i64> {
        match metric {
            Metric::Incidents => Some(1),
            Metric::Deaths => self.deaths,
            Metric::Serious => self.serious,
            Metric::Loss => None,
        }
    }
}

/// An enterprise on today's roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Uuid,
    pub town: String,
    /// The section's letter.
    pub industry: Option<char>,
    pub size: Option<Size>,
}

/// What a figure is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut<'a> {
    pub town: Option<&'a str>,
    pub group: Option<Group>,
    pub unit: Option<Unit>,
}

/// A unit of the funnel beside towns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// By the letter of its section; none: not known.
    Industry(Option<char>),
    Size(Option<Size>),
}

/// Why there is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The days are still to come.
    Ahead,
    /// No frozen baseline of that year.
    NoBaseline,
    /// Baselines are not cut by size.
    NotHeld,
    /// The baseline has no answer.
    Why(Why),
}

pub type Figure = Result<Sum, Gap>;

/// A figure with the days it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub window: Window,
    pub figure: Figure,
    /// The days end inside a month that is not over yet.
    pub running: bool,
}

impl Dated {
    pub fn count(&self) -> Option<i64> {
        self.figure.ok().map(|sum| sum.total)
    }

    pub fn year(&self) -> i32 {
        self.window.from().year()
    }
}

/// How many workers a rate is taken over, and how many enterprises told them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Base {
    pub workers: i64,
    /// Enterprises that told a headcount for the year.
    pub known: i64,
    /// Enterprises on today's roll.
    pub roll: i64,
}

/// What a row of the heat table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeatName {
    Group(Group),
    /// Where one type was asked for: its months in each year.
    Year(i32),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatRow {
    pub name: HeatName,
    /// Twelve months, and all of them.
    pub months: Vec<Dated>,
    pub total: Dated,
}

/// The name of a small chart or of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    Town(String),
    Group(Group),
    Unit(Unit),
}

/// One small chart: the years, all to the same date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small {
    pub name: Name,
    pub years: Vec<Dated>,
}

/// One unit of the funnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelUnit {
    pub name: Name,
    pub dated: Dated,
    /// The part of it that lies with enterprises that told their workers: a rate is theirs alone. None where nobody says whose
    /// it is and not everybody told.
    pub staffed: Option<i64>,
    pub base: Base,
    /// The same dates of every year.
    pub years: Vec<Dated>,
}

/// Every figure of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Twelve months of the last year, and the same days of the year before.
    pub months: Vec<(Dated, Dated)>,
    /// Running totals at the end of each month, as far as the year has run; of the year before at all twelve.
    pub so_far: Vec<Dated>,
    pub so_far_last: Vec<Dated>,
    /// To the same date in each year.
    pub totals: Vec<Dated>,
    /// All months of all years in order.
    pub series: Vec<Dated>,
    /// The part of each that lies with enterprises that told their workers of the year: as [`FunnelUnit::staffed`].
    pub staffed: Vec<Option<i64>>,
    /// One for each year.
    pub bases: Vec<Base>,
    pub heat: Vec<HeatRow>,
    pub heat_sum: Option<HeatRow>,
    /// Why no type has a figure, where none has.
    pub heat_gap: Option<Gap>,
    pub small: Vec<Small>,
    pub funnel: Vec<FunnelUnit>,
}
