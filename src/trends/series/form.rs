//! The charts as files: one workbook of all, one picture of each.
use super::model::Asked;
use super::plot::{self, View, Which};
use super::service::{self, Charts};
use super::{paper, words, workbook};
use crate::i18n::{self, Lang};
use crate::kernel::Typed;
use crate::returns::form::download;
use crate::server::{App, Ctx, Halt, page};
use crate::t;
use crate::trends::page::running;
use crate::trends::service as compare;
use crate::ui::Words;
use crate::ui::chart::{Sheet, Size, svg};
use anyhow::Context;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{self, MethodRouter};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// GET `/trends/charts.xlsx`
pub fn charts() -> MethodRouter<App> {
    file(|ctx, fields| async move {
        let charts = read(&ctx, &fields).await?;
        let lang = ctx.lang;
        let name = format!("{}.xlsx", t!(lang, "chart.file", place = words::place(lang, &charts)));
        let bytes = aside(move || workbook::workbook(&ctx, &charts)).await?;
        Ok((name, XLSX, bytes))
    })
}

/// GET `/trends/chart.svg`
pub fn drawing() -> MethodRouter<App> {
    file(|ctx, fields| async move {
        let (name, made) = picture(&ctx, &fields).await?;
        Ok((format!("{name}.svg"), "image/svg+xml", made.into_bytes()))
    })
}

/// GET `/trends/chart.png`; on a machine without Chinese fonts there is none.
pub fn dots() -> MethodRouter<App> {
    file(|ctx, fields| async move {
        let (name, made) = picture(&ctx, &fields).await?;
        let bytes = aside(move || paper::has_fonts().then(|| paper::png(&made)).transpose()).await?;
        Ok((format!("{name}.png"), "image/png", bytes.ok_or(Halt::Missing)?))
    })
}

async fn read(ctx: &Ctx, fields: &Typed) -> Result<Charts, Halt> {
    service::charts(ctx, Asked::read(fields, ctx.today())).await
}

/// Work that would hold up others.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> anyhow::Result<T> + Send + 'static) -> Result<T, Halt> {
    Ok(tokio::task::spawn_blocking(work).await.context("a picture's task")??)
}

async fn picture(ctx: &Ctx, fields: &Typed) -> Result<(String, String), Halt> {
    if fields.get("which") == running::KEY {
        return leaders(ctx, fields).await;
    }
    let which = Which::parse(fields.get("which")).ok_or(Halt::Missing)?;
    let charts = read(ctx, fields).await?;
    let view = plot::view(ctx.lang, &charts, which);
    if !view.is_drawn {
        return Err(Halt::Missing);
    }
    let name = format!("{} {}", view.title, words::place(ctx.lang, &charts));
    Ok((name, svg(&sheet(ctx.lang, ctx, &charts, &view), &view.drawings[0])))
}

/// The chart of the leader's first page, by the same address as that page.
async fn leaders(ctx: &Ctx, fields: &Typed) -> Result<(String, String), Halt> {
    let lang = ctx.lang;
    let compared = compare::compare(ctx, compare::Asked::read(fields, ctx.today())).await?;
    let (lines, said) = running::lines(lang, &compared).ok_or(Halt::Missing)?;
    let place = compared.town.clone().map_or_else(|| t!(lang, "trends.district"), Words::from);
    let title = t!(lang, "trends.chart.title");
    let made = i18n::moment(lang, ctx.local_now());
    let sheet = Sheet {
        title: format!("{place} · {title}").into(),
        said,
        unit: t!(lang, "trends.chart.unit"),
        notes: vec![
            running::sides(lang, &compared),
            t!(lang, "chart.sheet.made", brand = t!(lang, "ui.brand"), at = made).into_owned(),
        ],
        tag: lang.tag(),
    };
    Ok((format!("{title} {place}"), svg(&sheet, &lines.draw(Size::Wide))))
}

/// What stands around a picture that leaves the program: it must explain itself.
pub(super) fn sheet(lang: Lang, ctx: &Ctx, charts: &Charts, view: &View) -> Sheet {
    let sources: Vec<String> = charts.asked.years().map(|year| words::source(lang, charts, year)).collect();
    let printed = i18n::moment(lang, ctx.local_now());
    let mut notes =
        vec![t!(lang, "chart.sheet.sources", sources = sources.join(&t!(lang, "chart.sheet.semicolon"))).into_owned()];
    notes.extend(words::flags(ctx, charts));
    notes.push(t!(lang, "chart.sheet.made", brand = t!(lang, "ui.brand"), at = printed).into_owned());
    Sheet {
        title: format!("{} · {}", words::place(lang, charts), view.title).into(),
        said: view.said.clone(),
        unit: view.unit.clone(),
        notes,
        tag: lang.tag(),
    }
}

fn file<F, Fut>(make: F) -> MethodRouter<App>
where
    F: Fn(Ctx, Typed) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<(String, &'static str, Vec<u8>), Halt>> + Send + 'static,
{
    routing::get(async move |State(app): State<App>, request: Request| -> Response {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let fields = Typed(form_urlencoded::parse(query).into_owned().collect());
        let made = match request.extensions().get::<Ctx>().cloned() {
            Some(ctx) => make(ctx, fields).await,
            None => Err(Halt::SignIn),
        };
        match made {
            Ok((name, kind, bytes)) => download(&name, kind, Body::from(bytes)),
            Err(halt) => {
                let status = page::status_of(&halt);
                let fault = page::fault_of(halt);
                page::refusal_with(&app, request, status, fault).await
            }
        }
    })
}
