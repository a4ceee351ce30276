//! What stands below a table: another one and a total of both, one that nobody knows, and of two side by side one that changes its
//! header further down.
use super::layout::{Layout, Lower, PLAIN};
use super::sheet::{Pen, SheetTruth, Table};
use cuan::demo::random::Random;
use cuan::kernel::intake::Values;
use cuan::returns::template::Template;
use rust_xlsxwriter::Worksheet;

/// Labels that no template knows, with a row as people fill it in.
const STRANGE: [(&[&str], &[&str]); 3] = [
    (&["物资名称", "规格型号", "库存数量", "存放地点"], &["灭火器", "4kg", "12", "一车间"]),
    (
        &["设备编号", "设备名称", "检修内容", "检修人员", "下次检修日期"],
        &["S-07", "行车", "钢丝绳", "王强", "2026-12-01"],
    ),
    (&["车牌号", "驾驶员", "行驶里程(公里)", "保养情况"], &["苏M12345", "李刚", "81200", "良好"]),
];

/// Draws the tables of a sheet; answers what has to be said of each.
pub fn drawn(
    template: &'static Template,
    layout: &Layout,
    rows: Vec<Values>,
    page: &mut Worksheet,
    random: &mut Random,
) -> Vec<SheetTruth> {
    let mut draw = Draw { template, page, random, truths: Vec::new() };
    match layout.lower {
        Lower::Nothing => {}
        Lower::Grand => draw.grand(layout, rows),
        Lower::Strange => draw.strange(layout, rows),
        Lower::Parted => draw.parted(layout, rows),
    }
    draw.truths
}

struct Draw<'a> {
    template: &'static Template,
    page: &'a mut Worksheet,
    random: &'a mut Random,
    truths: Vec<SheetTruth>,
}

impl Draw<'_> {
    /// Draws one table at a place and keeps its truth; answers the first free row below it and its width.
    fn table(&mut self, layout: &Layout, rows: &[Values], turned: bool, place: (u32, u16)) -> (u32, u16) {
        let name = self.template.zh.to_owned();
        let sums = self.truths.last().map(|truth| truth.sums.clone()).unwrap_or_default();
        let mut truth = SheetTruth { name, block: self.truths.len(), ..SheetTruth::default() };
        let pen = &mut Pen { sheet: &mut *self.page, truth: &mut truth, random: &mut *self.random };
        let carried = if layout.total.is_some() { sums } else { Default::default() };
        let table = Table { template: self.template, layout, rows: rows.to_vec(), month: None, turned, carried };
        let (below, width) = pen.table(&table, place);
        self.truths.push(truth);
        (below, width)
    }

    /// Two tables with their columns the other way round, and a total of both below.
    fn grand(&mut self, layout: &Layout, rows: Vec<Values>) {
        let (first, second) = rows.split_at(rows.len() / 2);
        let alone = Layout { total: None, notes: false, ..*layout };
        let (below, _) = self.table(&alone, first, false, layout.away);
        let bare = Layout { title: false, form: false, ..*layout };
        self.table(&bare, second, true, (below - 3, layout.away.1));
    }

    /// A table, and below its notes or at once one of something else.
    fn strange(&mut self, layout: &Layout, rows: Vec<Values>) {
        let (below, _) = self.table(layout, &rows, false, layout.away);
        let top = if layout.notes { below } else { below - 3 };
        let (labels, row) = STRANGE[self.random.below(STRANGE.len())];
        let place = |at: usize| layout.away.1 + u16::try_from(at).expect("few columns");
        for (at, label) in labels.iter().enumerate() {
            self.page.write_string(top, place(at), *label).expect("a label");
        }
        let count = u32::try_from(self.random.between(1, 4)).expect("few rows");
        for n in 1..=count {
            for (at, text) in row.iter().enumerate() {
                match text.parse::<f64>() {
                    Ok(number) => self.page.write_number(top + n, place(at), number + f64::from(n)).expect("a cell"),
                    Err(_) => self.page.write_string(top + n, place(at), *text).expect("a cell"),
                };
            }
        }
        let name = self.template.zh.to_owned();
        let strange = Some((top + 1, u64::from(count)));
        self.truths.push(SheetTruth { name, block: 1, strange, ..SheetTruth::default() });
    }

    /// Two tables side by side; the right one has its columns the other way round halfway down.
    fn parted(&mut self, layout: &Layout, mut rows: Vec<Values>) {
        let right = rows.split_off(rows.len() / 2);
        let (upper, lower) = right.split_at(right.len() / 2);
        let (_, width) = self.table(layout, &rows, false, layout.away);
        let column = layout.away.1 + width + u16::from(!layout.adjacent);
        let (below, _) = self.table(layout, upper, false, (layout.away.0, column));
        let bare = Layout { title: false, form: false, ..PLAIN };
        self.table(&Layout { few: layout.few, ..bare }, lower, true, (below - 3, column));
    }
}
