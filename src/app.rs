//! The shell and the tables of pages and doors: one line each.
use crate::account::model::Role;
use crate::server::door::{
    self, ADMIN, ALLIANCE, ANYONE, Door, INSPECTOR, READERS, REP, SETTERS, SIGNED_IN, Table, WRITERS, get,
    page as a_page, post,
};
use crate::server::page::give;
use crate::server::{App, Ctx, FormState, assets, edge, form, markers, memo, page};
use crate::ui::frame::Frame;
use crate::ui::styleguide::Styleguide;
use crate::{
    account, baseline, bulletin, compliance, congress, demo, enterprise, hazard, health, incident, returns, training,
    trends,
};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::{Router, middleware};
use leptos::prelude::*;
use leptos_axum::LeptosRoutes;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::components::{Route, Router as Pages, Routes};
use leptos_router::{SsrMode, path};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

/// Every address but the static files, with who may call it.
pub fn doors() -> Vec<Door> {
    let mut doors = house();
    doors.extend(records());
    doors.extend(figures());
    doors.extend(baselines());
    doors.extend(standing());
    doors.extend(duties());
    doors.extend(bulletins());
    doors
}

/// Getting in, accounts, and how the program is.
fn house() -> Vec<Door> {
    vec![
        a_page("/", SIGNED_IN),
        a_page("/sign-in", ANYONE),
        post("/sign-in", ANYONE, axum::routing::post(account::form::sign_in)),
        post("/sign-out", ANYONE, axum::routing::post(account::form::sign_out)),
        post("/preferences", ANYONE, axum::routing::post(account::form::preferences)),
        a_page("/set-up", ANYONE),
        post("/set-up", ANYONE, form::post(async |ctx, sent| account::form::set_up(ctx, sent).await)),
        a_page("/styleguide", ANYONE),
        a_page("/account", SIGNED_IN),
        post("/account", SIGNED_IN, axum::routing::post(account::form::own)),
        a_page("/accounts", ADMIN),
        a_page("/accounts/new", ADMIN),
        post("/accounts/new", ADMIN, form::post(async |ctx, sent| account::form::create(ctx, sent).await)),
        a_page("/accounts/{id}", ADMIN),
        post("/accounts/{id}", ADMIN, form::post(async |ctx, sent| account::form::keep(ctx, sent).await)),
        get("/demo/{key}", SIGNED_IN, axum::routing::get(demo::page::workbook)),
        get("/healthz", ANYONE, axum::routing::get(crate::server::health::alive)),
        get("/readyz", ANYONE, axum::routing::get(crate::server::health::ready)),
        get("/metrics", ANYONE, axum::routing::get(crate::server::health::metrics)),
    ]
}

/// What is recorded, and of whom.
fn records() -> Vec<Door> {
    vec![
        a_page("/incidents", READERS),
        get("/incidents.xlsx", READERS, returns::form::export("incidents")),
        a_page("/incidents/new", WRITERS),
        post("/incidents/new", WRITERS, form::post(async |ctx, sent| incident::form::record(ctx, sent).await)),
        a_page("/incidents/{id}", READERS),
        a_page("/incidents/{id}/edit", WRITERS),
        post("/incidents/{id}/edit", WRITERS, form::post(async |ctx, sent| incident::form::correct(ctx, sent).await)),
        a_page("/hazards", READERS),
        get("/hazards.xlsx", READERS, returns::form::export("hazards")),
        a_page("/hazards/new", WRITERS),
        post("/hazards/new", WRITERS, form::post(hazard::form::record)),
        a_page("/hazards/{id}", READERS),
        a_page("/hazards/{id}/edit", WRITERS),
        post("/hazards/{id}/edit", WRITERS, form::post(hazard::form::correct)),
        a_page("/enterprises", READERS),
        a_page("/enterprises/{id}", READERS),
        get("/enterprises.xlsx", READERS, returns::form::export("roll")),
        get("/exposure.xlsx", READERS, returns::form::export("exposure")),
        get("/api/enterprises", READERS, axum::routing::get(enterprise::form::offered)),
        a_page("/congress", READERS),
        get("/congress.xlsx", READERS, returns::form::export("congress")),
        a_page("/congress/new", WRITERS),
        post("/congress/new", WRITERS, form::post(congress::form::record)),
        a_page("/congress/{id}", READERS),
        a_page("/congress/{id}/edit", WRITERS),
        post("/congress/{id}/edit", WRITERS, form::post(congress::form::correct)),
        a_page("/health", READERS),
        get("/health.xlsx", READERS, returns::form::export("health")),
        a_page("/health/new", WRITERS),
        post("/health/new", WRITERS, form::post(health::form::record)),
        a_page("/health/{id}", READERS),
        a_page("/health/{id}/edit", WRITERS),
        post("/health/{id}/edit", WRITERS, form::post(health::form::correct)),
        a_page("/training", READERS),
        get("/training.xlsx", READERS, returns::form::export("training")),
        a_page("/training/new", WRITERS),
        post("/training/new", WRITERS, form::post(training::form::record)),
        a_page("/training/{session}", READERS),
        a_page("/training/people/{id}/edit", WRITERS),
        post("/training/people/{id}/edit", WRITERS, form::post(training::form::correct)),
    ]
}

/// What is sent in, and what comes out of it.
fn figures() -> Vec<Door> {
    vec![
        a_page("/returns", READERS),
        a_page("/returns/new", WRITERS),
        post("/returns/new", WRITERS, returns::form::upload()),
        a_page("/returns/{id}", READERS),
        a_page("/returns/{id}/send", WRITERS),
        post("/returns/{id}/send", WRITERS, form::post(async |ctx, sent| returns::form::send(ctx, sent).await)),
        a_page("/returns/{id}/withdraw", WRITERS),
        post("/returns/{id}/withdraw", WRITERS, form::post(async |ctx, sent| returns::form::withdraw(ctx, sent).await)),
        a_page("/returns/{id}/sheets", WRITERS),
        post("/returns/{id}/sheets", WRITERS, form::post(async |ctx, sent| returns::form::sheets(ctx, sent).await)),
        a_page("/returns/{id}/columns", WRITERS),
        post("/returns/{id}/columns", WRITERS, form::post(async |ctx, sent| returns::form::columns(ctx, sent).await)),
        a_page("/returns/{id}/cells", WRITERS),
        post("/returns/{id}/cells", WRITERS, form::post(async |ctx, sent| returns::form::fix(ctx, sent).await)),
        a_page("/returns/{id}/cells/undo", WRITERS),
        post("/returns/{id}/cells/undo", WRITERS, form::post(async |ctx, sent| returns::form::undo(ctx, sent).await)),
        a_page("/returns/{id}/out", WRITERS),
        post("/returns/{id}/out", WRITERS, form::post(async |ctx, sent| returns::form::leave(ctx, sent).await)),
        a_page("/returns/{id}/out/undo", WRITERS),
        post("/returns/{id}/out/undo", WRITERS, form::post(async |ctx, sent| returns::form::take_in(ctx, sent).await)),
        a_page("/layouts", WRITERS),
        post("/layouts/{id}/forget", WRITERS, form::post(async |ctx, sent| returns::form::forget(ctx, sent).await)),
        get("/returns/{id}/marked.xlsx", READERS, returns::form::marked()),
        get("/returns/{id}/file", READERS, returns::form::workbook()),
        a_page("/returns/{id}/rows", READERS),
        a_page("/returns/{id}/open", WRITERS),
        post("/returns/{id}/open", WRITERS, form::post(async |ctx, sent| returns::form::waive(ctx, sent).await)),
        a_page("/returns/{id}/undo", WRITERS),
        post("/returns/{id}/undo", WRITERS, form::post(async |ctx, sent| returns::form::take_back(ctx, sent).await)),
        a_page("/templates/{kind}/guide", READERS),
        a_page("/templates", READERS),
        get("/templates/{kind}", READERS, returns::form::template()),
        a_page("/trends", ALLIANCE),
        get("/trends.xlsx", ALLIANCE, trends::form::workbook()),
        a_page("/trends/behind", ALLIANCE),
        a_page("/trends/filing", ALLIANCE),
        a_page("/trends/measures", ALLIANCE),
        a_page("/trends/records", ALLIANCE),
        get("/api/measures", ALLIANCE, trends::form::measures()),
        a_page("/trends/charts", ALLIANCE),
        get("/trends/charts.xlsx", ALLIANCE, trends::series::form::charts()),
        get("/trends/chart.svg", ALLIANCE, trends::series::form::drawing()),
        get("/trends/chart.png", ALLIANCE, trends::series::form::dots()),
        a_page("/compare", SIGNED_IN),
    ]
}

/// Earlier years' figures as documents.
fn baselines() -> Vec<Door> {
    vec![
        a_page("/baselines", ALLIANCE),
        a_page("/baselines/compute", ALLIANCE),
        post("/baselines/compute", INSPECTOR, form::post(async |ctx, sent| baseline::form::compute(ctx, sent).await)),
        a_page("/baselines/years/{year}", ALLIANCE),
        a_page("/baselines/{id}", ALLIANCE),
        a_page("/baselines/{id}/restate", ALLIANCE),
        post("/baselines/{id}/restate", INSPECTOR, form::post(baseline::form::restate)),
        a_page("/baselines/{id}/refuse", ALLIANCE),
        post("/baselines/{id}/refuse", INSPECTOR, form::post(baseline::form::refuse)),
        a_page("/baselines/{id}/rows/{seq}", INSPECTOR),
        post("/baselines/{id}/rows/{seq}", INSPECTOR, form::post(baseline::form::row)),
        get("/baselines/{id}/rows.xlsx", ALLIANCE, returns::form::export("baseline")),
        a_page("/baselines/{id}/freeze", ALLIANCE),
        post(
            "/baselines/{id}/freeze",
            INSPECTOR,
            form::post(async |ctx, sent| baseline::form::freeze(ctx, sent).await),
        ),
        a_page("/baselines/{id}/discard", ALLIANCE),
        post(
            "/baselines/{id}/discard",
            INSPECTOR,
            form::post(async |ctx, sent| baseline::form::discard(ctx, sent).await),
        ),
    ]
}

/// What is due, what the department decides, who filed.
fn standing() -> Vec<Door> {
    vec![
        a_page("/returns/review", INSPECTOR),
        a_page("/returns/{id}/review", INSPECTOR),
        post("/returns/{id}/review", INSPECTOR, form::post(async |ctx, sent| returns::form::review(ctx, sent).await)),
        a_page("/returns/{id}/names", WRITERS),
        post("/returns/{id}/names", WRITERS, form::post(async |ctx, sent| returns::form::names(ctx, sent).await)),
        a_page("/returns/nil", REP),
        post("/returns/nil", REP, form::post(async |ctx, sent| returns::form::nil(ctx, sent).await)),
        a_page("/returns/rates", ALLIANCE),
        get("/returns/rates.xlsx", ALLIANCE, returns::form::rates()),
        a_page("/returns/calendar", SIGNED_IN),
        post("/returns/calendar", SETTERS, form::post(async |ctx, sent| returns::form::cutoff(ctx, sent).await)),
        a_page("/exemptions", ALLIANCE),
        post("/exemptions", INSPECTOR, form::post(async |ctx, sent| returns::form::exempt(ctx, sent).await)),
        a_page("/exemptions/{id}/end", ALLIANCE),
        post(
            "/exemptions/{id}/end",
            INSPECTOR,
            form::post(async |ctx, sent| returns::form::end_exemption(ctx, sent).await),
        ),
    ]
}

/// What enterprises owe, and how each duty stands.
fn duties() -> Vec<Door> {
    vec![
        a_page("/compliance", ALLIANCE),
        a_page("/compliance/enterprises", ALLIANCE),
        get("/compliance/enterprises.xlsx", ALLIANCE, compliance::form::enterprises()),
        a_page("/compliance/talks", ALLIANCE),
        get("/compliance/talks.xlsx", ALLIANCE, compliance::form::talks()),
        a_page("/compliance/calendar", READERS),
        a_page("/compliance/alliance", ALLIANCE),
        a_page("/compliance/exemptions", ALLIANCE),
        post(
            "/compliance/exemptions",
            INSPECTOR,
            form::post(async |ctx, sent| compliance::form::free(ctx, sent).await),
        ),
        a_page("/compliance/exemptions/{id}/end", ALLIANCE),
        post(
            "/compliance/exemptions/{id}/end",
            INSPECTOR,
            form::post(async |ctx, sent| compliance::form::end(ctx, sent).await),
        ),
        a_page("/enterprises/{id}/file", READERS),
    ]
}

/// The bulletins: inspectors draft and issue, leaders read.
fn bulletins() -> Vec<Door> {
    use bulletin::form::{File, file};
    vec![
        a_page("/bulletins", ALLIANCE),
        a_page("/bulletins/new", INSPECTOR),
        post("/bulletins/new", INSPECTOR, form::post(async |ctx, sent| bulletin::form::draft(ctx, sent).await)),
        a_page("/bulletins/{id}", ALLIANCE),
        a_page("/bulletins/{id}/records", ALLIANCE),
        get("/bulletins/{id}/bulletin.docx", ALLIANCE, file(File::Word)),
        get("/bulletins/{id}/bulletin.xlsx", ALLIANCE, file(File::Workbook)),
        a_page("/bulletins/{id}/edit", INSPECTOR),
        post("/bulletins/{id}/edit", INSPECTOR, form::post(async |ctx, sent| bulletin::form::edit(ctx, sent).await)),
        a_page("/bulletins/{id}/recount", INSPECTOR),
        post(
            "/bulletins/{id}/recount",
            INSPECTOR,
            form::post(async |ctx, sent| bulletin::form::recount(ctx, sent).await),
        ),
        a_page("/bulletins/{id}/issue", INSPECTOR),
        post("/bulletins/{id}/issue", INSPECTOR, form::post(async |ctx, sent| bulletin::form::issue(ctx, sent).await)),
        a_page("/bulletins/{id}/correct", INSPECTOR),
        post(
            "/bulletins/{id}/correct",
            INSPECTOR,
            form::post(async |ctx, sent| bulletin::form::correct(ctx, sent).await),
        ),
        a_page("/bulletins/{id}/discard", INSPECTOR),
        post(
            "/bulletins/{id}/discard",
            INSPECTOR,
            form::post(async |ctx, sent| bulletin::form::discard(ctx, sent).await),
        ),
    ]
}

/// Every page, rendered on the server before it is sent.
#[component]
fn Table_() -> impl IntoView {
    let mode = SsrMode::Async;
    view! {
        <Pages>
            <Routes fallback=|| view! { <page::Sorry status=StatusCode::NOT_FOUND/> }>
                <Route path=path!("/") view=Home ssr=mode.clone()/>
                <Route path=path!("/sign-in") view=account::page::SignIn ssr=mode.clone()/>
                <Route path=path!("/set-up") view=account::page::SetUp ssr=mode.clone()/>
                <Route path=path!("/incidents") view=incident::page::Incidents ssr=mode.clone()/>
                <Route path=path!("/incidents/new") view=incident::page::Record ssr=mode.clone()/>
                <Route path=path!("/incidents/:id/edit") view=incident::page::Correct ssr=mode.clone()/>
                <Route path=path!("/incidents/:id") view=incident::page::Incident ssr=mode.clone()/>
                <Route path=path!("/hazards") view=hazard::page::Hazards ssr=mode.clone()/>
                <Route path=path!("/hazards/new") view=hazard::page::Record ssr=mode.clone()/>
                <Route path=path!("/hazards/:id/edit") view=hazard::page::Correct ssr=mode.clone()/>
                <Route path=path!("/hazards/:id") view=hazard::page::Hazard ssr=mode.clone()/>
                <Route path=path!("/returns") view=returns::page::Returns ssr=mode.clone()/>
                <Route path=path!("/returns/new") view=returns::page::NewReturn ssr=mode.clone()/>
                <Route path=path!("/returns/review") view=returns::page::ToReview ssr=mode.clone()/>
                <Route path=path!("/returns/nil") view=returns::page::NilReturn ssr=mode.clone()/>
                <Route path=path!("/returns/rates") view=returns::page::WhoFiled ssr=mode.clone()/>
                <Route path=path!("/returns/calendar") view=returns::page::CalendarDays ssr=mode.clone()/>
                <Route path=path!("/returns/:id/review") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/names") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/undo") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/rows") view=returns::page::SourceRows ssr=mode.clone()/>
                <Route path=path!("/returns/:id/open") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/exemptions") view=returns::page::Exemptions ssr=mode.clone()/>
                <Route path=path!("/exemptions/:id/end") view=returns::page::Exemptions ssr=mode.clone()/>
                <Route path=path!("/returns/:id") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/send") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/withdraw") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/sheets") view=returns::page::WhichTable ssr=mode.clone()/>
                <Route path=path!("/returns/:id/columns") view=returns::page::WhichColumns ssr=mode.clone()/>
                <Route path=path!("/returns/:id/cells") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/cells/undo") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/out") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/returns/:id/out/undo") view=returns::page::OneReturn ssr=mode.clone()/>
                <Route path=path!("/layouts") view=returns::page::Layouts ssr=mode.clone()/>
                <Route path=path!("/templates/:kind/guide") view=returns::page::Guide ssr=mode.clone()/>
                <Route path=path!("/templates") view=returns::page::Templates ssr=mode.clone()/>
                <Route path=path!("/styleguide") view=Styleguide ssr=mode.clone()/>
                <Route path=path!("/account") view=account::page::Own ssr=mode.clone()/>
                <Route path=path!("/accounts") view=account::page::Accounts ssr=mode.clone()/>
                <Route path=path!("/accounts/new") view=account::page::NewAccount ssr=mode.clone()/>
                <Route path=path!("/accounts/:id") view=account::page::Account ssr=mode.clone()/>
                <Route path=path!("/enterprises") view=enterprise::page::Enterprises ssr=mode.clone()/>
                <Route path=path!("/enterprises/:id/file") view=compliance::page::EnterpriseFile ssr=mode.clone()/>
                <Route path=path!("/enterprises/:id") view=enterprise::page::Enterprise ssr=mode.clone()/>
                <Figures/>
                <Route path=path!("/congress") view=congress::page::Congresses ssr=mode.clone()/>
                <Route path=path!("/congress/new") view=congress::page::Record ssr=mode.clone()/>
                <Route path=path!("/congress/:id") view=congress::page::Meeting ssr=mode.clone()/>
                <Route path=path!("/congress/:id/edit") view=congress::page::Correct ssr=mode.clone()/>
                <Route path=path!("/health") view=health::page::Healths ssr=mode.clone()/>
                <Route path=path!("/health/new") view=health::page::Record ssr=mode.clone()/>
                <Route path=path!("/health/:id/edit") view=health::page::Correct ssr=mode.clone()/>
                <Route path=path!("/health/:id") view=health::page::Health ssr=mode.clone()/>
                <Route path=path!("/training") view=training::page::Trainings ssr=mode.clone()/>
                <Route path=path!("/training/new") view=training::page::Record ssr=mode.clone()/>
                <Route path=path!("/training/people/:id/edit") view=training::page::Correct ssr=mode.clone()/>
                <Route path=path!("/training/:session") view=training::page::Session ssr=mode.clone()/>
            </Routes>
        </Pages>
    }
}

/// The pages of what is made of the records.
#[component(transparent)]
fn Figures() -> AnyNestedRoute {
    let mode = SsrMode::Async;
    view! {
        <Route path=path!("/baselines") view=baseline::page::Baselines ssr=mode.clone()/>
        <Route path=path!("/baselines/compute") view=baseline::page::Baselines ssr=mode.clone()/>
        <Route path=path!("/baselines/years/:year") view=baseline::page::VersionsOfYear ssr=mode.clone()/>
        <Route path=path!("/baselines/:id/rows/:seq") view=baseline::page::CorrectRow ssr=mode.clone()/>
        <Route path=path!("/baselines/:id/restate") view=baseline::page::BaselineDetail ssr=mode.clone()/>
        <Route path=path!("/baselines/:id/refuse") view=baseline::page::BaselineDetail ssr=mode.clone()/>
        <Route path=path!("/baselines/:id") view=baseline::page::BaselineDetail ssr=mode.clone()/>
        <Route path=path!("/baselines/:id/freeze") view=baseline::page::BaselineDetail ssr=mode.clone()/>
        <Route path=path!("/baselines/:id/discard") view=baseline::page::BaselineDetail ssr=mode.clone()/>
        <Route path=path!("/compliance") view=compliance::page::Board ssr=mode.clone()/>
        <Route path=path!("/compliance/enterprises") view=compliance::page::Enterprises ssr=mode.clone()/>
        <Route path=path!("/compliance/talks") view=compliance::page::Talks ssr=mode.clone()/>
        <Route path=path!("/compliance/calendar") view=compliance::page::CalendarAhead ssr=mode.clone()/>
        <Route path=path!("/compliance/alliance") view=compliance::page::Alliance ssr=mode.clone()/>
        <Route path=path!("/compliance/exemptions") view=compliance::page::FreedFrom ssr=mode.clone()/>
        <Route path=path!("/compliance/exemptions/:id/end") view=compliance::page::FreedFrom ssr=mode.clone()/>
        <Route path=path!("/trends") view=trends::page::Trends ssr=mode.clone()/>
        <Route path=path!("/trends/behind") view=trends::page::Behind ssr=mode.clone()/>
        <Route path=path!("/trends/filing") view=trends::page::FilingList ssr=mode.clone()/>
        <Route path=path!("/trends/measures") view=trends::page::Measures ssr=mode.clone()/>
        <Route path=path!("/trends/records") view=trends::page::Records ssr=mode.clone()/>
        <Route path=path!("/trends/charts") view=trends::page::Charts ssr=mode.clone()/>
        <Route path=path!("/compare") view=trends::page::Calculator ssr=mode.clone()/>
        <Route path=path!("/bulletins") view=bulletin::page::Bulletins ssr=mode.clone()/>
        <Route path=path!("/bulletins/new") view=bulletin::page::New ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id/records") view=bulletin::page::Records ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id/edit") view=bulletin::page::Edit ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id/recount") view=bulletin::page::Detail ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id/issue") view=bulletin::page::Detail ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id/correct") view=bulletin::page::Detail ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id/discard") view=bulletin::page::Detail ssr=mode.clone()/>
        <Route path=path!("/bulletins/:id") view=bulletin::page::Detail ssr=mode.clone()/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The first page of each role.
#[component]
fn Home() -> impl IntoView {
    let ctx = Ctx::here();
    let first = match ctx.actor.as_ref().map(|actor| &actor.role) {
        Some(Role::Leader(_)) => view! { <trends::page::Trends/> <compliance::page::Teaser/> }.into_any(),
        Some(Role::Inspector(_)) => view! { <incident::page::Today/> <hazard::page::Waiting/> }.into_any(),
        Some(Role::Rep(_)) => view! { <returns::page::Desk/> }.into_any(),
        Some(Role::Admin(_)) => view! { <account::page::Accounts/> }.into_any(),
        None => ().into_any(),
    };
    view! { <demo::page::Guide/> {first} }
}

pub fn shell() -> impl IntoView {
    frame(view! { <Table_/> }.into_any())
}

/// The whole document around one page.
pub fn frame(body: AnyView) -> impl IntoView {
    leptos_meta::provide_meta_context();
    let ctx = Ctx::here();
    view! {
        <!DOCTYPE html>
        <html lang=ctx.lang.tag() data-theme=ctx.theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                {assets::links(&ctx.app.assets)}
                <leptos_meta::MetaTags/>
            </head>
            <body><Frame>{body}</Frame></body>
        </html>
    }
}

/// Pages that are kept while nothing is written: they show records and nothing else.
const KEPT: memo::Kinds = &[
    "/",
    "/trends",
    "/trends/behind",
    "/trends/filing",
    "/trends/measures",
    "/trends/records",
    "/compliance",
    "/compliance/enterprises",
    "/compliance/talks",
    "/compliance/calendar",
    "/compliance/alliance",
    "/enterprises",
    "/enterprises/{id}/file",
    "/incidents",
    "/hazards",
    "/congress",
    "/training",
    "/health",
];

/// The whole program as one router.
pub fn router(app: App) -> Router {
    let doors = doors();
    let table = Table::of(&doors);
    let pages = leptos_axum::generate_route_list(Table_);
    let mut router = Router::new().leptos_routes_with_context(&app, pages, || give(&FormState::default()), shell);
    for door in doors {
        if let Some(handler) = door.handler {
            router = router.route(door.path, handler);
        }
    }
    let long = std::time::Duration::from_secs(120);
    router
        .route_layer(middleware::from_fn_with_state((app.clone(), table), door::guard))
        .fallback(async |State(app): State<App>, request: Request| {
            page::refusal(&app, request, StatusCode::NOT_FOUND).await
        })
        .layer(middleware::from_fn_with_state(app.clone(), edge::same_site_only))
        .layer(middleware::from_fn(markers::tidy))
        .layer(tower_http::compression::CompressionLayer::new())
        .layer(middleware::from_fn_with_state(KEPT, memo::keep))
        .layer(middleware::from_fn(edge::watch))
        .layer(middleware::from_fn_with_state(app.clone(), edge::session))
        // Files of the site need no session.
        .merge(app.assets.router())
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), edge::headers))
        .layer(RequestBodyTimeoutLayer::new(std::time::Duration::from_secs(30)))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, long))
        .with_state(app)
}
