//! Who may edit: the one place where a key is held against a request.
//!
//! A key travels as `Authorization: Bearer KEY`. The service holds only its SHA-256, and compares hashes in constant time.

use std::hint::black_box;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

use super::problem::{Code, FieldError, Problem};
use super::state::ServerState;

/// A shorter key could be guessed.
const LEAST_KEY_BYTES: usize = 16;
/// Longest name of an author, in characters.
pub(super) const MAX_AUTHOR_CHARS: usize = 100;
/// Who does not say his name goes by that of his key.
const ADMIN: &str = "admin";
pub(super) const AUTHOR_HEADER: &str = "x-author";

/// The key that opens the editing API.
#[derive(Debug, Clone)]
pub struct AdminKey {
    sha256: [u8; 32],
}

/// What was given is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is too short.
    #[error("the admin key has {0} bytes; use at least {LEAST_KEY_BYTES}, such as `openssl rand -hex 24` prints")]
    Short(usize),
    /// It would not survive a header.
    #[error("the admin key holds a space, a line break or another invisible sign; leave it out")]
    Invisible,
}

impl AdminKey {
    /// Takes a key; only its hash is kept.
    ///
    /// # Errors
    /// If it is too short, or holds what no header carries.
    pub fn new(key: &str) -> Result<Self, KeyError> {
        if key.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
            return Err(KeyError::Invisible);
        }
        if key.len() < LEAST_KEY_BYTES {
            return Err(KeyError::Short(key.len()));
        }
        Ok(Self { sha256: Sha256::digest(key).into() })
    }

    /// Takes the same time whatever was given.
    fn fits(&self, given: &[u8]) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        let differing = self.sha256.iter().zip(given).fold(0, |differing, (one, other)| black_box(differing | (one ^ other)));
        differing == 0
    }
}

/// A caller who may edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Editor {
    /// Who is told as the author of his edits.
    pub(super) author: String,
}

impl Editor {
    /// Reads the headers.
    ///
    /// # Errors
    /// 403 if the service has no key, 401 without a key or with another one, 422 if the author's name cannot be used.
    pub(super) fn of(headers: &HeaderMap, state: &ServerState) -> Result<Self, Problem> {
        let Some(key) = &state.editing().key else {
            let detail = "the service has no admin key; start it with AALAM_ADMIN_KEY or AALAM_ADMIN_KEY_FILE";
            return Err(Problem::new(Code::EditingOff, detail));
        };
        let given = headers.get(header::AUTHORIZATION).map(|given| bearer(given.as_bytes()));
        match given {
            None => Err(Problem::new(Code::Unauthorized, "send the header Authorization: Bearer and the admin key")),
            Some(Some(given)) if key.fits(given) => Ok(Self { author: author(headers)? }),
            Some(_) => Err(Problem::new(Code::WrongKey, "this is not the admin key of the service; it has the form Bearer KEY")),
        }
    }
}

impl FromRequestParts<ServerState> for Editor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Problem> {
        Self::of(&parts.headers, state)
    }
}

fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, key) = value.split_at_checked(b"Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then(|| key.trim_ascii())
}

fn author(headers: &HeaderMap) -> Result<String, Problem> {
    let refused = |problem: String| Problem::invalid(vec![FieldError::new(AUTHOR_HEADER, problem)]);
    let Some(author) = headers.get(AUTHOR_HEADER) else { return Ok(ADMIN.to_owned()) };
    let author = std::str::from_utf8(author.as_bytes()).map_err(|_| refused("is not UTF-8; send the bytes of UTF-8".to_owned()))?.trim();
    if author.chars().count() > MAX_AUTHOR_CHARS {
        return Err(refused(format!("is longer than {MAX_AUTHOR_CHARS} characters; shorten it")));
    }
    if author.contains(char::is_control) {
        return Err(refused("holds a control character; leave it out".to_owned()));
    }
    Ok(if author.is_empty() { ADMIN } else { author }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_and_visible() {
        assert_eq!(AdminKey::new("short").unwrap_err(), KeyError::Short(5));
        for key in ["sixteen bytes or more", "sixteen-bytes-or-more\n"] {
            assert_eq!(AdminKey::new(key).unwrap_err(), KeyError::Invisible);
        }
        let key = AdminKey::new("sixteen-bytes-or-more").unwrap();
        assert!(key.fits(b"sixteen-bytes-or-more"));
        assert!(!key.fits(b"sixteen-bytes-or-mora") && !key.fits(b""));
        assert!(!format!("{key:?}").contains("sixteen"));
    }

    #[test]
    fn bearer_alone_is_read() {
        assert_eq!(bearer(b"Bearer key"), Some(&b"key"[..]));
        assert_eq!(bearer(b"bearer  key "), Some(&b"key"[..]));
        assert_eq!(bearer(b"Basic key"), None);
        assert_eq!(bearer(b"Bear"), None);
    }
}
