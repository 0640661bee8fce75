//! Whether the process lives, and whether to send it requests.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;

use super::extract::NoQuery;
use super::problem::{Code, Problem};
use super::state::ServerState;

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// `GET /healthz`: the process answers. Stays 200 while draining, so that nobody kills it before its time.
pub(super) async fn alive(_: NoQuery) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "alive" }))
}

/// `GET /readyz`: gazetteers are loaded and the service is not stopping. A state is only made of a loaded engine.
pub(super) async fn ready(State(state): State<ServerState>, _: NoQuery) -> Result<impl IntoResponse, Problem> {
    if state.is_draining() {
        return Err(Problem::new(Code::Draining, "the service finishes what it has begun; send new requests elsewhere"));
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Health { status: "ready" })))
}
