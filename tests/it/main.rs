//! The program as a whole, from the outside.
mod edges;
mod listen;
mod congress;
mod permissions;
mod tidy;
mod world;
