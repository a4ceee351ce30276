//! A sheet after a layout, with its truth.
use super::layout::{Labels, Layout};
use super::spell::{self, Said};
use cuan::demo::random::Random;
use cuan::kernel::Wan;
use cuan::kernel::intake::Values;
use cuan::returns::cell::address;
use cuan::returns::template::{Field, FieldType, Template};
use rust_xlsxwriter::{Format, Formula, Worksheet};
use serde_json::Value;
use std::collections::BTreeMap;

/// What has to be said of one row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowTruth {
    pub values: BTreeMap<String, Value>,
    /// Code and cell.
    pub errors: Vec<(String, String)>,
    pub hidden: bool,
}

/// What has to be said of one sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetTruth {
    pub name: String,
    pub rows: BTreeMap<u32, RowTruth>,
    /// Rows of totals.
    pub totals: Vec<u32>,
    /// Cells whose total is not the sum.
    pub mismatches: Vec<String>,
    pub hidden: bool,
    /// Which of several tables side by side.
    pub block: usize,
    /// A table that no template knows: the row of its labels, and how many rows it has.
    pub strange: Option<(u32, u64)>,
    /// Rows of names, which are told to be left out.
    pub signed: Vec<u32>,
    /// What the columns come to, for a total further down.
    pub sums: BTreeMap<&'static str, Wan>,
}

/// A column of the sheet.
#[derive(Debug, Clone, Copy)]
enum Column {
    Index,
    Field(&'static Field),
    Remark,
}

/// Fields and rows of one table, before it is drawn.
pub struct Table<'a> {
    pub template: &'static Template,
    pub layout: &'a Layout,
    pub rows: Vec<Values>,
    /// Of a sheet of one month: its number; dates leave the year to the title.
    pub month: Option<u32>,
    /// Its columns stand the other way round.
    pub turned: bool,
    /// What a table above comes to: its total is of both.
    pub carried: BTreeMap<&'static str, Wan>,
}

pub struct Pen<'a> {
    pub sheet: &'a mut Worksheet,
    pub truth: &'a mut SheetTruth,
    pub random: &'a mut Random,
}

fn chosen(table: &Table<'_>, random: &mut Random) -> Vec<&'static Field> {
    let mut fields: Vec<&'static Field> = Vec::new();
    for field in table.template.fields {
        let owner = field.sender && table.template.key != "baseline";
        let month_only = table.month.is_some()
            && matches!(field.ty, FieldType::Date | FieldType::Moment)
            && Some(field.key) != table.template.dated_by;
        let told = table.rows.iter().any(|row| row.0.get(field.key).is_some());
        let figure = table.template.key == "baseline" && field.key == "incidents";
        let wanted =
            field.required || figure || (!table.layout.few && random.chance(80)) || (owner && field.key == "uscc");
        if told && wanted && !month_only {
            fields.push(field);
        }
    }
    if table.layout.shuffled {
        for at in (1..fields.len()).rev() {
            fields.swap(at, random.below(at + 1));
        }
    }
    fields
}

fn label(field: &Field, how: Labels, random: &mut Random) -> String {
    let zh: Vec<&str> = field.also.iter().copied().filter(|also| !also.is_ascii()).collect();
    match how {
        Labels::Usual => field.zh.to_owned(),
        Labels::English => field.en.to_owned(),
        Labels::Alias if !zh.is_empty() => (*random.pick(&zh)).to_owned(),
        Labels::Alias => field.zh.to_owned(),
        Labels::Spaced => {
            let gap = if random.chance(50) { " " } else { "\n" };
            let letters: Vec<String> = field.zh.chars().map(String::from).collect();
            if field.zh.contains('(') { field.zh.to_owned() } else { letters.join(gap) }
        }
        Labels::Units if !field.unit.is_empty() && !field.zh.contains('(') => format!("{}（{}）", field.zh, field.unit),
        Labels::Units => field.zh.to_owned(),
    }
}

impl Pen<'_> {
    fn put(&mut self, (row, column): (u32, u16), said: &Said) {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let done = match said {
            Said::Blank => return,
            Said::Text(text) => self.sheet.write_string(row, column, text),
            Said::Number(n) => {
                self.sheet.write_number_with_format(row, column, *n, &Format::new().set_num_format("0.######"))
            }
            Said::Serial(n, false) => self.sheet.write_number_with_format(row, column, *n, &day),
            Said::Serial(n, true) => self.sheet.write_number_with_format(row, column, *n, &moment),
            Said::Bool(yes) => self.sheet.write_boolean(row, column, *yes),
            Said::NoCache => self.sheet.write_formula(row, column, Formula::new("=A1+B1")),
            Said::Error(error) => self.sheet.write_formula(row, column, Formula::new("=1/0").set_result(*error)),
        };
        done.expect("a cell");
    }

    fn span(&mut self, (top, left): (u32, u16), (bottom, right): (u32, u16), text: &str) {
        if (top, left) == (bottom, right) {
            self.sheet.write_string(top, left, text).expect("a cell");
        } else {
            self.sheet.merge_range(top, left, bottom, right, text, &Format::new()).expect("a merged cell");
        }
    }

    /// Draws a table at a place; answers the first free row below it and how wide it is.
    pub fn table(&mut self, table: &Table<'_>, (top, left): (u32, u16)) -> (u32, u16) {
        let layout = table.layout;
        let mut fields = chosen(table, self.random);
        if table.turned {
            fields.reverse();
        }
        let mut columns: Vec<Column> = fields.iter().map(|field| Column::Field(field)).collect();
        if layout.index {
            columns.insert(0, Column::Index);
        }
        if layout.remark {
            columns.push(Column::Remark);
        }
        let width = u16::try_from(columns.len()).expect("few columns");
        let mut row = self.above(table, (top, left), width);
        row = self.header(layout, &columns, (row, left));
        if layout.units_below {
            row = self.units(&columns, (row, left));
        }
        if layout.filter {
            let last = row + u32::try_from(table.rows.len()).expect("few rows");
            self.sheet.autofilter(row - 1, left, last, left + width - 1).expect("a filter");
        }
        row = self.rows(table, &columns, (row, left));
        if layout.notes {
            self.sheet.write_string(row + 1, left, "注：以上数据截至填报日。").expect("a note");
            self.sheet.write_string(row + 2, left, "填表人：张三　　审核人：李四").expect("a note");
        }
        (row + 3, width)
    }

    /// Title and form lines.
    fn above(&mut self, table: &Table<'_>, (mut row, left): (u32, u16), width: u16) -> u32 {
        let layout = table.layout;
        if layout.title || table.month.is_some() {
            let when = table.month.map_or_else(String::new, |month| format!("2025年{month}月"));
            self.span((row, left), (row, left + width - 1), &format!("{when}{}统计表", table.template.zh));
            row += 1;
        }
        if layout.form {
            self.sheet.write_string(row, left, "填报单位（盖章）：安全生产委员会办公室").expect("a line");
            self.sheet.write_string(row, left + width - 1, "填报人：王芳").expect("a line");
            row += 1;
        }
        row
    }

    fn header(&mut self, layout: &Layout, columns: &[Column], (top, left): (u32, u16)) -> u32 {
        let depth = if layout.unit_row { 2 } else { layout.depth };
        let bottom = top + depth - 1;
        let mut at = 0;
        while at < columns.len() {
            let place = left + u16::try_from(at).expect("few columns");
            let Column::Field(field) = columns[at] else {
                let word = if matches!(columns[at], Column::Index) { "序号" } else { "备注" };
                self.span((top, place), (bottom, place), word);
                at += 1;
                continue;
            };
            if layout.unit_row && !field.unit.is_empty() && !field.zh.contains('(') {
                self.sheet.write_string(top, place, field.zh).expect("a label");
                self.sheet.write_string(bottom, place, format!("({})", field.unit)).expect("a unit");
            } else if depth > 1 && !layout.unit_row && !field.under.is_empty() {
                // Neighbours that can stand under the same word do.
                let (words, _) = field.under[self.random.below(field.under.len())];
                let word = *self.random.pick(words);
                let under = |column: &Column| match column {
                    Column::Field(f) => {
                        f.under.iter().find(|(words, _)| words.contains(&word)).map(|(_, lower)| *lower)
                    }
                    _ => None,
                };
                let many = columns[at..].iter().map_while(under).count();
                let last = place + u16::try_from(many - 1).expect("few columns");
                self.span((bottom - 1, place), (bottom - 1, last), word);
                if depth > 2 {
                    self.span((top, place), (top, last), "有关情况");
                }
                for (n, column) in columns[at..at + many].iter().enumerate() {
                    let lower = under(column).expect("counted above");
                    let other: Vec<&str> = lower.iter().copied().filter(|lower| *lower != word).collect();
                    let lower = *self.random.pick(&other);
                    let place = place + u16::try_from(n).expect("few columns");
                    self.sheet.write_string(bottom, place, lower).expect("a label");
                }
                at += many;
                continue;
            } else {
                let label = label(field, layout.labels, self.random);
                self.span((top, place), (bottom, place), &label);
            }
            at += 1;
        }
        bottom + 1
    }

    /// Units below the labels that do not say them; no row when there are none.
    fn units(&mut self, columns: &[Column], (row, left): (u32, u16)) -> u32 {
        let mut any = 0;
        for (at, column) in columns.iter().enumerate() {
            if let Column::Field(field) = column
                && !field.unit.is_empty()
                && !field.zh.contains('(')
            {
                let place = left + u16::try_from(at).expect("few columns");
                self.sheet.write_string(row, place, format!("({})", field.unit)).expect("a unit");
                any = 1;
            }
        }
        row + any
    }

    fn rows(&mut self, table: &Table<'_>, columns: &[Column], (top, left): (u32, u16)) -> u32 {
        let layout = table.layout;
        let mut row = top;
        let mut sums = Sums::default();
        for (field, sum) in &table.carried {
            sums.all.insert(field, *sum);
        }
        let mut rows = table.rows.clone();
        let shared: Vec<&str> =
            if table.template.key == "baseline" { vec!["town"] } else { vec!["enterprise", "uscc"] };
        let shared: Vec<&str> = shared.into_iter().filter(|_| layout.merged && table.template.key != "roll").collect();
        for pair in rows.chunks_mut(2).filter(|pair| pair.len() == 2) {
            for field in &shared {
                let value = pair[0].0.get(*field).cloned().unwrap_or(Value::Null);
                pair[1].0.insert((*field).to_owned(), value);
            }
        }
        for (n, values) in rows.iter().enumerate() {
            self.row(table, columns, (row, left), (n, values), &shared, &mut sums);
            row += 1;
            if layout.subtotals && n % 3 == 2 {
                self.total("小计", columns, (row, left), &sums.group);
                sums.group.clear();
                row += 1;
            }
            if layout.noted && n == rows.len() / 2 {
                self.sheet.write_string(row, left, "注：以下为补报。").expect("a note");
                row += 1;
                if layout.signed {
                    self.names((row, left));
                    row += 1;
                }
            }
            if layout.gaps && n % 3 == 1 {
                row += 1;
            }
        }
        self.truth.sums = sums.all.clone();
        if let Some(word) = layout.total {
            if layout.wrong_total
                && let Some((field, sum)) = sums.all.iter_mut().find(|(_, sum)| sum.0 > 0)
            {
                sum.0 += 1_000_000;
                let at = columns.iter().position(|c| matches!(c, Column::Field(f) if f.key == *field));
                let at = left + u16::try_from(at.expect("a column")).expect("few columns");
                self.truth.mismatches.push(address(at, row + 1));
            }
            self.total(word, columns, (row, left), &sums.all);
            row += 1;
        }
        row
    }

    fn names(&mut self, (row, left): (u32, u16)) {
        for (column, name) in (left..).zip(["审核", "张三", "日期"]) {
            self.sheet.write_string(row, column, name).expect("a name");
        }
        self.truth.signed.push(row + 1);
    }

    fn row(
        &mut self,
        table: &Table<'_>,
        columns: &[Column],
        (row, left): (u32, u16),
        (n, values): (usize, &Values),
        shared: &[&str],
        sums: &mut Sums,
    ) {
        let layout = table.layout;
        let mut truth = RowTruth::default();
        let faulty = layout.faults && n % 2 == 1;
        let mut fault = None;
        if faulty {
            let fields: Vec<&Field> =
                columns.iter().filter_map(|c| if let Column::Field(f) = c { Some(*f) } else { None }).collect();
            for _ in 0..20 {
                let field = *self.random.pick(&fields);
                // What a fault in another field says of this one is another matter.
                let tied = matches!(field.key, "enterprise" | "uscc") && table.template.key != "roll";
                fault = spell::fault(field, self.random).filter(|_| !tied).map(|found| (field.key, found));
                if fault.is_some() {
                    break;
                }
            }
        }
        for (at, column) in columns.iter().enumerate() {
            let place = (row, left + u16::try_from(at).expect("few columns"));
            let field = match column {
                Column::Index => {
                    self.put(place, &Said::Number(n as f64 + 1.0));
                    continue;
                }
                Column::Remark => continue,
                Column::Field(field) => *field,
            };
            let value = values.0.get(field.key).cloned().unwrap_or(Value::Null);
            if let Some((_, (said, code))) = fault.as_ref().filter(|(key, _)| *key == field.key) {
                self.put(place, said);
                truth.errors.push(((*code).to_owned(), address(place.1, row + 1)));
                continue;
            }
            if !value.is_null() {
                truth.values.insert(field.key.to_owned(), value.clone());
            }
            if shared.contains(&field.key) && !value.is_null() {
                if n % 2 == 1 {
                    continue;
                }
                if n + 1 < table.rows.len() {
                    self.span(place, (row + 1, place.1), value.as_str().unwrap_or_default());
                    continue;
                }
            }
            let said = self.said(table, field, &value);
            self.put(place, &said);
            if field.adds_up() {
                sums.add(field.key, &value);
            }
        }
        if layout.hidden_row && n == 1 {
            self.sheet.set_row_hidden(row).expect("a row");
            truth.hidden = true;
        }
        self.truth.rows.insert(row + 1, truth);
    }

    fn said(&mut self, table: &Table<'_>, field: &Field, value: &Value) -> Said {
        if let (Some(_), true, Some(said)) = (table.month, Some(field.key) == table.template.dated_by, value.as_str()) {
            let (month, day) = (&said[5..7], &said[8..10]);
            let plain = |n: &str| n.trim_start_matches('0').to_owned();
            let clock = said.get(11..).map_or_else(String::new, |clock| format!(" {clock}"));
            return Said::Text(format!("{}月{}日{clock}", plain(month), plain(day)));
        }
        spell::spelled(field, value, table.layout.hand, table.layout.epoch_1904, self.random)
    }

    fn total(&mut self, word: &str, columns: &[Column], (row, left): (u32, u16), sums: &BTreeMap<&'static str, Wan>) {
        self.sheet.write_string(row, left, word).expect("a word");
        for (at, column) in columns.iter().enumerate() {
            if let Column::Field(field) = column
                && let Some(sum) = sums.get(field.key)
            {
                let place = left + u16::try_from(at).expect("few columns");
                let sum: f64 = sum.to_string().parse().expect("a number");
                self.sheet.write_number(row, place, sum).expect("a sum");
            }
        }
        self.truth.totals.push(row + 1);
    }
}

/// Sums by field, in millionths.
#[derive(Default)]
struct Sums {
    all: BTreeMap<&'static str, Wan>,
    group: BTreeMap<&'static str, Wan>,
}

impl Sums {
    fn add(&mut self, field: &'static str, value: &Value) {
        let amount: i64 = match value {
            Value::Number(n) => n.as_i64().unwrap_or(0) * 1_000_000,
            Value::String(said) => said.parse::<Wan>().expect("a decimal").0,
            _ => return,
        };
        for sums in [&mut self.all, &mut self.group] {
            sums.entry(field).or_insert(Wan(0)).0 += amount;
        }
    }
}
