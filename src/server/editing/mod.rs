//! Editing the lists while they are served.
//!
//! # How it works
//! One edit at a time: an engine with the edit in it is made beside the one that serves, so that whatever would be wrong with the row in its
//! file is found; then the edit is stored; then the engines are swapped, and the next request is tagged by the new one. No request waits for
//! any of that. What fails leaves store and engine as they were.
//!
//! An edit that has begun ends, even if its caller goes away: none is stored and not served.

mod laying;
mod many;
mod plan;
mod reload;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::etag::{self, Preconditions};
use super::metrics::EditOutcome;
use super::problem::{Code, Problem};
use super::state::{Engine, ServerState};
use super::v1::row::errors_of;
use crate::gazetteer::source::Source;
use crate::gazetteer::{Edits, LoadError};
use crate::store::{NewEdit, Store, StoreError, StoredEdit};
use crate::tagging::Tagger;
pub(super) use many::{BulkRow, Outcome, edit_many};
pub(super) use plan::Change;
use plan::Plan;
use reload::Failure;
pub(super) use reload::{Reloaded, reload};
pub use watch::Watch;

/// What a service needs to be edited: where its lists come from, and where edits go. By default nowhere.
#[derive(Debug, Default)]
pub struct Editing {
    source: Source,
    pub(super) store: Option<Store>,
    /// The edits in force. Who holds it, and nobody else, changes store and engine.
    in_force: Mutex<Edits>,
    /// How long the lists took to load.
    pub(super) load_time: Duration,
    /// What the last order to read the lists again failed with; none if it did not.
    pub(super) last_failure: ArcSwapOption<Failure>,
}

/// Why a service with a store does not start.
#[derive(Debug, thiserror::Error)]
pub enum EditingError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The edits make more forms than a lexicon holds.
    #[error("the stored edits cannot be laid over the lists")]
    Lists(#[from] LoadError),
}

impl Editing {
    /// Lays the edits of the store over the lists, which come from `source`; gives the engine with those that fit. The others are logged
    /// and kept.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn open(source: Source, store: Option<Store>, files: Arc<Tagger>) -> Result<(Arc<Tagger>, Self), EditingError> {
        let stored = match &store {
            Some(store) => store.standing().await?,
            None => Vec::new(),
        };
        let laid = laying::lay_over(files, &stored)?;
        laid.log();
        Ok((laid.tagger, Self { source, store, in_force: Mutex::new(laid.edits), ..Self::default() }))
    }

    /// The same, with the time that the lists took to load, for the metrics.
    #[must_use]
    pub fn loaded_in(self, load_time: Duration) -> Self {
        Self { load_time, ..self }
    }

    fn store(&self) -> Result<&Store, Problem> {
        self.store.as_ref().ok_or_else(|| Problem::new(Code::EditingOff, "the service has no store; start it with --store or AALAM_STORE"))
    }
}

/// An edit of one row.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Name of the list, which is one of entities.
    pub(super) list: String,
    pub(super) id: String,
    pub(super) change: Change,
    pub(super) preconditions: Preconditions,
    pub(super) author: String,
}

/// An edit that was made.
#[derive(Debug, Clone)]
pub(super) struct Done {
    /// Its number in the store; `None` if the row was already so.
    pub(super) seq: Option<i64>,
    /// Whether there was no row before.
    pub(super) is_new: bool,
    /// The row in force now.
    pub(super) row: Option<String>,
    /// The engine that has it.
    pub(super) engine: Arc<Engine>,
}

/// Runs what must not be cut short, whoever goes away meanwhile.
async fn to_its_end<T: Send + 'static>(work: impl Future<Output = Result<T, Problem>> + Send + 'static) -> Result<T, Problem> {
    tokio::spawn(work).await.map_err(|_| Problem::internal())?
}

/// Edits one row. When this returns the edit is on the disk, and the next request is tagged with it.
///
/// # Errors
/// 403 without a store, 404 if there is no row to withdraw, 409 if there is nothing to take back, 412 if the row is not in the state that
/// the preconditions name, 422 with everything wrong with the row, 503 if the store fails. Then nothing has changed.
pub(super) async fn edit(state: &ServerState, asked: Asked) -> Result<Done, Problem> {
    let (action, owned) = (asked.change.action(), state.clone());
    let result = to_its_end(async move { edit_now(&owned, asked).await }).await;
    let outcome = match &result {
        Ok(Done { seq: Some(_), .. }) => EditOutcome::Stored,
        Ok(_) => EditOutcome::Unchanged,
        Err(problem) => EditOutcome::of(problem),
    };
    state.metrics().edits(action, outcome, 1);
    result
}

async fn edit_now(state: &ServerState, asked: Asked) -> Result<Done, Problem> {
    let Asked { list, id, change, preconditions, author } = asked;
    let store = state.editing().store()?;
    let mut in_force = state.editing().in_force.lock().await;
    let engine = state.engine();
    let before = engine.tagger.row(&list, &id);
    if !preconditions.hold(before.as_deref().map(|row| etag::of(row.as_bytes())).as_deref()) {
        let detail = "the row was changed, added or withdrawn meanwhile; read it again, and send the tag of what you have read";
        return Err(Problem::new(Code::PreconditionFailed, detail));
    }
    let is_new = before.is_none();
    let file_row = engine.tagger.file_row(&list, &id);
    let plan = match change {
        Change::Put(row) if before.as_deref() == Some(&row) => return Ok(Done { seq: None, is_new, row: before, engine }),
        Change::Put(row) => Plan::put(row),
        Change::Withdraw if is_new => return Err(no_row()),
        Change::Withdraw => Plan::withdraw(),
        Change::Undo => Plan::undo(store.history(&list, &id, u32::MAX).await.map_err(|error| failed(&error))?, file_row.clone())?,
    };
    let Plan { action, after, stands } = plan;
    let mut edits = in_force.clone();
    if stands {
        edits.set(&list, &id, after.as_deref());
    } else {
        edits.remove(&list, &id);
    }
    let tagger = edited(&engine, edits.clone(), &id).await?;
    let edit = NewEdit { gazetteer: list, entity: id, action, before, after: after.clone(), file_row, stands };
    let seq = store.append(&author, &[edit]).await.map_err(|error| failed(&error))?;
    *in_force = edits;
    let engine = state.serve_edited(tagger, &engine);
    Ok(Done { seq: Some(seq), is_new, row: after, engine })
}

/// The engine with these edits in force. With thousands of them it takes longer than a runtime's thread may be held.
async fn edited(engine: &Arc<Engine>, edits: Edits, id: &str) -> Result<Tagger, Problem> {
    let engine = Arc::clone(engine);
    let made = spawn_blocking(move || engine.tagger.edited(&edits)).await.map_err(|_| Problem::internal())?;
    made.map_err(|findings| Problem::of_fields(Code::InvalidRow, errors_of(&findings, id)))
}

/// The last edits of a row, the newest first.
///
/// # Errors
/// 403 without a store, 503 if it fails.
pub(super) async fn history(state: &ServerState, list: &str, id: &str, most: u32) -> Result<Vec<StoredEdit>, Problem> {
    state.editing().store()?.history(list, id, most).await.map_err(|error| failed(&error))
}

pub(super) fn no_row() -> Problem {
    Problem::new(Code::RowNotFound, "the list has no row of this id; GET /v1/entities/{id} names the lists that have one")
}

/// What the caller is told of the store's fault; the log has the rest.
fn failed(error: &StoreError) -> Problem {
    tracing::error!(error = %error, "the store failed");
    Problem::new(
        Code::StoreFailed,
        "nothing was changed; try again, and if it fails again, tell whoever runs the service: its log says why",
    )
}
