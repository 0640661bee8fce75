//! Connections: taken, bounded, begun with TLS where there is a certificate, and ended.
//!
//! # How it works
//! No more connections are open than [`Config::max_connections`]; further ones wait in the system's queue, which holds no memory of the
//! process, until another ends. They are not refused: a caller would take that for a service that is down, and whoever holds connections
//! open without asking anything is cut off soon. For nothing may stand still: the beginning of TLS and the head of a first request have
//! [`Config::head_timeout`] together, as has, over HTTP/1, each head after that; a connection of HTTP/2 without a request, and one with an
//! answer of which nobody takes more, [`Config::idle_timeout`]; it then takes no further requests, and as long again later it is cut.
//! Bodies have the time-out of their request.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
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
use tokio::time::{Instant, sleep, timeout_at};
use tokio_io_timeout::TimeoutStream;

use super::access::Peer;
use super::config::Config;
use super::state::ServerState;
use super::traffic::{PIECE_BYTES, Passing, Traffic};

/// How often a caller over HTTP/2 is asked whether it is still there, and how long it may take to say so.
const PING_INTERVAL: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests that a caller may have open on one connection of HTTP/2.
const MAX_STREAMS: u32 = 100;
/// Bytes of bodies that HTTP/2 takes in before they are asked for, of one connection.
const WINDOW_BYTES: u32 = 256 * 1024;
/// Bytes that HTTP/1 reads ahead, so the longest head, and bytes of answers that it takes beyond what the system does. A query alone may
/// have 64 KiB.
const BUFFER_BYTES: usize = 128 * 1024;
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
    http.http1().timer(TokioTimer::new()).header_read_timeout(config.head_timeout).max_buf_size(BUFFER_BYTES);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT)
        .max_concurrent_streams(MAX_STREAMS)
        .max_send_buf_size(PIECE_BYTES)
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
        let began = Instant::now();
        // An answer is one small write; waiting for more to send with it only delays it.
        let _ = stream.set_nodelay(true);
        let Config { head_timeout, idle_timeout, .. } = *self.state.config();
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(idle_timeout));
        let stream = Box::pin(stream);
        let Some(certificate) = self.state.certificate() else { return self.talk(stream, peer, began).await };
        match timeout_at(began + head_timeout, certificate.acceptor().accept(stream)).await {
            Ok(Ok(stream)) => self.talk(stream, peer, began).await,
            Ok(Err(error)) => tracing::debug!(%error, "a connection does not begin with TLS"),
            Err(_) => tracing::debug!("a connection took too long to begin with TLS"),
        }
    }

    async fn talk(mut self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, peer: IpAddr, began: Instant) {
        let traffic = Arc::new(Traffic::new(began));
        let (router, state, passing) = (TowerToHyperService::new(self.router), self.state.clone(), Arc::clone(&traffic));
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            let passing = Passing::begin(&passing, state.room().request());
            let answer = router.call(request);
            async move { answer.await.map(|response| passing.answered(response)) }
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
