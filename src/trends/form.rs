//! What goes out as a file, or to another program.
use super::link::{self, Side};
use super::model::{Cell, Half};
use super::rule::measured;
use super::service::{self, Asked, Compared};
use super::{sheets, words};
use crate::baseline::model::{Document, Flag};
use crate::baseline::page::flag_words;
use crate::figures::measure::{MEASURES, Measure, Quantity, Value};
use crate::i18n::{self, Lang};
use crate::kernel::window::Window;
use crate::returns::form::download;
use crate::server::{App, Ctx, page};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// GET `/trends.xlsx`: the comparison that was asked for, as a workbook.
pub fn workbook() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (parts, _) = request.into_parts();
        let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
        let asked = Asked::read(crate::ui::Query::parse(&ctx.here).fields(), ctx.today());
        let made = match service::compare(&ctx, asked).await {
            Ok(compared) => sheets::workbook(&ctx, &compared),
            Err(halt) => Err(halt),
        };
        match made {
            Ok((name, bytes)) => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                download(&name, kind, Body::from(bytes))
            }
            Err(halt) => refused(&app, parts, halt).await,
        }
    })
}

/// Chinese and English.
#[derive(Debug, Serialize)]
struct Both {
    zh: String,
    en: String,
}

impl Both {
    fn of(key: &str) -> Both {
        let words = |lang| i18n::words(lang, key).into_owned();
        Both { zh: words(Lang::Zh), en: words(Lang::En) }
    }
}

#[derive(Debug, Serialize)]
struct Days {
    from: NaiveDate,
    to: NaiveDate,
}

impl From<Window> for Days {
    fn from(window: Window) -> Days {
        Days { from: window.from(), to: window.to() }
    }
}

/// A frozen baseline that stands behind one of the sides.
#[derive(Debug, Serialize)]
struct Frozen {
    year: i32,
    version: i64,
    hash: Option<String>,
    /// What must be known of it beside the other side, as the leader's page says it.
    flags: Vec<Flagged>,
}

/// Why a baseline must not be read like any other.
#[derive(Debug, Serialize)]
struct Flagged {
    /// `restated`, `restated-since`, `redefined`, `definition-unknown` or `waiting`.
    key: &'static str,
    said: Both,
}

/// A measure on one side: the value in its unit, its halves, and where their records are.
#[derive(Debug, Serialize)]
struct Told {
    value: f64,
    top: f64,
    under: Option<f64>,
    /// Accidents of which the figure is not known yet.
    unknown: i64,
    top_records: String,
    under_records: Option<String>,
}

/// A mean of several years.
#[derive(Debug, Serialize)]
struct MeanTold {
    /// With one decimal; null: a year has no data.
    value: Option<f64>,
    years: u32,
}

#[derive(Debug, Serialize)]
struct One {
    key: &'static str,
    family: &'static str,
    name: Both,
    unit: Both,
    /// `fewer` or `more` is better, or `neither`.
    polarity: &'static str,
    source: &'static str,
    /// Null is no data, never nought.
    now: Option<Told>,
    /// Null where the earlier side is a mean, too.
    earlier: Option<Told>,
    /// Only where the earlier side is a mean of years and one is formed of this measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    mean: Option<MeanTold>,
    /// In the unit; of shares in percentage points.
    difference: Option<String>,
    /// How many enterprises told the denominator, earlier and now, where they are too unlike to compare.
    unlike: Option<(i64, i64)>,
}

/// What `/api/measures` answers.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    window: Days,
    /// The latest earlier window.
    earlier: Days,
    /// All of them, the latest first: several where the earlier side is a mean of years.
    earlier_windows: Vec<Days>,
    against: &'static str,
    town: Option<String>,
    same_senders: bool,
    /// When the figures were read, by the district's clock.
    as_of: String,
    /// Whether both sides were counted by one definition, as far as anybody said, and share no days; else counts stand side by
    /// side and nothing is made of them.
    comparable: bool,
    /// Each once.
    baselines: Vec<Frozen>,
    measures: Vec<One>,
}

fn quantity(quantity: Quantity, units: i64) -> f64 {
    Value { top: units, under: None, units: units.into(), places: quantity.places() }.number()
}

fn one(compared: &Compared, measure: &'static Measure) -> One {
    let both = measured::both(measure, compared.windows(), &compared.counts);
    let told = |side: Side, value: Option<Value>, unknown: i64| {
        let value = value?;
        let records = |half: Half| link::records(compared, measure, (half, side), None);
        Some(Told {
            value: value.number(),
            top: quantity(measure.top, value.top),
            under: value.under.zip(measure.under).map(|(units, under)| quantity(under, units)),
            unknown,
            top_records: records(Half::Top),
            under_records: measure.under.map(|_| records(Half::Under)),
        })
    };
    let mean = compared.mean(measure);
    let from_mean = |cell: &Cell| compared.report(cell)?.change.diff.map(|diff| words::signed(&diff));
    One {
        key: measure.key,
        family: measure.family.key(),
        name: Both::of(&format!("figures.measure.{}", measure.key)),
        unit: Both::of(&format!("figures.unit.{}", measure.unit)),
        polarity: measure.good.key(),
        source: measure.source,
        now: told(Side::Now, both.now, both.unknown.1),
        earlier: told(Side::Before, both.before, both.unknown.0),
        difference: both.difference.or_else(|| mean.and_then(from_mean)),
        mean: mean.map(|cell| MeanTold { value: cell.value_before(), years: cell.over }),
        unlike: both.unlike,
    }
}

/// GET `/api/measures`: every measure of the comparison that was asked for, by the same address as the leader's page.
///
/// A day that cannot be looked at answers 422 with the field and what is wrong with it.
pub fn measures() -> MethodRouter<App> {
    routing::get(async |State(app): State<App>, request: Request| {
        let (parts, _) = request.into_parts();
        let Some(ctx) = parts.extensions.get::<Ctx>().cloned() else { return StatusCode::UNAUTHORIZED.into_response() };
        let asked = Asked::read(crate::ui::Query::parse(&ctx.here).fields(), ctx.today());
        if let Some((field, what)) = &asked.problem {
            let said = serde_json::json!({ "field": field, "problem": i18n::problem(ctx.lang, what) });
            return (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(said)).into_response();
        }
        match service::compare(&ctx, asked).await {
            Ok(compared) => axum::Json(answer(&ctx, &compared)).into_response(),
            Err(halt) => refused(&app, parts, halt).await,
        }
    })
}

async fn refused(app: &App, parts: axum::http::request::Parts, halt: crate::server::Halt) -> Response {
    let status = page::status_of(&halt);
    let fault = page::fault_of(halt);
    page::refusal_with(app, Request::from_parts(parts, Body::empty()), status, fault).await
}

/// The flags of one baseline in both languages.
fn flags(ctx: &Ctx, compared: &Compared, of: Uuid) -> Vec<Flagged> {
    let said = |lang| -> Vec<(&'static str, String)> {
        let ctx = Ctx { lang, ..ctx.clone() };
        let flagged = compared.flagged(lang).into_iter().filter(|(document, ..)| document.id == of);
        let words = |(document, flags, beside): (&Document, &[Flag], String)| {
            let one = |flag: &Flag| (flag.key(), flag_words(&ctx, document, flag, &beside).into_owned());
            flags.iter().map(one).collect::<Vec<_>>()
        };
        flagged.flat_map(words).collect()
    };
    let both = said(Lang::Zh).into_iter().zip(said(Lang::En));
    both.map(|((key, zh), (_, en))| Flagged { key, said: Both { zh, en } }).collect()
}

pub(super) fn answer(ctx: &Ctx, compared: &Compared) -> Answer {
    let frozen = sheets::documents(compared).into_iter().map(|document| Frozen {
        year: document.baseline.year,
        version: document.baseline.version,
        hash: document.frozen.as_ref().map(|frozen| frozen.hash.clone()),
        flags: flags(ctx, compared, document.id),
    });
    Answer {
        window: compared.windows().now.into(),
        earlier: compared.windows().last.into(),
        earlier_windows: compared.pasts.iter().map(|past| Days::from(*past)).collect(),
        against: compared.windows().against.key(),
        town: compared.town.clone(),
        same_senders: compared.asked.same_senders,
        as_of: ctx.local_now().format("%Y-%m-%dT%H:%M:%S").to_string(),
        comparable: compared.apart().is_none(),
        baselines: frozen.collect(),
        measures: MEASURES.iter().map(|measure| one(compared, measure)).collect(),
    }
}
