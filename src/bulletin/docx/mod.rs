//! A bulletin as a Word document: headings, paragraphs and tables whose numbers lead to their records, page numbers, and
//! both charts as charts, with their data inside, so that they can be edited.
//!
//! Written part by part: the libraries for such documents know no charts. The charts themselves are the workbook's.
mod parts;
mod xml;

use super::model::{Cell as Figure, Cut, Figures, Key, Measure, Was};
use super::page;
use super::service::Shown;
use super::sheet;
use crate::i18n::{self, Lang};
use crate::server::{Ctx, Halt};
use crate::t;
use anyhow::Context;
use std::io::{Cursor, Write};
use xml::{Cell, Links, Row, paragraph, run, table};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Charts are as wide as the text and a bit over half as high, in English metric units.
const CHART: (u64, u64) = (5_580_000, 2_650_000);

/// The document's bytes. `base` is where people reach the program.
///
/// # Errors
/// A part could not be put together.
pub fn written(ctx: &Ctx, shown: &Shown, base: &str) -> Result<Vec<u8>, Halt> {
    Ok(package(ctx, shown, base).context("write a document")?)
}

fn package(ctx: &Ctx, shown: &Shown, base: &str) -> anyhow::Result<Vec<u8>> {
    let lang = ctx.lang;
    let charts = sheet::charts(lang, &shown.figures)?;
    let mut paper =
        Paper { ctx, shown, links: Links::new(base, shown.bulletin.id), body: String::new(), headings: 0, tables: 0 };
    paper.write(charts.iter().map(|chart| chart.title.clone()).collect());
    let Paper { links, body, .. } = paper;
    let document =
        format!("{}<w:document {}><w:body>{body}{}</w:body></w:document>", parts::XML, parts::NAMESPACES, parts::PAGE);
    let title = page::title(lang, &shown.bulletin);
    let head =
        if shown.bulletin.is_draft() { t!(lang, "bulletin.paper.draft") } else { page::version(lang, &shown.bulletin) };
    let at = shown.bulletin.issued.as_ref().map_or(shown.bulletin.updated_at, |issued| issued.at);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| -> anyhow::Result<()> {
        zip.start_file(name, SimpleFileOptions::default())?;
        Ok(zip.write_all(bytes)?)
    };
    put("[Content_Types].xml", parts::content_types(charts.len()).as_bytes())?;
    put("_rels/.rels", parts::package_relations().as_bytes())?;
    put("docProps/core.xml", parts::core(&title, &shown.bulletin.author, at).as_bytes())?;
    put("word/document.xml", document.as_bytes())?;
    put("word/_rels/document.xml.rels", parts::document_relations(charts.len(), &links).as_bytes())?;
    put("word/styles.xml", parts::styles(lang).as_bytes())?;
    put("word/fontTable.xml", parts::font_table().as_bytes())?;
    put("word/settings.xml", parts::settings().as_bytes())?;
    put("word/header1.xml", parts::header(&format!("{title}　{head}")).as_bytes())?;
    put("word/footer1.xml", parts::footer(&i18n::words(lang, "bulletin.paper.page")).as_bytes())?;
    for (n, chart) in (1..).zip(&charts) {
        put(&format!("word/charts/chart{n}.xml"), chart.xml.as_bytes())?;
        put(&format!("word/charts/_rels/chart{n}.xml.rels"), parts::chart_relations(n).as_bytes())?;
        put(&format!("word/embeddings/chart{n}.xlsx"), &chart.data)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The document while it is written.
struct Paper<'a> {
    ctx: &'a Ctx,
    shown: &'a Shown,
    links: Links,
    body: String,
    headings: usize,
    tables: usize,
}

impl Paper<'_> {
    fn add(&mut self, style: &str, inside: &str) {
        self.body.push_str(&paragraph(style, inside));
    }

    fn words(&mut self, style: &str, text: &str) {
        self.add(style, &run(text, ""));
    }

    fn heading(&mut self, text: &str) {
        self.headings += 1;
        let ordinal = i18n::words(self.ctx.lang, &format!("bulletin.paper.ordinal.{}", self.headings));
        self.words("Heading1", &format!("{ordinal}{text}"));
    }

    fn write(&mut self, charts: Vec<String>) {
        let lang = self.ctx.lang;
        self.front();
        self.heading(&t!(lang, "bulletin.paper.words"));
        self.text();
        self.heading(&t!(lang, "bulletin.one.charts"));
        for (n, title) in (1..).zip(charts) {
            self.chart(n, &title);
        }
        self.heading(&t!(lang, "bulletin.one.tables"));
        let shown = self.shown;
        for (title, name, lines) in page::tables_of(lang, &shown.figures) {
            self.table(&title, &name, &lines, &shown.figures);
        }
        self.heading(&t!(lang, "bulletin.one.duties"));
        self.duties(&shown.figures);
        if let Some(remarks) = &shown.said.remarks {
            self.heading(&t!(lang, "bulletin.one.remarks"));
            for line in remarks.split('\n') {
                self.words("Text", line);
            }
        }
        self.heading(&t!(lang, "bulletin.paper.made"));
        self.made();
    }

    fn front(&mut self) {
        let (ctx, lang) = (self.ctx, self.ctx.lang);
        let bulletin = &self.shown.bulletin;
        self.words("Title", &page::title(lang, bulletin));
        let line = [page::serial(lang, bulletin), Some(page::version(lang, bulletin))];
        let line = line.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        self.words("Subtitle", &line);
        let signed = match &bulletin.issued {
            Some(_) => page::who(ctx, bulletin),
            None => t!(lang, "bulletin.paper.draft"),
        };
        self.words("Subtitle", &format!("{}　{signed}", t!(lang, "bulletin.paper.office")));
    }

    /// The paragraphs; every number that was counted leads to its records.
    fn text(&mut self) {
        let cut = Cut { town: self.shown.bulletin.town.clone(), ..Cut::default() };
        for line in self.shown.paragraphs(self.ctx.lang) {
            let inside: String =
                line.into_iter().map(|(piece, _)| self.links.number(&piece.text, piece.key, &cut)).collect();
            self.add("Text", &inside);
        }
    }

    fn chart(&mut self, n: usize, title: &str) {
        let (wide, high) = CHART;
        let name = xml::escape(title);
        let drawing = format!(
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{wide}\" cy=\"{high}\"/>\
             <wp:docPr id=\"{n}\" name=\"{name}\" descr=\"{name}\"/><a:graphic>\
             <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart r:id=\"rIdChart{n}\"/>\
             </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        );
        self.add("Figure", &drawing);
        self.words("Caption", &t!(self.ctx.lang, "bulletin.paper.figure", n = n, title = title));
    }

    fn caption(&mut self, title: &str) {
        self.tables += 1;
        self.words("Caption", &t!(self.ctx.lang, "bulletin.paper.table", n = self.tables, title = title));
    }

    fn table(&mut self, title: &str, name: &str, lines: &[(page::Named, Vec<Figure>)], figures: &Figures) {
        let lang = self.ctx.lang;
        self.caption(title);
        if lines.is_empty() {
            self.words("Note", &t!(lang, "bulletin.one.no-rows"));
            return;
        }
        let mut rows = heads(lang, name);
        for ((name, cut), cells) in lines {
            rows.push(self.row(name, cut, cells, false));
        }
        let whole = Cut { town: figures.town.clone(), ..Cut::default() };
        rows.push(self.row(&t!(lang, "bulletin.one.total"), &whole, &figures.headline, true));
        let least = [1_000; 4].into_iter().chain([1_350; 2]);
        let heads = rows[1].cells.iter().skip(1).zip(least);
        let widths: Vec<u32> = heads.map(|(head, least)| xml::width(&head.words).max(least)).collect();
        let first = parts::WIDTH.saturating_sub(widths.iter().sum());
        self.body.push_str(&table(&[vec![first], widths].concat(), &rows));
    }

    fn row(&mut self, name: &str, cut: &Cut, cells: &[Figure], total: bool) -> Row {
        let lang = self.ctx.lang;
        let mut row = Row { cells: vec![Cell::text(name)], total, ..Row::default() };
        for cell in cells {
            let last = match cell.last {
                Some(last) => self.links.number(&i18n::number(last), Some(Key::new(Was::Last, cell.measure)), cut),
                None => run(&t!(lang, "bulletin.one.no-data"), ""),
            };
            let now = self.links.number(&i18n::number(cell.now), Some(Key::new(Was::Now, cell.measure)), cut);
            if cell.measure == Measure::Incidents {
                let diff = page::difference(lang, cell).unwrap_or_default();
                let each = [
                    last,
                    now,
                    run(&diff, ""),
                    run(&page::percent(lang, cell, self.shown.figures.is_last_unlike()), ""),
                ];
                row.cells.extend(each.map(Cell::number));
            } else {
                row.cells.push(Cell::number(last + &run(" → ", "") + &now));
            }
        }
        row
    }

    fn duties(&mut self, figures: &Figures) {
        let lang = self.ctx.lang;
        self.caption(&t!(lang, "bulletin.one.duties"));
        let cut = Cut { town: figures.town.clone(), ..Cut::default() };
        let heads = [t!(lang, "bulletin.one.before"), t!(lang, "bulletin.one.now")];
        let mut rows = vec![Row {
            cells: std::iter::once(Cell::text(&t!(lang, "bulletin.one.duty")))
                .chain(heads.iter().map(|head| Cell::number(run(head, ""))))
                .collect(),
            head: true,
            ..Row::default()
        }];
        for (name, [now, last], [now_key, last_key]) in page::duties(lang, figures) {
            let cells = [(last, last_key), (now, now_key)].map(|(text, key)| self.links.number(&text, key, &cut));
            let cells = std::iter::once(Cell::text(&name)).chain(cells.map(Cell::number)).collect();
            rows.push(Row { cells, ..Row::default() });
        }
        self.body.push_str(&table(&[parts::WIDTH - 1_700 * 2, 1_700, 1_700], &rows));
        self.words("Note", &t!(lang, "bulletin.one.duties-note"));
    }

    /// Windows, cut-off, baselines, rules, seal: what somebody needs to count it again.
    fn made(&mut self) {
        let lang = self.ctx.lang;
        for (name, value) in page::facts(self.ctx, self.shown) {
            self.words("Note", &t!(lang, "bulletin.paper.fact", name = name, value = value));
        }
        self.words("Note", &t!(lang, "bulletin.one.how"));
        self.words("Note", &t!(lang, "bulletin.paper.links"));
        let (_, linked) = self.links.page();
        let name = t!(lang, "bulletin.paper.fact", name = t!(lang, "bulletin.paper.address"), value = "");
        self.add("Note", &(run(&name, "") + &linked));
    }
}

/// Two rows of heads: the measure over its columns.
fn heads(lang: Lang, name: &str) -> Vec<Row> {
    let number = |words: &str| Cell { words: words.to_owned(), ..Cell::number(run(words, "")) };
    let measures = [Measure::Deaths, Measure::Serious].map(|it| page::measure(lang, it));
    let mut first = vec![
        Cell { merge: Some("restart"), ..Cell::text(name) },
        Cell { span: 4, ..number(&page::measure(lang, Measure::Incidents)) },
    ];
    first.extend(measures.iter().map(|words| number(words)));
    let pair = t!(lang, "bulletin.one.before-now");
    let second = [
        t!(lang, "bulletin.one.before"),
        t!(lang, "bulletin.one.now"),
        t!(lang, "bulletin.one.diff"),
        t!(lang, "bulletin.one.percent"),
        pair.clone(),
        pair,
    ];
    let mut cells = vec![Cell { merge: Some("continue"), ..Cell::default() }];
    cells.extend(second.iter().map(|words| number(words)));
    [first, cells].map(|cells| Row { cells, head: true, total: false }).to_vec()
}
