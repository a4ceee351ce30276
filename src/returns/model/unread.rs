//! Sheets of which nothing was read.
use super::SheetSummary;
use crate::returns::marks;
use crate::returns::report::SheetInfo;

impl SheetSummary {
    /// Why nothing was read here, when nothing was. The page that explains our own template is no loss.
    pub fn unread(&self) -> Option<Unread> {
        if self.info.template.is_some() || marks::is_guide(&self.info.sheet) {
            return None;
        }
        Some(match self.info {
            SheetInfo { hidden: true, .. } => Unread::Hidden,
            SheetInfo { told: true, .. } => Unread::LeftOut,
            _ if self.times("template-unknown") > 0 => Unread::Unknown,
            _ if self.times("sheet-partly-unreadable") > 0 => Unread::Broken,
            _ => Unread::NoTable,
        })
    }
}

/// Why nothing of a sheet was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is hidden, and nobody asked for it.
    Hidden,
    /// The sender said that it is not to be sent.
    LeftOut,
    /// Nobody knows which template its table is.
    Unknown,
    /// There is text on it, but no table.
    NoTable,
    /// The reader could not go on.
    Broken,
}

impl Unread {
    pub fn key(self) -> &'static str {
        match self {
            Unread::Hidden => "hidden",
            Unread::LeftOut => "left-out",
            Unread::Unknown => "unknown",
            Unread::NoTable => "no-table",
            Unread::Broken => "broken",
        }
    }
}
