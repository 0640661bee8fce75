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

/// The same for whichever database it is.
macro_rules! in_either {
    ($kind:ident of $base:expr, $tables:ident => $work:expr) => {
        match $base {
            $kind::Sqlite($tables) => $work,
            $kind::Postgres($tables) => $work,
        }
    };
}

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
mod sqlite;
mod tables;

use std::sync::Arc;
use std::time::Duration;

use sqlx::{Postgres, Sqlite};
use tokio::time::timeout;

pub use edit::{Action, LaterEdit, NewEdit, Numbers, StandingEdit, StoredEdit, Told};
pub use error::StoreError;
pub use location::{Location, LocationError, PostgresUrl};
pub use news::{Heard, News};
use record::Record;
use tables::{Tables, TurnOf};

/// How long a store that is closed waits for who is at work in it.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

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
        Self::at(location, true).await
    }

    /// Opens a store that is there, and changes nothing in it.
    ///
    /// # Errors
    /// If there is none, it cannot be reached, or it is one of another release.
    pub async fn open_existing(location: &Location) -> Result<Self, StoreError> {
        Self::at(location, false).await
    }

    async fn at(location: &Location, make: bool) -> Result<Self, StoreError> {
        let base = match location {
            Location::Sqlite(path) => sqlite::open(path, make).await?.map(|tables| Base::Sqlite(Arc::new(tables))),
            Location::Postgres(url) => postgres::open(url, make).await?.map(|tables| Base::Postgres(Arc::new(tables))),
        };
        base.map(Self).ok_or_else(|| StoreError::Missing(location.to_string()))
    }

    /// Ends the connections; whoever still uses the store is told that it is closed. The log of SQLite is then part of the file, so that the
    /// file is the whole store. Waits a moment for who is at work.
    pub async fn close(&self) {
        let _ = timeout(CLOSE_TIMEOUT, async { in_either!(Base of &self.0, tables => tables.pool.close().await) }).await;
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
        in_either!(Base of &self.0, tables => tables.last().await)
    }

    /// The edits in force.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn standing(&self) -> Result<Told<StandingEdit>, StoreError> {
        // Asked first: what is stored between the two is told once more with what comes later.
        let last = self.last().await?;
        let records = in_either!(Base of &self.0, tables => tables.standing().await?);
        Ok(told(last, records, Record::standing))
    }

    /// The edits behind a number.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn later(&self, seq: i64) -> Result<Told<LaterEdit>, StoreError> {
        let records = in_either!(Base of &self.0, tables => tables.later(seq).await?);
        Ok(told(records.last().map_or(seq, |record| record.seq), records, Record::later))
    }

    /// The last edits of an entity in a list, at most `most`, the newest first.
    ///
    /// # Errors
    /// If the database fails, or a row is of columns that are not known.
    pub async fn history(&self, gazetteer: &str, entity: &str, most: u32) -> Result<Vec<StoredEdit>, StoreError> {
        let records = in_either!(Base of &self.0, tables => tables.history(gazetteer, entity, most).await?);
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
        in_either!(TurnBase of &self.0, turn => turn.last)
    }

    /// Stores edits of one author, all or none. They are on the disk when this returns.
    ///
    /// # Errors
    /// If the database fails: a full disk, a lost file. Then none is stored, but for [`StoreError::Unsure`].
    pub async fn append(self, author: &str, edits: &[NewEdit]) -> Result<Numbers, StoreError> {
        in_either!(TurnBase of self.0, turn => turn.append(author, edits).await)
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
