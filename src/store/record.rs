//! Rows of the table.

use sqlx::FromRow;

use super::edit::{Action, LaterEdit, StandingEdit, StoredEdit};
use super::error::StoreError;
use super::row;

/// A row of the table.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) seq: i64,
    gazetteer: String,
    entity: String,
    action: String,
    author: String,
    made_at: String,
    before_row: Option<String>,
    after_row: Option<String>,
    file_row: Option<String>,
    stands: bool,
}

impl Record {
    fn failed(&self, problem: String) -> StoreError {
        StoreError::Row { seq: self.seq, problem }
    }

    fn line(&self, json: Option<&str>) -> Result<Option<String>, StoreError> {
        json.map(row::from_json).transpose().map_err(|problem| self.failed(problem))
    }

    /// As part of a history.
    pub(super) fn stored(self) -> Result<StoredEdit, StoreError> {
        let action = Action::from_name(&self.action).ok_or_else(|| self.failed(format!("«{}» is no action", self.action)))?;
        let (before, after) = (self.line(self.before_row.as_deref())?, self.line(self.after_row.as_deref())?);
        Ok(StoredEdit { seq: self.seq, made_at: self.made_at, author: self.author, action, before, after })
    }

    /// As an edit in force.
    pub(super) fn standing(self) -> Result<StandingEdit, StoreError> {
        let (row, file_row) = (self.line(self.after_row.as_deref())?, self.line(self.file_row.as_deref())?);
        Ok(StandingEdit { gazetteer: self.gazetteer, entity: self.entity, row, file_row })
    }

    /// As one that came after others. What it did does not matter, so that a newer release may do more.
    pub(super) fn later(self) -> Result<LaterEdit, StoreError> {
        let row = self.line(self.after_row.as_deref())?;
        Ok(LaterEdit { gazetteer: self.gazetteer, entity: self.entity, stands: self.stands, row })
    }
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for Record
where
    &'static str: sqlx::ColumnIndex<R>,
    bool: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
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
            stands: row.try_get("stands")?,
        })
    }
}
