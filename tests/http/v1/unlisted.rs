//! `GET /v1/unlisted`: the names seen that no list holds.

use aalam::server::Config;
use reqwest::Method;
use serde_json::Value;

use crate::desk::Desk;
use crate::support::{Server, fields, ok, problem};

const POET: &str = "قال الشاعر بدر السياب إن الوضع صعب، ثم زار السياب بيروت.";

async fn report(server: &Server, query: &str) -> Value {
    ok(server.get(&format!("/v1/unlisted{query}")).send().await.unwrap()).await
}

fn names(report: &Value) -> Vec<&str> {
    report["names"].as_array().unwrap().iter().map(|name| name["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_unlisted_name_becomes_a_row_that_can_be_listed() {
    let server = Server::start().await;
    assert_eq!(report(&server, "").await["names"], Value::Array(Vec::new()));
    ok(server.text("", POET).send().await.unwrap()).await;
    let report = report(&server, "").await;
    assert_eq!((&report["counted"], &report["unseen"], &report["capacity"]), (&1.into(), &0.into(), &10_000.into()));
    let row = &report["names"][0];
    assert_eq!((&row["text"], &row["type"], &row["count"], &row["error"]), (&"بدر السياب".into(), &"person".into(), &1.into(), &0.into()));
    assert_eq!(row["cue"], serde_json::json!({"rule": "name_model", "text": "الشاعر"}));
    assert_eq!(row["context"], "قال الشاعر بدر السياب إن الوضع صعب، ثم زار السياب بيروت.");
    let suggested = serde_json::json!({"id": "bdr_alsyab", "name": "بدر السياب", "subtype": "writer", "source": "curated"});
    assert_eq!(row["suggested"], suggested);
    for time in [&report["since"], &row["first_seen"], &row["last_seen"]] {
        let time: jiff::Timestamp = time.as_str().unwrap().parse().unwrap();
        assert!(jiff::Timestamp::now().duration_since(time).as_secs() < 60);
    }
}

#[tokio::test]
async fn a_suggested_row_is_accepted_as_it_is() {
    let desk = Desk::builtin().await;
    ok(desk.server.text("", "أعلنت جامعة السياب ذلك").send().await.unwrap()).await;
    let asked = desk.request(Method::GET, "/v1/unlisted").send().await.unwrap();
    let report = ok(asked).await;
    let row = &report["names"][0];
    assert_eq!((&row["type"], &row["suggested"]["subtype"]), (&"organisation".into(), &"university".into()), "{report}");
    let place = format!("clubs_universities/{}", row["suggested"]["id"].as_str().unwrap());
    assert_eq!(desk.put(&place, &row["suggested"]).send().await.unwrap().status(), 201);
}

#[tokio::test]
async fn all_ways_of_asking_are_counted_and_spellings_put_together() {
    let server = Server::start().await;
    ok(server.text("", "قال الشاعر بدر السياب إن الوضع صعب").send().await.unwrap()).await;
    let html = server.client.post(server.url("/v1/tag")).header("content-type", "text/html");
    ok(html.body("<p>قال الشاعر بَدْر <b>السيّاب</b> ذلك").send().await.unwrap()).await;
    let lines = "{\"text\":\"قال الشاعر بدر السياب ذلك\"}\n{\"text\":\"زار الوفد بيروت\"}\n{\"text\":\"قال الشاعر بدر السياب ذلك\"}\n";
    let batch = server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson").body(lines);
    assert_eq!(batch.send().await.unwrap().text().await.unwrap().lines().count(), 3);
    let report = report(&server, "").await;
    assert_eq!(names(&report).len(), 1, "{report}");
    assert_eq!(report["names"][0]["count"], 4);
}

#[tokio::test]
async fn a_request_without_unlisted_names_leaves_no_trace() {
    let server = Server::start().await;
    ok(server.text("?unlisted=false", POET).send().await.unwrap()).await;
    ok(server.text("?types=place", POET).send().await.unwrap()).await;
    assert_eq!(report(&server, "").await["counted"], 0);
}

#[tokio::test]
async fn a_report_without_context_has_nothing_of_the_text_but_names() {
    let server = Server::with(Config { unlisted_context: false, ..Config::default() }).await;
    ok(server.text("", POET).send().await.unwrap()).await;
    let report = report(&server, "").await;
    let row = &report["names"][0];
    assert_eq!((&row["context"], &row["cue"]["text"]), (&Value::Null, &Value::Null));
    assert!(!report.to_string().contains("الشاعر"));
}

#[tokio::test]
async fn a_report_that_is_off_says_so() {
    let server = Server::with(Config { unlisted_names: 0, ..Config::default() }).await;
    ok(server.text("", POET).send().await.unwrap()).await;
    let problem = problem(server.get("/v1/unlisted").send().await.unwrap(), 404, "unlisted_off").await;
    assert!(problem["detail"].as_str().unwrap().contains("--unlisted-names"));
}

#[tokio::test]
async fn full_counters_go_on_with_the_newest_name_and_own_up_to_it() {
    let server = Server::with(Config { unlisted_names: 1, ..Config::default() }).await;
    ok(server.text("", POET).send().await.unwrap()).await;
    ok(server.text("", POET).send().await.unwrap()).await;
    ok(server.text("", "قال الشاعر بدر بدر السياب ذلك").send().await.unwrap()).await;
    let whole = report(&server, "").await;
    assert_eq!(names(&whole), ["بدر بدر السياب"]);
    assert_eq!((&whole["names"][0]["count"], &whole["names"][0]["error"], &whole["unseen"]), (&3.into(), &2.into(), &3.into()));
    assert!(names(&report(&server, "?min_count=2").await).is_empty(), "only one sighting is certain");
}

#[tokio::test]
async fn rows_are_chosen_sorted_and_limited() {
    let server = Server::start().await;
    let body = "أعلنت جامعة السياب ذلك";
    for text in [POET, POET, "قال الشاعر بدر بدر السياب ذلك", body] {
        ok(server.text("", text).send().await.unwrap()).await;
    }
    let whole = report(&server, "").await;
    assert_eq!(names(&whole)[0], "بدر السياب", "{whole}");
    assert_eq!(names(&report(&server, "?sort=count&limit=1").await), ["بدر السياب"]);
    assert_eq!(names(&report(&server, "?min_count=2").await), ["بدر السياب"]);
    assert_eq!(names(&report(&server, "?type=person&sort=recent").await), ["بدر بدر السياب", "بدر السياب"]);
    assert!(!names(&report(&server, "?type=organisation").await).contains(&"بدر السياب"));
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let server = Server::start().await;
    for (query, field) in [
        ("?type=town", "type"),
        ("?limit=0", "limit"),
        ("?limit=1001", "limit"),
        ("?sort=name", "sort"),
        ("?min_count=-1", "min_count"),
        ("?offset=10", "offset"),
        ("?limit=1&limit=2", "limit"),
    ] {
        let problem = problem(server.get(&format!("/v1/unlisted{query}")).send().await.unwrap(), 422, "invalid_options").await;
        assert_eq!(fields(&problem), [field], "{query}");
        assert!(field != "type" || problem["detail"].as_str().unwrap().contains("«town» is no type of entity"), "{problem}");
    }
    problem(server.get("/v1/unlisted?type=%ff").send().await.unwrap(), 400, "invalid_utf8").await;
}
