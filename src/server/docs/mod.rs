//! `GET /docs`: the API's description, for people to read. The page is served from the binary and loads nothing from elsewhere.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::extract::NoQuery;

/// Nothing but the page's own script and style, and the description: not even a script that got into the page would run or reach out.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The page.
#[utoipa::path(
    get,
    path = "/docs",
    operation_id = "docs",
    tag = "Service",
    summary = "This description, to be read",
    description = "A page that loads nothing from elsewhere.",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(super) async fn page(_: NoQuery) -> Response {
    asset("text/html; charset=utf-8", include_str!("reader.html"))
}

/// How it looks.
pub(super) async fn style(_: NoQuery) -> Response {
    asset("text/css; charset=utf-8", include_str!("reader.css"))
}

/// What makes it of the description.
pub(super) async fn script(_: NoQuery) -> Response {
    asset("text/javascript; charset=utf-8", include_str!("reader.js"))
}

fn asset(media_type: &'static str, contents: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // A new release has a new page at the same address.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, contents).into_response()
}
