//! `/bulletins/{id}`: the words, the charts, the tables, how it was made, its versions; and what may be done with it.
use super::chart::Charts;
use super::decide::Decide;
use super::tables::{Duties, Tables};
use super::versions::Versions;
use super::{link, serial, title, version};
use crate::audit::model::{Change, Entry};
use crate::baseline::service as baseline;
use crate::bulletin::model::{Cut, Figures, Frozen};
use crate::bulletin::rule::numbers::Aligned;
use crate::bulletin::rule::wording::{self, Piece};
use crate::bulletin::service::{self, Between, Shown};
use crate::i18n::{self, Lang};
use crate::kernel::window::Window;
use crate::server::page::answer;
use crate::server::{Ctx, Halt};
use crate::t;
use crate::ui::{Badge, Crumb, Draw, ErrorSummary, Fact, Facts, History, Icon, Notice, Page, Section, State, Words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The id in the page's address.
pub(super) fn id_here() -> Option<Uuid> {
    use_params_map().with_untracked(|params| params.get("id").and_then(|id| id.parse::<Uuid>().ok()))
}

async fn load(ctx: &Ctx, id: Option<Uuid>) -> Result<(Shown, Option<Between>), Halt> {
    let shown = service::show(ctx, id.ok_or(Halt::Missing)?).await?;
    let between = service::between(ctx, &shown).await?;
    Ok((shown, between))
}

/// `/bulletins/{id}`
#[component]
pub fn Detail() -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let id = id_here();
    Suspend::new(async move {
        answer(load(&ctx, id).await, move |(shown, between)| {
            let bulletin = shown.bulletin.clone();
            let id = bulletin.id;
            let name = title(lang, &bulletin);
            let purpose = [serial(lang, &bulletin), Some(version(lang, &bulletin))];
            let purpose = purpose.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let how =
                view! { <p>{t!(lang, "bulletin.one.how")}</p> <p class="no-print">{t!(lang, "bulletin.print")}</p> };
            let [of_days, of_charts, of_tables, figures] = [(); 4].map(|()| shown.figures.clone());
            let [standing, text, made, versions] = [(); 4].map(|()| shown.clone());
            let (history, action) = (in_words(lang, &shown), actions(lang, &shown));
            view! {
                <Page title=name purpose crumbs=vec![Crumb::new("/bulletins", t!(lang, "bulletin.title"))]
                    action how=how.into_any()>
                    <ErrorSummary/>
                    <Standing shown=standing/>
                    <AsOf figures=of_days/>
                    <Text shown=text/>
                    <Section title=t!(lang, "bulletin.one.charts")><Charts figures=of_charts/></Section>
                    <Tables id figures=of_tables/>
                    <Duties id figures/>
                    <Made shown=made/>
                    <Versions shown=versions between/>
                    <div class="no-print">
                        <Decide shown/>
                        <Section title=t!(lang, "bulletin.one.history")><History entries=history labels="bulletin.field"/></Section>
                    </div>
                </Page>
            }
        })
    })
}

/// The history with the period, which never changes, in the reader's language.
fn in_words(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let said = |value: Option<String>| value.map(|_| wording::period(lang, &shown.bulletin.period));
    let told = |mut entry: Entry| {
        let changes = entry.changes().into_iter().map(|Change(field, from, to)| match field.as_str() {
            "period" => Change(field, said(from), said(to)),
            _ => Change(field, from, to),
        });
        entry.changes = serde_json::to_string(&changes.collect::<Vec<Change>>()).unwrap_or_default();
        entry
    };
    shown.history.iter().cloned().map(told).collect()
}

/// Edit a draft, take an issued one away; what decides stands below, after everything has been read.
fn actions(lang: Lang, shown: &Shown) -> AnyView {
    let here = link::one(shown.bulletin.id);
    if shown.bulletin.is_draft() && shown.may_write {
        return view! { <a class="button" href=format!("{here}/edit")>{t!(lang, "bulletin.edit.button")}</a> }
            .into_any();
    }
    view! {
        <a class="button button-primary" href=format!("{here}/bulletin.docx") download=true>
            <Draw icon=Icon::Download/>{t!(lang, "bulletin.word")}
        </a>
    }
    .into_any()
}

/// What must be known before reading: a draft, a superseded version, words that differ from what was counted.
#[component]
fn Standing(shown: Shown) -> impl IntoView {
    let lang = Ctx::here().lang;
    let draft = shown.bulletin.is_draft();
    let newer = shown.versions.iter().filter(|version| !draft && version.number > shown.bulletin.number);
    let newer = newer.max_by_key(|version| version.number).map(|version| {
        let words = t!(lang, "bulletin.note.superseded", n = version.number);
        let href = link::one(version.id);
        let see = t!(lang, "bulletin.note.see", n = version.number);
        view! { <Notice state=State::Soon><p>{words} " " <a href=href>{see}</a></p></Notice> }
    });
    let correction = shown.versions.iter().find(|version| version.is_draft() && !draft).map(|version| {
        let (words, see) = (t!(lang, "bulletin.note.correcting"), t!(lang, "bulletin.note.see-draft"));
        let href = link::one(version.id);
        view! { <Notice state=State::Info><p>{words} " " <a href=href>{see}</a></p></Notice> }
    });
    let aligned = shown.aligned.clone();
    let frozen = shown.figures.frozen.iter().zip(frozen_told(lang, &shown.figures)).map(|(of, said)| {
        let (href, see) = (format!("/baselines/{}", of.id), t!(lang, "trends.unfrozen-link"));
        view! { <Notice state=State::Soon><p>{said} " " <a href=href>{see}</a></p></Notice> }
    });
    let frozen = frozen.collect_view();
    let note = match shown.may_write {
        true => t!(lang, "bulletin.note.moved"),
        false => t!(lang, "bulletin.note.moved-read"),
    };
    let moved = (shown.moved == Some(true)).then(|| view! { <Notice state=State::Late><p>{note}</p></Notice> });
    view! {
        {draft.then(|| view! { <Notice state=State::Soon><p>{t!(lang, "bulletin.note.draft")}</p></Notice> })}
        {newer}
        {correction}
        {moved}
        {frozen}
        {draft.then(|| view! { <Numbers aligned/> })}
    }
}

/// Which numbers of the words are not those that were counted.
#[component]
fn Numbers(aligned: [Aligned; 2]) -> impl IntoView {
    let lang = Ctx::here().lang;
    if !aligned.iter().any(Aligned::differs) {
        return ().into_any();
    }
    let comma = t!(lang, "bulletin.note.comma");
    let join = move |all: Vec<String>| all.join(&comma);
    let of = move |(at, aligned): (usize, &Aligned)| {
        let name = if at == 0 { t!(lang, "bulletin.note.chinese") } else { t!(lang, "bulletin.note.english") };
        let written = join(aligned.written().map(|placed| placed.token.shown()).collect());
        let left = join(aligned.left_out.clone());
        let (said, missed) = (
            t!(lang, "bulletin.note.written", lang = name, numbers = written),
            t!(lang, "bulletin.note.left-out", lang = name, numbers = left),
        );
        view! {
            {(!written.is_empty()).then(|| view! { <li>{said}</li> })}
            {(!left.is_empty()).then(|| view! { <li>{missed}</li> })}
        }
    };
    let items = aligned.iter().enumerate().map(of).collect_view();
    view! {
        <Notice state=State::Late title=t!(lang, "bulletin.note.numbers")>
            <ul>{items}</ul>
        </Notice>
    }
    .into_any()
}

/// Both windows, the cut-off and the baselines, in one line.
#[component]
fn AsOf(figures: Figures) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let days = |window: Window| i18n::day_range(lang, window.from(), window.to());
    let fact = |name: Words, value: String| view! { <span>{name} {t!(lang, "ui.colon")} <b>{value}</b></span> };
    let used = baseline_words(lang, &figures, figures.period.year() - 1);
    view! {
        <p class="as-of">
            {fact(t!(lang, "bulletin.one.windows"), days(figures.period.window))}
            {fact(t!(lang, "bulletin.one.last"), days(figures.period.last()))}
            {fact(t!(lang, "bulletin.one.cut-off"), i18n::moment(lang, ctx.local(figures.counted_at)))}
            {fact(t!(lang, "bulletin.one.baseline"), used.into_owned())}
        </p>
    }
}

/// Which version of a year's baseline was used.
pub fn baseline_words(lang: Lang, figures: &Figures, year: i32) -> Words {
    match figures.baseline(year) {
        Some(used) => {
            let frozen = used.frozen_on.map(|day| i18n::date(lang, day)).unwrap_or_default();
            let as_of = i18n::date(lang, used.as_of);
            t!(lang, "bulletin.one.baseline-is", year = year, n = used.number, as_of = as_of, frozen = frozen)
        }
        None => t!(lang, "bulletin.one.baseline-none", year = year),
    }
}

/// The same with what must be known of it: a corrected version and why, another definition and which on each side.
pub fn baseline_told(lang: Lang, figures: &Figures, year: i32) -> String {
    let mut words = baseline_words(lang, figures, year).into_owned();
    let Some(used) = figures.baseline(year) else { return words };
    let mut add = |more: Words| words = format!("{words} {more}");
    if let Some(why) = &used.restated {
        add(t!(lang, "bulletin.one.baseline-restated", why = why));
    }
    if used.redefined {
        let now = baseline::definition(lang, figures.period.year());
        add(t!(lang, "bulletin.one.baseline-redefined", then = used.definition.trim(), now = now.trim()));
    }
    if used.unknown {
        add(t!(lang, "bulletin.one.baseline-unknown"));
    }
    if used.waiting {
        add(t!(lang, "bulletin.one.baseline-waiting"));
    }
    words
}

/// What the frozen baseline of the bulletin's own year holds otherwise than was counted, in a sentence for each of its windows.
pub fn frozen_told(lang: Lang, figures: &Figures) -> Vec<String> {
    let counts = |[incidents, deaths, serious]: [i64; 3]| {
        let n = |n: i64| i18n::number(n);
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("incidents", &n(incidents)), ("deaths", &n(deaths)), ("serious", &n(serious))];
        i18n::fill(lang, "trends.unfrozen-figures", &values)
    };
    let one = |of: &Frozen| {
        let window = i18n::day_range(lang, of.window.from(), of.window.to());
        let (frozen, recorded) = (counts(of.frozen), counts(of.recorded));
        let said = t!(
            lang,
            "bulletin.one.frozen-said",
            window = window,
            year = of.year,
            n = of.number,
            frozen = frozen,
            recorded = recorded,
        );
        said.into_owned()
    };
    figures.frozen.iter().map(one).collect()
}

/// The words by which it was made: of the wording, and of the rule book.
pub fn rule_words(lang: Lang, figures: &Figures) -> Words {
    let one = |(id, from): &(String, chrono::NaiveDate)| {
        t!(lang, "bulletin.one.rule", id = id, from = i18n::short_date(*from)).into_owned()
    };
    let rules = figures.rules.iter().map(one).collect::<Vec<_>>();
    let rules = rules.join(&t!(lang, "bulletin.note.comma"));
    t!(lang, "bulletin.one.rules-are", n = figures.wording, rules = rules)
}

/// The paragraphs with their links, and the remarks.
#[component]
fn Text(shown: Shown) -> impl IntoView {
    let lang = Ctx::here().lang;
    let id = shown.bulletin.id;
    let here = link::one(id);
    let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh }.tag();
    let cut = Cut { town: shown.bulletin.town.clone(), ..Cut::default() };
    let piece = |(piece, by_hand): (Piece, bool)| match (piece.key, by_hand) {
        (Some(key), _) if piece.text != "0" => {
            view! { <a href=link::records(id, key, &cut)>{piece.text}</a> }.into_any()
        }
        (_, true) => view! { <mark title=t!(lang, "bulletin.one.by-hand")>{piece.text}</mark> }.into_any(),
        _ => piece.text.into_any(),
    };
    let line = |pieces: Vec<(Piece, bool)>| view! { <p>{pieces.into_iter().map(piece).collect_view()}</p> };
    let paragraphs = shown.paragraphs(lang).into_iter().map(line).collect_view();
    let remarks = shown.said.remarks.clone().map(|remarks| {
        let lines = remarks.split('\n').map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
        view! { <Section title=t!(lang, "bulletin.one.remarks")><div class="reading">{lines}</div></Section> }
    });
    view! {
        <Section title=t!(lang, "bulletin.one.text") note=t!(lang, "bulletin.one.text-note")>
            <div class="reading bulletin">{paragraphs}</div>
        </Section>
        {remarks}
        <p class="section-note no-print">
            {t!(lang, "bulletin.files")} {t!(lang, "ui.colon")}
            <a href=format!("{here}/bulletin.docx") download=true>{t!(lang, "bulletin.word")}</a> " · "
            <a href=format!("{here}/bulletin.xlsx") download=true>{t!(lang, "bulletin.workbook")}</a> " · "
            {t!(lang, "bulletin.other-language")} " "
            <a href=format!("{here}/bulletin.docx?lang={other}") download=true>"docx"</a> " "
            <a href=format!("{here}/bulletin.xlsx?lang={other}") download=true>"xlsx"</a>
        </p>
    }
}

/// What somebody needs to count it again, for the files: windows, cut-off, baselines, rules, reason, people, seal.
pub fn facts(ctx: &Ctx, shown: &Shown) -> Vec<(Words, String)> {
    let lang = ctx.lang;
    let figures = &shown.figures;
    let days = |window: Window| i18n::day_range(lang, window.from(), window.to());
    let year = figures.period.year();
    let mut all = vec![
        (t!(lang, "bulletin.one.windows"), days(figures.period.window)),
        (t!(lang, "bulletin.one.last"), days(figures.period.last())),
        (t!(lang, "bulletin.one.cut-off"), i18n::moment(lang, ctx.local(figures.counted_at))),
    ];
    for back in 1..=3 {
        if back == 1 || figures.baseline(year - back).is_some() {
            all.push((t!(lang, "bulletin.one.baseline"), baseline_told(lang, figures, year - back)));
        }
    }
    all.extend(frozen_told(lang, figures).into_iter().map(|said| (t!(lang, "bulletin.one.frozen"), said)));
    all.push((t!(lang, "bulletin.one.rules"), rule_words(lang, figures).into_owned()));
    let bulletin = &shown.bulletin;
    all.extend(bulletin.reason.clone().map(|reason| (t!(lang, "bulletin.one.reason"), reason)));
    all.push((t!(lang, "bulletin.one.author"), bulletin.author.clone()));
    if let Some(issued) = &bulletin.issued {
        let when = i18n::moment(lang, ctx.local(issued.at));
        all.push((
            t!(lang, "bulletin.one.issued"),
            t!(lang, "bulletin.issued-by", who = issued.by, when = when).into_owned(),
        ));
        all.push((t!(lang, "bulletin.one.hash"), issued.hash.clone()));
    }
    all
}

/// Baselines, rules, people, the seal.
#[component]
fn Made(shown: Shown) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let figures = &shown.figures;
    let year = figures.period.year();
    let baselines = (1..=3).filter(|back| *back == 1 || figures.baseline(year - back).is_some()).map(|back| {
        let words = baseline_told(lang, figures, year - back);
        match figures.baseline(year - back) {
            Some(used) => view! { <li><a href=format!("/baselines/{}", used.id)>{words}</a></li> }.into_any(),
            None => view! { <li>{words}</li> }.into_any(),
        }
    });
    let baselines = baselines.collect_view();
    let rules = rule_words(lang, figures);
    let bulletin = &shown.bulletin;
    let issued = bulletin.issued.as_ref().map(|issued| {
        let when = i18n::moment(lang, ctx.local(issued.at));
        let (state, word) = if shown.sealed == Some(true) {
            (State::Ok, t!(lang, "bulletin.one.hash-kept"))
        } else {
            (State::Late, t!(lang, "bulletin.one.hash-broken"))
        };
        let hash = issued.hash.clone();
        view! {
            <Fact label=t!(lang, "bulletin.one.issued")>{format!("{} · {when}", issued.by)}</Fact>
            <Fact label=t!(lang, "bulletin.one.hash")><code>{hash}</code> " " <Badge state word/></Fact>
        }
    });
    let author = format!("{} · {}", bulletin.author, i18n::moment(lang, ctx.local(bulletin.created_at)));
    let reason = bulletin.reason.clone();
    view! {
        <Section title=t!(lang, "bulletin.one.made")>
            <Facts>
                <Fact label=t!(lang, "bulletin.one.baseline")><ul class="stack-list">{baselines}</ul></Fact>
                <Fact label=t!(lang, "bulletin.one.rules")>{rules}</Fact>
                {reason.map(|reason| view! { <Fact label=t!(lang, "bulletin.one.reason")>{reason}</Fact> })}
                <Fact label=t!(lang, "bulletin.one.author")>{author}</Fact>
                {issued}
            </Facts>
        </Section>
    }
}
