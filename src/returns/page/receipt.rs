//! The receipt: number, time, hash, what was taken, what was not.
use super::super::model::{Fate, Filing, SheetSummary, Standing};
use super::super::service::Beside;
use super::filing::{FileFacts, FileProblems, crumbs};
use super::open::{LeftBySender, NotTaken};
use super::review::{Decide, Remarks, Undo, Versions, WasUndone, WhatChanged};
use super::{unread, words};
use crate::audit::model::{Change, Entry};
use crate::i18n;
use crate::server::Ctx;
use crate::t;
use crate::ui::{ErrorSummary, Fact, Facts, History, Page, Section, Step, Steps, Table, Th, Words};
use leptos::prelude::*;

#[component]
pub fn Receipt(filing: Filing, beside: Beside) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let steps = steps(&ctx, &filing);
    let title = t!(lang, "returns.desk.receipt-title", number = filing.number.clone());
    let sheets = filing.summary.sheets.clone();
    let purpose = match filing.standing {
        Standing::Undone => match filing.summary.undone.as_ref().map_or(0, |undone| undone.stuck_count) {
            0 => t!(lang, "standing.undo.purpose"),
            stuck => t!(lang, "standing.undo.purpose-part", n = stuck),
        },
        _ => t!(lang, "returns.desk.receipt-purpose"),
    };
    let nil = filing.is_nil();
    // The remarks stand in the sender's own workbook too.
    let marked = (filing.standing == Standing::SentBack && !nil).then(|| {
        let href = format!("/returns/{}/marked.xlsx", filing.id);
        view! { <p class="no-print"><a class="button button-small" href=href download=true>{t!(lang, "sheet.mark.button")}</a></p> }
    });
    let undone = filing.summary.undone.clone();
    // The latest return of the same periods that the sender sent after this one.
    let later =
        beside.versions.iter().filter(|version| version.own && !version.undone && version.sent_at > filing.sent_at);
    let answered = later.max_by_key(|version| version.sent_at).cloned();
    view! {
        <Page title purpose crumbs=crumbs(&ctx)>
            <ErrorSummary/>
            {undone.map(|undone| view! { <WasUndone undone/> })}
            <Remarks notes=beside.notes standing=filing.standing answered/>
            {marked}
            <Paper filing=filing.clone() periods=beside.periods/>
            <Steps steps/>
            <Decide filing=filing.clone()/>
            <WhatChanged changed=beside.changed more=beside.more/>
            <Versions versions=beside.versions here=filing.id/>
            <FileProblems filing=filing.clone()/>
            {(!nil).then(|| view! { <Section title=t!(lang, "returns.desk.by-sheet")><BySheet sheets/></Section> })}
            <NotTaken filing=filing.clone() open=beside.open/>
            <LeftBySender filing=filing.clone()/>
            <Section title=t!(lang, "standing.history")>
                <History entries=told(&ctx, beside.history) labels="standing.field"/>
                <Undo filing=filing.clone()/>
            </Section>
            <p class="hint no-print">{t!(lang, "returns.desk.print-hint")}</p>
        </Page>
    }
}

/// What is printed: number, time, what it answers for, what was taken, the two seals.
#[component]
fn Paper(filing: Filing, periods: Vec<(String, String)>) -> impl IntoView {
    let ctx = Ctx::here();
    let lang = ctx.lang;
    let tally = filing.summary.tally;
    let sent = filing.sent_at.map(|at| i18n::moment(lang, ctx.local(at))).unwrap_or_default();
    let counts = t!(
        lang,
        "returns.desk.taken-counts",
        new = i18n::number(tally.new as i64),
        changed = i18n::number(tally.changed as i64),
        same = i18n::number(tally.same as i64)
    );
    let dropped = filing.summary.absent.dropped;
    let dropped = (dropped > 0).then(|| t!(lang, "returns.desk.dropped", n = i18n::number(dropped as i64)));
    let left = t!(
        lang,
        "returns.desk.left-counts",
        wrong = i18n::number(tally.wrong as i64),
        skipped = i18n::number(tally.skipped as i64)
    );
    let hash = filing.sha256.clone();
    let seal = filing.receipt.clone().unwrap_or_default();
    let period = |(kind, span): &(String, String)| {
        format!("{} {}", words::template_name(lang, kind), words::period_text(lang, span))
    };
    let periods: Vec<String> = periods.iter().map(period).collect();
    let told = (!periods.is_empty()).then(|| {
        view! { <Fact label=t!(lang, "standing.answers-for")>{periods.join(" · ")}</Fact> }
    });
    let reason = filing.reason.clone();
    let rows = (!filing.is_nil()).then(|| {
        view! {
            <Fact label=t!(lang, "returns.desk.read")>{i18n::number(tally.read as i64)}</Fact>
            <Fact label=t!(lang, "returns.desk.taken-label")>{counts}</Fact>
            {dropped.map(|dropped| view! { <Fact label=t!(lang, "standing.changed.dropped")>{dropped}</Fact> })}
            <Fact label=t!(lang, "returns.desk.left-label")>{left}</Fact>
        }
    });
    view! {
        <section class="receipt">
            <h2>{t!(lang, "returns.desk.receipt")}</h2>
            <p class="receipt-number">{filing.number.clone()}</p>
            <Facts>
                <Fact label=t!(lang, "returns.desk.sent-at")>{sent}</Fact>
                {told}
                {rows}
                {reason.map(|reason| view! { <Fact label=t!(lang, "standing.again.reason")>{reason}</Fact> })}
                <Fact label=t!(lang, "returns.desk.file-hash")><code class="clamp" tabindex="0">{hash}</code></Fact>
                <Fact label=t!(lang, "returns.desk.receipt-hash")>
                    <code class="clamp" tabindex="0">{seal}</code>
                </Fact>
            </Facts>
            <FileFacts filing=filing.clone()/>
        </section>
    }
}

/// The trail in the reader's words, without the seals that stand on the receipt.
fn told(ctx: &Ctx, entries: Vec<Entry>) -> Vec<Entry> {
    let word = |key: String| {
        Standing::parse(&key)
            .map_or_else(|| key.clone(), |standing| words::standing_name(ctx.lang, standing).into_owned())
    };
    let named = |key: String| words::template_name(ctx.lang, &key).into_owned();
    // `A=held_on B=-`: a column and the field it was read as.
    let read = |columns: String| {
        let one = |said: &str| match said.split_once('=') {
            Some((letters, "-")) => format!("{letters} {}", t!(ctx.lang, "returns.desk.ignored")),
            Some((letters, field)) => format!("{letters} {}", words::field_words(ctx.lang, field)),
            None => said.to_owned(),
        };
        columns.split_whitespace().map(one).collect::<Vec<_>>().join(" · ")
    };
    let tell = |Change(field, from, to): Change| match field.as_str() {
        "sha256" | "receipt" => None,
        "template" => Some(Change(field, from.map(named), to.map(named))),
        "columns" => Some(Change(field, from.map(read), to.map(read))),
        "state" => Some(Change(field, from.map(word), to.map(word))),
        "new" | "changed" | "same" | "wrong" | "skipped" | "dropped" | "waived" | "removed" | "restored" | "stuck" => {
            (to.as_deref() != Some("0")).then_some(Change(field, from, to))
        }
        _ => Some(Change(field, from, to)),
    };
    let one = |mut entry: Entry| {
        let changes: Vec<Change> = entry.changes().into_iter().filter_map(tell).collect();
        entry.changes = serde_json::to_string(&changes).unwrap_or_default();
        entry
    };
    entries.into_iter().map(one).collect()
}

/// The stations of a sent return, with who decided.
fn steps(ctx: &Ctx, filing: &Filing) -> Vec<(Step, Words)> {
    let lang = ctx.lang;
    let decided = filing.reviewed.as_ref().map(|(who, at)| (who.clone(), i18n::moment(lang, ctx.local(*at))));
    let decision = match (filing.standing, decided) {
        (Standing::SentBack, Some((who, at))) => (Step::Now, t!(lang, "standing.step.sent-back", who = who, at = at)),
        (Standing::Accepted, Some((who, at))) => (Step::Done, t!(lang, "standing.step.accepted", who = who, at = at)),
        (Standing::Locked, Some((who, at))) => (Step::Done, t!(lang, "standing.step.locked", who = who, at = at)),
        (Standing::Undone, Some((who, at))) => (Step::Now, t!(lang, "standing.step.undone", who = who, at = at)),
        _ => (Step::Ahead, t!(lang, "returns.desk.step.seen")),
    };
    let mut steps = Vec::new();
    if !filing.is_nil() {
        steps.push((Step::Done, t!(lang, "returns.desk.step.uploaded")));
        steps.push((Step::Done, t!(lang, "returns.desk.step.checked")));
    }
    steps.push((Step::Done, t!(lang, "returns.desk.step.sent")));
    steps.push(decision);
    steps
}

#[component]
fn BySheet(sheets: Vec<SheetSummary>) -> impl IntoView {
    let lang = Ctx::here().lang;
    let line = move |sheet: SheetSummary| {
        let why = unread::why(&sheet).map(|why| view! { <p><small>{why}</small></p> });
        let counts = Fate::ALL
            .map(|fate| {
                let label = words::fate_name(lang, fate);
                view! { <td class="num" data-label=label>{i18n::number(sheet.tally.of(fate) as i64)}</td> }
            })
            .collect_view();
        view! {
            <tr>
                <th scope="row">{sheet.title()}</th>
                <td data-label=t!(lang, "returns.desk.kinds")>{words::template_name(lang, sheet.template())} {why}</td>
                {counts}
                <td class="num" data-label=t!(lang, "returns.desk.read")>{i18n::number(sheet.tally.read as i64)}</td>
            </tr>
        }
    };
    view! {
        <Table caption=t!(lang, "returns.desk.by-sheet")>
            <thead>
                <tr>
                    <Th label=t!(lang, "returns.desk.sheet")/>
                    <Th label=t!(lang, "returns.desk.kinds")/>
                    {Fate::ALL.map(|fate| view! { <Th label=words::fate_name(lang, fate) number=true/> }).collect_view()}
                    <Th label=t!(lang, "returns.desk.read") number=true/>
                </tr>
            </thead>
            <tbody>{sheets.into_iter().map(line).collect_view()}</tbody>
        </Table>
    }
}
