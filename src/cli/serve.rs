//! `aalam serve`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal;

use super::{GazetteerArgs, Outcome, telemetry};
use crate::server::{self, Config};

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    gazetteers: GazetteerArgs,
    /// Address and port to listen on; the default is reached from this machine only
    #[arg(long, env = "AALAM_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Longest body, in bytes: a long article has 30 KB
    #[arg(long, env = "AALAM_BODY_LIMIT", value_name = "BYTES", default_value_t = Config::default().body_limit)]
    body_limit: usize,
    /// Seconds from a request's head to its answer
    #[arg(long, env = "AALAM_REQUEST_TIMEOUT", value_name = "SECONDS", default_value_t = Config::default().request_timeout.as_secs())]
    request_timeout: u64,
    /// Seconds that a batch may wait for its next bytes, or for its caller to take an answer
    #[arg(long, env = "AALAM_IDLE_TIMEOUT", value_name = "SECONDS", default_value_t = Config::default().idle_timeout.as_secs())]
    idle_timeout: u64,
    /// Seconds that requests in flight get to end when the service stops
    #[arg(long, env = "AALAM_DRAIN_TIMEOUT", value_name = "SECONDS", default_value_t = Config::default().drain_timeout.as_secs())]
    drain_timeout: u64,
    /// Threads for long bodies and batches: one a core is all that helps
    #[arg(long, env = "AALAM_WORKERS", value_name = "N", default_value_t = Config::default().workers)]
    workers: usize,
    /// Long bodies that may wait for a worker before further ones are refused
    #[arg(long, env = "AALAM_QUEUE", value_name = "N", default_value_t = Config::default().queue)]
    queue: usize,
    /// Unlisted names that are counted at a time for GET /v1/unlisted; 0 counts none, as befits secret drafts
    #[arg(long, env = "AALAM_UNLISTED_NAMES", value_name = "N", default_value_t = Config::default().unlisted_names)]
    unlisted_names: usize,
    /// Keep no example of the text round an unlisted name, only the name
    #[arg(long, env = "AALAM_NO_UNLISTED_CONTEXT")]
    no_unlisted_context: bool,
    /// What to log: error, warn, info, debug, trace, or a filter such as aalam=debug
    #[arg(long, env = "AALAM_LOG", value_name = "FILTER", default_value = "info")]
    log: String,
}

impl ServeArgs {
    fn config(&self) -> Config {
        Config {
            body_limit: self.body_limit,
            request_timeout: Duration::from_secs(self.request_timeout),
            idle_timeout: Duration::from_secs(self.idle_timeout),
            drain_timeout: Duration::from_secs(self.drain_timeout),
            workers: self.workers.max(1),
            queue: self.queue,
            unlisted_names: self.unlisted_names,
            unlisted_context: !self.no_unlisted_context,
        }
    }
}

pub(super) fn run(arguments: &ServeArgs) -> anyhow::Result<Outcome> {
    telemetry::start(&arguments.log)?;
    let started = Instant::now();
    let source = arguments.gazetteers.source();
    let tagger = arguments.gazetteers.load()?;
    let entities = tagger.gazetteer().entities().len();
    let forms = tagger.lexicon().len();
    let load_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%source, entities, forms, load_ms, "loaded");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime cannot start")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await.with_context(|| format!("cannot listen on {}", arguments.listen))?;
        tracing::info!(address = %listener.local_addr()?, "listening");
        server::serve(listener, Arc::new(tagger), arguments.config(), stop_signal()?).await?;
        tracing::info!("stopped");
        Ok(Outcome::Done)
    })
}

/// Ends at ctrl-c, and where there is such a thing at SIGTERM.
#[cfg(unix)]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    Ok(async move {
        tokio::select! {
            _ = signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends at ctrl-c.
#[cfg(not(unix))]
fn stop_signal() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = signal::ctrl_c().await;
    })
}
