//! Accident types: GB 6441-1986 (20 types) for accidents before 1 July 2026, GB 6441-2025 (27 types) from that day.
use crate::kernel::text;
use chrono::NaiveDate;

/// The standard whose list of types is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    Gb1986,
    Gb2025,
}

/// One type: code, Chinese label, English label, other spellings that can mean nothing else in this list.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    also: &'static [&'static str],
}

const fn kind(code: &'static str, zh: &'static str, en: &'static str, also: &'static [&'static str]) -> Kind {
    Kind { code, zh, en, also }
}

const GB_1986: [Kind; 20] = [
    kind("01", "物体打击", "Struck by object", &["物击", "打击", "物体打击伤害"]),
    kind("02", "车辆伤害", "Vehicle", &["车辆", "车辆伤人", "厂内车辆伤害", "机动车辆伤害"]),
    kind("03", "机械伤害", "Machinery", &["机械", "机械伤人", "机器伤害", "机械性伤害"]),
    kind("04", "起重伤害", "Lifting", &["起重", "吊装伤害", "起重机械伤害"]),
    kind("05", "触电", "Electric shock", &["触电伤害", "电击", "触电伤亡"]),
    kind("06", "淹溺", "Drowning", &["溺水", "淹溺伤害"]),
    kind("07", "灼烫", "Burns and scalds", &["灼伤", "烫伤", "烧伤烫伤", "灼烫伤", "灼烫伤害"]),
    kind("08", "火灾", "Fire", &["着火"]),
    kind("09", "高处坠落", "Fall from height", &["坠落", "高坠", "高空坠落", "高处坠落伤害", "登高坠落"]),
    kind("10", "坍塌", "Collapse", &["坍塌伤害", "倒塌", "垮塌"]),
    kind("11", "冒顶片帮", "Roof fall and rib spalling", &["冒顶", "片帮"]),
    kind("12", "透水", "Water inrush", &["突水"]),
    kind("13", "放炮", "Blasting", &["爆破"]),
    kind("14", "火药爆炸", "Explosives explosion", &[]),
    kind("15", "瓦斯爆炸", "Gas explosion in mine", &["瓦斯"]),
    kind("16", "锅炉爆炸", "Boiler explosion", &[]),
    kind("17", "容器爆炸", "Vessel explosion", &["压力容器爆炸"]),
    kind("18", "其他爆炸", "Other explosion", &["其它爆炸"]),
    kind(
        "19",
        "中毒和窒息",
        "Poisoning and asphyxiation",
        &["中毒", "窒息", "中毒窒息", "中毒与窒息", "中毒及窒息", "中毒、窒息", "中毒或窒息"],
    ),
    kind("20", "其他伤害", "Other", &["其他", "其它", "其它伤害"]),
];

const GB_2025: [Kind; 27] = [
    kind("WSA10001", "物体打击", "Struck by object", &["物击", "打击", "物体打击致害"]),
    kind(
        "WSA10002",
        "厂(场)内车辆致害",
        "Vehicle on the premises",
        &["厂内车辆致害", "场内车辆致害", "厂场内车辆致害", "厂内车辆", "场内车辆"],
    ),
    kind(
        "WSA10003",
        "道路(轨道)车辆致害",
        "Road or rail vehicle",
        &["道路车辆致害", "轨道车辆致害", "道路轨道车辆致害", "道路车辆"],
    ),
    kind("WSA10004", "机械致害", "Machinery", &["机械"]),
    kind("WSA10005", "起重致害", "Lifting", &["起重"]),
    kind("WSA10006", "触电", "Electric shock", &["电击", "触电致害"]),
    kind("WSA10007", "淹溺", "Drowning", &["溺水"]),
    kind("WSA10008", "灼烫", "Burns and scalds", &["灼伤", "烫伤", "灼烫伤"]),
    kind("WSA10009", "火灾", "Fire", &["着火"]),
    kind("WSA10010", "高处坠落", "Fall from height", &["高坠", "高空坠落"]),
    kind("WSA10011", "跌落", "Fall on the level", &["跌倒"]),
    kind("WSA10012", "坍塌", "Collapse", &["倒塌", "垮塌"]),
    kind("WSA10013", "水害", "Water hazard", &[]),
    kind("WSA10014", "容器爆炸", "Vessel explosion", &["压力容器爆炸"]),
    kind("WSA10015", "管道爆炸", "Pipeline explosion", &[]),
    kind("WSA10016", "可燃气体爆炸", "Combustible gas explosion", &[]),
    kind("WSA10017", "可燃液体蒸气爆炸", "Combustible vapour explosion", &["可燃液体蒸汽爆炸"]),
    kind("WSA10018", "粉尘爆炸", "Dust explosion", &["可燃粉尘爆炸"]),
    kind("WSA10019", "民用爆炸物品爆炸", "Civil explosives explosion", &["民爆物品爆炸"]),
    kind("WSA10020", "烟花爆竹爆炸", "Fireworks explosion", &[]),
    kind("WSA10021", "其他可燃固体爆炸", "Other combustible solid explosion", &["其它可燃固体爆炸"]),
    kind("WSA10022", "高温熔融物爆炸", "Molten material explosion", &[]),
    kind("WSA10023", "中毒", "Poisoning", &[]),
    kind("WSA10024", "窒息", "Asphyxiation", &[]),
    kind("WSA10025", "滑坡", "Landslide", &["山体滑坡"]),
    kind("WSA10026", "泄漏", "Leak", &["泄露"]),
    kind("WSA10099", "其他", "Other", &["其它", "其他致害"]),
];

impl Scheme {
    /// The list in force on `date`; GB 6441-2025 took effect on 1 July 2026.
    pub fn on(date: NaiveDate) -> Scheme {
        let change = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a real date");
        if date < change { Scheme::Gb1986 } else { Scheme::Gb2025 }
    }

    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Scheme::Gb1986 => &GB_1986,
            Scheme::Gb2025 => &GB_2025,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Scheme::Gb1986 => "GB 6441-1986",
            Scheme::Gb2025 => "GB 6441-2025",
        }
    }
}

/// The type of the list in force on `date` that `typed` names, as (list, code, Chinese label).
///
/// Only the label itself, its code and spellings that can mean nothing else are taken. A label of the other
/// list (机械致害 in 2022) is not: it stays as written and a person looks at it.
pub fn normal(date: NaiveDate, typed: &str) -> Option<(Scheme, &'static str, &'static str)> {
    let scheme = Scheme::on(date);
    let whole: String = text::normal(typed).chars().filter(|c| *c != ' ').collect();
    let bare = whole.strip_suffix("事故").unwrap_or(&whole);
    let unnumbered = bare.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '、' | '-' | ':'));
    let names = |kind: &Kind, text: &str| {
        kind.zh == text
            || kind.code.eq_ignore_ascii_case(text)
            || kind.also.contains(&text)
            || kind.en.eq_ignore_ascii_case(text)
    };
    let english = text::normal(typed);
    let found = [whole.as_str(), bare, unnumbered, english.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .find_map(|t| scheme.kinds().iter().find(|kind| names(kind, t)))?;
    Some((scheme, found.code, found.zh))
}

/// The English label of a type that bears its Chinese label of either list; none for what is on neither.
pub fn english(label: &str) -> Option<&'static str> {
    let mut all = GB_1986.iter().chain(&GB_2025);
    all.find(|kind| kind.zh == label).map(|kind| kind.en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_of_either_list_has_its_english_and_others_have_none() {
        assert_eq!([english("起重伤害"), english("机械致害")], [Some("Lifting"), Some("Machinery")]);
        assert_eq!([english("其它"), english("机器伤人")], [None, None]);
        for scheme in [Scheme::Gb1986, Scheme::Gb2025] {
            assert!(scheme.kinds().iter().all(|kind| english(kind.zh).is_some()));
        }
    }

    fn label(year: i32, text: &str) -> Option<&'static str> {
        normal(NaiveDate::from_ymd_opt(year, 6, 30).expect("real"), text).map(|(_, _, label)| label)
    }

    #[test]
    fn the_list_changes_on_the_first_of_july_2026() {
        let day = |d: u32| NaiveDate::from_ymd_opt(2026, d / 100, d % 100).expect("real");
        assert_eq!(Scheme::on(day(630)), Scheme::Gb1986);
        assert_eq!(Scheme::on(day(701)), Scheme::Gb2025);
        assert_eq!(normal(day(701), "机械致害"), Some((Scheme::Gb2025, "WSA10004", "机械致害")));
        assert_eq!(normal(day(701), "火灾").map(|k| k.1), Some("WSA10009"));
    }

    #[test]
    fn usual_spellings_are_read_and_labels_of_the_other_list_are_not() {
        for (typed, want) in [
            ("机械伤害", Some("机械伤害")),
            ("机械", Some("机械伤害")),
            ("车辆伤害事故", Some("车辆伤害")),
            ("高空坠落", Some("高处坠落")),
            ("中毒、窒息", Some("中毒和窒息")),
            ("03机械伤害", Some("机械伤害")),
            ("03", Some("机械伤害")),
            (" 物体　打击 ", Some("物体打击")),
            ("机械致害", None),
            ("爆炸", None),
            ("伤害", None),
            ("事故", None),
            ("", None),
        ] {
            assert_eq!(label(2022, typed), want, "{typed}");
        }
        assert_eq!(label(2027, "机械伤害"), None);
        assert_eq!(label(2027, "车辆"), None);
        assert_eq!(label(2027, "中毒和窒息"), None);
        assert_eq!(label(2027, "厂（场）内车辆致害"), Some("厂(场)内车辆致害"));
    }

    #[test]
    fn codes_and_spellings_are_told_apart_within_each_list() {
        for scheme in [Scheme::Gb1986, Scheme::Gb2025] {
            let mut seen = std::collections::BTreeSet::new();
            for kind in scheme.kinds() {
                for name in kind.also.iter().chain([&kind.code, &kind.zh]) {
                    assert!(seen.insert(*name), "{name} twice in {}", scheme.name());
                }
            }
        }
    }
}
