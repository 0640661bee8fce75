//! `GET /openapi.json`: the description is of this service, and its examples are true.

use std::collections::BTreeSet;

use reqwest::{Method, Response};
use serde_json::{Map, Value, json};

use crate::desk::{Desk, KEY};
use crate::support::{Server, ok};

const ROUTER: &str = include_str!("../../src/server/router.rs");

async fn description(server: &Server) -> Value {
    ok(server.get("/openapi.json").send().await.unwrap()).await
}

/// Method, path and description of each operation; those that change what others answer come first.
fn operations(description: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = description["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, of)| (&**method, &**path, of)));
    let (mut posts, others): (Vec<_>, Vec<_>) = all.partition(|(method, ..)| *method == "post");
    posts.extend(others);
    posts
}

#[tokio::test]
async fn every_route_is_described_and_every_description_is_of_a_route() {
    let server = Server::start().await;
    let description = description(&server).await;
    let described: BTreeSet<(&str, &str)> = operations(&description).into_iter().map(|(method, path, _)| (method, path)).collect();
    let mut routed = BTreeSet::new();
    for route in ROUTER.split("(\"").skip(1) {
        let (path, handlers) = route.split_once("\", ").unwrap();
        // What the pages load is no part of the API.
        if !path.starts_with("/docs/") && !path.starts_with("/page/") {
            let methods = ["get", "post", "put", "patch", "delete"].into_iter();
            routed.extend(methods.filter(|method| handlers.contains(&format!("{method}("))).map(|method| (method, path)));
        }
    }
    assert_eq!(described, routed, "describe a route at its handler, and name the handler in src/server/openapi");
}

#[tokio::test]
async fn the_description_names_the_lists_that_are_served() {
    let description = description(&Server::start().await).await;
    let names = &description["components"]["schemas"]["GazetteerName"]["enum"];
    assert_eq!(*names, json!(["countries", "cities", "politicians", "international", "universities"]));
}

/// An example's value, wherever examples stand.
fn example<'d>(of: &'d Value, name: &str) -> Option<&'d Value> {
    of["examples"].get(name).map(|example| &example["value"])
}

/// Sends an example as it stands in the description.
async fn send(server: &Server, method: &str, path: &str, operation: &Value, name: &str) -> Response {
    let (mut path, mut query, mut headers) = (path.to_owned(), form_urlencoded::Serializer::new(String::new()), Vec::new());
    for parameter in operation["parameters"].as_array().unwrap() {
        let (Some(value), Some(key)) = (example(parameter, name), parameter["name"].as_str()) else { continue };
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Array(several) => several.iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(","),
            other => other.to_string(),
        };
        match parameter["in"].as_str().unwrap() {
            "path" => path = path.replace(&format!("{{{key}}}"), &value),
            "query" => drop(query.append_pair(key, &value)),
            _ => headers.push((key, value)),
        }
    }
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let mut request = server.client.request(method, server.url(&format!("{path}?{}", query.finish())));
    for (key, value) in headers {
        request = request.header(key, value);
    }
    if !operation["security"].is_null() {
        request = request.bearer_auth(KEY);
    }
    for (media_type, content) in operation["requestBody"]["content"].as_object().unwrap_or(&Map::new()) {
        if let Some(body) = example(content, name) {
            request = request.header("content-type", media_type);
            request = request.body(body.as_str().map_or_else(|| body.to_string(), str::to_owned));
        }
    }
    request.send().await.unwrap()
}

/// Makes alike what is of one process or one moment.
fn settle(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), &*member) {
                    ("took_us" | "generation" | "seq", Value::Number(_)) => *member = 0.into(),
                    ("version", Value::String(hash)) if hash.starts_with("sha256:") => *member = "sha256".into(),
                    ("since" | "first_seen" | "last_seen" | "at", Value::String(time)) => {
                        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
                        *member = "then".into();
                    }
                    _ => settle(member),
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(settle),
        _ => {}
    }
}

fn settled(media_type: &str, value: &Value) -> Value {
    let mut value = match value {
        Value::String(lines) if media_type == "application/x-ndjson" => {
            lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect()
        }
        other => other.clone(),
    };
    settle(&mut value);
    value
}

#[tokio::test]
async fn every_example_is_answered_as_it_says() {
    let desk = Desk::builtin().await;
    let server = &desk.server;
    let description = description(server).await;
    let mut sent = 0;
    for (method, path, operation) in operations(&description) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            for (media_type, content) in response["content"].as_object().unwrap_or(&Map::new()) {
                for (name, expected) in content["examples"].as_object().unwrap_or(&Map::new()) {
                    let response = send(server, method, path, operation, name).await;
                    assert_eq!(response.status().as_str(), status, "{name} of {method} {path}");
                    let answered = response.headers()["content-type"].to_str().unwrap().split(';').next().unwrap().to_owned();
                    assert_eq!(answered, *media_type, "{name} of {method} {path}");
                    let text = response.text().await.unwrap();
                    let is_document = media_type.ends_with("json") && media_type != "application/x-ndjson";
                    let body = if is_document { serde_json::from_str(&text).unwrap() } else { Value::String(text) };
                    let (body, expected) = (settled(media_type, &body), settled(media_type, &expected["value"]));
                    assert_eq!(body, expected, "{name} of {method} {path}: mend src/server/openapi/examples.json");
                    sent += 1;
                }
            }
        }
    }
    assert!(sent >= 15, "{sent} examples were sent");
}

#[tokio::test]
async fn what_is_refused_before_there_is_a_request_has_the_described_status() {
    let server = Server::start().await;
    let long = |bytes: usize| format!("GET /{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "x".repeat(bytes - 1));
    let headers = |count: usize| format!("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{}\r\n", "a: b\r\n".repeat(count - 2));
    for (head, status) in [(long(65_534), 404), (long(65_535), 414), (headers(100), 404), (headers(101), 431)] {
        let answer = server.raw(vec![(0, head.into_bytes())]).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {answer}");
        assert_eq!(answer.contains("application/problem+json"), status == 404);
    }
}
