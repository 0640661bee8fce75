//! The options of `POST /v1/tag`, in JSON and in the query.

use serde_json::{Value, json};

use crate::support::{Server, entities, fields, ok, problem};

const TEXT: &str = "بحثت الأمم المتحدة مع سيرغي لافروف الوضع في بيروت وفي لبنان";

/// The entities found with a query.
async fn with_query(server: &Server, query: &str, text: &str) -> Vec<String> {
    let answer = ok(server.text(query, text).send().await.unwrap()).await;
    entities(&answer).into_iter().map(str::to_owned).collect()
}

/// The entities found with an option in the body.
async fn with_field(server: &Server, name: &str, value: Value, text: &str) -> Vec<String> {
    let answer = server.tag(json!({"text": text, name: value})).await;
    entities(&answer).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn without_options_everything_is_returned() {
    let server = Server::start().await;
    assert_eq!(with_query(&server, "", TEXT).await, ["united_nations", "sergey_lavrov", "beirut", "lebanon"]);
}

#[tokio::test]
async fn types() {
    let server = Server::start().await;
    assert_eq!(with_field(&server, "types", json!(["person"]), TEXT).await, ["sergey_lavrov"]);
    assert_eq!(with_query(&server, "?types=person,organisation", TEXT).await, ["united_nations", "sergey_lavrov"]);
    assert_eq!(with_query(&server, "?types=place&types=person", TEXT).await, ["sergey_lavrov", "beirut", "lebanon"]);
}

#[tokio::test]
async fn nationalities_are_returned_to_those_who_ask() {
    let server = Server::start().await;
    let text = "وصل التجار الروسيون إلى لبنان، ومعهم شاعرة روسية والاتحاد الروسي";
    assert_eq!(with_query(&server, "", text).await, ["lebanon"]);
    let body = json!({"text": text, "types": ["nationality"], "add": [{"text": "الاتحاد الروسي", "type": "organisation"}]});
    let answer = server.tag(body.clone()).await;
    assert_eq!(entities(&answer), ["russia", "russia"], "what is inside a body's name is that name's part");
    let mention = &answer["mentions"][0];
    assert_eq!((&mention["text"], &mention["type"], &mention["subtype"]), (&json!("الروسيون"), &json!("nationality"), &Value::Null));
    assert_eq!((&mention["entity"], &mention["listed"]), (&json!("russia"), &json!(true)));
    let mut nested = body;
    nested["overlap"] = json!("all");
    assert_eq!(entities(&server.tag(nested).await), ["russia", "russia", "russia"]);
    assert_eq!(with_query(&server, "?types=nationality&suppress=russia", text).await, [""; 0]);
    assert_eq!(with_query(&server, "?types=nationality&suppress=روسية&gazetteers=countries", text).await, ["russia", "russia"]);
    assert_eq!(with_query(&server, "?types=nationality&gazetteers=cities", text).await, [""; 0]);
    assert_eq!(with_query(&server, "?types=nationality&min_score=0.9", text).await, ["russia", "russia"]);
}

#[tokio::test]
async fn a_nationality_counts_for_its_country() {
    let server = Server::start().await;
    let answer =
        ok(server.text("?types=place,nationality&explain=true", "وصل التجار الروسيون ثم سافر الوفد إلى روسيا").send().await.unwrap()).await;
    let russia = &answer["entities"]["russia"];
    assert_eq!((&russia["count"], &russia["type"]), (&json!(2), &json!("place")));
    assert_eq!(answer["mentions"][0]["why"]["rule"], "demonym");
}

#[tokio::test]
async fn gazetteers() {
    let server = Server::start().await;
    assert_eq!(with_field(&server, "gazetteers", json!(["countries"]), TEXT).await, ["lebanon"]);
    assert_eq!(with_query(&server, "?gazetteers=cities,international", TEXT).await, ["united_nations", "beirut"]);
    let only_added = server.tag(json!({"text": TEXT, "gazetteers": [], "add": [{"text": "الوضع", "type": "organisation"}]})).await;
    assert_eq!(entities(&only_added), ["request:1"]);
}

#[tokio::test]
async fn offsets_count_in_every_unit() {
    let server = Server::start().await;
    // The flag is two code points beyond the first plane, four UTF-16 units, eight bytes.
    let text = "🇱🇧 في بيروت";
    for (unit, start, end) in [("codepoint", 6, 11), ("utf16", 8, 13), ("byte", 14, 24)] {
        for answer in [
            server.tag(json!({"text": text, "offsets": unit})).await,
            ok(server.text(&format!("?offsets={unit}"), text).send().await.unwrap()).await,
        ] {
            assert_eq!(answer["offsets"], unit);
            let mention = &answer["mentions"][0];
            assert_eq!((&mention["start"], &mention["end"]), (&json!(start), &json!(end)), "{unit}");
            assert_eq!(mention["token"], json!({"start": start, "end": end}), "{unit}");
            assert_eq!(mention["text"], "بيروت");
        }
    }
}

#[tokio::test]
async fn overlap() {
    let server = Server::start().await;
    let text = "درس في الجامعة الأميركية في بيروت";
    assert_eq!(with_query(&server, "", text).await, ["american_university_of_beirut"]);
    assert_eq!(with_query(&server, "?overlap=longest", text).await, ["american_university_of_beirut"]);
    assert_eq!(with_field(&server, "overlap", json!("all"), text).await, ["american_university_of_beirut", "beirut"]);
}

#[tokio::test]
async fn min_score() {
    let server = Server::start().await;
    assert_eq!(with_query(&server, "?min_score=1", TEXT).await, [""; 0]);
    assert_eq!(with_field(&server, "min_score", json!(0), TEXT).await.len(), 4);
    let scores = |answer: &Value| -> Vec<f64> {
        answer["mentions"].as_array().unwrap().iter().map(|mention| mention["score"].as_f64().unwrap()).collect()
    };
    let mut all = scores(&server.tag(json!({"text": TEXT})).await);
    all.sort_by(f64::total_cmp);
    let above = scores(&server.tag(json!({"text": TEXT, "min_score": all[1] + 0.0006})).await);
    assert!(!above.is_empty() && above.len() < all.len() && above.iter().all(|score| *score > all[1]), "{above:?} of {all:?}");
}

#[tokio::test]
async fn unlisted() {
    let server = Server::start().await;
    let text = "قال الشاعر بدر السياب في بيروت";
    let answer = ok(server.text("", text).send().await.unwrap()).await;
    let mention = &answer["mentions"][0];
    assert_eq!((&mention["entity"], &mention["listed"], &mention["type"]), (&Value::Null, &json!(false), &json!("person")));
    assert_eq!(answer["entities"].as_object().unwrap().keys().collect::<Vec<_>>(), ["beirut"]);
    assert_eq!(with_query(&server, "?unlisted=false", text).await, ["beirut"]);
    assert_eq!(with_field(&server, "unlisted", json!(false), text).await, ["beirut"]);
}

#[tokio::test]
async fn explain() {
    let server = Server::start().await;
    let text = "قال سيرجي لافروف إن بلاده تدعم لبنان. وزار لافروف القاهره";
    let answer = server.tag(json!({"text": text, "explain": true})).await;
    let why: Vec<&Value> = answer["mentions"].as_array().unwrap().iter().map(|mention| &mention["why"]).collect();
    let alias = json!({"gazetteer": "politicians", "alias": "سيرجي لافروف", "alias_kind": "alias", "rule": "lexicon", "folds": [],
        "families": [], "clitics": [], "cues": ["قال"], "antecedent": null});
    assert_eq!(why[0], &alias);
    assert_eq!(why[1]["gazetteer"], "countries");
    assert_eq!(why[2]["rule"], "short_form");
    assert_eq!(why[2]["antecedent"], json!({"start": 4, "end": 16}));
    assert_eq!(why[3]["folds"], json!(["teh marbuta"]));
    // The same in another unit: antecedents count in it too.
    let answer = ok(server.text("?explain=true&offsets=byte", text).send().await.unwrap()).await;
    assert_eq!(answer["mentions"][2]["why"]["antecedent"], json!({"start": 7, "end": 30}));
}

#[tokio::test]
async fn the_reasons_of_a_name_that_the_text_introduces() {
    let server = Server::start().await;
    let answer = ok(server.text("?explain=true", "بحثت الأمم المتحدة (UNO) الوضع، ثم سافر الوفد إلى UNO").send().await.unwrap()).await;
    for mention in &answer["mentions"].as_array().unwrap()[1..] {
        assert_eq!(
            (&mention["text"], &mention["entity"], &mention["type"]),
            (&json!("UNO"), &json!("united_nations"), &json!("organisation"))
        );
        assert_eq!((&mention["why"]["rule"], &mention["why"]["alias"]), (&json!("introduced"), &Value::Null));
        assert_eq!(mention["why"]["antecedent"], json!({"start": 5, "end": 18}));
    }
    assert_eq!(answer["entities"]["united_nations"]["count"], 3);
}

#[tokio::test]
async fn the_reasons_of_an_unlisted_name() {
    let server = Server::start().await;
    let answer = ok(server.text("?explain=true", "قال الشاعر بدر السياب في بيروت").send().await.unwrap()).await;
    let why = &answer["mentions"][0]["why"];
    assert_eq!(why["gazetteer"], Value::Null);
    assert_eq!(why["alias"], Value::Null);
    assert_eq!(why["alias_kind"], Value::Null);
    assert_eq!(why["rule"], "name_model");
    assert_eq!(why["cues"], json!(["الشاعر"]));
}

#[tokio::test]
async fn add() {
    let server = Server::start().await;
    let text = "افتتح فرع في صور وغنت فيروز";
    let expected = ["request:1", "wikidata:Q229500"];
    assert_eq!(with_query(&server, "?add=place:صور&add=person:فيروز:wikidata:Q229500", text).await, expected);
    let add = json!([{"text": "صور", "type": "place"}, {"text": "فيروز", "type": "person", "id": "wikidata:Q229500"}]);
    let answer = server.tag(json!({"text": text, "add": add, "explain": true})).await;
    assert_eq!(entities(&answer), expected);
    assert_eq!(answer["mentions"][0]["why"]["gazetteer"], Value::Null);
    assert_eq!(answer["mentions"][0]["why"]["alias"], "صور");
    let added = json!({"name": "صور", "name_en": null, "type": "place", "subtype": null, "country": null, "same_as": [], "count": 1});
    assert_eq!(answer["entities"]["request:1"], added);
}

#[tokio::test]
async fn a_name_added_to_a_listed_entity_is_counted_with_it() {
    let server = Server::start().await;
    let answer = ok(server.text("?add=place:ست الدنيا:beirut", "عادت ست الدنيا، وبيروت لا تموت").send().await.unwrap()).await;
    assert_eq!(entities(&answer), ["beirut", "beirut"]);
    assert_eq!(answer["entities"].as_object().unwrap().len(), 1);
    assert_eq!(answer["entities"]["beirut"]["count"], 2);
}

#[tokio::test]
async fn suppress() {
    let server = Server::start().await;
    assert_eq!(with_field(&server, "suppress", json!(["بيروت", "lebanon"]), TEXT).await, ["united_nations", "sergey_lavrov"]);
    assert_eq!(with_query(&server, "?suppress=united_nations,بيروت&suppress=لبنان", TEXT).await, ["sergey_lavrov"]);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_in_json() {
    let server = Server::start().await;
    let long_name = "ب".repeat(201);
    let many: Vec<Value> = (0..1001).map(|_| json!({"text": "بيروت", "type": "place"})).collect();
    for (option, field, said) in [
        (json!({"types": ["city"]}), "types", "«city» is no type; use person, place, organisation, nationality"),
        (json!({"types": []}), "types", "use person, place, organisation, nationality"),
        (json!({"add": [{"text": "بيروتي", "type": "nationality"}]}), "add[0].type", "use person, place, organisation"),
        (json!({"types": "person"}), "types", "list of strings"),
        (json!({"gazetteers": ["titles"]}), "gazetteers", "«titles» is no gazetteer; use countries, cities, politicians"),
        (json!({"gazetteers": []}), "gazetteers", "leave it out for all lists"),
        (json!({"offsets": "utf8"}), "offsets", "use codepoint, utf16, byte"),
        (json!({"overlap": "none"}), "overlap", "use longest, all"),
        (json!({"min_score": 1.5}), "min_score", "from 0 to 1"),
        (json!({"min_score": "0.5"}), "min_score", "from 0 to 1"),
        (json!({"explain": 1}), "explain", "true or false"),
        (json!({"form": "json"}), "form", "use text, id, types"),
        (json!({"add": [{"text": "صور", "type": "city"}]}), "add[0].type", "use person, place, organisation"),
        (json!({"add": [{"text": "صور"}]}), "add[0].type", "must be there"),
        (json!({"add": [{"text": "ص", "type": "place"}]}), "add[0]", "at least two letters"),
        (json!({"add": [{"text": long_name, "type": "place"}]}), "add[0].text", "longer than 200"),
        (json!({"add": [{"text": "صور", "type": "person", "id": "beirut"}]}), "add[0]", "another type"),
        (json!({"add": many}), "add", "at most 1000"),
        (json!({"suppress": [" "]}), "suppress[0]", "is empty"),
    ] {
        let mut body = json!({"text": "بيروت"});
        body.as_object_mut().unwrap().extend(option.as_object().unwrap().clone());
        let problem = problem(server.json(&body).send().await.unwrap(), 422, "invalid_options").await;
        assert_eq!(fields(&problem), [field], "{option}");
        assert!(problem["detail"].as_str().unwrap().contains(said), "{option}: {problem}");
    }
}

#[tokio::test]
async fn a_thousand_names_are_taken() {
    let server = Server::start().await;
    let many: Vec<Value> = (0..1000).map(|_| json!({"text": "ب".repeat(200), "type": "place", "id": "x"})).collect();
    assert_eq!(entities(&server.tag(json!({"text": "بيروت", "add": many})).await), ["beirut"]);
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_in_the_query() {
    let server = Server::start().await;
    for (query, field) in [
        ("?types=city", "types"),
        ("?types=", "types"),
        ("?types=person,", "types"),
        ("?gazetteers=unknown", "gazetteers"),
        ("?offsets=bytes", "offsets"),
        ("?offsets=byte&offsets=byte", "offsets"),
        ("?overlap=All", "overlap"),
        ("?min_score=NaN", "min_score"),
        ("?min_score=-0.1", "min_score"),
        ("?min_score=high", "min_score"),
        ("?min_score=0&min_score=1", "min_score"),
        ("?explain=1", "explain"),
        ("?unlisted=", "unlisted"),
        ("?add=صور", "add"),
        ("?add=city:صور", "add[0].type"),
        ("?form=json", "form"),
        ("?text=x", "text"),
        ("?Types=person", "Types"),
    ] {
        let problem = problem(server.text(query, "بيروت").send().await.unwrap(), 422, "invalid_options").await;
        assert_eq!(fields(&problem), [field], "{query}");
    }
    problem(server.text("?suppress=%C8%ED%D1%E6%CA", "بيروت").send().await.unwrap(), 400, "invalid_utf8").await;
}

#[tokio::test]
async fn all_mistakes_come_back_at_once() {
    let server = Server::start().await;
    let body = json!({"text": "بيروت", "types": ["city", "river"], "offsets": "x", "min_score": 2});
    let problem = problem(server.json(&body).send().await.unwrap(), 422, "invalid_options").await;
    assert_eq!(fields(&problem), ["types", "types", "min_score", "offsets"]);
    assert_eq!(problem["errors"][3]["allowed"], json!(["codepoint", "utf16", "byte"]));
    assert!(problem["detail"].as_str().unwrap().starts_with("4 fields"));
}

#[tokio::test]
async fn options_of_a_json_body_do_not_stand_in_the_query() {
    let server = Server::start().await;
    let request = server.client.post(server.url("/v1/tag?types=person")).header("content-type", "application/json");
    let problem = problem(request.body("{\"text\":\"بيروت\"}").send().await.unwrap(), 422, "invalid_options").await;
    assert!(problem["detail"].as_str().unwrap().contains("stand in the body"));
}
