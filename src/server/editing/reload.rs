//! Reading the files again while the service runs.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::OwnedMutexGuard;
use tokio::task::spawn_blocking;

use super::in_force::{InForce, Standing};
use super::laying::{self, Laid};
use super::{failed, in_turn};
use crate::gazetteer::{Finding, LoadError};
use crate::server::metrics::{ReloadOutcome, Trigger};
use crate::server::problem::{Causes, Code, Problem};
use crate::server::state::{Engine, ServerState};
use crate::server::v1::row::errors_of;

/// One mistake in a column of a long list is one a line; nobody reads more.
const MAX_ERRORS: usize = 1000;
/// Of those in the log.
const MAX_LOGGED: usize = 20;
/// How often, and at what distance, it is looked whether a replaced engine still serves a request.
const RETIRE_TRIES: usize = 200;
const RETIRE_PAUSE: Duration = Duration::from_millis(50);

/// Why the lists of before are served although the last order was to read others.
#[derive(Debug)]
pub(in crate::server) struct Failure {
    pub(in crate::server) at: Timestamp,
    /// How many errors the files have; 0 if they were not read.
    pub(in crate::server) errors: usize,
    pub(in crate::server) detail: String,
}

/// What reading the files again came to.
#[derive(Debug)]
pub(in crate::server) struct Reloaded {
    pub(in crate::server) laid: Laid,
    /// The engine that serves from now on.
    pub(in crate::server) engine: Arc<Engine>,
}

/// Reads the files and the store again, and serves what they say. Edits wait meanwhile; requests do not.
///
/// # Errors
/// 422 with everything wrong with the files, 503 if the store fails. Then nothing has changed.
pub(in crate::server) async fn reload(state: &ServerState, trigger: Trigger) -> Result<Reloaded, Problem> {
    let result = in_turn(state, reload_now).await;
    state.metrics().reload(trigger, result.as_ref().map_or_else(ReloadOutcome::of, |_| ReloadOutcome::Served));
    result
}

impl ServerState {
    /// Reads the lists again and serves them, as `POST /v1/reload` does. What comes of it stands in the log, the metrics and `/readyz`.
    pub async fn reload(&self, trigger: Trigger) {
        tracing::info!(trigger = trigger.name(), "reading the lists again");
        // Told there already.
        let _ = reload(self, trigger).await;
    }
}

async fn reload_now(state: ServerState, mut in_force: OwnedMutexGuard<InForce>) -> Result<Reloaded, Problem> {
    let editing = state.editing();
    let result = read_again(&state, &mut in_force).await;
    let failure = result.as_ref().err().map(|(problem, errors)| {
        let failure = Failure { at: Timestamp::now(), errors: *errors, detail: problem.detail().to_owned() };
        tracing::error!(errors, detail = failure.detail, "the lists could not be read again");
        Arc::new(failure)
    });
    editing.last_failure.store(failure);
    result.map_err(|(problem, _)| problem)
}

/// A failure comes with how many errors there are in the files.
async fn read_again(state: &ServerState, in_force: &mut InForce) -> Result<Reloaded, (Problem, usize)> {
    let editing = state.editing();
    let Standing { edits: stored, seen } = match Standing::of(editing.store.as_ref()).await {
        Ok(standing) => standing,
        // Files change nothing in what is known of the edits. Once the store answers, it is read anew.
        Err(error) if error.is_away() => Standing::known(in_force, &state.engine().tagger),
        Err(error) => return Err((failed(&error), 0)),
    };
    let (source, started) = (editing.source.clone(), Instant::now());
    let loaded = spawn_blocking(move || laying::load(&source, &stored)).await.map_err(|_| (Problem::internal(), 0))?;
    let mut laid = loaded.map_err(|error| refused(&error))?;
    state.metrics().loaded(started.elapsed());
    laid.log();
    state.now_in_force(in_force, std::mem::take(&mut laid.edits), seen);
    let replaced = state.engine();
    let engine = state.serve_other_files(Arc::clone(&laid.tagger));
    retire(replaced);
    let gazetteer = engine.tagger.gazetteer();
    tracing::info!(entities = gazetteer.entity_count(), version = gazetteer.version(), generation = engine.generation, "lists read again");
    Ok(Reloaded { laid, engine })
}

/// Frees an engine where that holds no request up: with all its files it takes many milliseconds.
fn retire(engine: Arc<Engine>) {
    let wait = move || {
        // Requests that still have it are answered soon. A batch may have it for hours, and frees it then.
        for _ in 0..RETIRE_TRIES {
            if Arc::strong_count(&engine) == 1 {
                break;
            }
            thread::sleep(RETIRE_PAUSE);
        }
    };
    // Without a thread it is freed here and now.
    let _ = thread::Builder::new().name("retire".to_owned()).spawn(wait);
}

/// What is wrong with the files, and how many errors that are.
fn refused(error: &LoadError) -> (Problem, usize) {
    let LoadError::Invalid(findings) = error else {
        return (Problem::new(Code::InvalidLists, format!("{}; the lists of before are served", Causes(error))), 1);
    };
    for Finding { file, line, column, problem, mend, .. } in findings.iter().take(MAX_LOGGED) {
        tracing::error!(file, line, column, problem, mend, "a list has an error");
    }
    let mut errors = errors_of(findings, "");
    let detail = format!(
        "the files have {} error(s), of which {MAX_ERRORS} at most stand under errors; the lists of before are served",
        errors.len()
    );
    errors.truncate(MAX_ERRORS);
    (Problem::of_fields(Code::InvalidLists, errors).with_detail(detail), findings.len())
}
