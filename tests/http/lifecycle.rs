//! Stopping, and long bodies beside short ones.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aalam::server::Config;
use axum::Router;
use axum::routing::get;
use tokio::sync::Notify;

use crate::support::{Server, entities, long_text, ok, problem};

/// A route that answers when it is told to, and tells when it has been asked.
fn waiting_route() -> (Router<aalam::server::ServerState>, Arc<Notify>, Arc<Notify>) {
    let (asked, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (ask, wait) = (Arc::clone(&asked), Arc::clone(&release));
    let handler = move || async move {
        ask.notify_one();
        wait.notified().await;
        "finished"
    };
    (Router::new().route("/test/wait", get(handler)), asked, release)
}

#[tokio::test]
async fn stopping_finishes_what_is_in_flight() {
    let (route, asked, release) = waiting_route();
    let mut server = Server::with_routes(Config::default(), route).await;
    let in_flight = tokio::spawn(server.get("/test/wait").send());
    asked.notified().await;
    server.stop();
    let patience = Instant::now() + Duration::from_secs(5);
    let not_ready = loop {
        let response = server.get("/readyz").send().await.unwrap();
        if response.status() != 200 {
            break response;
        }
        assert!(Instant::now() < patience, "readyz turns 503");
    };
    assert_eq!(not_ready.headers()["connection"], "close");
    assert_eq!(not_ready.headers()["retry-after"], "1");
    problem(not_ready, 503, "draining").await;
    // Alive, and still at work for whoever has not looked yet.
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
    assert_eq!(entities(&ok(server.text("", "بيروت").send().await.unwrap()).await), ["beirut"]);
    assert!(!in_flight.is_finished());
    release.notify_one();
    assert_eq!(in_flight.await.unwrap().unwrap().text().await.unwrap(), "finished");
    let again = server.get("/healthz");
    server.ended().await;
    assert!(again.send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn stopping_with_nothing_in_flight_is_immediate() {
    let mut server = Server::start().await;
    // A connection that is kept and idle holds nothing up.
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
    let started = Instant::now();
    server.stop();
    server.ended().await;
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let (route, asked, _release) = waiting_route();
    let config = Config { drain_timeout: Duration::from_millis(200), ..Config::default() };
    let mut server = Server::with_routes(config, route).await;
    let _in_flight = tokio::spawn(server.get("/test/wait").send());
    asked.notified().await;
    let started = Instant::now();
    server.stop();
    server.ended().await;
    assert!(started.elapsed() >= Duration::from_millis(200));
}

/// The runtime of these tests has one thread: were a long body tagged on it, nothing else would be answered meanwhile.
#[tokio::test]
async fn short_bodies_are_answered_beside_long_ones() {
    let server = Server::with(Config { workers: 1, ..Config::default() }).await;
    let long = tokio::spawn(server.text("", &long_text(200_000)).send());
    let mut answered_meanwhile = 0;
    while !long.is_finished() {
        assert_eq!(entities(&ok(server.text("", "بيروت").send().await.unwrap()).await), ["beirut"]);
        answered_meanwhile += 1;
    }
    assert!(answered_meanwhile >= 5, "{answered_meanwhile}");
    let answer = ok(long.await.unwrap().unwrap()).await;
    let mentions = long_text(200_000).matches("بيروت").count() * 2;
    assert_eq!(answer["mentions"].as_array().unwrap().len(), mentions);
    assert_eq!(answer["entities"]["beirut"]["count"], mentions / 2);
}

#[tokio::test]
async fn a_full_queue_is_said_to_be_full() {
    let server = Server::with(Config { workers: 1, queue: 1, ..Config::default() }).await;
    let text = long_text(100_000);
    let sent: Vec<_> = (0..5).map(|_| tokio::spawn(server.text("", &text).send())).collect();
    let (mut answered, mut refused) = (0, 0);
    for response in sent {
        let response = response.await.unwrap().unwrap();
        if response.status() == 200 {
            answered += 1;
        } else {
            assert_eq!(response.headers()["retry-after"], "1");
            problem(response, 503, "overloaded").await;
            refused += 1;
        }
    }
    assert!(answered >= 1 && refused >= 1, "{answered} answered, {refused} refused");
}

#[tokio::test]
async fn a_long_body_that_is_not_tagged_in_time_is_given_up() {
    let config = Config { workers: 1, request_timeout: Duration::from_millis(300), ..Config::default() };
    let server = Server::with(config).await;
    let text = long_text(200_000);
    // The first keeps the only worker busy, so that the others cannot all be done in time.
    let sent: Vec<_> = (0..6).map(|_| tokio::spawn(server.text("", &text).send())).collect();
    let mut statuses = Vec::new();
    for response in sent {
        statuses.push(response.await.unwrap().unwrap());
    }
    let late = statuses.into_iter().find(|response| response.status() == 503).expect("one of them is late");
    problem(late, 503, "answer_timeout").await;
}
