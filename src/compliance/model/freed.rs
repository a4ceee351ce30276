//! An enterprise freed from one duty, by somebody's word until a day.
use super::Duty;
use crate::exempt::model::{Exemption, Grant};
use crate::kernel::{Problems, Typed};

pub type Freed = Exemption<Duty>;

/// The duties that somebody may be freed from here. Returns are exempt one by one or all together, with the calendar.
pub fn freeable() -> impl Iterator<Item = Duty> {
    Duty::ALL.into_iter().filter(|duty| *duty != Duty::Returns)
}

/// # Errors
/// Every problem of the form at once.
pub fn grant(typed: &Typed) -> Result<Grant<Option<String>>, Problems> {
    let known = |key: &str| freeable().find(|duty| duty.key() == key).map(|duty| duty.key().to_owned());
    Grant::parse(typed, |read| Some(Some(read.choice("duty", known)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_freed_from_returns_here() {
        let typed = |duty: &str| {
            let mut all = Typed::default();
            let usual =
                [("since", "2026-01-01"), ("until", "2026-12-31"), ("authority", "区总工会"), ("reason", "停产")];
            usual.iter().chain(&[("duty", duty)]).for_each(|(name, value)| all.set(name, *value));
            grant(&all)
        };
        assert_eq!(typed("congress-held").expect("whole").from.as_deref(), Some(Duty::CongressHeld.key()));
        for (duty, code) in [("", "required"), ("returns", "not-a-choice")] {
            let wrong = typed(duty).expect_err("refused");
            assert_eq!((wrong[0].field.as_ref(), wrong[0].what.code.as_ref()), ("duty", code));
        }
        assert_eq!(freeable().count(), Duty::ALL.len() - 1);
    }
}
