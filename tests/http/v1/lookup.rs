//! `GET /v1/entities?q=…`.

use crate::support::{Server, fields, ok, problem};

async fn ids(server: &Server, query: &str) -> Vec<String> {
    let found = ok(server.get(&format!("/v1/entities?{query}")).send().await.unwrap()).await;
    found["entities"].as_array().unwrap().iter().map(|entity| entity["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn by_the_beginning_of_a_name_in_either_script_and_behind_a_proclitic() {
    let server = Server::start().await;
    for query in ["q=سيرغي", "q=Sergey", "q=lavrov", "q=لافروف", "q=ولافروف", "q=سيرغي&type=person"] {
        assert_eq!(ids(&server, query).await[0], "sergey_lavrov", "{query}");
    }
    assert_eq!(ids(&server, "q=للقاهرة").await[0], "cairo");
    assert_eq!(ids(&server, "q=سيرغي&type=place").await, [""; 0]);
}

#[tokio::test]
async fn an_answer_names_what_was_matched() {
    let server = Server::start().await;
    let found = ok(server.get("/v1/entities?q=سيرجي&limit=1").send().await.unwrap()).await;
    assert_eq!(found["q"], "سيرجي");
    let first = &found["entities"][0];
    assert_eq!((&first["name"], &first["matched"]), (&"سيرغي لافروف".into(), &"سيرجي لافروف".into()));
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let server = Server::start().await;
    for (query, field) in [
        ("", "q"),
        ("?q=ل", "q"),
        ("?q=سير&type=town", "type"),
        ("?q=سير&limit=0", "limit"),
        ("?q=سير&limit=101", "limit"),
        ("?q=سير&page=2", "page"),
        ("?q=سير&q=لاف", "q"),
    ] {
        let problem = problem(server.get(&format!("/v1/entities{query}")).send().await.unwrap(), 422, "invalid_options").await;
        assert_eq!(fields(&problem), [field], "{query}");
    }
    problem(server.get("/v1/entities?q=%ff").send().await.unwrap(), 400, "invalid_utf8").await;
}
