//! Finished pages, kept while nothing is written.
//!
//! A page that only shows records depends on who asks, the address, the language, the theme, the minute it was made in, and
//! what is recorded. Whatever is recorded moves the head of the audit trail in the same transaction, on this node or another
//! one: a page made under the present head is the page that would be made now. The head is read with the session, before the
//! page is made; a page is therefore never older than its head.
use super::Ctx;
use crate::account::model::Role;
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// The sequence number of the last audit line when the request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head(pub i64);

/// Bytes of finished pages that are kept at most.
const ROOM: usize = 16 * 1024 * 1024;
/// Addresses and encodings longer than this are not worth keeping.
const KEY_MAX: usize = 1024;

/// One page as it went out.
#[derive(Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Default)]
struct Shelf {
    head: i64,
    bytes: usize,
    pages: HashMap<String, Arc<OnceCell<Kept>>>,
}

/// The pages of one running program.
#[derive(Debug, Default)]
pub struct Memo {
    shelf: Mutex<Shelf>,
}

impl Memo {
    /// The place of one page under `head`; everything made under an earlier head goes.
    fn place(&self, head: i64, key: &str) -> Arc<OnceCell<Kept>> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if head > shelf.head || shelf.bytes > ROOM {
            *shelf = Shelf { head: head.max(shelf.head), ..Shelf::default() };
        }
        if head < shelf.head {
            // A reader that looked before the last write: its page is made for it alone.
            return Arc::default();
        }
        match shelf.pages.get(key) {
            Some(place) => place.clone(),
            None => shelf.pages.entry(key.to_owned()).or_default().clone(),
        }
    }

    fn weigh(&self, head: i64, bytes: usize) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.head == head {
            shelf.bytes += bytes;
        }
    }
}

/// Which routes are kept.
pub type Kinds = &'static [&'static str];

/// Answers from what is kept, or lets the page be made and keeps it.
pub async fn keep(State(kinds): State<Kinds>, request: Request, next: Next) -> Response {
    let Some((ctx, head, key)) = key(&request, kinds) else { return next.run(request).await };
    let place = ctx.app.memo.place(head.0, &key);
    let memo = ctx.app.memo.clone();
    let made = place
        .get_or_try_init(|| async move {
            let kept = kept(next.run(request).await).await?;
            memo.weigh(head.0, kept.body.len() + key.len());
            Ok::<_, Box<Response>>(kept)
        })
        .await;
    match made {
        Ok(kept) => {
            let mut response = Response::new(Body::from(kept.body.clone()));
            response.headers_mut().clone_from(&kept.headers);
            response
        }
        Err(response) => *response,
    }
}

/// What the page depends on; none for requests that are not kept.
fn key(request: &Request, kinds: Kinds) -> Option<(Ctx, Head, String)> {
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    if *request.method() != Method::GET || !kinds.contains(&route) {
        return None;
    }
    let ctx = request.extensions().get::<Ctx>()?;
    let head = *request.extensions().get::<Head>()?;
    let actor = ctx.actor.as_deref()?;
    // The first page is a comparison for leaders; for everybody else it shows what is running.
    if route == "/" && !matches!(actor.role, Role::Leader(_)) {
        return None;
    }
    let encoding = request.headers().get(header::ACCEPT_ENCODING).map_or("", |v| v.to_str().unwrap_or(""));
    let key = format!(
        "{} {} {} {} {} {}",
        actor.id,
        ctx.lang.tag(),
        ctx.theme.unwrap_or(""),
        ctx.local_now().format("%Y%m%d%H%M"),
        encoding,
        ctx.here
    );
    (key.len() <= KEY_MAX).then(|| (ctx.clone(), head, key))
}

/// A whole page without a script of its own; anything else goes out as it is and is not kept.
async fn kept(response: Response) -> Result<Kept, Box<Response>> {
    let html = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    // A nonce is for one answer only.
    let scripted = response.extensions().get::<super::markers::Scripted>().is_some();
    if response.status() != StatusCode::OK || !html || scripted || response.headers().contains_key(header::SET_COOKIE) {
        return Err(Box::new(response));
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return Err(Box::new(Response::from_parts(parts, Body::empty())));
    };
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    if let Ok(policy) = HeaderValue::from_str(&super::page::policy(None)) {
        parts.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(Kept { headers: parts.headers, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_kept_until_something_is_written() {
        let memo = Memo::default();
        let first = memo.place(7, "a");
        assert!(Arc::ptr_eq(&first, &memo.place(7, "a")));
        assert!(!Arc::ptr_eq(&first, &memo.place(7, "b")));
        let later = memo.place(8, "a");
        assert!(!Arc::ptr_eq(&first, &later), "a write makes it anew");
        assert!(
            !Arc::ptr_eq(&later, &memo.place(7, "a")),
            "who looked before the write is not given the later page's place"
        );
        assert!(Arc::ptr_eq(&later, &memo.place(8, "a")));
    }

    #[test]
    fn the_shelf_has_an_end() {
        let memo = Memo::default();
        let first = memo.place(1, "a");
        memo.weigh(1, ROOM + 1);
        assert!(!Arc::ptr_eq(&first, &memo.place(1, "a")));
    }
}
