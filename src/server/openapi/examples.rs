//! Examples: requests with the answers that the service gives to them on the lists it carries. A test sends every one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

const EXAMPLES: &str = include_str!("examples.json");

/// A request and its answer.
#[derive(Deserialize)]
struct Example {
    /// What ties the request to its answer: both have this name in the description.
    name: String,
    /// What it shows.
    summary: String,
    method: String,
    path: String,
    /// Parameters of the path and the query, by name.
    #[serde(default)]
    parameters: BTreeMap<String, Value>,
    body: Option<Content>,
    status: String,
    answer: Content,
}

#[derive(Deserialize)]
struct Content {
    media_type: String,
    value: Value,
}

/// Puts each example to its operation's parameters, body and response.
pub(super) fn insert(document: &mut Value) -> serde_json::Result<()> {
    for example in serde_json::from_str::<Vec<Example>>(EXAMPLES)? {
        let Example { name, summary, method, path, parameters, body, status, answer } = example;
        let operation = &mut document["paths"][path.as_str()][method.as_str()];
        let shown = |value: Value| json!({"summary": summary, "value": value});
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            if let Some(value) = parameter["name"].as_str().and_then(|name| parameters.get(name)) {
                parameter["examples"][name.as_str()] = shown(value.clone());
            }
        }
        if let Some(Content { media_type, value }) = body {
            operation["requestBody"]["content"][media_type]["examples"][name.as_str()] = shown(value);
        }
        operation["responses"][status]["content"][answer.media_type]["examples"][name.as_str()] = shown(answer.value);
    }
    Ok(())
}
