//! One data row: its cells read, the row judged, everything told.
use super::look::{as_shown, struck};
use super::mix::Mix;
use super::peek::shown;
use super::sheet::Out;
use super::table::Table;
use super::{Lines, Seen};
use super::{again, cell, words};
use crate::incident::category;
use crate::returns::cell::{Cell, RowIn, address, column_name};
use crate::returns::cross;
use crate::returns::header::{Column, Lead, Loose};
use crate::returns::lexer::{self, Lexed, Note, Span, day_of, tidy};
use crate::returns::marks;
use crate::returns::report::{Line, Problem, Row, Severity, Value, Values};
use crate::returns::template::FieldType;
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// Days of which the first is never after the second.
const IN_ORDER: [(&str, &str); 8] = [
    ("found_on", "due_on"),
    ("found_on", "closed_on"),
    ("held_on", "cert_expires_on"),
    ("held_on", "recheck_on"),
    ("papers_sent_on", "held_on"),
    ("held_on", "published_on"),
    ("occurred_at", "informed_at"),
    ("occurred_at", "reported_at"),
];

/// A row read.
pub(super) struct Reading {
    pub values: Values,
    /// Fields whose cell could not be read.
    pub failed: Vec<&'static str>,
    problems: Vec<Problem>,
    ok: bool,
    hash: u64,
    no_time: Vec<&'static str>,
    /// Whom the row above names that this one goes on with.
    above: Option<String>,
}

impl Reading {
    pub fn of(table: &Table, row: &RowIn) -> Reading {
        let mut reading = Reading {
            values: Values(Vec::with_capacity(table.columns.len())),
            failed: Vec::new(),
            problems: Vec::new(),
            ok: !table.lacking,
            hash: 0,
            no_time: Vec::new(),
            above: None,
        };
        let mut hasher = Mix::new();
        table.found.template.key.hash(&mut hasher);
        let mut no_year: Vec<&'static str> = Vec::new();
        for column in &table.columns {
            let cell = table.cell(row, column);
            if table.exported && column.field.may_lack && marks::is_unknown(cell) {
                column.field.key.hash(&mut hasher);
                continue;
            }
            let whole = cell::whole(table, row, column, cell);
            let mut lexed = cell::read(table, row, column, &whole);
            if !row.looks.is_empty() {
                lexed = as_shown(row, column, &table.context(column), lexed);
            }
            lexed = table.unit_asked(column, cell, lexed);
            let key = column.field.key;
            if lexed.no_time {
                reading.no_time.push(key);
            }
            if lexed.no_year {
                no_year.push(key);
            }
            key.hash(&mut hasher);
            match &lexed.value {
                Some(value) => value.hash(&mut hasher),
                None => hash_cell(cell, &mut hasher),
            }
            reading.take(table, column, (cell, &whole), lexed, row);
        }
        for supplied in &table.supplied {
            supplied.value.hash(&mut hasher);
            reading.values.0.push((Cow::Borrowed(supplied.field.key), supplied.value.clone()));
        }
        for column in &table.telling {
            hash_cell(row.get(*column), &mut hasher);
        }
        reading.above = table.named_above(&reading).map(str::to_owned);
        (table.owner(), table.headings(), &reading.above).hash(&mut hasher);
        // Without anything that names whom or what a row is about, equal rows of different sheets are no repetition.
        const NAMING: [&str; 7] = ["enterprise", "uscc", "name", "id_no", "description", "brief", "place"];
        if !NAMING.iter().any(|field| reading.values.get(field).is_some()) {
            table.sheet.hash(&mut hasher);
        }
        reading.hash = hasher.finish();
        reading.years_out_of_order(table, row, &no_year);
        reading.part_of_a_year(table, row);
        reading.category(table, row);
        reading.judge(table, row);
        reading
    }

    /// `whole` is what was read: the cell, or what it makes with those beside it.
    fn take(&mut self, table: &Table, column: &Column, (cell, whole): (&Cell, &Cell), lexed: Lexed, row: &RowIn) {
        let field = column.field;
        let failed = lexed.is_error();
        for note in lexed.notes {
            self.ok &= note.severity != Severity::Error;
            // A day that no period can be is told as the day that the sheet shows, not as its number.
            let day = matches!((cell, field.ty), (Cell::Serial(_), FieldType::Period));
            let raw = if day { Cow::Owned(shown(cell, table.epoch)) } else { raw(cell) };
            let joined = column.lead != Lead::Whole && !std::ptr::eq(cell, whole);
            let note = match note.code {
                "type-error-date" if joined => note,
                "type-error-date" => words::instead_of_a_day(note, &table.context(column), &raw, self.day(table)),
                "date-no-year" if !std::ptr::eq(cell, whole) => note.with("part", self::raw(whole)),
                _ => note,
            };
            let (note, raw) = match joined {
                true => cell::of_parts(note, (table, row, column), cell),
                false => (note, raw.into_owned()),
            };
            self.problems.push(told(note).at(column.index, row.number()).field(field.key).raw(raw));
        }
        match lexed.value {
            Some(value) => self.values.0.push((Cow::Borrowed(field.key), value)),
            None if failed => self.failed.push(field.key),
            None if field.required => {
                self.ok = false;
                let problem = Problem::error("required").at(column.index, row.number()).field(field.key);
                self.problems.push(if cell.is_empty() { problem } else { problem.raw(raw(cell)) });
            }
            None => {}
        }
    }

    /// The day that dates the row, once it was read.
    fn day(&self, table: &Table) -> Option<NaiveDate> {
        table.found.template.dated_by.and_then(|key| self.values.get(key)).and_then(day_of)
    }

    /// A day that took its year from the period and then stands on the wrong side of another belongs to another year or is
    /// wrong: it can be read in two ways. How long a certificate is valid nobody can tell without its year.
    fn years_out_of_order(&mut self, table: &Table, row: &RowIn, no_year: &[&'static str]) {
        if no_year.is_empty() {
            return;
        }
        for (early, late) in IN_ORDER {
            let days = (self.values.get(early).and_then(day_of), self.values.get(late).and_then(day_of));
            let (Some(first), Some(last)) = days else { continue };
            if last >= first {
                continue;
            }
            let (key, other) = match table.found.template.dated_by {
                Some(dated) if dated == late => (early, first.checked_sub_months(chrono::Months::new(12))),
                _ => (late, last.checked_add_months(chrono::Months::new(12))),
            };
            let Some(column) = table.columns.iter().find(|c| c.field.key == key) else { continue };
            if !no_year.contains(&key) {
                continue;
            }
            self.values.0.retain(|(known, _)| known != key);
            self.failed.push(key);
            self.ok = false;
            let own = if key == early { first } else { last };
            let problem = if matches!(key, "cert_expires_on" | "recheck_on") {
                Problem::error("date-no-year").with("rule", "valid-until-when")
            } else {
                let other = other.unwrap_or(own);
                let problem = Problem::error("date-ambiguous").with("rule", "date-readings");
                problem.with("readings", format!("{} / {}", own.min(other), own.max(other)))
            };
            let problem = problem.at(column.index, row.number()).field(key);
            self.problems.push(problem.raw(raw(table.cell(row, column))));
        }
    }

    /// Figures of a quarter beside the year alone would be taken for the whole year's.
    fn part_of_a_year(&mut self, table: &Table, row: &RowIn) {
        if table.found.template.key != "baseline" || self.values.get("month").is_some() {
            return;
        }
        let part = table.found.loose.iter().map(|loose| (loose, row.get(loose.index)));
        let part = part.filter(|(_, cell)| !cell.is_empty()).find(|(loose, cell)| names_part(&loose.label, cell));
        if let Some((loose, cell)) = part {
            self.ok = false;
            let problem = Problem::error("cross-check").at(loose.index, row.number()).with("rule", "part-of-a-year");
            self.problems.push(problem.raw(raw(cell)).with("part", raw(cell)));
        } else if let Some(period) = table.found.period
            && self.values.get("year") == Some(&Value::Count(i64::from(period.first.year())))
            && Some(period.first.year()).and_then(|y| Span::months(y, 1, 12)).is_some_and(|year| !period.covers(year))
        {
            let problem = Problem::warning("cross-check").row(row.number()).with("rule", "title-of-part-of-a-year");
            self.problems.push(problem.with("first", period.first).with("last", period.last));
        }
    }

    /// The accident type by the list in force on the day of the accident, else as written with a warning.
    fn category(&mut self, table: &Table, row: &RowIn) {
        if table.found.template.key == "baseline" {
            return self.category_of_figures();
        }
        if table.found.template.key != "incidents" {
            return;
        }
        let Some(day) = self
            .values
            .get("occurred_at")
            .and_then(day_of)
            .or(table.found.period.map(|p| p.first))
            .or(table.settings.as_of)
        else {
            return;
        };
        let Some((_, Value::Text(text))) = self.values.0.iter_mut().find(|(key, _)| key == "category") else { return };
        match category::normal(day, text).or_else(|| category::normal(day, &lexer::simplified(text))) {
            Some((_, _, label)) => label.clone_into(text),
            None => {
                let Some(column) = table.columns.iter().find(|c| c.field.key == "category") else { return };
                let list = category::Scheme::on(day).name();
                let problem =
                    Problem::warning("out-of-range").at(column.index, row.number()).field("category").raw(text.clone());
                self.problems.push(problem.with("rule", "category-off-list").with("list", list));
            }
        }
    }

    /// In figures the type stays as it was written, but for its script: a listed one is told by its own name.
    fn category_of_figures(&mut self) {
        let year = self.values.count("year").and_then(|year| i32::try_from(year).ok());
        let Some(day) = year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31)) else { return };
        let Some((_, Value::Text(text))) = self.values.0.iter_mut().find(|(key, _)| key == "category") else { return };
        let plain = lexer::simplified(text);
        if category::normal(day, &plain).is_some() {
            *text = plain.into_owned();
        }
    }

    fn judge(&mut self, table: &Table, row: &RowIn) {
        let template = table.found.template;
        for finding in cross::judge(template.key, &self.values, &self.no_time) {
            self.ok &= finding.severity != Severity::Error;
            self.finding("cross-check", &finding, table, row);
        }
        let late = table.settings.as_of.and_then(|day| cross::in_future(template.key, &self.values, day));
        if let Some(finding) = late {
            self.finding("out-of-range", &finding, table, row);
        }
        let Some(period) = table.found.period else { return };
        if let Some(day) = self.day(table).filter(|day| !period.contains(*day)) {
            let problem = Problem::warning("outside-period").row(row.number()).with("day", day);
            self.problems.push(problem.with("first", period.first).with("last", period.last));
        }
    }

    fn finding(&mut self, code: &'static str, finding: &cross::Finding, table: &Table, row: &RowIn) {
        let mut problem =
            Problem::new(code, finding.severity).row(row.number()).field(finding.field).with("rule", finding.rule);
        if let Some(column) = table.columns.iter().find(|c| c.field.key == finding.field) {
            problem.cell = Some(address(column.index, row.number()));
        }
        for (name, value) in &finding.params {
            problem = problem.with(name, value);
        }
        self.problems.push(problem);
    }

    /// Writes the row and what is to be said about it.
    pub fn tell(mut self, table: &Table, row: &RowIn, out: &mut Out, seen: &mut Seen, lines: &mut Lines<'_>) {
        if row.hidden {
            self.problems.push(Problem::warning("hidden-row-with-data").row(row.number()));
        }
        self.problems.extend(struck(table, row));
        let word = |loose: &&Loose| matches!(row.get(loose.index), Cell::Text(text) if says_void(text));
        if let Some(loose) = table.found.loose.iter().find(word) {
            let cell = row.get(loose.index);
            let problem = Problem::warning("cross-check").at(loose.index, row.number()).with("rule", "says-void");
            self.problems.push(problem.with("got", raw(cell)).raw(raw(cell)));
        }
        if self.values.0.len() > table.supplied.len()
            && let Some((sheet, first)) = seen.before(self.hash, row.number())
        {
            self.problems.push(
                Problem::warning("duplicate-row-in-file").row(row.number()).with("first", first).with("sheet", sheet),
            );
        } else if let Some(event) = again::event(table, &self.values, &self.no_time, self.above.as_deref())
            && let Some((sheet, first)) = seen.told(event, row.number())
        {
            let problem = Problem::warning("cross-check").row(row.number()).with("rule", "told-twice");
            self.problems.push(problem.with("first", first).with("sheet", sheet));
        }
        out.counts.rows += 1;
        out.counts.ok += u64::from(self.ok);
        let other = if table.settings.peek { other(table, row) } else { Vec::new() };
        out.line(
            Line::Row(Row {
                row: row.number(),
                ok: self.ok,
                values: self.values,
                section: table.section().map(|section| section.text.clone()),
                section_row: table.section().map(|section| section.row),
                over: table.over().map(|section| (section.text.clone(), section.row)).collect(),
                above: self.above,
                other,
            }),
            lines,
        );
        for problem in self.problems {
            out.problem(problem, lines);
        }
    }
}

/// Whether a column that is not read says which part of a year the row is about: 季度, 时段 with 上半年.
fn names_part(label: &str, cell: &Cell) -> bool {
    let said = raw(cell);
    let said = tidy(&said);
    if ["季度", "半年", "quarter", "Quarter"].iter().any(|word| label.contains(word)) || label.ends_with('季') {
        return !["全年", "年度", "合计", "总计"].iter().any(|word| said.contains(word)) && !lexer::is_none_word(&said);
    }
    if !["时段", "期间", "统计期", "时间段", "起止", "月份"].iter().any(|word| label.contains(word)) {
        return false;
    }
    match lexer::span_in(&said) {
        Some(lexer::Said::Months(from, to)) => (from, to) != (1, 12),
        Some(lexer::Said::Span(span)) => span.name().is_none_or(|name| name.len() > 4),
        None => false,
    }
}

/// 作废 in a remark or any other column that is not read.
fn says_void(text: &str) -> bool {
    text.len() <= 24 && {
        let said = tidy(text);
        matches!(
            said.as_ref(),
            "作废"
                | "已作废"
                | "此行作废"
                | "此条作废"
                | "删除"
                | "已删除"
                | "取消"
                | "已取消"
                | "撤销"
                | "已撤销"
        )
    }
}

/// What stands in columns that are not read, for a person who looks through the row.
fn other(table: &Table, row: &RowIn) -> Vec<(String, String)> {
    let cells = table.found.loose.iter().map(|loose| (loose.index, row.get(loose.index)));
    cells.filter(|(_, cell)| !cell.is_empty()).map(|(at, cell)| (column_name(at), shown(cell, table.epoch))).collect()
}

fn told(note: Note) -> Problem {
    let mut problem = Problem::new(note.code, note.severity);
    for (name, value) in note.params {
        problem = problem.with(name, value);
    }
    problem.suggestion = note.suggestion;
    problem
}

/// What a cell says, for telling rows apart.
fn hash_cell(cell: &Cell, hasher: &mut Mix) {
    match cell {
        Cell::Text(text) => text.trim().hash(hasher),
        Cell::Number(n) | Cell::Serial(n) => n.to_bits().hash(hasher),
        cell => raw(cell).hash(hasher),
    }
}

/// A cell as text, for the report.
pub(super) fn raw(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty | Cell::NoCache => Cow::Borrowed(""),
        Cell::Text(text) => tidy_raw(text),
        Cell::Number(n) | Cell::Serial(n) => Cow::Owned(n.to_string()),
        Cell::Moment(at) => Cow::Owned(at.format("%Y-%m-%d %H:%M").to_string()),
        Cell::Bool(yes) => Cow::Borrowed(if *yes { "TRUE" } else { "FALSE" }),
        Cell::Error(text) => Cow::Borrowed(text),
    }
}

/// The raw text without the blanks around it; what is inside stays as typed.
fn tidy_raw(text: &str) -> Cow<'_, str> {
    if tidy(text).is_empty() { Cow::Borrowed("") } else { Cow::Borrowed(text.trim()) }
}
