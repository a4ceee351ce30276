//! What turns requests into deeds and pages.
//!
//! - [`ctx`]: who asks, when, in which language, of which database; why a deed was not done.
//! - [`door`]: every address with who may call it, and the guard that holds to it.
//! - [`form`]: one pattern for every form. [`page`]: data or the page that says why there is none.
//! - [`assets`]: the files of the site folder. [`edge`]: headers, sessions, cross-site requests, time limits, panics. [`listen`]: the accept loop.
//! - [`lock`]: what a locked return brought stays. [`markers`]: pages without the renderer's marks. [`turns`]: a fair line before what only a few may do at once.
pub mod assets;
pub mod ctx;
pub mod door;
pub mod edge;
pub mod form;
pub mod health;
pub mod listen;
pub mod lock;
pub mod markers;
pub mod kept;
pub mod memo;
pub mod page;
pub mod seal;
pub mod settings;
pub mod turns;

pub use ctx::{App, Ctx, Halt};
pub use form::FormState;
pub use settings::Settings;
