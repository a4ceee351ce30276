//! The site folder: files under their hashed names, compressed copies beside them, and `manifest.json`, which the server reads.
//!
//! `manifest.json` is `{"files": {"cuan.css": {"path": "/pkg/cuan.1f….css", "hashed": true, "size": 41200, "br": 8200, "gz": 9300}, …}}`
//! with sizes in bytes; `br` and `gz` are there when `path.br` and `path.gz` are.
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What compresses well. Pictures and fonts are compressed already.
const TEXTUAL: [&str; 10] = ["css", "html", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];
/// Loaded by every page, so their names carry a hash although they are files of `public/`.
const LOADED: [&str; 2] = ["islands.js", "keys.js"];

/// The first 16 hexadecimal digits of the content's SHA-256.
pub fn print(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// All files under a folder, in a fixed order.
pub fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { found.extend(walk(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

pub struct Site {
    folder: PathBuf,
    compressed: bool,
    files: Map<String, Value>,
    kept: BTreeSet<PathBuf>,
}

impl Site {
    pub fn open(folder: PathBuf, compressed: bool) -> Result<Site> {
        fs::create_dir_all(folder.join("pkg"))?;
        Ok(Site { folder, compressed, files: Map::new(), kept: BTreeSet::new() })
    }

    /// Adds a file under a name that changes with its content, to be cached for ever.
    /// What the glue imports (`snippets/…`) keeps its name: it carries a hash of its own.
    pub fn hashed(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = match name.rsplit_once('.') {
            Some((stem, end)) if !name.contains('/') => format!("pkg/{stem}.{}.{end}", print(bytes)),
            _ => format!("pkg/{name}"),
        };
        self.put(name, &path, true, bytes)
    }

    /// Adds every file of a folder under its own name.
    pub fn copied(&mut self, from: &Path) -> Result<()> {
        for file in walk(from)? {
            let name = file.strip_prefix(from)?.to_string_lossy().into_owned();
            let bytes = fs::read(&file)?;
            if LOADED.contains(&name.as_str()) {
                self.hashed(&name, &bytes)?;
            } else {
                self.put(&name, &name, false, &bytes)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, path: &str, hashed: bool, bytes: &[u8]) -> Result<()> {
        let place = self.folder.join(path);
        let same = fs::read(&place).is_ok_and(|old| old == bytes);
        if !same {
            fs::create_dir_all(place.parent().context("a file lies in a folder")?)?;
            for kind in ["br", "gz"] {
                let _ = fs::remove_file(beside(&place, kind)); // mostly there is none; a stale one must not outlive its file
            }
            fs::write(&place, bytes)?;
        }
        let mut entry = json!({ "path": format!("/{path}"), "hashed": hashed, "size": bytes.len() });
        let end = path.rsplit_once('.').map_or("", |(_, end)| end);
        if self.compressed && TEXTUAL.contains(&end) {
            for (kind, pack) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
                let packed = beside(&place, kind);
                if !same || !packed.exists() {
                    fs::write(&packed, pack(bytes)?)?;
                }
                let size = fs::metadata(&packed)?.len();
                if size < bytes.len() as u64 {
                    entry[kind] = json!(size);
                    self.kept.insert(packed);
                }
            }
        }
        self.kept.insert(place);
        self.files.insert(name.to_owned(), entry);
        Ok(())
    }

    /// Takes away what earlier builds left and writes the manifest, last and in one step.
    pub fn close(self) -> Result<()> {
        let manifest = self.folder.join("manifest.json");
        for old in walk(&self.folder)? {
            if !self.kept.contains(&old) && old != manifest {
                fs::remove_file(&old)?;
            }
        }
        let text = serde_json::to_string_pretty(&json!({ "files": self.files }))? + "\n";
        if !fs::read_to_string(&manifest).is_ok_and(|old| old == text) {
            let fresh = beside(&manifest, "new");
            fs::write(&fresh, text)?;
            fs::rename(&fresh, &manifest)?;
        }
        Ok(())
    }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}
