//! What all requests share.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwap;
use tokio::sync::{Notify, OnceCell};

use super::access::Access;
use super::config::Config;
use super::editing::Editing;
use super::metrics::{EngineCounters, Metrics};
use super::observe::Answered;
use super::pool::Pool;
use super::problem::Problem;
use super::room::Room;
use super::tls::Certificate;
use super::unlisted::UnlistedNames;
use crate::gazetteer::Part;
use crate::gazetteer::lookup::Lookup;
use crate::tagging::Tagger;

/// The engine that serves one request from beginning to end, and which one it is.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) tagger: Arc<Tagger>,
    /// Counts the gazetteers that this process has served, from 1.
    pub(super) generation: u64,
    /// The index of the files' names, made beside the first requests; one for all engines of the same files.
    lookup: Arc<OnceCell<Lookup>>,
    /// Counts what it finds; one for all engines of the same files, for edits leave the lists what they are.
    pub(super) counters: Arc<EngineCounters>,
}

impl Engine {
    /// The index of all names. Who comes too early waits while it is made, off the runtime's workers.
    pub(super) async fn lookup(self: &Arc<Self>) -> Result<&Lookup, Problem> {
        let engine = Arc::clone(self);
        let make = || async { tokio::task::spawn_blocking(move || Lookup::of(engine.tagger.gazetteer(), Part::Files)).await };
        self.lookup.get_or_try_init(make).await.map_err(|_| Problem::internal())
    }
}

/// What stands before the requests. By default whoever reaches the service may tag, over connections that anybody on the way can read.
#[derive(Debug, Default)]
pub struct Gate {
    /// Who is let in.
    pub access: Access,
    /// What connections are made private with; none for plain HTTP.
    pub certificate: Option<Certificate>,
}

/// The state of the service: cheap to clone, one for all requests.
#[derive(Debug, Clone)]
pub struct ServerState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: ArcSwap<Engine>,
    gate: Gate,
    editing: Editing,
    unlisted: Arc<UnlistedNames>,
    config: Config,
    pool: Pool,
    room: Room,
    metrics: Metrics,
    draining: AtomicBool,
    in_flight: AtomicUsize,
    idle: Notify,
    recorder: OnceLock<Recorder>,
}

/// Is told of each request that was answered.
struct Recorder(Box<dyn Fn(&Answered<'_>) + Send + Sync>);

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder")
    }
}

impl ServerState {
    /// A state that serves with this engine, and edits it. Starts the threads for long bodies; they end when the last clone is dropped.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn new(engine: Arc<Tagger>, config: Config, gate: Gate, mut editing: Editing) -> io::Result<Self> {
        let pool = Pool::new(config.workers, config.queue)?;
        let metrics = Metrics::default();
        metrics.loaded(editing.load_time);
        metrics.seen(editing.seen());
        let counters = Arc::new(metrics.of_engine(engine.gazetteer()));
        Ok(Self(Arc::new(Inner {
            engine: ArcSwap::from_pointee(Engine { tagger: engine, generation: 1, lookup: Arc::default(), counters }),
            gate,
            editing,
            unlisted: Arc::new(UnlistedNames::new(config.unlisted_names, config.unlisted_context)),
            room: Room::new(&config),
            config,
            pool,
            metrics,
            draining: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            idle: Notify::new(),
            recorder: OnceLock::new(),
        })))
    }

    /// From now on tells of each request that was answered. It should not take long; only the first that is named here is told.
    pub fn on_answer(&self, recorder: impl Fn(&Answered<'_>) + Send + Sync + 'static) {
        // Who comes second is told nothing.
        let _ = self.0.recorder.set(Recorder(Box::new(recorder)));
    }

    /// Tells of a request, if somebody wants to know.
    pub(super) fn record(&self, answered: &Answered<'_>) {
        if let Some(Recorder(record)) = self.0.recorder.get() {
            record(answered);
        }
    }

    /// The engine of now; a request takes it once.
    pub(super) fn engine(&self) -> Arc<Engine> {
        self.0.engine.load_full()
    }

    /// From now on an engine of the same files as another serves, with other edits in force; gives it.
    pub(super) fn serve_edited(&self, tagger: Arc<Tagger>, same_files: &Engine) -> Arc<Engine> {
        self.serve(Engine {
            tagger,
            generation: same_files.generation + 1,
            lookup: Arc::clone(&same_files.lookup),
            counters: Arc::clone(&same_files.counters),
        })
    }

    /// From now on an engine of other files serves; gives it.
    pub(super) fn serve_other_files(&self, tagger: Arc<Tagger>) -> Arc<Engine> {
        let counters = Arc::new(self.metrics().of_engine(tagger.gazetteer()));
        let engine = self.serve(Engine { tagger, generation: self.engine().generation + 1, lookup: Arc::default(), counters });
        self.prepare_lookup();
        engine
    }

    /// Makes the indexes of names beside the requests, before somebody has to wait for them.
    pub(super) fn prepare_lookup(&self) {
        let engine = self.engine();
        tokio::spawn(async move {
            // If it fails, whoever asks tries again and is told.
            if engine.lookup().await.is_ok() {
                let _ = tokio::task::spawn_blocking(move || engine.tagger.gazetteer().prepare_edited_names()).await;
            }
        });
    }

    fn serve(&self, engine: Engine) -> Arc<Engine> {
        let engine = Arc::new(engine);
        self.0.engine.store(Arc::clone(&engine));
        engine
    }

    /// Who is let in.
    pub(super) fn access(&self) -> &Access {
        &self.0.gate.access
    }

    /// What connections are made private with.
    pub(super) fn certificate(&self) -> Option<&Certificate> {
        self.0.gate.certificate.as_ref()
    }

    /// How much is held at a time.
    pub(super) fn room(&self) -> &Room {
        &self.0.room
    }

    pub(super) fn editing(&self) -> &Editing {
        &self.0.editing
    }

    /// The count of unlisted names.
    pub(super) fn unlisted(&self) -> Arc<UnlistedNames> {
        Arc::clone(&self.0.unlisted)
    }

    pub(super) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.0.pool
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// From now on the service is not ready.
    pub(super) fn start_draining(&self) {
        self.0.draining.store(true, Ordering::Release);
    }

    pub(super) fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Acquire)
    }

    /// Counts a request until the guard is dropped.
    pub(super) fn enter(&self) -> InFlight {
        self.0.in_flight.fetch_add(1, Ordering::AcqRel);
        InFlight(Arc::clone(&self.0))
    }

    pub(super) fn in_flight(&self) -> usize {
        self.0.in_flight.load(Ordering::Acquire)
    }

    /// Ends when no request is in flight.
    pub(super) async fn idle(&self) {
        loop {
            // Made before the count is read: it then misses no notice.
            let notice = self.0.idle.notified();
            if self.in_flight() == 0 {
                return;
            }
            notice.await;
        }
    }
}

/// A request that has come and is not answered.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Inner>);

impl Drop for InFlight {
    fn drop(&mut self) {
        if self.0.in_flight.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.idle.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::net::TcpListener;

    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::server;

    async fn is_prepared(engine: &Engine) {
        while engine.lookup.get().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    #[tokio::test]
    async fn names_are_indexed_before_somebody_asks() {
        let tagger = || Arc::new(Tagger::new(Gazetteer::default()).unwrap());
        let state = ServerState::new(tagger(), Config::default(), Gate::default(), Editing::default()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = tokio::spawn(server::serve(listener, state.clone(), std::future::pending()));
        let both = async {
            is_prepared(&state.engine()).await;
            is_prepared(&state.serve_other_files(tagger())).await;
        };
        tokio::time::timeout(Duration::from_secs(10), both).await.unwrap();
        service.abort();
    }
}
