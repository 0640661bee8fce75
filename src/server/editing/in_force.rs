//! Which edits are in force, and how those of others come to be.
//!
//! # How it works
//! A service knows the number up to which it has read the store. Whatever came later, from other services or from `aalam export`, is put to
//! the edits in force, all at once, and an engine of these is made beside the one that serves. Where they do not fit together, or the store
//! may be another than it was (another server took over), all edits are laid over the lists anew, as at a start.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::laying;
use super::{Editing, EditingError};
use crate::gazetteer::{Edit, Edits, LoadError};
use crate::server::state::{Engine, ServerState};
use crate::store::{Heard, LaterEdit, StandingEdit, Store, StoreError, Told};
use crate::tagging::Tagger;

/// The edits in force.
#[derive(Debug, Default)]
pub(super) struct InForce {
    pub(super) edits: Edits,
    /// The number up to which the store was read; `None` if it never was.
    pub(super) seen: Option<i64>,
}

/// What the store says stands, as far as it is known.
pub(super) struct Standing {
    pub(super) edits: Vec<StandingEdit>,
    pub(super) seen: Option<i64>,
}

impl Standing {
    /// Of a store; of none nothing. Edits that this release cannot read are logged.
    ///
    /// # Errors
    /// If it fails.
    pub(super) async fn of(store: Option<&Store>) -> Result<Self, StoreError> {
        let Some(store) = store else { return Ok(Self::unknown()) };
        let Told { last, edits, unread } = store.standing().await?;
        log_unread(&unread);
        Ok(Self { edits, seen: Some(last) })
    }

    /// Nothing, and that not for sure.
    pub(super) fn unknown() -> Self {
        Self { edits: Vec::new(), seen: None }
    }

    /// What was in force until now, for want of a store that answers.
    pub(super) fn known(in_force: &InForce, tagger: &Tagger) -> Self {
        let edit = |edit: Edit<'_>| StandingEdit {
            gazetteer: edit.list.to_owned(),
            entity: edit.id.to_owned(),
            row: edit.row.map(str::to_owned),
            file_row: tagger.file_row(edit.list, edit.id),
        };
        Self { edits: in_force.edits.iter().map(edit).collect(), seen: None }
    }
}

fn log_unread(unread: &[StoreError]) {
    for error in unread {
        tracing::error!(%error, "an edit is kept in the store, and not in force");
    }
}

/// Notes whether a row stands in place of the file's from now on, and which, `None` if it is withdrawn. What the file has anyway is no edit:
/// it would make each further one slower, and services with the same rows would differ in their version.
pub(super) fn note(edits: &mut Edits, files: &Tagger, list: &str, id: &str, stands: bool, row: Option<&str>) {
    if stands && row != files.file_row(list, id).as_deref() {
        edits.set(list, id, row);
    } else {
        edits.remove(list, id);
    }
}

impl ServerState {
    /// From now on these edits are in force, which an engine serves by now.
    pub(super) fn now_in_force(&self, in_force: &mut InForce, edits: Edits, seen: Option<i64>) {
        *in_force = InForce { edits, seen };
        self.metrics().seen(seen);
    }

    /// Takes over what others have stored.
    ///
    /// # Errors
    /// If the store fails; then nothing has changed.
    pub(super) async fn take_over(&self, heard: Heard) -> Result<(), EditingError> {
        let editing = self.editing();
        let Some(store) = &editing.store else { return Ok(()) };
        let mut in_force = editing.in_force.lock().await;
        match (heard, in_force.seen) {
            // Most often an edit of its own.
            (Heard::Edit(seq), Some(seen)) if seq <= seen => Ok(()),
            // An edit of its own may have come between.
            (Heard::Last(last), Some(seen)) if last < seen => {
                let last = store.last().await?;
                self.take_over_up_to(store, &mut in_force, last).await
            }
            (Heard::Edit(last) | Heard::Last(last), _) => self.take_over_up_to(store, &mut in_force, last).await,
            (Heard::Anew, _) => lay_anew(self, store, &mut in_force).await,
        }
    }

    /// The same for who holds the edits in force, and knows the number of the last.
    ///
    /// # Errors
    /// If the store fails.
    pub(super) async fn take_over_up_to(&self, store: &Store, in_force: &mut InForce, last: i64) -> Result<(), EditingError> {
        match in_force.seen {
            Some(seen) if seen == last => Ok(()),
            Some(seen) if seen < last => catch_up(self, store, in_force, seen).await,
            Some(seen) => {
                tracing::warn!(last, seen, "the store has fewer edits than it had: all are laid over the lists anew");
                lay_anew(self, store, in_force).await
            }
            None => lay_anew(self, store, in_force).await,
        }
    }
}

async fn catch_up(state: &ServerState, store: &Store, in_force: &mut InForce, seen: i64) -> Result<(), EditingError> {
    let Told { last, edits: later, unread } = store.later(seen).await?;
    log_unread(&unread);
    let engine = state.engine();
    let mut edits = in_force.edits.clone();
    for LaterEdit { gazetteer, entity, stands, row } in &later {
        note(&mut edits, &engine.tagger, gazetteer, entity, *stands, row.as_deref());
    }
    if edits != in_force.edits {
        match edited(&engine, edits.clone()).await {
            Ok(tagger) => drop(state.serve_edited(Arc::new(tagger), &engine)),
            // Which of them do not fit is found, and told, by trying all.
            Err(EditingError::Lists(_)) => return lay_anew(state, store, in_force).await,
            Err(error) => return Err(error),
        }
    }
    tracing::debug!(edits = later.len(), last, "edits made elsewhere are in force");
    state.metrics().caught_up();
    state.now_in_force(in_force, edits, Some(last));
    Ok(())
}

async fn lay_anew(state: &ServerState, store: &Store, in_force: &mut InForce) -> Result<(), EditingError> {
    let Standing { edits: stored, seen } = Standing::of(Some(store)).await?;
    let engine = state.engine();
    let laying = spawn_blocking({
        let engine = Arc::clone(&engine);
        move || {
            let files = engine.tagger.edited(&Edits::default()).map_err(LoadError::Invalid)?;
            laying::lay_over(Arc::new(files), &stored)
        }
    });
    let laid = laying.await.map_err(|_| EditingError::Fault)??;
    laid.log();
    if laid.edits != in_force.edits {
        state.serve_edited(laid.tagger, &engine);
        state.metrics().caught_up();
    }
    state.now_in_force(in_force, laid.edits, seen);
    Ok(())
}

/// The engine with these edits in force. With thousands of them it takes longer than a runtime's thread may be held.
///
/// # Errors
/// Everything wrong with the edits.
pub(super) async fn edited(engine: &Arc<Engine>, edits: Edits) -> Result<Tagger, EditingError> {
    let engine = Arc::clone(engine);
    let made = spawn_blocking(move || engine.tagger.edited(&edits)).await.map_err(|_| EditingError::Fault)?;
    made.map_err(|findings| EditingError::Lists(LoadError::Invalid(findings)))
}

impl Editing {
    /// The number up to which the store was read before anything was served.
    pub(in crate::server) fn seen(&mut self) -> Option<i64> {
        Arc::get_mut(&mut self.in_force)?.get_mut().seen
    }
}
