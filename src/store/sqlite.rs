//! Opening a file of SQLite.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite};

use super::error::StoreError;
use super::tables::Tables;

/// How long a transaction waits for another process to end its own: less than who waits for an answer, so that it is told why there is
/// none.
const BUSY_TIMEOUT: Duration = Duration::from_millis(4500);
/// An edit has one, what it reads another; history is read beside them.
const CONNECTIONS: u32 = 3;

/// Opens a file. With `make` it is made if there is none, and its tables with it; else nothing in it is changed, and it is `None` if there
/// is no store in it.
///
/// # Errors
/// If it cannot be opened, or is no store.
pub(super) async fn open(path: &Path, make: bool) -> Result<Option<Tables<Sqlite>>, StoreError> {
    if !make && !path.exists() {
        return Ok(None);
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        // Statements quote rows, and the log is not the place for them.
        .disable_statement_logging();
    let ordinary = options.clone().create_if_missing(make);
    let ordinary = if make { ordinary.journal_mode(SqliteJournalMode::Wal) } else { ordinary };
    match begin(path, ordinary, make).await {
        Err(StoreError::Open { .. }) if is_frozen(path) => {
            tracing::warn!(
                store = %path.display(),
                "the disk of the store can only be read: its edits are in force, and further ones are refused until it can be written and \
                 the service is started again"
            );
            // SQLite cannot make its log there, and reads without one only what is said never to change.
            begin(path, options.read_only(true).immutable(true), make).await
        }
        begun => begun,
    }
}

async fn begin(path: &Path, options: SqliteConnectOptions, make: bool) -> Result<Option<Tables<Sqlite>>, StoreError> {
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(BUSY_TIMEOUT);
    // On a full disk SQLite rolls back by itself, and what sqlx then counts as a transaction never ends: such a connection is closed.
    let pool = pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }));
    let tables = Tables::new(path.display().to_string(), pool.connect_lazy_with(options));
    if !make {
        return tables.found().await;
    }
    tables.make().await?;
    Ok(Some(tables))
}

/// Whether nobody can write to the disk of a file, and the file alone is the store: no log beside it has more to say.
fn is_frozen(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let is_whole = fs::metadata(log).map_or(true, |log| log.len() == 0);
    is_whole && OpenOptions::new().append(true).open(path).is_err_and(|error| error.kind() == ErrorKind::ReadOnlyFilesystem)
}
