//! Each measure is defined once, here: its parts, unit, polarity and source. Its name and meaning are words under
//! `figures.measure.KEY`; page, export, docs/measures.md and tests are made from this table.
use super::model::{Counts, Fact};

/// What a measure adds up or divides by. Each has its name in words: `figures.quantity.KEY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    Fact(Fact),
    /// People killed, seriously hurt or hurt otherwise.
    Hurt,
    /// Enterprises with at least one meeting.
    Met,
    Enterprises,
    Judged,
    Passed,
    Published,
    Workers,
    /// Hours worked.
    Worked,
    Overdue,
    Expiring,
    DueChecks,
    Checked,
    NewCases,
    Filed,
}

impl Quantity {
    pub fn key(self) -> &'static str {
        match self {
            Quantity::Fact(fact) => fact.key(),
            Quantity::Hurt => "hurt",
            Quantity::Met => "met",
            Quantity::Enterprises => "enterprises",
            Quantity::Judged => "judged",
            Quantity::Passed => "passed",
            Quantity::Published => "published",
            Quantity::Workers => "workers",
            Quantity::Worked => "worked",
            Quantity::Overdue => "overdue",
            Quantity::Expiring => "expiring",
            Quantity::DueChecks => "due-checks",
            Quantity::Checked => "checked",
            Quantity::NewCases => "new-cases",
            Quantity::Filed => "filed",
        }
    }

    /// Decimal places of the stored amount: hours are hundredths, losses 10⁻⁶ of 万元.
    pub fn places(self) -> u32 {
        match self {
            Quantity::Fact(Fact::Hours) | Quantity::Worked => 2,
            Quantity::Fact(Fact::Loss) => 6,
            _ => 0,
        }
    }

    /// The amount in its stored unit; none when nobody told it.
    fn of(self, counts: &Counts, base: Option<Base>) -> Option<i64> {
        let fact = |fact| {
            let total = counts.fact(fact);
            match base {
                None => total.amount,
                Some(Base::Staff) => total.staffed,
                Some(Base::Time) => total.timed,
            }
        };
        let nobodys = match base {
            None => None,
            Some(Base::Staff) => Some(&counts.nobodys.0),
            Some(Base::Time) => Some(&counts.nobodys.1),
        };
        let is_nobodys = |fact: &Fact| nobodys.is_some_and(|of| of.contains(fact));
        let missing = |facts: &[Fact]| facts.iter().any(|fact| counts.missing.contains(fact) || is_nobodys(fact));
        match self {
            Quantity::Fact(one) => (!missing(&[one])).then(|| fact(one)),
            Quantity::Hurt if missing(&[Fact::Deaths, Fact::Serious, Fact::Minor]) => None,
            Quantity::Hurt => Some(fact(Fact::Deaths) + fact(Fact::Serious) + fact(Fact::Minor)),
            Quantity::Met | Quantity::Judged | Quantity::Passed | Quantity::Published
                if missing(&[Fact::Congresses]) =>
            {
                None
            }
            Quantity::Overdue if missing(&[Fact::Hazards]) => None,
            Quantity::Expiring if missing(&[Fact::Certificates]) => None,
            Quantity::Met => Some(counts.fact(Fact::Congresses).enterprises),
            Quantity::Enterprises => Some(counts.enterprises),
            Quantity::Judged => Some(counts.judged),
            Quantity::Passed => Some(counts.passed),
            Quantity::Published => Some(counts.published),
            Quantity::Workers => counts.workers,
            Quantity::Worked => counts.hours_centi,
            Quantity::Overdue => Some(counts.overdue),
            Quantity::Expiring => Some(counts.expiring),
            Quantity::DueChecks => counts.due_checks,
            Quantity::Checked => counts.checked,
            Quantity::NewCases => counts.new_cases,
            Quantity::Filed => counts.filed,
        }
    }
}

/// Whose amounts stand above a headcount or hours: only theirs who told them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    Staff,
    Time,
}

/// What is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    FewerIsBetter,
    MoreIsBetter,
    /// Neither: more hazards found may be better looking.
    Neither,
}

impl Polarity {
    pub fn key(self) -> &'static str {
        match self {
            Polarity::FewerIsBetter => "fewer",
            Polarity::MoreIsBetter => "more",
            Polarity::Neither => "neither",
        }
    }
}

/// How a measure is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Added up.
    Count,
    /// A part of a whole, in per cent; two of them differ by percentage points.
    Share,
    /// So many per `per` of the base, with as many decimals.
    Rate { per: i64, places: u32 },
}

/// The part of the page it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Accidents,
    Rates,
    Hazards,
    Congress,
    Training,
    Health,
    Returns,
}

impl Family {
    pub const ALL: [Family; 7] = [
        Family::Accidents,
        Family::Rates,
        Family::Hazards,
        Family::Congress,
        Family::Training,
        Family::Health,
        Family::Returns,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Family::Accidents => "accidents",
            Family::Rates => "rates",
            Family::Hazards => "hazards",
            Family::Congress => "congress",
            Family::Training => "training",
            Family::Health => "health",
            Family::Returns => "returns",
        }
    }
}

/// One measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    pub key: &'static str,
    pub family: Family,
    pub kind: Kind,
    pub top: Quantity,
    /// None for a count.
    pub under: Option<Quantity>,
    /// Key of the unit's words: `figures.unit.KEY`.
    pub unit: &'static str,
    pub good: Polarity,
    /// Law, standard or paper it is taken from.
    pub source: &'static str,
    /// The result depends on a state at the window's end, not on what happened in it.
    pub at_end: bool,
    /// Defined for windows within one calendar year only: persons are told apart by year.
    pub within_year: bool,
}

const fn count(
    key: &'static str,
    family: Family,
    top: Quantity,
    unit: &'static str,
    good: Polarity,
    source: &'static str,
) -> Measure {
    Measure { key, family, kind: Kind::Count, top, under: None, unit, good, source, at_end: false, within_year: false }
}

const fn share(
    key: &'static str,
    family: Family,
    top: Quantity,
    under: Quantity,
    good: Polarity,
    source: &'static str,
) -> Measure {
    Measure {
        key,
        family,
        kind: Kind::Share,
        top,
        under: Some(under),
        unit: "percent",
        good,
        source,
        at_end: false,
        within_year: false,
    }
}

const fn rate(
    key: &'static str,
    top: Quantity,
    under: Quantity,
    per: i64,
    places: u32,
    unit: &'static str,
    source: &'static str,
) -> Measure {
    Measure {
        key,
        family: Family::Rates,
        kind: Kind::Rate { per, places },
        top,
        under: Some(under),
        unit,
        good: Polarity::FewerIsBetter,
        source,
        at_end: false,
        within_year: false,
    }
}

use Family::{Accidents, Congress, Hazards, Health, Returns, Training};
use Polarity::{FewerIsBetter as Fewer, MoreIsBetter as More, Neither};
use Quantity::Fact as F;

/// Every measure, in the order of the page.
pub const MEASURES: &[Measure] = &[
    count(
        "incidents",
        Accidents,
        F(Fact::Incidents),
        "cases",
        Fewer,
        "国务院令第493号第三条；生产安全事故统计管理办法",
    ),
    count("deaths", Accidents, F(Fact::Deaths), "persons", Fewer, "国务院令第493号第三条"),
    count("serious", Accidents, F(Fact::Serious), "persons", Fewer, "国务院令第493号第三条"),
    count("minor", Accidents, F(Fact::Minor), "persons", Fewer, "GB 6441"),
    count("lost-days", Accidents, F(Fact::LostDays), "days", Fewer, "GB/T 15499"),
    count("loss", Accidents, F(Fact::Loss), "wan", Fewer, "GB 6721"),
    count("near", Accidents, F(Fact::Near), "cases", Neither, "安全生产法第四十一条"),
    rate("incident-rate", F(Fact::Incidents), Quantity::Workers, 1_000, 3, "per-thousand", "GB 6441 附录 A"),
    rate("death-rate", F(Fact::Deaths), Quantity::Workers, 1_000, 3, "per-thousand", "GB 6441-2025 附录 A.3"),
    rate("hurt-rate", Quantity::Hurt, Quantity::Workers, 1_000, 3, "per-thousand", "GB 6441-2025 附录 A.4"),
    rate("deaths-per-100k", F(Fact::Deaths), Quantity::Workers, 100_000, 2, "per-100k", "ILO, SDG 8.8.1"),
    rate(
        "injury-frequency",
        Quantity::Hurt,
        Quantity::Worked,
        1_000_000,
        2,
        "per-million-hours",
        "GB 6441-1986：百万工时伤害率",
    ),
    rate(
        "severity",
        F(Fact::LostDays),
        Quantity::Worked,
        1_000_000,
        2,
        "per-million-hours",
        "GB 6441-1986：伤害严重率",
    ),
    rate("trir", Quantity::Hurt, Quantity::Worked, 200_000, 2, "per-200k-hours", "29 CFR 1904 (OSHA TRIR)"),
    rate("dart", F(Fact::Away), Quantity::Worked, 200_000, 2, "per-200k-hours", "29 CFR 1904 (OSHA DART)"),
    count("hazards", Hazards, F(Fact::Hazards), "items", Neither, "安全生产法第四十一条"),
    count("hazards-fixed", Hazards, F(Fact::HazardsFixed), "items", More, "安全生产法第四十一条"),
    Measure {
        at_end: true,
        ..count(
            "hazards-overdue",
            Hazards,
            Quantity::Overdue,
            "items",
            Fewer,
            "安全生产事故隐患排查治理暂行规定第十五条",
        )
    },
    share(
        "congress-coverage",
        Congress,
        Quantity::Met,
        Quantity::Enterprises,
        More,
        "企业民主管理规定：每年至少召开一次",
    ),
    share("congress-passed", Congress, Quantity::Passed, Quantity::Judged, More, "企业民主管理规定：全体代表过半数"),
    share("congress-published", Congress, Quantity::Published, F(Fact::Congresses), More, "安全生产法第四十一条"),
    count("trainings", Training, F(Fact::Trainings), "person-times", More, "安全生产法第二十八条"),
    count("training-hours", Training, F(Fact::Hours), "hours", More, "安全监管总局令第3号"),
    Measure {
        within_year: true,
        ..share("training-coverage", Training, F(Fact::People), Quantity::Workers, More, "安全生产法第二十八条")
    },
    Measure {
        at_end: true,
        ..count(
            "certificates-expiring",
            Training,
            Quantity::Expiring,
            "certificates",
            Neither,
            "特种作业人员安全技术培训考核管理规定第二十二条",
        )
    },
    Measure {
        within_year: true,
        ..share("checkups", Health, Quantity::Checked, Quantity::DueChecks, More, "职业病防治法第三十五条")
    },
    Measure {
        within_year: true,
        ..count("new-cases", Health, Quantity::NewCases, "cases-of-disease", Fewer, "职业病防治法第五十条")
    },
    Measure {
        within_year: true,
        ..share("filing", Returns, Quantity::Filed, Quantity::Enterprises, More, "统计法第八条")
    },
];

impl Measure {
    pub fn find(key: &str) -> Option<&'static Measure> {
        MEASURES.iter().find(|measure| measure.key == key)
    }

    /// Of how many accidents its figure is not known yet: it is that much too small, or more.
    pub fn unknown(&self, counts: &Counts) -> i64 {
        let of = |fact: Fact| counts.unknown.get(&fact).copied().unwrap_or(0);
        match self.top {
            Quantity::Fact(Fact::Away) => of(Fact::LostDays),
            Quantity::Fact(fact) => of(fact),
            Quantity::Hurt => [Fact::Deaths, Fact::Serious, Fact::Minor].map(of).into_iter().max().unwrap_or(0),
            _ => 0,
        }
    }

    /// The enterprises that told what it is divided by, where it matters which of them did.
    pub fn tellers(&self, counts: &Counts) -> Option<i64> {
        match self.under? {
            Quantity::Workers => Some(counts.staffed),
            Quantity::Worked => Some(counts.timed),
            Quantity::DueChecks => Some(counts.checking),
            _ => None,
        }
    }

    /// Whose amounts are taken above the base; none: everybody's.
    pub fn base(&self) -> Option<Base> {
        match self.under {
            Some(Quantity::Workers) => Some(Base::Staff),
            Some(Quantity::Worked) => Some(Base::Time),
            _ => None,
        }
    }

    /// What it comes to; none where a part was never told, or nothing is there to divide by.
    pub fn value(&self, counts: &Counts) -> Option<Value> {
        let top = self.top.of(counts, self.base())?;
        let Some(under) = self.under else {
            return Some(Value { top, under: None, units: i128::from(top), places: self.top.places() });
        };
        let under_amount = under.of(counts, None)?;
        if under_amount <= 0 {
            return None;
        }
        let (_, places) = self.scaled();
        let (above, below) = self.quotient(under, top, under_amount);
        Some(Value { top, under: Some(under_amount), units: half_away(above, below), places })
    }

    /// By how much the first differs from the second, in units of their places: rounded once, from the exact values, so that it
    /// may be one unit off the difference of the two as they are shown.
    pub fn difference(&self, now: Value, before: Value) -> i128 {
        match (self.under, now.under, before.under) {
            (Some(under), Some(now_under), Some(before_under)) => {
                let (above, below) = self.quotient(under, now.top, now_under);
                let (above_before, below_before) = self.quotient(under, before.top, before_under);
                half_away(above * below_before - above_before * below, below * below_before)
            }
            _ => now.units - before.units,
        }
    }

    /// By what a quotient is multiplied, and with how many places it is told.
    fn scaled(&self) -> (i64, u32) {
        match self.kind {
            Kind::Share => (100, 1),
            Kind::Rate { per, places } => (per, places),
            Kind::Count => (1, 0),
        }
    }

    /// The value in units of its places, as a fraction.
    fn quotient(&self, under: Quantity, top: i64, under_amount: i64) -> (i128, i128) {
        let (per, places) = self.scaled();
        let scale = |places: u32| 10_i128.pow(places);
        let above = i128::from(top) * i128::from(per) * scale(places) * scale(under.places());
        (above, i128::from(under_amount) * scale(self.top.places()))
    }
}

/// Half away from zero; `below` is positive.
fn half_away(above: i128, below: i128) -> i128 {
    let magnitude = (2 * above.abs() + below) / (2 * below);
    magnitude * above.signum()
}

/// A measure's value: the parts it is made of, and the result in units of `10^-places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value {
    pub top: i64,
    pub under: Option<i64>,
    pub units: i128,
    pub places: u32,
}

impl Value {
    /// The value in its unit, as near as a float tells it.
    pub fn number(&self) -> f64 {
        self.text().parse().unwrap_or(f64::NAN)
    }

    /// Its digits, without needless noughts behind the point of a count.
    pub fn text(&self) -> String {
        let unit = 10_u128.pow(self.places);
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, fraction) = (self.units.unsigned_abs() / unit, self.units.unsigned_abs() % unit);
        if self.places == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{fraction:0width$}", width = self.places as usize);
        // A sum of hours or money drops its last noughts; a rate keeps its digits: they say how fine it is.
        let fraction = if self.under.is_none() { fraction.trim_end_matches('0') } else { fraction.as_str() };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

#[cfg(test)]
mod tests;
