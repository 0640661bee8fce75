//! What holds for every path: errors are problems, requests have ids, connections live on.

use std::time::{Duration, Instant};

use aalam::server::Config;
use axum::Router;
use axum::routing::get;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Server, long_text, ok, problem};

fn small_bodies() -> Config {
    Config { body_limit: 1000, ..Config::default() }
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let server = Server::start().await;
    for path in ["/nothing", "/v1/nothing", "/v1/tag/", "/v1/entities/"] {
        problem(server.get(path).send().await.unwrap(), 404, "not_found").await;
    }
    for (method, path, allow) in [(Method::GET, "/v1/tag", "POST"), (Method::DELETE, "/v1/gazetteers", "GET,HEAD")] {
        let response = server.client.request(method, server.url(path)).send().await.unwrap();
        assert_eq!(response.headers()["allow"], allow);
        problem(response, 405, "method_not_allowed").await;
    }
}

#[tokio::test]
async fn bodies_over_the_limit_are_refused() {
    let server = Server::with(small_bodies()).await;
    let longest = "x".repeat(1000);
    assert_eq!(ok(server.text("", &longest).send().await.unwrap()).await["mentions"], json!([]));
    let problem = problem(server.text("", &format!("{longest}x")).send().await.unwrap(), 413, "body_too_large").await;
    assert!(problem["detail"].as_str().unwrap().contains("1000 bytes"));
}

#[tokio::test]
async fn an_announced_length_is_enough_to_refuse() {
    let server = Server::with(small_bodies()).await;
    for expect in ["", "Expect: 100-continue\r\n"] {
        let started = Instant::now();
        let head = format!("POST /v1/tag HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1001\r\n{expect}\r\n");
        let answer = server.raw(vec![(0, head.into_bytes())]).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains("\"code\":\"body_too_large\""), "{answer}");
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

#[tokio::test]
async fn chunked_bodies_are_counted() {
    let server = Server::with(small_bodies()).await;
    let head = "POST /v1/tag HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    let chunk = format!("1f4\r\n{}\r\n", "x".repeat(500));
    let within = format!("{head}{chunk}{chunk}0\r\n\r\n");
    assert!(server.raw(vec![(0, within.into_bytes())]).await.starts_with("HTTP/1.1 200 "));
    let over = format!("{head}{chunk}{chunk}1\r\nx\r\n0\r\n\r\n");
    let answer = server.raw(vec![(0, over.into_bytes())]).await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("application/problem+json"), "{answer}");
    let broken = format!("{head}{chunk}no length\r\n");
    let answer = server.raw(vec![(0, broken.into_bytes())]).await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("\"code\":\"bad_request\""), "{answer}");
}

#[tokio::test]
async fn a_refused_body_is_read_on_so_that_the_answer_arrives() {
    let server = Server::with(small_bodies()).await;
    // More than the buffers of both sides hold: closed early, the caller would see a reset.
    let response = server.text("", &long_text(7_000_000)).send().await.unwrap();
    problem(response, 413, "body_too_large").await;
}

#[tokio::test]
async fn a_slow_body_times_out() {
    let server = Server::with(Config { request_timeout: Duration::from_millis(150), ..Config::default() }).await;
    let head = "POST /v1/tag HTTP/1.1\r\nHost: x\r\nx-request-id: slow-1\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc";
    let answer = server.raw(vec![(0, head.into())]).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"body_timeout\"") && answer.contains("\"request_id\":\"slow-1\""), "{answer}");
}

#[tokio::test]
async fn an_answer_that_is_not_ready_times_out() {
    let slow = Router::new().route("/test/slow", get(std::future::pending::<()>));
    let config = Config { request_timeout: Duration::from_millis(150), ..Config::default() };
    let server = Server::with_routes(config, slow).await;
    let response = server.get("/test/slow").send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "1");
    problem(response, 503, "answer_timeout").await;
}

#[tokio::test]
async fn a_panic_is_a_problem_without_its_message() {
    async fn panic() {
        panic!("as the test wants")
    }
    let server = Server::with_routes(Config::default(), Router::new().route("/test/panic", get(panic))).await;
    let problem = problem(server.get("/test/panic").send().await.unwrap(), 500, "internal").await;
    assert!(!problem.to_string().contains("as the test wants"));
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_error_from_anywhere_becomes_a_problem() {
    let odd = get(|| async { (axum::http::StatusCode::CONFLICT, "plain words") });
    let server = Server::with_routes(Config::default(), Router::new().route("/test/odd", odd)).await;
    let problem = problem(server.get("/test/odd").send().await.unwrap(), 409, "bad_request").await;
    assert!(!problem.to_string().contains("plain words"));
}

#[tokio::test]
async fn request_ids_are_taken_or_made() {
    let server = Server::start().await;
    for path in ["/healthz", "/v1/nothing"] {
        let given = server.get(path).header("x-request-id", "desk-7/a").send().await.unwrap();
        assert_eq!(given.headers()["x-request-id"], "desk-7/a");
        for bad in ["two words", &"x".repeat(129)] {
            let made = server.get(path).header("x-request-id", bad).send().await.unwrap();
            let id = Uuid::parse_str(made.headers()["x-request-id"].to_str().unwrap()).unwrap();
            assert_eq!(id.get_version_num(), 7);
        }
    }
    let response = server.get("/v1/nothing").header("x-request-id", "desk-8").send().await.unwrap();
    assert_eq!(problem(response, 404, "not_found").await["request_id"], "desk-8");
}

#[tokio::test]
async fn a_connection_lives_on_after_errors() {
    let server = Server::with(small_bodies()).await;
    let post = |content_type: &str, body: &str| {
        let length = body.len();
        format!("POST /v1/tag HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
    };
    let requests = vec![
        (0, post("text/xml", "<p>")),
        (20, post("application/json", "{")),
        (20, post("application/json", "{}")),
        (20, post("text/plain", &"x".repeat(1500))),
        (20, b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        (20, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec()),
    ];
    let answers = server.raw(requests).await;
    let statuses: Vec<&str> = answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["415", "400", "422", "413", "404", "200"], "{answers}");
}

#[tokio::test]
async fn no_error_repeats_the_text() {
    let server = Server::start().await;
    let secret = "كتب الكاتب سرا";
    for body in [
        json!(secret),
        json!([secret]),
        json!({secret: 1}),
        json!({"text": [secret]}),
        json!({"text": secret, "explain": secret}),
        json!({"text": secret, "types": [secret], "offsets": secret}),
    ] {
        let problem = problem(server.json(&body).send().await.unwrap(), 422, "invalid_options").await;
        assert!(!problem.to_string().contains("الكاتب"), "{problem}");
    }
    let broken = format!("{{\"text\": \"{secret}\", x}}");
    let malformed = problem(server.json(&broken).send().await.unwrap(), 400, "invalid_json").await;
    assert!(!malformed.to_string().contains("الكاتب"), "{malformed}");
    assert_eq!(malformed.get("errors"), None::<&Value>);
}
