//! The eight templates as data: the single source for the checker, the template writer and the help pages.
//!
//! A label is matched when it *is* a field's label or one of its listed aliases; anything else is at most a suggestion.
mod congress;
mod hazards;
mod health;
mod incidents;
mod people;
mod training;
mod words;

pub use words::{KIND_WORDS, LEVEL_WORDS, SIZE_WORDS};

/// What a cell of a field holds, and how it is read (lexer).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    Text,
    /// Unified social credit code, GB 32100.
    Code,
    /// Citizen identity number, GB 11643.
    Id,
    Date,
    /// Date and time to the minute.
    Moment,
    /// A whole number from 0.
    Count,
    Decimal,
    YesNo,
    Choice(&'static [Word]),
    /// `2022`, `2022-Q3` or `2022-10`.
    Period,
}

impl FieldType {
    /// The code of a problem with a cell that cannot be read as this.
    pub fn unread(self) -> &'static str {
        match self {
            FieldType::Count | FieldType::Decimal => "type-error-number",
            FieldType::Date | FieldType::Moment | FieldType::Period => "type-error-date",
            FieldType::YesNo | FieldType::Choice(_) => "type-error-choice",
            FieldType::Code => "code-check-failed",
            FieldType::Id => "id-check-failed",
            FieldType::Text => "out-of-range",
        }
    }
}

/// One key of a choice with the words people write for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub also: &'static [&'static str],
}

/// A field of a template.
#[derive(Debug)]
pub struct Field {
    /// Canonical name, the key in `values`.
    pub key: &'static str,
    /// Usual Chinese label, with its unit where it has one.
    pub zh: &'static str,
    pub en: &'static str,
    pub ty: FieldType,
    pub required: bool,
    /// Unit of the canonical value: 人, 天, 万元 …; empty when it has none.
    pub unit: &'static str,
    /// What to fill in, for the notes of a template and the help page.
    pub tip_zh: &'static str,
    pub tip_en: &'static str,
    pub example: &'static str,
    /// Labels that mean this field and nothing else in its template.
    pub also: &'static [&'static str],
    /// Two-level headers: (words one of which the upper label contains, lower labels that then mean this field).
    pub under: &'static [(&'static [&'static str], &'static [&'static str])],
    /// Longest text, in characters.
    pub max: usize,
    /// The sender's own name or code: the account may supply it.
    pub sender: bool,
    /// A record may lack it although a return must tell it: an accident whose casualties are not known yet. Our own
    /// exports say so in a word ([`super::marks::UNKNOWN`]).
    pub may_lack: bool,
}

impl Field {
    const fn new(key: &'static str, zh: &'static str, en: &'static str, ty: FieldType) -> Field {
        Field {
            key,
            zh,
            en,
            ty,
            required: false,
            unit: "",
            tip_zh: "",
            tip_en: "",
            example: "",
            also: &[],
            under: &[],
            max: 200,
            sender: false,
            may_lack: false,
        }
    }
    const fn unless_unknown(mut self) -> Field {
        self.may_lack = true;
        self
    }

    const fn must(mut self) -> Field {
        self.required = true;
        self
    }
    const fn unit(mut self, unit: &'static str) -> Field {
        self.unit = unit;
        self
    }
    const fn tip(mut self, zh: &'static str, en: &'static str) -> Field {
        self.tip_zh = zh;
        self.tip_en = en;
        self
    }
    const fn eg(mut self, example: &'static str) -> Field {
        self.example = example;
        self
    }
    const fn also(mut self, labels: &'static [&'static str]) -> Field {
        self.also = labels;
        self
    }
    const fn under(mut self, rules: &'static [(&'static [&'static str], &'static [&'static str])]) -> Field {
        self.under = rules;
        self
    }
    const fn max(mut self, characters: usize) -> Field {
        self.max = characters;
        self
    }
    const fn sender(mut self) -> Field {
        self.sender = true;
        self
    }

    /// Whether adding the cells of a column up means something, so that 合计 can be compared.
    pub fn adds_up(&self) -> bool {
        matches!(self.ty, FieldType::Count | FieldType::Decimal) && !matches!(self.key, "year" | "month" | "score")
    }

    /// Whether cells below a vertically merged cell take its value. Numbers that add up never do.
    pub fn fills_down(&self) -> bool {
        !self.adds_up()
    }
}

/// One kind of return.
#[derive(Debug)]
pub struct Template {
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub fields: &'static [Field],
    /// Words of a title or sheet name that speak for this template.
    pub hints: &'static [&'static str],
    /// The field whose date places a row in time.
    pub dated_by: Option<&'static str>,
}

impl Template {
    pub fn by_key(key: &str) -> Option<&'static Template> {
        TEMPLATES.iter().find(|t| t.key == key)
    }

    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.key == key)
    }
}

const ENTERPRISE_LABELS: &[&str] = &[
    "企业名称",
    "单位名称",
    "公司名称",
    "企业",
    "单位",
    "企业全称",
    "单位全称",
    "企业(单位)名称",
    "单位(企业)名称",
    "企业单位名称",
    "生产经营单位",
    "生产经营单位名称",
    "事故单位",
    "事故单位名称",
    "事故企业",
    "事故发生单位",
    "发生单位",
    "发生单位名称",
    "受检单位",
    "受检企业",
    "被检查单位",
    "被检查单位名称",
    "被检单位",
    "隐患单位",
    "隐患单位名称",
    "用人单位",
    "用人单位名称",
    "所在单位",
    "所属单位",
    "所属企业",
    "工作单位",
    "参训单位",
    "填报单位",
    "填报企业",
    "申报单位",
    "召开单位",
    "召开企业",
    "企业名",
    "单位名",
    "公司",
    "enterprise name",
    "company",
    "company name",
    "employer",
];
const CODE_LABELS: &[&str] = &[
    "统一社会信用代码",
    "信用代码",
    "社会信用代码",
    "统一信用代码",
    "统一代码",
    "企业代码",
    "企业信用代码",
    "单位信用代码",
    "统一社会信用代码证号",
    "统一社会信用码",
    "社会统一信用代码",
    "统一社会代码",
    "营业执照号",
    "营业执照号码",
    "credit code",
    "unified social credit code",
    "social credit code",
];

/// The sender's name, in a sheet that a town or department sends for many.
const ENTERPRISE: Field = Field::new("enterprise", "企业名称", "Enterprise", FieldType::Text)
    .tip("镇街、部门汇总报送时填写；企业自己报送可不填", "Needed when a town or department sends for many")
    .eg("某某机械有限公司")
    .also(ENTERPRISE_LABELS)
    .sender();
const USCC: Field = Field::new("uscc", "统一社会信用代码", "Credit code", FieldType::Code)
    .tip("18 位，按营业执照填写，单元格设为文本", "18 characters as on the licence, in a text cell")
    .eg("91321204QX00001B6G")
    .also(CODE_LABELS)
    .sender();

/// All templates, in the order in which they are offered.
pub static TEMPLATES: [Template; 8] = [
    people::ROLL,
    people::EXPOSURE,
    congress::CONGRESS,
    incidents::INCIDENTS,
    hazards::HAZARDS,
    training::TRAINING,
    health::HEALTH,
    health::BASELINE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn canonical_names_are_those_that_were_promised() {
        let promised = [
            "roll uscc* name* town* industry size above_scale union pilot high_risk headcount safety_officer phone",
            "exposure enterprise uscc period* headcount* hours",
            "congress enterprise uscc held_on* session staff delegates_total* delegates_present* delegates_frontline delegates_women \
             delegates_managers papers_sent_on topic votes_yes votes_no votes_abstain proposals proposals_closed published_on",
            "incidents enterprise uscc occurred_at* informed_at reported_at place category deaths* serious* minor lost_days loss brief closed",
            "hazards enterprise uscc found_on* place description* level* measure owner due_on fund plan closed_on verifier result",
            "training enterprise uscc name* id_no post kind* course held_on* hours* score passed cert_no cert_expires_on recheck_on",
            "health enterprise uscc period* exposed due_check checked points points_ok new_cases",
            "baseline enterprise uscc year* month town industry category incidents deaths serious loss",
        ];
        for (template, promised) in TEMPLATES.iter().zip(promised) {
            let mut words = vec![template.key.to_owned()];
            words.extend(template.fields.iter().map(|f| format!("{}{}", f.key, if f.required { "*" } else { "" })));
            assert_eq!(words, promised.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_field_says_what_to_fill_in_and_no_label_means_two_fields_of_one_template() {
        for template in &TEMPLATES {
            let mut seen = BTreeSet::new();
            for field in template.fields {
                assert!(!field.tip_zh.is_empty() && !field.tip_en.is_empty(), "{}.{}", template.key, field.key);
                let mine: BTreeSet<String> =
                    field.also.iter().chain([&field.zh, &field.en]).map(|label| label.to_lowercase()).collect();
                for label in mine {
                    assert!(seen.insert(label.clone()), "{label} twice in {}", template.key);
                }
            }
            assert!(template.dated_by.is_none_or(|key| template.field(key).is_some()));
        }
    }
}
