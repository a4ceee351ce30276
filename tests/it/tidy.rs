//! The house rules that a machine can check. Each test names the files and lines that break its rule.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Bottom up: each may use those before it (ARCHITECTURE.md). `bench` and `cli` stand on top with `main` and `app`.
const ORDER: [&str; 21] = [
    "kernel",
    "i18n",
    "db",
    "audit",
    "account",
    "server",
    "ui",
    "enterprise",
    "exempt",
    "congress",
    "incident",
    "hazard",
    "training",
    "health",
    "figures",
    "baseline",
    "returns",
    "compliance",
    "trends",
    "bulletin",
    "demo",
];
/// The ground lends to one another: a session needs the account, the account's page the server's forms.
const GROUND: [&str; 7] = ["kernel", "i18n", "db", "audit", "account", "server", "ui"];
const LINES_MAX: usize = 500;
const FN_LINES_MAX: usize = 70;
/// Where a query's text is put together at run time, from constants and numbered placeholders only.
const MADE_SQL: [&str; 4] = ["src/account/store.rs", "src/db/", "src/enterprise/store", "src/demo/"];
/// Where the clock is read: once, at the edge.
const CLOCK: [&str; 1] = ["src/server/settings.rs"];
/// Where words go to a terminal.
const TERMINAL: [&str; 3] = ["src/main.rs", "src/cli", "src/demo/"];

struct Source {
    /// Relative to the project's folder.
    name: String,
    lines: Vec<String>,
}

impl Source {
    fn is_test(&self) -> bool {
        self.name.starts_with("tests/")
            || self.name.ends_with("/tests.rs")
            || self.name.contains("/tests/")
            || self.name.ends_with("/testing.rs")
    }

    /// The layer it is the file of (`rule` for `rule.rs` and `rule/exact.rs`).
    fn layer(&self) -> &str {
        let rest = self.name.strip_prefix("src/").and_then(|r| r.split_once('/')).map_or("", |(_, rest)| rest);
        rest.split(['/', '.']).next().unwrap_or_default()
    }

    fn feature(&self) -> Option<&str> {
        self.name.strip_prefix("src/")?.split_once('/').map(|(feature, _)| feature)
    }

    /// Numbered lines of code, without comments and without test modules at the end of a file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self
            .lines
            .iter()
            .position(|l| l.trim() == "mod tests {")
            .map_or(self.lines.len(), |at| at.saturating_sub(1));
        self.lines
            .iter()
            .take(end)
            .enumerate()
            .filter(|(_, l)| !l.trim_start().starts_with("//"))
            .map(|(at, l)| (at + 1, l.as_str()))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// All files with this ending under these folders.
fn files(folders: &[&str], end: &str) -> Vec<Source> {
    let mut found = Vec::new();
    folders.iter().for_each(|folder| walk(&root().join(folder), &mut found));
    found.retain(|path| path.to_string_lossy().ends_with(end));
    let read = |path: &PathBuf| Source {
        name: path.strip_prefix(root()).expect("found under the root").to_string_lossy().into_owned(),
        lines: fs::read_to_string(path).expect("a source file is text").lines().map(str::to_owned).collect(),
    };
    let sources: Vec<Source> = found.iter().map(read).collect();
    assert!(!sources.is_empty(), "no {end} files under {folders:?}: the rule would hold for nothing");
    sources
}

fn program() -> Vec<Source> {
    files(&["src"], ".rs")
}

fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// The lines of code for which `wrong` holds, in files for which `within` does.
fn broken(within: impl Fn(&Source) -> bool, wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let sources = program();
    let hit = |s: &Source| {
        s.code().filter(|(_, l)| wrong(l)).map(|(at, l)| format!("{}:{at}: {}", s.name, l.trim())).collect::<Vec<_>>()
    };
    sources.iter().filter(|s| within(s)).flat_map(hit).collect()
}

fn has_any(line: &str, words: &[&str]) -> bool {
    words.iter().any(|word| line.contains(word))
}

fn under(name: &str, places: &[&str]) -> bool {
    places.iter().any(|place| name.starts_with(place))
}

#[test]
fn conditions_stand_on_mod_lines_only() {
    let mut broken = Vec::new();
    for source in program() {
        let may = source.name.ends_with("/mod.rs") || ["src/lib.rs", "src/main.rs"].contains(&source.name.as_str());
        for (at, line) in source.code().filter(|(_, l)| l.contains("cfg") && l.contains("feature")) {
            let next = source.lines[at..]
                .iter()
                .map(|l| l.trim())
                .find(|l| !l.starts_with("#[") && !l.starts_with("//"))
                .unwrap_or_default();
            let gated = ["mod ", "pub mod ", "pub(crate) mod ", "use ", "pub use ", "compile_error!"]
                .iter()
                .any(|start| next.starts_with(start));
            if !(may && gated) && source.name != "src/main.rs" {
                broken.push(format!("{}:{at}: {}", source.name, line.trim()));
            }
        }
    }
    none("`cfg(feature)` belongs on the `mod` lines of mod.rs and lib.rs, and in main.rs", &broken);
}

#[test]
fn sql_stays_in_store_and_db() {
    let sql = |line: &str| {
        let words =
            ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "\"WITH ", "sqlx::query", "r#\"SELECT "];
        has_any(line, &words)
    };
    let outside = |s: &Source| !(s.layer() == "store" || s.name.starts_with("src/db/") || s.is_test());
    none("SQL belongs in store.rs and src/db", &broken(outside, sql));
}

#[test]
fn one_sql_text_for_both_engines() {
    let words = [
        " ILIKE ",
        "now()",
        "CURRENT_TIMESTAMP",
        "AUTOINCREMENT",
        "INSERT OR ",
        " SERIAL",
        "strftime(",
        "datetime(",
        "::text",
        "::bigint",
        "::date",
        "json_extract",
        "GLOB ",
        "ifnull(",
        "IFNULL(",
    ];
    let in_store = |s: &Source| s.layer() == "store";
    none("a word that only one of the engines knows", &broken(in_store, |line| has_any(line, &words)));
    let mut wrong = Vec::new();
    for source in files(&["migrations"], ".sql") {
        wrong.extend(
            source
                .lines
                .iter()
                .filter(|l| has_any(l, &words) && !l.trim_start().starts_with("--"))
                .map(|l| format!("{}: {l}", source.name)),
        );
    }
    none("a migration with a word that only one of the engines knows", &wrong);
}

#[test]
fn nothing_unwraps_and_every_expectation_has_its_reason() {
    let wrong =
        |line: &str| line.contains(".unwrap()") || has_any(line, &[".expect(\"\")", ".expect(&", ".unwrap_unchecked("]);
    none("no unwrap outside tests, `expect` says why it cannot fail", &broken(|s| !s.is_test(), wrong));
}

#[test]
fn time_enters_once() {
    let clock = |line: &str| {
        has_any(
            line,
            &["Utc::now", "Local::now", "SystemTime::now", "chrono::Local", "Local.", "Date::now", "Date::new_0"],
        )
    };
    none(
        "the clock is read in one place; everything else is told the time",
        &broken(|s| !under(&s.name, &CLOCK) && !s.is_test(), clock),
    );
}

#[test]
fn nouns_and_judgements_know_no_outside() {
    let outside = [
        "sqlx",
        "leptos",
        "axum",
        "tokio",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "Uuid::now_v7",
        "crate::db",
        "crate::server",
        "crate::ui",
    ];
    let pure = |s: &Source| matches!(s.layer(), "model" | "rule") || s.name.starts_with("src/kernel/");
    none(
        "model, rule and kernel know no I/O, no clock, no web",
        &broken(|s| pure(s) && !s.is_test(), |line| has_any(line, &outside)),
    );
}

#[test]
fn features_use_only_those_below_them() {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut broken = Vec::new();
    for source in program().iter().filter(|s| !s.is_test()) {
        let Some((own, height)) = source.feature().and_then(|f| Some((f, place(f)?))) else { continue };
        for (at, line) in source.code() {
            for (start, _) in line.match_indices("crate::") {
                let used: String =
                    line[start + 7..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let among_ground = GROUND.contains(&own) && GROUND.contains(&used.as_str());
                if place(&used).is_some_and(|other| other > height) && !among_ground {
                    broken.push(format!("{}:{at}: {own} uses {used}: {}", source.name, line.trim()));
                }
            }
        }
    }
    none("dependencies between features go downwards only", &broken);
}

#[test]
fn every_folder_in_src_has_its_place_in_the_order() {
    let found: BTreeSet<String> = program().iter().filter_map(|s| s.feature().map(str::to_owned)).collect();
    let known: BTreeSet<String> =
        ORDER.iter().map(|f| (*f).to_owned()).chain(["app".to_owned(), "cli".to_owned()]).collect();
    let strange: Vec<String> = found.difference(&known).cloned().collect();
    none("a folder in src without a place in the order (tests/it/tidy.rs)", &strange);
}

#[test]
fn files_and_functions_stay_short() {
    let mut broken = Vec::new();
    for source in files(&["src", "tests", "xtask/src", "benches"], ".rs") {
        if source.lines.len() > LINES_MAX {
            broken.push(format!("{}: {} lines", source.name, source.lines.len()));
        }
        // Tests are tables; their length is that of what they list.
        if source.is_test() {
            continue;
        }
        let mut open: Option<(usize, String)> = None;
        for (at, line) in source.lines.iter().enumerate() {
            let indent: String = line.chars().take_while(|c| *c == ' ').collect();
            let text = line.trim_start();
            let begins = has_any(&format!(" {text}"), &[" fn "])
                && !text.starts_with("//")
                && !text.ends_with(';')
                && !text.contains('"');
            // The table of pages has one line a page.
            let begins = begins && !text.starts_with("fn Table_(");
            match &open {
                None if begins && !line.trim_end().ends_with('}') => open = Some((at, indent)),
                Some((start, outer)) if line.trim_end() == format!("{outer}}}") => {
                    if at - start + 1 > FN_LINES_MAX {
                        broken.push(format!("{}:{}: a function of {} lines", source.name, start + 1, at - start + 1));
                    }
                    open = None;
                }
                _ => {}
            }
        }
    }
    none("files have at most 500 lines, functions 70", &broken);
}

#[test]
fn pages_write_no_raw_html_and_no_inline_style() {
    let wrong = |line: &str| {
        has_any(
            line,
            &[
                "inner_html",
                "set_inner_html",
                " style=\"",
                " style=format!",
                "GetUrl",
                "MultipartFormData",
                "javascript:",
            ],
        )
    };
    none("raw HTML, inline styles and reading server functions are refused by policy", &broken(|_| true, wrong));
}

#[test]
fn sql_is_put_together_in_known_places_only() {
    let outside = |s: &Source| !(under(&s.name, &MADE_SQL) || s.is_test());
    none("AssertSqlSafe outside the allow-list of tests/it/tidy.rs", &broken(outside, |l| l.contains("AssertSqlSafe")));
}

#[test]
fn nothing_is_left_undone_or_silenced() {
    let made = |parts: [&str; 2]| parts.concat(); // so that this file does not name what it looks for
    let words = [
        made(["todo", "!("]),
        made(["TO", "DO"]),
        made(["FIX", "ME"]),
        made(["unimplemented", "!("]),
        made(["dbg", "!("]),
        made(["#[all", "ow("]),
        made(["#[ign", "ore"]),
        made(["unsafe ", "{"]),
        made(["#![all", "ow("]),
    ];
    let mut broken = Vec::new();
    for source in files(&["src", "tests", "xtask/src"], ".rs") {
        for (at, line) in source.lines.iter().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                broken.push(format!("{}:{}: {}", source.name, at + 1, line.trim()));
            }
        }
    }
    none("unfinished work and silenced warnings", &broken);
}

#[test]
fn whoever_corrects_a_record_asks_whether_its_return_is_locked() {
    let corrects = |s: &Source| s.code().any(|(_, line)| line.contains("pub async fn correct("));
    let asks = |s: &Source| s.code().any(|(_, line)| line.contains("unlocked("));
    // A bulletin is written here, no return brings one.
    let records = |s: &Source| s.layer() == "service" && !s.name.starts_with("src/bulletin/");
    let forgets = |s: &Source| !s.is_test() && records(s) && corrects(s) && !asks(s);
    let found: Vec<String> = program().into_iter().filter(forgets).map(|s| s.name).collect();
    none("a correction of what a locked return brought (server::lock)", &found);
}

#[test]
fn words_for_people_do_not_go_to_the_terminal() {
    let outside = |s: &Source| !(under(&s.name, &TERMINAL) || s.is_test());
    none(
        "print from the command line's files only; elsewhere use tracing",
        &broken(outside, |l| has_any(l, &["println!", "eprintln!", "print!("])),
    );
}

#[test]
fn words_live_in_the_locale_files() {
    // Chinese in a page is a sentence that an English reader meets untranslated.
    let chinese = |line: &str| {
        line.split("//").next().unwrap_or_default().chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    };
    let pages = |s: &Source| {
        matches!(s.layer(), "page" | "island" | "form" | "service")
            || s.name.starts_with("src/ui/")
            || s.name == "src/app.rs"
    };
    let invented = |s: &Source| s.name.starts_with("src/demo/");
    none("words belong into locales/*.toml", &broken(|s| pages(s) && !s.is_test() && !invented(s), chinese));
}

#[test]
fn one_sqlx_and_a_sqlite_that_keeps_its_pages() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is text");
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in lock.split("[[package]]") {
        let field =
            |name: &str| package.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"'));
        if let (Some(name), Some(version)) = (field("name"), field("version")) {
            versions.entry(name).or_default().push(version);
        }
    }
    for single in ["sqlx", "sqlx-core", "libsqlite3-sys", "axum", "leptos", "wasm-bindgen", "calamine"] {
        assert_eq!(versions.get(single).map(Vec::len), Some(1), "{single} is there once: {:?}", versions.get(single));
    }
    let bundled: Vec<u32> = versions["libsqlite3-sys"][0].split('.').map(|n| n.parse().expect("a number")).collect();
    assert!(bundled >= vec![0, 37, 0], "libsqlite3-sys {bundled:?} bundles a SQLite that can lose committed pages");
    let binder = versions["wasm-bindgen-cli-support"][0];
    assert_eq!(versions["wasm-bindgen"][0], binder, "wasm-bindgen and the library that binds must be of one version");
}

#[test]
fn every_law_cited_stands_in_the_map_and_the_reverse() {
    let map = fs::read_to_string(root().join("docs/law-map.md")).expect("docs/law-map.md is there");
    let mut broken = Vec::new();
    let mut cited = BTreeSet::new();
    for source in program().iter().filter(|s| s.layer() == "rule") {
        for line in &source.lines {
            let Some(law) = line.trim().strip_prefix("/// Law: ") else { continue };
            let article = law.split([' ', '—']).take_while(|w| !w.is_empty()).collect::<Vec<_>>();
            let title = article.first().copied().unwrap_or_default().to_owned();
            if !map.contains(&title) {
                broken.push(format!("{}: {title} is not in docs/law-map.md", source.name));
            }
            cited.insert(title);
        }
    }
    assert!(!cited.is_empty(), "no rule cites a law");
    for line in map.lines().filter(|l| l.starts_with("| ") && l.contains('`')) {
        for path in line.split('`').skip(1).step_by(2).filter(|p| p.contains("::")) {
            let function = path.rsplit("::").next().unwrap_or_default();
            if !program().iter().any(|s| s.lines.iter().any(|l| l.contains(&format!("fn {function}")))) {
                broken.push(format!("docs/law-map.md names `{path}`, which is not there"));
            }
        }
    }
    none("law-map and rules tell the same", &broken);
}

#[test]
fn the_project_speaks_only_of_itself() {
    // Spelled apart, so that this file is not its own first finding.
    let words = [["/wo", "rk/"], ["sha", "red/"], ["artif", "actory"], ["/tm", "p/base"], ["bash_", "jobs"]]
        .map(|parts| parts.concat());
    let mut broken = Vec::new();
    for (folder, end) in [
        ("src", ".rs"),
        ("tests", ".rs"),
        ("docs", ".md"),
        ("end2end", ".mjs"),
        ("scripts", ".sh"),
        ("locales", ".toml"),
        ("xtask", ".rs"),
    ] {
        let mut found = Vec::new();
        walk(&root().join(folder), &mut found);
        for path in
            found.iter().filter(|p| p.to_string_lossy().ends_with(end) && !p.to_string_lossy().contains("node_modules"))
        {
            let text = fs::read_to_string(path).unwrap_or_default();
            broken.extend(
                words
                    .iter()
                    .filter(|word| text.contains(word.as_str()))
                    .map(|word| format!("{}: {word}", path.display())),
            );
        }
    }
    none("a place outside the project is named", &broken);
}
