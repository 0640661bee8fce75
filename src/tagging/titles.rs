//! Titles: the office that stands before a person's name, and new names that an office announces.

use super::document::{Document, Gap, Marks, TokenRange};
use crate::gazetteer::TitleTakes;
use crate::text::symbol::{Symbol, arabic};

/// A role is at most this many words before the name.
const MAX_ROLE_WORDS: usize = 8;
/// A name is at most this many words.
const MAX_NAME_WORDS: usize = 5;

/// What may stand between the first word of a role and the name: words with the article, demonyms, bodies and places.
const COMPLEMENT: Marks = Marks::ARTICLE.or(Marks::DEMONYM).or(Marks::NAMED).or(Marks::ORGANISATION_HEAD).or(Marks::TITLE);

/// The role before the word at `name`: from the leftmost title that an unbroken chain of complements leads to, up to the name. A comma
/// may part the two. A title that wants a complement and has none is no role of this person: الناطق بلسان عباس speaks for him.
pub(super) fn before(document: &Document<'_>, name: usize) -> Option<TokenRange> {
    let last = document.word_before(name, Gap::Comma)?;
    // Without the article and without a comma, what follows is the complement (رئيس, المتحدث باسم); الأمين العام may go without one.
    let genitive = document.word_before(name, Gap::Soft).is_some() && !document.has(last, Marks::ARTICLE);
    let mut role = None;
    let mut word = last;
    for _ in 0..MAX_ROLE_WORDS {
        let titles = document.cues_ending(word).iter().filter(|cue| cue.takes.is_some());
        if word == last && genitive && titles.clone().any(|title| title.takes == Some(TitleTakes::Phrase)) {
            return None;
        }
        if let Some(first) = titles.map(|title| title.tokens.first).min() {
            role = Some(TokenRange { first, last });
            word = first;
        } else if !document.has(word, COMPLEMENT) {
            break;
        }
        match document.word_before(word, Gap::Soft) {
            Some(earlier) => word = earlier,
            None => break,
        }
    }
    role
}

/// A name that no list holds, announced by a title.
#[derive(Debug, Clone, Copy)]
pub(super) struct Announced {
    pub(super) name: TokenRange,
    /// The title that led to the name.
    pub(super) title: TokenRange,
    /// The role, unless the name is the title's complement.
    pub(super) role: Option<TokenRange>,
}

/// Finds names that titles announce: after the title and its complement, a given name and what the grammar of names lets follow it.
pub(super) fn announced(document: &Document<'_>) -> Vec<Announced> {
    let mut found: Vec<Announced> = Vec::new();
    for cue in &document.notes.cues {
        let Some(takes) = cue.takes else { continue };
        let Some(first) = name_start(document, cue.tokens.last, takes) else { continue };
        let Some(last) = name_end(document, first) else { continue };
        if found.last().is_some_and(|other| other.name.first == first) {
            continue;
        }
        found.push(Announced { name: TokenRange { first, last }, title: cue.tokens, role: before(document, first) });
    }
    found.sort_by_key(|one| one.name.first);
    found.dedup_by_key(|one| one.name.first);
    found
}

/// The given name that begins the name after a title.
fn name_start(document: &Document<'_>, title: usize, takes: TitleTakes) -> Option<usize> {
    let is_name = |word: usize| document.has(word, Marks::GIVEN) && !document.has(word, Marks::NAMED);
    let mut word = title;
    for _ in 0..MAX_ROLE_WORDS {
        let next = document.word_after(word, Gap::Soft);
        let at = next.or_else(|| document.word_after(word, Gap::Comma))?;
        if is_name(at) {
            return Some(at);
        }
        // A title that takes a name at once may still carry a demonym (الوزير اللبناني فلان); a comma ends any complement.
        let wanted = if takes == TitleTakes::Name { Marks::DEMONYM.or(Marks::TITLE) } else { COMPLEMENT };
        if next.is_none() || !document.has(at, wanted) {
            return None;
        }
        word = at;
    }
    None
}

/// Where a name that begins at a given name ends; `None` if it is no longer than that one word, which is too little to assert.
fn name_end(document: &Document<'_>, first: usize) -> Option<usize> {
    let mut last = first;
    let mut words = 1;
    while words < MAX_NAME_WORDS {
        let Some(next) = document.word_after(last, Gap::Soft).filter(|&word| !document.has(word, Marks::NAMED)) else { break };
        if is_connector(document.symbols(next)) {
            let Some(part) = document.word_after(next, Gap::Soft).filter(|&word| may_be_name(document, word)) else { break };
            last = part;
            words += 2;
        } else if document.has(next, Marks::GIVEN) && !document.has(next, Marks::FUNCTION) {
            last = next;
            words += 1;
        } else {
            if is_family_name(document, first, next) {
                last = next;
                words += 1;
            }
            break;
        }
    }
    (words > 1).then_some(last)
}

/// بن, آل, عبد … join what follows to the name.
fn is_connector(word: &[u8]) -> bool {
    ["بن", "ابن", "بنت", "آل", "أبو", "ابو", "عبد", "ولد"]
        .iter()
        .any(|connector| connector.chars().map(|c| arabic(c).0).eq(word.iter().copied()))
}

fn may_be_name(document: &Document<'_>, word: usize) -> bool {
    let other = Marks::FUNCTION.or(Marks::TITLE).or(Marks::PERSON_AFTER).or(Marks::PREPOSITION).or(Marks::PLACE_BEFORE).or(Marks::NAMED);
    document.has(word, Marks::GIVEN) || !document.has(word, other)
}

/// Whether a word that is in no list may end a name. After an Arabic given name it must bear the article, as nisbas and most family names
/// do; after a foreign one it must not look like an inflected verb.
fn is_family_name(document: &Document<'_>, given: usize, word: usize) -> bool {
    let symbols = document.symbols(word);
    if !may_be_name(document, word) || symbols.len() < 3 {
        return false;
    }
    let article = [arabic('ا').0, arabic('ل').0];
    if symbols.starts_with(&article) {
        return symbols.len() >= 5;
    }
    let verbal = ["ي", "ت", "س", "و", "ف", "ب", "ل"].iter().any(|letter| letter.chars().all(|c| symbols[0] == arabic(c).0));
    document.has(given, Marks::FOREIGN_GIVEN) && !verbal && symbols.iter().all(|&symbol| Symbol(symbol).is_arabic())
}
