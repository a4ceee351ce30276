//! The figures of many years: this year from counted records, earlier years from their frozen baselines.
use crate::baseline::model::{Baseline, Metric, Resolution, Row, Sum};
use crate::baseline::rule::{self as baseline, Figure as Answer};
use crate::enterprise::model::Size;
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::trends::series::model::{
    Asked, Base, By, Cut, Dated, Event, Figure, Figures, FunnelUnit, Gap, HeatName, HeatRow, Member, Name, Small, Unit,
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What a year is known from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// The counted accidents of the running year.
    Records(&'a [Event]),
    /// Rows that are asked by industry name the letters of sections, '' where none is known. Of each row whose enterprise it
    /// is, where that is known.
    Baseline(&'a Baseline, &'a [Row], &'a [Option<Uuid>]),
}

/// All that the charts are made of.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub today: NaiveDate,
    pub years: &'a BTreeMap<i32, Source<'a>>,
    pub towns: &'a [String],
    pub roll: &'a [Member],
    /// The headcount of a year by enterprise.
    pub headcounts: &'a BTreeMap<i32, HashMap<Uuid, i64>>,
}

impl Told<'_> {
    /// What is known of these days. Days to come are no data; days of both are cut at today.
    ///
    /// Law: 统计法 art. 7 — what was not given is no data, never nought.
    pub fn figure(&self, window: Window, cut: Cut<'_>, metric: Metric) -> Dated {
        let running = window.to() > self.today;
        let dated = |window, figure| Dated { window, figure, running };
        let Some(window) = Window::new(window.from(), window.to().min(self.today)) else {
            return dated(window, Err(Gap::Ahead));
        };
        let figure = match self.years.get(&window.from().year()) {
            None => Err(Gap::NoBaseline),
            Some(Source::Records(events)) => Ok(counted(events, window, cut, metric, |_| true)),
            Some(Source::Baseline(document, rows, _)) => answered(document, rows, window, cut, metric),
        };
        dated(window, figure)
    }

    /// The same dates in another year, as [`Window::twin`] does for the year before.
    pub fn same_dates(&self, asked: &Asked, year: i32) -> Option<Window> {
        let (month, day) = self.end(asked);
        let to = NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))?;
        Some(Window::to_date(to))
    }

    /// The date up to which all years are compared: today's in the running year, else 31 December. Where a baseline is by
    /// month, the last whole month's end.
    fn end(&self, asked: &Asked) -> (u32, u32) {
        if asked.year < self.today.year() {
            return (12, 31);
        }
        let by_month = |source: &Source<'_>| matches!(source, Source::Baseline(document, ..) if document.resolution == Resolution::Month);
        let asked_years = || self.years.range(asked.years()).map(|(_, source)| source);
        let whole = Window::to_date(self.today).whole_months();
        match whole.last().and_then(|(year, month)| Window::month(*year, *month)) {
            Some(month) if asked_years().any(by_month) => (month.to().month(), month.to().day()),
            _ => (self.today.month(), self.today.day()),
        }
    }

    /// The part of a figure that lies with enterprises whose headcount of the year is told: what may stand above their workers.
    /// None where there is no figure, or where rows do not say whose they are and not everybody told.
    fn staffed(&self, window: Window, cut: Cut<'_>, metric: Metric, base: Base) -> Option<i64> {
        let told = self.headcounts.get(&window.to().year());
        let is_told = |id: &Uuid| told.is_some_and(|told| told.contains_key(id));
        let window = Window::new(window.from(), window.to().min(self.today))?;
        match self.years.get(&window.from().year())? {
            Source::Records(events) => {
                Some(counted(events, window, cut, metric, |event| is_told(&event.enterprise)).total)
            }
            Source::Baseline(document, rows, owners) => {
                let found = asked_of(document, rows, window, cut).ok()?;
                let owner = |at: &usize| owners.get(*at).copied().flatten();
                if found.iter().any(|at| owner(at).is_none()) {
                    let all = Sum::of(found.iter().map(|at| &rows[*at]), metric);
                    return (base.known == base.roll || all.total == 0).then_some(all.total);
                }
                let of_told = found.iter().filter(|at| owner(at).as_ref().is_some_and(is_told));
                Some(Sum::of(of_told.map(|at| &rows[*at]), metric).total)
            }
        }
    }

    /// The workers of those that `within` chooses.
    pub fn base(&self, year: i32, within: impl Fn(&Member) -> bool) -> Base {
        let told = self.headcounts.get(&year);
        self.roll.iter().filter(|member| within(member)).fold(Base::default(), |base, member| {
            let workers = told.and_then(|told| told.get(&member.id)).copied();
            Base {
                workers: base.workers + workers.unwrap_or(0),
                known: base.known + i64::from(workers.is_some()),
                roll: base.roll + 1,
            }
        })
    }
}

fn counted(events: &[Event], window: Window, cut: Cut<'_>, metric: Metric, whose: impl Fn(&Event) -> bool) -> Sum {
    let here = |event: &&Event| {
        window.contains(event.day)
            && whose(event)
            && cut.town.is_none_or(|town| event.town == town)
            && cut.group.is_none_or(|group| event.group == group)
            && cut.unit.is_none_or(|unit| match unit {
                Unit::Industry(letter) => event.industry == letter,
                Unit::Size(size) => event.size == size,
            })
    };
    events.iter().filter(here).fold(Sum::default(), |sum, event| match event.value(metric) {
        Some(value) => Sum { total: sum.total + value, ..sum },
        None => Sum { unknown: sum.unknown + 1, ..sum },
    })
}

/// The places of the rows behind a figure.
fn asked_of(document: &Baseline, rows: &[Row], window: Window, cut: Cut<'_>) -> Result<Vec<usize>, Gap> {
    let section = match cut.unit {
        None => None,
        Some(Unit::Industry(letter)) => Some(letter.map(String::from).unwrap_or_default()),
        Some(Unit::Size(_)) => return Err(Gap::NotHeld),
    };
    let cut = baseline::Cut { town: cut.town, industry: section.as_deref(), group: cut.group };
    baseline::answering(document, rows, window, cut).map_err(Gap::Why)
}

fn answered(document: &Baseline, rows: &[Row], window: Window, cut: Cut<'_>, metric: Metric) -> Figure {
    let found = asked_of(document, rows, window, cut)?;
    let rows = || found.iter().map(|at| &rows[*at]);
    match baseline::sum(document, rows(), metric) {
        Answer::Count(_) => Ok(Sum::of(rows(), metric)),
        Answer::NoData(why) => Err(Gap::Why(why)),
    }
}

/// Adds everything up; `town` is the one asked for or the reader's own.
pub fn figures(told: &Told<'_>, asked: &Asked, town: Option<&str>) -> Figures {
    let whole = Cut { town, group: asked.group, unit: None };
    let of = |window: Window, cut: Cut<'_>| told.figure(window, cut, asked.metric);
    let months = |year: i32| (1..=12).filter_map(move |month| Window::month(year, month));
    let until = |year: i32| months(year).map(|month| Window::to_date(month.to()));
    let begun = |window: &Window| window.from() <= told.today;
    let pair = |month: Window| {
        let now = of(month, whole);
        // The days that have not come yet have no days to be set beside: then last year's whole month stands there.
        let twin = if now.running && begun(&month) { now.window.twin() } else { whole_twin(month) };
        (now, of(twin, whole))
    };
    let so_far = months(asked.year).filter(begun).map(|month| of(Window::to_date(month.to()), whole));
    let same = |year: i32, cut: Cut<'_>| told.same_dates(asked, year).map(|window| of(window, cut));
    let base_of = |year: i32| told.base(year, |member| town.is_none_or(|town| member.town == town));
    let staffed = |month: Window| told.staffed(month, whole, asked.metric, base_of(month.from().year()));
    let (heat, heat_gap) = heat(told, asked, town);
    Figures {
        months: months(asked.year).map(pair).collect(),
        so_far: so_far.collect(),
        so_far_last: until(asked.year - 1).map(|window| of(window, whole)).collect(),
        totals: asked.years().filter_map(|year| same(year, whole)).collect(),
        series: asked.years().flat_map(months).map(|month| of(month, whole)).collect(),
        staffed: asked.years().flat_map(months).map(staffed).collect(),
        bases: asked.years().map(base_of).collect(),
        heat_sum: asked
            .group
            .is_none()
            .then(|| heat_row(told, asked, asked.year, whole, HeatName::Year(asked.year)))
            .flatten(),
        heat,
        heat_gap,
        small: small(told, asked, town),
        funnel: funnel(told, asked, town),
    }
}

/// The same month of the year before, February to its own last day.
fn whole_twin(month: Window) -> Window {
    Window::month(month.from().year() - 1, month.from().month()).unwrap_or_else(|| month.twin())
}

fn heat_row(told: &Told<'_>, asked: &Asked, year: i32, cut: Cut<'_>, name: HeatName) -> Option<HeatRow> {
    let of = |window: Window| told.figure(window, cut, asked.metric);
    let months = (1..=12).filter_map(|month| Window::month(year, month)).map(of).collect();
    let all = Window::year(year).map(of)?;
    Some(HeatRow { name, months, total: all })
}

/// Months by type of accident; where one type is asked for, months by year. Types of which nothing is known are left out, and
/// where that leaves none the answer says why: a reason of its own before that nothing was given by type.
fn heat(told: &Told<'_>, asked: &Asked, town: Option<&str>) -> (Vec<HeatRow>, Option<Gap>) {
    if let Some(group) = asked.group {
        let cut = Cut { town, group: Some(group), unit: None };
        let row = |year| heat_row(told, asked, year, cut, HeatName::Year(year));
        return (asked.years().filter_map(row).collect(), None);
    }
    let row = |group: Group| {
        let cut = Cut { town, group: Some(group), unit: None };
        heat_row(told, asked, asked.year, cut, HeatName::Group(group))
    };
    // A type that is given for the whole year only has a total and no months.
    let of_all = |row: &HeatRow| row.months.iter().chain([&row.total]).copied().collect::<Vec<Dated>>();
    let something = |row: &HeatRow| of_all(row).iter().any(|one| one.figure.is_ok_and(|sum| sum != Sum::default()));
    let (rows, empty): (Vec<HeatRow>, Vec<HeatRow>) = Group::ALL.into_iter().filter_map(row).partition(something);
    let gaps: Vec<Gap> = empty.iter().filter_map(|row| row.total.figure.err()).collect();
    let cut_missing = Gap::Why(baseline::Why::CutMissing);
    let gap = gaps.iter().find(|gap| **gap != cut_missing).or(gaps.first()).copied();
    let gap = gap.filter(|_| rows.is_empty() && gaps.len() == empty.len());
    (rows, gap)
}

/// One small chart for each town; inside a town one for each type of accident that occurred.
fn small(told: &Told<'_>, asked: &Asked, town: Option<&str>) -> Vec<Small> {
    let years = |cut: Cut<'_>| -> Vec<Dated> {
        let same = asked.years().filter_map(|year| told.same_dates(asked, year));
        same.map(|window| told.figure(window, cut, asked.metric)).collect()
    };
    if town.is_none() {
        let of = |name: &String| {
            let cut = Cut { town: Some(name), group: asked.group, unit: None };
            Small { name: Name::Town(name.clone()), years: years(cut) }
        };
        return told.towns.iter().map(of).collect();
    }
    let of =
        |group: Group| Small { name: Name::Group(group), years: years(Cut { town, group: Some(group), unit: None }) };
    let something = |small: &Small| small.years.iter().any(|year| year.count().is_some_and(|count| count > 0));
    let chosen = |group: &Group| asked.group.is_none_or(|asked| asked == *group);
    Group::ALL.into_iter().filter(chosen).map(of).filter(something).collect()
}

/// Every unit with its workers of that year.
fn funnel(told: &Told<'_>, asked: &Asked, town: Option<&str>) -> Vec<FunnelUnit> {
    let Some(window) = told.same_dates(asked, asked.year) else { return Vec::new() };
    let here = |member: &Member| town.is_none_or(|town| member.town == town);
    let years = |cut: Cut<'_>| -> Vec<Dated> {
        let same = asked.years().filter_map(|year| told.same_dates(asked, year));
        same.map(|window| told.figure(window, Cut { group: asked.group, ..cut }, asked.metric)).collect()
    };
    let of = |name: Name, cut: Cut<'_>, within: &dyn Fn(&Member) -> bool| {
        let base = told.base(asked.year, |member| here(member) && within(member));
        let whole = Cut { group: asked.group, ..cut };
        let staffed = told.staffed(window, whole, asked.metric, base);
        FunnelUnit { name, years: years(cut), dated: told.figure(window, whole, asked.metric), staffed, base }
    };
    match asked.by {
        By::Town => {
            let chosen = |name: &&String| town.is_none_or(|town| *name == town);
            let unit = |name: &String| {
                of(Name::Town(name.clone()), Cut { town: Some(name), ..Cut::default() }, &|member| member.town == *name)
            };
            told.towns.iter().filter(chosen).map(unit).collect()
        }
        By::Industry => {
            let letters: BTreeSet<Option<char>> = told.roll.iter().filter(|m| here(m)).map(|m| m.industry).collect();
            // Those that are not known come last.
            let letters = letters.iter().copied().filter(Option::is_some).chain(letters.get(&None).copied());
            let unit = |letter: Option<char>| {
                let unit = Unit::Industry(letter);
                let cut = Cut { town, unit: Some(unit), group: None };
                of(Name::Unit(unit), cut, &|member| member.industry == letter)
            };
            letters.map(unit).collect()
        }
        By::Size => {
            let unit = |size: Option<Size>| {
                let unit = Unit::Size(size);
                let cut = Cut { town, unit: Some(unit), group: None };
                of(Name::Unit(unit), cut, &|member| member.size == size)
            };
            let told_none = told.roll.iter().any(|member| here(member) && member.size.is_none());
            Size::ALL.into_iter().map(Some).chain(told_none.then_some(None)).map(unit).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::model::{Origin, Period, State};
    use crate::baseline::rule::Why;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect(text)
    }

    fn event(on: &str, town: &str, deaths: Option<i64>) -> Event {
        Event {
            day: day(on),
            enterprise: Uuid::from_u128(town.len() as u128),
            town: town.to_owned(),
            industry: Some('C'),
            size: Some(Size::Small),
            group: Group::Machinery,
            deaths,
            serious: Some(0),
        }
    }

    fn document(year: i32, resolution: Resolution) -> Baseline {
        let as_of = NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day");
        let (state, origin) = (State::Frozen, Origin::Imported);
        Baseline { year, version: 1, state, origin, resolution, as_of, definition: String::new() }
    }

    fn row(period: Period, town: Option<&str>, incidents: i64) -> Row {
        let town = town.map(str::to_owned);
        Row {
            period,
            town,
            industry: None,
            group: None,
            incidents: Some(incidents),
            deaths: None,
            serious: Some(0),
            loss: None,
        }
    }

    fn asked(query: &str, today: &str) -> Asked {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let fields = crate::kernel::Typed(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect());
        Asked::read(&fields, day(today))
    }

    #[test]
    fn an_address_reads_back_to_what_was_asked() {
        let all = asked("measure=deaths&year=2024&years=7&town=白米镇&category=fire&by=size&control=u", "2026-11-05");
        assert_eq!(
            (all.metric, all.year, all.span, all.kind),
            (Metric::Deaths, 2024, 7, super::super::super::series::model::Kind::U)
        );
        let query = all.fields().into_iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&");
        assert_eq!(asked(&query, "2026-11-05"), all);
        let none = asked("measure=loss&year=2027&years=1&by=x", "2026-11-05");
        assert_eq!((none.metric, none.years(), none.by), (Metric::Incidents, 2022..=2026, By::Town));
    }

    #[test]
    fn a_year_without_a_baseline_is_a_gap_and_months_to_come_are_ahead() {
        let events = [event("2026-01-05", "白米镇", Some(1)), event("2026-11-02", "张甸镇", None)];
        let by_day = document(2025, Resolution::Day);
        let rows =
            [row(Period::Day(day("2025-11-04")), Some("白米镇"), 1), row(Period::Day(day("2025-11-20")), None, 1)];
        let years = BTreeMap::from([(2026, Source::Records(&events)), (2025, Source::Baseline(&by_day, &rows, &[]))]);
        let towns = ["白米镇".to_owned(), "张甸镇".to_owned()];
        let told =
            Told { today: day("2026-11-05"), years: &years, towns: &towns, roll: &[], headcounts: &BTreeMap::new() };
        let all = figures(&told, &asked("years=3", "2026-11-05"), None);
        assert_eq!(all.series.len(), 36);
        assert!(all.series[..12].iter().all(|month| month.figure == Err(Gap::NoBaseline)));
        assert_eq!(all.series[12].count(), Some(0));
        assert_eq!(all.series[35].figure, Err(Gap::Ahead));
        // November runs: it is set beside the same five days of last year, December beside its whole month.
        let (now, last) = all.months[10];
        assert_eq!((now.count(), now.running, last.count()), (Some(1), true, Some(1)));
        assert_eq!((now.window.to(), last.window.to()), (day("2026-11-05"), day("2025-11-05")));
        assert_eq!((all.months[11].0.figure, all.months[11].1.count()), (Err(Gap::Ahead), Some(0)));
        let totals: Vec<_> = all.totals.iter().map(Dated::count).collect();
        assert_eq!(totals, [None, Some(1), Some(2)]);
        assert_eq!(
            all.so_far.iter().map(|d| d.count().unwrap_or(-1)).collect::<Vec<_>>(),
            [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]
        );
        assert_eq!(all.so_far_last.len(), 12);
        assert_eq!((all.heat.len(), all.small.len()), (1, 2));
    }

    #[test]
    fn against_a_monthly_baseline_all_years_end_with_the_last_whole_month() {
        let events = [event("2026-11-02", "白米镇", Some(1))];
        let by_month = document(2025, Resolution::Month);
        let rows: Vec<Row> = (1..=12).map(|month| row(Period::Month(month), None, 2)).collect();
        let years = BTreeMap::from([(2026, Source::Records(&events)), (2025, Source::Baseline(&by_month, &rows, &[]))]);
        let told =
            Told { today: day("2026-11-05"), years: &years, towns: &[], roll: &[], headcounts: &BTreeMap::new() };
        let all = figures(&told, &asked("years=2", "2026-11-05"), None);
        assert_eq!(all.totals.iter().map(Dated::count).collect::<Vec<_>>(), [Some(20), Some(0)]);
        assert!(matches!(all.months[10].1.figure, Err(Gap::Why(Why::CutsMonth(_)))));
        // Deaths were left blank there: no data, not nought.
        let deaths = figures(&told, &asked("years=2&measure=deaths", "2026-11-05"), None);
        assert_eq!(deaths.totals[0].figure, Err(Gap::Why(Why::ValueMissing)));
    }

    #[test]
    fn above_the_workers_of_some_stand_only_their_own_accidents() {
        let member = |id: u128, town: &str| Member {
            id: Uuid::from_u128(id),
            town: town.to_owned(),
            industry: None,
            size: None,
        };
        let roll = [member(1, "白米镇"), member(2, "白米镇")];
        let headcounts = BTreeMap::from([2025, 2026].map(|year| (year, HashMap::from([(roll[0].id, 120)]))));
        let at = |id: u128, on: &str| Event { enterprise: Uuid::from_u128(id), ..event(on, "白米镇", None) };
        let events = [at(1, "2026-01-05"), at(2, "2026-02-05"), at(2, "2026-03-05")];
        let by_day = document(2025, Resolution::Day);
        let rows = [3, 2].map(|n| row(Period::Day(day("2025-04-04")), Some("白米镇"), n));
        let owners = [Some(roll[0].id), Some(roll[1].id)];
        let towns = ["白米镇".to_owned()];
        let staffed = |owners: &[Option<Uuid>], query: &str| {
            let years =
                BTreeMap::from([(2026, Source::Records(&events)), (2025, Source::Baseline(&by_day, &rows, owners))]);
            let told =
                Told { today: day("2026-11-05"), years: &years, towns: &towns, roll: &roll, headcounts: &headcounts };
            let unit = figures(&told, &asked(query, "2026-11-05"), None).funnel.remove(0);
            (unit.dated.count(), unit.staffed)
        };
        assert_eq!(staffed(&owners, "years=2"), (Some(3), Some(1)), "the other enterprise told no workers");
        assert_eq!(staffed(&owners, "years=2&year=2025"), (Some(5), Some(3)));
        assert_eq!(staffed(&[], "years=2&year=2025"), (Some(5), None), "nobody says whose they are: no rate");
    }

    #[test]
    fn a_base_counts_who_told_it_and_leaves_the_others_out() {
        let member = |town: &str| Member {
            id: Uuid::from_u128(town.len() as u128),
            town: town.to_owned(),
            industry: None,
            size: None,
        };
        let roll = [member("白米镇"), member("溱潼"), member("a")];
        let headcounts = BTreeMap::from([(2025, HashMap::from([(roll[0].id, 120), (roll[2].id, 30)]))]);
        let told = Told {
            today: day("2026-11-05"),
            years: &BTreeMap::new(),
            towns: &[],
            roll: &roll,
            headcounts: &headcounts,
        };
        assert_eq!(told.base(2025, |_| true), Base { workers: 150, known: 2, roll: 3 });
        assert_eq!(told.base(2025, |m| m.town == "溱潼"), Base { workers: 0, known: 0, roll: 1 });
        assert_eq!(told.base(2024, |_| true), Base { workers: 0, known: 0, roll: 3 });
    }
}
