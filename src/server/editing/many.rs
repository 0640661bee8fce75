//! Many rows of one list at a time.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use tokio::task::spawn_blocking;

use super::in_force::{InForce, edited, note};
use super::plan::Plan;
use super::{failed, in_turn, refused, turn};
use crate::gazetteer::{Edits, Unfit};
use crate::server::metrics::EditOutcome;
use crate::server::problem::Problem;
use crate::server::state::{Engine, ServerState};
use crate::store::{Action, NewEdit};

/// One of many rows.
#[derive(Debug, Clone)]
pub(in crate::server) struct BulkRow {
    pub(in crate::server) id: String,
    pub(in crate::server) row: String,
}

/// What became of one of many rows.
#[derive(Debug, Clone)]
pub(in crate::server) enum Outcome {
    Created,
    Changed,
    /// It was already so.
    Unchanged,
    /// It does not fit; the others do.
    Refused(Unfit),
}

/// Edits many rows of one list, whose ids all differ: all that fit, in one transaction. With `dry_run` only says what would become of each.
///
/// # Errors
/// 403 without a store, 503 if it fails. Then nothing has changed.
pub(in crate::server) async fn edit_many(
    state: &ServerState,
    list: String,
    rows: Vec<BulkRow>,
    author: String,
    dry_run: bool,
) -> Result<Vec<Outcome>, Problem> {
    let asked = rows.len();
    let result = in_turn(state, |state, in_force| edit_many_now(state, in_force, list, rows, author, dry_run)).await;
    if !dry_run {
        count(state, &result, asked);
    }
    result
}

fn count(state: &ServerState, result: &Result<Vec<Outcome>, Problem>, asked: usize) {
    match result {
        Ok(outcomes) => outcomes.iter().for_each(|outcome| state.metrics().edits(Action::Put, outcome.into(), 1)),
        Err(problem) => state.metrics().edits(Action::Put, EditOutcome::of(problem), asked),
    }
}

impl From<&Outcome> for EditOutcome {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Created | Outcome::Changed => Self::Stored,
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Refused(_) => Self::Refused,
        }
    }
}

async fn edit_many_now(
    state: ServerState,
    mut in_force: OwnedMutexGuard<InForce>,
    list: String,
    rows: Vec<BulkRow>,
    author: String,
    dry_run: bool,
) -> Result<Vec<Outcome>, Problem> {
    state.editing().store()?;
    let turn = if dry_run { None } else { Some(turn(&state, &mut in_force).await?) };
    let (base, engine) = (in_force.edits.clone(), state.engine());
    let trying = spawn_blocking({
        let engine = Arc::clone(&engine);
        move || Trial::of(&engine, &list, rows, &base)
    });
    let trial = trying.await.map_err(|_| Problem::internal())?;
    let Some(turn) = turn.filter(|_| !trial.stored.is_empty()) else { return Ok(trial.outcomes) };
    let tagger = edited(&engine, trial.edits.clone()).await.map_err(|error| refused(&error, ""))?;
    let numbers = turn.append(&author, &trial.stored).await.map_err(|error| failed(&error))?;
    state.now_in_force(&mut in_force, trial.edits, Some(numbers.last));
    state.serve_edited(Arc::new(tagger), &engine);
    Ok(trial.outcomes)
}

/// What would become of many rows.
struct Trial {
    outcomes: Vec<Outcome>,
    /// All edits in force then.
    edits: Edits,
    /// Those that the rows make.
    stored: Vec<NewEdit>,
}

impl Trial {
    fn of(engine: &Engine, list: &str, rows: Vec<BulkRow>, base: &Edits) -> Self {
        let tagger = &engine.tagger;
        let before: Vec<Option<String>> = rows.iter().map(|row| tagger.row(list, &row.id)).collect();
        let mut wanted = Edits::default();
        for (BulkRow { id, row }, before) in rows.iter().zip(&before) {
            if before.as_ref() != Some(row) {
                wanted.set(list, id, Some(row));
            }
        }
        let (mut edits, unfit) = tagger.gazetteer().fitting(base, &wanted);
        let mut unfit: HashMap<String, Unfit> = unfit.into_iter().map(|unfit| (unfit.id.clone(), unfit)).collect();
        let (mut outcomes, mut stored) = (Vec::with_capacity(rows.len()), Vec::new());
        for (BulkRow { id, row }, before) in rows.into_iter().zip(before) {
            outcomes.push(match (unfit.remove(&id), &before) {
                (Some(unfit), _) => Outcome::Refused(unfit),
                (None, Some(before)) if *before == row => Outcome::Unchanged,
                (None, Some(_)) => Outcome::Changed,
                (None, None) => Outcome::Created,
            });
            if let Some(Outcome::Created | Outcome::Changed) = outcomes.last() {
                let file_row = tagger.file_row(list, &id);
                let Plan { action, after, stands } = Plan::put(row);
                note(&mut edits, tagger, list, &id, stands, after.as_deref());
                stored.push(NewEdit { gazetteer: list.to_owned(), entity: id, action, before, after, file_row, stands });
            }
        }
        Self { outcomes, edits, stored }
    }
}
