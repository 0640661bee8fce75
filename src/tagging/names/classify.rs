//! Which class a word is of: the first that fits.

use super::facts::{Class, Listed};
use super::shape;
use crate::gazetteer::{Gazetteer, NameCounts};
use crate::tagging::document::{Document, Gap, Marks};
use crate::text::symbol::{ARTICLE, Symbol, groups, letters};

/// What is counted of a word: how common it is (0 to 4), how often a name, how foreign its letters look.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) common: u8,
    pub(super) names: NameCounts,
    pub(super) shape: u8,
}

/// The class of a word.
pub(super) fn classify(document: &Document<'_>, token: usize, listed: Listed, counted: Counted, gazetteer: &Gazetteer) -> Class {
    let symbols = document.symbols(token);
    if !document.notes.tokens[token].is_word() {
        return Class::Number;
    }
    if let Some(class) = listed_class(listed) {
        return class;
    }
    if !Symbol(symbols[0]).is_arabic() {
        return Class::Latin;
    }
    if is_connector(document.lenient(token)) && !is_particle(symbols) {
        return Class::Connector;
    }
    title_class(document, token)
        .or_else(|| cue_class(document, token, counted.common))
        .or_else(|| name_class(document, token, counted.common, counted.names))
        .unwrap_or_else(|| match counted.common {
            4 => Class::CommonHigh,
            3 => Class::CommonMiddle,
            1 | 2 => Class::CommonLow,
            _ => rare_class(document, token, counted.shape, gazetteer),
        })
}

fn listed_class(listed: Listed) -> Option<Class> {
    Some(match listed {
        Listed::No => return None,
        Listed::PersonFirst => Class::PersonFirst,
        Listed::PersonInner => Class::PersonInner,
        Listed::PersonSingle => Class::PersonSingle,
        Listed::PersonRisky => Class::PersonRisky,
        Listed::Country => Class::Country,
        Listed::Place => Class::Place,
        Listed::PlaceImported => Class::PlaceImported,
        Listed::PlaceRisky => Class::PlaceRisky,
        Listed::PlaceCut => Class::PlaceCut,
        Listed::PlaceInner => Class::PlaceInner,
        Listed::Organisation => Class::Organisation,
    })
}

fn title_class(document: &Document<'_>, token: usize) -> Option<Class> {
    let has = |marks| document.has(token, marks);
    match (has(Marks::TITLE_END), has(Marks::TITLE)) {
        // Nobody has two titles of which the second alone is indefinite: in الجنرال أمير كوهين it is his name.
        (true, _) if has(Marks::GIVEN) && is_behind_definite_title(document, token) => None,
        (true, _) if has(Marks::GIVEN) => Some(Class::GivenTitle),
        (true, _) if has(Marks::ARTICLE) => Some(Class::TitleDefinite),
        (true, _) => Some(Class::Title),
        (false, true) => Some(Class::TitleInner),
        (false, false) => None,
    }
}

fn is_behind_definite_title(document: &Document<'_>, token: usize) -> bool {
    let before = document.word_before(token, Gap::Soft);
    before.is_some_and(|word| document.has(word, Marks::TITLE_END) && document.has(word, Marks::ARTICLE))
}

/// The classes of cues and of words that are no names; given names are names first.
fn cue_class(document: &Document<'_>, token: usize, common: u8) -> Option<Class> {
    let has = |marks| document.has(token, marks);
    if has(Marks::GIVEN) {
        return None;
    }
    // With the article it begins no name by itself: غادر المدرسة فلان.
    if has(Marks::EVENT_HEAD.or(Marks::FACILITY_HEAD)) && !has(Marks::ARTICLE) {
        return Some(Class::ThingHead);
    }
    let marked = [
        (Marks::PERSON_BEFORE, Class::PersonCue),
        (Marks::ORGANISATION_HEAD, Class::OrganisationHead),
        (Marks::PLACE_BEFORE, Class::PlaceCue),
        (Marks::PREPOSITION, Class::Preposition),
    ];
    if let Some((_, class)) = marked.into_iter().find(|(marks, _)| has(*marks)) {
        return Some(class);
    }
    if has(Marks::DEMONYM) {
        return Some(if has(Marks::ARTICLE) { Class::DemonymDefinite } else { Class::Demonym });
    }
    if has(Marks::FUNCTION) {
        return Some(Class::Function);
    }
    (has(Marks::PERSON_AFTER) && common > 0).then_some(Class::PersonAfter)
}

/// The classes of words that are known as names.
fn name_class(document: &Document<'_>, token: usize, common: u8, names: NameCounts) -> Option<Class> {
    let has = |marks| document.has(token, marks);
    if has(Marks::GIVEN) {
        return Some(if has(Marks::FUNCTION) || common >= 3 && names.given < 150 {
            Class::GivenCommon
        } else if has(Marks::FOREIGN_GIVEN) {
            Class::GivenForeign
        } else {
            Class::GivenArabic
        });
    }
    let NameCounts { given, family } = names;
    if given.max(family) < 1 {
        return None;
    }
    if common >= 2 {
        return (family >= 5 || given >= 5).then_some(if given > family { Class::GivenCommon } else { Class::FamilyCommon });
    }
    Some(match (given, family) {
        _ if given >= 5 && given >= family => Class::GivenCounted,
        _ if family >= 3 && has(Marks::ARTICLE) => Class::FamilyDefinite,
        _ if family >= 3 => Class::Family,
        _ => Class::NameWeak,
    })
}

/// The classes of words that nothing is known of but their letters.
fn rare_class(document: &Document<'_>, token: usize, shape: u8, gazetteer: &Gazetteer) -> Class {
    const CONJUNCTION: u8 = 0;
    const PREPOSITION: u8 = 1;
    const VERBAL: u8 = 2;
    static FIRST: [u8; 256] = groups(&[&['و', 'ف'], &['ب', 'ك', 'ل'], &['ي', 'ت', 'ن', 'س', 'أ']]);
    let symbols = document.symbols(token);
    let first = FIRST[usize::from(symbols[0])];
    if symbols.len() > 3 && first <= PREPOSITION {
        let NameCounts { given, family } = gazetteer.statistics().names(&document.lenient(token)[1..]);
        if given.max(family) >= 3 {
            return if first == CONJUNCTION { Class::ConjunctionName } else { Class::PrepositionName };
        }
    }
    let nisba = ends(symbols, &const { letters(['ي']) }) || ends(symbols, &const { letters(['ى']) });
    if symbols.starts_with(&ARTICLE) && symbols.len() > 4 {
        return if nisba { Class::RareNisbaDefinite } else { Class::RareDefinite };
    }
    if shape >= shape::FOREIGN {
        return Class::RareForeign;
    }
    if ends(symbols, &TEH_MARBUTA) || NOUN_ENDINGS.iter().any(|ending| ends(symbols, ending)) {
        return Class::RareNoun;
    }
    if nisba {
        return Class::RareNisba;
    }
    match first {
        CONJUNCTION => Class::RareConjunction,
        PREPOSITION => Class::RarePreposition,
        VERBAL => Class::RareVerbal,
        _ => Class::Rare,
    }
}

const TEH_MARBUTA: [u8; 1] = letters(['ة']);
const NOUN_ENDINGS: [[u8; 2]; 5] =
    [letters(['ا', 'ت']), letters(['و', 'ن']), letters(['ي', 'ن']), letters(['ه', 'ا']), letters(['ه', 'م'])];

/// Whether a word has an ending, and two letters at least before it.
fn ends(symbols: &[u8], ending: &[u8]) -> bool {
    symbols.len() > ending.len() + 1 && symbols.ends_with(ending)
}

/// فإن is «then», not the particle of Dutch names that it is without the hamza.
fn is_particle(symbols: &[u8]) -> bool {
    symbols == const { letters(['ف', 'إ', 'ن']) }
}

/// بن, آل, عبد … join what follows to the name.
fn is_connector(lenient: &[u8]) -> bool {
    const TWO: [[u8; 2]; 4] = [letters(['ب', 'ن']), letters(['ا', 'ل']), letters(['ا', 'م']), letters(['د', 'ي'])];
    const THREE: [[u8; 3]; 9] = [
        letters(['ا', 'ب', 'ن']),
        letters(['ب', 'ن', 'ت']),
        letters(['ا', 'ب', 'و']),
        letters(['ا', 'ب', 'ي']),
        letters(['ا', 'ب', 'ا']),
        letters(['ع', 'ب', 'د']),
        letters(['و', 'ل', 'د']),
        letters(['ف', 'ا', 'ن']),
        letters(['ف', 'و', 'ن']),
    ];
    match *lenient {
        [one, two] => TWO.contains(&[one, two]),
        [one, two, three] => THREE.contains(&[one, two, three]),
        _ => false,
    }
}
