use super::count::{Begun, Facts, Known, figures, is_larger};
use super::numbers::{align, pieces, tokens};
use super::wording::{hours, mean, paragraphs, text};
use super::{behind, differ};
use crate::baseline::model::{Baseline as Document, Origin, Period as RowPeriod, Resolution, Row, State};
use crate::bulletin::model::{Baseline, Counted, Cut, Key, Kind, MEASURES, Measure, Period, Record, Was};
use crate::i18n::Lang;
use crate::incident::group::Group;
use chrono::{DateTime, NaiveDate};
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

/// An accident in town 甲镇 unless the number says otherwise.
fn accident(n: u128, on: &str, deaths: Option<i64>, serious: Option<i64>) -> Record {
    let on = day(on);
    Record {
        id: Uuid::from_u128(n),
        version: 1,
        enterprise: Uuid::from_u128(n % 3),
        name: format!("企业{}", n % 3),
        town: if n.is_multiple_of(2) { "乙镇" } else { "甲镇" }.to_owned(),
        industry: (!n.is_multiple_of(3)).then(|| "纺织业".to_owned()),
        day: on,
        what: Counted::Incident {
            group: if n.is_multiple_of(2) { Group::Fall } else { Group::Machinery },
            deaths,
            serious,
            minor: Some(1),
            counted: true,
            larger: is_larger(on, deaths, serious, None),
        },
    }
}

fn row(on: &str, deaths: i64, serious: i64) -> Row {
    Row {
        period: RowPeriod::Day(day(on)),
        town: Some("甲镇".to_owned()),
        industry: Some("纺织业".to_owned()),
        group: Some(Group::Machinery),
        incidents: Some(1),
        deaths: Some(deaths),
        serious: Some(serious),
        loss: None,
    }
}

fn known(year: i32, resolution: Resolution, rows: Vec<Row>) -> Known {
    let as_of = NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day");
    Known {
        used: Baseline {
            id: Uuid::nil(),
            year,
            number: 1,
            as_of,
            frozen_on: Some(as_of),
            hash: String::new(),
            redefined: false,
            definition: "年度公报口径".to_owned(),
            restated: None,
            unknown: false,
            waiting: false,
        },
        document: Document {
            year,
            version: 1,
            state: State::Frozen,
            origin: Origin::Computed,
            resolution,
            as_of,
            definition: String::new(),
        },
        rows,
    }
}

fn facts(period: Period, records: Vec<Record>, baselines: Vec<Known>) -> Facts {
    Facts {
        period,
        town: None,
        towns: vec!["甲镇".to_owned(), "乙镇".to_owned()],
        records,
        baselines,
        own: None,
        begun: Begun {
            incidents: Some(day("2023-01-05")),
            meetings: Some(day("2023-01-05")),
            hazards: Some(day("2023-01-05")),
            trainings: Some(day("2023-01-05")),
            filings: Some(day("2023-01-05")),
        },
        roll: 10,
        counted_at: DateTime::from_timestamp(1_790_000_000, 0).expect("an instant"),
    }
}

fn october() -> Period {
    Period::of(Kind::Month, 2026, 10).expect("a month")
}

/// Two accidents in October against five, one in September, three before.
fn some() -> Facts {
    let records = vec![
        accident(1, "2026-03-02", Some(0), Some(1)),
        accident(2, "2026-06-12", Some(1), Some(0)),
        accident(3, "2026-08-20", Some(0), Some(1)),
        accident(4, "2026-09-30", Some(0), Some(0)),
        accident(5, "2026-10-01", Some(1), None),
        accident(6, "2026-10-31", Some(1), Some(2)),
    ];
    let five = |year: i32| {
        let on = |n: u32| format!("{year}-10-{:02}", n * 5);
        (1..=5).map(|n| row(&on(n), i64::from(n == 1), 0)).collect::<Vec<_>>()
    };
    let all = [2025, 2024, 2023].map(|year| known(year, Resolution::Day, five(year)));
    facts(october(), records, all.to_vec())
}

#[test]
fn the_paragraph_gives_counts_first_then_the_difference_then_the_percent() {
    let figures = figures(&some());
    let zh = text(&paragraphs(Lang::Zh, &figures));
    let first = zh.lines().next().expect("a paragraph");
    assert!(first.starts_with("2026年10月，全区共发生生产安全事故2起，已查明死亡2人、重伤2人、轻伤2人。"), "{zh}");
    assert!(first.contains("事故起数同比减少3起（5→2）、下降60.0%"), "{zh}");
    assert!(first.contains("死亡人数同比增加1人（1→2）、上升100.0%"), "{zh}");
    assert!(first.contains("重伤人数尚有1起未查清，同比不作比较。"), "what is not known yet is no change: {zh}");
    assert!(first.contains("事故起数环比增加1起（1→2）、上升100.0%"), "{zh}");
    assert!(first.contains("已查明的事故中没有较大及以上事故"), "{zh}");
    assert!(first.contains("另有1起事故的伤亡情况尚未查清"), "{zh}");
    assert!(zh.contains("2026年1—10月，累计发生事故6起，已查明死亡3人、重伤4人"), "{zh}");
    assert!(first.contains("与前三年同期（2023—2025年）平均5.0起相比，事故起数减少3.0起、下降60.0%。"), "{zh}");
    assert!(zh.contains("数字较小，变化可能出于偶然（双侧精确检验 p=0.45）"), "small numbers say so: {zh}");
    assert!(zh.contains("死亡、重伤人数只作描述，不作检验。"), "{zh}");
    let en = text(&paragraphs(Lang::En, &figures));
    assert!(
        en.starts_with(
            "In Oct 2026, the district counted 2 work accidents with 2 deaths, 2 serious and 2 minor injuries known so far."
        ),
        "{en}"
    );
    assert!(en.contains("accidents down by 3 on the year (5 → 2, −60.0%)"), "{en}");
    assert!(!en.contains('{') && !zh.contains('{'), "{zh}\n{en}");
}

#[test]
fn once_all_casualties_are_known_they_are_compared() {
    let mut facts = some();
    facts.records[4] = accident(5, "2026-10-01", Some(1), Some(0));
    let zh = text(&paragraphs(Lang::Zh, &figures(&facts)));
    let first = zh.lines().next().expect("a paragraph");
    assert!(first.contains("2起，死亡2人、重伤2人、轻伤2人。"), "{zh}");
    assert!(first.contains("重伤人数同比增加2人（0→2）。"), "from zero there is no percent: {zh}");
    assert!(first.contains("未发生较大及以上事故") && !zh.contains("未查清"), "{zh}");
}

#[test]
fn equal_zero_and_missing_have_their_own_words() {
    // now, before, what is said of accidents on the year
    for (now, before, said) in [
        (0, Some(0), "事故起数同比持平（均为0）"),
        (2, Some(2), "事故起数同比持平（2→2）"),
        (3, Some(0), "事故起数同比增加3起（0→3）"),
        (0, Some(3), "事故起数同比减少3起（3→0）、下降100.0%"),
        (9, Some(8), "事故起数同比增加1起（8→9）、上升12.5%"),
        (2001, Some(2000), "事故起数同比增加1起（2,000→2,001）、上升0.1%"),
        (2, Some(7), "事故起数同比减少5起（7→2）、下降71.4%"),
        (2, None, "事故起数同比无可比数据"),
    ] {
        let mut figures = figures(&some());
        figures.headline[0].now = now;
        figures.headline[0].last = before;
        let zh = text(&paragraphs(Lang::Zh, &figures));
        assert!(zh.contains(said), "{said}: {zh}");
    }
    let alone = figures(&facts(october(), vec![accident(1, "2026-10-02", Some(0), Some(0))], Vec::new()));
    let zh = text(&paragraphs(Lang::Zh, &alone));
    assert!(zh.contains("同比无可比数据。"), "said once: {zh}");
    assert_eq!(alone.headline[0].last, None, "missing is not zero");
    assert_eq!(alone.headline[0].gap.as_ref().map(|gap| gap.code.as_str()), Some("none"));
    assert!(!zh.contains("平均"), "no mean without three years: {zh}");
    assert!(!zh.contains("同比变化"), "nothing is tested against nothing: {zh}");
}

#[test]
fn a_year_counted_otherwise_is_said_to_be_not_comparable() {
    let mut figures = figures(&some());
    assert!(!text(&paragraphs(Lang::Zh, &figures)).contains("口径"));
    figures.baselines[0].redefined = true;
    let zh = text(&paragraphs(Lang::Zh, &figures));
    assert!(zh.contains("2025年基线按另一口径统计，与本期不可比。"), "{zh}");
}

#[test]
fn nothing_is_made_of_a_year_that_was_counted_otherwise() {
    let mut figures = figures(&some());
    figures.baselines[0].redefined = true;
    let (zh, en) = (text(&paragraphs(Lang::Zh, &figures)), text(&paragraphs(Lang::En, &figures)));
    assert!(!zh.contains("同比") && !zh.contains("平均") && zh.contains("环比"), "{zh}");
    assert!(!en.contains("on the year (") && !en.contains("mean of"), "{en}");
    // Where only an older of the three years was, the mean alone is left out.
    figures.baselines[0].redefined = false;
    assert!(text(&paragraphs(Lang::Zh, &figures)).contains("平均"));
    figures.baselines[2].redefined = true;
    let zh = text(&paragraphs(Lang::Zh, &figures));
    assert!(zh.contains("同比减少3起") && !zh.contains("平均"), "{zh}");
}

#[test]
fn every_small_pair_says_that_it_may_be_chance() {
    let zh = text(&paragraphs(Lang::Zh, &figures(&some())));
    // Two against one of the month before; two against five a year on average, which three years know better.
    assert!(zh.contains("事故起数的环比变化：数字较小，变化可能出于偶然（双侧精确检验 p=1.00）"), "{zh}");
    assert!(zh.contains("与前三年平均之差：数字较小"), "{zh}");
    let mut same = figures(&some());
    same.prior[0] = Some(2);
    assert!(!text(&paragraphs(Lang::Zh, &same)).contains("环比变化"), "equal is equal");
}

#[test]
fn duties_of_a_year_that_nobody_recorded_are_no_data() {
    let mut facts = some();
    facts.begun.hazards = Some(day("2026-02-01"));
    let figures = figures(&facts);
    assert_eq!((figures.compliance.hazards.last, figures.compliance.overdue.last), (None, None), "not nought");
    assert_eq!(figures.compliance.congress.last, Some(0), "recorded, and there was none");
    let zh = text(&paragraphs(Lang::Zh, &figures));
    assert!(zh.contains("排查事故隐患0项，") && !zh.contains("上年同期0"), "{zh}");
    assert!(zh.contains("上年同期没有或只有部分记录"), "{zh}");
    let begun = facts.begun;
    assert!(!begun.tells_accidents(day("2022-12-31")) && begun.tells_accidents(day("2023-01-05")));
    assert!(!Begun::default().tells_accidents(day("2026-10-31")), "nobody ever told anything");
}

#[test]
fn the_published_sentences_are_reproduced() {
    // Guangzhou, December 2022: before, now, as printed.
    for (before, now, percent) in [
        (33, 32, "下降3.0%"),
        (23, 29, "上升26.1%"),
        (15, 5, "下降66.7%"),
        (350, 301, "下降14.0%"),
        (298, 279, "下降6.4%"),
        (132, 61, "下降53.8%"),
        (45, 49, "上升8.9%"),
    ] {
        let mut figures = figures(&some());
        figures.headline[0].now = now;
        figures.headline[0].last = Some(before);
        let zh = text(&paragraphs(Lang::Zh, &figures));
        assert!(zh.contains(&format!("（{before}→{now}）、{percent}")), "{before} {now}: {zh}");
    }
}

#[test]
fn a_mean_of_three_years_is_rounded_half_away_from_zero() {
    for (sum, said) in [(0, "0.0"), (1, "0.3"), (2, "0.7"), (44, "14.7"), (15, "5.0")] {
        assert_eq!(mean(sum), said);
    }
    assert_eq!([hours(0), hours(123_450), hours(100)], ["0", "1,234.5", "1"]);
}

#[test]
fn every_number_of_the_figures_is_the_sum_of_the_records_behind_it() {
    let facts = some();
    let figures = figures(&facts);
    let sum = |was, measure, cut: &Cut| behind::behind(&facts.period, Key::new(was, measure), cut, &facts.records).1;
    let whole = Cut::default();
    for (at, measure) in MEASURES.into_iter().enumerate() {
        assert_eq!(figures.headline[at].now, sum(Was::Now, measure, &whole));
        assert_eq!(figures.to_date[at].now, sum(Was::ToDate, measure, &whole));
        assert_eq!(figures.prior[at], Some(sum(Was::Prior, measure, &whole)));
        let of_lines = |cells: Vec<i64>| cells.iter().sum::<i64>();
        let tables = &figures.tables;
        let now = figures.headline[at].now;
        assert_eq!(of_lines(tables.towns.iter().map(|l| l.cells[at].now).collect()), now, "towns add up");
        assert_eq!(of_lines(tables.groups.iter().map(|l| l.cells[at].now).collect()), now, "types add up");
        assert_eq!(of_lines(tables.industries.iter().map(|l| l.cells[at].now).collect()), now, "industries add up");
        let last = figures.headline[at].last.expect("known");
        assert_eq!(of_lines(tables.industries.iter().filter_map(|l| l.cells[at].last).collect()), last);
    }
    assert_eq!(figures.steps.len(), 10);
    assert_eq!(figures.steps.iter().map(|step| step.now).sum::<i64>(), figures.to_date[0].now);
    assert_eq!((figures.unknown, figures.headline[2].unknown), (1, 1));
    for (key, value) in differ::numbers(&figures) {
        let (Some(noun), Some(value)) = (behind::noun(key.was), value) else { continue };
        assert_eq!(behind::behind(&facts.period, key, &whole, &facts.records).1, value, "{key:?} {noun:?}");
    }
}

#[test]
fn a_baseline_by_month_answers_for_months_and_not_for_cuts() {
    let month = |n: u32, incidents: i64| Row {
        period: RowPeriod::Month(n),
        town: None,
        industry: None,
        group: None,
        ..Row { incidents: Some(incidents), deaths: Some(0), serious: None, ..row("2025-10-01", 0, 0) }
    };
    let rows = (1..=12).map(|n| month(n, i64::from(n))).collect();
    let figures = figures(&facts(october(), Vec::new(), vec![known(2025, Resolution::Month, rows)]));
    assert_eq!(figures.headline[0].last, Some(10));
    assert_eq!(figures.to_date[0].last, Some(55));
    assert_eq!(figures.headline[2].gap.as_ref().map(|gap| gap.code.as_str()), Some("value-missing"));
    assert_eq!(figures.tables.towns[0].cells[0].gap.as_ref().map(|gap| gap.code.as_str()), Some("cut-missing"));
    assert_eq!(figures.larger.last, None, "sums cannot be graded");
}

#[test]
fn hazards_are_judged_by_the_last_day_and_returns_by_their_first_day() {
    let record = |n: u128, on: &str, what: Counted| Record { what, ..accident(n, on, None, None) };
    let hazard = |n, on: &str, due: Option<&str>, closed: Option<&str>, major| {
        record(n, on, Counted::Hazard { major, due_on: due.map(day), closed_on: closed.map(day) })
    };
    let records = vec![
        hazard(1, "2026-10-05", Some("2026-10-20"), None, true),
        hazard(2, "2026-08-05", Some("2026-09-01"), Some("2026-10-31"), true),
        hazard(3, "2026-08-05", Some("2026-09-01"), Some("2026-11-02"), true),
        hazard(4, "2026-10-09", Some("2026-10-31"), None, true),
        hazard(5, "2026-10-09", Some("2026-10-10"), None, false),
        record(6, "2026-10-31", Counted::Filed { year: 2026 }),
        record(7, "2026-11-01", Counted::Filed { year: 2026 }),
        record(8, "2025-10-31", Counted::Filed { year: 2025 }),
        record(9, "2026-10-03", Counted::Training { people: 40, hours_centi: 32_050 }),
        record(10, "2025-10-03", Counted::Training { people: 30, hours_centi: 100 }),
        record(11, "2026-10-03", Counted::Congress),
    ];
    let done = figures(&facts(october(), records, Vec::new())).compliance;
    assert_eq!((done.hazards.now, done.fixed.now, done.overdue.now), (3, 1, 2));
    assert_eq!((done.filed.now, done.filed.last), (1, Some(1)));
    assert_eq!((done.trained.now, done.trained.last, done.hours_centi.now), (40, Some(30), 32_050));
    assert_eq!((done.congress.now, done.congress.last), (1, Some(0)));
}

#[test]
fn larger_accidents_are_graded_by_the_rule_of_their_day() {
    assert!(is_larger(day("2026-10-01"), Some(3), None, None));
    assert!(is_larger(day("2026-10-01"), None, Some(10), None));
    assert!(!is_larger(day("2026-10-01"), Some(2), Some(9), Some(999 * 1_000_000)));
    assert!(is_larger(day("2026-10-01"), None, None, Some(1_000 * 1_000_000)));
    let facts = facts(october(), vec![accident(1, "2026-10-02", Some(4), Some(0))], Vec::new());
    let figures = figures(&facts);
    assert_eq!((figures.larger.now, figures.larger.deaths), (1, 4));
    assert!(text(&paragraphs(Lang::Zh, &figures)).contains("其中较大及以上事故1起、死亡4人。"));
}

#[test]
fn numbers_are_read_in_digits_full_width_and_chinese() {
    let read = |text: &str| tokens(text).iter().map(super::numbers::Token::shown).collect::<Vec<_>>();
    assert_eq!(read("2026年10月，发生２起，死亡1,234人"), ["2026", "10", "2起", "1234人"]);
    assert_eq!(read("下降60.0％、12.50 人"), ["60.0%", "12.50人"]);
    assert_eq!(read("十二起，一百零三人，两起，一万二千项"), ["12起", "103人", "2起", "12000项"]);
    assert_eq!(read("三水街道、第一季度"), Vec::<String>::new());
    assert_eq!(read("1,2起"), ["1", "2起"]);
}

#[test]
fn numbers_that_a_person_wrote_are_told_from_those_that_were_counted() {
    let figures = figures(&some());
    let rules = paragraphs(Lang::Zh, &figures);
    let own = text(&rules);
    let untouched = align(&own, &rules);
    assert!(!untouched.differs());
    assert!(untouched.placed.iter().any(|placed| placed.key == Some(Key::new(Was::Now, Measure::Deaths))));

    let edited = own.replacen("死亡2人", "死亡3人", 1);
    let aligned = align(&edited, &rules);
    assert_eq!(aligned.written().map(|placed| placed.token.shown()).collect::<Vec<_>>(), ["3人"]);
    assert_eq!(aligned.left_out, ["2人"]);
    // The same number at another place keeps its records.
    let turned = format!("重伤{}人，死亡{}人。", figures.headline[2].now, figures.headline[1].now);
    assert_eq!(align(&turned, &rules).written().count(), 0);
    let cut = align("本月形势平稳。", &rules);
    assert_eq!(cut.written().count(), 0);
    assert!(cut.differs(), "numbers left out are pointed out");

    let lines = pieces(&edited, &aligned);
    let joined: Vec<String> =
        lines.iter().map(|line| line.iter().map(|(piece, _)| piece.text.as_str()).collect()).collect();
    assert_eq!(joined.join("\n"), edited, "nothing is lost on the way to the page");
    let by_hand = lines.iter().flatten().filter(|(_, by_hand)| *by_hand).map(|(piece, _)| piece.text.as_str());
    assert_eq!(by_hand.collect::<Vec<_>>(), ["3"]);
}

#[test]
fn versions_differ_in_exactly_the_numbers_that_moved() {
    let old = figures(&some());
    let mut facts = some();
    facts.records.push(accident(7, "2026-10-15", Some(0), Some(0)));
    let new = figures(&facts);
    assert!(!new.same_counts(&old));
    let later =
        crate::bulletin::model::Figures { counted_at: DateTime::from_timestamp(0, 0).expect("one"), ..old.clone() };
    assert!(later.same_counts(&old), "when it was counted is no difference");
    let moved = differ::moved(&old, &new);
    let said: Vec<_> = moved.iter().map(|m| (m.key.text(), m.before, m.after)).collect();
    assert_eq!(
        said,
        [
            ("now.incidents".to_owned(), Some(2), Some(3)),
            ("now.minor".to_owned(), Some(2), Some(3)),
            ("to-date.incidents".to_owned(), Some(6), Some(7)),
        ]
    );
}

#[test]
fn figures_survive_being_stored() {
    let figures = figures(&some());
    let stored = serde_json::to_string(&figures).expect("plain data");
    let back: crate::bulletin::model::Figures = serde_json::from_str(&stored).expect("reads back");
    assert_eq!(back, figures);
}
