//! One style sheet from `style/main.css` and what it imports, written so that the oldest browsers in use read it.
use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

/// The browsers promised in Cargo.toml (`browserquery`): the office PCs' domestic browsers stand on Chromium 86.
fn oldest() -> Targets {
    let version = |major: u32| Some(major << 16);
    Browsers {
        chrome: version(86),
        safari: version(14),
        ios_saf: version(14),
        firefox: version(90),
        ..Browsers::default()
    }
    .into()
}

/// The bundled, minified sheet. An error names the file, line and column.
pub fn bundled(main: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(main).map_err(|e| anyhow!("{e}"))?;
    sheet.minify(MinifyOptions { targets: oldest(), ..MinifyOptions::default() }).map_err(|e| anyhow!("{e}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, targets: oldest(), ..PrinterOptions::default() });
    Ok(printed.map_err(|e| anyhow!("{e}"))?.code)
}
