//! What SQLite and PostgreSQL each say in words of their own.

use std::borrow::Cow;

use sqlx::error::DatabaseError;
use sqlx::{Database, Postgres, Sqlite};

/// The key of the lock of who appends. Anything will do that others of the same database do not take.
const APPENDS: &str = "SELECT pg_advisory_xact_lock(7152263840719581037)";
/// The `SQLSTATE` of a statement that took longer than the server lets it.
const STATEMENT_TIMEOUT: &str = "57014";
/// What SQLite says where somebody else writes, in the lowest byte of its code.
const SQLITE_BUSY: u32 = 5;
/// Classes of `SQLSTATE` that go by by themselves: connection, resources, and whoever operates the server.
const PASSING: [&str; 3] = ["08", "53", "57"];
/// The channel on which PostgreSQL tells of new edits.
pub(super) const CHANNEL: &str = "aalam_edit";

/// The words of one database.
pub(super) trait Dialect: Database {
    /// Makes the table.
    const CREATE: &'static str;
    /// Says whether there is a table of that name.
    const IS_MADE: &'static str;
    /// Begins a transaction that may append.
    const BEGIN: &'static str;
    /// Waits, in a transaction, until nobody else appends, if that is not said by its beginning. With it the numbers go up in the order in
    /// which edits are committed: who has read up to a number has missed none below.
    const WAIT: Option<&'static str>;
    /// Tells everybody else of an edit, by its number, when the transaction is committed.
    const TELL: Option<&'static str>;
    /// Says `ok`, or what is wrong.
    const CHECK: &'static str;
    /// What a store has to be.
    const NEEDS: &'static str;

    /// Whether the database is away, and may come back by itself.
    fn is_away(error: &sqlx::Error) -> bool;

    /// Whether the beginning of a turn, or the wait for it, failed because somebody else had it all that time.
    fn is_busy(error: &sqlx::Error) -> bool;
}

fn code_of(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(DatabaseError::code)
}

impl Dialect for Sqlite {
    const CREATE: &'static str = include_str!("migrations/sqlite/0001_edits.sql");
    const IS_MADE: &'static str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'edit')";
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
    const WAIT: Option<&'static str> = None;
    const TELL: Option<&'static str> = None;
    const CHECK: &'static str = "PRAGMA integrity_check(1)";
    const NEEDS: &'static str = "it must be a file this process may write, made by this or an older release";

    fn is_away(_: &sqlx::Error) -> bool {
        false
    }

    fn is_busy(error: &sqlx::Error) -> bool {
        code_of(error).and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xFF == SQLITE_BUSY)
    }
}

impl Dialect for Postgres {
    const CREATE: &'static str = include_str!("migrations/postgres/0001_edits.sql");
    const IS_MADE: &'static str = "SELECT to_regclass('edit') IS NOT NULL";
    const BEGIN: &'static str = "BEGIN";
    const WAIT: Option<&'static str> = Some(APPENDS);
    const TELL: Option<&'static str> = Some("SELECT pg_notify('aalam_edit', $1)");
    const CHECK: &'static str = "\
        SELECT CASE \
            WHEN current_setting('transaction_read_only') = 'on' THEN 'the database takes no edits; name the primary server' \
            WHEN current_setting('server_encoding') <> 'UTF8' THEN 'the database is not of UTF-8; make one with ENCODING ''UTF8''' \
            WHEN NOT has_table_privilege('edit', 'INSERT') THEN 'the user may not write the table edit; grant it INSERT' \
            ELSE 'ok' \
        END";
    const NEEDS: &'static str = "it must be a database whose user may make tables, with tables of this or an older release";

    fn is_away(error: &sqlx::Error) -> bool {
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
            error => code_of(error).is_some_and(|code| code.len() == 5 && PASSING.iter().any(|class| code.starts_with(class))),
        }
    }

    fn is_busy(error: &sqlx::Error) -> bool {
        code_of(error).is_some_and(|code| code == STATEMENT_TIMEOUT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_that_is_listened_to_is_the_one_that_is_told() {
        assert!(Postgres::TELL.unwrap().contains(&format!("'{CHANNEL}'")));
    }

    #[test]
    fn a_lost_connection_is_away_and_a_wrong_statement_is_not() {
        let lost = || sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        assert!(Postgres::is_away(&lost()) && !Sqlite::is_away(&lost()));
        assert!(!Postgres::is_away(&sqlx::Error::RowNotFound));
    }
}
