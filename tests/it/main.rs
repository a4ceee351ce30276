//! The program as a whole, from the outside.
mod edges;
mod permissions;
mod tidy;
mod world;
