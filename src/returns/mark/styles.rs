//! The styles part: a marked cell gets a copy of its own style with another fill; taken back, it has its old fill again.
//! Which fill that was is told by the lowest bits of our colour, a difference nobody sees: they number the fills that
//! the workbook keeps under names of its own ([`Styles::kept`]). Office programs carry both through, whatever they make
//! of the styles around them.
use super::Level;
use super::xml::{Section, attribute, escape, odd, prefix, section, splice, tag_of, with};
use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io;

/// The foregrounds of our fills, red, green and blue, with the two lowest bits of each free: nobody chooses these.
const FILLS: [(Level, u32); 3] =
    [(Level::Error, 0x00F8_C8C4), (Level::Warning, 0x00FC_E4B4), (Level::Fixed, 0x00D4_E8DC)];
/// The bits of a colour that number a fill: two of each of its three parts.
const NUMBER: u32 = 0x0003_0303;
/// The most fills that are kept: six bits, and nought is none.
pub(super) const KEPT_MAX: usize = 63;

/// A cell style's fill, as far as it can be kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Fill {
    None,
    /// The attributes of a colour, raw: `rgb="FFFFFF00"` or `theme="4" tint="0.4"`.
    Solid(String),
}

/// The colour of a mark over the fill of this number: red, green and blue.
pub(super) fn over(level: Level, number: u32) -> u32 {
    let base = FILLS.iter().find(|(of, _)| *of == level).map_or(0, |(_, color)| *color);
    let bits = (number >> 4) << 16 | (number >> 2 & 3) << 8 | number & 3;
    base | bits
}

/// The number in a colour of ours, from a colour's attributes.
fn numbered(attributes: &str) -> Option<usize> {
    let (_, rest) = attributes.split_once("rgb=\"")?;
    let rgb = u32::from_str_radix(rest.get(2..8)?, 16).ok()?;
    FILLS.iter().find(|(_, color)| rgb & !NUMBER == *color)?;
    usize::try_from((rgb >> 16 & 3) << 4 | (rgb >> 8 & 3) << 2 | rgb & 3).ok()
}

pub(super) struct Styles {
    text: String,
    prefix: String,
    fonts: Section,
    fills: Section,
    xfs: Section,
    new_fonts: Vec<String>,
    new_fills: Vec<String>,
    new_xfs: Vec<String>,
    made: HashMap<(u32, Option<Level>), u32>,
    bold: Option<u32>,
    kept: Vec<String>,
}

impl Styles {
    /// `kept` are the colours that an earlier round covered: [`Styles::kept`].
    ///
    /// # Errors
    /// The part is not XML or lacks what every workbook has.
    pub(super) fn read(text: String, kept: Vec<String>) -> io::Result<Styles> {
        let must = |name: &str| section(&text, name)?.ok_or_else(|| odd(format!("styles without {name}")));
        let (fonts, fills, xfs) = (must("fonts")?, must("fills")?, must("cellXfs")?);
        let prefix = prefix(&text)?;
        Ok(Styles {
            text,
            prefix,
            fonts,
            fills,
            xfs,
            new_fonts: Vec::new(),
            new_fills: Vec::new(),
            new_xfs: Vec::new(),
            made: HashMap::new(),
            bold: None,
            kept,
        })
    }

    /// The colours under marks of this and earlier rounds, raw, at most [`KEPT_MAX`]; a mark's number is the place, from 1.
    pub(super) fn kept(&self) -> &[String] {
        &self.kept
    }

    /// The style of a marked cell whose own style is `style`.
    pub(super) fn marked(&mut self, style: u32, level: Level) -> io::Result<u32> {
        self.styled(style, Some(level))
    }

    /// The style that a cell had before it was marked in an earlier round; `style` itself when it was not.
    pub(super) fn restored(&mut self, style: u32) -> io::Result<u32> {
        if self.number(style).is_some() { self.styled(style, None) } else { Ok(style) }
    }

    /// A bold style on wrapped text, for the title of the sheet in front; `false` for the lines below it.
    pub(super) fn own(&mut self, title: bool) -> u32 {
        let p = &self.prefix;
        let font = if title {
            *self.bold.get_or_insert_with(|| {
                self.new_fonts.push(format!("<{p}font><{p}b/><{p}sz val=\"14\"/></{p}font>"));
                (self.fonts.items.len() + self.new_fonts.len() - 1) as u32
            })
        } else {
            0
        };
        let xf = format!(
            "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyAlignment=\"1\"><{p}alignment vertical=\"top\" wrapText=\"1\"/></{p}xf>"
        );
        self.push_xf(xf)
    }

    fn push_xf(&mut self, xf: String) -> u32 {
        self.new_xfs.push(xf);
        (self.xfs.items.len() + self.new_xfs.len() - 1) as u32
    }

    fn xf(&self, style: u32) -> Option<&str> {
        let range = self.xfs.items.get(style as usize)?;
        Some(&self.text[range.clone()])
    }

    fn fill_raw(&self, style: u32) -> Option<&str> {
        let id: usize = attribute(&tag_of(self.xf(style)?)?, "fillId")?.parse().ok()?;
        Some(&self.text[self.fills.items.get(id)?.clone()])
    }

    /// The number in a style's fill when that is one of ours.
    fn number(&self, style: u32) -> Option<usize> {
        self.fill_raw(style).and_then(|raw| color(raw, "fgColor")).and_then(|fore| self.known(&fore))
    }

    /// The number in a colour of ours; one that numbers nothing is the sender's.
    fn known(&self, attributes: &str) -> Option<usize> {
        numbered(attributes).filter(|number| *number <= self.kept.len())
    }

    /// The fill a style has of its own, under any mark of ours.
    fn own_fill(&self, style: u32) -> Fill {
        let Some(raw) = self.fill_raw(style) else { return Fill::None };
        if !raw.contains("\"solid\"") && !raw.contains("'solid'") {
            return Fill::None;
        }
        match (self.number(style), color(raw, "fgColor")) {
            (Some(0), _) | (None, None) => Fill::None,
            (Some(number), _) => self.kept.get(number - 1).cloned().map_or(Fill::None, Fill::Solid),
            (None, Some(attributes)) if attributes.contains("indexed=\"64\"") => Fill::None,
            (None, Some(attributes)) => Fill::Solid(attributes),
        }
    }

    fn styled(&mut self, style: u32, level: Option<Level>) -> io::Result<u32> {
        if let Some(known) = self.made.get(&(style, level)) {
            return Ok(*known);
        }
        let own = self.own_fill(style);
        let fill = match (level, &own) {
            (Some(level), _) => Some(self.our_fill(level, &own)),
            (None, Fill::Solid(attributes)) => Some(self.push_fill(attributes)),
            (None, Fill::None) => None,
        };
        let id = fill.unwrap_or(0).to_string();
        let raw = self.xf(style).ok_or_else(|| odd("a style that is not there"))?;
        let tag = tag_of(raw).ok_or_else(|| odd("a style that is no tag"))?;
        let changed = with(&tag, &[("fillId", Some(&id)), ("applyFill", Some("1"))]);
        let xf = replace_start(raw, changed)?;
        let made = self.push_xf(xf);
        self.made.insert((style, level), made);
        Ok(made)
    }

    fn our_fill(&mut self, level: Level, own: &Fill) -> u32 {
        let number = match own {
            Fill::None => 0,
            Fill::Solid(attributes) => self.keep(attributes),
        };
        self.push_fill(&format!("rgb=\"FF{:06X}\"", over(level, number)))
    }

    /// The number of a colour that is kept; nought when there are too many.
    fn keep(&mut self, attributes: &str) -> u32 {
        let known = self.kept.iter().position(|kept| kept == attributes);
        let at = known.or_else(|| {
            let room = self.kept.len() < KEPT_MAX;
            room.then(|| self.kept.push(attributes.to_owned()));
            room.then(|| self.kept.len() - 1)
        });
        at.map_or(0, |at| at as u32 + 1)
    }

    fn push_fill(&mut self, fore: &str) -> u32 {
        let p = &self.prefix;
        let raw = format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor {fore}/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        );
        let at = self.new_fills.iter().position(|known| *known == raw).unwrap_or_else(|| {
            self.new_fills.push(raw);
            self.new_fills.len() - 1
        });
        (self.fills.items.len() + at) as u32
    }

    /// The part with everything that was added.
    ///
    /// # Errors
    /// The part's own tags do not parse.
    pub(super) fn finish(self) -> io::Result<String> {
        let mut pieces = Vec::new();
        for (section, added) in
            [(&self.fonts, &self.new_fonts), (&self.fills, &self.new_fills), (&self.xfs, &self.new_xfs)]
        {
            let raw = &self.text[section.open.clone()];
            let tag = tag_of(raw).ok_or_else(|| odd("a section that is no tag"))?;
            let count = (section.items.len() + added.len()).to_string();
            let open = replace_start(raw, with(&tag, &[("count", Some(&count))]))?;
            pieces.push((section.open.clone(), open));
            pieces.push((section.close..section.close, added.concat()));
        }
        Ok(splice(&self.text, pieces))
    }
}

/// The attributes of a colour inside a fill, values escaped as they were.
fn color(fill: &str, name: &str) -> Option<String> {
    let at = fill.match_indices('<').map(|(at, _)| at).find(|at| {
        let rest = fill[at + 1..].split(|c: char| c.is_whitespace() || c == '/' || c == '>').next().unwrap_or_default();
        rest.rsplit(':').next() == Some(name)
    })?;
    let tag = tag_of(&fill[at..])?;
    let of = |key: &str| attribute(&tag, key).map(|value| format!("{key}=\"{}\"", escape(&value)));
    let all: Vec<String> = ["rgb", "theme", "tint", "indexed"].into_iter().filter_map(of).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// A raw element with another start tag.
fn replace_start(raw: &str, tag: BytesStart<'_>) -> io::Result<String> {
    let end = raw.find('>').ok_or_else(|| odd("a tag without an end"))?;
    let empty = raw[..end].ends_with('/');
    let mut out = Writer::new(Vec::new());
    out.write_event(if empty { Event::Empty(tag) } else { Event::Start(tag) })?;
    let start = String::from_utf8(out.into_inner()).map_err(odd)?;
    Ok(start + &raw[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLES: &str = r#"<styleSheet xmlns="x"><fonts count="1"><font/></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor theme="4" tint="0.4"/><bgColor indexed="64"/></patternFill></fill></fills><cellXfs count="2"><xf numFmtId="14" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="0" fillId="2" borderId="0"><alignment wrapText="1"/></xf></cellXfs></styleSheet>"#;

    #[test]
    fn a_mark_changes_the_fill_only_and_can_be_taken_back() {
        let mut styles = Styles::read(STYLES.to_owned(), Vec::new()).expect("read");
        let plain = styles.marked(0, Level::Error).expect("made");
        let tinted = styles.marked(1, Level::Warning).expect("made");
        assert_eq!((plain, tinted, styles.marked(0, Level::Error).expect("known")), (2, 3, 2));
        assert_eq!(styles.restored(0).expect("not ours"), 0);
        assert!(styles.marked(9, Level::Error).is_err(), "a style that is not there");
        let kept = styles.kept().to_vec();
        assert_eq!(kept, [r#"theme="4" tint="0.4""#]);
        let text = styles.finish().expect("written");
        assert!(text.contains(r#"<fills count="5">"#) && text.contains(r#"<cellXfs count="4">"#), "{text}");
        assert!(text.contains(r#"<xf numFmtId="14" fontId="0" borderId="0" fillId="3" applyFill="1"/>"#), "{text}");
        assert!(text.contains(r#"<alignment wrapText="1"/></xf></cellXfs>"#), "{text}");

        let mut again = Styles::read(text.clone(), kept.clone()).expect("read");
        let (plain, tinted) = (again.restored(2).expect("ours"), again.restored(3).expect("ours"));
        assert_eq!(again.own_fill(2), Fill::None);
        assert_eq!(again.own_fill(3), Fill::Solid(r#"theme="4" tint="0.4""#.to_owned()));
        assert_ne!(again.marked(3, Level::Error).expect("marked again"), tinted);
        assert_eq!(again.kept(), kept);
        let lost = Styles::read(text, Vec::new()).expect("read");
        assert_eq!((lost.number(2), lost.number(3)), (Some(0), None), "a number of nothing is no mark");
        let text = again.finish().expect("written");
        let mut third = Styles::read(text, kept).expect("read");
        assert_eq!(third.restored(plain).expect("no longer ours"), plain);
        assert_eq!(third.own_fill(tinted), Fill::Solid(r#"theme="4" tint="0.4""#.to_owned()));
        assert_eq!((third.own(true), third.own(false)), (7, 8));
    }

    #[test]
    fn a_mark_tells_the_number_of_the_fill_under_it() {
        for level in [Level::Fixed, Level::Warning, Level::Error] {
            for number in 0..=KEPT_MAX {
                let color = over(level, u32::try_from(number).expect("small"));
                assert_eq!(numbered(&format!("rgb=\"FF{color:06X}\"")), Some(number), "{color:06X}");
            }
        }
        assert_eq!(numbered("rgb=\"FFFFFF00\""), None);
        assert_eq!(numbered("theme=\"4\""), None);
        let mut styles = Styles::read(STYLES.to_owned(), Vec::new()).expect("read");
        let numbers: Vec<u32> = (0..70).map(|n| styles.keep(&format!("indexed=\"{n}\""))).collect();
        assert_eq!((numbers[0], numbers[62], numbers[63], numbers[69]), (1, 63, 0, 0));
    }
}
