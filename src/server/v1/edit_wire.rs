//! What version 1 answers to those who edit; rows stand in `row`.

use serde::Serialize;
use utoipa::ToSchema;

use super::row::Row;
use super::wire::GazetteerOut;
use crate::server::problem::FieldError;

/// The answer to an edit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EditAnswer)]
pub(super) struct EditAnswer<'a> {
    /// The edit's number; null if the row was already so, and nothing was edited.
    #[schema(required)]
    pub(super) seq: Option<i64>,
    /// The row in force now; null if the list has none.
    #[schema(required)]
    pub(super) row: Option<Row>,
    /// The lists with the edit in them.
    pub(super) gazetteer: GazetteerOut<'a>,
    /// What is worth a look about the row.
    pub(super) warnings: Vec<FieldError>,
}

/// The answer of `GET …/history`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HistoryAnswer {
    /// The newest first.
    pub(super) edits: Vec<EditOut>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Edit)]
pub(super) struct EditOut {
    /// Counts the edits of all lists.
    pub(super) seq: i64,
    #[schema(format = "date-time")]
    pub(super) at: String,
    pub(super) author: String,
    #[schema(value_type = super::names::ActionName)]
    pub(super) kind: &'static str,
    /// The row in force before; null if there was none.
    #[schema(required)]
    pub(super) before: Option<Row>,
    #[schema(required)]
    pub(super) after: Option<Row>,
}

/// What became of one of many rows.
#[derive(Debug, Serialize)]
pub(super) struct RowResult<'a> {
    pub(super) line: usize,
    pub(super) id: &'a str,
    pub(super) result: &'static str,
}

/// The answer of `POST /v1/reload`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReloadAnswer<'a> {
    pub(super) gazetteer: GazetteerOut<'a>,
    pub(super) entities: usize,
    pub(super) forms: usize,
    /// How many there are about the rows of files and edits; `aalam check` says them.
    pub(super) warnings: usize,
    /// Edits that fit the files no more. They are kept, and not in force.
    pub(super) unfit: Vec<UnfitOut>,
    /// Edits in force whose row the files have changed since.
    pub(super) overtaken: Vec<EditedRow>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnfitEdit)]
pub(super) struct UnfitOut {
    pub(super) gazetteer: String,
    pub(super) id: String,
    pub(super) errors: Vec<FieldError>,
}

/// Names a row.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EditedRow {
    pub(super) gazetteer: String,
    pub(super) id: String,
}
