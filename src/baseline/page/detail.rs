//! One baseline in full: what it is, what it corrects, what waits to be decided, its rows.
use super::decide::{Decide, Restate};
use super::differences::{Changed, Records};
use super::rows::Rows;
use super::{amount, frozen, group, metric, version, why};
use crate::baseline::model::{Document, Judge, Judged, Metric, Refusal};
use crate::baseline::rule::Why;
use crate::baseline::service::{self, Asked, Shown};
use crate::enterprise::industry;
use crate::i18n::{self, Lang};
use crate::incident::group::Group;
use crate::kernel::window::Window;
use crate::kernel::{Typed, text};
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{
    Badge, Chip, Chips, Crumb, ErrorSummary, Fact, Facts, History, Notice, Page, Query, Section, State, Words,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// Reads which rows are asked for: the parameters of a link from a comparison.
pub fn asked(fields: &Typed) -> Asked {
    let day = |name: &str| text::date(&text::normal(fields.get(name)));
    let town = text::normal(fields.get("town"));
    let above_zero = |name: &str| fields.get(name).parse::<i64>().is_ok_and(|least| least > 0);
    Asked {
        window: day("from").zip(day("to")).and_then(|(from, to)| Window::new(from, to)),
        town: (!town.is_empty()).then_some(town),
        group: Group::parse(fields.get("category")),
        section: section(fields.get("section")),
        only: if above_zero("deaths_min") {
            Some(Metric::Deaths)
        } else {
            above_zero("serious_min").then_some(Metric::Serious)
        },
    }
}

/// A letter of the classification, or a dash for what none is known of.
fn section(written: &str) -> Option<String> {
    match written {
        "-" => Some(String::new()),
        letter => industry::sections().map(String::from).find(|known| known == letter),
    }
}

/// `/baselines/{id}`
#[component]
pub fn BaselineDetail() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = use_params_map().with_untracked(|params| params.get("id").and_then(|id| id.parse::<Uuid>().ok()));
    let asked = asked(Query::here().fields());
    Suspend::new(async move {
        let found = match id {
            Some(id) => service::show(&ctx, id, &asked).await,
            None => Err(Halt::Missing),
        };
        answer(found, move |shown| {
            let title = t!(lang, "baseline.of-year", year = shown.document.baseline.year);
            let title = format!("{title} · {}", version(lang, &shown.document));
            let history = shown.history.clone();
            let open = shown.document.is_open();
            // Behind one number stand its rows and nothing else.
            let whole = asked.window.is_none();
            let draft = shown.document.is_draft();
            let refusals = shown.refusals.clone();
            view! {
                <Page title=title purpose=t!(lang, "baseline.purpose-one") crumbs=vec![Crumb::new("/baselines", t!(lang, "baseline.title"))]>
                    <ErrorSummary/>
                    {open.then(|| view! { <Notice state=State::Soon><p>{t!(lang, "baseline.draft-note")}</p></Notice> })}
                    <Standing shown=shown.clone() whole/>
                    <Provenance shown=shown.clone()/>
                    {(draft && whole).then(|| view! { <Decide shown=shown.clone()/> })}
                    {whole.then(|| view! { <Restate shown=shown.clone()/> <Refusals refusals/> })}
                    <Asking asked=asked.clone() why=shown.why/>
                    <Rows shown asked=asked.clone()/>
                    <Section title=t!(lang, "baseline.history")><History entries=history labels="baseline.field"/></Section>
                </Page>
            }
        })
    })
}

#[component]
fn Provenance(shown: Shown) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let document = shown.document;
    let baseline = document.baseline.clone();
    let judged = judged(lang, &document);
    let made = i18n::words(lang, &format!("baseline.made.{}", baseline.origin.key()));
    let by = i18n::words(lang, &format!("baseline.by.{}", baseline.resolution.key()));
    let author = format!("{} · {}", document.author, i18n::moment(lang, ctx.local(document.created_at)));
    let seal = document.frozen.as_ref().map(|f| f.hash.clone()).map(|hash| {
        let kept = shown.sealed.map(|kept| {
            let (state, word) = if kept {
                (State::Ok, t!(lang, "baseline.hash-kept"))
            } else {
                (State::Late, t!(lang, "baseline.hash-broken"))
            };
            view! { <Badge state word/> }
        });
        view! { <Fact label=t!(lang, "baseline.hash")><code>{hash}</code> " " {kept}</Fact> }
    });
    view! {
        <Section title=t!(lang, "baseline.version-of")>
            <Facts>
                {frozen(&ctx, &document).map(|words| view! { <Fact label=t!(lang, "baseline.frozen")>{words}</Fact> })}
                <Fact label=t!(lang, "baseline.as-of")>{i18n::date(lang, baseline.as_of)}</Fact>
                <Fact label=t!(lang, "baseline.definition-name")>{service::definition_in(lang, &baseline)}</Fact>
                <Fact label=t!(lang, "baseline.judged")>{judged.unwrap_or_else(|| t!(lang, "baseline.judged-unknown").into_any())}</Fact>
                {document.note.map(|note| view! { <Fact label=t!(lang, "baseline.note")>{note}</Fact> })}
                <Fact label=t!(lang, "baseline.origin")>{made}</Fact>
                <Fact label=t!(lang, "baseline.resolution")>{by}</Fact>
                <Fact label=t!(lang, "baseline.author")>{author}</Fact>
                {document.filing.map(|(id, number)| view! {
                    <Fact label=t!(lang, "baseline.filing")><a href=format!("/returns/{id}")>{number}</a></Fact>
                })}
                {seal}
            </Facts>
        </Section>
    }
}

/// How it stands among the versions of its year: corrected since, or correcting another one.
#[component]
fn Standing(shown: Shown, whole: bool) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let year = shown.document.baseline.year;
    let later = shown.later.clone().and_then(|later| {
        let frozen = later.frozen?;
        let when = i18n::date(lang, ctx.local(frozen.at).date());
        let why = later.reason.clone().unwrap_or_default();
        let words =
            t!(lang, "baseline.later", version = later.baseline.version, who = frozen.by, when = when, why = why);
        Some(view! {
            <Notice state=State::Soon>
                <p>{words} " " <a href=format!("/baselines/{}", later.id)>{t!(lang, "baseline.flag.to-later")}</a></p>
            </Notice>
        })
    });
    let earlier = shown.earlier.clone().map(|earlier| {
        let (key, draft) = (earlier.baseline.version, shown.document.is_draft());
        let words = if draft {
            t!(lang, "baseline.would-restate", version = key)
        } else {
            t!(lang, "baseline.restates", version = key, why = shown.document.reason.clone().unwrap_or_default())
        };
        view! {
            <Notice state=State::Info>
                <p>{words} " " <a href=format!("/baselines/{}", earlier.id)>{t!(lang, "baseline.to-earlier")}</a>
                    {(!draft).then(|| view! { " " <a href=format!("/baselines/years/{year}")>{t!(lang, "baseline.flag.to-versions")}</a> })}
                </p>
            </Notice>
        }
    });
    let differences = shown.differences.clone().filter(|_| whole);
    let changed = differences.zip(shown.earlier.as_ref()).map(|(differences, earlier)| {
        let note = t!(lang, "baseline.restate.changed-what", n = earlier.baseline.version);
        view! {
            <Changed differences=differences.clone() title=t!(lang, "baseline.restate.changed") note/>
            <Records differences/>
        }
    });
    view! { {later} {earlier} {changed} }
}

/// Restatements of this version that were refused, with the reasons.
#[component]
fn Refusals(refusals: Vec<Refusal>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let line = move |refusal: Refusal| {
        let when = i18n::moment(lang, ctx.local(refusal.at));
        let words = t!(lang, "baseline.refuse.was", who = refusal.by, when = when, why = refusal.reason);
        let whole = refusal.differences.whole().and_then(|whole| whole.old.zip(whole.new)).map(|(old, new)| {
            let said = Metric::ALL.iter().enumerate().filter(|(at, _)| old[*at] != new[*at]);
            let said = said.map(|(at, of)| {
                format!("{} {} → {}", metric(lang, *of), amount(*of, old[at].total), amount(*of, new[at].total))
            });
            said.collect::<Vec<_>>().join(" · ")
        });
        let draft = refusal.draft.map(|id| {
            view! { " " <a href=format!("/baselines/{id}")>{t!(lang, "baseline.refuse.to-draft")}</a> }
        });
        view! { <li><p>{words}{draft}</p><p class="muted">{whole}</p></li> }
    };
    (!refusals.is_empty()).then(|| {
        view! {
            <Section title=t!(lang, "baseline.refuse.kept") note=t!(lang, "baseline.refuse.kept-what")>
                <ul>{refusals.into_iter().map(line).collect_view()}</ul>
            </Section>
        }
    })
}

/// The rules that judged the figures, in a sentence each.
fn judged(lang: Lang, document: &Document) -> Option<AnyView> {
    let judged = document.judged.clone()?;
    if judged.key == Judged::OTHER {
        return Some(t!(lang, "baseline.judged-other").into_any());
    }
    let rule = |rule: &Judge| {
        let words = t!(lang, "baseline.judged-rule", id = rule.id, from = i18n::short_date(rule.from));
        view! { <li><code>{words}</code></li> }
    };
    let rules = judged.rules.iter().map(rule).collect_view();
    let none = judged.rules.is_empty().then(|| t!(lang, "baseline.judged-none"));
    Some(view! { <code>{judged.key}</code> <ul>{rules}</ul> {none} }.into_any())
}

/// What is asked of the baseline, as chips to take off, and why it has no answer.
#[component]
fn Asking(asked: Asked, why: Option<Why>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let chip = |name, label, value: Words| Chip { name, label, value };
    let mut chips = Vec::new();
    if let Some(window) = asked.window {
        let range = i18n::day_range(lang, window.from(), window.to());
        chips.push(chip("from", t!(lang, "baseline.asked.window"), range.into()));
        chips.extend(asked.town.map(|town| chip("town", t!(lang, "baseline.row.town"), town.into())));
        chips.extend(asked.group.map(|of| chip("category", t!(lang, "baseline.row.category"), group(lang, of))));
        chips.extend(asked.section.map(|of| {
            let name = match of.as_str() {
                "" => t!(lang, "figures.part.unknown"),
                letter => i18n::words(lang, &format!("figures.section.{letter}")),
            };
            chip("section", t!(lang, "baseline.row.industry"), name)
        }));
        chips.extend(asked.only.map(|of| {
            let name = if of == Metric::Deaths { "deaths_min" } else { "serious_min" };
            chip(name, t!(lang, "baseline.asked.only"), metric(lang, of))
        }));
    }
    view! {
        <Chips chips/>
        {why.map(|it| view! { <Notice state=State::Soon><p>{self::why(lang, it)}</p></Notice> })}
    }
}
