//! Somebody need not do something, by whose word, why and until when.
use super::Duty;
use crate::kernel::form::{LINE_MAX, Reader};
use crate::kernel::{Problems, Typed, what};
use chrono::NaiveDate;
use uuid::Uuid;

/// An enterprise freed from one duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub duty: Duty,
    pub since: NaiveDate,
    pub until: NaiveDate,
    /// Who decided, with the paper's number.
    pub authority: String,
    pub reason: String,
    pub given_by: String,
    pub version: i64,
}

/// The same as it is typed; whom it is for is read apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub duty: Duty,
    pub since: NaiveDate,
    pub until: NaiveDate,
    pub authority: String,
    pub reason: String,
}

impl Grant {
    /// The duties that somebody may be freed from here. Returns are exempt one by one or all together, with the calendar.
    pub fn duties() -> impl Iterator<Item = Duty> {
        Duty::ALL.into_iter().filter(|duty| *duty != Duty::Returns)
    }

    /// # Errors
    /// Every problem of the form at once. An exemption without an end is none.
    pub fn parse(typed: &Typed) -> Result<Grant, Problems> {
        let mut read = Reader::new(typed);
        let duty = read.choice("duty", |key| Grant::duties().find(|duty| duty.key() == key));
        let (since, until) = (read.date("since"), read.date("until"));
        if since.zip(until).is_some_and(|(since, until)| since > until) {
            read.problem::<()>("until", what!("ends-before-it-starts"));
        }
        let (authority, reason) = (read.text("authority", LINE_MAX), read.text("reason", LINE_MAX));
        read.done(|| Some(Grant { duty: duty?, since: since?, until: until?, authority: authority?, reason: reason? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exemption_has_a_duty_an_authority_a_reason_and_an_end() {
        let fields = |changed: &[(&str, &str)]| {
            let mut all = Typed::default();
            let usual = [
                ("duty", "congress-held"),
                ("since", "2026-01-01"),
                ("until", "2026-12-31"),
                ("authority", "区总工会〔2026〕3号"),
                ("reason", "停产，全员离岗"),
            ];
            usual.iter().chain(changed).for_each(|(name, value)| all.set(name, *value));
            all
        };
        let grant = Grant::parse(&fields(&[])).expect("whole");
        assert_eq!((grant.duty, grant.reason.as_str()), (Duty::CongressHeld, "停产，全员离岗"));
        for (name, value, code) in [
            ("duty", "", "required"),
            ("duty", "returns", "not-a-choice"),
            ("until", "", "required"),
            ("until", "2025-12-31", "ends-before-it-starts"),
            ("authority", " ", "required"),
            ("reason", "", "required"),
        ] {
            let wrong = Grant::parse(&fields(&[(name, value)])).expect_err("refused");
            assert_eq!((wrong.len(), wrong[0].field.as_ref(), wrong[0].what.code.as_ref()), (1, name, code));
        }
        assert_eq!(Grant::duties().count(), Duty::ALL.len() - 1);
    }
}
