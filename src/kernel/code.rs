//! Codes with check digits. The returns reader and the forms use the same functions.
//!
//! - [`CreditCode`]: unified social credit code, GB 32100-2015: 18 characters, the last one checks the others.
//! - [`IdNumber`]: citizen identity number, GB 11643-1999: 17 digits with the birth date inside, and a check character.
use super::text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The 31 characters of a credit code in the order of their values; I, O, S, V and Z are never used.
const LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of an identity number's 17 digits.
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character of an identity number by the weighted sum modulo 11.
const ID_CHECKS: &[u8; 11] = b"10X98765432";
/// Weights of the organisation code inside a credit code (GB 11714).
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Why a code cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    /// Not 18 characters.
    Length,
    /// A character that the code never has.
    Letter,
    /// The birth date inside an identity number does not exist.
    Birth,
    /// The check character does not belong to the others.
    Check,
}

impl CodeFault {
    pub fn key(self) -> &'static str {
        match self {
            CodeFault::Length => "length",
            CodeFault::Letter => "letter",
            CodeFault::Birth => "birth",
            CodeFault::Check => "check",
        }
    }
}

impl fmt::Display for CodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A unified social credit code whose check character is right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

impl TryFrom<String> for CreditCode {
    type Error = CodeFault;
    fn try_from(text: String) -> Result<CreditCode, CodeFault> {
        text.parse()
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> String {
        code.0
    }
}

impl CreditCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the organisation code inside (characters 9 to 17, GB 11714) checks too.
    /// Codes of newly formed kinds of bodies may fail this; it is a remark, never a refusal.
    pub fn inner_checks(&self) -> bool {
        let inner = &self.0.as_bytes()[8..17];
        let sum: u32 = inner.iter().zip(INNER_WEIGHTS).map(|(c, w)| (*c as char).to_digit(36).unwrap_or(0) * w).sum();
        let want = match 11 - sum % 11 {
            10 => b'X',
            11 => b'0',
            digit => b'0' + u8::try_from(digit).unwrap_or(0),
        };
        inner[8] == want
    }
}

impl FromStr for CreditCode {
    type Err = CodeFault;

    /// Reads a code as people type it: full width, small letters, blanks and hyphens between are forgiven.
    fn from_str(typed: &str) -> Result<CreditCode, CodeFault> {
        let code = squeezed(typed);
        if code.len() != 18 {
            return Err(CodeFault::Length);
        }
        let mut sum = 0;
        let mut weight = 1;
        let mut last = 0;
        for (place, byte) in code.bytes().enumerate() {
            let value = LETTERS.iter().position(|l| *l == byte).ok_or(CodeFault::Letter)?;
            if place < 17 {
                sum += value * weight;
                weight = weight * 3 % 31;
            }
            last = value;
        }
        if (31 - sum % 31) % 31 == last { Ok(CreditCode(code)) } else { Err(CodeFault::Check) }
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a wrong credit code may have been meant to be: O for 0, I for 1, S for 5, Z for 2 taken back.
/// Only ever shown to a person, never taken by itself.
pub fn credit_code_meant(typed: &str) -> Option<CreditCode> {
    let code: String = squeezed(typed)
        .chars()
        .map(|c| match c {
            'O' => '0',
            'I' => '1',
            'S' => '5',
            'Z' => '2',
            c => c,
        })
        .collect();
    code.parse().ok()
}

/// A citizen identity number whose birth date exists and whose check character is right.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdNumber(String);

impl TryFrom<String> for IdNumber {
    type Error = CodeFault;
    fn try_from(text: String) -> Result<IdNumber, CodeFault> {
        text.parse()
    }
}

impl From<IdNumber> for String {
    fn from(id: IdNumber) -> String {
        id.0
    }
}

impl IdNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn birth(&self) -> NaiveDate {
        birth(&self.0).expect("an identity number is only made with a birth date that exists")
    }

    /// First six and last two characters with stars between: what a page may show.
    pub fn masked(&self) -> String {
        format!("{}**********{}", &self.0[..6], &self.0[16..])
    }
}

/// Never the whole number: debug output may end in a log.
impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

impl FromStr for IdNumber {
    type Err = CodeFault;

    fn from_str(typed: &str) -> Result<IdNumber, CodeFault> {
        let id = squeezed(typed);
        if id.len() != 18 {
            return Err(CodeFault::Length);
        }
        let mut sum = 0;
        for (byte, weight) in id.bytes().zip(ID_WEIGHTS) {
            sum += (byte as char).to_digit(10).ok_or(CodeFault::Letter)? * weight;
        }
        let last = id.as_bytes()[17];
        if !last.is_ascii_digit() && last != b'X' {
            return Err(CodeFault::Letter);
        }
        birth(&id).ok_or(CodeFault::Birth)?;
        if ID_CHECKS[(sum % 11) as usize] == last { Ok(IdNumber(id)) } else { Err(CodeFault::Check) }
    }
}

/// The birth date in characters 7 to 14; the law's oldest bearers were born after 1850.
fn birth(id: &str) -> Option<NaiveDate> {
    let part = |range: std::ops::Range<usize>| id.get(range)?.parse::<u32>().ok();
    let year = part(6..10).filter(|y| (1850..2200).contains(y))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, part(10..12)?, part(12..14)?)
}

/// Half width, capitals, nothing between the characters.
fn squeezed(typed: &str) -> String {
    text::normal(typed)
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '\'' | '’'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_code_checks_its_last_character() {
        for code in ["91000000QX00000A1D", "91321204QX00001B6G", "91321204QX00002C0L", "91321204QX00046GX6"] {
            assert_eq!(code.parse::<CreditCode>().as_ref().map(CreditCode::as_str), Ok(code));
        }
        assert_eq!("91321204QX00009B78".parse::<CreditCode>(), Err(CodeFault::Check));
        assert_eq!("91321204QX0000".parse::<CreditCode>(), Err(CodeFault::Length));
        assert_eq!("9132I204QX00001B6G".parse::<CreditCode>(), Err(CodeFault::Letter));
    }

    #[test]
    fn a_credit_code_is_read_as_people_type_it() {
        for typed in ["９１３２１２０４ＱＸ００００１Ｂ６Ｇ", "91321204qx00001b6g", " 91321204 QX00001B6-G "]
        {
            assert_eq!(typed.parse::<CreditCode>().map(|c| c.to_string()).as_deref(), Ok("91321204QX00001B6G"));
        }
    }

    #[test]
    fn one_wrong_character_is_always_noticed() {
        let code = "91321204QX00001B6G";
        for place in 0..18 {
            for letter in LETTERS {
                let mut wrong = code.as_bytes().to_vec();
                if wrong[place] == *letter {
                    continue;
                }
                wrong[place] = *letter;
                let wrong = String::from_utf8(wrong).expect("ASCII");
                assert!(wrong.parse::<CreditCode>().is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn look_alike_letters_give_a_suggestion_only() {
        assert!("9132I2O4QX0000IB6G".parse::<CreditCode>().is_err());
        let meant = credit_code_meant("9132I2O4QX0000IB6G").map(|c| c.to_string());
        assert_eq!(meant.as_deref(), Some("91321204QX00001B6G"));
        assert_eq!(credit_code_meant("9132I204QX00009B78"), None);
    }

    #[test]
    fn an_identity_number_checks_birth_date_and_last_character() {
        let id: IdNumber = "32000020020227022x".parse().expect("a made-up number that checks");
        assert_eq!(
            (id.as_str(), id.birth()),
            ("32000020020227022X", NaiveDate::from_ymd_opt(2002, 2, 27).expect("real"))
        );
        assert_eq!(id.masked(), "320000**********2X");
        assert!(!format!("{id:?}").contains("20020227"));
        assert_eq!("320000200202270221".parse::<IdNumber>(), Err(CodeFault::Check));
        assert_eq!("320000200202300221".parse::<IdNumber>(), Err(CodeFault::Birth));
        assert_eq!("320000020227022".parse::<IdNumber>(), Err(CodeFault::Length));
        assert_eq!("32000A200202270221".parse::<IdNumber>(), Err(CodeFault::Letter));
    }

    #[test]
    fn the_inner_organisation_code_is_only_a_remark() {
        // Zeros weigh nothing: 11 - 0 gives the check character 0.
        let code: CreditCode = "91000000000000000K".parse().expect("checks");
        assert!(code.inner_checks());
        let code: CreditCode = "91000000000000001N".parse().expect("checks");
        assert!(!code.inner_checks());
    }

    #[test]
    fn a_stored_code_is_checked_when_it_is_read_back() {
        assert!(serde_json::from_str::<CreditCode>("\"91321204QX00001B6G\"").is_ok());
        assert!(serde_json::from_str::<IdNumber>("\"320000200202300221\"").is_err());
    }
}
