//! `cargo xtask site [--dev|--quick|--release]`: everything a browser loads, in one folder beside the binary.
//!
//! The islands are compiled for wasm32 and bound by wasm-bindgen as a library, the style sheets bundled into one,
//! `public/` copied, names given a hash of their content, texts compressed. Nothing whose input is unchanged is done again.
mod islands;
mod pack;
mod style;

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// How the site is made: `dev` quickly and uncompressed, the others as they are served to people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Dev,
    Quick,
    Release,
}

impl Kind {
    /// Cargo's profile for the islands. `quick` shares that of `release`: it differs for the server only.
    pub fn profile(self) -> &'static str {
        if self == Kind::Dev { "dev" } else { "wasm-release" }
    }

    /// The folder in cargo's target folder where the binary of this kind lies.
    fn folder(self) -> &'static str {
        match self {
            Kind::Dev => "debug",
            Kind::Quick => "quick",
            Kind::Release => "release",
        }
    }

    pub fn compressed(self) -> bool {
        self != Kind::Dev
    }
}

/// The folders the tool works in.
pub struct Place {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Place {
    fn find() -> Result<Place> {
        // Asked now, not when this was compiled: clones that share a target folder may share this program too.
        let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&here).parent().context("xtask lies in the project's folder")?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(named) => root.join(named), // an absolute name replaces the root
            None => root.join("target"),
        };
        Ok(Place { root: root.to_path_buf(), target })
    }
}

fn site(kind: Kind) -> Result<()> {
    let place = Place::find()?;
    let mut site = pack::Site::open(place.target.join(kind.folder()).join("site"), kind.compressed())?;
    for (name, bytes) in islands::bound(&place, kind)? {
        site.hashed(&name, &bytes)?;
    }
    site.hashed("cuan.css", style::bundled(&place.root.join("style/main.css"))?.as_bytes())?;
    site.copied(&place.root.join("public"))?;
    site.close()
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["site"] | ["site", "--dev"] => site(Kind::Dev),
        ["site", "--quick"] => site(Kind::Quick),
        ["site", "--release"] => site(Kind::Release),
        _ => bail!("usage: cargo xtask site [--dev|--quick|--release]"),
    }
}
