//! Texts from JSON lines.

use std::io::BufRead;

use anyhow::{Context, anyhow};
use serde::de::DeserializeOwned;

/// A line with a text, `{"text", "id"?}`, and nothing that would be passed over.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) id: Option<String>,
    pub(super) text: String,
}

/// Calls back for each line of a file of JSON lines; empty lines are passed over.
pub(super) fn each<L: DeserializeOwned>(
    reader: impl BufRead,
    name: &str,
    mut take: impl FnMut(L) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for (number, line) in reader.lines().enumerate() {
        let line = line.with_context(|| format!("cannot read {name} as UTF-8"))?;
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(&line);
        if line.trim().is_empty() {
            continue;
        }
        take(serde_json::from_str(line).map_err(|error| anyhow!("{name}:{}: {}", number + 1, in_words(&error)))?)?;
    }
    Ok(())
}

/// What is wrong with a line. serde counts lines within it, which says nothing here.
fn in_words(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let problem = said.rsplit_once(" at line ").map_or(&*said, |(problem, _)| problem);
    let column = error.column();
    match problem {
        _ if !error.is_data() => format!("this is not JSON from column {column} on: {problem}"),
        unknown if unknown.starts_with("unknown field") => format!("{unknown}; options stand on the command line, for all lines"),
        other => format!("{other}, at column {column}"),
    }
}
