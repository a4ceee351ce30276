//! Pure judgements over the roll: what a sent row changes, and the figures of a year from its periods.
use super::model::{Exposure, ExposureRow, Facts, Part};
use crate::kernel::Centi;

/// What is on the roll after a sent row: a blank in the row leaves what was known, for a workbook with fewer columns
/// must not erase anything. Erasing is a correction, done by a person.
pub fn merged(known: &Facts, sent: &Facts) -> Facts {
    Facts {
        uscc: known.uscc.clone(),
        name: sent.name.clone(),
        town: sent.town.clone(),
        industry: sent.industry.clone().or_else(|| known.industry.clone()),
        size: sent.size.or(known.size),
        above_scale: sent.above_scale.or(known.above_scale),
        union: sent.union.or(known.union),
        pilot: sent.pilot.or(known.pilot),
        high_risk: sent.high_risk.or(known.high_risk),
        safety_officer: sent.safety_officer.clone().or_else(|| known.safety_officer.clone()),
        phone: sent.phone.clone().or_else(|| known.phone.clone()),
    }
}

/// What is known of a period after a sent row: hours left blank stay what they were.
pub fn merged_exposure(known: Option<&Exposure>, sent: &ExposureRow) -> Exposure {
    let hours = sent.hours.or(known.and_then(|k| k.hours));
    Exposure { period: sent.period, headcount: sent.headcount, hours, from_roll: false }
}

/// What a year's figures were put together from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    Year,
    /// How many of the four quarters.
    Quarters(usize),
    /// How many of the twelve months.
    Months(usize),
    /// Only the headcount a roll told.
    Roll,
}

/// Headcount and hours of one enterprise in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearFigures {
    pub year: i64,
    pub headcount: i64,
    /// Hours of the periods that told them, summed; none when none did.
    pub hours: Option<Centi>,
    pub basis: Basis,
}

/// The figures of a year from the periods told for it. The whole year's own row counts before quarters and months;
/// of those, whichever cover more of the year, quarters when both cover the same. Headcount is the mean of the periods
/// (half rounds up), hours are their sum. A roll's headcount serves only when no return told one.
pub fn year_figures(year: i64, told: &[Exposure]) -> Option<YearFigures> {
    let of_year = || told.iter().filter(|e| e.period.year == year);
    let whole = of_year().find(|e| e.period.part == Part::Whole);
    let quarters: Vec<_> = of_year().filter(|e| matches!(e.period.part, Part::Quarter(_))).collect();
    let months: Vec<_> = of_year().filter(|e| matches!(e.period.part, Part::Month(_))).collect();
    let parts = if months.len() > quarters.len() * 3 { &months } else { &quarters };
    let basis = match whole {
        Some(row) if !row.from_roll => Basis::Year,
        _ if !parts.is_empty() && std::ptr::eq(parts, &months) => Basis::Months(months.len()),
        _ if !parts.is_empty() => Basis::Quarters(quarters.len()),
        Some(_) => Basis::Roll,
        None => return None,
    };
    if let (Some(row), Basis::Year | Basis::Roll) = (whole, basis) {
        return Some(YearFigures { year, headcount: row.headcount, hours: row.hours, basis });
    }
    let count = i64::try_from(parts.len()).ok()?;
    let sum: i64 = parts.iter().map(|e| e.headcount).sum();
    let hours: Vec<i64> = parts.iter().filter_map(|e| e.hours).map(|hours| hours.0).collect();
    let hours = (!hours.is_empty()).then(|| Centi(hours.iter().sum()));
    Some(YearFigures { year, headcount: (2 * sum + count).div_euclid(2 * count), hours, basis })
}

/// A name, as it is compared, without the words that nearly every enterprise bears: 江城恒力机械 of 江城恒力机械有限公司.
pub fn bare_name(name: &str) -> String {
    const COMMON: [&str; 6] = ["有限责任公司", "股份有限公司", "有限公司", "集团", "公司", "厂"];
    let key = super::model::name_key(name);
    COMMON.iter().fold(key, |name, common| name.replace(common, ""))
}

/// A name, as it is compared, without the words for the form of a company: 清澜华铸钢有限公司 and 清澜华铸钢有限责任公司 are one,
/// a 集团 or a 厂 is another.
pub fn formless(name: &str) -> String {
    const FORMS: [&str; 4] = ["有限责任公司", "股份有限公司", "有限公司", "公司"];
    let key = super::model::name_key(name);
    FORMS.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(&key).to_owned()
}

/// Whether a name is that of a group of companies.
pub fn is_group(name: &str) -> bool {
    formless(name).ends_with("集团")
}

/// How many letters at the front of a text stand in a name in the same order, from the letter after `skip` on; none when the
/// two do not begin alike.
pub fn in_order(text: &str, name: &str, skip: usize) -> usize {
    let (mut text, mut taken) = (text.chars().peekable(), 0);
    for (at, letter) in name.chars().skip(skip).enumerate() {
        if text.peek() == Some(&letter) {
            text.next();
            taken += 1;
        } else if at < 2 {
            return 0;
        }
    }
    taken
}

/// How alike two names are, in thousandths: the share of pairs of neighbouring characters that both have. Words that nearly
/// every enterprise bears say nothing.
pub fn likeness(one: &str, other: &str) -> u32 {
    let pairs = |name: &str| {
        let letters: Vec<char> = name.chars().collect();
        let mut pairs: Vec<[char; 2]> = letters.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        pairs.extend(letters.first().map(|first| [*first, *first]));
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    let (one, other) = (pairs(&bare_name(one)), pairs(&bare_name(other)));
    let both = one.iter().filter(|pair| other.contains(pair)).count();
    let all = one.len() + other.len();
    let share = (2_000 * both).checked_div(all).unwrap_or(0);
    u32::try_from(share).unwrap_or(0)
}

/// Whether what follows a name says that others are meant too: 等企业, 、 and another name.
pub fn names_more(rest: &str) -> bool {
    rest.starts_with(['等', '、', '及', '和'])
}

/// Whether a text ends as names of enterprises do, so that a person may be asked whom it means.
pub fn ends_like_a_name(text: &str) -> bool {
    ["公司", "厂", "集团", "合作社", "中心", "医院", "学校"].iter().any(|end| text.ends_with(end))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_heading_may_be_a_name_and_a_title_may_speak_of_several() {
        for (text, is_name) in
            [("恒力机械有限公司", true), ("江城纺织厂", true), ("冲压车间", false), ("七月份", false)]
        {
            assert_eq!(ends_like_a_name(text), is_name, "{text}");
        }
        assert!(names_more("等企业2022年职代会") && names_more("、晨光纺织有限公司"));
        assert!(!names_more("2022年职代会"));
    }

    #[test]
    fn forms_of_companies_are_told_from_groups_and_letters_in_order_are_counted() {
        assert_eq!(formless("清澜华铸钢有限责任公司"), formless("清澜华铸钢有限公司"));
        assert_ne!(formless("清澜华铸钢集团有限公司"), formless("清澜华铸钢有限公司"));
        assert!(is_group("清澜华铸钢集团有限公司") && is_group("华铸钢集团") && !is_group("清澜集团铸钢有限公司"));
        for (text, name, skip, letters) in [
            ("华岳铸钢", "清澜华岳第二铸钢", 2, 4),
            ("华岳铸钢隐患", "清澜华岳第二铸钢", 2, 4),
            ("华岳铸钢", "清澜华岳第二铸钢", 0, 0),
            ("华铸钢", "华岳第二铸钢", 0, 0),
        ] {
            assert_eq!(in_order(text, name, skip), letters, "{text} {name}");
        }
    }

    use super::super::model::{Period, Size, Uscc};
    use super::*;

    fn told(rows: &[(&str, i64, Option<i64>)]) -> Vec<Exposure> {
        let exposure = |(period, headcount, hours): &(&str, i64, Option<i64>)| Exposure {
            period: period.trim_end_matches('r').parse().expect("a period"),
            headcount: *headcount,
            hours: hours.map(|h| Centi(h * 100)),
            from_roll: period.ends_with('r'),
        };
        rows.iter().map(exposure).collect()
    }

    #[test]
    fn a_year_is_put_together_from_the_best_that_was_told() {
        type Row = (&'static str, i64, Option<i64>);
        type Figures = Option<(i64, Option<i64>, Basis)>;
        let cases: &[(&[Row], Figures)] = &[
            (&[], None),
            (&[("2021", 9, None)], None),
            (&[("2022", 40, Some(80_000)), ("2022-Q1", 10, None)], Some((40, Some(80_000), Basis::Year))),
            (&[("2022-Q1", 10, Some(5)), ("2022-Q2", 11, None)], Some((11, Some(5), Basis::Quarters(2)))),
            (&[("2022-01", 10, None), ("2022-Q2", 20, None)], Some((20, None, Basis::Quarters(1)))),
            (
                &[
                    ("2022-01", 1, None),
                    ("2022-02", 1, None),
                    ("2022-03", 2, None),
                    ("2022-04", 1, Some(7)),
                    ("2022-Q2", 9, None),
                ],
                Some((1, Some(7), Basis::Months(4))),
            ),
            (&[("2022r", 50, None)], Some((50, None, Basis::Roll))),
            (&[("2022r", 50, None), ("2022-Q1", 30, None)], Some((30, None, Basis::Quarters(1)))),
        ];
        for (rows, expected) in cases {
            let found = year_figures(2022, &told(rows)).map(|f| (f.headcount, f.hours.map(|h| h.0 / 100), f.basis));
            assert_eq!(found, *expected, "{rows:?}");
        }
    }

    #[test]
    fn a_blank_in_a_workbook_erases_nothing() {
        let known = Facts {
            uscc: Uscc::stored("91321204MA00000154".to_owned()),
            name: "甲".to_owned(),
            town: "罗塘街道".to_owned(),
            industry: Some("纺织业".to_owned()),
            size: Some(Size::Small),
            above_scale: Some(true),
            union: Some(false),
            pilot: None,
            high_risk: Some(true),
            safety_officer: Some("王承".to_owned()),
            phone: None,
        };
        let sent = Facts { name: "乙".to_owned(), union: Some(true), ..bare(&known) };
        let merged = merged(&known, &sent);
        assert_eq!(merged, Facts { name: "乙".to_owned(), union: Some(true), ..known.clone() });
        let row = ExposureRow { period: Period::year(2022), headcount: 5, hours: None };
        let before = Exposure { period: row.period, headcount: 4, hours: Some(Centi(100)), from_roll: false };
        assert_eq!(merged_exposure(Some(&before), &row).hours, Some(Centi(100)));
    }

    fn bare(facts: &Facts) -> Facts {
        Facts {
            industry: None,
            size: None,
            above_scale: None,
            union: None,
            pilot: None,
            high_risk: None,
            safety_officer: None,
            phone: None,
            ..facts.clone()
        }
    }

    #[test]
    fn names_are_alike_by_their_own_part() {
        let like = |one, other| likeness(one, other) >= 400;
        for (one, other, alike) in [
            ("晨光纺织", "晨光纺织有限公司", true),
            ("江城晨光纺织有限公司", "晨光纺织（集团）有限公司", true),
            ("宏远锻造厂", "宏远锻造有限公司", true),
            ("宏远锻造厂", "晨光纺织有限公司", false),
            ("甲有限公司", "乙有限公司", false),
            ("", "晨光纺织有限公司", false),
            ("有限公司", "有限公司", false),
        ] {
            assert_eq!(like(one, other), alike, "{one} {other}: {}", likeness(one, other));
        }
        assert_eq!(likeness("晨光纺织", "晨光纺织"), 1_000);
    }
}
