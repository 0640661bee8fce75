//! What a name means by what the text is about and how it is written: in sports news ليفربول is the club, elsewhere the city;
//! «الشرق الأوسط» in quotation marks is the paper.

use super::candidate::{Candidate, Entities};
use super::document::{Document, Gap, Marks};
use super::quotes::is_quoted;
use crate::gazetteer::EntityType;
use crate::text::Proclitic;
use crate::text::symbol::{arabic, letters};

/// A text is about sport if it has at least this many words of sport, clubs and athletes …
const LEAST_SPORT: usize = 3;
/// … and one in so many words.
const WORDS_PER_SPORT: usize = 40;

/// Whether a block is about sport.
pub(super) fn is_sport(candidates: &[Candidate], entities: Entities<'_>, document: &Document<'_>) -> bool {
    let of_sport = |candidate: &&Candidate| {
        let subtype = entities.get(candidate.entity).subtype.map(crate::gazetteer::Subtype::name);
        candidate.words() > 1 && !candidate.needs_context && matches!(subtype, Some("club" | "athlete" | "coach"))
    };
    let signs = document.notes.sport + candidates.iter().filter(of_sport).count();
    signs >= LEAST_SPORT && signs * WORDS_PER_SPORT >= document.notes.tokens.len() / 2
}

/// Whether the span of the candidate at `index` is both a place's and a club's, and the club is meant: the text is about sport, or a word
/// of sport stands right before. في برشلونة is in the city all the same.
pub(super) fn is_club(candidates: &[Candidate], index: usize, sport: bool, entities: Entities<'_>, document: &Document<'_>) -> bool {
    let one = &candidates[index];
    if one.words() > 1 || !is_shared(candidates, index, "club", entities) {
        return false;
    }
    let before = document.word_before(one.tokens.first, Gap::Soft);
    let inside = |word: usize| document.symbols(word) == [arabic('ف').0, arabic('ي').0] || document.has(word, Marks::PLACE_BEFORE);
    let in_the_city = one.proclitics.iter().any(|proclitic| proclitic == Proclitic::Ba);
    if in_the_city || one.proclitics.is_empty() && before.is_some_and(inside) {
        return false;
    }
    sport || before.is_some_and(|word| document.has(word, Marks::SPORT))
}

/// What stands between two clubs that play each other.
const VERSUS: [&[u8]; 4] = [&letters(['ع', 'ل', 'ى']), &letters(['أ', 'م', 'ا', 'م']), &letters(['م', 'ع']), &letters(['ض', 'د'])];

/// Whether the span of the candidate at `index` is a club's, and the other club of a match stands right before: فاز الأهلي على الزمالك, مباراة الأهلي
/// والزمالك. Each would need a cue of its own elsewhere.
pub(super) fn is_opponent(candidates: &[Candidate], index: usize, sport: bool, entities: Entities<'_>, document: &Document<'_>) -> bool {
    let one = &candidates[index];
    if one.words() > 1 || !names_club(candidates, index, entities) {
        return false;
    }
    let before = document.word_before(one.tokens.first, Gap::Soft);
    let other_ends = if one.proclitics.is_empty() {
        before.filter(|&word| VERSUS.contains(&document.symbols(word))).and_then(|word| document.word_before(word, Gap::Soft))
    } else {
        before.filter(|_| one.proclitics.iter().eq([Proclitic::Wa]))
    };
    let Some(other_ends) = other_ends else { return false };
    // Candidates stand in the order of the text: those of the words right before are near.
    let mut near = candidates[..index].iter().rev().take_while(|other| other.tokens.last + MOST_TOKENS >= other_ends);
    near.any(|other| {
        let of_sport = || document.word_before(other.tokens.first, Gap::Soft).is_some_and(|word| document.has(word, Marks::SPORT));
        other.tokens.last == other_ends && entities.get(other.entity).is_club() && (sport || of_sport())
    })
}

/// Longer than the names of clubs are, in tokens.
const MOST_TOKENS: usize = 12;

/// Whether the candidate at `index`, or another of its span, is a club.
fn names_club(candidates: &[Candidate], index: usize, entities: Entities<'_>) -> bool {
    of_span(candidates, index).any(|candidate| entities.get(candidate.entity).is_club())
}

/// Whether the candidate at `index` is in quotation marks and the paper, agency or channel of that name is meant: a place has the name too, and
/// nobody puts places in quotation marks; or something is told to it or by it (قال لـ«الحياة»).
pub(super) fn is_medium(candidates: &[Candidate], index: usize, entities: Entities<'_>, document: &Document<'_>) -> bool {
    let one = &candidates[index];
    if !one.proclitics.is_empty() || !is_quoted(one.tokens, document) {
        return false;
    }
    let is_media = entities.get(one.entity).subtype.is_some_and(|subtype| subtype.name() == MEDIA);
    is_media && is_told(one.tokens.first, document) || is_shared(candidates, index, MEDIA, entities)
}

/// Whether the word before a quotation tells, or leads to whom it is told.
fn is_told(first: usize, document: &Document<'_>) -> bool {
    const LI: [u8; 1] = letters(['ل']);
    const AN: [u8; 2] = letters(['ع', 'ن']);
    let Some(word) = first.checked_sub(2) else { return false };
    document.has(word, Marks::PERSON_BEFORE) || document.symbols(word) == LI || document.symbols(word) == AN
}

const MEDIA: &str = "media";

/// The candidates of one span, which stand together.
fn of_span(candidates: &[Candidate], index: usize) -> impl Iterator<Item = &Candidate> {
    let same = move |candidate: &&Candidate| candidate.span == candidates[index].span;
    candidates[..index].iter().rev().take_while(same).chain(candidates[index..].iter().take_while(same))
}

/// Whether a place's name and that of an organisation of this subtype are this candidate's span.
fn is_shared(candidates: &[Candidate], index: usize, subtype: &str, entities: Entities<'_>) -> bool {
    let (mut place, mut organisation) = (false, false);
    for candidate in of_span(candidates, index) {
        let entity = entities.get(candidate.entity);
        place |= entity.entity_type == EntityType::Place && !entity.is_country();
        organisation |= entity.subtype.is_some_and(|own| own.name() == subtype);
    }
    place && organisation
}
