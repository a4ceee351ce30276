//! Names in a department's workbook that are on no roll: whom each means, said by a person. In an enterprise's own workbook the
//! names of others, and whether the rows are its own all the same.
use super::super::service::Named;
use crate::i18n::{self, Lang};
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Choice, Section, SelectField};
use leptos::prelude::*;

/// One select for each name that may be somebody's, nothing chosen beforehand; below them the names that resemble nobody's.
#[component]
pub fn Names(
    filing: uuid::Uuid,
    names: Vec<Named>,
    /// It is an enterprise's own workbook: they are names of others in it.
    own: bool,
    /// Every row waits for it: it is what to do first.
    first: bool,
) -> impl IntoView {
    let lang = Ctx::here().lang;
    if names.is_empty() {
        return ().into_any();
    }
    let open = names.iter().filter(|named| named.said.is_none()).count();
    let (names, strangers): (Vec<Named>, Vec<Named>) = names.into_iter().partition(|named| !named.offered.is_empty());
    FormState::offer(|| {
        let said = |(n, named): (usize, &Named)| Some((format!("who-{n}"), named.said?.to_string()));
        crate::kernel::Typed(names.iter().enumerate().filter_map(said).collect())
    });
    let field = move |(n, named): (usize, Named)| {
        let choice = |(id, name): &(uuid::Uuid, String)| {
            let words = match (own, id.is_nil()) {
                (true, _) => t!(lang, "standing.names.ours", name = name.clone()),
                (false, true) => t!(lang, "standing.names.new"),
                (false, false) => name.clone().into(),
            };
            Choice::new(id.to_string(), words)
        };
        let choices: Vec<Choice> = named.offered.iter().map(choice).collect();
        let blank = if own { t!(lang, "standing.names.theirs") } else { t!(lang, "standing.names.leave") };
        let hint = match named.said {
            Some(_) => t!(lang, "standing.names.settled"),
            None => t!(lang, "standing.names.rows", n = i18n::number(named.rows as i64)),
        };
        view! {
            <input type="hidden" name=format!("name-{n}") value=named.name.clone()/>
            <SelectField name=format!("who-{n}") label=named.name choices blank hint optional=true/>
        }
    };
    // A name of a roll that is there under another code is another question than a name that is nowhere.
    let of_roll = names.iter().filter(|named| named.is_of_roll()).count();
    let (all, some) = (of_roll > 0 && of_roll == names.len() && strangers.is_empty(), of_roll > 0);
    let note = match open {
        0 => t!(lang, "standing.names.all-settled"),
        _ if own => t!(lang, "standing.names.own-note"),
        n if all => t!(lang, "standing.names.roll-note", n = n),
        n if some => t!(lang, "standing.names.both-note", n = n),
        n if names.is_empty() => t!(lang, "standing.names.note-nobody", n = n),
        n => t!(lang, "standing.names.note", n = n),
    };
    let title = match (own, all, some) {
        (true, ..) => t!(lang, "standing.names.own-title"),
        (_, true, _) => t!(lang, "standing.names.roll-title"),
        (_, _, true) => t!(lang, "standing.names.both-title"),
        _ => t!(lang, "standing.names.title"),
    };
    let button = if first { "button button-primary" } else { "button" };
    let form = (!names.is_empty()).then(|| {
        view! {
            <form class="form" method="post" action=format!("/returns/{filing}/names") novalidate>
                {names.into_iter().enumerate().map(field).collect_view()}
                <div class="actions"><button type="submit" class=button>{t!(lang, "standing.names.do")}</button></div>
            </form>
        }
    });
    view! { <Section title note>{form} {nobodys(lang, strangers)}</Section> }.into_any()
}

/// Names like nobody's on the roll, with their rows: there is nothing to choose.
fn nobodys(lang: Lang, names: Vec<Named>) -> Option<impl IntoView> {
    let row = |named: Named| {
        let rows = t!(lang, "standing.names.rows", n = i18n::number(named.rows as i64));
        view! { <li>{named.name} " " <small>{rows}</small></li> }
    };
    (!names.is_empty()).then(|| {
        view! {
            <p>{t!(lang, "standing.names.nobody")}</p>
            <ul>{names.into_iter().map(row).collect_view()}</ul>
        }
    })
}
