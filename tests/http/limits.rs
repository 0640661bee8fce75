//! How much each caller may ask, and how much all together.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use aalam::server::{Access, Config, Gate, Limits, Openness, Scope};
use reqwest::Client;

use crate::access::{Keys, new_key};
use crate::support::{Server, long_text, ok, problem, writer};

/// A line of a batch.
const LINE: &str = "{\"text\": \"بيروت\"}\n";

fn limits(rate: u32, concurrency: u32) -> Limits {
    Limits { rate: NonZeroU32::new(rate), concurrency: NonZeroU32::new(concurrency) }
}

#[tokio::test]
async fn too_many_requests_a_second_are_told_when_to_come_back() {
    let [slow, free] = [limits(1, 0), limits(0, 0)].map(|limits| new_key("cms", Scope::Tag, limits));
    let keys = Keys::new(&[&slow.line, &free.line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    let started = Instant::now();
    let (mut answered, mut refused) = (0, Vec::new());
    for _ in 0..20 {
        let response = server.text("", "بيروت").bearer_auth(&slow.key).send().await.unwrap();
        match response.status().as_u16() {
            200 => answered += 1,
            _ => refused.push(response),
        }
        ok(server.text("", "بيروت").bearer_auth(&free.key).send().await.unwrap()).await;
    }
    assert!((1..=started.elapsed().as_secs() + 2).contains(&answered), "{answered} answered in {:?}", started.elapsed());
    let last = refused.pop().expect("some are refused");
    let retry_after: u64 = last.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    problem(last, 429, "rate_limited").await;
    assert!((1..=2).contains(&retry_after));
    tokio::time::sleep(Duration::from_secs(retry_after)).await;
    ok(server.text("", "بيروت").bearer_auth(&slow.key).send().await.unwrap()).await;
}

#[tokio::test]
async fn a_batch_holds_one_place_until_its_last_answer() {
    let key = new_key("cms", Scope::Tag, limits(0, 1));
    let keys = Keys::new(&[&key.line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    let tag = || server.text("", "بيروت").bearer_auth(&key.key).send();
    let (pieces, body) = writer();
    let batch = server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson").bearer_auth(&key.key);
    let mut batch = batch.body(body).send().await.unwrap();
    pieces.send(LINE.into()).await.unwrap();
    assert!(batch.chunk().await.unwrap().is_some());
    let refused = tag().await.unwrap();
    assert_eq!(refused.headers()["retry-after"], "1");
    problem(refused, 429, "too_many_at_once").await;
    // Nothing was used up by that.
    server.state.renew().await;
    problem(tag().await.unwrap(), 429, "too_many_at_once").await;
    drop(pieces);
    assert_eq!(batch.chunk().await.unwrap(), None);
    let patience = Instant::now() + Duration::from_secs(10);
    while tag().await.unwrap().status() != 200 {
        assert!(Instant::now() < patience, "the place is free again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn without_a_key_the_limits_are_those_of_the_address() {
    let key = new_key("cms", Scope::Tag, limits(1000, 0));
    let keys = Keys::new(&[&key.line]);
    let server = Server::behind(keys.gate(Openness::Tagging, limits(1, 0)), Config::default()).await;
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(server.text("", "بيروت").send().await.unwrap().status().as_u16());
        ok(server.text("", "بيروت").bearer_auth(&key.key).send().await.unwrap()).await;
    }
    assert!(statuses[0] == 200 && statuses.contains(&429), "{statuses:?}");
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
    let access = Access::new(Openness::Local, limits(0, 1), None, None).unwrap();
    let server = Server::behind(Gate { access, ..Gate::default() }, Config::default()).await;
    for _ in 0..10 {
        // One after the other there is always a place.
        ok(server.text("", "بيروت").send().await.unwrap()).await;
    }
}

#[tokio::test]
async fn there_are_no_more_batches_than_may_be() {
    let server = Server::with(Config { batches: 1, ..Config::default() }).await;
    let batch = || server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson");
    let (pieces, body) = writer();
    let mut first = batch().body(body).send().await.unwrap();
    pieces.send(LINE.into()).await.unwrap();
    assert!(first.chunk().await.unwrap().is_some());
    let refused = batch().body(LINE).send().await.unwrap();
    assert_eq!(refused.headers()["retry-after"], "1");
    problem(refused, 503, "overloaded").await;
    drop(pieces);
    while first.chunk().await.unwrap().is_some() {}
    let patience = Instant::now() + Duration::from_secs(10);
    while batch().body(LINE).send().await.unwrap().status() != 200 {
        assert!(Instant::now() < patience, "there is a place again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn there_are_no_more_requests_than_may_be() {
    let server = Server::with(Config { max_connections: 1, ..Config::default() }).await;
    // Only over HTTP/2 can there be more requests than connections.
    let client = Client::builder().http2_prior_knowledge().build().unwrap();
    let (pieces, body) = writer();
    let batch = client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson").body(body);
    let mut batch = batch.send().await.unwrap();
    pieces.send(LINE.into()).await.unwrap();
    assert!(batch.chunk().await.unwrap().is_some());
    problem(client.get(server.url("/v1/gazetteers")).send().await.unwrap(), 503, "overloaded").await;
    assert_eq!(client.get(server.url("/healthz")).send().await.unwrap().status(), 200);
    drop(pieces);
    while batch.chunk().await.unwrap().is_some() {}
    let patience = Instant::now() + Duration::from_secs(10);
    while client.get(server.url("/v1/gazetteers")).send().await.unwrap().status() != 200 {
        assert!(Instant::now() < patience, "there is room again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn long_bodies_find_room_again_when_their_answers_are_sent() {
    let server = Server::with(Config { body_memory: 0, ..Config::default() }).await;
    let text = long_text(100_000);
    for _ in 0..3 {
        ok(server.text("", &text).send().await.unwrap()).await;
    }
    let metrics = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(metrics.lines().any(|line| line == "aalam_long_body_bytes 0"), "{metrics}");
    assert!(metrics.lines().any(|line| line.starts_with("aalam_connections ") && !line.ends_with(" 0")), "{metrics}");
}
