//! What a file is, by its bytes.
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Ole,
    OldBiff,
    Html,
    Xml2003,
    Text,
    /// A letter with its headers, and perhaps a workbook inside.
    Mail,
    Unknown,
}

impl Kind {
    pub(super) fn key(self) -> &'static str {
        match self {
            Kind::Zip => "zip",
            Kind::Ole => "ole",
            Kind::OldBiff => "biff",
            Kind::Html => "html",
            Kind::Xml2003 => "xml2003",
            Kind::Text => "csv",
            Kind::Mail => "eml",
            Kind::Unknown => "unknown",
        }
    }
}

/// What an OLE file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ole {
    Workbook,
    Encrypted,
    Document,
    Mail,
    Other,
}

impl Ole {
    pub(super) fn key(self) -> &'static str {
        match self {
            Ole::Workbook => "xls",
            Ole::Encrypted => "encrypted",
            Ole::Document | Ole::Mail | Ole::Other => "ole",
        }
    }
}

fn head(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn kind(path: &Path) -> io::Result<Kind> {
    Ok(kind_of(&head(path, 64 << 10)?))
}

fn kind_of(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK\x07\x08") {
        return Kind::Zip;
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Kind::Ole;
    }
    // A BOF record of BIFF2, 3, 4 or 5 that is not inside an OLE file.
    if bytes.len() > 8
        && bytes[0] == 0x09
        && matches!(bytes[1], 0x00 | 0x02 | 0x04 | 0x08)
        && bytes[3] == 0
        && bytes[2] <= 16
    {
        return Kind::OldBiff;
    }
    let Some(text) = as_text(bytes) else { return Kind::Unknown };
    let start = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let early = start.get(..start.len().min(4_096)).map_or_else(|| start.chars().take(1_000).collect(), str::to_owned);
    if is_mail(&early) {
        return Kind::Mail;
    }
    if early.starts_with("<?xml") || early.starts_with("<workbook") {
        let office = early.contains("urn:schemas-microsoft-com:office:spreadsheet") || early.contains("excel.sheet");
        return if office {
            Kind::Xml2003
        } else if early.contains("<html") {
            Kind::Html
        } else {
            Kind::Unknown
        };
    }
    if ["<html", "<!doctype html", "<table", "<head", "<meta", "<body", "<style", "<div"]
        .iter()
        .any(|tag| early.starts_with(tag))
        || (early.starts_with('<') && (early.contains("<table") || early.contains("<html")))
        || early.starts_with("mime-version:")
    {
        return Kind::Html;
    }
    if early.starts_with("%pdf") || early.starts_with("{\\rtf") {
        return Kind::Unknown;
    }
    Kind::Text
}

/// Whether a text, in lower case, begins with the headers of a letter. A page saved by a browser has some of them too.
fn is_mail(text: &str) -> bool {
    let mut names: Vec<&str> = Vec::new();
    for line in text.lines().take_while(|line| !line.trim().is_empty()).take(40) {
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            break;
        }
        names.push(name);
    }
    let has = |wanted: &[&str]| wanted.iter().filter(|name| names.contains(name)).count();
    let sent = has(&["received", "message-id", "return-path", "delivered-to", "to"]);
    let page = text.contains("snapshot-content-location") || text.contains("saved by");
    !page && sent >= 1 && has(&["from", "subject", "date"]) >= 2
}

/// What a file is whose bytes are no workbook's: packed files, a picture, a document, pages.
pub(super) fn instead(path: &Path) -> Option<&'static str> {
    let bytes = head(path, 512).ok()?;
    let is = |starts: &[&[u8]]| starts.iter().any(|start| bytes.starts_with(start));
    if is(&[b"Rar!", b"7z\xbc\xaf\x27\x1c", &[0x1f, 0x8b], b"BZh", b"\xfd7zXZ", b"MSCF"])
        || bytes.get(257..262) == Some(b"ustar")
    {
        Some("is-archive")
    } else if is(&[b"%PDF"]) {
        Some("is-pdf")
    } else if is(&[b"{\\rtf"]) {
        Some("is-document")
    } else if is(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"])
        || bytes.get(8..12) == Some(b"WEBP")
        || is_picture_of_a_phone(&bytes)
    {
        Some("is-picture")
    } else if bytes.get(4..8) == Some(b"ftyp") || is(&[b"ID3", b"#!AMR"]) || bytes.get(8..11) == Some(b"AVI") {
        Some("is-film")
    } else {
        None
    }
}

/// .heic and .avif: the same box as a film's, of another brand.
fn is_picture_of_a_phone(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 9] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// The beginning of the file as text, `None` when it is not text: control characters that no list has.
fn as_text(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    if let Some(encoding) = wide(bytes) {
        return Some(encoding.decode(&bytes[..bytes.len() & !1]).0.into_owned());
    }
    let odd = bytes
        .iter()
        .filter(|b| (**b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 0x1a)) || **b == 0x7f)
        .count();
    if odd * 200 > bytes.len() {
        return None;
    }
    Some(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // The last character may be cut.
        Err(e) if e.error_len().is_none() => String::from_utf8_lossy(&bytes[..e.valid_up_to()]).into_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    })
}

/// UTF-16 by its mark, or by zero bytes at every second place.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => return Some(encoding_rs::UTF_16BE),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(2_000) & !1];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count() * 10;
    let (even, odd) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
    // Lists in Latin letters have a zero at every other byte; Chinese ones at least for separators and digits.
    if odd > half && even == 0 {
        Some(encoding_rs::UTF_16LE)
    } else if even > half && odd == 0 {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// The note that Office leaves beside an open workbook: 165 bytes with the owner's name.
pub(super) fn is_lock_file(path: &Path, name: &str, bytes: u64) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if base.starts_with("~$") && bytes < 1_024 {
        return true;
    }
    if bytes != 165 {
        return false;
    }
    let Ok(head) = head(path, 165) else { return false };
    let length = usize::from(head[0]);
    (1..=54).contains(&length)
        && usize::from(head[55]) == length
        && head[length + 1..55].iter().all(|b| matches!(b, b' ' | 0))
}

/// Walks the directory of an OLE file, within bounds, for the streams that tell what it is.
pub(super) fn ole_kind(path: &Path) -> io::Result<Ole> {
    let mut file = File::open(path)?;
    let mut header = [0_u8; 512];
    file.read_exact(&mut header)?;
    let at = |n: usize| u32::from_le_bytes([header[n], header[n + 1], header[n + 2], header[n + 3]]);
    let shift = u16::from_le_bytes([header[30], header[31]]);
    if !(7..=20).contains(&shift) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let (size, first) = (1_u64 << shift, u64::from(at(48)));
    let length = file.seek(SeekFrom::End(0))?;
    // The directory is searched as bytes: its chain may be broken in files that still open.
    let start = (first + 1).saturating_mul(size);
    if start >= length {
        return Err(io::ErrorKind::InvalidData.into());
    }
    file.seek(SeekFrom::Start(0))?;
    let mut all = Vec::new();
    file.take(64 << 20).read_to_end(&mut all)?;
    let entry = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        all.chunks_exact(128).any(|chunk| chunk.starts_with(&wide))
    };
    Ok(if entry("EncryptedPackage") {
        Ole::Encrypted
    } else if entry("Workbook") || entry("Book") || entry("WORKBOOK") || entry("BOOK") {
        Ole::Workbook
    } else if entry("WordDocument") || entry("PowerPoint Document") {
        Ole::Document
    } else if entry("__properties_version1.0") || entry("__nameid_version1.0") {
        Ole::Mail
    } else {
        Ole::Other
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_what_a_file_is() {
        for (bytes, kind) in [
            (&b"PK\x03\x04rest"[..], Kind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Kind::Ole),
            (b"\x09\x00\x04\x00\x02\x00\x10\x00\x00", Kind::OldBiff),
            (b"<html><table>", Kind::Html),
            (b"\xef\xbb\xbf  <TABLE border=1>", Kind::Html),
            (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", Kind::Xml2003),
            (b"a,b\n1,2\n", Kind::Text),
            (b"\xff\xfea\0,\0b\0", Kind::Text),
            (b"%PDF-1.7", Kind::Unknown),
            (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0", Kind::Unknown),
            (b"Received: from a\r\n by b\r\nFrom: a@b.cn\r\nSubject: x\r\n\r\n", Kind::Mail),
            (b"MIME-Version: 1.0\nDate: x\nTo: b@c.cn\nSubject: y\n\ntext", Kind::Mail),
            (b"From: <Saved by Blink>\r\nSubject: x\r\nDate: y\r\nTo: z\r\n", Kind::Text),
            (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", Kind::Html),
            (b"date,subject,from,to\n1,2,3,4\n", Kind::Text),
            (b"Date: 2026\nname,hours\n", Kind::Text),
        ] {
            assert_eq!(kind_of(bytes), kind, "{bytes:?}");
        }
        let folder = std::env::temp_dir().join(format!("cuan-sniff-{}", std::process::id()));
        for (bytes, what) in [
            (&b"Rar!\x1a\x07\0"[..], Some("is-archive")),
            (b"%PDF-1.7", Some("is-pdf")),
            (b"{\\rtf1", Some("is-document")),
            (b"\xff\xd8\xff\xe0", Some("is-picture")),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Some("is-picture")),
            (b"\0\0\0\x18ftypisom\0\0\0\0", Some("is-film")),
            (b"7z\xbc\xaf\x27\x1c\0\x04", Some("is-archive")),
            (b"\0\x01\x02", None),
        ] {
            std::fs::write(&folder, bytes).expect("written");
            assert_eq!(instead(&folder), what, "{bytes:?}");
        }
        std::fs::remove_file(&folder).expect("removed");
        let named =
            |names: &[&str]| super::super::zipped::instead(&names.iter().map(|n| (*n).into()).collect::<Vec<_>>());
        assert_eq!(named(&["7月/隐患台账.XLSX", "读我.txt"]), Some("is-archive"));
        assert_eq!(named(&["[Content_Types].xml", "word/document.xml"]), Some("is-document"));
        assert_eq!(named(&["Index/Document.iwa", "preview.jpg"]), Some("is-numbers"));
        assert_eq!(named(&["OFD.xml", "Doc_0/Document.xml", "Doc_0/Res/a.jpg"]), Some("is-pages"));
        assert_eq!(named(&["mimetype", "content.xml", "Thumbnails/thumbnail.png"]), Some("is-document"));
        assert_eq!(named(&["说明.txt", "照片/"]), Some("is-archive"));
        assert_eq!(named(&["[Content_Types].xml", "docProps/app.xml"]), None);
        let gbk = encoding_rs::GB18030.encode("企业名称,信用代码\n").0.into_owned();
        assert_eq!(kind_of(&gbk), Kind::Text);
    }
}
