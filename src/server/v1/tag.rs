//! `POST /v1/tag`.

use std::time::Instant;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::accept;
use super::answer::Described;
use super::diagnose::diagnose;
use super::json;
use super::media::BodyKind;
use super::options::{Asked, FieldErrors};
use super::query;
use super::request::TagRequest;
use super::wire::TagAnswer;
use crate::server::article::Article;
use crate::server::body::{self, Whole};
use crate::server::formats::Format;
use crate::server::observe::{Deadline, Tally};
use crate::server::pool::PoolError;
use crate::server::problem::{Code, FieldError, Problem};
use crate::server::room::SHORT_BYTES;
use crate::server::state::{Engine, ServerState};
use crate::server::unlisted::UnlistedNames;
use crate::tagging::TagError;

/// A request as it came.
struct Posted {
    kind: BodyKind,
    headers: HeaderMap,
    query: String,
    body: Whole,
}

/// The answer, written.
struct Answer {
    bytes: Vec<u8>,
    format: Format,
    tally: Tally,
}

/// Tags a text.
#[utoipa::path(
    post,
    path = "/v1/tag",
    operation_id = "tag",
    tag = "Tagging",
    summary = "Tag a text",
    description = "Options stand in a JSON body, else in the query, never in both. Of HTML only the text is tagged; offsets refer to what was posted.",
    request_body(
        content((TagRequest<'static> = "application/json"), (String = "text/plain"), (String = "text/html")),
        description = "The article, in UTF-8",
    ),
    responses((
        status = 200,
        description = "The text is tagged. The option format, else the header Accept, chooses the form of the answer",
        content(
            (TagAnswer<'static> = "application/json"), (String = "text/html"), (serde_json::Value = "application/ld+json"),
            (String = "text/plain"),
        ),
    )),
)]
pub(in crate::server) async fn tag(
    State(state): State<ServerState>,
    Extension(deadline): Extension<Deadline>,
    request: Request,
) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    // First of all, so that the connection stays usable whatever is wrong with the request.
    let body = body::read(&state, body, &head.headers, state.config().body_limit, deadline).await?;
    let kind = BodyKind::of(&head.headers)?;
    let posted = Posted { kind, headers: head.headers, query: head.uri.query().unwrap_or_default().to_owned(), body };
    let (engine, unlisted) = (state.engine(), state.unlisted());
    // A short body is tagged where it was read: handing it over would cost more than it spares the others.
    let written = if posted.body.len() <= SHORT_BYTES {
        answer(&engine, &unlisted, &posted)
    } else {
        state.pool().run(move || answer(&engine, &unlisted, &posted)).await.map_err(|error| match error {
            PoolError::Full => Problem::new(Code::Overloaded, "as many long texts are waiting as may wait; come back later"),
            PoolError::Panicked => Problem::internal(),
        })?
    }?;
    let room = state.room().answer(written.bytes.len())?;
    let mut response = body::held(Body::from(written.bytes), room).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(written.format.media_type()));
    response.extensions_mut().insert(written.tally);
    Ok(response)
}

/// Everything between the posted bytes and the bytes of the answer; touches no runtime.
fn answer(engine: &Engine, unlisted: &UnlistedNames, posted: &Posted) -> Result<Answer, Problem> {
    let started = Instant::now();
    let body = utf8(&posted.body)?;
    let mut errors = FieldErrors::new();
    let request = match posted.kind {
        BodyKind::Json if posted.query.is_empty() => read_json(body)?,
        BodyKind::Json => {
            let detail = "with a JSON body options stand in the body; move those of the query there";
            return Err(Problem::invalid(vec![FieldError::new("", detail)]));
        }
        BodyKind::PlainText | BodyKind::Html => query::read(body, &posted.query, &mut errors)?,
    };
    let forms = forms(&request, &posted.headers)?;
    let asked = Asked::of(&request, &forms, engine.tagger.gazetteer(), &mut errors);
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let mut bytes = Vec::new();
    let article = if posted.kind == BodyKind::Html { Article::html(&request.text) } else { Article::plain(&request.text) };
    let tally = Tagging { engine, unlisted, asked: &asked, started }.write(&article, request.id.as_deref(), &mut bytes)?;
    if bytes.len() > SHORT_BYTES {
        // The room that it gets is for its length.
        bytes.shrink_to_fit();
    }
    Ok(Answer { bytes, format: asked.format, tally })
}

/// The forms that the answer may have, first that which it has unless the request names another.
fn forms(request: &TagRequest<'_>, headers: &HeaderMap) -> Result<Vec<Format>, Problem> {
    // Who names a form means it, whatever his client writes into the header.
    let first = if request.format.is_some() { Format::Json } else { accept::format(headers)? };
    Ok(std::iter::once(first).chain(Format::ALL.into_iter().filter(|form| *form != first)).collect())
}

/// What it takes to tag a text.
pub(super) struct Tagging<'a> {
    pub(super) engine: &'a Engine,
    /// Where the names are noted that no list holds.
    pub(super) unlisted: &'a UnlistedNames,
    pub(super) asked: &'a Asked,
    pub(super) started: Instant,
}

impl Tagging<'_> {
    /// Tags one text and writes the answer down; JSON of any kind on one line.
    ///
    /// # Errors
    /// 413 or 422 if the engine does not take the text or an added name.
    pub(super) fn write(self, article: &Article<'_>, id: Option<&str>, out: &mut Vec<u8>) -> Result<Tally, Problem> {
        let Self { engine, unlisted, asked, started } = self;
        let tagged = engine.tagger.tag(article.text(), &asked.options).map_err(|error| refused(&error))?;
        let described = Described { tagger: &engine.tagger, article, tagged: &tagged, asked };
        let written = match asked.format {
            Format::Json => serde_json::to_writer(out, &described.answer(id, engine.generation, started.elapsed())),
            other => described.tagged_article(id).write(other, out),
        };
        written.map_err(|_| Problem::internal())?;
        engine.counters.text(article.posted().len());
        for mention in &tagged.mentions {
            engine.counters.mention(mention, mention.entity.and_then(|ix| described.list(ix)));
        }
        unlisted.record(article, &tagged);
        Ok(Tally { text_bytes: article.posted().len(), mentions: tagged.mentions.len() })
    }
}

/// What was posted, as text.
///
/// # Errors
/// 400 with the place of the first wrong byte.
pub(super) fn utf8(posted: &[u8]) -> Result<&str, Problem> {
    simdutf8::compat::from_utf8(posted).map_err(|error| {
        let detail = format!("this is not UTF-8 from byte {} on; send the text in UTF-8", error.valid_up_to());
        Problem::new(Code::InvalidUtf8, detail)
    })
}

/// Reads a text with its options.
///
/// # Errors
/// 400 if this is not JSON, 422 with every field that is wrong if it is.
pub(super) fn read_json(body: &str) -> Result<TagRequest<'_>, Problem> {
    json::read(body, |body, repeated| Problem::invalid(diagnose(body, repeated)))
}

/// What the engine would not take.
fn refused(error: &TagError) -> Problem {
    match error {
        TagError::TooLong(_) | TagError::TooManyAdded(_) => Problem::new(Code::BodyTooLarge, error.to_string()),
        TagError::Added { index, problem, .. } => Problem::invalid(vec![FieldError::new(format!("add[{index}]"), *problem)]),
    }
}
