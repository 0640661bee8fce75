//! `POST /v1/tag`: bodies and the answer.

use serde_json::{Value, json};

use crate::support::{Server, ok, problem};

const TEXT: &str = "التقى وزير الخارجية الروسي سيرغي لافروف مسؤولين في بيروت، ثم سافر لافروف إلى طرابلس";

#[tokio::test]
async fn the_answer_has_the_fields_of_the_contract_in_their_order() {
    let server = Server::start().await;
    let response = server.json(&json!({"text": "وصل الوفد أمس إلى بلبنان", "id": "a-17"})).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let body = response.text().await.unwrap();
    let version = crate::support::engine().gazetteer().version().to_owned();
    let (before_score, rest) = body.split_once("\"score\":").unwrap();
    let (score, rest) = rest.split_once(',').unwrap();
    assert_eq!(
        before_score,
        "{\"id\":\"a-17\",\"offsets\":\"codepoint\",\"mentions\":[{\"start\":19,\"end\":24,\"text\":\"لبنان\",\"type\":\"place\",\
         \"subtype\":\"country\",\"entity\":\"lebanon\","
    );
    assert!(score.len() <= 5 && score.parse::<f64>().unwrap() > 0.5, "{score}");
    let (fields, took) = rest.split_once("\"took_us\":").unwrap();
    assert_eq!(
        fields,
        format!(
            "\"listed\":true,\"token\":{{\"start\":18,\"end\":24}},\"proclitics\":[\"ب\"],\"alternatives\":[]}}],\
             \"entities\":{{\"lebanon\":{{\"name\":\"لبنان\",\"name_en\":\"Lebanon\",\"type\":\"place\",\"subtype\":\"country\",\
             \"country\":\"LB\",\"same_as\":[\"iso3166-1:LB\"],\"count\":1}}}},\
             \"gazetteer\":{{\"version\":\"{version}\",\"generation\":1}},"
        )
    );
    assert!(took.trim_end_matches('}').parse::<u64>().is_ok());
}

#[tokio::test]
async fn a_plain_text_gives_the_same_as_json() {
    let server = Server::start().await;
    let mut plain = ok(server.text("?id=a-1&explain=true", TEXT).send().await.unwrap()).await;
    let mut in_json = server.tag(json!({"text": TEXT, "id": "a-1", "explain": true})).await;
    for answer in [&mut plain, &mut in_json] {
        answer["took_us"] = Value::Null;
    }
    assert_eq!(plain, in_json);
}

#[tokio::test]
async fn without_an_id_there_is_none() {
    let server = Server::start().await;
    for body in [json!({"text": ""}), json!({"text": "", "id": null})] {
        let answer = server.tag(body).await;
        assert!(answer.get("id").is_none());
        assert_eq!(answer["mentions"], json!([]));
        assert_eq!(answer["entities"], json!({}));
    }
    assert_eq!(ok(server.text("", "").send().await.unwrap()).await["mentions"], json!([]));
}

#[tokio::test]
async fn escapes_in_json_are_decoded_before_offsets_are_counted() {
    let server = Server::start().await;
    let answer = ok(server.json(r#"{"text": "\ud83d\ude00 \u0628\u064a\u0631\u0648\u062a"}"#).send().await.unwrap()).await;
    assert_eq!(answer["mentions"][0]["start"], 2);
    assert_eq!(answer["mentions"][0]["text"], "بيروت");
}

#[tokio::test]
async fn entities_come_in_the_order_of_first_mention_with_counts() {
    let server = Server::start().await;
    let body = server.json(&json!({"text": TEXT})).send().await.unwrap().text().await.unwrap();
    let at = |id: &str| body.find(&format!("\"{id}\":{{")).unwrap_or_else(|| panic!("{id} in {body}"));
    assert!(at("sergey_lavrov") < at("beirut"));
    let answer: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(answer["entities"]["sergey_lavrov"]["count"], 2);
    assert_eq!(answer["entities"]["beirut"]["count"], 1);
    assert_eq!(answer["entities"]["beirut"]["same_as"], json!([]));
    // A close call names the other entity too, which has no mention of its own.
    let tripoli = answer["mentions"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(tripoli["text"], "طرابلس");
    let (chosen, other) = (tripoli["entity"].as_str().unwrap(), tripoli["alternatives"][0]["entity"].as_str().unwrap());
    assert_ne!(chosen, other);
    assert_eq!(tripoli["alternatives"][0]["type"], "place");
    assert!(tripoli["alternatives"][0]["score"].is_f64());
    assert_eq!(answer["entities"][chosen]["count"], 1);
    assert_eq!(answer["entities"][other]["count"], 0);
}

#[tokio::test]
async fn a_role_is_a_span_with_text() {
    let server = Server::start().await;
    let answer = server.tag(json!({"text": TEXT})).await;
    let minister = &answer["mentions"][0];
    assert_eq!(minister["entity"], "sergey_lavrov");
    assert_eq!(minister["role"], json!({"start": 6, "end": 26, "text": "وزير الخارجية الروسي"}));
    assert!(answer["mentions"][1].get("role").is_none());
    assert!(minister.get("why").is_none());
}

#[tokio::test]
async fn bytes_that_are_no_utf8_are_refused_with_their_place() {
    let server = Server::start().await;
    for content_type in ["text/plain", "application/json"] {
        let body = [&b"{\"a\":\""[..], &[0xC7, 0xE1]].concat();
        let request = server.client.post(server.url("/v1/tag")).header("content-type", content_type).body(body);
        let problem = problem(request.send().await.unwrap(), 400, "invalid_utf8").await;
        assert!(problem["detail"].as_str().unwrap().contains("byte 6"), "{problem}");
    }
}

#[tokio::test]
async fn malformed_json_is_refused_with_line_and_column() {
    let server = Server::start().await;
    for (body, place) in [
        ("{\"text\":\n \"a\",}", "line 2 column 6"),
        ("{\"text\": \"a\"", "line 1 column 12"),
        ("", "line 1 column 0"),
        ("{\"text\": 1, \"explain\"}", "line 1 column 22"),
        ("{\"text\": \"a\"} {}", "line 1 column 15"),
    ] {
        let problem = problem(server.json(body).send().await.unwrap(), 400, "invalid_json").await;
        assert!(problem["detail"].as_str().unwrap().contains(place), "{place}: {problem}");
    }
}

#[tokio::test]
async fn other_types_of_body_are_refused() {
    let server = Server::start().await;
    for (name, value) in [
        ("content-type", "text/xml"),
        ("content-type", "text/plain; charset=windows-1256"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-nothing", "no content type at all"),
    ] {
        let request = server.client.post(server.url("/v1/tag")).header(name, value).body("بيروت");
        let problem = problem(request.send().await.unwrap(), 415, "unsupported_media_type").await;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("application/json") && detail.contains("text/plain") && !detail.contains("بيروت"), "{detail}");
    }
    let compressed = server.text("", "بيروت").header("content-encoding", "gzip");
    problem(compressed.send().await.unwrap(), 415, "unsupported_media_type").await;
}
