//! Finished pages, kept while nothing is written.
//!
//! A page that only shows records depends on who asks, the address, the language, the theme, the minute it was made in, and
//! what is recorded. Whatever is recorded moves the head of the audit trail in the same transaction, on this node or another
//! one (signing in and out does not: lines about accounts are passed over, and the account itself is part of the key): a page
//! made under the present head is the page that would be made now. The head is read with the session, before the page is made; a
//! page is therefore never older than its head. When only the minute is another one, the page of the minute before goes out
//! once more, with its own time on it, while the new one is made: nobody waits for the clock.
use super::Ctx;
use crate::account::model::{Actor, Role};
use crate::i18n::Lang;
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
const ASKED_MAX: usize = 2048;

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
    pages: HashMap<Asked, Arc<Place>>,
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
    fn place(&self, head: i64, asked: &Asked) -> Arc<Place> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if head > shelf.head || shelf.bytes > ROOM {
            *shelf = Shelf { head: head.max(shelf.head), ..Shelf::default() };
        }
        match shelf.pages.get(asked) {
            Some(place) => place.clone(),
            None => shelf.pages.entry(asked.clone()).or_default().clone(),
        }
    }

    /// The place of a page that was asked for under this head or a later one; none: it never was.
    fn known(&self, head: i64, asked: &Asked) -> Option<Arc<Place>> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.pages.get(asked).filter(|_| shelf.head >= head).cloned()
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
    let Some((ctx, head, asked)) = asked(&request, kinds) else { return next.run(request).await };
    let memo = ctx.app.memo.clone();
    let place = memo.place(head.0, &asked);
    if place.page.get().is_none()
        && let Some(before) = asked.a_minute_ago().and_then(|before| memo.known(head.0, &before))
        && let Some(kept) = before.page.get()
    {
        let again = kept.again();
        if !place.begun.swap(true, Ordering::AcqRel) {
            tokio::spawn(async move { make(&place, &memo, &asked, request, next).await.map(|_| ()).ok() });
        }
        return again;
    }
    match make(&place, &memo, &asked, request, next).await {
        Ok(kept) => kept.again(),
        Err(response) => *response,
    }
}

/// The page at its place; made there by whoever comes first.
async fn make<'a>(
    place: &'a Place,
    memo: &Memo,
    asked: &Asked,
    request: Request,
    next: Next,
) -> Result<&'a Kept, Box<Response>> {
    let made = async move {
        let kept = kept(next.run(request).await).await?;
        memo.weigh(kept.body.len() + asked.here.len());
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    actor: Arc<Actor>,
    lang: Lang,
    theme: Option<&'static str>,
    encoding: Option<HeaderValue>,
    /// Path and query.
    here: Arc<str>,
    /// Minutes of the business wall clock.
    minute: i64,
}

impl Asked {
    /// The same a minute ago, on the same day.
    fn a_minute_ago(&self) -> Option<Asked> {
        const MINUTES_OF_A_DAY: i64 = 24 * 60;
        (self.minute % MINUTES_OF_A_DAY != 0).then(|| Asked { minute: self.minute - 1, ..self.clone() })
    }
}

/// What the page depends on; none for requests that are not kept.
fn asked(request: &Request, kinds: Kinds) -> Option<(Ctx, Head, Asked)> {
    let route = request.extensions().get::<MatchedPath>()?.as_str();
    if *request.method() != Method::GET || !kinds.contains(&route) {
        return None;
    }
    let ctx = request.extensions().get::<Ctx>()?;
    let head = *request.extensions().get::<Head>()?;
    let actor = ctx.actor.clone()?;
    // The first page is a comparison for leaders; for everybody else it shows what is running.
    if route == "/" && !matches!(actor.role, Role::Leader(_)) {
        return None;
    }
    let encoding = request.headers().get(header::ACCEPT_ENCODING).cloned();
    if ctx.here.len() + encoding.as_ref().map_or(0, HeaderValue::len) > ASKED_MAX {
        return None;
    }
    let minute = ctx.local_now().and_utc().timestamp().div_euclid(60);
    let asked = Asked { actor, lang: ctx.lang, theme: ctx.theme, encoding, here: ctx.here.clone(), minute };
    Some((ctx.clone(), head, asked))
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

    fn page(here: &str) -> Asked {
        let role = Role::of("leader", None, None, None).expect("a leader");
        let actor = Actor { id: uuid::Uuid::nil(), login: "li".into(), name: "李".into(), role, lang: None };
        Asked { actor: actor.into(), lang: Lang::Zh, theme: None, encoding: None, here: here.into(), minute: 90 }
    }

    #[test]
    fn a_page_is_kept_until_something_is_written() {
        let memo = Memo::default();
        let first = memo.place(7, &page("a"));
        assert!(Arc::ptr_eq(&first, &memo.place(7, &page("a"))));
        assert!(!Arc::ptr_eq(&first, &memo.place(7, &page("b"))));
        let later = memo.place(8, &page("a"));
        assert!(!Arc::ptr_eq(&first, &later), "a write makes it anew");
        assert!(Arc::ptr_eq(&later, &memo.place(7, &page("a"))), "who looked before the write may see it");
        assert!(Arc::ptr_eq(&later, &memo.place(8, &page("a"))));
        assert!(memo.known(8, &page("a")).is_some_and(|known| Arc::ptr_eq(&later, &known)));
        assert!(memo.known(9, &page("a")).is_none(), "a page of before a write is never given out after it");
        assert!(memo.known(8, &page("b")).is_none(), "asking makes no place");
    }

    #[test]
    fn the_shelf_has_an_end() {
        let memo = Memo::default();
        let first = memo.place(1, &page("a"));
        memo.weigh(ROOM + 1);
        assert!(!Arc::ptr_eq(&first, &memo.place(1, &page("a"))));
    }

    #[test]
    fn the_minute_before_is_one_of_the_same_day() {
        assert_eq!(page("a").a_minute_ago().map(|before| before.minute), Some(89));
        assert_eq!(Asked { minute: 2 * 24 * 60, ..page("a") }.a_minute_ago(), None);
    }
}
