//! Whether the process lives, and whether to send it requests.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::NoQuery;
use super::problem::{Code, Problem};
use super::renew;
use super::state::ServerState;

#[derive(Serialize, ToSchema)]
struct Health {
    status: &'static str,
    /// What does not keep the service from answering, and somebody should mend.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

/// `GET /healthz`: the process answers. Stays 200 while draining, so that nobody kills it before its time.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "alive",
    tag = "Service",
    summary = "Whether the process lives",
    description = "200 while the service drains, too.",
    responses((status = 200, description = "It does", body = Health)),
)]
pub(super) async fn alive(_: NoQuery) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "alive", warnings: Vec::new() }))
}

/// `GET /readyz`: gazetteers are loaded and the service is not stopping. A state is only made of a loaded engine.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "Service",
    summary = "Whether to send requests",
    description = "503 from the order to stop on. Warnings do not change the status: a service with them answers as before.",
    responses((status = 200, description = "Send them", body = Health)),
)]
pub(super) async fn ready(State(state): State<ServerState>, _: NoQuery) -> Result<impl IntoResponse, Problem> {
    if state.is_draining() {
        return Err(Problem::new(Code::Draining, "the service finishes what it has begun; send new requests elsewhere"));
    }
    let failure = state.editing().last_failure.load();
    let of_lists = failure.iter().map(|failure| format!("the reload at {} failed: {}", failure.at, failure.detail));
    let mut warnings: Vec<String> = of_lists.chain(renew::failures(&state)).collect();
    warnings.extend(state.editing().outage.load().iter().map(|outage| {
        let since = outage.since;
        if outage.is_away {
            format!(
                "the store of edits has not answered since {since}: edits made elsewhere are missing, and nobody edits here; the log says why"
            )
        } else {
            format!("edits made elsewhere could not be taken over since {since}; the log says why")
        }
    }));
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "ready", warnings })))
}
