//! The table of edits in one database, whichever it is: the same statements on both.

use std::fmt::Debug;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{ColumnIndex, Database, Decode, Encode, Executor, IntoArguments, Pool, QueryBuilder, SqlStr, Transaction, Type};
use tokio::sync::OnceCell;
use tokio::time::{sleep, timeout};

use super::dialect::Dialect;
use super::edit::{NewEdit, Numbers};
use super::error::StoreError;
use super::record::Record;
use super::{row, sql};

/// How long a statement may take before the database counts as gone. A server's own limit lies below it, so that it does not go on with
/// what nobody waits for.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
/// Where sqlx notes what the table has gone through.
const MIGRATIONS_TABLE: &str = "_sqlx_migrations";
/// How often the table is made again where another service is at it, and how long after.
const MAKE_TRIES: usize = 10;
const MAKE_PAUSE: Duration = Duration::from_millis(50);
/// Edits in one statement: SQLite takes 32,766 values, and each has nine.
const EDITS_AT_A_TIME: usize = 1000;

/// What a cell of the table may be.
pub(super) trait Cell<DB: Database>: for<'q> Encode<'q, DB> + for<'r> Decode<'r, DB> + Type<DB> {}

impl<DB: Database, T: for<'q> Encode<'q, DB> + for<'r> Decode<'r, DB> + Type<DB>> Cell<DB> for T {}

/// The table, made when it is first needed.
#[derive(Debug)]
pub(super) struct Tables<DB: Database> {
    /// Where it is, for errors.
    place: String,
    pub(super) pool: Pool<DB>,
    made: OnceCell<()>,
}

/// A transaction in which nobody else appends.
pub(super) struct TurnOf<DB: Database> {
    transaction: Transaction<'static, DB>,
    pub(super) last: i64,
}

impl<DB> Tables<DB>
where
    DB: Dialect,
    DB::Arguments: IntoArguments<DB>,
    DB::Connection: Migrate,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    bool: Cell<DB>,
    i64: Cell<DB>,
    String: Cell<DB>,
    &'static str: ColumnIndex<DB::Row>,
    usize: ColumnIndex<DB::Row>,
{
    pub(super) fn new(place: String, pool: Pool<DB>) -> Self {
        Self { place, pool, made: OnceCell::new() }
    }

    /// Makes the table if there is none, and brings it up to date, once.
    pub(super) async fn make(&self) -> Result<&Pool<DB>, StoreError> {
        let make = || async {
            let migrator = Migrator::with_migrations(migrations::<DB>());
            let run = || async { timeout(ANSWER_TIMEOUT, migrator.run(&self.pool)).await.unwrap_or_else(|_| Err(silent().into())) };
            let mut made = run().await;
            for _ in 0..MAKE_TRIES {
                // SQLite keeps nobody else from it: a service that started at the same moment may just have made the table, or be at it, and of
                // the change to a write-ahead log it says at once that the file is locked.
                let again = match &made {
                    Err(MigrateError::ExecuteMigration(..)) => true,
                    Err(MigrateError::Execute(error)) => DB::is_busy(error),
                    _ => false,
                };
                if !again {
                    break;
                }
                sleep(MAKE_PAUSE).await;
                made = run().await;
            }
            made.map_err(|error| self.not_begun(error))
        };
        self.made.get_or_try_init(make).await?;
        Ok(&self.pool)
    }

    /// Takes the table as it is, and changes nothing; `None` if there is none.
    pub(super) async fn found(self) -> Result<Option<Self>, StoreError> {
        let is_there = self.find().await;
        if matches!(is_there, Ok(true)) {
            return Ok(Some(self));
        }
        self.pool.close().await;
        is_there.map(|_| None)
    }

    async fn find(&self) -> Result<bool, StoreError> {
        let applied = timeout(ANSWER_TIMEOUT, self.applied()).await.unwrap_or_else(|_| Err(silent().into()));
        let Some(applied) = applied.map_err(|error| self.not_begun(error))? else { return Ok(false) };
        let known = migrations::<DB>();
        let is_known = |one: &AppliedMigration| known.iter().any(|known| known.version == one.version && known.checksum == one.checksum);
        if !applied.iter().all(is_known) {
            return Err(self.not_opened("its tables are of a newer release".into()));
        }
        if applied.len() < known.len() {
            return Err(StoreError::Unwell("its tables are of an older release; a start of the service brings them up to date".to_owned()));
        }
        self.made.get_or_init(async || ()).await;
        Ok(true)
    }

    /// What the table has gone through; `None` if there is none.
    async fn applied(&self) -> Result<Option<Vec<AppliedMigration>>, MigrateError> {
        let mut connection = self.pool.acquire().await?;
        let is_made: bool = sqlx::query_scalar(DB::IS_MADE).fetch_one(&mut *connection).await?;
        Ok(if is_made { Some(connection.list_applied_migrations(MIGRATIONS_TABLE).await?) } else { None })
    }

    fn not_begun(&self, error: MigrateError) -> StoreError {
        match error {
            MigrateError::Execute(error) if DB::is_away(&error) => StoreError::Away(error),
            error => self.not_opened(error.into()),
        }
    }

    /// The error of a store that cannot be opened.
    fn not_opened(&self, cause: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
        StoreError::Open { place: self.place.clone(), cause, needs: DB::NEEDS }
    }

    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        let pool = self.make().await?;
        in_time::<DB, _>(sqlx::query(sql::PING).execute(pool)).await?;
        Ok(())
    }

    /// Takes as long as reading the whole.
    pub(super) async fn check(&self) -> Result<(), StoreError> {
        let said: String = sqlx::query_scalar(DB::CHECK).fetch_one(self.make().await?).await.map_err(failed::<DB>)?;
        if said != "ok" {
            return Err(StoreError::Unwell(said));
        }
        // Takes the lock of who appends, and appends nothing.
        self.turn().await?.transaction.rollback().await.map_err(failed::<DB>)
    }

    pub(super) async fn last(&self) -> Result<i64, StoreError> {
        let pool = self.make().await?;
        in_time::<DB, _>(sqlx::query_scalar(sql::LAST).fetch_one(pool)).await
    }

    pub(super) async fn standing(&self) -> Result<Vec<Record>, StoreError> {
        let pool = self.make().await?;
        in_time::<DB, _>(sqlx::query_as(sql::STANDING).fetch_all(pool)).await
    }

    pub(super) async fn later(&self, seq: i64) -> Result<Vec<Record>, StoreError> {
        let pool = self.make().await?;
        in_time::<DB, _>(sqlx::query_as(sql::LATER).bind(seq).fetch_all(pool)).await
    }

    pub(super) async fn history(&self, gazetteer: &str, entity: &str, most: u32) -> Result<Vec<Record>, StoreError> {
        let pool = self.make().await?;
        let query = sqlx::query_as(sql::HISTORY).bind(gazetteer.to_owned()).bind(entity.to_owned()).bind(i64::from(most));
        in_time::<DB, _>(query.fetch_all(pool)).await
    }

    pub(super) async fn turn(&self) -> Result<TurnOf<DB>, StoreError> {
        let pool = self.make().await?;
        let mut transaction = in_turn::<DB, _>(pool.begin_with(DB::BEGIN)).await?;
        if let Some(wait) = DB::WAIT {
            in_turn::<DB, _>(sqlx::query(wait).execute(&mut *transaction)).await?;
        }
        let last = in_time::<DB, _>(sqlx::query_scalar(sql::LAST).fetch_one(&mut *transaction)).await?;
        Ok(TurnOf { transaction, last })
    }
}

impl<DB> TurnOf<DB>
where
    DB: Dialect,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    bool: Cell<DB>,
    i64: Cell<DB>,
    String: Cell<DB>,
    for<'q> Option<String>: Encode<'q, DB>,
    usize: ColumnIndex<DB::Row>,
{
    pub(super) async fn append(mut self, author: &str, edits: &[NewEdit]) -> Result<Numbers, StoreError> {
        let made_at = Timestamp::now().to_string();
        let mut numbers: Option<Numbers> = None;
        for edits in edits.chunks(EDITS_AT_A_TIME) {
            let mut query = QueryBuilder::<DB>::new(sql::APPEND);
            query.push_values(edits, |mut values, edit| {
                values.push_bind(edit.gazetteer.clone()).push_bind(edit.entity.clone()).push_bind(edit.action.name().to_owned());
                values.push_bind(author.to_owned()).push_bind(made_at.clone());
                for row in [&edit.before, &edit.after, &edit.file_row] {
                    values.push_bind(row.as_deref().map(row::to_json));
                }
                values.push_bind(edit.stands);
            });
            query.push(sql::NUMBERS);
            let stored: Vec<i64> = in_time::<DB, _>(query.build_query_scalar().fetch_all(&mut *self.transaction)).await?;
            for seq in stored {
                let numbers = numbers.get_or_insert(Numbers { first: seq, last: seq });
                *numbers = Numbers { first: numbers.first.min(seq), last: numbers.last.max(seq) };
            }
        }
        let numbers = numbers.unwrap_or(Numbers { first: self.last, last: self.last });
        if let Some(tell) = DB::TELL {
            in_time::<DB, _>(sqlx::query(tell).bind(numbers.last.to_string()).execute(&mut *self.transaction)).await?;
        }
        let committed = timeout(ANSWER_TIMEOUT, self.transaction.commit()).await.unwrap_or_else(|_| Err(silent()));
        committed.map_err(|error| match error {
            // The answer is lost, and not necessarily the edit.
            sqlx::Error::Io(_) => StoreError::Unsure(error),
            error if DB::is_away(&error) => StoreError::Unsure(error),
            error => StoreError::Database(error),
        })?;
        Ok(numbers)
    }
}

/// All that the table has to go through.
fn migrations<DB: Dialect>() -> Vec<Migration> {
    vec![Migration::new(1, "edits".into(), MigrationType::Simple, SqlStr::from_static(DB::CREATE), false)]
}

/// Waits for an answer of the database as long as one can reasonably wait.
pub(super) async fn in_time<DB: Dialect, T>(work: impl Future<Output = sqlx::Result<T>>) -> Result<T, StoreError> {
    answer(work).await.map_err(failed::<DB>)
}

/// The same for what waits until nobody else appends: that this takes long is no fault of the database.
async fn in_turn<DB: Dialect, T>(work: impl Future<Output = sqlx::Result<T>>) -> Result<T, StoreError> {
    answer(work).await.map_err(|error| if DB::is_busy(&error) { StoreError::Busy } else { failed::<DB>(error) })
}

async fn answer<T>(work: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    timeout(ANSWER_TIMEOUT, work).await.unwrap_or_else(|_| Err(silent()))
}

fn silent() -> sqlx::Error {
    let detail = format!("it did not answer within {} s", ANSWER_TIMEOUT.as_secs());
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, detail))
}

fn failed<DB: Dialect>(error: sqlx::Error) -> StoreError {
    if DB::is_away(&error) { StoreError::Away(error) } else { StoreError::Database(error) }
}
