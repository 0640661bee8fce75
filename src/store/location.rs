//! Where a store is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// What a URL of PostgreSQL may say behind its question mark. Anything else is a slip of the pen.
const PARAMETERS: [&str; 11] =
    ["application_name", "dbname", "host", "options", "password", "port", "sslcert", "sslkey", "sslmode", "sslrootcert", "user"];

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite, beside which it keeps two more while it is open.
    Sqlite(PathBuf),
    /// A database of PostgreSQL, for any number of services.
    Postgres(PostgresUrl),
}

/// The URL of a database of PostgreSQL. Nothing that prints it prints who logs in, and by what password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

/// What was written names no store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// Nothing was written.
    #[error("the store has no name; write the path of a file, such as aalam-edits.sqlite, or postgres://USER@HOST/DATABASE")]
    Empty,
    /// The database is not known.
    #[error("«{0}» is no database that this release knows; write the path of a file, sqlite:PATH, or postgres://USER@HOST/DATABASE")]
    Scheme(String),
    /// The URL of a database cannot be read.
    #[error("the URL of the store cannot be read: {0}; write postgres://USER@HOST/DATABASE, with %XX for signs that mean something there")]
    Url(String),
    /// The URL says what nobody heeds.
    #[error("the URL of the store has the parameter «{0}», which is not known; use {known}", known = PARAMETERS.join(", "))]
    Parameter(String),
    /// Slashes where `sqlite:` has none: of three one would belong to the path, and two would name a host.
    #[error("«sqlite://» is no beginning of a store; write sqlite:PATH, without the two slashes")]
    SqliteSlashes,
}

/// Why a URL cannot be read whose password would otherwise count as another part, and be shown as that.
const ENDS_TOO_EARLY: &str = "a sign of the name or the password ends it too early: write / as %2F, ? as %3F, # as %23, and @ as %40";
const BEHIND_PASSWORD: &str = "what stands behind «password=» is no known parameter, or belongs to the password: there write & as %26";
const NO_SLASHES: &str = "behind postgres: there are not two slashes";

impl FromStr for Location {
    type Err = LocationError;

    /// Reads a path, `sqlite:` and a path, or a URL of PostgreSQL.
    fn from_str(written: &str) -> Result<Self, LocationError> {
        match written.split_once("://") {
            Some(("postgres" | "postgresql", _)) => return PostgresUrl::new(written).map(Self::Postgres),
            // Taken for a path it would be shown, password and all.
            _ if is_broken_url(written) => return Err(LocationError::Url(NO_SLASHES.to_owned())),
            Some(("sqlite", _)) => return Err(LocationError::SqliteSlashes),
            Some((scheme, _)) => return Err(LocationError::Scheme(scheme.to_owned())),
            None => {}
        }
        let path = written.strip_prefix("sqlite:").unwrap_or(written);
        if path.trim().is_empty() { Err(LocationError::Empty) } else { Ok(Self::Sqlite(path.into())) }
    }
}

/// Whether somebody meant a URL of PostgreSQL, and did not write `://`.
fn is_broken_url(written: &str) -> bool {
    let written = written.trim_start().to_ascii_lowercase();
    let behind = written.strip_prefix("postgresql").or_else(|| written.strip_prefix("postgres"));
    behind.is_some_and(|behind| behind.starts_with(':') && !behind.starts_with("://") || behind.starts_with("//"))
}

impl PostgresUrl {
    fn new(url: &str) -> Result<Self, LocationError> {
        let behind_scheme = url.split_once("://").map_or(url, |(_, behind)| behind);
        if behind_scheme.find(['/', '?', '#']).is_some_and(|end| behind_scheme[end..].contains('@')) {
            return Err(LocationError::Url(ENDS_TOO_EARLY.to_owned()));
        }
        let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
        let mut behind_password = false;
        for (name, _) in form_urlencoded::parse(parameters.as_bytes()) {
            if !PARAMETERS.contains(&&*name) {
                let error = if behind_password {
                    LocationError::Url(BEHIND_PASSWORD.to_owned())
                } else {
                    LocationError::Parameter(name.into_owned())
                };
                return Err(error);
            }
            behind_password |= name == "password";
        }
        let url = Self(url.to_owned());
        url.read().map_err(|error| LocationError::Url(error.to_string()))?;
        Ok(url)
    }

    fn read(&self) -> sqlx::Result<PgConnectOptions> {
        self.0.parse()
    }

    /// How to connect there. What the URL leaves open is taken from the variables of PostgreSQL's own programs, such as `PGPASSWORD`, and
    /// the password from the file that `PGPASSFILE` names.
    ///
    /// # Errors
    /// None: it was read once before.
    pub(super) fn options(&self) -> sqlx::Result<PgConnectOptions> {
        // Statements quote rows, and the log is not the place for them.
        Ok(self.read()?.disable_statement_logging())
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = self.read().map_err(|_| fmt::Error)?;
        let database = options.get_database().unwrap_or_else(|| options.get_username());
        match options.get_socket() {
            Some(socket) => write!(f, "postgres://{}/{database}", socket.display()),
            None => write!(f, "postgres://{}:{}/{database}", options.get_host(), options.get_port()),
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => write!(f, "{url}"),
        }
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
        assert_eq!("sqlite:///var/lib/edits.sqlite".parse::<Location>(), Err(LocationError::SqliteSlashes));
        // A folder may have any name.
        assert_eq!("postgres/edits.sqlite".parse(), sqlite("postgres/edits.sqlite"));
    }

    #[test]
    fn urls_are_shown_without_who_logs_in() {
        let url = "postgres://desk:s%C3%A9cret-1@db.example:6432/edits?sslmode=verify-full";
        let location: Location = url.parse().unwrap();
        for shown in [location.to_string(), format!("{location:?}")] {
            assert!(shown.contains("postgres://db.example:6432/edits"), "{shown}");
            assert!(!shown.contains("desk") && !shown.contains("cret"), "{shown}");
        }
        let socket: Location = "postgresql:///edits?host=/run/postgresql&user=desk".parse().unwrap();
        assert_eq!(socket.to_string(), "postgres:///run/postgresql/edits");
    }

    #[test]
    fn wrong_urls_are_refused_without_being_quoted() {
        for (url, part) in [
            ("postgres://desk:cret@host:port/edits", "port"),
            ("postgres://desk:cret@host/edits?sslmode=always", "always"),
            ("postgres://desk:cret@host/edits?passwrod=cret", "«passwrod», which is not known"),
            ("postgres://host/edits?password=s&cret", "write & as %26"),
            ("postgres://desk:se?cret@host/edits", "ends it too early"),
            ("postgres://desk:12/cret@host/edits", "ends it too early"),
            ("postgres://desk:se#cret@host/edits", "ends it too early"),
            ("postgres:desk:cret@host/edits", "not two slashes"),
            ("postgresql:/desk:cret@host/edits", "not two slashes"),
            (" Postgres//desk:cret@host/edits", "not two slashes"),
        ] {
            let error = url.parse::<Location>().unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("cret"), "{error}");
        }
    }
}
