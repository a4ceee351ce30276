//! What the style of a cell says beside its content: struck through, shown in thousands, with a unit, with ¥ or as a share. A
//! workbook in which no style says so costs nothing further.
use crate::returns::cell::{Look, Shown};
use quick_xml::events::{BytesStart, Event};

/// The styles of a workbook by number; empty where none says anything.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Styles(Vec<Look>);

impl Styles {
    pub(super) fn of(looks: Vec<Look>) -> Styles {
        let any = looks.iter().any(|look| *look != Look::default());
        Styles(if any { looks } else { Vec::new() })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a style says, if anything.
    pub(super) fn get(&self, style: usize) -> Option<Look> {
        self.0.get(style).copied().filter(|look| *look != Look::default())
    }
}

/// The styles of an .xlsx out of its part `styles.xml`.
pub(super) fn of_xlsx(xml: &str) -> Styles {
    // Nearly every workbook has neither: then no more than its formats is looked at, which come first.
    let strikes = xml.contains("strike");
    let shares = SHARES.iter().any(|id| xml.contains(&format!("numFmtId=\"{id}\"")));
    if !strikes && !shares && !xml.contains("numFmts") {
        return Styles::default();
    }
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut pass = Pass::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => pass.start(&tag, false),
            Ok(Event::Empty(tag)) => pass.start(&tag, true),
            Ok(Event::End(tag)) => {
                let name = tag.local_name();
                if !strikes && !shares && pass.formats.is_empty() && part(name.as_ref()) == Some(Part::Formats) {
                    return Styles::default();
                }
                pass.end(name.as_ref());
            }
            Ok(Event::Eof) => return Styles::of(pass.looks),
            Ok(_) => {}
            // What cannot be read to its end says nothing.
            Err(_) => return Styles::default(),
        }
    }
}

/// Fonts and formats come before the styles that name them; styles of conditional formats are none of a cell's.
#[derive(Default)]
struct Pass {
    within: Option<Part>,
    /// Inside a font of [`Part::Fonts`].
    font: bool,
    struck: Vec<bool>,
    formats: Vec<(u32, Shown)>,
    looks: Vec<Look>,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Fonts,
    Formats,
    Cells,
    Other,
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes().flatten();
    let found = all.find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn part(name: &str) -> Option<Part> {
    match name {
        "fonts" => Some(Part::Fonts),
        "numFmts" => Some(Part::Formats),
        "cellXfs" => Some(Part::Cells),
        "dxfs" | "cellStyleXfs" | "extLst" => Some(Part::Other),
        _ => None,
    }
}

impl Pass {
    fn start(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name();
        let Some(within) = self.within else {
            self.within = part(name.as_ref()).filter(|_| !empty);
            return;
        };
        match (within, name.as_ref()) {
            (Part::Fonts, "font") => {
                self.struck.push(false);
                self.font = !empty;
            }
            (Part::Fonts, "strike") if self.font => {
                let off = attribute(tag, "val").is_some_and(|val| matches!(val.as_str(), "0" | "false" | "off"));
                if let Some(struck) = self.struck.last_mut() {
                    *struck = !off;
                }
            }
            (Part::Formats, "numFmt") => {
                let id = attribute(tag, "numFmtId").and_then(|id| id.parse().ok());
                let shown = attribute(tag, "formatCode").and_then(|code| shown(&code));
                self.formats.extend(id.zip(shown));
            }
            (Part::Cells, "xf") => {
                let number = |name| attribute(tag, name).and_then(|n| n.parse::<u32>().ok());
                let struck = number("fontId").and_then(|font| self.struck.get(font as usize).copied());
                let format = number("numFmtId").unwrap_or(0);
                let shown = self.formats.iter().find(|(id, _)| *id == format).map(|(_, shown)| *shown);
                let shown = shown.or_else(|| built_in(format));
                self.looks.push(Look { struck: struck.unwrap_or(false), shown });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "font" {
            self.font = false;
        }
        if part(name).is_some_and(|part| self.within == Some(part)) {
            self.within = None;
        }
    }
}

/// The formats of shares that no file defines: `0%` and `0.00%`.
const SHARES: [u32; 2] = [9, 10];

/// What a format that no file defines makes of a number.
pub(super) fn built_in(id: u32) -> Option<Shown> {
    SHARES.contains(&id).then(|| Shown { share: true, ..Shown::default() })
}

/// What a number format makes of a number: `0!.0,` shows 55000 as 5.5, `0"元"` puts a unit behind it, `"¥"0` a sign of money
/// before it, `0%` shows a share. Nothing where it shows what is stored, and for formats of days and powers.
pub(super) fn shown(code: &str) -> Option<Shown> {
    let section = Section::read(code)?;
    if section.share {
        return Some(Shown { share: true, from: section.from, ..Shown::default() });
    }
    let shown = Shown {
        smaller: section.smaller()?,
        unit: section.unit(),
        from: section.from,
        yuan: section.yuan,
        share: false,
    };
    (shown.smaller > 0 || shown.unit.is_some() || shown.yuan).then_some(shown)
}

/// A number format that shows a number so: [`shown`] read backwards, for a workbook that is written anew.
pub(in crate::returns) fn format_of(shown: &Shown) -> String {
    let digits = match (shown.smaller / 3, shown.smaller % 3) {
        (0, 0) => "0.######".to_owned(),
        (commas, 0) => format!("0{}", ",".repeat(commas.into())),
        (commas, drawn) => format!("0\\.{}{}", "0".repeat(drawn.into()), ",".repeat(commas.into())),
    };
    let sign = if shown.yuan { "\"¥\"" } else { "" };
    let share = if shown.share { "%" } else { "" };
    let unit = shown.unit.map(|unit| format!("\"{unit}\"")).unwrap_or_default();
    let code = format!("{sign}{digits}{share}{unit}");
    if shown.from > 0.0 { format!("[>={}]{code};0.######", shown.from) } else { code }
}

/// The part of a format that positive numbers take, or those from a limit on.
#[derive(Default)]
struct Section {
    marks: Vec<Mark>,
    /// What stands behind the last digit.
    behind: String,
    /// `[>=10000]`: smaller numbers are shown otherwise.
    from: f64,
    /// ¥ stands somewhere in it.
    yuan: bool,
    share: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Digit,
    Comma,
    Point,
    /// A point that only looks like one: `!.`, `\.`, `"."`.
    Drawn,
}

impl Section {
    fn read(code: &str) -> Option<Section> {
        let mut section = Section::default();
        let mut chars = code.chars();
        let literal = |section: &mut Section, c: char| match c {
            '.' => section.marks.push(Mark::Drawn),
            '¥' | '￥' => section.yuan = true,
            c => section.behind.push(c),
        };
        while let Some(c) = chars.next() {
            match c {
                ';' => break,
                '"' => chars.by_ref().take_while(|c| *c != '"').for_each(|c| literal(&mut section, c)),
                '\\' | '!' => literal(&mut section, chars.next()?),
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    if let Some(limit) = inside.strip_prefix(">=").or_else(|| inside.strip_prefix('>')) {
                        section.from = limit.trim().parse().ok()?;
                    } else if inside.starts_with(['<', '=']) {
                        return None;
                    } else if let Some(sign) = inside.strip_prefix('$') {
                        let sign = sign.split('-').next().unwrap_or_default().trim();
                        section.yuan |= matches!(sign, "¥" | "￥" | "CNY" | "RMB");
                    }
                }
                '0' | '#' | '?' => {
                    section.marks.push(Mark::Digit);
                    section.behind.clear();
                }
                ',' => section.marks.push(Mark::Comma),
                '.' => section.marks.push(Mark::Point),
                '%' => section.share = true,
                '¥' | '￥' => section.yuan = true,
                c if c.is_ascii_alphabetic() || matches!(c, '/' | '@') => return None,
                c => section.behind.push(c),
            }
        }
        section.marks.contains(&Mark::Digit).then_some(section)
    }

    /// The power of ten by which what is shown is smaller.
    fn smaller(&self) -> Option<u8> {
        let mut parts = self.marks.split(|mark| *mark == Mark::Point);
        let (whole, fraction) = (parts.next()?, parts.next().unwrap_or(&[]));
        let commas = |part: &[Mark]| {
            let last = part.iter().rposition(|mark| *mark == Mark::Digit).map_or(0, |at| at + 1);
            part[last..].iter().filter(|mark| **mark == Mark::Comma).count()
        };
        let drawn = whole.iter().position(|mark| *mark == Mark::Drawn).filter(|at| whole[..*at].contains(&Mark::Digit));
        let behind = drawn.map_or(0, |at| whole[at..].iter().filter(|mark| **mark == Mark::Digit).count());
        u8::try_from(3 * (commas(whole) + commas(fraction)) + behind).ok()
    }

    /// The unit of money that is drawn behind the number.
    fn unit(&self) -> Option<&'static str> {
        let behind: String = self.behind.chars().filter(|c| !matches!(c, ' ' | '(' | ')' | '（' | '）')).collect();
        ["元", "百元", "千元", "万", "万元", "十万元", "百万元", "亿", "亿元"].into_iter().find(|unit| *unit == behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Option<(u8, &'static str, f64)> {
        shown(code).map(|shown| (shown.smaller, shown.unit.unwrap_or(""), shown.from))
    }

    #[test]
    fn formats_that_show_thousands_or_units_are_known() {
        for (code, want) in [
            ("0!.0,", Some((4, "", 0.0))),
            ("0\\.0,", Some((4, "", 0.0))),
            ("0\".\"0,", Some((4, "", 0.0))),
            ("0!.0000", Some((4, "", 0.0))),
            ("#,##0,", Some((3, "", 0.0))),
            ("#,##0.00,", Some((3, "", 0.0))),
            ("0.00,,", Some((6, "", 0.0))),
            ("0.00,;[Red]-0.00,", Some((3, "", 0.0))),
            ("[>=10000]0!.0,\"万\";0", Some((4, "万", 10_000.0))),
            ("0!.0,\"万元\"", Some((4, "万元", 0.0))),
            ("0\"元\"", Some((0, "元", 0.0))),
            ("0.00_ \"万元\"", Some((0, "万元", 0.0))),
            ("#,##0.00", None),
            ("0", None),
            ("#,##0_ ;-#,##0 ", None),
            ("0.00E+00", None),
            ("yyyy/m/d", None),
            ("yyyy\"年\"m\"月\"d\"日\"", None),
            ("General", None),
            ("@", None),
            ("# ?/?", None),
            ("0\"人\"", None),
            ("\"第\"0\"届\"", None),
            ("000000", None),
            ("[<100]0.0;0,", None),
            ("", None),
            ("\"", None),
            ("0!", None),
        ] {
            assert_eq!(of(code), want, "{code}");
        }
    }

    #[test]
    fn a_format_is_written_as_it_was_read() {
        let plain = Shown::default();
        for one in [
            Shown { smaller: 4, ..plain },
            Shown { smaller: 3, ..plain },
            Shown { smaller: 6, unit: Some("元"), ..plain },
            Shown { smaller: 1, ..plain },
            Shown { smaller: 8, unit: Some("亿"), from: 100_000_000.0, ..plain },
            Shown { unit: Some("万元"), ..plain },
            Shown { yuan: true, ..plain },
            Shown { yuan: true, unit: Some("元"), ..plain },
            Shown { share: true, ..plain },
        ] {
            assert_eq!(shown(&format_of(&one)), Some(one), "{}", format_of(&one));
        }
        for code in ["0!.0,", "#,##0.00,", "[>=10000]0!.0,\"万\";0", "0.00_ \"万元\"", "_ ¥* #,##0.00_ ", "0.00%"] {
            let read = shown(code).expect(code);
            assert_eq!(shown(&format_of(&read)), Some(read), "{code}");
        }
    }

    #[test]
    fn formats_that_draw_the_sign_of_money_or_a_share_are_known() {
        let of = |code: &str| shown(code).map(|shown| (shown.yuan, shown.share));
        for yuan in ["\"¥\"#,##0.00", "[$¥-804]#,##0.00", "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "￥0", "[$CNY] 0", "\\¥0"]
        {
            assert_eq!(of(yuan), Some((true, false)), "{yuan}");
        }
        for share in ["0%", "0.00%", "0.0 %"] {
            assert_eq!(of(share), Some((false, true)), "{share}");
        }
        // Accounting formats without a sign, and other money.
        for plain in ["_ * #,##0.00_ ;_ * -#,##0.00_ ", "_($* #,##0.00_)", "[$€-407]0", "\"$\"0", "0\"%\""] {
            assert_eq!(of(plain), None, "{plain}");
        }
        assert_eq!([9, 10, 0, 14].map(|id| built_in(id).is_some()), [true, true, false, false]);
        let styles = of_xlsx("<styleSheet><cellXfs><xf/><xf numFmtId=\"10\"/></cellXfs></styleSheet>");
        assert_eq!([0, 1].map(|at| styles.get(at).is_some()), [false, true]);
    }

    #[test]
    fn styles_are_those_of_cells_not_of_conditional_formats() {
        let styles = |fonts: &str, formats: &str, cells: &str| {
            of_xlsx(&format!(
                "<styleSheet><numFmts>{formats}</numFmts><fonts>{fonts}</fonts><cellStyleXfs><xf fontId=\"1\"/></cellStyleXfs>\
                 <cellXfs>{cells}</cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"
            ))
        };
        let struck = Look { struck: true, ..Look::default() };
        let found = styles(
            "<font/><font><strike/><sz val=\"11\"/></font><font><strike val=\"0\"/></font>",
            "",
            "<xf/><xf fontId=\"1\"/><xf fontId=\"2\"/><xf fontId=\"9\"/>",
        );
        assert_eq!((0..5).map(|at| found.get(at)).collect::<Vec<_>>(), [None, Some(struck), None, None, None]);
        let found = styles(
            "<font><sz/></font>",
            "<numFmt numFmtId=\"176\" formatCode=\"0!.0,&quot;万元&quot;\"/><numFmt numFmtId=\"177\" formatCode=\"0.0\"/>",
            "<xf numFmtId=\"177\"/><xf numFmtId=\"176\" fontId=\"0\"/>",
        );
        let shown = Shown { smaller: 4, unit: Some("万元"), ..Shown::default() };
        assert_eq!(found.get(1), Some(Look { shown: Some(shown), ..Look::default() }));
        assert!(styles("<font/>", "", "<xf/>").is_empty());
        assert!(
            of_xlsx("<styleSheet><fonts><font><strike/></font></fonts><cellXfs><xf fontId=\"0\"/>").get(0).is_some()
        );
        assert!(of_xlsx("strike").is_empty() && of_xlsx("<a><strike</a>").is_empty());
    }
}
