//! What is wrong with a body that is JSON but not a request. Only runs when reading has failed.
//!
//! serde stops at the first mistake, and its messages quote the value that was met, which may be the whole article. So the body is read
//! once more, as bare JSON, and every field is held against what it should be.

use serde_json::{Map, Value};

use super::json::Repeated;
use super::options::{FieldErrors, NAMES, SCORE_RANGE, unknown};
use crate::server::problem::FieldError;

/// The fields of a name to add.
const NAME_FIELDS: [&str; 3] = ["text", "type", "id"];

/// Everything wrong with the fields of a body; never empty.
pub(super) fn diagnose(body: &Value, repeated: &Repeated) -> FieldErrors {
    let Some(fields) = body.as_object() else {
        return vec![FieldError::new("", "this must be one JSON object with the article in its field text")];
    };
    let mut errors = FieldErrors::new();
    if !fields.contains_key("text") {
        errors.push(FieldError::new("text", "is missing; it holds the article"));
    }
    for (name, value) in fields {
        check(name, value, &mut errors);
    }
    if errors.is_empty() {
        errors.push(repeated.error());
    }
    errors
}

fn check(name: &str, value: &Value, errors: &mut FieldErrors) {
    let expected = match name {
        "text" => (!value.is_string()).then_some("must be a string"),
        _ if value.is_null() && NAMES.contains(&name) => None,
        "id" | "offsets" | "overlap" | "format" => (!value.is_string()).then_some("must be a string"),
        "types" | "gazetteers" | "suppress" => (!is_strings(value)).then_some("must be a list of strings"),
        "min_score" => (!value.is_number()).then_some(SCORE_RANGE),
        "unlisted" | "explain" => (!value.is_boolean()).then_some("must be true or false"),
        "add" => return check_names(value, errors),
        _ => return errors.push(unknown(name, NAMES)),
    };
    errors.extend(expected.map(|expected| FieldError::new(name, expected)));
}

fn is_strings(value: &Value) -> bool {
    value.as_array().is_some_and(|values| values.iter().all(Value::is_string))
}

fn check_names(value: &Value, errors: &mut FieldErrors) {
    let Some(names) = value.as_array() else {
        return errors.push(FieldError::new("add", "must be a list of objects with text and type"));
    };
    for (index, name) in names.iter().enumerate() {
        match name.as_object() {
            Some(fields) => check_name(index, fields, errors),
            None => errors.push(FieldError::new(format!("add[{index}]"), "must be an object with text and type")),
        }
    }
}

fn check_name(index: usize, fields: &Map<String, Value>, errors: &mut FieldErrors) {
    for required in ["text", "type"] {
        if !fields.get(required).is_some_and(Value::is_string) {
            errors.push(FieldError::new(format!("add[{index}].{required}"), "must be there and be a string"));
        }
    }
    if fields.get("id").is_some_and(|id| !id.is_string() && !id.is_null()) {
        errors.push(FieldError::new(format!("add[{index}].id"), "must be a string"));
    }
    for name in fields.keys().filter(|name| !NAME_FIELDS.contains(&name.as_str())) {
        let error = unknown(name, NAME_FIELDS);
        let field = if error.field.is_empty() { format!("add[{index}]") } else { format!("add[{index}].{}", error.field) };
        errors.push(FieldError { field, ..error });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_named() {
        for (body, fields) in [
            ("[]", &[""][..]),
            ("\"نص\"", &[""]),
            ("{}", &["text"]),
            ("{\"text\":1}", &["text"]),
            ("{\"text\":null}", &["text"]),
            ("{\"text\":\"\",\"types\":\"person\",\"explain\":\"yes\"}", &["explain", "types"]),
            ("{\"text\":\"\",\"types\":null,\"format\":1,\"form\":\"json\"}", &["form", "format"]),
            ("{\"text\":\"\",\"min_score\":\"1\",\"suppress\":[1]}", &["min_score", "suppress"]),
            ("{\"text\":\"\",\"add\":{}}", &["add"]),
            (
                "{\"text\":\"\",\"add\":[1,{\"text\":\"x\",\"kind\":\"y\",\"id\":1}]}",
                &["add[0]", "add[1].type", "add[1].id", "add[1].kind"],
            ),
            ("{\"text\":\"\",\"text\":\"\"}", &[""]),
        ] {
            let errors = diagnose(&serde_json::from_str(body).unwrap(), &Repeated::default());
            let found: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(found, fields, "{body}");
        }
    }

    #[test]
    fn the_text_is_never_quoted() {
        for body in ["\"سرّ النص\"", "{\"سرّ النص\":1}", "{\"text\":[\"سرّ النص\"]}", "{\"text\":\"\",\"explain\":\"سرّ النص\"}"]
        {
            for error in diagnose(&serde_json::from_str(body).unwrap(), &Repeated::default()) {
                assert!(!error.field.contains("سرّ") && !error.detail.contains("سرّ"), "{error:?}");
            }
        }
    }
}
