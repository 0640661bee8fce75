//! `GET /v1/entities/{id}`.

use serde_json::json;

use crate::support::{Server, fields, ok, problem};

#[tokio::test]
async fn an_entity_with_all_its_names_and_forms() {
    let server = Server::start().await;
    let entity = ok(server.get("/v1/entities/sergey_lavrov").send().await.unwrap()).await;
    for (field, value) in [
        ("id", json!("sergey_lavrov")),
        ("name", json!("سيرغي لافروف")),
        ("name_en", json!("Sergey Lavrov")),
        ("type", json!("person")),
        ("subtype", json!("minister")),
        ("country", json!("RU")),
        ("roles", json!([{"text": "وزير الخارجية", "from": "2004", "to": null}])),
        ("same_as", json!(["wikidata:Q58217"])),
        ("gazetteers", json!(["politicians"])),
    ] {
        assert_eq!(entity[field], value, "{field}");
    }
    let aliases = entity["aliases"].as_array().unwrap();
    assert_eq!(aliases.len(), 2);
    assert_eq!(aliases[1]["text"], "سيرجي لافروف");
    assert_eq!((&aliases[0]["kind"], &aliases[1]["kind"]), (&json!("name"), &json!("alias")));
    assert_eq!(aliases[0]["needs_context"], false);
    let forms = aliases[0]["forms"].as_array().unwrap();
    assert!(forms.contains(&json!({"text": "سيرغي لفروف", "families": ["long vowel"]})), "{forms:?}");
    assert!(!forms.iter().any(|form| form["text"] == "سيرغي لافروف"));
}

#[tokio::test]
async fn a_name_with_the_article_has_its_form_after_lam() {
    let server = Server::start().await;
    let entity = ok(server.get("/v1/entities/cairo").send().await.unwrap()).await;
    assert_eq!(entity["aliases"][0]["forms"], json!([{"text": "لقاهرة", "families": ["lam"]}]));
    assert_eq!((&entity["roles"], &entity["same_as"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let server = Server::start().await;
    for id in ["atlantis", "%D8%A8%D9%8A%D8%B1%D9%88%D8%AA", "Lebanon"] {
        problem(server.get(&format!("/v1/entities/{id}")).send().await.unwrap(), 404, "entity_not_found").await;
    }
}

#[tokio::test]
async fn an_id_that_is_no_utf8_is_refused() {
    let server = Server::start().await;
    problem(server.get("/v1/entities/%FF").send().await.unwrap(), 400, "bad_request").await;
}

#[tokio::test]
async fn options_are_refused() {
    let server = Server::start().await;
    let problem = problem(server.get("/v1/entities/cairo?lang=en").send().await.unwrap(), 422, "invalid_options").await;
    assert_eq!(fields(&problem), [""]);
}
