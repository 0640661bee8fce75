//! Who may do what: the one place where a request is let in or refused.
//!
//! # How it works
//! Each route stands behind a [`Door`], and a door asks for a [`Scope`], or for none where the service is open. A key travels as
//! `Authorization: Bearer KEY`; the service holds only SHA-256 of its keys, and compares in constant time. Then the caller's own limits are
//! asked, those of the key or, without one, of the address: so many requests a second, so many at a time. Last, the service as a whole takes
//! no more requests at a time than it takes connections.
//!
//! Keys come from a file that is read again while the service runs, and one may come from the environment. A file that cannot be used
//! changes nothing.

mod editor;
mod guard;
mod key;
mod keys_file;
mod limits;
mod local;

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::extract::Request;
use axum::http::{HeaderMap, header};

use super::problem::{Code, Problem};
pub(super) use editor::{AUTHOR_HEADER, Editor};
pub(super) use guard::{KeyName, Peer, guard};
pub use key::{Key, KeyError, NewKey, Scope};
use keys_file::read;
pub use keys_file::{KeysError, LineError};
pub use limits::Limits;
use limits::{Addresses, Meter};

/// What a route is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// Tagging, look-ups, and the lists as they are served.
    Tagging,
    /// The report of unlisted names, which quotes texts.
    Report,
    /// Rows of the lists, changed, and what was done to them.
    Editing,
    /// Reading files again.
    Administration,
    /// What the service counts.
    Metrics,
}

/// What needs no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Openness {
    /// Nothing of the API.
    Closed,
    /// Tagging and look-ups.
    Tagging,
    /// These, and the report of unlisted names, if the request itself is for this machine: whoever is on it may read what was tagged on it.
    #[default]
    Local,
}

/// Whose request is answered. By default whoever is on this machine may tag, and nobody edits.
#[derive(Debug, Default)]
pub struct Access {
    openness: Openness,
    protects_metrics: bool,
    /// What holds for keys without limits of their own, and for each address.
    limits: Limits,
    addresses: Addresses,
    /// The key that is in no file.
    admin: Option<Key>,
    file: Option<PathBuf>,
    ring: ArcSwap<Vec<Holder>>,
    /// Why the keys of before still hold although the file was to be read again; none if it was read.
    pub(super) failure: ArcSwapOption<String>,
}

/// A key with what its holders have used of its limits.
#[derive(Debug, Clone)]
struct Holder {
    key: Key,
    meter: Arc<Meter>,
}

impl Access {
    /// The keys of a file, if there is one, and one more key.
    ///
    /// # Errors
    /// If the file cannot be read, holds no key, or a line that cannot be used.
    pub fn new(openness: Openness, limits: Limits, admin: Option<Key>, file: Option<PathBuf>) -> Result<Self, KeysError> {
        let access = Self { openness, limits, addresses: Addresses::new(limits), admin, file, ..Self::default() };
        access.read()?;
        Ok(access)
    }

    /// The same, with a key needed for `/metrics` too.
    #[must_use]
    pub fn with_protected_metrics(self, protects_metrics: bool) -> Self {
        Self { protects_metrics, ..self }
    }

    /// Whether some key opens as much.
    pub fn has_key(&self, scope: Scope) -> bool {
        self.ring.load().iter().any(|holder| holder.key.scope >= scope)
    }

    /// How many keys there are.
    pub fn keys(&self) -> usize {
        self.ring.load().len()
    }

    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// Reads the file again. What was used of the limits of keys that stay is still used.
    ///
    /// # Errors
    /// As [`Access::new`]; then the keys of before still hold.
    pub(super) fn read(&self) -> Result<(), KeysError> {
        let of_file = self.file.as_deref().map(read).transpose()?.unwrap_or_default();
        let before = self.ring.load();
        let holders = self.admin.iter().cloned().chain(of_file).map(|key| {
            let limits = key.limits.or(self.limits);
            let kept = before.iter().find(|holder| holder.key == key);
            let meter = kept.map_or_else(|| Arc::new(Meter::new(limits)), |holder| Arc::clone(&holder.meter));
            Holder { key, meter }
        });
        self.ring.store(Arc::new(holders.collect()));
        Ok(())
    }

    /// What a door asks for now; `None` where it is open.
    pub(super) fn needed(&self, door: Door) -> Option<Scope> {
        match door {
            Door::Tagging => (self.openness == Openness::Closed).then_some(Scope::Tag),
            Door::Report => (self.openness != Openness::Local).then_some(Scope::Edit),
            Door::Editing => Some(Scope::Edit),
            Door::Administration => Some(Scope::Admin),
            Door::Metrics => self.protects_metrics.then_some(Scope::Tag),
        }
    }

    /// The same for one request: what is open to this machine alone may ask for more.
    fn needed_of(&self, door: Door, request: &Request) -> Option<Scope> {
        let from_elsewhere = || door == Door::Report && !local::is_local(request.uri(), request.headers());
        self.needed(door).or_else(|| from_elsewhere().then_some(Scope::Edit))
    }

    /// The holder of the key that a request came with; none without a key where none is needed.
    fn holder(&self, door: Door, needed: Option<Scope>, headers: &HeaderMap) -> Result<Option<Holder>, Problem> {
        let ring = self.ring.load();
        if ring.is_empty() {
            return needed.map_or(Ok(None), |needed| Err(self.without_key(door, needed)));
        }
        let given = headers.get(header::AUTHORIZATION).map(|given| bearer(given.as_bytes()));
        let given = match (given, needed) {
            (Some(Some(key)), _) => key,
            (Some(None), Some(_)) => return Err(Problem::new(Code::WrongKey, "the header Authorization has the form Bearer KEY")),
            // What another scheme carries is for somebody before the service.
            (Some(None) | None, None) => return Ok(None),
            (None, Some(needed)) => return Err(self.without_key(door, needed)),
        };
        let wrong = || Problem::new(Code::WrongKey, "this is no key of the service, or one no more; ask whoever runs it for another");
        find(&ring, given).cloned().map(Some).ok_or_else(wrong)
    }

    /// Refuses a request without a key.
    fn without_key(&self, door: Door, needed: Scope) -> Problem {
        let scope = needed.name();
        if self.openness == Openness::Local && door == Door::Report {
            let detail = format!(
                "without a key this is told on this machine alone: ask by localhost or 127.0.0.1, and through no proxy; or send a key with \
                 the scope {scope}"
            );
            return Problem::new(Code::Unauthorized, detail);
        }
        if self.keys() > 0 {
            return Problem::new(Code::Unauthorized, format!("send the header Authorization: Bearer and a key with the scope {scope}"));
        }
        no_key(door, needed)
    }
}

impl Holder {
    /// # Errors
    /// 403 if the key does not open what is needed.
    fn opens(&self, needed: Option<Scope>) -> Result<(), Problem> {
        match needed {
            Some(needed) if self.key.scope < needed => {
                let detail = format!("the key has the scope {}; this needs a key with the scope {}", self.key.scope.name(), needed.name());
                Err(Problem::new(Code::MissingScope, detail))
            }
            _ => Ok(()),
        }
    }
}

/// Compares with every key, and takes the same time whichever it is.
fn find<'r>(ring: &'r [Holder], given: &[u8]) -> Option<&'r Holder> {
    let given = key::hash(given);
    ring.iter().fold(None, |found, holder| if holder.key.fits(&given) { Some(holder) } else { found })
}

/// There is no key at all.
fn no_key(door: Door, needed: Scope) -> Problem {
    if matches!(door, Door::Editing | Door::Administration) {
        let detail = "the service has no key for this; start it with --keys-file, AALAM_ADMIN_KEY or AALAM_ADMIN_KEY_FILE";
        return Problem::new(Code::EditingOff, detail);
    }
    let detail = format!("this needs a key with the scope {}, and the service has none; whoever runs it makes one", needed.name());
    Problem::new(Code::Unauthorized, detail)
}

fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, key) = value.split_at_checked(b"Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then(|| key.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearer_alone_is_read() {
        assert_eq!(bearer(b"Bearer key"), Some(&b"key"[..]));
        assert_eq!(bearer(b"bearer  key "), Some(&b"key"[..]));
        assert_eq!(bearer(b"Basic key"), None);
        assert_eq!(bearer(b"Bear"), None);
    }

    #[test]
    fn doors_ask_for_what_is_behind_them() {
        let asked = |openness| {
            let access = Access::new(openness, Limits::default(), None, None).unwrap();
            [Door::Tagging, Door::Report, Door::Editing, Door::Administration, Door::Metrics].map(|door| access.needed(door))
        };
        let (tag, edit, admin) = (Some(Scope::Tag), Some(Scope::Edit), Some(Scope::Admin));
        assert_eq!(asked(Openness::Closed), [tag, edit, edit, admin, None]);
        assert_eq!(asked(Openness::Tagging), [None, edit, edit, admin, None]);
        assert_eq!(asked(Openness::Local), [None, None, edit, admin, None]);
        assert_eq!(Access::default().with_protected_metrics(true).needed(Door::Metrics), tag);
    }
}
