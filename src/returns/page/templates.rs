//! Templates to download, and how each column is filled in.
use super::super::template::{Field, FieldType, Template};
use super::super::{rule, service};
use super::words;
use crate::i18n::{self, Lang};
use crate::server::Ctx;
use crate::t;
use crate::ui::{Badge, Page, State, Table, Th};
use leptos::prelude::*;

#[component]
pub fn Templates() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let templates: Vec<&'static Template> = rule::offered(service::sender(&ctx)).collect();
    view! {
        <Page title=t!(lang, "returns.desk.templates") purpose=t!(lang, "returns.desk.templates-purpose")>
            {templates.into_iter().map(|template| one(lang, template)).collect_view()}
        </Page>
    }
}

fn one(lang: Lang, template: &'static Template) -> AnyView {
    let name = words::template_name(lang, template.key);
    let fields = template.fields.iter().map(|field| line(lang, field)).collect_view();
    view! {
        <section class="section" id=template.key>
            <div class="section-head">
                <h2>{name.clone()}</h2>
                <div class="row">
                    <a href=format!("/templates/{}/guide", template.key)>{t!(lang, "sheet.guide.link")}</a>
                    <a class="button" href=format!("/templates/{}", template.key) download=true>
                        {t!(lang, "returns.desk.download", name = name.clone())}
                    </a>
                </div>
            </div>
            <details class="more">
                <summary>{t!(lang, "returns.desk.columns", n = template.fields.len())}</summary>
                <Table caption=name>
                    <thead>
                        <tr>
                            <Th label=t!(lang, "returns.desk.column")/>
                            <Th label=t!(lang, "returns.desk.duty")/>
                            <Th label=t!(lang, "returns.desk.meaning")/>
                            <Th label=t!(lang, "returns.desk.example")/>
                        </tr>
                    </thead>
                    <tbody>{fields}</tbody>
                </Table>
            </details>
        </section>
    }
    .into_any()
}

fn line(lang: Lang, field: &'static Field) -> AnyView {
    let duty = match field.required {
        true => view! { <Badge state=State::Info word=t!(lang, "returns.desk.required")/> }.into_any(),
        false => t!(lang, "returns.desk.optional").into_any(),
    };
    let tip = if lang == Lang::Zh { field.tip_zh } else { field.tip_en };
    let choices = forms(lang, field);
    let kind = i18n::words(lang, &format!("returns.desk.type.{}", type_key(field.ty)));
    view! {
        <tr>
            <th scope="row">{words::field_name(lang, field)}</th>
            <td data-label=t!(lang, "returns.desk.duty")>{duty}</td>
            <td data-label=t!(lang, "returns.desk.meaning")>{tip} {choices.map(|words| view! { <small>" " {words}</small> })} <small>" " {kind}</small></td>
            <td data-label=t!(lang, "returns.desk.example")>{field.example}</td>
        </tr>
    }
    .into_any()
}

/// The words that a column of a few choices may hold.
pub(super) fn forms(lang: Lang, field: &Field) -> Option<String> {
    match field.ty {
        FieldType::Choice(words) => {
            let names: Vec<&str> = words.iter().map(|word| if lang == Lang::Zh { word.zh } else { word.en }).collect();
            Some(names.join(" / "))
        }
        FieldType::YesNo => Some(format!("{} / {}", t!(lang, "ui.yes"), t!(lang, "ui.no"))),
        _ => None,
    }
}

pub(super) fn type_key(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Text => "text",
        FieldType::Code => "code",
        FieldType::Id => "id",
        FieldType::Date => "date",
        FieldType::Moment => "moment",
        FieldType::Count => "count",
        FieldType::Decimal => "decimal",
        FieldType::YesNo => "yes-no",
        FieldType::Choice(_) => "choice",
        FieldType::Period => "period",
    }
}
