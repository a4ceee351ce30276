//! Hazards and occupational health, made up.
use super::invent::{Enterprise, Plan};
use super::names;
use super::random::Random;
use crate::enterprise::model::{Part, Period};
use crate::hazard::model::{Hazard, Level};
use crate::health::model::Figures;
use crate::kernel::Wan;
use crate::kernel::window::Window;
use chrono::{Datelike, Days, NaiveDate};

/// What was found, where, and what is done about it.
type Found = (&'static str, &'static str, &'static str);

const ORDINARY: [Found; 14] = [
    ("消火栓被杂物遮挡", "成品仓库东侧", "清理杂物，地面划线并每日巡查"),
    ("配电箱未上锁，线路私拉乱接", "配电间", "更换箱锁，拆除私接线路"),
    ("冲床安全光栅被短接", "冲压车间3号机", "停机恢复光栅，修订点检表"),
    ("行车吊钩防脱装置失效", "二车间北跨", "更换防脱钩，停用至验收合格"),
    ("安全出口应急照明不亮", "办公楼二层", "更换应急灯并每月测试"),
    ("氧气瓶与乙炔瓶混放", "焊接工位", "分库存放，间距不少于5米"),
    ("平台护栏缺失一段", "污水处理站平台", "焊接护栏，设置警示带"),
    ("砂轮机防护罩破损", "机修间", "更换防护罩"),
    ("叉车制动距离过长", "厂区道路", "停用检修，复试合格后使用"),
    ("有限空间作业未设警示标识", "原料池", "补设标识并建立台账"),
    ("灭火器压力不足", "一车间西门", "充装或更换，逐月检查"),
    ("除尘器清灰记录缺失", "抛光车间", "恢复记录，按班清灰"),
    ("化学品未张贴安全标签", "化学品中间仓", "补贴标签，补齐安全技术说明书"),
    ("货架超高堆放无防倾倒措施", "原料仓库", "降低堆高，加装防倾倒横梁"),
];
const MAJOR: [Found; 4] = [
    ("粉尘爆炸危险场所除尘系统未设置控爆措施", "抛光车间", "停产加装隔爆阀和泄爆装置"),
    ("有限空间未辨识，作业审批制度缺失", "污水调节池", "停止作业，建立辨识和审批制度并培训"),
    ("特种作业人员无证上岗", "焊接工段", "全部停岗，取得操作证后上岗"),
    ("钢水包吊运使用非冶金起重机", "熔炼车间", "停用，更换冶金起重机"),
];

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// What an enterprise found in a year: who looks harder finds more, and puts it right sooner.
pub fn hazards(plan: &Plan, e: &Enterprise, year: i32) -> Vec<Hazard> {
    let mut random = Random::of(plan.seed, "hazard", e.index * 64 + year.rem_euclid(64) as usize);
    let count = match e.diligence {
        0 => random.between(0, 2),
        1 => random.between(2, 5),
        _ => random.between(4, 8),
    };
    let mut found: Vec<Hazard> = (0..count).filter_map(|_| hazard(plan, e, year, &mut random)).collect();
    if e.index == 0 && year == plan.today.year() {
        found.extend(story(plan));
    }
    found.sort_by_key(|hazard| hazard.found_on);
    found
}

fn hazard(plan: &Plan, e: &Enterprise, year: i32, random: &mut Random) -> Option<Hazard> {
    let major = random.chance(if e.high_risk { 10 } else { 3 });
    let (description, place, measure) = if major { *random.pick(&MAJOR) } else { *random.pick(&ORDINARY) };
    let found_on = NaiveDate::from_yo_opt(year, random.between(6, 360) as u32)?;
    let days = if major { random.between(30, 90) } else { random.between(3, 20) };
    let due_on = found_on + Days::new(days as u64);
    let punctual = random.chance([55, 85, 97][usize::from(e.diligence.min(2))]);
    let took = if punctual { random.between(1, days) } else { days + random.between(1, 40) };
    let closed_on = found_on + Days::new(took as u64);
    // In a past year one in fifty was left lying.
    let left = year < plan.today.year() && random.chance(2);
    let fund = if major { random.between(30, 900) } else { random.between(0, 25) };
    // The poor write down less: of a major hazard two of the five may be missing.
    let told = |random: &mut Random| e.diligence == 2 || random.chance(if e.diligence == 1 { 88 } else { 60 });
    let (owner, verifier) = (names::person(random), names::person(random));
    let hazard = Hazard {
        found_on,
        place: text(place),
        description: description.to_owned(),
        level: if major { Level::Major } else { Level::Ordinary },
        measure: text(measure),
        owner: told(random).then_some(owner),
        due_on: Some(due_on),
        fund: told(random).then_some(Wan(fund * 100_000)),
        plan: (major && told(random)).then(|| "已编制专项应急预案并组织演练".to_owned()),
        closed_on: (!left).then_some(closed_on).filter(|day| *day <= plan.today),
        verifier: None,
        result: None,
    };
    let verified = hazard.closed_on.is_some() && told(random);
    let result = verified.then(|| "已整改到位".to_owned());
    (found_on <= plan.today).then_some(Hazard { verifier: verified.then_some(verifier), result, ..hazard })
}

/// What the visitors' own enterprise has left to do: one hazard late, one major without fund and plan.
fn story(plan: &Plan) -> [Hazard; 2] {
    let ago = |days: u64| plan.today - Days::new(days);
    let bare = |found_on, (description, place, measure): Found| Hazard {
        found_on,
        place: text(place),
        description: description.to_owned(),
        level: Level::Ordinary,
        measure: text(measure),
        owner: text("刘建国"),
        due_on: None,
        fund: None,
        plan: None,
        closed_on: None,
        verifier: None,
        result: None,
    };
    [
        Hazard { due_on: Some(ago(12)), fund: Some(Wan(300_000)), ..bare(ago(26), ORDINARY[6]) },
        Hazard { level: Level::Major, due_on: Some(plan.today + Days::new(19)), ..bare(ago(9), MAJOR[0]) },
    ]
}

/// The health figures of an enterprise in a year: by quarter, for the poor by year and only when it is over. Offices and
/// shops have nobody exposed, which the poor among them do not tell.
pub fn health(plan: &Plan, e: &Enterprise, year: i32) -> Vec<Figures> {
    let mut random = Random::of(plan.seed, "health", e.index * 64 + year.rem_euclid(64) as usize);
    let over = |window: Option<Window>| window.is_some_and(|w| w.to() + Days::new(5) <= plan.today);
    if !e.industry.starts_with(['C', 'D', 'E']) {
        let told = e.diligence > 0 && over(Window::quarter(year, 1));
        return told.then(|| nobody(year)).into_iter().collect();
    }
    let exposed = (e.staff * random.between(25, 60) / 100).max(1);
    if e.diligence == 0 {
        let whole = over(Window::year(year)) && random.chance(60);
        return whole.then(|| figures(&mut random, e, Part::Whole, year, (exposed, exposed))).into_iter().collect();
    }
    let quarters = (1..=4_u8).filter(|q| over(Window::quarter(year, u32::from(*q))));
    let told = quarters.filter_map(|quarter| {
        let due = (exposed / 4).max(1);
        let figures = figures(&mut random, e, Part::Quarter(quarter), year, (exposed, due));
        random.chance(if e.diligence == 2 { 100 } else { 90 }).then_some(figures)
    });
    told.collect()
}

/// Nobody is exposed: told once, in the first quarter.
fn nobody(year: i32) -> Figures {
    Figures {
        period: Period { year: i64::from(year), part: Part::Quarter(1) },
        exposed: Some(0),
        due_check: None,
        checked: None,
        points: None,
        points_ok: None,
        new_cases: None,
    }
}

fn figures(random: &mut Random, e: &Enterprise, part: Part, year: i32, (exposed, due): (i64, i64)) -> Figures {
    let full = random.chance([20, 60, 92][usize::from(e.diligence.min(2))]);
    let points = (exposed / 10).max(2);
    let within = random.chance([50, 80, 95][usize::from(e.diligence.min(2))]);
    Figures {
        period: Period { year: i64::from(year), part },
        exposed: Some(exposed),
        due_check: Some(due),
        checked: Some(if full { due } else { due * random.between(70, 98) / 100 }),
        points: Some(points),
        points_ok: Some(if within { points } else { points - random.between(1, 2) }),
        new_cases: Some(i64::from(random.chance(1))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::invent::enterprise;
    use super::*;
    use crate::hazard::rule::{State, standing};

    fn plan() -> Plan {
        let today = NaiveDate::from_ymd_opt(2026, 11, 5).expect("a real day");
        Plan { enterprises: 120, years: 3, seed: 1, today, trainees: 12, reps: false }
    }

    #[test]
    fn everything_made_up_is_possible_and_the_same_for_the_same_seed() {
        let plan = plan();
        let (mut major, mut late, mut periods) = (0, 0, 0);
        for index in 0..plan.enterprises {
            let e = enterprise(&plan, index);
            for year in 2024..=2026 {
                let found = hazards(&plan, &e, year);
                assert_eq!(found, hazards(&plan, &e, year));
                for hazard in &found {
                    assert!(hazard.found_on <= plan.today && hazard.closed_on.is_none_or(|day| day <= plan.today));
                    assert!(Hazard::of_values(&hazard.values()).is_ok(), "{hazard:?}");
                    major += usize::from(hazard.level == Level::Major);
                    late += usize::from(standing(hazard, plan.today).state() == State::Overdue);
                }
                for figures in health(&plan, &e, year) {
                    assert_eq!(Figures::parse(&figures.typed()), Ok(figures));
                    assert!(figures.window().is_some_and(|window| window.to() < plan.today));
                    periods += 1;
                }
            }
        }
        assert!(major > 20 && late > 10 && periods > 500, "{major} major, {late} late, {periods} periods");
    }

    #[test]
    fn the_visitors_enterprise_has_something_left_to_do() {
        let plan = plan();
        let found = hazards(&plan, &enterprise(&plan, 0), 2026);
        assert!(found.iter().any(|h| standing(h, plan.today).state() == State::Overdue));
        assert!(found.iter().any(|h| h.level == Level::Major && h.plan.is_none() && h.closed_on.is_none()));
    }
}
