//! Who is freed from which duty, by whose word, why and until when.
use super::super::model::freeable;
use super::super::service;
use super::{Views, words};
use crate::compliance::model::Duty;
use crate::exempt::page::{Grant, Granted, Kind, named};
use crate::i18n::Lang;
use crate::server::Ctx;
use crate::server::page::answer;
use crate::t;
use crate::ui::{Choice, Crumb, ErrorSummary, Page, SelectField};
use leptos::prelude::*;

const ADDRESS: &str = "/compliance/exemptions";

/// `/compliance/exemptions`
#[component]
pub fn FreedFrom() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let asking = ctx.clone();
    let checked = named::<Duty>();
    let body = Suspend::new(async move {
        let found = checked(service::freed(&asking).await);
        answer(found, move |rows| {
            let rows =
                rows.into_iter().filter_map(|row| row.mapped(|duty| Some(words::duty_name(lang, duty)))).collect();
            view! { <Granted rows kind=kind(lang)/> }
        })
    });
    let crumbs = vec![Crumb::new("/compliance", t!(lang, "compliance.title"))];
    let form = ctx.inspector().is_ok().then(|| {
        let duties = freeable().map(|duty| Choice::new(duty.key(), words::duty_name(lang, duty))).collect::<Vec<_>>();
        let (title, note) = (t!(lang, "compliance.freed.new"), t!(lang, "compliance.freed.new-note"));
        view! {
            <Grant address=ADDRESS title note does=t!(lang, "compliance.freed.do")>
                <SelectField name="duty" label=t!(lang, "compliance.list.duty") choices=duties/>
            </Grant>
        }
    });
    view! {
        <Page title=t!(lang, "compliance.freed.title") purpose=t!(lang, "compliance.freed.purpose") crumbs>
            <ErrorSummary/>
            <Views/>
            <p class="hint">{t!(lang, "compliance.freed.returns")} " " <a href="/exemptions">{t!(lang, "standing.exempt.title")}</a></p>
            {body}
            {form}
        </Page>
    }
}

fn kind(lang: Lang) -> Kind {
    Kind {
        address: ADDRESS,
        title: t!(lang, "compliance.freed.title"),
        none: t!(lang, "compliance.freed.none"),
        none_text: t!(lang, "compliance.freed.none-text"),
        from: t!(lang, "compliance.list.duty"),
        enterprise: |id| format!("/enterprises/{id}/file"),
    }
}
