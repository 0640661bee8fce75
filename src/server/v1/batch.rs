//! `POST /v1/tag/batch`: one text a line in, one answer a line out.
//!
//! Options in the query hold for all lines; an option in a line replaces that of the query for this line. A line that cannot be answered is
//! answered in its place with its number and the problem, and the stream goes on. An empty line is such a line: there is one answer for
//! each line, always.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::options::{Asked, FieldErrors};
use super::query;
use super::request::TagRequest;
use super::tag::{Tagging, read_json, utf8};
use super::{accept, media};
use crate::server::article::Article;
use crate::server::body;
use crate::server::formats::Format;
use crate::server::lines::{Group, Line};
use crate::server::observe::{Deadline, RequestId, Tally};
use crate::server::problem::{Code, FieldError, Problem};
use crate::server::state::{Engine, ServerState};
use crate::server::stream::{self, Answers, Asker, LineWork};
use crate::server::unlisted::UnlistedNames;

/// Tags a stream of texts. The whole stream is tagged by the engine of its beginning.
///
/// # Errors
/// 415 for another type of body, 422 for options in the query that cannot be used, 503 if there are as many batches as may be, all before
/// the first answer. What is wrong later is answered in its place.
#[utoipa::path(
    post,
    path = "/v1/tag/batch",
    operation_id = "batch",
    tag = "Tagging",
    summary = "Tag a stream of texts",
    description = "Each line is a JSON body of POST /v1/tag. Options in the query hold for all lines, unless a line has its own.",
    request_body(content = String, content_type = "application/x-ndjson", description = "One text a line"),
    responses((
        status = 200,
        description = "One answer a line, in order, as they are ready: a TagAnswer, or {line, error} with a Problem",
        body = String,
        content_type = "application/x-ndjson",
    )),
)]
pub(in crate::server) async fn batch(
    State(state): State<ServerState>,
    Extension(deadline): Extension<Deadline>,
    Extension(request_id): Extension<RequestId>,
    request: Request,
) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let begun = Batch::read(&head, &state, &request_id).and_then(|work| Ok((work, state.room().batch()?)));
    let (work, place) = match begun {
        Ok(begun) => begun,
        Err(problem) => {
            body::refuse(body, &head.headers, state.config().body_limit, deadline).await;
            return Err(problem);
        }
    };
    let answers = stream::answer(&state, Asker::of(&head.extensions), body, work);
    let answers = body::held(answers, place);
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(media::NDJSON))], answers).into_response())
}

/// The forms that an answer on one line may have.
const FORMS: [Format; 3] = [Format::Json, Format::WebAnnotation, Format::Ninjs];

/// What holds for all lines.
struct Batch {
    engine: Arc<Engine>,
    unlisted: Arc<UnlistedNames>,
    /// The options of the query as they came, for lines that have some of their own.
    defaults: TagRequest<'static>,
    /// The same, checked, for lines that have none.
    asked: Asked,
    request_id: String,
    body_limit: usize,
}

impl Batch {
    fn read(head: &Parts, state: &ServerState, request_id: &RequestId) -> Result<Self, Problem> {
        let engine = state.engine();
        media::check_ndjson(&head.headers)?;
        accept::check_ndjson(&head.headers)?;
        let mut errors = FieldErrors::new();
        let defaults = query::read("", head.uri.query().unwrap_or_default(), &mut errors)?;
        if defaults.id.is_some() {
            errors.push(FieldError::new("id", "is that of one text; write it into the line"));
        }
        let asked = Asked::of(&defaults, &FORMS, engine.tagger.gazetteer(), &mut errors);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let (unlisted, body_limit) = (state.unlisted(), state.config().body_limit);
        Ok(Self { engine, unlisted, defaults, asked, request_id: request_id.as_str().to_owned(), body_limit })
    }

    fn line(&self, line: &Line, answer: &mut Vec<u8>) -> Result<Tally, Problem> {
        let started = Instant::now();
        let Line::Whole(bytes) = line else {
            let detail = format!("at most {} bytes are read of a line; shorten the text, or send it in parts", self.body_limit);
            return Err(Problem::new(Code::BodyTooLarge, detail));
        };
        if bytes.trim_ascii().is_empty() {
            return Err(Problem::new(
                Code::InvalidJson,
                "the line is empty; leave it out, or send an object with the article in its field text",
            ));
        }
        let mut request = read_json(utf8(bytes)?)?;
        if !request.has_options() {
            return self.tag(&request, &self.asked, started, answer);
        }
        request.fill_in(&self.defaults);
        let mut errors = FieldErrors::new();
        let asked = Asked::of(&request, &FORMS, self.engine.tagger.gazetteer(), &mut errors);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        self.tag(&request, &asked, started, answer)
    }

    fn tag(&self, request: &TagRequest<'_>, asked: &Asked, started: Instant, answer: &mut Vec<u8>) -> Result<Tally, Problem> {
        let tagging = Tagging { engine: &self.engine, unlisted: &self.unlisted, asked, started };
        tagging.write(&Article::plain(&request.text), request.id.as_deref(), answer)
    }

    fn write_error(&self, line: u64, problem: &Problem, answers: &mut Answers) {
        answers.lines.extend(problem.line(line, &self.request_id));
        answers.counts.lines += 1;
        answers.counts.errors += 1;
    }
}

impl LineWork for Batch {
    fn answer(&self, group: &Group) -> Answers {
        let mut answers = Answers::default();
        for (number, line) in (group.first..).zip(&group.lines) {
            let written = answers.lines.len();
            // A fault in one line is that line's.
            let result = catch_unwind(AssertUnwindSafe(|| self.line(line, &mut answers.lines)));
            match result.unwrap_or_else(|_| Err(Problem::internal())) {
                Ok(tally) => {
                    answers.lines.push(b'\n');
                    answers.counts.lines += 1;
                    answers.counts.text_bytes += tally.text_bytes as u64;
                    answers.counts.mentions += tally.mentions as u64;
                }
                Err(problem) => {
                    answers.lines.truncate(written);
                    self.write_error(number, &problem, &mut answers);
                }
            }
        }
        answers
    }

    fn refuse(&self, line: u64, problem: &Problem) -> Answers {
        let mut answers = Answers::default();
        self.write_error(line, problem, &mut answers);
        answers
    }
}
