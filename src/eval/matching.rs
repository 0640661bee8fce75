//! Matching: which annotated and asserted mentions of a text are the same.

use super::gold::{GoldDocument, GoldMention};
use crate::gazetteer::EntityType;
use crate::tagging::MentionType;
use crate::text::RawSpan;

/// How wide mentions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As they are.
    #[default]
    Span,
    /// Both sides widened to white space: for corpora that tag whole tokens, clitics and all.
    Token,
}

/// What counts as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    /// The same span and type.
    Strict,
    /// The same type and some character in common.
    Overlap,
}

impl Match {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Strict, Self::Overlap];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Overlap => "overlap",
        }
    }
}

/// A mention of one side, as it was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Which of the document's, or of the asserted.
    pub index: usize,
    /// Where, as wide as was asked.
    pub span: RawSpan,
    /// What.
    pub entity_type: EntityType,
    /// Whether the other side has the same span and type.
    pub strict: bool,
    /// Whether the other side has one of this type that overlaps.
    pub overlap: bool,
}

impl Compared {
    /// Whether it found its partner.
    pub fn matches(&self, kind: Match) -> bool {
        match kind {
            Match::Strict => self.strict,
            Match::Overlap => self.overlap,
        }
    }

    /// What makes it the same mention in another run.
    pub fn key(&self) -> (RawSpan, EntityType) {
        (self.span, self.entity_type)
    }
}

/// Both sides of a document. What may be tagged or not is on neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// The annotated mentions, in the order of the text.
    pub gold: Vec<Compared>,
    /// The asserted mentions, in their order.
    pub asserted: Vec<Compared>,
}

impl Matching {
    /// Compares what is annotated in a document with what was asserted of it. What names no entity (a nationality) is on neither side.
    pub fn of(document: &GoldDocument, asserted: impl IntoIterator<Item = (RawSpan, impl Into<MentionType>)>, width: Width) -> Self {
        let wide = |span| width.of(&document.text, span);
        let all: Vec<GoldMention> = document.mentions.iter().map(|gold| GoldMention { span: wide(gold.span), ..*gold }).collect();
        let of = |(index, span, entity_type)| Compared { index, span, entity_type, strict: false, overlap: false };
        let sure = all.iter().enumerate().filter(|(_, gold)| !gold.optional);
        let mut gold: Vec<Compared> = sure.map(|(index, gold)| of((index, gold.span, gold.entity_type))).collect();
        // What meets an optional mention or surface counts neither way.
        let counts = |span: RawSpan, entity_type: EntityType| {
            let exact = all.iter().any(|gold| !gold.optional && gold.span == wide(span) && gold.entity_type == entity_type);
            !document.optional_surfaces.iter().any(|surface| surface == span.of(&document.text))
                && (exact || !all.iter().any(|gold| gold.optional && overlap(gold.span, wide(span))))
        };
        let asserted = asserted.into_iter().enumerate().filter_map(|(index, (span, named))| Some((index, span, named.into().of_entity()?)));
        let asserted = asserted.filter(|(_, span, entity_type)| counts(*span, *entity_type));
        let mut asserted: Vec<Compared> = asserted.map(|(index, span, entity_type)| of((index, wide(span), entity_type))).collect();
        for kind in Match::ALL {
            pair(&mut gold, &mut asserted, kind);
        }
        Self { gold, asserted }
    }
}

impl Width {
    /// A span of a text, as wide as this.
    pub(super) fn of(self, text: &str, span: RawSpan) -> RawSpan {
        match self {
            Self::Span => span,
            Self::Token => widen(text, span),
        }
    }
}

pub(super) fn overlap(one: RawSpan, two: RawSpan) -> bool {
    one.start < two.end && two.start < one.end
}

/// Pairs each gold mention with at most one asserted, in the order of the text, and notes it on both sides.
fn pair(gold: &mut [Compared], asserted: &mut [Compared], kind: Match) {
    let found = |one: &mut Compared| match kind {
        Match::Strict => one.strict = true,
        Match::Overlap => one.overlap = true,
    };
    // Exact pairs first, so that an overlapping neighbour takes nobody's partner.
    for exact in [true, false] {
        if kind == Match::Strict && !exact {
            break;
        }
        for one in gold.iter_mut().filter(|one| !one.matches(kind)) {
            let partner = asserted.iter_mut().find(|other| {
                let meets = if exact { other.span == one.span } else { overlap(other.span, one.span) };
                !other.matches(kind) && other.entity_type == one.entity_type && meets
            });
            if let Some(other) = partner {
                found(one);
                found(other);
            }
        }
    }
}

/// Widens a span to the white space round it.
fn widen(text: &str, span: RawSpan) -> RawSpan {
    let start = text[..span.start].rfind(char::is_whitespace).map_or(0, |at| {
        let width = text[at..].chars().next().map_or(1, char::len_utf8);
        at + width
    });
    let end = text[span.end..].find(char::is_whitespace).map_or(text.len(), |at| span.end + at);
    RawSpan { start, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> RawSpan {
        RawSpan { start, end }
    }

    fn document(mentions: &[(usize, usize, bool)]) -> GoldDocument {
        let mention = |&(start, end, optional): &(usize, usize, bool)| GoldMention {
            span: span(start, end),
            entity_type: EntityType::Place,
            optional,
        };
        let mentions = mentions.iter().map(mention).collect();
        GoldDocument { id: "d".to_owned(), text: "x".repeat(30), mentions, optional_surfaces: Vec::new() }
    }

    #[test]
    fn exact_pairs_come_before_overlapping_ones() {
        let document = document(&[(0, 10, false), (12, 20, false)]);
        let asserted = [(span(8, 14), EntityType::Place), (span(12, 20), EntityType::Place)];
        let matching = Matching::of(&document, asserted, Width::Span);
        let flags = |side: &[Compared]| side.iter().map(|one| (one.strict, one.overlap)).collect::<Vec<_>>();
        assert_eq!(flags(&matching.gold), [(false, true), (true, true)]);
        assert_eq!(flags(&matching.asserted), [(false, true), (true, true)]);
    }

    #[test]
    fn what_meets_an_optional_mention_counts_neither_way() {
        let document = document(&[(0, 5, true), (10, 15, false)]);
        let asserted = [(span(2, 7), EntityType::Place), (span(10, 15), EntityType::Place), (span(20, 22), EntityType::Place)];
        let matching = Matching::of(&document, asserted, Width::Span);
        assert_eq!(matching.gold.iter().map(|one| one.index).collect::<Vec<_>>(), [1]);
        assert_eq!(matching.asserted.iter().map(|one| one.index).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn widening_takes_the_clitic_in() {
        let text = "زار ولبنان.";
        let start = text.find("لبنان").unwrap();
        let wide = widen(text, span(start, text.len() - 1));
        assert_eq!(wide.of(text), "ولبنان.");
    }
}
