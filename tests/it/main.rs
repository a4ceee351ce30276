//! The program as a whole, from the outside.
mod adversary;
mod check;
mod edges;
mod exports;
mod incident;
mod listen;
mod mutants;
mod congress;
mod permissions;
mod returns;
mod standing;
mod roll;
mod tidy;
mod training;
mod words;
mod world;
mod xls;
