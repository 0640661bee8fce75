//! Gold documents: texts with their mentions.
//!
//! Two shapes are read. A file of JSON lines, each `{"id","text","mentions":[{"start","end","type","optional"?}]}`; or one JSON document,
//! whose text may stand in a file beside it (`"text_file"`), with `"optional"` words that may be tagged or not. Offsets are code points,
//! unless `"offsets"` says otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::gazetteer::EntityType;
use crate::tagging::MentionType;
use crate::text::RawSpan;

/// A text and its mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldDocument {
    /// Its id.
    pub id: String,
    /// The text.
    pub text: String,
    /// The mentions, sorted.
    pub mentions: Vec<GoldMention>,
    /// Surfaces that may be tagged or not, wherever they stand.
    pub optional_surfaces: Vec<String>,
}

/// A mention as annotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldMention {
    /// Where.
    pub span: RawSpan,
    /// What.
    pub entity_type: EntityType,
    /// May be tagged or not.
    pub optional: bool,
}

/// Why a gold file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is no gold document.
    #[error("{path}:{line}: not a gold document")]
    Json {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
    /// A mention cannot be.
    #[error("{path}:{line}, document {id}, mention {index}: {problem}")]
    Mention {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Which document.
        id: String,
        /// Which mention, from 0.
        index: usize,
        /// What is wrong with it.
        problem: String,
    },
}

#[derive(Deserialize)]
struct WireDocument {
    id: String,
    text: Option<String>,
    text_file: Option<PathBuf>,
    #[serde(default)]
    offsets: Unit,
    mentions: Vec<WireMention>,
    #[serde(default)]
    optional: Vec<String>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    #[default]
    Codepoint,
    Utf16,
    Byte,
}

#[derive(Deserialize)]
struct WireMention {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    entity_type: String,
    #[serde(default)]
    optional: bool,
    text: Option<String>,
}

/// Reads a gold file.
///
/// # Errors
/// If it cannot be read, or a line or mention in it cannot be used; the error names the place.
pub fn read(path: &Path) -> Result<Vec<GoldDocument>, GoldError> {
    let contents = fs::read_to_string(path).map_err(|source| GoldError::Read { path: path.to_owned(), source })?;
    // One document over many lines, or one document a line?
    if let Ok(whole) = serde_json::from_str::<WireDocument>(&contents) {
        return Ok(vec![document(whole, path, 1)?]);
    }
    let mut documents = Vec::new();
    for (line, text) in contents.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let line = line + 1;
        let wire = serde_json::from_str(text).map_err(|source| GoldError::Json { path: path.to_owned(), line, source })?;
        documents.push(document(wire, path, line)?);
    }
    Ok(documents)
}

fn document(wire: WireDocument, path: &Path, line: usize) -> Result<GoldDocument, GoldError> {
    let text = match (wire.text, wire.text_file) {
        (Some(text), _) => text,
        (None, Some(file)) => {
            let beside = path.with_file_name(file);
            fs::read_to_string(&beside).map_err(|source| GoldError::Read { path: beside, source })?
        }
        (None, None) => {
            let source = serde::de::Error::missing_field("text");
            return Err(GoldError::Json { path: path.to_owned(), line, source });
        }
    };
    let bytes = byte_offsets(&text, wire.offsets);
    let mut mentions = Vec::with_capacity(wire.mentions.len());
    // Nationalities may be annotated; they are no names of entities, and not measured.
    let nationality = |mention: &WireMention| MentionType::from_name(&mention.entity_type) == Some(MentionType::Nationality);
    for (index, mention) in wire.mentions.into_iter().enumerate().filter(|(_, mention)| !nationality(mention)) {
        let made = gold_mention(&mention, &text, &bytes);
        let refuse = |problem| GoldError::Mention { path: path.to_owned(), line, id: wire.id.clone(), index, problem };
        mentions.push(made.map_err(refuse)?);
    }
    mentions.sort_unstable();
    Ok(GoldDocument { id: wire.id, text, mentions, optional_surfaces: wire.optional })
}

fn gold_mention(mention: &WireMention, text: &str, bytes: &[usize]) -> Result<GoldMention, String> {
    let entity_type =
        EntityType::from_name(&mention.entity_type).ok_or_else(|| format!("the type «{}» is not known", mention.entity_type))?;
    let border = |offset: usize| {
        bytes.get(offset).copied().filter(|&byte| byte != usize::MAX).ok_or_else(|| format!("{offset} is no border of a character"))
    };
    let span = RawSpan { start: border(mention.start)?, end: border(mention.end)? };
    if span.start >= span.end {
        return Err(format!("it ends ({}) before it begins ({})", mention.end, mention.start));
    }
    match &mention.text {
        Some(expected) if expected != span.of(text) => Err(format!("the text there is «{}», not «{expected}»", span.of(text))),
        _ => Ok(GoldMention { span, entity_type, optional: mention.optional }),
    }
}

/// The byte of every offset in the unit; `usize::MAX` inside a character.
pub(super) fn byte_offsets(text: &str, unit: Unit) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    for (byte, c) in text.char_indices() {
        let width = match unit {
            Unit::Codepoint => 1,
            Unit::Utf16 => c.len_utf16(),
            Unit::Byte => c.len_utf8(),
        };
        bytes.push(byte);
        bytes.extend(std::iter::repeat_n(usize::MAX, width - 1));
    }
    bytes.push(text.len());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_line(mentions: &str) -> Result<GoldDocument, GoldError> {
        let line = format!("{{\"id\": \"a\", \"text\": \"التاجر اللبناني\", \"mentions\": [{mentions}]}}");
        document(serde_json::from_str(&line).unwrap(), Path::new("gold.jsonl"), 1)
    }

    #[test]
    fn nationalities_may_be_annotated_and_are_not_measured() {
        let document = read_line(r#"{"start": 7, "end": 15, "type": "nationality"}, {"start": 0, "end": 6, "type": "person"}"#).unwrap();
        assert_eq!(document.mentions.len(), 1);
        assert_eq!(document.mentions[0].entity_type, EntityType::Person);
        assert!(read_line(r#"{"start": 7, "end": 15, "type": "demonym"}"#).is_err());
    }
}
