//! Pure judgements of an accident.
//!
//! - [`grade`]: the lawful grade from the facts, provisional while a fact is missing.
//! - [`counted`]: whether statistics count it.
//! - [`duty`]: the clocks that run from it.
pub mod counted;
pub mod duty;
pub mod grade;

pub use counted::{Counted, counted};
pub use duty::{Duty, State, duties, investigation, report, supplement};
pub use grade::{Bounds, Fact, Grade, Graded, bounds, graded};
