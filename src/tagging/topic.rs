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

/// Whether a place's name and that of an organisation of this subtype are this candidate's span; candidates of one span stand together.
fn is_shared(candidates: &[Candidate], index: usize, subtype: &str, entities: Entities<'_>) -> bool {
    let same = |candidate: &&Candidate| candidate.span == candidates[index].span;
    let (mut place, mut organisation) = (false, false);
    for candidate in candidates[..index].iter().rev().take_while(same).chain(candidates[index..].iter().take_while(same)) {
        let entity = entities.get(candidate.entity);
        place |= entity.entity_type == EntityType::Place && !entity.is_country();
        organisation |= entity.subtype.is_some_and(|own| own.name() == subtype);
    }
    place && organisation
}
