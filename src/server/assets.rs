//! The site folder: style sheet, islands, pictures. Read into memory at start, as `cargo xtask site` packed it.
//!
//! `manifest.json` names every file with its address; names with a hash of their content are cached for ever.
//! Brotli and gzip copies lie beside the files and are sent as they are. A folder without a manifest is one that `cargo leptos`
//! keeps: its files have their plain names, which change their content with every build.
use anyhow::Context;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing;
use leptos::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A name with a hash never means anything else.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Any other is asked about again after five minutes, and is mostly unchanged (304).
const FOR_NOW: HeaderValue = HeaderValue::from_static("public, max-age=300");

#[derive(Deserialize)]
struct Manifest {
    files: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    hashed: bool,
    #[serde(default)]
    br: Option<u64>,
    #[serde(default)]
    gz: Option<u64>,
}

#[derive(Debug)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    kind: HeaderValue,
    tag: HeaderValue,
    hashed: bool,
}

/// Every static file by its address, and the address of each by its plain name.
#[derive(Debug, Default)]
pub struct Assets {
    files: HashMap<String, Arc<File>>,
    names: HashMap<String, String>,
}

impl Assets {
    /// Reads the whole folder.
    ///
    /// # Errors
    /// There is neither a manifest nor a style sheet, or the manifest names a file that is not there.
    pub fn read(site: &Path) -> anyhow::Result<Assets> {
        let manifest = site.join("manifest.json");
        if !manifest.exists() && site.join("pkg/cuan.css").exists() {
            return Assets::plain(site);
        }
        let text = std::fs::read_to_string(&manifest)
            .with_context(|| format!("{} (made by `cargo xtask site`)", manifest.display()))?;
        let manifest: Manifest = serde_json::from_str(&text).context("the site's manifest")?;
        let mut assets = Assets::default();
        for (name, entry) in manifest.files {
            assets.files.insert(entry.path.clone(), Arc::new(File::read(site, &entry)?));
            assets.names.insert(name, entry.path);
        }
        Ok(assets)
    }

    /// The folder as `cargo leptos` makes it.
    fn plain(site: &Path) -> anyhow::Result<Assets> {
        let mut assets = Assets::default();
        for folder in ["", "pkg/"] {
            for entry in std::fs::read_dir(site.join(folder)).with_context(|| site.display().to_string())? {
                let entry = entry?;
                let (true, Ok(name)) = (entry.file_type()?.is_file(), entry.file_name().into_string()) else {
                    continue;
                };
                let path = format!("/{folder}{name}");
                let file = File::read(site, &Entry { path: path.clone(), hashed: false, br: None, gz: None })?;
                assets.files.insert(path.clone(), Arc::new(file));
                // As wasm-bindgen names it.
                let name = if name == "cuan_bg.wasm" { "cuan.wasm".to_owned() } else { name };
                assets.names.insert(name, path);
            }
        }
        Ok(assets)
    }

    /// The address of a file: `cuan.css` → `/pkg/cuan.1f….css`. A site without it answers the plain name, which is not found.
    pub fn path<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// One GET (and HEAD) route for each file. Nobody needs to be signed in for them, and no cookie is looked at.
    pub fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        self.files.iter().fold(Router::new(), |router, (path, file)| {
            let file = file.clone();
            router.route(path, routing::get(async move |request: Request| file.answer(request.headers())))
        })
    }
}

impl File {
    fn read(site: &Path, entry: &Entry) -> anyhow::Result<File> {
        let path = site.join(entry.path.trim_start_matches('/'));
        let read = |path: PathBuf| {
            std::fs::read(&path).map(Bytes::from).with_context(|| format!("{} is in the manifest", path.display()))
        };
        let packed = |end: &str| read(PathBuf::from(format!("{}.{end}", path.display())));
        let plain = read(path.clone())?;
        let print: String = Sha256::digest(&plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(File {
            brotli: entry.br.map(|_| packed("br")).transpose()?,
            gzip: entry.gz.map(|_| packed("gz")).transpose()?,
            kind: kind(&path),
            tag: HeaderValue::from_str(&format!("\"{print}\""))?,
            hashed: entry.hashed,
            plain,
        })
    }

    fn answer(&self, asked: &HeaderMap) -> Response {
        let (body, encoding) = match (accepts(asked, "br"), accepts(asked, "gzip"), &self.brotli, &self.gzip) {
            (true, _, Some(packed), _) => (packed, Some(HeaderValue::from_static("br"))),
            (_, true, _, Some(packed)) => (packed, Some(HeaderValue::from_static("gzip"))),
            _ => (&self.plain, None),
        };
        let mut answer = if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known == self.tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut whole = Response::new(Body::from(body.clone()));
            whole.headers_mut().insert(header::CONTENT_TYPE, self.kind.clone());
            if let Some(encoding) = encoding {
                whole.headers_mut().insert(header::CONTENT_ENCODING, encoding);
            }
            whole
        };
        let headers = answer.headers_mut();
        headers.insert(header::ETAG, self.tag.clone());
        headers.insert(header::CACHE_CONTROL, if self.hashed { FOR_EVER } else { FOR_NOW });
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        answer
    }
}

/// What the head of every page loads: the style sheet, and the loader that wakes islands where there are any.
pub fn links(assets: &Assets) -> impl IntoView + use<> {
    // Only islands are hydrated: the rest of the page need not carry its data for the browser (as leptos' own loader says).
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let path = |name| assets.path(name).to_owned();
    view! {
        <link rel="stylesheet" href=path("cuan.css")/>
        <link rel="icon" href="/favicon.ico" sizes="48x48"/>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" sizes="any"/>
        <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
        <script defer=true src=path("keys.js")></script>
        <script defer=true src=path("islands.js") data-js=path("cuan.js") data-wasm=path("cuan.wasm")></script>
    }
}

/// Whether `Accept-Encoding` names this encoding without refusing it (`;q=0`).
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let lines = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|p| p.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        named && weight > 0.0
    })
}

fn kind(path: &Path) -> HeaderValue {
    let end = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    HeaderValue::from_static(match end {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "png" => "image/png",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    const SHEET: &str = "/pkg/cuan.0123.css";

    fn site() -> (tempfile::TempDir, Assets) {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        std::fs::create_dir(folder.path().join("pkg")).expect("made");
        write("pkg/cuan.0123.css", "body{}");
        write("pkg/cuan.0123.css.br", "(brotli)");
        write("pkg/cuan.0123.css.gz", "(gzip)");
        write("favicon.svg", "<svg/>");
        let manifest = r#"{"files": {"cuan.css": {"path": "/pkg/cuan.0123.css", "hashed": true, "size": 6, "br": 8, "gz": 6},
            "favicon.svg": {"path": "/favicon.svg", "hashed": false, "size": 6}}}"#;
        write("manifest.json", manifest);
        let assets = Assets::read(folder.path()).expect("reads");
        (folder, assets)
    }

    #[test]
    fn a_folder_of_cargo_leptos_is_served_by_its_plain_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| std::fs::write(folder.path().join(name), name).expect("written");
        assert!(Assets::read(folder.path()).is_err(), "an empty folder is no site");
        std::fs::create_dir(folder.path().join("pkg")).expect("made");
        ["pkg/cuan.css", "pkg/cuan.js", "pkg/cuan_bg.wasm", "islands.js"].iter().for_each(|name| write(name));
        let assets = Assets::read(folder.path()).expect("reads");
        for (name, path) in
            [("cuan.css", "/pkg/cuan.css"), ("cuan.wasm", "/pkg/cuan_bg.wasm"), ("islands.js", "/islands.js")]
        {
            assert_eq!(assets.path(name), path);
            assert!(!assets.files[path].hashed, "{path} is asked about again");
        }
    }

    async fn ask(assets: &Assets, path: &str, with: &[(header::HeaderName, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().uri(path);
        for (name, value) in with {
            request = request.header(name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = assets.router::<()>().with_state(()).oneshot(request).await.expect("the router answers");
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn the_best_encoding_the_browser_takes_is_sent() {
        let (_folder, assets) = site();
        for (accepted, body) in [
            ("gzip, deflate, br", "(brotli)"),
            ("gzip", "(gzip)"),
            ("br;q=0, gzip;q=0.5", "(gzip)"),
            ("identity", "body{}"),
        ] {
            let (status, headers, got) = ask(&assets, SHEET, &[(header::ACCEPT_ENCODING, accepted)]).await;
            assert_eq!((status, got.as_str()), (StatusCode::OK, body), "{accepted}");
            assert_eq!(headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
            assert_eq!(headers[header::VARY], "accept-encoding");
        }
    }

    #[tokio::test]
    async fn hashed_names_are_kept_for_ever_and_others_asked_about_again() {
        let (_folder, assets) = site();
        assert_eq!(assets.path("cuan.css"), SHEET);
        let (_, headers, _) = ask(&assets, SHEET, &[]).await;
        assert_eq!(headers[header::CACHE_CONTROL], FOR_EVER);
        let (_, headers, _) = ask(&assets, "/favicon.svg", &[]).await;
        assert_eq!(headers[header::CACHE_CONTROL], FOR_NOW);
        let tag = headers[header::ETAG].to_str().expect("text").to_owned();
        let (status, _, body) = ask(&assets, "/favicon.svg", &[(header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    }

    #[tokio::test]
    async fn only_what_the_manifest_names_is_served() {
        let (_folder, assets) = site();
        for path in ["/manifest.json", "/pkg/cuan.0123.css.br", "/pkg/../manifest.json", "/pkg/", "/pkg/cuan.css"] {
            assert_eq!(ask(&assets, path, &[]).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_folder_without_a_manifest_is_an_error_that_says_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Assets::read(folder.path()).expect_err("no manifest").to_string();
        assert!(error.contains("cargo xtask site"), "{error}");
    }
}
