//! A drawing as a file of its own: SVG with its colours in it, title, message, window, version and source.
use super::Words;
use super::draw::{Drawing, Mark, wrapped};
use std::fmt::Write;

/// The colours of `style/tokens.css` in the light, written out: a file has no style sheet beside it.
const STYLE: &str = "
text{font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC',sans-serif;font-size:13px;fill:#46514f}
.t{font-size:18px;font-weight:700;fill:#17201f}.m{font-size:14px;fill:#17201f}.n{font-size:11px;fill:#5d6866}
.c-end{text-anchor:end}.c-mid{text-anchor:middle}.c-strong{fill:#17201f;font-weight:600}.c-key{fill:#17201f}
.c-value{fill:#0b5c5c;font-weight:600;font-size:12px}.c-faint{fill:#5d6866;font-size:12px}.c-small{font-size:11px}
.c-name{fill:#17201f;font-size:12px}.c-count{fill:#17201f}.c-label{font-size:12px}.c-label-now{fill:#0b5c5c;font-weight:600}
.c-label,.c-label-now,.c-name,.c-sign{paint-order:stroke;stroke:#fff;stroke-width:3}.c-sign{fill:#17201f;font-weight:700;font-size:12px}.c-read{display:none}
.c-hit{fill:none}.c-grid{stroke:#d8dddb;stroke-width:1;fill:none}.c-axis{stroke:#17201f;stroke-width:1;fill:none}
.c-rule{stroke:#d8dddb;stroke-width:1;fill:none}.c-now{fill:none;stroke:#0b5c5c;stroke-width:2.5;stroke-linejoin:round}
.c-last{fill:none;stroke:#7d8785;stroke-width:2;stroke-dasharray:5 4;stroke-linejoin:round}
.c-series{fill:none;stroke:#46514f;stroke-width:1.2;stroke-linejoin:round}.c-dot{fill:#0b5c5c}.c-dot-now{fill:#0b5c5c}
.c-dot-last{fill:#7d8785}.c-dot-open{fill:#fff;stroke:#0b5c5c;stroke-width:1.5}.c-ring{fill:#fff;stroke:#17201f;stroke-width:2}
.c-beyond{fill:#17201f}.c-centre{fill:none;stroke:#17201f;stroke-width:1.2}.c-limit{fill:none;stroke:#46514f;stroke-width:1.2;stroke-dasharray:6 4}
.c-warn{fill:none;stroke:#7d8785;stroke-width:1;stroke-dasharray:2 3}.c-bar-now{fill:#0b5c5c}.c-bar-before{fill:#b5bcba}
.c-bar-last{fill:#eceeed;stroke:#7d8785;stroke-width:1}.c-hatch{fill:none;stroke:#7d8785;stroke-width:1}
.c-bar-open{fill:#fff;stroke:#0b5c5c;stroke-width:2;stroke-dasharray:3 2}.c-heat-1{fill:#e3efed}.c-heat-2{fill:#b9d8d3}.c-heat-3{fill:#7fb5ae}
";
const MARGIN: f64 = 24.0;

/// What stands around the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub title: Words,
    /// The message in a sentence.
    pub said: Words,
    pub unit: Words,
    /// Window, versions, source: one a line, at the foot.
    pub notes: Vec<String>,
    /// `zh-CN` or `en`.
    pub tag: &'static str,
}

/// The whole file. Everything in it is text and shapes: no script, no link, nothing fetched.
pub fn svg(sheet: &Sheet, drawing: &Drawing) -> String {
    let width = drawing.width + 2.0 * MARGIN;
    let said = wrapped(&sheet.said, drawing.width / 14.0);
    let notes: Vec<String> = sheet.notes.iter().flat_map(|note| wrapped(note, drawing.width / 11.0)).collect();
    let head = MARGIN + 26.0 + 21.0 * said.len() as f64 + 12.0;
    let height = head + drawing.height + 14.0 + 16.0 * notes.len() as f64 + MARGIN;
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n<style>{STYLE}</style>\n\
         <rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"#fff\"/>\n",
        sheet.tag,
        safe(&sheet.title),
        safe(&sheet.said)
    );
    let mut row = |class: &str, y: f64, words: &str| {
        let _ = writeln!(out, "<text class=\"{class}\" x=\"{MARGIN:.0}\" y=\"{y:.0}\">{}</text>", safe(words));
    };
    row("t", MARGIN + 16.0, &format!("{} {}", sheet.title, sheet.unit));
    for (at, line) in said.iter().enumerate() {
        row("m", MARGIN + 41.0 + 21.0 * at as f64, line);
    }
    for (at, line) in notes.iter().enumerate() {
        row("n", head + drawing.height + 24.0 + 16.0 * at as f64, line);
    }
    let _ = writeln!(out, "<g transform=\"translate({MARGIN:.0} {head:.0})\">");
    drawing.marks.iter().for_each(|mark| write_mark(&mut out, mark));
    out + "</g>\n</svg>\n"
}

fn write_mark(out: &mut String, mark: &Mark) {
    let _ = match mark {
        Mark::Path { class, d } => writeln!(out, "<path class=\"{class}\" d=\"{d}\"/>"),
        Mark::Rect { class: "c-hit", .. } => Ok(()),
        Mark::Rect { class, x, y, width, height } => {
            writeln!(
                out,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
            )
        }
        Mark::Dot { class, x, y, r } => {
            writeln!(out, "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"/>")
        }
        Mark::Text { class, .. } if class.starts_with("c-read") => Ok(()),
        Mark::Text { class, x, y, words } => {
            writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", safe(words))
        }
        Mark::Group { x, y, marks } => {
            let _ = writeln!(out, "<g transform=\"translate({x:.1} {y:.1})\">");
            marks.iter().for_each(|mark| write_mark(out, mark));
            writeln!(out, "</g>")
        }
        Mark::Point(point) => {
            let _ = writeln!(
                out,
                "<g>{}",
                if point.said.is_empty() { String::new() } else { format!("<title>{}</title>", safe(&point.said)) }
            );
            point.marks.iter().for_each(|mark| write_mark(out, mark));
            writeln!(out, "</g>")
        }
    };
}

/// Text in XML; characters that XML has not are left out.
fn safe(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}' => out.push(c),
            _ => out.push(' '),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_its_own_words_and_nothing_that_runs() {
        let sheet = Sheet {
            title: "<b>\"A\" & B".into(),
            said: "x".into(),
            unit: "n".into(),
            notes: vec!["note".into()],
            tag: "en",
        };
        let point = super::super::Point { href: Some("/x?<".into()), said: "a<b".into(), marks: Vec::new() };
        let drawing = Drawing { width: 100.0, height: 50.0, marks: vec![Mark::Point(point)] };
        let made = svg(&sheet, &drawing);
        assert!(made.contains("<title>&lt;b&gt;&quot;A&quot; &amp; B</title>"), "{made}");
        assert!(made.contains("<title>a&lt;b</title>") && made.contains("note") && !made.contains("href"), "{made}");
        assert_eq!(safe("a\u{0}b\u{b}"), "a b ");
    }
}
