//! The forms of an answer, by option and by header.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Server, fields, ok, problem};

const TEXT: &str = "التقى وزير الخارجية الروسي سيرغي لافروف مسؤولين في بيروت، ثم سافر لافروف إلى القاهرة.";

fn html(server: &Server, query: &str, body: &str) -> RequestBuilder {
    server.client.post(server.url(&format!("/v1/tag{query}"))).header("content-type", "text/html").body(body.to_owned())
}

/// The type and the body of a 200.
async fn answer(request: RequestBuilder) -> (String, String) {
    let response = request.send().await.unwrap();
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    let status = response.status();
    let body = response.text().await.unwrap();
    assert_eq!(status, 200, "{body}");
    (content_type, body)
}

#[tokio::test]
async fn a_form_is_named_in_the_query_in_the_body_or_by_the_header() {
    let server = Server::start().await;
    let by_query = answer(server.text("?format=html", TEXT)).await;
    assert_eq!(by_query.0, "text/html; charset=utf-8");
    assert_eq!(answer(server.json(&json!({"text": TEXT, "format": "html"}))).await, by_query);
    assert_eq!(answer(server.text("", TEXT).header("accept", "application/json;q=0.5, text/html")).await, by_query);
    // Who names one means it.
    assert_eq!(answer(server.text("?format=html", TEXT).header("accept", "image/png")).await, by_query);
    for (name, media_type) in [
        ("json", "application/json"),
        ("webannotation", "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\""),
        ("ninjs", "application/json"),
        ("conll", "text/plain; charset=utf-8"),
        ("brat", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(answer(server.text(&format!("?format={name}"), TEXT)).await.0, media_type);
    }
}

#[tokio::test]
async fn what_cannot_be_had_is_refused() {
    let server = Server::start().await;
    let refused = problem(server.text("", TEXT).header("accept", "image/png").send().await.unwrap(), 406, "not_acceptable").await;
    assert!(refused["detail"].as_str().unwrap().contains("conll"), "{refused}");
    let refused = problem(server.text("?format=xml", TEXT).send().await.unwrap(), 422, "invalid_options").await;
    assert_eq!(refused["errors"][0]["allowed"], json!(["json", "html", "webannotation", "ninjs", "conll", "brat"]));
    let refused = problem(server.text("?format=conll&offsets=byte&explain=true", TEXT).send().await.unwrap(), 422, "invalid_options").await;
    assert_eq!(fields(&refused), ["offsets", "explain"]);
    let batch =
        |query: &str| server.client.post(server.url(&format!("/v1/tag/batch{query}"))).header("content-type", "application/x-ndjson");
    let refused = problem(batch("?format=html").send().await.unwrap(), 422, "invalid_options").await;
    assert_eq!(refused["errors"][0]["allowed"], json!(["json", "webannotation", "ninjs"]));
    problem(batch("").header("accept", "text/html").send().await.unwrap(), 406, "not_acceptable").await;
}

#[tokio::test]
async fn a_batch_may_have_any_form_that_is_json() {
    let server = Server::start().await;
    let lines = format!("{0}\n{1}\n", json!({"text": TEXT}), json!({"text": TEXT, "format": "webannotation"}));
    let request = server.client.post(server.url("/v1/tag/batch?format=ninjs")).header("content-type", "application/x-ndjson");
    let (_, body) = answer(request.body(lines)).await;
    let types: Vec<String> =
        body.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].as_str().unwrap().into()).collect();
    assert_eq!(types, ["text", "AnnotationPage"]);
}

#[tokio::test]
async fn a_text_becomes_paragraphs_with_marks() {
    let server = Server::start().await;
    let text = "\nقال <سيرغي لافروف> في \"بيروت\" & غيرها\nثم مضى.\n \nقال الشاعر بدر السياب في مدينة\n";
    let (_, page) = answer(server.text("?format=html", text)).await;
    assert_eq!(
        page,
        "<p dir=\"auto\">قال &lt;<mark class=\"aalam person\" data-entity=\"sergey_lavrov\"><a class=\"aalam\" \
         href=\"https://www.wikidata.org/wiki/Q58217\">سيرغي لافروف</a></mark>&gt; في \
         &quot;<mark class=\"aalam place\" data-entity=\"beirut\">بيروت</mark>&quot; &amp; غيرها<br>\nثم مضى.</p>\n\
         <p dir=\"auto\">قال الشاعر <mark class=\"aalam person unlisted\">بدر السياب</mark> في مدينة</p>\n"
    );
    assert_eq!(answer(server.text("?format=html", "")).await.1, "<p dir=\"auto\"></p>\n");
}

#[tokio::test]
async fn ids_are_escaped_in_markup() {
    let server = Server::start().await;
    let add = json!([{"text": "سلمى حداد", "type": "person", "id": "\"><script>&"}]);
    let (_, page) = answer(server.json(&json!({"text": "قالت سلمى حداد", "add": add, "format": "html"}))).await;
    assert!(page.contains("data-entity=\"&quot;&gt;&lt;script&gt;&amp;\">سلمى حداد</mark>"), "{page}");
}

#[tokio::test]
async fn posted_html_is_kept_and_marks_are_split_at_tags() {
    let server = Server::start().await;
    let mark = "<mark class=\"aalam place\" data-entity=\"beirut\">";
    for (posted, expected) in [
        ("<p title='بيروت'>بيرو&#x62A; &amp;</p>", format!("<p title='بيروت'>{mark}بيرو&#x62A;</mark> &amp;</p>")),
        ("<b>بيـ</b>روت", format!("<b>{mark}بيـ</mark></b>{mark}روت</mark>")),
        ("<a href='/'>إلى بيروت</a> <!-- بيروت -->", "<a href='/'>إلى بيروت</a> <!-- بيروت -->".to_owned()),
        ("<script>'بيروت'</script><style>بيروت", "<script>'بيروت'</script><style>بيروت".to_owned()),
        ("<td>بيروت<td>لا", format!("<td>{mark}بيروت</mark><td>لا")),
    ] {
        let (content_type, page) = answer(html(&server, "?format=html", posted)).await;
        assert_eq!(content_type, "text/html; charset=utf-8");
        assert_eq!(page, expected);
    }
    let (_, page) = answer(html(&server, "?format=html", "<i>سيرغي</i>\n<b>لافروف</b>")).await;
    let open =
        "<mark class=\"aalam person\" data-entity=\"sergey_lavrov\"><a class=\"aalam\" href=\"https://www.wikidata.org/wiki/Q58217\">";
    assert_eq!(page, format!("<i>{open}سيرغي</a></mark></i>\n<b>{open}لافروف</a></mark></b>"));
}

#[tokio::test]
async fn annotations_have_selectors_and_bodies() {
    let server = Server::start().await;
    let page = ok(server.text("?format=webannotation&id=https://example.org/a/1", TEXT).send().await.unwrap()).await;
    assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
    let lavrov = &page["items"][0];
    assert_eq!(lavrov["motivation"], "identifying");
    assert_eq!(
        lavrov["body"],
        json!([
            {"type": "SpecificResource", "purpose": "identifying", "source": "urn:aalam:entity:sergey_lavrov"},
            {"type": "SpecificResource", "purpose": "identifying", "source": "http://www.wikidata.org/entity/Q58217"},
            {"type": "TextualBody", "purpose": "tagging", "value": "سيرغي لافروف", "language": "ar"},
            {"type": "TextualBody", "purpose": "classifying", "value": "person"}
        ])
    );
    let prefix: String = TEXT.chars().take(27).collect();
    let suffix: String = TEXT.chars().skip(39).take(32).collect();
    assert_eq!(
        lavrov["target"],
        json!({"type": "SpecificResource", "source": "https://example.org/a/1", "selector": [
            {"type": "TextPositionSelector", "start": 27, "end": 39},
            {"type": "TextQuoteSelector", "exact": "سيرغي لافروف", "prefix": prefix, "suffix": suffix}
        ]})
    );
    let again = ok(server.text("?format=webannotation&id=https://example.org/a/1", TEXT).send().await.unwrap()).await;
    assert_eq!(page, again);
    let ids: std::collections::BTreeSet<&str> = page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), page["items"].as_array().unwrap().len());
    // In HTML the text's positions are those of what is read; the bytes are those of what was posted.
    let posted = "<p>إلى <b>بيروت</b></p>";
    let page = ok(html(&server, "?format=webannotation&id=a-17", posted).send().await.unwrap()).await;
    assert_eq!(page["label"], "a-17");
    let target = &page["items"][0]["target"];
    assert!(target["source"].as_str().unwrap().starts_with("nih:sha-256;"), "{target}");
    assert_eq!((&target["selector"][0]["start"], &target["selector"][1]["exact"]), (&json!(4), &json!("بيروت")));
    assert_eq!(target["selector"][2], json!({"type": "DataPositionSelector", "start": 13, "end": 23}));
}

#[tokio::test]
async fn a_news_item_says_what_it_is_about() {
    let server = Server::start().await;
    let text = format!("{TEXT} قال الشاعر بدر السياب في القاهرة.");
    let item = ok(server.text("?format=ninjs&id=a-17", &text).send().await.unwrap()).await;
    assert_eq!(item["altIds"], json!([{"role": "id", "value": "a-17"}]));
    assert_eq!(item["bodies"], json!([{"contentType": "text/plain", "charCount": text.chars().count(), "value": text}]));
    assert_eq!(
        item["people"],
        json!([
            {"name": "سيرغي لافروف", "rel": "about", "uri": "http://www.wikidata.org/entity/Q58217", "literal": "sergey_lavrov"},
            {"name": "بدر السياب", "rel": "mentions"}
        ])
    );
    assert_eq!(
        item["places"],
        json!([
            {"name": "القاهرة", "rel": "about", "uri": "urn:aalam:entity:cairo", "literal": "cairo"},
            {"name": "بيروت", "rel": "mentions", "uri": "urn:aalam:entity:beirut", "literal": "beirut"}
        ])
    );
    assert_eq!(item["organisations"], json!([]));
    // Late in a long text, but often; and early, but once.
    let text = format!("زار الوفد القاهرة. {} بيروت ثم بيروت ثم بيروت", "كلام كثير عن لا شيء. ".repeat(40));
    let item = ok(server.text("?format=ninjs", &text).send().await.unwrap()).await;
    let rels: Vec<_> = item["places"].as_array().unwrap().iter().map(|place| (place["literal"].clone(), place["rel"].clone())).collect();
    assert_eq!(rels, [(json!("beirut"), json!("about")), (json!("cairo"), json!("mentions"))]);
}

#[tokio::test]
async fn tokens_have_tags() {
    let server = Server::start().await;
    let (_, columns) = answer(server.text("?format=conll", "سافر سيرغي لافروف إلى (بيروت) ثم بلبنان. قال\nالأمم\nالمتحدة...")).await;
    assert_eq!(
        columns,
        "سافر\tO\nسيرغي\tB-PER\nلافروف\tI-PER\nإلى\tO\n(\tO\nبيروت\tB-LOC\n)\tO\nثم\tO\nبلبنان\tB-LOC\n.\tO\n\nقال\tO\n\n\
         الأمم\tB-ORG\nالمتحدة\tI-ORG\n.\tO\n.\tO\n.\tO\n\n"
    );
    assert_eq!(answer(server.text("?format=conll", " \n ")).await.1, "");
    let (_, columns) = answer(html(&server, "?format=conll", "<p>بيرو&#x62A;</p><p>لا</p>")).await;
    assert_eq!(columns, "بيروت\tB-LOC\n\nلا\tO\n\n");
}

#[tokio::test]
async fn standoff_has_fragments_and_references() {
    let server = Server::start().await;
    let (_, standoff) = answer(server.text("?format=brat&types=person", "😀 قال سيرغي\t لافروف. قال الشاعر بدر السياب في بيروت")).await;
    let mut lines = standoff.lines();
    assert_eq!(lines.next(), Some("T1\tPerson 6 11;13 19\tسيرغي لافروف"));
    assert_eq!(lines.next(), Some("N1\tReference T1 aalam:sergey_lavrov\tسيرغي لافروف"));
    assert_eq!(lines.next(), Some("N2\tReference T1 wikidata:Q58217\tسيرغي لافروف"));
    assert_eq!(lines.next(), Some("T2\tPerson 32 42\tبدر السياب"));
    assert_eq!(lines.next(), None);
    let (_, standoff) = answer(html(&server, "?format=brat&types=person", "<b>سيرغي</b> لافروف")).await;
    assert!(standoff.starts_with("T1\tPerson 3 8;13 19\tسيرغي لافروف\n"), "{standoff}");
}
