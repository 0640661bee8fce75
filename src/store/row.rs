//! Rows as the table has them: an object with a text for each column.

use serde::Serializer as _;
use serde_json::{Map, Serializer, Value};

use crate::gazetteer::ENTITY_COLUMNS;

/// A line of cells parted by tabs as JSON, in the order of the columns.
pub(super) fn to_json(line: &str) -> String {
    let mut json = Vec::with_capacity(line.len() + 128);
    let cells = line.split('\t').chain(std::iter::repeat(""));
    // Texts alone, into memory: nothing in it can fail.
    let _ = Serializer::new(&mut json).collect_map(ENTITY_COLUMNS.iter().zip(cells));
    String::from_utf8(json).unwrap_or_default()
}

/// The line of a row in JSON. A column that it does not have is empty.
///
/// # Errors
/// If it is no such object, or has a column that is not known: dropping it silently would lose what somebody wrote.
pub(super) fn from_json(json: &str) -> Result<String, String> {
    let mut cells: Map<String, Value> = serde_json::from_str(json).map_err(|error| format!("its row is not JSON: {error}"))?;
    let mut line = String::with_capacity(json.len());
    for (number, column) in ENTITY_COLUMNS.iter().enumerate() {
        if number > 0 {
            line.push('\t');
        }
        match cells.remove(*column) {
            Some(Value::String(cell)) => line.push_str(&cell),
            Some(_) => return Err(format!("its column {column} is no text")),
            None => {}
        }
    }
    match cells.keys().next() {
        Some(unknown) => Err(format!("its column {unknown} is not known")),
        None => Ok(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let line = "cairo\tالقاهرة\tمصر المحروسة|«القاهرة»\tCairo\tcity\tEG\t\t\t\tgeonames:360630\tneeds_context\tcurated";
        let json = to_json(line);
        assert!(json.starts_with("{\"id\":\"cairo\",\"name\":\"القاهرة\","), "{json}");
        assert_eq!(from_json(&json).unwrap(), line);
    }

    #[test]
    fn columns_that_are_missing_are_empty_and_others_an_error() {
        assert_eq!(from_json("{\"source\":\"curated\",\"id\":\"x\"}").unwrap(), "x\t\t\t\t\t\t\t\t\t\t\tcurated");
        assert!(from_json("{\"id\":\"x\",\"colour\":\"red\"}").unwrap_err().contains("colour"));
        assert!(from_json("{\"id\":1}").unwrap_err().contains("id"));
        assert!(from_json("[]").is_err());
    }
}
