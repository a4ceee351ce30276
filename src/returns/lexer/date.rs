//! Dates and moments as people and spreadsheets write them.
use super::order::Readings;
use super::{Context, Lexed, Note};
use crate::returns::cell::{Cell, Epoch};
use crate::returns::template::FieldType;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// Days that a return may speak of: a stored number outside is no date but a slip.
pub fn plausible(day: NaiveDate) -> bool {
    (1950..=2100).contains(&day.year())
}

/// What stands in front of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Full(NaiveDate),
    /// Month and day; `sure` when written with 月.
    NoYear {
        month: u32,
        day: u32,
        sure: bool,
    },
    /// Only the day of a month: 5日, or a bare 5.
    OfMonth(u32),
    /// Can be read in two ways.
    Ambiguous(Readings),
    /// Written like a date, but there is no such day.
    Never,
    /// No date at all.
    Wrong,
}

/// No date at all.
pub(super) fn no_date() -> Lexed {
    Lexed::note(Note::error("type-error-date").with("rule", "not-a-date"))
}

fn no_such_day() -> Lexed {
    Lexed::note(Note::error("type-error-date").with("rule", "no-such-day"))
}

/// Every reading of a date that can be read in several ways, and what is written behind it.
pub fn readings(raw: &str) -> Option<(Readings, String)> {
    match leading_day(&super::tidy(raw)) {
        (Day::Ambiguous(readings), rest) => Some((readings, rest)),
        _ => None,
    }
}

pub(super) fn date(text: &str, ctx: &Context<'_>) -> Lexed {
    if ctx.field.key == "cert_expires_on" && matches!(text, "长期" | "长期有效" | "永久" | "永久有效" | "终身有效")
    {
        return Lexed::blank().and(Note::info("none-word").with("rule", "no-last-day"));
    }
    if ctx.field.key == "cert_expires_on"
        && let Some((from, to)) = text.split_once(['至', '~', '到'])
        && !to.contains(['至', '~', '到'])
    {
        return last_of(&date(from.trim(), ctx), date(to.trim(), ctx));
    }
    let (day, rest) = leading_day(text);
    let (time, _) = time(&rest);
    if time.is_none() && !rest.is_empty() {
        return no_date();
    }
    settled(day, ctx, |day| (iso(day), false))
}

/// 2026-07-20至2029-07-19 on a certificate: until when it is valid is what is asked for.
fn last_of(from: &Lexed, to: Lexed) -> Lexed {
    let day = |lexed: &Lexed| lexed.value.as_ref().and_then(super::day_of);
    match (day(from), day(&to)) {
        (Some(first), Some(last)) if first <= last => to,
        (Some(_), None) if !to.is_error() => to,
        _ => no_date(),
    }
}

pub(super) fn moment(text: &str, ctx: &Context<'_>) -> Lexed {
    let (day, rest) = leading_day(text);
    if rest.is_empty() {
        return settled(day, ctx, |day| (format!("{}T00:00", iso(day)), true));
    }
    match time(&rest) {
        (Some(time), sure) => {
            let lexed =
                settled(day, ctx, |day| (format!("{}T{:02}:{:02}", iso(day), time.hour(), time.minute()), false));
            if sure || lexed.is_error() {
                lexed
            } else {
                lexed.and(Note::warning("date-ambiguous").with("rule", "time-about"))
            }
        }
        (None, _) => match day {
            Day::Ambiguous(readings) => Lexed::note(readings.note()),
            _ => no_date(),
        },
    }
}

/// A time alone, for sheets with a column of dates and one of times.
pub fn time_only(cell: &Cell) -> Option<NaiveTime> {
    match cell {
        Cell::Text(text) => match time(&super::tidy(text)) {
            (Some(time), true) => Some(time),
            _ => None,
        },
        Cell::Number(n) | Cell::Serial(n) if (0.0..1.0).contains(n) => {
            of_day(*n).filter(|(_, next)| !next).map(|(t, _)| t)
        }
        _ => None,
    }
}

fn settled(day: Day, ctx: &Context<'_>, show: impl Fn(NaiveDate) -> (String, bool)) -> Lexed {
    let done = |day: NaiveDate, no_year: bool| {
        if !plausible(day) {
            return Lexed::error("out-of-range");
        }
        let (text, no_time) = show(day);
        let mut lexed = Lexed::text(text);
        lexed.no_year = no_year;
        lexed.no_time = no_time;
        if no_time { lexed.and(Note::info("time-missing")) } else { lexed }
    };
    match day {
        Day::Full(day) => done(day, false),
        Day::NoYear { month, day, sure } => match ctx.period {
            None => Lexed::error("date-no-year"),
            Some(span) => match span.year_of(month, day, sure) {
                Some(year) => match NaiveDate::from_ymd_opt(year, month, day) {
                    Some(day) => done(day, true),
                    None => no_such_day(),
                },
                None => Lexed::error("date-no-year"),
            },
        },
        Day::OfMonth(day) => match of_month(day, ctx) {
            Ok(day) => done(day, true),
            Err(lexed) => lexed,
        },
        Day::Ambiguous(readings) => Lexed::note(readings.note()),
        Day::Never => no_such_day(),
        Day::Wrong => no_date(),
    }
}

/// The day that dates a row, in a sheet of one month. Any other day may lie in another month.
fn of_month(day: u32, ctx: &Context<'_>) -> Result<NaiveDate, Lexed> {
    let dates_a_row = matches!(ctx.field.key, "occurred_at" | "found_on" | "held_on");
    let month = ctx
        .period
        .filter(|span| dates_a_row && (span.first.year(), span.first.month()) == (span.last.year(), span.last.month()));
    match month {
        Some(span) => span.first.with_day(day).ok_or_else(no_such_day),
        None => Err(Lexed::note(Note::error("type-error-date").with("rule", "day-only"))),
    }
}

fn iso(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// Cells that the file stores as a number or a date.
pub(super) fn stored(cell: &Cell, ctx: &Context<'_>) -> Lexed {
    if let Cell::Number(n) = cell {
        // 5 in a sheet of one month; without one no number so small is a day.
        if *n == n.trunc() && (1.0..=31.0).contains(n) {
            return settled(Day::OfMonth(*n as u32), ctx, |day| match ctx.field.ty {
                FieldType::Moment => (format!("{}T00:00", iso(day)), true),
                _ => (iso(day), false),
            });
        }
        // 20221105 typed as a number.
        if *n == n.trunc() && (19_500_101.0..=21_001_231.0).contains(n) {
            return if ctx.field.ty == FieldType::Moment {
                moment(&format!("{n:.0}"), ctx)
            } else {
                date(&format!("{n:.0}"), ctx)
            };
        }
    }
    let Some(at) = moment_of(cell, ctx.epoch).filter(|at| plausible(at.date())) else {
        return no_date();
    };
    if ctx.field.ty == FieldType::Date {
        return Lexed::text(iso(at.date()));
    }
    let mut lexed = Lexed::text(format!("{}T{:02}:{:02}", iso(at.date()), at.hour(), at.minute()));
    if at.time() == NaiveTime::MIN {
        lexed.no_time = true;
        return lexed.and(Note::info("time-missing"));
    }
    lexed
}

/// How a sheet would show a stored date.
pub fn shown(cell: &Cell, epoch: Epoch) -> Option<String> {
    let at = moment_of(cell, epoch)?;
    let day = iso(at.date());
    Some(if at.time() == NaiveTime::MIN { day } else { format!("{day} {:02}:{:02}", at.hour(), at.minute()) })
}

/// The moment of a stored date, to the nearest second.
pub(super) fn moment_of(cell: &Cell, epoch: Epoch) -> Option<NaiveDateTime> {
    let serial = match cell {
        Cell::Moment(at) => return Some(*at),
        Cell::Number(n) | Cell::Serial(n) => *n,
        _ => return None,
    };
    if !(1.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let whole = serial.trunc();
    let (time, next) = of_day(serial - whole)?;
    // In the 1900 system day 60 is a 29 February that never was; days before it are no dates of a return.
    let start = match epoch {
        Epoch::Y1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        Epoch::Y1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    let days = whole as u64 + u64::from(next);
    Some(start.checked_add_days(Days::new(days))?.and_time(time))
}

/// The time of a fraction of a day, and whether rounding reached the next day.
fn of_day(fraction: f64) -> Option<(NaiveTime, bool)> {
    let seconds = (fraction * 86_400.0).round() as u32;
    if seconds >= 86_400 {
        Some((NaiveTime::MIN, true))
    } else {
        Some((NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?, false))
    }
}

/// Reads the date in front of `text`; gives it and what follows, trimmed.
pub(super) fn leading_day(text: &str) -> (Day, String) {
    let text = arabic(text);
    let mut scan = Scan { rest: &text };
    let Some(first) = scan.digits() else { return (Day::Wrong, String::new()) };
    let day = match first.len() {
        8 | 12 | 14 => {
            let (date, clock) = first.split_at(8);
            let full = ymd(&date[..4], &date[4..6], &date[6..]);
            if !clock.is_empty() {
                let seconds = if clock.len() == 6 { format!(":{}", &clock[4..]) } else { String::new() };
                return (full, format!("{}:{}{seconds}", &clock[..2], &clock[2..4]));
            }
            full
        }
        4 => scan.after_year(first),
        1 | 2 => scan.after_short(first),
        _ => Day::Wrong,
    };
    let rest = scan.rest.trim_start_matches([' ', 'T', ',']).trim();
    (day, without_weekday(rest).to_owned())
}

fn ymd(year: &str, month: &str, day: &str) -> Day {
    let parsed = (|| NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))();
    parsed.map_or(Day::Never, Day::Full)
}

struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
    fn digits(&mut self) -> Option<&'a str> {
        self.blanks();
        let end = self.rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }
    fn mark(&mut self, marks: &str) -> Option<char> {
        self.blanks();
        let c = self.rest.chars().next().filter(|c| marks.contains(*c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }
    fn short(&mut self) -> Option<&'a str> {
        self.digits().filter(|d| d.len() <= 2)
    }

    /// `2022` has been read: `-11-05`, `年11月5日`, `/11/5`, `.11.5`.
    fn after_year(&mut self, year: &str) -> Day {
        let parts = (|| {
            self.mark("-/.年")?;
            let month = self.short()?;
            self.mark("-/.月")?;
            let day = self.short()?;
            self.mark("日号");
            Some((month, day))
        })();
        parts.map_or(Day::Wrong, |(month, day)| ymd(year, month, day))
    }

    /// One or two digits have been read: `11月5日`, `11-5`, `5/11/2022`, `22.11.5`, `22年11月5日`.
    fn after_short(&mut self, first: &str) -> Day {
        let Some(mark) = self.mark("月-/.年") else {
            let is_day = self.mark("日号").is_some() || self.rest.is_empty();
            let day = first.parse().ok().filter(|day| is_day && (1..=31).contains(day));
            return day.map_or(Day::Wrong, Day::OfMonth);
        };
        let Some(second) = self.short() else { return Day::Wrong };
        if mark == '月' {
            self.mark("日号");
            return month_day(first, second, true);
        }
        if mark == '年' {
            let of_month = self.mark("月-/.").and_then(|_| self.short());
            self.mark("日号");
            return of_month.map_or(Day::Wrong, |day| Day::Ambiguous(Readings::year_first(first, second, day)));
        }
        let before = self.rest;
        if self.mark("-/.").is_none() {
            self.rest = before;
            return month_day(first, second, false);
        }
        match self.digits() {
            Some(third) if third.len() == 4 => match (first.parse::<u32>(), second.parse::<u32>()) {
                (Ok(a), Ok(b)) if a == b || (a <= 12 && b > 12) => ymd(third, first, second),
                (Ok(a), Ok(b)) if a > 12 && b <= 12 => ymd(third, second, first),
                (Ok(_), Ok(_)) => Day::Ambiguous(Readings::of(first, second, third)),
                _ => Day::Wrong,
            },
            Some(third) if third.len() <= 2 => Day::Ambiguous(Readings::of(first, second, third)),
            _ => Day::Wrong,
        }
    }
}

fn month_day(month: &str, day: &str, sure: bool) -> Day {
    // 29 February may exist: judged again once the year is known.
    match (month.parse(), day.parse()) {
        (Ok(month), Ok(day)) if NaiveDate::from_ymd_opt(2024, month, day).is_some() => Day::NoYear { month, day, sure },
        _ => Day::Never,
    }
}

/// 二〇二二年十一月五日 in digits; other texts as they are.
fn arabic(text: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let is_numeral = |c: char| DIGITS.contains(c) || matches!(c, '零' | '十' | '○');
    if !text.chars().next().is_some_and(is_numeral) {
        return text.to_owned();
    }
    let digit = |c: char| if matches!(c, '零' | '○') { 0 } else { DIGITS.chars().position(|d| d == c).unwrap_or(0) };
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if is_numeral(c) {
            run.push(c);
            continue;
        }
        if let Some((tens, ones)) = run.split_once('十') {
            let value = |part: &str, none: usize| part.chars().next().map_or(none, digit);
            out.push_str(&(value(tens, 1) * 10 + value(ones, 0)).to_string());
        } else {
            out.extend(run.chars().map(|c| char::from(b'0' + u8::try_from(digit(c)).unwrap_or(0))));
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn without_weekday(rest: &str) -> &str {
    for open in ["(星期", "星期", "(周", "周", "(礼拜", "礼拜"] {
        if let Some(after) = rest.strip_prefix(open) {
            let after = after.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天']).unwrap_or(after);
            return after.strip_prefix(')').unwrap_or(after).trim();
        }
    }
    rest
}

/// A time of day; the flag is false when it was written as about that time (9时许).
fn time(text: &str) -> (Option<NaiveTime>, bool) {
    let (text, sure) = match text.trim().strip_suffix("许") {
        Some(front) => (front.trim(), false),
        None => (text.trim(), true),
    };
    (clock(text), sure)
}

fn clock(text: &str) -> Option<NaiveTime> {
    const PARTS: [(&str, Part); 12] = [
        ("上午", Part::Morning),
        ("凌晨", Part::Night),
        ("早上", Part::Morning),
        ("早晨", Part::Morning),
        ("清晨", Part::Morning),
        ("中午", Part::Noon),
        ("下午", Part::Afternoon),
        ("傍晚", Part::Evening),
        ("晚上", Part::Evening),
        ("夜间", Part::Evening),
        ("晚", Part::Evening),
        ("早", Part::Morning),
    ];
    let lower = text.to_lowercase();
    if let Some(front) = lower.strip_suffix("am") {
        return clock_in(front.trim(), Some(Part::Am));
    }
    if let Some(front) = lower.strip_suffix("pm") {
        return clock_in(front.trim(), Some(Part::Pm));
    }
    for (word, part) in PARTS {
        if let Some(rest) = text.strip_prefix(word) {
            return clock_in(rest.trim(), Some(part));
        }
    }
    clock_in(text, None)
}

#[derive(Clone, Copy)]
enum Part {
    Am,
    Pm,
    Night,
    Morning,
    Noon,
    Afternoon,
    Evening,
}

fn clock_in(text: &str, part: Option<Part>) -> Option<NaiveTime> {
    let mut scan = Scan { rest: text };
    let hour: u32 = scan.short()?.parse().ok()?;
    let mark = scan.mark(":时点")?;
    let minute: u32 = if mark != ':' && scan.rest.is_empty() {
        0
    } else if mark != ':' && (scan.rest == "半" || scan.rest == "整") {
        let half = scan.rest == "半";
        scan.rest = "";
        if half { 30 } else { 0 }
    } else {
        let minute = scan.short()?.parse().ok()?;
        if mark != ':' {
            scan.mark("分");
        }
        minute
    };
    let mut second = 0;
    if !scan.rest.is_empty() {
        if mark == ':' {
            scan.mark(":")?;
        }
        second = scan.short()?.parse().ok()?;
        if mark != ':' {
            scan.mark("秒")?;
        } else if let Some(fraction) = scan.rest.strip_prefix('.') {
            scan.rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    if !scan.rest.trim().is_empty() {
        return None;
    }
    NaiveTime::from_hms_opt(hour_in(hour, part)?, minute, second)
}

/// The hour on the 24-hour clock. 上午12点 and 晚上12点 can be read in two ways and are refused.
fn hour_in(hour: u32, part: Option<Part>) -> Option<u32> {
    match part {
        None => Some(hour),
        Some(Part::Am) => (1..=12).contains(&hour).then_some(hour % 12),
        Some(Part::Pm) => (1..=12).contains(&hour).then_some(hour % 12 + 12),
        Some(Part::Night) => match hour {
            0..=6 => Some(hour),
            12 => Some(0),
            _ => None,
        },
        Some(Part::Morning) => (hour < 12).then_some(hour),
        Some(Part::Noon) => match hour {
            11..=13 => Some(hour),
            1 | 2 => Some(hour + 12),
            _ => None,
        },
        Some(Part::Afternoon) => match hour {
            1..=11 => Some(hour + 12),
            12..=23 => Some(hour),
            _ => None,
        },
        Some(Part::Evening) => match hour {
            5..=11 => Some(hour + 12),
            17..=23 => Some(hour),
            _ => None,
        },
    }
}
