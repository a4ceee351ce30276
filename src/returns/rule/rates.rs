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

    fn unit(months: [(&str, Option<&str>); 3]) -> Rate {
        let mut rate = Rate::default();
        for (due, on) in months {
            let on_day = on.map(|on| on.parse().expect("a day"));
            let state = match on_day {
                Some(on) => State::Filed { on, late: 0 },
                None => State::Late { days: 1 },
            };
            rate.count(&duty(due, on, state));
        }
        rate
    }

    /// Two units report by the month. Over a quarter the first sends all three, one of them in time; the second sends one,
    /// in time. Reporting rates 100 and 33.33; on time 33.33 and 33.33. Together 4 of 6 and 2 of 6.
    #[test]
    fn two_units_with_rates_of_100_and_33_33() {
        let due = ["2022-02-15", "2022-03-15", "2022-04-15"];
        let first = unit([(due[0], Some("2022-02-15")), (due[1], Some("2022-03-16")), (due[2], Some("2022-05-02"))]);
        let second = unit([(due[0], Some("2022-02-01")), (due[1], None), (due[2], None)]);
        let told = |rate: Rate| [rate.complete(), rate.timely()].map(|share| share.map(written).unwrap_or_default());
        assert_eq!(told(first), ["100", "33.33"]);
        assert_eq!(told(second), ["33.33", "33.33"]);
        assert_eq!(told(first.plus(second)), ["66.67", "33.33"]);
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
