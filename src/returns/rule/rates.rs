//! Completeness and timeliness: reports received against reports expected, and those received in time.
//!
//! The two rates are those that DHIS2 calls reporting rate and reporting rate on time: both over the *expected* reports.
use crate::returns::model::duty::{Duty, Rate, State};

impl Rate {
    /// Counts one duty. Exempt ones are not expected; running ones are not expected yet.
    pub fn count(&mut self, duty: &Duty) {
        match duty.state {
            State::Exempt { .. } | State::Running => {}
            State::Late { .. } | State::Due { .. } => self.expected += 1,
            State::Filed { .. } | State::SentBack => {
                self.expected += 1;
                self.received += 1;
                let on = duty.filed.as_ref().map(|filed| filed.first_on);
                self.in_time += i64::from(on.is_some_and(|on| on <= duty.due));
            }
        }
    }

    #[must_use]
    pub fn plus(self, other: Rate) -> Rate {
        Rate {
            expected: self.expected + other.expected,
            received: self.received + other.received,
            in_time: self.in_time + other.in_time,
        }
    }

    /// Received of expected in hundredths of a percent, halves up; `None` where nothing is expected.
    pub fn complete(self) -> Option<i64> {
        share(self.received, self.expected)
    }

    /// Received in time of expected.
    pub fn timely(self) -> Option<i64> {
        share(self.in_time, self.expected)
    }
}

/// A part of a whole in hundredths of a percent, halves up.
fn share(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 20_000 + whole) / (2 * whole))
}

/// `33.33`, `100`: a share as people write it, without idle zeros.
pub fn written(share: i64) -> String {
    let text = format!("{}.{:02}", share / 100, share % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::model::Standing;
    use crate::returns::model::duty::{Filed, Period};
    use chrono::NaiveDate;
    use uuid::Uuid;

    fn duty(due: &str, on: Option<&str>, state: State) -> Duty {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let filed = on.map(|on| Filed {
            first_on: day(on),
            last: Uuid::nil(),
            number: String::new(),
            standing: Standing::Sent,
            versions: 1,
            nil: false,
            own: true,
        });
        Duty { template: "training".into(), period: Period::year(2022), due: day(due), nil: true, state, filed }
    }

    /// What units that report by the month sent: a due day and the day it came, if it did, for each month.
    fn sent(months: &[(&str, Option<&str>)]) -> Rate {
        let mut rate = Rate::default();
        for (due, on) in months {
            let on_day = on.map(|on| on.parse().expect("a day"));
            let state = match on_day {
                Some(on) => State::Filed { on, late: 0 },
                None => State::Late { days: 1 },
            };
            rate.count(&duty(due, *on, state));
        }
        rate
    }

    fn told(rate: Rate) -> [String; 2] {
        [rate.complete(), rate.timely()].map(|share| share.map(written).unwrap_or_default())
    }

    /// The facts of DHIS2's own example: two units report by the month, in time until the 15th of the month after. Of the
    /// first form both send January, too late, and one sends February, too late; of the second one unit sends January, too
    /// late, the other February, in time. January of the first form: 2 of 2, none in time, 100 and 0; the quarter: 3 of 6.
    /// The quarter of the second: 2 of 6 and 1 of 6, 33.33 and 16.67.
    ///
    /// Source: dhis2/dhis2-core, `DataSetCompletenessServiceTest`, `testGetDataSetCompletenessByDataSetA` and
    /// `testGetPercentage` (20 expected, 15 received, 10 in time: 75 and 50); what the two rates count is said in
    /// dhis2/dhis2-docs, `src/user/using-reporting-functionality.md`, "Using reporting rate summary".
    #[test]
    fn two_units_have_the_rates_that_dhis2_gives_them() {
        const DUE: [&str; 3] = ["2000-02-15", "2000-03-15", "2000-04-15"];
        let (late_january, late_february, february) = (Some("2000-02-25"), Some("2000-03-25"), Some("2000-03-10"));
        let january = sent(&[(DUE[0], late_january), (DUE[0], late_january)]);
        assert_eq!(told(january), ["100", "0"]);
        let rest = sent(&[(DUE[1], late_february), (DUE[1], None), (DUE[2], None), (DUE[2], None)]);
        let first = january.plus(rest);
        assert_eq!((first.expected, first.received, first.in_time), (6, 3, 0));
        assert_eq!(told(first), ["50", "0"]);

        let a = sent(&[(DUE[0], late_january), (DUE[1], None), (DUE[2], None)]);
        let b = sent(&[(DUE[0], None), (DUE[1], february), (DUE[2], None)]);
        let second = a.plus(b);
        assert_eq!((second.expected, second.received, second.in_time), (6, 2, 1));
        assert_eq!(told(second), ["33.33", "16.67"]);

        assert_eq!(told(Rate { expected: 20, received: 15, in_time: 10 }), ["75", "50"]);
    }

    #[test]
    fn exempt_and_running_ones_are_not_expected_and_nothing_of_nothing_is_no_rate() {
        let mut rate = Rate::default();
        let until = NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day");
        rate.count(&duty("2022-02-15", None, State::Exempt { until, authority: String::new() }));
        rate.count(&duty("2022-02-15", None, State::Running));
        assert_eq!((rate, rate.complete(), rate.timely()), (Rate::default(), None, None));
        rate.count(&duty("2022-02-15", Some("2022-02-16"), State::SentBack));
        assert_eq!((rate.complete(), rate.timely()), (Some(10_000), Some(0)), "a return sent back has arrived");
    }
}
