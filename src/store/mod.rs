//! Where edits outlive the process: every edit ever made to a list, with its author, time, and the row before and after.
//!
//! # How it works
//! There is one table, and rows are only added to it. The edits in force are the last ones of each entity in each list; what was before is
//! its history. [`Store::append`] returns once the edits are on the disk: SQLite writes ahead and syncs each transaction, so that neither a
//! killed process nor a power cut loses what was acknowledged.
//!
//! The store knows rows as the lists write them, lines of cells parted by tabs. In the table they are JSON objects by column, so that they
//! outlive a change of the columns.
//!
//! One service writes to a store at a time; `aalam export` may read beside it.

mod check;
mod location;
mod row;
mod sql;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, FromRow, SqlStr};

pub use location::{Location, LocationError};

/// How long a transaction waits for another process to end its own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// History is read beside a transaction that is being written.
const CONNECTIONS: u32 = 2;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened, or is none.
    #[error("cannot open the store {path}: {source}; it must be a file this process may write, made by this or an older release")]
    Open {
        /// Where.
        path: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There is no store to read.
    #[error("there is no store at {0}; name the one that the service has as AALAM_STORE")]
    Missing(String),
    /// What stands in the database contradicts itself.
    #[error("the store is damaged: {0}; put a copy back in its place")]
    Damaged(String),
    /// A statement failed; nothing of its transaction is in the store.
    #[error("the store failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A stored row is not one of the columns that this release knows.
    #[error("edit {seq} of the store cannot be read: {problem}; it needs the release that wrote it, or a newer one")]
    Row {
        /// Which edit.
        seq: i64,
        /// What is wrong.
        problem: String,
    },
}

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A row was added or changed.
    Put,
    /// A row was withdrawn.
    Delete,
    /// An edit was taken back.
    Undo,
    /// The list's file has the row by now, and stands from then on.
    Settle,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Put, Self::Delete, Self::Undo, Self::Settle];

    /// Its name in the store and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Delete => "delete",
            Self::Undo => "undo",
            Self::Settle => "settle",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// An edit that is to be stored. Rows are lines of cells parted by tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdit {
    /// Name of the list.
    pub gazetteer: String,
    /// Id of the entity.
    pub entity: String,
    /// What it did.
    pub action: Action,
    /// The row that was in force before.
    pub before: Option<String>,
    /// The row that is in force after.
    pub after: Option<String>,
    /// The row of the list's file.
    pub file_row: Option<String>,
    /// Whether `after` stands in place of the file's row from now on.
    pub stands: bool,
}

/// An edit as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEdit {
    /// Counts the edits of the store, from 1.
    pub seq: i64,
    /// When it was made.
    pub made_at: String,
    /// Who made it.
    pub author: String,
    /// What it did.
    pub action: Action,
    /// The row that was in force before.
    pub before: Option<String>,
    /// The row that was in force after.
    pub after: Option<String>,
}

/// An edit in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingEdit {
    /// Name of the list.
    pub gazetteer: String,
    /// Id of the entity.
    pub entity: String,
    /// The row; `None` if it is withdrawn.
    pub row: Option<String>,
    /// The row that the list's file had when the edit was made.
    pub file_row: Option<String>,
}

/// A store that is open. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens a store, makes it if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// If there is no file to be made or written, or it is no store, or one of a newer release.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        let Location::Sqlite(path) = location;
        Self::connect(path, true).await
    }

    /// Opens a store that is there.
    ///
    /// # Errors
    /// As [`open`](Self::open), and if there is none.
    pub async fn open_existing(location: &Location) -> Result<Self, StoreError> {
        let Location::Sqlite(path) = location;
        if !path.exists() {
            return Err(StoreError::Missing(path.display().to_string()));
        }
        Self::connect(path, false).await
    }

    async fn connect(path: &Path, create: bool) -> Result<Self, StoreError> {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| StoreError::Open { path: path.display().to_string(), source };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            // Statements quote rows, and the log is not the place for them.
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(BUSY_TIMEOUT).connect_with(options);
        let pool = pool.await.map_err(|error| failed(error.into()))?;
        let edits = Migration::new(1, "edits".into(), MigrationType::Simple, SqlStr::from_static(sql::CREATE), false);
        Migrator::with_migrations(vec![edits]).run(&pool).await.map_err(|error| failed(error.into()))?;
        Ok(Self { pool })
    }

    /// Stores edits of one author, all or none; gives the number of the first. They are on the disk when this returns.
    ///
    /// # Errors
    /// If the database fails: a full disk, a lost file. Then none is stored.
    pub async fn append(&self, author: &str, edits: &[NewEdit]) -> Result<i64, StoreError> {
        let made_at = Timestamp::now().to_string();
        let mut transaction = self.pool.begin().await?;
        let mut first = None;
        for edit in edits {
            let [before, after, file_row] = [&edit.before, &edit.after, &edit.file_row].map(|row| row.as_deref().map(row::to_json));
            let seq: i64 = sqlx::query_scalar(sql::APPEND)
                .bind(&edit.gazetteer)
                .bind(&edit.entity)
                .bind(edit.action.name())
                .bind(author)
                .bind(&made_at)
                .bind(before)
                .bind(after)
                .bind(file_row)
                .bind(edit.stands)
                .fetch_one(&mut *transaction)
                .await?;
            first.get_or_insert(seq);
        }
        transaction.commit().await?;
        Ok(first.unwrap_or(0))
    }

    /// The edits in force, in the order in which they were made.
    ///
    /// # Errors
    /// If the database fails, or a row is of columns that are not known.
    pub async fn standing(&self) -> Result<Vec<StandingEdit>, StoreError> {
        let records: Vec<Record> = sqlx::query_as(sql::STANDING).fetch_all(&self.pool).await?;
        let read = |record: Record| {
            let Read { after: row, file_row, .. } = record.read()?;
            Ok(StandingEdit { gazetteer: record.gazetteer, entity: record.entity, row, file_row })
        };
        records.into_iter().map(read).collect()
    }

    /// The last edits of an entity in a list, at most `most`, the newest first.
    ///
    /// # Errors
    /// As [`standing`](Self::standing).
    pub async fn history(&self, gazetteer: &str, entity: &str, most: u32) -> Result<Vec<StoredEdit>, StoreError> {
        let records: Vec<Record> =
            sqlx::query_as(sql::HISTORY).bind(gazetteer).bind(entity).bind(i64::from(most)).fetch_all(&self.pool).await?;
        let read = |record: Record| {
            let Read { action, before, after, .. } = record.read()?;
            Ok(StoredEdit { seq: record.seq, made_at: record.made_at, author: record.author, action, before, after })
        };
        records.into_iter().map(read).collect()
    }
}

/// A row of the table.
#[derive(Debug)]
struct Record {
    seq: i64,
    gazetteer: String,
    entity: String,
    action: String,
    author: String,
    made_at: String,
    before_row: Option<String>,
    after_row: Option<String>,
    file_row: Option<String>,
}

/// What is written in a row of the table.
struct Read {
    action: Action,
    before: Option<String>,
    after: Option<String>,
    file_row: Option<String>,
}

impl Record {
    fn read(&self) -> Result<Read, StoreError> {
        let failed = |problem: String| StoreError::Row { seq: self.seq, problem };
        let action = Action::from_name(&self.action).ok_or_else(|| failed(format!("«{}» is no action", self.action)))?;
        let line = |json: &Option<String>| json.as_deref().map(row::from_json).transpose().map_err(failed);
        Ok(Read { action, before: line(&self.before_row)?, after: line(&self.after_row)?, file_row: line(&self.file_row)? })
    }
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for Record
where
    &'static str: sqlx::ColumnIndex<R>,
    i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        Ok(Self {
            seq: row.try_get("seq")?,
            gazetteer: row.try_get("gazetteer")?,
            entity: row.try_get("entity")?,
            action: row.try_get("action")?,
            author: row.try_get("author")?,
            made_at: row.try_get("made_at")?,
            before_row: row.try_get("before_row")?,
            after_row: row.try_get("after_row")?,
            file_row: row.try_get("file_row")?,
        })
    }
}

#[cfg(test)]
mod tests;
