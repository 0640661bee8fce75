//! `POST /v1/tag` with HTML bodies.

use serde_json::{Value, json};

use crate::support::{Server, entities, ok, problem};

async fn tag(server: &Server, query: &str, html: &str) -> Value {
    let request = server.client.post(server.url(&format!("/v1/tag{query}"))).header("content-type", "text/html; charset=utf-8");
    ok(request.body(html.to_owned()).send().await.unwrap()).await
}

/// The text of each mention, after the check that it is the posted HTML cut at its offsets.
fn cut(answer: &Value, html: &str) -> Vec<String> {
    let chars: Vec<char> = html.chars().collect();
    let mentions = answer["mentions"].as_array().unwrap().iter();
    let check = |mention: &Value| {
        let at = |edge: &str| usize::try_from(mention[edge].as_u64().unwrap()).unwrap();
        let text: String = chars[at("start")..at("end")].iter().collect();
        assert_eq!(mention["text"], text);
        text
    };
    mentions.map(check).collect()
}

#[tokio::test]
async fn only_the_text_is_tagged_and_offsets_are_of_the_html() {
    let server = Server::start().await;
    let html = "<!doctype html><html><head><title>بيروت</title><style>/* بيروت */</style></head>\
        <body data-city=\"بيروت\"><!-- بيروت --><script>var x = 'بيروت';</script>\
        <p>😀 وصل <b>سيرغي</b> <i>لافروف</i> إلى <a href=\"/بيروت\">بيرو&#x062A;</a></p><textarea>بيروت</textarea></body></html>";
    let answer = tag(&server, "", html).await;
    assert_eq!(entities(&answer), ["sergey_lavrov", "beirut"]);
    assert_eq!(cut(&answer, html), ["سيرغي</b> <i>لافروف", "بيرو&#x062A;"]);
    for (unit, position) in [("byte", html.find("سيرغي").unwrap()), ("utf16", html.split_once("سيرغي").unwrap().0.encode_utf16().count())]
    {
        let answer = tag(&server, &format!("?offsets={unit}"), html).await;
        assert_eq!(answer["mentions"][0]["start"], position);
    }
}

#[tokio::test]
async fn blocks_part_names_and_inline_elements_do_not() {
    let server = Server::start().await;
    for (html, expected) in [
        ("وصل سيرغي <span>لافروف</span> أمس", &["سيرغي <span>لافروف"][..]),
        ("وصل سيرغي<!-- x -->\n\n\n   لافروف أمس", &["سيرغي<!-- x -->\n\n\n   لافروف"]),
        ("وصل <p>سيرغي</p> <p>لافروف</p>", &[]),
        ("وصل سيرغي<br>لافروف", &[]),
        ("<ul><li>سيرغي<li>لافروف</ul>", &[]),
        ("بـ<b>بيروت</b>", &["بيروت"]),
        ("وصل إلى ب<em>لبنان</em>", &["لبنان"]),
    ] {
        let answer = tag(&server, "?unlisted=false", html).await;
        assert_eq!(cut(&answer, html), expected, "{html}");
    }
}

#[tokio::test]
async fn tokens_roles_and_cues_are_of_the_html_too() {
    let server = Server::start().await;
    let html = "<p>التقى وزير <b>الخارجية</b> الروسي <i>سيرغي لافروف</i> مسؤولين في مدينة <u>بيروت</u> ثم &#x628;<u>لبنان</u></p>";
    let answer = tag(&server, "?explain=true&offsets=byte", html).await;
    let lavrov = &answer["mentions"][0];
    assert_eq!(lavrov["role"]["text"], "وزير <b>الخارجية</b> الروسي");
    assert_eq!(lavrov["role"]["start"], html.find("وزير").unwrap());
    assert_eq!(answer["mentions"][1]["why"]["cues"], json!(["مدينة"]));
    let lebanon = &answer["mentions"][2];
    assert_eq!((&lebanon["text"], &lebanon["proclitics"]), (&json!("لبنان"), &json!(["ب"])));
    assert_eq!(lebanon["token"]["start"], html.find("&#x628;").unwrap());
}

#[tokio::test]
async fn broken_html_is_read_as_a_browser_would() {
    let server = Server::start().await;
    for (html, expected) in [
        ("<p>بيروت <b <i>لبنان", &["بيروت", "لبنان"][..]),
        ("</p></p>بيروت</div>", &["بيروت"]),
        ("بيروت <a href=\"لبنان", &["بيروت"]),
        ("بيروت <!-- لبنان", &["بيروت"]),
        ("بيروت <script>لبنان", &["بيروت"]),
        ("بيروت &amp &#xFFFFFFF; & <", &["بيروت"]),
        ("بيروت\0", &["بيروت"]),
    ] {
        let answer = tag(&server, "", html).await;
        assert_eq!(cut(&answer, html), expected, "{html}");
    }
}

#[tokio::test]
async fn html_in_another_charset_is_refused() {
    let server = Server::start().await;
    let request = server.client.post(server.url("/v1/tag")).header("content-type", "text/html; charset=windows-1256").body("x");
    problem(request.send().await.unwrap(), 415, "unsupported_media_type").await;
}
