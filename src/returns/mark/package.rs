//! A package edited part by part: what needs no marks is copied as it is, without unpacking it.
use super::merged;
use super::notes::{self, Notes};
use super::parts::{self, Filter};
use super::sheet::{self, Looked, Marking, Plan};
use super::styles::Styles;
use super::threads::{self, Person};
use super::xml::{escape, odd};
use super::{Marks, SheetMarks};
use crate::returns::marks;
use crate::returns::read::zipped::{self, Archive, Package};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The largest part that is held in memory: everything but sheets, in bytes.
const PART_MAX: u64 = 32 << 20;
const TYPES: &str = "[Content_Types].xml";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

/// A sheet that is written again.
struct Marked {
    marks: SheetMarks,
    looked: Looked,
    column: u16,
    filter: Option<String>,
    /// The relationship of a drawing that the sheet does not have yet.
    legacy: Option<String>,
}

/// What is known of the package, and what becomes of its parts.
struct Edit<'a> {
    marks: &'a Marks,
    archive: Archive,
    names: Vec<String>,
    strict: bool,
    /// Parts by name with their new content.
    changed: HashMap<String, String>,
    /// New parts, in the order in which they are written.
    new: Vec<(String, String)>,
    types: String,
    sheets: HashMap<String, Marked>,
    filters: Vec<Filter>,
    /// The name of a sheet in front, where there is none of an earlier round.
    guide: Option<&'a str>,
    /// Who we are in threads, where the workbook has a list of persons.
    person: Option<Person>,
}

/// Writes the marked package to `out`.
///
/// # Errors
/// The file is no package of a workbook, or one that is too odd to edit.
pub(super) fn mark(path: &Path, marks: &Marks, out: &Path) -> io::Result<()> {
    let prescan = zipped::prescan(path).map_err(|problem| odd(problem.code))?;
    if !matches!(prescan.kind, Package::Xlsx | Package::Xlsm) {
        return Err(odd("no package of a workbook"));
    }
    let archive = zipped::archive(path).map_err(|problem| odd(problem.code))?;
    let mut edit = Edit {
        marks,
        archive,
        names: prescan.names,
        strict: false,
        changed: HashMap::new(),
        new: Vec::new(),
        types: String::new(),
        sheets: HashMap::new(),
        filters: Vec::new(),
        guide: None,
        person: None,
    };
    edit.prepare()?;
    edit.write(out)
}

impl<'a> Edit<'a> {
    fn name(&self, wanted: &str) -> Option<String> {
        self.names.iter().find(|name| name.eq_ignore_ascii_case(wanted)).cloned()
    }

    fn text(&mut self, name: &str) -> io::Result<String> {
        let entry = self.archive.by_name(name).map_err(odd)?;
        let mut bytes = Vec::new();
        entry.take(PART_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > PART_MAX {
            return Err(odd("a part that is too large to edit"));
        }
        // A mark of the byte order is none of the text.
        let text = String::from_utf8(bytes).map_err(odd)?;
        Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
    }

    fn must(&mut self, wanted: &str) -> io::Result<(String, String)> {
        let name = self.name(wanted).ok_or_else(|| odd(format!("no {wanted}")))?;
        Ok((name.clone(), self.text(&name)?))
    }

    /// Decides what becomes of every part but the sheets themselves.
    fn prepare(&mut self) -> io::Result<()> {
        self.types = self.must(TYPES)?.1;
        let (_, book) = self.must("xl/workbook.xml")?;
        let (rels_name, rels) = self.must("xl/_rels/workbook.xml.rels")?;
        self.strict = book.contains("http://purl.oclc.org/ooxml/spreadsheetml/main");
        let targets: HashMap<String, String> =
            parts::relations(&rels)?.into_iter().map(|r| (r.id, absolute("xl", &r.target))).collect();
        self.prepare_person(&rels);
        let sheets = parts::sheets(&book)?;
        let marks: &'a Marks = self.marks;
        for sheet in marks.sheets.iter().filter(|sheet| !sheet.is_empty()) {
            let id = sheets.iter().find(|(name, _)| *name == sheet.sheet).map(|(_, id)| id);
            let part = id.and_then(|id| targets.get(id)).and_then(|part| self.name(part));
            let part = part.ok_or_else(|| odd(format!("no part for the sheet {}", sheet.sheet)))?;
            self.prepare_sheet(&part, sheet)?;
        }
        let ours = sheets.iter().find(|(name, _)| marks::is_sheet(name));
        self.guide = ours.is_none().then_some(marks.guide.as_str());
        if self.guide.is_some() {
            self.changed.insert(rels_name, parts::add(&rels, &parts::guide_relation(self.strict))?);
            self.types = parts::add(&self.types, &parts::content_type(parts::GUIDE_PART, SHEET_TYPE))?;
        }
        Ok(())
    }

    fn prepare_sheet(&mut self, part: &str, marks: &SheetMarks) -> io::Result<()> {
        let entry = self.archive.by_name(part).map_err(odd)?;
        let looked = sheet::look(BufReader::new(entry), marks.was)?;
        let column = looked.last_column.checked_add(1).filter(|c| *c < 16_383).ok_or_else(|| odd("no free column"))?;
        let filter = sheet::filter_over(marks, &looked, column);
        let reach = looked.filter.as_deref().and_then(|range| sheet::reaching(range, column));
        if let Some(range) = filter.clone().or(reach).and_then(|range| sheet::absolute(&range)) {
            self.filters.push(Filter { sheet: marks.sheet.clone(), range });
        }
        let marks = merged::on_sight(marks, &looked.merges);
        let mut marked = Marked { marks, looked, column, filter, legacy: None };
        self.prepare_notes(part, &mut marked)?;
        self.sheets.insert(part.to_owned(), marked);
        Ok(())
    }

    /// Looks up the list of persons. A list that is odd is left alone, and so are the threads then.
    fn prepare_person(&mut self, rels: &str) {
        let relations = parts::relations(rels).unwrap_or_default();
        let part = relations.iter().find(|r| r.kind.ends_with("/person")).map(|r| absolute("xl", &r.target));
        let Some(part) = part.and_then(|part| self.name(&part)) else { return };
        self.person = self.text(&part).and_then(|list| threads::person(part, list)).ok();
    }

    /// Puts our replies into the threads of a sheet; answers the cells that have one. Threads that are odd stay as they are.
    fn prepare_threads(&mut self, part: String, notes: &Notes) -> HashSet<(u16, u32)> {
        let Some(person) = self.person.clone() else { return HashSet::new() };
        let Ok(old) = self.text(&part) else { return HashSet::new() };
        let Ok(threaded) = threads::threads(&old, notes, &person.id, &self.marks.at) else { return HashSet::new() };
        if threaded.part != old {
            self.changed.insert(part, threaded.part);
        }
        if threaded.replied {
            self.changed.insert(person.part, person.list);
        }
        threaded.cells
    }

    /// The comments part and the drawing of a sheet, with the relationships that tie them to it.
    fn prepare_notes(&mut self, part: &str, marked: &mut Marked) -> io::Result<()> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let rels_name = format!("{folder}/_rels/{file}.rels");
        let known = self.name(&rels_name);
        let mut rels = match &known {
            Some(name) => self.text(name)?,
            None => parts::NO_RELATIONS.to_owned(),
        };
        let relations = parts::relations(&rels)?;
        let of = |kind: &str| relations.iter().find(|r| r.kind.ends_with(kind)).map(|r| absolute(folder, &r.target));
        let comments_name = of("/comments").and_then(|part| self.name(&part));
        let legacy = marked.looked.legacy.as_ref().and_then(|id| relations.iter().find(|r| r.id == *id));
        let drawing_name = legacy.map(|r| absolute(folder, &r.target)).and_then(|part| self.name(&part));
        let old = comments_name.as_deref().map(|name| self.text(name)).transpose()?;
        let notes = notes_of(&marked.marks);
        let threads = of("/threadedComment").and_then(|part| self.name(&part));
        let threads = threads.map_or_else(HashSet::new, |part| self.prepare_threads(part, &notes));
        let noted = notes::comments(old.as_deref(), &notes, &threads)?;
        if noted.added.is_empty() && noted.gone.is_empty() && old.as_deref() == Some(noted.comments.as_str()) {
            return Ok(());
        }
        if noted.added.is_empty() && old.is_none() {
            return Ok(());
        }
        let old_drawing = drawing_name.as_deref().map(|name| self.text(name)).transpose()?;
        let drawing = notes::drawing(old_drawing.as_deref(), &noted.added, &noted.gone)?;
        let base = parts::kinds(self.strict);
        match comments_name {
            Some(name) => drop(self.changed.insert(name, noted.comments)),
            None => {
                let name = self.free("xl/comments", ".xml");
                rels = parts::add(
                    &rels,
                    &parts::relationship("rIdCuanNotes", &format!("{base}/comments"), &format!("/{name}")),
                )?;
                self.types = parts::add(&self.types, &parts::content_type(&name, COMMENTS_TYPE))?;
                self.new.push((name, noted.comments));
            }
        }
        match drawing_name {
            Some(name) => drop(self.changed.insert(name, drawing)),
            None => {
                let name = self.free("xl/drawings/vmlDrawing", ".vml");
                rels = parts::add(
                    &rels,
                    &parts::relationship("rIdCuanDrawing", &format!("{base}/vmlDrawing"), &format!("/{name}")),
                )?;
                if !self.types.contains("Extension=\"vml\"") {
                    self.types = parts::add(&self.types, parts::vml_type())?;
                }
                self.new.push((name, drawing));
                marked.legacy = Some("rIdCuanDrawing".to_owned());
            }
        }
        match known {
            Some(name) => drop(self.changed.insert(name, rels)),
            None => self.new.push((rels_name, rels)),
        }
        Ok(())
    }

    /// A part's name that is not taken.
    fn free(&self, stem: &str, end: &str) -> String {
        let taken: HashSet<String> =
            self.names.iter().chain(self.new.iter().map(|(name, _)| name)).map(|name| name.to_lowercase()).collect();
        let mut names = (1..).map(|n| format!("{stem}{n}{end}"));
        names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_else(|| format!("{stem}{end}"))
    }

    fn write(mut self, out: &Path) -> io::Result<()> {
        let (styles_name, styles) = self.must("xl/styles.xml")?;
        let (book_name, book) = self.must("xl/workbook.xml")?;
        let mut styles = Styles::read(styles, parts::kept(&book)?)?;
        let guide_part = self.guide_part()?;
        let mut zip = ZipWriter::new(BufWriter::new(File::create(out)?));
        let options = SimpleFileOptions::default();
        let types = self.name(TYPES).unwrap_or_else(|| TYPES.to_owned());
        put(&mut zip, &types, &self.types)?;
        for (at, name) in self.names.iter().enumerate() {
            if [&types, &styles_name, &book_name, &guide_part].contains(&name) {
                continue;
            }
            if let Some(text) = self.changed.get(name) {
                put(&mut zip, name, text)?;
            } else if let Some(marked) = self.sheets.get(name) {
                zip.start_file(name.as_str(), options).map_err(odd)?;
                let plan = Plan {
                    marks: &marked.marks,
                    label: &self.marks.label,
                    column: marked.column,
                    filter: marked.filter.clone(),
                    legacy: marked.legacy.as_deref(),
                    kinds: parts::kinds(self.strict),
                    has_columns: marked.looked.has_columns,
                };
                let entry = self.archive.by_index(at).map_err(odd)?;
                Marking::new(plan, &mut styles, &mut zip).run(BufReader::new(entry))?;
            } else {
                let entry = self.archive.by_index_raw(at).map_err(odd)?;
                zip.raw_copy_file(entry).map_err(odd)?;
            }
        }
        for (name, text) in &self.new {
            put(&mut zip, name, text)?;
        }
        let (title, plain) = (styles.own(true), styles.own(false));
        put(&mut zip, &guide_part, &guide(self.marks, self.strict, title, plain))?;
        let book = parts::workbook(&book, self.guide, self.strict, &self.filters, styles.kept())?;
        put(&mut zip, &book_name, &book)?;
        put(&mut zip, &styles_name, &styles.finish()?)?;
        zip.finish().map_err(odd)?.flush()
    }

    /// The part of the sheet in front: the one of an earlier round, else a new one.
    fn guide_part(&mut self) -> io::Result<String> {
        let book = self.must("xl/workbook.xml")?.1;
        let Some((_, id)) = parts::sheets(&book)?.into_iter().find(|(name, _)| marks::is_sheet(name)) else {
            return Ok(parts::GUIDE_PART.to_owned());
        };
        let rels = self.must("xl/_rels/workbook.xml.rels")?.1;
        let target = parts::relations(&rels)?.into_iter().find(|r| r.id == id).map(|r| absolute("xl", &r.target));
        target.and_then(|part| self.name(&part)).ok_or_else(|| odd("a sheet without a part"))
    }
}

fn put(zip: &mut ZipWriter<BufWriter<File>>, name: &str, text: &str) -> io::Result<()> {
    zip.start_file(name, SimpleFileOptions::default()).map_err(odd)?;
    zip.write_all(text.as_bytes())
}

fn notes_of(marks: &SheetMarks) -> Notes {
    let noted = marks.cells.iter().filter(|cell| !cell.note.is_empty());
    noted.map(|cell| ((cell.row, cell.column), cell.note.clone())).collect()
}

/// A relationship's target as a part's name: relative to the folder of the part it belongs to.
fn absolute(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The sheet in front, as XML.
fn guide(marks: &Marks, strict: bool, title: u32, plain: u32) -> String {
    let main = if strict {
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
    } else {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    };
    let row = |(at, line): (usize, &String)| {
        let (row, style) = (at + 1, if at == 0 { title } else { plain });
        format!(
            "<row r=\"{row}\"><c r=\"A{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c></row>",
            escape(line)
        )
    };
    let rows: String = marks.lines.iter().enumerate().map(row).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\"><cols><col min=\"1\" max=\"1\" width=\"110\" customWidth=\"1\"/></cols><sheetData>{rows}</sheetData></worksheet>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_part() {
        assert_eq!(absolute("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(absolute("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(absolute("xl/worksheets", "/xl/comments1.xml"), "xl/comments1.xml");
        assert_eq!(absolute("xl", "../../../x"), "x");
    }
}
