//! A key, what it opens, and how it is told from others.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::limits::Limits;
use crate::gazetteer::load::hex;

/// A shorter key could be guessed.
const LEAST_KEY_BYTES: usize = 16;
/// Of chance in a new key: nobody guesses 192 bits, with however many keys and tries.
const RANDOM_BYTES: usize = 24;
/// Shows what it is to whoever finds one lying about.
const PREFIX: &str = "aalam_";
/// The key that is in no file goes by this name.
const ADMIN: &str = "admin";
/// Longest name of a key, in characters.
const MAX_NAME_CHARS: usize = 100;

/// What a key opens; each scope opens what those before it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Tagging, look-ups, and the lists as they are served.
    Tag,
    /// Rows of the lists, changed, with their history, and the report of unlisted names.
    Edit,
    /// Everything: reading files again too.
    Admin,
}

impl Scope {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Tag, Self::Edit, Self::Admin];

    /// Its name in the file of keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Edit => "edit",
            Self::Admin => "admin",
        }
    }
}

/// SHA-256 of a key. Keys are long and random, so that there is nothing to try out from a list: a hash made to be slow would protect no
/// better, and would cost milliseconds with each request.
pub(super) fn hash(key: &[u8]) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// A key of the service, as far as the service knows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) sha256: [u8; 32],
    pub(super) limits: Limits,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, scope, limits, .. } = self;
        f.debug_struct("Key").field("name", name).field("scope", scope).field("limits", limits).finish_non_exhaustive()
    }
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

impl Key {
    /// The key that opens everything, named `admin`; only its hash is kept.
    ///
    /// # Errors
    /// If it is too short, or holds what no header carries.
    pub fn admin(key: &str) -> Result<Self, KeyError> {
        if key.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
            return Err(KeyError::Invisible);
        }
        if key.len() < LEAST_KEY_BYTES {
            return Err(KeyError::Short(key.len()));
        }
        Ok(Self { name: ADMIN.to_owned(), scope: Scope::Admin, sha256: hash(key.as_bytes()), limits: Limits::default() })
    }

    /// Takes the same time whatever was given.
    pub(super) fn fits(&self, given: &[u8; 32]) -> bool {
        self.sha256.ct_eq(given).into()
    }
}

/// As [`NewKey::check_name`].
pub(super) fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
        return Err(format!("a name has 1 to {MAX_NAME_CHARS} characters"));
    }
    if name.starts_with('#') || name.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
        return Err("a name has no spaces, and does not begin with #".to_owned());
    }
    Ok(())
}

/// A key that was just made, to be shown once.
pub struct NewKey {
    /// The key itself, for whoever calls the service.
    pub key: String,
    /// Its line for the file of keys.
    pub line: String,
}

impl NewKey {
    /// Whether a key may have this name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_name(name: &str) -> Result<(), String> {
        check_name(name)
    }

    /// Makes a key by chance.
    ///
    /// # Errors
    /// If it cannot have that [name](Self::check_name), or the system gives no chance.
    pub fn random(name: &str, scope: Scope, limits: Limits) -> Result<Self, String> {
        check_name(name)?;
        let mut random = [0; RANDOM_BYTES];
        getrandom::fill(&mut random).map_err(|error| format!("the system gives no random bytes: {error}"))?;
        let key = format!("{PREFIX}{}", hex(&random));
        let line = format!("{name}\t{}\t{}{limits}", scope.name(), hex(&hash(key.as_bytes())));
        Ok(Self { key, line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_and_visible() {
        assert_eq!(Key::admin("short").unwrap_err(), KeyError::Short(5));
        for key in ["sixteen bytes or more", "sixteen-bytes-or-more\n"] {
            assert_eq!(Key::admin(key).unwrap_err(), KeyError::Invisible);
        }
        let key = Key::admin("sixteen-bytes-or-more").unwrap();
        assert!(key.fits(&hash(b"sixteen-bytes-or-more")));
        assert!(!key.fits(&hash(b"sixteen-bytes-or-mora")) && !key.fits(&hash(b"")));
        let shown = format!("{key:?}");
        assert!(!shown.contains("sixteen") && !shown.contains("sha256"), "{shown}");
    }

    #[test]
    fn new_keys_are_never_the_same() {
        let make = || NewKey::random("cms", Scope::Tag, Limits::default()).unwrap();
        let (one, other) = (make(), make());
        assert_ne!(one.key, other.key);
        assert_eq!(one.key.len(), PREFIX.len() + 2 * RANDOM_BYTES);
        assert_eq!(one.line, format!("cms\ttag\t{}", hex(&hash(one.key.as_bytes()))));
        for name in ["", "two words", "#cms", &"x".repeat(101)] {
            assert!(NewKey::random(name, Scope::Tag, Limits::default()).is_err(), "{name}");
        }
    }
}
