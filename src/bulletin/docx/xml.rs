//! WordprocessingML in small: runs, paragraphs, tables, links, each as text.
use crate::bulletin::link;
use crate::bulletin::model::{Cut, Key};
use std::fmt::Write;
use uuid::Uuid;

/// Text for a part: escaped, without what XML cannot hold.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A run of text; `properties` are the children of `w:rPr`.
pub fn run(text: &str, properties: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let properties = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
}

/// A paragraph of a style; `inside` are its runs.
pub fn paragraph(style: &str, inside: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{inside}</w:p>")
}

/// The links out of the document, each address once.
pub struct Links {
    base: String,
    id: Uuid,
    addresses: Vec<String>,
}

impl Links {
    /// `base` is where people reach the program, without a slash at its end.
    pub fn new(base: &str, id: Uuid) -> Links {
        Links { base: base.to_owned(), id, addresses: Vec::new() }
    }

    pub fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// The relationship of an address.
    pub fn relation(at: usize) -> String {
        format!("rIdLink{}", at + 1)
    }

    pub fn page(&mut self) -> (String, String) {
        let address = format!("{}{}", self.base, link::one(self.id));
        let linked = self.to(address.clone(), &run(&address, "<w:rStyle w:val=\"Hyperlink\"/>"));
        (address, linked)
    }

    /// A number that leads to its records; zero has none.
    pub fn number(&mut self, text: &str, key: Option<Key>, cut: &Cut) -> String {
        let Some(key) = key.filter(|_| text != "0") else { return run(text, "") };
        let address = format!("{}{}", self.base, link::records(self.id, key, cut));
        self.to(address, &run(text, "<w:rStyle w:val=\"Hyperlink\"/>"))
    }

    fn to(&mut self, address: String, inside: &str) -> String {
        let at = self.addresses.iter().position(|known| *known == address).unwrap_or_else(|| {
            self.addresses.push(address);
            self.addresses.len() - 1
        });
        format!("<w:hyperlink r:id=\"{}\" w:history=\"1\">{inside}</w:hyperlink>", Links::relation(at))
    }
}

/// How wide a cell is that breaks none of its words, as a bold head of ten points between margins of three, in twentieths of a
/// point. Chinese breaks between any two characters.
pub fn width(words: &str) -> u32 {
    let of = |word: &str| if word.is_ascii() { crate::ui::chart::ems(word) * 1.08 } else { 1.0 };
    let widest = words.split_whitespace().map(of).fold(0.0, f64::max);
    (widest * 200.0 + 120.0).ceil() as u32
}

/// A cell: its runs, whether it is a number, how many columns it spans, whether a cell above reaches into it.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub inside: String,
    pub number: bool,
    pub span: usize,
    pub merge: Option<&'static str>,
    /// What a head says, to be measured.
    pub words: String,
}

impl Cell {
    pub fn text(text: &str) -> Cell {
        Cell { inside: run(text, ""), ..Cell::default() }
    }

    pub fn number(inside: String) -> Cell {
        Cell { inside, number: true, ..Cell::default() }
    }
}

/// A row; heads are repeated on every page and bold.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub cells: Vec<Cell>,
    pub head: bool,
    pub total: bool,
}

/// A table over the whole width of the text; `widths` in twentieths of a point.
pub fn table(widths: &[u32], rows: &[Row]) -> String {
    let mut out = String::from("<w:tbl><w:tblPr><w:tblStyle w:val=\"Figures\"/>");
    let all: u32 = widths.iter().sum();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<w:tblW w:w=\"{all}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
    );
    for width in widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid>");
    for row in rows {
        out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        if row.head {
            out.push_str("<w:tblHeader/>");
        }
        out.push_str("</w:trPr>");
        let mut column = 0;
        for cell in &row.cells {
            let span = cell.span.max(1);
            let width: u32 = widths.iter().skip(column).take(span).sum();
            column += span;
            out.push_str(&written(cell, row, width));
        }
        out.push_str("</w:tr>");
    }
    out + "</w:tbl>"
}

fn written(cell: &Cell, row: &Row, width: u32) -> String {
    let mut properties = format!("<w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
    if cell.span > 1 {
        let _ = write!(properties, "<w:gridSpan w:val=\"{}\"/>", cell.span);
    }
    match cell.merge {
        Some("restart") => properties.push_str("<w:vMerge w:val=\"restart\"/>"),
        Some(_) => properties.push_str("<w:vMerge/>"),
        None => {}
    }
    if row.head {
        properties.push_str("<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"000000\"/></w:tcBorders>");
    } else if row.total {
        properties.push_str("<w:tcBorders><w:top w:val=\"single\" w:sz=\"4\" w:color=\"000000\"/></w:tcBorders>");
    }
    properties.push_str("<w:vAlign w:val=\"center\"/>");
    let style = match (row.head || row.total, cell.number) {
        (true, true) => "CellHeadNumber",
        (true, false) => "CellHead",
        (false, true) => "CellNumber",
        (false, false) => "Cell",
    };
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(style, &cell.inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_the_longest_word_of_its_head() {
        // Ten bold letters of ten points are about 55 points wide.
        assert!(width("Difference") > 1_300, "{}", width("Difference"));
        assert!(width("Last year") < 1_000 && width("增减") < 1_000);
    }
}
