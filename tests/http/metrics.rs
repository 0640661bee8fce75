//! `GET /metrics`: everything is counted, once, and under labels that nobody outside can multiply.

// Counters are whole numbers that the text format writes as floats.
#![allow(clippy::float_cmp, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::collections::{BTreeMap, BTreeSet};

use aalam::server::Config;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, append};
use crate::support::{Server, long_text, ok};

/// Each sample, by its name with labels as it is written.
type Samples = BTreeMap<String, f64>;

async fn text(server: &Server) -> String {
    let response = server.get("/metrics").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-store");
    response.text().await.unwrap()
}

async fn samples(server: &Server) -> Samples {
    let text = text(server).await;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let sample = |line: &str| line.rsplit_once(' ').map(|(name, value)| (name.to_owned(), value.parse().unwrap())).unwrap();
    lines.map(sample).collect()
}

fn value(samples: &Samples, name: &str) -> f64 {
    samples.get(name).copied().unwrap_or_default()
}

/// By how much samples went up, those alone that did.
fn grown(before: &Samples, after: &Samples, family: &str) -> BTreeMap<String, u64> {
    let of_family = after.iter().filter(|(name, _)| name.starts_with(family));
    let growth = of_family.map(|(name, now)| (name[family.len()..].to_owned(), (now - value(before, name)).round() as u64));
    growth.filter(|(_, growth)| *growth > 0).collect()
}

fn expected<const N: usize>(growth: [(&str, u64); N]) -> BTreeMap<String, u64> {
    growth.into_iter().map(|(name, growth)| (name.to_owned(), growth)).collect()
}

#[tokio::test]
async fn requests_are_counted_by_template_method_and_status() {
    let server = Server::start().await;
    let before = samples(&server).await;
    let body = "وصل سيرغي لافروف إلى بيروت";
    let mut answered = 0;
    for _ in 0..3 {
        answered += server.text("", body).send().await.unwrap().bytes().await.unwrap().len() as u64;
    }
    let refused = server.text("?colour=red", body).send().await.unwrap().bytes().await.unwrap().len() as u64;
    for id in ["cairo", "beirut", "nobody"] {
        server.get(&format!("/v1/entities/{id}")).send().await.unwrap();
    }
    let after = samples(&server).await;
    let requests = expected([
        (r#"{route="/metrics",method="GET",status="200"}"#, 1),
        (r#"{route="/v1/tag",method="POST",status="200"}"#, 3),
        (r#"{route="/v1/tag",method="POST",status="422"}"#, 1),
        (r#"{route="/v1/entities/{id}",method="GET",status="200"}"#, 2),
        (r#"{route="/v1/entities/{id}",method="GET",status="404"}"#, 1),
    ]);
    assert_eq!(grown(&before, &after, "aalam_requests_total"), requests);
    assert_eq!(grown(&before, &after, "aalam_request_bytes_total"), expected([(r#"{route="/v1/tag"}"#, 4 * body.len() as u64)]));
    assert_eq!(grown(&before, &after, "aalam_response_bytes_total")[r#"{route="/v1/tag"}"#], answered + refused);
    let counts = grown(&before, &after, "aalam_request_duration_seconds_count");
    assert_eq!((counts[r#"{route="/v1/tag"}"#], counts[r#"{route="/v1/entities/{id}"}"#]), (4, 3));
    assert_eq!(grown(&before, &after, "aalam_request_duration_seconds_bucket")[r#"{route="/v1/tag",le="+Inf"}"#], 4);
    assert_eq!(grown(&before, &after, "aalam_texts_total"), expected([("", 3)]));
    assert_eq!(grown(&before, &after, "aalam_text_bytes_total"), expected([("", 3 * body.len() as u64)]));
    assert_eq!(value(&after, "aalam_requests_in_flight"), 1.0);
}

#[tokio::test]
async fn callers_cannot_make_labels() {
    let server = Server::start().await;
    server.get("/nowhere").send().await.unwrap();
    let before = samples(&server).await;
    for number in 0..20 {
        server.get(&format!("/nowhere/{number}?x={number}")).send().await.unwrap();
        server.get(&format!("/v1/entities/{number}")).send().await.unwrap();
        let invented = Method::from_bytes(format!("INVENTED{number}").as_bytes()).unwrap();
        server.client.request(invented, server.url("/v1/tag")).send().await.unwrap();
    }
    let after = samples(&server).await;
    assert_eq!(value(&after, r#"aalam_requests_total{route="unmatched",method="GET",status="404"}"#), 21.0);
    assert_eq!(value(&after, r#"aalam_requests_total{route="/v1/tag",method="other",status="405"}"#), 20.0);
    let known: BTreeSet<&String> = before.keys().collect();
    let routes = |name: &str| name.split_once("route=\"").map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
    let new: BTreeSet<String> = after.keys().filter(|name| !known.contains(name)).filter_map(|name| routes(name)).collect();
    assert_eq!(new, BTreeSet::from(["/metrics", "/v1/entities/{id}", "/v1/tag"].map(str::to_owned)));
}

#[tokio::test]
async fn mentions_are_counted_by_type_and_list() {
    let server = Server::start().await;
    let before = samples(&server).await;
    // A new name beside its title, one that came with the request, and listed ones, in one text and in a batch.
    let text = "قال الشاعر بدر السياب في بيروت، والتقى سيرغي لافروف قادة النيل. وزار لبنان";
    let line = json!({"text": text, "add": [{"text": "قادة النيل", "type": "organisation"}]});
    server.tag(line.clone()).await;
    let batch = format!("{line}\n{line}\nno line\n");
    let request = server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson");
    assert_eq!(request.body(batch.clone()).send().await.unwrap().text().await.unwrap().lines().count(), 3);
    let nationality = json!({"text": "وصل الوزير الروسي", "types": ["nationality"]});
    server.tag(nationality).await;
    let after = samples(&server).await;
    let mentions = expected([
        (r#"{type="nationality",listed="true",gazetteer="countries"}"#, 1),
        (r#"{type="organisation",listed="true",gazetteer="none"}"#, 3),
        (r#"{type="person",listed="false",gazetteer="none"}"#, 3),
        (r#"{type="person",listed="true",gazetteer="politicians"}"#, 3),
        (r#"{type="place",listed="true",gazetteer="cities"}"#, 3),
        (r#"{type="place",listed="true",gazetteer="countries"}"#, 3),
    ]);
    assert_eq!(grown(&before, &after, "aalam_mentions_total"), mentions);
    assert_eq!(grown(&before, &after, "aalam_batch_lines_total"), expected([(r#"{outcome="refused"}"#, 1), (r#"{outcome="tagged"}"#, 2)]));
    assert_eq!(grown(&before, &after, "aalam_texts_total"), expected([("", 4)]));
    assert_eq!(grown(&before, &after, "aalam_request_bytes_total")[r#"{route="/v1/tag/batch"}"#], batch.len() as u64);
}

#[tokio::test]
async fn edits_and_reloads_are_counted_with_what_became_of_them() {
    let desk = Desk::new().await;
    let before = samples(&desk.server).await;
    assert_eq!(value(&before, "aalam_store_up"), 1.0);
    let row = json!({"name": "صيدا", "subtype": "city", "country": "LB"});
    desk.put("cities/sidon", &row).send().await.unwrap();
    desk.put("cities/sidon", &row).send().await.unwrap();
    desk.put("cities/sidon", &json!({"name": "صيدا", "subtype": "hamlet"})).send().await.unwrap();
    desk.undo("cities/sidon").send().await.unwrap();
    desk.delete("cities/sidon").send().await.unwrap();
    let lines = "{\"id\": \"tyre\", \"name\": \"صور\", \"subtype\": \"city\", \"country\": \"LB\"}\n\
                 {\"id\": \"cairo\", \"name\": \"القاهرة\", \"subtype\": \"hamlet\"}\n";
    desk.bulk("cities", "?dry_run=true", "application/x-ndjson", lines).send().await.unwrap();
    desk.bulk("cities", "", "application/x-ndjson", lines).send().await.unwrap();
    let after = samples(&desk.server).await;
    let edits = expected([
        (r#"{action="delete",outcome="refused"}"#, 1),
        (r#"{action="put",outcome="refused"}"#, 2),
        (r#"{action="put",outcome="stored"}"#, 2),
        (r#"{action="put",outcome="unchanged"}"#, 1),
        (r#"{action="undo",outcome="stored"}"#, 1),
    ]);
    assert_eq!(grown(&before, &after, "aalam_edits_total"), edits);
    assert_eq!(grown(&before, &after, "aalam_gazetteer_entries"), expected([(r#"{gazetteer="cities"}"#, 1)]));
    assert_eq!((value(&after, "aalam_gazetteer_generation"), value(&after, "aalam_gazetteer_entities")), (4.0, 10.0));

    append(&desk.list("places/cities.tsv"), "sidon\tصيدا\t\tSidon\thamlet\tLB\t\t\t\t\t\tcurated");
    let reload = || desk.request(Method::POST, "/v1/reload").send();
    reload().await.unwrap();
    let broken = samples(&desk.server).await;
    assert_eq!(grown(&after, &broken, "aalam_reloads_total"), expected([(r#"{trigger="api",outcome="refused"}"#, 1)]));
    assert_eq!((value(&broken, "aalam_last_reload_successful"), value(&broken, "aalam_last_reload_errors")), (0.0, 1.0));
    let ready = ok(desk.server.get("/readyz").send().await.unwrap()).await;
    let warning = ready["warnings"][0].as_str().unwrap();
    assert!(ready["status"] == "ready" && warning.contains("failed: the files have 1 error(s)"), "{ready}");

    let mended = std::fs::read_to_string(desk.list("places/cities.tsv")).unwrap().replace("hamlet", "city");
    std::fs::write(desk.list("places/cities.tsv"), mended).unwrap();
    ok(reload().await.unwrap()).await;
    let after = samples(&desk.server).await;
    assert_eq!(grown(&broken, &after, "aalam_reloads_total"), expected([(r#"{trigger="api",outcome="served"}"#, 1)]));
    assert_eq!((value(&after, "aalam_last_reload_successful"), value(&after, "aalam_last_reload_errors")), (1.0, 0.0));
    assert!(value(&after, "aalam_gazetteer_load_seconds") > 0.0);
    assert_eq!(ok(desk.server.get("/readyz").send().await.unwrap()).await, json!({"status": "ready"}));
}

#[tokio::test]
async fn the_pool_tells_what_waits() {
    let server = Server::with(Config { workers: 1, queue: 4, ..Config::default() }).await;
    let sent: Vec<_> = (0..4).map(|_| tokio::spawn(server.text("", &long_text(200_000)).send())).collect();
    // Between two texts the thread is at neither for a moment.
    let both = |now: &Samples| value(now, r#"aalam_pool_waiting{lane="single"}"#) > 0.0 && value(now, "aalam_pool_running") > 0.0;
    let mut now = samples(&server).await;
    while !both(&now) && !sent[3].is_finished() {
        now = samples(&server).await;
    }
    assert!(both(&now), "{now:?}");
    assert_eq!(["threads", "running", "capacity"].map(|name| value(&now, &format!("aalam_pool_{name}"))), [1.0, 1.0, 4.0]);
    for response in sent {
        response.await.unwrap().unwrap();
    }
}

/// The names of the families that a service with a store tells, once everything has happened to it.
async fn families() -> BTreeSet<String> {
    let desk = Desk::new().await;
    desk.put("cities/sidon", &json!({"name": "صيدا", "subtype": "city", "country": "LB"})).send().await.unwrap();
    desk.request(Method::POST, "/v1/reload").send().await.unwrap();
    let text = text(&desk.server).await;
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).map(|line| line.split(' ').next().unwrap().to_owned());
    let types: Vec<String> = types.collect();
    let families: BTreeSet<String> = types.iter().cloned().collect();
    assert_eq!(families.len(), types.len(), "each family stands once");
    families
}

#[tokio::test]
async fn the_names_are_those_of_the_documentation() {
    let documentation = include_str!("../../docs/operations.md");
    let documented = documentation.lines().filter_map(|line| line.strip_prefix("| `aalam_"));
    let documented: BTreeSet<String> = documented.map(|line| format!("aalam_{}", line.split(['`', '{']).next().unwrap())).collect();
    assert_eq!(documented, families().await, "mend the table in docs/operations.md");
}

/// Every name of a metric in the expressions and queries of a dashboard.
fn names<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
    match value {
        Value::String(expression) => {
            let words = expression.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
            found.extend(words.filter(|word| word.starts_with("aalam_")));
        }
        Value::Array(members) => members.iter().for_each(|member| names(member, found)),
        Value::Object(members) => members.values().for_each(|member| names(member, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_dashboard_asks_for_what_there_is_and_leaves_nothing_out() {
    let dashboard: Value = serde_json::from_str(include_str!("../../deploy/grafana/aalam.json")).unwrap();
    let mut asked = BTreeSet::new();
    names(&dashboard, &mut asked);
    let asked: BTreeSet<String> = asked.into_iter().map(|name| name.trim_end_matches("_bucket").to_owned()).collect();
    assert_eq!(asked, families().await, "mend deploy/grafana/aalam.json");
}
