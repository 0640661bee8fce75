//! `GET`, `PUT`, `DELETE /v1/gazetteers/{name}/entries/{id}`: one row of one list.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

use super::edit_wire::EditAnswer;
use super::media;
use super::row::{self, Row};
use super::tag::utf8;
use super::wire::GazetteerOut;
use crate::gazetteer::check_edited_entity;
use crate::server::access::Editor;
use crate::server::body::{self, Whole};
use crate::server::editing::{self, Asked, Change, Done};
use crate::server::etag::{self, Preconditions};
use crate::server::extract::NoQuery;
use crate::server::observe::Deadline;
use crate::server::problem::{Code, Problem};
use crate::server::state::{Engine, ServerState};

pub(super) type ListAndId = Result<Path<(String, String)>, PathRejection>;

/// The list and the id of a path.
///
/// # Errors
/// 400 if they are not UTF-8, 404 if there is no such list of entities.
pub(super) fn list_and_id(path: ListAndId, engine: &Engine) -> Result<(String, String), Problem> {
    let Path((list, id)) = path.map_err(|_| not_utf8())?;
    check_list(&list, engine)?;
    Ok((list, id))
}

pub(super) fn not_utf8() -> Problem {
    Problem::new(Code::BadRequest, "the path is not UTF-8; percent-encode the bytes of UTF-8")
}

/// # Errors
/// 404 if there is no such list, or it is one of the lexicon.
pub(super) fn check_list(list: &str, engine: &Engine) -> Result<(), Problem> {
    let known = engine.tagger.gazetteer().lists().iter().find(|known| known.name == list);
    match known.map(|known| known.entity_type.is_some()) {
        Some(true) => Ok(()),
        Some(false) => Err(Problem::new(
            Code::GazetteerNotFound,
            "this is a list of the lexicon, whose rows are no entities; edit its file, and POST /v1/reload",
        )),
        None => Err(Problem::new(Code::GazetteerNotFound, "GET /v1/gazetteers names the lists")),
    }
}

/// The row in force.
#[utoipa::path(
    get,
    path = "/v1/gazetteers/{name}/entries/{id}",
    operation_id = "entry",
    tag = "Editing",
    summary = "One row of a list",
    description = "As it is in force: that of the file, or an edited one.",
    params(
        ("name" = String, Path, description = "Name of the list", min_length = 1),
        ("id" = String, Path, description = "Id of the entity", min_length = 1),
        ("if-none-match" = Option<String>, Header, description = "Tags of what the caller has"),
    ),
    responses(
        (status = 200, description = "The row", body = Row, headers(("etag" = String, description = "That of the row; it changes with any cell"))),
        (status = 304, description = "The caller has the row", headers(("etag" = String, description = "As the caller's"))),
    ),
)]
pub(in crate::server) async fn entry(
    State(state): State<ServerState>,
    _: NoQuery,
    path: ListAndId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let engine = state.engine();
    let (list, id) = list_and_id(path, &engine)?;
    let line = engine.tagger.row(&list, &id).ok_or_else(editing::no_row)?;
    let tag = etag::of(line.as_bytes());
    let tagged = [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")), (header::ETAG, header_value(&tag)?)];
    if etag::is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, tagged).into_response());
    }
    Ok((tagged, Json(Row::of_line(&line))).into_response())
}

/// Adds or changes a row.
#[utoipa::path(
    put,
    path = "/v1/gazetteers/{name}/entries/{id}",
    operation_id = "put_entry",
    tag = "Editing",
    summary = "Add or change a row",
    description = "The whole row, held against all rules that hold for the file. It is stored before it is answered, and tagged in the next request.",
    params(
        ("name" = String, Path, description = "Name of the list", min_length = 1),
        ("id" = String, Path, description = "Id of the entity", min_length = 1),
        ("if-match" = Option<String>, Header, description = "Tag of the row that is to be changed; 412 if it is another by now"),
        ("if-none-match" = Option<String>, Header, description = "With *, 412 if the list has such a row"),
        ("x-author" = Option<String>, Header, description = "Who edits, in UTF-8, at most 100 characters; the name of the key if it is left out"),
    ),
    request_body(content = Row, content_type = "application/json", description = "The row"),
    responses(
        (status = 200, description = "The row is changed", body = EditAnswer<'static>, headers(("etag" = String, description = "That of the row"))),
        (status = 201, description = "The row is added", body = EditAnswer<'static>, headers(("etag" = String, description = "That of the row"))),
    ),
)]
pub(in crate::server) async fn put(
    State(state): State<ServerState>,
    Extension(deadline): Extension<Deadline>,
    _: NoQuery,
    path: ListAndId,
    request: Request,
) -> Result<Response, Problem> {
    let (editor, head, body) = read_body(&state, request, state.config().body_limit, deadline).await?;
    media::check_json(&head.headers)?;
    let (list, id) = list_and_id(path, &state.engine())?;
    let mut row = Row::read(utf8(&body)?)?;
    if row.id.is_empty() {
        row.id.clone_from(&id);
    }
    let line = row.line().map_err(|errors| Problem::of_fields(Code::InvalidRow, errors))?;
    change(&state, &head.headers, editor, (list, id), Change::Put(line)).await
}

/// Withdraws a row.
#[utoipa::path(
    delete,
    path = "/v1/gazetteers/{name}/entries/{id}",
    operation_id = "delete_entry",
    tag = "Editing",
    summary = "Withdraw a row",
    description = "An entity that stands in another list too keeps that row. What was withdrawn can be had back by undo.",
    params(
        ("name" = String, Path, description = "Name of the list", min_length = 1),
        ("id" = String, Path, description = "Id of the entity", min_length = 1),
        ("if-match" = Option<String>, Header, description = "Tag of the row that is to be withdrawn; 412 if it is another by now"),
        ("x-author" = Option<String>, Header, description = "Who edits, in UTF-8, at most 100 characters; the name of the key if it is left out"),
    ),
    responses((status = 200, description = "The row is withdrawn", body = EditAnswer<'static>)),
)]
pub(in crate::server) async fn delete(
    State(state): State<ServerState>,
    editor: Editor,
    _: NoQuery,
    path: ListAndId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = list_and_id(path, &state.engine())?;
    change(&state, &headers, editor, place, Change::Withdraw).await
}

/// Reads the body of an edit, and who makes it; if nobody can be told as its author it is thrown away.
///
/// # Errors
/// Those of [`Editor::of`] and of [`body::read`].
pub(super) async fn read_body(
    state: &ServerState,
    request: Request,
    limit: usize,
    deadline: Deadline,
) -> Result<(Editor, Parts, Whole), Problem> {
    let (head, body) = request.into_parts();
    match Editor::of(&head) {
        Ok(editor) => {
            let body = body::read(state, body, &head.headers, limit, deadline).await?;
            Ok((editor, head, body))
        }
        Err(problem) => {
            body::refuse(body, &head.headers, limit, deadline).await;
            Err(problem)
        }
    }
}

/// Makes an edit and answers with the row.
pub(super) async fn change(
    state: &ServerState,
    headers: &HeaderMap,
    Editor { author }: Editor,
    (list, id): (String, String),
    change: Change,
) -> Result<Response, Problem> {
    let asked = Asked { list, id: id.clone(), change, preconditions: Preconditions::of(headers), author };
    let Done { seq, is_new, row: line, engine } = editing::edit(state, asked).await?;
    let warnings = tokio::task::spawn_blocking({
        let engine = Arc::clone(&engine);
        move || check_edited_entity(engine.tagger.gazetteer(), &id).iter().map(row::of_row).collect()
    });
    let gazetteer = GazetteerOut { version: engine.tagger.gazetteer().version(), generation: engine.generation };
    let row = line.as_deref().map(Row::of_line);
    let answer = EditAnswer { seq, row, gazetteer, warnings: warnings.await.map_err(|_| Problem::internal())? };
    let status = if is_new && line.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (status, Json(answer)).into_response();
    if let Some(line) = line {
        response.headers_mut().insert(header::ETAG, header_value(&etag::of(line.as_bytes()))?);
    }
    Ok(response)
}

fn header_value(tag: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(tag).map_err(|_| Problem::internal())
}
