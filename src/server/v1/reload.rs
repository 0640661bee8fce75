//! `POST /v1/reload`: the files are read again.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::edit_wire::{EditedRow, ReloadAnswer, UnfitOut};
use super::row::errors_of;
use super::wire::GazetteerOut;
use crate::server::access::Editor;
use crate::server::editing;
use crate::server::extract::NoQuery;
use crate::server::metrics::Trigger;
use crate::server::problem::Problem;
use crate::server::state::ServerState;

/// Reads the files again, and lays the edits over them.
#[utoipa::path(
    post,
    path = "/v1/reload",
    operation_id = "reload",
    tag = "Editing",
    summary = "Read the files of the lists again",
    description = "Edits are laid over the new files. Files with errors change nothing: the lists of before are served on, and the errors come back.",
    responses((status = 200, description = "The lists are served as the files are now", body = ReloadAnswer<'static>)),
    security(("key" = [])),
)]
pub(in crate::server) async fn reload(State(state): State<ServerState>, _: Editor, _: NoQuery) -> Result<Response, Problem> {
    let editing::Reloaded { laid, engine } = editing::reload(&state, Trigger::Api).await?;
    let gazetteer = engine.tagger.gazetteer();
    let unfit = laid.unfit.into_iter().map(|unfit| {
        let errors = errors_of(&unfit.findings, &unfit.id);
        UnfitOut { gazetteer: unfit.list, id: unfit.id, errors }
    });
    let answer = ReloadAnswer {
        gazetteer: GazetteerOut { version: gazetteer.version(), generation: engine.generation },
        entities: gazetteer.entity_count(),
        forms: engine.tagger.forms(),
        warnings: laid.warnings,
        unfit: unfit.collect(),
        overtaken: laid.overtaken.into_iter().map(|(gazetteer, id)| EditedRow { gazetteer, id }).collect(),
    };
    Ok(Json(answer).into_response())
}
