//! One event a request, and never the text.

use std::io;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::time::{Duration, Instant};

use aalam::server::{Config, Limits, Openness, Scope};
use axum::Router;
use axum::routing::get;
use reqwest::RequestBuilder;
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use crate::access::{Keys, new_key};
use crate::support::{Server, long_text};

/// What the whole binary has logged; tests find their lines by request id.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn lines() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(Lines::default)
}

pub(crate) fn subscribe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::fmt().json().with_writer(lines().clone()).init());
}

/// Everything that was logged so far.
pub(crate) fn everything() -> String {
    String::from_utf8(lines().0.lock().unwrap().clone()).unwrap()
}

/// The events of one request.
fn events(request_id: &str) -> Vec<Value> {
    let logged = everything();
    assert!(!logged.contains("بيروت"));
    let events = logged.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.filter(|event| event["fields"]["request_id"] == request_id).collect()
}

#[tokio::test]
async fn a_request_is_one_event() {
    let server = Server::start().await;
    server.text("", "في بيروت").header("x-request-id", "log-1").send().await.unwrap();
    let events = events("log-1");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["level"], "INFO");
    let fields = &events[0]["fields"];
    assert_eq!((&fields["method"], &fields["route"], &fields["status"]), (&"POST".into(), &"/v1/tag".into(), &200.into()));
    assert_eq!((&fields["text_bytes"], &fields["mentions"]), (&15.into(), &1.into()));
    assert!(fields["duration_ms"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn the_trace_of_the_caller_is_told() {
    let server = Server::start().await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let traced = |id: &'static str| {
        move |request: RequestBuilder| {
            request.header("x-request-id", id).header("traceparent", format!("00-{trace}-b7ad6b7169203331-01")).send()
        }
    };
    traced("trace-1")(server.text("", "في بيروت")).await.unwrap();
    let batch = server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson").body("{\"text\": \"\"}");
    traced("trace-2")(batch).await.unwrap().bytes().await.unwrap();
    server.text("", "في بيروت").header("x-request-id", "trace-3").header("traceparent", "00-none").send().await.unwrap();
    assert_eq!(events("trace-1")[0]["fields"]["trace_id"], trace);
    let patience = Instant::now() + Duration::from_secs(5);
    while events("trace-2").len() < 2 && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(events("trace-2").len() == 2 && events("trace-2").iter().all(|event| event["fields"]["trace_id"] == trace));
    assert!(events("trace-3")[0]["fields"].get("trace_id").is_none());
}

#[tokio::test]
async fn the_key_is_told_of_whatever_became_of_the_request() {
    let limits = Limits { rate: NonZeroU32::new(1), concurrency: None };
    let [slow, free] = [new_key("slow", Scope::Tag, limits), new_key("free", Scope::Tag, Limits::default())];
    let keys = Keys::new(&[&slow.line, &free.line]);
    let config = Config { workers: 1, request_timeout: Duration::from_millis(300), ..Config::default() };
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), config).await;
    let send = |request: RequestBuilder, id: &'static str, key: &str| request.header("x-request-id", id).bearer_auth(key).send();
    send(server.get("/v1/unlisted"), "key-scope", &free.key).await.unwrap();
    for _ in 0..5 {
        send(server.text("", "في بيروت"), "key-rate", &slow.key).await.unwrap();
    }
    let batch = server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson").body("{\"text\": \"\"}");
    send(batch, "key-batch", &free.key).await.unwrap().bytes().await.unwrap();
    // The first keeps the only worker busy, so that the others cannot all be done in time.
    let text = long_text(200_000);
    let late: Vec<_> = (0..6).map(|_| tokio::spawn(send(server.text("", &text), "key-late", &free.key))).collect();
    for response in late {
        response.await.unwrap().unwrap();
    }
    let patience = Instant::now() + Duration::from_secs(5);
    while events("key-batch").len() < 2 && Instant::now() < patience {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for (id, status, name) in [("key-scope", 403, "free"), ("key-rate", 429, "slow"), ("key-late", 503, "free")] {
        let events = events(id);
        assert!(events.iter().any(|event| event["fields"]["status"] == status), "{events:?}");
        assert!(events.iter().all(|event| event["fields"]["key"] == name), "{events:?}");
    }
    let batch = events("key-batch");
    assert!(batch.len() == 2 && batch.iter().all(|event| event["fields"]["key"] == "free"), "{batch:?}");
}

#[tokio::test]
async fn the_route_is_a_template() {
    let server = Server::start().await;
    server.get("/v1/entities/cairo").header("x-request-id", "log-2").send().await.unwrap();
    server.get("/nowhere").header("x-request-id", "log-3").send().await.unwrap();
    assert_eq!(events("log-2")[0]["fields"]["route"], "/v1/entities/{id}");
    assert_eq!(events("log-3")[0]["fields"]["route"], "unmatched");
    assert_eq!(events("log-3")[0]["level"], "INFO");
    assert!(events("log-3")[0]["fields"].get("mentions").is_none());
}

#[tokio::test]
async fn a_fault_of_the_service_is_an_error() {
    let fail = get(|| async { axum::http::StatusCode::INTERNAL_SERVER_ERROR });
    let server = Server::with_routes(Config::default(), Router::new().route("/test/fail", fail)).await;
    server.get("/test/fail").header("x-request-id", "log-4").send().await.unwrap();
    assert_eq!(events("log-4")[0]["level"], "ERROR");
}
