//! Round every request: its id, its deadline, its place in the log, and a document for whatever goes wrong.

use std::any::Any;
use std::time::{Duration, SystemTime};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::access::KeyName;
use super::problem::{self, Code, Problem};
use super::state::ServerState;
use super::trace::TraceParent;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longer ids are no ids.
const MAX_ID_BYTES: usize = 128;

/// What a tagging handler tells the log; travels as an extension of the response.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub(super) text_bytes: usize,
    pub(super) mentions: usize,
}

/// The id of a request, for who needs it before the answer passes here; an extension of the request.
#[derive(Debug, Clone)]
pub(super) struct RequestId(HeaderValue);

impl RequestId {
    pub(super) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// When a request must be answered; an extension of the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline(pub(super) tokio::time::Instant);

/// The outermost layer: counts the request, names it, completes its errors, logs it.
pub(super) async fn observe(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let _in_flight = state.enter();
    let id = request_id(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    let key = KeyName::default();
    request.extensions_mut().insert(key.clone());
    let parent = TraceParent::of(request.headers());
    if let Some(parent) = parent {
        request.extensions_mut().insert(parent);
    }
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let keeps_connection = request.version() <= Version::HTTP_11;
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let (begun, request) = state.metrics().begin(request, route);
    let response = next.run(request).await;
    let response = problem::complete(response, id.to_str().unwrap_or_default());
    let tally = response.extensions().get::<Tally>();
    let duration = begun.started.elapsed();
    let answered = Answered {
        method: method.as_str(),
        route,
        status: response.status().as_u16(),
        started: SystemTime::now() - duration,
        duration,
        request_id: id.to_str().unwrap_or_default(),
        key: key.get(),
        parent,
        text_bytes: tally.map(|tally| tally.text_bytes),
        mentions: tally.map(|tally| tally.mentions),
    };
    log(&answered);
    state.record(&answered);
    let mut response = state.metrics().end(begun, response);
    response.headers_mut().insert(REQUEST_ID, id);
    if state.is_draining() && keeps_connection {
        // The caller's next request should find a service that stays.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The caller's id if it is one, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let visible = |id: &&HeaderValue| (1..=MAX_ID_BYTES).contains(&id.len()) && id.as_bytes().iter().all(u8::is_ascii_graphic);
    headers.get(REQUEST_ID).filter(visible).cloned().unwrap_or_else(|| {
        // A UUID is visible ASCII: never refused.
        HeaderValue::from_str(&Uuid::now_v7().to_string()).unwrap_or(HeaderValue::from_static("none"))
    })
}

/// A request that was answered, for whoever keeps account of it.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// Its method.
    pub method: &'a str,
    /// The template of its route; `unmatched` for a path that there is not.
    pub route: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// When it came.
    pub started: SystemTime,
    /// From then to the head of the answer.
    pub duration: Duration,
    /// Its id.
    pub request_id: &'a str,
    /// The name of the key that it came with.
    pub key: Option<&'a str>,
    /// The caller's place in a trace.
    pub parent: Option<TraceParent>,
    /// Bytes of the text that was tagged.
    pub text_bytes: Option<usize>,
    /// Mentions in it.
    pub mentions: Option<usize>,
}

fn log(answered: &Answered<'_>) {
    let Answered { method, route, status, duration, request_id, key, parent, text_bytes, mentions, .. } = *answered;
    let duration_ms = duration.as_secs_f64() * 1000.0;
    let trace_id = parent.map(|parent| tracing::field::display(parent.trace_id));
    if status >= 500 {
        tracing::error!(method, route, status, duration_ms, text_bytes, mentions, request_id, key, trace_id, "request failed");
    } else {
        tracing::info!(method, route, status, duration_ms, text_bytes, mentions, request_id, key, trace_id, "request answered");
    }
}

/// Ends a request that is not answered in time. Who reads a body waits for it until the same deadline, and reports it first.
pub(super) async fn deadline(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let timeout = state.config().request_timeout;
    let deadline = Deadline(tokio::time::Instant::now() + timeout);
    request.extensions_mut().insert(deadline);
    tokio::time::timeout_at(deadline.0, next.run(request)).await.unwrap_or_else(|_| {
        let detail = format!("there was no answer within {} ms; come back later, or send a shorter text", timeout.as_millis());
        Problem::new(Code::AnswerTimeout, detail).into_response()
    })
}

/// What a panic in a handler becomes. Its message is not used: it may quote the text.
pub(super) fn panicked(_message: Box<dyn Any + Send>) -> Response {
    Problem::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_only_if_visible_and_short() {
        let given = |id: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(id).unwrap());
            request_id(&headers)
        };
        assert_eq!(given(b"desk-7/a"), "desk-7/a");
        assert_eq!(given(&[b'x'; 128]).len(), 128);
        for refused in [&b""[..], b"two words", "معرف".as_bytes(), &[b'x'; 129]] {
            let id = given(refused);
            assert_eq!(Uuid::parse_str(id.to_str().unwrap()).unwrap().get_version_num(), 7);
        }
    }
}
