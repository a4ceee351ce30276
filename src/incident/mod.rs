//! Incidents: facts in, lawful grade out.
pub mod group;
pub mod model;
pub mod rule;
