//! What the service counts about itself, and `GET /metrics`, which tells it in the text format of Prometheus.
//!
//! # How it works
//! Counters and the histogram go up where the thing happens; gauges are read off the state when somebody asks, in `snapshot`. Every label
//! has few values, all of this program or of its lists: templates of routes and never paths, names of lists and never those of entities.
//! Nothing of a text is ever a label.
//!
//! # Complexity
//! A request costs four look-ups by label, a mention one addition to a counter that its engine holds ready, a token nothing.

mod body;
mod engine;
mod labels;
mod snapshot;

use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::prometheus_text::{self, CONTENT_TYPE};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::extract::NoQuery;
use super::problem::Problem;
use super::state::ServerState;
use super::stream::Counts;
use crate::gazetteer::Gazetteer;
use crate::store::Action;
pub(super) use engine::EngineCounters;
pub use labels::Trigger;
use labels::{BatchLine, Edit, MentionLabels, Reload, RequestLabels, RouteLabel, method_name};
pub(super) use labels::{EditOutcome, ReloadOutcome};

const PREFIX: &str = "aalam";
/// Upper bounds, in seconds: a sentence takes a tenth of a millisecond, and no request longer than the time-out, ten seconds.
const DURATION_BUCKETS: [f64; 16] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Everything that is counted. Cheap to count with from any thread.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    started: jiff::Timestamp,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabel, Histogram, fn() -> Histogram>,
    request_bytes: Family<RouteLabel, Counter>,
    response_bytes: Family<RouteLabel, Counter>,
    texts: Counter,
    text_bytes: Counter,
    mentions: Family<MentionLabels, Counter>,
    batch_lines: Family<BatchLine, Counter>,
    edits: Family<Edit, Counter>,
    reloads: Family<Reload, Counter>,
    load_seconds: Gauge<f64, AtomicU64>,
    last_seq: Gauge<i64, AtomicI64>,
    catch_ups: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix(PREFIX),
            started: jiff::Timestamp::now(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATION_BUCKETS)),
            request_bytes: Family::default(),
            response_bytes: Family::default(),
            texts: Counter::default(),
            text_bytes: Counter::default(),
            mentions: Family::default(),
            batch_lines: Family::default(),
            edits: Family::default(),
            reloads: Family::default(),
            load_seconds: Gauge::default(),
            last_seq: Gauge::default(),
            catch_ups: Counter::default(),
        };
        metrics.register();
        metrics.begin_at_zero();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", self.requests.clone());
        registry.register(
            "request_duration_seconds",
            "From a request's head to the head of its answer; a batch goes on behind that",
            self.durations.clone(),
        );
        registry.register("request_bytes", "Bytes of requests' bodies", self.request_bytes.clone());
        registry.register("response_bytes", "Bytes of answers' bodies", self.response_bytes.clone());
        registry.register("texts", "Texts tagged, lines of batches among them", self.texts.clone());
        registry.register("text_bytes", "Bytes of the texts tagged, as posted", self.text_bytes.clone());
        registry.register("mentions", "Mentions answered; gazetteer is none for names that no list gave", self.mentions.clone());
        registry.register("batch_lines", "Lines of batches", self.batch_lines.clone());
        registry.register("edits", "Edits asked for, each row by itself", self.edits.clone());
        registry.register("reloads", "Orders to read the lists again", self.reloads.clone());
        registry.register("gazetteer_load_seconds", "How long the lists took to load the last time", self.load_seconds.clone());
        registry.register("store_last_seq", "Number of the last edit of the store that was read", self.last_seq.clone());
        registry.register("store_catch_ups", "Times that edits made elsewhere were taken over", self.catch_ups.clone());
    }

    /// What has not happened yet is told as 0: that it then happened once is seen by no difference otherwise.
    fn begin_at_zero(&self) {
        self.batch(Counts::default());
        for outcome in EditOutcome::ALL {
            for action in Action::ALL {
                self.edits(action, outcome, 0);
            }
        }
        for (trigger, outcome) in Trigger::ALL.into_iter().flat_map(|trigger| ReloadOutcome::ALL.map(|outcome| (trigger, outcome))) {
            drop(self.reloads.get_or_create(&Reload { trigger: trigger.name(), outcome: outcome.name() }));
        }
    }

    /// Begins to count a request; the bytes of its body count from now on as they are read.
    pub(super) fn begin(&self, request: Request, route: &str) -> (Begun, Request) {
        let begun = Begun { started: Instant::now(), route: RouteLabel { route: route.to_owned() }, method: method_name(request.method()) };
        let counter = self.request_bytes.get_or_create_owned(&begun.route);
        (begun, request.map(|body| body::counted(body, counter)))
    }

    /// Ends counting a request with its answer, whose bytes are still to be sent.
    pub(super) fn end(&self, begun: Begun, response: Response) -> Response {
        let Begun { started, route, method } = begun;
        self.durations.get_or_create(&route).observe(started.elapsed().as_secs_f64());
        let counter = self.response_bytes.get_or_create_owned(&route);
        let labels = RequestLabels { route: route.route, method, status: response.status().as_u16() };
        self.requests.get_or_create(&labels).inc();
        response.map(|body| body::counted(body, counter))
    }

    /// The counters of an engine of these lists.
    pub(super) fn of_engine(&self, gazetteer: &Gazetteer) -> EngineCounters {
        EngineCounters::new(self, gazetteer)
    }

    /// Lines of a batch were answered.
    pub(super) fn batch(&self, counts: Counts) {
        self.batch_lines.get_or_create(&BatchLine::TAGGED).inc_by(counts.lines - counts.errors);
        self.batch_lines.get_or_create(&BatchLine::REFUSED).inc_by(counts.errors);
    }

    /// So many rows were to be edited, and this is what became of them.
    pub(super) fn edits(&self, action: Action, outcome: EditOutcome, rows: usize) {
        self.edits.get_or_create(&Edit { action: action.name(), outcome: outcome.name() }).inc_by(rows as u64);
    }

    /// The lists were loaded within such a time.
    pub(super) fn loaded(&self, took: Duration) {
        self.load_seconds.set(took.as_secs_f64());
    }

    /// The store was read up to an edit of this number; `None` if it was not.
    pub(super) fn seen(&self, seq: Option<i64>) {
        self.last_seq.set(seq.unwrap_or_default());
    }

    /// Edits made elsewhere were taken over.
    pub(super) fn caught_up(&self) {
        self.catch_ups.inc();
    }

    /// The lists were to be read again.
    pub(super) fn reload(&self, trigger: Trigger, outcome: ReloadOutcome) {
        self.reloads.get_or_create(&Reload { trigger: trigger.name(), outcome: outcome.name() }).inc();
    }
}

/// A request that has come.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) started: Instant,
    route: RouteLabel,
    method: &'static str,
}

/// Everything that is counted.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "Service",
    summary = "What the service counts about itself",
    description = "In the text format of Prometheus, 0.0.4. Nothing of the texts is in it; docs/operations.md lists the names.",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain")),
)]
pub(super) async fn metrics(State(state): State<ServerState>, _: NoQuery) -> Result<Response, Problem> {
    let now = snapshot::of(&state).await;
    let mut text = String::new();
    // Into memory: nothing in it can fail.
    let encoded = [&state.metrics().registry, &now].into_iter().try_for_each(|registry| prometheus_text::encode(&mut text, registry));
    encoded.map_err(|_| Problem::internal())?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response())
}
