//! What the search alone finds: for asking why a listed name was not asserted.

use super::candidate::Entities;
use super::document::Document;
use super::{Options, TagError, Tagger};
use crate::gazetteer::EntityIx;
use crate::text::RawSpan;
use crate::text::fold::MAX_TEXT_BYTES;

/// A listed name found in a text, believed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedName {
    /// Where.
    pub span: RawSpan,
    /// Whose name.
    pub entity: EntityIx,
    /// A mention only beside a cue or after a fuller mention.
    pub needs_context: bool,
}

impl Tagger {
    /// Every listed name that the search finds in a text, before anything is scored: names overlap, and one span may name several entities.
    ///
    /// # Errors
    /// If the text is too long.
    pub fn listed_names(&self, raw: &str) -> Result<Vec<ListedName>, TagError> {
        if raw.len() > MAX_TEXT_BYTES {
            return Err(TagError::TooLong(raw.len()));
        }
        let entities = Entities { listed: self.gazetteer(), added: &[] };
        let mut document = Document::new(raw, 0);
        let candidates = self.candidates(None, entities, &Options::default(), &mut document);
        let names = candidates.iter().map(|candidate| ListedName {
            span: document.raw_span(candidate.span),
            entity: candidate.entity,
            needs_context: candidate.needs_context,
        });
        Ok(names.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::source::Source;

    #[test]
    fn a_name_that_lacks_its_cue_is_found_and_not_asserted() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let text = "نشر الموقع صور الحفل";
        let is_tyre = |name: &ListedName| name.span.of(text) == "صور" && name.needs_context;
        assert!(tagger.listed_names(text).unwrap().iter().any(is_tyre));
        assert!(tagger.tag(text, &Options::default()).unwrap().mentions.is_empty());
    }
}
