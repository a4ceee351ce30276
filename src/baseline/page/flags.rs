//! What must be said wherever a baseline is used.
use super::used_name;
use crate::baseline::model::{Document, Flag, Unlike};
use crate::baseline::service;
use crate::i18n::{self, Lang};
use crate::kernel::rulebook;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Notice, State, Words};
use leptos::prelude::*;

/// What a flag says; `beside` is what the other side of the comparison counts, in words.
pub fn flag_words(ctx: &Ctx, document: &Document, flag: &Flag, beside: &str) -> Words {
    let lang = ctx.lang;
    let when = |at| i18n::date(lang, ctx.local(at).date());
    let name = used_name(lang, document);
    let sides = || {
        let then = service::definition_in(lang, &document.baseline);
        t!(lang, "baseline.flag.sides", name = name.as_str(), then = then.trim(), now = beside.trim())
    };
    // Two equal texts tell nothing: then it is the rules that differ.
    let is_same = service::definition_in(lang, &document.baseline).trim() == beside.trim();
    let both = |words: Words| -> Words { if is_same { words } else { format!("{words} {}", sides()).into() } };
    match flag {
        Flag::Restated { version, by, at, why, .. } => {
            t!(lang, "baseline.flag.restated", name = name, version = version, who = by, when = when(*at), why = why)
        }
        Flag::RestatedSince { version, by, at, why, .. } => {
            t!(lang, "baseline.flag.since", name = name, version = version, who = by, when = when(*at), why = why)
        }
        Flag::Redefined(unlike) => {
            let why: Vec<String> = unlike.iter().map(|it| self::unlike(lang, it)).collect();
            both(t!(lang, "baseline.flag.redefined", name = name.as_str(), why = why.join("")))
        }
        Flag::DefinitionUnknown => both(t!(lang, "baseline.flag.unknown", name = name.as_str())),
        Flag::Waiting => t!(lang, "baseline.flag.waiting", name = name),
    }
}

/// The notices of a baseline that a comparison uses: restated by whom and why, not comparable and by which definitions, waiting
/// to be decided. `beside` is what the other side counts, in words.
#[component]
pub fn UsedNotice(document: Document, flags: Vec<Flag>, beside: String) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let own = format!("/baselines/{}", document.id);
    let line = move |flag: Flag| {
        let words = flag_words(&ctx, &document, &flag, &beside);
        let (state, href, link) = match flag {
            Flag::Restated { .. } => {
                let versions = format!("/baselines/years/{}", document.baseline.year);
                (State::Info, versions, t!(lang, "baseline.flag.to-versions"))
            }
            Flag::RestatedSince { later, .. } => {
                (State::Soon, format!("/baselines/{later}"), t!(lang, "baseline.flag.to-later"))
            }
            Flag::Redefined(_) => (State::Late, own.clone(), t!(lang, "baseline.flag.to-definition")),
            Flag::DefinitionUnknown => (State::Info, own.clone(), t!(lang, "baseline.flag.to-definition")),
            Flag::Waiting => (State::Soon, format!("{own}#restatement"), t!(lang, "baseline.flag.to-draft")),
        };
        view! { <Notice state><p>{words} " " <a href=href>{link}</a></p></Notice> }
    };
    flags.into_iter().map(line).collect_view()
}

/// What two years were counted otherwise by, as a sentence.
pub(super) fn unlike(lang: Lang, unlike: &Unlike) -> String {
    let rule = |id: &str, from: chrono::NaiveDate| {
        let rule = rulebook::all().iter().find(|rule| rule.id == id && rule.from == from);
        let words = rule.map(|rule| if lang == Lang::Zh { rule.zh.clone() } else { rule.en.clone() });
        [("rule", words.unwrap_or_else(|| id.to_owned())), ("from", i18n::date(lang, from))]
    };
    match unlike {
        Unlike::Definition => t!(lang, "baseline.unlike.definition").into_owned(),
        Unlike::Rule(id, from) => i18n::code(lang, "baseline.unlike", "rule", &rule(id, *from)),
        Unlike::MidYear(id, from) => i18n::code(lang, "baseline.unlike", "mid-year", &rule(id, *from)),
    }
}
