//! Coreference inside a document: after بيني غانتس, the bare غانتس is the same man.
//!
//! # How it works
//! The people named in full give their last names (made once, with the engine). Each word of the text, as it stands and without its
//! proclitics, is looked up among them. Between two people of one last name the nearer one before it wins. With nobody before, a rare
//! word may stand for somebody whom the text names in full right after: a headline calls people by their last names.
//!
//! # Complexity
//! Linear in the words of the text, and only in texts that name somebody in full.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::candidate::{Candidate, Entities, form_fits};
use super::document::{Document, Gap, Marks, TokenRange};
use super::last_names::LastName;
use super::mention::Rule;
use super::pace;
use super::resolve::Scored;
use super::score;
use crate::gazetteer::{EntityIx, WordStatistics};
use crate::text::word_map::WordMap;
use crate::text::{FoldedSpan, LenientFolds, Proclitics, RawSpan, Symbol};

/// So far behind a headline its text has named in full whom it speaks of, in bytes: some 450 letters.
pub(super) const AHEAD: usize = 800;

/// Whether a last name that stands before the full one can be nothing else: no word of running text, and no given name.
pub(super) fn is_rare(name: &[u8], tokens: TokenRange, statistics: &WordStatistics, document: &Document<'_>) -> bool {
    let other = Marks::DEMONYM.or(Marks::FUNCTION).or(Marks::TITLE).or(Marks::NOUN).or(Marks::GIVEN).or(Marks::CUE);
    name.len() > 3 && statistics.commonness(name).is_none() && !(tokens.first..=tokens.last).any(|token| document.has(token, other))
}

/// Whether a last name before the full one begins a name: at a line's start, or behind a particle, a title or a verb of saying. In تشيلسي
/// كلينتون it ends another.
pub(super) fn stands_free(first: usize, proclitics: Proclitics, document: &Document<'_>) -> bool {
    let before = document.word_before(first, Gap::Soft);
    let leads = |word| document.has(word, Marks::FUNCTION.or(Marks::CUE)) && !document.has(word, Marks::GIVEN.or(Marks::NOUN));
    !proclitics.has_preposition() && before.is_none_or(leads)
}

/// Whether a headline begins so: a name, whatever else its letters mean, and a verb of what people do. سلام يؤكد.
fn opens_headline(tokens: TokenRange, document: &Document<'_>) -> bool {
    let does = |word| document.has(word, Marks::PERSON_AFTER.or(Marks::PERSON_BEFORE)) && !document.has(word, Marks::TITLE);
    document.word_before(tokens.first, Gap::Soft).is_none() && document.word_after(tokens.last, Gap::Soft).is_some_and(does)
}

/// The letters that a text goes on with: all of a last name, or its first word.
fn first_word(lenient: &[u8]) -> &[u8] {
    let letters = lenient.iter().take_while(|&&symbol| Symbol(symbol).is_letter()).count();
    &lenient[..letters]
}

/// The last names that a text may use from here on: those of everybody named in full so far.
#[derive(Debug)]
pub(super) struct Expected<'n> {
    /// By their first words.
    names: WordMap<Vec<(EntityIx, &'n LastName)>>,
    /// First letters of the names: most words are turned away here.
    first_letters: [bool; 256],
    /// Where each person is named in full, in the order of the text.
    places: FxHashMap<EntityIx, Vec<RawSpan>>,
}

impl Default for Expected<'_> {
    fn default() -> Self {
        Self { names: WordMap::default(), first_letters: [false; 256], places: FxHashMap::default() }
    }
}

impl<'n> Expected<'n> {
    /// Somebody is named in full here. Calls come in the order of the text.
    pub(super) fn named(&mut self, entity: EntityIx, place: RawSpan, last_names: &'n [LastName]) {
        let places = self.places.entry(entity).or_default();
        places.push(place);
        if places.len() > 1 {
            return;
        }
        for name in last_names {
            self.first_letters[usize::from(name.lenient[0])] = true;
            self.names.entry(first_word(&name.lenient)).push((entity, name));
        }
    }

    /// Finds the short forms in a block. Words that are `covered` belong to longer mentions.
    pub(super) fn find(&self, covered: &[bool], statistics: &WordStatistics, document: &Document<'_>) -> Vec<Candidate> {
        let mut found = Vec::new();
        if self.names.is_empty() {
            return found;
        }
        for (index, token) in document.notes.tokens.iter().enumerate().filter(|(index, token)| token.is_word() && !covered[*index]) {
            pace::step();
            let start = token.span.start as usize;
            // As the word stands, then without one proclitic, then without two: the first reading that fits is the one meant.
            let mut starts = (start..token.span.end as usize).take(3);
            let likely = |at: &usize| self.first_letters[usize::from(document.folded.lenient()[*at])];
            let candidate = starts.by_ref().filter(likely).find_map(|at| self.at(at, index, statistics, document));
            found.extend(candidate.filter(|candidate| !part_of_another_name(candidate.tokens.first, candidate.proclitics, document)));
        }
        found
    }

    /// Where the person of a short form is named in full: nearest before it, or else right after.
    fn antecedent(&self, entity: EntityIx, start: usize) -> Option<RawSpan> {
        let places = self.places.get(&entity)?;
        let after = places.partition_point(|place| place.end <= start);
        let ahead = || places.get(after).filter(|place| place.start > start && place.start - start <= AHEAD);
        after.checked_sub(1).and_then(|last| places.get(last)).or_else(ahead).copied()
    }

    /// The short form that begins at a symbol of a word, of the person named nearest before, or else right after.
    fn at(&self, at: usize, token: usize, statistics: &WordStatistics, document: &Document<'_>) -> Option<Candidate> {
        let (canonical, lenient) = (document.folded.canonical(), &document.folded.lenient()[at..]);
        let names = self.names.get(first_word(lenient))?;
        let proclitics = Proclitics::before(canonical, at)?;
        let start = document.raw_start(at);
        let mut nearest: Option<(RawSpan, EntityIx, &LastName)> = None;
        for &(entity, name) in names {
            let end = at + name.lenient.len();
            let ends = canonical.get(end).is_none_or(|&symbol| !Symbol(symbol).is_letter());
            if !ends || !lenient.starts_with(&name.lenient) || !form_fits(&canonical[at..end], &name.canonical, name.families, proclitics) {
                continue;
            }
            let Some(place) = self.antecedent(entity, start) else { continue };
            if nearest.is_none_or(|(other, _, longest)| nearness(place, name, start) > nearness(other, longest, start)) {
                nearest = Some((place, entity, name));
            }
        }
        let (place, entity, name) = nearest?;
        let end = at + name.lenient.len();
        let mut last = token;
        while (document.notes.tokens[last].span.end as usize) < end {
            last += 1;
        }
        let tokens = TokenRange { first: token, last };
        if place.start > start
            && !(is_rare(&canonical[at..end], tokens, statistics, document) && stands_free(token, proclitics, document))
            && !(proclitics.is_empty() && opens_headline(tokens, document))
        {
            return None;
        }
        let span = FoldedSpan::new(u32::try_from(at).ok()?, u32::try_from(end).ok()?);
        Some(Candidate {
            span,
            tokens,
            proclitics,
            entity,
            alias: name.alias,
            families: name.families,
            folds: LenientFolds::between(&canonical[at..end], &name.canonical),
            needs_context: wants_cue(&name.canonical, token, document),
            rule: Rule::ShortForm,
            antecedent: Some(place),
        })
    }
}

/// How likely a last name at a place means the person named in full at another: rather before than after, then near, then by all of a name.
fn nearness(full: RawSpan, name: &LastName, start: usize) -> (bool, Reverse<usize>, usize) {
    (full.start < start, Reverse(full.start.abs_diff(start)), name.lenient.len())
}

/// Scores short forms; those that lack the cue they need are dropped.
pub(super) fn score(found: Vec<Candidate>, entities: Entities<'_>, document: &Document<'_>) -> impl Iterator<Item = Scored> {
    found.into_iter().filter_map(move |candidate| {
        let judged = score::judge(&candidate, None, entities, document);
        (!judged.wants_antecedent).then(|| Scored { candidate, score: score::probability(judged.log_odds) })
    })
}

/// A last name of up to three letters, or one that is also a demonym, a title or a function word, needs a title or a verb of saying.
fn wants_cue(name: &[u8], token: usize, document: &Document<'_>) -> bool {
    name.len() <= 3 || document.has(token, Marks::DEMONYM.or(Marks::FUNCTION).or(Marks::TITLE))
}

/// فاطمة غانتس is somebody else.
pub(super) fn part_of_another_name(first: usize, proclitics: Proclitics, document: &Document<'_>) -> bool {
    let before = document.word_before(first, Gap::Soft);
    proclitics.is_empty() && before.is_some_and(|word| document.has(word, Marks::GIVEN) && !document.has(word, Marks::TITLE))
}
