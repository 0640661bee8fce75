//! Texts from JSON lines: `{"text", "id"?}` a line.

use std::io::BufRead;

use anyhow::Context;

#[derive(serde::Deserialize)]
struct Line {
    id: Option<String>,
    text: String,
}

/// Calls back for each text of a file of JSON lines, with its id; empty lines are passed over.
pub(super) fn each(reader: impl BufRead, name: &str, mut take: impl FnMut(&str, Option<&str>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for (number, line) in reader.lines().enumerate() {
        let line = line.with_context(|| format!("cannot read {name} as UTF-8"))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line).with_context(|| format!("{name}:{}: no text to tag", number + 1))?;
        take(&line.text, line.id.as_deref())?;
    }
    Ok(())
}
