//! Connections: taken, bounded, begun with TLS where there is a certificate, and ended.
//!
//! # How it works
//! No more connections are open than [`Config::max_connections`]; further ones wait in the system's queue, which holds no memory of the
//! process, until another ends. They are not refused: a caller would take that for a service that is down, and whoever holds connections
//! open without asking anything is cut off soon. For nothing may stand still: the beginning of TLS and the head of a first request have
//! [`Config::head_timeout`], as has, over HTTP/1, each head after that; a connection of HTTP/2 without a request, and an answer of which
//! nobody takes a byte, [`Config::idle_timeout`], and an answer that lies ready twice that. Bodies have the time-out of their request.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_io_timeout::TimeoutStream;

use super::access::Peer;
use super::body;
use super::config::Config;
use super::state::ServerState;

/// How often a caller over HTTP/2 is asked whether it is still there, and how long it may take to say so.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests that a caller may have open on one connection of HTTP/2.
const MAX_STREAMS: u32 = 100;
/// Bytes of bodies that HTTP/2 takes in before they are asked for, of one connection; over HTTP/1 it is some 400 KB.
const WINDOW_BYTES: u32 = 256 * 1024;
/// After an error that is of no single connection, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

type Http = auto::Builder<TokioExecutor>;

/// Takes connections until `closing` ends, and then waits until all are closed; idle ones are closed at once.
pub(super) async fn serve(listener: TcpListener, state: &ServerState, router: Router, closing: impl Future<Output = ()>) {
    let (stop, stopping) = watch::channel(());
    let line = Line { state: state.clone(), router, http: Arc::new(http(state.config())), stopping };
    let mut closing = pin!(closing);
    loop {
        let (stream, address, place) = tokio::select! {
            () = &mut closing => break,
            next = next(&listener, state) => next,
        };
        let (line, open) = (line.clone(), state.room().open());
        tokio::spawn(async move {
            line.hold(stream, address.ip()).await;
            drop((open, place));
        });
    }
    drop((listener, stop));
    state.room().until_none_is_connected().await;
}

fn http(config: &Config) -> Http {
    let mut http = Http::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(config.head_timeout);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(MAX_STREAMS)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES);
    http
}

/// The next connection, once there is a place for it.
async fn next(listener: &TcpListener, state: &ServerState) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    let place = state.room().connection().await;
    loop {
        match listener.accept().await {
            Ok((stream, address)) => return (stream, address, place),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The caller was gone before he was taken.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What all connections share.
#[derive(Clone)]
struct Line {
    state: ServerState,
    router: Router,
    http: Arc<Http>,
    /// Closed when connections shall end.
    stopping: watch::Receiver<()>,
}

impl Line {
    /// Serves a connection to its end.
    async fn hold(self, stream: TcpStream, peer: IpAddr) {
        // An answer is one small write; waiting for more to send with it only delays it.
        let _ = stream.set_nodelay(true);
        let Config { head_timeout, idle_timeout, .. } = *self.state.config();
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(idle_timeout));
        let stream = Box::pin(stream);
        let Some(certificate) = self.state.certificate() else { return self.talk(stream, peer).await };
        match timeout(head_timeout, certificate.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => self.talk(stream, peer).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection does not begin with TLS"),
            Err(_) => tracing::debug!("a connection took too long to begin with TLS"),
        }
    }

    async fn talk(mut self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, peer: IpAddr) {
        let traffic = Arc::new(Traffic::new());
        let (router, passing) = (TowerToHyperService::new(self.router), Arc::clone(&traffic));
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            let passing = Passing::begin(&passing);
            let answer = router.call(request);
            async move { answer.await.map(|response| response.map(|body| body::held(body, passing))) }
        });
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        let Config { head_timeout, idle_timeout, .. } = *self.state.config();
        tokio::select! {
            // Whatever went wrong on the way is the end of it, and of nothing else.
            _ = connection.as_mut() => return,
            _ = self.stopping.changed() => {}
            () = traffic.pause(head_timeout, idle_timeout) => {}
        }
        connection.as_mut().graceful_shutdown();
        tokio::select! {
            _ = connection => {}
            // Who takes an answer more slowly than that, or no leave, is left.
            () = traffic.pause(head_timeout, idle_timeout * 2) => {}
        }
    }
}

/// Whether something is asked on a connection, and when last.
#[derive(Debug)]
struct Traffic {
    began: Instant,
    in_flight: AtomicUsize,
    /// When the last request was answered, in milliseconds from the beginning; 0 before the first.
    last_ms: AtomicU64,
}

impl Traffic {
    fn new() -> Self {
        Self { began: Instant::now(), in_flight: AtomicUsize::new(0), last_ms: AtomicU64::new(0) }
    }

    /// Ends when nothing is asked any more: for `first` before the first request, for `later` after one was answered. Looks now and then
    /// instead of being told with each request, which would cost the busy connection more than the idle one.
    async fn pause(&self, first: Duration, later: Duration) {
        loop {
            let last_ms = self.last_ms.load(Ordering::Acquire);
            let quiet_since = self.began + Duration::from_millis(last_ms);
            let end = quiet_since + if last_ms == 0 { first } else { later };
            let is_busy = self.in_flight.load(Ordering::Acquire) > 0;
            if !is_busy && Instant::now() >= end {
                return;
            }
            sleep_until(if is_busy { Instant::now() + first } else { end }).await;
        }
    }
}

/// A request on its way, until the last of its answer.
#[derive(Debug)]
struct Passing(Arc<Traffic>);

impl Passing {
    fn begin(traffic: &Arc<Traffic>) -> Self {
        traffic.in_flight.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(traffic))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        let elapsed_ms = u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.0.last_ms.store(elapsed_ms.max(1), Ordering::Release);
        self.0.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}
