//! Laying the invented district into an empty database.
use super::invent::{self, Enterprise, Plan};
use super::names::TOWNS;
use super::{late, risks, rows, store};
use crate::account::service::New;
use crate::audit::service::{Object, hex, note};
use crate::baseline::service as baselines;
use crate::db::Tx;
use crate::kernel::intake::{BATCH, Outcome, Row, Source, Values};
use crate::kernel::{Typed, text};
use crate::returns::template::{Field, Template};
use crate::server::{App, Ctx, Halt};
use crate::{account, congress, enterprise, hazard, health, incident, returns, training};
use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// What was laid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Laid {
    pub enterprises: usize,
    pub congresses: usize,
    pub incidents: usize,
    pub hazards: usize,
    pub trained: usize,
    /// Periods of occupational health.
    pub health: usize,
}

/// Fills an empty database. Larger districts than [`invent::LARGE`] get no year workbooks: they are for measuring.
///
/// # Errors
/// The database is not empty, or refused.
pub async fn lay(app: &App, plan: &Plan) -> Result<Laid, Halt> {
    let operator = Ctx::operator(app);
    let mut tx = operator.write().await?;
    if !store::is_empty(&mut tx).await? {
        return Err(Halt::Broke(anyhow::anyhow!("there is data already: a demonstration needs an empty database")));
    }
    for town in TOWNS {
        enterprise::service::ensure_town(&mut tx, &operator, town).await?;
    }
    people(&operator, &mut tx).await?;
    tx.commit().await?;
    let ctx = acting(&operator, "demo.emergency").await?;
    let all: Vec<Enterprise> = (0..plan.enterprises).map(|n| invent::enterprise(plan, n)).collect();
    let mut laid = Laid { enterprises: all.len(), ..Laid::default() };
    let mut ids = Vec::new();
    let first = plan.today.year() - plan.years + 1;
    for year in first..=plan.today.year() {
        let mut book = YearBook::begin(&ctx, plan, year);
        let mut tx = ctx.write().await?;
        book.register(&mut tx).await?;
        if year == first {
            ids = roll(&ctx, &mut tx, &mut book, &all).await?;
        } else {
            // The roll stands in the first workbook; every workbook names whose rows they are.
            book.names = ids.iter().copied().zip(all.iter().map(|one| one.name.clone())).collect();
        }
        year_of(&ctx, &mut tx, &mut book, plan, &all, &ids, &mut laid).await?;
        book.settle(&ctx, &mut tx).await?;
        tx.commit().await?;
    }
    rep(&operator, &ids, plan.reps).await?;
    statements(&operator, plan).await?;
    for year in first..plan.today.year() {
        freeze(&ctx, year).await?;
    }
    late::restated(&operator, plan).await?;
    if plan.enterprises <= invent::LARGE {
        super::bulletins::lay(&ctx, plan).await?;
    }
    late::corrected(&operator, plan).await?;
    Ok(laid)
}

/// Values as the reader would hand them over: texts normalised.
fn as_read(mut values: Values) -> Values {
    for value in values.0.values_mut() {
        if let serde_json::Value::String(said) = value {
            *said = text::normal(said);
        }
    }
    values
}

/// The people of the demonstration. None has a password that anybody knows: their cards on the sign-in page let one in.
async fn people(ctx: &Ctx, tx: &mut Tx) -> Result<(), Halt> {
    let locked = account::password::hash_here(&account::password::random_code()?)?;
    let person = |login: &str, name: &str, role: &str| New {
        id: Uuid::now_v7(),
        login: login.to_owned(),
        name: name.to_owned(),
        role: role.to_owned(),
        password: locked.clone(),
        ..New::default()
    };
    let department = |key: &str| Some(key.to_owned());
    let all = [
        New {
            department: department("emergency"), ..person("demo.emergency", "周正（应急管理）", "inspector")
        },
        New {
            department: department("union"),
            town: Some(TOWNS[0].to_owned()),
            ..person("demo.union", "吴敏（工会）", "inspector")
        },
        New { department: department("health"), ..person("demo.health", "郑洋（卫生健康）", "inspector") },
        person("demo.leader", "梁书记", "leader"),
        person("demo.admin", "宋管理", "admin"),
    ];
    for new in &all {
        account::service::add(ctx, tx, new).await?;
    }
    Ok(())
}

/// The rep of the first enterprise, and one of another: what is not theirs they do not see.
/// With `every`, one of each enterprise besides, whom no card offers.
async fn rep(ctx: &Ctx, ids: &[Uuid], every: bool) -> Result<(), Halt> {
    let locked = account::password::hash_here(&account::password::random_code()?)?;
    let mut tx = ctx.write().await?;
    let carded =
        [(0, "demo.rep", "王芳"), (1, "demo.rep2", "李建国")].map(|(n, login, name)| (n, login.to_owned(), name));
    let others = (0..ids.len()).filter(|_| every).map(|n| (n, format!("rep.{}", n + 1), "填报员"));
    for (n, login, name) in carded.into_iter().chain(others) {
        let Some(enterprise_id) = ids.get(n).copied() else { continue };
        let (name, role) = (name.to_owned(), "rep".to_owned());
        let new = New {
            id: Uuid::now_v7(),
            login,
            name,
            role,
            enterprise_id: Some(enterprise_id),
            password: locked.clone(),
            ..New::default()
        };
        account::service::add(ctx, &mut tx, &new).await?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn acting(ctx: &Ctx, login: &str) -> Result<Ctx, Halt> {
    let actor = account::service::actor(ctx, login).await?;
    Ok(Ctx { actor: Some(actor.into()), ..ctx.clone() })
}

async fn roll(ctx: &Ctx, tx: &mut Tx, book: &mut YearBook, all: &[Enterprise]) -> Result<Vec<Uuid>, Halt> {
    let told = all.iter().map(|e| (None, rows::roll(e, None)));
    let outcomes = book.take(tx, ctx, "roll", told.collect(), Feature::Roll).await?;
    Ok(outcomes)
}

/// Everything of one year, template by template.
async fn year_of(
    ctx: &Ctx,
    tx: &mut Tx,
    book: &mut YearBook,
    plan: &Plan,
    all: &[Enterprise],
    ids: &[Uuid],
    laid: &mut Laid,
) -> Result<(), Halt> {
    let year = book.year;
    let own = |e: &Enterprise| ids.get(e.index).copied();
    let exposures = all.iter().filter_map(|e| {
        let (headcount, hours) = invent::exposure(plan, e, year)?;
        Some((own(e), rows::exposure(year, headcount, hours)))
    });
    book.take(tx, ctx, "exposure", exposures.collect(), Feature::Exposure).await?;
    let meetings = all.iter().filter_map(|e| Some((own(e), rows::congress(&invent::congress(plan, e, year)?))));
    laid.congresses += book.take(tx, ctx, "congress", meetings.collect(), Feature::Congress).await?.len();
    let happened = invent::incidents(plan, year)
        .into_iter()
        .map(|h| (ids.get(h.enterprise).copied(), rows::incident(&h.incident)));
    laid.incidents += book.take(tx, ctx, "incidents", happened.collect(), Feature::Incidents).await?.len();
    let found = all.iter().flat_map(|e| {
        let found = risks::hazards(plan, e, year);
        found.into_iter().map(move |hazard| (own(e), hazard.values()))
    });
    laid.hazards += book.take(tx, ctx, "hazards", found.collect(), Feature::Hazards).await?.len();
    let periods = all.iter().flat_map(|e| {
        let told = risks::health(plan, e, year);
        told.into_iter().map(move |figures| (own(e), figures.values()))
    });
    laid.health += book.take(tx, ctx, "health", periods.collect(), Feature::Health).await?.len();
    for some in all.chunks(100) {
        let trained = some.iter().flat_map(|e| {
            let sittings = invent::training(plan, e, year);
            let people = sittings.iter().flat_map(|s| s.roster.iter().map(move |t| rows::training(s, t)));
            people.map(|values| (own(e), values)).collect::<Vec<_>>()
        });
        laid.trained += book.take(tx, ctx, "training", trained.collect(), Feature::Training).await?.len();
    }
    for e in all {
        let Some((id, on)) = own(e).zip(invent::filed_on(plan, e, year)) else { continue };
        for template in ["exposure", "incidents", "congress", "training"] {
            store::filed(tx, id, template, i64::from(year), book.row.id, on).await?;
        }
    }
    let periods = filed_periods(plan, year, all, ids);
    Ok(store::filed_periods(tx, book.row.id, &periods).await?)
}

/// Which returns of a year's periods came, and when: most in time, some late, some never.
fn filed_periods(plan: &Plan, year: i32, all: &[Enterprise], ids: &[Uuid]) -> Vec<store::FiledPeriod> {
    let mut periods = Vec::new();
    for e in all {
        let Some(enterprise) = ids.get(e.index).copied() else { continue };
        let mut add =
            |template, period: String, on| periods.push(store::FiledPeriod { enterprise, template, period, on });
        if let Some(on) = invent::filed_on(plan, e, year) {
            for template in ["exposure", "congress", "health"] {
                add(template, year.to_string(), on);
            }
        }
        for quarter in 1..=4 {
            if let Some(on) = invent::filed_quarter_on(plan, e, (year, quarter)) {
                for template in ["incidents", "hazards", "training"] {
                    add(template, format!("{year}-Q{quarter}"), on);
                }
            }
        }
    }
    periods
}

/// What the second enterprise's rep stated three days ago: it waits for a reviewer. A quarter with records cannot be nil.
async fn statements(ctx: &Ctx, plan: &Plan) -> Result<(), Halt> {
    let Some(rep) = account::service::actor(ctx, "demo.rep2").await.ok() else { return Ok(()) };
    let ctx = Ctx { now: morning(ctx, plan.today - chrono::Days::new(3)), actor: Some(rep.into()), ..ctx.clone() };
    let Some(quarter) = plan.today.checked_sub_months(chrono::Months::new(3)) else { return Ok(()) };
    let period = format!("{}-Q{}", quarter.year(), (quarter.month() - 1) / 3 + 1);
    for template in ["incidents", "hazards", "training"] {
        let fields =
            [("id", Uuid::now_v7().to_string()), ("template", template.to_owned()), ("period", period.clone())];
        let typed = Typed(fields.map(|(name, value)| (name.to_owned(), value)).to_vec());
        match returns::service::nil(&ctx, &typed).await {
            Ok(_) | Err(Halt::Refused(_) | Halt::Conflict(_)) => {}
            Err(halt) => return Err(halt),
        }
    }
    Ok(())
}

/// Last year's figures were computed and frozen in January, as every year.
async fn freeze(ctx: &Ctx, year: i32) -> Result<(), Halt> {
    let day = NaiveDate::from_ymd_opt(year + 1, 1, 12).context("a real day")?;
    let ctx = Ctx { now: morning(ctx, day), ..ctx.clone() };
    let id = Uuid::now_v7();
    let mut tx = ctx.write().await?;
    baselines::draft_from_records(&mut tx, &ctx, id, year, day).await?;
    let words = baselines::Words {
        as_of: day,
        definition: baselines::definition(ctx.lang, year),
        note: Some("年度数据会审后冻结".to_owned()),
    };
    baselines::freeze_in(&mut tx, &ctx, id, words).await?;
    Ok(tx.commit().await?)
}

/// Ten in the morning of a day, on the business wall clock.
pub(super) fn morning(ctx: &Ctx, day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_hms_opt(10, 0, 0).unwrap_or_default();
    local.and_utc() - chrono::Duration::hours(ctx.app.settings.zone_hours)
}

#[derive(Debug, Clone, Copy)]
enum Feature {
    Roll,
    Exposure,
    Congress,
    Incidents,
    Hazards,
    Health,
    Training,
}

/// One year's workbook, written while its rows are taken, so that every record leads to a row that exists.
struct YearBook {
    year: i32,
    row: store::YearBook,
    workbook: Option<Workbook>,
    /// By template: sheet name, rows so far, what was told of it.
    sheets: Vec<(&'static str, u32)>,
    names: HashMap<Uuid, String>,
}

impl YearBook {
    fn begin(ctx: &Ctx, plan: &Plan, year: i32) -> YearBook {
        let today = plan.today.year() == year;
        let day = if today {
            plan.today - chrono::Days::new(6)
        } else {
            NaiveDate::from_ymd_opt(year + 1, 1, 9).unwrap_or(plan.today)
        };
        let row = store::YearBook {
            id: Uuid::now_v7(),
            number: format!("H{year}-000001"),
            account: ctx.actor.as_ref().map(|a| a.id).unwrap_or_default(),
            file_name: format!("{year}年度安全生产台账.xlsx"),
            sha256: String::new(),
            bytes: 0,
            receipt: String::new(),
            summary: "{}".to_owned(),
            reviewer: "吴敏（工会）".to_owned(),
            at: morning(ctx, day),
        };
        let workbook = (plan.enterprises <= invent::LARGE).then(Workbook::new);
        YearBook { year, row, workbook, sheets: Vec::new(), names: HashMap::new() }
    }

    async fn register(&self, tx: &mut Tx) -> Result<(), Halt> {
        Ok(store::insert_book(tx, &self.row).await?)
    }

    /// Hands rows to their feature and writes them into the workbook. Answers the records' ids.
    async fn take(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        template: &'static str,
        told: Vec<(Option<Uuid>, Values)>,
        feature: Feature,
    ) -> Result<Vec<Uuid>, Halt> {
        let template = Template::by_key(template).context("one of the eight templates")?;
        let first = self.rows_before(template);
        let rows: Vec<Row> = (first..)
            .zip(told)
            .map(|(n, (enterprise, values))| {
                let source = Source { filing: self.row.id, sheet: template.zh.to_owned(), row: i64::from(n) + 1 };
                Row { enterprise, source, values: as_read(values) }
            })
            .collect();
        let mut ids = Vec::with_capacity(rows.len());
        for batch in rows.chunks(BATCH) {
            let outcomes = match feature {
                Feature::Roll => enterprise::service::upsert_roll(tx, ctx, batch).await?,
                Feature::Exposure => enterprise::service::upsert_exposure(tx, ctx, batch).await?,
                Feature::Congress => congress::service::upsert(tx, ctx, batch).await?,
                Feature::Incidents => incident::service::upsert(tx, ctx, batch).await?,
                Feature::Hazards => hazard::service::upsert(tx, ctx, batch).await?,
                Feature::Health => health::service::upsert(tx, ctx, batch).await?,
                Feature::Training => training::service::upsert(tx, ctx, batch).await?,
            };
            for (row, outcome) in batch.iter().zip(outcomes) {
                match outcome {
                    Outcome::New(id) | Outcome::Same(id) | Outcome::Changed(id, _) => ids.push(id),
                    Outcome::Wrong(problems) => {
                        return Err(Halt::Broke(anyhow::anyhow!(
                            "an invented row is wrong: {:?} {problems:?}",
                            row.values
                        )));
                    }
                }
            }
        }
        self.write(template, first, &rows, &ids)?;
        if let Some(sheet) = self.sheets.iter_mut().find(|(key, _)| *key == template.key) {
            sheet.1 += u32::try_from(rows.len()).unwrap_or(0);
        }
        Ok(ids)
    }

    /// The 0-based row where the next rows of a template go; the header stands in the first.
    fn rows_before(&mut self, template: &'static Template) -> u32 {
        match self.sheets.iter().find(|(key, _)| *key == template.key) {
            Some((_, next)) => *next,
            None => {
                self.sheets.push((template.key, 1));
                1
            }
        }
    }

    fn write(&mut self, template: &'static Template, first: u32, rows: &[Row], ids: &[Uuid]) -> anyhow::Result<()> {
        if template.key == "roll" {
            let name = |row: &Row| row.values.text("name").unwrap_or_default().to_owned();
            self.names.extend(ids.iter().copied().zip(rows.iter().map(name)));
        }
        let names = &self.names;
        let Some(workbook) = &mut self.workbook else { return Ok(()) };
        let sheet = match workbook.worksheet_from_name(template.zh) {
            Ok(sheet) => sheet,
            Err(_) => workbook.add_worksheet().set_name(template.zh)?,
        };
        let fields: Vec<&Field> = template.fields.iter().filter(|f| !f.sender || template.key == "roll").collect();
        let owned = template.key != "roll";
        if first == 1 {
            if owned {
                sheet.write_string(0, 0, "企业名称")?;
            }
            for (column, field) in (u16::from(owned)..).zip(&fields) {
                sheet.write_string(0, column, field.zh)?;
            }
        }
        for (n, row) in (first..).zip(rows) {
            if let Some(name) = row.enterprise.and_then(|id| names.get(&id)) {
                sheet.write_string(n, 0, name)?;
            }
            for (column, field) in (u16::from(owned)..).zip(&fields) {
                match row.values.0.get(field.key) {
                    Some(serde_json::Value::Number(count)) => {
                        sheet.write_number(n, column, count.as_f64().unwrap_or_default())?
                    }
                    Some(serde_json::Value::Bool(yes)) => {
                        sheet.write_string(n, column, if *yes { "是" } else { "否" })?
                    }
                    Some(serde_json::Value::String(text)) => sheet.write_string(n, column, text.replace('T', " "))?,
                    _ => sheet,
                };
            }
        }
        Ok(())
    }

    /// Keeps the file and says what it was.
    async fn settle(&mut self, ctx: &Ctx, tx: &mut Tx) -> Result<(), Halt> {
        let (mut sheets, mut read) = (Vec::new(), 0);
        for (key, next) in &self.sheets {
            let template = Template::by_key(key).context("one of the eight templates")?;
            let rows = u64::from(next - 1);
            read += rows;
            sheets.push(json!({
                "sheet": template.zh, "template": key, "header_rows": [1], "columns": [], "unmatched": [],
                "tally": { "read": rows, "new": rows },
            }));
        }
        let summary = json!({ "sheets": sheets, "tally": { "read": read, "new": read } });
        let bytes = self
            .workbook
            .as_mut()
            .map(Workbook::save_to_buffer)
            .transpose()
            .context("write the year's workbook")?
            .unwrap_or_default();
        self.row.sha256 = hex(&Sha256::digest(&bytes));
        self.row.bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let sealed = format!("{}|{}|{}", self.row.number, self.row.sha256, self.row.at.timestamp());
        self.row.receipt = hex(&Sha256::digest(sealed.as_bytes()));
        self.row.summary = summary.to_string();
        if !bytes.is_empty() {
            let place = returns::files::place(ctx.app.data(), &self.row.sha256);
            std::fs::create_dir_all(place.parent().unwrap_or(&place))?;
            std::fs::write(&place, &bytes)?;
        }
        store::settle_book(tx, &self.row).await?;
        let object = Object { noun: "filing", id: Some(self.row.id), enterprise: None };
        let ctx = Ctx { now: self.row.at, ..ctx.clone() };
        Ok(note(tx, &ctx, "send", object, &[]).await?)
    }
}
