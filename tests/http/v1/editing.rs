//! `GET`, `PUT`, `DELETE /v1/gazetteers/{name}/entries/{id}`, history and undo.

use std::time::{Duration, Instant};

use aalam::server::Config;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::desk::{Desk, KEY};
use crate::support::{Server, fields, ok, problem};

const TEXT: &str = "وصل الوفد إلى بنت جبيل";

fn bint_jbeil() -> Value {
    json!({"name": "بنت جبيل", "name_en": "Bint Jbeil", "subtype": "city", "country": "LB"})
}

fn etag(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_row_is_tagged_in_the_very_next_request_and_after_a_new_start() {
    let desk = Desk::new().await;
    assert_eq!(desk.tagged(TEXT).await, [""; 0]);
    let response = desk.put("cities/bint_jbeil", &bint_jbeil()).header("x-author", "ليلى").send().await.unwrap();
    assert_eq!(response.status(), 201);
    let tag = etag(&response);
    let answer: Value = response.json().await.unwrap();
    assert_eq!((&answer["seq"], &answer["gazetteer"]["generation"]), (&json!(1), &json!(2)));
    assert_eq!((&answer["row"]["id"], &answer["row"]["source"]), (&json!("bint_jbeil"), &json!("curated")));
    assert_eq!(answer["warnings"], json!([]));
    assert_eq!(desk.tagged(TEXT).await, ["bint_jbeil"]);
    let found = ok(desk.server.get("/v1/entities?q=بنت").send().await.unwrap()).await;
    assert_eq!(found["entities"][0]["id"], "bint_jbeil");
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!((&lists["entities"], &lists["generation"]), (&json!(10), &json!(2)));

    let desk = desk.restart().await;
    assert_eq!(desk.tagged(TEXT).await, ["bint_jbeil"]);
    let read = desk.get("cities/bint_jbeil").send().await.unwrap();
    assert_eq!(etag(&read), tag);
    assert_eq!(ok(read).await, answer["row"]);
    let [edit] = &desk.history("cities/bint_jbeil").await[..] else { panic!("one edit") };
    assert_eq!((&edit["kind"], &edit["author"], &edit["before"]), (&json!("put"), &json!("ليلى"), &json!(null)));
    assert_eq!(edit["after"], answer["row"]);
    assert!(edit["at"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
}

#[tokio::test]
async fn a_row_of_the_file_is_changed_and_withdrawn_and_comes_back() {
    let desk = Desk::new().await;
    let mut row = ok(desk.get("cities/cairo").send().await.unwrap()).await;
    assert_eq!(row["name"], "القاهرة");
    row["aliases"] = json!(["قاهرة المعز"]);
    assert_eq!(desk.put("cities/cairo", &row).send().await.unwrap().status(), 200);
    assert_eq!(desk.tagged("زار الوفد قاهرة المعز").await, ["cairo"]);
    let withdrawn = ok(desk.delete("cities/cairo").send().await.unwrap()).await;
    assert_eq!(withdrawn["row"], json!(null));
    assert_eq!(desk.tagged("زار الوفد القاهرة").await, [""; 0]);
    problem(desk.get("cities/cairo").send().await.unwrap(), 404, "row_not_found").await;
    problem(desk.delete("cities/cairo").send().await.unwrap(), 404, "row_not_found").await;

    let back = desk.undo("cities/cairo").send().await.unwrap();
    assert_eq!(back.status(), 201);
    assert_eq!(desk.tagged("زار الوفد قاهرة المعز").await, ["cairo"]);
    let back = ok(desk.undo("cities/cairo").send().await.unwrap()).await;
    assert_eq!(back["row"]["aliases"], json!([]));
    assert_eq!(desk.tagged("زار الوفد قاهرة المعز ثم القاهرة").await, ["cairo"]);
    problem(desk.undo("cities/cairo").send().await.unwrap(), 409, "nothing_to_undo").await;
    problem(desk.undo("cities/beirut").send().await.unwrap(), 409, "nothing_to_undo").await;
    let kinds: Vec<Value> = desk.history("cities/cairo").await.into_iter().map(|edit| edit["kind"].clone()).collect();
    assert_eq!(kinds, ["undo", "undo", "delete", "put"]);
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    let version = lists["version"].clone();
    let desk = desk.restart().await;
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!(lists["version"], version, "all that was taken back leaves the lists as the files have them");
}

#[tokio::test]
async fn an_added_row_is_withdrawn_and_was_never_there() {
    let desk = Desk::new().await;
    desk.put("cities/bint_jbeil", &bint_jbeil()).send().await.unwrap();
    let gone = ok(desk.undo("cities/bint_jbeil").send().await.unwrap()).await;
    assert_eq!(gone["row"], json!(null));
    assert_eq!(desk.tagged(TEXT).await, [""; 0]);
    assert_eq!(desk.history("cities/bint_jbeil").await.len(), 2);
    let unknown = desk.request(Method::GET, "/v1/gazetteers/cities/entries/nowhere/history").send().await.unwrap();
    problem(unknown, 404, "row_not_found").await;
    assert_eq!(desk.history("cities/beirut").await, Vec::<Value>::new());
}

#[tokio::test]
async fn who_was_slower_changes_nothing() {
    let desk = Desk::new().await;
    let read = desk.get("cities/beirut").send().await.unwrap();
    let tag = etag(&read);
    let row = ok(read).await;
    let mut theirs = row.clone();
    theirs["name_en"] = "Beyrouth".into();
    let saved = desk.put("cities/beirut", &theirs).header("if-match", &tag).send().await.unwrap();
    let new_tag = etag(&saved);
    assert_ne!(new_tag, tag);
    let mut mine = row;
    mine["name_en"] = "Bairut".into();
    for slower in [
        desk.put("cities/beirut", &mine).header("if-match", &tag),
        desk.put("cities/beirut", &mine).header("if-none-match", "*"),
        desk.delete("cities/beirut").header("if-match", &tag),
        desk.undo("cities/beirut").header("if-match", &tag),
        desk.put("cities/nowhere", &mine).header("if-match", "*"),
    ] {
        problem(slower.send().await.unwrap(), 412, "precondition_failed").await;
    }
    assert_eq!(ok(desk.get("cities/beirut").send().await.unwrap()).await["name_en"], "Beyrouth");
    assert_eq!(desk.history("cities/beirut").await.len(), 1);
    // The same once more is no edit.
    let again = ok(desk.put("cities/beirut", &theirs).header("if-match", &new_tag).send().await.unwrap()).await;
    assert_eq!((&again["seq"], &again["gazetteer"]["generation"]), (&json!(null), &json!(2)));
    let known = desk.get("cities/beirut").header("if-none-match", &new_tag).send().await.unwrap();
    assert_eq!(known.status(), 304);
}

#[tokio::test]
async fn everything_wrong_with_a_row_is_named_and_nothing_changes() {
    let desk = Desk::new().await;
    let row = bint_jbeil();
    let with = |changes: Value| {
        let mut row = row.clone();
        row.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        row
    };
    for (place, row, wrong) in [
        ("cities/bint_jbeil", with(json!({"subtype": "ministry", "country": "Lebanon"})), &["country", "subtype"][..]),
        ("cities/bint_jbeil", with(json!({"name": ""})), &["name"]),
        ("cities/bint_jbeil", with(json!({"id": "another"})), &["id"]),
        ("cities/Bint", row.clone(), &["id"]),
        ("cities/bint_jbeil", with(json!({"flags": ["needs_context=صور"], "role": "وزير"})), &["flags", "role"]),
        ("cities/bint_jbeil", with(json!({"aliases": ["أ|ب"], "name_en": "a\tb"})), &["name_en", "aliases[0]"]),
        ("cities/bint_jbeil", with(json!({"colour": "red", "name": 1})), &["colour", "name"]),
        // One id is one entity, whatever list it stands in.
        ("cities/lebanon", with(json!({"country": "LB", "name": "لبنان الكبير"})), &["places/countries.tsv:2:name"]),
        ("cities/bint_jbeil", with(json!({"same_as": ["iso3166-1:RU"]})), &["same_as"]),
    ] {
        let problem = problem(desk.put(place, &row).send().await.unwrap(), 422, "invalid_row").await;
        let mut found = fields(&problem);
        found.sort_unstable();
        let mut wrong = wrong.to_vec();
        wrong.sort_unstable();
        assert_eq!(found, wrong, "{row} {problem}");
        assert!(problem["errors"].as_array().unwrap().iter().all(|error| error["detail"].as_str().unwrap().len() > 10));
    }
    let country = desk.delete("countries/russia").send().await.unwrap();
    problem(country, 422, "invalid_row").await;
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!((&lists["entities"], &lists["generation"]), (&json!(9), &json!(1)));
}

#[tokio::test]
async fn what_is_worth_a_look_is_told_with_the_edit() {
    let desk = Desk::new().await;
    let row = json!({"name": "بدر", "subtype": "city", "country": "EG"});
    let answer: Value = desk.put("cities/badr", &row).send().await.unwrap().json().await.unwrap();
    assert!(answer["warnings"][0]["detail"].as_str().unwrap().contains("is a given name"), "{answer}");
}

#[tokio::test]
async fn only_lists_of_entities_are_edited() {
    let desk = Desk::new().await;
    for list in ["villages", "titles"] {
        problem(desk.put(&format!("{list}/x"), &bint_jbeil()).send().await.unwrap(), 404, "gazetteer_not_found").await;
        problem(desk.get(&format!("{list}/x")).send().await.unwrap(), 404, "gazetteer_not_found").await;
    }
    let put = |media_type: &'static str, body: &'static str| {
        desk.request(Method::PUT, "/v1/gazetteers/cities/entries/x").header("content-type", media_type).body(body).send()
    };
    problem(put("text/plain", "x").await.unwrap(), 415, "unsupported_media_type").await;
    problem(put("application/json", "{").await.unwrap(), 400, "invalid_json").await;
    let long = format!("{{\"name\": \"{}\"}}", "ب".repeat(600_000));
    let request = desk.request(Method::PUT, "/v1/gazetteers/cities/entries/x").header("content-type", "application/json");
    problem(request.body(long).send().await.unwrap(), 413, "body_too_large").await;
}

#[tokio::test]
async fn nobody_edits_without_the_key() {
    let desk = Desk::new().await;
    let paths = [
        (Method::PUT, "/v1/gazetteers/cities/entries/x"),
        (Method::DELETE, "/v1/gazetteers/cities/entries/cairo"),
        (Method::GET, "/v1/gazetteers/cities/entries/cairo/history"),
        (Method::POST, "/v1/gazetteers/cities/entries/cairo/undo"),
        (Method::POST, "/v1/gazetteers/cities/entries"),
        (Method::POST, "/v1/reload"),
    ];
    let off = Server::start().await;
    for (method, path) in paths {
        let ask = |server: &Server| server.client.request(method.clone(), server.url(path)).header("content-type", "application/json");
        let unknown = ask(&desk.server).send().await.unwrap();
        assert_eq!(unknown.headers()["www-authenticate"], "Bearer");
        problem(unknown, 401, "unauthorized").await;
        for wrong in ["Bearer", "Basic a2V5", "Bearer key-of-these-test", &format!("Bearer {KEY}x")] {
            problem(ask(&desk.server).header("authorization", wrong).send().await.unwrap(), 401, "wrong_key").await;
        }
        let refused = problem(ask(&off).bearer_auth(KEY).send().await.unwrap(), 403, "editing_off").await;
        assert!(refused["detail"].as_str().unwrap().contains("AALAM_ADMIN_KEY"));
    }
    let long = "x".repeat(101);
    let author = desk.delete("cities/cairo").header("x-author", &long).send().await.unwrap();
    assert_eq!(fields(&problem(author, 422, "invalid_options").await), ["x-author"]);
    desk.delete("cities/cairo").send().await.unwrap();
    assert_eq!(desk.history("cities/cairo").await[0]["author"], "admin");
}

#[tokio::test]
async fn a_store_that_fails_changes_nothing() {
    let desk = Desk::new().await;
    let store = SqliteConnectOptions::new().filename(desk.store());
    let mut damage = SqliteConnection::connect_with(&store).await.unwrap();
    sqlx::query("DROP TABLE edit").execute(&mut damage).await.unwrap();
    problem(desk.put("cities/bint_jbeil", &bint_jbeil()).send().await.unwrap(), 503, "store_failed").await;
    assert_eq!(desk.tagged(TEXT).await, [""; 0]);
    assert_eq!(ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await["generation"], 1);
}

#[tokio::test]
async fn many_edit_at_a_time_and_none_is_lost() {
    let desk = Desk::new().await;
    let edits = (0..40).map(|number| {
        let row = json!({"name": format!("بلدة {number} الجديدة"), "subtype": "city", "country": "LB"});
        desk.put(&format!("cities/new_town_{number}"), &row).send()
    });
    let edits: Vec<_> = edits.map(tokio::spawn).collect();
    for edit in edits {
        assert_eq!(edit.await.unwrap().unwrap().status(), 201);
    }
    let generation = |answer: Value| answer["generation"].as_u64().unwrap();
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!((&lists["entities"], generation(lists.clone())), (&json!(49), 41));
    let desk = desk.restart().await;
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!(lists["entities"], 49);
}

#[tokio::test]
async fn an_edit_that_waits_is_left_undone_when_its_caller_is_told_that_it_takes_too_long() {
    let desk = Desk::with(Config { request_timeout: Duration::from_millis(500), ..Config::default() }).await;
    let mut other = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(desk.store())).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let begun = tokio::spawn(desk.put("cities/bint_jbeil", &bint_jbeil()).send());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let city = |name: &str| json!({"name": name, "subtype": "city", "country": "LB"});
    let waiting = desk.put("cities/tyre", &city("صور")).send().await.unwrap();
    problem(waiting, 503, "answer_timeout").await;
    problem(begun.await.unwrap().unwrap(), 503, "answer_timeout").await;
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    // Edits are made in the order in which they came: with this one whatever came before it is done.
    let patience = Instant::now() + Duration::from_secs(10);
    while !desk.put("cities/sidon", &city("صيدا")).send().await.unwrap().status().is_success() {
        assert!(Instant::now() < patience, "the store can be written again");
    }
    assert_eq!(desk.tagged(TEXT).await, ["bint_jbeil"]);
    problem(desk.get("cities/tyre").send().await.unwrap(), 404, "row_not_found").await;
}
