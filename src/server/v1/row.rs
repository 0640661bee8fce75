//! A row of an entity list as the API has it: an object with a text for each column, and a list where a cell holds several.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::json::{self, Repeated};
use super::options::{FieldErrors, unknown};
use crate::gazetteer::{ENTITY_COLUMNS, Finding, Severity};
use crate::server::problem::{Code, FieldError, Problem};

/// Columns whose cells hold several texts.
const LISTS: [&str; 3] = ["aliases", "same_as", "flags"];
/// Parts the texts of such a cell.
const BAR: char = '|';

/// A row of a list of entities; what is left out is an empty cell. gazetteers/README.md says what each column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Row {
    /// Lower-case ASCII words joined by _; that of the path if it is left out there.
    pub(super) id: String,
    /// Canonical Arabic spelling.
    pub(super) name: String,
    /// Other names and spellings.
    pub(super) aliases: Vec<String>,
    pub(super) name_en: String,
    /// May be empty for people.
    pub(super) subtype: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub(super) country: String,
    /// People only: office in Arabic.
    pub(super) role: String,
    /// When it began: 2021, 2021-06 or 2021-06-30.
    pub(super) from: String,
    pub(super) to: String,
    /// Identifiers elsewhere, scheme:value.
    pub(super) same_as: Vec<String>,
    /// Such as `needs_context`, `needs_context=NAME`, `population=NUMBER`.
    pub(super) flags: Vec<String>,
    /// curated, unless said otherwise.
    pub(super) source: String,
}

impl Default for Row {
    fn default() -> Self {
        let [id, name, name_en, subtype, country, role, from, to] = Default::default();
        let [aliases, same_as, flags] = Default::default();
        Self { id, name, aliases, name_en, subtype, country, role, from, to, same_as, flags, source: "curated".to_owned() }
    }
}

impl Row {
    /// Reads a body.
    ///
    /// # Errors
    /// 400 if this is not JSON, 422 with every field that is wrong if it is.
    pub(super) fn read(body: &str) -> Result<Self, Problem> {
        let refuse = |body: &Value, repeated: &Repeated| Problem::of_fields(Code::InvalidRow, diagnose(body, repeated));
        // serde would read an array as the row's fields in order.
        json::read::<Map<String, Value>>(body, refuse)?;
        json::read(body, refuse)
    }

    /// The row of a line, cells parted by tabs.
    pub(super) fn of_line(line: &str) -> Self {
        let mut cells = line.split('\t');
        let mut text = || cells.next().unwrap_or_default().to_owned();
        let several = |cell: String| if cell.is_empty() { Vec::new() } else { cell.split(BAR).map(str::to_owned).collect() };
        Self {
            id: text(),
            name: text(),
            aliases: several(text()),
            name_en: text(),
            subtype: text(),
            country: text(),
            role: text(),
            from: text(),
            to: text(),
            same_as: several(text()),
            flags: several(text()),
            source: text(),
        }
    }

    /// The line of the row.
    ///
    /// # Errors
    /// Texts that no cell can hold. What else is wrong with a row is found as in a file.
    pub(super) fn line(&self) -> Result<String, FieldErrors> {
        let Self { id, name, aliases, name_en, subtype, country, role, from, to, same_as, flags, source } = self;
        let joined = [aliases, same_as, flags].map(|texts| texts.join("|"));
        let [joined_aliases, joined_same_as, joined_flags] = &joined;
        let cells = [id, name, joined_aliases, name_en, subtype, country, role, from, to, joined_same_as, joined_flags, source];
        let mut errors = FieldErrors::new();
        for (column, cell) in ENTITY_COLUMNS.iter().zip(cells) {
            if cell.contains(['\t', '\n', '\r']) {
                errors.push(FieldError::new(*column, "holds a tab or a line break, which part the cells and rows of a list; leave it out"));
            }
        }
        for (column, texts) in LISTS.iter().zip([aliases, same_as, flags]) {
            for (index, text) in texts.iter().enumerate() {
                if text.is_empty() || text.contains(BAR) {
                    errors.push(FieldError::new(format!("{column}[{index}]"), "is empty or holds |, which parts them; leave it out"));
                }
            }
        }
        if errors.is_empty() { Ok(cells.map(String::as_str).join("\t")) } else { Err(errors) }
    }
}

/// Everything wrong with the form of a row; never empty.
fn diagnose(body: &Value, repeated: &Repeated) -> FieldErrors {
    let Some(fields) = body.as_object() else {
        return vec![FieldError::new("", "this must be one JSON object with a field for each column of the row")];
    };
    let mut errors = FieldErrors::new();
    for (name, value) in fields {
        if LISTS.contains(&name.as_str()) {
            if !value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string)) {
                errors.push(FieldError::new(name, "must be a list of strings"));
            }
        } else if !ENTITY_COLUMNS.contains(&name.as_str()) {
            errors.push(unknown(name, ENTITY_COLUMNS));
        } else if !value.is_string() {
            errors.push(FieldError::new(name, "must be a string"));
        }
    }
    if errors.is_empty() {
        errors.push(repeated.error());
    }
    errors
}

/// The errors among findings. Those of the row with this id are named by their column, others by their place.
pub(in crate::server) fn errors_of(findings: &[Finding], id: &str) -> FieldErrors {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| if !id.is_empty() && finding.row == id { of_row(finding) } else { of_place(finding) }).collect()
}

/// A finding about a row that is known.
pub(super) fn of_row(finding: &Finding) -> FieldError {
    FieldError::new(finding.column, in_words(finding))
}

/// A finding about what stands in a list.
fn of_place(finding: &Finding) -> FieldError {
    let Finding { file, line, row, column, .. } = finding;
    let row = if *line > 0 {
        format!(":{line}")
    } else if row.is_empty() {
        String::new()
    } else {
        format!(":{row}")
    };
    let column = if column.is_empty() { String::new() } else { format!(":{column}") };
    FieldError::new(format!("{file}{row}{column}"), in_words(finding))
}

fn in_words(finding: &Finding) -> String {
    format!("{}; {}", finding.problem, finding.mend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_rows_are_the_same() {
        let line = "cairo\tالقاهرة\tمصر المحروسة|القاهرة الكبرى\tCairo\tcity\tEG\t\t\t\tgeonames:360630\t\tcurated";
        let row = Row::of_line(line);
        assert_eq!(row.aliases, ["مصر المحروسة", "القاهرة الكبرى"]);
        assert_eq!(row.flags, [""; 0]);
        assert_eq!(row.line().unwrap(), line);
        let short = Row::read("{\"id\":\"x\",\"name\":\"س\"}").unwrap();
        assert_eq!(short.line().unwrap(), "x\tس\t\t\t\t\t\t\t\t\t\tcurated");
    }

    #[test]
    fn what_no_cell_holds_is_refused() {
        let row = Row { name: "أ\tب".into(), aliases: vec!["ج".into(), "د|ه".into(), String::new()], ..Row::default() };
        let fields: Vec<String> = row.line().unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["name", "aliases[1]", "aliases[2]"]);
    }

    #[test]
    fn every_field_is_named() {
        for (body, fields) in [
            ("[]", &[""][..]),
            ("{\"name\":1,\"aliases\":\"x\",\"colour\":\"red\"}", &["aliases", "colour", "name"]),
            ("{\"flags\":[1],\"id\":null}", &["flags", "id"]),
            ("{\"name\":\"x\",\"name\":\"y\"}", &[""]),
        ] {
            let errors = diagnose(&serde_json::from_str(body).unwrap(), &Repeated::default());
            let found: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(found, fields, "{body}");
            assert!(Row::read(body).is_err());
        }
    }

    #[test]
    fn a_repeated_field_is_named_and_a_byte_order_mark_passed_over() {
        let refused = Row::read("{\"name\":\"x\",\"name\":\"y\"}").unwrap_err();
        assert_eq!(refused.detail(), "the field name stands more than once; leave one");
        assert_eq!(Row::read("\u{FEFF}{\"id\":\"x\"}").unwrap().id, "x");
    }
}
