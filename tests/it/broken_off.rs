//! Uploads through a real socket that break off: nothing of them stays on disk.
use crate::returns::{EDGE, form};
use crate::world::{Who, World};

/// A visitor who sends a part of an upload through a socket and then closes the way there: half of it, or all of it.
async fn broken_off(addr: std::net::SocketAddr, sent: &[u8], both_ways: bool) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(addr).await.expect("connects");
    stream.write_all(sent).await.expect("sends");
    if both_ways {
        return;
    }
    stream.shutdown().await.expect("says that no more comes");
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
}

#[tokio::test]
async fn an_upload_that_breaks_off_at_any_byte_leaves_no_file_behind() {
    let world = World::fresh().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let addr = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let until = async {
        let _ = stopped.await;
    };
    let serving = tokio::spawn(cuan::server::listen::serve(listener, world.router.clone(), 64, until));
    let body = form(&[("note", "x")], Some(("事故.csv", &b"a,b\n1,2\n".repeat(40_000))));
    let head = format!(
        "POST /returns/new HTTP/1.1\r\nHost: cuan.example\r\nOrigin: http://cuan.example\r\nCookie: sid={}\r\n\
         Content-Type: multipart/form-data; boundary={EDGE}\r\nContent-Length: {}\r\n\r\n",
        Who::Own.token(),
        body.len()
    );
    let whole = [head.as_bytes(), &body].concat();
    let small = form(&[], Some(("b.csv", b"a,b\n1,2\n")));
    let small_head = head.replace(&format!("Length: {}", body.len()), &format!("Length: {}", small.len()));
    let short = [small_head.as_bytes(), &small].concat();
    for whole in [&whole, &short] {
        let file = head.len() + 200;
        for end in [whole.len() - 1, whole.len(), whole.len() - 30, whole.len() / 2, file.min(whole.len() - 2)] {
            for both_ways in [true, false] {
                for _ in 0..6 {
                    broken_off(addr, &whole[..end], both_ways).await;
                }
            }
        }
    }
    let left = || std::fs::read_dir(world.folder().join("incoming")).map_or(0, Iterator::count);
    for _ in 0..100 {
        if left() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(left(), 0);
    stop.send(()).expect("still serving");
    tokio::time::timeout(std::time::Duration::from_secs(30), serving).await.expect("ends").expect("without a panic");
}
