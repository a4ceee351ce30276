//! Every address with who may call it. `cuan endpoints` prints this table, the guard holds to it, the permission matrix tests it.
use super::{App, Ctx, page};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use std::collections::HashMap;
use std::sync::Arc;

/// A set of roles. Nobody in particular ([`ANYONE`]) includes people who are not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who(u8);

pub const REP: Who = Who(1);
pub const INSPECTOR: Who = Who(2);
pub const LEADER: Who = Who(4);
pub const ADMIN: Who = Who(8);
/// Everyone who sees records.
pub const READERS: Who = Who(7);
/// Everyone who writes records.
pub const WRITERS: Who = Who(3);
/// Those who set the district's own days.
pub const SETTERS: Who = Who(10);
/// The alliance: those who see more than one enterprise.
pub const ALLIANCE: Who = Who(6);
/// Everyone who is signed in.
pub const SIGNED_IN: Who = Who(15);
pub const ANYONE: Who = Who(31);

impl Who {
    pub fn includes(self, other: Who) -> bool {
        self.0 & other.0 == other.0
    }

    fn of(key: &str) -> Who {
        match key {
            "rep" => REP,
            "inspector" => INSPECTOR,
            "leader" => LEADER,
            "admin" => ADMIN,
            _ => ANYONE,
        }
    }

    /// Role names in a fixed order, `anyone` when no sign-in is needed.
    pub fn names(self) -> String {
        if self == ANYONE {
            return "anyone".to_owned();
        }
        let all = [(REP, "rep"), (INSPECTOR, "inspector"), (LEADER, "leader"), (ADMIN, "admin")];
        let names: Vec<_> = all.into_iter().filter(|(who, _)| self.includes(*who)).map(|(_, name)| name).collect();
        names.join(",")
    }
}

/// One address and method.
#[derive(Clone)]
pub struct Door {
    pub method: Method,
    /// In axum's spelling: `/congress/{id}`.
    pub path: &'static str,
    pub who: Who,
    /// `None` for pages: those are rendered by the page table in `app.rs`.
    pub handler: Option<MethodRouter<App>>,
}

/// A page: GET, rendered on the server.
pub fn page(path: &'static str, who: Who) -> Door {
    Door { method: Method::GET, path, who, handler: None }
}

/// Anything else that answers GET: downloads, health.
pub fn get(path: &'static str, who: Who, handler: MethodRouter<App>) -> Door {
    Door { method: Method::GET, path, who, handler: Some(handler) }
}

pub fn post(path: &'static str, who: Who, handler: MethodRouter<App>) -> Door {
    Door { method: Method::POST, path, who, handler: Some(handler) }
}

/// Who may call what, for the guard.
#[derive(Clone, Default)]
pub struct Table(Arc<HashMap<(Method, &'static str), Who>>);

impl Table {
    pub fn of(doors: &[Door]) -> Table {
        Table(Arc::new(doors.iter().map(|d| ((d.method.clone(), d.path), d.who)).collect()))
    }

    fn who(&self, method: &Method, path: &str) -> Option<Who> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        let doors: &HashMap<(Method, &str), Who> = &self.0;
        doors.get(&(method, path)).copied()
    }
}

/// Lets a request through to its door only when the table says so. Runs after routing, so the matched path is known.
pub async fn guard(State((app, table)): State<(App, Table)>, request: Request, next: Next) -> Response {
    let matched = request.extensions().get::<MatchedPath>().map(|m| m.as_str().to_owned());
    let who = matched.and_then(|path| table.who(request.method(), &path));
    let actor = request.extensions().get::<Ctx>().and_then(|ctx| ctx.actor.clone());
    match (who, actor) {
        // A door that is not in the table does not exist.
        (None, _) => page::refusal(&app, request, StatusCode::NOT_FOUND).await,
        (Some(ANYONE), _) => next.run(request).await,
        (Some(who), Some(actor)) if who.includes(Who::of(actor.role.key())) => next.run(request).await,
        (Some(_), Some(_)) => page::refusal(&app, request, StatusCode::FORBIDDEN).await,
        (Some(_), None) if request.method() == Method::GET => {
            let here = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", here).finish();
            Redirect::to(&format!("/sign-in?{query}")).into_response()
        }
        (Some(_), None) => page::refusal(&app, request, StatusCode::UNAUTHORIZED).await,
    }
}
