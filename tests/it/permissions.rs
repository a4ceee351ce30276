//! Who may call what: one line for every address, one column for everyone who may knock.
//!
//! `ok` let in (a form may still be refused: 409, 422) · `login` sent to the sign-in page · `out` 401 · `no` 403 · `lost` 404.
//! Addresses with `{…}` are asked for an object of `own`'s enterprise: to everyone who does not see it, it is not there.
use crate::world::{Answer, Who, World};
use axum::http::{Method, StatusCode, header};
use std::collections::BTreeMap;

const MATRIX: &str = "
# method path                 anon   own    other  insp   far    leader admin  disabled
GET  /                        login  ok     ok     ok     ok     ok     ok     login
GET  /sign-in                 ok     ok     ok     ok     ok     ok     ok     ok
POST /sign-in                 ok     ok     ok     ok     ok     ok     ok     ok
POST /sign-out                ok     ok     ok     ok     ok     ok     ok     ok
POST /preferences             ok     ok     ok     ok     ok     ok     ok     ok
GET  /set-up                  ok     ok     ok     ok     ok     ok     ok     ok
POST /set-up                  ok     ok     ok     ok     ok     ok     ok     ok
GET  /styleguide              ok     ok     ok     ok     ok     ok     ok     ok
GET  /account                 login  ok     ok     ok     ok     ok     ok     login
POST /account                 out    ok     ok     ok     ok     ok     ok     out
GET  /accounts                login  no     no     no     no     no     ok     login
GET  /accounts/new            login  no     no     no     no     no     ok     login
POST /accounts/new            out    no     no     no     no     no     ok     out
GET  /accounts/{id}           login  no     no     no     no     no     ok     login
POST /accounts/{id}           out    no     no     no     no     no     ok     out
GET  /enterprises             login  ok     ok     ok     ok     ok     no     login
GET  /enterprises/{id}        login  ok     lost   ok     lost   ok     no     login
GET  /enterprises/{id}/file   login  ok     lost   ok     lost   ok     no     login
GET  /compliance              login  no     no     ok     ok     ok     no     login
GET  /compliance/enterprises  login  no     no     ok     ok     ok     no     login
GET  /compliance/enterprises.xlsx login no no     ok     ok     ok     no     login
GET  /compliance/talks        login  no     no     ok     ok     ok     no     login
GET  /compliance/talks.xlsx   login  no     no     ok     ok     ok     no     login
GET  /compliance/calendar     login  ok     ok     ok     ok     ok     no     login
GET  /compliance/alliance     login  no     no     ok     ok     ok     no     login
GET  /compliance/exemptions   login  no     no     ok     ok     ok     no     login
POST /compliance/exemptions   out    no     no     ok     ok     no     no     out
GET  /compliance/exemptions/{id}/end login no no    ok     lost   ok     no     login
POST /compliance/exemptions/{id}/end out no no      ok     lost   no     no     out
GET  /enterprises.xlsx        login  ok     ok     ok     ok     ok     no     login
GET  /exposure.xlsx           login  ok     ok     ok     ok     ok     no     login
GET  /incidents.xlsx          login  ok     ok     ok     ok     ok     no     login
GET  /hazards.xlsx            login  ok     ok     ok     ok     ok     no     login
GET  /congress.xlsx           login  ok     ok     ok     ok     ok     no     login
GET  /training.xlsx           login  ok     ok     ok     ok     ok     no     login
GET  /health.xlsx             login  ok     ok     ok     ok     ok     no     login
GET  /baselines/{id}/rows.xlsx login no    no     ok     ok     ok     no     login
GET  /api/enterprises         login  ok     ok     ok     ok     ok     no     login
GET  /baselines               login  no     no     ok     ok     ok     no     login
GET  /baselines/compute       login  no     no     ok     ok     ok     no     login
POST /baselines/compute       out    no     no     ok     no     no     no     out
GET  /baselines/{id}          login  no     no     ok     ok     ok     no     login
GET  /baselines/{id}/freeze   login  no     no     ok     ok     ok     no     login
POST /baselines/{id}/freeze   out    no     no     ok     no     no     no     out
GET  /baselines/{id}/discard  login  no     no     ok     ok     ok     no     login
POST /baselines/{id}/discard  out    no     no     ok     no     no     no     out
GET  /baselines/{id}/restate  login  no     no     ok     ok     ok     no     login
POST /baselines/{id}/restate  out    no     no     lost   no     no     no     out
GET  /baselines/{id}/refuse   login  no     no     ok     ok     ok     no     login
POST /baselines/{id}/refuse   out    no     no     ok     no     no     no     out
GET  /baselines/{id}/rows/{seq} login no    no     ok     lost   no     no     login
POST /baselines/{id}/rows/{seq} out  no     no     ok     no     no     no     out
GET  /baselines/years/{year}  login  no     no     lost   lost   lost   no     login
GET  /trends                  login  no     no     ok     ok     ok     no     login
GET  /trends.xlsx             login  no     no     ok     ok     ok     no     login
GET  /trends/behind           login  no     no     ok     ok     ok     no     login
GET  /trends/filing           login  no     no     ok     ok     ok     no     login
GET  /trends/measures         login  no     no     ok     ok     ok     no     login
GET  /trends/records          login  no     no     lost   lost   lost   no     login
GET  /api/measures            login  no     no     ok     ok     ok     no     login
GET  /trends/charts           login  no     no     ok     ok     ok     no     login
GET  /trends/charts.xlsx      login  no     no     ok     ok     ok     no     login
GET  /trends/chart.svg        login  no     no     lost   lost   lost   no     login
GET  /trends/chart.png        login  no     no     lost   lost   lost   no     login
GET  /bulletins               login  no     no     ok     ok     ok     no     login
GET  /bulletins/new           login  no     no     ok     ok     no     no     login
POST /bulletins/new           out    no     no     ok     ok     no     no     out
GET  /bulletins/{id}          login  no     no     ok     lost   ok     no     login
GET  /bulletins/{id}/records  login no    no     ok     lost   ok     no     login
GET  /bulletins/{id}/bulletin.docx login no no  ok     lost   ok     no     login
GET  /bulletins/{id}/bulletin.xlsx login no no  ok     lost   ok     no     login
GET  /bulletins/{id}/edit     login  no     no     ok     lost   no     no     login
POST /bulletins/{id}/edit     out    no     no     ok     lost   no     no     out
GET  /bulletins/{id}/recount  login  no     no     ok     lost   no     no     login
POST /bulletins/{id}/recount  out    no     no     ok     lost   no     no     out
GET  /bulletins/{id}/issue    login  no     no     ok     lost   no     no     login
POST /bulletins/{id}/issue    out    no     no     ok     lost   no     no     out
GET  /bulletins/{id}/correct  login  no     no     ok     lost   no     no     login
POST /bulletins/{id}/correct  out    no     no     ok     lost   no     no     out
GET  /bulletins/{id}/discard  login  no     no     ok     lost   no     no     login
POST /bulletins/{id}/discard  out    no     no     ok     lost   no     no     out
GET  /compare                 login  ok     ok     ok     ok     ok     ok     login
GET  /incidents               login  ok     ok     ok     ok     ok     no     login
GET  /incidents/new           login  ok     ok     ok     ok     no     no     login
POST /incidents/new           out    ok     ok     ok     ok     no     no     out
GET  /incidents/{id}          login  ok     lost   ok     lost   ok     no     login
GET  /incidents/{id}/edit     login  ok     lost   ok     lost   no     no     login
POST /incidents/{id}/edit     out    ok     lost   ok     lost   no     no     out
GET  /hazards                 login  ok     ok     ok     ok     ok     no     login
GET  /hazards/new             login  ok     ok     ok     ok     no     no     login
POST /hazards/new             out    ok     ok     ok     ok     no     no     out
GET  /hazards/{id}            login  ok     lost   ok     lost   ok     no     login
GET  /hazards/{id}/edit       login  ok     lost   ok     lost   no     no     login
POST /hazards/{id}/edit       out    ok     lost   ok     lost   no     no     out
GET  /congress                login  ok     ok     ok     ok     ok     no     login
GET  /congress/new            login  ok     ok     ok     ok     no     no     login
POST /congress/new            out    ok     ok     ok     ok     no     no     out
GET  /congress/{id}           login  ok     lost   ok     lost   ok     no     login
GET  /congress/{id}/edit      login  ok     lost   ok     lost   no     no     login
POST /congress/{id}/edit      out    ok     lost   ok     lost   no     no     out
GET  /health                  login  ok     ok     ok     ok     ok     no     login
GET  /health/new              login  ok     ok     ok     ok     no     no     login
POST /health/new              out    ok     ok     ok     ok     no     no     out
GET  /health/{id}             login  ok     lost   ok     lost   ok     no     login
GET  /health/{id}/edit        login  ok     lost   ok     lost   no     no     login
POST /health/{id}/edit        out    ok     lost   ok     lost   no     no     out
GET  /training                login  ok     ok     ok     ok     ok     no     login
GET  /training/new            login  ok     ok     ok     ok     no     no     login
POST /training/new            out    ok     ok     ok     ok     no     no     out
GET  /training/{session}      login  ok     lost   ok     lost   ok     no     login
GET  /training/people/{id}/edit login ok    lost   ok     lost   no     no     login
POST /training/people/{id}/edit out ok      lost   ok     lost   no     no     out
GET  /returns                 login  ok     ok     ok     ok     ok     no     login
GET  /returns/new             login  ok     ok     ok     ok     no     no     login
POST /returns/new             out    ok     ok     ok     ok     no     no     out
GET  /returns/{id}            login  ok     lost   lost   lost   lost   no     login
GET  /returns/{id}/send       login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/send       out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/withdraw   login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/withdraw   out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/rows       login  lost   lost   lost   lost   lost   no     login
GET  /returns/{id}/file       login  ok     lost   lost   lost   lost   no     login
GET  /returns/{id}/marked.xlsx login lost   lost   lost   lost   lost   no     login
GET  /returns/{id}/sheets     login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/sheets     out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/columns    login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/columns    out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/cells      login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/cells      out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/cells/undo login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/cells/undo out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/out        login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/out        out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/out/undo   login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/out/undo   out    ok     lost   lost   lost   no     no     out
GET  /layouts                 login  ok     ok     ok     ok     no     no     login
POST /layouts/{id}/forget     out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/open       login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/open       out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/undo       login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/undo       out    ok     lost   lost   lost   no     no     out
GET  /returns/{id}/names      login  ok     lost   lost   lost   no     no     login
POST /returns/{id}/names      out    ok     lost   lost   lost   no     no     out
GET  /returns/review          login  no     no     ok     ok     no     no     login
GET  /returns/{id}/review     login  no     no     lost   lost   no     no     login
POST /returns/{id}/review     out    no     no     lost   lost   no     no     out
GET  /returns/nil             login  ok     ok     no     no     no     no     login
POST /returns/nil             out    ok     ok     no     no     no     no     out
GET  /returns/rates           login  no     no     ok     ok     ok     no     login
GET  /returns/rates.xlsx      login  no     no     ok     ok     ok     no     login
GET  /returns/calendar        login  ok     ok     ok     ok     ok     ok     login
POST /returns/calendar        out    no     no     ok     no     no     ok     out
GET  /exemptions              login  no     no     ok     ok     ok     no     login
POST /exemptions              out    no     no     ok     ok     no     no     out
GET  /exemptions/{id}/end     login  no     no     ok     lost   ok     no     login
POST /exemptions/{id}/end     out    no     no     ok     lost   no     no     out
GET  /templates               login  ok     ok     ok     ok     ok     no     login
GET  /templates/{kind}/guide  login  ok     ok     ok     ok     ok     no     login
GET  /templates/{kind}        login  ok     ok     ok     ok     ok     no     login
GET  /demo/{key}              login  ok     ok     ok     ok     ok     ok     login
GET  /healthz                 ok     ok     ok     ok     ok     ok     ok     ok
GET  /readyz                  ok     ok     ok     ok     ok     ok     ok     ok
GET  /metrics                 lost   lost   lost   lost   lost   lost   lost   lost
";

fn matrix() -> BTreeMap<(String, String), Vec<&'static str>> {
    let mut rows = BTreeMap::new();
    for line in MATRIX.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (method, path) = (words.next().expect("a method"), words.next().expect("a path"));
        let cells: Vec<&str> = words.collect();
        assert_eq!(cells.len(), Who::ALL.len(), "cells of {line}");
        let twice = rows.insert((path.to_owned(), method.to_owned()), cells);
        assert!(twice.is_none(), "{method} {path} stands twice");
    }
    rows
}

fn cell(answer: &Answer) -> String {
    let to_login = answer.header(header::LOCATION).starts_with("/sign-in?next=");
    match answer.status {
        StatusCode::SEE_OTHER if to_login => "login".to_owned(),
        StatusCode::UNAUTHORIZED => "out".to_owned(),
        StatusCode::FORBIDDEN => "no".to_owned(),
        StatusCode::NOT_FOUND => "lost".to_owned(),
        status if status.is_success() || status.is_redirection() => "ok".to_owned(),
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => "ok".to_owned(),
        status => status.to_string(),
    }
}

#[test]
fn every_address_has_a_row_and_every_row_an_address() {
    let rows = matrix();
    let doors = cuan::app::doors();
    let known: Vec<(String, String)> = doors.iter().map(|d| (d.path.to_owned(), d.method.to_string())).collect();
    let missing: Vec<_> = known.iter().filter(|key| !rows.contains_key(key)).collect();
    assert!(missing.is_empty(), "addresses without a row in the matrix: {missing:#?}");
    let stale: Vec<_> = rows.keys().filter(|key| !known.contains(key)).collect();
    assert!(stale.is_empty(), "rows whose address is gone: {stale:#?}");
}

#[tokio::test]
async fn everyone_gets_in_where_the_matrix_says_and_nowhere_else() {
    let mut wrong = Vec::new();
    let shared = World::fresh().await;
    for ((path, method), cells) in matrix() {
        let method: Method = method.parse().expect("a method");
        for (who, expected) in Who::ALL.into_iter().zip(cells) {
            // A deed may change who is let in next: each gets a district of its own.
            let own;
            let world = if method == Method::GET {
                &shared
            } else {
                own = World::fresh().await;
                &own
            };
            let got = cell(&world.ask(who, &method, &world.address(&path)).await);
            if got != expected {
                wrong.push(format!("{method} {path} as {who:?}: {got}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_id_that_is_none_or_nobodys_is_not_found() {
    let world = World::fresh().await;
    let nobodys = uuid::Uuid::now_v7().to_string();
    for door in cuan::app::doors().iter().filter(|d| d.path.contains("{id}") || d.path.contains("{session}")) {
        for id in ["0", "x'--", "%00", "..%2f", &nobodys] {
            let address = door.path.replace("{id}", id).replace("{session}", id);
            for who in [Who::Own, Who::Inspector, Who::Leader, Who::Admin] {
                let answer = world.ask(who, &door.method, &address).await;
                let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
                assert!(refused, "{} {address} as {who:?}: {}", door.method, answer.status);
            }
        }
    }
}
