//! Requests of every kind, through all layers of the service: an answer is never a fault of the service, and always of its declared form.
//!
//! The first byte says which kind; where there is a query or a header, it is the first line, and the body follows.
#![no_main]

use std::sync::{Arc, OnceLock};

use aalam::gazetteer::source::Source;
use aalam::server::{Access, Config, Editing, Gate, Key, Limits, Openness, ServerState, router};
use aalam::store::{Location, Store};
use aalam::tagging::Tagger;
use aalam_fuzz::{answers, pieces};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use libfuzzer_sys::{Corpus, fuzz_target};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Opens the editing routes.
const KEY: &str = "key-of-the-fuzz-target";
/// Where many rows go; they are only tried, so that the engine stays as it is.
const BULK: &str = "/v1/gazetteers/cities/entries";

/// What parts options and escapes stays as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'%').remove(b'&').remove(b'=').remove(b'+').remove(b';');

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((&kind, rest)) = input.split_first() else { return Corpus::Reject };
    let (line, behind) = rest.iter().position(|&byte| byte == b'\n').map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + 1..]));
    let asked = match kind {
        b'j' => Asked::json(rest),
        b'p' => Asked::post("/v1/tag", line, "text/plain", behind),
        b'h' => Asked::post("/v1/tag", line, "text/html", behind),
        b'b' => Asked::post("/v1/tag/batch", line, "application/x-ndjson", behind),
        b'a' => Asked { accept: HeaderValue::from_bytes(line).ok(), ..Asked::json(behind) },
        b'c' => match HeaderValue::from_bytes(line) {
            Ok(content_type) => Asked { content_type, ..Asked::json(behind) },
            Err(_) => return Corpus::Reject,
        },
        b'l' => Asked::get("/v1/entities?", rest),
        b'e' => Asked::get("/v1/entities/", rest),
        b'u' => Asked::get("/v1/unlisted?", rest),
        b'n' => Asked::post(BULK, b"dry_run=true", "application/x-ndjson", rest),
        b't' => Asked::post(BULK, b"dry_run=true", "text/tab-separated-values", rest),
        b'w' => Asked { method: "PUT", ..Asked::post("/v1/gazetteers/capitals/entries/beirut", b"", "application/json", rest) },
        b'g' => Asked::get("/v1/gazetteers/capitals/entries/", rest),
        _ => return Corpus::Reject,
    };
    let body = asked.body.clone();
    let request = asked.request();
    let is_bulk = request.uri().path() == BULK;
    let (is_batch, is_json) = (request.uri().path() == "/v1/tag/batch", kind == b'j');
    let (head, answer) = answer(request);
    let media_type = head.headers()[header::CONTENT_TYPE].to_str().expect("a visible type");
    match head.status() {
        StatusCode::OK if is_batch => check_batch(&body, &answer),
        StatusCode::OK if is_bulk => check_bulk(&body, kind == b't', &answer),
        StatusCode::OK if media_type == "application/json" && matches!(kind, b'j' | b'p' | b'h') => {
            let answer = json(&answer);
            // A ninjs item is JSON too.
            if answer["offsets"].is_string() {
                let asked = is_json.then(|| json(&body)["text"].as_str().map(str::to_owned)).flatten();
                answers::check_json(asked.as_deref().unwrap_or_else(|| std::str::from_utf8(&body).expect("UTF-8")), &answer);
            }
        }
        StatusCode::OK | StatusCode::CREATED => assert!(std::str::from_utf8(&answer).is_ok()),
        status => {
            assert!(status.is_client_error(), "a fault of the service: {status}");
            assert_eq!(media_type, "application/problem+json");
            check_problem(&json(&answer));
        }
    }
    Corpus::Keep
});

/// A request, before it is put together.
struct Asked {
    target: String,
    content_type: HeaderValue,
    accept: Option<HeaderValue>,
    body: Vec<u8>,
    method: &'static str,
}

impl Asked {
    fn post(path: &str, query: &[u8], content_type: &'static str, body: &[u8]) -> Self {
        let query = pieces::bytes(query);
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", percent_encode(&query, ENCODED)) };
        let content_type = HeaderValue::from_static(content_type);
        Self { target, content_type, accept: None, body: pieces::bytes(body), method: "POST" }
    }

    fn json(body: &[u8]) -> Self {
        Self::post("/v1/tag", b"", "application/json", body)
    }

    fn get(path: &str, rest: &[u8]) -> Self {
        let target = format!("{path}{}", percent_encode(&pieces::bytes(rest), ENCODED));
        Self { target, method: "GET", ..Self::json(b"") }
    }

    fn request(self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(self.target).header(header::AUTHORIZATION, format!("Bearer {KEY}"));
        if self.method != "GET" {
            request = request.header(header::CONTENT_TYPE, self.content_type);
        }
        if let Some(accept) = self.accept {
            request = request.header(header::ACCEPT, accept);
        }
        request.body(Body::from(self.body)).expect("a target that is encoded")
    }
}

/// What the service answers.
fn answer(request: Request<Body>) -> (Response<()>, Bytes) {
    static SERVICE: OnceLock<(Runtime, Router)> = OnceLock::new();
    let (runtime, router) = SERVICE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let mut lists = aalam::gazetteer::Loader::default();
        for (path, bytes) in aalam_fuzz::LISTS {
            lists.read(path, bytes).expect("bytes in memory are read");
        }
        let tagger = Tagger::new(lists.finish().gazetteer).expect("a few forms");
        let config = Config { body_limit: 64 << 10, workers: 1, ..Config::default() };
        let (tagger, editing) = runtime.block_on(editing(tagger));
        let key = Key::admin(KEY).expect("a long key");
        let access = Access::new(Openness::Local, Limits::default(), Some(key), None).expect("no file to be read");
        let gate = Gate { access, ..Gate::default() };
        (runtime, router(ServerState::new(tagger, config, gate, editing).expect("a thread")))
    });
    runtime.block_on(async {
        let response = router.clone().oneshot(request).await.expect("the router cannot fail");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("an answer that does not break off");
        (Response::from_parts(head, ()), body)
    })
}

/// The engine with a store of this process.
async fn editing(tagger: Tagger) -> (Arc<Tagger>, Editing) {
    let file = std::env::temp_dir().join(format!("aalam-fuzz-{}.sqlite", std::process::id()));
    let store = Store::open(&Location::Sqlite(file)).await.expect("a file that can be written");
    Editing::open(Source::Builtin, Some(store), Arc::new(tagger)).await.expect("a new store")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// One answer a line, in its place.
fn check_batch(body: &[u8], answer: &[u8]) {
    let lines = |bytes: &[u8]| bytes.split_inclusive(|&byte| byte == b'\n').count();
    assert_eq!(lines(answer), lines(body), "there is one answer for each line");
    for (number, line) in (1_u64..).zip(answer.split_inclusive(|&byte| byte == b'\n')) {
        let line = json(line);
        if !line["error"].is_null() {
            assert_eq!(line["line"].as_u64(), Some(number));
            check_problem(&line["error"]);
        }
    }
}

/// One answer a row.
fn check_bulk(body: &[u8], has_header: bool, answer: &[u8]) {
    let rows = std::str::from_utf8(body).expect("UTF-8").lines().count() - usize::from(has_header);
    let answers: Vec<Value> = answer.split_inclusive(|&byte| byte == b'\n').map(json).collect();
    assert_eq!(answers.len(), rows, "there is one answer for each row");
    for (number, answer) in (1 + u64::from(has_header)..).zip(answers) {
        assert_eq!(answer["line"].as_u64(), Some(number));
        if answer["result"].is_null() {
            check_problem(&answer["error"]);
        }
    }
}

fn check_problem(problem: &Value) {
    assert!(problem["code"].is_string() && problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
    assert!(problem["status"].as_u64().is_some_and(|status| (400..500).contains(&status)), "{problem}");
}
