//! Where edits outlive the process: every edit ever made to a list, with its author, time, and the row before and after.
//!
//! # How it works
//! There is one table, and rows are only added to it. The edits in force are the last ones of each entity in each list; what was before is
//! its history. [`Turn::append`] returns once the edits are on the disk: SQLite writes ahead and syncs each transaction, and PostgreSQL does
//! so unless it was told otherwise, so that neither a killed process nor a power cut loses what was acknowledged.
//!
//! Any number of services share a store. Who appends takes a [`Turn`], in which nobody else does, and is told how far the store is: what
//! others have stored up to there is taken over first, so that no edit is made in ignorance of another. Between turns [`News`] tell of what
//! others store.
//!
//! The store knows rows as the lists write them, lines of cells parted by tabs. In the table they are JSON objects by column, so that they
//! outlive a change of the columns.

mod check;
mod dialect;
mod edit;
mod error;
mod location;
mod news;
mod postgres;
mod record;
mod row;
mod sql;
mod tables;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Postgres, Sqlite};
use tokio::time::timeout;

pub use edit::{Action, LaterEdit, NewEdit, Numbers, StandingEdit, StoredEdit, Told};
pub use error::StoreError;
pub use location::{Location, LocationError, PostgresUrl};
pub use news::{Heard, News};
use record::Record;
use tables::{Tables, TurnOf};

/// How long a transaction waits for another process to end its own: less than who waits for an answer, so that it is told why there is none.
const BUSY_TIMEOUT: Duration = Duration::from_millis(4500);
/// How long a store that is closed waits for who is at work in it.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// An edit has one, what it reads another; history is read beside them.
const SQLITE_CONNECTIONS: u32 = 3;

/// A store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store(Base);

#[derive(Debug, Clone)]
enum Base {
    Sqlite(Arc<Tables<Sqlite>>),
    Postgres(Arc<Tables<Postgres>>),
}

/// The time in which nobody else appends to the store. It ends with [`append`](Self::append), or when it is dropped.
pub struct Turn(TurnBase);

enum TurnBase {
    Sqlite(TurnOf<Sqlite>),
    Postgres(TurnOf<Postgres>),
}

impl Store {
    /// Opens a store, makes it if there is none, and brings its tables up to date. On a server all that waits until it is first used.
    ///
    /// # Errors
    /// If there is no file to be made or written, or it is no store, or one of a newer release.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(path) => Self::sqlite(path, true).await,
            Location::Postgres(url) => Self::postgres(url),
        }
    }

    /// Opens a store that is there.
    ///
    /// # Errors
    /// As [`open`](Self::open), and if there is none, or it cannot be reached.
    pub async fn open_existing(location: &Location) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(path) if !path.exists() => Err(StoreError::Missing(location.to_string())),
            Location::Sqlite(path) => Self::sqlite(path, false).await,
            Location::Postgres(url) => {
                let store = Self::postgres(url)?;
                if let Base::Postgres(tables) = &store.0
                    && !postgres::is_made(tables).await?
                {
                    return Err(StoreError::Missing(location.to_string()));
                }
                Ok(store)
            }
        }
    }

    async fn sqlite(path: &Path, create: bool) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            // Statements quote rows, and the log is not the place for them.
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(SQLITE_CONNECTIONS).acquire_timeout(BUSY_TIMEOUT);
        // On a full disk SQLite rolls back by itself, and what sqlx then counts as a transaction never ends: such a connection is closed.
        let pool = pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }));
        let tables = Tables::new(path.display().to_string(), pool.connect_lazy_with(options));
        tables.make().await?;
        Ok(Self(Base::Sqlite(Arc::new(tables))))
    }

    fn postgres(url: &PostgresUrl) -> Result<Self, StoreError> {
        let options = postgres::options(url).map_err(StoreError::Database)?;
        Ok(Self(Base::Postgres(Arc::new(Tables::new(url.to_string(), postgres::pool(options))))))
    }

    /// Ends the connections; whoever still uses the store is told that it is closed. The log of SQLite is then part of the file, so that the file is
    /// the whole store. Waits a moment for who is at work.
    pub async fn close(&self) {
        let _ = timeout(CLOSE_TIMEOUT, async {
            match &self.0 {
                Base::Sqlite(tables) => tables.pool.close().await,
                Base::Postgres(tables) => tables.pool.close().await,
            }
        })
        .await;
    }

    /// Waits until nobody else appends, and keeps others from it.
    ///
    /// # Errors
    /// If the database fails, or others take too long.
    pub async fn turn(&self) -> Result<Turn, StoreError> {
        Ok(Turn(match &self.0 {
            Base::Sqlite(tables) => TurnBase::Sqlite(tables.turn().await?),
            Base::Postgres(tables) => TurnBase::Postgres(tables.turn().await?),
        }))
    }

    /// The number of the last edit; 0 if there is none.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn last(&self) -> Result<i64, StoreError> {
        match &self.0 {
            Base::Sqlite(tables) => tables.last().await,
            Base::Postgres(tables) => tables.last().await,
        }
    }

    /// The edits in force.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn standing(&self) -> Result<Told<StandingEdit>, StoreError> {
        // Asked first: what is stored between the two is told once more with what comes later.
        let last = self.last().await?;
        let records = match &self.0 {
            Base::Sqlite(tables) => tables.standing().await?,
            Base::Postgres(tables) => tables.standing().await?,
        };
        Ok(told(last, records, Record::standing))
    }

    /// The edits behind a number.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn later(&self, seq: i64) -> Result<Told<LaterEdit>, StoreError> {
        let records = match &self.0 {
            Base::Sqlite(tables) => tables.later(seq).await?,
            Base::Postgres(tables) => tables.later(seq).await?,
        };
        Ok(told(records.last().map_or(seq, |record| record.seq), records, Record::later))
    }

    /// The last edits of an entity in a list, at most `most`, the newest first.
    ///
    /// # Errors
    /// If the database fails, or a row is of columns that are not known.
    pub async fn history(&self, gazetteer: &str, entity: &str, most: u32) -> Result<Vec<StoredEdit>, StoreError> {
        let records = match &self.0 {
            Base::Sqlite(tables) => tables.history(gazetteer, entity, most).await?,
            Base::Postgres(tables) => tables.history(gazetteer, entity, most).await?,
        };
        records.into_iter().map(Record::stored).collect()
    }

    /// What others store from now on.
    pub fn news(&self) -> News {
        match &self.0 {
            Base::Sqlite(_) => News::asked(self.clone()),
            Base::Postgres(tables) => News::told(self.clone(), tables.pool.connect_options()),
        }
    }
}

impl Turn {
    /// The number of the last edit; 0 if there is none.
    pub const fn last(&self) -> i64 {
        match &self.0 {
            TurnBase::Sqlite(turn) => turn.last,
            TurnBase::Postgres(turn) => turn.last,
        }
    }

    /// Stores edits of one author, all or none. They are on the disk when this returns.
    ///
    /// # Errors
    /// If the database fails: a full disk, a lost file. Then none is stored, but for [`StoreError::Unsure`].
    pub async fn append(self, author: &str, edits: &[NewEdit]) -> Result<Numbers, StoreError> {
        match self.0 {
            TurnBase::Sqlite(turn) => turn.append(author, edits).await,
            TurnBase::Postgres(turn) => turn.append(author, edits).await,
        }
    }
}

fn told<E>(last: i64, records: Vec<Record>, read: impl Fn(Record) -> Result<E, StoreError>) -> Told<E> {
    let (mut edits, mut unread) = (Vec::with_capacity(records.len()), Vec::new());
    for record in records {
        match read(record) {
            Ok(edit) => edits.push(edit),
            Err(error) => unread.push(error),
        }
    }
    Told { last, edits, unread }
}

#[cfg(test)]
mod tests;
