//! `POST /v1/gazetteers/{name}/entries`: many rows of one list at a time.
//!
//! Each row has its answer, in order, with the number of its line. Rows that cannot be used are answered by their problem, and all others
//! are stored in one transaction: a dry run first says which they are.

use std::collections::HashMap;

use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::edit_wire::RowResult;
use super::entries::{check_list, not_utf8, read_body};
use super::media::{self, RowsKind};
use super::options::{self, FieldErrors};
use super::query;
use super::row::{Row, errors_of};
use super::tag::utf8;
use crate::gazetteer::ENTITY_COLUMNS;
use crate::server::body;
use crate::server::editing::{self, BulkRow, Outcome};
use crate::server::observe::{Deadline, RequestId};
use crate::server::problem::{Code, FieldError, Problem};
use crate::server::state::ServerState;

/// Longest body: some fifty thousand rows. The limit of texts would hold five thousand.
pub(in crate::server) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// Adds or changes many rows.
#[utoipa::path(
    post,
    path = "/v1/gazetteers/{name}/entries",
    operation_id = "bulk",
    tag = "Editing",
    summary = "Add or change many rows",
    description = "One row a line, as JSON or as in the list's file, whose header comes first then; at most 16 MiB. Rows that cannot be used are answered by their problem; all others are stored together.",
    params(
        ("name" = String, Path, description = "Name of the list", min_length = 1),
        ("dry_run" = Option<bool>, Query, description = "With true nothing is changed; the answer is what it would be"),
        ("x-author" = Option<String>, Header, description = "Who edits, in UTF-8, at most 100 characters; the name of the key if it is left out"),
    ),
    request_body(
        content((String = "application/x-ndjson"), (String = "text/tab-separated-values")),
        description = "The rows, each with its id",
    ),
    responses((
        status = 200,
        description = "A line for each row: {line, id, result} with created, changed or unchanged, or {line, error} with a Problem",
        body = String,
        content_type = "application/x-ndjson",
    )),
)]
pub(in crate::server) async fn bulk(
    State(state): State<ServerState>,
    Extension(deadline): Extension<Deadline>,
    Extension(request_id): Extension<RequestId>,
    list: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let (editor, head, body) = read_body(&state, request, MAX_BODY_BYTES, deadline).await?;
    let kind = RowsKind::of(&head.headers)?;
    refuse_conditions(&head.headers)?;
    let dry_run = dry_run(head.uri.query().unwrap_or_default())?;
    let Path(list) = list.map_err(|_| not_utf8())?;
    check_list(&list, &state.engine())?;
    let mut lines = read(utf8(&body)?, kind)?;
    refuse_twins(&mut lines);
    let rows = lines.iter().filter_map(|line| line.row.as_ref().ok()).cloned().collect();
    let outcomes = editing::edit_many(&state, list, rows, editor.author, dry_run).await?;
    let answer = answer(&lines, outcomes, request_id.as_str());
    let answer = body::held(Body::from(answer), body.into_claim());
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(media::NDJSON))], answer).into_response())
}

/// A condition that nobody looks at would give a false sense of safety.
fn refuse_conditions(headers: &HeaderMap) -> Result<(), Problem> {
    let given = [header::IF_MATCH, header::IF_NONE_MATCH].into_iter().filter(|name| headers.contains_key(name));
    let error =
        |name: HeaderName| FieldError::new(name.as_str(), "is of one row, and here are many; leave it out, or put the rows one by one");
    let errors: FieldErrors = given.map(error).collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

fn dry_run(query: &str) -> Result<bool, Problem> {
    let (mut dry_run, mut errors) = (None, FieldErrors::default());
    for (name, value) in query::pairs(query)? {
        match &*name {
            "dry_run" => query::once(&mut dry_run, &name, query::truth(&name, &value, &mut errors), &mut errors),
            other => errors.push(options::unknown(other, ["dry_run"])),
        }
    }
    if errors.is_empty() { Ok(dry_run.unwrap_or(false)) } else { Err(Problem::invalid(errors)) }
}

/// A line of the body that should hold a row.
struct Line {
    /// Its number, from 1.
    number: usize,
    row: Result<BulkRow, Problem>,
}

/// The lines of a body.
///
/// # Errors
/// 422 if rows of cells have no header, or another one.
fn read(body: &str, kind: RowsKind) -> Result<Vec<Line>, Problem> {
    let mut lines = (1..).zip(body.lines());
    if kind == RowsKind::Tsv {
        let header = lines.next().map(|(_, header)| header.strip_prefix('\u{FEFF}').unwrap_or(header));
        if !header.is_some_and(|header| header.split('\t').eq(ENTITY_COLUMNS)) {
            let detail = format!("the first line is not the header of the list; write, parted by tabs: {}", ENTITY_COLUMNS.join(", "));
            return Err(Problem::of_fields(Code::InvalidRow, vec![FieldError::new("", detail)]));
        }
    }
    let read = |(number, line): (usize, &str)| {
        let row = match kind {
            _ if line.trim().is_empty() => {
                Err(Problem::of_fields(Code::InvalidRow, vec![FieldError::new("", "the line is empty; leave it out")]))
            }
            RowsKind::Tsv => Ok(BulkRow { id: line.split('\t').next().unwrap_or_default().to_owned(), row: line.to_owned() }),
            RowsKind::Ndjson => of_json(line),
        };
        let row = row.and_then(with_id);
        Line { number, row }
    };
    Ok(lines.map(read).collect())
}

fn of_json(line: &str) -> Result<BulkRow, Problem> {
    let row = Row::read(line)?;
    let line = row.line().map_err(|errors| Problem::of_fields(Code::InvalidRow, errors))?;
    Ok(BulkRow { id: row.id, row: line })
}

/// Nothing but its id says which row is meant.
fn with_id(row: BulkRow) -> Result<BulkRow, Problem> {
    if row.id.is_empty() {
        return Err(Problem::of_fields(Code::InvalidRow, vec![FieldError::new("id", "is missing; each of many rows needs its own")]));
    }
    Ok(row)
}

/// Of rows with one id only the first counts: a caller who sends two has made a mistake.
fn refuse_twins(lines: &mut [Line]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in lines {
        let Ok(row) = &line.row else { continue };
        if let Some(first) = seen.get(&row.id) {
            let problem = format!("line {first} has this id too; put the two together, or give one an id of its own");
            line.row = Err(Problem::of_fields(Code::InvalidRow, vec![FieldError::new("id", problem)]));
        } else {
            seen.insert(row.id.clone(), line.number);
        }
    }
}

/// The answer: a line for each row.
fn answer(lines: &[Line], outcomes: Vec<Outcome>, request_id: &str) -> Vec<u8> {
    let mut outcomes = outcomes.into_iter();
    let mut answer = Vec::with_capacity(lines.len() * 64);
    for Line { number, row } in lines {
        // There is one outcome for each row that could be read.
        let problem = match row {
            Err(problem) => problem.clone(),
            Ok(BulkRow { id, .. }) => match outcomes.next() {
                Some(Outcome::Refused(unfit)) => Problem::of_fields(Code::InvalidRow, errors_of(&unfit.findings, id)),
                None => Problem::internal(),
                Some(outcome) => {
                    let line = RowResult { line: *number, id, result: result(&outcome) };
                    // Into memory, and nothing in it can fail.
                    let _ = serde_json::to_writer(&mut answer, &line);
                    answer.push(b'\n');
                    continue;
                }
            },
        };
        answer.extend(problem.line(*number as u64, request_id));
    }
    answer
}

fn result(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Changed => "changed",
        Outcome::Unchanged => "unchanged",
        Outcome::Refused(_) => "refused",
    }
}
