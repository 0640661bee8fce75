//! Which kind of body was posted.

use axum::http::{HeaderMap, header};
use mime::Mime;

use crate::server::problem::{Code, Problem};

/// The kinds of body that `POST /v1/tag` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum BodyKind {
    Json,
    PlainText,
}

const ACCEPTED: &str = "application/json or text/plain, in UTF-8";

impl BodyKind {
    /// Reads the headers.
    ///
    /// # Errors
    /// 415 for any other type, charset or content coding, and for none.
    pub(in crate::server) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let refuse = |problem: &str| Problem::new(Code::UnsupportedMediaType, format!("{problem}; send {ACCEPTED}"));
        if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return Err(refuse("compressed bodies are not read"));
        }
        let Some(content_type) = headers.get(header::CONTENT_TYPE) else {
            return Err(refuse("the header Content-Type is missing"));
        };
        let mime: Mime = content_type
            .to_str()
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| refuse("the header Content-Type cannot be read"))?;
        let kind = match mime.essence_str() {
            "application/json" => Self::Json,
            "text/plain" => Self::PlainText,
            _ => return Err(refuse("bodies of this type are not read here")),
        };
        match mime.get_param(mime::CHARSET) {
            Some(charset) if charset != mime::UTF_8 => Err(refuse("texts in this charset are not read")),
            _ => Ok(kind),
        }
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
            ("text/plain; charset=windows-1256", None),
            ("text/html", None),
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
    fn compressed_bodies_are_refused() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(BodyKind::of(&headers).is_err());
    }
}
