//! `GET /v1/gazetteers`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::wire::{GazetteersAnswer, ListOut};
use crate::gazetteer::{EntityType, List};
use crate::server::etag;
use crate::server::extract::NoQuery;
use crate::server::problem::Problem;
use crate::server::state::{Engine, ServerState};

/// The lists that are served.
#[utoipa::path(
    get,
    path = "/v1/gazetteers",
    operation_id = "gazetteers",
    tag = "Lists",
    summary = "The lists that are served",
    description = "With counts and versions.",
    params(("if-none-match" = Option<String>, Header, description = "Tags of what the caller has")),
    responses(
        (status = 200, description = "The lists", body = GazetteersAnswer<'static>,
            headers(("etag" = String, description = "Changes with the lists"))),
        (status = 304, description = "The caller has what is served", headers(("etag" = String, description = "As the caller's"))),
    ),
)]
pub(in crate::server) async fn gazetteers(State(state): State<ServerState>, _: NoQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let engine = state.engine();
    let etag = tag(&engine);
    let tagged = [(header::ETAG, HeaderValue::from_str(&etag).map_err(|_| Problem::internal())?)];
    if etag::is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, tagged).into_response());
    }
    let gazetteer = engine.tagger.gazetteer();
    let answer = GazetteersAnswer {
        version: gazetteer.version(),
        generation: engine.generation,
        entities: gazetteer.entity_count(),
        forms: engine.tagger.forms(),
        gazetteers: gazetteer.lists().iter().map(|list| list_out(list)).collect(),
    };
    Ok((tagged, Json(answer)).into_response())
}

/// Generations count anew in each process; the version says what they hold.
fn tag(engine: &Engine) -> String {
    format!("\"{};{}\"", engine.tagger.gazetteer().version(), engine.generation)
}

fn list_out(list: &List) -> ListOut<'_> {
    ListOut { name: &list.name, path: &list.path, r#type: list.entity_type.map(EntityType::name), rows: list.rows, sha256: &list.sha256 }
}
