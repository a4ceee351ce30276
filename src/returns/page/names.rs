//! Names in a department's workbook that are on no roll: whom each means, said by a person.
use super::super::service::Named;
use crate::i18n;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Choice, Section, SelectField};
use leptos::prelude::*;

/// One select for each name; what could be meant is offered, nothing is chosen beforehand.
#[component]
pub fn Names(filing: uuid::Uuid, names: Vec<Named>) -> impl IntoView {
    let lang = Ctx::here().lang;
    if names.is_empty() {
        return ().into_any();
    }
    let open = names.iter().filter(|named| named.said.is_none()).count();
    FormState::offer(|| {
        let said = |(n, named): (usize, &Named)| Some((format!("who-{n}"), named.said?.to_string()));
        crate::kernel::Typed(names.iter().enumerate().filter_map(said).collect())
    });
    let field = move |(n, named): (usize, Named)| {
        let choices: Vec<Choice> =
            named.offered.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect();
        let hint = match (choices.is_empty(), named.said) {
            (true, _) => t!(lang, "standing.names.nobody"),
            (false, Some(_)) => t!(lang, "standing.names.settled"),
            (false, None) => t!(lang, "standing.names.rows", n = i18n::number(named.rows as i64)),
        };
        view! {
            <input type="hidden" name=format!("name-{n}") value=named.name.clone()/>
            <SelectField name=format!("who-{n}") label=named.name choices blank=t!(lang, "standing.names.leave") hint optional=true/>
        }
    };
    let note = match open {
        0 => t!(lang, "standing.names.all-settled"),
        n => t!(lang, "standing.names.note", n = n),
    };
    view! {
        <Section title=t!(lang, "standing.names.title") note>
            <form class="form" method="post" action=format!("/returns/{filing}/names") novalidate>
                {names.into_iter().enumerate().map(field).collect_view()}
                <div class="actions"><button type="submit" class="button">{t!(lang, "standing.names.do")}</button></div>
            </form>
        </Section>
    }
    .into_any()
}
