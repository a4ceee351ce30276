//! Our own accept loop: `axum::serve` sets no time limit for slow headers, so a handful of idle connections could hold it.
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// How long a client may take to send its request line and headers, and to stay idle between requests.
const HEADERS_MAX: Duration = Duration::from_secs(10);
/// How long open requests may go on after the signal to stop.
const FAREWELL_MAX: Duration = Duration::from_secs(15);

/// Serves until `stop` is done, then lets open requests finish.
pub async fn serve(listener: TcpListener, router: Router, connections_max: usize, stop: impl Future<Output = ()>) {
    // HTTP/1.1 only: browsers speak HTTP/2 over TLS alone, and TLS ends at the proxy in front.
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_MAX);
    let open = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(connections_max));
    tokio::pin!(stop);
    loop {
        // The signal is heard also while every place is taken.
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => break,
            next = next_connection(&listener, &room) => match next {
                Some(next) => next,
                None => continue,
            },
        };
        let service = router.clone().layer(axum::Extension(ConnectInfo(peer)));
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(e) = connection.await {
                tracing::debug!(error = %e, "connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL_MAX, open.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests still open");
    }
}

async fn next_connection(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = room.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            if let Err(e) = stream.set_nodelay(true) {
                tracing::debug!(error = %e, "no TCP_NODELAY");
            }
            Some((stream, peer, place))
        }
        Err(e) => {
            // Out of file handles: wait, do not spin.
            tracing::warn!(error = %e, "accept failed");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// Done when the program is asked to stop, by Ctrl-C or SIGTERM.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
