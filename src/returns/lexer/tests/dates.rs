//! Dates, moments and periods.
use super::*;
use chrono::NaiveDate;

#[test]
fn dates() {
    table(
        "hazards.found_on",
        &[
            ("2022-11-05", "2022-11-05"),
            ("2022/11/5", "2022-11-05"),
            ("2022.11.5", "2022-11-05"),
            ("2022年11月5日", "2022-11-05"),
            ("20221105", "2022-11-05"),
            ("２０２２年１１月５日", "2022-11-05"),
            ("2022 年 11 月 5 日", "2022-11-05"),
            ("2022年11月5号", "2022-11-05"),
            ("2022-11-5 09:30", "2022-11-05"),
            ("2022年11月5日(星期六)", "2022-11-05"),
            ("二〇二二年十一月五日", "2022-11-05"),
            ("2022-11-05T09:30:00", "2022-11-05"),
            ("25/12/2022", "2022-12-25"),
            ("2022-02-30", "type-error-date"),
            ("2022年4月31日", "type-error-date"),
            ("2022年11月", "type-error-date"),
            ("2022", "type-error-date"),
            ("昨天", "type-error-date"),
            ("11月5日", "date-no-year"),
            ("11.5", "date-no-year"),
            ("1/2/22", "date-ambiguous"),
            ("05/11/2022", "date-ambiguous"),
            ("22.11.5", "date-ambiguous"),
            ("22年11月5日", "date-ambiguous"),
            ("2022年11月5日-6日", "type-error-date"),
            ("2022.11.5-2022.11.6", "type-error-date"),
            ("0222-11-05", "out-of-range"),
            ("无", "blank"),
            ("44824", "type-error-date"),
        ],
    );
    for (cell, want) in [
        (Cell::Serial(44_870.0), "2022-11-05"),
        (Cell::Number(44_870.0), "2022-11-05"),
        (Cell::Serial(44_870.396), "2022-11-05"),
        (Cell::Number(20_221_105.0), "2022-11-05"),
        (Cell::Number(5.0), "type-error-date"),
        (Cell::Number(2022.0), "type-error-date"),
        (Cell::Serial(0.5), "type-error-date"),
        (Cell::Number(-3.0), "type-error-date"),
        (Cell::Number(1e12), "type-error-date"),
        (Cell::Bool(true), "type-error-date"),
    ] {
        assert_eq!(short(&lexed("hazards.found_on", cell.clone(), None, 0)), want, "{cell:?}");
    }
    let field = Template::by_key("hazards").and_then(|t| t.field("found_on")).expect("a field");
    let ctx = Context { field, epoch: Epoch::Y1904, period: None, scale: Scale::default() };
    assert_eq!(short(&read(&Cell::Number(43_158.0), &ctx)), "2022-02-28");
}

#[test]
fn a_date_that_can_be_read_in_two_ways_says_which() {
    for (text, field, rule, readings) in [
        ("26.7.8", "hazards.found_on", "date-readings", "2026-07-08 / 2008-07-26"),
        ("1/2/22", "hazards.found_on", "date-readings", "2001-02-22 / 2022-02-01 / 2022-01-02"),
        ("05/11/2022", "hazards.found_on", "date-readings", "2022-11-05 / 2022-05-11"),
        ("22年11月5日", "hazards.found_on", "date-short-year", "2022-11-05"),
        ("88年11月5日", "hazards.found_on", "date-short-year", "1988-11-05"),
        ("26/7/31 9:30", "incidents.occurred_at", "date-readings", "2026-07-31 / 2031-07-26"),
        ("2022.1", "exposure.period", "date-readings", "2022-01 / 2022-10"),
        ("2022-02-30", "hazards.found_on", "no-such-day", ""),
        ("13月5日", "hazards.found_on", "no-such-day", ""),
        ("2022-02-30 9:30", "incidents.occurred_at", "no-such-day", ""),
        ("昨天", "hazards.found_on", "not-a-date", ""),
        ("长期", "hazards.found_on", "not-a-date", ""),
        ("2022年11月5日-6日", "hazards.found_on", "not-a-date", ""),
    ] {
        let lexed = lexed(field, Cell::Text(text.into()), None, 0);
        let param = |name: &str| {
            let mut all = lexed.notes.iter().flat_map(|note| &note.params);
            all.find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
        };
        assert_eq!((param("rule"), param("readings")), (rule, readings), "{text}");
        assert!(crate::i18n::knows(&format!("returns.rule.{rule}")), "{rule}");
    }
    let (found, rest) = readings("２6/7/31 9:30").expect("several");
    assert_eq!(found.get(Order::DayFirst).map(|day| day.to_string()).as_deref(), Some("2031-07-26"));
    assert_eq!((found.get(Order::MonthFirst), rest.as_str()), (None, "9:30"));
    assert!(readings("2022-11-05").is_none());
    assert_eq!(Order::ALL.map(|order| Order::by_key(order.key())), Order::ALL.map(Some));
}

#[test]
fn dates_without_a_year_take_it_from_the_period_only_when_it_has_one() {
    for (text, period, want) in [
        ("9月18日", "2022年三季度", "2022-09-18"),
        ("3月10日", "2022年2月份", "2022-03-10"),
        ("2月29日", "2022年", "type-error-date"),
        ("1月5日", "2022年12月至2023年2月", "2023-01-05"),
        ("6月5日", "2022年12月至2023年2月", "date-no-year"),
        ("11-5", "2022年11月", "2022-11-05"),
        ("11-5", "2022年10月", "date-no-year"),
        ("3月1日", "2021-2022年", "date-no-year"),
    ] {
        assert_eq!(
            short(&lexed("hazards.found_on", Cell::Text(text.into()), Some(period), 0)),
            want,
            "{text} in {period}"
        );
    }
}

#[test]
fn moments() {
    table(
        "incidents.occurred_at",
        &[
            ("2022-11-05 9:30", "2022-11-05T09:30"),
            ("2022-11-05 09:30:00", "2022-11-05T09:30"),
            ("2022年7月12日下午7时35分", "2022-07-12T19:35"),
            ("2022年8月5日下午12时25分", "2022-08-05T12:25"),
            ("2022年8月5日上午9时30分", "2022-08-05T09:30"),
            ("2022年8月5日下午2点", "2022-08-05T14:00"),
            ("2022/9/24 6:10", "2022-09-24T06:10"),
            ("2022年7月27日 10:10", "2022-07-27T10:10"),
            ("2022年7月27日10时10分", "2022-07-27T10:10"),
            ("2022年7月27日9点半", "2022-07-27T09:30"),
            ("2022年7月27日凌晨2时", "2022-07-27T02:00"),
            ("2022年7月27日晚上8点", "2022-07-27T20:00"),
            ("2022-11-05T09:30", "2022-11-05T09:30"),
            ("2022-11-05 2:05 PM", "2022-11-05T14:05"),
            ("202211050930", "2022-11-05T09:30"),
            ("2022年8月16日", "2022-08-16T00:00"),
            ("2022-11-05 09：30", "2022-11-05T09:30"),
            ("2022年9月31日 8:20", "type-error-date"),
            ("2022-11-05 25:00", "type-error-date"),
            ("2022-11-05 9:75", "type-error-date"),
            ("2022-11-05 上午14:00", "type-error-date"),
            ("2022-11-05 上午12时", "type-error-date"),
            ("9月18日 14:50", "date-no-year"),
            ("14:50", "type-error-date"),
            ("2022-11-05 早上", "type-error-date"),
        ],
    );
    let missing = lexed("incidents.occurred_at", Cell::Text("2022年8月16日".into()), None, 0);
    assert_eq!(missing.notes, [Note::info("time-missing")]);
    assert!(missing.no_time);
    assert_eq!(short(&lexed("incidents.occurred_at", Cell::Number(44_824.5), None, 0)), "2022-09-20T12:00");
    assert_eq!(
        short(&lexed("incidents.occurred_at", Cell::Serial(44_870.395_833_333_336), None, 0)),
        "2022-11-05T09:30"
    );
    assert_eq!(
        short(&lexed("incidents.occurred_at", Cell::Text("9月18日 14:50".into()), Some("2022年三季度"), 0)),
        "2022-09-18T14:50"
    );
}

#[test]
fn periods() {
    table(
        "exposure.period",
        &[
            ("2022年10月", "2022-10"),
            ("2022-10", "2022-10"),
            ("2022.10", "2022-10"),
            ("2022/10", "2022-10"),
            ("202210", "2022-10"),
            ("2022年10月份", "2022-10"),
            ("2022年1月", "2022-01"),
            ("2022年三季度", "2022-Q3"),
            ("2022年第三季度", "2022-Q3"),
            ("2022-Q3", "2022-Q3"),
            ("2022q3", "2022-Q3"),
            ("2022年3季度", "2022-Q3"),
            ("2022", "2022"),
            ("2022年", "2022"),
            ("2022年度", "2022"),
            ("２０２２年", "2022"),
            ("2022年十月", "2022-10"),
            ("2022.1", "date-ambiguous"),
            ("2022年13月", "type-error-date"),
            ("三季度", "date-no-year"),
            ("10月", "date-no-year"),
            ("2022年上半年", "type-error-date"),
            ("2022-Q5", "type-error-date"),
            ("去年", "type-error-date"),
            ("无", "blank"),
        ],
    );
    for (cell, want) in [
        (Cell::Number(2022.0), "2022"),
        (Cell::Number(202_210.0), "2022-10"),
        (Cell::Number(2022.1), "date-ambiguous"),
        (Cell::Number(2022.11), "2022-11"),
        (Cell::Serial(44_835.0), "2022-10"),
        (Cell::Serial(44_836.0), "type-error-date"),
    ] {
        assert_eq!(short(&lexed("exposure.period", cell.clone(), None, 0)), want, "{cell:?}");
    }
    assert_eq!(short(&lexed("exposure.period", Cell::Text("三季度".into()), Some("2022年"), 0)), "2022-Q3");
}

#[test]
fn the_period_of_a_title() {
    let span = |a: (i32, u32, u32), b: (i32, u32, u32)| {
        let day = |(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).expect("real");
        Some(Said::Span(Span { first: day(a), last: day(b) }))
    };
    for (text, want) in [
        ("2022年三季度生产安全事故统计表", span((2022, 7, 1), (2022, 9, 30))),
        ("2022年1月份事故隐患排查治理台账", span((2022, 1, 1), (2022, 1, 31))),
        ("事故隐患排查治理台账(2022年上半年)", span((2022, 1, 1), (2022, 6, 30))),
        ("2022年事故台账", span((2022, 1, 1), (2022, 12, 31))),
        ("２０２２年度", span((2022, 1, 1), (2022, 12, 31))),
        ("2022年1-9月事故统计", span((2022, 1, 1), (2022, 9, 30))),
        ("2022年1月—3月", span((2022, 1, 1), (2022, 3, 31))),
        ("姜堰区2019—2021年生产安全事故基数表", span((2019, 1, 1), (2021, 12, 31))),
        ("2022-10", span((2022, 10, 1), (2022, 10, 31))),
        ("2022Q3台账", span((2022, 7, 1), (2022, 9, 30))),
        ("2022.10", span((2022, 10, 1), (2022, 10, 31))),
        ("2022年第三季度", span((2022, 7, 1), (2022, 9, 30))),
        ("1月", Some(Said::Months(1, 1))),
        ("三季度", Some(Said::Months(7, 9))),
        ("隐患补报表", None),
        ("填报时间:2022年10月8日", None),
        ("截至2022-10-31", None),
        ("Sheet1", None),
        ("2021年与2022年对比", None),
    ] {
        assert_eq!(span_in(text), want, "{text}");
    }
}

#[test]
fn an_afternoon_lasts_until_midnight() {
    let field =
        crate::returns::template::Template::by_key("incidents").and_then(|t| t.field("occurred_at")).expect("a field");
    for (said, value) in [
        ("2025-4-7 下午9:50", Some("2025-04-07T21:50")),
        ("2025-4-7 下午11点", Some("2025-04-07T23:00")),
        ("2025-4-7 下午21:50", Some("2025-04-07T21:50")),
        ("2025-4-7 下午12:10", Some("2025-04-07T12:10")),
        ("2025-4-7 下午0:10", None),
        ("2025-4-7 下午24:10", None),
    ] {
        let context = Context { field, epoch: Epoch::Y1900, period: None, scale: Scale::default() };
        let lexed = read(&Cell::Text(said.to_owned()), &context);
        assert_eq!(lexed.value.as_ref().and_then(|v| v.text()), value, "{said}");
    }
}

#[test]
fn the_day_alone_is_a_day_of_the_sheets_month() {
    for (field, cell, period, want) in [
        ("hazards.found_on", Cell::Text("5日".into()), "2022年3月", "2022-03-05"),
        ("hazards.found_on", Cell::Text("5号".into()), "2022年3月", "2022-03-05"),
        ("hazards.found_on", Cell::Text("5".into()), "2022年3月", "2022-03-05"),
        ("hazards.found_on", Cell::Number(5.0), "2022年3月", "2022-03-05"),
        ("incidents.occurred_at", Cell::Text("5日 9:30".into()), "2022年3月", "2022-03-05T09:30"),
        ("incidents.occurred_at", Cell::Number(5.0), "2022年3月", "2022-03-05T00:00"),
        ("hazards.found_on", Cell::Number(30.0), "2022年2月", "type-error-date"),
        ("hazards.found_on", Cell::Number(5.0), "2022年一季度", "type-error-date"),
        ("hazards.found_on", Cell::Text("5日".into()), "2022年", "type-error-date"),
        // Put right on the 5th: of that month or the next.
        ("hazards.closed_on", Cell::Text("5日".into()), "2022年3月", "type-error-date"),
        ("hazards.closed_on", Cell::Number(5.0), "2022年3月", "type-error-date"),
        ("hazards.found_on", Cell::Number(0.0), "2022年3月", "type-error-date"),
        ("hazards.found_on", Cell::Text("5人".into()), "2022年3月", "type-error-date"),
    ] {
        assert_eq!(short(&lexed(field, cell.clone(), Some(period), 0)), want, "{cell:?} in {period}");
    }
    table("hazards.found_on", &[("5日", "type-error-date"), ("5", "type-error-date")]);
}

#[test]
fn a_certificate_without_end_has_no_last_day() {
    for text in ["长期", "长期有效", "永久有效"] {
        let lexed = lexed("training.cert_expires_on", Cell::Text(text.into()), None, 0);
        assert_eq!((short(&lexed).as_str(), lexed.notes.len()), ("blank", 1), "{text}");
    }
    table("training.held_on", &[("长期", "type-error-date")]);
}

#[test]
fn a_certificate_that_says_from_when_to_when_is_valid_until_the_latter() {
    table(
        "training.cert_expires_on",
        &[
            ("2026-07-20至2029-07-19", "2029-07-19"),
            ("2026.7.20 ~ 2029年7月19日", "2029-07-19"),
            ("2026-07-20至长期", "blank"),
            ("2029-07-20至2026-07-19", "type-error-date"),
            ("3年至2029-07-19", "type-error-date"),
        ],
    );
}

#[test]
fn months_without_their_word_are_no_year_and_many_dashes_no_depth() {
    for (text, want) in [
        ("2026年10-12", "type-error-date"),
        ("2026年12月-", "type-error-date"),
        ("2026年10-12月", "2026-Q4"),
        ("2026年1-12月", "2026"),
        ("2026年1-12月份", "2026"),
    ] {
        assert_eq!(short(&lexed("exposure.period", Cell::Text(text.into()), None, 0)), want, "{text}");
    }
    let dashes = lexed("training.cert_expires_on", Cell::Text("~".repeat(32_767)), None, 0);
    assert_eq!(short(&dashes), "type-error-date");
}
