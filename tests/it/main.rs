//! The program as a whole, from the outside.
mod check;
mod edges;
mod exports;
mod incident;
mod listen;
mod congress;
mod permissions;
mod returns;
mod roll;
mod tidy;
mod training;
mod words;
mod world;
