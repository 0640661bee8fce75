//! Reading the files again while the service runs.

use std::fmt;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::laying::{self, Laid};
use super::{failed, to_its_end};
use crate::gazetteer::LoadError;
use crate::server::problem::{Code, Problem};
use crate::server::state::{Engine, ServerState};
use crate::server::v1::row::errors_of;

/// One mistake in a column of a long list is one a line; nobody reads more.
const MAX_ERRORS: usize = 1000;

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
pub(in crate::server) async fn reload(state: &ServerState) -> Result<Reloaded, Problem> {
    let state = state.clone();
    to_its_end(async move { reload_now(&state).await }).await
}

async fn reload_now(state: &ServerState) -> Result<Reloaded, Problem> {
    let editing = state.editing();
    let mut in_force = editing.in_force.lock().await;
    let stored = match &editing.store {
        Some(store) => store.standing().await.map_err(|error| failed(&error))?,
        None => Vec::new(),
    };
    let source = editing.source.clone();
    let loaded = spawn_blocking(move || laying::load(&source, &stored)).await.map_err(|_| Problem::internal())?;
    let mut laid = loaded.map_err(|error| refused(&error))?;
    laid.log();
    *in_force = std::mem::take(&mut laid.edits);
    let engine = state.serve_other_files(Arc::clone(&laid.tagger));
    let gazetteer = engine.tagger.gazetteer();
    tracing::info!(entities = gazetteer.entity_count(), version = gazetteer.version(), generation = engine.generation, "lists read again");
    Ok(Reloaded { laid, engine })
}

/// What is wrong with the files.
fn refused(error: &LoadError) -> Problem {
    let LoadError::Invalid(findings) = error else {
        return Problem::new(Code::InvalidLists, format!("{}; the lists of before are served", Causes(error)));
    };
    let mut errors = errors_of(findings, "");
    let detail = format!(
        "the files have {} error(s), of which {MAX_ERRORS} at most stand under errors; the lists of before are served",
        errors.len()
    );
    errors.truncate(MAX_ERRORS);
    Problem::of_fields(Code::InvalidLists, errors).with_detail(detail)
}

/// An error with what caused it.
struct Causes<'e>(&'e dyn std::error::Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        self.0.source().map_or(Ok(()), |cause| write!(f, ": {}", Causes(cause)))
    }
}
