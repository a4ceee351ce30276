//! How to fill in one template, made from its definition: what each column means, which forms are read, an example, what
//! is checked, and the law behind it. Prints on A4.
use super::super::template::{Field, Template};
use super::super::{cross, rule, service};
use super::templates::{forms, type_key};
use super::words;
use crate::i18n::{self, Lang};
use crate::kernel::rulebook::{self, NATIONAL};
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Badge, Crumb, Notice, Page, Section, State, Table, Th};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Other labels that are named for one column.
const LABELS_MAX: usize = 8;

/// `/templates/{kind}/guide`
#[component]
pub fn Guide() -> impl IntoView {
    let ctx = Ctx::here();
    let kind = use_params_map().read_untracked().get("kind").unwrap_or_default();
    let mut offered = rule::offered(service::sender(&ctx));
    let template = offered.find(|template| template.key == kind).ok_or(Halt::Missing);
    answer(template, |template| view! { <OneGuide template/> })
}

#[component]
fn OneGuide(template: &'static Template) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let name = words::template_name(lang, template.key);
    let crumbs = vec![Crumb::new("/templates", t!(lang, "returns.desk.templates"))];
    let action = view! {
        <a class="button button-primary" href=format!("/templates/{}", template.key) download=true>
            {t!(lang, "returns.desk.download", name = name.clone())}
        </a>
    };
    let how = ["rows", "values", "codes", "own"].map(|key| {
        let words = i18n::words(lang, &format!("returns.blank.how-{key}"));
        view! { <li>{words}</li> }
    });
    let fields = template.fields.iter().map(|field| line(lang, template, field)).collect_view();
    view! {
        <Page title=t!(lang, "sheet.guide.title", name = name.clone()) purpose=t!(lang, "sheet.guide.purpose") crumbs action=action.into_any()>
            <Notice state=State::Info><ul>{how.collect_view()}</ul></Notice>
            <Section title=t!(lang, "sheet.guide.columns", n = template.fields.len())>
                <Table caption=t!(lang, "sheet.guide.title", name = name)>
                    <thead>
                        <tr>
                            <Th label=t!(lang, "returns.desk.column")/>
                            <Th label=t!(lang, "returns.desk.duty")/>
                            <Th label=t!(lang, "returns.desk.meaning")/>
                            <Th label=t!(lang, "sheet.guide.forms")/>
                            <Th label=t!(lang, "returns.desk.example")/>
                            <Th label=t!(lang, "sheet.guide.checked")/>
                        </tr>
                    </thead>
                    <tbody>{fields}</tbody>
                </Table>
            </Section>
            <Law template/>
        </Page>
    }
}

fn line(lang: Lang, template: &'static Template, field: &'static Field) -> AnyView {
    let duty = match field.required {
        true => view! { <Badge state=State::Info word=t!(lang, "returns.desk.required")/> }.into_any(),
        false => t!(lang, "returns.desk.optional").into_any(),
    };
    let tip = if lang == Lang::Zh { field.tip_zh } else { field.tip_en };
    let also = labels(lang, field);
    let also = (!also.is_empty()).then(|| {
        let words = t!(lang, "sheet.guide.also", labels = also.join(&t!(lang, "sheet.comma")));
        view! { <p class="hint">{words}</p> }
    });
    let accepted = i18n::words(lang, &format!("sheet.guide.form.{}", type_key(field.ty)));
    let choices = forms(lang, field).map(|words| view! { <p>{words}</p> });
    let checks = checks(lang, template, field);
    view! {
        <tr id=format!("f-{}", field.key)>
            <th scope="row">{words::field_name(lang, field)}</th>
            <td data-label=t!(lang, "returns.desk.duty")>{duty}</td>
            <td data-label=t!(lang, "returns.desk.meaning")>{tip} {also}</td>
            <td data-label=t!(lang, "sheet.guide.forms")>{accepted} {choices}</td>
            <td data-label=t!(lang, "returns.desk.example")>{field.example}</td>
            <td data-label=t!(lang, "sheet.guide.checked")>{checks}</td>
        </tr>
    }
    .into_any()
}

/// Other labels under which the column is known, in the reader's language.
fn labels(lang: Lang, field: &Field) -> Vec<&'static str> {
    let own = |label: &&str| label.is_ascii() == (lang == Lang::En);
    field.also.iter().filter(|label| own(label)).take(LABELS_MAX).copied().collect()
}

/// What is checked about a column against the others of its row, each with the law it rests on.
fn checks(lang: Lang, template: &Template, field: &Field) -> AnyView {
    let today = rulebook::at(Ctx::here().today());
    let mine = cross::CHECKS.iter().filter(|check| check.template == template.key && check.field == field.key);
    let line = |check: &cross::Check| {
        let words = i18n::words(lang, &format!("sheet.guide.rule.{}", check.rule));
        let must = if check.must { t!(lang, "sheet.guide.must") } else { t!(lang, "sheet.guide.look") };
        let law = check.law.and_then(|id| today.get(id)).map(|rule| i18n::cite(lang, &rule.cite()));
        view! { <li>{words} " " <small>{must}</small> {law.map(|law| view! { " " <span class="law">{law}</span> })}</li> }
    };
    let lines: Vec<_> = mine.map(line).collect();
    if lines.is_empty() { ().into_any() } else { view! { <ul>{lines}</ul> }.into_any() }
}

/// The rules of law by which the records of a template are judged today.
#[component]
fn Law(template: &'static Template) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let prefix = match template.key {
        "incidents" => "incident.",
        "hazards" => "hazard.",
        key @ ("congress" | "training" | "health") => key,
        _ => return ().into_any(),
    };
    let mine = rulebook::at(ctx.today()).now().filter(|rule| rule.id.starts_with(prefix) && rule.profile == NATIONAL);
    let line = |rule: &'static rulebook::Rule| {
        let asks = if lang == Lang::Zh { &rule.zh } else { &rule.en };
        view! { <li>{asks.clone()} " " <span class="law">{i18n::cite(lang, &rule.cite())}</span></li> }
    };
    let lines: Vec<_> = mine.map(line).collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! {
        <Section title=t!(lang, "sheet.guide.law") note=t!(lang, "sheet.guide.law-note")>
            <ul class="reading">{lines}</ul>
        </Section>
    }
    .into_any()
}
