//! A new return: choose the workbook, send it.
use super::super::files::BYTES_MAX;
use super::super::island::UploadProgress;
use super::super::{rule, service};
use super::words;
use crate::kernel::Typed;
use crate::live::Told;
use crate::server::{Ctx, FormState};
use crate::t;
use crate::ui::{Choice, Crumb, ErrorSummary, FileField, Hidden, Page, Query, SelectField, Tell, TextAreaField};
use leptos::prelude::*;
use uuid::Uuid;

/// The endings that a file chooser offers; the bytes decide in the end.
const ACCEPT: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.txt,.et";

#[component]
pub fn NewReturn() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let chosen = Query::here().get("template").to_owned();
    let guide = match super::super::template::Template::by_key(&chosen) {
        Some(template) => format!("/templates/{}/guide", template.key),
        None => "/templates".to_owned(),
    };
    FormState::offer(|| Typed(vec![("template".to_owned(), chosen)]));
    let choices: Vec<Choice> =
        rule::offered(service::sender(&ctx)).map(|t| Choice::new(t.key, words::template_name(lang, t.key))).collect();
    let told = Told::default()
        .with("sending", crate::i18n::words(lang, "returns.desk.sending"))
        .with("reading", t!(lang, "returns.desk.reading"))
        .with("broken", t!(lang, "problem.upload-broken"));
    let hint = t!(lang, "returns.desk.file-hint", most = BYTES_MAX / 1024 / 1024);
    let crumbs = vec![Crumb::new("/returns", t!(lang, "returns.desk.title"))];
    view! {
        <Page title=t!(lang, "returns.desk.new") purpose=t!(lang, "returns.desk.new-purpose") crumbs>
            <ErrorSummary/>
            <Tell told>
            <UploadProgress>
                <form class="form" method="post" action="/returns/new" enctype="multipart/form-data" novalidate>
                    <Hidden name="id" value=Uuid::now_v7().to_string()/>
                    <FileField name="workbook" label=t!(lang, "returns.desk.workbook") hint accept=ACCEPT/>
                    <SelectField name="template" label=t!(lang, "returns.desk.kind") choices optional=true
                        hint=t!(lang, "returns.desk.kind-hint") blank=t!(lang, "returns.desk.kind-auto")/>
                    <TextAreaField name="note" label=t!(lang, "returns.desk.note") optional=true rows=2/>
                    <div class="actions">
                        <button type="submit" class="button button-primary">{t!(lang, "returns.desk.check")}</button>
                        <a class="button" href="/templates">{t!(lang, "returns.desk.get-template")}</a>
                        <a href=guide>{t!(lang, "sheet.guide.link")}</a>
                    </div>
                </form>
            </UploadProgress>
            </Tell>
            <p class="hint">{t!(lang, "returns.desk.nothing-yet")}</p>
        </Page>
    }
}
