//! The small parts of a package that tie its big ones together: workbook, relationships, content types.
use super::styles::KEPT_MAX;
use super::xml::{attribute, escape, odd, prefix_of, with};
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use std::collections::BTreeMap;
use std::io;

pub(super) const GUIDE_PART: &str = "xl/worksheets/cuan-guide.xml";
const GUIDE_ID: &str = "rIdCuanGuide";

/// A filter over a sheet, for programs that look for its name.
pub(super) struct Filter {
    pub sheet: String,
    /// `$A$3:$G$20`
    pub range: String,
}

/// What the names of colours that marks cover begin with; a number follows.
const KEPT: &str = "_cuan_fill_";

/// The colours that marks of an earlier round cover, raw, in the order of their numbers. Only what a colour may consist
/// of is taken over: a workbook comes from strangers.
///
/// # Errors
/// The part is not XML.
pub(super) fn kept(workbook: &str) -> io::Result<Vec<String>> {
    let mut found = BTreeMap::new();
    let mut reader = Reader::from_str(workbook);
    let mut number = None;
    loop {
        match reader.read_event().map_err(odd)? {
            Event::Start(tag) if tag.local_name().as_ref() == "definedName" => {
                number = attribute(&tag, "name").and_then(|name| name.strip_prefix(KEPT)?.parse::<usize>().ok());
            }
            Event::Text(text) => {
                if let (Some(number), Some(color)) = (number, color(&text)) {
                    found.insert(number, color);
                }
            }
            Event::End(_) => number = None,
            Event::Eof => break,
            _ => {}
        }
    }
    let numbered = (1..=KEPT_MAX).map_while(|number| found.remove(&number));
    Ok(numbered.collect())
}

/// `"rgb:FFFFFF00 tint:0.4"`, as it stands in a name, as a colour's attributes.
fn color(told: &str) -> Option<String> {
    let told = told.replace("&quot;", "\"");
    let one = |said: &str| {
        let (key, value) = said.split_once(':')?;
        let known = ["rgb", "theme", "tint", "indexed"].contains(&key);
        let plain = value.len() <= 24 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        (known && plain && !value.is_empty()).then(|| format!("{key}=\"{value}\""))
    };
    let all: Option<Vec<String>> = told.trim().trim_matches('"').split_whitespace().map(one).collect();
    all.filter(|all| !all.is_empty()).map(|all| all.join(" "))
}

/// One entry of a relationships part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub id: String,
    pub kind: String,
    pub target: String,
}

/// The sheets of a workbook in their order: name and relationship.
///
/// # Errors
/// The part is not XML.
pub(super) fn sheets(workbook: &str) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    each(workbook, "sheet", |tag| {
        if let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id")) {
            found.push((name, id));
        }
    })?;
    Ok(found)
}

/// # Errors
/// The part is not XML.
pub(super) fn relations(part: &str) -> io::Result<Vec<Relation>> {
    let mut found = Vec::new();
    each(part, "Relationship", |tag| {
        let of = |name| attribute(tag, name).unwrap_or_default();
        found.push(Relation { id: of("Id"), kind: of("Type"), target: of("Target") });
    })?;
    Ok(found)
}

fn each(part: &str, element: &str, mut take: impl FnMut(&BytesStart<'_>)) -> io::Result<()> {
    let mut reader = Reader::from_str(part);
    loop {
        match reader.read_event().map_err(odd)? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == element => take(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Adds raw elements before the end of the root; each brings its own namespace, so that no prefix matters.
///
/// # Errors
/// The part has no end.
pub(super) fn add(part: &str, elements: &str) -> io::Result<String> {
    let end = part.rfind("</").ok_or_else(|| odd("a part without an end"))?;
    Ok(format!("{}{elements}{}", &part[..end], &part[end..]))
}

pub(super) fn relationship(id: &str, kind: &str, target: &str) -> String {
    format!(
        "<Relationship xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\" Id=\"{id}\" Type=\"{kind}\" Target=\"{}\"/>",
        escape(target)
    )
}

pub(super) fn content_type(part: &str, kind: &str) -> String {
    format!(
        "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" PartName=\"/{}\" ContentType=\"{kind}\"/>",
        escape(part)
    )
}

pub(super) fn vml_type() -> &'static str {
    "<Default xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"
}

/// An empty relationships part.
pub(super) const NO_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// Where relationship kinds begin: strict packages have their own.
pub(super) fn kinds(strict: bool) -> &'static str {
    if strict {
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    } else {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    }
}

/// The relationship of the sheet in front.
pub(super) fn guide_relation(strict: bool) -> String {
    let target = GUIDE_PART.trim_start_matches("xl/");
    relationship(GUIDE_ID, &format!("{}/worksheet", kinds(strict)), target)
}

/// The workbook with a sheet in front (unless it has ours already) and with the names of its filters.
///
/// # Errors
/// The part is not XML.
pub(super) fn workbook(
    text: &str,
    guide: Option<&str>,
    strict: bool,
    filters: &[Filter],
    kept: &[String],
) -> io::Result<String> {
    let sheets = sheets(text)?;
    let shift = usize::from(guide.is_some());
    let mut ids = Vec::new();
    each(text, "sheet", |tag| ids.extend(attribute(tag, "sheetId").and_then(|id| id.parse::<u32>().ok())))?;
    let free = ids.into_iter().max().unwrap_or(0).saturating_add(1);
    let place = |sheet: &str| sheets.iter().position(|(name, _)| name == sheet).map(|at| at + shift);
    let names: Vec<(usize, &Filter)> = filters.iter().filter_map(|f| Some((place(&f.sheet)?, f))).collect();
    let mut edit =
        Edit { out: Writer::new(Vec::new()), names, kept, named: false, shift, strict, prefix: String::new() };
    let mut reader = Reader::from_str(text);
    let mut skipping = false;
    loop {
        let event = reader.read_event().map_err(odd)?;
        if skipping {
            skipping = !matches!(&event, Event::End(tag) if tag.local_name().as_ref() == "definedName");
            continue;
        }
        match event {
            Event::Eof => break,
            Event::Start(tag) if edit.is_stale(&tag) => skipping = true,
            event => {
                edit.before(&event)?;
                edit.write(event, guide.map(|name| (name, free)))?;
            }
        }
    }
    String::from_utf8(edit.out.into_inner()).map_err(odd)
}

struct Edit<'a> {
    out: Writer<Vec<u8>>,
    names: Vec<(usize, &'a Filter)>,
    kept: &'a [String],
    named: bool,
    shift: usize,
    strict: bool,
    prefix: String,
}

/// Elements of a workbook that stand after its names.
const AFTER_NAMES: [&str; 10] = [
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
];

impl Edit<'_> {
    fn moved(&self, index: &str) -> Option<usize> {
        index.trim().parse::<usize>().ok().map(|at| at + self.shift)
    }

    /// A name that is about to be given anew: of a filter, or of a colour under a mark.
    fn is_stale(&self, tag: &BytesStart<'_>) -> bool {
        if tag.local_name().as_ref() != "definedName" {
            return false;
        }
        attribute(tag, "name").is_some_and(|name| name.starts_with(KEPT))
            || attribute(tag, "name").is_some_and(|name| name == "_xlnm._FilterDatabase")
                && attribute(tag, "localSheetId")
                    .and_then(|id| self.moved(&id))
                    .is_some_and(|at| self.names.iter().any(|(sheet, _)| *sheet == at))
    }

    /// Our names, where the workbook had none before.
    fn before(&mut self, event: &Event<'_>) -> io::Result<()> {
        let late = match event {
            Event::Start(tag) | Event::Empty(tag) => AFTER_NAMES.contains(&tag.local_name().as_ref()),
            Event::End(tag) => tag.local_name().as_ref() == "workbook",
            _ => false,
        };
        if late && !self.named && !(self.names.is_empty() && self.kept.is_empty()) {
            self.named = true;
            let name = format!("{}definedNames", self.prefix);
            self.out.write_event(Event::Start(BytesStart::new(name.clone())))?;
            self.ours()?;
            self.out.write_event(Event::End(BytesEnd::new(name)))?;
        }
        Ok(())
    }

    fn ours(&mut self) -> io::Result<()> {
        for (at, filter) in self.names.clone() {
            let text = format!("'{}'!{}", filter.sheet.replace('\'', "''"), filter.range);
            self.name("_xlnm._FilterDatabase", Some(at), &text)?;
        }
        for (number, color) in (1..).zip(self.kept) {
            let told = color.replace("=\"", ":").replace('"', "");
            self.name(&format!("{KEPT}{number}"), None, &format!("\"{told}\""))?;
        }
        Ok(())
    }

    fn name(&mut self, called: &str, sheet: Option<usize>, text: &str) -> io::Result<()> {
        let name = format!("{}definedName", self.prefix);
        let mut tag = BytesStart::new(name.clone());
        tag.push_attribute(("name", called));
        if let Some(at) = sheet {
            tag.push_attribute(("localSheetId", at.to_string().as_str()));
        }
        tag.push_attribute(("hidden", "1"));
        self.out.write_event(Event::Start(tag))?;
        self.out.write_event(Event::Text(BytesText::from_escaped(escape(text))))?;
        self.out.write_event(Event::End(BytesEnd::new(name)))
    }

    fn write(&mut self, event: Event<'_>, guide: Option<(&str, u32)>) -> io::Result<()> {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == "workbook" => {
                self.prefix = prefix_of(&tag);
                self.out.write_event(Event::Start(tag))
            }
            Event::Start(tag) if tag.local_name().as_ref() == "sheets" => {
                self.out.write_event(Event::Start(tag))?;
                let Some((name, free)) = guide else { return Ok(()) };
                let mut sheet = BytesStart::new(format!("{}sheet", self.prefix));
                sheet.push_attribute(("name", escape(name).as_str()));
                sheet.push_attribute(("sheetId", free.to_string().as_str()));
                sheet.push_attribute(("xmlns:r", kinds(self.strict)));
                sheet.push_attribute(("r:id", GUIDE_ID));
                self.out.write_event(Event::Empty(sheet))
            }
            Event::Start(tag) => {
                let names = tag.local_name().as_ref() == "definedNames";
                let tag = self.renumbered(tag);
                self.out.write_event(Event::Start(tag))?;
                if names {
                    self.named = true;
                    self.ours()?;
                }
                Ok(())
            }
            Event::Empty(tag) => {
                let tag = self.renumbered(tag);
                self.out.write_event(Event::Empty(tag))
            }
            event => self.out.write_event(event),
        }
    }

    /// Sheets are one further back: so are the numbers that name them by their place.
    fn renumbered(&self, tag: BytesStart<'_>) -> BytesStart<'static> {
        let changed = |name: &'static str| {
            let at = attribute(&tag, name).and_then(|at| self.moved(&at)).map(|at| at.to_string());
            at.map(|at| with(&tag, &[(name, Some(&at))]))
        };
        let changed = match tag.local_name().as_ref() {
            "definedName" if self.shift > 0 => changed("localSheetId"),
            "workbookView" if self.shift > 0 => {
                let active = attribute(&tag, "activeTab").and_then(|at| self.moved(&at)).unwrap_or(self.shift);
                Some(with(&tag, &[("activeTab", Some(&active.to_string())), ("firstSheet", Some("0"))]))
            }
            _ => None,
        };
        changed.unwrap_or_else(|| tag.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = r#"<workbook xmlns="m" xmlns:r="r"><bookViews><workbookView activeTab="1"/></bookViews><sheets><sheet name="说明" sheetId="4" r:id="rId1"/><sheet name="a&amp;'b" sheetId="9" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">'x'!$A$1:$B$2</definedName><definedName name="n" localSheetId="0">1</definedName></definedNames><calcPr/></workbook>"#;

    #[test]
    fn a_sheet_in_front_moves_every_number_that_names_a_place() {
        let filter = Filter { sheet: "a&'b".into(), range: "$A$3:$G$20".into() };
        let text = workbook(BOOK, Some("怎么改（促安）"), false, &[filter], &[]).expect("edited");
        let names: Vec<String> = sheets(&text).expect("read").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["怎么改（促安）", "说明", "a&'b"]);
        assert!(text.contains(r#"sheetId="10""#) && text.contains(r#"activeTab="2""#), "{text}");
        assert!(text.contains(r#"name="n" localSheetId="1""#), "{text}");
        assert!(text.contains("localSheetId=\"2\" hidden=\"1\">'a&amp;''b'!$A$3:$G$20<"), "{text}");
        assert_eq!(text.matches("_FilterDatabase").count(), 1);
        let kept = workbook(BOOK, None, false, &[], &[]).expect("edited");
        assert_eq!(kept, BOOK);
    }

    #[test]
    fn colours_under_marks_have_names_of_their_own() {
        let kept = vec![r#"rgb="FFFFFF00""#.to_owned(), r#"theme="4" tint="-0.4""#.to_owned()];
        let text = workbook(BOOK, None, false, &[], &kept).expect("edited");
        assert_eq!(super::kept(&text).expect("read"), kept);
        let fewer = workbook(&text, None, false, &[], &kept[..1]).expect("edited");
        assert_eq!(super::kept(&fewer).expect("read"), kept[..1], "names of an earlier round are given anew");
        assert_eq!(workbook(&fewer, None, false, &[], &[]).expect("edited"), BOOK);
        for hostile in ["\"rgb:\"/><x\"", "\"href:1\"", "", "\"rgb:\"", "\"rgb\""] {
            assert_eq!(color(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn names_and_entries_are_added_where_there_were_none() {
        let book = r#"<x:workbook><x:sheets><x:sheet name="一" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>"#;
        let filter = Filter { sheet: "一".into(), range: "$A$1:$B$2".into() };
        let text = workbook(book, None, false, &[filter], &[]).expect("edited");
        assert!(text.contains("</x:sheets><x:definedNames><x:definedName "), "{text}");
        let added = add(NO_RELATIONS, &relationship("r1", "k", "a&b.xml")).expect("added");
        let relation = Relation { id: "r1".into(), kind: "k".into(), target: "a&b.xml".into() };
        assert_eq!(relations(&added).expect("read"), [relation]);
    }
}
