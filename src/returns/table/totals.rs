//! Totals compared with the rows they speak of.
use super::Total;
use crate::returns::lexer::Amount;

/// Sums of one column: over everything, over the group, with and without hidden rows.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    all: Amount,
    shown: Amount,
    /// A cell could not be read: nothing can be compared.
    broken: bool,
}

impl Sums {
    const ZERO: Sums = Sums { all: Amount::ZERO, shown: Amount::ZERO, broken: false };

    fn add(&mut self, amount: Option<Amount>, hidden: bool, broken: bool) {
        self.broken |= broken;
        let Some(amount) = amount else { return };
        let mut put = |sum: &mut Amount| match sum.plus(amount) {
            Some(total) => *sum = total,
            None => self.broken = true,
        };
        put(&mut self.all);
        if !hidden {
            put(&mut self.shown);
        }
    }

    fn agrees(&self, stated: Amount) -> bool {
        self.broken || self.all.agrees(stated) || self.shown.agrees(stated)
    }

    /// Both together.
    fn with(&self, other: &Sums) -> Sums {
        let (all, shown) = (self.all.plus(other.all), self.shown.plus(other.shown));
        let broken = self.broken || other.broken || all.is_none() || shown.is_none();
        Sums { all: all.unwrap_or(self.all), shown: shown.unwrap_or(self.shown), broken }
    }
}

/// A total that does not agree with its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Position among the columns that add up.
    pub column: usize,
    /// The row's number.
    pub row: u32,
    pub stated: String,
    pub sum: String,
    /// How many tables of the sheet it was compared with besides, and what they come to together.
    pub tables: Option<(usize, String)>,
}

/// A 小计 or 合计 waiting for its rows, because it stands above them: row number and stated amounts.
type Waiting = (u32, Vec<Option<Amount>>);

/// Adds columns up and compares totals, wherever they stand: below their rows or above.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    all: Vec<Sums>,
    group: Vec<Sums>,
    /// Since the last total that was more than its own group's: a total of groups, such as a year's of its industries.
    part: Vec<Sums>,
    /// Since the last heading among the rows, or the last total.
    section: Vec<Sums>,
    rows: u64,
    in_group: u64,
    finals: u64,
    waiting_group: Option<Waiting>,
    waiting_all: Option<Waiting>,
    /// What the tables above come to in these columns: the nearest one, the nearest two, and so on.
    earlier: Vec<Vec<Sums>>,
}

impl Totals {
    pub fn new(columns: usize) -> Totals {
        let zero = || vec![Sums::ZERO; columns];
        Totals { all: zero(), group: zero(), part: zero(), section: zero(), ..Totals::default() }
    }

    /// Tables stand above this one, the nearest last, each with its sums in the columns of this one where it has them: a
    /// total of all may be one of theirs too.
    #[must_use]
    pub fn below(mut self, tables: impl DoubleEndedIterator<Item = Vec<Option<Sums>>>) -> Totals {
        let mut sums = vec![Sums::ZERO; self.all.len()];
        for table in tables.rev() {
            for (sum, more) in sums.iter_mut().zip(table) {
                *sum = more.map_or(*sum, |more| sum.with(&more));
            }
            self.earlier.push(sums.clone());
        }
        self
    }

    /// What the rows come to, column by column.
    pub fn sums(&self) -> &[Sums] {
        &self.all
    }

    /// A data row: for each column its amount, and whether the cell was unreadable.
    pub fn data(&mut self, cells: &[(Option<Amount>, bool)], hidden: bool) {
        self.rows += 1;
        self.in_group += 1;
        for (at, (amount, broken)) in cells.iter().enumerate() {
            for sums in [&mut self.all, &mut self.group, &mut self.part, &mut self.section] {
                if let Some(sums) = sums.get_mut(at) {
                    sums.add(*amount, hidden, *broken);
                }
            }
        }
    }

    /// A total row with its stated amounts; answers the mismatches that are certain by now.
    pub fn total(&mut self, kind: Total, row: u32, stated: Vec<Option<Amount>>) -> Vec<Mismatch> {
        let mut found = Vec::new();
        match kind {
            Total::Part => {}
            Total::Group => {
                if let Some(waiting) = self.waiting_group.take() {
                    found = compare(&waiting, &self.group, &[]);
                    self.waiting_group = Some((row, stated));
                } else if self.in_group == 0 {
                    self.waiting_group = Some((row, stated));
                } else {
                    found = compare(&(row, stated), &self.group, &[&self.section]);
                }
                self.next_group();
            }
            Total::All => {
                if let Some(waiting) = self.waiting_group.take() {
                    found = compare(&waiting, &self.group, &[]);
                }
                let mut of_group = false;
                if self.rows == 0 {
                    self.waiting_all = Some((row, stated));
                } else {
                    of_group = self.in_group > 0 && compare(&(row, stated.clone()), &self.group, &[]).is_empty();
                    // A second 合计 may be that of its own part.
                    let parts: [&[Sums]; 3] = [&self.section, &self.group, &self.part];
                    let parts = if self.finals > 0 { parts.as_slice() } else { &parts[..1] };
                    found.extend(self.compare_all(&(row, stated), parts));
                }
                self.finals += 1;
                self.next_group();
                if !of_group {
                    self.part.fill(Sums::ZERO);
                }
            }
        }
        found
    }

    /// The table is over: totals that stood above their rows.
    pub fn finish(&mut self) -> Vec<Mismatch> {
        let mut found = Vec::new();
        if let Some(waiting) = self.waiting_group.take().filter(|_| self.in_group > 0) {
            found = compare(&waiting, &self.group, &[]);
        }
        if let Some(waiting) = self.waiting_all.take().filter(|_| self.rows > 0) {
            found.extend(compare(&waiting, &self.all, &[]));
        }
        found
    }

    /// A total of this table, or of it and those above: of whichever it says most. Where it is none of them, both are told.
    fn compare_all(&self, total: &Waiting, parts: &[&[Sums]]) -> Vec<Mismatch> {
        let mut found = compare(total, &self.all, parts);
        if found.is_empty() || self.earlier.is_empty() {
            return found;
        }
        let together =
            |earlier: &Vec<Sums>| -> Vec<Sums> { self.all.iter().zip(earlier).map(|(a, b)| a.with(b)).collect() };
        let others = self.earlier.iter().map(together).enumerate();
        let Some((at, sums, other)) = others
            .map(|(at, sums)| {
                let other = compare(total, &sums, &[]);
                (at, sums, other)
            })
            // Of as many together, the widest.
            .min_by_key(|(at, _, other)| (other.len(), usize::MAX - at))
        else {
            return found;
        };
        if other.len() < found.len() {
            found = other;
        }
        for mismatch in &mut found {
            let plain = |sums: &[Sums]| sums.get(mismatch.column).map_or_else(String::new, |sums| sums.all.plain());
            (mismatch.sum, mismatch.tables) = (plain(&self.all), Some((at + 2, plain(&sums))));
        }
        found
    }

    /// A heading stands among the rows: 二季度.
    pub fn heading(&mut self) {
        self.section.fill(Sums::ZERO);
    }

    fn next_group(&mut self) {
        self.in_group = 0;
        self.section.fill(Sums::ZERO);
        self.group.fill(Sums::ZERO);
    }
}

fn compare((row, stated): &Waiting, sums: &[Sums], or: &[&[Sums]]) -> Vec<Mismatch> {
    let mut found = Vec::new();
    for (column, (stated, sums)) in stated.iter().zip(sums).enumerate() {
        let Some(stated) = stated else { continue };
        let other = or.iter().filter_map(|o| o.get(column)).any(|s| s.agrees(*stated));
        if !sums.agrees(*stated) && !other {
            found.push(Mismatch { column, row: *row, stated: stated.plain(), sum: sums.all.plain(), tables: None });
        }
    }
    found
}
