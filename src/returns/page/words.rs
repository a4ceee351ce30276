//! What is wrong and what is written, in the reader's language.
use super::super::model::duty::{Duty, Part, Period, State as Stands};
use super::super::model::{Fate, SheetSummary, Standing};
use super::super::report::{Problem, Severity};
use super::super::template::{Field, FieldType, TEMPLATES, Template, Word};
use crate::i18n::{self, Lang};
use crate::t;
use crate::ui::{State, Words};
use serde_json::Value;

/// The sentence for a problem: the reader's own words, else the desk's, else those of forms.
pub fn said(lang: Lang, problem: &Problem) -> String {
    let rule = problem.params.get("rule");
    let keys = [
        ("returns.rule", rule.map_or("", String::as_str)),
        ("returns.problem", problem.code.as_ref()),
        ("returns.desk.problem", problem.code.as_ref()),
        ("problem", problem.code.as_ref()),
    ];
    let known = keys.iter().find(|(prefix, code)| !code.is_empty() && i18n::knows(&format!("{prefix}.{code}")));
    let (prefix, code) = known.copied().unwrap_or(("problem", "unreadable"));
    let mut params: Vec<(&str, String)> =
        problem.params.iter().map(|(name, value)| (name.as_ref(), value.clone())).collect();
    if problem.code == "type-error-choice" {
        params.push(("choices", choices(lang, problem.field.as_deref().unwrap_or_default())));
    }
    i18n::code(lang, prefix, code, &params)
}

/// What may stand in the cells of a choice, or of yes and no. No two templates have one field with other words.
pub fn choices(lang: Lang, key: &str) -> String {
    let words = TEMPLATES.iter().filter_map(|template| template.field(key)).find_map(|field| match field.ty {
        FieldType::Choice(words) => Some(words),
        _ => None,
    });
    let one = |word: &Word| match lang {
        Lang::Zh => word.zh.to_owned(),
        // The workbook is Chinese all the same: both words are taken.
        Lang::En => format!("{} ({})", word.en, word.zh),
    };
    match words {
        Some(words) => words.iter().map(one).collect::<Vec<_>>().join(" / "),
        None => format!("{} / {}", t!(lang, "ui.yes"), t!(lang, "ui.no")),
    }
}

/// The state that a severity shows.
pub fn state_of(severity: Severity) -> State {
    match severity {
        Severity::Error => State::Late,
        Severity::Warning => State::Soon,
        Severity::Info => State::Info,
    }
}

pub fn template_name(lang: Lang, key: &str) -> Words {
    match (Template::by_key(key), lang) {
        (Some(template), Lang::Zh) => template.zh.into(),
        (Some(template), Lang::En) => template.en.into(),
        (None, _) => t!(lang, "returns.desk.template-unknown"),
    }
}

pub fn field_name(lang: Lang, field: &Field) -> &'static str {
    match lang {
        Lang::Zh => field.zh,
        Lang::En => field.en,
    }
}

/// The name of a field by its key, whichever template has it.
pub fn field_words(lang: Lang, key: &str) -> String {
    let found = TEMPLATES.iter().flat_map(|template| template.fields).find(|field| field.key == key);
    found.map_or(key, |field| field_name(lang, field)).to_owned()
}

pub fn fate_name(lang: Lang, fate: Fate) -> Words {
    i18n::words(lang, &format!("returns.desk.fate.{}", fate.key()))
}

pub fn standing_name(lang: Lang, standing: Standing) -> Words {
    i18n::words(lang, &format!("returns.desk.standing.{}", standing.key()))
}

pub fn standing_state(standing: Standing) -> State {
    match standing {
        Standing::Accepted | Standing::Locked => State::Ok,
        Standing::Sent => State::Info,
        Standing::Draft | Standing::Checking => State::Soon,
        Standing::Refused | Standing::SentBack => State::Late,
        Standing::Withdrawn | Standing::Undone => State::Nothing,
    }
}

/// 2026年第三季度, Q3 2026.
pub fn period_name(lang: Lang, period: Period) -> Words {
    let year = period.year;
    match period.part {
        Part::Whole => t!(lang, "standing.period.year", year = year),
        Part::Quarter(quarter) => {
            let words = i18n::words(lang, &format!("standing.period.q{quarter}"));
            t!(lang, "standing.period.quarter", year = year, quarter = words)
        }
        Part::Month(month) => {
            let day = i32::try_from(year).ok().and_then(|y| chrono::NaiveDate::from_ymd_opt(y, u32::from(month), 1));
            day.map_or_else(|| period.to_string().into(), |day| i18n::month(lang, day).into())
        }
    }
}

/// The same for a period as it is stored.
pub fn period_text(lang: Lang, period: &str) -> Words {
    period.parse().map_or_else(|_| period.to_owned().into(), |period| period_name(lang, period))
}

/// How a duty stands: word, hue, and the reason for it.
pub fn duty_words(lang: Lang, duty: &Duty) -> (State, Words, Words) {
    let due = i18n::date(lang, duty.due);
    match &duty.state {
        Stands::Filed { on, late: 0 } => {
            let on = i18n::date(lang, *on);
            (State::Ok, t!(lang, "standing.duty.filed"), t!(lang, "standing.duty.filed-why", on = on, due = due))
        }
        Stands::Filed { on, late } => {
            let on = i18n::date(lang, *on);
            let why = t!(lang, "standing.duty.filed-late-why", on = on, due = due, n = late);
            (State::Soon, t!(lang, "standing.duty.filed-late", n = late), why)
        }
        Stands::SentBack => (State::Late, t!(lang, "standing.duty.sent-back"), t!(lang, "standing.duty.sent-back-why")),
        Stands::Exempt { until, authority } => {
            let until = i18n::date(lang, *until);
            let why = t!(lang, "standing.duty.exempt-why", until = until, authority = authority.clone());
            (State::Nothing, t!(lang, "standing.duty.exempt"), why)
        }
        Stands::Late { days } => {
            let why = t!(lang, "standing.duty.late-why", due = due, n = days);
            (State::Late, t!(lang, "standing.duty.late", n = days), why)
        }
        Stands::Due { days } => {
            let why = t!(lang, "standing.duty.due-why", due = due, n = days);
            (State::Soon, t!(lang, "standing.duty.due", n = days), why)
        }
        Stands::Running => {
            (State::Nothing, t!(lang, "standing.duty.running"), t!(lang, "standing.duty.running-why", due = due))
        }
    }
}

/// The words of a field of a record: the template's, else the column's own name.
pub fn any_field(lang: Lang, noun: &str, field: &str) -> Words {
    let template = match noun {
        "enterprise" | "former_name" => "roll",
        "incident" => "incidents",
        "hazard" => "hazards",
        other => other,
    };
    let known = Template::by_key(template).and_then(|template| template.field(field));
    known.map_or_else(|| field.to_owned().into(), |known| field_name(lang, known).into())
}

/// A canonical value as people write it.
pub fn written(lang: Lang, field: Option<&Field>, value: &Value) -> String {
    match (value, field.map(|field| field.ty)) {
        (Value::Null, _) => String::new(),
        (Value::Bool(true), _) => t!(lang, "ui.yes").into_owned(),
        (Value::Bool(false), _) => t!(lang, "ui.no").into_owned(),
        (Value::String(key), Some(FieldType::Choice(words))) => {
            let word = words.iter().find(|word| word.key == key);
            word.map_or_else(|| key.clone(), |word| if lang == Lang::Zh { word.zh } else { word.en }.to_owned())
        }
        (Value::String(at), Some(FieldType::Moment)) => at.replace('T', " "),
        (Value::String(text), _) => text.clone(),
        (other, _) => other.to_string(),
    }
}

/// The same for a value of the records, which is text already.
pub fn written_text(lang: Lang, field: Option<&Field>, text: &str) -> String {
    match (field.map(|field| field.ty), text) {
        (Some(FieldType::YesNo), "true" | "yes") => t!(lang, "ui.yes").into_owned(),
        (Some(FieldType::YesNo), "false" | "no") => t!(lang, "ui.no").into_owned(),
        _ => written(lang, field, &Value::String(text.to_owned())),
    }
}

/// A column of a sheet as it is drawn.
#[derive(Debug, Clone)]
pub struct Column {
    pub letter: String,
    pub label: String,
    pub field: Option<&'static Field>,
    /// What it could be, when nobody said so.
    pub maybe: Option<&'static Field>,
}

/// Every column that has a heading, from left to right.
pub fn columns(sheet: &SheetSummary) -> Vec<Column> {
    let template = Template::by_key(sheet.template());
    let field = |key: &str| template.and_then(|t| t.field(key));
    let known = sheet.info.columns.iter().map(|c| Column {
        letter: c.column.clone(),
        label: c.label.clone(),
        field: field(&c.field),
        maybe: None,
    });
    let other = sheet.info.unmatched.iter().map(|c| Column {
        letter: c.column.clone(),
        label: c.label.clone(),
        field: None,
        maybe: c.suggestion.as_deref().and_then(field),
    });
    let mut all: Vec<Column> = known.chain(other).collect();
    all.sort_by(|a, b| (a.letter.len(), &a.letter).cmp(&(b.letter.len(), &b.letter)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::returns::report::{ColumnInfo, Unmatched};

    #[test]
    fn columns_stand_as_in_the_sheet() {
        let mut sheet = SheetSummary::default();
        sheet.info.template = Some("congress".into());
        for (field, column) in [("topic", "AA"), ("held_on", "B")] {
            sheet.info.columns.push(ColumnInfo { field: field.into(), column: column.into(), label: field.into() });
        }
        sheet.info.unmatched.push(Unmatched { column: "C".into(), label: "?".into(), suggestion: None });
        let letters: Vec<String> = columns(&sheet).into_iter().map(|c| c.letter).collect();
        assert_eq!(letters, ["B", "C", "AA"]);
    }

    #[test]
    fn what_is_none_of_the_choices_is_told_with_the_choices() {
        let of = |field: &'static str| Problem::error("type-error-choice").at(7, 8).field(field);
        assert_eq!(said(Lang::Zh, &of("level")), "不在可选范围内，请填：一般 / 重大");
        assert_eq!(said(Lang::En, &of("level")), "Not one of the choices: write ordinary (一般) / major (重大)");
        assert_eq!(said(Lang::Zh, &of("passed")), "不在可选范围内，请填：是 / 否");
        for template in &TEMPLATES {
            for field in template.fields {
                let FieldType::Choice(words) = field.ty else { continue };
                let said = said(Lang::Zh, &of(field.key));
                assert!(words.iter().all(|word| said.contains(word.zh)), "{}: {said}", field.key);
            }
        }
    }

    #[test]
    fn values_read_as_people_write_them() {
        let template = Template::by_key("training").expect("a template");
        let kind = template.field("kind");
        assert_eq!(written(Lang::Zh, kind, &Value::String("refresher".into())), "再培训");
        assert_eq!(written(Lang::En, template.field("passed"), &Value::Bool(false)), "No");
        assert_eq!(written_text(Lang::Zh, template.field("passed"), "true"), "是");
        assert_eq!(written(Lang::Zh, None, &Value::Null), "");
        let incidents = Template::by_key("incidents").expect("a template");
        let at = Value::String("2022-03-04T09:30".into());
        assert_eq!(written(Lang::Zh, incidents.field("occurred_at"), &at), "2022-03-04 09:30");
    }
}
