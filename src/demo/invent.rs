//! Making the district up.
use super::names::{self, TOWNS, TRADES};
use super::random::Random;
use crate::congress::model::Meeting;
use crate::incident::cause::Cause;
use crate::incident::model::Incident;
use crate::kernel::window::Window;
use crate::kernel::{Centi, Wan};
use crate::training::model::{Kind, Session, Trainee};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

/// Districts above this size are for measuring: they keep no year workbooks, and train as many as were asked for.
pub const LARGE: usize = 500;

/// How large a district, and of which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub enterprises: usize,
    /// Calendar years, the current one included.
    pub years: i32,
    pub seed: u64,
    /// The day the demonstration believes it is.
    pub today: NaiveDate,
    /// People trained per enterprise and year, on average.
    pub trainees: usize,
    /// An account for every enterprise, for measuring.
    pub reps: bool,
}

/// An enterprise of the roll.
#[derive(Debug, Clone, PartialEq)]
pub struct Enterprise {
    pub index: usize,
    pub uscc: String,
    pub name: String,
    pub town: &'static str,
    pub industry: &'static str,
    pub size: &'static str,
    pub above_scale: bool,
    pub has_union: bool,
    pub pilot: bool,
    pub high_risk: bool,
    pub safety_officer: String,
    pub phone: String,
    /// People at work when the district's record begins.
    pub staff: i64,
    /// How well it does: 0 poor, 1 ordinary, 2 excellent.
    pub diligence: u8,
}

pub fn enterprise(plan: &Plan, index: usize) -> Enterprise {
    let mut random = Random::of(plan.seed, "enterprise", index);
    let (trade, industry, high_risk) = TRADES[(index * 7 + index / 20) % TRADES.len()];
    let staff = match random.below(100) {
        0..=3 => random.between(300, 1_200),
        4..=24 => random.between(60, 299),
        25..=74 => random.between(20, 59),
        _ => random.between(6, 19),
    };
    let staff = if index == 0 { 186 } else { staff };
    let diligence = match random.below(10) {
        0..=1 => 0,
        2..=6 => 1,
        _ => 2,
    };
    Enterprise {
        index,
        uscc: names::credit_code(index).to_string(),
        name: names::enterprise(index, trade),
        town: TOWNS[index % TOWNS.len()],
        industry,
        size: match staff {
            1_000.. => "large",
            300.. => "medium",
            20.. => "small",
            _ => "micro",
        },
        above_scale: staff >= 60,
        has_union: staff >= 25 || random.chance(40),
        pilot: index.is_multiple_of(20),
        high_risk,
        safety_officer: names::person(&mut random),
        phone: names::phone(&mut random),
        staff,
        // The enterprise that visitors act for is an ordinary one with something left to do.
        diligence: if index == 0 { 1 } else { diligence },
    }
}

/// Average headcount of a year, and hours worked; the current year is not over and may be missing.
pub fn exposure(plan: &Plan, e: &Enterprise, year: i32) -> Option<(i64, Option<Centi>)> {
    let mut random = Random::of(plan.seed, "exposure", e.index * 64 + year.rem_euclid(64) as usize);
    if year == plan.today.year() && (e.diligence == 0 || (e.diligence == 1 && random.chance(30))) {
        return None;
    }
    let drift = i64::from(year - plan.today.year()) * random.between(-1, 3);
    let headcount = (e.staff + e.staff * drift / 100 + random.between(-2, 2)).max(3);
    let months = if year == plan.today.year() { i64::from(plan.today.month()) - 1 } else { 12 };
    let hours =
        (e.diligence > 0 || random.chance(60)).then(|| Centi(headcount * months * random.between(162, 174) * 100));
    Some((headcount, hours))
}

/// The safety-themed congress of a year; small enterprises hold an assembly of all staff; some hold none, some without a quorum.
pub fn congress(plan: &Plan, e: &Enterprise, year: i32) -> Option<Meeting> {
    let mut random = Random::of(plan.seed, "congress", e.index * 64 + year.rem_euclid(64) as usize);
    let skipped = match e.diligence {
        0 => 55,
        1 => 12,
        _ => 2,
    };
    let held_on = NaiveDate::from_yo_opt(year, random.between(60, 330) as u32)?;
    if random.chance(skipped) || held_on > plan.today || (e.index == 0 && year == plan.today.year()) {
        return None;
    }
    let total = if e.staff < 100 { e.staff.max(6) } else { (e.staff * 5 / 100 + 1).max(30) + random.between(0, 6) };
    let present = match e.diligence {
        0 => total * random.between(55, 80) / 100,
        1 => total * random.between(68, 95) / 100,
        _ => total * random.between(85, 100) / 100,
    };
    let yes = present * if e.diligence == 0 { random.between(60, 95) } else { random.between(82, 100) } / 100;
    let no = (present - yes) / 2;
    let proposals = random.between(1, 9);
    Some(Meeting {
        held_on,
        session: Some(format!("第{}届第{}次", (year - 2020) / 5 + 1, (year - 2020).rem_euclid(5) + 1)),
        staff: Some(e.staff),
        delegates_total: total,
        delegates_present: present,
        delegates_frontline: Some(total * random.between(52, 75) / 100),
        delegates_women: Some(total * random.between(15, 45) / 100),
        delegates_managers: (e.diligence > 0)
            .then(|| total * if e.diligence == 2 { random.between(8, 19) } else { random.between(12, 24) } / 100),
        papers_sent_on: (e.diligence > 0)
            .then(|| held_on - Days::new(random.between(3, 14).max(if e.diligence == 2 { 7 } else { 5 }) as u64)),
        topic: Some((*random.pick(&TOPICS)).to_owned()),
        votes_yes: Some(yes),
        votes_no: Some(no),
        votes_abstain: Some(present - yes - no),
        proposals: Some(proposals),
        proposals_closed: Some(proposals * random.between(40, 100) / 100),
        published_on: (e.diligence == 2 || random.chance(60))
            .then(|| held_on + Days::new(random.between(1, 9) as u64))
            .filter(|day| *day <= plan.today),
    })
}

const TOPICS: [&str; 5] = [
    "审议年度安全生产工作报告，表决劳动安全卫生专项集体合同",
    "听取事故隐患排查治理情况报告，审议安全生产规章制度修订稿",
    "审议安全生产费用提取使用情况，通报职工安全提案办理结果",
    "听取主要负责人安全生产述职，审议全员安全培训计划",
    "审议职业病防治工作报告和劳动防护用品配备标准",
];

/// The sittings of a year's training, with their rosters.
pub fn training(plan: &Plan, e: &Enterprise, year: i32) -> Vec<Session> {
    let mut random = Random::of(plan.seed, "training", e.index * 64 + year.rem_euclid(64) as usize);
    let mut left = people(plan, e, year);
    let (mut sittings, mut holders) = (Vec::new(), 0);
    while left > 0 {
        let (kind, course, hours) = *random.pick(&COURSES);
        let hours = lawful(kind, hours, e.high_risk);
        let Some(held_on) = NaiveDate::from_yo_opt(year, random.between(10, 350) as u32) else { continue };
        // Who is excellent does not leave it for December.
        let held_on = match held_on > plan.today && e.diligence == 2 {
            true => plan.today - Days::new(random.between(2, 20) as u64),
            false => held_on,
        };
        let size = left.min(random.between(3, 9) as usize);
        left -= size;
        if held_on > plan.today || held_on.year() != year {
            continue;
        }
        let short = e.diligence == 0 && random.chance(40);
        let mut roster: Vec<Trainee> = (0..size).map(|_| trainee(&mut random, kind, held_on)).collect();
        if kind == Kind::Special {
            for trainee in &mut roster {
                holder(plan, e, holders, held_on, trainee);
                holders += 1;
            }
        }
        let hours = Centi(if short { hours * 50 } else { hours * 100 });
        sittings.push(Session { held_on, kind, course: Some(course.to_owned()), hours, roster });
    }
    sittings
}

/// How many people an enterprise trains in a year: in a demonstration the excellent all of theirs, the poor a third; a district
/// that is for measuring has as many as were asked for.
fn people(plan: &Plan, e: &Enterprise, year: i32) -> usize {
    if plan.enterprises > LARGE {
        return if e.diligence == 0 { plan.trainees / 2 } else { plan.trainees };
    }
    let headcount = exposure(plan, e, year).map_or(e.staff, |(headcount, _)| headcount);
    let share = [35, 88, 100][usize::from(e.diligence.min(2))];
    usize::try_from(headcount * share / 100).unwrap_or(0).min(plan.trainees * 3)
}

/// The hours of a course where high-risk sectors have more.
fn lawful(kind: Kind, hours: i64, high_risk: bool) -> i64 {
    match kind {
        Kind::Induction if high_risk => 72,
        Kind::Refresher if high_risk => 20,
        _ => hours,
    }
}

/// Special operators come back: the same people every time, whose certificates the recheck renews. The poor let some lapse.
fn holder(plan: &Plan, e: &Enterprise, n: usize, held_on: NaiveDate, trainee: &mut Trainee) {
    let mut random = Random::of(plan.seed, "holder", e.index * 1_024 + n);
    trainee.name = names::person(&mut random);
    trainee.id_no = Some(names::id_number(&mut random));
    trainee.cert_no = Some(format!("T{:010}", random.between(1, 9_999_999_999)));
    let lapses = random.chance([30, 4, 0][usize::from(e.diligence.min(2))]);
    let days = if lapses { random.between(40, 400) } else { 1_095 };
    trainee.recheck_on = Some(held_on + Days::new(days as u64));
    trainee.cert_expires_on = Some(held_on + Days::new((days + 1_095) as u64));
}

const COURSES: [(Kind, &str, i64); 7] = [
    (Kind::Induction, "新员工三级安全教育", 24),
    (Kind::Induction, "岗前安全培训（高危岗位）", 72),
    (Kind::Refresher, "全员年度安全再培训", 20),
    (Kind::Special, "特种作业复审培训", 8),
    (Kind::Principal, "主要负责人安全管理再培训", 16),
    (Kind::Manager, "安全管理人员再培训", 16),
    (Kind::Refresher, "有限空间作业专题培训", 8),
];
const POSTS: [&str; 8] = ["操作工", "焊工", "电工", "叉车司机", "行车工", "质检员", "班组长", "仓管员"];

fn trainee(random: &mut Random, kind: Kind, held_on: NaiveDate) -> Trainee {
    let name = names::person(random);
    let id_no = Some(names::id_number(random));
    let certified = kind == Kind::Special;
    let issued = held_on - Days::new(random.between(0, 2_100) as u64);
    Trainee {
        name,
        id_no,
        post: Some((*random.pick(&POSTS)).to_owned()),
        score: Some(Centi(random.between(58, 100) * 100)),
        passed: Some(random.chance(96)),
        cert_no: certified.then(|| format!("T{:010}", random.between(1, 9_999_999_999))),
        cert_expires_on: certified.then(|| issued.with_year(issued.year() + 6)).flatten(),
        recheck_on: certified.then(|| issued.with_year(issued.year() + 3)).flatten(),
    }
}

/// One accident and the enterprise it happened at.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    pub enterprise: usize,
    pub incident: Incident,
}

/// What the story of the headline needs: day of the year, deaths, serious and minor injuries, loss, type, what happened.
type Told = (u32, i64, i64, i64, &'static str, &'static str, &'static str);

/// This year up to 5 November: two accidents, two dead.
const NOW: [Told; 2] = [
    (76, 1, 0, 1, "168.5", "起重伤害", "行车吊装钢卷时吊具脱落，一名地面指挥人员被砸"),
    (231, 1, 1, 0, "142", "物体打击", "检修输送机时未挂牌上锁，设备被误启动，两名检修人员被击中"),
];
/// Last year: five accidents and seven dead up to 5 November, one more accident after it.
const LAST: [Told; 6] = [
    (23, 1, 0, 0, "131", "高处坠落", "更换厂房采光板时踏穿屋面坠落"),
    (97, 2, 1, 0, "305.8", "中毒和窒息", "清理污水调节池时一人晕倒，两名工友盲目施救"),
    (154, 1, 0, 2, "150", "触电", "移动式电焊机漏电，未安装漏电保护器"),
    (203, 1, 1, 1, "147.2", "坍塌", "沟槽开挖未放坡，侧壁坍塌埋压两人"),
    (278, 2, 1, 0, "286", "其他爆炸", "除尘管道积粉清理时动火，引发粉尘爆炸"),
    (336, 0, 1, 0, "36", "机械伤害", "清理轧辊时手部被卷入"),
];
/// The year before that and earlier: the same shape, worse.
const EARLIER: [Told; 8] = [
    (15, 1, 0, 0, "120", "车辆伤害", "厂区内叉车倒车时碾压行人"),
    (68, 1, 0, 1, "133", "高处坠落", "脚手架搭设人员未系安全带坠落"),
    (112, 0, 2, 0, "58", "灼烫", "酸洗槽加料时酸液飞溅"),
    (160, 2, 0, 1, "290", "中毒和窒息", "发酵罐内作业未检测气体"),
    (189, 1, 0, 0, "126", "触电", "临时用电线路破损"),
    (226, 1, 1, 0, "155", "机械伤害", "折弯机安全光栅被短接"),
    (270, 2, 2, 1, "312", "火灾", "喷涂车间静电引燃溶剂蒸气"),
    (322, 1, 0, 0, "118", "物体打击", "高空坠物击中下方作业人员"),
];
const SMALL: [(&str, &str); 6] = [
    ("机械伤害", "防护罩松动，设备停机，无人受伤"),
    ("火灾", "配电箱起火，员工用灭火器扑灭"),
    ("车辆伤害", "叉车碰撞货架，货物散落"),
    ("物体打击", "吊具钢丝绳断裂，工件坠地，无人受伤"),
    ("坍塌", "堆垛倾倒，通道内无人"),
    ("其他伤害", "管道泄漏，及时关阀，产线停工半日"),
];

/// Every accident of a year: those that count, as the story tells them (more of them in a larger district), and the small ones.
pub fn incidents(plan: &Plan, year: i32) -> Vec<Happened> {
    let told: &[Told] = match plan.today.year() - year {
        0 => &NOW,
        1 => &LAST,
        _ => &EARLIER,
    };
    let rounds = (plan.enterprises / 200).max(1);
    let mut all = Vec::new();
    for round in 0..rounds {
        for (n, told) in told.iter().enumerate() {
            let mut random = Random::of(plan.seed, "incident", (year as usize * 64 + n) * 4_096 + round);
            // The story's days stay on their side of 5 November.
            let day = told.0 + if round == 0 { 0 } else { random.between(0, 7) as u32 };
            all.extend(accident(plan, year, day, told, &mut random));
        }
    }
    for n in 0..plan.enterprises / 10 {
        let mut random = Random::of(plan.seed, "small", year as usize * 65_536 + n);
        let (category, brief) = *random.pick(&SMALL);
        let day = random.between(5, 360) as u32;
        let loss = format!("{}.{}", random.between(0, 18), random.between(1, 9));
        let told = (day, 0, 0, 0, loss.as_str(), category, brief);
        all.extend(accident(plan, year, day, &told, &mut random));
    }
    all.retain(|h| h.incident.occurred_at.date() <= plan.today);
    all.sort_by_key(|h| (h.incident.occurred_at, h.enterprise));
    all
}

fn accident(
    plan: &Plan,
    year: i32,
    day: u32,
    told: &(u32, i64, i64, i64, &str, &'static str, &'static str),
    random: &mut Random,
) -> Option<Happened> {
    let (_, deaths, serious, minor, loss, category, brief) = *told;
    let occurred_at = NaiveDate::from_yo_opt(year, day)?.and_hms_opt(
        random.between(6, 21) as u32,
        random.between(0, 59) as u32,
        0,
    )?;
    let enterprise = random.below(plan.enterprises);
    let hurt = deaths + serious + minor > 0;
    let minutes = |at: NaiveDateTime, n: i64| at + chrono::Duration::minutes(n);
    let informed_at = minutes(occurred_at, random.between(3, 25));
    // One report in six comes late.
    let reported_at =
        minutes(informed_at, if random.chance(16) { random.between(70, 240) } else { random.between(15, 55) });
    let current = year == plan.today.year();
    Some(Happened {
        enterprise,
        incident: Incident {
            occurred_at,
            time_known: true,
            informed_at: hurt.then_some(informed_at),
            reported_at: hurt.then_some(reported_at),
            place: Some((*random.pick(&PLACES)).to_owned()),
            category: Some(named_then(category, occurred_at.date()).to_owned()),
            deaths: Some(deaths),
            serious: Some(serious),
            minor: Some(minor),
            lost_days: Some(deaths * 6_000 + serious * random.between(105, 400) + minor * random.between(3, 60)),
            loss: loss.parse::<Wan>().ok(),
            brief: Some(brief.to_owned()),
            cause: (!current || !hurt).then(|| came_from(brief)),
            closed: Some(!current || (!hurt && random.chance(80))),
        },
    })
}

/// The class of the cause that the story tells of.
fn came_from(brief: &str) -> Cause {
    let tells = |words: &[&str]| words.iter().any(|word| brief.contains(word));
    match () {
        () if tells(&["未挂牌", "未检测", "短接", "盲目施救", "未安装"]) => Cause::Management,
        () if tells(&["未系", "踏穿", "动火", "倒车", "卷入", "碰撞"]) => Cause::Human,
        () if tells(&["堆垛", "沟槽", "溶剂蒸气", "高空坠物"]) => Cause::Environment,
        () => Cause::Object,
    }
}

/// From 1 July 2026 types are named by GB 6441-2025.
fn named_then(category: &'static str, day: NaiveDate) -> &'static str {
    let new_list = NaiveDate::from_ymd_opt(2026, 7, 1).is_some_and(|from| day >= from);
    match category {
        "车辆伤害" if new_list => "厂(场)内车辆致害",
        "机械伤害" if new_list => "机械致害",
        "起重伤害" if new_list => "起重致害",
        "其他爆炸" if new_list => "粉尘爆炸",
        "中毒和窒息" if new_list => "中毒",
        "其他伤害" if new_list => "其他",
        same => same,
    }
}

const PLACES: [&str; 8] =
    ["一车间", "二车间北侧", "原料仓库", "成品装卸区", "污水处理站", "厂房屋面", "检修平台", "厂区道路"];

/// On which day an enterprise filed its returns of a year; `None`: it did not.
pub fn filed_on(plan: &Plan, e: &Enterprise, year: i32) -> Option<NaiveDate> {
    let mut random = Random::of(plan.seed, "filed", e.index * 64 + year.rem_euclid(64) as usize);
    let current = year == plan.today.year();
    let percent = match e.diligence {
        0 => 45,
        1 => 92,
        _ => 100,
    };
    if !random.chance(if current { percent - 4 } else { percent }) || (current && e.index == 0) {
        return None;
    }
    let day = if current { random.between(90, 290) } else { random.between(200, 360) };
    NaiveDate::from_yo_opt(year, day as u32).filter(|day| *day <= plan.today)
}

/// On which day an enterprise filed its returns of a quarter; `None`: it did not, or the quarter still runs. Some are late.
/// The demonstration's own two enterprises have the latest quarter still to file.
pub fn filed_quarter_on(plan: &Plan, e: &Enterprise, (year, quarter): (i32, u32)) -> Option<NaiveDate> {
    let end = Window::quarter(year, quarter)?.to();
    let next = Window::quarter(if quarter == 4 { year + 1 } else { year }, quarter % 4 + 1)?.to();
    let latest = end < plan.today && plan.today <= next;
    let seed = e.index * 1_024 + year.rem_euclid(64) as usize * 4 + quarter as usize;
    let mut random = Random::of(plan.seed, "filed-quarter", seed);
    let percent = match e.diligence {
        0 => 55,
        1 => 88,
        _ => 97,
    };
    let known = e.index < 2;
    if end >= plan.today || (latest && known) || !(random.chance(percent) || known) {
        return None;
    }
    let days = if random.chance(82) { random.between(2, 15) } else { random.between(16, 34) };
    Some(end + chrono::Days::new(days as u64)).filter(|day| *day <= plan.today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn plan(enterprises: usize) -> Plan {
        let today = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a real day");
        Plan { enterprises, years: 3, seed: 1, today, trainees: 12, reps: false }
    }

    #[test]
    fn the_district_is_the_same_for_the_same_seed() {
        let plan = plan(40);
        for index in 0..40 {
            let e = enterprise(&plan, index);
            assert_eq!(e, enterprise(&plan, index));
            assert_eq!(congress(&plan, &e, 2025), congress(&plan, &e, 2025));
            assert_eq!(training(&plan, &e, 2025), training(&plan, &e, 2025));
        }
        assert_eq!(incidents(&plan, 2026), incidents(&plan, 2026));
        assert_ne!(enterprise(&plan, 3).staff, enterprise(&Plan { seed: 9, ..plan }, 3).staff);
    }

    #[test]
    fn names_and_codes_are_told_apart_in_a_large_district() {
        let plan = plan(700);
        let all: Vec<_> = (0..700).map(|n| enterprise(&plan, n)).collect();
        assert_eq!(all.iter().map(|e| &e.uscc).collect::<HashSet<_>>().len(), 700);
        assert_eq!(all.iter().map(|e| &e.name).collect::<HashSet<_>>().len(), 700);
        assert!(all[0].name.chars().count() >= 38, "one name is as long as they get");
    }

    #[test]
    fn to_5_november_five_accidents_became_two_and_seven_deaths_two() {
        let plan = plan(200);
        let sums = |year: i32| {
            let end = NaiveDate::from_ymd_opt(year, 11, 5).expect("a real day");
            let all = incidents(&plan, year);
            let counted = all.iter().map(|h| &h.incident).filter(|i| i.occurred_at.date() <= end);
            let counted: Vec<_> = counted.filter(|i| i.deaths.unwrap_or(0) + i.serious.unwrap_or(0) > 0).collect();
            (counted.len(), counted.iter().map(|i| i.deaths.unwrap_or(0)).sum::<i64>())
        };
        assert_eq!(sums(2025), (5, 7));
        assert_eq!(sums(2026), (2, 2));
        assert!(incidents(&plan, 2026).len() > 12, "small ones are recorded too");
    }

    #[test]
    fn nothing_happens_after_today_and_nothing_impossible() {
        let plan = plan(120);
        for index in 0..plan.enterprises {
            let e = enterprise(&plan, index);
            for year in 2024..=2026 {
                for session in training(&plan, &e, year) {
                    assert!(session.held_on <= plan.today && !session.roster.is_empty());
                }
                if let Some(m) = congress(&plan, &e, year) {
                    assert!(
                        m.held_on <= plan.today
                            && m.delegates_present <= m.delegates_total
                            && m.votes_cast() <= m.delegates_present
                    );
                }
            }
        }
        assert!(incidents(&plan, 2026).iter().all(|h| h.incident.occurred_at.date() <= plan.today));
    }
}
