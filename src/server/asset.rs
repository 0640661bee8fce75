//! Files that the binary carries for browsers: pages, and the styles and scripts that they load.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::etag;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const CSS: &str = "text/css; charset=utf-8";
pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const SVG: &str = "image/svg+xml";

/// Nothing but files of this service, and no text that becomes markup: not even a script that got into a page would run or reach out.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// One such file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asset {
    pub(super) media_type: &'static str,
    pub(super) contents: &'static str,
}

impl Asset {
    /// The file, or 304 to a caller who has it.
    pub(super) fn response(self, request: &HeaderMap) -> Response {
        let tag = etag::of(self.contents.as_bytes());
        let headers = [
            (header::CONTENT_TYPE, self.media_type),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            // A new release has new files at the same addresses.
            (header::CACHE_CONTROL, "no-cache"),
        ];
        if etag::is_known(request, &tag) {
            return (StatusCode::NOT_MODIFIED, headers, [(header::ETAG, tag)]).into_response();
        }
        (headers, [(header::ETAG, tag)], self.contents).into_response()
    }
}
