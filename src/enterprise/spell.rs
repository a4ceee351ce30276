//! How a name is spelled in Latin letters, for search and order.
use pinyin::ToPinyin;

/// Most spellings kept of one name.
const SPELLINGS_MAX: usize = 8;

/// Characters with several readings in living use, the one usual in names of firms and places first. All others are read
/// as the dictionary reads them first: its further readings are mostly dead ones of plain characters such as 有, 机 and 司,
/// which nobody types, and which would make a name's spellings ten times as long.
const LIVING: [(char, &[&str]); 40] = [
    ('长', &["chang", "zhang"]),
    ('重', &["zhong", "chong"]),
    ('行', &["hang", "xing"]),
    ('都', &["du", "dou"]),
    ('乐', &["le", "yue"]),
    ('朝', &["chao", "zhao"]),
    ('单', &["dan", "shan"]),
    ('曾', &["zeng", "ceng"]),
    ('厦', &["xia", "sha"]),
    ('藏', &["cang", "zang"]),
    ('盛', &["sheng", "cheng"]),
    ('调', &["diao", "tiao"]),
    ('传', &["chuan", "zhuan"]),
    ('会', &["hui", "kuai"]),
    ('和', &["he", "huo"]),
    ('宿', &["su", "xiu"]),
    ('区', &["qu", "ou"]),
    ('车', &["che", "ju"]),
    ('仇', &["qiu", "chou"]),
    ('柏', &["bai", "bo"]),
    ('泊', &["bo", "po"]),
    ('堡', &["bao", "bu", "pu"]),
    ('薄', &["bo", "bao"]),
    ('石', &["shi", "dan"]),
    ('降', &["jiang", "xiang"]),
    ('解', &["jie", "xie"]),
    ('尉', &["wei", "yu"]),
    ('绿', &["lv", "lu"]),
    ('率', &["lv", "shuai"]),
    ('六', &["liu", "lu"]),
    ('贾', &["jia", "gu"]),
    ('奇', &["qi", "ji"]),
    ('大', &["da", "dai"]),
    ('还', &["huan", "hai"]),
    ('参', &["can", "shen"]),
    ('省', &["sheng", "xing"]),
    ('万', &["wan", "mo"]),
    ('弹', &["dan", "tan"]),
    ('厂', &["chang"]),
    ('校', &["xiao", "jiao"]),
];

/// Every likely spelling of a name, the usual one first, separated by blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// `hengshengjixie …`
    pub full: String,
    /// `hsjx …`
    pub initials: String,
}

/// The readings of one character without tones, the usual one first; letters and digits read as themselves.
fn readings(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_ascii_lowercase().to_string()];
    }
    match LIVING.iter().find(|(known, _)| *known == c) {
        Some((_, living)) => living.iter().map(|reading| (*reading).to_owned()).collect(),
        None => c.to_pinyin().map(|reading| reading.plain().replace('ü', "v")).into_iter().collect(),
    }
}

/// The usual spelling alone, to sort by.
pub fn plain(name: &str) -> String {
    name.chars().filter_map(|c| readings(c).into_iter().next()).collect()
}

/// Spells a name. Characters with several readings are varied one at a time, then in pairs, until enough spellings are
/// there: a search holds a part of the name, in which more such characters at once are rare.
pub fn spelled(name: &str) -> Spelling {
    let letters: Vec<Vec<String>> = name.chars().map(readings).filter(|r| !r.is_empty()).collect();
    let others = |at: usize| (1..letters[at].len()).map(move |reading| (at, reading));
    let singles: Vec<(usize, usize)> = (0..letters.len()).flat_map(others).collect();
    let pairs = singles
        .iter()
        .enumerate()
        .flat_map(|(n, a)| singles[n + 1..].iter().filter(move |b| b.0 != a.0).map(move |b| vec![*a, *b]));
    let variants = std::iter::once(Vec::new()).chain(singles.iter().map(|one| vec![*one])).chain(pairs);
    let mut spelling = (Vec::new(), Vec::new());
    for variant in variants.take(SPELLINGS_MAX) {
        let reading = |at: usize| {
            let chosen = variant.iter().find(|(place, _)| *place == at).map_or(0, |(_, reading)| *reading);
            letters[at][chosen].as_str()
        };
        let full: String = (0..letters.len()).map(reading).collect();
        let initials: String = (0..letters.len()).filter_map(|at| reading(at).chars().next()).collect();
        for (list, text) in [(&mut spelling.0, full), (&mut spelling.1, initials)] {
            if !list.contains(&text) {
                list.push(text);
            }
        }
    }
    Spelling { full: spelling.0.join(" "), initials: spelling.1.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spelling_comes_first() {
        for (name, full, initials) in [
            ("恒盛（AB）3号", "hengshengab3hao", "hsab3h"),
            ("长江商行", "changjiangshanghang", "cjsh"),
            ("绿源厂", "lvyuanchang", "lyc"),
        ] {
            let spelling = spelled(name);
            assert_eq!(spelling.full.split(' ').next(), Some(full), "{name}");
            assert_eq!(spelling.initials.split(' ').next(), Some(initials), "{name}");
            assert_eq!(plain(name), full);
        }
    }

    #[test]
    fn every_living_reading_can_be_searched_also_in_long_names() {
        let spelling = spelled("长乐重工机械制造有限公司");
        for part in ["changlezhong", "zhangle", "changyue", "chonggong", "zhangyue", "jixiezhizaoyouxiangongsi"] {
            assert!(spelling.full.split(' ').any(|s| s.contains(part)), "{part} in {}", spelling.full);
        }
        assert!(spelling.initials.split(' ').any(|s| s.starts_with("cyzg")), "{}", spelling.initials);
        assert_eq!(spelled("机电有限公司").full, "jidianyouxiangongsi", "dead readings are left out");
    }

    #[test]
    fn spellings_are_bounded_however_long_the_name() {
        let spelling = spelled(&"重行长乐".repeat(50));
        assert_eq!(spelling.full.split(' ').count(), SPELLINGS_MAX);
        assert!(spelled("！？").full.is_empty());
    }
}
