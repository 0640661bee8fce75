//! Tags of what is served, and what callers ask on their account.

use axum::http::{HeaderMap, HeaderName, header};
use sha2::{Digest, Sha256};

use crate::gazetteer::load::hex;

/// Bytes of a hash that are enough to tell two states apart.
const HASH_BYTES: usize = 16;

/// The tag of some contents: the same contents have the same tag anywhere.
pub(super) fn of(contents: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(contents)[..HASH_BYTES]))
}

/// Whether the caller has what the tag names. Weak comparison, as RFC 9110 has it for `If-None-Match`.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    tags(headers, header::IF_NONE_MATCH).is_some_and(|tags| names(&tags, true, Some(etag)))
}

/// What a change depends on: the headers `If-Match` and `If-None-Match`.
#[derive(Debug, Clone, Default)]
pub(super) struct Preconditions {
    if_match: Option<Vec<String>>,
    if_none_match: Option<Vec<String>>,
}

impl Preconditions {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self { if_match: tags(headers, header::IF_MATCH), if_none_match: tags(headers, header::IF_NONE_MATCH) }
    }

    /// Whether they hold for what has this tag now; `None` if there is nothing.
    pub(super) fn hold(&self, current: Option<&str>) -> bool {
        self.if_match.as_ref().is_none_or(|tags| names(tags, false, current))
            && !self.if_none_match.as_ref().is_some_and(|tags| names(tags, true, current))
    }
}

/// The tags of a header; `None` if there is no such header. One that cannot be read names nothing.
fn tags(headers: &HeaderMap, name: HeaderName) -> Option<Vec<String>> {
    headers.contains_key(&name).then(|| {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        // No tag of ours holds a comma.
        values.flat_map(|value| value.split(',')).map(|tag| tag.trim().to_owned()).collect()
    })
}

/// Whether tags name what has this tag. A weak one does where a weak comparison will do.
fn names(tags: &[String], weak: bool, current: Option<&str>) -> bool {
    let Some(current) = current else { return false };
    tags.iter().any(|tag| tag == "*" || tag == current || weak && tag.strip_prefix("W/") == Some(current))
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

    #[test]
    fn preconditions() {
        let hold = |name: HeaderName, value: &'static str, current: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            Preconditions::of(&headers).hold(current)
        };
        let (yes, no) = (Some("\"a\""), None);
        assert!(Preconditions::default().hold(yes) && Preconditions::default().hold(no));
        for (value, there, gone) in
            [("\"a\"", true, false), ("\"b\", \"a\"", true, false), ("*", true, false), ("W/\"a\"", false, false), ("", false, false)]
        {
            assert_eq!((hold(header::IF_MATCH, value, yes), hold(header::IF_MATCH, value, no)), (there, gone), "If-Match: {value}");
        }
        for (value, there, gone) in [("\"a\"", false, true), ("*", false, true), ("\"b\"", true, true), ("W/\"a\"", false, true)] {
            let held = (hold(header::IF_NONE_MATCH, value, yes), hold(header::IF_NONE_MATCH, value, no));
            assert_eq!(held, (there, gone), "If-None-Match: {value}");
        }
    }

    #[test]
    fn the_tag_is_one_of_the_contents() {
        assert_eq!(of(b"a"), "\"ca978112ca1bbdcafac231b39a23dc4d\"");
        assert_ne!(of(b"a"), of(b"b"));
    }
}
