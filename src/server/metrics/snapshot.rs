//! The gauges: what the service is now.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Metric, Registry};
use tokio::time::timeout;

use super::PREFIX;
use crate::server::process;
use crate::server::state::ServerState;
use crate::store::Store;

/// A store that takes longer to answer is down, as far as whoever asks for metrics can wait.
const STORE_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ListLabel {
    gazetteer: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LaneLabel {
    lane: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BuildLabels {
    version: &'static str,
}

trait Labels: EncodeLabelSet + Clone + Debug + Eq + Hash + Send + Sync + 'static {}

impl<L: EncodeLabelSet + Clone + Debug + Eq + Hash + Send + Sync + 'static> Labels for L {}

/// The gauges of this moment.
pub(super) async fn of(state: &ServerState) -> Registry {
    let mut registry = Registry::with_prefix(PREFIX);
    of_process(&mut registry, state);
    of_pool(&mut registry, state);
    of_lists(&mut registry, state);
    of_last_reload(&mut registry, state);
    if let Some(store) = state.editing().store.as_ref() {
        let is_away = state.editing().outage.load().as_ref().is_some_and(|outage| outage.is_away);
        let is_up = !is_away && is_up(store).await;
        registry.register("store_up", "Whether the store of edits answers", truth(is_up));
    }
    registry
}

fn of_process(registry: &mut Registry, state: &ServerState) {
    let build = family([(BuildLabels { version: env!("CARGO_PKG_VERSION") }, 1)]);
    registry.register("build_info", "The release, as a label", build);
    registry.register("start_time_seconds", "When the service started, Unix time", ConstGauge::new(state.metrics().started.as_second()));
    if let Some(bytes) = process::resident_bytes() {
        registry.register("resident_memory_bytes", "Memory that the process holds", ConstGauge::new(bytes));
    }
    registry.register("ready", "Whether /readyz answers 200", truth(!state.is_draining()));
    registry.register("connections", "Connections that are open", ConstGauge::new(state.room().connected()));
    registry.register("long_body_bytes", "Bytes of long bodies that are held", ConstGauge::new(state.room().held_body_bytes()));
    registry.register("long_answer_bytes", "Bytes of long answers that are held", ConstGauge::new(state.room().held_answer_bytes()));
    registry.register(
        "requests_in_flight",
        "Requests that have come and are not answered, this one among them",
        ConstGauge::new(state.in_flight()),
    );
}

fn of_pool(registry: &mut Registry, state: &ServerState) {
    let pool = state.pool();
    let load = pool.load();
    registry.register("pool_threads", "Threads for long texts and batches", ConstGauge::new(pool.workers()));
    registry.register("pool_running", "Those at work", ConstGauge::new(load.running));
    let lanes = [("single", load.single), ("batch", load.batch)].map(|(lane, waiting)| (LaneLabel { lane }, waiting));
    registry.register("pool_waiting", "Long texts, and pieces of batches, that wait for a thread", family(lanes));
    registry.register("pool_capacity", "Long texts that may wait before further ones are refused", ConstGauge::new(state.config().queue));
}

fn of_lists(registry: &mut Registry, state: &ServerState) {
    let engine = state.engine();
    let gazetteer = engine.tagger.gazetteer();
    let rows = gazetteer.lists().iter().map(|list| (ListLabel { gazetteer: list.name.clone() }, list.rows));
    registry.register("gazetteer_entries", "Rows in force, of lists of words too", family(rows));
    registry.register("gazetteer_entities", "Entities in force", ConstGauge::new(gazetteer.entity_count()));
    registry.register("gazetteer_forms", "Forms that are searched for", ConstGauge::new(engine.tagger.forms()));
    registry.register(
        "gazetteer_generation",
        "Counts the lists that this process has served, edits too, from 1",
        ConstGauge::new(engine.generation),
    );
}

fn of_last_reload(registry: &mut Registry, state: &ServerState) {
    let failure = state.editing().last_failure.load();
    registry.register("last_reload_successful", "Whether the lists could be read when it was last ordered", truth(failure.is_none()));
    let errors = failure.as_ref().map_or(0, |failure| failure.errors);
    registry.register("last_reload_errors", "Errors that the files had then", ConstGauge::new(errors));
}

/// One value by labels.
fn family<L: Labels>(values: impl IntoIterator<Item = (L, usize)>) -> impl Metric {
    let family = Family::<L, Gauge<u64, AtomicU64>>::default();
    for (labels, value) in values {
        family.get_or_create(&labels).set(value as u64);
    }
    family
}

/// 1 if it is so.
fn truth(is_so: bool) -> ConstGauge<u32> {
    ConstGauge::new(u32::from(is_so))
}

async fn is_up(store: &Store) -> bool {
    timeout(STORE_TIMEOUT, store.ping()).await.is_ok_and(|answer| answer.is_ok())
}
