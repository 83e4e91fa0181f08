//! Connections: how many, and how long each may take.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use super::{Settings, Shared};

/// Bytes of a request's head, at most.
const HEAD: usize = 32 << 10;
/// Before the next try where the system has no more room for connections.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers on `listener` until `stop` ends, then lets requests under way finish.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    shared: &Arc<Shared>,
    stop: impl Future<Output = ()>,
) {
    let settings = &shared.settings;
    let room = Arc::new(Semaphore::new(settings.max_connections));
    let graceful = GracefulShutdown::new();
    let builder = builder(settings);
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (accept(&listener).await, place)
        };
        let (stream, place) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = builder.serve_connection(TokioIo::new(timed(stream, settings)), service);
        let connection = graceful.watch(connection);
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            shared.metrics.connections.inc();
            // A client that breaks off is no fault of the server.
            let _ = connection.await;
            shared.metrics.connections.dec();
            drop(place);
        });
    }
    drop(listener);
    // Whoever takes longer is cut off.
    let _ = tokio::time::timeout(settings.grace, graceful.shutdown()).await;
}

fn builder(settings: &Settings) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.head_time).max_buf_size(HEAD);
    builder
}

/// The next connection. Errors are of one client (it went away), or pass (no more files).
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// The stream with a limit on how long a client may leave an answer untaken.
fn timed(stream: TcpStream, settings: &Settings) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    // An answer is small; waiting for more of it would only delay it.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(settings.take_time));
    Box::pin(stream)
}
