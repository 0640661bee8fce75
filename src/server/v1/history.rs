//! `GET /v1/gazetteers/{name}/entries/{id}/history`, and taking back the last of it.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::edit_wire::{EditAnswer, EditOut, HistoryAnswer};
use super::entries::{ListAndId, change, list_and_id};
use super::options::{self, FieldErrors};
use super::query;
use super::row::Row;
use crate::server::access::Editor;
use crate::server::editing::{self, Change};
use crate::server::extract::NoQuery;
use crate::server::problem::Problem;
use crate::server::state::ServerState;
use crate::store::StoredEdit;

/// How many edits come back, if the caller does not say.
const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 1000;

/// What was done to a row, by whom and when.
#[utoipa::path(
    get,
    path = "/v1/gazetteers/{name}/entries/{id}/history",
    operation_id = "history",
    tag = "Editing",
    summary = "The edits of a row",
    description = "All of them, taken back or not, the newest first.",
    params(
        ("name" = String, Path, description = "Name of the list", min_length = 1),
        ("id" = String, Path, description = "Id of the entity", min_length = 1),
        ("limit" = Option<u32>, Query, description = "How many at most; 100 unless said otherwise", minimum = 1, maximum = 1000),
    ),
    responses((status = 200, description = "The edits", body = HistoryAnswer)),
)]
pub(in crate::server) async fn history(
    State(state): State<ServerState>,
    path: ListAndId,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let engine = state.engine();
    let (list, id) = list_and_id(path, &engine)?;
    let limit = read(query.as_deref().unwrap_or_default())?;
    let edits = editing::history(&state, &list, &id, limit).await?;
    if edits.is_empty() && engine.tagger.row(&list, &id).is_none() {
        return Err(editing::no_row());
    }
    let answer = HistoryAnswer { edits: edits.into_iter().map(edit_out).collect() };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn edit_out(edit: StoredEdit) -> EditOut {
    let StoredEdit { seq, made_at: at, author, action, before, after } = edit;
    let [before, after] = [before, after].map(|line| line.as_deref().map(Row::of_line));
    EditOut { seq, at, author, kind: action.name(), before, after }
}

fn read(query: &str) -> Result<u32, Problem> {
    let (mut limit, mut errors) = (None, FieldErrors::default());
    for (name, value) in query::pairs(query)? {
        match &*name {
            "limit" => query::once(&mut limit, &name, query::number(&name, &value, 1, MAX_LIMIT, &mut errors), &mut errors),
            other => errors.push(options::unknown(other, ["limit"])),
        }
    }
    if errors.is_empty() { Ok(limit.unwrap_or(DEFAULT_LIMIT)) } else { Err(Problem::invalid(errors)) }
}

/// Takes back the last edit of a row that is not taken back yet.
#[utoipa::path(
    post,
    path = "/v1/gazetteers/{name}/entries/{id}/undo",
    operation_id = "undo",
    tag = "Editing",
    summary = "Take back the last edit of a row",
    description = "By an edit of its own. Asked again, it takes back the one before; when all are taken back, the file's row stands again.",
    params(
        ("name" = String, Path, description = "Name of the list", min_length = 1),
        ("id" = String, Path, description = "Id of the entity", min_length = 1),
        ("if-match" = Option<String>, Header, description = "Tag of the row that the edit made; 412 if it is another by now"),
        ("x-author" = Option<String>, Header, description = "Who edits, in UTF-8, at most 100 characters; the name of the key if it is left out"),
    ),
    responses(
        (status = 200, description = "The edit is taken back", body = EditAnswer<'static>, headers(("etag" = Option<String>, description = "That of the row, if there is one"))),
        (status = 201, description = "The edit is taken back, and the list has a row again", body = EditAnswer<'static>,
            headers(("etag" = String, description = "That of the row"))),
    ),
)]
pub(in crate::server) async fn undo(
    State(state): State<ServerState>,
    editor: Editor,
    _: NoQuery,
    path: ListAndId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = list_and_id(path, &state.engine())?;
    change(&state, &headers, editor, place, Change::Undo).await
}
