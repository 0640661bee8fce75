//! All routes, and the layers round them.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;

use super::access::{self, AUTHOR_HEADER, Door};
use super::state::ServerState;
use super::{docs, health, metrics, observe, openapi, page, v1};

/// How long a browser may remember what it may send.
const PREFLIGHT_AGE: Duration = Duration::from_hours(1);

/// Every path of the service; each that is not open to everybody stands behind its door.
pub fn routes(state: &ServerState) -> Router<ServerState> {
    // Round the methods and not the path: another method is answered 405 to everybody.
    let behind = |door, routes: Vec<(&str, MethodRouter<ServerState>)>| {
        let guarded = |methods: MethodRouter<ServerState>| methods.route_layer(from_fn_with_state((state.clone(), door), access::guard));
        routes.into_iter().fold(Router::new(), |router, (path, methods)| router.route(path, guarded(methods)))
    };
    open()
        .merge(behind(Door::Tagging, tagging()))
        .merge(behind(Door::Report, vec![("/v1/unlisted", get(v1::unlisted::unlisted))]))
        .merge(behind(Door::Editing, editing()))
        .merge(behind(Door::Administration, vec![("/v1/reload", post(v1::reload::reload))]))
        .merge(behind(Door::Metrics, vec![("/metrics", get(metrics::metrics))]))
}

/// What everybody may ask.
fn open() -> Router<ServerState> {
    Router::new()
        .route("/", get(page::index))
        .route("/page/{file}", get(page::file))
        .route("/openapi.json", get(openapi::description))
        .route("/docs", get(docs::page))
        .route("/docs/reader.css", get(docs::style))
        .route("/docs/reader.js", get(docs::script))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
}

fn tagging() -> Vec<(&'static str, MethodRouter<ServerState>)> {
    vec![
        ("/v1/tag", post(v1::tag::tag)),
        ("/v1/tag/batch", post(v1::batch::batch)),
        ("/v1/entities", get(v1::lookup::look_up)),
        ("/v1/entities/{id}", get(v1::entities::entity)),
        ("/v1/gazetteers", get(v1::gazetteers::gazetteers)),
        ("/v1/gazetteers/{name}/entries/{id}", get(v1::entries::entry)),
    ]
}

fn editing() -> Vec<(&'static str, MethodRouter<ServerState>)> {
    vec![
        ("/v1/gazetteers/{name}/entries", post(v1::bulk::bulk)),
        ("/v1/gazetteers/{name}/entries/{id}", put(v1::entries::put).delete(v1::entries::delete)),
        ("/v1/gazetteers/{name}/entries/{id}/history", get(v1::history::history)),
        ("/v1/gazetteers/{name}/entries/{id}/undo", post(v1::history::undo)),
    ]
}

/// Puts the layers that every request passes round some routes, from the inside out.
pub fn layered(routes: Router<ServerState>, state: ServerState) -> Router {
    let routes = routes.layer(from_fn_with_state(state.clone(), observe::deadline)).layer(CatchPanicLayer::custom(observe::panicked));
    let origins = &state.config().cors_origins;
    let routes = if origins.is_empty() { routes } else { routes.layer(cors(origins)) };
    routes.layer(from_fn_with_state(state.clone(), observe::observe)).with_state(state)
}

/// Lets pages of these origins call the service from a browser.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            AUTHOR_HEADER,
            observe::REQUEST_ID,
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER, observe::REQUEST_ID])
        .max_age(PREFLIGHT_AGE)
}

/// The service, ready to be served.
pub fn router(state: ServerState) -> Router {
    layered(routes(&state), state)
}
