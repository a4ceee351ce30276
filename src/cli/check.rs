//! `cuan check`: one workbook judged without a database; and the child that reads it.
use crate::i18n::{self, Lang};
use crate::returns::assemble::assemble;
use crate::returns::check::Options;
use crate::returns::child::{self, Ask};
use crate::returns::page::said;
use crate::returns::report::{Problem, Report, Severity, Sheet};
use anyhow::Context;
use chrono::NaiveDate;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The file could not be read.
const UNREADABLE: u8 = 2;

/// How a workbook is to be checked.
pub struct Asked {
    pub file: PathBuf,
    pub json: bool,
    pub as_of: NaiveDate,
    pub template: Option<String>,
    pub lang: Lang,
}

/// Checks a workbook and prints what was found. Exit code 0 when the file could be read, 2 when it could not.
///
/// # Errors
/// The child cannot be started, or the answer cannot be printed.
pub fn run(asked: &Asked) -> anyhow::Result<ExitCode> {
    let name = asked.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let options = Options { as_of: Some(asked.as_of), template: asked.template.clone(), ..Options::default() };
    if let Err(error) = std::fs::File::open(&asked.file)
        .and_then(|file| file.metadata())
        .and_then(|found| if found.is_file() { Ok(()) } else { Err(io::ErrorKind::InvalidInput.into()) })
    {
        eprintln!("cuan: {}: {error}", asked.file.display());
        return Ok(ExitCode::from(UNREADABLE));
    }
    let lines = tempfile::NamedTempFile::new().context("a file for the result")?;
    child::check_to(&Ask { file: &asked.file, name: &name, options }, lines.path()).context("read the workbook")?;
    let read = BufReader::with_capacity(256 << 10, lines.reopen().context("the result")?);
    let readable = if asked.json {
        let mut out = BufWriter::with_capacity(256 << 10, io::stdout().lock());
        let readable = assemble(read, &mut out)?;
        out.flush()?;
        readable
    } else {
        let mut object = Vec::new();
        let readable = assemble(read, &mut object)?;
        let report: Report = serde_json::from_slice(&object)?;
        print(&report, asked.lang)?;
        readable
    };
    Ok(if readable { ExitCode::SUCCESS } else { ExitCode::from(UNREADABLE) })
}

/// What the parent asks of the child.
pub struct Reading {
    pub as_of: Option<NaiveDate>,
    pub template: Option<String>,
    pub peek: bool,
    /// Where the parent wrote down what people said.
    pub told: Option<PathBuf>,
}

/// The child's side of [`run`].
///
/// # Errors
/// The file or standard output fails.
pub fn read_workbook(file: &Path, name: &str, reading: Reading) -> anyhow::Result<ExitCode> {
    let told = reading.told.as_deref().map(child::told).transpose()?.unwrap_or_default();
    let options = Options { as_of: reading.as_of, template: reading.template, told, peek: reading.peek };
    let readable = child::run(file, name, options)?;
    Ok(if readable { ExitCode::SUCCESS } else { ExitCode::from(UNREADABLE) })
}

fn print(report: &Report, lang: Lang) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(
        out,
        "{} · {} · {} B · sha256 {}",
        report.file.name, report.file.kind, report.file.bytes, report.file.sha256
    )?;
    for problem in &report.problems {
        line(&mut out, problem, lang)?;
    }
    for sheet in &report.sheets {
        let template = sheet.info.template.as_deref().unwrap_or("–");
        let label = |key: &str| i18n::words(lang, &format!("returns.check.{key}"));
        let Sheet { info, rows, problems, counts } = sheet;
        writeln!(
            out,
            "\n{} · {template} · {} {} · {} {}",
            info.sheet,
            label("rows"),
            rows.len(),
            label("ok"),
            counts.ok
        )?;
        for problem in problems.iter().filter(|p| p.severity != Severity::Info) {
            line(&mut out, problem, lang)?;
        }
    }
    out.flush()
}

fn line(out: &mut impl Write, problem: &Problem, lang: Lang) -> io::Result<()> {
    let place = match (&problem.cell, problem.row, &problem.column) {
        (Some(cell), ..) => cell.clone(),
        (None, Some(row), _) => row.to_string(),
        (None, None, column) => column.clone().unwrap_or_default(),
    };
    let mark = match problem.severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Info => "·",
    };
    let words = said(lang, problem);
    let raw = problem.raw.as_deref().filter(|r| !r.is_empty()).map_or(String::new(), |r| format!(" [{r}]"));
    writeln!(out, "  {mark} {place}{}{words}{raw}", if place.is_empty() { "" } else { " " })
}
