//! What must be said wherever a baseline is used.
use super::used_name;
use crate::baseline::model::{Document, Flag, Unlike};
use crate::i18n::{self, Lang};
use crate::kernel::rulebook;
use crate::server::Ctx;
use crate::t;
use crate::ui::{Notice, State, Words};
use leptos::prelude::*;

/// The notices of a baseline that a comparison uses: restated by whom and why, not comparable, waiting to be decided.
#[component]
pub fn UsedNotice(document: Document, flags: Vec<Flag>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let name = used_name(lang, &document);
    let own = format!("/baselines/{}", document.id);
    let line = move |flag: Flag| {
        let when = |at| i18n::date(lang, ctx.local(at).date());
        let name = name.clone();
        match flag {
            Flag::Restated { version, by, at, why, .. } => said(
                State::Info,
                t!(
                    lang,
                    "baseline.flag.restated",
                    name = name,
                    version = version,
                    who = by,
                    when = when(at),
                    why = why
                ),
                (format!("/baselines/years/{}", document.baseline.year), t!(lang, "baseline.flag.to-versions")),
            ),
            Flag::RestatedSince { version, by, at, why, later } => said(
                State::Soon,
                t!(lang, "baseline.flag.since", name = name, version = version, who = by, when = when(at), why = why),
                (format!("/baselines/{later}"), t!(lang, "baseline.flag.to-later")),
            ),
            Flag::Redefined(unlike) => {
                let why: Vec<String> = unlike.iter().map(|it| self::unlike(lang, it)).collect();
                let words = t!(lang, "baseline.flag.redefined", name = name, why = why.join(""));
                said(State::Late, words, (own.clone(), t!(lang, "baseline.flag.to-definition")))
            }
            Flag::DefinitionUnknown => said(
                State::Info,
                t!(lang, "baseline.flag.unknown", name = name),
                (own.clone(), t!(lang, "baseline.flag.to-definition")),
            ),
            Flag::Waiting => said(
                State::Soon,
                t!(lang, "baseline.flag.waiting", name = name),
                (format!("{own}#restatement"), t!(lang, "baseline.flag.to-draft")),
            ),
        }
    };
    flags.into_iter().map(line).collect_view()
}

fn said(state: State, words: Words, (href, link): (String, Words)) -> AnyView {
    view! { <Notice state><p>{words} " " <a href=href>{link}</a></p></Notice> }.into_any()
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
