//! .ods: our own pass over content.xml, which gives merged blocks, hidden rows and what styles say, and never lays a repeated blank out.
use super::zipped;
use super::{Budget, Refused, Sink, limits, refuse};
use crate::returns::cell::{Cell, Look, Merge, RowIn, SheetHead, Shown};
use crate::returns::report::Problem;
use chrono::{NaiveDate, NaiveDateTime};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Read};
use std::path::Path;

pub(super) fn read(path: &Path, sink: &mut dyn Sink) -> Result<(), Refused> {
    let mut archive = zipped::archive(path)?;
    let manifest = zipped::start(&mut archive, "META-INF/manifest.xml", 1 << 20).unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return refuse("encrypted");
    }
    let mut pass = Pass {
        sink,
        budget: Budget::default(),
        hidden_styles: HashSet::new(),
        looks: HashMap::new(),
        formats: HashMap::new(),
        format: String::new(),
        style: String::new(),
        sheets: 0,
        table: None,
    };
    if let Ok(entry) = archive.by_name("styles.xml") {
        pass.styles(entry);
    }
    let entry = archive.by_name("content.xml").map_err(|_| Problem::error("corrupt"))?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(64 << 10, entry.take(limits::ENTRY_MAX)));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => pass.start(&tag, false)?,
            Ok(Event::Empty(tag)) => pass.start(&tag, true)?,
            Ok(Event::End(tag)) => pass.end(tag.local_name().as_ref())?,
            Ok(Event::Text(text)) => pass.text(&text),
            Ok(Event::CData(text)) => pass.text(&text),
            Ok(Event::GeneralRef(name)) => pass.reference(&name),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return refuse("corrupt"),
        }
        buffer.clear();
    }
    if pass.sheets == 0 { refuse("corrupt") } else { Ok(()) }
}

/// A sheet being read. Merged blocks are known only at its end, so its rows wait; repeated blanks cost nothing.
struct Table {
    head: SheetHead,
    rows: Vec<RowIn>,
    next_row: u32,
    row: RowIn,
    row_repeat: u32,
    next_column: u32,
    cell: Option<Open>,
    /// How deep inside a note or drawing of a cell: their text is not the cell's.
    aside: u32,
    beyond: u32,
    /// One value stands in hundreds of columns.
    flooded: bool,
}

/// A cell being read.
struct Open {
    value: Cell,
    typed: bool,
    formula: bool,
    repeat: u32,
    text: String,
    paragraphs: u32,
    covered: bool,
    look: Option<Look>,
}

struct Pass<'a> {
    sink: &'a mut dyn Sink,
    budget: Budget,
    hidden_styles: HashSet<String>,
    /// What cell styles say, by name; number formats that show thousands or millions.
    looks: HashMap<String, Look>,
    formats: HashMap<String, Shown>,
    format: String,
    style: String,
    sheets: usize,
    table: Option<Table>,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes().flatten();
    let found = all.find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.trim().parse().ok()).unwrap_or(1).max(1)
}

/// Whether the text of a style is struck through.
fn is_struck(tag: &BytesStart<'_>) -> bool {
    let says = |name| attribute(tag, name).is_some_and(|line| line != "none");
    says("text-line-through-style") || says("text-line-through-type")
}

impl Pass<'_> {
    /// Takes the styles that stand in a part of their own: named ones, and the formats of numbers. They tell little: what
    /// cannot be read there is passed over.
    fn styles(&mut self, part: impl Read) {
        let mut reader =
            quick_xml::Reader::from_reader(BufReader::with_capacity(64 << 10, part.take(limits::ENTRY_MAX)));
        let mut buffer = Vec::new();
        loop {
            let told = match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() != "table" => {
                    self.start(&tag, false)
                }
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => Ok(()),
            };
            if told.is_err() {
                return;
            }
            buffer.clear();
        }
    }

    /// What the number format at hand shows.
    fn format_shown(&mut self) -> &mut Shown {
        self.formats.entry(self.format.clone()).or_default()
    }

    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) -> Result<(), Refused> {
        let name = tag.local_name();
        match (name.as_ref(), &mut self.table) {
            ("style", None) => {
                self.style = attribute(tag, "name").unwrap_or_default();
                let format = attribute(tag, "data-style-name").and_then(|name| self.formats.get(&name).copied());
                if format.is_some() {
                    self.looks.entry(self.style.clone()).or_default().shown = format;
                }
            }
            ("number-style" | "currency-style", None) => self.format = attribute(tag, "name").unwrap_or_default(),
            ("percentage-style", None) => {
                self.format = attribute(tag, "name").unwrap_or_default();
                self.format_shown().share = true;
            }
            ("currency-symbol", None) if attribute(tag, "country").is_some_and(|country| country == "CN") => {
                self.format_shown().yuan = true;
            }
            ("number", None) => {
                let smaller = match attribute(tag, "display-factor").as_deref() {
                    Some("1000") => 3,
                    Some("1000000") => 6,
                    _ => return Ok(()),
                };
                self.format_shown().smaller = smaller;
            }
            ("table-properties", None) if attribute(tag, "display").is_some_and(|d| d == "false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            ("text-properties", None) if is_struck(tag) => {
                self.looks.entry(self.style.clone()).or_default().struck = true;
            }
            ("table", None) => {
                self.sheets += 1;
                if self.sheets > limits::SHEETS_MAX {
                    return refuse("too-many-cells");
                }
                let name = attribute(tag, "name").unwrap_or_else(|| format!("Sheet{}", self.sheets));
                let hidden = attribute(tag, "style-name").is_some_and(|s| self.hidden_styles.contains(&s));
                let head = SheetHead { name, hidden, ..SheetHead::default() };
                let (row, rows) = (RowIn::default(), Vec::new());
                self.table = Some(Table {
                    head,
                    rows,
                    next_row: 0,
                    row,
                    row_repeat: 1,
                    next_column: 0,
                    cell: None,
                    aside: 0,
                    beyond: 0,
                    flooded: false,
                });
                if empty {
                    self.end("table")?;
                }
            }
            (name, Some(table)) => {
                table.start(name, tag, &self.looks);
                if empty {
                    self.end(name)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        let Some(table) = &mut self.table else { return Ok(()) };
        match name {
            "table" if table.aside == 0 => {
                let Some(table) = self.table.take() else { return Ok(()) };
                table.hand_over(self.sink);
            }
            "table-row" if table.aside == 0 => table.end_row(&mut self.budget)?,
            name => table.end(name),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(Table { cell: Some(cell), aside: 0, .. }) = &mut self.table {
            cell.write(text);
        }
    }

    fn reference(&mut self, name: &str) {
        let text = match name {
            "amp" => "&".to_owned(),
            "lt" => "<".to_owned(),
            "gt" => ">".to_owned(),
            "quot" => "\"".to_owned(),
            "apos" => "'".to_owned(),
            other => {
                let code = other
                    .strip_prefix("#x")
                    .map(|hex| u32::from_str_radix(hex, 16))
                    .or(other.strip_prefix('#').map(str::parse));
                code.and_then(Result::ok).and_then(char::from_u32).map(String::from).unwrap_or_default()
            }
        };
        self.text(&text);
    }
}

impl Open {
    fn write(&mut self, text: &str) {
        // Text between paragraphs is only the file's own white space.
        if self.paragraphs > 0 && self.text.len() < 4 * limits::TEXT_MAX {
            self.text.push_str(text);
        }
    }
}

impl Table {
    fn start(&mut self, name: &str, tag: &BytesStart<'_>, looks: &HashMap<String, Look>) {
        if self.aside > 0 {
            if matches!(name, "annotation" | "frame" | "table" | "shapes" | "custom-shape") {
                self.aside += 1;
            }
            return;
        }
        match name {
            "annotation" | "frame" | "table" | "shapes" | "custom-shape" => self.aside = 1,
            "table-row" => {
                self.row_repeat = count(tag, "number-rows-repeated");
                let hidden = attribute(tag, "visibility").is_some_and(|v| v != "visible");
                self.row = RowIn { index: self.next_row, hidden, ..RowIn::default() };
                self.next_column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                let (repeat, wide, high) = (
                    count(tag, "number-columns-repeated"),
                    count(tag, "number-columns-spanned"),
                    count(tag, "number-rows-spanned"),
                );
                self.merged(wide, high);
                let kind = attribute(tag, "value-type");
                let formula = attribute(tag, "formula").is_some();
                let value = kind.as_deref().map_or(Cell::Empty, |kind| typed(kind, tag));
                let covered = name == "covered-table-cell";
                let style = (!looks.is_empty()).then(|| attribute(tag, "style-name")).flatten();
                let look = style.and_then(|style| looks.get(&style)).copied();
                self.cell = Some(Open {
                    value,
                    typed: kind.is_some(),
                    formula,
                    repeat,
                    text: String::new(),
                    paragraphs: 0,
                    covered,
                    look,
                });
            }
            "p" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "s" => {
                if let Some(cell) = &mut self.cell {
                    cell.write(&" ".repeat(count(tag, "c").min(100) as usize));
                }
            }
            "tab" | "line-break" => {
                if let Some(cell) = &mut self.cell {
                    cell.write(if name == "tab" { "\t" } else { "\n" });
                }
            }
            _ => {}
        }
    }

    fn merged(&mut self, wide: u32, high: u32) {
        if (wide == 1 && high == 1) || self.head.merges.len() >= limits::MERGES_MAX {
            return;
        }
        let end = |start: u32, size: u32, max: u32| start.saturating_add(size - 1).min(max);
        let right = end(self.next_column, wide, u32::from(limits::COLUMNS_MAX) - 1);
        if let (Ok(left), Ok(right)) = (u16::try_from(self.next_column), u16::try_from(right)) {
            let bottom = end(self.next_row, high, limits::ROWS_MAX - 1);
            self.head.merges.push(Merge { top: self.next_row, left, bottom, right });
        }
    }

    fn end(&mut self, name: &str) {
        if self.aside > 0 {
            if matches!(name, "annotation" | "frame" | "table" | "shapes" | "custom-shape") {
                self.aside -= 1;
            }
            return;
        }
        if !matches!(name, "table-cell" | "covered-table-cell") {
            return;
        }
        let Some(cell) = self.cell.take() else { return };
        let (repeat, column, look) = (cell.repeat, self.next_column, cell.look);
        self.next_column = column.saturating_add(repeat);
        let value = cell.settle();
        if value == Cell::Empty {
            return;
        }
        // A value repeated over hundreds of columns is no list: a filled background, or a bomb.
        if repeat > 256 {
            self.flooded = true;
            return;
        }
        let last = self.next_column.min(u32::from(limits::COLUMNS_MAX));
        if last < self.next_column {
            self.beyond += 1;
        }
        for column in column..last {
            if let Ok(column) = u16::try_from(column) {
                self.row.cells.push((column, value.clone()));
                self.row.looks.extend(look.map(|look| (column, look)));
            }
        }
    }

    fn end_row(&mut self, budget: &mut Budget) -> Result<(), Refused> {
        if self.flooded {
            return Err(Box::new(Problem::error("too-many-cells").with("max", limits::CELLS_MAX)));
        }
        let row = std::mem::take(&mut self.row);
        let repeat = self.row_repeat;
        self.next_row = self.next_row.saturating_add(repeat);
        if row.cells.is_empty() {
            return Ok(());
        }
        if self.next_row > limits::ROWS_MAX {
            return Err(Box::new(Problem::error("too-many-cells").with("max", limits::ROWS_MAX)));
        }
        for n in 0..repeat {
            budget.take(row.cells.len())?;
            self.rows.push(RowIn { index: row.index + n, ..row.clone() });
        }
        Ok(())
    }

    fn hand_over(mut self, sink: &mut dyn Sink) {
        self.head.merges.sort_by_key(|m| (m.top, m.left));
        sink.sheet(self.head);
        for row in self.rows {
            sink.row(row);
        }
        if self.beyond > 0 {
            sink.sheet_problem(
                Problem::warning("sheet-partly-unreadable").with("what", "beyond").with("count", self.beyond),
            );
        }
        sink.sheet_end();
    }
}

impl Open {
    fn settle(self) -> Cell {
        if self.covered {
            return Cell::Empty;
        }
        let text = self.text;
        let error =
            text.starts_with('#') && text.len() > 2 && (text.ends_with('!') || text.ends_with('?') || text == "#N/A");
        if self.formula && (error || text.starts_with("Err:")) {
            return Cell::Error(text);
        }
        match self.value {
            Cell::Empty if self.formula && !self.typed && text.is_empty() => Cell::NoCache,
            Cell::Empty if text.is_empty() => Cell::Empty,
            Cell::Empty => Cell::Text(text),
            // What is shown is what was typed; the value attribute of a string is only there when it differs.
            Cell::Text(value) if text.is_empty() => Cell::Text(value),
            Cell::Text(_) => Cell::Text(text),
            value => value,
        }
    }
}

fn typed(kind: &str, tag: &BytesStart<'_>) -> Cell {
    let number = || attribute(tag, "value").and_then(|v| v.trim().parse::<f64>().ok());
    match kind {
        "float" | "currency" | "percentage" => number().map_or(Cell::Empty, Cell::Number),
        "boolean" => attribute(tag, "boolean-value").map_or(Cell::Empty, |v| Cell::Bool(v == "true")),
        "date" => {
            let value = attribute(tag, "date-value").unwrap_or_default();
            iso_moment(&value).map_or(Cell::Empty, Cell::Moment)
        }
        "time" => attribute(tag, "time-value").and_then(|v| iso_duration_days(&v)).map_or(Cell::Empty, Cell::Serial),
        "string" => Cell::Text(attribute(tag, "string-value").unwrap_or_default()),
        _ => Cell::Empty,
    }
}

/// `2022-11-05`, `2022-11-05T09:30:00`, fractions of seconds and a final `Z` allowed.
pub(super) fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    let text = text.split_once('.').map_or(text, |(whole, _)| whole);
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .ok()
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}

/// `PT09H30M00S` as a part of a day.
fn iso_duration_days(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, worth) in [('H', 3_600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * worth;
            rest = after;
        }
    }
    Some(seconds / 86_400.0)
}
