//! `cuan template`: an empty workbook to fill in.
use crate::i18n::Lang;
use crate::returns::blank;
use crate::returns::template::Template;
use anyhow::Context;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes the template's workbook to `out`, by default a file of the template's name here; `-` is standard output.
///
/// # Errors
/// The file cannot be written.
pub fn run(key: &str, out: Option<PathBuf>, lang: Lang) -> anyhow::Result<ExitCode> {
    let template = Template::by_key(key).context("no such template")?;
    let bytes = blank::workbook(template, lang).context("make the workbook")?;
    let out = out.unwrap_or_else(|| PathBuf::from(blank::file_name(template, lang)));
    if out.as_os_str() == "-" {
        std::io::stdout().lock().write_all(&bytes)?;
    } else {
        std::fs::write(&out, bytes).with_context(|| format!("write {}", out.display()))?;
        println!("{}", out.display());
    }
    Ok(ExitCode::SUCCESS)
}
