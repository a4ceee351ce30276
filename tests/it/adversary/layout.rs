//! The grammar: what a sheet can look like, and the layouts that are tried.
use super::spell::Hand;

/// What stands in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// The template's own.
    Usual,
    /// Any of those that mean the same.
    Alias,
    English,
    /// 发 生 时 间, and with line breaks.
    Spaced,
    /// 死亡人数（人）.
    Units,
}

/// What stands below a table, or below one of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lower {
    Nothing,
    /// The same with its columns turned round, and a total of both.
    Grand,
    /// A table that no template knows.
    Strange,
    /// Of two side by side the right one with its columns turned round halfway down.
    Parted,
}

/// One layout. Whatever is not named is as in [`PLAIN`].
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    pub name: &'static str,
    pub hand: Hand,
    pub labels: Labels,
    /// Rows of the header; a second row holds groups, a third one more above them.
    pub depth: u32,
    /// The second row of the header holds units.
    pub unit_row: bool,
    pub title: bool,
    /// 填报单位… and 填表人… below the title.
    pub form: bool,
    pub index: bool,
    pub remark: bool,
    pub shuffled: bool,
    /// Only the fields that must be there.
    pub few: bool,
    /// Blank rows among the rows.
    pub gaps: bool,
    pub total: Option<&'static str>,
    pub subtotals: bool,
    pub wrong_total: bool,
    pub notes: bool,
    /// Rows of one enterprise (or town) under one merged cell.
    pub merged: bool,
    /// Three sheets of one month each, dates without a year.
    pub months: bool,
    /// Two tables side by side.
    pub beside: bool,
    /// Without an empty column between them.
    pub adjacent: bool,
    /// Halfway down the header comes again with its columns turned round: another table.
    pub turned: bool,
    /// A note halfway down; the rows go on below it.
    pub noted: bool,
    /// Below that note the names of those who sign.
    pub signed: bool,
    pub lower: Lower,
    /// Units in a row of their own below a header of any depth.
    pub units_below: bool,
    pub hidden_row: bool,
    pub filter: bool,
    pub hidden_sheet: bool,
    pub faults: bool,
    pub epoch_1904: bool,
    /// Where the sheet's first cell stands.
    pub away: (u32, u16),
    pub empty_sheet: bool,
}

pub const PLAIN: Layout = Layout {
    name: "plain",
    hand: Hand::Plain,
    labels: Labels::Usual,
    depth: 1,
    unit_row: false,
    title: true,
    form: false,
    index: false,
    remark: false,
    shuffled: false,
    few: false,
    gaps: false,
    total: None,
    subtotals: false,
    wrong_total: false,
    notes: false,
    merged: false,
    months: false,
    beside: false,
    adjacent: false,
    turned: false,
    noted: false,
    signed: false,
    lower: Lower::Nothing,
    units_below: false,
    hidden_row: false,
    filter: false,
    hidden_sheet: false,
    faults: false,
    epoch_1904: false,
    away: (0, 0),
    empty_sheet: false,
};

const OFFICIAL: Layout = Layout { form: true, index: true, remark: true, notes: true, ..PLAIN };

pub const LAYOUTS: [Layout; 60] = [
    PLAIN,
    Layout { name: "typed", hand: Hand::Typed, ..PLAIN },
    Layout { name: "wild", hand: Hand::Wild, ..PLAIN },
    Layout { name: "wild and official", hand: Hand::Wild, ..OFFICIAL },
    Layout { name: "typed and official", hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "aliases", labels: Labels::Alias, ..PLAIN },
    Layout { name: "aliases, official, wild", labels: Labels::Alias, hand: Hand::Wild, ..OFFICIAL },
    Layout { name: "aliases, shuffled", labels: Labels::Alias, shuffled: true, ..PLAIN },
    Layout { name: "English", labels: Labels::English, hand: Hand::Typed, title: false, ..PLAIN },
    Layout { name: "spaced labels", labels: Labels::Spaced, ..OFFICIAL },
    Layout { name: "units in the labels", labels: Labels::Units, ..OFFICIAL },
    Layout { name: "a row of units", unit_row: true, ..OFFICIAL },
    Layout { name: "a row of units, wild", unit_row: true, hand: Hand::Wild, ..PLAIN },
    Layout { name: "groups", depth: 2, ..PLAIN },
    Layout { name: "groups, official, wild", depth: 2, hand: Hand::Wild, ..OFFICIAL },
    Layout { name: "groups of groups", depth: 3, ..PLAIN },
    Layout { name: "groups of groups, official, typed", depth: 3, hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "shuffled", shuffled: true, ..PLAIN },
    Layout { name: "shuffled, official, wild", shuffled: true, hand: Hand::Wild, ..OFFICIAL },
    Layout { name: "only what must be", few: true, ..PLAIN },
    Layout { name: "only what must be, without a title", few: true, title: false, hand: Hand::Typed, ..PLAIN },
    Layout { name: "without a title", title: false, hand: Hand::Wild, ..PLAIN },
    Layout { name: "blank rows", gaps: true, ..PLAIN },
    Layout { name: "blank rows, official, wild", gaps: true, hand: Hand::Wild, ..OFFICIAL },
    Layout { name: "total", total: Some("合计"), hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "spaced total", total: Some("合　计"), gaps: true, ..OFFICIAL },
    Layout { name: "total of totals", total: Some("总计"), subtotals: true, hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "total in other words", total: Some("共计"), hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "wrong total", total: Some("合计"), wrong_total: true, hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "merged cells", merged: true, hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "merged cells under groups", merged: true, depth: 2, ..OFFICIAL },
    Layout { name: "months", months: true, ..PLAIN },
    Layout { name: "months, official", months: true, ..OFFICIAL },
    Layout { name: "side by side", beside: true, few: true, ..PLAIN },
    Layout { name: "a hidden row", hidden_row: true, ..OFFICIAL },
    Layout { name: "filtered", hidden_row: true, filter: true, hand: Hand::Typed, ..PLAIN },
    Layout { name: "a hidden sheet", hidden_sheet: true, empty_sheet: true, ..PLAIN },
    Layout { name: "faults", faults: true, ..PLAIN },
    Layout { name: "faults, official, away from the corner", faults: true, away: (4, 2), ..OFFICIAL },
    Layout { name: "side by side, adjacent", beside: true, adjacent: true, few: true, ..PLAIN },
    Layout { name: "adjacent, official", beside: true, adjacent: true, few: true, title: false, ..OFFICIAL },
    Layout { name: "turned round", turned: true, ..PLAIN },
    Layout { name: "turned round, official", turned: true, hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "turned round, only what must be", turned: true, few: true, ..PLAIN },
    Layout { name: "turned round under groups", turned: true, depth: 2, hand: Hand::Typed, ..PLAIN },
    Layout { name: "a note in the middle", noted: true, ..OFFICIAL },
    Layout { name: "a note in the middle, wild", noted: true, hand: Hand::Wild, gaps: true, ..PLAIN },
    Layout { name: "units below groups of groups", units_below: true, depth: 3, ..PLAIN },
    Layout { name: "units below groups, official", units_below: true, depth: 2, hand: Hand::Typed, ..OFFICIAL },
    Layout { name: "names below a note", noted: true, signed: true, ..OFFICIAL },
    Layout { name: "names below a note, wild", noted: true, signed: true, hand: Hand::Wild, ..PLAIN },
    Layout { name: "a total of two tables", lower: Lower::Grand, total: Some("总计"), index: true, ..PLAIN },
    Layout {
        name: "a total of two tables, typed",
        lower: Lower::Grand,
        total: Some("合计"),
        hand: Hand::Typed,
        ..OFFICIAL
    },
    Layout {
        name: "a total of neither",
        lower: Lower::Grand,
        total: Some("总计"),
        wrong_total: true,
        index: true,
        ..PLAIN
    },
    Layout { name: "something else below", lower: Lower::Strange, ..PLAIN },
    Layout { name: "something else below notes", lower: Lower::Strange, hand: Hand::Wild, ..OFFICIAL },
    Layout {
        name: "something else below a total",
        lower: Lower::Strange,
        total: Some("合计"),
        index: true,
        few: true,
        ..PLAIN
    },
    Layout { name: "parted", lower: Lower::Parted, few: true, ..PLAIN },
    Layout { name: "parted, adjacent", lower: Lower::Parted, adjacent: true, few: true, title: false, ..PLAIN },
    Layout { name: "1904", epoch_1904: true, hand: Hand::Typed, away: (2, 1), ..PLAIN },
];
