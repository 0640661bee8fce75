//! `aalam serve`.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use axum::http::{HeaderValue, Uri};
use clap::builder::RangedU64ValueParser;
use tokio::net::TcpListener;
use tokio::signal;
use tokio::sync::Semaphore;

use super::gate::GateArgs;
use super::store::StoreName;
use super::traces::Traces;
use super::{GazetteerArgs, ListenArgs, Outcome, http, telemetry};
use crate::gazetteer::source::Source;
use crate::server::{self, Config, Editing, Scope, ServerState, Trigger, Watch};
use crate::store::{Location, Store};

/// Where edits go if some key may edit, and nothing says where.
const DEFAULT_STORE: &str = "aalam-edits.sqlite";

/// More cores than a machine has.
const MAX_WORKERS: usize = 4096;
/// A year; the sum of now and a time-out must be a time.
const MAX_SECONDS: u64 = 366 * 24 * 60 * 60;

/// Numbers from the least with which the service works to the greatest.
fn number(range: RangeInclusive<usize>) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(*range.start() as u64..=*range.end() as u64)
}

fn seconds(least: u64) -> RangedU64ValueParser {
    RangedU64ValueParser::new().range(least..=MAX_SECONDS)
}

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    gazetteers: GazetteerArgs,
    #[command(flatten)]
    pub(super) listen: ListenArgs,
    #[command(flatten)]
    pub(super) gate: GateArgs,
    /// Longest body, in bytes: a long article has 30 KB
    #[arg(long, env = "AALAM_BODY_LIMIT", value_name = "BYTES", value_parser = number(1..=usize::MAX))]
    #[arg(default_value_t = Config::default().body_limit)]
    body_limit: usize,
    /// Seconds from a request's head to its answer
    #[arg(long, env = "AALAM_REQUEST_TIMEOUT", value_name = "SECONDS", value_parser = seconds(1))]
    #[arg(default_value_t = Config::default().request_timeout.as_secs())]
    request_timeout: u64,
    /// Seconds from the beginning of a connection to the head of its first request, and from an answer to the next head
    #[arg(long, env = "AALAM_HEAD_TIMEOUT", value_name = "SECONDS", value_parser = seconds(1))]
    #[arg(default_value_t = Config::default().head_timeout.as_secs())]
    head_timeout: u64,
    /// Seconds that a batch may wait for its next bytes, and any request for its caller to take more of the answer
    #[arg(long, env = "AALAM_IDLE_TIMEOUT", value_name = "SECONDS", value_parser = seconds(1))]
    #[arg(default_value_t = Config::default().idle_timeout.as_secs())]
    idle_timeout: u64,
    /// Seconds that requests in flight get to end when the service stops
    #[arg(long, env = "AALAM_DRAIN_TIMEOUT", value_name = "SECONDS", value_parser = seconds(0))]
    #[arg(default_value_t = Config::default().drain_timeout.as_secs())]
    drain_timeout: u64,
    /// Threads for long bodies and batches: one a core is all that helps
    #[arg(long, env = "AALAM_WORKERS", value_name = "N", value_parser = number(1..=MAX_WORKERS))]
    #[arg(default_value_t = Config::default().workers)]
    workers: usize,
    /// Long bodies that may wait for a worker before further ones are refused
    #[arg(long, env = "AALAM_QUEUE", value_name = "N", value_parser = number(0..=Semaphore::MAX_PERMITS))]
    #[arg(default_value_t = Config::default().queue)]
    queue: usize,
    /// Bytes of long bodies, those over 64 KiB, that are held at a time before further ones are refused; as many again of long answers
    #[arg(long, env = "AALAM_BODY_MEMORY", value_name = "BYTES", default_value_t = Config::default().body_memory)]
    body_memory: usize,
    /// Batches at a time before further ones are refused
    #[arg(long, env = "AALAM_BATCHES", value_name = "N", value_parser = number(1..=Semaphore::MAX_PERMITS))]
    #[arg(default_value_t = Config::default().batches)]
    batches: usize,
    /// Connections at a time before further ones wait, and requests at a time before further ones are refused
    #[arg(long, env = "AALAM_MAX_CONNECTIONS", value_name = "N", value_parser = number(1..=u32::MAX as usize))]
    #[arg(default_value_t = Config::default().max_connections)]
    max_connections: usize,
    /// Origins whose pages may call the service from a browser, such as <https://cms.example>; several parted by commas
    #[arg(long, env = "AALAM_CORS_ORIGIN", value_name = "ORIGIN", value_delimiter = ',', value_parser = http::origin)]
    cors_origin: Vec<HeaderValue>,
    /// Unlisted names that are counted at a time for GET /v1/unlisted; 0 counts none, as befits secret drafts
    #[arg(long, env = "AALAM_UNLISTED_NAMES", value_name = "N", default_value_t = Config::default().unlisted_names)]
    unlisted_names: usize,
    /// File of the edits, or for several services <postgres://USER@HOST/DATABASE>; with a key that may edit aalam-edits.sqlite unless said
    /// otherwise, without one none
    #[arg(long, env = "AALAM_STORE", hide_env_values = true, value_name = "PATH|URL")]
    store: Option<StoreName>,
    /// Read lists, keys and certificate again when their files change; SIGHUP and POST /v1/reload do so at once
    #[arg(long, env = "AALAM_WATCH")]
    pub(super) watch: bool,
    /// Keep no example of the text round an unlisted name, only the name
    #[arg(long, env = "AALAM_NO_UNLISTED_CONTEXT")]
    no_unlisted_context: bool,
    /// OpenTelemetry collector that gets a span for each request, by OTLP over plain HTTP, such as <http://localhost:4318>
    #[arg(long, env = "AALAM_OTLP_ENDPOINT", value_name = "URL", value_parser = http::url)]
    otlp_endpoint: Option<Uri>,
    /// What to log: error, warn, info, debug, trace, or a filter such as aalam=debug
    #[arg(long, env = "AALAM_LOG", value_name = "FILTER", default_value = "info")]
    pub(super) log: String,
}

impl ServeArgs {
    fn config(&self) -> Config {
        Config {
            body_limit: self.body_limit,
            request_timeout: Duration::from_secs(self.request_timeout),
            head_timeout: Duration::from_secs(self.head_timeout),
            idle_timeout: Duration::from_secs(self.idle_timeout),
            drain_timeout: Duration::from_secs(self.drain_timeout),
            workers: self.workers,
            queue: self.queue,
            body_memory: self.body_memory,
            batches: self.batches,
            max_connections: self.max_connections,
            cors_origins: self.cors_origin.clone(),
            unlisted_names: self.unlisted_names,
            unlisted_context: !self.no_unlisted_context,
        }
    }
}

impl ServeArgs {
    /// Where the lists are.
    pub(super) fn source(&self) -> Source {
        self.gazetteers.source()
    }

    /// The watches over the lists, and over the keys and the certificate, if there shall be some.
    pub(super) fn watches(&self) -> anyhow::Result<Vec<Watch>> {
        if !self.watch {
            return Ok(Vec::new());
        }
        let watches: Vec<_> = [Watch::over(&self.source()), Watch::over_secrets(self.secrets())].into_iter().flatten().collect();
        anyhow::ensure!(
            !watches.is_empty(),
            "--watch needs a folder of lists, a file of keys or a certificate: name one, such as by --gazetteers, or leave out --watch"
        );
        Ok(watches)
    }

    /// The files that are read again, and are no lists.
    fn secrets(&self) -> Vec<PathBuf> {
        [&self.gate.keys_file, &self.listen.tls_cert, &self.listen.tls_key].into_iter().flatten().cloned().collect()
    }

    /// Where the store is, if there shall be one.
    pub(super) fn store_location(&self, may_edit: bool) -> anyhow::Result<Option<Location>> {
        match &self.store {
            Some(name) => name.location().map(Some),
            None if may_edit => Ok(Some(DEFAULT_STORE.parse()?)),
            None => Ok(None),
        }
    }

    /// The store that is meant, opened.
    async fn open_store(&self, may_edit: bool) -> anyhow::Result<Option<Store>> {
        let Some(location) = self.store_location(may_edit)? else { return Ok(None) };
        let opened = Store::open(&location).await;
        let store = if self.store.is_some() { opened? } else { opened.with_context(unnamed_store)? };
        tracing::info!(%location, "edits are kept in the store");
        Ok(Some(store))
    }
}

/// Where the name of a store comes from that nobody has named, and what to do if it cannot be had.
fn unnamed_store() -> String {
    format!(
        "a key may edit, and no store is named, so that edits would go to {DEFAULT_STORE} in the working folder: \
         name one by --store or AALAM_STORE, or use keys of the scope tag alone"
    )
}

pub(super) fn run(arguments: &ServeArgs) -> anyhow::Result<Outcome> {
    telemetry::start(&arguments.log)?;
    // Before the files are read: what changes meanwhile is seen.
    let watches = arguments.watches()?;
    let gate = arguments.gate.open(&arguments.listen)?;
    let may_edit = gate.access.has_key(Scope::Edit);
    let started = Instant::now();
    let source = arguments.source();
    let tagger = arguments.gazetteers.load()?;
    let entities = tagger.gazetteer().entity_count();
    let forms = tagger.forms();
    let load_time = started.elapsed();
    let load_ms = u64::try_from(load_time.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%source, entities, forms, load_ms, "loaded");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime cannot start")?;
    runtime.block_on(async {
        let store = arguments.open_store(may_edit).await?;
        let (tagger, editing) = Editing::open(source, store.clone(), Arc::new(tagger)).await?;
        let state = ServerState::new(tagger, arguments.config(), gate, editing.loaded_in(load_time)).context("cannot start threads")?;
        let traces = arguments.otlp_endpoint.as_ref().map(Traces::start).transpose()?;
        if let Some(traces) = &traces {
            state.on_answer(traces.recorder());
        }
        tokio::spawn(state.clone().follow_store());
        reload_at_hangup(state.clone())?;
        for watch in watches {
            tokio::spawn(watch.run(state.clone()));
        }
        let address = arguments.listen.address;
        let listener = TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        tracing::info!(address = %listener.local_addr()?, scheme = arguments.listen.scheme(), "listening");
        server::serve(listener, state, stop_signal()?).await;
        if let Some(store) = store {
            store.close().await;
        }
        if let Some(traces) = traces {
            // Sends on a thread of its own, and waits for it.
            tokio::task::block_in_place(|| traces.end());
        }
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

/// Reads keys, certificate and lists again at each SIGHUP, from now on.
#[cfg(unix)]
fn reload_at_hangup(state: ServerState) -> anyhow::Result<()> {
    let mut hangup = signal::unix::signal(signal::unix::SignalKind::hangup()).context("cannot wait for SIGHUP")?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            state.renew().await;
            state.reload(Trigger::Signal).await;
        }
    });
    Ok(())
}

/// There is no such signal.
#[cfg(not(unix))]
fn reload_at_hangup(_: ServerState) -> anyhow::Result<()> {
    Ok(())
}
