//! `GET /v1/gazetteers`.

use serde_json::json;

use crate::support::{Server, engine, ok};

#[tokio::test]
async fn the_lists_with_their_counts() {
    let server = Server::start().await;
    let answer = ok(server.get("/v1/gazetteers").send().await.unwrap()).await;
    assert_eq!(answer["version"], engine().gazetteer().version());
    assert_eq!(answer["generation"], 1);
    assert_eq!(answer["entities"], 9);
    assert_eq!(answer["forms"], engine().forms());
    let lists = answer["gazetteers"].as_array().unwrap();
    assert_eq!(lists.len(), 11);
    let list = lists[1].as_object().unwrap();
    assert_eq!(list.keys().collect::<Vec<_>>().len(), 5);
    assert_eq!((&list["name"], &list["path"]), (&json!("cities"), &json!("places/cities.tsv")));
    assert_eq!((&list["type"], &list["rows"]), (&json!("place"), &json!(4)));
    assert_eq!(list["sha256"].as_str().unwrap().len(), 64);
    let titles = lists.iter().find(|list| list["name"] == "titles").unwrap();
    assert_eq!(titles["type"], json!(null));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start().await;
    let first = server.get("/v1/gazetteers").send().await.unwrap();
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert!(etag.contains(engine().gazetteer().version()));
    for known in [etag.clone(), format!("\"other\", W/{etag}"), "*".to_owned()] {
        let again = server.get("/v1/gazetteers").header("if-none-match", known).send().await.unwrap();
        assert_eq!(again.status(), 304);
        assert_eq!(again.headers()["etag"], etag.as_str());
        assert_eq!(again.text().await.unwrap(), "");
    }
    let changed = server.get("/v1/gazetteers").header("if-none-match", "\"other\"").send().await.unwrap();
    assert_eq!(changed.status(), 200);
}
