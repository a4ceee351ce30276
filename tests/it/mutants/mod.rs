//! Nothing that a file contains can hurt: thousands of files that went wrong, through `cuan check` and through the upload
//! of a running server. A few in every run of the tests; as many as asked for with `CUAN_MUTANTS` and `CUAN_UPLOADS`
//! (`make mutants`), over the seeds here and those of the folder `CUAN_MUTANT_FOLDER`; `CUAN_MUTANT_BIN` names another binary.
mod mutate;
mod seeds;

use seeds::{Seed, seeds};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Children at once.
const AT_ONCE: usize = 2;
/// What a check may take, whatever the file.
const LIMIT: Duration = Duration::from_secs(20);
/// How much a server may grow over all the uploads, in bytes.
const GROWTH_MAX: u64 = 50 << 20;

fn many(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn binary() -> PathBuf {
    std::env::var_os("CUAN_MUTANT_BIN").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_cuan")), PathBuf::from)
}

/// One mutant through `cuan check`, as a child: what became of it, or what was wrong.
fn check(path: &Path) -> Result<String, String> {
    let begun = Instant::now();
    let mut command = Command::new(binary());
    command.args(["check", "--json", "--as-of", "2026-11-05"]).arg(path).stdin(Stdio::null());
    let done = command.output().map_err(|e| format!("does not start: {e}"))?;
    let took = begun.elapsed();
    if took > LIMIT {
        return Err(format!("took {took:?}"));
    }
    let code = done.status.code().ok_or_else(|| format!("was killed: {}", done.status))?;
    let complaint = String::from_utf8_lossy(&done.stderr);
    if complaint.contains("panicked") {
        return Err(format!("panicked: {complaint}"));
    }
    let report: serde_json::Value =
        serde_json::from_slice(&done.stdout).map_err(|e| format!("no JSON ({e}), code {code}: {complaint}"))?;
    let problems = report["problems"].as_array().ok_or("no list of problems")?;
    let sheets = report["sheets"].as_array().ok_or("no list of sheets")?;
    let all = problems.iter().chain(sheets.iter().flat_map(|s| s["problems"].as_array().into_iter().flatten()));
    for problem in all {
        if problem["code"].as_str().is_none_or(str::is_empty) || problem["severity"].as_str().is_none() {
            return Err(format!("a problem without its code: {problem}"));
        }
    }
    match code {
        0 => Ok("read".to_owned()),
        2 => {
            let why = problems.iter().find_map(|p| p["code"].as_str()).ok_or("unreadable without a reason")?;
            Ok(why.to_owned())
        }
        other => Err(format!("ends with {other}")),
    }
}

#[test]
fn whatever_a_file_contains_the_check_answers() {
    let (count, seeds) = (many("CUAN_MUTANTS", 300), seeds());
    let folder = tempfile::tempdir().expect("a folder");
    let (next, wrong, became) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for worker in 0..AT_ONCE {
            let (next, wrong, became, seeds, folder) = (&next, &wrong, &became, &seeds, folder.path());
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let seed: &Seed = &seeds[number % seeds.len()];
                    let path = folder.join(format!("{worker}.{}", seed.ending));
                    std::fs::write(&path, mutate::mutant(&seed.bytes, number)).expect("written");
                    match check(&path) {
                        Ok(what) => *became.lock().expect("whole").entry(what).or_insert(0_usize) += 1,
                        Err(what) => {
                            if let Ok(keep) = std::env::var("CUAN_MUTANT_KEEP") {
                                let kept = format!("{keep}/{number}.{}", seed.ending);
                                std::fs::copy(&path, kept).expect("kept");
                            }
                            wrong.lock().expect("whole").push(format!("mutant {number} of a .{}: {what}", seed.ending));
                        }
                    }
                }
            });
        }
    });
    let (wrong, became) = (wrong.into_inner().expect("whole"), became.into_inner().expect("whole"));
    println!("{count} mutants of {} files: {became:?}", seeds.len());
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(became.values().sum::<usize>(), count);
    assert!(became.len() > 2, "mutants that all end alike test nothing: {became:?}");
}

/// A running server with a small demonstration district.
struct Served {
    child: Child,
    addr: SocketAddr,
    cookie: String,
    _folder: tempfile::TempDir,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own: status, headers, body.
fn ask(addr: SocketAddr, head: &str, body: &[u8]) -> std::io::Result<(u16, String, String)> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let length = body.len();
    write!(stream, "{head}\r\nHost: {addr}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n")?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Ok((status, head.to_owned(), body.to_owned()))
}

fn serve() -> Served {
    let folder = tempfile::tempdir().expect("a folder");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
    let run = |args: &[&str]| {
        let mut command = Command::new(binary());
        command.args(args).env("CUAN_DATA", folder.path()).env("CUAN_TODAY", "2026-11-05");
        command.env("CUAN_ADDR", port.to_string()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let laid = run(&["demo", "--enterprises", "12", "--years", "1"]).status().expect("cuan runs");
    assert!(laid.success(), "the demonstration is laid");
    let child = run(&["serve", "--demo"]).spawn().expect("cuan serves");
    let mut served = Served { child, addr: port, cookie: String::new(), _folder: folder };
    let begun = Instant::now();
    while ask(port, "GET /readyz HTTP/1.1", b"").map_or(true, |(status, ..)| status != 200) {
        assert!(begun.elapsed() < LIMIT, "the server starts");
        std::thread::yield_now();
    }
    let head =
        format!("POST /sign-in HTTP/1.1\r\nOrigin: http://{port}\r\nContent-Type: application/x-www-form-urlencoded");
    let (status, head, _) = ask(port, &head, b"demo=demo.emergency").expect("answered");
    assert_eq!(status, 303, "{head}");
    let cookie = head.lines().find_map(|l| l.to_lowercase().starts_with("set-cookie: ").then(|| l[12..].to_owned()));
    served.cookie = cookie.and_then(|c| c.split(';').next().map(str::to_owned)).expect("a session");
    served
}

impl Served {
    fn upload(&self, name: &str, bytes: &[u8]) -> std::io::Result<(u16, String, String)> {
        const EDGE: &str = "----edge-of-a-part";
        let mut body = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"workbook\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend(format!("\r\n--{EDGE}--\r\n").bytes());
        let head = format!(
            "POST /returns/new HTTP/1.1\r\nOrigin: http://{}\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary={EDGE}",
            self.addr, self.cookie
        );
        ask(self.addr, &head, &body)
    }

    fn get(&self, path: &str) -> std::io::Result<(u16, String, String)> {
        ask(self.addr, &format!("GET {path} HTTP/1.1\r\nCookie: {}", self.cookie), b"")
    }

    /// Memory that the server itself holds, in bytes.
    fn resident(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(path).expect("the server is there");
        let line = text.lines().find(|line| line.starts_with("VmRSS:")).expect("a process has memory");
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).expect("a number") << 10
    }
}

#[test]
fn whatever_is_uploaded_the_server_goes_on() {
    let (count, seeds, served) = (many("CUAN_UPLOADS", 40), seeds(), serve());
    for seed in &seeds[..8] {
        assert_eq!(served.upload("a.xlsx", &seed.bytes).expect("answered").0, 303, "a good file is taken");
    }
    let before = served.resident();
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            let (next, wrong, seeds, served) = (&next, &wrong, &seeds, &served);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let seed = &seeds[number % seeds.len()];
                    let name = format!("{number}.{}", seed.ending);
                    let page = served.upload(&name, &mutate::mutant(&seed.bytes, 1_000_000 + number));
                    let page = page.and_then(|(status, head, body)| {
                        let next = head
                            .lines()
                            .find_map(|l| l.to_lowercase().starts_with("location: ").then(|| l[10..].to_owned()));
                        match next.filter(|_| status == 303) {
                            Some(next) => served.get(next.trim()),
                            None => Ok((status, head, body)),
                        }
                    });
                    match page {
                        Ok((status, ..)) if (200..500).contains(&status) => {}
                        Ok((status, _, body)) => wrong.lock().expect("whole").push(format!("{name}: {status} {body}")),
                        Err(error) => wrong.lock().expect("whole").push(format!("{name}: {error}")),
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("whole");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    for path in ["/healthz", "/readyz", "/returns", "/trends"] {
        assert_eq!(served.get(path).expect("answered").0, 200, "{path}");
    }
    let after = served.resident();
    println!("{count} uploads: {} MB before, {} MB after", before >> 20, after >> 20);
    assert!(after < before + GROWTH_MAX, "grown from {before} to {after} bytes over {count} uploads");
}

#[test]
fn a_mutant_is_the_same_each_time() {
    for (number, seed) in seeds().iter().enumerate() {
        let one = mutate::mutant(&seed.bytes, number);
        assert_eq!(one, mutate::mutant(&seed.bytes, number), ".{}", seed.ending);
        assert_ne!(one, mutate::mutant(&seed.bytes, number + 1), ".{}", seed.ending);
    }
}
