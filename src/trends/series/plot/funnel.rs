//! Units beside limits that widen where the base is small.
use super::super::model::{By, Dated, FunnelUnit, Name};
use super::super::service::Charts;
use super::super::words;
use super::{View, Which, both, href, of_name, of_unit};
use crate::i18n::{self, Lang};
use crate::t;
use crate::trends::rule::funnel::{self as rule, Judged, Place, Unit};
use crate::ui::Words;
use crate::ui::chart::{Cell, Funnel, FunnelLimit, FunnelPoint, Numbers, Standing, Value};

/// Rates are per so many workers in the window.
pub const PER: f64 = 1_000.0;

/// A unit with what became of it: judged, or set apart because it has no base or no figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    pub unit: FunnelUnit,
    pub name: Words,
    pub judged: Option<Judged>,
    pub href: Option<String>,
    /// The same dates of all years, where more than one of them is known.
    pub years: Vec<Option<i64>>,
}

fn unit_of(unit: &FunnelUnit) -> Option<Unit> {
    unit.dated.count()?;
    let count = u64::try_from(unit.staffed?).ok()?;
    (unit.base.workers > 0).then(|| Unit { count, base: unit.base.workers as f64 / PER })
}

/// The rows behind a unit's figure of one year.
fn records(charts: &Charts, name: &Name, dated: &Dated) -> Option<String> {
    match name {
        Name::Unit(of) => of_unit(charts, dated, *of),
        name => of_name(charts, name).and_then(|of| href(charts, dated, of)),
    }
}

/// The rate all units share; none without any base.
fn common(charts: &Charts) -> Option<f64> {
    let units: Vec<Unit> = charts.figures.funnel.iter().filter_map(unit_of).collect();
    rule::common_rate(&units)
}

/// Every unit in its own order: no rank is made of rates that chance alone can turn round.
pub fn judgements(lang: Lang, charts: &Charts) -> Vec<Judgement> {
    let rate = common(charts);
    // Where no year but one is known there is nothing to set beside it.
    let years = |unit: &FunnelUnit| -> Vec<Option<i64>> {
        let all: Vec<Option<i64>> = unit.years.iter().map(Dated::count).collect();
        if all.iter().flatten().count() > 1 { all } else { Vec::new() }
    };
    let one = |unit: &FunnelUnit| Judgement {
        name: words::name(lang, &unit.name),
        judged: unit_of(unit).zip(rate).map(|(of, rate)| rule::judge(of, rate)),
        href: records(charts, &unit.name, &unit.dated),
        years: years(unit),
        unit: unit.clone(),
    };
    charts.figures.funnel.iter().map(one).collect()
}

impl Judgement {
    /// How much of its count lies with enterprises that told no workers, where a rate is taken of the others.
    pub fn left_out(&self, lang: Lang) -> Option<Words> {
        let out = self.unit.dated.count()? - self.unit.staffed.filter(|_| self.judged.is_some())?;
        (out > 0).then(|| t!(lang, "chart.funnel.left-out", n = i18n::number(out)))
    }

    /// Where it stands, in words.
    pub fn verdict(&self, lang: Lang) -> Words {
        match self.judged.map(|judged| judged.place) {
            None if self.unit.dated.figure.is_err() => t!(lang, "trends.no-data"),
            None if self.unit.staffed.is_none() && self.unit.base.workers > 0 => t!(lang, "chart.funnel.nobodys"),
            None => t!(lang, "chart.funnel.no-base"),
            Some(place) => words::standing(lang, place),
        }
    }
}

pub(super) fn funnel(lang: Lang, charts: &Charts) -> View {
    let all = judgements(lang, charts);
    let rate = common(charts);
    let points: Vec<FunnelPoint> = all.iter().filter_map(|one| point(lang, charts, one)).collect();
    let largest = points.iter().map(|point| point.base).fold(0.0, f64::max);
    let limit = |rate: f64, workers: f64| {
        let limits = rule::limits(rate, workers / PER);
        let rule::Limits { low_998, low_95, high_95, high_998 } = limits;
        FunnelLimit { base: workers, low_998, low_95, high_95, high_998 }
    };
    let enough = points.len() > 1;
    let limits = rate.filter(|rate| *rate > 0.0).map(|rate| {
        Funnel::bases(largest).into_iter().filter(|base| *base >= 1.0).map(|base| limit(rate, base)).collect()
    });
    let drawn = Funnel {
        points,
        limits: limits.unwrap_or_default(),
        centre: (rate.unwrap_or(0.0), t!(lang, "chart.funnel.centre", rate = words::rate(rate.unwrap_or(0.0)))),
        base_name: t!(lang, "chart.funnel.base"),
        name_95: t!(lang, "chart.funnel.limit-95"),
        name_998: t!(lang, "chart.funnel.limit-998"),
    };
    let measure = words::measure(lang, charts.asked.metric);
    let title = match charts.asked.by {
        By::Town => t!(lang, "chart.funnel.title-town", measure = measure),
        By::Industry => t!(lang, "chart.funnel.title-industry", measure = measure),
        By::Size => t!(lang, "chart.funnel.title-size", measure = measure),
    };
    View {
        which: Which::Funnel,
        title,
        said: said(lang, charts, &all),
        unit: unit_words(lang, charts),
        drawings: both(|size| drawn.draw(size)),
        numbers: numbers(lang, charts, &all),
        is_drawn: enough,
    }
}

/// Of less than a year the rate is one of so many days, over the year's workers.
fn unit_words(lang: Lang, charts: &Charts) -> Words {
    let per = i18n::number(PER as i64);
    let days = charts.figures.funnel.first().map_or(365, |one| one.dated.window.days_count());
    match days {
        365.. => t!(lang, "chart.funnel.unit", per = per),
        days => t!(lang, "chart.funnel.unit-part", per = per, days = days),
    }
}

fn point(lang: Lang, charts: &Charts, one: &Judgement) -> Option<FunnelPoint> {
    let judged = one.judged?;
    let amount = words::amount(lang, charts.asked.metric, &one.unit.dated);
    let workers = i18n::number(one.unit.base.workers);
    let said = t!(
        lang,
        "chart.funnel.point",
        name = one.name,
        amount = amount,
        workers = workers,
        rate = words::rate(judged.rate)
    );
    let said =
        one.left_out(lang).map_or(said.clone(), |out| format!("{said}{}{out}", t!(lang, "chart.funnel.and")).into());
    Some(FunnelPoint {
        name: one.name.clone(),
        base: one.unit.base.workers as f64,
        rate: Value { value: Some(judged.rate), href: one.href.clone(), said, open: false },
        standing: match judged.place {
            Place::Within => Standing::Within,
            Place::Outside(_) => Standing::Outside,
            Place::FarOutside(_) => Standing::FarOutside,
        },
    })
}

fn said(lang: Lang, charts: &Charts, all: &[Judgement]) -> Words {
    let judged = all.iter().filter(|one| one.judged.is_some()).count();
    if judged == 0 {
        let why = all.iter().find_map(|one| one.unit.dated.figure.err());
        return why
            .map_or_else(|| t!(lang, "chart.funnel.nothing"), |why| words::gap(lang, why, charts.asked.year).into());
    }
    if judged == 1 {
        return t!(lang, "chart.funnel.alone");
    }
    let names = |wanted: fn(Place) -> bool| -> Vec<Words> {
        all.iter()
            .filter(|one| one.judged.is_some_and(|judged| wanted(judged.place)))
            .map(|one| one.name.clone())
            .collect()
    };
    let far = names(|place| matches!(place, Place::FarOutside(_)));
    let out = names(|place| matches!(place, Place::Outside(_)));
    let (far_said, out_said) = (words::listed(lang, &far), words::listed(lang, &out));
    match (far.is_empty(), out.is_empty()) {
        (true, true) => t!(lang, "chart.funnel.said-within", n = judged),
        (true, false) => t!(lang, "chart.funnel.said-out", n = judged, out = out_said),
        (false, true) => t!(lang, "chart.funnel.said-far", n = judged, far = far_said),
        (false, false) => t!(lang, "chart.funnel.said-both", n = judged, far = far_said, out = out_said),
    }
}

fn numbers(lang: Lang, charts: &Charts, all: &[Judgement]) -> Numbers {
    let first = match charts.asked.by {
        By::Town => t!(lang, "trends.town"),
        By::Industry => t!(lang, "chart.column.industry"),
        By::Size => t!(lang, "chart.column.size"),
    };
    // The years before, where any of them is known of any unit.
    let earlier = |year: &i32| {
        let known =
            |one: &Judgement| one.unit.years.iter().any(|dated| dated.year() == *year && dated.count().is_some());
        *year != charts.asked.year && all.iter().any(known)
    };
    let earlier: Vec<i32> = charts.asked.years().filter(earlier).collect();
    let row = |one: &Judgement| {
        let base = one.unit.base;
        let interval = one.judged.map(|judged| judged.interval);
        let of = |year: &i32| {
            let dated = one.unit.years.iter().find(|dated| dated.year() == *year);
            Cell::count(dated.and_then(Dated::count), dated.and_then(|dated| records(charts, &one.unit.name, dated)))
        };
        let mut cells = vec![
            Cell::count(one.unit.dated.count(), one.href.clone()),
            Cell::count(one.unit.staffed.filter(|_| base.workers > 0), None),
            Cell::count((base.workers > 0).then_some(base.workers), None),
            Cell::count(Some(base.known), None),
            Cell::count(Some(base.roll), None),
            Cell::decimal(one.judged.map(|judged| judged.rate), 2),
            Cell::decimal(interval.map(|[low, _]| low), 2),
            Cell::decimal(interval.map(|[_, high]| high), 2),
            Cell::Words(one.verdict(lang)),
        ];
        cells.extend(earlier.iter().map(of));
        (one.name.clone(), cells)
    };
    let mut head = vec![
        first,
        words::heading(lang, charts.asked.metric),
        t!(lang, "chart.column.staffed"),
        t!(lang, "chart.column.workers"),
        t!(lang, "chart.column.known"),
        t!(lang, "chart.column.roll"),
        t!(lang, "chart.column.rate", per = i18n::number(PER as i64)),
        t!(lang, "chart.column.low"),
        t!(lang, "chart.column.high"),
        t!(lang, "chart.column.place"),
    ];
    head.extend(earlier.iter().map(|year| words::year(lang, *year)));
    Numbers { head, rows: all.iter().map(row).collect() }
}
