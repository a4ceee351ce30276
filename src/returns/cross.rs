//! Judgements over the cells of one row: what contradicts itself (an error) and what a person should look at (a warning).
use super::lexer::day_of;
use super::report::{Severity, Value, Values};
use chrono::{Datelike, NaiveDate};

/// A finding of a row: the rule's key for its sentence, the field it hangs on, and numbers for the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static str,
    pub severity: Severity,
    pub field: &'static str,
    pub params: Vec<(&'static str, String)>,
}

/// A rule as the page says it that explains a template: the column it hangs on, whether it holds a row back, and the
/// rule of law behind it by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub template: &'static str,
    pub field: &'static str,
    pub rule: &'static str,
    pub must: bool,
    pub law: Option<&'static str>,
}

const fn check(template: &'static str, field: &'static str, rule: &'static str) -> Check {
    Check { template, field, rule, must: false, law: None }
}

impl Check {
    const fn must(mut self) -> Check {
        self.must = true;
        self
    }
    const fn by(mut self, law: &'static str) -> Check {
        self.law = Some(law);
        self
    }
}

/// Every rule of [`judge`] and [`in_future`], by template and column.
pub const CHECKS: [Check; 38] = [
    check("exposure", "period", "in-future"),
    check("exposure", "hours", "too-many-hours"),
    check("congress", "held_on", "in-future"),
    check("congress", "delegates_total", "part-over-total"),
    check("congress", "delegates_present", "present-over-total").must(),
    check("congress", "delegates_present", "no-quorum").by("congress.quorum"),
    check("congress", "delegates_frontline", "part-over-total"),
    check("congress", "delegates_women", "part-over-total"),
    check("congress", "delegates_managers", "part-over-total"),
    check("congress", "delegates_managers", "too-many-managers").by("congress.managers-most"),
    check("congress", "papers_sent_on", "papers-after-meeting").by("congress.notice-days"),
    check("congress", "votes_yes", "votes-over-present").must(),
    check("congress", "votes_yes", "no-majority").by("congress.majority"),
    check("congress", "proposals_closed", "part-over-total"),
    check("congress", "published_on", "published-before-held").by("congress.published"),
    check("incidents", "occurred_at", "in-future"),
    check("incidents", "informed_at", "informed-before-occurred"),
    check("incidents", "reported_at", "reported-before-occurred").must(),
    check("incidents", "reported_at", "reported-before-informed").by("incident.report-minutes"),
    check("incidents", "reported_at", "in-future"),
    check("incidents", "category", "category-off-list"),
    check("incidents", "lost_days", "too-few-lost-days").by("incident.death-lost-days"),
    check("incidents", "lost_days", "lost-days-say-serious").by("incident.serious-lost-days"),
    check("hazards", "found_on", "in-future"),
    check("hazards", "due_on", "due-before-found"),
    check("hazards", "closed_on", "closed-before-found").must(),
    check("hazards", "closed_on", "in-future"),
    check("training", "name", "several-names"),
    check("training", "held_on", "in-future"),
    check("training", "hours", "many-hours"),
    check("training", "score", "score-over-100"),
    check("training", "cert_expires_on", "certificate-expired"),
    check("health", "period", "in-future"),
    check("health", "due_check", "due-over-exposed"),
    check("health", "checked", "checked-over-due").must(),
    check("health", "points_ok", "points-over-all").must(),
    check("baseline", "year", "in-future"),
    check("baseline", "incidents", "harm-without-incident"),
];

fn finding(rule: &'static str, severity: Severity, field: &'static str, params: &[(&'static str, String)]) -> Finding {
    Finding { rule, severity, field, params: params.to_vec() }
}

/// Judges a row of `template`. `no_time` names the moments of which only the day is known.
pub fn judge(template: &str, values: &Values, no_time: &[&str]) -> Vec<Finding> {
    match template {
        "congress" => congress(values),
        "incidents" => incidents(values, no_time),
        "hazards" => hazards(values),
        "health" => health(values),
        "training" => training(values),
        "baseline" => baseline(values),
        "exposure" => exposure(values),
        _ => Vec::new(),
    }
}

/// `small` must not be more than `large`.
fn at_most(
    values: &Values,
    small: &'static str,
    large: &'static str,
    rule: &'static str,
    severity: Severity,
) -> Option<Finding> {
    let (s, l) = (values.count(small)?, values.count(large)?);
    (s > l).then(|| finding(rule, severity, small, &[("got", s.to_string()), ("most", l.to_string())]))
}

/// The day of `early` must not be after that of `late`.
fn in_order(
    values: &Values,
    early: &'static str,
    late: &'static str,
    rule: &'static str,
    severity: Severity,
) -> Option<Finding> {
    let (e, l) = (values.get(early).and_then(day_of)?, values.get(late).and_then(day_of)?);
    (l < e).then(|| finding(rule, severity, late, &[("early", e.to_string()), ("late", l.to_string())]))
}

/// 企业民主管理规定: quorum two thirds, majority of all delegates, managers at most a fifth; papers seven days before.
fn congress(values: &Values) -> Vec<Finding> {
    use Severity::{Error, Info, Warning};
    let mut found = Vec::new();
    found.extend(at_most(values, "delegates_present", "delegates_total", "present-over-total", Error));
    let present = values.count("delegates_present");
    let votes: Vec<i64> =
        ["votes_yes", "votes_no", "votes_abstain"].into_iter().filter_map(|f| values.count(f)).collect();
    let cast: i64 = votes.iter().sum();
    if let Some(present) = present.filter(|p| cast > *p) {
        found.push(finding(
            "votes-over-present",
            Error,
            "votes_yes",
            &[("got", cast.to_string()), ("most", present.to_string())],
        ));
    }
    let total = values.count("delegates_total");
    if let (Some(managers), Some(total)) = (values.count("delegates_managers"), total)
        && managers * 5 > total
    {
        found.push(finding(
            "too-many-managers",
            Warning,
            "delegates_managers",
            &[("got", managers.to_string()), ("total", total.to_string())],
        ));
    }
    for field in ["delegates_frontline", "delegates_women", "delegates_managers"] {
        found.extend(at_most(values, field, "delegates_total", "part-over-total", Warning));
    }
    found.extend(at_most(values, "delegates_total", "staff", "part-over-total", Warning));
    found.extend(at_most(values, "proposals_closed", "proposals", "part-over-total", Warning));
    if let (Some(present), Some(total)) = (present, total)
        && present <= total
        && present * 3 < total * 2
    {
        found.push(finding(
            "no-quorum",
            Info,
            "delegates_present",
            &[("got", present.to_string()), ("total", total.to_string())],
        ));
    }
    if let (Some(yes), Some(total)) = (values.count("votes_yes"), total)
        && yes * 2 <= total
    {
        found.push(finding(
            "no-majority",
            Info,
            "votes_yes",
            &[("got", yes.to_string()), ("total", total.to_string())],
        ));
    }
    found.extend(in_order(values, "papers_sent_on", "held_on", "papers-after-meeting", Warning));
    found.extend(in_order(values, "held_on", "published_on", "published-before-held", Warning));
    found
}

/// Lost workdays of a death or of complete disability, and the least of a serious injury (GB/T 15499).
const DAYS_DEATH: i64 = 6_000;
const DAYS_SERIOUS: i64 = 105;

fn incidents(values: &Values, no_time: &[&str]) -> Vec<Finding> {
    use Severity::{Error, Warning};
    let mut found = Vec::new();
    found.extend(moments(values, no_time, "occurred_at", "reported_at", "reported-before-occurred", Error));
    found.extend(moments(values, no_time, "occurred_at", "informed_at", "informed-before-occurred", Warning));
    found.extend(moments(values, no_time, "informed_at", "reported_at", "reported-before-informed", Warning));
    let (deaths, serious) = (values.count("deaths"), values.count("serious"));
    if let Some(days) = values.count("lost_days") {
        let least = deaths
            .unwrap_or(0)
            .saturating_mul(DAYS_DEATH)
            .saturating_add(serious.unwrap_or(0).saturating_mul(DAYS_SERIOUS));
        if days < least {
            found.push(finding(
                "too-few-lost-days",
                Warning,
                "lost_days",
                &[("got", days.to_string()), ("least", least.to_string())],
            ));
        }
        let minor = values.count("minor").unwrap_or(0).max(1);
        if deaths == Some(0) && serious == Some(0) && days >= DAYS_SERIOUS.saturating_mul(minor) {
            found.push(finding(
                "lost-days-say-serious",
                Warning,
                "lost_days",
                &[("got", days.to_string()), ("least", (DAYS_SERIOUS * minor).to_string())],
            ));
        }
    }
    found
}

/// Two moments in order; when one of them has no time, days are compared.
fn moments(
    values: &Values,
    no_time: &[&str],
    early: &'static str,
    late: &'static str,
    rule: &'static str,
    severity: Severity,
) -> Option<Finding> {
    let (e, l) = (values.text(early)?, values.text(late)?);
    let days = no_time.contains(&early) || no_time.contains(&late);
    let wrong = if days { l.get(..10) < e.get(..10) } else { l < e };
    wrong.then(|| finding(rule, severity, late, &[("early", e.to_owned()), ("late", l.to_owned())]))
}

fn hazards(values: &Values) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(in_order(values, "found_on", "closed_on", "closed-before-found", Severity::Error));
    found.extend(in_order(values, "found_on", "due_on", "due-before-found", Severity::Warning));
    found
}

fn health(values: &Values) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(at_most(values, "checked", "due_check", "checked-over-due", Severity::Error));
    found.extend(at_most(values, "points_ok", "points", "points-over-all", Severity::Error));
    found.extend(at_most(values, "due_check", "exposed", "due-over-exposed", Severity::Warning));
    found
}

fn training(values: &Values) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(in_order(values, "held_on", "cert_expires_on", "certificate-expired", Severity::Warning));
    if let Some(name) = values.text("name").filter(|name| is_of_several(name)) {
        found.push(finding("several-names", Severity::Warning, "name", &[("got", name.to_owned())]));
    }
    let number = |field: &str| values.text(field).and_then(|t| t.parse::<f64>().ok());
    if let Some(score) = number("score").filter(|s| *s > 100.0) {
        found.push(finding("score-over-100", Severity::Warning, "score", &[("got", score.to_string())]));
    }
    // 95% is 0.95 where the label says nothing of percent.
    if let Some(score) = number("score").filter(|s| *s > 0.0 && *s <= 1.0) {
        found.push(finding("score-of-one", Severity::Warning, "score", &[("got", score.to_string())]));
    }
    if let Some(hours) = number("hours").filter(|h| *h > 400.0) {
        found.push(finding("many-hours", Severity::Warning, "hours", &[("got", hours.to_string())]));
    }
    found
}

/// 张三、李四; 王五等12人; 全体员工: a row is a training of one person.
fn is_of_several(name: &str) -> bool {
    let several = |c: char| matches!(c, '、' | ',' | '，' | ';' | '/' | '\n');
    let counted = name.ends_with(['人', '名']) && name.chars().any(char::is_numeric);
    let all = ["全体", "全员", "所有", "各班组"].iter().any(|word| name.starts_with(word));
    name.split(several).filter(|part| !part.trim().is_empty()).count() > 1 || counted || all || name.ends_with("等人")
}

fn baseline(values: &Values) -> Vec<Finding> {
    let mut found = Vec::new();
    let harmed = values.count("deaths").unwrap_or(0) + values.count("serious").unwrap_or(0);
    if values.count("incidents") == Some(0) && harmed > 0 {
        found.push(finding("harm-without-incident", Severity::Warning, "incidents", &[("got", harmed.to_string())]));
    }
    found
}

/// Nobody works more than every hour of the period.
fn exposure(values: &Values) -> Vec<Finding> {
    let judged = (|| {
        let hours: f64 = values.text("hours")?.parse().ok()?;
        let heads = i32::try_from(values.count("headcount")?).ok()?;
        let months = match values.text("period")?.len() {
            4 => 12.0,
            7 if values.text("period")?.contains('Q') => 3.0,
            _ => 1.0,
        };
        let most = f64::from(heads) * 24.0 * 31.0 * months;
        (hours > most).then(|| {
            finding(
                "too-many-hours",
                Severity::Warning,
                "hours",
                &[("got", hours.to_string()), ("most", most.to_string())],
            )
        })
    })();
    judged.into_iter().collect()
}

/// Events after the day of the check are slips of the year or the month.
pub fn in_future(template: &str, values: &Values, as_of: NaiveDate) -> Option<Finding> {
    let fields: &[&'static str] = match template {
        "congress" => &["held_on"],
        "incidents" => &["occurred_at", "reported_at"],
        "hazards" => &["found_on", "closed_on"],
        "training" => &["held_on"],
        "baseline" => {
            let year = values.count("year")?;
            return (year > i64::from(as_of.year()))
                .then(|| finding("in-future", Severity::Warning, "year", &[("got", year.to_string())]));
        }
        "exposure" | "health" => {
            let period = values.text("period")?;
            let later = match super::lexer::span_in(period) {
                Some(super::lexer::Said::Span(span)) => span.first > as_of,
                _ => period.parse().is_ok_and(|year: i32| year > as_of.year()),
            };
            return later.then(|| finding("in-future", Severity::Warning, "period", &[("got", period.to_owned())]));
        }
        _ => return None,
    };
    fields.iter().find_map(|field| {
        let day = values.get(field).and_then(day_of)?;
        (day > as_of).then(|| finding("in-future", Severity::Warning, field, &[("got", day.to_string())]))
    })
}

/// Reads a value as an amount that can be added up.
pub fn amount(value: &Value) -> Option<super::lexer::Amount> {
    match value {
        Value::Count(count) => super::lexer::Amount::read(&count.to_string()),
        Value::Text(text) => super::lexer::Amount::read(text),
        Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    #[test]
    fn a_period_that_has_not_begun_is_told() {
        let of = |period: &str| {
            let day = NaiveDate::from_ymd_opt(2022, 11, 5).expect("a day");
            in_future("exposure", &values(&[("period", text(period))]), day).map(|found| found.field)
        };
        assert_eq!([of("2023"), of("2022-12"), of("2023-Q1")], [Some("period"); 3]);
        assert_eq!([of("2022"), of("2022-11"), of("2022-Q4"), of("?")], [None; 4]);
    }

    fn values(pairs: &[(&'static str, Value)]) -> Values {
        Values(pairs.iter().map(|(k, v)| (Cow::Borrowed(*k), v.clone())).collect())
    }
    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
    fn rules(template: &str, pairs: &[(&'static str, Value)], no_time: &[&str]) -> Vec<(&'static str, Severity)> {
        judge(template, &values(pairs), no_time).into_iter().map(|f| (f.rule, f.severity)).collect()
    }
    use Severity::{Error, Info, Warning};
    use Value::Count;

    #[test]
    fn every_check_hangs_on_a_column_of_its_template() {
        for check in CHECKS {
            let template = super::super::template::Template::by_key(check.template).expect(check.template);
            assert!(template.field(check.field).is_some(), "{check:?}");
            assert_eq!(CHECKS.iter().filter(|other| **other == check).count(), 1, "{check:?}");
        }
    }

    #[test]
    fn a_congress_is_added_up() {
        let meeting = |total, present, yes, no, managers| {
            rules(
                "congress",
                &[
                    ("delegates_total", Count(total)),
                    ("delegates_present", Count(present)),
                    ("votes_yes", Count(yes)),
                    ("votes_no", Count(no)),
                    ("delegates_managers", Count(managers)),
                ],
                &[],
            )
        };
        assert_eq!(meeting(45, 30, 23, 7, 9), []);
        assert_eq!(meeting(40, 43, 40, 2, 6), [("present-over-total", Error)]);
        assert_eq!(meeting(40, 38, 37, 2, 6), [("votes-over-present", Error)]);
        assert_eq!(meeting(40, 38, 36, 2, 9), [("too-many-managers", Warning)]);
        assert_eq!(meeting(45, 29, 23, 2, 6), [("no-quorum", Info)]);
        assert_eq!(meeting(100, 70, 50, 2, 6), [("no-majority", Info)]);
    }

    #[test]
    fn an_incident_is_reported_after_it_happened_and_lost_days_fit_the_harm() {
        let at = |occurred: &str, reported: &str, no_time: &[&str]| {
            rules("incidents", &[("occurred_at", text(occurred)), ("reported_at", text(reported))], no_time)
        };
        assert_eq!(at("2022-06-25T09:10", "2022-06-25T07:10", &[]), [("reported-before-occurred", Error)]);
        assert_eq!(at("2022-06-25T09:10", "2022-06-25T00:00", &["reported_at"]), []);
        assert_eq!(at("2022-06-25T09:10", "2022-06-24T00:00", &["reported_at"]), [("reported-before-occurred", Error)]);
        let harm = |deaths, serious, minor, days| {
            rules(
                "incidents",
                &[
                    ("deaths", Count(deaths)),
                    ("serious", Count(serious)),
                    ("minor", Count(minor)),
                    ("lost_days", Count(days)),
                ],
                &[],
            )
        };
        assert_eq!(harm(1, 0, 0, 6000), []);
        assert_eq!(harm(1, 0, 0, 20), [("too-few-lost-days", Warning)]);
        assert_eq!(harm(0, 1, 0, 104), [("too-few-lost-days", Warning)]);
        assert_eq!(harm(0, 0, 1, 105), [("lost-days-say-serious", Warning)]);
        assert_eq!(harm(0, 0, 2, 105), []);
    }

    #[test]
    fn hazards_health_and_the_rest() {
        assert_eq!(
            rules("hazards", &[("found_on", text("2022-03-04")), ("closed_on", text("2022-03-01"))], &[]),
            [("closed-before-found", Error)]
        );
        assert_eq!(rules("hazards", &[("found_on", text("2022-03-04")), ("closed_on", text("2022-03-04"))], &[]), []);
        assert_eq!(
            rules("health", &[("due_check", Count(30)), ("checked", Count(34))], &[]),
            [("checked-over-due", Error)]
        );
        assert_eq!(
            rules("health", &[("points", Count(12)), ("points_ok", Count(13))], &[]),
            [("points-over-all", Error)]
        );
        assert_eq!(
            rules("exposure", &[("period", text("2022-10")), ("headcount", Count(10)), ("hours", text("7441"))], &[]),
            [("too-many-hours", Warning)]
        );
        assert_eq!(
            rules("exposure", &[("period", text("2022-10")), ("headcount", Count(10)), ("hours", text("1680"))], &[]),
            []
        );
        assert_eq!(
            rules("baseline", &[("incidents", Count(0)), ("deaths", Count(1))], &[]),
            [("harm-without-incident", Warning)]
        );
        let tomorrow = values(&[("found_on", text("2022-11-06"))]);
        let day = NaiveDate::from_ymd_opt(2022, 11, 5).expect("real");
        assert_eq!(in_future("hazards", &tomorrow, day).map(|f| f.rule), Some("in-future"));
        assert_eq!(in_future("hazards", &tomorrow, day.succ_opt().expect("real")), None);
    }
}
