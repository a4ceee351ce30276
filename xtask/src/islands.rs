//! The islands: compiled for wasm32, then bound to JavaScript.
use crate::{Kind, Place};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles and binds the islands. Gives (name, content) of each file a page with islands loads:
/// `cuan.wasm`, `cuan.js`, and what the glue imports, if anything, under `snippets/`.
pub fn bound(place: &Place, kind: Kind) -> Result<Vec<(String, Vec<u8>)>> {
    let wasm = compiled(place, kind)?;
    let out = place.target.join("front/bound").join(kind.profile());
    let stamp = out.join("stamp");
    let print = crate::pack::print(&wasm);
    if fs::read_to_string(&stamp).is_ok_and(|old| old == print) {
        return files(&out);
    }
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_bytes("cuan", wasm).out_name("cuan").typescript(false);
    bindgen.remove_name_section(kind != Kind::Dev).remove_producers_section(true);
    bindgen
        .web(true)?
        .generate(&out)
        .context("wasm-bindgen: is its version in xtask/Cargo.toml that of Cargo.lock?")?;
    fs::write(&stamp, print)?;
    files(&out)
}

fn compiled(place: &Place, kind: Kind) -> Result<Vec<u8>> {
    install_target()?;
    let front = place.target.join("front");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let done = Command::new(cargo)
        .current_dir(&place.root)
        .args(["build", "--package", "cuan", "--lib", "--no-default-features", "--features", "hydrate"])
        .args(["--locked", "--target", TARGET, "--profile", kind.profile(), "--target-dir"])
        .arg(&front)
        .args(["--config", &shortened(place)])
        .status()
        .context("cargo did not start")?;
    ensure!(done.success(), "the islands do not compile");
    let folder = if kind == Kind::Dev { "debug" } else { kind.profile() };
    let path = front.join(TARGET).join(folder).join("cuan.wasm");
    fs::read(&path).with_context(|| format!("{} is missing", path.display()))
}

/// Panic messages name source files: as `cargo/…` and `cuan/…`, not by the folders of the machine that built them.
fn shortened(place: &Place) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let flag = |from: &Path, to: &str| format!("'--remap-path-prefix={}={to}'", from.display());
    format!("target.{TARGET}.rustflags=[{}, {}]", flag(&home.join("registry/src"), "cargo"), flag(&place.root, "cuan"))
}

/// A fresh Rust knows its own machine only; rustup adds the browser's.
fn install_target() -> Result<()> {
    let asked = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    let known = asked.context("rustc did not start")?;
    if known.status.success() && Path::new(String::from_utf8_lossy(&known.stdout).trim()).exists() {
        return Ok(());
    }
    match Command::new("rustup").args(["target", "add", TARGET]).status() {
        Ok(status) if status.success() => Ok(()),
        _ => bail!("rustc lacks {TARGET}: `rustup target add {TARGET}`"),
    }
}

fn files(out: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = vec![
        ("cuan.wasm".to_owned(), fs::read(out.join("cuan_bg.wasm"))?),
        ("cuan.js".to_owned(), fs::read(out.join("cuan.js"))?),
    ];
    let snippets = out.join("snippets");
    if snippets.exists() {
        for file in crate::pack::walk(&snippets)? {
            let name = file.strip_prefix(out)?.to_string_lossy().into_owned();
            found.push((name, fs::read(&file)?));
        }
    }
    Ok(found)
}
