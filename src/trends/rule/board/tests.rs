use super::*;
use crate::baseline::model::{Baseline, Resolution, Row};
use crate::baseline::model::{Origin, Period, State};
use crate::baseline::rule::Why;
use crate::kernel::rulebook;
use crate::trends::model::{Against, Span};
use crate::trends::rule::past::{Piece, Source};
use crate::trends::rule::span;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn baseline(year: i32, resolution: Resolution) -> Baseline {
    Baseline {
        year,
        version: 1,
        state: State::Frozen,
        origin: Origin::Computed,
        resolution,
        as_of: NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day"),
        definition: "纳入统计的生产安全事故".to_owned(),
    }
}

fn row(period: Period, town: Option<&str>, group: Option<Group>, figures: [Option<i64>; 3]) -> Row {
    let [incidents, deaths, serious] = figures;
    Row { period, town: town.map(str::to_owned), industry: None, group, incidents, deaths, serious, loss: None }
}

fn accident(on: &str, town: &str, group: Group, deaths: Option<i64>) -> Accident {
    Accident {
        id: Uuid::nil(),
        name: String::new(),
        label: None,
        day: day(on),
        enterprise: Uuid::nil(),
        town: town.to_owned(),
        part: String::new(),
        group,
        deaths,
        serious: Some(0),
        loss: None,
        counted: true,
    }
}

fn towns() -> Vec<String> {
    ["白米镇", "张甸镇"].map(str::to_owned).to_vec()
}

fn windows(to: NaiveDate, resolution: Option<Resolution>) -> Windows {
    span::windows(Span::ToDate, Against::LastYear, Window::to_date(to), resolution)
}

/// Last year's side: a frozen baseline and its rows.
#[derive(Clone, Copy)]
struct Last<'a> {
    baseline: &'a Baseline,
    rows: &'a [Row],
}

fn board(
    accidents: &[Accident],
    last: Option<Last<'_>>,
    windows: Windows,
    towns: &[String],
    town: Option<&str>,
) -> Board {
    let source = last.map_or(Source::Missing, |Last { baseline, rows }| Source::Baseline {
        baseline,
        rows,
        parts: &[],
        among: None,
        by_industry: false,
    });
    let piece = Piece { window: windows.last, source };
    let past = Past { windows: vec![(windows.last, vec![piece])] };
    let piece = Piece { window: windows.now, source: Source::Records(accidents) };
    let present = Past { windows: vec![(windows.now, vec![piece])] };
    super::board(accidents, (&present, &past), windows, Scene { towns, town, parts: false })
}

#[test]
fn against_monthly_figures_both_windows_end_with_a_whole_month() {
    let of = |to: &str, resolution| windows(day(to), Some(resolution));
    let cut = of("2026-11-05", Resolution::Month);
    assert_eq!((cut.now.to(), cut.last.to(), cut.shortened()), (day("2026-10-31"), day("2025-10-31"), true));
    let whole = of("2026-10-31", Resolution::Month);
    assert_eq!((whole.now.to(), whole.shortened()), (day("2026-10-31"), false));
    let daily = of("2026-11-05", Resolution::Day);
    assert_eq!((daily.now.to(), daily.last.to()), (day("2026-11-05"), day("2025-11-05")));
    let january = of("2026-01-20", Resolution::Month);
    assert_eq!((january.last.to(), january.shortened()), (day("2025-01-20"), false));
    // February after a leap year: the month of 28 days is set beside the month of 29.
    let february = of("2025-02-28", Resolution::Month);
    assert_eq!((february.now.to(), february.last.to()), (day("2025-02-28"), day("2024-02-29")));
    let leap = of("2024-02-29", Resolution::Month);
    assert_eq!((leap.now.to(), leap.last.to(), leap.shortened()), (day("2024-02-29"), day("2023-02-28"), false));
    let leap = windows(day("2024-02-29"), None);
    assert_eq!((leap.last.to(), leap.now.lost_leap_day()), (day("2023-02-28"), true));
}

#[test]
fn without_a_baseline_last_year_is_no_data_and_never_zero() {
    let accidents = [accident("2026-03-01", "白米镇", Group::Fire, Some(1))];
    let board = super::tests::board(&accidents, None, windows(day("2026-11-05"), None), &towns(), None);
    assert_eq!(
        (board.headline[0].now.map(|sum| sum.total), board.headline[0].before, board.headline[0].why),
        (Some(1), None, None)
    );
    let rules = rulebook::at(day("2026-11-05"));
    let report = compared(&board.headline[0], &rules).expect("figures");
    assert_eq!((report.change.diff, report.change.percent, report.test), (None, None, None));
    assert!(board.steps.iter().all(|step| step.last.is_none()));
    assert_eq!(board.steps.len(), 11);
    assert_eq!(board.steps.last().map(|step| (step.until, step.now)), Some((day("2026-11-05"), Some(1))));
}

#[test]
fn the_districts_headline_has_its_percents_and_both_p() {
    let on = |n: i64| NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day") + chrono::Days::new(n as u64 * 60);
    let deaths = [3, 2, 1, 1, 0];
    let rows: Vec<Row> = (0..5)
        .map(|n| {
            row(Period::Day(on(n)), Some("白米镇"), Some(Group::Fire), [Some(1), Some(deaths[n as usize]), Some(0)])
        })
        .collect();
    let base = baseline(2025, Resolution::Day);
    let accidents = [
        accident("2026-03-01", "白米镇", Group::Fire, Some(1)),
        accident("2026-11-05", "张甸镇", Group::Fall, Some(1)),
        accident("2026-11-06", "张甸镇", Group::Fall, Some(9)),
    ];
    let last = Some(Last { baseline: &base, rows: &rows });
    let board =
        super::tests::board(&accidents, last, windows(day("2026-11-05"), Some(Resolution::Day)), &towns(), None);
    let rules = rulebook::at(day("2026-11-05"));
    let [events, deaths, _] = board.headline.map(|cell| compared(&cell, &rules).expect("figures"));
    assert_eq!((events.change.percent.as_deref(), deaths.change.percent.as_deref()), (Some("-60.0"), Some("-71.4")));
    let p = |report: &Report| report.test.map(|test| (test.p * 100.0).round());
    assert_eq!((p(&events), p(&deaths)), (Some(45.0), Some(18.0)));
    assert_eq!(board.groups.iter().map(|line| line.name).collect::<Vec<_>>(), [Group::Fire, Group::Fall]);
}

#[test]
fn a_town_that_only_the_baseline_knows_has_its_row_and_a_gap_is_said() {
    let base = baseline(2025, Resolution::Month);
    let whole = |month| row(Period::Month(month), None, None, [Some(5), Some(1), None]);
    let part = |month, town| row(Period::Month(month), Some(town), None, [Some(2), None, None]);
    let rows = [whole(1), part(1, "白米镇"), part(1, "张甸镇"), part(1, "沈高镇")];
    let last = Some(Last { baseline: &base, rows: &rows });
    let board = super::tests::board(&[], last, windows(day("2026-02-10"), Some(Resolution::Month)), &towns(), None);
    assert_eq!(board.towns.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["白米镇", "张甸镇", "沈高镇"]);
    assert_eq!((board.headline[0].before.map(|s| s.total), board.towns_sum), (Some(5), Some(6)));
    assert_eq!(board.headline[2].why, Some(Why::ValueMissing));
    assert_eq!(board.towns[0].cells[0].before.map(|s| s.total), Some(2));
    assert!(board.groups.is_empty(), "no types were given and nothing happened");
}

#[test]
fn a_side_that_is_not_known_has_no_figure_and_is_no_better() {
    let window = windows(day("2026-11-05"), None);
    let missing = |window| Past { windows: vec![(window, vec![Piece { window, source: Source::Missing }])] };
    let (present, past) = (missing(window.now), missing(window.last));
    let board = super::board(&[], (&present, &past), window, Scene { towns: &towns(), town: None, parts: false });
    assert!(board.headline.iter().all(|cell| cell.now.is_none() && cell.before.is_none()));
    assert_eq!(compared(&board.headline[0], &rulebook::at(day("2026-11-05"))), None, "nothing stands beside nothing");
    assert!(board.towns.iter().all(|line| !line.is_quiet()), "not known is not quiet");
    assert!(board.steps.iter().all(|step| step.now.is_none()));
}

#[test]
fn lines_are_ordered_by_what_was_asked_and_the_unknown_comes_last() {
    let line = |name: &'static str, now, before: Option<i64>| {
        let of = |total| Sum { total, unknown: 0 };
        let cell = Cell { metric: Metric::Incidents, now: Some(of(now)), before: before.map(of), over: 1, why: None };
        Line { name, cells: [cell; 3] }
    };
    let lines = [line("a", 1, Some(4)), line("b", 3, None), line("c", 2, Some(0)), line("d", 2, Some(1))];
    let names = |text: &str| {
        let order_ = Order::parse(text).expect(text);
        order(&lines, order_).into_iter().map(|line| line.name).collect::<String>()
    };
    assert_eq!(names("name"), "abcd");
    assert_eq!(names("-name"), "dcba");
    assert_eq!(names("-now"), "bcda");
    assert_eq!(names("before"), "cdab");
    assert_eq!(names("diff"), "adcb");
    assert_eq!(names("-diff"), "cdab");
    assert_eq!(names("-percent"), "dabc");
    assert_eq!((Order::parse("x"), Order::parse("")), (None, None));
}

fn any_accident(year: i32) -> impl Strategy<Value = Accident> {
    let town = prop::sample::select(vec!["白米镇", "张甸镇", "沈高镇"]);
    let group = prop::sample::select(Group::ALL.to_vec());
    (0_u32..365, town, group, prop::option::of(0_i64..4), prop::option::of(0_i64..4), prop::bool::weighted(0.8))
        .prop_map(move |(n, town, group, deaths, serious, counted)| Accident {
            day: NaiveDate::from_yo_opt(year, n + 1).expect("a day of the year"),
            deaths,
            serious,
            counted,
            ..accident("2026-01-01", town, group, None)
        })
}

proptest! {
    #[test]
    fn towns_and_types_add_up_to_the_headline(
        now in prop::collection::vec(any_accident(2026), 0..40),
        before in prop::collection::vec(any_accident(2025), 0..40),
        n in 0_u32..365,
    ) {
        let to = NaiveDate::from_yo_opt(2026, n + 1).expect("a day of the year");
        let base = baseline(2025, Resolution::Day);
        let rows: Vec<Row> = before
            .iter()
            .map(|a| row(Period::Day(a.day), Some(&a.town), Some(a.group), [Some(1), a.deaths, a.serious]))
            .collect();
        let last = Some(Last { baseline: &base, rows: &rows });
        let board = super::tests::board(&now, last, windows(to, Some(Resolution::Day)), &towns(), None);
        let inside = |a: &&Accident| a.day <= to;
        prop_assert_eq!(board.headline[0].now.unwrap_or_default().total, now.iter().filter(inside).filter(|a| a.counted).count() as i64);
        prop_assert_eq!(board.uncounted, now.iter().filter(inside).filter(|a| !a.counted).count() as i64);
        prop_assert_eq!(board.towns_sum, None);
        for at in 0..3 {
            let add = |cells: Vec<Cell>| cells.iter().fold((0, 0, 0, 0), |sum, cell| {
                let (now, before) = (cell.now.unwrap_or_default(), cell.before.unwrap_or_default());
                (sum.0 + now.total, sum.1 + now.unknown, sum.2 + before.total, sum.3 + before.unknown)
            });
            let headline = add(vec![board.headline[at]]);
            prop_assert_eq!(add(board.towns.iter().map(|l| l.cells[at]).collect()), headline);
            prop_assert_eq!(add(board.groups.iter().map(|l| l.cells[at]).collect()), headline);
        }
        let end = board.steps.last().expect("at least January");
        prop_assert_eq!((end.now, end.last), (board.headline[0].now.map(|s| s.total), board.headline[0].before.map(|s| s.total)));
        prop_assert!(board.steps.windows(2).all(|pair| pair[0].now <= pair[1].now && pair[0].last <= pair[1].last));
    }
}
