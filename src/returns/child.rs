//! The workbook reader as a child process: whatever a file does to it, the server goes on.
//!
//! The parent starts the same binary with the hidden command `read-workbook`, an empty environment and its output going
//! straight into a file. The child bounds its own memory, processor time and output before it touches the workbook.
//! A child that dies or overruns leaves its lines so far; the parent closes them with `reader-stopped`.
use super::check::{Checker, Options};
use super::read;
use super::report::{Line, Problem};
use super::told::Told;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Address space of the child.
pub const MEMORY_MAX: u64 = 1 << 30;
/// Processor time of the child, in seconds.
pub const CPU_MAX_S: u64 = 10;
/// Lines the child may write.
pub const OUTPUT_MAX: u64 = 2 << 30;
/// Wall clock, measured by the parent.
pub const WALL_MAX: Duration = Duration::from_secs(18);

/// One file to check.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    pub file: &'a Path,
    /// What its sender called it.
    pub name: &'a str,
    pub options: Options,
}

/// How the child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It said all it had to say; `readable` is false when the file could not be read.
    Whole { readable: bool },
    /// It died or overran its limits; the file's lines are closed by `reader-stopped`.
    Stopped,
}

/// Checks a file in a child process and leaves its lines in `out`, always ending with a [`Line::End`].
///
/// # Errors
/// The child cannot be started, or `out` cannot be written.
pub fn check_to(ask: &Ask<'_>, out: &Path) -> io::Result<Ended> {
    let stdout = OpenOptions::new().create(true).write(true).truncate(true).open(out)?;
    let told = say(ask, out)?;
    let mut child = start(ask, told.as_deref(), stdout)?;
    let in_time = wait(&mut child)?;
    if let Some(told) = told {
        std::fs::remove_file(told)?;
    }
    let ended = in_time.then(|| last_line(out)).transpose()?.flatten();
    if let Some(Line::End { readable }) = ended {
        return Ok(Ended::Whole { readable });
    }
    close(ask, out)?;
    Ok(Ended::Stopped)
}

/// Writes down what people said, beside the lines, for the child to read.
fn say(ask: &Ask<'_>, out: &Path) -> io::Result<Option<PathBuf>> {
    if ask.options.told.is_empty() {
        return Ok(None);
    }
    let mut path = out.as_os_str().to_owned();
    path.push(".told.part");
    let path = PathBuf::from(path);
    std::fs::write(&path, serde_json::to_vec(&ask.options.told)?)?;
    Ok(Some(path))
}

/// What people said, as the parent wrote it down.
///
/// # Errors
/// The file cannot be read, or is none of the parent's.
pub fn told(path: &Path) -> io::Result<Told> {
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}

fn start(ask: &Ask<'_>, told: Option<&Path>, stdout: File) -> io::Result<Child> {
    let mut command = Command::new(program()?);
    command.arg("read-workbook").arg("--name").arg(ask.name);
    if let Some(day) = ask.options.as_of {
        command.arg("--as-of").arg(day.to_string());
    }
    if let Some(template) = &ask.options.template {
        command.arg("--template").arg(template);
    }
    if ask.options.peek {
        command.arg("--peek");
    }
    if let Some(told) = told {
        command.arg("--told").arg(told);
    }
    command.arg("--").arg(ask.file);
    command.env_clear().stdin(Stdio::null()).stdout(stdout).stderr(Stdio::null()).spawn()
}

/// The program to start: this one, or, from a test binary, the one built beside it.
pub(super) fn program() -> io::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().filter(|folder| folder.ends_with("deps")).and_then(Path::parent);
    Ok(folder.map_or(here.clone(), |folder| folder.join("cuan")))
}

/// Waits for the child's end, killing it when its time is over. Answers whether it ended by itself.
pub(super) fn wait(child: &mut Child) -> io::Result<bool> {
    let started = Instant::now();
    let mut pause = Duration::from_micros(250);
    loop {
        if child.try_wait()?.is_some() {
            return Ok(true);
        }
        if started.elapsed() > WALL_MAX {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(pause);
        // A short reading is not kept waiting, a long one is not looked at all the time.
        pause = (started.elapsed() / 64).clamp(pause, Duration::from_millis(4));
    }
}

/// The last whole line, if there is one.
fn last_line(out: &Path) -> io::Result<Option<Line>> {
    let mut file = File::open(out)?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(64 << 10)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(tail) = tail.strip_suffix(b"\n") else { return Ok(None) };
    let last = tail.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    Ok(serde_json::from_slice(last).ok())
}

/// Closes the lines of a child that did not: what it was in the middle of writing is cut off.
fn close(ask: &Ask<'_>, out: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(out)?;
    let whole = whole_lines(&mut file)?;
    file.set_len(whole)?;
    file.seek(SeekFrom::End(0))?;
    let mut line = |line: &Line| -> io::Result<()> {
        serde_json::to_writer(&mut file, line)?;
        file.write_all(b"\n")
    };
    if whole == 0 {
        line(&Line::File(read::facts(ask.file, ask.name)?))?;
    }
    line(&Line::FileProblem(Problem::error("reader-stopped")))?;
    line(&Line::End { readable: false })
}

fn whole_lines(file: &mut File) -> io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut chunk = vec![0; 64 << 10];
    while end > 0 {
        let start = end.saturating_sub(chunk.len() as u64);
        let size = usize::try_from(end - start).unwrap_or(0);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut chunk[..size])?;
        if let Some(at) = chunk[..size].iter().rposition(|b| *b == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// The child's side: bounds itself, reads the file, writes lines. Answers whether the file could be read.
///
/// # Errors
/// The file or standard output fails.
pub fn run(file: &Path, name: &str, options: Options) -> io::Result<bool> {
    rlimit::Resource::AS.set(MEMORY_MAX, MEMORY_MAX)?;
    rlimit::Resource::CPU.set(CPU_MAX_S, CPU_MAX_S)?;
    rlimit::Resource::FSIZE.set(OUTPUT_MAX, OUTPUT_MAX)?;
    rlimit::Resource::CORE.set(0, 0)?;
    let mut out = BufWriter::with_capacity(256 << 10, io::stdout().lock());
    let mut failed = None;
    let mut write = |line: Line| {
        if failed.is_none() {
            let written =
                serde_json::to_writer(&mut out, &line).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"));
            failed = written.err();
        }
    };
    let mut checker = Checker::new(options, &mut write);
    let (_, readable) = read::read(file, name, &mut checker)?;
    checker.finish(readable);
    if let Some(error) = failed {
        return Err(error);
    }
    out.flush()?;
    Ok(readable)
}
