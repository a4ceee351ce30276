//! Text files as programs and people leave them.
use super::super::tests::{Kept, given};
use super::*;
use encoding_rs::GB18030;

/// Rows as `number A=… B=…`.
fn rows(bytes: &[u8]) -> Vec<String> {
    let (kept, info, readable) = given("名册.csv", bytes);
    assert!(readable && info.kind == "csv", "{:?}", kept.problems);
    shown(&kept)
}

fn shown(kept: &Kept) -> Vec<String> {
    let cell = |(column, cell): &(u16, Cell)| match cell {
        Cell::Text(text) => format!("{}={text}", crate::returns::cell::column_name(*column)),
        other => panic!("{other:?}"),
    };
    let row = |row: &RowIn| format!("{} {}", row.number(), row.cells.iter().map(cell).collect::<Vec<_>>().join(" "));
    kept.sheets[0].1.iter().map(row).collect()
}

fn gbk(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

#[test]
fn the_separator_is_the_one_that_lines_agree_on() {
    assert_eq!(delimiter("a,b,c\n1,2,3\n"), b',');
    assert_eq!(delimiter("a;b;c\n1,5;2;3\n2,5;2;3"), b';');
    assert_eq!(delimiter("a\tb\n\"x,y,z\"\t2\n"), b'\t');
    assert_eq!(delimiter("标题\n企业名称,信用代码\n甲,乙"), b',');
    assert_eq!(delimiter("统计期;人数\n2022;\"1,024\"\n2023;\"2,048\""), b';');
}

#[test]
fn every_encoding_reads_alike_with_every_separator() {
    for separator in [",", "\t", ";"] {
        let text = "统计期,平均职工人数,实际工时\r\n2022-10,\"1,024\",3360.5\r\n2022-11,20,\r\n".replace(',', "\u{1}");
        let text = text.replace("\"1\u{1}024\"", "\"1,024\"").replace('\u{1}', separator);
        let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            ['\u{feff}'].into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(order).collect()
        };
        let marked = format!("\u{feff}{text}").into_bytes();
        let files = [text.clone().into_bytes(), marked, gbk(&text), wide(u16::to_le_bytes), wide(u16::to_be_bytes)];
        for bytes in files {
            assert_eq!(
                rows(&bytes),
                ["1 A=统计期 B=平均职工人数 C=实际工时", "2 A=2022-10 B=1,024 C=3360.5", "3 A=2022-11 B=20"],
                "{separator:?}"
            );
        }
    }
}

#[test]
fn files_put_one_behind_the_other_keep_their_letters_and_lines() {
    let (head, one, two) = ("检查日期,隐患描述,隐患等级", "2022-07-01,灯不亮,一般", "2022-07-02,漏油,重大");
    let want = [
        "1 A=检查日期 B=隐患描述 C=隐患等级",
        "2 A=2022-07-01 B=灯不亮 C=一般",
        "3 A=检查日期 B=隐患描述 C=隐患等级",
        "4 A=2022-07-02 B=漏油 C=重大",
    ];
    let (first, second) = (format!("{head}\n{one}"), format!("\u{feff}{head}\n{two}\n"));
    let joined = |first: &[u8], gap: &[u8], second: &[u8]| [first, gap, second].concat();
    for gap in ["\n", "\r\n", ""] {
        let (gap, first, second) = (gap.as_bytes(), first.as_bytes(), second.as_bytes());
        assert_eq!(rows(&joined(first, gap, second)), want, "{gap:?}");
        assert_eq!(rows(&joined("\u{feff}".as_bytes(), first, &joined(gap, second, b""))), want, "{gap:?}");
        assert_eq!(rows(&joined(&gbk(&format!("{head}\n{one}")), gap, second)), want, "{gap:?}");
    }
    // Without marks: lines of two programs.
    assert_eq!(rows(&joined(&gbk(&format!("{head}\n{one}\n{head}")), b"\n", two.as_bytes())), want);
    // A mark within a cell is no letter, and begins no line.
    assert_eq!(rows("a,b\n甲\u{feff}乙,1\n丙,2".as_bytes()), ["1 A=a B=b", "2 A=甲乙 B=1", "3 A=丙 B=2"]);
    assert_eq!(rows("a,b\n丁,\u{feff}1\n丙,2".as_bytes()), ["1 A=a B=b", "2 A=丁 B=1", "3 A=丙 B=2"]);
}

#[test]
fn letters_that_were_lost_are_told_with_their_place() {
    let mut bytes = "检查日期,隐患描述\n2022-07-01,灯不亮\n2022-07-02,".as_bytes().to_vec();
    bytes.extend([0xff, 0xfe, 0xff]);
    bytes.extend("坏\n".as_bytes());
    let (kept, _, readable) = given("a.csv", &bytes);
    assert!(readable);
    let told: Vec<String> = kept
        .problems
        .iter()
        .map(|p| format!("{} {:?} {:?}", p.code, p.params.get("rule"), p.params.get("first")))
        .collect();
    assert_eq!(told, ["sheet-partly-unreadable Some(\"letters-lost\") Some(\"B3\")"]);
    let (kept, ..) = given("a.csv", &gbk("检查日期,隐患描述\n2022-07-01,灯不亮\n2022-07-02,甲\n"));
    assert!(kept.problems.is_empty());
}

#[test]
fn quotes_that_nobody_closed_swallow_nothing() {
    let text = "名称,数量\n\"5寸管,3\n\"消火栓\",4\n\"6\"\"阀\",5\n\"三\n行\",6\n\"重大\"隐患,7\n\"8寸,9";
    assert_eq!(
        rows(text.as_bytes()),
        [
            "1 A=名称 B=数量",
            "2 A=\"5寸管 B=3",
            "3 A=消火栓 B=4",
            "4 A=6\"阀 B=5",
            "5 A=三\n行 B=6",
            "6 A=重大隐患 B=7",
            "7 A=\"8寸 B=9"
        ]
    );
    assert_eq!(
        rows(b"a,b\n1,\"2\n3,4\n5,\"6\n7,8"),
        ["1 A=a B=b", "2 A=1 B=\"2", "3 A=3 B=4", "4 A=5 B=\"6", "5 A=7 B=8"]
    );
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_shows() {
    let text = "sep=;\n标题;;;\n\n编号;描述;等级;;;\n1;\"上\n下\";一般;;;\n;;;;\n2;z;重大;;;\n";
    assert_eq!(
        rows(text.as_bytes()),
        ["1 A=标题", "3 A=编号 B=描述 C=等级", "4 A=1 B=上\n下 C=一般", "6 A=2 B=z C=重大"]
    );
    assert_eq!(rows(b"\"sep=\t\"\r\na\tb\r\n1\t2,5\r\n"), ["1 A=a B=b", "2 A=1 B=2,5"]);
}

#[test]
fn one_broken_letter_makes_no_other_encoding() {
    let mut bytes = "检查日期,隐患描述,隐患等级\n2026-07-01,漏油".as_bytes().to_vec();
    bytes.extend(b"\xff,\xe4\xb8\x80\n");
    assert!(letters::decoded(&bytes).starts_with("检查日期,隐患描述,隐患等级\n2026-07-01,漏油\u{fffd},一"));
    for text in ["企业名称,信用代码\n甲,乙\n", "a,b,c\n三,2,3\n", "姓名\n张三丰"] {
        assert_eq!(letters::decoded(&gbk(text)), text);
    }
}

#[test]
fn a_quote_that_nobody_closes_is_a_letter() {
    for (text, want) in [
        ("a,b\n1,\"未闭合\n2,c\n", "a,b\n1,\"\"\"未闭合\"\n2,c\n"),
        ("a,b\r\n\"5寸,x\r\n\"6寸,y\r\n", "a,b\r\n\"\"\"5寸\",x\r\n\"\"\"6寸\",y\r\n"),
        ("1,\"末行\n", "1,\"\"\"末行\"\n"),
        // What stands in quotes rightly, over lines too, is left alone; so is a quote within one line.
        ("a,\"b\nc\",\"d\"\"e\"\n", "a,\"b\nc\",\"d\"\"e\"\n"),
        ("a,\"5\"管,b\nc\"寸,d\n", "a,\"5\"管,b\nc\"寸,d\n"),
        ("", ""),
    ] {
        assert_eq!(quotes::healed(text, b','), want, "{text}");
    }
}

#[test]
fn a_mark_at_the_end_never_cuts_a_letter() {
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain("企业,行业\n甲厂,机械\n乙厂,制造业".encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(wide.last(), Some(&0x1a), "业 ends in the mark's byte");
    assert_eq!(rows(&wide)[2], "3 A=乙厂 B=制造业");
    assert_eq!(rows("企业,行业\n甲厂,机械\n乙厂,制造业\n\u{1a}".as_bytes()).len(), 3);
}
