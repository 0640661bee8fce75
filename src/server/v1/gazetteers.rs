//! `GET /v1/gazetteers`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::wire::{GazetteersAnswer, ListOut};
use crate::gazetteer::{EntityType, List};
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
    let etag = etag(&engine);
    let tagged = [(header::ETAG, HeaderValue::from_str(&etag).map_err(|_| Problem::internal())?)];
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, tagged).into_response());
    }
    let gazetteer = engine.tagger.gazetteer();
    let answer = GazetteersAnswer {
        version: gazetteer.version(),
        generation: engine.generation,
        entities: gazetteer.entities().len(),
        forms: engine.tagger.lexicon().len(),
        gazetteers: gazetteer.lists().iter().map(list_out).collect(),
    };
    Ok((tagged, Json(answer)).into_response())
}

/// Generations count anew in each process; the version says what they hold.
fn etag(engine: &Engine) -> String {
    format!("\"{};{}\"", engine.tagger.gazetteer().version(), engine.generation)
}

/// Whether the caller has what the tag names. Weak comparison, as RFC 9110 has it for `If-None-Match`.
fn has(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    // No tag of ours holds a comma.
    known.flat_map(|value| value.split(',')).map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn list_out(list: &List) -> ListOut<'_> {
    ListOut { name: &list.name, path: &list.path, r#type: list.entity_type.map(EntityType::name), rows: list.rows, sha256: &list.sha256 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_none_match() {
        let known = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            has(&headers, "\"sha256:00;1\"")
        };
        assert!(known("\"sha256:00;1\""));
        assert!(known("\"other\", W/\"sha256:00;1\""));
        assert!(known("*"));
        assert!(!known("\"sha256:00;2\""));
        assert!(!has(&HeaderMap::new(), "\"sha256:00;1\""));
    }
}
