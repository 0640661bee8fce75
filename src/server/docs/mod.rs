//! `GET /docs`: the API's description, for people to read. The page is served from the binary and loads nothing from elsewhere.

use axum::http::HeaderMap;
use axum::response::Response;

use super::asset::{Asset, CSS, HTML, JAVASCRIPT};
use super::extract::NoQuery;

const PAGE: Asset = Asset { media_type: HTML, contents: include_str!("reader.html") };
const STYLE: Asset = Asset { media_type: CSS, contents: include_str!("reader.css") };
const SCRIPT: Asset = Asset { media_type: JAVASCRIPT, contents: include_str!("reader.js") };

/// The page.
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "docs",
    tag = "Service",
    summary = "This description, to be read",
    description = "A page that loads nothing from elsewhere.",
    params(("if-none-match" = Option<String>, Header, description = "Tags of what the caller has")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html",
            headers(("etag" = String, description = "Changes with the release"))),
        (status = 304, description = "The caller has the page", headers(("etag" = String, description = "As the caller's"))),
    ),
)]
pub(super) async fn page(_: NoQuery, headers: HeaderMap) -> Response {
    PAGE.response(&headers)
}

/// How it looks.
pub(super) async fn style(_: NoQuery, headers: HeaderMap) -> Response {
    STYLE.response(&headers)
}

/// What makes it of the description.
pub(super) async fn script(_: NoQuery, headers: HeaderMap) -> Response {
    SCRIPT.response(&headers)
}
