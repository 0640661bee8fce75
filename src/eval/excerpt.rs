//! Excerpts: a mention with the text round it, for reading.

use super::gold::GoldDocument;
use crate::gazetteer::EntityType;
use crate::text::{OffsetUnit, RawSpan};

/// How many characters of the text stand on each side.
const AROUND: usize = 30;

/// A mention with the text round it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Id of the document.
    pub document: String,
    /// Where the mention begins, in code points.
    pub start: usize,
    /// At most 30 characters before it.
    pub before: String,
    /// The mention.
    pub surface: String,
    /// At most 30 characters behind it.
    pub after: String,
    /// Its type.
    pub entity_type: EntityType,
    /// What else there is to say of it; may be empty.
    pub note: String,
}

impl Excerpt {
    /// Cuts a mention out of its document. White space of any kind becomes a space, so that it fits on a line.
    pub(super) fn of(document: &GoldDocument, span: RawSpan, entity_type: EntityType, note: String) -> Self {
        let (before, after) = (&document.text[..span.start], &document.text[span.end..]);
        let from = before.char_indices().rev().take(AROUND).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
        Self {
            document: document.id.clone(),
            start: OffsetUnit::Codepoint.length(before),
            before: line(&before[from..]),
            surface: line(span.of(&document.text)),
            after: line(&after[..to]),
            entity_type,
            note,
        }
    }
}

/// The most excerpts that are kept of a kind, each surface once.
#[derive(Debug, Clone, Default)]
pub(super) struct Excerpts(Vec<Excerpt>);

impl Excerpts {
    /// Keeps an excerpt if there are fewer than `most` and none of this surface and type.
    pub(super) fn keep(&mut self, most: usize, excerpt: impl FnOnce() -> Excerpt) {
        if self.0.len() >= most {
            return;
        }
        let excerpt = excerpt();
        let same = |kept: &Excerpt| kept.surface == excerpt.surface && kept.entity_type == excerpt.entity_type;
        if !self.0.iter().any(same) {
            self.0.push(excerpt);
        }
    }

    /// What was kept.
    pub(super) fn kept(&self) -> &[Excerpt] {
        &self.0
    }
}

fn line(text: &str) -> String {
    text.replace(|c: char| c.is_whitespace() || c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_characters_on_each_side_and_no_more() {
        let text = format!("{}\nبيروت{}", "ا".repeat(40), "ب".repeat(10));
        let document = GoldDocument { id: "d".to_owned(), text, mentions: Vec::new(), optional_surfaces: Vec::new() };
        let start = document.text.find("بيروت").unwrap();
        let excerpt = Excerpt::of(&document, RawSpan { start, end: start + "بيروت".len() }, EntityType::Place, String::new());
        assert_eq!((excerpt.start, &*excerpt.surface), (41, "بيروت"));
        assert_eq!(excerpt.before, format!("{} ", "ا".repeat(29)));
        assert_eq!(excerpt.after, "ب".repeat(10));
    }
}
