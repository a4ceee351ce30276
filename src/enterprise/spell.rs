//! How a name is spelled in Latin letters, for search and order.
use pinyin::ToPinyinMulti;

/// Most spellings kept of one name.
const SPELLINGS_MAX: usize = 16;

/// Characters with several readings in living use, the one usual in names of firms and places first. The dictionary
/// lists readings by other measures, and for many plain characters also readings that died out long ago.
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

/// The readings of one character without tones, each once, the usual one first; letters and digits read as themselves.
struct Readings {
    all: Vec<String>,
    /// How many of them are in living use.
    living: usize,
}

impl Readings {
    fn of(c: char) -> Readings {
        if c.is_ascii_alphanumeric() {
            return Readings { all: vec![c.to_ascii_lowercase().to_string()], living: 1 };
        }
        let known = LIVING.iter().find(|(known, _)| *known == c).map_or(&[] as &[&str], |(_, readings)| readings);
        let mut all: Vec<String> = known.iter().map(|reading| (*reading).to_owned()).collect();
        for reading in c.to_pinyin_multi().into_iter().flatten() {
            let plain = reading.plain().replace('ü', "v");
            if !all.contains(&plain) {
                all.push(plain);
            }
        }
        Readings { living: known.len().max(1), all }
    }
}

/// The usual spelling alone, to sort by.
pub fn plain(name: &str) -> String {
    name.chars().filter_map(|c| Readings::of(c).all.into_iter().next()).collect()
}

/// Spells a name. Characters with several living readings are varied one at a time, then in pairs; then the rare readings
/// of all others, until enough spellings are there.
pub fn spelled(name: &str) -> Spelling {
    let letters: Vec<Readings> = name.chars().map(Readings::of).filter(|r| !r.all.is_empty()).collect();
    let others = |at: usize, living: bool| {
        let Readings { all, living: alive } = &letters[at];
        if living { 1..*alive } else { (*alive).max(1)..all.len() }.map(move |reading| (at, reading))
    };
    let singles = |living: bool| (0..letters.len()).flat_map(move |at| others(at, living)).collect::<Vec<_>>();
    let (alive, rare) = (singles(true), singles(false));
    let pairs = alive
        .iter()
        .enumerate()
        .flat_map(|(n, a)| alive[n + 1..].iter().filter(move |b| b.0 != a.0).map(move |b| vec![*a, *b]));
    let each = |singles: &[(usize, usize)]| singles.iter().map(|one| vec![*one]).collect::<Vec<_>>();
    let variants = std::iter::once(Vec::new()).chain(each(&alive)).chain(pairs).chain(each(&rare));
    let mut spelling = (Vec::new(), Vec::new());
    for variant in variants.take(SPELLINGS_MAX) {
        let reading = |at: usize| {
            let chosen = variant.iter().find(|(place, _)| *place == at).map_or(0, |(_, reading)| *reading);
            letters[at].all[chosen].as_str()
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
        let rare = spelled("机电");
        assert_eq!(rare.full, "jidian weidian", "a rare reading is there when there is room");
    }

    #[test]
    fn spellings_are_bounded_however_long_the_name() {
        let spelling = spelled(&"重行长乐".repeat(50));
        assert_eq!(spelling.full.split(' ').count(), SPELLINGS_MAX);
        assert!(spelled("！？").full.is_empty());
    }
}
