//! How a name is spelled in Latin letters, for search and order.
use pinyin::ToPinyinMulti;

/// Most spellings kept of one name.
const SPELLINGS_MAX: usize = 12;

/// Every likely spelling of a name, the usual one first, separated by blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// `hengshengjixie …`
    pub full: String,
    /// `hsjx …`
    pub initials: String,
}

/// The readings of one character, without tones, each once, the usual one first; letters and digits read as themselves.
fn readings(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase().to_string()];
    }
    let Some(multi) = c.to_pinyin_multi() else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for reading in multi {
        let plain = reading.plain().replace('ü', "v");
        if !found.contains(&plain) {
            found.push(plain);
        }
    }
    found
}

/// The usual spelling alone, to sort by.
pub fn plain(name: &str) -> String {
    name.chars().filter_map(|c| readings(c).into_iter().next()).collect()
}

/// Spells a name. Characters with several readings are varied one at a time, then in pairs, until enough spellings are
/// there: a search holds a part of the name, in which two such characters at once are rare.
pub fn spelled(name: &str) -> Spelling {
    let letters: Vec<Vec<String>> = name.chars().map(readings).filter(|r| !r.is_empty()).collect();
    let others = |at: usize| (1..letters[at].len()).map(move |reading| (at, reading));
    let single: Vec<(usize, usize)> = (0..letters.len()).flat_map(others).collect();
    let pairs = single
        .iter()
        .enumerate()
        .flat_map(|(n, a)| single[n + 1..].iter().filter(move |b| b.0 != a.0).map(move |b| vec![*a, *b]));
    let variants = std::iter::once(Vec::new()).chain(single.iter().map(|one| vec![*one])).chain(pairs);
    let mut spelling = (Vec::new(), Vec::new());
    for variant in variants {
        let reading = |at: usize| {
            let chosen = variant.iter().find(|(place, _)| *place == at).map_or(0, |(_, reading)| *reading);
            letters[at][chosen].as_str()
        };
        let full: String = (0..letters.len()).map(reading).collect();
        let initials: String = (0..letters.len()).filter_map(|at| reading(at).chars().next()).collect();
        for (list, text) in [(&mut spelling.0, full), (&mut spelling.1, initials)] {
            if list.len() < SPELLINGS_MAX && !list.contains(&text) {
                list.push(text);
            }
        }
        if spelling.0.len() == SPELLINGS_MAX {
            break;
        }
    }
    Spelling { full: spelling.0.join(" "), initials: spelling.1.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spelling_comes_first() {
        let spelling = spelled("恒盛（AB）3号");
        assert!(spelling.full.starts_with("hengshengab3hao"), "{}", spelling.full);
        assert!(spelling.initials.starts_with("hsab3h"), "{}", spelling.initials);
    }

    #[test]
    fn every_reading_of_a_character_can_be_searched() {
        let spelling = spelled("长乐重工");
        for part in ["changle", "zhangle", "changyue", "chonggong", "zhonggong"] {
            assert!(spelling.full.split(' ').any(|s| s.contains(part)), "{part} in {}", spelling.full);
        }
        assert!(spelling.initials.split(' ').any(|s| s.contains("cyzg")), "{}", spelling.initials);
    }

    #[test]
    fn spellings_are_bounded_however_long_the_name() {
        let spelling = spelled(&"重行长乐".repeat(50));
        assert_eq!(spelling.full.split(' ').count(), SPELLINGS_MAX);
        assert!(spelled("！？").full.is_empty());
    }
}
