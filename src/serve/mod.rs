//! An HTTP server: a page to paste articles into, and a JSON API.
//!
//! What comes in goes this way; each part knows the ones before it:
//!
//! 1. `connections`: at most so many at once, each with time limits on what its client sends and takes.
//! 2. `guard`: whom the server answers ([`Token`], the host it is called by), and with which headers.
//! 3. `body`: bodies within limits of size, time and memory.
//! 4. `documents`: the documents in a body.
//! 5. `pool`: threads that score; more work than they have room for is turned away at once.
//! 6. `api`, `pages`: the answers; `openapi.json` says what the API promises.
//! 7. `metrics`: counts of all this, never of what was said.
//!
//! Nothing that is sent is written to disk or logged.

mod answer;
mod api;
mod body;
mod connections;
mod documents;
mod guard;
mod metrics;
mod pages;
mod pool;
mod token;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use std::{io, net};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::model::Model;
use metrics::Metrics;
use pool::Pool;

pub use token::{Token, WeakToken};

/// What a server may take and how long it waits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who may ask; needed beyond loopback.
    pub token: Option<Token>,
    /// Threads that score.
    pub workers: NonZeroUsize,
    /// Requests that may wait for one of these.
    pub queue: usize,
    /// Bytes in a body, at most.
    pub max_body: usize,
    /// Bytes in all bodies that are being worked on, at most.
    pub max_memory: usize,
    /// Documents in a request, at most.
    pub max_documents: usize,
    /// Connections at once, at most; others wait to be accepted.
    pub max_connections: usize,
    /// For a request's head to arrive, idle connections included.
    pub head_time: Duration,
    /// For a request's body to arrive.
    pub body_time: Duration,
    /// For a client to take the next part of an answer.
    pub take_time: Duration,
    /// For requests under way when the server stops.
    pub grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token: None,
            workers: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            queue: 256,
            max_body: 8 << 20,
            max_memory: 256 << 20,
            max_documents: 1_000,
            max_connections: 16_384,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            take_time: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

/// Why a server cannot start, or had to end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Anyone who reaches the address could ask.
    #[error("{0} can be reached from other machines: a token is needed")]
    Open(IpAddr),
    /// The address cannot be listened on.
    #[error("{address}: cannot be listened on: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The system gives no threads or no event queue.
    #[error("the server cannot be started: {0}")]
    Start(io::Error),
}

/// What every request shares.
struct Shared {
    settings: Settings,
    /// Whether it is called by this machine alone.
    loopback: bool,
    pool: Pool,
    metrics: Metrics,
    /// Room for bytes of bodies.
    memory: Arc<tokio::sync::Semaphore>,
    model: Arc<Model>,
    /// `/v1/model`, which never changes.
    description: String,
}

type State = axum::extract::State<Arc<Shared>>;

/// A server that listens and does not answer yet.
pub struct Server {
    listener: net::TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Listens on `address` (port 0 for any that is free) and starts the threads that score.
    ///
    /// # Errors
    /// An address beyond loopback without a token, or one that cannot be listened on; threads that
    /// cannot be had.
    pub fn bind(address: SocketAddr, model: Arc<Model>, settings: Settings) -> Result<Self, ServeError> {
        let loopback = address.ip().is_loopback();
        if !loopback && settings.token.is_none() {
            return Err(ServeError::Open(address.ip()));
        }
        // Every connection is an open file; where the system says no, fewer are held.
        let _ = rlimit::increase_nofile_limit(settings.max_connections as u64 + 64);
        let listener =
            net::TcpListener::bind(address).map_err(|source| ServeError::Listen { address, source })?;
        listener.set_nonblocking(true).map_err(ServeError::Start)?;
        let address = listener.local_addr().map_err(ServeError::Start)?;
        let pool = Pool::start(&model, settings.workers, settings.queue).map_err(ServeError::Start)?;
        let shared = Shared {
            loopback,
            pool,
            metrics: Metrics::default(),
            memory: Arc::new(tokio::sync::Semaphore::new(settings.max_memory)),
            description: serde_json::to_string(&model.description()).unwrap_or_default(),
            model,
            settings,
        };
        Ok(Self { listener, address, shared: Arc::new(shared) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process is told to stop (SIGTERM, or Ctrl-C), then finishes what is under
    /// way within [`Settings::grace`].
    ///
    /// # Errors
    /// A system that gives no threads or no event queue.
    pub fn run(self) -> Result<(), ServeError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(ServeError::Start)?;
        let done = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            connections::serve(listener, router(&self.shared), &self.shared, told_to_stop()?).await;
            Ok(())
        });
        // What still scores is not waited for.
        runtime.shutdown_background();
        done.map_err(ServeError::Start)
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(pages::empty).post(pages::scored))
        .route("/scores.json", post(pages::json))
        .route("/scores.csv", post(pages::csv))
        .route("/static/{name}", get(pages::asset))
        .route("/v1/score", post(api::score))
        .route("/v1/model", get(api::model))
        .route("/openapi.json", get(api::openapi))
        .route("/metrics", get(metrics::show))
        .route("/healthz", get(api::health))
        .fallback(answer::not_found)
        .method_not_allowed_fallback(answer::not_allowed)
        // Bodies have limits of their own.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(answer::panicked))
        .layer(from_fn_with_state(Arc::clone(shared), guard::admit))
        .layer(from_fn_with_state(Arc::clone(shared), metrics::count))
        .layer(from_fn(guard::headers))
        .with_state(Arc::clone(shared))
}

/// Ends with the first SIGTERM or Ctrl-C.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends with the first Ctrl-C.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // A system without the signal is stopped from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
