//! Several services with one store: what is edited at one is in force at all, and no edit is lost.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod postgres;
#[path = "../program/mod.rs"]
mod program;
mod service;

use std::fs;
use std::process::{Command, Output};

use aalam::store::Store;
use postgres::{PASSWORD, Postgres};
use reqwest::Method;
use serde_json::{Value, json};
use service::{Lists, Service, entry};
use sqlx::Connection;

/// Both databases, as far as there are both.
fn stores(name: &str, lists: &Lists) -> (Vec<String>, Option<Postgres>) {
    let postgres = Postgres::start(name);
    let sqlite = lists.0.path().join("edits.sqlite").display().to_string();
    (std::iter::once(sqlite).chain(postgres.as_ref().map(Postgres::url)).collect(), postgres)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_edited_at_one_is_in_force_at_the_other() {
    let lists = Lists::new();
    let (stores, _postgres) = stores("reach", &lists);
    for store in &stores {
        let (here, there) = (Service::start(&lists, store), Service::start(&lists, store));
        assert_eq!(here.put("one", "One").send().await.unwrap().status(), 201);
        assert_eq!(here.tagged("وصل إلى قرطبوش one").await, ["one"]);
        there.wait_for("one", Some("One")).await;
        assert_eq!(there.tagged("وصل إلى قرطبوش one").await, ["one"]);
        // Edits of both, one after the other, each upon what the other has just done.
        assert_eq!(there.put("one", "Uno").send().await.unwrap().status(), 200);
        let deleted = here.request(Method::DELETE, &entry("one")).send().await.unwrap();
        assert_eq!(deleted.status(), 200);
        let undone: Value = there.request(Method::POST, &format!("{}/undo", entry("one"))).send().await.unwrap().json().await.unwrap();
        assert_eq!(undone["row"]["name_en"], "Uno", "{undone}");
        here.wait_for("one", Some("Uno")).await;
        let history = here.json(&format!("{}/history", entry("one"))).await;
        let kinds: Vec<&str> = history["edits"].as_array().unwrap().iter().map(|edit| edit["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["undo", "delete", "put", "put"]);
        // Many rows at a time, and a trial that changes nothing.
        let rows: String = (0..300)
            .map(|number| {
                json!({"id": format!("town_{number}"), "name": format!("بلدة {number} الجديدة"), "subtype": "city"}).to_string() + "\n"
            })
            .collect();
        let bulk = |query: &str| {
            let request = here.request(Method::POST, &format!("/v1/gazetteers/cities/entries{query}"));
            request.header("content-type", "application/x-ndjson").body(rows.clone()).send()
        };
        assert_eq!(bulk("?dry_run=true").await.unwrap().status(), 200);
        let before = there.metric("aalam_store_last_seq").await.unwrap();
        assert!(bulk("").await.unwrap().text().await.unwrap().contains("created"));
        while there.json("/v1/gazetteers").await["version"] != here.json("/v1/gazetteers").await["version"] {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let (last, caught) =
            (there.metric("aalam_store_last_seq").await.unwrap(), there.metric("aalam_store_catch_ups_total").await.unwrap());
        assert!((last - before - 300.0).abs() < 0.5 && caught >= 1.0, "{before} {last} {caught}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_slower_at_another_service_changes_nothing() {
    let lists = Lists::new();
    let (stores, _postgres) = stores("slower", &lists);
    for store in &stores {
        let (here, there) = (Service::start(&lists, store), Service::start(&lists, store));
        let tag = here.get(&entry("beirut")).await.headers()["etag"].clone();
        assert!(there.put("beirut", "Beyrouth").header("if-match", &tag).send().await.unwrap().status().is_success());
        let slower = here.put("beirut", "Bairut").header("if-match", &tag).send().await.unwrap();
        assert_eq!(slower.status(), 412);
        assert_eq!(here.name("beirut").await.unwrap(), "Beyrouth");
        // Both edit one row at the same time: each edit is made upon the one before.
        let edits = (0..20).flat_map(|number| [&here, &there].map(|service| service.put("beirut", &format!("Beirut {number}")).send()));
        let edits: Vec<_> = edits.map(tokio::spawn).collect();
        for edit in edits {
            let status = edit.await.unwrap().unwrap().status();
            assert!(status.is_success(), "{status}");
        }
        let history = here.json(&format!("{}/history", entry("beirut"))).await;
        let edits = history["edits"].as_array().unwrap();
        assert!(edits.len() > 20, "{history}");
        for pair in edits.windows(2) {
            assert_eq!(pair[0]["before"], pair[1]["after"], "{history}");
        }
        // Who was not the last to edit may be behind by a moment: what the store has last is what both come to.
        let last = edits[0]["after"]["name_en"].as_str();
        assert!(last.is_some(), "{history}");
        here.wait_for("beirut", last).await;
        there.wait_for("beirut", last).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_database_it_tags_and_then_catches_up() {
    let lists = Lists::new();
    let Some(postgres) = Postgres::start("away") else { return };
    let store = postgres.url();
    let first = Service::start(&lists, &store);
    assert_eq!(first.put("one", "One").send().await.unwrap().status(), 201);
    postgres.control("stop", &["-m", "immediate"]);
    // One that was there, and one that starts without.
    let second = Service::start(&lists, &store);
    for service in [&first, &second] {
        let warnings = service.wait_for_warnings(1).await;
        assert!(warnings[0].contains("the store of edits has not answered since"), "{warnings:?}");
        assert_eq!(service.tagged("وصل إلى بيروت").await, ["beirut"]);
        assert_eq!(service.metric("aalam_store_up").await, Some(0.0));
        let refused = service.put("two", "Two").send().await.unwrap();
        assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (503, "1"));
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(problem["code"], "store_failed");
        assert!(problem["detail"].as_str().unwrap().contains("cannot be reached"), "{problem}");
    }
    assert_eq!(first.tagged("وصل إلى قرطبوش one").await, ["one"]);
    assert_eq!(second.tagged("وصل إلى قرطبوش one").await, [""; 0]);
    // Files may change meanwhile.
    let reload = first.request(Method::POST, "/v1/reload").send().await.unwrap();
    assert_eq!(reload.status(), 200);
    assert_eq!(first.tagged("وصل إلى قرطبوش one").await, ["one"]);
    postgres.control("start", &[]);
    for service in [&first, &second] {
        service.wait_for_warnings(0).await;
        service.wait_for("one", Some("One")).await;
        assert_eq!(service.metric("aalam_store_up").await, Some(1.0));
    }
    assert_eq!(second.put("two", "Two").send().await.unwrap().status(), 201);
    first.wait_for("two", Some("Two")).await;
    postgres.control("restart", &["-m", "immediate"]);
    first.wait_for_warnings(0).await;
    second.wait_for_warnings(0).await;
    assert_eq!(first.put("three", "Three").send().await.unwrap().status(), 201);
    second.wait_for("three", Some("Three")).await;
    for service in [&first, &second] {
        assert!(!service.log().contains(PASSWORD));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_too_long_for_another_editor_is_told_so_and_it_is_no_outage() {
    let lists = Lists::new();
    let (stores, _postgres) = stores("busy", &lists);
    for store in &stores {
        let service = Service::start(&lists, store);
        let editor = Store::open(&store.parse().unwrap()).await.unwrap();
        let turn = editor.turn().await.unwrap();
        let refused = service.put("one", "One").send().await.unwrap();
        assert_eq!(refused.status(), 503);
        let problem: Value = refused.json().await.unwrap();
        assert_eq!(
            (&problem["code"], &problem["detail"]),
            (&json!("store_failed"), &json!("others are editing; nothing was changed, try again"))
        );
        service.wait_for_warnings(0).await;
        assert_eq!(service.metric("aalam_store_up").await, Some(1.0));
        assert!(!service.log().contains("does not answer") && !service.log().contains("the store failed"), "{}", service.log());
        drop(turn);
        assert_eq!(service.put("one", "One").send().await.unwrap().status(), 201);
        editor.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_answers_and_cannot_be_followed_is_told_from_one_that_is_away() {
    let lists = Lists::new();
    let Some(postgres) = Postgres::start("followed") else { return };
    let service = Service::start(&lists, &postgres.url());
    assert_eq!(service.put("one", "One").send().await.unwrap().status(), 201);
    let mut operator = sqlx::PgConnection::connect(&postgres.url()).await.unwrap();
    sqlx::raw_sql("ALTER TABLE edit RENAME TO hidden").execute(&mut operator).await.unwrap();
    let warnings = service.wait_for_warnings(1).await;
    assert!(warnings[0].contains("edits made elsewhere could not be taken over since"), "{warnings:?}");
    assert!(service.log().contains("relation") && !service.log().contains("does not answer"), "{}", service.log());
    sqlx::raw_sql("ALTER TABLE hidden RENAME TO edit").execute(&mut operator).await.unwrap();
    service.wait_for_warnings(0).await;
    assert_eq!(service.put("two", "Two").send().await.unwrap().status(), 201);
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_commands_know_the_database_and_tell_no_password() {
    let lists = Lists::new();
    let Some(postgres) = Postgres::start("commands") else { return };
    let store = postgres.url();
    let run = |command: &mut Command| command.output().unwrap();
    let doctor = |store: &str| {
        let output = run(lists.aalam(store).args(["doctor", "--format", "json"]));
        assert!(!said(&output).contains(PASSWORD), "{output:?}");
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap())
    };
    let (code, report) = doctor(&store);
    assert_eq!((code, &report["store"]["exists"]), (Some(0), &json!(false)), "{report}");
    let missing = run(lists.aalam(&store).arg("export"));
    assert_eq!(missing.status.code(), Some(3));
    assert!(said(&missing).contains("there is no store at postgres://127.0.0.1:"), "{missing:?}");

    let service = Service::start(&lists, &store);
    assert_eq!(service.put("one", "One").send().await.unwrap().status(), 201);
    let (code, report) = doctor(&store);
    assert_eq!((code, &report["store"]["edits_in_force"]), (Some(0), &json!(1)), "{report}");
    let export = run(lists.aalam(&store).arg("export"));
    assert!(said(&export).contains("places/cities.tsv: 1 added, 0 changed, 0 withdrawn"), "{export:?}");
    let settled = run(lists.aalam(&store).args(["export", "--settle"]));
    assert!(said(&settled).ends_with("1 edit(s) settled\n"), "{settled:?}");
    // The service has not read the file yet: the row of its own files stands again, which is none.
    service.wait_for("one", None).await;
    assert_eq!(service.request(Method::POST, "/v1/reload").send().await.unwrap().status(), 200);
    assert_eq!(service.name("one").await.unwrap(), "One");

    let (code, report) = doctor(&postgres.url_of("another"));
    assert_eq!(code, Some(1));
    assert!(report["findings"].to_string().contains("password authentication failed"), "{report}");
    let refused = run(lists.aalam(&postgres.url_of("another")).arg("serve"));
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("cannot open the store postgres://127.0.0.1:"), "{refused:?}");
    for (arguments, wrong) in [("serve", format!("{store}?sslmod=require")), ("serve", format!("mysql://desk:{PASSWORD}@host/base"))] {
        let output = run(lists.aalam(&wrong).arg(arguments));
        assert_eq!(output.status.code(), Some(3));
        assert!(said(&output).contains("AALAM_STORE or --store cannot be used") && !said(&output).contains(PASSWORD), "{output:?}");
    }
    assert!(!said(&run(lists.aalam(&store).args(["serve", "--help"]))).contains(PASSWORD));
    postgres.control("stop", &["-m", "immediate"]);
    let (code, report) = doctor(&store);
    assert_eq!(code, Some(1));
    assert!(report["findings"].to_string().contains("the store cannot be reached"), "{report}");
    assert!(fs::read_to_string(lists.0.path().join("lists/places/cities.tsv")).unwrap().contains("\none\t"));
}
