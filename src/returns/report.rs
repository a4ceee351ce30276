//! The checker's answer: lines as the child process writes them, and the one object of `cuan check --json`.
//!
//! The child writes JSON Lines in this order: one [`Line::File`]; for each sheet one [`Line::Sheet`], then its
//! [`Line::Row`]s and [`Line::Problem`]s as they come, then one [`Line::SheetEnd`]; file problems anywhere between
//! sheets ([`Line::FileProblem`]); at last one [`Line::End`]. A missing end line means that the child was stopped.
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A person confirms.
    Warning,
    /// The row cannot be taken.
    Error,
}

/// A canonical value: dates as `YYYY-MM-DD`, moments as `YYYY-MM-DDTHH:MM`, decimals and choices as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Bool(bool),
    Count(i64),
    Text(String),
}

impl Value {
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
    pub fn count(&self) -> Option<i64> {
        match self {
            Value::Count(count) => Some(*count),
            _ => None,
        }
    }
    pub fn yes(&self) -> Option<bool> {
        match self {
            Value::Bool(yes) => Some(*yes),
            _ => None,
        }
    }
}

/// The values of a row by canonical name, in the order of the template. Blank and wrong ones are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(pub Vec<(Cow<'static, str>, Value)>);

impl Values {
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key == field).map(|(_, value)| value)
    }
    pub fn text(&self, field: &str) -> Option<&str> {
        self.get(field).and_then(Value::text)
    }
    pub fn count(&self, field: &str) -> Option<i64> {
        self.get(field).and_then(Value::count)
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key.as_ref(), value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Values, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Values;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Option<Value>>()? {
                    values.extend(value.map(|value| (Cow::Owned(key), value)));
                }
                Ok(Values(values))
            }
        }
        from.deserialize_map(Pairs)
    }
}

/// Parameters of a problem's sentence, by name.
pub type Params = BTreeMap<Cow<'static, str>, String>;

/// Something wrong or worth knowing. The words for it are in the locale files under `returns.problem.CODE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub code: Cow<'static, str>,
    pub severity: Severity,
    /// A1 style; with it comes `row`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Column letters, for problems of a column as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'static, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// What it may have been meant to be; a person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Problem {
    pub fn new(code: &'static str, severity: Severity) -> Problem {
        Problem {
            code: Cow::Borrowed(code),
            severity,
            cell: None,
            row: None,
            column: None,
            field: None,
            raw: None,
            sheet: None,
            params: Params::new(),
            suggestion: None,
        }
    }
    pub fn error(code: &'static str) -> Problem {
        Problem::new(code, Severity::Error)
    }
    pub fn warning(code: &'static str) -> Problem {
        Problem::new(code, Severity::Warning)
    }
    pub fn info(code: &'static str) -> Problem {
        Problem::new(code, Severity::Info)
    }
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Problem {
        self.params.insert(Cow::Borrowed(name), value.to_string());
        self
    }
    #[must_use]
    pub fn row(mut self, row: u32) -> Problem {
        self.row = Some(row);
        self
    }
    #[must_use]
    pub fn at(mut self, column: u16, row: u32) -> Problem {
        self.cell = Some(super::cell::address(column, row));
        self.row = Some(row);
        self
    }
    #[must_use]
    pub fn column(mut self, column: u16) -> Problem {
        self.column = Some(super::cell::column_name(column));
        self
    }
    #[must_use]
    pub fn field(mut self, field: &'static str) -> Problem {
        self.field = Some(Cow::Borrowed(field));
        self
    }
    #[must_use]
    pub fn raw(mut self, raw: impl Into<String>) -> Problem {
        let mut raw: String = raw.into();
        if raw.len() > RAW_MAX {
            let end = (0..=RAW_MAX).rev().find(|at| raw.is_char_boundary(*at)).unwrap_or(0);
            raw.truncate(end);
            raw.push('…');
        }
        self.raw = Some(raw);
        self
    }
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Problem {
        self.suggestion = Some(suggestion.into());
        self
    }
    #[must_use]
    pub fn sheet(mut self, sheet: &str) -> Problem {
        self.sheet = Some(sheet.to_owned());
        self
    }
}

/// Raw texts longer than this many bytes are cut in the report.
const RAW_MAX: usize = 300;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    pub name: String,
    /// `xlsx`, `xlsm`, `xls`, `ods`, `csv`, or what else the bytes say; `unknown`.
    pub kind: String,
    /// Lower-case hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
}

/// A column that was taken for a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnInfo {
    pub field: Cow<'static, str>,
    pub column: String,
    pub label: String,
}

/// A column that was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    pub column: String,
    pub label: String,
    /// The field that it could be: a person decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Cow<'static, str>>,
}

/// What the lines above a table without a column of enterprises say of whose it is: 填报单位:…, 信用代码:…, its titles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heading {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The cell in which the code, else the name stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// One title a line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub titles: String,
    /// The cells of the titles, in the same order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titled: Vec<String>,
}

impl Heading {
    pub fn is_empty(&self) -> bool {
        *self == Heading::default()
    }
}

/// A sheet, or a table of a sheet that holds several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetInfo {
    pub sheet: String,
    pub template: Option<Cow<'static, str>>,
    /// The rows' own numbers.
    pub header_rows: Vec<u32>,
    pub columns: Vec<ColumnInfo>,
    pub unmatched: Vec<Unmatched>,
    /// The sheet's own period, from title, name or form lines: first and last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<(String, String)>,
    /// 2 for the second table of a sheet, and so on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<u32>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// A person said how it is to be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
    /// The column that holds the marks of an earlier round; it is no data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked: Option<String>,
    /// Required fields that no column holds and that the sheet says otherwise: its period, a line above the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplied: Vec<String>,
    #[serde(default, skip_serializing_if = "Heading::is_empty")]
    pub heading: Heading,
    /// The same of the lines below it; a reader tells it with the end of the table.
    #[serde(default, skip_serializing_if = "Heading::is_empty")]
    pub foot: Box<Heading>,
    /// How many rows with something in them lie on a sheet of which nothing was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<u64>,
}

/// The first rows of a sheet as they stand there, for a person to look at: row number, then column letters and text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peek {
    pub rows: Vec<(u32, Vec<(String, String)>)>,
}

/// One data row, good or bad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub row: u32,
    pub ok: bool,
    pub values: Values,
    /// The heading in a row of its own above it, where no column says whose the row is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The number of that heading's row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section_row: Option<u32>,
    /// The headings of higher levels above that one with their rows, the nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<(String, u32)>,
    /// Whom the last row above names, where this one leaves the columns of enterprises blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// What stands in columns without a field, by column letters; only when first rows are asked for too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<(String, String)>,
}

/// Counts of a finished sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: u64,
    pub ok: u64,
    /// How often each problem code came up, those beyond the detailed ones too.
    pub codes: BTreeMap<Cow<'static, str>, u64>,
    /// What the lines below a table without a column of enterprises say of whose it is.
    #[serde(default, skip_serializing_if = "Heading::is_empty")]
    pub foot: Heading,
}

/// One line of the child's output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Line {
    File(FileInfo),
    FileProblem(Problem),
    Sheet(SheetInfo),
    /// Only when asked for; follows its sheet.
    Peek(Peek),
    Row(Row),
    Problem(Problem),
    SheetEnd(Counts),
    /// `readable` is false when the file as a whole could not be read.
    End {
        readable: bool,
    },
}

/// A sheet with all that was found in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    #[serde(flatten)]
    pub info: SheetInfo,
    #[serde(default)]
    pub rows: Vec<Row>,
    #[serde(default)]
    pub problems: Vec<Problem>,
    #[serde(default)]
    pub counts: Counts,
}

/// The whole answer in memory: what `cuan check --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub file: FileInfo,
    #[serde(default)]
    pub problems: Vec<Problem>,
    #[serde(default)]
    pub sheets: Vec<Sheet>,
}

impl Report {
    /// Gathers lines; lines before the file line are impossible and are left out.
    pub fn gather(lines: impl IntoIterator<Item = Line>) -> Option<Report> {
        let mut report: Option<Report> = None;
        for line in lines {
            if let Line::File(file) = line {
                report = Some(Report { file, problems: Vec::new(), sheets: Vec::new() });
                continue;
            }
            let report = report.as_mut()?;
            match (line, report.sheets.last_mut()) {
                (Line::FileProblem(problem), _) => report.problems.push(problem),
                (Line::Sheet(info), _) => report.sheets.push(Sheet { info, ..Sheet::default() }),
                (Line::Row(row), Some(sheet)) => sheet.rows.push(row),
                (Line::Problem(problem), Some(sheet)) => sheet.problems.push(problem),
                (Line::SheetEnd(counts), Some(sheet)) => sheet.counts = counts,
                _ => {}
            }
        }
        report
    }
}
