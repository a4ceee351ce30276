//! View pieces that every page uses; they know no feature. What each looks like: `/styleguide` in a demonstration,
//! its markup and classes: `style/README.md`.
//!
//! - [`frame`]: rail, head and foot around every page. [`page`]: title, purpose, crumbs, action, sections.
//! - [`field`]: the fields of forms; value and problem come from the [`crate::server::FormState`] in context.
//! - [`sheet`]: a sheet as its sender knows it. [`list`]: filters, chips, tables, pager. [`query`]: the address they are made of.
//! - [`mark`]: states, notices, empty places, asking once more. [`record`]: facts, history, figures, sums, clocks.
//! - [`chart`]: charts, bars, sparks, drawn on the server. [`icon`]: our own icons. [`conflict`]: when somebody else was first.
pub mod chart;
pub mod conflict;
pub mod field;
pub mod frame;
pub mod icon;
pub mod list;
pub mod mark;
pub mod page;
pub mod query;
pub mod record;
pub mod sheet;
pub mod styleguide;

pub use chart::{Bar, Bars, Share, Spark};
pub use conflict::{NowStored, Version};
pub use field::{
    CheckField, Choice, DateField, ErrorSummary, FileField, Group, Hidden, MomentField, NumberField, PasswordField,
    RadioField, SearchField, SelectField, Tell, TextAreaField, TextField, Width, YesNoField,
};
pub use icon::{Draw, Icon};
pub use list::{Chip, Chips, Export, Filters, MoreFilters, Pager, Table, Th};
pub use mark::{Badge, Confirm, Empty, Notice, State, Step, Steps, Tab, Tabs};
pub use page::{Crumb, Page, Section};
pub use query::Query;
pub use record::{Clock, Fact, Facts, Figure, History, Source, Stat, Sum, Sums, source_row, value_words};
pub use sheet::SheetFrame;

use std::borrow::Cow;

/// What a component is told to say: words of the locale files, or a text of the records.
pub type Words = Cow<'static, str>;
