//! `POST /v1/reload`.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::desk::{Desk, append};
use crate::support::{fields, ok, problem};

async fn reload(desk: &Desk) -> Response {
    desk.request(Method::POST, "/v1/reload").send().await.unwrap()
}

#[tokio::test]
async fn what_the_files_say_now_is_served_with_the_edits_over_it() {
    let desk = Desk::new().await;
    let row = json!({"name": "بنت جبيل", "subtype": "city", "country": "LB"});
    assert_eq!(desk.put("cities/bint_jbeil", &row).send().await.unwrap().status(), 201);
    // The index of names is made before, and another is after.
    ok(desk.server.get("/v1/entities?q=بنت").send().await.unwrap()).await;
    append(&desk.list("places/cities.tsv"), "sidon\tصيدا\t\tSidon\tcity\tLB\t\t\t\t\t\tcurated");
    let answer = ok(reload(&desk).await).await;
    assert_eq!((&answer["gazetteer"]["generation"], &answer["entities"]), (&json!(3), &json!(11)));
    assert_eq!((&answer["unfit"], &answer["overtaken"]), (&json!([]), &json!([])));
    assert_eq!(desk.tagged("زار الوفد صيدا ثم زار بنت جبيل").await, ["sidon", "bint_jbeil"]);
    for query in ["صيدا", "بنت"] {
        let found = ok(desk.server.get(&format!("/v1/entities?q={query}")).send().await.unwrap()).await;
        assert_eq!(found["entities"].as_array().unwrap().len(), 1, "{query}");
    }
}

#[tokio::test]
async fn broken_files_change_nothing_and_say_what_is_wrong() {
    let desk = Desk::new().await;
    append(&desk.list("places/cities.tsv"), "Sidon\tصيدا\t\tSidon\ttown\tLB\t\t\t\t\t\tcurated");
    let refused = problem(reload(&desk).await, 422, "invalid_lists").await;
    assert_eq!(fields(&refused), ["places/cities.tsv:6:id", "places/cities.tsv:6:subtype"]);
    assert!(refused["detail"].as_str().unwrap().starts_with("the files have 2 error(s)"));
    assert_eq!(desk.tagged("زار الوفد القاهرة").await, ["cairo"]);
    let folder = desk.list("");
    std::fs::rename(&folder, folder.with_extension("gone")).unwrap();
    let refused = problem(reload(&desk).await, 422, "invalid_lists").await;
    assert!(refused["detail"].as_str().unwrap().contains("cannot read"), "{refused}");
    assert_eq!(ok(desk.server.get("/v1/gazetteers").send().await.unwrap()).await["generation"], 1);
}

#[tokio::test]
async fn edits_that_fit_no_more_are_told_and_kept() {
    let desk = Desk::new().await;
    let mut cairo = ok(desk.get("cities/cairo").send().await.unwrap()).await;
    cairo["aliases"] = json!(["قاهرة المعز"]);
    desk.put("cities/cairo", &cairo).send().await.unwrap();
    let tyre = json!({"name": "صور", "subtype": "city", "country": "LB", "same_as": ["geonames:267008"]});
    desk.put("cities/tyre", &tyre).send().await.unwrap();
    // The file changes the row of Cairo, and gives the identifier of Tyre to somebody else.
    let path = desk.list("places/cities.tsv");
    let file = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, file.replace("\tCairo\t", "\tCairo City\t") + "sour\tسور\t\tSour\tcity\tLB\t\t\t\tgeonames:267008\t\tcurated\n")
        .unwrap();
    let check = |answer: &Value| {
        assert_eq!(answer["overtaken"], json!([{"gazetteer": "cities", "id": "cairo"}]));
        let [unfit] = &answer["unfit"].as_array().unwrap()[..] else { panic!("{answer}") };
        assert_eq!((&unfit["gazetteer"], &unfit["id"]), (&json!("cities"), &json!("tyre")));
        assert_eq!(unfit["errors"][0]["field"], "same_as");
    };
    check(&ok(reload(&desk).await).await);
    assert_eq!(desk.tagged("زار الوفد قاهرة المعز ثم مدينة صور").await, ["cairo"]);
    // Also after a new start; and once the file is mended, the edit is back.
    let desk = desk.restart().await;
    assert_eq!(desk.tagged("زار الوفد قاهرة المعز ثم مدينة صور").await, ["cairo"]);
    check(&ok(reload(&desk).await).await);
    std::fs::write(&path, file).unwrap();
    let answer = ok(reload(&desk).await).await;
    assert_eq!((&answer["unfit"], &answer["overtaken"]), (&json!([]), &json!([])));
    assert_eq!(desk.tagged("زار الوفد قاهرة المعز ثم مدينة صور").await, ["cairo", "tyre"]);
}
