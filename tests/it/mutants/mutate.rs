//! Files that went wrong: the same ones for the same seed. Bytes are changed, parts of a package, and words of its XML.
use cuan::demo::random::Random;
use std::io::{Cursor, Read, Write};

/// Values that readers stumble over.
const NASTY: [&str; 26] = [
    "",
    "0",
    "-1",
    "1",
    "65536",
    "1048577",
    "2147483648",
    "4294967295",
    "18446744073709551616",
    "1e309",
    "NaN",
    "-0",
    "0.0000000001",
    "A0",
    "XFE1",
    "A1048577",
    "A1:XFD1048576",
    "B2:A1",
    "ZZZZZZ99999999",
    "&amp;&lt;",
    "\u{feff}",
    "\u{fffd}\u{202e}",
    "e",
    "s",
    "inlineStr",
    "true",
];

fn below(random: &mut Random, most: usize) -> usize {
    random.below(most.max(1))
}

/// One change of the bytes.
fn bytes(file: &mut Vec<u8>, random: &mut Random) {
    if file.is_empty() {
        return file.push(0);
    }
    let at = below(random, file.len());
    let length = 1 + below(random, 64.min(file.len() - at));
    match random.below(8) {
        0 => file[at] ^= 1 << random.below(8),
        1 => file[at..at + length].fill_with(|| random.below(256) as u8),
        2 => file[at..at + length].fill(0),
        3 => file[at..at + length].fill(0xff),
        4 => file.truncate(at),
        5 => drop(file.drain(at..at + length)),
        6 => {
            let piece = file[at..at + length].to_vec();
            let to = below(random, file.len());
            file.splice(to..to, piece);
        }
        _ => {
            // Numbers of two or four bytes that say how long something is.
            let said: &[u8] = [&[0xff_u8; 4][..], &[0xff, 0x7f], &[0, 0, 0, 0x80], &[1, 0, 0, 0]][random.below(4)];
            let end = (at + said.len()).min(file.len());
            file[at..end].copy_from_slice(&said[..end - at]);
        }
    }
}

/// One change of a text of elements.
fn words(text: &mut String, random: &mut Random) {
    let marks: Vec<usize> = text.match_indices(['<', '>', '"']).map(|(at, _)| at).collect();
    if marks.len() < 4 {
        return text.push_str("<x>");
    }
    let pick = below(random, marks.len() - 2);
    let (at, next) = (marks[pick], marks[pick + 1]);
    let nasty = *random.pick(&NASTY);
    match random.below(10) {
        // What stands between two marks: an attribute's value, a cell's text, an element's name.
        0..=3 => text.replace_range(at + 1..next, nasty),
        4 => text.replace_range(at..=next, ""),
        5 => {
            let piece = text[at..=next].to_owned();
            text.insert_str(at, &piece.repeat(1 + random.below(40)));
        }
        6 => text.insert_str(at, "<!-- --><?x y?><![CDATA[ ]]>"),
        7 => text.insert_str(at, &"<r>".repeat(1 + random.below(5_000))),
        8 => text.replace_range(at + 1..next, &"9".repeat(1 + random.below(40_000))),
        _ => text.truncate(at),
    }
}

/// One change of the parts of a package, or of what one of them says.
fn parts(file: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).ok()?;
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).ok()?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        all.push((entry.name().ok()?.into_owned(), content));
    }
    let at = below(random, all.len());
    match random.below(12) {
        0 => drop(all.remove(at)),
        1 => all[at].1.clear(),
        2 => {
            let other = below(random, all.len());
            all[at].1 = all[other].1.clone();
        }
        3 => all[at].0 = format!("{}{}", all[at].0, *random.pick(&["x", ".xml", "/", "\u{202e}"])),
        4 => bytes(&mut all[at].1, random),
        5 => {
            let content = all[at].1.clone();
            all.push((format!("xl/worksheets/sheet{}.xml", 2 + random.below(9)), content));
        }
        _ => {
            let texts: Vec<usize> =
                (0..all.len()).filter(|n| all[*n].0.ends_with(".xml") || all[*n].0.ends_with(".rels")).collect();
            let at = *texts.get(below(random, texts.len()))?;
            let mut text = String::from_utf8_lossy(&all[at].1).into_owned();
            for _ in 0..=random.below(4) {
                words(&mut text, random);
            }
            all[at].1 = text.into_bytes();
        }
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in all {
        // Two parts of one name cannot be written: the second is left out.
        if writer.start_file(name, zip::write::SimpleFileOptions::default()).is_ok() {
            writer.write_all(&content).ok()?;
        }
    }
    Some(writer.finish().ok()?.into_inner())
}

/// The mutant of a file with this number.
pub fn mutant(file: &[u8], number: usize) -> Vec<u8> {
    let random = &mut Random::of(3, "mutant", number);
    let package = file.starts_with(b"PK");
    if package
        && random.chance(70)
        && let Some(changed) = parts(file, random)
    {
        return changed;
    }
    let mut changed = file.to_vec();
    for _ in 0..=random.below(12) {
        bytes(&mut changed, random);
    }
    changed
}
