//! What all operations of the description share.

use serde_json::{Map, Value, json};

use crate::gazetteer::Gazetteer;
use crate::gazetteer::MAX_NAME_CHARS;
use crate::server::access::{Access, Door};
use crate::server::problem::{Code, PROBLEM_JSON};

/// Problems that any operation may meet.
const ANYWHERE: [Code; 3] = [Code::InvalidOptions, Code::Internal, Code::AnswerTimeout];

/// What is refused while the head of a request is read, before there is a request: no layer sees it, and no problem can be written.
const BEFORE_ANY: [(&str, &str); 2] =
    [("414", "The address is longer than 65,534 bytes"), ("431", "There are more than 100 headers, or they are too long")];

/// Problems of whatever may ask for a key, and has limits for each caller.
const OF_CALLER: [Code; 6] =
    [Code::Unauthorized, Code::WrongKey, Code::MissingScope, Code::RateLimited, Code::TooManyAtOnce, Code::Overloaded];
/// Problems of a body.
const OF_BODY: [Code; 5] = [Code::BadRequest, Code::InvalidUtf8, Code::BodyTimeout, Code::BodyTooLarge, Code::UnsupportedMediaType];
/// Problems of an edit.
const OF_EDIT: [Code; 4] = [Code::BadRequest, Code::GazetteerNotFound, Code::InvalidRow, Code::StoreFailed];

/// What an operation is behind, by its id; `None` if it is open to everybody.
fn door(operation: &str) -> Option<Door> {
    match operation {
        "tag" | "batch" | "look_up" | "entity" | "gazetteers" | "entry" => Some(Door::Tagging),
        "unlisted" => Some(Door::Report),
        "put_entry" | "delete_entry" | "history" | "undo" | "bulk" => Some(Door::Editing),
        "reload" => Some(Door::Administration),
        "metrics" => Some(Door::Metrics),
        _ => None,
    }
}

/// Problems of an operation beside those that any may meet, by its id.
fn problems(operation: &str) -> Vec<Code> {
    let groups: &[&[Code]] = match operation {
        "tag" => &[&OF_BODY, &[Code::InvalidJson, Code::NotAcceptable]],
        "batch" => &[&[Code::InvalidUtf8, Code::NotAcceptable, Code::UnsupportedMediaType]],
        "look_up" => &[&[Code::InvalidUtf8]],
        "entity" => &[&[Code::BadRequest, Code::EntityNotFound]],
        "unlisted" => &[&[Code::InvalidUtf8, Code::UnlistedOff]],
        "entry" => &[&[Code::BadRequest, Code::GazetteerNotFound, Code::RowNotFound]],
        "put_entry" => &[&OF_BODY, &OF_EDIT[1..], &[Code::InvalidJson, Code::PreconditionFailed]],
        "delete_entry" => &[&OF_EDIT, &[Code::RowNotFound, Code::PreconditionFailed]],
        "history" => &[&[Code::BadRequest, Code::InvalidUtf8, Code::GazetteerNotFound, Code::RowNotFound, Code::StoreFailed]],
        "undo" => &[&OF_EDIT, &[Code::NothingToUndo, Code::PreconditionFailed]],
        "bulk" => &[&OF_BODY, &OF_EDIT[1..]],
        "reload" => &[&[Code::InvalidKeys, Code::InvalidCertificate, Code::InvalidLists, Code::StoreFailed]],
        "ready" => &[&[Code::Draining]],
        _ => &[],
    };
    let of_door: &[&[Code]] = match door(operation) {
        None => &[],
        Some(Door::Editing | Door::Administration) => &[&OF_CALLER, &[Code::EditingOff]],
        Some(_) => &[&OF_CALLER],
    };
    [of_door.concat(), groups.concat()].concat()
}

/// Puts to the description what is not said at the handlers.
pub(super) fn finish(document: &mut Value, gazetteer: &Gazetteer, access: &Access) {
    let scopes = "A key of the service. The scope tag opens tagging, look-ups and lists; edit opens rows and the report of unlisted names too; \
                  admin opens everything";
    document["components"]["securitySchemes"]["key"] = json!({"type": "http", "scheme": "bearer", "description": scopes});
    let schemas = &mut document["components"]["schemas"];
    schemas["Problem"]["properties"]["code"]["enum"] = Code::ALL.iter().map(|code| code.row().0).collect();
    schemas["NewsItem"] = news_item();
    let lists: Vec<&str> = gazetteer.lists().iter().filter(|list| list.entity_type.is_some()).map(|list| list.name.as_str()).collect();
    schemas["GazetteerName"] = json!({"type": "string", "enum": lists});
    schemas["TagRequest"]["properties"]["gazetteers"]["items"] = reference("GazetteerName");
    schemas["TagRequest"]["properties"]["suppress"]["items"] = json!({"type": "string", "minLength": 1, "maxLength": MAX_NAME_CHARS});
    let options = schemas["TagRequest"]["properties"].as_object().map(tag_options).unwrap_or_default();
    for (path, item) in members(&mut document["paths"]) {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            let parameters = &mut operation["parameters"];
            if id == "tag" || id == "batch" {
                // That of one text stands in its line.
                append(parameters, options.iter().filter(|option| id == "tag" || option["name"] != "id").cloned());
            }
            if path.starts_with("/v1/gazetteers/{name}") {
                narrow_place(parameters);
            }
            append(parameters, [request_id_parameter()]);
            if let Some(scope) = door(&id).and_then(|door| access.needed(door)) {
                operation["security"] = json!([{"key": []}]);
                let description = operation["description"].as_str().unwrap_or_default();
                operation["description"] = format!("{description} Needs a key with the scope {}.", scope.name()).into();
            }
            add_problems(&mut operation["responses"], &id, path);
            for (_, response) in members(&mut operation["responses"]) {
                response["headers"]["x-request-id"] =
                    json!({"description": "The caller's id of the request, or a new one", "schema": {"type": "string"}});
            }
            for (status, what) in BEFORE_ANY {
                operation["responses"][status] = json!({"description": format!("{what}; without a document")});
            }
        }
    }
    // ninjs has no media type of its own.
    let tagged = &mut document["paths"]["/v1/tag"]["post"]["responses"]["200"]["content"]["application/json"]["schema"];
    *tagged = json!({"anyOf": [reference("TagAnswer"), reference("NewsItem")]});
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// Puts values to a list, which is made if there is none.
fn append(list: &mut Value, values: impl IntoIterator<Item = Value>) {
    match list.as_array_mut() {
        Some(list) => list.extend(values),
        None => *list = values.into_iter().collect(),
    }
}

/// The place of a row: a list that is served, and an id as the lists have them.
fn narrow_place(parameters: &mut Value) {
    for parameter in parameters.as_array_mut().into_iter().flatten() {
        match parameter["name"].as_str() {
            Some("name") => parameter["schema"] = reference("GazetteerName"),
            Some("id") => parameter["schema"]["pattern"] = "^[a-z0-9]+(_[a-z0-9]+)*$".into(),
            _ => {}
        }
    }
}

fn request_id_parameter() -> Value {
    json!({
        "name": "x-request-id", "in": "header", "required": false, "schema": {"type": "string"},
        "description": "The caller's id of the request, at most 128 visible ASCII characters; any other is replaced",
    })
}

/// The options of a text as they stand in a query: those of a JSON body, lists parted by commas.
fn tag_options(fields: &Map<String, Value>) -> Vec<Value> {
    let options = fields.iter().filter(|(name, _)| *name != "text").map(|(name, schema)| {
        let mut schema = without_null(schema);
        let description = schema.as_object_mut().and_then(|members| members.remove("description"));
        let mut option = json!({"name": name, "in": "query", "required": false, "description": description, "schema": schema});
        if option["schema"]["type"] == "array" {
            option["style"] = "form".into();
            // There is no way to write an empty list.
            option["schema"]["minItems"] = 1.into();
            option["explode"] = (name == "add").into();
        }
        if name == "add" {
            option["description"] = "Extra names for this request only: TYPE:NAME or TYPE:NAME:ID".into();
            option["schema"]["items"] = json!({"type": "string", "pattern": "^(person|place|organisation):[^:]"});
        }
        option
    });
    options.collect()
}

/// In a query nothing is null.
fn without_null(schema: &Value) -> Value {
    if let Some([null, other]) = schema["oneOf"].as_array().map(Vec::as_slice)
        && null["type"] == "null"
    {
        return other.clone();
    }
    let mut schema = schema.clone();
    if let Some([one, null]) = schema["type"].as_array().map(Vec::as_slice)
        && null == "null"
    {
        schema["type"] = one.clone();
    }
    schema
}

/// One response for each status, with the codes that it may have there.
fn add_problems(responses: &mut Value, operation: &str, path: &str) {
    for code in problems(operation).iter().chain(&ANYWHERE) {
        let (name, status, title) = code.row();
        let response = &mut responses[status.as_str()];
        if response.is_null() {
            let narrowed = json!({"properties": {"status": {"const": status.as_u16()}, "code": {"enum": []}}});
            let schema = json!({"allOf": [reference("Problem"), narrowed]});
            *response = json!({"description": "", "content": {PROBLEM_JSON: {"schema": schema}}});
        }
        debug_assert!(response["content"][PROBLEM_JSON].is_object(), "{path} answers {status} with what is no problem");
        append(&mut response["content"][PROBLEM_JSON]["schema"]["allOf"][1]["properties"]["code"]["enum"], [name.into()]);
        let known = response["description"].as_str().filter(|known| !known.is_empty()).map(|known| format!("{known}; "));
        response["description"] = format!("{}{name}: {title}", known.unwrap_or_default()).into();
        if matches!(status.as_u16(), 429 | 503) {
            response["headers"]["retry-after"] =
                json!({"description": "Seconds until it is worth another try", "schema": {"type": "integer"}});
        }
    }
}

fn news_item() -> Value {
    json!({
        "type": "object",
        "description": "With format=ninjs: a news item",
        "externalDocs": {"description": "IPTC ninjs 3.1", "url": "https://iptc.org/standards/ninjs/"},
        "required": ["uri", "standard", "people", "organisations", "places"],
        "properties": {
            "uri": {"type": "string"},
            "standard": {"type": "object"},
            "people": {"type": "array", "items": {"type": "object"}},
            "organisations": {"type": "array", "items": {"type": "object"}},
            "places": {"type": "array", "items": {"type": "object"}},
        },
    })
}
