//! Organisations whose head stands outside their name: شركة دايملر, صحيفة «الرأي», نادي الاتفاق.
//!
//! # How it works
//! 1. What stands in quotation marks right behind such a head is its name, whatever the words: up to [`MAX_QUOTED`] of them.
//! 2. Without, the name is the run of words behind the head that are not Arabic by their letters, and that no unknown word goes on with:
//!    half a name is worse than none.
//! 3. A person or place that the name model found right behind such a head is the body of that name; but people stay people behind a
//!    club's head (فريق is led by somebody). A listed place is a body only behind a club's head: صحيفة دبي may be one of Dubai, نادي دبي
//!    is the club.
//!
//! # Complexity
//! Linear in the heads; each looks at a few words.

use super::document::{BodyHead, Document, Gap, Marks, TokenRange};
use super::mention::Rule;
use super::names::{Facts, Listed, Words};
use super::quotes::has_quote;
use super::resolve::Scored;
use super::unlisted::{Unlisted, Winners};
use crate::gazetteer::{EntityType, Gazetteer, Subtype};
use crate::text::Proclitics;

/// A name in quotation marks has at most this many words.
const MAX_QUOTED: usize = 5;
/// A run of unknown words has at most this many.
const MAX_RUN: usize = 3;
/// How sure each is, measured on annotated texts.
const QUOTED: f32 = 0.85;
const RUN: f32 = 0.8;

/// The head that stands right before a token.
fn head_before<'d>(first: usize, gap: Gap, document: &'d Document<'_>) -> Option<&'d BodyHead> {
    let before = document.word_before(first, gap)?;
    document.heads_ending(before).iter().find(|head| head.part.is_outside())
}

fn is_club(head: &BodyHead) -> bool {
    head.subtype.is_some_and(|subtype| subtype.name() == "club")
}

/// Names that the model took for people or places and that stand behind such a head are bodies.
pub(super) fn retype(found: &mut [Unlisted], document: &Document<'_>) {
    for name in found.iter_mut().filter(|name| name.proclitics.is_empty()) {
        let head = head_before(name.tokens.first, Gap::Quote, document);
        if let Some(head) = head.filter(|head| name.entity_type == EntityType::Place || !is_club(head)) {
            name.entity_type = EntityType::Organisation;
            name.subtype = head.subtype;
            name.rule = Rule::BodyGrammar;
        }
    }
}

/// The names behind such heads, in the order of the text. What the lists hold whole, they know better.
pub(super) fn find(words: &Words, winners: &Winners<'_>, gazetteer: &Gazetteer, document: &Document<'_>) -> Vec<Unlisted> {
    let heads = document.notes.heads.iter().filter(|head| head.part.is_outside());
    heads.filter_map(|head| name_behind(head, words, winners, gazetteer, document)).collect()
}

fn name_behind(head: &BodyHead, words: &Words, winners: &Winners<'_>, gazetteer: &Gazetteer, document: &Document<'_>) -> Option<Unlisted> {
    let first = document.word_after(head.tokens.last, Gap::Quote)?;
    let (last, score) = match quoted(head.tokens.last, document) {
        Some(last) => (last, QUOTED),
        None => (town(head, first, words, document).or_else(|| run(first, words, document))?, RUN),
    };
    let tokens = TokenRange { first, last };
    let of_club = |winner: &Scored| {
        let entity = gazetteer.get(winner.candidate.entity);
        let town = |subtype: Subtype| !matches!(subtype.name(), "country" | "continent" | "region");
        let place = entity.is_some_and(|entity| entity.entity_type == EntityType::Place && entity.subtype.is_some_and(town));
        place && winner.candidate.tokens == tokens && is_club(head)
    };
    let wider = |winner: &Scored| tokens.contains(winner.candidate.tokens) && tokens != winner.candidate.tokens;
    if !winners.over(tokens).all(|winner| wider(winner) || of_club(winner)) {
        return None;
    }
    Some(Unlisted {
        entity_type: EntityType::Organisation,
        subtype: head.subtype,
        span: document.span_of(tokens),
        tokens,
        proclitics: Proclitics::default(),
        score,
        rule: Rule::BodyGrammar,
        entity: None,
        antecedent: None,
    })
}

/// The last token of the quotation that opens right behind a head.
fn quoted(head: usize, document: &Document<'_>) -> Option<usize> {
    if !has_quote(head + 1, document) {
        return None;
    }
    let mut last = document.word_after(head, Gap::Quote)?;
    if document.has(last, Marks::PHRASE) {
        return None;
    }
    for _ in 0..MAX_QUOTED {
        if has_quote(last + 1, document) {
            return Some(last);
        }
        last = document.word_after(last, Gap::Soft)?;
    }
    None
}

/// The last token of the listed place that a club is called by.
fn town(head: &BodyHead, first: usize, words: &Words, document: &Document<'_>) -> Option<usize> {
    let place = matches!(words.listed[first], Listed::Place | Listed::PlaceImported | Listed::PlaceRisky);
    let inner = words.listed[first + 1..].iter().take_while(|&&listed| listed == Listed::PlaceInner).count();
    (is_club(head) && place && !goes_on(first + inner, words, document)).then_some(first + inner)
}

/// The last word of the run that begins at a token.
fn run(first: usize, words: &Words, document: &Document<'_>) -> Option<usize> {
    let is = |token: usize, kind: fn(Facts) -> bool| words.facts_of(token).is_some_and(kind) && document.symbols(token).len() > 2;
    if !is(first, Facts::is_foreign) {
        return None;
    }
    let mut last = first;
    for _ in 1..MAX_RUN {
        match document.word_after(last, Gap::Soft).filter(|&word| is(word, Facts::is_foreign) || is(word, Facts::is_name)) {
            Some(next) => last = next,
            None => break,
        }
    }
    (!goes_on(last, words, document)).then_some(last)
}

/// Whether the name seems to go on: half a name is worse than none.
fn goes_on(last: usize, words: &Words, document: &Document<'_>) -> bool {
    let unknown = |next: usize| words.listed[next] != Listed::No || words.facts_of(next).is_none_or(Facts::is_unknown);
    document.word_after(last, Gap::Soft).is_some_and(unknown)
}
