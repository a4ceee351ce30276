//! The accept loop on a real socket: slow and stuck visitors do not keep others out, and stopping is heard at once.
use axum::Router;
use axum::routing::get;
use cuan::server::listen;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

struct Serving {
    addr: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn serving(connections_max: usize) -> Serving {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let addr = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new().route("/", get(async || "here"));
    let stopped = async {
        let _ = stopped.await;
    };
    let ended = tokio::spawn(listen::serve(listener, router, connections_max, stopped));
    Serving { addr, stop, ended }
}

async fn half_a_request(serving: &Serving) -> TcpStream {
    let mut stream = TcpStream::connect(serving.addr).await.expect("connects");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").await.expect("sends");
    stream
}

/// The whole answer, once the other side closes or for as long as `limit`.
async fn answer(serving: &Serving, limit: Duration) -> Option<String> {
    let mut stream = TcpStream::connect(serving.addr).await.ok()?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.ok()?;
    let mut text = String::new();
    timeout(limit, stream.read_to_string(&mut text)).await.ok()?.ok()?;
    Some(text)
}

#[tokio::test]
async fn a_visitor_who_never_finishes_the_headers_is_cut_off_and_lets_the_next_in() {
    let serving = serving(2).await;
    let mut slow = [half_a_request(&serving).await, half_a_request(&serving).await];
    let begun = Instant::now();
    // All places are taken: the next one waits until the slow ones are cut off.
    let text = answer(&serving, Duration::from_secs(20)).await.expect("let in");
    assert!(text.ends_with("here"), "{text}");
    assert!(begun.elapsed() > Duration::from_secs(5), "there were two places only");
    let mut rest = Vec::new();
    timeout(Duration::from_secs(5), slow[0].read_to_end(&mut rest)).await.expect("cut off").ok();
    serving.stop.send(()).expect("still serving");
    timeout(Duration::from_secs(15), serving.ended).await.expect("ends").expect("without a panic");
}

#[tokio::test]
async fn stopping_is_heard_when_every_place_is_taken() {
    let serving = serving(2).await;
    let _slow = [half_a_request(&serving).await, half_a_request(&serving).await];
    tokio::time::sleep(Duration::from_millis(200)).await;
    serving.stop.send(()).expect("serving");
    timeout(Duration::from_secs(15), serving.ended).await.expect("ends in spite of them").expect("without a panic");
}

#[tokio::test]
async fn open_requests_are_finished_before_the_end() {
    let serving = serving(8).await;
    let text = answer(&serving, Duration::from_secs(5)).await.expect("answered");
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    serving.stop.send(()).expect("serving");
    timeout(Duration::from_secs(2), serving.ended).await.expect("nothing to wait for").expect("without a panic");
}
