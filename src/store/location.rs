//! Where a store is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite, beside which it keeps two more while it is open.
    Sqlite(PathBuf),
}

/// What was written names no store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// Nothing was written.
    #[error("the store has no name; write the path of a file, such as aalam-edits.sqlite")]
    Empty,
    /// The database is not known.
    #[error("«{0}» is no database that this release knows; write the path of a file, or sqlite:PATH")]
    Scheme(String),
}

impl FromStr for Location {
    type Err = LocationError;

    /// Reads a path, or `sqlite:` and a path.
    fn from_str(written: &str) -> Result<Self, LocationError> {
        if let Some((scheme, _)) = written.split_once("://") {
            return Err(LocationError::Scheme(scheme.to_owned()));
        }
        let path = written.strip_prefix("sqlite:").unwrap_or(written);
        if path.trim().is_empty() { Err(LocationError::Empty) } else { Ok(Self::Sqlite(path.into())) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Sqlite(path) = self;
        write!(f, "{}", path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_what_is_none() {
        let sqlite = |path: &str| Ok(Location::Sqlite(path.into()));
        assert_eq!("edits.sqlite".parse(), sqlite("edits.sqlite"));
        assert_eq!("sqlite:/var/lib/aalam/edits.sqlite".parse(), sqlite("/var/lib/aalam/edits.sqlite"));
        assert_eq!("mysql://host/base".parse::<Location>(), Err(LocationError::Scheme("mysql".into())));
        assert_eq!("sqlite: ".parse::<Location>(), Err(LocationError::Empty));
    }
}
