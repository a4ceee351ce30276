//! Judgements of compliance: [`book`] which duty holds when and for whom, [`duty`] how each stands, [`board`] counts by town,
//! [`talk`] who needs a talk and who may be commended, [`clock`] which days come next.
pub mod board;
pub mod book;
pub mod clock;
pub mod duty;
pub mod talk;

pub use duty::judge;
