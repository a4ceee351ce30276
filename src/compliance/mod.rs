//! Compliance (履职): what every enterprise owes in a year, how each duty stands, why, and by which article.
//!
//! The other features judge their own records; here their judgements come together, enterprise by enterprise: the congress
//! (企业民主管理规定 arts. 17–20), returns (安全生产事故隐患排查治理暂行规定 art. 14 and the district's calendar), training and
//! certificates, accidents (decree 493 art. 9), major hazards (安全生产法 art. 41), check-ups (职业病防治法 art. 35). Which duty
//! holds from when on and for whom is dated data: `rules/compliance.toml`. What is not known is "no data", never met.
//!
//! [`model`] the nouns, [`rule`] the judgements, [`service`] one look at the whole district that every page shares: the board,
//! the list behind each of its cells, the talk and award lists, the calendar, the alliance's month, one enterprise's file.
pub mod model;
pub mod rule;

#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
