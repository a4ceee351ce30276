//! Cu'an (促安): from a ragged workbook to an honest comparison.
//!
//! Modules are listed bottom up; each may use those above it (ARCHITECTURE.md).
//! Without features only the pure parts are compiled: nouns (`model`) and judgements (`rule`).
#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` is the server, `hydrate` the browser: build one at a time");

// ground
pub mod kernel;

// features
pub mod baseline;
pub mod congress;
pub mod incident;
pub mod trends;
