//! A look at a zip before anything is unpacked: what it is, and whether it is a bomb.
use super::{Refused, limits, refuse};
use crate::returns::report::Problem;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;

/// What a zip holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::returns) enum Package {
    Xlsx,
    Xlsm,
    Xlsb,
    Ods,
    Other,
}

impl Package {
    pub(super) fn key(self) -> &'static str {
        match self {
            Package::Xlsx => "xlsx",
            Package::Xlsm => "xlsm",
            Package::Xlsb => "xlsb",
            Package::Ods => "ods",
            Package::Other => "zip",
        }
    }
}

pub(in crate::returns) struct Prescan {
    pub(in crate::returns) kind: Package,
    /// Entry names as stored.
    pub(in crate::returns) names: Vec<String>,
}

pub(in crate::returns) type Archive = ZipArchive<BufReader<File>>;

pub(in crate::returns) fn archive(path: &Path) -> Result<Archive, Refused> {
    let file = File::open(path).map_err(|_| Problem::error("corrupt"))?;
    ZipArchive::new(BufReader::new(file)).map_err(|_| Box::new(Problem::error("corrupt")))
}

pub(in crate::returns) fn prescan(path: &Path) -> Result<Prescan, Refused> {
    let mut archive = archive(path)?;
    if archive.is_empty() {
        return refuse("corrupt");
    }
    if archive.len() > limits::ENTRIES_MAX || listed(path) > limits::ENTRIES_MAX {
        return refuse("zip-bomb");
    }
    // The library keeps one of two entries with the same name; which one a program shows is anybody's guess.
    if listed(path) > archive.len() {
        return refuse("corrupt");
    }
    let mut names = Vec::with_capacity(archive.len());
    let mut lower = HashSet::new();
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Problem::error("corrupt"))?;
        let name = entry.name().map_err(|_| Problem::error("corrupt"))?.replace('\\', "/");
        let (size, packed) = (entry.size(), entry.compressed_size());
        total = total.saturating_add(size);
        let ratio = size / packed.max(1);
        if size > limits::ENTRY_MAX
            || total > limits::UNZIPPED_MAX
            || (size > limits::RATIO_FROM && ratio > limits::RATIO_MAX)
        {
            return Err(Box::new(Problem::error("zip-bomb").with("entry", &name)));
        }
        if name.starts_with('/')
            || name.split('/').any(|part| part == "..")
            || name.contains('\0')
            || !lower.insert(name.to_lowercase())
        {
            return refuse("corrupt");
        }
        names.push(name);
    }
    let kind = kind(&mut archive, &names);
    if matches!(kind, Package::Xlsx | Package::Xlsm | Package::Ods) {
        no_doctype(&mut archive, &names)?;
        shared_strings_are_honest(&mut archive, &names)?;
    }
    Ok(Prescan { kind, names })
}

/// How many entries the end record announces; 0 when it is not found where it should be.
fn listed(path: &Path) -> usize {
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(length.saturating_sub(66_000)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let Ok(bytes) = tail() else { return 0 };
    let Some(at) = bytes.windows(4).rposition(|w| w == b"PK\x05\x06") else { return 0 };
    bytes.get(at + 10..at + 12).map_or(0, |n| usize::from(u16::from_le_bytes([n[0], n[1]])))
}

fn kind(archive: &mut Archive, names: &[String]) -> Package {
    let has = |wanted: &str| names.iter().any(|n| n.eq_ignore_ascii_case(wanted));
    let under = |folder: &str, ending: &str| {
        names.iter().any(|n| n.to_ascii_lowercase().starts_with(folder) && n.to_ascii_lowercase().ends_with(ending))
    };
    if has("xl/workbook.bin") || (under("xl/worksheets/", ".bin") && !under("xl/worksheets/", ".xml")) {
        return Package::Xlsb;
    }
    if has("xl/workbook.xml") || under("xl/", ".xml") || under("xl/worksheets/", ".xml") {
        return if under("", "vbaproject.bin") { Package::Xlsm } else { Package::Xlsx };
    }
    if has("content.xml") {
        let mimetype =
            start(archive, "mimetype", 200).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default();
        let content = start(archive, "content.xml", 64 << 10).unwrap_or_default();
        let sheet =
            mimetype.contains("spreadsheet") || String::from_utf8_lossy(&content).contains("office:spreadsheet");
        // An encrypted one shows nothing of its content: the mimetype, or the manifest, must do.
        let manifest = start(archive, "META-INF/manifest.xml", 64 << 10).unwrap_or_default();
        let listed = String::from_utf8_lossy(&manifest).contains("opendocument.spreadsheet");
        return if sheet || listed { Package::Ods } else { Package::Other };
    }
    Package::Other
}

/// What a zip is that is no workbook: several files packed into one, or a document.
pub(super) fn instead(names: &[String]) -> Option<&'static str> {
    let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(&name.to_ascii_lowercase()));
    if any(&|name| name.starts_with("word/") || name.starts_with("ppt/") || name == "content.xml") {
        return Some("is-document");
    }
    if any(&|name| name.ends_with(".iwa") || name == "index.zip") {
        return Some("is-numbers");
    }
    if any(&|name| name == "ofd.xml") {
        return Some("is-pages");
    }
    // A package of Office of which the main part is missing is damaged, not packed files.
    (!any(&|name| name == "[content_types].xml")).then_some("is-archive")
}

/// The first bytes of an entry, unpacked.
pub(super) fn start(archive: &mut Archive, name: &str, most: u64) -> Option<Vec<u8>> {
    let entry = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    entry.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// No real workbook declares a document type; those that do mean harm.
fn no_doctype(archive: &mut Archive, names: &[String]) -> Result<(), Refused> {
    for (index, name) in names.iter().enumerate() {
        let lower = name.to_ascii_lowercase();
        if !(lower.ends_with(".xml") || lower.ends_with(".rels") || lower.ends_with(".vml")) {
            continue;
        }
        let Ok(entry) = archive.by_index(index) else { continue };
        let mut bytes = Vec::new();
        if entry.take(2_048).read_to_end(&mut bytes).is_err() {
            return refuse("corrupt");
        }
        let plain: Vec<u8> = bytes.into_iter().filter(|b| *b != 0).collect();
        if plain.windows(9).any(|w| w.eq_ignore_ascii_case(b"<!DOCTYPE"))
            || plain.windows(8).any(|w| w.eq_ignore_ascii_case(b"<!ENTITY"))
        {
            return refuse("xml-doctype");
        }
    }
    Ok(())
}

/// The announced number of shared strings is reserved in memory before one is read: a lie of a few bytes takes it all.
fn shared_strings_are_honest(archive: &mut Archive, names: &[String]) -> Result<(), Refused> {
    let index = names.iter().position(|n| n.to_ascii_lowercase().ends_with("sharedstrings.xml"));
    let Some(entry) = index.and_then(|index| archive.by_index(index).ok()) else { return Ok(()) };
    let size = entry.size();
    let mut bytes = Vec::new();
    if entry.take(4_096).read_to_end(&mut bytes).is_err() {
        return refuse("corrupt");
    }
    let text = String::from_utf8_lossy(&bytes);
    if let Some(at) = text.find("uniqueCount=") {
        let digits: String =
            text[at + "uniqueCount=".len()..].chars().skip(1).take_while(char::is_ascii_digit).collect();
        let announced: u64 = digits.parse().unwrap_or(if digits.is_empty() { 0 } else { u64::MAX });
        // The shortest entry, `<si/>`, has five bytes. A small lie reserves little and is common in files that
        // programs mended; `count`, which counts uses, reserves nothing.
        let large = announced > 100_000 && announced.saturating_mul(5) > size;
        if announced > limits::CELLS_MAX || large {
            return refuse("corrupt");
        }
    }
    Ok(())
}
