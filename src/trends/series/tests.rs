use super::model::{Asked, MEASURES};
use super::plot::{self, View, Which};
use super::service::{self, Charts};
use super::workbook;
use crate::account::model::{Actor, Role};
use crate::baseline;
use crate::baseline::model::Metric;
use crate::db::testing::each;
use crate::db::{Db, run};
use crate::i18n::{self, Lang};
use crate::incident::model::Filter;
use crate::kernel::Typed;
use crate::server::ctx::tests::app_on;
use crate::server::{Ctx, Halt};
use crate::trends::link::{Of, Side};
use crate::ui::chart::{Cell, Mark, Sheet, svg};
use calamine::Reader;
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

const TOWNS: [&str; 3] = ["白米镇", "=张甸<镇>", "溱潼镇"];
const CODES: [Option<&str>; 4] = [Some("03"), Some("09"), Some("02"), None];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % (most + 1)
    }
}

fn as_leader(ctx: &Ctx, town: Option<&str>) -> Ctx {
    let role = Role::of("leader", None, town.map(str::to_owned), None).expect("a role");
    let actor = Actor { id: Uuid::now_v7(), login: "l".to_owned(), name: "梁".to_owned(), role, lang: None };
    Ctx { actor: Some(actor.into()), ..ctx.clone() }
}

/// Three towns with an enterprise each, accidents in three years, the first two of them frozen; one enterprise tells no workers.
async fn district(db: Db, seed: u64) -> Ctx {
    let ctx = Ctx::operator(&app_on(db));
    let today = ctx.today();
    let mut dice = Dice(seed);
    let mut tx = ctx.write().await.expect("write");
    let mut ids = Vec::new();
    for (at, town) in TOWNS.iter().enumerate() {
        run!(&mut tx, "INSERT INTO town (name, sort) VALUES ($1, $2)", town, at as i64).expect("town");
        let id = Uuid::now_v7();
        run!(
            &mut tx,
            "INSERT INTO enterprise (id, uscc, name, pinyin, initials, town, industry, size, version, created_at, updated_at)
             VALUES ($1, $2, $3, '', '', $4, '制造业', 'small', 1, $5, $5)",
            id,
            format!("9132120400000000{at}X"),
            format!("虚构企业{at}"),
            town,
            ctx.now
        )
        .expect("enterprise");
        ids.push(id);
    }
    for year in today.year() - 2..=today.year() {
        for id in &ids[..2] {
            run!(
                &mut tx,
                "INSERT INTO exposure (enterprise_id, period, year, headcount, from_roll, version, updated_at)
                 VALUES ($1, $2, $3, $4, FALSE, 1, $5)",
                id,
                year.to_string(),
                i64::from(year),
                500 + dice.up_to(400) as i64,
                ctx.now
            )
            .expect("exposure");
        }
        for _ in 0..40 {
            let day = NaiveDate::from_yo_opt(year, 1 + dice.up_to(364) as u32).expect("a day");
            let deaths = [None, Some(0), Some(0), Some(1), Some(2)][dice.up_to(4) as usize];
            if day > today {
                continue;
            }
            let code = CODES[dice.up_to(3) as usize];
            run!(
                &mut tx,
                "INSERT INTO incident (id, enterprise_id, occurred_at, occurred_on, time_known, category_scheme,
                   category_code, category, deaths, serious, counted, version, created_at, updated_at)
                 VALUES ($1, $2, $3, $4, FALSE, $5, $6, '类型', $7, 1, $8, 1, $9, $9)",
                Uuid::now_v7(),
                ids[dice.up_to(2) as usize],
                day.and_time(chrono::NaiveTime::MIN),
                day,
                code.map(|_| 1986_i64),
                code,
                deaths,
                dice.up_to(9) > 0,
                ctx.now
            )
            .expect("incident");
        }
    }
    tx.commit().await.expect("commit");
    for year in today.year() - 2..today.year() {
        let mut tx = ctx.write().await.expect("write");
        let (id, as_of) = (Uuid::now_v7(), NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day"));
        baseline::service::draft_from_records(&mut tx, &ctx, id, year, as_of).await.expect("drafted");
        let words =
            baseline::service::Words { as_of, definition: baseline::service::definition(Lang::Zh, year), note: None };
        baseline::service::freeze_in(&mut tx, &ctx, id, words).await.expect("frozen");
        tx.commit().await.expect("commit");
    }
    ctx
}

fn query(text: &str) -> Typed {
    Typed(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
}

async fn ask(ctx: &Ctx, text: &str) -> Result<Charts, Halt> {
    service::charts(ctx, Asked::read(&query(text), ctx.today())).await
}

/// Follows a link and checks that the list behind it gives that very number.
async fn follow(ctx: &Ctx, href: &str, metric: Metric, count: i64) {
    let (path, asked) = href.split_once('?').expect("a query");
    if path == "/incidents" {
        let listed = crate::incident::service::list(ctx, &Filter::read(&query(asked))).await.expect("listed");
        let sum = match metric {
            Metric::Deaths => listed.totals.deaths,
            Metric::Serious => listed.totals.serious,
            Metric::Incidents | Metric::Loss => listed.totals.records,
        };
        assert_eq!(sum, count, "{href}");
        return;
    }
    if path == "/trends/behind" {
        let fields = query(asked);
        let asked = crate::trends::service::Asked::read(&fields, ctx.today());
        let part = Some(fields.get("of-part")).map(|part| if part == "-" { "" } else { part });
        let of = Of { town: None, group: crate::incident::group::Group::parse(fields.get("of-type")), part };
        let (_, rows) = crate::trends::service::behind(ctx, asked, Side::Now, of, metric).await.expect("rows");
        let at = MEASURES.iter().position(|known| *known == metric).expect("a measure");
        assert_eq!(rows.iter().filter_map(|row| row.figures[at]).sum::<i64>(), count, "{href}");
        return;
    }
    let id = path.strip_prefix("/baselines/").and_then(|id| id.parse().ok()).expect("a baseline");
    let shown = baseline::service::show(ctx, id, &baseline::page::asked(&query(asked))).await.expect("shown");
    let sum = shown.sums.iter().find(|(m, _)| *m == metric).map(|(_, sum)| sum.total);
    assert_eq!((shown.why, sum), (None, Some(count)), "{href}");
    if metric == Metric::Incidents {
        assert_eq!(shown.lines.len() as i64, count, "{href}");
    }
}

async fn follow_all(ctx: &Ctx, view: &View, metric: Metric) -> usize {
    let mut followed = 0;
    for (_, cells) in &view.numbers.rows {
        for cell in cells {
            if let Cell::Number { value, href: Some(href), .. } = cell {
                follow(ctx, href, metric, value.round() as i64).await;
                followed += 1;
            }
        }
    }
    followed
}

/// The links of a drawing, wherever they stand.
fn links(marks: &[Mark]) -> Vec<String> {
    let of = |mark: &Mark| match mark {
        Mark::Point(point) => point.href.clone().into_iter().collect(),
        Mark::Group { marks, .. } => links(marks),
        _ => Vec::new(),
    };
    marks.iter().flat_map(of).collect()
}

#[tokio::test]
async fn every_number_leads_to_exactly_its_records() {
    each(async |db| {
        let ctx = as_leader(&district(db, 7).await, None);
        let mut followed = 0;
        for metric in MEASURES {
            for narrowed in ["", "&town=白米镇", "&category=machinery", "&by=industry", "&by=size&town=白米镇"] {
                let text = format!("years=3&measure={}{narrowed}", metric.key());
                let charts = ask(&ctx, &text).await.expect("charts");
                for which in Which::ALL {
                    let view = plot::view(Lang::Zh, &charts, which);
                    followed += follow_all(&ctx, &view, metric).await;
                    let wide = links(&view.drawings[0].marks);
                    assert_eq!(wide, links(&view.drawings[1].marks), "{which:?}: both sizes lead to the same");
                }
            }
        }
        assert!(followed > 300, "{followed}");
    })
    .await;
}

#[tokio::test]
async fn an_industry_of_a_past_year_opens_the_rows_of_its_baseline() {
    each(async |db| {
        let ctx = as_leader(&district(db, 9).await, None);
        let year = ctx.today().year() - 1;
        for metric in MEASURES {
            let text = format!("years=2&year={year}&by=industry&measure={}", metric.key());
            let charts = ask(&ctx, &text).await.expect("charts");
            for one in plot::judgements(Lang::Zh, &charts) {
                let count = one.unit.dated.count().expect("a frozen year tells its industries");
                assert_eq!(one.href.is_some(), count > 0, "{}: {count}", one.name);
                if let Some(href) = one.href {
                    assert!(href.starts_with("/baselines/"), "{href}");
                    follow(&ctx, &href, metric, count).await;
                }
            }
            let funnel = plot::view(Lang::Zh, &charts, Which::Funnel);
            // The unit's own year and the year before it.
            assert!(follow_all(&ctx, &funnel, metric).await >= 2, "{metric:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_marks_of_a_chart_are_the_numbers_behind_it() {
    each(async |db| {
        let ctx = as_leader(&district(db, 11).await, None);
        let charts = ask(&ctx, "years=3").await.expect("charts");
        for which in [Which::Bars, Which::SoFar, Which::Control, Which::Heat, Which::Small] {
            let view = plot::view(Lang::En, &charts, which);
            let mut behind: Vec<String> = view
                .numbers
                .rows
                .iter()
                .flat_map(|(_, cells)| cells)
                .filter_map(|cell| if let Cell::Number { href, .. } = cell { href.clone() } else { None })
                .collect();
            let mut drawn = links(&view.drawings[0].marks);
            behind.sort();
            drawn.sort();
            if which == Which::SoFar {
                // Beside the part of a month stands last year's of the same date, of which the line has no point.
                let today = charts.figures.so_far.last().expect("this year").window.to();
                let row = view.numbers.rows.iter().find(|(name, _)| *name == i18n::date(Lang::En, today));
                let beside = row.map(|(_, cells)| cells.iter().map(Cell::written).collect::<Vec<_>>());
                let counts = charts.figures.totals.iter().rev().take(2).map(|total| total.count().unwrap_or(-1));
                let counts: Vec<String> = counts.map(|count| count.to_string()).collect();
                assert_eq!(beside, Some(vec![counts[1].clone(), counts[0].clone()]), "to the same date");
                behind.retain(|href| drawn.contains(href));
            }
            assert_eq!(drawn, behind, "{which:?}");
            assert!(!drawn.is_empty(), "{which:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_reader_of_one_town_sees_that_town_and_no_other() {
    each(async |db| {
        let ctx = district(db, 3).await;
        let own = as_leader(&ctx, Some(TOWNS[0]));
        let charts = ask(&own, "years=3").await.expect("charts");
        assert_eq!((charts.towns.as_slice(), charts.town.as_deref()), (&[TOWNS[0].to_owned()][..], Some(TOWNS[0])));
        let whole = ask(&as_leader(&ctx, None), "years=3&town=白米镇").await.expect("charts");
        assert_eq!(charts.figures.series, whole.figures.series);
        assert!(matches!(ask(&own, "town=溱潼镇").await, Err(Halt::Missing)));
        assert!(matches!(ask(&own, "town=无此镇").await, Err(Halt::Missing)));
        let view = plot::view(Lang::Zh, &charts, Which::Control);
        follow_all(&own, &view, Metric::Incidents).await;
    })
    .await;
}

#[tokio::test]
async fn a_unit_without_workers_is_set_apart_and_named() {
    each(async |db| {
        let ctx = as_leader(&district(db, 5).await, None);
        let charts = ask(&ctx, "years=3").await.expect("charts");
        let all = plot::judgements(Lang::Zh, &charts);
        assert_eq!(all.len(), 3);
        let apart: Vec<_> = all.iter().filter(|one| one.judged.is_none()).map(|one| one.name.as_ref()).collect();
        assert_eq!(apart, [TOWNS[2]]);
        let base = all[0].unit.base;
        assert!((500..=900).contains(&base.workers) && base.known == 1 && base.roll == 1, "{base:?}");
        // Two years back are frozen, the third before is nothing at all.
        let older = ask(&ctx, "years=5").await.expect("charts");
        let known: Vec<bool> = older.figures.totals.iter().map(|total| total.figure.is_ok()).collect();
        assert_eq!(known, [false, false, true, true, true]);
    })
    .await;
}

#[tokio::test]
async fn files_hold_the_same_numbers_and_nothing_that_runs() {
    each(async |db| {
        let ctx = as_leader(&district(db, 9).await, None);
        let charts = ask(&ctx, "years=3").await.expect("charts");
        let bytes = workbook::workbook(&ctx, &charts).expect("a workbook");
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opens");
        let names = book.sheet_names();
        assert_eq!(names, ["逐月", "累计", "控制图", "热力表", "分开看", "漏斗图", "说明"]);
        for name in &names {
            let formulas = book.worksheet_formula(name).expect("a sheet");
            assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name} has a formula");
        }
        let view = plot::view(Lang::Zh, &charts, Which::Small);
        let sheet = book.worksheet_range("分开看").expect("a sheet");
        for (row, (name, cells)) in (4_u32..).zip(&view.numbers.rows) {
            assert_eq!(sheet.get_value((row, 0)).map(ToString::to_string).as_deref(), Some(name.as_ref()));
            for (column, cell) in (1_u32..).zip(cells) {
                let Cell::Number { value, .. } = cell else { continue };
                assert_eq!(sheet.get_value((row, column)), Some(&calamine::Data::Float(*value)));
            }
        }
        let sheet = Sheet {
            title: view.title.clone(),
            said: view.said.clone(),
            unit: view.unit.clone(),
            notes: vec!["说明".to_owned()],
            tag: "zh-CN",
        };
        for which in Which::ALL {
            let drawn = svg(&sheet, &plot::view(Lang::Zh, &charts, which).drawings[0]);
            let mut reader = quick_xml::Reader::from_str(&drawn);
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{which:?}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                        let name = tag.name();
                        let name: &str = name.as_ref();
                        assert!(!["script", "a", "image", "use"].contains(&name), "{name}");
                    }
                    _ => {}
                }
            }
            if super::paper::has_fonts() {
                let dots = super::paper::png(&drawn).expect("a picture");
                assert!(dots.starts_with(b"\x89PNG") && dots.len() > 10_000, "{which:?}: {}", dots.len());
            }
        }
    })
    .await;
}

/// Freezes a year once more, as counted by another definition or by the same one.
async fn restate(ctx: &Ctx, year: i32, alike: bool) {
    let mut tx = ctx.write().await.expect("write");
    let (id, as_of) = (Uuid::now_v7(), NaiveDate::from_ymd_opt(year + 1, 1, 12).expect("a day"));
    baseline::service::draft_from_records(&mut tx, ctx, id, year, as_of).await.expect("drafted");
    let words = baseline::service::Words { as_of, definition: "只计死亡事故".to_owned(), note: None };
    let besides = baseline::service::Besides { reason: Some("口径另写".to_owned()), alike: Some(alike) };
    baseline::service::freeze_with(&mut tx, ctx, id, words, besides).await.expect("frozen");
    tx.commit().await.expect("commit");
}

#[tokio::test]
async fn what_was_counted_otherwise_is_shown_with_its_flag_and_nothing_is_made_of_it() {
    each(async |db| {
        let ctx = district(db, 7).await;
        let reader = as_leader(&ctx, None);
        let this = ctx.today().year();
        let before = ask(&reader, "years=3").await.expect("charts");
        assert!(before.flagged(Lang::Zh).is_empty());
        assert!(plot::view(Lang::Zh, &before, Which::Bars).said.contains("比上年少"));

        restate(&ctx, this - 2, true).await;
        let restated = ask(&reader, "years=3").await.expect("charts");
        let flags = super::words::flags(&reader, &restated);
        assert!(flags.len() == 1 && flags[0].contains("更正后的版本"), "{flags:?}");
        assert_eq!(
            plot::view(Lang::Zh, &restated, Which::Bars).said,
            plot::view(Lang::Zh, &before, Which::Bars).said,
            "restated by the same definition is comparable"
        );

        restate(&ctx, this - 1, false).await;
        let charts = ask(&reader, "years=5").await.expect("charts");
        assert_eq!(charts.unlike(charts.asked.years()), [this - 1]);
        for which in [Which::Bars, Which::SoFar, Which::Small, Which::Control] {
            for (lang, not_comparable) in [(Lang::Zh, "不可比"), (Lang::En, "not comparable")] {
                let said = plot::view(lang, &charts, which).said;
                assert!(said.contains(not_comparable), "{which:?}: {said}");
                for made in ["比上年少", "比上年多", "同期平均", "below", "above", "The mean"] {
                    assert!(!said.contains(made), "{which:?}: {said}");
                }
            }
        }
        let control = plot::view(Lang::Zh, &charts, Which::Control);
        let at = control.numbers.head.iter().position(|head| head == "上控制限").expect("a column");
        for (month, (_, cells)) in charts.figures.series.iter().zip(&control.numbers.rows) {
            let has_limits = month.year() == this || month.year() == this - 2;
            assert_eq!(cells[at - 1] != Cell::Gap, has_limits, "{month:?}");
        }
        assert!(plot::means(&charts).is_empty());

        let flags = super::words::flags(&reader, &charts);
        assert!(
            flags.iter().any(|flag| flag.contains("口径调整，不可比") && flag.contains("只计死亡事故")),
            "{flags:?}"
        );
        let bytes = workbook::workbook(&reader, &charts).expect("a workbook");
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).expect("opens");
        let about = book.worksheet_range("说明").expect("a sheet");
        assert!(about.used_cells().any(|(_, _, cell)| cell.to_string().contains("口径调整，不可比")));
        let view = plot::view(Lang::Zh, &charts, Which::Bars);
        let notes = super::form::sheet(Lang::Zh, &reader, &charts, &view).notes;
        assert!(notes.iter().any(|note| note.contains("口径调整，不可比")), "{notes:?}");

        // The year itself was counted otherwise: then its neighbours are unlike.
        let charts = ask(&reader, &format!("years=2&year={}", this - 1)).await.expect("charts");
        assert!(plot::view(Lang::Zh, &charts, Which::Bars).said.contains("不可比"));
    })
    .await;
}

#[tokio::test]
async fn a_mean_leads_to_the_years_it_is_made_of() {
    each(async |db| {
        let ctx = district(db, 7).await;
        let older = ctx.today().year() - 3;
        let mut tx = ctx.write().await.expect("write");
        let (id, as_of) = (Uuid::now_v7(), NaiveDate::from_ymd_opt(older + 1, 1, 12).expect("a day"));
        baseline::service::draft_from_records(&mut tx, &ctx, id, older, as_of).await.expect("drafted");
        let definition = baseline::service::definition(Lang::Zh, older);
        let words = baseline::service::Words { as_of, definition, note: None };
        baseline::service::freeze_in(&mut tx, &ctx, id, words).await.expect("frozen");
        tx.commit().await.expect("commit");
        let reader = as_leader(&ctx, None);
        let charts = ask(&reader, "years=5").await.expect("charts");
        let [made]: [plot::MadeOf; 1] = plot::means(&charts).try_into().unwrap_or_else(|_| panic!("one mean"));
        let said = plot::view(Lang::Zh, &charts, Which::SoFar).said;
        assert!(said.contains(&format!("前3年同期平均 {}", made.mean)), "{said}");
        assert_eq!(made.years.iter().map(|(_, count, _)| count).sum::<i64>(), made.mean.total);
        for (year, count, href) in &made.years {
            assert_eq!(href.is_some(), *count > 0, "{year}");
            if let Some(href) = href {
                follow(&reader, href, Metric::Incidents, *count).await;
            }
        }
        let href = made.comparison.expect("the whole district");
        let asked = query(href.split_once('?').expect("a query").1);
        let asked = crate::trends::service::Asked::read(&asked, ctx.today());
        let compared = crate::trends::service::compare(&reader, asked).await.expect("compared");
        let before = compared.report(&compared.board.headline[0]).and_then(|report| report.change.before);
        assert_eq!(before.map(|before| before.to_string()), Some(made.mean.to_string()));
    })
    .await;
}
