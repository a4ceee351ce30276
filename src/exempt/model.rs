//! An exemption: who, from what, by whose word, why, since and until when.
use crate::kernel::form::{LINE_MAX, Reader};
use crate::kernel::{Problems, Typed, what};
use chrono::NaiveDate;
use uuid::Uuid;

/// An enterprise freed from something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption<From> {
    pub id: Uuid,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub from: From,
    pub since: NaiveDate,
    pub until: NaiveDate,
    /// Who decided, with the paper's number.
    pub authority: String,
    pub reason: String,
    pub given_by: String,
    pub version: i64,
}

impl<From> Exemption<From> {
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && day <= self.until
    }

    /// The same with what it frees from said otherwise; `None` where that cannot be said.
    pub fn mapped<To>(self, from: impl FnOnce(From) -> Option<To>) -> Option<Exemption<To>> {
        let Exemption { id, enterprise, enterprise_name, since, until, authority, reason, given_by, version, .. } =
            self;
        let from = from(self.from)?;
        Some(Exemption { id, enterprise, enterprise_name, from, since, until, authority, reason, given_by, version })
    }
}

/// The same as it is typed; whom it is for is read apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant<From> {
    pub from: From,
    pub since: NaiveDate,
    pub until: NaiveDate,
    pub authority: String,
    pub reason: String,
}

impl<From> Grant<From> {
    /// # Errors
    /// Every problem of the form at once. An exemption without an end is none.
    pub fn parse(typed: &Typed, from: impl FnOnce(&mut Reader) -> Option<From>) -> Result<Grant<From>, Problems> {
        let mut read = Reader::new(typed);
        let from = from(&mut read);
        let (since, until) = (read.date("since"), read.date("until"));
        if since.zip(until).is_some_and(|(since, until)| since > until) {
            read.problem::<()>("until", what!("ends-before-it-starts"));
        }
        let (authority, reason) = (read.text("authority", LINE_MAX), read.text("reason", LINE_MAX));
        read.done(|| Some(Grant { from: from?, since: since?, until: until?, authority: authority?, reason: reason? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exemption_has_an_authority_a_reason_and_an_end() {
        let fields = |changed: &[(&str, &str)]| {
            let mut all = Typed::default();
            let usual = [
                ("from", "a"),
                ("since", "2026-01-01"),
                ("until", "2026-12-31"),
                ("authority", "区总工会〔2026〕3号"),
                ("reason", "停产，全员离岗"),
            ];
            usual.iter().chain(changed).for_each(|(name, value)| all.set(name, *value));
            Grant::parse(&all, |read| read.choice("from", |key| ["a", "b"].into_iter().find(|known| *known == key)))
        };
        let grant = fields(&[]).expect("whole");
        assert_eq!((grant.from, grant.reason.as_str()), ("a", "停产，全员离岗"));
        for (name, value, code) in [
            ("from", "", "required"),
            ("from", "c", "not-a-choice"),
            ("until", "", "required"),
            ("until", "2025-12-31", "ends-before-it-starts"),
            ("authority", " ", "required"),
            ("reason", "", "required"),
        ] {
            let wrong = fields(&[(name, value)]).expect_err("refused");
            assert_eq!((wrong.len(), wrong[0].field.as_ref(), wrong[0].what.code.as_ref()), (1, name, code));
        }
    }

    #[test]
    fn its_first_and_last_day_are_covered() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let exemption = Exemption {
            id: Uuid::nil(),
            enterprise: Uuid::nil(),
            enterprise_name: String::new(),
            from: 7,
            since: day("2026-03-01"),
            until: day("2026-03-31"),
            authority: String::new(),
            reason: String::new(),
            given_by: String::new(),
            version: 1,
        };
        let covered = ["2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"].map(|text| exemption.covers(day(text)));
        assert_eq!(covered, [false, true, true, false]);
        assert_eq!(exemption.clone().mapped(|_| None::<u8>), None);
        assert_eq!(exemption.mapped(|n| Some(n.to_string())).map(|e| e.from), Some("7".to_owned()));
    }
}
