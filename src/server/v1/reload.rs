//! `POST /v1/reload`: files are read again.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::edit_wire::{EditedRow, ReloadAnswer, UnfitOut};
use super::row::errors_of;
use super::wire::GazetteerOut;
use crate::server::editing;
use crate::server::extract::NoQuery;
use crate::server::metrics::Trigger;
use crate::server::problem::Problem;
use crate::server::renew::renew;
use crate::server::state::ServerState;

/// Reads the files again, and lays the edits over them.
#[utoipa::path(
    post,
    path = "/v1/reload",
    operation_id = "reload",
    tag = "Editing",
    summary = "Read the files of the lists again",
    description = "Edits are laid over the new files. The file of keys and the certificate are read again too. What has errors changes nothing, and leaves the rest be: the lists, or keys, of before hold on, and the errors come back.",
    responses((status = 200, description = "The lists are served as the files are now", body = ReloadAnswer<'static>)),
)]
pub(in crate::server) async fn reload(State(state): State<ServerState>, _: NoQuery) -> Result<Response, Problem> {
    let renewed = renew(&state).await;
    let editing::Reloaded { laid, engine } = both(renewed, editing::reload(&state, Trigger::Api).await)?;
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

/// The lists, if everything could be read. Else a problem that tells what became of the lists and of the keys and certificate.
fn both<T>(renewed: Result<(), Problem>, lists: Result<T, Problem>) -> Result<T, Problem> {
    match (renewed, lists) {
        (Ok(()), lists) => lists,
        (Err(problem), Ok(_)) => {
            let detail = format!("{}; the lists were read, and are served as the files are now", problem.detail());
            Err(problem.with_detail(detail))
        }
        (Err(problem), Err(of_lists)) => Err(of_lists.beside(problem)),
    }
}
