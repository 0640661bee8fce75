//! Editing the lists while they are served.
//!
//! # How it works
//! One edit at a time, over all services that share the store: each takes a turn, takes over what others have stored before it, and makes an
//! engine with its edit in it beside the one that serves, so that whatever would be wrong with the row in its file is found; then the edit is
//! stored; then the engines are swapped, and the next request is tagged by the new one. No request waits for any of that. What fails leaves
//! store and engine as they were.
//!
//! An edit that has begun ends, even if its caller goes away: none is stored and not served. One whose caller goes away before never
//! begins.

mod follow;
mod in_force;
mod laying;
mod many;
mod plan;
mod reload;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::etag::{self, Preconditions};
use super::metrics::EditOutcome;
use super::problem::{Code, Problem};
use super::state::{Engine, ServerState};
use super::v1::row::errors_of;
use crate::gazetteer::LoadError;
use crate::gazetteer::source::Source;
use crate::store::{NewEdit, Store, StoreError, StoredEdit, Turn};
use crate::tagging::Tagger;
use follow::Outage;
use in_force::{InForce, Standing, edited, note};
pub(crate) use laying::fitting;
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
    in_force: Arc<Mutex<InForce>>,
    /// How long the lists took to load.
    pub(super) load_time: Duration,
    /// What the last order to read the lists again failed with; none if it did not.
    pub(super) last_failure: ArcSwapOption<Failure>,
    /// Since when the store does not answer, or cannot be followed; none if it can.
    pub(super) outage: ArcSwapOption<Outage>,
}

/// Why a service with a store does not start, or does not take over what is in it.
#[derive(Debug, thiserror::Error)]
pub enum EditingError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The edits do not fit the lists, or make more forms than a lexicon holds.
    #[error("the stored edits cannot be laid over the lists")]
    Lists(#[from] LoadError),
    /// Laying them over the lists did not end.
    #[error("laying edits over the lists failed; that is a fault of the service")]
    Fault,
}

impl EditingError {
    /// Whether it is of no use to do anything but wait.
    fn is_away(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_away())
    }
}

impl Editing {
    /// Lays the edits of the store over the lists, which come from `source`; gives the engine with those that fit. The others are logged
    /// and kept. If the store is on a server that cannot be reached, the lists are as the files have them until it can be.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn open(source: Source, store: Option<Store>, files: Arc<Tagger>) -> Result<(Arc<Tagger>, Self), EditingError> {
        let (standing, outage) = match Standing::of(store.as_ref()).await {
            Ok(standing) => (standing, None),
            Err(error) if error.is_away() => (Standing::unknown(), Some(Arc::new(Outage::begins(&error, true)))),
            Err(error) => return Err(error.into()),
        };
        let laid = laying::lay_over(files, &standing.edits)?;
        laid.log();
        let in_force = Arc::new(Mutex::new(InForce { edits: laid.edits, seen: standing.seen }));
        Ok((laid.tagger, Self { source, store, in_force, outage: ArcSwapOption::new(outage), ..Self::default() }))
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

/// Waits for the turn to append, and takes over what others have stored until then.
///
/// # Errors
/// 403 without a store, 503 if it fails.
async fn turn(state: &ServerState, in_force: &mut InForce) -> Result<Turn, Problem> {
    let store = state.editing().store()?;
    if state.editing().outage.load().as_ref().is_some_and(|outage| outage.is_away) {
        // Whoever waits for an edit before this one has found out, and it is tried again elsewhere.
        return Err(away());
    }
    let turn = store.turn().await.map_err(|error| {
        if error.is_away() {
            state.does_not_follow(&error, true);
        }
        failed(&error)
    })?;
    state.take_over_up_to(store, in_force, turn.last()).await.map_err(|error| refused(&error, ""))?;
    Ok(turn)
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

/// Runs what must not be cut short, whoever goes away meanwhile, once nothing else changes store and engine. Whoever goes away before that
/// leaves nothing: however many are told that it takes too long, none of what they sent is kept.
async fn in_turn<T: Send + 'static, W: Future<Output = Result<T, Problem>> + Send + 'static>(
    state: &ServerState,
    work: impl FnOnce(ServerState, OwnedMutexGuard<InForce>) -> W,
) -> Result<T, Problem> {
    let in_force = Arc::clone(&state.editing().in_force).lock_owned().await;
    tokio::spawn(work(state.clone(), in_force)).await.map_err(|_| Problem::internal())?
}

/// Edits one row. When this returns the edit is on the disk, and the next request is tagged with it.
///
/// # Errors
/// 403 without a store, 404 if there is no row to withdraw, 409 if there is nothing to take back, 412 if the row is not in the state that
/// the preconditions name, 422 with everything wrong with the row, 503 if the store fails. Then nothing has changed.
pub(super) async fn edit(state: &ServerState, asked: Asked) -> Result<Done, Problem> {
    let action = asked.change.action();
    let result = in_turn(state, |state, in_force| edit_now(state, in_force, asked)).await;
    let outcome = match &result {
        Ok(Done { seq: Some(_), .. }) => EditOutcome::Stored,
        Ok(_) => EditOutcome::Unchanged,
        Err(problem) => EditOutcome::of(problem),
    };
    state.metrics().edits(action, outcome, 1);
    result
}

async fn edit_now(state: ServerState, mut in_force: OwnedMutexGuard<InForce>, asked: Asked) -> Result<Done, Problem> {
    let Asked { list, id, change, preconditions, author } = asked;
    let store = state.editing().store()?;
    let turn = turn(&state, &mut in_force).await?;
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
    let mut edits = in_force.edits.clone();
    note(&mut edits, &engine.tagger, &list, &id, stands, after.as_deref());
    let tagger = edited(&engine, edits.clone()).await.map_err(|error| refused(&error, &id))?;
    let edit = NewEdit { gazetteer: list, entity: id, action, before, after: after.clone(), file_row, stands };
    let seq = turn.append(&author, &[edit]).await.map_err(|error| failed(&error))?.last;
    state.now_in_force(&mut in_force, edits, Some(seq));
    let engine = state.serve_edited(Arc::new(tagger), &engine);
    Ok(Done { seq: Some(seq), is_new, row: after, engine })
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

/// What the caller is told of an edit that cannot be in force.
fn refused(error: &EditingError, id: &str) -> Problem {
    match error {
        EditingError::Store(error) => failed(error),
        EditingError::Lists(LoadError::Invalid(findings)) => Problem::of_fields(Code::InvalidRow, errors_of(findings, id)),
        EditingError::Lists(_) | EditingError::Fault => Problem::internal(),
    }
}

/// What the caller is told of the store's fault; the log has the rest.
fn failed(error: &StoreError) -> Problem {
    if matches!(error, StoreError::Busy) {
        tracing::warn!("an edit is refused: others have been editing for too long");
    } else {
        tracing::error!(error = %error, "the store failed");
    }
    match error {
        StoreError::Away(_) => away(),
        StoreError::Busy => Problem::new(Code::StoreFailed, "others are editing; nothing was changed, try again"),
        StoreError::Unsure(_) => Problem::new(
            Code::StoreFailed,
            "the store did not say whether it has the edit; read the row in some seconds, or send the same again",
        ),
        _ => Problem::new(
            Code::StoreFailed,
            "nothing was changed; try again, and if it fails again, tell whoever runs the service: its log says why",
        ),
    }
}

fn away() -> Problem {
    Problem::new(Code::StoreFailed, "the store of edits cannot be reached, and nothing was changed; try again in some seconds")
}
