//! Who need not file what, by whose word, why and until when.
use super::super::model::duty::Exemption;
use super::super::service;
use super::list::duty_choices;
use super::{Views, words};
use crate::exempt::page::{Grant, Granted, Kind, named};
use crate::i18n::Lang;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Crumb, ErrorSummary, Page, SelectField, Words};
use leptos::prelude::*;

const ADDRESS: &str = "/exemptions";

/// `/exemptions`
#[component]
pub fn Exemptions() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let checked = named::<Option<String>>();
    let body = Suspend::new(async move {
        let found = checked(service::exemptions(&asking).await);
        answer(found, move |rows| view! { <Granted rows=said(lang, rows) kind=kind(lang)/> })
    });
    let crumbs = vec![Crumb::new("/returns", t!(lang, "returns.desk.title"))];
    let form = ctx.inspector().is_ok().then(|| {
        let (title, note) = (t!(lang, "standing.exempt.new"), t!(lang, "standing.exempt.new-note"));
        view! {
            <Grant address=ADDRESS title note does=t!(lang, "standing.exempt.do")>
                <SelectField name="template" label=t!(lang, "returns.desk.kinds") choices=duty_choices(lang) blank=t!(lang, "standing.exempt.all") optional=true/>
            </Grant>
        }
    });
    view! {
        <Page title=t!(lang, "standing.exempt.title") purpose=t!(lang, "standing.exempt.purpose") crumbs>
            <ErrorSummary/>
            <Views/>
            {body}
            {form}
        </Page>
    }
}

fn kind(lang: Lang) -> Kind {
    Kind {
        address: ADDRESS,
        title: t!(lang, "standing.exempt.title"),
        none: t!(lang, "standing.exempt.none"),
        none_text: t!(lang, "standing.exempt.none-text"),
        from: t!(lang, "returns.desk.kinds"),
        enterprise: |id| format!("/enterprises/{id}"),
    }
}

/// Exemptions with what they free from in words.
fn said(lang: Lang, rows: Vec<Exemption>) -> Vec<crate::exempt::model::Exemption<Words>> {
    let kind = |template: Option<String>| {
        template.map_or_else(|| t!(lang, "standing.exempt.all"), |key| words::template_name(lang, &key))
    };
    rows.into_iter().filter_map(|row| row.mapped(|template| Some(kind(template)))).collect()
}
