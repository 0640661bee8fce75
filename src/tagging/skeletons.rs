//! Listed names in a spelling that no list holds, by their skeletons.
//!
//! # How it works
//! The skeletons of each two neighbouring words, the first with and without its proclitics, are one number; the index says which names
//! have it, and they are compared word by word. A word that differs must be foreign as it is written too: no ordinary word, no Arabic
//! name. One word by itself agrees too often by chance, so it needs a title of the person's own kind or a generic head of the entity's type right before it
//! (الرئيس شافيز, مدينة قوانغجو), or else the entity named in full before.
//!
//! # Complexity
//! Linear: for each word some table look-ups by letter and up to three by number; more only where a skeleton is known. Nothing is allocated but for what is
//! found.

use super::candidate::{Candidate, Entities, is_asked_for};
use super::coref::part_of_another_name;
use super::document::{Document, Gap, Marks, TokenRange};
use super::mention::Rule;
use super::options::Options;
use super::titles;
use crate::gazetteer::skeleton_index::{is_foreign, spelling};
use crate::gazetteer::{CueKind, EntityType, Families, NameOrigin, Skeleton, SkeletonIndex, SkeletonName, WordKind};
use crate::text::fold::lenient_eq;
use crate::text::{FoldedSpan, LenientFolds, Proclitics};

/// A word by itself needs this many consonants beside its cue.
const LEAST_CUED: usize = 4;
/// How many letters a word by itself may differ in; half as many as its consonants at most.
const MOST_ALONE: usize = 2;

/// Finds the names of two words and more, then the single words.
pub(super) fn find(index: &SkeletonIndex, entities: Entities<'_>, options: &Options, document: &Document<'_>, found: &mut Vec<Candidate>) {
    let search = Search { index, entities, options, document };
    let tokens = &document.notes.tokens;
    let mut ahead = None;
    for first in 0..tokens.len() {
        if !tokens[first].is_word() {
            continue;
        }
        let word = document.symbols(first);
        let whole = ahead.take().unwrap_or_else(|| Skeleton::of(word));
        let next = document.word_after(first, Gap::Soft).map(|token| Skeleton::of(document.symbols(token)));
        ahead = next;
        for letters in 0..=MOST_PROCLITICS {
            let Some(proclitics) = reading(word, letters) else { continue };
            let skeleton = if letters == 0 { whole } else { Skeleton::of(&word[letters..]) };
            if let Some(next) = next {
                let names = index.pairs(skeleton.pair(next));
                found.extend(names.filter_map(|name| search.name(name, first, proclitics)));
            }
            if options.context {
                let names = index.singles(skeleton);
                found.extend(names.filter_map(|name| search.word(name, first, proclitics)));
            }
        }
    }
}

/// Proclitics take at most two letters.
const MOST_PROCLITICS: usize = 2;

/// The first letters of a word as proclitics; أ never is one here.
#[inline]
fn reading(word: &[u8], letters: usize) -> Option<Proclitics> {
    (word.len() >= letters + 2).then(|| Proclitics::read(&word[..letters])).flatten().filter(|proclitics| !proclitics.is_question())
}

struct Search<'s, 't> {
    index: &'s SkeletonIndex,
    entities: Entities<'s>,
    options: &'s Options,
    document: &'s Document<'t>,
}

impl Search<'_, '_> {
    /// A name of several words that begins at a token, if it is not written as listed there.
    fn name(&self, name: &SkeletonName, first: usize, proclitics: Proclitics) -> Option<Candidate> {
        let mut last = first;
        let mut differs = false;
        for (at, listed) in self.index.words(name).enumerate() {
            if at > 0 {
                last = self.document.word_after(last, Gap::Soft)?;
            }
            let written = self.written(last, if at == 0 { proclitics } else { Proclitics::default() });
            if lenient_eq(listed, written) {
                continue;
            }
            let varies = name.varies(at) && spelling(listed, written).is_some();
            if !varies || !self.is_foreign(last, written) {
                return None;
            }
            differs = true;
        }
        if !differs {
            return None;
        }
        self.candidate(name, TokenRange { first, last }, proclitics, false)
    }

    /// A name of one word, or a last name: with its cue, or where the entity may have been named in full before.
    fn word(&self, name: &SkeletonName, token: usize, proclitics: Proclitics) -> Option<Candidate> {
        let listed = self.index.words(name).next()?;
        let written = self.written(token, proclitics);
        let spelling = spelling(listed, written)?;
        if lenient_eq(listed, written)
            || spelling.count() > MOST_ALONE.min(spelling.length / 2)
            || self.document.has(token, Marks::GIVEN.or(Marks::DEMONYM).or(Marks::TITLE))
            || !self.is_foreign(token, written)
            || !self.stands_alone(token, proclitics)
        {
            return None;
        }
        let cued = spelling.length >= LEAST_CUED && proclitics.is_empty() && self.has_own_cue(name, token);
        self.candidate(name, TokenRange { first: token, last: token }, proclitics, !cued)
    }

    /// Whether no unknown word stands beside a single one: تراك بالن is another than سارة بالين, and تينيسي ستيت no state.
    fn stands_alone(&self, token: usize, proclitics: Proclitics) -> bool {
        const KNOWN: Marks = Marks::FUNCTION.or(Marks::TITLE).or(Marks::DEMONYM).or(Marks::PREPOSITION).or(Marks::CUE);
        let statistics = self.entities.listed.statistics();
        let known = |word| self.document.has(word, KNOWN) || statistics.commonness(self.document.symbols(word)).is_some();
        let before = self.document.word_before(token, Gap::Soft).filter(|_| proclitics.is_empty());
        let after = self.document.word_after(token, Gap::Soft);
        before.is_none_or(known) && after.is_none_or(known)
    }

    /// A word of the text behind its proclitics.
    fn written(&self, token: usize, proclitics: Proclitics) -> &[u8] {
        &self.document.symbols(token)[proclitics.len() as usize..]
    }

    fn is_foreign(&self, token: usize, written: &[u8]) -> bool {
        let origin = if self.document.has(token, Marks::FOREIGN_GIVEN) {
            Some(NameOrigin::Foreign)
        } else {
            self.document.has(token, Marks::GIVEN).then_some(NameOrigin::Arabic)
        };
        is_foreign(written, origin, self.entities.listed.statistics())
    }

    /// Whether a title of the person's own subtype, or a generic head of the entity's type, stands right before.
    fn has_own_cue(&self, name: &SkeletonName, token: usize) -> bool {
        let entity = self.entities.get(name.entity);
        let kind = |cue: &super::document::CueHit| self.entities.listed.word(cue.word).kind;
        if entity.entity_type == EntityType::Person {
            let Some(role) = titles::before(self.document, token) else { return false };
            let of_subtype = |cue| matches!(kind(cue), WordKind::Title { subtype: Some(subtype), .. } if Some(subtype) == entity.subtype);
            return self.document.cues_ending_in(role).iter().any(of_subtype);
        }
        let head = |cue| matches!(kind(cue), WordKind::Cue { kind: CueKind::Head, entity_type, .. } if entity_type == entity.entity_type);
        let before = self.document.word_before(token, Gap::Quote);
        before.is_some_and(|word| self.document.cues_ending(word).iter().any(head))
    }

    fn candidate(&self, name: &SkeletonName, tokens: TokenRange, proclitics: Proclitics, needs_context: bool) -> Option<Candidate> {
        let entity = self.entities.get(name.entity);
        if !is_asked_for(entity, self.options) {
            return None;
        }
        if entity.entity_type == EntityType::Person && part_of_another_name(tokens.first, proclitics, self.document) {
            return None;
        }
        let whole = self.document.span_of(tokens);
        let span = FoldedSpan::new(whole.start + proclitics.len(), whole.end);
        if !self.options.suppress.is_empty() && self.options.suppress.covers(self.document, span) {
            return None;
        }
        Some(Candidate {
            span,
            tokens,
            proclitics,
            entity: name.entity,
            alias: name.alias,
            families: Families::SKELETON,
            folds: LenientFolds::default(),
            needs_context,
            rule: Rule::Skeleton,
            antecedent: None,
        })
    }
}
