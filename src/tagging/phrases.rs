//! Phrases that say another name of somebody or of a body: المعروف بـ, الملقب بـ, اسمه الحقيقي.
//!
//! # The grammar
//! `[comma or bracket] [الذي …] [و] phrase [adverb] (باسم | ب) name`. After الملقب the ب may be missing. The name is what stands in
//! quotation marks; or a kunya; or a mention; or a word, with those that go on with it. People are known for much else than a name
//! (المعروف بتشدده), so that without باسم and quotation marks a word behind المعروف بـ must be one that is neither listed nor common.

use super::bodies::is_feminine;
use super::document::{Gap, Marks, TokenRange};
use super::introduced::{Grammar, Grounds, MAX_WORDS, Place};
use super::named::Full;
use crate::gazetteer::EntityType;
use crate::text::symbol::{ARTICLE, arabic, spells};

/// What a phrase says of the words behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phrase {
    /// Somebody is known by them: for a name or for anything else.
    Known,
    /// They are a name.
    Dubbed,
}

/// Words of phrases, lenient.
const KNOWN: [&str; 11] = ["المعروف", "المعروفه", "معروف", "معروفه", "يعرف", "تعرف", "الشهير", "الشهيره", "اشتهر", "اشتهرت", "المشهور"];
const DUBBED: [&str; 11] = ["الملقب", "الملقبه", "ملقب", "ملقبه", "يلقب", "تلقب", "لقب", "المكني", "المكناه", "يكني", "تكني"];
const NAME_OF: [&str; 2] = ["اسمه", "اسمها"];
const KIND_OF_NAME: [&str; 7] = ["الحقيقي", "الاصلي", "الكامل", "الحركي", "الفني", "المستعار", "المختصر"];
const RELATIVE: [&str; 4] = ["الذي", "التي", "هو", "هي"];
const ADVERBS: [&str; 9] = ["ايضا", "اختصارا", "اعلاميا", "شعبيا", "محليا", "حركيا", "فنيا", "عالميا", "دوليا"];
const BY_NAME: [&str; 5] = ["باسم", "بلقب", "بكنيه", "باسمه", "باسمها"];
const BA: u8 = arabic('ب').0;
const WA: u8 = arabic('و').0;

/// The name that a phrase behind a full name says.
pub(super) fn behind(grammar: Grammar<'_>, full: &Full) -> Option<Place> {
    let (phrase, last) = phrase(grammar, full)?;
    if grammar.enclosed(last).is_some() {
        return name(grammar, full, last, phrase).filter(|_| phrase == Phrase::Dubbed);
    }
    let word = grammar.document.word_after(last, Gap::Soft)?;
    let symbols = lenient(grammar, word);
    if is_any(symbols, &BY_NAME) {
        let kind = grammar.document.word_after(word, Gap::Soft).filter(|&next| is_any(lenient(grammar, next), &KIND_OF_NAME));
        return name(grammar, full, kind.unwrap_or(word), Phrase::Dubbed);
    }
    let start = start_of(grammar, word);
    match symbols {
        // بـ «الصقر», its tatweel folded away.
        [BA] => name(grammar, full, word, phrase),
        [BA, _, _, ..] => unquoted(grammar, full, word, start + 1, phrase),
        _ if phrase == Phrase::Dubbed => unquoted(grammar, full, word, start, phrase),
        _ => None,
    }
}

/// The phrase behind a full name, and its last token.
fn phrase(grammar: Grammar<'_>, full: &Full) -> Option<(Phrase, usize)> {
    let document = grammar.document;
    let soft = |token: usize| document.word_after(token, Gap::Soft);
    let mut word = document.word_after(full.tokens.last, Gap::Comma).or_else(|| document.word_after(full.tokens.last, Gap::Quote))?;
    if is_any(without_wa(lenient(grammar, word)), &RELATIVE) {
        word = soft(word)?;
    }
    let symbols = without_wa(lenient(grammar, word));
    if !agrees(grammar, full, symbols) {
        return None;
    }
    if is_any(symbols, &NAME_OF) {
        let kind = soft(word).filter(|&next| is_any(lenient(grammar, next), &KIND_OF_NAME))?;
        return Some((Phrase::Dubbed, kind));
    }
    let phrase = if is_any(symbols, &KNOWN) {
        Phrase::Known
    } else if is_any(symbols, &DUBBED) {
        Phrase::Dubbed
    } else {
        return None;
    };
    let adverb = soft(word).filter(|&next| is_any(lenient(grammar, next), &ADVERBS));
    Some((phrase, adverb.unwrap_or(word)))
}

/// A phrase that is not feminine behind a body that is speaks of somebody else: زعيم جبهة … المعروف بـ.
fn agrees(grammar: Grammar<'_>, full: &Full, phrase: &[u8]) -> bool {
    const TEH: u8 = arabic('ت').0;
    let feminine = phrase.ends_with(&[arabic('ه').0]) && !spells(phrase, "اسمه")
        || phrase.starts_with(&[TEH])
        || phrase.ends_with(&[TEH])
        || spells(phrase, "اسمها");
    full.referent.entity_type != EntityType::Organisation || feminine || !is_feminine(grammar.document.symbols(full.tokens.first))
}

/// The name behind a token, in quotation marks or without.
fn name(grammar: Grammar<'_>, full: &Full, last: usize, phrase: Phrase) -> Option<Place> {
    if let Some((tokens, _)) = grammar.enclosed(last) {
        return Some(Place { tokens, start: start_of(grammar, tokens.first), grounds: Grounds::Said });
    }
    let word = grammar.document.word_after(last, Gap::Soft)?;
    unquoted(grammar, full, word, start_of(grammar, word), phrase)
}

/// The name that begins at a symbol of a word.
fn unquoted(grammar: Grammar<'_>, full: &Full, word: usize, start: usize, phrase: Phrase) -> Option<Place> {
    let place = |last: usize| Some(Place { tokens: TokenRange { first: word, last }, start, grounds: Grounds::Said });
    let person = full.referent.entity_type == EntityType::Person;
    let kunya = grammar.kunya(word, start).filter(|_| person);
    let mention = grammar.named.beginning(word);
    let same = mention.is_none_or(|one| one.referent.entity_type == full.referent.entity_type && one.span.start as usize == start);
    if !same {
        return None;
    }
    if let Some(last) = mention.map(|mention| mention.tokens.last).max(kunya) {
        return place(last);
    }
    let unknown = grammar.is_unknown(word, start);
    let symbols = &grammar.document.folded.canonical()[start..grammar.document.notes.tokens[word].span.end as usize];
    let definite = symbols.starts_with(&ARTICLE);
    let fits = match phrase {
        Phrase::Known => unknown && !definite && !is_noun_like(symbols),
        Phrase::Dubbed => symbols.len() > 2 && !grammar.document.has(word, NO_NAME),
    };
    if !fits {
        return None;
    }
    // What goes on with the name is of its kind: الفهد الأسود, كارلوس سانتوس; behind an ordinary noun a genitive (بنت البحر).
    let genitive = phrase == Phrase::Dubbed && !definite && !unknown;
    let goes_on = |next: &usize| {
        let article = grammar.document.symbols(*next).starts_with(&ARTICLE);
        let alike = article == definite && (definite || grammar.is_unknown(*next, start_of(grammar, *next)));
        !grammar.document.has(*next, NO_NAME) && (alike || genitive && article)
    };
    let mut last = word;
    for _ in 1..MAX_WORDS {
        match grammar.document.word_after(last, Gap::Soft).filter(goes_on) {
            Some(next) => last = next,
            // A noun with neither article nor genitive is a description: الملقب صديق.
            None => return place(last).filter(|_| !genitive || last > word),
        }
    }
    // Where so many words go on, the end is not known.
    None
}

/// Neither begins nor goes on with a name.
const NO_NAME: Marks = Marks::DEMONYM.or(Marks::PREPOSITION).or(Marks::PERSON_BEFORE).or(Marks::PERSON_AFTER).or(Marks::TITLE);

/// A verbal noun or one with a pronoun: المعروف بتشدده, المعروفة بزراعة الزيتون.
fn is_noun_like(word: &[u8]) -> bool {
    const ENDINGS: [&str; 5] = ["ه", "ها", "هم", "ة", "ات"];
    ENDINGS.iter().any(|ending| word.len() > ending.chars().count() + 1 && spells(&word[word.len() - ending.chars().count()..], ending))
}

fn start_of(grammar: Grammar<'_>, token: usize) -> usize {
    grammar.document.notes.tokens[token].span.start as usize
}

fn lenient(grammar: Grammar<'_>, token: usize) -> &[u8] {
    &grammar.document.folded.lenient()[grammar.document.notes.tokens[token].span.range()]
}

fn without_wa(word: &[u8]) -> &[u8] {
    word.strip_prefix(&[WA]).unwrap_or(word)
}

fn is_any(word: &[u8], options: &[&str]) -> bool {
    options.iter().any(|option| spells(word, option))
}
