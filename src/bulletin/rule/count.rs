//! The figures of a bulletin from records and frozen baselines. What a baseline cannot answer is no data, never 0.
use super::behind;
use crate::baseline::model::{Baseline as Document, Metric, Period as RowPeriod, Resolution, Row};
use crate::baseline::rule::{self as baseline, Cut as Ask, Figure, Why};
use crate::bulletin::model::{
    Baseline, Cell, Compliance, Counted, Cut, Figures, Frozen, Gap, Key, Larger, Line, MEASURES, Measure, Pair, Period,
    Record, Step, Tables, Was,
};
use crate::incident::group::Group;
use crate::incident::rule::{Grade, bounds};
use crate::kernel::rulebook;
use crate::kernel::window::Window;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// The version of the rules by which paragraphs are worded; it stands in every bulletin.
pub const WORDING: u32 = 4;
/// The rules of the book that decide what is counted and how it is judged.
const RULES: [&str; 4] =
    ["incident.counted-loss", "incident.grade.larger.deaths", "trends.small-base", "trends.significance"];
/// How many earlier years the mean is of.
pub const MEAN_YEARS: i64 = 3;

/// A frozen baseline with the rows the counting may see.
#[derive(Debug, Clone)]
pub struct Known {
    pub used: Baseline,
    pub document: Document,
    pub rows: Vec<Row>,
}

/// The first day of which the district has a record of each kind; none: it never had one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Begun {
    pub incidents: Option<NaiveDate>,
    pub meetings: Option<NaiveDate>,
    pub hazards: Option<NaiveDate>,
    pub trainings: Option<NaiveDate>,
    pub filings: Option<NaiveDate>,
}

impl Begun {
    /// Whether accidents that happened up to a day would be known: one was recorded by then, or an enterprise had filed, be it
    /// that there was none. Before that nothing is known, which is not nought.
    ///
    /// Law: 统计法 art. 7 — what was not given is no data, never nought.
    pub fn tells_accidents(&self, end: NaiveDate) -> bool {
        is_begun(self.incidents, end) || is_begun(self.filings, end)
    }
}

fn is_begun(first: Option<NaiveDate>, end: NaiveDate) -> bool {
    first.is_some_and(|first| first <= end)
}

/// Everything that is counted from.
#[derive(Debug, Clone)]
pub struct Facts {
    pub period: Period,
    pub town: Option<String>,
    /// The towns of the district in their own order.
    pub towns: Vec<String>,
    pub records: Vec<Record>,
    /// Newest year first.
    pub baselines: Vec<Known>,
    /// The frozen baseline of the bulletin's own year.
    pub own: Option<Known>,
    pub begun: Begun,
    pub roll: i64,
    pub counted_at: DateTime<Utc>,
}

/// Whether known facts reach the second grade on the day it happened: deaths, serious injuries, loss in units of 10⁻⁶ 万元.
pub fn is_larger(day: NaiveDate, deaths: Option<i64>, serious: Option<i64>, loss: Option<i64>) -> bool {
    let Some([d, s, l]) = bounds(Grade::Larger, &rulebook::at(day)).and_then(|bounds| bounds.least) else {
        return false;
    };
    let reaches = |fact: Option<i64>, limit: i64| fact.is_some_and(|fact| fact >= limit);
    reaches(deaths, d) || reaches(serious, s) || reaches(loss, l.saturating_mul(1_000_000))
}

/// All figures of the bulletin.
pub fn figures(facts: &Facts) -> Figures {
    let whole = Cut { town: facts.town.clone(), ..Cut::default() };
    let sum = |was, measure| facts.sum(Key::new(was, measure), &whole);
    let cells = |now, last| MEASURES.iter().map(|m| facts.cell(now, last, *m, &whole)).collect::<Vec<_>>();
    let book = rulebook::at(facts.period.window.to());
    Figures {
        period: facts.period,
        town: facts.town.clone(),
        counted_at: facts.counted_at,
        wording: WORDING,
        rules: RULES.iter().filter_map(|id| Some(((*id).to_owned(), book.get(id)?.from))).collect(),
        baselines: facts.baselines.iter().map(|known| known.used.clone()).collect(),
        headline: cells(Was::Now, Was::Last),
        prior: facts.prior(&whole),
        to_date: if facts.period.to_date().is_some() { cells(Was::ToDate, Was::ToDateLast) } else { Vec::new() },
        three_years: MEASURES.iter().map(|m| facts.three_years(*m, &whole)).collect(),
        minor: Cell {
            measure: Measure::Minor,
            now: sum(Was::Now, Measure::Minor),
            unknown: facts.unknown(facts.period.window, Measure::Minor, &whole),
            last: None,
            gap: None,
        },
        larger: Larger {
            now: sum(Was::Larger, Measure::Incidents),
            deaths: sum(Was::Larger, Measure::Deaths),
            last: facts.larger_last(),
        },
        unknown: sum(Was::Unknown, Measure::Incidents),
        uncounted: sum(Was::Uncounted, Measure::Incidents),
        tables: facts.tables(),
        steps: facts.steps(),
        frozen: facts.frozen(&whole),
        compliance: facts.compliance(&whole),
    }
}

fn metric(measure: Measure) -> Option<Metric> {
    match measure {
        Measure::Incidents => Some(Metric::Incidents),
        Measure::Deaths => Some(Metric::Deaths),
        Measure::Serious => Some(Metric::Serious),
        Measure::Minor => None,
    }
}

fn gap(why: Why) -> Gap {
    let month = if let Why::MonthMissing(month) = why { Some(month) } else { None };
    Gap { code: why.key().to_owned(), day: why.day(), month }
}

/// What a frozen baseline says of some days.
pub fn answer(known: Option<&Known>, window: Window, measure: Measure, cut: &Cut) -> Result<i64, Gap> {
    let none = || Gap { code: "none".to_owned(), day: None, month: None };
    let (known, metric) = (known.ok_or_else(none)?, metric(measure).ok_or_else(none)?);
    match baseline::figure(&known.document, &known.rows, window, ask(cut), metric) {
        Figure::Count(count) => Ok(count),
        Figure::NoData(why) => Err(gap(why)),
    }
}

/// The question to a baseline: its own industries are never blank, so a blank one asks for what no row can answer.
pub fn ask(cut: &Cut) -> Ask<'_> {
    Ask { town: cut.town.as_deref(), industry: cut.industry.as_deref(), group: cut.group }
}

impl Facts {
    fn sum(&self, key: Key, cut: &Cut) -> i64 {
        behind::behind(&self.period, key, cut, &self.records).1
    }

    fn known(&self, year: i32) -> Option<&Known> {
        self.baselines.iter().find(|known| known.used.year == year)
    }

    /// What last year, or an earlier one, says of some days.
    fn before(&self, window: Window, measure: Measure, cut: &Cut) -> Result<i64, Gap> {
        if cut.industry.as_deref() == Some("") {
            return self.without_industry(window, measure, cut);
        }
        answer(self.known(window.from().year()), window, measure, cut)
    }

    /// Of accidents whose enterprise names no industry: only a baseline by day can tell, by its rows without one.
    fn without_industry(&self, window: Window, measure: Measure, cut: &Cut) -> Result<i64, Gap> {
        let all = Cut { industry: None, ..cut.clone() };
        answer(self.known(window.from().year()), window, measure, &all)?;
        let known = self.known(window.from().year()).filter(|known| known.document.resolution == Resolution::Day);
        let missing = || Gap { code: Why::CutMissing.key().to_owned(), day: None, month: None };
        let (known, metric) = (known.ok_or_else(missing)?, metric(measure).ok_or_else(missing)?);
        let found = baseline::answering(&known.document, &known.rows, window, ask(&all)).map_err(gap)?;
        let rows = found.into_iter().map(|at| &known.rows[at]).filter(|row| row.industry.is_none());
        Ok(rows.filter_map(|row| row.value(metric)).sum())
    }

    fn unknown(&self, window: Window, measure: Measure, cut: &Cut) -> i64 {
        let counted = Key::of(Was::Now);
        let inside = self.records.iter().filter(|record| {
            window.contains(record.day)
                && behind::adds(&Period { window, ..self.period }, counted, cut, record).is_some()
        });
        let blank = |record: &&Record| match &record.what {
            Counted::Incident { deaths, serious, minor, .. } => match measure {
                Measure::Incidents => false,
                Measure::Deaths => deaths.is_none(),
                Measure::Serious => serious.is_none(),
                Measure::Minor => minor.is_none(),
            },
            _ => false,
        };
        i64::try_from(inside.filter(blank).count()).unwrap_or(i64::MAX)
    }

    fn cell(&self, now: Was, last: Was, measure: Measure, cut: &Cut) -> Cell {
        let (window, before) = (behind::window(&self.period, now), behind::window(&self.period, last));
        let answer = before.map(|window| self.before(window, measure, cut));
        let (last, gap) = match answer {
            Some(Ok(count)) => (Some(count), None),
            Some(Err(gap)) => (None, Some(gap)),
            None => (None, None),
        };
        let unknown = window.map_or(0, |window| self.unknown(window, measure, cut));
        Cell { measure, now: self.sum(Key::new(now, measure), cut), unknown, last, gap }
    }

    /// The period before: by records within this year, by its frozen baseline when it lies in another.
    fn prior(&self, cut: &Cut) -> Vec<Option<i64>> {
        let Some(window) = self.period.prior() else { return Vec::new() };
        let of = |measure: &Measure| {
            if window.from().year() == self.period.year() {
                Some(self.sum(Key::new(Was::Prior, *measure), cut))
            } else {
                self.before(window, *measure, cut).ok()
            }
        };
        MEASURES.iter().map(of).collect()
    }

    fn three_years(&self, measure: Measure, cut: &Cut) -> Option<i64> {
        let year = |back: i64| {
            let window = self.period.beside(self.period.window, u32::try_from(back).ok()?);
            self.before(window, measure, cut).ok()
        };
        (1..=MEAN_YEARS).map(year).sum()
    }

    fn larger_last(&self) -> Option<i64> {
        let window = self.period.last();
        let known = self.known(window.from().year()).filter(|known| known.document.resolution == Resolution::Day)?;
        let cut = Cut { town: self.town.clone(), ..Cut::default() };
        let rows = larger_rows(known, window, &cut)?;
        i64::try_from(rows.len()).ok()
    }

    /// What the frozen baseline of its own year holds otherwise than the records that are counted here.
    fn frozen(&self, cut: &Cut) -> Vec<Frozen> {
        let of = |was: Was| {
            let (known, window) = (self.own.as_ref()?, behind::window(&self.period, was)?);
            let frozen = MEASURES.map(|measure| answer(Some(known), window, measure, cut).ok());
            let frozen = [frozen[0]?, frozen[1]?, frozen[2]?];
            let recorded = MEASURES.map(|measure| self.sum(Key::new(was, measure), cut));
            let Baseline { id, year, number, .. } = known.used;
            (frozen != recorded).then_some(Frozen { id, year, number, window, frozen, recorded })
        };
        [Was::Now, Was::ToDate].into_iter().filter_map(of).collect()
    }

    fn lines<N: Clone>(&self, names: Vec<N>, cut: impl Fn(&N) -> Cut) -> Vec<Line<N>> {
        let line = |name: N| {
            let cut = cut(&name);
            let cells = MEASURES.iter().map(|m| self.cell(Was::Now, Was::Last, *m, &cut)).collect();
            Line { name, cells }
        };
        names.into_iter().map(line).collect()
    }

    fn tables(&self) -> Tables {
        let town = self.town.clone();
        let towns = if town.is_some() { Vec::new() } else { self.towns.clone() };
        let heard = |cells: &[Cell]| cells.iter().any(|cell| cell.now > 0 || cell.last.is_some_and(|last| last > 0));
        let mut groups =
            self.lines(Group::ALL.to_vec(), |group| Cut { town: town.clone(), group: Some(*group), ..Cut::default() });
        groups.retain(|line| heard(&line.cells));
        let mut industries = self.lines(self.industries(), |industry| Cut {
            town: town.clone(),
            industry: Some(industry.clone()),
            ..Cut::default()
        });
        industries.retain(|line| heard(&line.cells));
        industries.sort_by_key(|line| {
            let count = |at: usize| line.cells.get(at).map_or(0, |cell| -cell.now);
            (line.name.is_empty(), count(0), count(1), line.name.clone())
        });
        Tables {
            towns: self.lines(towns, |name| Cut { town: Some(name.clone()), ..Cut::default() }),
            groups,
            industries,
        }
    }

    /// Every industry that had an accident in either year; the empty one for those without.
    fn industries(&self) -> Vec<String> {
        let counted = Key::of(Was::Now);
        let here = Cut { town: self.town.clone(), ..Cut::default() };
        let now = self.records.iter().filter(|r| behind::adds(&self.period, counted, &here, r).is_some());
        let mut found: Vec<String> = now.map(|record| record.industry.clone().unwrap_or_default()).collect();
        let last = self.period.last();
        if let Some(known) = self.known(last.from().year())
            && let Ok(rows) = baseline::answering(&known.document, &known.rows, last, ask(&here))
        {
            found.extend(rows.into_iter().map(|at| known.rows[at].industry.clone().unwrap_or_default()));
        }
        found.sort();
        found.dedup();
        found
    }

    /// The months of the year up to the end of the period.
    fn steps(&self) -> Vec<Step> {
        let all = Window::to_date(self.period.window.to());
        let cut = Cut { town: self.town.clone(), ..Cut::default() };
        let month = |number: u32| {
            let month = Window::month(self.period.year(), number)?;
            let window = Window::new(month.from(), month.to().min(all.to()))?;
            let period = Period { window, ..self.period };
            let now = behind::behind(&period, Key::of(Was::Now), &cut, &self.records).1;
            let last = self.before(window.years_before(1), Measure::Incidents, &cut).ok();
            Some(Step { window, now, last })
        };
        (1..=12).filter_map(month).collect()
    }

    fn compliance(&self, cut: &Cut) -> Compliance {
        let of = |was| self.sum(Key::of(was), cut);
        let end = self.period.last().to();
        let pair = |now, last, first| Pair { now: of(now), last: is_begun(first, end).then(|| of(last)) };
        let Begun { meetings, hazards, trainings, filings, .. } = self.begun;
        Compliance {
            congress: pair(Was::Congress, Was::CongressLast, meetings),
            hazards: pair(Was::Hazards, Was::HazardsLast, hazards),
            fixed: pair(Was::Fixed, Was::FixedLast, hazards),
            overdue: pair(Was::Overdue, Was::OverdueLast, hazards),
            trained: pair(Was::Trained, Was::TrainedLast, trainings),
            hours_centi: pair(Was::Hours, Was::HoursLast, trainings),
            filed: pair(Was::Filed, Was::FiledLast, filings),
            roll: self.roll,
        }
    }
}

/// The rows of a baseline by day that reach the second grade, by their places.
pub fn larger_rows(known: &Known, window: Window, cut: &Cut) -> Option<Vec<usize>> {
    let found = baseline::answering(&known.document, &known.rows, window, ask(cut)).ok()?;
    let larger = |at: &usize| {
        let row = &known.rows[*at];
        let RowPeriod::Day(day) = row.period else { return false };
        is_larger(day, row.deaths, row.serious, row.loss.map(|loss| loss.0))
    };
    Some(found.into_iter().filter(larger).collect())
}
