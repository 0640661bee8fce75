//! Files that the binary carries for browsers: pages, and the styles and scripts that they load.

use std::fmt::Write;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::etag;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const CSS: &str = "text/css; charset=utf-8";
pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const SVG: &str = "image/svg+xml";

/// Nothing but files of this service, and no text that becomes markup: not even a script that got into a page would run or reach out.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Bytes of the tag that are enough to tell two releases apart.
const TAG_BYTES: usize = 16;

/// One such file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asset {
    pub(super) media_type: &'static str,
    pub(super) contents: &'static str,
}

impl Asset {
    /// The file, or 304 to a caller who has it.
    pub(super) fn response(self, request: &HeaderMap) -> Response {
        let tag = self.tag();
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

    fn tag(self) -> String {
        let digest = Sha256::digest(self.contents);
        let mut tag = String::from("\"");
        for byte in digest.iter().take(TAG_BYTES) {
            // A string takes whatever is written.
            let _ = write!(tag, "{byte:02x}");
        }
        tag.push('"');
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_one_of_the_contents() {
        let [one, other] = ["a", "b"].map(|contents| Asset { media_type: HTML, contents }.tag());
        assert_eq!(one, "\"ca978112ca1bbdcafac231b39a23dc4d\"");
        assert_ne!(one, other);
    }
}
