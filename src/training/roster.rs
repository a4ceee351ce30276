//! A roster typed or pasted as lines: `姓名 [身份证号] [岗位] [成绩] [合格]`, then `[证书编号] [有效期至] [复审日期]`.
//!
//! A line is split at commas or tabs when it has any, else at blanks; parts after the name are told apart by what
//! they look like, so a missing one needs no place holder. Blank lines are passed over but counted.
use super::model::Trainee;
use crate::kernel::code::IdNumber;
use crate::kernel::form::LINE_MAX;
use crate::kernel::{Centi, What, text, what};
use chrono::NaiveDate;

/// Every good line as a person, every wrong line as a problem with its number from 1.
pub fn parse(lines: &str) -> (Vec<Trainee>, Vec<What>) {
    let (mut people, mut wrong) = (Vec::<Trainee>::new(), Vec::new());
    for (number, raw) in (1..).zip(lines.lines()) {
        if text::normal(raw).is_empty() {
            continue;
        }
        match person(raw, number) {
            Ok(person) if people.iter().any(|other| same(other, &person)) => {
                wrong.push(what!("roster-twice", line = number, name = person.name));
            }
            Ok(person) => people.push(person),
            Err(what) => wrong.push(what),
        }
    }
    (people, wrong)
}

/// Two lines are one person by identity number, or by name when neither line has a number.
fn same(one: &Trainee, other: &Trainee) -> bool {
    match (&one.id_no, &other.id_no) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.name == other.name && one.post == other.post,
        _ => false,
    }
}

fn parts(raw: &str) -> Vec<String> {
    // A tab separates, so it is kept from being normalised into a blank.
    let raw = raw.replace(['\t', '，', '、'], ",");
    let line = text::normal(&raw);
    if line.contains(',') {
        return line.split(',').map(|part| part.trim().to_owned()).collect();
    }
    line.split(' ').map(str::to_owned).collect()
}

fn person(raw: &str, line: usize) -> Result<Trainee, What> {
    let mut parts = parts(raw).into_iter();
    let name = parts.next().unwrap_or_default();
    if name.is_empty() || name.chars().any(|c| c.is_ascii_digit()) {
        return Err(what!("roster-no-name", line = line));
    }
    let long = parts.as_slice().iter().chain([&name]).any(|part| part.chars().count() > LINE_MAX);
    if long {
        return Err(what!("roster-unclear", line = line));
    }
    let mut person = Trainee {
        name,
        id_no: None,
        post: None,
        score: None,
        passed: None,
        cert_no: None,
        cert_expires_on: None,
        recheck_on: None,
    };
    for part in parts.filter(|part| !part.is_empty()) {
        place(&mut person, &part, line)?;
    }
    Ok(person)
}

/// Puts one part where it belongs; a second part of the same sort is unclear.
fn place(person: &mut Trainee, part: &str, line: usize) -> Result<(), What> {
    let unclear = || what!("roster-unclear", line = line);
    if looks_like_id(part) {
        let id = part.parse::<IdNumber>().map_err(|_| what!("roster-id-wrong", line = line))?;
        return put(&mut person.id_no, id, unclear);
    }
    if let Some(passed) = yes_no(part) {
        return put(&mut person.passed, passed, unclear);
    }
    if let Some(number) = part.strip_prefix("证书") {
        let number = number.trim_start_matches(['编', '号', ':', ' ']).to_owned();
        return put(&mut person.cert_no, number, unclear);
    }
    if let Some(day) = text::date(part) {
        return date(person, day, unclear);
    }
    let score = part.strip_suffix('分').unwrap_or(part);
    if score.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !score.contains(char::is_alphabetic) {
        let good = score.parse().ok().filter(|score| (Centi(0)..=Centi(100_000)).contains(score));
        return put(&mut person.score, good.ok_or_else(|| what!("roster-score-wrong", line = line))?, unclear);
    }
    put(&mut person.post, part.to_owned(), unclear)
}

/// The first date is the certificate's last day, the second the recheck.
fn date(person: &mut Trainee, day: NaiveDate, unclear: impl FnOnce() -> What) -> Result<(), What> {
    if person.cert_expires_on.is_none() {
        person.cert_expires_on = Some(day);
        return Ok(());
    }
    put(&mut person.recheck_on, day, unclear)
}

fn put<T>(slot: &mut Option<T>, value: T, unclear: impl FnOnce() -> What) -> Result<(), What> {
    if slot.is_some() {
        return Err(unclear());
    }
    *slot = Some(value);
    Ok(())
}

/// Fifteen characters or more that start with a digit and hold only digits and perhaps an X.
fn looks_like_id(part: &str) -> bool {
    part.len() >= 15 && part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'x' | b'X' | b'*'))
}

fn yes_no(part: &str) -> Option<bool> {
    match part {
        "合格" | "是" | "通过" | "√" | "passed" | "yes" => Some(true),
        "不合格" | "否" | "未通过" | "×" | "failed" | "no" => Some(false),
        _ => None,
    }
}

/// The person as one line that [`parse`] reads back.
pub fn line(person: &Trainee) -> String {
    let mut parts = vec![person.name.clone()];
    parts.extend(person.id_no.as_ref().map(|id| id.as_str().to_owned()));
    parts.extend(person.post.clone());
    parts.extend(person.score.map(|score| score.to_string()));
    parts.extend(person.passed.map(|passed| if passed { "合格" } else { "不合格" }.to_owned()));
    parts.extend(person.cert_no.as_ref().map(|number| format!("证书 {number}")));
    parts.extend(person.cert_expires_on.map(|day| day.to_string()));
    parts.extend(person.recheck_on.map(|day| day.to_string()));
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Trainee {
        let (mut people, wrong) = parse(line);
        assert_eq!(wrong, [], "{line}");
        people.pop().expect("a person")
    }

    #[test]
    fn parts_are_told_apart_by_what_they_look_like() {
        for line in [
            "王小明,11010519491231002X,焊工,88,合格",
            "王小明\t11010519491231002x\t焊工\t88分\t合格",
            "王小明　焊工　８８　√　11010519491231002X",
        ] {
            let person = one(line);
            assert_eq!((person.name.as_str(), person.post.as_deref()), ("王小明", Some("焊工")), "{line}");
            assert_eq!((person.score, person.passed), (Some(Centi(8800)), Some(true)), "{line}");
            assert!(person.id_no.is_some(), "{line}");
        }
        let named = one("Anna Maria Berg, fitter, failed");
        assert_eq!((named.name.as_str(), named.passed), ("Anna Maria Berg", Some(false)));
        assert_eq!(one("李二").post, None);
    }

    #[test]
    fn certificates_may_follow() {
        let person = one("王小明,电工,证书编号:T-1,2028-05-09,2025-05-09");
        assert_eq!(person.cert_no.as_deref(), Some("T-1"));
        assert_eq!(person.cert_expires_on, NaiveDate::from_ymd_opt(2028, 5, 9));
        assert_eq!(person.recheck_on, NaiveDate::from_ymd_opt(2025, 5, 9));
        assert_eq!(one(&line(&person)), person);
    }

    #[test]
    fn a_wrong_line_says_what_and_where() {
        for (line, code) in [
            (",焊工", "roster-no-name"),
            ("12345", "roster-no-name"),
            ("王小明 110105194912310021", "roster-id-wrong"),
            ("王小明 3212************", "roster-id-wrong"),
            ("王小明 焊工 电工", "roster-unclear"),
            ("王小明,-5", "roster-score-wrong"),
            ("王小明,1001", "roster-score-wrong"),
            ("王小明,88,89", "roster-unclear"),
        ] {
            let (people, wrong) = parse(line);
            assert_eq!((people.len(), wrong.len()), (0, 1), "{line}");
            assert_eq!(wrong[0].code, code, "{line}");
        }
    }

    #[test]
    fn the_same_person_twice_is_a_problem_but_a_namesake_with_another_number_is_not() {
        assert_eq!(parse("王小明\n王小明").1.len(), 1);
        assert_eq!(parse("王小明,11010519491231002X\n王小明").0.len(), 2);
        assert_eq!(parse("王小明,11010519491231002X\n小明,11010519491231002X").1[0].code, "roster-twice");
    }
}
