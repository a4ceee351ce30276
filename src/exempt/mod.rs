//! Somebody need not do something: from what, by whose word, why and until when. Returns and duties are told apart by what they
//! are freed from; form, rule, deeds and the parts of a page are the same.
pub mod model;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
