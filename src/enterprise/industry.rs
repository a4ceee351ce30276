//! Sections of the national classification of economic activities, GB/T 4754-2017, from whatever a sender wrote.

/// The sections in order, with the first and last division of each.
const SECTIONS: [(char, u32, u32); 20] = [
    ('A', 1, 5),
    ('B', 6, 12),
    ('C', 13, 43),
    ('D', 44, 46),
    ('E', 47, 50),
    ('F', 51, 52),
    ('G', 53, 60),
    ('H', 61, 62),
    ('I', 63, 65),
    ('J', 66, 69),
    ('K', 70, 70),
    ('L', 71, 72),
    ('M', 73, 75),
    ('N', 76, 79),
    ('O', 80, 82),
    ('P', 83, 83),
    ('Q', 84, 85),
    ('R', 86, 90),
    ('S', 91, 96),
    ('T', 97, 97),
];

/// The sections' own names, in the order of [`SECTIONS`].
const NAMES: [&str; 20] = [
    "农、林、牧、渔业",
    "采矿业",
    "制造业",
    "电力、热力、燃气及水生产和供应业",
    "建筑业",
    "批发和零售业",
    "交通运输、仓储和邮政业",
    "住宿和餐饮业",
    "信息传输、软件和信息技术服务业",
    "金融业",
    "房地产业",
    "租赁和商务服务业",
    "科学研究和技术服务业",
    "水利、环境和公共设施管理业",
    "居民服务、修理和其他服务业",
    "教育",
    "卫生和社会工作",
    "文化、体育和娱乐业",
    "公共管理、社会保障和社会组织",
    "国际组织",
];

/// Words by which a section is known when no code was written; the first that fits decides.
const WORDS: [(char, &[&str]); 20] = [
    ('B', &["采矿", "采选", "开采", "mining", "quarry"]),
    ('M', &["科学研究", "技术服务", "研究和试验", "scientific"]),
    (
        'C',
        &["制造", "加工业", "印刷", "纺织", "食品", "冶炼", "铸造", "金属制品", "机械", "化工", "建材", "manufactur"],
    ),
    ('E', &["建筑", "施工", "安装业", "装饰", "construction"]),
    ('D', &["电力", "热力", "燃气", "水的生产", "供水", "供电", "electricity", "water supply"]),
    ('F', &["批发", "零售", "商贸", "贸易", "加油站", "retail", "wholesale"]),
    ('G', &["运输", "仓储", "邮政", "物流", "快递", "港口", "transport", "postal"]),
    ('H', &["住宿", "餐饮", "酒店", "宾馆", "hotel", "accommodation", "catering"]),
    ('I', &["软件", "信息", "互联网", "电信", "information", "communication"]),
    ('J', &["金融", "银行", "保险", "证券", "financ", "insurance"]),
    ('K', &["房地产", "物业", "real estate"]),
    ('L', &["租赁", "商务", "劳务", "administrative", "leasing"]),
    ('N', &["水利", "环境", "公共设施", "环卫", "园林", "waste", "sewerage"]),
    ('O', &["修理", "居民服务", "家政", "repair", "other service"]),
    ('P', &["教育", "学校", "education"]),
    ('Q', &["卫生", "医疗", "医院", "社会工作", "health", "social work"]),
    ('R', &["文化", "体育", "娱乐", "entertainment", "recreation"]),
    ('S', &["公共管理", "社会保障", "社会组织", "public admin"]),
    ('T', &["国际组织"]),
    ('A', &["农业", "林业", "牧业", "渔业", "养殖", "农、林", "agricultur"]),
];

/// The letter of the section that a text names by code (`C34`, `34`, `3451`) or in words; none when it names none.
pub fn section(written: &str) -> Option<char> {
    let text = written.trim();
    if let Some((letter, ..)) = SECTIONS.iter().zip(NAMES).find(|(_, name)| *name == text).map(|(section, _)| section) {
        return Some(*letter);
    }
    let mut chars = text.chars();
    let first = chars.next()?.to_ascii_uppercase();
    let second = chars.next();
    if first.is_ascii_uppercase() && second.is_none_or(|c| !c.is_ascii_alphabetic()) {
        return SECTIONS.iter().map(|(letter, ..)| *letter).find(|letter| *letter == first);
    }
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if (2..=4).contains(&digits.len()) {
        let division: u32 = digits[..2].parse().ok()?;
        return SECTIONS.iter().find(|(_, from, to)| (*from..=*to).contains(&division)).map(|(letter, ..)| *letter);
    }
    let lower = text.to_lowercase();
    WORDS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word))).map(|(letter, _)| *letter)
}

/// The code before the words (`C33`, `3311`, `E`), empty where there is none.
pub fn code(written: &str) -> &str {
    let text = written.trim();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let code = &text[..end];
    let digits = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let known = code.len() - digits.len() < 2 && digits.chars().all(|c| c.is_ascii_digit());
    if known { code } else { "" }
}

/// The number of the division that a text names by its code; none of a section as a whole, or of words alone.
pub fn division(written: &str) -> Option<u32> {
    let digits = code(written).trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let division = digits.get(..2)?.parse().ok()?;
    section(digits).map(|_| division)
}

/// Whether a text names a section as a whole (`C`, `制造业`, `C 制造业`), and not one of its divisions.
pub fn is_section(written: &str) -> bool {
    let text = written.trim();
    let name = text.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(text).trim();
    section(text).is_some()
        && (name.is_empty() || NAMES.contains(&name) || text.is_ascii() && !text.contains(char::is_numeric))
}

/// Every section's letter, in order.
pub fn sections() -> impl Iterator<Item = char> {
    SECTIONS.iter().map(|(letter, ..)| *letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_known_by_letter_division_class_or_words() {
        for (written, expected) in [
            ("C", Some('C')),
            ("c34", Some('C')),
            ("C 制造业", Some('C')),
            ("信息传输、软件和信息技术服务业", Some('I')),
            ("Agriculture, forestry and fishing", Some('A')),
            ("Transportation and storage", Some('G')),
            ("Human health and social work activities", Some('Q')),
            ("All industries", None),
            ("34", Some('C')),
            ("3451", Some('C')),
            ("34 通用设备制造业", Some('C')),
            ("通用设备制造业", Some('C')),
            ("房屋建筑业", Some('E')),
            ("道路运输业", Some('G')),
            ("装卸搬运和仓储业", Some('G')),
            ("零售业", Some('F')),
            ("02 林业", Some('A')),
            ("97", Some('T')),
            ("98", None),
            ("其他", None),
            ("", None),
        ] {
            assert_eq!(section(written), expected, "{written}");
        }
    }

    #[test]
    fn a_division_is_known_by_its_code() {
        for (written, known, number) in [
            ("C33 金属制品业", "C33", Some(33)),
            ("3311", "3311", Some(33)),
            ("02 林业", "02", Some(2)),
            ("C 制造业", "C", None),
            ("金属制品业", "", None),
            ("Manufacturing", "", None),
            ("98", "98", None),
        ] {
            assert_eq!((code(written), division(written)), (known, number), "{written}");
        }
    }

    #[test]
    fn a_section_is_told_from_its_divisions() {
        for whole in ["C", "c", "C 制造业", "制造业", "Manufacturing", "信息传输、软件和信息技术服务业"]
        {
            assert!(is_section(whole), "{whole}");
        }
        for part in ["C34", "34", "34 通用设备制造业", "通用设备制造业", "其他", ""] {
            assert!(!is_section(part), "{part}");
        }
        let letters: Vec<Option<char>> = NAMES.iter().map(|name| section(name)).collect();
        assert_eq!(letters, sections().map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn every_division_belongs_to_one_section() {
        for division in 1..=97_u32 {
            let found = SECTIONS.iter().filter(|(_, from, to)| (*from..=*to).contains(&division)).count();
            assert_eq!(found, 1, "{division}");
        }
    }
}
