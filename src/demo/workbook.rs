//! Messy workbooks for visitors to upload: the shapes that real returns have, with a few things wrong on purpose.
use super::invent::{self, Plan};
use super::names;
use super::random::Random;
use anyhow::Context;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

/// A workbook on offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The last part of its address, and its key in `locales/demo.toml`.
    pub key: &'static str,
    pub file_name: &'static str,
    /// Whose it is to upload: `rep` or `inspector`.
    pub role: &'static str,
}

pub const OFFERS: [Offer; 8] = [
    Offer { key: "training", file_name: "三季度安全培训台账.xlsx", role: "rep" },
    Offer { key: "congress", file_name: "安全生产专题职代会情况.xlsx", role: "rep" },
    Offer { key: "incidents", file_name: "2026年三季度事故统计表.xlsx", role: "rep" },
    Offer { key: "hazards", file_name: "事故隐患排查治理台账.xlsx", role: "rep" },
    Offer { key: "health", file_name: "职业健康统计表.xlsx", role: "rep" },
    Offer { key: "exposure", file_name: "从业人员与工时.csv", role: "rep" },
    Offer { key: "roll", file_name: "企业名册（新增与变更）.xlsx", role: "inspector" },
    Offer { key: "baseline", file_name: "2023年事故历史数据.xlsx", role: "inspector" },
];

/// The bytes of the workbook with this key; `None` when there is none.
///
/// # Errors
/// The workbook cannot be written.
pub fn bytes(plan: &Plan, key: &str) -> anyhow::Result<Option<Vec<u8>>> {
    Ok(Some(match key {
        "training" => training(plan)?,
        "congress" => congress(plan)?,
        "incidents" => incidents(plan)?,
        "hazards" => hazards(plan)?,
        "health" => health(plan)?,
        "exposure" => exposure(plan),
        "roll" => roll(plan)?,
        "baseline" => baseline()?,
        _ => return Ok(None),
    }))
}

struct Looks {
    title: Format,
    form: Format,
    head: Format,
    cell: Format,
}

fn looks() -> Looks {
    let cell = Format::new().set_border(FormatBorder::Thin).set_font_name("宋体").set_font_size(11);
    Looks {
        title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center).set_font_name("黑体"),
        form: Format::new().set_font_name("宋体"),
        head: cell
            .clone()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_background_color(Color::RGB(0x00E7_EEEE))
            .set_text_wrap(),
        cell,
    }
}

fn row(sheet: &mut Worksheet, n: u32, cells: &[&str], format: &Format) -> anyhow::Result<()> {
    for (column, text) in (0_u16..).zip(cells) {
        sheet.write_string_with_format(n, column, *text, format)?;
    }
    Ok(())
}

fn training(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("三季度")?;
    let name = invent::enterprise(plan, 0).name;
    sheet.merge_range(0, 0, 0, 11, "2026年三季度安全生产教育培训台账", &looks.title)?;
    sheet.write_string_with_format(1, 0, format!("填报单位（盖章）：{name}"), &looks.form)?;
    sheet.write_string_with_format(1, 7, "填报人：王芳    填报时间：2026年10月9日", &looks.form)?;
    let head = [
        "序号",
        "姓名",
        "身份证号",
        "工种（岗位）",
        "培训类别",
        "培训内容",
        "培训日期",
        "学时（小时）",
        "考核成绩",
        "是否合格",
        "证书编号",
        "备注",
    ];
    row(sheet, 3, &head, &looks.head)?;
    let mut random = Random::of(plan.seed, "workbook", 1);
    let days = ["2026-07-08", "2026/7/8", "2026年7月8日", "2026.8.19", "20260819", "２０２６年９月３日"];
    for n in 0..24_u32 {
        let id = names::id_number(&mut random).as_str().to_owned();
        let (mut day, mut hours, mut passed) = (days[n as usize % 6].to_owned(), "8".to_owned(), "合格");
        let mut id = id;
        match n {
            6 => day = "2026-02-30".to_owned(),
            11 => hours = "约8".to_owned(),
            15 => id = format!("{}{}", &id[..17], if id.ends_with('1') { '2' } else { '1' }),
            17 => hours = "８学时".to_owned(),
            19 => passed = "不合格",
            _ => {}
        }
        let kind = ["三级教育", "再培训", "特种作业人员", "复训"][n as usize % 4];
        let course = if n % 4 == 2 { "焊工复审" } else { "机械伤害事故警示与岗位操作规程" };
        let score = random.between(62, 99).to_string();
        let cert = if n % 4 == 2 { format!("T00000020260{n:04}") } else { "/".to_owned() };
        let person = names::person(&mut random);
        let number = (n + 1).to_string();
        let cells = [number.as_str(), &person, &id, "操作工", kind, course, &day, &hours, &score, passed, &cert, ""];
        row(sheet, 4 + n + u32::from(n >= 12), &cells, &looks.cell)?;
    }
    row(sheet, 29, &["合  计", "", "", "", "", "", "", "192", "", "", "", ""], &looks.head)?;
    row(sheet, 31, &["注：学时按实际培训时间填写；不合格人员须补考。"], &looks.form)?;
    finish(book)
}

fn congress(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("职代会")?;
    let name = invent::enterprise(plan, 0).name;
    sheet.merge_range(0, 0, 0, 12, "安全生产专题职工代表大会情况报表", &looks.title)?;
    sheet.write_string_with_format(1, 0, format!("单位名称：{name}"), &looks.form)?;
    for (column, text) in
        [(0, "召开日期"), (1, "届次"), (2, "职工总数"), (7, "议题"), (11, "材料送达日期"), (12, "公示日期")]
    {
        sheet.merge_range(2, column, 3, column, text, &looks.head)?;
    }
    sheet.merge_range(2, 3, 2, 6, "职工代表（人）", &looks.head)?;
    for (column, text) in [(3, "应到代表"), (4, "实到代表"), (5, "一线职工代表"), (6, "中层以上管理人员代表")]
    {
        sheet.write_string_with_format(3, column, text, &looks.head)?;
    }
    sheet.merge_range(2, 8, 2, 10, "表决结果（票）", &looks.head)?;
    for (column, text) in [(8, "同意"), (9, "反对"), (10, "弃权")] {
        sheet.write_string_with_format(3, column, text, &looks.head)?;
    }
    let cells = [
        "2026年10月28日",
        "第二届第一次",
        "186人",
        "３６",
        "31人",
        "22",
        "6",
        "审议年度安全生产工作报告，表决劳动安全卫生专项集体合同",
        "27",
        "2",
        "2",
        "2026.10.19",
        "2026.10.30",
    ];
    row(sheet, 4, &cells, &looks.cell)?;
    row(sheet, 6, &["填表人：王芳        审核人：刘建国"], &looks.form)?;
    finish(book)
}

/// A quarter's accidents as people write them: words, units and times of every kind, and one that was reported before it happened.
const ACCIDENTS: [[&str; 11]; 4] = [
    [
        "1",
        "2026年7月14日上午9时30分",
        "一车间",
        "机械致害",
        "无",
        "无",
        "1人",
        "0.8",
        "2026-07-14 10:05",
        "折弯时手指被夹伤",
        "是",
    ],
    [
        "2",
        "2026-8-3 14:20",
        "装卸区",
        "厂内车辆致害",
        "0",
        "—",
        "0",
        "12500元",
        "2026-8-3 15:00",
        "叉车倒车撞损货架",
        "√",
    ],
    ["3", "9月18日 16:45", "成品库", "火灾", "0", "0", "0", "3.6", "2026-09-18 17:10", "配电箱起火，及时扑灭", "否"],
    ["4", "2026-9-25 8:10", "二车间", "触电", "0", "一", "0", "约2", "2026-9-25 7:50", "移动电源漏电", "否"],
];

fn incidents(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("事故台账")?;
    let name = invent::enterprise(plan, 0).name;
    sheet.merge_range(0, 0, 0, 10, "2026年三季度生产安全事故统计表", &looks.title)?;
    sheet.write_string_with_format(1, 0, format!("填报单位：{name}"), &looks.form)?;
    for (column, text) in [
        (0, "序号"),
        (1, "事发时间"),
        (2, "事故地点"),
        (3, "事故类型"),
        (7, "直接经济损失（万元）"),
        (8, "上报时间"),
        (9, "事故经过"),
        (10, "是否结案"),
    ] {
        sheet.merge_range(2, column, 3, column, text, &looks.head)?;
    }
    sheet.merge_range(2, 4, 2, 6, "伤亡人数", &looks.head)?;
    for (column, text) in [(4, "死亡"), (5, "重伤"), (6, "轻伤")] {
        sheet.write_string_with_format(3, column, text, &looks.head)?;
    }
    for (n, cells) in (4..).zip(&ACCIDENTS) {
        row(sheet, n, cells, &looks.cell)?;
    }
    row(sheet, 8, &["合计", "", "", "", "0", "1", "2", "", "", "", ""], &looks.head)?;
    row(sheet, 10, &["说明：损失为直接经济损失。"], &looks.form)?;
    sheet.set_row_hidden(6)?;
    finish(book)
}

/// A quarter's hazards: levels and days in every spelling, a major one without its plan, one put right before it was found.
const LEDGER: [[&str; 12]; 6] = [
    [
        "1",
        "2026-7-6",
        "消火栓被杂物遮挡",
        "成品仓库",
        "一般",
        "清理并划线",
        "张三",
        "2026-7-9",
        "0.05",
        "2026-7-8",
        "李四",
        "已整改到位",
    ],
    [
        "2",
        "2026年7月21日",
        "冲床安全光栅被短接",
        "冲压车间",
        "一般隐患",
        "停机恢复光栅",
        "王强",
        "2026年7月25日",
        "0.3万元",
        "2026年7月24日",
        "李四",
        "合格",
    ],
    [
        "3",
        "2026.8.12",
        "抛光车间除尘系统未设控爆措施",
        "抛光车间",
        "重大",
        "停产加装隔爆装置",
        "刘建国",
        "2026.12.1",
        "46",
        "",
        "",
        "",
    ],
    [
        "4",
        "20260903",
        "平台护栏缺失",
        "污水站",
        "一般",
        "焊接护栏",
        "张三",
        "20260910",
        "3000元",
        "2026-09-02",
        "李四",
        "已整改",
    ],
    [
        "5",
        "２０２６年９月１５日",
        "灭火器压力不足",
        "一车间西门",
        "一般",
        "充装",
        "王强",
        "2026-9-18",
        "/",
        "2026-9-17",
        "李四",
        "√",
    ],
    ["6", "2026-9-28", "叉车制动距离过长", "厂区道路", "较大", "停用检修", "张三", "2026-10-12", "0.8", "", "", ""],
];

fn hazards(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("隐患台账")?;
    let name = invent::enterprise(plan, 0).name;
    sheet.merge_range(0, 0, 0, 12, "2026年三季度事故隐患排查治理台账", &looks.title)?;
    sheet.write_string_with_format(1, 0, format!("填报单位（盖章）：{name}"), &looks.form)?;
    for (column, text) in
        [(0, "序号"), (1, "排查日期"), (2, "隐患内容"), (3, "所在部位"), (4, "隐患级别"), (12, "备注")]
    {
        sheet.merge_range(2, column, 3, column, text, &looks.head)?;
    }
    sheet.merge_range(2, 5, 2, 9, "整改情况", &looks.head)?;
    for (column, text) in [(5, "整改措施"), (6, "责任人"), (7, "整改时限"), (8, "资金（万元）"), (9, "完成日期")]
    {
        sheet.write_string_with_format(3, column, text, &looks.head)?;
    }
    sheet.merge_range(2, 10, 2, 11, "复查验收", &looks.head)?;
    for (column, text) in [(10, "复查人"), (11, "复查结果")] {
        sheet.write_string_with_format(3, column, text, &looks.head)?;
    }
    for (n, cells) in (4..).zip(&LEDGER) {
        row(sheet, n, cells, &looks.cell)?;
    }
    row(sheet, 11, &["注：重大隐患须做到责任、措施、资金、时限、预案五落实。"], &looks.form)?;
    finish(book)
}

/// Three quarters under a three-row header; the second has more checked than were due.
fn health(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("职业健康")?;
    let name = invent::enterprise(plan, 0).name;
    sheet.merge_range(0, 0, 0, 7, "2026年职业健康工作统计表", &looks.title)?;
    sheet.write_string_with_format(1, 0, format!("单位名称：{name}"), &looks.form)?;
    sheet.merge_range(2, 0, 4, 0, "统计期", &looks.head)?;
    sheet.merge_range(2, 1, 4, 1, "接触职业病危害因素人数（人）", &looks.head)?;
    sheet.merge_range(2, 2, 2, 5, "职业病防治情况", &looks.head)?;
    sheet.merge_range(3, 2, 3, 3, "职业健康检查（人）", &looks.head)?;
    sheet.merge_range(3, 4, 3, 5, "危害因素检测（个）", &looks.head)?;
    for (column, text) in [(2, "应检人数"), (3, "实检人数"), (4, "检测点数"), (5, "达标点数")] {
        sheet.write_string_with_format(4, column, text, &looks.head)?;
    }
    sheet.merge_range(2, 6, 4, 6, "新增职业病例（例）", &looks.head)?;
    sheet.merge_range(2, 7, 4, 7, "备注", &looks.head)?;
    for (n, cells) in (5..).zip([
        ["2026年一季度", "83人", "21", "21", "8个", "8", "无", ""],
        ["2026年二季度", "８３", "20人", "22", "8", "7", "0", "一个点噪声超标"],
        ["2026年三季度", "81", "二十", "19", "8", "8", "/", ""],
    ]) {
        row(sheet, n, &cells, &looks.cell)?;
    }
    row(sheet, 9, &["填表人：王芳        审核人：刘建国"], &looks.form)?;
    finish(book)
}

fn exposure(plan: &Plan) -> Vec<u8> {
    let name = invent::enterprise(plan, 0).name;
    let text = format!(
        "从业人员与工时\r\n单位名称：{name}\r\n统计期,平均职工人数,实际工时\r\n2026年1月,184人,\"30,912\"\r\n2026年2月,１８５,25900\r\n\r\n2026年3月,186,31248\r\n2026年三季度,187,93874.5\r\n2026年4月,一百八十六点五,31100\r\n"
    );
    encoding_rs::GB18030.encode(&text).0.into_owned()
}

/// Three enterprises that are not on the roll yet; two of them with a code that is none.
fn newcomers(sheet: &mut Worksheet, n: u32, looks: &Looks) -> anyhow::Result<()> {
    let fresh = names::credit_code(900_001).to_string();
    row(
        sheet,
        n,
        &["清澜新桥智能装备有限公司", &fresh, "石桥镇", "C34 通用设备制造业", "小", "否", "有", "何明", "19000012345"],
        &looks.cell,
    )?;
    let wrong = format!("{}O", &names::credit_code(900_002).as_str()[..17]);
    row(
        sheet,
        n + 1,
        &[
            "清澜南浦水产加工有限公司",
            &wrong,
            "南浦镇",
            "C13 农副食品加工业",
            "微",
            "否",
            "无",
            "于海燕",
            "19000012346",
        ],
        &looks.cell,
    )?;
    row(
        sheet,
        n + 2,
        &["清澜柳塘建材有限公司", "", "柳塘镇", "C30 非金属矿物制品业", "小型", "×", "√", "冯军", "19000012347"],
        &looks.cell,
    )?;
    // The classic accident: Excel took an all-digit code for a number and dropped its last digits.
    sheet.write_number_with_format(n + 2, 1, 9.132_120_466_123_457e17, &looks.cell.clone().set_num_format("0"))?;
    Ok(())
}

fn roll(plan: &Plan) -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("名册")?;
    sheet.merge_range(0, 0, 0, 8, "企业名册（2026年10月新增与变更）", &looks.title)?;
    let head = [
        "单位名称",
        "信用代码",
        "所属镇（街道）",
        "行业类别",
        "企业规模",
        "是否规上",
        "是否建会",
        "安全负责人",
        "联系电话",
    ];
    row(sheet, 1, &head, &looks.head)?;
    let mut n = 2;
    for index in [3, 5, 8] {
        let e = invent::enterprise(plan, index);
        let yes = |yes: bool| if yes { "是" } else { "否" };
        let size = match e.size {
            "large" => "大型",
            "medium" => "中型",
            "small" => "小型",
            _ => "微型",
        };
        let phone = if index == 5 { "19000099999" } else { &e.phone };
        let cells = [
            &*e.name,
            &e.uscc,
            e.town,
            e.industry,
            size,
            yes(e.above_scale),
            yes(e.has_union),
            &e.safety_officer,
            phone,
        ];
        row(sheet, n, &cells, &looks.cell)?;
        n += 1;
    }
    newcomers(sheet, n, &looks)?;
    finish(book)
}

fn baseline() -> anyhow::Result<Vec<u8>> {
    let (mut book, looks) = (Workbook::new(), looks());
    let sheet = book.add_worksheet().set_name("2023年")?;
    sheet.merge_range(0, 0, 0, 6, "2023年各镇街生产安全事故情况（按月）", &looks.title)?;
    row(sheet, 1, &["年份", "镇街", "月份", "事故起数", "死亡人数", "重伤人数", "直接经济损失(万元)"], &looks.head)?;
    let mut random = Random::of(7, "baseline", 0);
    let (mut n, mut sums) = (2_u32, [0_i64; 3]);
    for town in names::TOWNS.iter().take(4) {
        sheet.merge_range(n, 1, n + 5, 1, town, &looks.cell)?;
        for month in [2, 4, 5, 7, 9, 11] {
            let incidents = random.between(0, 2);
            let deaths = random.between(0, incidents);
            let serious = random.between(0, 2);
            sums = [sums[0] + incidents, sums[1] + deaths, sums[2] + serious];
            sheet.write_number_with_format(n, 0, 2023.0, &looks.cell)?;
            sheet.write_number_with_format(n, 2, f64::from(month), &looks.cell)?;
            for (column, value) in [(3, incidents), (4, deaths), (5, serious)] {
                sheet.write_number_with_format(n, column, value as f64, &looks.cell)?;
            }
            sheet.write_string_with_format(
                n,
                6,
                if incidents == 0 { "无".to_owned() } else { format!("{}万元", incidents * 37) },
                &looks.cell,
            )?;
            n += 1;
        }
    }
    row(sheet, n, &["总计", "", ""], &looks.head)?;
    for (column, value) in (3_u16..).zip(sums) {
        sheet.write_number_with_format(n, column, value as f64, &looks.head)?;
    }
    finish(book)
}

fn finish(mut book: Workbook) -> anyhow::Result<Vec<u8>> {
    book.save_to_buffer().context("write a workbook of the demonstration")
}
