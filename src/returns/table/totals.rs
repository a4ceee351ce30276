//! Totals compared with the rows they speak of.
use super::Total;
use crate::returns::lexer::Amount;

/// Sums of one column: over everything, over the group, with and without hidden rows.
#[derive(Debug, Clone, Copy)]
struct Sums {
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
    rows: u64,
    in_group: u64,
    finals: u64,
    waiting_group: Option<Waiting>,
    waiting_all: Option<Waiting>,
}

impl Totals {
    pub fn new(columns: usize) -> Totals {
        let zero = || vec![Sums::ZERO; columns];
        Totals { all: zero(), group: zero(), part: zero(), ..Totals::default() }
    }

    /// A data row: for each column its amount, and whether the cell was unreadable.
    pub fn data(&mut self, cells: &[(Option<Amount>, bool)], hidden: bool) {
        self.rows += 1;
        self.in_group += 1;
        for (at, (amount, broken)) in cells.iter().enumerate() {
            for sums in [&mut self.all, &mut self.group, &mut self.part] {
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
                    found = compare(&(row, stated), &self.group, &[]);
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
                    let parts: [&[Sums]; 2] = [&self.group, &self.part];
                    let parts = if self.finals > 0 { parts.as_slice() } else { &[] };
                    found.extend(compare(&(row, stated), &self.all, parts));
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

    fn next_group(&mut self) {
        self.in_group = 0;
        self.group.fill(Sums::ZERO);
    }
}

fn compare((row, stated): &Waiting, sums: &[Sums], or: &[&[Sums]]) -> Vec<Mismatch> {
    let mut found = Vec::new();
    for (column, (stated, sums)) in stated.iter().zip(sums).enumerate() {
        let Some(stated) = stated else { continue };
        let other = or.iter().filter_map(|o| o.get(column)).any(|s| s.agrees(*stated));
        if !sums.agrees(*stated) && !other {
            found.push(Mismatch { column, row: *row, stated: stated.plain(), sum: sums.all.plain() });
        }
    }
    found
}
