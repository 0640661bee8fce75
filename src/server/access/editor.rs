//! Who is told as the author of an edit.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

use super::guard::KeyName;
use crate::server::problem::{FieldError, Problem};

/// Longest name of an author, in characters.
const MAX_AUTHOR_CHARS: usize = 100;
pub(in crate::server) const AUTHOR_HEADER: HeaderName = HeaderName::from_static("x-author");

/// A caller who may edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Editor {
    /// Who is told as the author of his edits.
    pub(in crate::server) author: String,
}

impl Editor {
    /// Reads the headers of a request that was let in with a key. Who does not say his name goes by that of the key.
    ///
    /// # Errors
    /// 422 if the author's name cannot be used.
    pub(in crate::server) fn of(parts: &Parts) -> Result<Self, Problem> {
        // A route of edits that is behind no door would be a fault of this program.
        let key = parts.extensions.get::<KeyName>().and_then(KeyName::get).ok_or_else(Problem::internal)?;
        Ok(Self { author: author(&parts.headers)?.unwrap_or_else(|| key.to_owned()) })
    }
}

impl<S: Sync> FromRequestParts<S> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(parts)
    }
}

fn author(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let refused = |problem: String| Problem::invalid(vec![FieldError::new(AUTHOR_HEADER.as_str(), problem)]);
    let Some(author) = headers.get(AUTHOR_HEADER) else { return Ok(None) };
    let author = std::str::from_utf8(author.as_bytes()).map_err(|_| refused("is not UTF-8; send the bytes of UTF-8".to_owned()))?.trim();
    if author.chars().count() > MAX_AUTHOR_CHARS {
        return Err(refused(format!("is longer than {MAX_AUTHOR_CHARS} characters; shorten it")));
    }
    if author.contains(char::is_control) {
        return Err(refused("holds a control character; leave it out".to_owned()));
    }
    Ok((!author.is_empty()).then(|| author.to_owned()))
}
