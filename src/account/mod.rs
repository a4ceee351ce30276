//! People, roles and sessions.
//!
//! Who may do what is in the types: a deed that only inspectors may do takes an [`model::Inspector`], every read takes a
//! [`model::Scope`], and both can only be had from an [`model::Actor`] that the session row of this very request made.
pub mod model;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod password;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod slip;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
