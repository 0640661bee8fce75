//! All routes, and the layers round them.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::state::ServerState;
use super::{docs, health, metrics, observe, openapi, page, v1};

/// Every path of the service.
pub fn routes() -> Router<ServerState> {
    Router::new()
        .route("/v1/tag", post(v1::tag::tag))
        .route("/v1/tag/batch", post(v1::batch::batch))
        .route("/v1/entities", get(v1::lookup::look_up))
        .route("/v1/entities/{id}", get(v1::entities::entity))
        .route("/v1/gazetteers", get(v1::gazetteers::gazetteers))
        .route("/v1/gazetteers/{name}/entries", post(v1::bulk::bulk))
        .route("/v1/gazetteers/{name}/entries/{id}", get(v1::entries::entry).put(v1::entries::put).delete(v1::entries::delete))
        .route("/v1/gazetteers/{name}/entries/{id}/history", get(v1::history::history))
        .route("/v1/gazetteers/{name}/entries/{id}/undo", post(v1::history::undo))
        .route("/v1/reload", post(v1::reload::reload))
        .route("/v1/unlisted", get(v1::unlisted::unlisted))
        .route("/", get(page::index))
        .route("/page/{file}", get(page::file))
        .route("/openapi.json", get(openapi::description))
        .route("/docs", get(docs::page))
        .route("/docs/reader.css", get(docs::style))
        .route("/docs/reader.js", get(docs::script))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::metrics))
}

/// Puts the layers that every request passes round some routes, from the inside out.
pub fn layered(routes: Router<ServerState>, state: ServerState) -> Router {
    routes
        .layer(from_fn_with_state(state.clone(), observe::deadline))
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(from_fn_with_state(state.clone(), observe::observe))
        .with_state(state)
}

/// The service, ready to be served.
pub fn router(state: ServerState) -> Router {
    layered(routes(), state)
}
