//! Charts in every state: full, empty, one point, months missing, long names, large counts.
use super::super::chart::{
    Chart, Control, ControlPoint, Cumulative, Drawing, Funnel, FunnelLimit, FunnelPoint, Heat, HeatLine, HeatTable,
    Multiple, Multiples, Size, Spark, Standing, Value, YearBars,
};
use super::super::{Section, Words};
use super::say;
use crate::i18n::{self, Lang};
use crate::t;
use leptos::prelude::*;

fn both(draw: impl Fn(Size) -> Drawing) -> [Drawing; 2] {
    [Size::Half, Size::Narrow].map(draw)
}

fn value(lang: Lang, amount: Option<i64>) -> Value {
    let said = amount.map_or_else(|| t!(lang, "trends.no-data"), |n| i18n::number(n).into());
    Value { value: amount.map(|n| n as f64), href: amount.map(|_| "#lists".to_owned()), said, open: false }
}

fn months(lang: Lang) -> Vec<Words> {
    (1..=12).map(|n| t!(lang, "ui.sample.month", n = n)).collect()
}

/// How the samples differ.
const STATES: [(&str, &str, [Option<i64>; 12]); 4] = [
    (
        "full",
        "chart-full",
        [Some(3), Some(1), Some(4), Some(1), Some(5), Some(9), Some(2), Some(6), Some(5), Some(3), Some(5), Some(8)],
    ),
    (
        "gaps",
        "chart-gaps",
        [Some(3), None, Some(4), Some(1), None, None, Some(2), Some(0), Some(0), Some(3), None, Some(1)],
    ),
    (
        "large",
        "chart-large",
        [
            Some(12_034),
            Some(9_871),
            Some(10_440),
            Some(11_200),
            Some(9_004),
            Some(8_750),
            Some(0),
            Some(12_998),
            Some(11_111),
            Some(10_020),
            Some(9_350),
            Some(12_500),
        ],
    ),
    ("empty", "chart-empty", [None; 12]),
];

#[component]
pub(super) fn Charts(lang: Lang) -> impl IntoView {
    let one = move |(key, id, amounts): (&'static str, &'static str, [Option<i64>; 12])| {
        let last =
            [Some(2), Some(3), Some(3), Some(0), Some(4), Some(6), Some(5), Some(5), None, Some(2), Some(4), Some(1)];
        let pairs = months(lang)
            .into_iter()
            .zip(amounts)
            .zip(last)
            .map(|((name, now), last)| (name, value(lang, now), value(lang, last)));
        let bars = YearBars { now: "2026".into(), last: "2025".into(), pairs: pairs.collect() };
        let title = say(lang, "chart-bars");
        view! { <Chart id title said=say(lang, &format!("chart-{key}")) unit=say(lang, "cases") draw=both(|size| bars.draw(size))/> }
    };
    view! {
        <Section title=say(lang, "charts")>
            <div class="columns">{STATES.map(one).collect_view()}</div>
        </Section>
        <Section title=say(lang, "chart-more")>
            <div class="columns">{so_far(lang)} {control(lang)} {funnel(lang)} {multiples(lang)}</div>
        </Section>
        <Section title=say(lang, "chart-heat")>
            <HeatTable heat=heat(lang)/>
            <p>
                <Spark said=say(lang, "cumulative-said") values=vec![Some(1), Some(3), None, Some(2), Some(5)]/>
                " " <Spark said=say(lang, "cumulative-said") values=vec![4_i64]/>
            </p>
        </Section>
    }
}

fn so_far(lang: Lang) -> AnyView {
    let steps = |amounts: &[i64]| -> Vec<(f64, Value)> {
        amounts.iter().enumerate().map(|(at, n)| (at as f64 + 1.0, value(lang, Some(*n)))).collect()
    };
    let chart = Cumulative {
        now: "2026".into(),
        last: "2025".into(),
        months: months(lang),
        so_far: steps(&[0, 1, 1, 2, 2, 3, 4, 4, 5, 6]),
        so_far_last: steps(&[1, 2, 3, 3, 5, 6, 7, 9, 10, 11, 12, 13]),
    };
    view! { <Chart id="chart-so-far" title=say(lang, "cumulative") said=say(lang, "cumulative-said") unit=say(lang, "cases") draw=both(|size| chart.draw(size))/> }
        .into_any()
}

fn control(lang: Lang) -> AnyView {
    let amounts: [i64; 24] = [3, 5, 4, 2, 6, 4, 5, 3, 4, 6, 5, 4, 3, 12, 4, 5, 6, 6, 7, 6, 5, 7, 0, 3];
    let point = |(at, amount): (usize, &i64)| {
        let missing = at == 22;
        ControlPoint {
            value: Value { open: at == 23, ..value(lang, (!missing).then_some(*amount)) },
            lower: None,
            upper: Some(if at < 12 { 11.0 } else { 10.0 }),
            signs: if at == 13 {
                vec![1]
            } else if (16..=18).contains(&at) {
                vec![2]
            } else {
                Vec::new()
            },
            beyond: at == 13,
        }
    };
    let chart = Control {
        points: amounts.iter().enumerate().map(point).collect(),
        years: vec![(0, "2025".into()), (12, "2026".into())],
        centre: Some((4.3, t!(lang, "chart.control.centre", value = "4.30"))),
        upper: t!(lang, "chart.control.upper"),
        lower: t!(lang, "chart.control.lower"),
        whole: true,
    };
    view! { <Chart id="chart-control" title=say(lang, "chart-control") said=say(lang, "chart-control-said") unit=say(lang, "cases") draw=both(|size| chart.draw(size))/> }
        .into_any()
}

fn funnel(lang: Lang) -> AnyView {
    let limit = |base: f64| {
        let away = |wide: f64| wide * (4.0 / base * 1_000.0).sqrt();
        let low = |wide: f64| Some(4.0 - away(wide)).filter(|low| *low > 0.0);
        FunnelLimit { base, low_998: low(3.1), low_95: low(2.0), high_95: 4.0 + away(2.0), high_998: 4.0 + away(3.1) }
    };
    let point = |(key, base, rate, standing): (&str, f64, f64, Standing)| FunnelPoint {
        name: say(lang, key),
        base,
        rate: Value { value: Some(rate), href: Some("#lists".to_owned()), said: say(lang, key), open: false },
        standing,
    };
    let units = [
        ("name-a", 900.0, 7.7, Standing::Within),
        ("name-b", 4_000.0, 4.4, Standing::Within),
        ("town-long", 6_500.0, 6.0, Standing::Outside),
        ("fall", 9_000.0, 7.4, Standing::FarOutside),
    ];
    let chart = Funnel {
        points: units.map(point).to_vec(),
        limits: Funnel::bases(9_000.0).into_iter().map(limit).collect(),
        centre: (4.0, t!(lang, "chart.funnel.centre", rate = "4.00")),
        base_name: t!(lang, "chart.funnel.base"),
        name_95: t!(lang, "chart.funnel.limit-95"),
        name_998: t!(lang, "chart.funnel.limit-998"),
    };
    view! { <Chart id="chart-funnel" title=say(lang, "chart-funnel") said=say(lang, "chart-funnel-said") unit=t!(lang, "chart.funnel.unit", per = "1,000") draw=both(|size| chart.draw(size))/> }
        .into_any()
}

fn multiples(lang: Lang) -> AnyView {
    let item = |(key, amounts): (&str, [Option<i64>; 5])| Multiple {
        name: say(lang, key),
        values: amounts.map(|amount| value(lang, amount)).to_vec(),
    };
    let chart = Multiples {
        years: (2022..=2026).map(|year| year.to_string().into()).collect(),
        items: vec![
            item(("town-long", [Some(5), Some(3), None, Some(4), Some(2)])),
            item(("name-a", [Some(0), Some(0), Some(1), Some(0), Some(0)])),
            item(("name-b", [None, None, None, Some(9), Some(12)])),
        ],
    };
    view! { <Chart id="chart-small" title=say(lang, "chart-small") said=say(lang, "chart-small-said") unit=say(lang, "cases") draw=both(|size| chart.draw(size))/> }
        .into_any()
}

fn heat(lang: Lang) -> Heat {
    let line = |key: &str, amounts: [Option<i64>; 12]| HeatLine {
        name: say(lang, key),
        total: value(lang, amounts.iter().copied().sum()),
        cells: amounts.map(|amount| value(lang, amount)).to_vec(),
    };
    Heat {
        caption: say(lang, "chart-heat"),
        of: say(lang, "kind-of"),
        head: months(lang),
        total: t!(lang, "trends.total"),
        rows: vec![line("machine", STATES[0].2), line("town-long", STATES[1].2)],
        foot: None,
    }
}
