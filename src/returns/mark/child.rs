//! Marking as a child process: it reads the XML of strangers, under the same limits as the reader.
use super::Marks;
use crate::returns::child::{CPU_MAX_S, MEMORY_MAX, program, wait};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The largest marked workbook, in bytes.
const BYTES_MAX: u64 = 256 << 20;

/// Marks a workbook in a child process; the marked one is at `out` when this answers `true`. `false` when the workbook
/// could not be marked, whatever the reason.
///
/// # Errors
/// The child cannot be started, or the marks cannot be written down for it.
pub fn mark_to(file: &Path, name: &str, marks: &Marks, out: &Path) -> io::Result<bool> {
    let mut said = out.as_os_str().to_owned();
    said.push(".marks.part");
    let said = PathBuf::from(said);
    std::fs::write(&said, serde_json::to_vec(marks)?)?;
    let mut command = Command::new(program()?);
    command.arg("mark-workbook").arg("--name").arg(name).arg("--marks").arg(&said).arg("--out").arg(out);
    command.arg("--").arg(file);
    let child = command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let outcome = child.and_then(|mut child| Ok(wait(&mut child)? && child.wait()?.success()));
    std::fs::remove_file(&said)?;
    Ok(outcome? && out.is_file())
}

/// The child's side: bounds itself, marks.
///
/// # Errors
/// The workbook cannot be marked.
pub fn run(file: &Path, name: &str, marks: &Path, out: &Path) -> io::Result<()> {
    rlimit::Resource::AS.set(MEMORY_MAX, MEMORY_MAX)?;
    rlimit::Resource::CPU.set(CPU_MAX_S, CPU_MAX_S)?;
    rlimit::Resource::FSIZE.set(BYTES_MAX, BYTES_MAX)?;
    rlimit::Resource::CORE.set(0, 0)?;
    let marks: Marks = serde_json::from_slice(&std::fs::read(marks)?)?;
    super::mark(file, name, &marks, out)
}
