//! Finished pages, kept while nothing is written.
//!
//! A page that only shows records depends on who asks, the address, the language, the theme, the minute it was made in, and
//! what is recorded. Whatever is recorded moves the head of the audit trail in the same transaction, on this node or another
//! one (signing in and out does not: lines about accounts are passed over, and the account itself is part of the key): a page
//! made under the present head is the page that would be made now. The head is read with the session, before the page is made; a
//! page is therefore never older than its head. When only the minute is another one, the page of the minute before goes out
//! once more, with its own time on it, while the new one is made: nobody waits for the clock.
use super::Ctx;
use crate::account::model::Role;
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// The sequence number of the last audit line that tells of records, when the request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head(pub i64);

/// Bytes of finished pages that are kept at most.
const ROOM: usize = 16 * 1024 * 1024;
/// Addresses and encodings longer than this are not worth keeping.
const KEY_MAX: usize = 2048;

/// One page as it went out.
#[derive(Debug)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
}

/// Where a page lies once it is made.
#[derive(Debug, Default)]
struct Place {
    page: OnceCell<Kept>,
    /// Somebody makes it already while the page of the minute before goes out.
    begun: AtomicBool,
}

#[derive(Debug, Default)]
struct Shelf {
    head: i64,
    bytes: usize,
    pages: HashMap<String, Arc<Place>>,
}

/// The pages of one running program.
#[derive(Debug, Default)]
pub struct Memo {
    shelf: Mutex<Shelf>,
}

impl Memo {
    /// The place of one page that shows what is recorded under `head` or later; everything made under an earlier head goes.
    ///
    /// Who looked just before a write is given the page of after it: whatever is made from now on shows the write.
    fn place(&self, head: i64, key: &str) -> Arc<Place> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if head > shelf.head || shelf.bytes > ROOM {
            *shelf = Shelf { head: head.max(shelf.head), ..Shelf::default() };
        }
        match shelf.pages.get(key) {
            Some(place) => place.clone(),
            None => shelf.pages.entry(key.to_owned()).or_default().clone(),
        }
    }

    /// The place of a page that was asked for under this head or a later one; none: it never was.
    fn known(&self, head: i64, key: &str) -> Option<Arc<Place>> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.pages.get(key).filter(|_| shelf.head >= head).cloned()
    }

    /// A page that was made for a shelf of before a write weighs too: the shelf is cleared a little early.
    fn weigh(&self, bytes: usize) {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).bytes += bytes;
    }
}

/// Which routes are kept.
pub type Kinds = &'static [&'static str];

/// Answers from what is kept, or lets the page be made and keeps it.
pub async fn keep(State(kinds): State<Kinds>, request: Request, next: Next) -> Response {
    let Some((ctx, head, key)) = key(&request, kinds) else { return next.run(request).await };
    let memo = ctx.app.memo.clone();
    let place = memo.place(head.0, &key.now);
    if place.page.get().is_none()
        && let Some(before) = key.before.as_deref().and_then(|before| memo.known(head.0, before))
        && let Some(kept) = before.page.get()
    {
        let again = kept.again();
        if !place.begun.swap(true, Ordering::AcqRel) {
            tokio::spawn(async move { make(&place, &memo, &key.now, request, next).await.map(|_| ()).ok() });
        }
        return again;
    }
    match make(&place, &memo, &key.now, request, next).await {
        Ok(kept) => kept.again(),
        Err(response) => *response,
    }
}

/// The page at its place; made there by whoever comes first.
async fn make<'a>(
    place: &'a Place,
    memo: &Memo,
    key: &str,
    request: Request,
    next: Next,
) -> Result<&'a Kept, Box<Response>> {
    let made = async move {
        let kept = kept(next.run(request).await).await?;
        memo.weigh(kept.body.len() + key.len());
        Ok(kept)
    };
    place.page.get_or_try_init(|| made).await
}

impl Kept {
    /// The page once more.
    fn again(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        response.headers_mut().clone_from(&self.headers);
        response
    }
}

/// What a page depends on beside the records.
struct Key {
    now: String,
    /// The same a minute ago, on the same day.
    before: Option<String>,
}

/// What the page depends on; none for requests that are not kept.
fn key(request: &Request, kinds: Kinds) -> Option<(Ctx, Head, Key)> {
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
    let at = |moment: chrono::NaiveDateTime| {
        let minute = moment.format("%Y%m%d%H%M");
        format!("{actor:?} {} {} {minute} {encoding} {}", ctx.lang.tag(), ctx.theme.unwrap_or(""), ctx.here)
    };
    let now = ctx.local_now();
    let earlier = now - chrono::Duration::minutes(1);
    let key = Key { now: at(now), before: (earlier.date() == now.date()).then(|| at(earlier)) };
    (key.now.len() <= KEY_MAX).then(|| (ctx.clone(), head, key))
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
        assert!(Arc::ptr_eq(&later, &memo.place(7, "a")), "who looked before the write may see it");
        assert!(Arc::ptr_eq(&later, &memo.place(8, "a")));
        assert!(memo.known(8, "a").is_some_and(|known| Arc::ptr_eq(&later, &known)));
        assert!(memo.known(9, "a").is_none(), "a page of before a write is never given out after it");
        assert!(memo.known(8, "b").is_none(), "asking makes no place");
    }

    #[test]
    fn the_shelf_has_an_end() {
        let memo = Memo::default();
        let first = memo.place(1, "a");
        memo.weigh(ROOM + 1);
        assert!(!Arc::ptr_eq(&first, &memo.place(1, "a")));
    }
}
