//! `GET /openapi.json`: the API's description, OpenAPI 3.1.
//!
//! Paths, parameters and bodies stand as attributes at the handlers and the types they read and write. What all operations share, or what
//! is known only where it is served, is put to that here: problems, headers, the names of the lists, examples.

mod examples;
mod finish;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::OpenApi;

use super::access::Access;
use super::extract::NoQuery;
use super::problem::{Document, Problem};
use super::state::ServerState;
use super::{docs, health, metrics, page, v1};
use crate::gazetteer::Gazetteer;

/// The description as it stands at the handlers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Aalam",
        description = "Finds the people, places and organisations in Arabic news. Every error is a problem document (RFC 9457), whose \
                       code programs may decide by. Unknown fields and unknown query options are errors, never ignored.",
    ),
    paths(
        v1::tag::tag,
        v1::batch::batch,
        v1::lookup::look_up,
        v1::entities::entity,
        v1::gazetteers::gazetteers,
        v1::unlisted::unlisted,
        v1::entries::entry,
        v1::entries::put,
        v1::entries::delete,
        v1::history::history,
        v1::history::undo,
        v1::bulk::bulk,
        v1::reload::reload,
        health::alive,
        health::ready,
        metrics::metrics,
        description,
        docs::page,
        page::index,
    ),
    // What only a parameter names, or all operations share.
    components(schemas(Document<'static>, v1::names::SortName)),
    tags(
        (name = "Tagging", description = "A text goes in, mentions come out"),
        (name = "Lists", description = "What is listed, and what is not"),
        (name = "Editing", description = "Rows of the lists, changed while they are served"),
        (name = "Service", description = "Its state and its description"),
    ),
)]
struct Api;

/// The description of what this service answers with the lists that it has now.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "description",
    tag = "Service",
    summary = "This description",
    description = "OpenAPI 3.1. The option gazetteers names the lists that are served, and each operation says whether it needs a key here.",
    responses((status = 200, description = "The description", body = Value)),
)]
pub(super) async fn description(State(state): State<ServerState>, _: NoQuery) -> Result<Response, Problem> {
    let document = document(state.engine().tagger.gazetteer(), state.access()).map_err(|_| Problem::internal())?;
    Ok(Json(document).into_response())
}

fn document(gazetteer: &Gazetteer, access: &Access) -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(Api::openapi())?;
    finish::finish(&mut document, gazetteer, access);
    examples::insert(&mut document)?;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `$ref` of a document.
    fn references<'d>(value: &'d Value, found: &mut Vec<&'d str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(members) => members.iter().for_each(|member| references(member, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document(&Gazetteer::default(), &Access::default()).unwrap();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 50);
        for reference in found {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference} is not there");
        }
    }

    #[test]
    fn operations_are_complete() {
        let document = document(&Gazetteer::default(), &Access::default()).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let responses = operation["responses"].as_object().unwrap();
                assert!(responses.contains_key("500") && responses.contains_key("503"), "{method} {path} tells no problems");
                for (status, response) in responses {
                    let early = status == "414" || status == "431";
                    assert_eq!(response["headers"]["x-request-id"].is_null(), early, "{method} {path} {status}");
                }
                assert!(!responses["503"]["headers"]["retry-after"].is_null(), "{method} {path}");
            }
        }
    }
}
