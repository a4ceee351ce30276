//! Tables of what people write and what it means.
mod dates;

use super::*;
use crate::returns::template::Template;

fn lexed(path: &str, cell: Cell, period: Option<&str>, power: i32) -> Lexed {
    let (template, field) = path.split_once('.').expect("TEMPLATE.FIELD");
    let field = Template::by_key(template).and_then(|t| t.field(field)).expect("a field");
    let period = period.and_then(|p| match span_in(p) {
        Some(Said::Span(span)) => Some(span),
        _ => None,
    });
    let scale = Scale { power, percent: false, stated: true };
    read(&cell, &Context { field, epoch: Epoch::Y1900, period, scale })
}

/// A short form of the outcome: the value, else the first error code, else `blank`.
fn short(lexed: &Lexed) -> String {
    if let Some(note) = lexed.notes.iter().find(|n| n.severity == Severity::Error) {
        assert_eq!(lexed.value, None, "an error never comes with a value");
        return note.code.to_owned();
    }
    match &lexed.value {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Count(count)) => count.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        None => "blank".to_owned(),
    }
}

fn table(path: &str, rows: &[(&str, &str)]) {
    for (text, want) in rows {
        assert_eq!(short(&lexed(path, Cell::Text((*text).to_owned()), None, 0)), *want, "{path} {text:?}");
    }
}

#[test]
fn counts() {
    table(
        "incidents.deaths",
        &[
            ("3", "3"),
            ("３", "3"),
            ("3人", "3"),
            ("3 起", "3"),
            ("1,024", "1024"),
            ("三", "3"),
            ("3.0", "3"),
            ("两人", "2"),
            ("十二", "12"),
            ("二十三人", "23"),
            ("一百零五", "105"),
            (" 3　", "3"),
            ("１，０２４", "1024"),
            ("10,240人", "10240"),
            ("03", "3"),
            ("无", "0"),
            ("/", "0"),
            ("—", "0"),
            ("-", "0"),
            ("〇", "0"),
            ("零", "0"),
            ("——", "0"),
            ("", "blank"),
            ("　", "blank"),
            ("3.5", "type-error-number"),
            ("-1", "out-of-range"),
            ("约3", "type-error-number"),
            ("3人左右", "type-error-number"),
            ("3天", "type-error-number"),
            ("1,02", "type-error-number"),
            ("3-5", "type-error-number"),
            ("3+1", "type-error-number"),
            ("1 2", "type-error-number"),
            ("不详", "type-error-number"),
            ("1e3", "type-error-number"),
            ("3人(含1人外包)", "type-error-number"),
            ("99999999999", "out-of-range"),
            ("一二", "type-error-number"),
            ("2022-11-05", "type-error-number"),
            ("#REF!", "formula-error"),
            ("万", "type-error-number"),
        ],
    );
    table(
        "incidents.lost_days",
        &[("136天", "136"), ("6,000", "6000"), ("46 日", "46"), ("3人", "type-error-number"), ("20个工作日", "20")],
    );
    table(
        "baseline.month",
        &[
            ("1月", "1"),
            ("12", "12"),
            ("13", "out-of-range"),
            ("0", "out-of-range"),
            ("十月", "10"),
            ("无", "blank"),
            ("1月份", "1"),
        ],
    );
    table("baseline.year", &[("2021年", "2021"), ("2021", "2021"), ("21", "out-of-range"), ("2021年度", "2021")]);
    // A year that does not begin in January goes by the year it begins in; a person is told.
    table(
        "baseline.year",
        &[
            ("2014/15", "2014"),
            ("1999/00", "1999"),
            ("2014-2015", "2014"),
            ("2013/14p", "2013"),
            ("2023/24 (provisional)", "2023"),
            ("2023/24 [note 3]", "2023"),
            ("2014/16", "type-error-number"),
            ("2014/15x", "type-error-number"),
        ],
    );
    for (cell, want) in [
        (Cell::Number(3.0), "3"),
        (Cell::Number(3.5), "type-error-number"),
        (Cell::Number(-1.0), "out-of-range"),
        (Cell::Number(1e20), "out-of-range"),
        (Cell::Number(f64::NAN), "type-error-number"),
        (Cell::Bool(true), "type-error-number"),
        (Cell::Serial(3.0), "type-error-number"),
        (Cell::Empty, "blank"),
        (Cell::NoCache, "formula-no-cache"),
        (Cell::Error("#REF!".into()), "formula-error"),
        (Cell::Number(0.1 + 0.2 + 2.7), "3"),
    ] {
        assert_eq!(short(&lexed("incidents.deaths", cell.clone(), None, 0)), want, "{cell:?}");
    }
}

#[test]
fn decimals() {
    table(
        "incidents.loss",
        &[
            ("5.5万元", "5.5"),
            ("55000元", "5.5"),
            ("5.5", "5.5"),
            ("846000元", "84.6"),
            ("７１", "71"),
            ("８．４", "8.4"),
            ("1,234.50", "1234.5"),
            ("5万", "5"),
            ("1.2亿元", "12000"),
            ("0.10", "0.1"),
            (".5", "0.5"),
            ("无", "blank"),
            ("—", "blank"),
            ("-3", "out-of-range"),
            ("约5", "type-error-number"),
            ("5.5公斤", "type-error-number"),
            ("1.2.3", "type-error-number"),
            ("¥55000元", "5.5"),
            ("三万元", "type-error-number"),
            ("12 345", "type-error-number"),
        ],
    );
    table(
        "training.hours",
        &[
            ("24学时", "24"),
            ("8.5", "8.5"),
            ("8小时", "8"),
            ("8h", "8"),
            ("两天", "type-error-number"),
            ("24万元", "type-error-number"),
        ],
    );
    table("training.score", &[("85分", "85"), ("60%", "0.6"), ("良好", "type-error-number")]);
    assert_eq!(short(&lexed("incidents.loss", Cell::Text("55000".into()), None, -4)), "5.5");
    assert_eq!(short(&lexed("incidents.loss", Cell::Number(55_000.0), None, -4)), "5.5");
    assert_eq!(
        short(&lexed("incidents.loss", Cell::Text("5.5万元".into()), None, -4)),
        "5.5",
        "the cell's own unit wins"
    );
    assert_eq!(short(&lexed("incidents.loss", Cell::Number(0.1 + 0.2), None, 0)), "0.3");
    assert_eq!(short(&lexed("exposure.hours", Cell::Number(55_104.5), None, 0)), "55104.5");
    let field = Template::by_key("training").and_then(|t| t.field("score")).expect("a field");
    let percent =
        Context { field, epoch: Epoch::Y1900, period: None, scale: Scale { power: 0, percent: true, stated: true } };
    assert_eq!(short(&read(&Cell::Text("60%".into()), &percent)), "60");
    let field = Template::by_key("incidents").and_then(|t| t.field("loss")).expect("a field");
    let unstated = Context { field, epoch: Epoch::Y1900, period: None, scale: Scale::default() };
    assert_eq!(short(&read(&Cell::Number(55_000.0), &unstated)), "out-of-range", "most likely yuan");
    assert_eq!(short(&read(&Cell::Number(81.0), &unstated)), "81");
}

#[test]
fn yes_no_and_choices() {
    table(
        "incidents.closed",
        &[
            ("是", "true"),
            ("否", "false"),
            ("有", "true"),
            ("无", "false"),
            ("√", "true"),
            ("×", "false"),
            ("Y", "true"),
            ("n", "false"),
            ("1", "true"),
            ("0", "false"),
            ("已结案", "true"),
            ("未结案", "false"),
            ("/", "blank"),
            ("—", "blank"),
            ("也许", "type-error-choice"),
        ],
    );
    table("training.passed", &[("合格", "true"), ("不合格", "false"), ("通过", "true"), ("未通过", "false")]);
    assert_eq!(short(&lexed("incidents.closed", Cell::Bool(true), None, 0)), "true");
    assert_eq!(short(&lexed("incidents.closed", Cell::Number(0.0), None, 0)), "false");
    assert_eq!(short(&lexed("incidents.closed", Cell::Number(2.0), None, 0)), "type-error-choice");
    table(
        "hazards.level",
        &[
            ("一般", "ordinary"),
            ("一般隐患", "ordinary"),
            ("重大", "major"),
            ("重大事故隐患", "major"),
            ("Major", "major"),
            ("特级", "type-error-choice"),
            ("较大", "type-error-choice"),
            ("", "blank"),
        ],
    );
    table(
        "roll.size",
        &[
            ("大", "large"),
            ("大型", "large"),
            ("微", "micro"),
            ("微型企业", "micro"),
            ("小微", "type-error-choice"),
            ("巨型", "type-error-choice"),
        ],
    );
    table(
        "training.kind",
        &[
            ("三级教育", "induction"),
            ("三级安全教育", "induction"),
            ("新员工", "induction"),
            ("岗前", "induction"),
            ("岗前培训", "induction"),
            ("再培训", "refresher"),
            ("复训", "refresher"),
            ("特种作业", "special"),
            ("特种作业人员", "special"),
            ("主要负责人", "principal"),
            ("安全管理人员", "manager"),
            ("安全员", "manager"),
            ("其他", "other"),
            ("refresher", "refresher"),
            ("特种作业人员培训", "special"),
            ("演练", "type-error-choice"),
        ],
    );
}

#[test]
fn codes_and_identity_numbers() {
    table(
        "roll.uscc",
        &[
            ("91000000QX00000A1D", "91000000QX00000A1D"),
            ("９１００００００ｑｘ０００００ａ１ｄ", "91000000QX00000A1D"),
            ("91321204QX00009B78", "code-check-failed"),
            ("9.13212E+17", "precision-lost"),
            ("无", "blank"),
        ],
    );
    table(
        "training.id_no",
        &[
            ("320000197407050015", "320000197407050015"),
            ("32000020020227022x", "32000020020227022X"),
            ("320000197407050016", "id-check-failed"),
            ("3.20000198802130E+17", "precision-lost"),
            ("'320000197407050015", "320000197407050015"),
        ],
    );
    for number in [320_000_197_407_050_000.0, 1e15] {
        assert_eq!(short(&lexed("training.id_no", Cell::Number(number), None, 0)), "precision-lost");
        assert_eq!(short(&lexed("roll.uscc", Cell::Number(number), None, 0)), "precision-lost");
        assert_eq!(short(&lexed("training.cert_no", Cell::Number(number), None, 0)), "precision-lost");
    }
    let meant = lexed("roll.uscc", Cell::Text("9132I204QX00001B6G".into()), None, 0);
    assert_eq!(meant.notes[0].suggestion.as_deref(), Some("91321204QX00001B6G"));
}

#[test]
fn texts() {
    table(
        "incidents.place",
        &[
            (" 冲压　车间 ", "冲压 车间"),
            ("Ａ区", "A区"),
            ("无", "blank"),
            ("/", "blank"),
            ("a\r\nb", "a b"),
            ("=\"0123\"", "0123"),
        ],
    );
    assert_eq!(short(&lexed("roll.phone", Cell::Number(13_900_000_000.0), None, 0)), "13900000000");
    assert_eq!(short(&lexed("roll.phone", Cell::Text("1".repeat(61)), None, 0)), "too-long");
    assert_eq!(tidy("机械 伤害"), "机械 伤害");
    for untidy in [" 机械", "机械 ", "机　械", "机  械", "ｘ"] {
        assert_eq!(tidy(untidy), normal(untidy));
    }
}

proptest::proptest! {
    #[test]
    fn no_text_ever_breaks_the_lexer(text in "\\PC{0,24}") {
        for template in &crate::returns::template::TEMPLATES {
            for field in template.fields {
                let ctx = Context { field, epoch: Epoch::Y1900, period: None, scale: Scale::default() };
                let lexed = read(&Cell::Text(text.clone()), &ctx);
                proptest::prop_assert!(!(lexed.is_error() && lexed.value.is_some()));
            }
        }
    }

    #[test]
    fn no_number_ever_breaks_the_lexer(n in proptest::num::f64::ANY) {
        for field in ["incidents.deaths", "incidents.loss", "incidents.occurred_at", "exposure.period", "roll.uscc", "incidents.closed", "hazards.found_on", "incidents.place"] {
            for cell in [Cell::Number(n), Cell::Serial(n)] {
                let lexed = lexed(field, cell, None, 0);
                proptest::prop_assert!(!(lexed.is_error() && lexed.value.is_some()));
            }
        }
    }
}
