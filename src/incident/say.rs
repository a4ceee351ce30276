//! A grade and its deadline in words. The page and the island say the same, each with its own store of words.
use super::model::Incident;
use super::rule::{Duty, Fact, Graded};
use crate::i18n::{self, Lang};
use crate::kernel::decimal::plain;

/// Words by key, `say.raises` for `incident.say.raises`.
pub struct Say<'a> {
    pub lang: Lang,
    pub words: &'a dyn Fn(&str) -> String,
}

/// Every key that [`Say`] asks for: what the island is given.
pub const KEYS: [&str; 26] = [
    "grade.general",
    "grade.larger",
    "grade.major",
    "grade.extraordinary",
    "raised.general",
    "raised.larger",
    "raised.major",
    "raised.extraordinary",
    "fact.deaths",
    "fact.serious",
    "fact.loss",
    "fact-name.deaths",
    "fact-name.serious",
    "fact-name.loss",
    "say.comma",
    "say.or",
    "say.nobody",
    "say.nothing-known",
    "say.raises",
    "say.highest",
    "say.missing",
    "say.due",
    "say.law",
    "say.untold",
    "provisional",
    "before-decree",
];

impl Say<'_> {
    fn fill(&self, key: &str, params: &[(&str, String)]) -> String {
        i18n::fill_text(&(self.words)(key), params)
    }

    fn fact(&self, fact: Fact, n: String) -> String {
        self.fill(&format!("fact.{}", fact.key()), &[("n", n)])
    }

    /// `一般事故`, `General accident`.
    pub fn grade(&self, graded: &Graded) -> String {
        (self.words)(&format!("grade.{}", graded.grade.key()))
    }

    /// What gives the grade: `死亡 1 人，重伤 2 人`.
    pub fn because(&self, incident: &Incident, graded: &Graded) -> String {
        let told = |fact: &Fact| match fact {
            Fact::Deaths => incident.deaths.map(|n| self.fact(*fact, n.to_string())),
            Fact::Serious => incident.serious.map(|n| self.fact(*fact, n.to_string())),
            Fact::Loss => incident.loss.map(|loss| self.fact(*fact, plain(loss.0, 6))),
        };
        let facts: Vec<String> = graded.because.iter().filter_map(told).collect();
        if !facts.is_empty() {
            return facts.join(&(self.words)("say.comma"));
        }
        let nobody = incident.deaths == Some(0) && incident.serious == Some(0);
        (self.words)(if nobody { "say.nobody" } else { "say.nothing-known" })
    }

    /// What would raise it: `死亡 3 人或重伤 10 人…，即为较大事故`.
    pub fn raises(&self, graded: &Graded) -> String {
        let Some(above) = graded.grade.above().filter(|_| !graded.raises.is_empty()) else {
            return (self.words)("say.highest");
        };
        let facts: Vec<String> =
            graded.raises.iter().map(|raise| self.fact(raise.fact, raise.at_least.to_string())).collect();
        let grade = (self.words)(&format!("raised.{}", above.key()));
        self.fill("say.raises", &[("facts", facts.join(&(self.words)("say.or"))), ("grade", grade)])
    }

    /// Which facts keep the grade provisional; none when it is settled.
    pub fn missing(&self, graded: &Graded) -> Option<String> {
        let name = |fact: &Fact| (self.words)(&format!("fact-name.{}", fact.key()));
        let facts: Vec<String> = graded.missing.iter().map(name).collect();
        let facts = facts.join(&(self.words)("say.comma"));
        graded.provisional().then(|| self.fill("say.missing", &[("facts", facts)]))
    }

    /// When the enterprise has to report, by which article.
    pub fn due(&self, report: &Duty) -> String {
        match (report.due_at, &report.cite) {
            (Some(at), Some(cite)) => {
                let law = self.fill("say.law", &[("article", i18n::article(self.lang, &cite.article))]);
                self.fill("say.due", &[("at", i18n::moment(self.lang, at)), ("law", law)])
            }
            _ => (self.words)("say.untold"),
        }
    }
}
