//! Tags of what is served, and whether a caller has it already.

use axum::http::{HeaderMap, header};

/// Whether the caller has what the tag names. Weak comparison, as RFC 9110 has it for `If-None-Match`.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    // No tag of ours holds a comma.
    known.flat_map(|value| value.split(',')).map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn if_none_match() {
        let known = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(value));
            is_known(&headers, "\"sha256:00;1\"")
        };
        assert!(known("\"sha256:00;1\""));
        assert!(known("\"other\", W/\"sha256:00;1\""));
        assert!(known("*"));
        assert!(!known("\"sha256:00;2\""));
        assert!(!is_known(&HeaderMap::new(), "\"sha256:00;1\""));
    }
}
