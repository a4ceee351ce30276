//! Names of companies in what people write on tabs, above tables and between rows: 宏远锻造有限公司2026年隐患台账. This knows no roll: it
//! tells what looks like the name of a company from departments, towns, kinds of work, periods and words of any table.
use super::lexer::tidy;
use std::sync::LazyLock;

/// Words that tables, tabs and headings are made of; none of them is anybody's own.
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "\
安全生产 职业健康 职业卫生 特种作业 特种设备 教育培训 三级教育 职代会 职工代表大会 隐患排查 排查治理 双重预防 工作表
从业人员 管理人员 主要负责人 相关方 第三方 供应商 机械加工 情况表 一览表 登记表 统计表 汇总表 明细表 记录表 花名册
上半年 下半年 半年度 年度 季度 月份 安全 生产 事故 隐患 排查 治理 整改 检查 培训 教育 健康 体检 危害 职业 台账
清单 记录 登记 统计 汇总 明细 报表 附表 附件 数据 情况 信息 名册 名单 人员 工时 职工 员工 新员工 入职 岗前 岗位
一般 重大 较大 轻伤 重伤 死亡 完成 已 未 待 进行 销号 闭环 复查 自查 自检 专项 日常 综合 季节 节前 节后 夏季
冬季 消防 电气 机械 设备 危化品 粉尘 环保 质量 承包商 承包 外包 劳务 派遣 施工 外协 协作 供应 运输 物流 仓储
后勤 行政 物业 保安 保洁 监理 服务 检测 监测 委托 加工 装配 焊接 涂装 铸造 锻造 热处理 维修 检修 基建 项目 工程
合作 所属 下属 直属 权属 控股 参股 成员 单位 企业 公司 集团 机关 总部 本部 全部 全厂 全员 填报 上报 报送 补报
更正 最新 新增 最终 正式 模板 样表 示例 副本 备份 本月 上月 全年 今年 去年 历年 年 季 月 日 周 旬 表 册 簿
页 份 批 第 等 各 全 本 我 我们 子 分 总 母 该 贵 某 的 及 和 与 对 在 关于 其他 其它 sheet
维保 保养 食堂 餐饮 租赁 家政 绿化 装修 快递 配送 中介 机构 责任 制度 计划 方案 应急 演练 预案 风险 管控 分级
有限空间 动火 作业 持证 证书 合格 考核 考试 成绩 签到 学员 学习 total data table",
    )
});

/// Words in a text, the longest first.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// How the parts of an enterprise, and places, end.
static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "\
车间 工段 班组 班 组 线 部 科 处 室 站 队 库 区 楼 层 岗 工序 分厂 房 仓 坊 间 场 所 局 委 办 会 类 工
员 镇 乡 村 县 市 街道 社区 园 分公司 中心 路 门",
    )
});

/// How the names of those in business end who are no company and no plant.
pub const SHOPS: [&str; 12] =
    ["商行", "商店", "经营部", "门市部", "事务所", "加油站", "加气站", "酒店", "饭店", "超市", "医院", "学校"];

/// What stands behind the letter 厂 where that names no company.
const OF_A_PLANT: &[char] = &['区', '房', '长', '内', '外', '门', '级', '界', '务', '部', '址', '矿', '史', '商', '家'];

/// What parts a name from the words before it.
pub const APART: &[char] =
    &[' ', ':', ',', ';', '、', '。', '“', '”', '"', '\'', '《', '》', '-', '—', '_', '/', '|', '·', '＿', '\n'];

/// 宏 远 锻 造 有 限 公 司 without the blanks between single characters.
pub fn close_up(text: &str) -> String {
    let (mut closed, mut single) = (String::with_capacity(text.len()), true);
    for token in text.split(' ') {
        if !single {
            closed.push(' ');
        }
        closed.push_str(token);
        single = token.chars().count() <= 1;
    }
    closed
}

/// The same for letters that stand apart behind other words: 附件1:宏 远 锻 造.
fn joined(text: &str) -> String {
    let single = |token: &str| token.chars().count() == 1;
    if text.split(' ').filter(|token| single(token)).count() < 3 {
        return text.to_owned();
    }
    let mut tokens = text.split(' ').peekable();
    let mut closed = String::with_capacity(text.len());
    while let Some(token) = tokens.next() {
        closed.push_str(token);
        if tokens.peek().is_some_and(|next| !single(token) && !single(next)) {
            closed.push(' ');
        }
    }
    closed
}

/// 一、恒力机械有限公司(2条) without its number and its remark.
pub fn unnumbered(text: &str) -> String {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十第(".contains(c);
    let bare = text.trim_start_matches(number);
    let bare = bare.strip_prefix(['、', '.', ')', ' ', ':']).filter(|_| bare.len() < text.len()).unwrap_or(text);
    let counted = |inner: &str| inner.chars().any(|c| c.is_ascii_digit());
    match bare.trim().rsplit_once('(') {
        Some((name, inner)) if counted(inner) => name.trim().to_owned(),
        _ => bare.trim().to_owned(),
    }
}

/// What is left of a text without periods, numbers and the words of any table: 新桥装备 of 新桥装备2026年三季度隐患台账.
pub fn own_words(text: &str) -> String {
    let mut left = tidy(text).to_lowercase();
    let mut numbers = String::with_capacity(left.len());
    let letters: Vec<char> = left.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        // Numbers of days and periods; of other words they may be letters: 三一重工.
        let counts = "一二三四五六七八九十〇零两".contains(*letter)
            && letters.get(at + 1).is_some_and(|next| "一二三四五六七八九十年月日季号期批次".contains(*next));
        numbers.push(if letter.is_alphabetic() && !counts { *letter } else { '\n' });
    }
    left = numbers;
    for word in COMMON.iter() {
        if left.contains(word) {
            left = left.replace(word, "\n");
        }
    }
    left.retain(|c| c != '\n');
    left
}

/// Whether a text names a part of an enterprise, a place or people, not a company: 冲压车间, 安全环保部, 罗塘街道.
pub fn is_part(text: &str) -> bool {
    PARTS.iter().any(|end| text.ends_with(end))
}

/// Whether nothing in a text could be anybody's name.
pub fn is_plain(text: &str) -> bool {
    let own = own_words(text);
    own.chars().count() < 2 || (is_part(&own) && company_in(text).is_none())
}

/// The name of a company in a text, if one stands there.
pub fn company_in(text: &str) -> Option<String> {
    let text = unnumbered(&joined(&tidy(text)));
    let by = |end: &str, fits: &dyn Fn(&str, &str) -> bool| {
        text.match_indices(end).find_map(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + end.len()..]);
            let front = front_of(before);
            let whole = format!("{front}{end}");
            (fits(front, behind) && !whole.ends_with("分公司") && !whole.ends_with("子公司")).then_some(whole)
        })
    };
    let own = |front: &str| {
        const KINDS: [&str; 7] = ["有限责任", "股份有限", "有限", "集团", "总", "责任", "股份"];
        let bare = KINDS.iter().fold(front, |front, kind| front.strip_suffix(kind).unwrap_or(front));
        let hidden = ['某', '×', 'x', 'X', '*', '_', '○', '＊'];
        own_words(bare).chars().count() >= 2 && !bare.contains(hidden)
    };
    let plant = |front: &str, behind: &str| {
        let letters = front.chars().filter(|c| c.is_alphabetic()).count();
        let part = front.starts_with('第') || front.ends_with(['分', '总', '本']);
        letters >= 4 && !part && !behind.starts_with(OF_A_PLANT) && own(front)
    };
    by("公司", &|front, _| own(front))
        .or_else(|| by("集团", &|front, _| own(front)))
        .or_else(|| by("合作社", &|front, _| own(front)))
        .or_else(|| by("厂", &plant))
}

/// The words right before the end of a company's name that belong to it: without what stands apart, periods and brackets.
fn front_of(before: &str) -> &str {
    let mut front = before.rsplit(APART).next().unwrap_or_default();
    // (盖章)宏远, 台账(宏远: what is closed goes, unless the name goes on behind it.
    if let Some(at) = front.rfind(['(', '[', '【'])
        && !front[at..].contains([')', ']', '】'])
    {
        front = front[at..].trim_start_matches(['(', '[', '【']);
    }
    if front.starts_with(['(', '[', '【'])
        && let Some(at) = front.find([')', ']', '】'])
    {
        front = front[at..].trim_start_matches([')', ']', '】']);
    }
    const PERIODS: [&str; 7] = ["年度", "季度", "月份", "半年", "年", "月", "日"];
    let ends = PERIODS.iter().filter_map(|word| {
        let (at, _) = front.rmatch_indices(word).find(|(at, _)| {
            let last = front[..*at].chars().next_back();
            last.is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十〇零上下全".contains(c))
        })?;
        Some(at + word.len())
    });
    let front = ends.max().map_or(front, |end| &front[end..]);
    const LEADS: [&str; 5] = ["关于", "附件", "附表", "转发", "填报单位"];
    let front = LEADS.iter().fold(front, |front, lead| front.strip_prefix(lead).unwrap_or(front));
    front.trim_start_matches(|c: char| c.is_ascii_digit() || ".()".contains(c))
}

/// Words that say of a company beside them that it works for the sender, or the sender for it.
const PARTNERS: &[&str] = &[
    "外包",
    "承包",
    "承包商",
    "分包",
    "总包",
    "发包",
    "承揽",
    "外协",
    "外委",
    "协作单位",
    "施工",
    "建设单位",
    "监理单位",
    "维保单位",
    "运输单位",
    "承租方",
    "承租单位",
    "出租单位",
    "外来单位",
    "劳务",
    "劳务派遣",
    "甲方",
    "乙方",
    "客户",
    "供应商",
    "供货商",
    "供方",
    "相关方",
    "驻厂",
];

/// Words behind those: 外包单位, 承包商名称.
const BEHIND: &[&str] = &["单位", "企业", "公司", "厂家", "队伍", "方", "商", "名称", "厂", "队"];

/// What says right behind a name that its people work at the sender's, or the sender's at theirs.
const AT_SITE: &[&str] =
    &["驻厂", "驻场", "驻点", "入厂", "进厂", "来厂", "在我", "施工队", "外包队", "承包队", "施工班组", "项目部"];

/// Whether a company named in a text stands beside the word for a contractor, a supplier or a customer: 外包单位:宏远锻造有限公司. A
/// word right behind the name counts only where it is set apart, if that is asked: 宏远锻造有限公司承包商台账 may be that one's own.
pub fn is_of_partner(text: &str, name: &str, set_apart: bool) -> bool {
    let closed = |text: &str| tidy(text).to_lowercase().replace(' ', "\u{1}");
    let (text, name) = (closed(text), closed(name));
    // Of a shortened name the longest part that stands there.
    let letters: Vec<char> = name.chars().collect();
    let parts = (2..=letters.len()).rev().flat_map(|n| letters.windows(n));
    let Some((at, part)) =
        parts.map(|part| part.iter().collect::<String>()).find_map(|part| Some((text.find(&part)?, part)))
    else {
        return false;
    };
    let brackets = |c: char| "()[]【】\u{1}".contains(c) || APART.contains(&c);
    let ends = |text: &str| {
        let text = text.trim_end_matches(brackets);
        let short = BEHIND.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
        let short = BEHIND.iter().find_map(|word| short.strip_suffix(word)).unwrap_or(short);
        text.ends_with('驻') || PARTNERS.iter().any(|word| text.ends_with(word) || short.ends_with(word))
    };
    let (before, behind) = (&text[..at], &text[at + part.len()..]);
    // 承包商宏远锻造有限公司 without anything between is found as one name.
    let within = PARTNERS.iter().filter_map(|word| Some((word, part.strip_prefix(word)?))).any(|(word, rest)| {
        BEHIND.iter().any(|end| rest.starts_with(end)) || (!rest.is_empty() && word.ends_with(['商', '户', '方', '位']))
    });
    let apart = behind.starts_with(brackets);
    let word = behind.trim_start_matches(brackets);
    let follows = PARTNERS.iter().any(|partner| word.starts_with(partner));
    within || ends(before) || AT_SITE.iter().any(|at| word.starts_with(at)) || (follows && (apart || !set_apart))
}

/// Whose a sheet is by its name alone, as far as sheets are told apart by it: a company, or words that are no table's and no
/// part of an enterprise.
pub fn owner_of_tab(name: &str) -> Option<String> {
    company_in(name).or_else(|| {
        let own = own_words(&unnumbered(&tidy(name)));
        let han = own.chars().filter(|c| !c.is_ascii()).count();
        (han >= 3 && !is_part(&own) && !own.ends_with('厂')).then_some(own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_found_in_what_people_write() {
        for (text, name) in [
            ("宏远锻造有限公司", "宏远锻造有限公司"),
            ("宏远锻造有限公司2026年三季度隐患台账", "宏远锻造有限公司"),
            ("2026年三季度宏远锻造有限公司隐患台账", "宏远锻造有限公司"),
            ("附件1：宏 远 锻 造 有 限 公 司", "宏远锻造有限公司"),
            ("隐患台账（宏远锻造有限公司）", "宏远锻造有限公司"),
            ("恒力（江苏）机械有限公司培训记录", "恒力(江苏)机械有限公司"),
            ("一、宏远锻造有限公司（2条）", "宏远锻造有限公司"),
            ("江城纺织厂", "江城纺织厂"),
            ("三一重工股份有限公司", "三一重工股份有限公司"),
            ("中建集团2026年隐患", "中建集团"),
            ("金盾保安服务有限公司", "金盾保安服务有限公司"),
        ] {
            assert_eq!(company_in(text).as_deref(), Some(name), "{text}");
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn tables_periods_departments_and_places_name_no_company() {
        for text in [
            "1月",
            "Sheet1",
            "隐患台账",
            "教育培训",
            "一车间",
            "冲压车间",
            "2026年三季度安全生产隐患排查治理台账",
            "罗塘街道",
            "各子公司隐患汇总",
            "本公司安全培训台账",
            "公司级安全教育",
            "外包公司人员",
            "某公司",
            "XX有限公司",
            "分公司",
            "有限公司",
            "全厂隐患",
            "厂区北门",
            "第一炼钢厂",
            "冲压分厂",
            "铸造厂",
            "物业公司",
            "清澜分公司",
            "总公司",
            "集团公司",
            "二、特种作业人员",
            "安全环保部",
            "机修班",
            "7-9月",
            "附件2",
            "副本",
            "新员工三级教育",
            "承包商",
            "已整改",
            "2026.07",
            "一般隐患",
            "职代会",
            "",
        ] {
            assert_eq!(company_in(text), None, "{text}");
            assert_eq!(owner_of_tab(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_a_tables_or_a_workshops_needs_no_roll() {
        for text in
            ["1月", "Sheet1 (2)", "2026年三季度安全生产隐患排查治理台账", "一车间", "冲压车间隐患台账", "罗塘街道"]
        {
            assert!(is_plain(text), "{text}: {}", own_words(text));
        }
        assert!(!is_plain("新桥智能装备"));
        assert_eq!(own_words("新桥智能装备2026年三季度隐患台账"), "新桥智能装备");
        assert_eq!(owner_of_tab("新桥智能装备7月").as_deref(), Some("新桥智能装备"));
    }

    #[test]
    fn contractors_and_customers_are_told_by_the_word_beside_their_name() {
        let known = "宏远锻造有限公司";
        for text in [
            "外包单位：宏远锻造有限公司",
            "承包商宏远锻造有限公司现场隐患清单",
            "客户：宏远锻造有限公司",
            "客户名称 宏远锻造有限公司",
            "施工单位（宏远锻造有限公司）",
            "宏远锻造有限公司（外包）",
            "宏远锻造（外包）",
            "宏远锻造有限公司 承包商",
            "宏远锻造有限公司驻厂检查清单",
            "驻宏远锻造有限公司项目部隐患",
        ] {
            assert!(is_of_partner(text, known, true), "{text}");
        }
        for text in [
            "宏远锻造有限公司",
            "宏远锻造有限公司承包商安全台账",
            "承包商隐患台账（宏远锻造有限公司）",
            "宏远锻造有限公司客户投诉",
            "填报单位：宏远锻造有限公司",
            "",
        ] {
            assert!(!is_of_partner(text, known, true), "{text}");
        }
        assert!(is_of_partner("宏远锻造有限公司外包人员", known, false));
        assert!(!is_of_partner("金盾劳务派遣有限公司", "金盾劳务派遣有限公司", false), "the word is its own");
        assert!(is_of_partner("承包商江城力源有限公司", "承包商江城力源有限公司", true));
    }

    #[test]
    fn a_heading_is_what_stands_behind_its_number() {
        for (text, name) in [
            ("一、恒力机械有限公司", "恒力机械有限公司"),
            ("(二)恒力机械有限公司(共2条)", "恒力机械有限公司"),
            ("3.恒力机械(江城)有限公司", "恒力机械(江城)有限公司"),
            ("恒力机械有限公司(东区)", "恒力机械有限公司(东区)"),
            ("一二三厂", "一二三厂"),
        ] {
            assert_eq!(unnumbered(text), name, "{text}");
        }
    }
}
