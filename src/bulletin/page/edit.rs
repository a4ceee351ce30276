//! `/bulletins/{id}/edit`: the words of a draft, in both languages.
use super::detail::id_here;
use super::{link, title};
use crate::bulletin::service::{self, Shown};
use crate::kernel::Typed;
use crate::server::page::answer;
use crate::server::{Ctx, FormState, Halt};
use crate::t;
use crate::ui::{Crumb, ErrorSummary, Hidden, Page, TextAreaField};
use leptos::prelude::*;
use uuid::Uuid;

/// A draft that this reader may edit; an issued one is only read.
async fn load(ctx: &Ctx, id: Option<Uuid>) -> Result<Shown, Halt> {
    let shown = service::show(ctx, id.ok_or(Halt::Missing)?).await?;
    if shown.may_write { Ok(shown) } else { Err(Halt::Forbidden) }
}

#[component]
pub fn Edit() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = id_here();
    Suspend::new(async move {
        answer(load(&ctx, id).await, move |shown| {
            let here = link::one(shown.bulletin.id);
            let crumbs = vec![
                Crumb::new("/bulletins", t!(lang, "bulletin.title")),
                Crumb::new(here.clone(), title(lang, &shown.bulletin)),
            ];
            FormState::offer(|| {
                let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
                Typed(vec![
                    field("said_zh", &shown.said.zh),
                    field("said_en", &shown.said.en),
                    field("remarks", shown.said.remarks.as_deref().unwrap_or_default()),
                ])
            });
            let (action, revision) = (format!("{here}/edit"), shown.bulletin.revision.to_string());
            view! {
                <Page title=t!(lang, "bulletin.edit.title") purpose=t!(lang, "bulletin.edit.purpose") crumbs>
                    <ErrorSummary/>
                    <form class="form" method="post" action=action novalidate>
                        <Hidden name="version" value=revision/>
                        <TextAreaField name="said_zh" label=t!(lang, "bulletin.edit.chinese") rows=12/>
                        <TextAreaField name="said_en" label=t!(lang, "bulletin.edit.english") rows=12/>
                        <TextAreaField name="remarks" label=t!(lang, "bulletin.one.remarks") hint=t!(lang, "bulletin.edit.remarks-hint") optional=true rows=4/>
                        <div class="actions">
                            <button type="submit" class="button button-primary">{t!(lang, "bulletin.edit.save")}</button>
                            <a class="button" href=here>{t!(lang, "bulletin.edit.leave")}</a>
                        </div>
                    </form>
                </Page>
            }
        })
    })
}
