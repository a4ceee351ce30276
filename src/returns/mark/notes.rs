//! Notes of a sheet: the comments part, and the drawing that shows them. The sender's own notes stay; ours of an earlier
//! round go. On a cell with a note of the sender's, ours is added below theirs.
use super::threads::copy_without_ours;
use super::xml::{attribute, escape, odd, prefix, section, splice, tag_of, text_of};
use crate::returns::cell::{address, column_number, place};
use crate::returns::marks::NOTE;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::Range;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const AUTHOR: &str = "促安";

/// What became of a sheet's notes.
pub(super) struct Noted {
    pub comments: String,
    /// Cells that need a shape of their own now: 0-based column and the sheet's row number.
    pub added: Vec<(u16, u32)>,
    /// Cells whose note is gone.
    pub gone: HashSet<(u16, u32)>,
}

/// Notes by row and column, in the order in which they are written.
pub(super) type Notes = BTreeMap<(u32, u16), String>;

/// The comments part with our notes in it. On the cells of `threads` stand copies of threads.
///
/// # Errors
/// The part is not what it should be.
pub(super) fn comments(old: Option<&str>, notes: &Notes, threads: &HashSet<(u16, u32)>) -> io::Result<Noted> {
    let Some(text) = old else { return Ok(anew(notes)) };
    let authors = section(text, "authors")?.ok_or_else(|| odd("comments without authors"))?;
    let Some(list) = section(text, "commentList")? else { return Ok(anew(notes)) };
    let p = prefix(text)?;
    let names: Vec<String> = authors.items.iter().map(|range| text_of(&text[range.clone()])).collect();
    let mut pieces: Vec<(Range<usize>, String)> = Vec::new();
    let (mut kept, mut gone) = (HashSet::new(), HashSet::new());
    for range in &list.items {
        let raw = &text[range.clone()];
        let tag = tag_of(raw).ok_or_else(|| odd("a comment that is no tag"))?;
        let at = attribute(&tag, "ref").unwrap_or_default();
        let Some((letters, row)) = place(&at) else { continue };
        let Some(column) = column_number(letters) else { continue };
        let author = attribute(&tag, "authorId").and_then(|id| names.get(id.parse::<usize>().ok()?));
        if author.is_some_and(|name| name == AUTHOR) || text_of(raw).trim_start().starts_with(NOTE) {
            pieces.push((range.clone(), String::new()));
            gone.insert((column, row));
            continue;
        }
        kept.insert((column, row));
        let own = if threads.contains(&(column, row)) { copy_without_ours(raw) } else { raw.to_owned() };
        let own = without_ours(&own, &p)?;
        let told = match notes.get(&(row, column)) {
            Some(note) => append(&own, &p, note),
            None => own,
        };
        if told != raw {
            pieces.push((range.clone(), told));
        }
    }
    let known = names.iter().position(|name| name == AUTHOR);
    let id = known.unwrap_or(names.len());
    let added: Vec<(u16, u32)> =
        notes.keys().map(|(row, column)| (*column, *row)).filter(|at| !kept.contains(at)).collect();
    if !added.is_empty() {
        if known.is_none() {
            pieces.push((authors.close..authors.close, format!("<{p}author>{AUTHOR}</{p}author>")));
        }
        let said = added.iter().map(|at| (at, &notes[&(at.1, at.0)]));
        let raw: String = said.map(|((column, row), note)| comment(&p, id, &address(*column, *row), note)).collect();
        pieces.push((list.close..list.close, raw));
    }
    gone.retain(|at| !added.contains(at));
    let had: HashSet<(u16, u32)> = kept;
    let added = added.into_iter().filter(|at| !had.contains(at)).collect();
    Ok(Noted { comments: splice(text, pieces), added, gone })
}

fn anew(notes: &Notes) -> Noted {
    let list: String =
        notes.iter().map(|((row, column), note)| comment("", 0, &address(*column, *row), note)).collect();
    let comments = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{MAIN}\"><authors><author>{AUTHOR}</author></authors><commentList>{list}</commentList></comments>"
    );
    let added = notes.keys().map(|(row, column)| (*column, *row)).collect();
    Noted { comments, added, gone: HashSet::new() }
}

fn run(p: &str, text: &str) -> String {
    format!("<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", escape(text))
}

fn comment(p: &str, author: usize, at: &str, note: &str) -> String {
    let run = run(p, &format!("{NOTE}{note}"));
    format!("<{p}comment ref=\"{at}\" authorId=\"{author}\"><{p}text>{run}</{p}text></{p}comment>")
}

/// Adds our words below the sender's own.
fn append(raw: &str, p: &str, note: &str) -> String {
    match raw.rfind(&format!("</{p}text>")) {
        Some(at) => splice(raw, vec![(at..at, run(p, &format!("\n{NOTE}{note}")))]),
        None => raw.to_owned(),
    }
}

/// A comment of the sender's without what we added in an earlier round: everything from our words on. Office programs
/// gather and divide the pieces of a text as they like, so a piece may begin with the sender's words and end with ours.
fn without_ours(raw: &str, p: &str) -> io::Result<String> {
    if !raw.contains(NOTE) {
        return Ok(raw.to_owned());
    }
    let mut reader = Reader::from_str(raw);
    let at = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let (mut open, mut whole, mut pieces, mut ours) = (None, None, Vec::new(), false);
    loop {
        let start = at(&reader);
        match reader.read_event().map_err(odd)? {
            Event::Start(tag) if tag.local_name().as_ref() == "r" => open = Some(start),
            // Some programs write the whole text as one, outside of any piece.
            Event::Start(tag) if tag.local_name().as_ref() == "t" && open.is_none() => whole = Some(start),
            Event::End(tag) if tag.local_name().as_ref() == "t" && whole.is_some() => {
                let range = whole.take().unwrap_or(start)..at(&reader);
                let text = text_of(&raw[range.clone()]);
                if let Some(at) = text.find(NOTE) {
                    pieces.push((range, run(p, text[..at].trim_end())));
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "r" => {
                let range = open.take().unwrap_or(start)..at(&reader);
                let text = text_of(&raw[range.clone()]);
                let theirs = text.find(NOTE).map(|at| text[..at].trim_end());
                match theirs {
                    _ if ours => pieces.push((range, String::new())),
                    Some("") => pieces.push((range, String::new())),
                    Some(theirs) => pieces.push((range, run(p, theirs))),
                    None => {}
                }
                ours |= theirs.is_some();
            }
            Event::Eof => return Ok(splice(raw, pieces)),
            _ => {}
        }
    }
}

const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// The drawing with a shape for each new note, and without the shapes of notes that are gone.
///
/// # Errors
/// The drawing is not one that office programs write.
pub(super) fn drawing(old: Option<&str>, added: &[(u16, u32)], gone: &HashSet<(u16, u32)>) -> io::Result<String> {
    let text = match old {
        Some(text) => without_shapes(text, gone),
        None => format!(
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">{SHAPE_TYPE}</xml>"
        ),
    };
    let end = text.rfind("</xml>").ok_or_else(|| odd("a drawing without an end"))?;
    let shapes = with_shapes(&text) && old.is_some();
    let mut new = if shapes {
        String::new()
    } else if old.is_some() {
        SHAPE_TYPE.to_owned()
    } else {
        String::new()
    };
    let first = (0..).map(|n| 7_001 + n * 10_000).find(|n| !text.contains(&format!("_x0000_s{n}"))).unwrap_or(7_001);
    // A shape that is there already, such as one of the sender's, is not drawn twice.
    let known = known_shapes(&text);
    for (n, (column, row)) in added.iter().filter(|at| !known.contains(at)).enumerate() {
        new.push_str(&shape(first + n, *column, row.saturating_sub(1)));
    }
    Ok(splice(&text, vec![(end..end, new)]))
}

fn with_shapes(text: &str) -> bool {
    text.contains("_x0000_t202\"") && text.contains("<v:shapetype")
}

fn shape(id: usize, column: u16, row: u32) -> String {
    let (left, top) = (u32::from(column) + 1, row.saturating_sub(1));
    format!(
        "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:2pt;width:200pt;height:70pt;z-index:{id};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 4, {}, 31, {}, 9</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        left + 3,
        top + 4
    )
}

/// Each `<v:shape …>…</v:shape>` of a drawing.
fn shapes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("<v:shape ").map(|at| from + at) {
        let Some(end) = text[start..].find("</v:shape>").map(|at| start + at + "</v:shape>".len()) else { break };
        found.push(start..end);
        from = end;
    }
    found
}

/// The cell a shape belongs to: 0-based column and the sheet's row number.
fn cell_of(shape: &str) -> Option<(u16, u32)> {
    let inside = |name: &str| {
        let (_, rest) = shape.split_once(&format!("<x:{name}>"))?;
        rest.split('<').next()?.trim().parse::<u32>().ok()
    };
    Some((u16::try_from(inside("Column")?).ok()?, inside("Row")?.checked_add(1)?))
}

fn known_shapes(text: &str) -> HashSet<(u16, u32)> {
    shapes(text).into_iter().filter_map(|range| cell_of(&text[range])).collect()
}

fn without_shapes(text: &str, gone: &HashSet<(u16, u32)>) -> String {
    let pieces =
        shapes(text).into_iter().filter(|range| cell_of(&text[range.clone()]).is_some_and(|at| gone.contains(&at)));
    splice(text, pieces.map(|range| (range, String::new())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(of: &[(&str, &str)]) -> Notes {
        let at = |cell: &str| place(cell).map(|(c, r)| (r, column_number(c).expect("letters"))).expect("a cell");
        of.iter().map(|(cell, text)| (at(cell), (*text).to_owned())).collect()
    }

    const THEIRS: &str = r#"<comments xmlns="m"><authors><author>王</author></authors><commentList><comment ref="B2" authorId="0"><text><r><t>自己的</t></r></text></comment></commentList></comments>"#;

    #[test]
    fn the_senders_notes_stay_and_ours_come_and_go() {
        let none = HashSet::new();
        let first = comments(Some(THEIRS), &notes(&[("B2", "不对"), ("C3", "a<b")]), &none).expect("noted");
        assert_eq!(first.added, [(2, 3)]);
        assert!(first.comments.contains("自己的") && first.comments.contains("【促安】不对"), "{}", first.comments);
        assert!(first.comments.contains("【促安】a&lt;b"), "{}", first.comments);
        let second = comments(Some(&first.comments), &notes(&[("D4", "新的")]), &none).expect("noted");
        assert_eq!((second.added, second.gone), (vec![(3, 4)], HashSet::from([(2, 3)])));
        assert!(!second.comments.contains("不对") && !second.comments.contains("a&lt;b"), "{}", second.comments);
        assert!(second.comments.contains("自己的") && second.comments.contains("新的"), "{}", second.comments);
        // A program that saved the copy in between may keep a note as one plain text.
        let plain = THEIRS.replace("<r><t>自己的</t></r>", "<t>自己的\n【促安】不对</t>");
        let third = comments(Some(&plain), &notes(&[("B2", "新的")]), &none).expect("noted");
        assert!(!third.comments.contains("不对") && third.comments.contains("自己的"), "{}", third.comments);
        assert_eq!(third.comments.matches("【促安】").count(), 1, "{}", third.comments);
        let same = comments(Some(THEIRS), &Notes::new(), &none).expect("noted");
        assert_eq!(same.comments, THEIRS);
        assert_eq!(comments(None, &notes(&[("A1", "x")]), &none).expect("noted").added, [(0, 1)]);
        assert!(comments(Some("<comments/>"), &Notes::new(), &none).is_err());
    }

    #[test]
    fn shapes_follow_the_notes() {
        let one = drawing(None, &[(1, 2), (2, 3)], &HashSet::new()).expect("drawn");
        assert_eq!(known_shapes(&one), HashSet::from([(1, 2), (2, 3)]));
        let two = drawing(Some(&one), &[(3, 4), (1, 2)], &HashSet::from([(2, 3)])).expect("drawn");
        assert_eq!(known_shapes(&two), HashSet::from([(1, 2), (3, 4)]));
        assert_eq!(two.matches("<v:shapetype").count(), 1);
        assert!(drawing(Some("<html>"), &[], &HashSet::new()).is_err());
    }
}
