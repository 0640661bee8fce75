//! Who may do what: keys with scopes, what is open without one, and that no key is ever told.

use std::fs;
use std::time::{Duration, Instant};

use aalam::server::{Access, Config, Gate, Key, Limits, NewKey, Openness, Scope, Watch};
use axum::http::HeaderValue;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::desk::{Desk, KEY, append};
use crate::logs;
use crate::support::{Server, entities, fields, ok, problem};

/// A file of keys that goes with the test.
pub(crate) struct Keys(NamedTempFile);

impl Keys {
    pub(crate) fn new(lines: &[&str]) -> Self {
        let keys = Self(NamedTempFile::new().unwrap());
        keys.write(lines);
        keys
    }

    fn write(&self, lines: &[&str]) {
        // In one step, as whoever rotates keys should.
        let next = NamedTempFile::new().unwrap();
        fs::write(&next, lines.join("\n")).unwrap();
        next.persist(&self.0).unwrap();
    }

    pub(crate) fn gate(&self, openness: Openness, limits: Limits) -> Gate {
        let access = Access::new(openness, limits, Some(Key::admin(KEY).unwrap()), Some(self.0.path().to_owned())).unwrap();
        Gate { access, ..Gate::default() }
    }
}

pub(crate) fn new_key(name: &str, scope: Scope, limits: Limits) -> NewKey {
    NewKey::random(name, scope, limits).unwrap()
}

fn plain_key(name: &str, scope: Scope) -> NewKey {
    new_key(name, scope, Limits::default())
}

async fn with_key(request: RequestBuilder, key: &str) -> Response {
    request.bearer_auth(key).send().await.unwrap()
}

#[tokio::test]
async fn each_scope_opens_what_is_its_own_and_what_is_below() {
    let [tag, edit] = [plain_key("cms", Scope::Tag), plain_key("desk", Scope::Edit)];
    let keys = Keys::new(&[&tag.line, &edit.line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    let tagging = || server.text("", "بيروت");
    let refused = tagging().send().await.unwrap();
    assert_eq!(refused.headers()["www-authenticate"], "Bearer");
    let said = problem(refused, 401, "unauthorized").await;
    assert!(said["detail"].as_str().unwrap().contains("scope tag"), "{said}");
    problem(with_key(tagging(), "aalam_another-key").await, 401, "wrong_key").await;
    problem(tagging().header("authorization", "Basic ZGVzazpzZWNyZXQ=").send().await.unwrap(), 401, "wrong_key").await;
    for key in [&tag.key, &edit.key, KEY] {
        assert_eq!(entities(&ok(with_key(tagging(), key).await).await), ["beirut"]);
    }
    let unlisted = || server.get("/v1/unlisted");
    problem(with_key(unlisted(), &tag.key).await, 403, "missing_scope").await;
    ok(with_key(unlisted(), &edit.key).await).await;
    let delete = || server.client.delete(server.url("/v1/gazetteers/cities/entries/cairo"));
    problem(with_key(delete(), &tag.key).await, 403, "missing_scope").await;
    // Let in; only that this service has no store.
    problem(with_key(delete(), &edit.key).await, 403, "editing_off").await;
    let reload = || server.client.post(server.url("/v1/reload"));
    problem(with_key(reload(), &edit.key).await, 403, "missing_scope").await;
    for open in ["/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/page/main.js"] {
        assert_eq!(server.get(open).send().await.unwrap().status(), 200, "{open}");
    }
}

#[tokio::test]
async fn the_description_says_what_needs_a_key_and_is_right() {
    let keys = Keys::new(&[&plain_key("cms", Scope::Tag).line]);
    let gate = keys.gate(Openness::Closed, Limits::default());
    let server = Server::behind(Gate { access: gate.access.with_protected_metrics(true), ..Gate::default() }, Config::default()).await;
    let description = ok(server.get("/openapi.json").send().await.unwrap()).await;
    let mut locked = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let url = server.url(&path.replace("{name}", "cities").replace("{id}", "cairo"));
            let response = server.client.request(method.clone(), url).send().await.unwrap();
            let needs_key = operation["security"] == json!([{"key": []}]);
            assert_eq!(response.status() == 401, needs_key, "{method} {path}");
            assert_eq!(operation["responses"]["429"].is_null(), !needs_key, "{method} {path}");
            locked += usize::from(needs_key);
        }
    }
    assert_eq!(locked, 14);
}

#[tokio::test]
async fn open_tagging_opens_nothing_else_and_ignores_no_key() {
    let edit = plain_key("desk", Scope::Edit);
    let keys = Keys::new(&[&edit.line]);
    let server = Server::behind(keys.gate(Openness::Tagging, Limits::default()), Config::default()).await;
    ok(server.text("", "بيروت").send().await.unwrap()).await;
    ok(with_key(server.text("", "بيروت"), &edit.key).await).await;
    problem(with_key(server.text("", "بيروت"), "aalam_another-key").await, 401, "wrong_key").await;
    // That of a proxy in front.
    ok(server.text("", "بيروت").header("authorization", "Basic ZGVzazpzZWNyZXQ=").send().await.unwrap()).await;
    problem(server.get("/v1/unlisted").send().await.unwrap(), 401, "unauthorized").await;
    ok(with_key(server.get("/v1/unlisted"), &edit.key).await).await;
    let none = Access::new(Openness::Tagging, Limits::default(), None, None).unwrap();
    let server = Server::behind(Gate { access: none, ..Gate::default() }, Config::default()).await;
    ok(with_key(server.text("", "بيروت"), "whatever").await).await;
    problem(server.get("/v1/unlisted").send().await.unwrap(), 401, "unauthorized").await;
    problem(server.client.post(server.url("/v1/reload")).send().await.unwrap(), 403, "editing_off").await;
}

#[tokio::test]
async fn what_is_open_on_this_machine_alone_is_told_under_no_other_name() {
    let [tag, edit] = [plain_key("cms", Scope::Tag), plain_key("desk", Scope::Edit)];
    let keys = Keys::new(&[&tag.line, &edit.line]);
    let with_keys = Server::behind(keys.gate(Openness::Local, Limits::default()), Config::default()).await;
    let without = Server::start().await;
    for server in [&without, &with_keys] {
        let unlisted = |host: &'static str| server.get("/v1/unlisted").header("host", host);
        for host in ["localhost:8080", "127.0.0.1", "[::1]:8080"] {
            ok(unlisted(host).send().await.unwrap()).await;
        }
        let rebound = problem(unlisted("rebound.example:8080").send().await.unwrap(), 401, "unauthorized").await;
        assert!(rebound["detail"].as_str().unwrap().contains("localhost"), "{rebound}");
        let passed_on = unlisted("localhost:8080").header("x-forwarded-for", "192.0.2.1");
        problem(passed_on.send().await.unwrap(), 401, "unauthorized").await;
        // Tagging tells nothing of other texts.
        ok(server.text("", "بيروت").header("host", "rebound.example").send().await.unwrap()).await;
    }
    let unlisted = || with_keys.get("/v1/unlisted").header("host", "aalam.example");
    problem(with_key(unlisted(), &tag.key).await, 403, "missing_scope").await;
    ok(with_key(unlisted(), &edit.key).await).await;
}

#[tokio::test]
async fn keys_are_rotated_while_the_service_runs_and_a_broken_file_changes_nothing() {
    let [old, new] = [plain_key("cms", Scope::Tag), plain_key("cms", Scope::Tag)];
    let keys = Keys::new(&[&old.line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    let status = async |key: &str| with_key(server.text("", "بيروت"), key).await.status().as_u16();
    assert_eq!((status(&old.key).await, status(&new.key).await), (200, 401));
    keys.write(&["# both hold", &old.line, &new.line]);
    server.state.renew().await;
    assert_eq!((status(&old.key).await, status(&new.key).await), (200, 200));
    keys.write(&[&new.line]);
    server.state.renew().await;
    assert_eq!((status(&old.key).await, status(&new.key).await), (401, 200));
    keys.write(&["cms tag no-hash", &old.line]);
    let reload = || with_key(server.client.post(server.url("/v1/reload")), KEY);
    let refused = problem(reload().await, 422, "invalid_keys").await;
    assert!(fields(&refused)[0].ends_with(":1"), "{refused}");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("the keys of before still hold"), "{refused}");
    assert_eq!((status(&old.key).await, status(&new.key).await), (401, 200));
    let ready = ok(server.get("/readyz").send().await.unwrap()).await;
    assert!(ready["warnings"][0].as_str().unwrap().contains("the keys could not be read again"), "{ready}");
    keys.write(&[&new.line]);
    ok(reload().await).await;
    assert_eq!(ok(server.get("/readyz").send().await.unwrap()).await, json!({"status": "ready"}));
}

#[tokio::test]
async fn a_reload_tells_what_became_of_the_lists_and_of_the_keys() {
    let keys = Keys::new(&[&plain_key("cms", Scope::Tag).line]);
    let desk = Desk::behind(keys.gate(Openness::Local, Limits::default())).await;
    let reload = || desk.request(Method::POST, "/v1/reload").send();
    keys.write(&["cms tag no-hash"]);
    append(&desk.list("places/cities.tsv"), "sidon\tصيدا\t\tSidon\tcity\tLB\t\t\t\t\t\tcurated");
    let refused = problem(reload().await.unwrap(), 422, "invalid_keys").await;
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("the keys of before still hold; the lists were read, and are served"), "{refused}");
    assert_eq!(desk.tagged("زار الوفد صيدا").await, ["sidon"]);
    append(&desk.list("places/cities.tsv"), "tyre\tصور\t\tTyre\ttown\tLB\t\t\t\t\t\tcurated");
    let refused = problem(reload().await.unwrap(), 422, "invalid_lists").await;
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.contains("the lists of before are served; besides: the file of keys has 1 error(s)"), "{refused}");
    let fields = fields(&refused);
    assert!(fields[0] == "places/cities.tsv:7:subtype" && fields[1].ends_with(":1"), "{refused}");
}

#[tokio::test]
async fn another_method_is_told_so_without_a_key() {
    let keys = Keys::new(&[&plain_key("cms", Scope::Tag).line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    for (method, path, allow) in [
        (Method::GET, "/v1/tag", "POST"),
        (Method::GET, "/v1/reload", "POST"),
        (Method::POST, "/v1/gazetteers/cities/entries/cairo", "GET,HEAD,PUT,DELETE"),
    ] {
        let response = server.client.request(method, server.url(path)).send().await.unwrap();
        let allowed = response.headers()["allow"].to_str().unwrap().to_owned();
        problem(response, 405, "method_not_allowed").await;
        assert_eq!(allowed, allow);
    }
}

#[tokio::test]
async fn a_changed_file_of_keys_is_seen() {
    let [old, new] = [plain_key("cms", Scope::Tag), plain_key("cms", Scope::Tag)];
    let keys = Keys::new(&[&old.line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    let watch = Watch::over_secrets(vec![keys.0.path().to_owned()]).unwrap().every(Duration::from_millis(20));
    tokio::spawn(watch.run(server.state.clone()));
    keys.write(&[&new.line]);
    let patience = Instant::now() + Duration::from_secs(10);
    while with_key(server.text("", "بيروت"), &new.key).await.status() != 200 {
        assert!(Instant::now() < patience, "the change was not seen");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    problem(with_key(server.text("", "بيروت"), &old.key).await, 401, "wrong_key").await;
    // The lists were not read again for that.
    assert_eq!(ok(with_key(server.get("/v1/gazetteers"), &new.key).await).await["generation"], 1);
}

#[tokio::test]
async fn the_author_of_an_edit_is_the_key_unless_it_says_otherwise() {
    let edit = plain_key("sports-desk", Scope::Edit);
    let keys = Keys::new(&[&edit.line]);
    let desk = Desk::behind(keys.gate(Openness::Local, Limits::default())).await;
    let path = "/v1/gazetteers/cities/entries/tyre";
    for (author, subtype) in [(None, "city"), (Some("ليلى"), "village")] {
        let row = json!({"name": "صور", "subtype": subtype, "country": "LB"}).to_string();
        let put = desk.server.client.put(desk.server.url(path)).header("content-type", "application/json").body(row);
        let put = author.into_iter().fold(put, |put, author| put.header("x-author", author));
        assert!(with_key(put, &edit.key).await.status().is_success());
    }
    let authors: Vec<Value> = desk.history("cities/tyre").await.iter().map(|edit| edit["author"].clone()).collect();
    assert_eq!(authors, ["ليلى", "sports-desk"]);
}

#[tokio::test]
async fn other_origins_are_let_in_only_by_name() {
    let preflight = async |server: &Server, origin: &'static str| {
        let options = server.client.request(Method::OPTIONS, server.url("/v1/tag")).header("origin", origin);
        options
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization")
            .send()
            .await
            .unwrap()
    };
    let none = Server::start().await;
    problem(preflight(&none, "https://cms.example").await, 405, "method_not_allowed").await;
    let origins = vec![HeaderValue::from_static("https://cms.example")];
    let server = Server::with(Config { cors_origins: origins, ..Config::default() }).await;
    let allowed = preflight(&server, "https://cms.example").await;
    assert_eq!(
        (allowed.status().as_u16(), &allowed.headers()["access-control-allow-origin"]),
        (200, &"https://cms.example".parse().unwrap())
    );
    assert!(allowed.headers()["access-control-allow-headers"].to_str().unwrap().contains("authorization"));
    assert!(!preflight(&server, "https://other.example").await.headers().contains_key("access-control-allow-origin"));
    // Errors too: a page could not read why it was refused otherwise.
    let refused = server.text("?colour=red", "بيروت").header("origin", "https://cms.example").send().await.unwrap();
    assert_eq!(refused.headers()["access-control-allow-origin"], "https://cms.example");
    problem(refused, 422, "invalid_options").await;
    let plain = none.text("", "بيروت").header("origin", "https://cms.example").send().await.unwrap();
    assert!(!plain.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn neither_log_nor_metrics_nor_errors_tell_a_key_or_a_text() {
    let marker = "علامةسريةجدا";
    let [tag, other] = [plain_key("cms", Scope::Tag), plain_key("other", Scope::Tag)];
    let keys = Keys::new(&[&tag.line]);
    let server = Server::behind(keys.gate(Openness::Closed, Limits::default()), Config::default()).await;
    let text = format!("قال الشاعر {marker} إن الوضع صعب");
    let batch = format!("{}\n{{\"text\": \"{marker}\", \"x\": 1}}\n", json!({"text": text}));
    let post = |path: &str, kind: &'static str, body: &str| {
        server.client.post(server.url(path)).header("content-type", kind).body(body.to_owned())
    };
    let mut told = String::new();
    for (key, is_known) in [(&tag.key, true), (&other.key, false)] {
        for request in [
            server.text("?explain=true", &text),
            server.text("?types=city", &text),
            server.json(&format!("{{\"text\": \"{marker}\", ")),
            server.json(&json!({"text": [marker]})),
            post("/v1/tag", "text/xml", &text),
            post("/v1/reload", "text/plain", &text),
            post("/v1/tag/batch", "application/x-ndjson", &batch),
            server.get("/v1/unlisted"),
        ] {
            let answer = with_key(request.header("x-request-id", "secrets-1"), key).await;
            let is_good = answer.status().is_success();
            assert!(is_known || !is_good);
            let body = answer.text().await.unwrap();
            if !is_good {
                told.push_str(&body);
            }
        }
    }
    server.state.renew().await;
    told.push_str(&with_key(server.get("/metrics"), &tag.key).await.text().await.unwrap());
    told.push_str(&logs::everything());
    assert!(told.contains("secrets-1") && told.contains("\"key\":\"cms\""), "requests are in the log, by the name of their key");
    for secret in [marker, &tag.key, &other.key, KEY] {
        assert!(!told.contains(secret), "{secret} is told");
    }
}
