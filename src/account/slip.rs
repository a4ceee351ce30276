//! One-time passwords on their way from the deed that made them to the one look at them.
use chrono::{DateTime, Duration, Utc};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// A slip that nobody looked at is torn up after this time.
const KEPT: Duration = Duration::minutes(10);
/// Most slips at a time; the oldest goes first.
const SLIPS_MAX: usize = 100;

struct Slip {
    admin: Uuid,
    account: Uuid,
    code: String,
    at: DateTime<Utc>,
}

/// Holds each new password in memory until the administrator who made it sees it, once. It is never in an address, in
/// the database or in a log; a program that stops loses it, and the password is reset again.
#[derive(Default)]
pub struct Slips(Mutex<Vec<Slip>>);

impl std::fmt::Debug for Slips {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slips")
    }
}

impl Slips {
    fn with<T>(&self, now: DateTime<Utc>, work: impl FnOnce(&mut Vec<Slip>) -> T) -> T {
        let mut slips = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slips.retain(|slip| now - slip.at < KEPT);
        work(&mut slips)
    }

    /// Keeps a password for `admin`; one that was there for the same account is worthless now and goes.
    pub fn put(&self, admin: Uuid, account: Uuid, code: String, now: DateTime<Utc>) {
        self.with(now, |slips| {
            slips.retain(|slip| slip.account != account);
            if slips.len() == SLIPS_MAX {
                slips.remove(0);
            }
            slips.push(Slip { admin, account, code, at: now });
        });
    }

    /// The password of `account` if `admin` made it and has not looked yet.
    pub fn take(&self, admin: Uuid, account: Uuid, now: DateTime<Utc>) -> Option<String> {
        self.with(now, |slips| {
            let at = slips.iter().position(|slip| slip.admin == admin && slip.account == account)?;
            Some(slips.remove(at).code)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_seen_once_by_the_one_who_made_it_and_not_for_long() {
        let slips = Slips::default();
        let [chen, liu, account] = [(); 3].map(|()| Uuid::now_v7());
        let now = DateTime::from_timestamp(1_700_000_000, 0).expect("a real time");
        slips.put(chen, account, "first".to_owned(), now);
        slips.put(chen, account, "second".to_owned(), now);
        assert_eq!(slips.take(liu, account, now), None, "another administrator");
        assert_eq!(slips.take(chen, account, now).as_deref(), Some("second"));
        assert_eq!(slips.take(chen, account, now), None, "only once");
        slips.put(chen, account, "third".to_owned(), now);
        assert_eq!(slips.take(chen, account, now + KEPT), None, "too late");
    }

    #[test]
    fn slips_are_bounded() {
        let slips = Slips::default();
        let now = DateTime::from_timestamp(1_700_000_000, 0).expect("a real time");
        let (admin, first) = (Uuid::now_v7(), Uuid::now_v7());
        slips.put(admin, first, "a".to_owned(), now);
        for _ in 0..SLIPS_MAX {
            slips.put(admin, Uuid::now_v7(), "b".to_owned(), now);
        }
        assert_eq!(slips.take(admin, first, now), None);
    }
}
