//! Congress (安全生产专题职代会): a workers' congress on workplace safety, and whether it met as the law asks.
//!
//! Hazards and how they are removed are told to the workers through their congress (Work Safety Law art. 41);
//! how it meets and votes is settled by the Provisions on Democratic Management of Enterprises (企业民主管理规定).
//! Every check is shown as a sum: "31 of 45 present, 30 needed".
pub mod model;
pub mod rule;

#[cfg(feature = "ssr")]
pub mod form;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub mod island;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
pub(crate) mod tests;
