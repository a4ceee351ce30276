//! Counts and decimals: units, thousands, Chinese numerals, percent.
use super::{Context, Lexed, Note};
use crate::returns::report::Value;

/// A decimal of any length: `digits` × 10^-`places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    digits: i128,
    places: u32,
}

impl Amount {
    pub const ZERO: Amount = Amount { digits: 0, places: 0 };
    /// More digits than any return has.
    const PLACES_MAX: u32 = 12;

    /// Plain digits with at most one point; thousands commas only where they belong.
    pub fn read(text: &str) -> Option<Amount> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole = ungrouped(whole)?;
        let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty())
            || !digits_only(fraction)
            || whole.len() > 20
            || fraction.len() > 20
        {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let fraction = fraction.get(..fraction.len().min(Amount::PLACES_MAX as usize))?;
        let places = u32::try_from(fraction.len()).ok()?;
        let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
        Some(Amount { digits: if negative { -digits } else { digits }, places })
    }

    /// A stored number at the fifteen digits that a spreadsheet keeps.
    pub fn from_stored(n: f64) -> Option<Amount> {
        if !n.is_finite() || n.abs() >= 1e15 {
            return None;
        }
        Amount::read(&shortest(n))
    }

    pub fn plus(self, other: Amount) -> Option<Amount> {
        let places = self.places.max(other.places);
        let digits = self.at(places)?.checked_add(other.at(places)?)?;
        Some(Amount { digits, places })
    }

    /// The same amount with the point moved: `power` 4 makes 1 into 10000, -4 into 0.0001.
    pub fn shifted(self, power: i32) -> Option<Amount> {
        if self.digits == 0 {
            return Some(self);
        }
        let places = i64::from(self.places) - i64::from(power);
        if places >= 0 {
            return Some(Amount { digits: self.digits, places: u32::try_from(places).ok()? }.trimmed());
        }
        let by = 10_i128.checked_pow(u32::try_from(-places).ok()?)?;
        Some(Amount { digits: self.digits.checked_mul(by)?, places: 0 })
    }

    fn at(self, places: u32) -> Option<i128> {
        self.digits.checked_mul(10_i128.checked_pow(places.checked_sub(self.places)?)?)
    }

    fn trimmed(mut self) -> Amount {
        while self.places > 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.places -= 1;
        }
        self
    }

    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// Whether it is this many or more.
    pub fn reaches(self, least: i64) -> bool {
        let least = Amount { digits: i128::from(least), places: 0 };
        let all = Amount::PLACES_MAX * 2;
        self.at(all).zip(least.at(all)).is_none_or(|(this, least)| this >= least)
    }

    /// The whole number it is, if it is one.
    pub fn whole(self) -> Option<i64> {
        let this = self.trimmed();
        if this.places == 0 { i64::try_from(this.digits).ok() } else { None }
    }

    /// Whether both are the same up to the digits a spreadsheet's own adding may lose.
    pub fn agrees(self, other: Amount) -> bool {
        let places = self.places.max(other.places).max(6);
        match (self.at(places), other.at(places)) {
            (Some(a), Some(b)) => (a - b).abs() <= 10_i128.pow(places - 6),
            _ => false,
        }
    }

    /// Digits with a point and without trailing zeros.
    pub fn plain(self) -> String {
        let this = self.trimmed();
        let unit = 10_u128.pow(this.places);
        let (whole, fraction) = (this.digits.unsigned_abs() / unit, this.digits.unsigned_abs() % unit);
        let sign = if this.digits < 0 { "-" } else { "" };
        if this.places == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{fraction:0width$}", width = this.places as usize)
    }
}

/// `1,024` without its commas; `None` when a comma stands where none belongs.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let right = groups.iter().all(|g| digits_only(g))
        && (groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3)));
    right.then(|| groups.concat())
}

/// A stored number in digits, at most fifteen that count: `0.30000000000000004` is `0.3`.
pub(super) fn shortest(n: f64) -> String {
    if n == 0.0 {
        return "0".to_owned();
    }
    if n == n.trunc() && n.abs() < 1e15 {
        return (n as i64).to_string();
    }
    let plain = n.to_string();
    if plain.bytes().filter(u8::is_ascii_digit).count() <= 15 {
        return plain;
    }
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    format!("{rounded}")
}

/// How a column's plain numbers relate to the unit of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scale {
    /// Power of ten: -4 in a column of 元 for a field in 万元.
    pub power: i32,
    /// The label says %.
    pub percent: bool,
    /// The label, a unit row or a line above names the unit.
    pub stated: bool,
}

/// Counts above this are not believed.
const COUNT_MAX: i64 = 1_000_000_000;
/// Money without any stated unit is not believed from this many 万元: it is most likely 元.
const UNSTATED_MONEY_MAX: i64 = 10_000;

/// 无 and its like in a count.
pub(super) fn none(ctx: &Context<'_>) -> Lexed {
    if matches!(ctx.field.key, "year" | "month") { Lexed::blank() } else { Lexed::value(Value::Count(0)) }
}

/// A year as tables write it, without blanks: `2013`, `2013年`, `2014/15` (by the year it begins in; the second half must be
/// the next year), `2023/24p`, `2023/24(provisional)`. Answers the year and what was left off.
pub fn year_headed(text: &str) -> Option<(i64, &str)> {
    let body = text.strip_prefix("FY").or_else(|| text.strip_prefix("fy")).unwrap_or(text);
    let year: i64 = body.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let left = &body[4..];
    let rest = match left.strip_prefix(['/', '-', '–', '—']) {
        Some(next) => {
            let digits = next.bytes().take_while(u8::is_ascii_digit).count();
            let to: i64 = next[..digits].parse().ok()?;
            let follows = (digits == 2 && (year + 1) % 100 == to) || (digits == 4 && year + 1 == to);
            follows.then(|| &next[digits..])?
        }
        None => left,
    };
    let bracketed =
        rest.len() <= 40 && [('(', ')'), ('[', ']')].iter().any(|(a, b)| rest.starts_with(*a) && rest.ends_with(*b));
    let marked = matches!(rest, "" | "年" | "年度" | "p" | "P" | "r" | "R" | "e" | "E" | "*");
    ((1949..=2200).contains(&year) && (marked || bracketed)).then_some((year, left))
}

pub(super) fn count(text: &str, ctx: &Context<'_>) -> Lexed {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    if ctx.field.key == "year"
        && let Some((year, left)) = year_headed(&compact).filter(|(_, left)| !matches!(*left, "" | "年" | "年度"))
        && let Some(amount) = Amount::read(&year.to_string())
    {
        return whole(amount, ctx).and(Note::warning("unit-stripped").with("unit", left));
    }
    if text.contains(' ') && text.split(' ').filter(|p| p.bytes().any(|b| b.is_ascii_digit())).count() > 1 {
        return Lexed::error("type-error-number"); // `1 024` may be two numbers
    }
    let (number, unit) = split_unit(&compact);
    if !unit.is_empty() && !count_units(ctx.field.key).contains(&unit) {
        return Lexed::note(Note::error("type-error-number"));
    }
    let amount = Amount::read(number).or_else(|| numeral(number));
    let lexed = match amount {
        Some(amount) => whole(amount, ctx),
        None => Lexed::error("type-error-number"),
    };
    if unit.is_empty() || lexed.is_error() { lexed } else { lexed.and(Note::info("unit-stripped").with("unit", unit)) }
}

pub(super) fn count_stored(n: f64, ctx: &Context<'_>) -> Lexed {
    match Amount::from_stored(n) {
        Some(amount) => whole(amount, ctx),
        None => Lexed::error("out-of-range"),
    }
}

fn whole(amount: Amount, ctx: &Context<'_>) -> Lexed {
    if amount.is_negative() {
        return Lexed::error("out-of-range");
    }
    let Some(count) = amount.whole() else { return Lexed::error("type-error-number") };
    let range = match ctx.field.key {
        "year" => 1949..=2200,
        "month" => 1..=12,
        _ => 0..=COUNT_MAX,
    };
    if !range.contains(&count) {
        return Lexed::note(Note::error("out-of-range").with("min", range.start()).with("max", range.end()));
    }
    Lexed::value(Value::Count(count))
}

pub(super) fn decimal(text: &str, ctx: &Context<'_>) -> Lexed {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    let body = compact.trim_start_matches(['¥', '￥']);
    let (number, unit) = split_unit(body);
    let Some(amount) = Amount::read(number) else { return Lexed::error("type-error-number") };
    if text.contains(' ')
        && number.len() + unit.len() == compact.len()
        && text.split(' ').filter(|p| p.bytes().any(|b| b.is_ascii_digit())).count() > 1
    {
        return Lexed::error("type-error-number");
    }
    let power = match unit {
        // ¥5500 in a column of 万元 may be 元, or 万元 drawn with the sign of money.
        "" if ctx.field.unit == "万元" && ctx.scale.power == 0 && body.len() < compact.len() => {
            return Lexed::note(drawn_with_sign(amount));
        }
        "" => ctx.scale.power,
        "%" if ctx.scale.percent => 0,
        // Half of what?
        "%" if ctx.field.unit == "万元" => {
            return Lexed::note(Note::error("type-error-number").with("rule", "share-of-money"));
        }
        "%" => -2,
        unit => match unit_power(ctx.field.unit, unit) {
            Some(power) => power,
            None => return Lexed::error("type-error-number"),
        },
    };
    let stated = ctx.scale.stated || !unit.is_empty();
    let lexed = finished(amount, power, stated, ctx);
    if unit.is_empty() || lexed.is_error() { lexed } else { lexed.and(Note::info("unit-stripped").with("unit", unit)) }
}

pub(super) fn decimal_stored(n: f64, ctx: &Context<'_>) -> Lexed {
    match Amount::from_stored(n) {
        Some(amount) => finished(amount, ctx.scale.power, ctx.scale.stated, ctx),
        None => Lexed::error("out-of-range"),
    }
}

fn finished(amount: Amount, power: i32, stated: bool, ctx: &Context<'_>) -> Lexed {
    if amount.is_negative() {
        return Lexed::error("out-of-range");
    }
    let Some(amount) = amount.shifted(power) else { return Lexed::error("out-of-range") };
    if ctx.field.unit == "万元" && !stated && amount.reaches(UNSTATED_MONEY_MAX) {
        return Lexed::note(without_unit(amount));
    }
    Lexed::value(Value::Text(amount.plain()))
}

/// An amount of which nothing says whether it is in 元 or 万元.
pub fn without_unit(amount: Amount) -> Note {
    yuan_or_wan("out-of-range", "money-without-unit", amount).with("unit", "万元")
}

/// An amount with ¥ in a column of 万元.
pub fn drawn_with_sign(amount: Amount) -> Note {
    yuan_or_wan("type-error-number", "yuan-or-wan", amount)
}

/// The question with both answers: it is suggested to be 元, or else 万元 as the field has it.
fn yuan_or_wan(code: &'static str, rule: &'static str, amount: Amount) -> Note {
    let amount = amount.plain();
    let note = Note::error(code).with("rule", rule).with("stored", format!("{amount}万元"));
    note.suggest(format!("{amount}元"))
}

/// The number in front and what follows it.
fn split_unit(text: &str) -> (&str, &str) {
    let end = text
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+') || numeral_char(*c)))
        .map_or(text.len(), |(at, _)| at);
    // 万 belongs to the unit when digits stand before it: 5.5万元, but 一万 is a numeral.
    let digits = text.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'.' || b == b'-' || b == b'+');
    let end = if digits {
        text.char_indices().find(|(_, c)| numeral_char(*c)).map_or(end, |(at, _)| at.min(end))
    } else {
        end
    };
    text.split_at(end)
}

fn numeral_char(c: char) -> bool {
    "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟".contains(c)
}

/// 三, 十二, 一百零五, 两千 as a number.
fn numeral(text: &str) -> Option<Amount> {
    if text.is_empty() || !text.chars().all(numeral_char) {
        return None;
    }
    let (mut total, mut section, mut digit) = (0_i128, 0_i128, None::<i128>);
    for c in text.chars() {
        let unit = match c {
            '十' | '拾' => 10,
            '百' | '佰' => 100,
            '千' | '仟' => 1_000,
            '万' => 10_000,
            c => {
                let value = digit_of(c)?;
                if digit.is_some_and(|d| d != 0) {
                    return None; // 一二 is no number people write
                }
                digit = Some(value);
                continue;
            }
        };
        if unit == 10_000 {
            if section == 0 && digit.is_none() {
                return None;
            }
            total += (section + digit.unwrap_or(0)) * unit;
            section = 0;
        } else {
            section += digit.unwrap_or(1) * unit;
        }
        digit = None;
    }
    Some(Amount { digits: total + section + digit.unwrap_or(0), places: 0 })
}

fn digit_of(c: char) -> Option<i128> {
    let place = |digits: &str| digits.chars().position(|d| d == c).and_then(|p| i128::try_from(p).ok());
    place("零一二三四五六七八九").or_else(|| place("〇壹贰叁肆伍陆柒捌玖")).or(if c == '两' { Some(2) } else { None })
}

/// Units that may stand behind a count of this field.
fn count_units(key: &str) -> &'static [&'static str] {
    match key {
        "year" => &["年", "年度"],
        "month" => &["月", "月份"],
        "lost_days" => &["天", "日", "个工作日", "工作日", "个", "工日", "个工日"],
        _ => &[
            "人", "名", "位", "个", "起", "次", "例", "件", "项", "条", "家", "户", "处", "点", "票", "张", "份",
            "人次", "个人", "宗",
        ],
    }
}

/// The power of ten that brings `unit` to the field's own unit; `None` when it is no unit of that field.
pub fn unit_power(field_unit: &str, unit: &str) -> Option<i32> {
    let unit = unit.trim_end_matches("人民币");
    match field_unit {
        "万元" => match unit {
            "万元" | "万" | "万圆" | "万元整" | "10,000yuan" | "10000yuan" => Some(0),
            "元" | "圆" | "元整" | "yuan" | "rmb" | "cny" | "RMB" | "CNY" => Some(-4),
            "百元" => Some(-2),
            "千元" => Some(-1),
            "十万元" => Some(1),
            "百万元" => Some(2),
            "亿元" | "亿" => Some(4),
            _ => None,
        },
        "小时" => match unit {
            "小时" | "工时" | "时" | "个小时" | "个工时" | "h" | "H" | "hours" | "hour" | "hrs" => Some(0),
            "千小时" | "千工时" => Some(3),
            "万小时" | "万工时" | "万" => Some(4),
            "百万小时" | "百万工时" => Some(6),
            _ => None,
        },
        "学时" => match unit {
            "学时" | "课时" | "小时" | "个学时" | "个课时" | "个小时" | "h" | "H" | "hours" | "hour" | "hrs" | "节" => {
                Some(0)
            }
            _ => None,
        },
        "" => matches!(unit, "分" | "分值" | "points" | "百分制").then_some(0),
        _ => None,
    }
}

/// Whether a label's unit fits a count of the field.
pub fn count_unit_fits(key: &str, unit: &str) -> bool {
    count_units(key).contains(&unit)
        || (key == "lost_days" && matches!(unit, "工日" | "日历天" | "days"))
        || matches!(unit, "persons" | "people" | "person")
}
