//! What must hold for any bytes: the bodies that the fuzz targets (`fuzz/`) and the property tests share.
//!
//! Each function makes cells or sheets of the bytes it is given and panics when a promise of the reader is broken.
use super::cell::{Cell, Epoch, Merge, RowIn, SheetHead, Sink};
use super::check::{Checker, Options};
use super::lexer::{self, Context, Lexed, Scale, Span};
use super::report::{FileInfo, Line, Report, Value};
use super::template::{Field, FieldType, TEMPLATES};
use chrono::NaiveDate;

/// Bytes as a stream of small numbers; after the end it gives zeros.
struct Stream<'a>(&'a [u8]);

impl Stream<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn below(&mut self, most: usize) -> usize {
        usize::from(self.byte()) % most.max(1)
    }

    fn number(&mut self) -> f64 {
        let bytes: [u8; 8] = std::array::from_fn(|_| self.byte());
        f64::from_le_bytes(bytes)
    }

    /// What is left, as a text.
    fn rest(&mut self) -> String {
        String::from_utf8_lossy(std::mem::take(&mut self.0)).into_owned()
    }
}

fn cell_of(stream: &mut Stream<'_>) -> Cell {
    match stream.below(10) {
        0 => Cell::Number(stream.number()),
        1 => Cell::Serial(stream.number()),
        2 => Cell::Number(f64::from(stream.byte()) - 3.0),
        3 => Cell::Bool(stream.byte() & 1 == 1),
        4 => Cell::NoCache,
        5 => Cell::Error(stream.rest()),
        _ => Cell::Text(stream.rest()),
    }
}

/// Reads one cell as every kind of field: an error comes without a value, a value is canonical, and what is canonical reads
/// back to itself.
///
/// # Panics
/// One of these does not hold.
pub fn cell(data: &[u8]) {
    let mut stream = Stream(data);
    let epoch = if stream.byte() & 1 == 0 { Epoch::Y1900 } else { Epoch::Y1904 };
    let day = |m, d| NaiveDate::from_ymd_opt(2022, m, d).expect("a day of that year");
    let period = (stream.byte() & 1 == 0).then(|| Span { first: day(7, 1), last: day(9, 30) });
    let cell = cell_of(&mut stream);
    for field in TEMPLATES.iter().flat_map(|template| template.fields) {
        let context = Context { field, epoch, period, scale: Scale::default() };
        let lexed = lexer::read(&cell, &context);
        promised(&lexed, field, &cell);
        let Some(said) = lexed.value.as_ref().and_then(canonical) else { continue };
        let again = lexer::read(&Cell::Text(said.clone()), &context);
        assert_eq!(again.value, lexed.value, "{}: {said} of {cell:?} reads back as {again:?}", field.key);
    }
}

fn promised(lexed: &Lexed, field: &Field, cell: &Cell) {
    assert!(lexed.value.is_none() || !lexed.is_error(), "{}: a value and an error of {cell:?}: {lexed:?}", field.key);
    match (&lexed.value, field.ty) {
        (Some(Value::Text(said)), FieldType::Date) => {
            let day: NaiveDate = said.parse().expect("a day is written as one");
            assert!(lexer::plausible(day), "{}: {said}", field.key);
        }
        (Some(Value::Text(said)), FieldType::Choice(words)) => {
            assert!(words.iter().any(|word| word.key == said), "{}: {said} is no key", field.key);
        }
        (Some(Value::Count(n)), FieldType::Count) => assert!(*n >= 0, "{}: {n}", field.key),
        (Some(Value::Bool(_)), FieldType::YesNo) | (None, _) => {}
        (Some(Value::Text(said)), ty) => {
            let texts = matches!(
                ty,
                FieldType::Text
                    | FieldType::Code
                    | FieldType::Id
                    | FieldType::Moment
                    | FieldType::Decimal
                    | FieldType::Period
            );
            assert!(texts && !said.is_empty() && said.trim() == said, "{}: {said:?}", field.key);
        }
        (Some(other), ty) => panic!("{}: {other:?} is no {ty:?}", field.key),
    }
}

/// The value as somebody would write it again; nothing for keys of choices and free texts, which have other spellings.
fn canonical(value: &Value) -> Option<String> {
    match value {
        Value::Count(n) => Some(n.to_string()),
        Value::Text(said) => {
            let plain = said.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'T' | b':' | b'.'));
            (plain && said.bytes().any(|b| b.is_ascii_digit())).then(|| said.clone())
        }
        Value::Bool(_) => None,
    }
}

/// Words that headers and cells are made of, so that bytes meet the paths of real sheets.
const WORDS: [&str; 48] = [
    "序号",
    "企业名称",
    "统一社会信用代码",
    "发生时间",
    "死亡人数",
    "重伤人数",
    "轻伤",
    "伤亡人数",
    "检查日期",
    "隐患描述",
    "隐患等级",
    "整改措施",
    "责任人",
    "期限",
    "复查",
    "姓名",
    "身份证号",
    "培训类别",
    "学时",
    "日期",
    "召开日期",
    "应到代表",
    "实到代表",
    "表决情况",
    "同意",
    "反对",
    "统计期",
    "应检人数",
    "实检人数",
    "年份",
    "事故起数",
    "合计",
    "小计",
    "其中：",
    "注：以上",
    "填表人：",
    "2022年三季度统计表",
    "填报单位：",
    "(人)",
    "(万元)",
    "一般",
    "2022-07-04",
    "7月5日",
    "3人",
    "无",
    "备注",
    "甲公司",
    "",
];

/// Makes a sheet of the bytes and checks it: a table is found or not, but every row told of stands in the sheet, in order,
/// below its header, and every problem's cell lies in the row it names.
///
/// # Panics
/// One of these does not hold.
pub fn sheet(data: &[u8]) {
    let mut stream = Stream(data);
    let (width, merges) = (1 + stream.below(12), stream.below(6));
    let merges = merges_of(&mut stream, merges, width);
    let mut rows = Vec::new();
    let mut index = 0_u32;
    while !stream.0.is_empty() && rows.len() < 200 {
        index += u32::from(stream.byte() % 16 == 0);
        let hidden = stream.byte() % 32 == 0;
        let cells = (0..width).filter_map(|column| Some((u16::try_from(column).ok()?, word(&mut stream)?)));
        rows.push(RowIn { index, hidden, cells: cells.collect(), ..RowIn::default() });
        index += 1;
    }
    let numbers: Vec<u32> = rows.iter().map(RowIn::number).collect();
    let mut lines = Vec::new();
    let mut keep = |line| lines.push(line);
    let options = Options { as_of: NaiveDate::from_ymd_opt(2022, 11, 5), ..Options::default() };
    let mut checker = Checker::new(options, &mut keep);
    checker.file(&FileInfo { name: "x".into(), kind: "csv".into(), sha256: String::new(), bytes: 0 });
    checker.sheet(SheetHead { name: "三季度".to_owned(), merges, ..SheetHead::default() });
    for row in rows {
        checker.row(row);
    }
    checker.sheet_end();
    checker.finish(true);
    told(lines, &numbers);
}

fn merges_of(stream: &mut Stream<'_>, count: usize, width: usize) -> Vec<Merge> {
    let mut merges: Vec<Merge> = (0..count)
        .map(|_| {
            let (top, left) = (stream.below(8) as u32, stream.below(width) as u16);
            Merge { top, left, bottom: top + stream.below(4) as u32, right: left + stream.below(5) as u16 }
        })
        .collect();
    merges.sort_by_key(|merge| (merge.top, merge.left));
    merges
}

fn word(stream: &mut Stream<'_>) -> Option<Cell> {
    let which = stream.byte();
    match which {
        0..=63 => None,
        64..=199 => Some(Cell::Text(WORDS[usize::from(which - 64) % WORDS.len()].to_owned())),
        200..=229 => Some(Cell::Number(f64::from(stream.byte()))),
        230..=244 => Some(Cell::Serial(44_000.0 + f64::from(stream.byte()))),
        _ => Some(Cell::Text(char::from(stream.byte()).to_string())),
    }
}

fn told(lines: Vec<Line>, numbers: &[u32]) {
    assert!(matches!(lines.last(), Some(Line::End { readable: true })), "the last line says that it is the last");
    let report = Report::gather(lines).expect("a file was told of first");
    for sheet in &report.sheets {
        let header = &sheet.info.header_rows;
        assert!(header.windows(2).all(|pair| pair[0] < pair[1]), "{header:?}");
        let rows: Vec<u32> = sheet.rows.iter().map(|row| row.row).collect();
        assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "rows in order, each once: {rows:?}");
        for row in &rows {
            assert!(numbers.contains(row), "row {row} is not in the sheet");
            assert!(header.last().is_none_or(|last| row > last), "row {row} is above the header {header:?}");
        }
        for problem in &sheet.problems {
            let (Some(cell), Some(row)) = (&problem.cell, problem.row) else { continue };
            let number = cell.trim_start_matches(|c: char| c.is_ascii_uppercase());
            assert_eq!(number, row.to_string(), "{problem:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts of the pieces that cells are made of.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop::sample::select(vec![
            "2022",
            "22",
            "年",
            "月",
            "日",
            "-",
            "/",
            ".",
            ":",
            "3",
            "30",
            "2月",
            "上午",
            "下午",
            "时",
            "分",
            "半",
            "万元",
            "元",
            "人",
            "起",
            "%",
            "％",
            "１２",
            "三",
            "十",
            "百",
            "千",
            "零",
            "无",
            "—",
            "约",
            ",",
            "1,024",
            "一般",
            "重大",
            "是",
            "√",
            "Q3",
            "三季度",
            "(",
            ")",
            " ",
            "\u{3000}",
            "E+17",
            "1904",
            "#REF!",
            "T",
            "许",
            "周三",
        ]);
        (any::<[u8; 2]>(), prop::collection::vec(piece, 0..8))
            .prop_map(|(head, pieces)| [&head[..], &[9], pieces.concat().as_bytes()].concat())
    }

    proptest! {
        // PROPTEST_CASES asks for more.
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

        #[test]
        fn any_cell_is_read_or_refused(data in prop::collection::vec(any::<u8>(), 0..40)) {
            cell(&data);
        }

        #[test]
        fn any_text_of_dates_and_numbers_is_read_or_refused(data in pieces()) {
            cell(&data);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

        #[test]
        fn any_sheet_is_read_or_said_to_be_none(data in prop::collection::vec(any::<u8>(), 0..600)) {
            sheet(&data);
        }
    }
}
