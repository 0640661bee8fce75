//! Which kind of body was posted.

use axum::http::{HeaderMap, header};
use mime::Mime;

use crate::server::problem::{Code, Problem};

/// The kinds of body that `POST /v1/tag` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum BodyKind {
    Json,
    PlainText,
    Html,
}

/// The type of batches and of their answers.
pub(in crate::server) const NDJSON: &str = "application/x-ndjson";
/// What UTF-8 is called, and the charset that is part of it.
const UTF_8: [&str; 3] = ["utf-8", "utf8", "us-ascii"];
const TSV: &str = "text/tab-separated-values";

/// The kinds of body that hold many rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum RowsKind {
    Ndjson,
    Tsv,
}

impl BodyKind {
    /// Reads the headers.
    ///
    /// # Errors
    /// 415 for any other type, charset or content coding, and for none.
    pub(in crate::server) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let kinds = [("application/json", Self::Json), ("text/plain", Self::PlainText), ("text/html", Self::Html)];
        one_of(headers, &kinds, "application/json, text/plain or text/html, in UTF-8")
    }
}

impl RowsKind {
    /// As [`BodyKind::of`].
    pub(in crate::server) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let kinds = [(NDJSON, Self::Ndjson), (TSV, Self::Tsv)];
        one_of(headers, &kinds, "application/x-ndjson or text/tab-separated-values, in UTF-8")
    }
}

/// Checks the headers of a batch.
///
/// # Errors
/// As [`BodyKind::of`].
pub(in crate::server) fn check_ndjson(headers: &HeaderMap) -> Result<(), Problem> {
    one_of(headers, &[(NDJSON, ())], "application/x-ndjson, in UTF-8")
}

/// Checks the headers of a JSON body.
///
/// # Errors
/// As [`BodyKind::of`].
pub(in crate::server) fn check_json(headers: &HeaderMap) -> Result<(), Problem> {
    one_of(headers, &[("application/json", ())], "application/json, in UTF-8")
}

/// Which of some types the headers name; `accepted` says them in words.
fn one_of<T: Copy>(headers: &HeaderMap, types: &[(&str, T)], accepted: &str) -> Result<T, Problem> {
    let mime = content_type(headers, accepted)?;
    let found = types.iter().find(|(name, _)| *name == mime.essence_str());
    found.map(|(_, kind)| *kind).ok_or_else(|| refused("bodies of this type are not read here", accepted))
}

fn refused(problem: &str, accepted: &str) -> Problem {
    Problem::new(Code::UnsupportedMediaType, format!("{problem}; send {accepted}"))
}

/// The type that the headers name, if charset and content coding are such that are read.
fn content_type(headers: &HeaderMap, accepted: &str) -> Result<Mime, Problem> {
    let refuse = |problem: &str| refused(problem, accepted);
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(refuse("compressed bodies are not read"));
    }
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else {
        return Err(refuse("the header Content-Type is missing"));
    };
    let mime: Mime =
        content_type.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(|| refuse("the header Content-Type cannot be read"))?;
    match mime.get_param(mime::CHARSET) {
        Some(charset) if !UTF_8.iter().any(|name| charset == *name) => {
            Err(refuse("texts in this charset are not read; the charset is named utf-8, or left out"))
        }
        _ => Ok(mime),
    }
}
#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn accepted_and_refused() {
        for (content_type, expected) in [
            ("application/json", Some(BodyKind::Json)),
            ("Application/JSON; charset=UTF-8", Some(BodyKind::Json)),
            ("text/plain;charset=\"utf-8\"", Some(BodyKind::PlainText)),
            ("text/plain; charset=UTF8", Some(BodyKind::PlainText)),
            ("text/html; charset=us-ascii", Some(BodyKind::Html)),
            ("text/plain; charset=windows-1256", None),
            ("text/html", Some(BodyKind::Html)),
            ("text/html; charset=iso-8859-6", None),
            ("application/x-www-form-urlencoded", None),
            ("nonsense", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
            assert_eq!(BodyKind::of(&headers).ok(), expected, "{content_type}");
        }
        assert!(BodyKind::of(&HeaderMap::new()).is_err());
    }

    #[test]
    fn batches_have_a_type_of_their_own() {
        for (content_type, accepted) in [(NDJSON, true), ("application/x-ndjson; charset=utf-8", true), ("application/json", false)] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
            assert_eq!(check_ndjson(&headers).is_ok(), accepted, "{content_type}");
        }
    }

    #[test]
    fn compressed_bodies_are_refused() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(BodyKind::of(&headers).is_err());
    }
}
