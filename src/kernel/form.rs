//! What a person typed into a form, and what is wrong with it: codes with parameters, never sentences.
use super::decimal::{Centi, Wan};
use super::text;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The fields of a form as they were typed, in order; names may repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// The first value of the field `name`, trimmed; empty when the field was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// Every value of a field that may repeat (check boxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// Sets a field, replacing what was there: used to show a record in its own form.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(n, _)| n != name);
        self.0.push((name.to_owned(), value.into()));
    }
}

/// What is wrong: a code of the locale files (`problem.CODE`) with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct What {
    pub code: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(Cow<'static, str>, String)>,
}

impl What {
    pub fn new(code: &'static str) -> What {
        What { code: Cow::Borrowed(code), params: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> What {
        self.params.push((Cow::Borrowed(name), value.to_string()));
        self
    }
}

/// `what!("too-few", needed = 7, got = 5)`: a problem's code and parameters.
/// The tidy test checks that every code written this way has its words in both languages.
#[macro_export]
macro_rules! what {
    ($code:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::kernel::What::new($code)$(.with(stringify!($name), $value))*
    };
}
pub use what;

/// Something wrong with one field. An empty field name means the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub field: Cow<'static, str>,
    pub what: What,
}

impl Problem {
    pub fn new(field: impl Into<Cow<'static, str>>, what: What) -> Problem {
        Problem { field: field.into(), what }
    }
}

pub type Problems = Vec<Problem>;

/// Reads fields and collects every problem instead of stopping at the first.
pub struct Reader<'a> {
    typed: &'a Typed,
    pub problems: Problems,
}

/// The longest text a one-line field takes, in characters.
pub const LINE_MAX: usize = 200;
/// The longest text a many-line field takes, in characters.
pub const TEXT_MAX: usize = 4_000;

/// Free text as it was typed, at most `max` characters long; see [`text::typed`].
///
/// # Errors
/// `too-long`; `control-character`.
pub fn words(typed: &str, max: usize) -> Result<String, What> {
    let words = text::typed(typed).map_err(|c| what!("control-character", code = format!("U+{:04X}", u32::from(c))))?;
    let count = words.chars().count();
    if count > max { Err(what!("too-long", max = max, got = count)) } else { Ok(words) }
}

impl<'a> Reader<'a> {
    pub fn new(typed: &'a Typed) -> Self {
        Reader { typed, problems: Vec::new() }
    }

    /// Notes a problem and answers nothing, so that `return read.problem(..)` reads well.
    pub fn problem<T>(&mut self, field: &'static str, what: What) -> Option<T> {
        self.problems.push(Problem::new(field, what));
        None
    }

    /// The words of a field as they were typed (see [`words`]), `None` when blank.
    pub fn maybe_text(&mut self, field: &'static str, max: usize) -> Option<String> {
        match words(self.typed.get(field), max) {
            Ok(words) => (!words.is_empty()).then_some(words),
            Err(what) => self.problem(field, what),
        }
    }

    pub fn text(&mut self, field: &'static str, max: usize) -> Option<String> {
        self.required(field, |read| read.maybe_text(field, max))
    }

    /// The normalised text of a field, `None` when blank: for names and codes, which are looked up letter by letter.
    pub fn maybe_plain(&mut self, field: &'static str, max: usize) -> Option<String> {
        let value = text::normal(self.typed.get(field));
        let count = value.chars().count();
        if count > max {
            return self.problem(field, what!("too-long", max = max, got = count));
        }
        (!value.is_empty()).then_some(value)
    }

    pub fn plain(&mut self, field: &'static str, max: usize) -> Option<String> {
        self.required(field, |read| read.maybe_plain(field, max))
    }

    fn parsed<T>(&mut self, field: &'static str, wrong: fn() -> What, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = text::normal(self.typed.get(field));
        if value.is_empty() {
            return None;
        }
        parse(&value).or_else(|| self.problem(field, wrong()))
    }

    fn required<T>(&mut self, field: &'static str, read: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.problems.len();
        let value = read(self);
        if value.is_none() && self.problems.len() == before {
            return self.problem(field, what!("required"));
        }
        value
    }

    pub fn maybe_date(&mut self, field: &'static str) -> Option<NaiveDate> {
        self.parsed(field, || what!("not-a-date"), text::date)
    }

    pub fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        self.required(field, |read| read.maybe_date(field))
    }

    /// A moment typed in one `datetime-local` field; `2022-03-04T09:30` or with a blank.
    pub fn maybe_moment(&mut self, field: &'static str) -> Option<NaiveDateTime> {
        self.parsed(field, || what!("not-a-moment"), text::moment)
    }

    pub fn moment(&mut self, field: &'static str) -> Option<NaiveDateTime> {
        self.required(field, |read| read.maybe_moment(field))
    }

    /// A whole number from 0 to 10,000,000.
    pub fn maybe_count(&mut self, field: &'static str) -> Option<i64> {
        self.parsed(
            field,
            || what!("not-a-count"),
            |value| value.parse().ok().filter(|n: &i64| (0..=10_000_000).contains(n)),
        )
    }

    pub fn count(&mut self, field: &'static str) -> Option<i64> {
        self.required(field, |read| read.maybe_count(field))
    }

    pub fn maybe_centi(&mut self, field: &'static str) -> Option<Centi> {
        self.parsed(field, || what!("not-a-number"), |value| value.parse().ok().filter(|c: &Centi| c.0 >= 0))
    }

    pub fn centi(&mut self, field: &'static str) -> Option<Centi> {
        self.required(field, |read| read.maybe_centi(field))
    }

    pub fn maybe_wan(&mut self, field: &'static str) -> Option<Wan> {
        self.parsed(field, || what!("not-a-number"), |value| value.parse().ok().filter(|w: &Wan| w.0 >= 0))
    }

    /// `yes` or `no`, `None` when not answered.
    pub fn maybe_yes_no(&mut self, field: &'static str) -> Option<bool> {
        self.parsed(
            field,
            || what!("not-a-choice"),
            |value| match value {
                "yes" | "true" | "on" => Some(true),
                "no" | "false" => Some(false),
                _ => None,
            },
        )
    }

    /// One of the keys of a choice.
    pub fn maybe_choice<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.parsed(field, || what!("not-a-choice"), parse)
    }

    pub fn choice<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.required(field, |read| read.maybe_choice(field, &parse))
    }

    /// `all` builds the noun from what was read; asked in any case, trusted only when nothing is wrong.
    pub fn done<T>(self, all: impl FnOnce() -> Option<T>) -> Result<T, Problems> {
        match all() {
            Some(all) if self.problems.is_empty() => Ok(all),
            _ => Err(self.problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn every_problem_is_reported_at_once_in_field_order() {
        let typed = typed(&[("held_on", "yesterday"), ("present", "-3"), ("loss", "1.5")]);
        let mut read = Reader::new(&typed);
        read.text("topic", LINE_MAX);
        read.date("held_on");
        read.count("present");
        let loss = read.maybe_wan("loss");
        assert_eq!(loss.map(|l| l.to_string()).as_deref(), Some("1.5"));
        let codes: Vec<_> = read.problems.iter().map(|p| (p.field.as_ref(), p.what.code.as_ref())).collect();
        assert_eq!(codes, [("topic", "required"), ("held_on", "not-a-date"), ("present", "not-a-count")]);
    }

    #[test]
    fn full_width_numbers_and_chinese_dates_are_read() {
        let typed = typed(&[("held_on", "２０２２年１１月５日"), ("present", "３１")]);
        let mut read = Reader::new(&typed);
        assert_eq!(read.date("held_on"), NaiveDate::from_ymd_opt(2022, 11, 5));
        assert_eq!(read.count("present"), Some(31));
        assert!(read.problems.is_empty());
    }

    #[test]
    fn words_are_kept_as_typed_and_names_are_made_plain() {
        let typed = typed(&[("reason", " 数错了，重报！（第２版） "), ("name", "甲厂（二）"), ("odd", "a\u{7}b")]);
        let mut read = Reader::new(&typed);
        assert_eq!(read.text("reason", LINE_MAX).as_deref(), Some("数错了，重报！（第２版）"));
        assert_eq!(read.plain("name", LINE_MAX).as_deref(), Some("甲厂(二)"));
        assert_eq!((read.maybe_text("none", LINE_MAX), read.maybe_text("odd", LINE_MAX)), (None, None));
        assert_eq!(read.problems, [Problem::new("odd", what!("control-character", code = "U+0007"))]);
    }

    #[test]
    fn a_text_that_is_too_long_is_refused_with_the_limit() {
        let long = "长".repeat(201);
        let typed = typed(&[("topic", &long)]);
        let mut read = Reader::new(&typed);
        assert_eq!(read.text("topic", LINE_MAX), None);
        assert_eq!(read.problems.len(), 1);
        assert_eq!(read.problems[0].what, what!("too-long", max = 200, got = 201));
    }
}
