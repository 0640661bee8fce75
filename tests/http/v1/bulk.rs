//! `POST /v1/gazetteers/{name}/entries`.

use reqwest::Response;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::support::{ENTITY_HEADER, fields, ok, problem};

const NDJSON: &str = "application/x-ndjson";
const TSV: &str = "text/tab-separated-values";

/// The answer to each line: its number, and what became of it, or the fields that are wrong.
async fn results(response: Response) -> Vec<(u64, String)> {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], NDJSON);
    let answer = response.text().await.unwrap();
    let read = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        // What is no JSON names no fields.
        let refused = || if line["error"]["errors"].is_null() { String::new() } else { fields(&line["error"]).join(" ") };
        let result = line["result"].as_str().map_or_else(refused, str::to_owned);
        (line["line"].as_u64().unwrap(), result)
    };
    answer.lines().map(read).collect()
}

fn numbered(results: &[&str], first: u64) -> Vec<(u64, String)> {
    (first..).zip(results.iter().map(|result| (*result).to_owned())).collect()
}

#[tokio::test]
async fn each_row_is_answered_and_those_that_fit_are_in_force() {
    let desk = Desk::new().await;
    let body = [
        "{\"id\":\"bint_jbeil\",\"name\":\"بنت جبيل\",\"subtype\":\"city\",\"country\":\"LB\"}",
        "{\"id\":\"cairo\",\"name\":\"القاهرة\",\"aliases\":[\"قاهرة المعز\"],\"subtype\":\"city\",\"country\":\"EG\"}",
        "{\"id\":\"beirut\",\"name\":\"بيروت\",\"name_en\":\"Beirut\",\"subtype\":\"city\",\"country\":\"LB\"}",
        "{\"id\":\"town\",\"name\":\"بلدة كذا\",\"subtype\":\"town\"}",
        "",
        "{\"id\":\"bint_jbeil\",\"name\":\"غيرها\",\"subtype\":\"city\"}",
        "{\"id\":1}",
        "not JSON",
        "{\"id\":\"lebanon\",\"name\":\"لبنان الكبير\",\"subtype\":\"city\",\"country\":\"LB\"}",
    ];
    let expected = numbered(&["created", "changed", "unchanged", "subtype", "", "id", "id", "", "places/countries.tsv:2:name"], 1);
    let body = body.join("\n") + "\n";
    let ask = |query: &str| desk.bulk("cities", query, NDJSON, &body).header("x-author", "desk").send();
    assert_eq!(results(ask("?dry_run=true").await.unwrap()).await, expected);
    assert_eq!(desk.tagged("وصل الوفد إلى بنت جبيل").await, [""; 0]);
    assert_eq!(desk.history("cities/cairo").await, Vec::<Value>::new());

    assert_eq!(results(ask("").await.unwrap()).await, expected);
    assert_eq!(desk.tagged("وصل الوفد إلى بنت جبيل ثم زار قاهرة المعز").await, ["bint_jbeil", "cairo"]);
    assert_eq!(desk.history("cities/cairo").await[0]["author"], "desk");
    assert_eq!(desk.history("cities/beirut").await, Vec::<Value>::new());
    let lists = ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!(lists["generation"], 2, "all rows are one edit of the engine");
}

#[tokio::test]
async fn rows_come_as_in_the_file_too() {
    let desk = Desk::new().await;
    let body = format!("\u{FEFF}{ENTITY_HEADER}tyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\t\tcurated\r\nsidon\tصيدا\r\n");
    let answer = desk.bulk("cities", "", TSV, &body).send().await.unwrap();
    assert_eq!(results(answer).await, numbered(&["created", ""], 2));
    assert_eq!(desk.tagged("وصل الوفد إلى مدينة صور").await, ["tyre"]);
    for body in ["", "tyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\t\tcurated\n"] {
        problem(desk.bulk("cities", "", TSV, body).send().await.unwrap(), 422, "invalid_row").await;
    }
    // The header alone is no row.
    assert_eq!(results(desk.bulk("cities", "", TSV, ENTITY_HEADER).send().await.unwrap()).await, []);
}

#[tokio::test]
async fn each_row_needs_an_id() {
    let desk = Desk::new().await;
    let row = "{\"name\":\"بنت جبيل\",\"subtype\":\"city\",\"country\":\"LB\"}\n";
    let answer = desk.bulk("cities", "", NDJSON, &row.repeat(2)).send().await.unwrap();
    assert_eq!(results(answer).await, numbered(&["id", "id"], 1));
    let body = format!("{ENTITY_HEADER}\tبنت جبيل\t\t\tcity\tLB\t\t\t\t\t\tcurated\n");
    assert_eq!(results(desk.bulk("cities", "", TSV, &body).send().await.unwrap()).await, numbered(&["id"], 2));
}

#[tokio::test]
async fn what_cannot_be_used_as_a_whole_is_refused() {
    let desk = Desk::new().await;
    for condition in ["if-match", "if-none-match"] {
        let request = desk.bulk("cities", "", NDJSON, "").header(condition, "*");
        let refused = problem(request.send().await.unwrap(), 422, "invalid_options").await;
        assert_eq!(fields(&refused), [condition]);
    }
    problem(desk.bulk("cities", "", "application/json", "{}").send().await.unwrap(), 415, "unsupported_media_type").await;
    problem(desk.bulk("villages", "", NDJSON, "{}").send().await.unwrap(), 404, "gazetteer_not_found").await;
    for (query, field) in [("?dry_run=yes", "dry_run"), ("?dry=true", "dry"), ("?dry_run=true&dry_run=true", "dry_run")] {
        let refused = problem(desk.bulk("cities", query, NDJSON, "{}").send().await.unwrap(), 422, "invalid_options").await;
        assert_eq!(fields(&refused), [field]);
    }
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(16 * 1024 * 1024));
    problem(desk.bulk("cities", "", NDJSON, &long).send().await.unwrap(), 413, "body_too_large").await;
}

#[tokio::test]
async fn thousands_of_rows_are_one_transaction() {
    let desk = Desk::new().await;
    let row = |number: usize| {
        json!({"id": format!("town_{number}"), "name": format!("بلدة {number} الجديدة"), "subtype": "city"}).to_string() + "\n"
    };
    let body: String = (0..5000).map(row).collect();
    let answer = results(desk.bulk("cities", "", NDJSON, &body).send().await.unwrap()).await;
    assert_eq!(answer.len(), 5000);
    assert!(answer.iter().all(|(_, result)| result == "created"));
    let desk = desk.restart().await;
    assert_eq!(ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await["entities"], 5009);
    assert_eq!(desk.tagged("زار الوفد بلدة 4999 الجديدة").await, ["town_4999"]);
}
