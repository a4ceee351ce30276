//! Made-up names.
use super::random::Random;
use crate::kernel::code::{CreditCode, IdNumber};
use chrono::{Datelike, NaiveDate};

/// Streets first, then towns, then the development zone, as official lists have them.
pub const TOWNS: [&str; 12] = [
    "东澜街道",
    "西澜街道",
    "望湖街道",
    "云溪镇",
    "石桥镇",
    "柳塘镇",
    "白鹭镇",
    "青禾镇",
    "南浦镇",
    "长堤镇",
    "金穗镇",
    "澜江开发区",
];

const FIRST: [&str; 40] = [
    "远澜",
    "恒瑞达",
    "金石",
    "启明星",
    "宏泰",
    "盛禾",
    "同舟",
    "华岳",
    "安澜",
    "嘉禾",
    "鼎立",
    "瑞丰源",
    "新航",
    "卓越",
    "天工",
    "立信",
    "百川",
    "北辰",
    "晨曦",
    "长青",
    "东篱",
    "方圆",
    "广厦",
    "海纳",
    "和煦",
    "弘毅",
    "锦程",
    "凌云",
    "明德",
    "诺亚方",
    "磐石",
    "勤朴",
    "润泽",
    "尚善",
    "拓新",
    "沃野",
    "祥云",
    "永固",
    "正源",
    "众合",
];
const SECOND: [&str; 12] = ["", "", "", "", "华", "兴", "德", "昌", "隆", "润", "诚", "科"];

/// What an enterprise does: words of its name, division of GB/T 4754-2017, high risk or not.
pub const TRADES: [(&str, &str, bool); 20] = [
    ("精密锻造", "C33 金属制品业", false),
    ("机械制造", "C34 通用设备制造业", false),
    ("光电科技", "C38 电气机械和器材制造业", false),
    ("化工", "C26 化学原料和化学制品制造业", true),
    ("医药", "C27 医药制造业", false),
    ("纺织", "C17 纺织业", false),
    ("食品", "C14 食品制造业", false),
    ("建材", "C30 非金属矿物制品业", false),
    ("特种合金", "C32 有色金属冶炼和压延加工业", true),
    ("铸钢", "C31 黑色金属冶炼和压延加工业", true),
    ("汽车零部件", "C36 汽车制造业", false),
    ("电子", "C39 计算机、通信和其他电子设备制造业", false),
    ("家具", "C21 家具制造业", false),
    ("包装印刷", "C23 印刷和记录媒介复制业", false),
    ("塑业", "C29 橡胶和塑料制品业", false),
    ("建设工程", "E47 房屋建筑业", true),
    ("物流", "G59 装卸搬运和仓储业", false),
    ("商贸", "F51 批发业", false),
    ("危险品运输", "G54 道路运输业", true),
    ("污水处理", "D46 水的生产和供应业", false),
];

const SURNAMES: [&str; 30] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
];
const GIVEN: [&str; 40] = [
    "建国", "秀英", "志强", "桂兰", "海燕", "俊", "敏", "静", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明",
    "超", "霞", "平", "刚", "玉兰", "子涵", "雨桐", "浩然", "思远", "晓东", "文博", "佳怡", "国栋", "小红", "永福",
    "德明", "长海", "金凤", "云飞", "立新", "春梅", "新民", "学文",
];

/// The name of the enterprise with this number: no two of the first 9,600 are alike.
pub fn enterprise(index: usize, trade: &str) -> String {
    if index == 0 {
        // One name as long as official names get: what layouts must bear.
        return format!("澜江经济开发区远澜新材料与{trade}产业协同创新研究院有限责任公司（清澜分公司）");
    }
    let first = FIRST[index % FIRST.len()];
    let second = SECOND[(index / FIRST.len()) % SECOND.len()];
    let round = index / (FIRST.len() * SECOND.len());
    let number = if round == 0 && second.is_empty() {
        ["", "第二", "第三", "东方"][(index / FIRST.len()) % 4].to_owned()
    } else if round == 0 {
        String::new()
    } else {
        format!("第{}", round + 3)
    };
    format!("清澜{first}{second}{number}{trade}有限公司")
}

pub fn person(random: &mut Random) -> String {
    format!("{}{}", random.pick(&SURNAMES), random.pick(&GIVEN))
}

/// A credit code that checks, of the division 000000.
pub fn credit_code(index: usize) -> CreditCode {
    const LETTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("MA{index:06}");
    let codes = (0..11).flat_map(|inner| {
        let inner = if inner == 10 { 'X' } else { char::from(b'0' + inner) };
        let body = &body;
        LETTERS.chars().map(move |check| format!("91000000{body}{inner}{check}"))
    });
    let found = codes.filter_map(|code| code.parse().ok()).find(CreditCode::inner_checks);
    found.expect("one of the eleven inner and thirty-one outer characters checks")
}

/// An identity number that checks, of the division 000000, for someone born in the years that workers are.
pub fn id_number(random: &mut Random) -> IdNumber {
    let born =
        NaiveDate::from_ymd_opt(1964, 1, 1).expect("a real day") + chrono::Days::new(random.between(0, 14_600) as u64);
    let body = format!("000000{:04}{:02}{:02}{:03}", born.year(), born.month(), born.day(), random.between(1, 999));
    let numbers = "0123456789X".chars().map(|check| format!("{body}{check}"));
    numbers.filter_map(|number| number.parse().ok()).next().expect("one of the eleven characters checks")
}

pub fn phone(random: &mut Random) -> String {
    format!("190000{:05}", random.between(0, 99_999))
}
