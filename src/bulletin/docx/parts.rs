//! The parts of the package that hold no figures: styles, fonts, page, relationships.
use super::xml::{Links, escape};
use crate::i18n::Lang;

/// What every part begins with.
pub const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The namespaces of the document itself.
pub const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"";

/// A4 with the margins of official documents: 37 mm above, 35 below, 28 left, 26 right.
pub const PAGE: &str = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/>\
<w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>\
</w:sectPr>";

/// The width of the text between the margins, in twentieths of a point.
pub const WIDTH: u32 = 11906 - 1474 - 1588;

fn style(id: &str, name: &str, based: &str, paragraph: &str, run: &str) -> String {
    let based = if based.is_empty() { String::new() } else { format!("<w:basedOn w:val=\"{based}\"/>") };
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based}<w:qFormat/>\
         <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )
}

fn fonts(east: &str) -> String {
    format!(
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"{east}\"/>"
    )
}

/// 仿宋 for the text, 黑体 and 楷体 for headings, 宋体 in tables: as official documents are set.
pub fn styles(lang: Lang) -> String {
    let (text, indent) = match lang {
        Lang::Zh => (28, "<w:ind w:firstLineChars=\"200\" w:firstLine=\"560\"/><w:jc w:val=\"both\"/>"),
        Lang::En => (23, "<w:jc w:val=\"both\"/>"),
    };
    let size = |n: u32| format!("<w:sz w:val=\"{n}\"/><w:szCs w:val=\"{n}\"/>");
    let heading = |level: u32| {
        format!("<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"{level}\"/>")
    };
    let mut out = format!(
        "{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{}{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr>\
         </w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"0\"/></w:pPr></w:pPrDefault></w:docDefaults>",
        fonts("仿宋"),
        size(text)
    );
    out.push_str(
        "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:spacing w:line=\"500\" w:lineRule=\"atLeast\"/></w:pPr></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr>\
         <w:tblInd w:w=\"0\" w:type=\"dxa\"/></w:tblPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"Figures\"><w:name w:val=\"Figures\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr>\
         <w:tblBorders><w:top w:val=\"single\" w:sz=\"12\" w:color=\"000000\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:color=\"000000\"/>\
         <w:insideH w:val=\"single\" w:sz=\"2\" w:color=\"BFBFBF\"/></w:tblBorders><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>\
         <w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:rPr><w:color w:val=\"0B5C5C\"/>\
         <w:u w:val=\"single\"/></w:rPr></w:style>"
    );
    let song = fonts("宋体");
    for (id, name, based, paragraph, run) in [
        ("Title", "Title", "Normal", "<w:spacing w:before=\"0\" w:after=\"120\" w:line=\"640\" w:lineRule=\"atLeast\"/><w:jc w:val=\"center\"/>".to_owned(), song.clone() + "<w:b/>" + &size(40)),
        ("Subtitle", "Subtitle", "Normal", "<w:spacing w:after=\"60\"/><w:jc w:val=\"center\"/>".to_owned(), fonts("楷体") + &size(24)),
        ("Text", "Body Text", "Normal", indent.to_owned(), String::new()),
        ("Heading1", "heading 1", "Normal", heading(0), fonts("黑体") + &size(text)),
        ("Heading2", "heading 2", "Normal", heading(1), fonts("楷体") + "<w:b/>" + &size(text - 2)),
        ("Caption", "caption", "Normal", "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"60\" w:line=\"320\" w:lineRule=\"atLeast\"/><w:jc w:val=\"center\"/>".to_owned(), fonts("黑体") + &size(22)),
        ("Figure", "Figure", "Normal", "<w:keepNext/><w:spacing w:before=\"60\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), String::new()),
        ("Note", "Note", "Normal", "<w:spacing w:line=\"340\" w:lineRule=\"atLeast\"/>".to_owned(), song.clone() + &size(20)),
        ("Cell", "Table Text", "Normal", "<w:spacing w:before=\"30\" w:after=\"30\" w:line=\"280\" w:lineRule=\"atLeast\"/>".to_owned(), song.clone() + &size(20)),
        ("CellNumber", "Table Number", "Cell", "<w:jc w:val=\"right\"/>".to_owned(), String::new()),
        ("CellHead", "Table Head", "Cell", "<w:keepNext/>".to_owned(), fonts("黑体") + "<w:b/>"),
        ("CellHeadNumber", "Table Head Number", "CellHead", "<w:jc w:val=\"right\"/>".to_owned(), String::new()),
        ("Header", "header", "Normal", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"right\"/>".to_owned(), song.clone() + &size(18)),
        ("Footer", "footer", "Normal", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), song + &size(28)),
    ] {
        out += &style(id, name, based, &paragraph, &run);
    }
    out + "</w:styles>"
}

/// The fonts by name, and what stands in for each where it is missing.
pub fn font_table() -> String {
    let fonts = [
        ("仿宋", "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC,Noto Sans CJK SC", "49"),
        ("宋体", "SimSun,STSong,Noto Serif CJK SC,Noto Sans CJK SC", "49"),
        ("黑体", "SimHei,STHeiti,Noto Sans CJK SC", "49"),
        ("楷体", "KaiTi,楷体_GB2312,STKaiti,Noto Serif CJK SC,Noto Sans CJK SC", "49"),
        ("Times New Roman", "Liberation Serif", "18"),
    ];
    let one = |(name, instead, family): &(&str, &str, &str)| {
        let charset = if *family == "49" { "86" } else { "00" };
        let family = if *family == "49" { "modern" } else { "roman" };
        format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"{charset}\"/>\
             <w:family w:val=\"{family}\"/><w:pitch w:val=\"variable\"/></w:font>"
        )
    };
    format!("{XML}<w:fonts {W}>{}</w:fonts>", fonts.iter().map(one).collect::<String>())
}

pub fn settings() -> String {
    format!(
        "{XML}<w:settings {W}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/>\
         <w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" \
         w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

/// The running head.
pub fn header(text: &str) -> String {
    format!("{XML}<w:hdr {NAMESPACES}>{}</w:hdr>", super::xml::paragraph("Header", &super::xml::run(text, "")))
}

/// The page's number between dashes; `around` holds `{n}` in its place.
pub fn footer(around: &str) -> String {
    let (before, after) = around.split_once("{n}").unwrap_or((around, ""));
    let field = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
                 <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let inside = super::xml::run(before, "") + field + &super::xml::run(after, "");
    format!("{XML}<w:ftr {NAMESPACES}>{}</w:ftr>", super::xml::paragraph("Footer", &inside))
}

/// What each part is.
pub fn content_types(charts: usize) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut out = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("fontTable", "fontTable"),
        ("settings", "settings"),
        ("header1", "header"),
        ("footer1", "footer"),
    ] {
        out += &format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{word}.{kind}+xml\"/>");
    }
    for chart in 1..=charts {
        out += &format!(
            "<Override PartName=\"/word/charts/chart{chart}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>"
        );
    }
    out + "</Types>"
}

fn relations(each: &[(String, String, String, bool)]) -> String {
    let one = |(id, kind, target, outside): &(String, String, String, bool)| {
        let mode = if *outside { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{}\"{mode}/>", escape(target))
    };
    format!(
        "{XML}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        each.iter().map(one).collect::<String>()
    )
}

/// Where the package begins.
pub fn package_relations() -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    relations(&[
        ("rId1".to_owned(), format!("{R}/officeDocument"), "word/document.xml".to_owned(), false),
        ("rId2".to_owned(), core.to_owned(), "docProps/core.xml".to_owned(), false),
    ])
}

/// The document's parts and its links out.
pub fn document_relations(charts: usize, links: &Links) -> String {
    let mut all: Vec<_> = [
        ("rIdStyles", "styles", "styles.xml"),
        ("rIdFonts", "fontTable", "fontTable.xml"),
        ("rIdSettings", "settings", "settings.xml"),
        ("rIdHeader", "header", "header1.xml"),
        ("rIdFooter", "footer", "footer1.xml"),
    ]
    .map(|(id, kind, target)| (id.to_owned(), format!("{R}/{kind}"), target.to_owned(), false))
    .to_vec();
    all.extend(
        (1..=charts).map(|n| (format!("rIdChart{n}"), format!("{R}/chart"), format!("charts/chart{n}.xml"), false)),
    );
    let links = links.addresses().iter().enumerate();
    all.extend(links.map(|(at, address)| (Links::relation(at), format!("{R}/hyperlink"), address.clone(), true)));
    relations(&all)
}

/// The workbook with a chart's data, so that the chart can be edited.
pub fn chart_relations(chart: usize) -> String {
    relations(&[("rId1".to_owned(), format!("{R}/package"), format!("../embeddings/chart{chart}.xlsx"), false)])
}

/// Title, author and day for the file's properties.
pub fn core(title: &str, author: &str, at: chrono::DateTime<chrono::Utc>) -> String {
    let at = at.format("%Y-%m-%dT%H:%M:%SZ");
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created></cp:coreProperties>",
        escape(title),
        escape(author)
    )
}
