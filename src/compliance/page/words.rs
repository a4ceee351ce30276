//! Duties, statuses and reasons in the reader's language.
use super::super::model::{AsOf, Asked, Duty, Judged, StateFilter, Status, Told, Why};
use super::super::rule::book;
use super::super::service::Certificate;
use crate::i18n::{self, Lang};
use crate::kernel::rulebook::{self, Cite};
use crate::returns::page as returns;
use crate::t;
use crate::training::rule::Certificate as Stands;
use crate::ui::{Choice, State, Words};
use form_urlencoded::Serializer;

pub fn duty_name(lang: Lang, duty: Duty) -> Words {
    i18n::words(lang, &format!("compliance.duty.{}", duty.key()))
}

/// Hue and word of a status.
pub fn status(lang: Lang, status: Status) -> (State, Words) {
    let state = match status {
        Status::Met => State::Ok,
        Status::Late | Status::Soon => State::Soon,
        Status::NotMet => State::Late,
        Status::NotDue => State::Info,
        Status::NoData | Status::Exempt | Status::NotOwed => State::Nothing,
    };
    (state, i18n::words(lang, &format!("compliance.status.{}", status.key())))
}

/// `2 小时 5 分`, `3 天`.
fn minutes(lang: Lang, minutes: i64) -> String {
    let (h, m) = (minutes / 60, minutes % 60);
    match (h, m) {
        (0, m) => t!(lang, "compliance.minutes.minutes", m = m).into_owned(),
        (h, _) if h >= 48 => t!(lang, "compliance.minutes.days", d = h / 24).into_owned(),
        (h, m) => t!(lang, "compliance.minutes.hours", h = h, m = m).into_owned(),
    }
}

fn told(lang: Lang, told: &Told) -> String {
    match told {
        Told::N(n) => n.to_string(),
        Told::Day(day) => i18n::date(lang, *day),
        Told::Text(text) => text.clone(),
        Told::Template(key) => returns::template_name(lang, key).into_owned(),
        Told::Period(period) => returns::period_name(lang, *period).into_owned(),
        Told::Tenths(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        Told::Minutes(n) => minutes(lang, *n),
    }
}

/// The reason as a sentence.
pub fn why(lang: Lang, why: &Why) -> String {
    // A year is no amount: it has no thousands.
    let one = |name: &str, fact: &Told| match fact {
        Told::N(n) if name != "year" => i18n::number(*n),
        fact => told(lang, fact),
    };
    let params: Vec<(&str, String)> = why.facts.iter().map(|(name, fact)| (*name, one(name, fact))).collect();
    i18n::code(lang, "compliance.why", why.code, &params)
}

/// The article behind a duty as it held on the last day that is looked at.
pub fn law(lang: Lang, at: &AsOf, duty: Duty) -> String {
    let cited = |rule: &book::Rule| cite(lang, &rule.cite, rule.former().map(|rule| &rule.cite));
    book::at(duty, at.last()).map(cited).unwrap_or_default()
}

/// A law with its article. Where a new text's article was not read, the article of the text before it, which asked the same,
/// stands beside it and says that it is the former one.
fn cite(lang: Lang, now: &Cite, former: Option<&Cite>) -> String {
    let words = i18n::cite(lang, now);
    match former.filter(|former| now.article.is_empty() && !former.article.is_empty()) {
        Some(former) => t!(lang, "compliance.law-former", law = words, former = i18n::cite(lang, former)).into_owned(),
        None => words,
    }
}

/// The article by which a certificate stands as it does (6 years, or the recheck after 3): that of the day on which it
/// lapsed, or will.
pub fn certificate_law(lang: Lang, certificate: &Certificate) -> String {
    let (expires, recheck) = (certificate.expires_on, certificate.recheck_on);
    let renewal = match certificate.stands {
        Stands::Expired(_) => true,
        Stands::RecheckOverdue(_) => false,
        _ => recheck.is_none_or(|recheck| expires.is_some_and(|expires| expires < recheck)),
    };
    let (id, day) = match renewal {
        true => ("training.special-certificate-years", expires),
        false => ("training.special-recheck-years", recheck),
    };
    let rule = day.and_then(|day| rulebook::at(day).get(id));
    let cited = |rule: &rulebook::Rule| cite(lang, &rule.cite(), rule.former().map(rulebook::Rule::cite).as_ref());
    rule.map(cited).unwrap_or_default()
}

/// What the duty asks, in plain words.
pub fn asks(lang: Lang, at: &AsOf, duty: Duty) -> String {
    let words = |rule: &book::Rule| if lang == Lang::Zh { rule.zh.clone() } else { rule.en.clone() };
    book::at(duty, at.last()).map(words).unwrap_or_default()
}

pub fn judged(lang: Lang, judged: &Judged) -> (State, Words, String) {
    let (state, word) = status(lang, judged.status);
    // The duty was there; nothing is known of it, and nobody is to blame.
    let word = if judged.is_not_there_yet() { t!(lang, "compliance.not-judged") } else { word };
    (state, word, why(lang, &judged.why))
}

/// The years that may be looked at: this one and the four before.
pub fn years(today: chrono::NaiveDate) -> Vec<Choice> {
    let this = chrono::Datelike::year(&today);
    (this - 4..this).rev().map(|year| Choice::new(year.to_string(), year.to_string())).collect()
}

/// The list behind a number.
pub fn list(asked: &Asked, town: &str, duty: Option<Duty>, state: StateFilter) -> String {
    address(asked, town, duty.map_or("", Duty::key), state.key())
}

/// The list of all enterprises of a town, or of all towns.
pub fn everyone(asked: &Asked, town: &str) -> String {
    address(asked, town, "", "")
}

fn address(asked: &Asked, town: &str, duty: &str, state: &str) -> String {
    let year = asked.year.map(|year| year.to_string()).unwrap_or_default();
    let on = asked.on.map(|on| on.to_string()).unwrap_or_default();
    let all = [("year", year.as_str()), ("on", &on), ("town", town), ("duty", duty), ("state", state)];
    let query = Serializer::new(String::new()).extend_pairs(all.iter().filter(|(_, value)| !value.is_empty())).finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/compliance/enterprises{mark}{query}")
}

/// The board, at what a duty asks.
pub fn board(asked: &Asked, duty: Duty) -> String {
    let year = asked.year.map(|year| format!("?year={year}")).unwrap_or_default();
    format!("/compliance{year}#duty-{}", duty.key())
}

/// One enterprise's file, of the same year and day.
pub fn file(asked: &Asked, id: uuid::Uuid) -> String {
    let mut query = Serializer::new(String::new());
    if let Some(year) = asked.year {
        query.append_pair("year", &year.to_string());
    }
    if let Some(on) = asked.on {
        query.append_pair("on", &on.to_string());
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/enterprises/{id}/file{mark}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_leads_to_its_town_duty_and_state() {
        let asked = Asked { year: Some(2025), on: None };
        let state = StateFilter::One(Status::NotMet);
        assert_eq!(
            list(&asked, "白米镇", Some(Duty::Returns), state),
            "/compliance/enterprises?year=2025&town=%E7%99%BD%E7%B1%B3%E9%95%87&duty=returns&state=not-met"
        );
        assert_eq!(list(&Asked::default(), "", None, state), "/compliance/enterprises?state=not-met");
    }

    #[test]
    fn one_of_several_is_told_as_one() {
        let en = |why: Why| super::why(Lang::En, &why);
        let over = |of: i64, overdue: i64| {
            Why::new("danger-over")
                .n("of", of)
                .n("overdue", overdue)
                .day("first", "2026-10-15".parse().expect("a day"))
                .n("days", 1)
        };
        assert!(en(over(2, 1)).starts_with("Of 2 major hazards 1 is past its date, "), "{}", en(over(2, 1)));
        assert!(en(over(3, 2)).starts_with("Of 3 major hazards 2 are past their dates, "), "{}", en(over(3, 2)));
        let lacking = Why::new("danger-lacking").n("of", 1).n("lacking", 1);
        assert_eq!(en(lacking), "Of 1 major hazard 1 does not have all five in place.");
    }

    #[test]
    fn a_reason_is_a_sentence_with_its_numbers_and_days() {
        let day = "2026-10-15".parse().expect("a day");
        let missing = Why::new("returns-missing").n("n", 1).n("of", 4).day("due", day).n("days", 21);
        let missing = missing.with("template", Told::Template("training".into()));
        let missing = missing.with("period", Told::Period("2026-Q3".parse().expect("a period")));
        let said = why(Lang::Zh, &missing);
        assert!(said.contains("2026年第三季度") && said.contains("已晚 21 天"), "{said}");
        assert!(!why(Lang::En, &missing).contains('{'), "every parameter is told");
        let many = Why::new("coverage-unknown").n("people", 12_345).n("year", 2025);
        let said = why(Lang::En, &many);
        assert!(said.contains("12,345") && said.contains("2025"), "{said}");
        assert_eq!(minutes(Lang::Zh, 125), "2 小时 5 分");
        assert_eq!(minutes(Lang::En, 60 * 24 * 3), "3 days");
    }
}
