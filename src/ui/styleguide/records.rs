//! One record in full, headline figures, charts, history.
use super::super::chart::{Chart, Lines, Size, alone};
use super::super::{Bar, Bars, Clock, Fact, Facts, Figure, History, Section, Stat, State, Sum, Sums, Words};
use super::say;
use crate::audit::model::{Change, Entry};
use crate::i18n::Lang;
use crate::server::Ctx;
use crate::t;
use leptos::prelude::*;

#[component]
pub(super) fn Records(lang: Lang) -> impl IntoView {
    let sum = |name, text, state, verdict| Sum {
        name: say(lang, name),
        sum: say(lang, text),
        law: say(lang, "quorum-law"),
        state,
        verdict: say(lang, verdict),
    };
    let sums = vec![
        sum("quorum", "quorum-sum", State::Ok, "met-yes"),
        sum("published", "publish-sum", State::Late, "late"),
        sum("satisfied", "satisfied-sum", State::Nothing, "nothing"),
    ];
    view! {
        <Section title=say(lang, "records")>
            <ul class="clocks">
                <Clock name=say(lang, "clock") left=say(lang, "clock-left") due=say(lang, "clock-due") state=State::Late/>
                <Clock name=say(lang, "clock") left=say(lang, "clock-more") due=say(lang, "clock-due") state=State::Soon/>
                <Clock name=say(lang, "clock") left=say(lang, "clock-done") due=say(lang, "clock-due") state=State::Ok/>
            </ul>
            <Sums label=say(lang, "sums") sums/>
            <div class="columns section">
                <Facts>
                    <Fact label=say(lang, "enterprise")>{say(lang, "name-b")}</Fact>
                    <Fact label=say(lang, "place")>{say(lang, "place-value")}</Fact>
                    <Fact label=say(lang, "note")/>
                </Facts>
                <History entries=entries(lang) labels="ui.sample"/>
            </div>
        </Section>
        <Section title=say(lang, "figures")><Figures lang/></Section>
    }
}

fn entries(lang: Lang) -> Vec<Entry> {
    let ctx = Ctx::here();
    let changes = |changes: &[Change]| serde_json::to_string(changes).unwrap_or_default();
    let text = |key: &str| Some(say(lang, key).into_owned());
    let entry = |deed: &str, changes: String| Entry {
        seq: 1,
        at: ctx.now,
        account_id: None,
        who: String::new(),
        role: "inspector".to_owned(),
        deed: deed.to_owned(),
        noun: "congress".to_owned(),
        object_id: None,
        enterprise_id: None,
        changes,
        prev: String::new(),
        hash: String::new(),
    };
    vec![
        entry(
            "correct",
            changes(&[
                Change::new("present", Some("54".to_owned()), Some("31".to_owned())),
                Change::new("place", text("place-value"), None),
                Change::new("enterprise", text("name-a"), text("name-b")),
            ]),
        ),
        entry("record", changes(&[])),
    ]
}

#[component]
fn Figures(lang: Lang) -> impl IntoView {
    let figure = |text: &'static str| Figure::new(text, Some("#lists".to_owned()));
    let months: Vec<Words> = (1..=12).map(|n| t!(lang, "ui.sample.month", n = n)).collect();
    let totals = |all: &[i64]| all.iter().map(|n| alone(*n, n.to_string())).collect();
    let lines = Lines {
        now: t!(lang, "ui.this-year"),
        last: t!(lang, "ui.last-year"),
        steps: months,
        totals: totals(&[0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 6]),
        totals_last: totals(&[1, 2, 3, 3, 5, 6, 7, 9, 10, 11, 12, 13]),
        places_last: 0,
    };
    let draw = [Size::Half, Size::Narrow].map(|size| lines.draw(size));
    let numbers = lines.numbers(t!(lang, "ui.step"));
    let bar = |key, before, now| Bar { label: say(lang, key), href: Some("#lists".to_owned()), before, now };
    let bars =
        vec![bar("machine", Some(5), 2), bar("fall", Some(7), 2), bar("vehicle", Some(0), 4), bar("name-b", None, 1)];
    view! {
        <div class="stats">
            <Stat name=say(lang, "incidents") unit=say(lang, "cases") before=Some(figure("5")) now=figure("2") diff="−3" percent="−60.0%" caution=Some(say(lang, "caution"))/>
            <Stat name=say(lang, "deaths") unit=say(lang, "people") before=Some(figure("1,207")) now=figure("1,102") diff="−105" percent="−8.7%" caution=None/>
            <Stat name=say(lang, "injured") unit=say(lang, "people") before=Some(figure("0")) now=figure("4") diff="+4" percent=say(lang, "from-nothing") caution=None/>
            <Stat name=say(lang, "injured") unit=say(lang, "people") before=None now=figure("4") caution=None/>
        </div>
        <div class="columns section">
            <Chart id="chart-steps" title=say(lang, "cumulative") unit=say(lang, "cases") said=say(lang, "cumulative-said") draw numbers/>
            <Bars title=say(lang, "by-kind") of=say(lang, "kind-of") bars/>
        </div>
    }
}
