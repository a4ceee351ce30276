//! The documents that name things name things that are there.
use std::fs;
use std::path::Path;

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a document of the project")
}

fn sources(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the project").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(fs::read_to_string(&path).expect("a source file is text"));
        }
    }
}

fn program() -> Vec<String> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// Texts between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn the_law_map_holds_every_cited_line_word_for_word_and_no_other() {
    let map = text("docs/law-map.md");
    let mapped: Vec<Vec<&str>> = map.lines().filter(|line| line.contains("` | `")).map(cells).collect();
    let program = program();
    let cited: Vec<&str> =
        program.iter().flat_map(|s| s.lines()).filter_map(|l| l.trim().strip_prefix("/// Law: ")).collect();
    assert!(cited.len() > 15, "the rules cite their laws");
    for line in &cited {
        assert!(mapped.iter().any(|row| row[0] == *line), "docs/law-map.md lacks: {line}");
    }
    for row in &mapped {
        assert!(cited.contains(&row[0]), "docs/law-map.md has what no rule cites: {}", row[0]);
        for named in quoted(row[1]).chain(quoted(row[2])) {
            let function = format!("fn {}(", named.rsplit("::").next().unwrap_or_default());
            assert!(program.iter().any(|source| source.contains(&function)), "docs/law-map.md names {named}");
        }
    }
}

#[test]
fn the_glossary_names_types_and_tables_that_are_there() {
    let glossary = text("docs/glossary.md");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = std::fs::read_dir(folder).expect("the migrations are there").flatten().map(|file| file.path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "sql"));
    let schema: String = files.map(|path| std::fs::read_to_string(path).expect("a migration is text")).collect();
    let program = program();
    let rows: Vec<Vec<&str>> =
        glossary.lines().filter(|line| line.starts_with("| ") && !line.contains("中文")).map(cells).collect();
    assert!(rows.len() > 60, "the words of every area");
    for row in rows {
        assert_eq!(row.len(), 4, "中文, English, type, table: {row:?}");
        for named in quoted(row[2]) {
            let name = named.rsplit("::").next().unwrap_or_default();
            let there = ["pub struct ", "pub enum ", "pub fn ", "pub mod "].iter().any(|kind| {
                let begins = format!("{kind}{name}");
                program.iter().any(|source| {
                    source.match_indices(&begins).any(|(at, _)| {
                        !source[at + begins.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
                    })
                })
            });
            let made = program.iter().any(|source| source.contains(&format!("decimal!({name},")));
            assert!(there || made, "docs/glossary.md names the type {named}");
        }
        for named in quoted(row[3]).filter(|named| !named.contains('/')) {
            let (table, column) = named.split_once('.').map_or((named, None), |(table, column)| (table, Some(column)));
            let body =
                schema.split(&format!("CREATE TABLE {table} (")).nth(1).and_then(|rest| rest.split("\n);").next());
            let body = body.unwrap_or_else(|| panic!("docs/glossary.md names the table {table}"));
            let there = column.is_none_or(|column| {
                body.contains(&format!("\n  {column} "))
                    || schema.contains(&format!("ALTER TABLE {table} ADD COLUMN {column} "))
            });
            assert!(there, "docs/glossary.md names the column {named}");
        }
    }
}
