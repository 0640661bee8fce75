//! The service: HTTP, and nothing but HTTP. It takes no tagging decision.
//!
//! [`serve`] takes a listener, a state with an engine, and a future that ends when the service shall stop. `routes` has every path on one screen;
//! `problem` has every error; each version of the API is one folder with its wire types in one file. `formats` has the forms of answer that
//! are not the API's own, `html` reads pages, `stream` answers batches, `editing` changes the lists. `access` says who may do what,
//! `connections`, `traffic` and `room` how much is taken on at a time.
//!
//! # Stopping
//! When the order comes, `/readyz` turns 503 at once, and new connections are still taken as long as requests are in flight, at most for
//! half of [`Config::drain_timeout`]: whoever spreads the load sees the 503 and looks elsewhere. Then the listener is closed, and idle
//! connections with it. Requests in flight are finished, a batch when its last answer is taken; when the time is over, the service ends
//! without them.

mod access;
mod article;
mod asset;
mod body;
mod config;
mod connections;
mod docs;
mod editing;
mod etag;
mod extract;
mod formats;
mod health;
mod html;
mod lines;
mod metrics;
mod observe;
mod openapi;
mod page;
mod pool;
mod problem;
mod process;
mod renew;
mod room;
mod router;
mod state;
mod stream;
mod tls;
mod trace;
mod traffic;
mod unlisted;
mod v1;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until, timeout};

pub use access::{Access, Key, KeyError, KeysError, Limits, LineError, NewKey, Openness, Scope};
pub use article::Article;
pub use config::Config;
pub(crate) use editing::fitting;
pub use editing::{Editing, EditingError, Watch};
pub use formats::Format;
pub use metrics::Trigger;
pub use observe::Answered;
pub use process::resident_bytes;
pub use router::{layered, router, routes};
pub use state::{Gate, ServerState};
pub use tls::{Certificate, CertificateError};
pub use trace::{TraceId, TraceParent};
pub use v1::answer::LocalAnswer;

/// Serves until `shutdown` ends and the requests in flight are answered, at most [`Config::drain_timeout`] later.
pub async fn serve(listener: TcpListener, state: ServerState, shutdown: impl Future<Output = ()> + Send + 'static) {
    run(listener, state.clone(), router(state), shutdown).await;
}

/// The same for a router that was put together elsewhere, with [`layered`].
pub async fn run(listener: TcpListener, state: ServerState, router: Router, shutdown: impl Future<Output = ()> + Send + 'static) {
    state.prepare_lookup();
    let (ordered, order) = oneshot::channel();
    let draining = state.clone();
    let close_listener = async move {
        shutdown.await;
        draining.start_draining();
        let drain_timeout = draining.config().drain_timeout;
        // Nobody listens any more if the server has ended by itself.
        let _ = ordered.send(Instant::now() + drain_timeout);
        tracing::info!(in_flight = draining.in_flight(), "stopping");
        let _ = timeout(drain_timeout / 2, draining.idle()).await;
    };
    tokio::select! {
        () = connections::serve(listener, &state, router, close_listener) => {}
        () = expiry(order) => tracing::warn!(in_flight = state.in_flight(), "stopped before all requests were answered"),
    }
}

/// Ends when the time to drain is over; never if the order to stop never comes.
async fn expiry(order: oneshot::Receiver<Instant>) {
    match order.await {
        Ok(deadline) => sleep_until(deadline).await,
        Err(_) => std::future::pending().await,
    }
}
