//! Passwords: argon2id, a bounded number at a time, and what makes one too weak.
use crate::kernel::{What, what};
use crate::server::{App, Halt};
use anyhow::Context;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::LazyLock;

/// Shortest and longest password, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;

/// 19 MiB, two passes: the least that OWASP and ASVS 5.0 take; about 70 ms on one core.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("these parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash that a try for an unknown login is compared with, so that it takes as long as for a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

fn hash_now(password: &str) -> anyhow::Result<String> {
    let hashed = hasher().hash_password(password.as_bytes()).map_err(|e| anyhow::anyhow!("hash a password: {e}"))?;
    Ok(hashed.to_string())
}

/// The text to store for a password. For the command line, where nothing else waits.
///
/// # Errors
/// No random numbers could be had.
pub fn hash_here(password: &str) -> anyhow::Result<String> {
    hash_now(password)
}

/// The text to store for a password.
///
/// # Errors
/// The hashing threads are gone.
pub async fn hash(app: &App, password: String) -> Result<String, Halt> {
    let _turn = app.limits.hashing.acquire().await.context("wait for a hashing turn")?;
    Ok(tokio::task::spawn_blocking(move || hash_now(&password)).await.context("hash a password")??)
}

/// Whether `password` is the one that was stored; `None` for an unknown login takes as long and is never right.
///
/// # Errors
/// The hashing threads are gone.
pub async fn matches(app: &App, password: String, stored: Option<String>) -> Result<bool, Halt> {
    let _turn = app.limits.hashing.acquire().await.context("wait for a hashing turn")?;
    let verified = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&text).is_ok_and(|h| hasher().verify_password(password.as_bytes(), &h).is_ok());
        right && known
    });
    Ok(verified.await.context("verify a password")?)
}

/// What is wrong with a new password, if anything. `context` are words that guessers try first: login, name, enterprise.
pub fn weakness(password: &str, context: &[&str]) -> Option<What> {
    let length = password.chars().count();
    if !LENGTH.contains(&length) {
        return Some(what!("password-length", min = LENGTH.start(), max = LENGTH.end()));
    }
    let lower = password.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::HashSet<_>>().len();
    let common = ["password", "12345678", "87654321", "qwertyui", "11111111", "abcd1234", "cuan", "促安", "安全生产"];
    let named = context.iter().any(|word| word.chars().count() >= 3 && lower.contains(&word.to_lowercase()));
    (distinct < 5 || named || common.iter().any(|word| lower.contains(word))).then(|| what!("password-weak"))
}

/// A random code of 20 characters without look-alikes, in groups of five: about 98 bits.
///
/// # Errors
/// The system has no random numbers.
pub fn random_code() -> anyhow::Result<String> {
    const LETTERS: &[u8; 30] = b"23456789abcdefghjkmnpqrstuvwxy";
    let mut code = String::with_capacity(24);
    while code.len() < 23 {
        let mut byte = [0_u8; 1];
        getrandom::fill(&mut byte).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
        // Bytes from 240 would favour the first letters.
        if byte[0] < 240 {
            if code.len() % 6 == 5 {
                code.push('-');
            }
            code.push(char::from(LETTERS[usize::from(byte[0]) % 30]));
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        let codes = |p: &str| weakness(p, &["wangfang", "远江机械"]).map(|w| w.code.into_owned());
        assert_eq!(codes("short").as_deref(), Some("password-length"));
        assert_eq!(codes("aaaaaaaaaaaa").as_deref(), Some("password-weak"));
        assert_eq!(codes("myPassword2026").as_deref(), Some("password-weak"));
        assert_eq!(codes("WangFang-2026").as_deref(), Some("password-weak"));
        assert_eq!(codes("远江机械的口令很长呢真的").as_deref(), Some("password-weak"));
        assert_eq!(codes("three brown teapots"), None);
    }

    #[test]
    fn codes_are_random_and_easy_to_read_out() {
        let codes: std::collections::HashSet<_> = (0..50).map(|_| random_code().expect("random")).collect();
        assert_eq!(codes.len(), 50);
        assert!(
            codes
                .iter()
                .all(|c| c.len() == 23 && c.split('-').all(|g| g.len() == 5) && !c.contains(['0', 'o', '1', 'l', 'i']))
        );
    }
}
