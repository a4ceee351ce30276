//! The renderer leaves `<!>` wherever a browser could later put something. Only islands need these markers; a validator
//! takes each for a mistake. Outside islands they go, inside they become the comment that browsers make of them anyway.
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt;

const MARKER: &str = "<!>";
const END: &str = "</html>";
const ISLAND: [&str; 2] = ["<leptos-island", "</leptos-island>"];

/// Marks an answer whose page has a script of its own, which runs by this answer's nonce only.
#[derive(Debug, Clone, Copy)]
pub struct Scripted;

/// Cleans pages on their way out; anything else passes untouched.
pub async fn tidy(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(page) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return Response::from_parts(head, Body::empty());
    };
    let Ok(text) = std::str::from_utf8(&page) else { return Response::from_parts(head, Body::from(page)) };
    let clean = cleaned(text);
    if has_own_script(&clean) {
        head.extensions.insert(Scripted);
    }
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(clean.len()));
    Response::from_parts(head, Body::from(clean))
}

/// Scripts from files of ours need no nonce: every page names those. In what people typed quotes are escaped.
fn has_own_script(page: &str) -> bool {
    page.contains(" nonce=\"")
}

fn cleaned(page: &str) -> String {
    if !page.contains(ISLAND[0]) {
        // Behind the page stands what islands wake up with: a page that has none needs no script of its own.
        let end = page.find(END).map_or(page.len(), |at| at + END.len());
        return page[..end].replace(MARKER, "");
    }
    let mut out = String::with_capacity(page.len());
    let (mut rest, mut depth) = (page, 0_usize);
    while let Some(at) = rest.find(MARKER) {
        let (before, after) = rest.split_at(at);
        depth = (depth + before.matches(ISLAND[0]).count()).saturating_sub(before.matches(ISLAND[1]).count());
        out.push_str(before);
        if depth > 0 {
            out.push_str("<!---->");
        }
        rest = &after[MARKER.len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{cleaned, has_own_script};

    #[test]
    fn only_a_script_with_a_nonce_belongs_to_one_answer() {
        assert!(has_own_script("<script type=\"module\" nonce=\"abc\">go()</script>"));
        assert!(!has_own_script("<script defer src=\"/pkg/keys.js\"></script><p>nonce=&quot;x&quot;</p>"));
    }

    #[test]
    fn markers_go_outside_islands_and_become_comments_inside() {
        assert_eq!(cleaned("<p>a<!>b</p><!>"), "<p>ab</p>");
        let state = "<script nonce=\"x\">__RESOLVED_RESOURCES=[];</script>";
        assert_eq!(cleaned(&format!("<html><p>a</p></html>{state}")), "<html><p>a</p></html>");
        let island = format!("<html><leptos-island></leptos-island></html>{state}");
        assert_eq!(cleaned(&island), island, "islands wake up with it");
        assert_eq!(
            cleaned("<!><leptos-island data-component=\"A\"><b>1<!>2</b><!></leptos-island><!>"),
            "<leptos-island data-component=\"A\"><b>1<!---->2</b><!----></leptos-island>"
        );
        assert_eq!(
            cleaned("<leptos-island><leptos-island><!></leptos-island><!></leptos-island><!>"),
            "<leptos-island><leptos-island><!----></leptos-island><!----></leptos-island>"
        );
    }

    #[test]
    fn what_people_typed_is_not_touched() {
        let page = "<input value=\"&lt;!&gt;\"><p>&lt;!&gt; <!-- a comment --></p>";
        assert_eq!(cleaned(page), page);
    }
}
