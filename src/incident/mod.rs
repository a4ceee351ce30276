//! Incidents: facts in, lawful grade out.
pub mod model;
pub mod rule;
