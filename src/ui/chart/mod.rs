//! Charts, drawn on the server: they print, they read aloud, and their numbers stand in a table behind them.
//!
//! A chart is a value that draws itself ([`draw::Drawing`]) for a wide window and for a phone; [`view`] shows the drawing in a
//! page, [`paper`] writes it as a file with its own colours.
mod bars;
mod control;
mod cumulative;
mod draw;
mod funnel;
mod heat;
mod lines;
mod multiples;
mod paper;
mod small;
mod view;

pub use bars::YearBars;
pub use control::{Control, ControlPoint};
pub use cumulative::Cumulative;
pub use draw::{Drawing, Mark, Point, Size, Value, ems, wrapped};
pub use funnel::{Funnel, FunnelLimit, FunnelPoint, Standing};
pub use heat::{Heat, HeatLine, HeatTable};
pub use lines::{Lines, alone, said};
pub use multiples::{Multiple, Multiples};
pub use paper::{Sheet, svg};
pub use small::{Bar, Bars, Share, Spark};
pub use view::{Cell, Chart, Numbers, NumbersTable};

use super::Words;
