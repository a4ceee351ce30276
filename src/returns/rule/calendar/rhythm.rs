//! How the periods of a template follow one another, also where the district changes how often it is due.
use super::{Calendar, holding, window};
use crate::kernel::window::add_days;
use crate::returns::model::duty::{Cutoff, Every, Period};
use chrono::NaiveDate;

impl Calendar {
    /// The lines that count for a template, earliest first: the rules until the district's own first line, then its own.
    fn chain(&self, template: &str) -> Vec<&Cutoff> {
        let mut chain: Vec<&Cutoff> = Vec::new();
        for line in self.lines.iter().filter(|line| line.template == template) {
            // The lines stand from the strongest to the weakest: one that does not begin earlier is never asked.
            if chain.last().is_none_or(|stronger| line.since < stronger.since) {
                chain.push(line);
            }
        }
        chain.reverse();
        chain
    }

    /// From which day on a template is due how often, earliest first.
    ///
    /// A period that has begun is finished: who owed the year 2026 still owes it, by the old line, when months are asked
    /// from 1 October 2026 on, and the first month is January 2027. So every day belongs to one period and to one only;
    /// whoever wants the months of the rest of the year lets the new line begin with the year. A line that is replaced
    /// before its rhythm could begin never had one.
    fn rhythms(&self, template: &str) -> Vec<(NaiveDate, Every)> {
        let mut found: Vec<(NaiveDate, Every)> = Vec::new();
        for line in self.chain(template) {
            found.retain(|(start, _)| *start <= line.since);
            match found.last().map(|(_, every)| *every) {
                None => found.push((NaiveDate::MIN, line.every)),
                Some(before) if before == line.every => {}
                Some(before) => {
                    if let Some(start) = turn(before, line.every, line.since) {
                        found.push((start, line.every));
                    }
                }
            }
        }
        found
    }

    /// The period of a template in which a day lies.
    pub fn period_of(&self, template: &str, day: NaiveDate) -> Option<Period> {
        let rhythms = self.rhythms(template);
        let (_, every) = rhythms.iter().rev().find(|(start, _)| *start <= day)?;
        Some(holding(*every, day))
    }

    /// The line by which a period is due: the one in force when the period ends. While an old rhythm runs out, the last
    /// line of that rhythm.
    pub fn line_of(&self, template: &str, period: Period) -> Option<&Cutoff> {
        let end = window(period)?.to();
        let fits =
            |line: &&Cutoff| line.template == template && line.since <= end && holding(line.every, end) == period;
        self.lines.iter().find(fits)
    }

    /// The first period for which a line holds; `None` when another one replaced it before.
    pub fn first_of(&self, line: &Cutoff) -> Option<Period> {
        // A rhythm waits for the end of a year at most.
        let until = crate::kernel::window::add_years(line.since, 1);
        let mut day = line.since;
        while day <= until {
            let period = self.period_of(&line.template, day)?;
            if self.line_of(&line.template, period) == Some(line) {
                return Some(period);
            }
            day = add_days(window(period)?.to(), 1);
        }
        None
    }

    /// The periods of a template that end from `from` to `to` or hold `to`, earliest first, with the line that they are due by.
    pub fn periods(&self, template: &str, from: NaiveDate, to: NaiveDate) -> Vec<(Period, &Cutoff)> {
        let mut found: Vec<(Period, &Cutoff)> = Vec::new();
        let mut day = from.max(self.begins);
        while day <= to {
            let Some(period) = self.period_of(template, day) else { break };
            let Some(window) = window(period) else { break };
            if let Some(line) = self.line_of(template, period) {
                found.push((period, line));
            }
            day = add_days(window.to(), 1);
        }
        found
    }
}

/// The first day from `since` on with which a period of both rhythms begins.
fn turn(before: Every, after: Every, since: NaiveDate) -> Option<NaiveDate> {
    let starts = |day: NaiveDate| {
        let begins = |every| window(holding(every, day)).is_some_and(|window| window.from() == day);
        begins(before) && begins(after)
    };
    let mut day = since;
    // A year holds both beginnings.
    for _ in 0..=12 {
        if starts(day) {
            return Some(day);
        }
        day = add_days(window(holding(Every::Month, day))?.to(), 1);
    }
    None
}
