//! The district in numbers: towns and duties, worst first.
use crate::compliance::model::{Duty, Standing, Status};

/// How many enterprises of a place stand how with one duty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    pub not_met: i64,
    /// Everyone who owes it: without the exempt and those whom nothing obliges.
    pub obliged: i64,
    pub late: i64,
    pub soon: i64,
    pub no_data: i64,
}

impl Cell {
    fn count(&mut self, status: Status) {
        self.obliged += i64::from(status.obliged());
        match status {
            Status::NotMet => self.not_met += 1,
            Status::Late => self.late += 1,
            Status::Soon => self.soon += 1,
            Status::NoData => self.no_data += 1,
            _ => {}
        }
    }

    fn plus(self, other: Cell) -> Cell {
        Cell {
            not_met: self.not_met + other.not_met,
            obliged: self.obliged + other.obliged,
            late: self.late + other.late,
            soon: self.soon + other.soon,
            no_data: self.no_data + other.no_data,
        }
    }

    /// How deep the ground of the cell is: 0 nobody, 1 some, 2 a tenth or more, 3 a third or more of those obliged.
    pub fn heat(self) -> u8 {
        match (self.not_met, self.obliged) {
            (0, _) => 0,
            (n, of) if 3 * n >= of => 3,
            (n, of) if 10 * n >= of => 2,
            _ => 1,
        }
    }
}

/// One town, or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub town: String,
    /// Enterprises on the roll, and those with at least one duty not met.
    pub enterprises: i64,
    pub with_gaps: i64,
    /// In the order of [`Duty::ALL`].
    pub cells: [Cell; 12],
}

impl Row {
    fn new(town: &str) -> Row {
        Row { town: town.to_owned(), enterprises: 0, with_gaps: 0, cells: Default::default() }
    }

    fn count(&mut self, standing: &Standing) {
        self.enterprises += 1;
        self.with_gaps += i64::from(standing.count(Status::NotMet) > 0);
        for judged in &standing.duties {
            self.cells[judged.duty.index()].count(judged.status);
        }
    }

    pub fn cell(&self, duty: Duty) -> Cell {
        self.cells[duty.index()]
    }

    /// All duties together.
    pub fn whole(&self) -> Cell {
        self.cells.iter().fold(Cell::default(), |sum, cell| sum.plus(*cell))
    }
}

/// The board: towns worst first, and all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub rows: Vec<Row>,
    pub total: Row,
}

/// Counts the enterprises by town. The worst town is the one with the greatest share of duties not met among those owed;
/// towns with the same share stay in the district's own order.
pub fn board<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Board {
    let mut board = Board { rows: Vec::new(), total: Row::new("") };
    for standing in standings {
        let town = &standing.facts.owner.town;
        let at = board.rows.iter().position(|row| row.town == *town).unwrap_or_else(|| {
            board.rows.push(Row::new(town));
            board.rows.len() - 1
        });
        board.rows[at].count(standing);
        board.total.count(standing);
    }
    board.rows.sort_by(|one, other| {
        let (one, other) = (one.whole(), other.whole());
        // a/b > c/d without floats; nothing owed is nothing missed.
        let share = |of: Cell| (i128::from(of.not_met), i128::from(of.obliged.max(1)));
        let ((a, b), (c, d)) = (share(one), share(other));
        (c * b).cmp(&(a * d))
    });
    board
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compliance::model::{Facts, Judged, Why};

    fn standing(town: &str, statuses: &[(Duty, Status)]) -> Standing {
        let mut facts = Facts::default();
        facts.owner.town = town.to_owned();
        let judged = |duty| {
            let status = statuses.iter().find(|(of, _)| *of == duty).map_or(Status::NotOwed, |(_, status)| *status);
            Judged { duty, status, why: Why::new("no-rule"), due: None }
        };
        Standing { facts, duties: Duty::ALL.map(judged).to_vec() }
    }

    #[test]
    fn exempt_and_unobliged_enterprises_are_not_counted_among_those_who_owe() {
        let held = |status| standing("甲镇", &[(Duty::CongressHeld, status)]);
        let all: Vec<Standing> = Status::ALL.map(held).into_iter().collect();
        let board = board(&all);
        let cell = board.total.cell(Duty::CongressHeld);
        assert_eq!((cell.not_met, cell.obliged, cell.late, cell.soon, cell.no_data), (1, 6, 1, 1, 1));
        assert_eq!((board.total.enterprises, board.total.with_gaps), (8, 1));
        assert_eq!(board.total.cell(Duty::Returns), Cell::default());
    }

    #[test]
    fn the_worst_town_stands_first_and_equals_keep_their_order() {
        let met = [(Duty::CongressHeld, Status::Met), (Duty::Returns, Status::Met)];
        let half = [(Duty::CongressHeld, Status::NotMet), (Duty::Returns, Status::Met)];
        let all = [("甲镇", met), ("乙镇", half), ("丙镇", met), ("丁镇", half), ("丁镇", half)];
        let all: Vec<Standing> = all.iter().map(|(town, of)| standing(town, of)).collect();
        let towns: Vec<String> = board(&all).rows.into_iter().map(|row| row.town).collect();
        assert_eq!(towns, ["乙镇", "丁镇", "甲镇", "丙镇"]);
    }

    #[test]
    fn the_rows_add_up_to_the_total() {
        let half = [(Duty::CongressHeld, Status::NotMet), (Duty::Returns, Status::Late)];
        let all: Vec<Standing> = ["甲镇", "乙镇", "甲镇"].iter().map(|town| standing(town, &half)).collect();
        let board = board(&all);
        for duty in Duty::ALL {
            let sum = board.rows.iter().fold(Cell::default(), |sum, row| sum.plus(row.cell(duty)));
            assert_eq!(sum, board.total.cell(duty));
        }
        assert_eq!(board.total.whole(), Cell { not_met: 3, obliged: 6, late: 3, ..Cell::default() });
    }

    #[test]
    fn the_ground_deepens_with_the_share() {
        for (not_met, obliged, heat) in
            [(0, 0, 0), (0, 40, 0), (1, 40, 1), (4, 40, 2), (13, 40, 2), (14, 40, 3), (1, 1, 3)]
        {
            assert_eq!(Cell { not_met, obliged, ..Cell::default() }.heat(), heat, "{not_met}/{obliged}");
        }
    }
}
