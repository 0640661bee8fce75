//! Causes: why a mention was missed, or made up. Every error has one, found mechanically.
//!
//! # How it works
//! First against the other side: whatever overlaps the mention there explains it. Else, for a miss, what the lists hold decides; for a
//! false mention, where it comes from. The first cause that fits, in the order of [`Cause`], is the one.

use std::collections::BTreeMap;

use super::excerpt::{Excerpt, Excerpts};
use super::matching::{Compared, overlap};
use super::report::Judged;
use crate::gazetteer::EntityType;
use crate::tagging::TagError;
use crate::text::fold::canonical_symbols;
use crate::text::{RawSpan, Symbol};

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorKind {
    /// Annotated, and not asserted so.
    Missed,
    /// Asserted, and not annotated so.
    False,
}

impl ErrorKind {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Missed, Self::False];

    /// The causes that such an error may have.
    pub const fn causes(self) -> &'static [Cause] {
        match self {
            Self::Missed => &[Cause::Type, Cause::Boundary, Cause::Nested, Cause::TypeAndBoundary, Cause::Withheld, Cause::NotListed],
            Self::False => &[
                Cause::Type,
                Cause::Boundary,
                Cause::Nested,
                Cause::TypeAndBoundary,
                Cause::ListedWord,
                Cause::ListedName,
                Cause::UnlistedName,
            ],
        }
    }
}

/// Why it went wrong. "The other side" is what was asserted, for a miss; what is annotated, for a false mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The other side has this very span, with another type.
    Type,
    /// The other side has a mention of this type that overlaps.
    Boundary,
    /// It lies inside a longer mention of another type on the other side.
    Nested,
    /// The other side has a mention of another type that overlaps in another way.
    TypeAndBoundary,
    /// A list holds this very name with this type, and it was not asserted: it lacks the context that it needs, its score is too low, or it
    /// was read as part of a thing's name.
    Withheld,
    /// No list holds this very name with this type.
    NotListed,
    /// A listed name of one word, where nothing is annotated.
    ListedWord,
    /// A listed name of several words, where nothing is annotated.
    ListedName,
    /// A name that no list holds, where nothing is annotated.
    UnlistedName,
}

impl Cause {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Boundary => "boundary",
            Self::Nested => "nested",
            Self::TypeAndBoundary => "type_and_boundary",
            Self::Withheld => "withheld",
            Self::NotListed => "not_listed",
            Self::ListedWord => "listed_word",
            Self::ListedName => "listed_name",
            Self::UnlistedName => "unlisted_name",
        }
    }
}

/// How often each cause was found, with examples.
#[derive(Debug, Default)]
pub struct Causes {
    examples: usize,
    counts: BTreeMap<(ErrorKind, Cause, EntityType), usize>,
    kept: BTreeMap<(ErrorKind, Cause), Excerpts>,
}

impl Causes {
    /// Keeps up to this many examples of each cause.
    pub(super) fn keeping(examples: usize) -> Self {
        Self { examples, ..Self::default() }
    }

    /// How many errors of this kind and type have this cause.
    pub fn count(&self, kind: ErrorKind, cause: Cause, entity_type: EntityType) -> usize {
        self.counts.get(&(kind, cause, entity_type)).copied().unwrap_or_default()
    }

    /// The first examples in the order of the texts, no surface twice.
    pub fn examples(&self, kind: ErrorKind, cause: Cause) -> &[Excerpt] {
        self.kept.get(&(kind, cause)).map_or(&[], Excerpts::kept)
    }

    /// Adds the errors of a document.
    pub(super) fn add(&mut self, judged: &Judged<'_>) -> Result<(), TagError> {
        let missed: Vec<&Compared> = judged.matching.gold.iter().filter(|gold| !gold.strict).collect();
        if !missed.is_empty() {
            let listed = Listed::of(judged)?;
            for gold in missed {
                let span = judged.document.mentions[gold.index].span;
                let (cause, note) = judged.why_missed(gold, &listed);
                self.note(ErrorKind::Missed, cause, judged, (span, gold.entity_type), note);
            }
        }
        for asserted in judged.matching.asserted.iter().filter(|asserted| !asserted.strict) {
            let span = judged.tagged.mentions[asserted.index].span;
            let (cause, note) = judged.why_false(asserted);
            self.note(ErrorKind::False, cause, judged, (span, asserted.entity_type), note);
        }
        Ok(())
    }

    fn note(&mut self, kind: ErrorKind, cause: Cause, judged: &Judged<'_>, (span, entity_type): (RawSpan, EntityType), note: String) {
        *self.counts.entry((kind, cause, entity_type)).or_default() += 1;
        let kept = self.kept.entry((kind, cause)).or_default();
        kept.keep(self.examples, || Excerpt::of(judged.document, span, entity_type, note));
    }
}

/// The listed names of a text, by span as compared and type.
struct Listed(BTreeMap<(RawSpan, EntityType), String>);

impl Listed {
    fn of(judged: &Judged<'_>) -> Result<Self, TagError> {
        let text = &judged.document.text;
        let mut listed = BTreeMap::new();
        for name in judged.tagger.listed_names(text)? {
            let entity = judged.tagger.gazetteer().entity(name.entity);
            let key = (judged.width.of(text, name.span), entity.entity_type);
            listed.entry(key).or_insert_with(|| listed_as(&entity.id, name.needs_context));
        }
        Ok(Self(listed))
    }
}

fn listed_as(id: &str, needs_context: bool) -> String {
    format!("listed as {id}{}", if needs_context { ", needs context" } else { "" })
}

/// What on the other side overlaps a mention, and what that makes of it.
fn met<'c>(one: &Compared, others: &'c [Compared]) -> Option<(Cause, &'c Compared)> {
    let find = |cause, meets: &dyn Fn(&Compared) -> bool| others.iter().find(|other| meets(other)).map(|other| (cause, other));
    let over = |other: &Compared| overlap(other.span, one.span);
    find(Cause::Type, &|other| other.span == one.span && other.entity_type != one.entity_type)
        .or_else(|| find(Cause::Boundary, &|other| over(other) && other.entity_type == one.entity_type))
        .or_else(|| find(Cause::Nested, &|other| other.span.start <= one.span.start && one.span.end <= other.span.end))
        .or_else(|| find(Cause::TypeAndBoundary, &over))
}

impl Judged<'_> {
    fn why_missed(&self, gold: &Compared, listed: &Listed) -> (Cause, String) {
        if let Some((cause, other)) = met(gold, &self.matching.asserted) {
            let surface = self.tagged.mentions[other.index].span.of(&self.document.text);
            return (cause, format!("asserted: {} «{surface}»", other.entity_type));
        }
        match listed.0.get(&gold.key()) {
            Some(note) => (Cause::Withheld, note.clone()),
            None => (Cause::NotListed, String::new()),
        }
    }

    fn why_false(&self, asserted: &Compared) -> (Cause, String) {
        if let Some((cause, other)) = met(asserted, &self.matching.gold) {
            let surface = self.document.mentions[other.index].span.of(&self.document.text);
            return (cause, format!("annotated: {} «{surface}»", other.entity_type));
        }
        let mention = &self.tagged.mentions[asserted.index];
        let Some(ix) = mention.entity else {
            return (Cause::UnlistedName, format!("rule {}", mention.evidence.rule.name()));
        };
        let entity = self.tagger.entity(self.tagged, ix);
        let alias = mention.evidence.alias.and_then(|alias| entity.aliases.get(usize::from(alias)));
        let note = listed_as(&entity.id, alias.is_some_and(|alias| alias.needs_context));
        let several_words = canonical_symbols(mention.span.of(&self.document.text)).contains(&Symbol::SPACE.0);
        (if several_words { Cause::ListedName } else { Cause::ListedWord }, note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityType::{Organisation, Person, Place};

    fn compared(start: usize, end: usize, entity_type: EntityType) -> Compared {
        Compared { index: 0, span: RawSpan { start, end }, entity_type, strict: false, overlap: false }
    }

    #[test]
    fn what_overlaps_on_the_other_side_is_the_cause() {
        let one = compared(10, 20, Place);
        let cause = |others: &[Compared]| met(&one, others).map(|(cause, _)| cause);
        assert_eq!(cause(&[compared(10, 20, Person)]), Some(Cause::Type));
        assert_eq!(cause(&[compared(10, 15, Place)]), Some(Cause::Boundary));
        assert_eq!(cause(&[compared(5, 25, Place)]), Some(Cause::Boundary));
        assert_eq!(cause(&[compared(5, 20, Organisation)]), Some(Cause::Nested));
        assert_eq!(cause(&[compared(15, 25, Organisation)]), Some(Cause::TypeAndBoundary));
        assert_eq!(cause(&[compared(12, 15, Organisation)]), Some(Cause::TypeAndBoundary));
        assert_eq!(cause(&[compared(0, 10, Place), compared(20, 30, Place)]), None);
    }

    #[test]
    fn of_several_that_overlap_the_nearest_explains() {
        let one = compared(10, 20, Place);
        let others = [compared(5, 25, Organisation), compared(18, 22, Place), compared(10, 20, Person)];
        assert_eq!(met(&one, &others), Some((Cause::Type, &others[2])));
        assert_eq!(met(&one, &others[..2]), Some((Cause::Boundary, &others[1])));
    }
}
