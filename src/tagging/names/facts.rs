//! What is known of each word of a text, in a few small numbers.

use super::classify::{Counted, classify};
use super::shape::{self, Shapes};
use crate::gazetteer::Gazetteer;
use crate::tagging::document::{Document, Gap};
use crate::tagging::{pace, titles};
use crate::text::symbol::{ARTICLE, Symbol, arabic, groups, letters};

/// What a word is, first of all: the first class that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// Before the first word, behind the last.
    Edge,
    Number,
    Latin,
    /// First word of a listed person's name of several words.
    PersonFirst,
    /// A further word of one.
    PersonInner,
    /// A listed person's name of one word.
    PersonSingle,
    /// A country by a name that needs no context.
    Country,
    /// Another place that a curator listed.
    Place,
    /// A place that only an import lists.
    PlaceImported,
    /// A place's name that needs context.
    PlaceRisky,
    /// A place that only an import lists, behind a proclitic.
    PlaceCut,
    PlaceInner,
    /// A listed person's name of one word that needs context.
    PersonRisky,
    Organisation,
    /// Ends a title, with the article (الرئيس).
    TitleDefinite,
    /// Ends a title, without it (وزير, المتحدث باسم).
    Title,
    TitleInner,
    /// A verb of saying, or another cue before a person.
    PersonCue,
    /// A cue that stands after a person.
    PersonAfter,
    OrganisationHead,
    PlaceCue,
    /// Begins the name of an event or facility.
    ThingHead,
    Preposition,
    DemonymDefinite,
    Demonym,
    /// بن, أبو, عبد, آل …
    Connector,
    Function,
    GivenArabic,
    GivenForeign,
    /// A given name that is also a title (أمير).
    GivenTitle,
    /// A given name that is also a common word.
    GivenCommon,
    /// Counted as a given name, not listed as one.
    GivenCounted,
    /// Counted as a family name, with the article.
    FamilyDefinite,
    Family,
    /// A family name that is also a common word.
    FamilyCommon,
    /// Counted as a name a few times.
    NameWeak,
    CommonHigh,
    CommonMiddle,
    CommonLow,
    /// Rare, with the article and the ending of a nisba.
    RareNisbaDefinite,
    RareDefinite,
    RareNisba,
    /// Rare, with an ending of nouns: ة ات ون ين ان.
    RareNoun,
    /// Rare, beginning like an inflected verb.
    RareVerbal,
    /// Rare, beginning with و or ف.
    RareConjunction,
    /// Rare, beginning with ب, ك or ل.
    RarePreposition,
    /// Rare, with letters that follow each other as in foreign names.
    RareForeign,
    Rare,
    /// و or ف, then a known name.
    ConjunctionName,
    /// ب, ك or ل, then a known name.
    PrepositionName,
}

/// How many classes there are.
pub(super) const CLASSES: usize = Class::PrepositionName as usize + 1;

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(super) class: Class,
    /// How common, how often a given, how often a family name: 0 to [`STATISTICS`].
    pub(super) statistics: u8,
    /// How much its letters look like those of foreign names: 0 to [`SHAPES`](super::shape::BUCKETS).
    pub(super) shape: u8,
    /// First and last letters: 0 to [`AFFIXES`].
    pub(super) affix: u8,
    pub(super) length: u8,
    /// What parts it from the word before: 0 to [`GAPS`].
    pub(super) gap: u8,
    /// A role ends right before it.
    pub(super) role: bool,
}

impl Facts {
    /// Whether its letters are Latin, or follow each other as in foreign names.
    pub(crate) fn is_foreign(self) -> bool {
        matches!(self.class, Class::Latin | Class::RareForeign)
    }

    /// Whether it follows the word before, nothing but a space or hyphen between, and its letters follow each other as in foreign names.
    pub(crate) fn goes_on_foreign(self) -> bool {
        self.gap == SOFT_GAP && self.class == Class::RareForeign
    }

    /// Whether it joins the words of a name: بن, أبو.
    pub(crate) fn is_connector(self) -> bool {
        self.class == Class::Connector
    }

    /// Whether it is known as a name.
    pub(crate) fn is_name(self) -> bool {
        use Class::{Family, FamilyDefinite, GivenArabic, GivenCounted, GivenForeign, NameWeak};
        matches!(self.class, Family | FamilyDefinite | GivenArabic | GivenCounted | GivenForeign | NameWeak)
    }

    /// Whether it is so rare that it may be part of any name; it does not begin like a verb or with a preposition.
    pub(crate) fn is_unknown(self) -> bool {
        use Class::{Latin, NameWeak, Rare, RareConjunction, RareDefinite, RareForeign, RareNisba, RareNisbaDefinite, RareNoun};
        matches!(
            self.class,
            Latin | NameWeak | Rare | RareConjunction | RareDefinite | RareForeign | RareNisba | RareNisbaDefinite | RareNoun
        )
    }

    /// Whether the word may well go on with a name before it: nothing is known of it, or that it is a name.
    pub(crate) fn may_go_on(self) -> bool {
        use Class::{
            Family, FamilyDefinite, GivenArabic, GivenCounted, GivenForeign, NameWeak, Rare, RareDefinite, RareForeign, RareNisba,
            RareNisbaDefinite,
        };
        matches!(
            self.class,
            GivenArabic
                | GivenForeign
                | GivenCounted
                | FamilyDefinite
                | Family
                | NameWeak
                | RareNisbaDefinite
                | RareDefinite
                | RareNisba
                | RareForeign
                | Rare
        )
    }
}

pub(super) const STATISTICS: usize = 5 * 5 * 5;
pub(super) const AFFIXES: usize = 6 * 7;
pub(super) const LENGTHS: usize = 6;
pub(super) const GAPS: usize = 7;
/// Nothing but a space or hyphen stands before the word.
pub(super) const SOFT_GAP: u8 = 0;

/// What the lists assert of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Listed {
    #[default]
    No,
    PersonFirst,
    PersonInner,
    PersonSingle,
    PersonRisky,
    Country,
    Place,
    PlaceImported,
    PlaceRisky,
    PlaceCut,
    PlaceInner,
    Organisation,
}

impl Listed {
    /// Whether the name is of one word.
    pub(crate) fn is_one_word(self) -> bool {
        matches!(
            self,
            Self::PersonSingle | Self::PersonRisky | Self::Country | Self::Place | Self::PlaceImported | Self::PlaceRisky | Self::PlaceCut
        )
    }
}

/// The words of a block, with their facts.
#[derive(Debug)]
pub(crate) struct Words {
    /// The token of each.
    pub(crate) tokens: Vec<usize>,
    pub(crate) facts: Vec<Facts>,
    /// What the lists may assert of each token.
    pub(crate) listed: Vec<Listed>,
}

impl Words {
    /// The facts of a token; `None` for what parts words.
    pub(crate) fn facts_of(&self, token: usize) -> Option<Facts> {
        self.tokens.binary_search(&token).ok().map(|word| self.facts[word])
    }

    /// Gathers the facts of all words and numbers. `listed` says, for each token, what the lists assert there.
    pub(crate) fn of(document: &Document<'_>, listed: Vec<Listed>, gazetteer: &Gazetteer, shapes: &Shapes) -> Self {
        let count = document.notes.tokens.len() / 2 + 1;
        let mut words = Self { tokens: Vec::with_capacity(count), facts: Vec::with_capacity(count), listed };
        let mut gap = SENTENCE_GAP;
        for (index, token) in document.notes.tokens.iter().enumerate() {
            let symbols = document.symbols(index);
            if token.is_separator() {
                if !words.tokens.is_empty() {
                    gap = gap_of(symbols);
                }
                continue;
            }
            pace::step();
            words.tokens.push(index);
            words.facts.push(facts(document, index, words.listed[index], gap, gazetteer, shapes));
        }
        words
    }
}

/// A sentence ended before the word, or the text begins with it: what stands before says nothing of it. Long texts are cut into blocks
/// only there.
pub(super) const SENTENCE_GAP: u8 = 6;

/// What parts two words.
fn gap_of(separator: &[u8]) -> u8 {
    let stop = separator.len() > 1 && separator.contains(&Symbol::PERIOD.0);
    if stop || separator.contains(&Symbol::PARAGRAPH.0) {
        return SENTENCE_GAP;
    }
    let strongest = separator.iter().map(|&symbol| match Symbol(symbol) {
        Symbol::SPACE | Symbol::HYPHEN | Symbol::APOSTROPHE => 0,
        Symbol::COMMA => 1,
        Symbol::QUOTE => 2,
        Symbol::OPEN => 3,
        Symbol::CLOSE => 4,
        _ => 5,
    });
    match strongest.max().unwrap_or(0) {
        // A dash between spaces parts; a single sign does not.
        0 if separator.len() > 1 => 5,
        gap => gap,
    }
}

fn facts(document: &Document<'_>, token: usize, listed: Listed, gap: u8, gazetteer: &Gazetteer, shapes: &Shapes) -> Facts {
    let symbols = document.symbols(token);
    let statistics = gazetteer.statistics();
    let common = common_bucket(statistics.commonness(symbols)).max(if bears_tanwin(document, token) { TANWIN_COMMON } else { 0 });
    let names = statistics.names(document.lenient(token));
    let shape = if common == 0 { shapes.bucket(symbols) } else { 0 };
    let mut class = classify(document, token, listed, Counted { common, names, shape }, gazetteer);
    let maybe_name = !matches!(class, Class::Function | Class::CommonHigh | Class::Number | Class::Preposition | Class::Connector);
    let role = maybe_name && titles::before(document, token).is_some();
    if role
        && class == Class::RareDefinite
        && shapes.bucket(&symbols[ARTICLE.len()..]) >= shape::FOREIGN
        && is_alone_definite(document, token, gazetteer)
    {
        class = Class::RareForeign;
    }
    Facts {
        class,
        statistics: (common * 5 + count_bucket(names.given)) * 5 + count_bucket(names.family),
        shape,
        affix: affix(symbols),
        length: u8::try_from(symbols.len().clamp(2, 7) - 2).unwrap_or(5),
        gap,
        role,
    }
}

/// Whether a rare word without the article follows. Then the letters of the article may be the first ones of a foreign name (قائد الحرس التورغين كاليموف): a
/// loanword with the article has its adjective agree (السوبرماركت الكبير).
fn is_alone_definite(document: &Document<'_>, token: usize, gazetteer: &Gazetteer) -> bool {
    let next = document.word_after(token, Gap::Soft).map(|next| document.symbols(next));
    next.is_some_and(|next| !next.starts_with(&ARTICLE) && gazetteer.statistics().commonness(next).is_none())
}

/// A noun or adverb in the accusative is as good as a common word: no name is written so (كان القائد هائلًا).
const TANWIN_COMMON: u8 = 4;

/// Whether a word that ends in alef is written with the tanwin before or on it.
pub(crate) fn bears_tanwin(document: &Document<'_>, token: usize) -> bool {
    const FATHATAN: char = '\u{64B}';
    document.symbols(token).ends_with(&const { letters(['ا']) })
        && document.folded.raw_of(document.notes.tokens[token].span).contains(FATHATAN)
}

/// 0 for a word rarer than any listed, up to 4.
fn common_bucket(centibels: Option<i16>) -> u8 {
    match centibels {
        None => 0,
        Some(..=-460) => 1,
        Some(-459..=-410) => 2,
        Some(-409..=-350) => 3,
        Some(_) => 4,
    }
}

fn count_bucket(count: u32) -> u8 {
    match count {
        0 => 0,
        1..=4 => 1,
        5..=24 => 2,
        25..=149 => 3,
        _ => 4,
    }
}

/// First letters (6) and last letters (7) as one number.
fn affix(symbols: &[u8]) -> u8 {
    static FIRST: [u8; 256] = groups(&[&[], &['و', 'ف'], &['ب', 'ك', 'ل'], &['ي', 'ت', 'ن', 'س'], &['أ', 'إ', 'آ', 'ا']]);
    static LAST: [u8; 256] = groups(&[&['ي', 'ى'], &['ة', 'ه'], &['ن'], &['ت'], &['ا', 'و'], &['ف', 'س', 'ش', 'ك', 'غ']]);
    const LONG_VOWELS: [u8; 3] = letters(['و', 'ي', 'ا']);
    const ALEF: u8 = arabic('ا').0;
    let article = symbols.len() > 3 && symbols.starts_with(&ARTICLE);
    let first = if article { 0 } else { FIRST[usize::from(symbols[0])] };
    let before = symbols.len().checked_sub(2).map_or(0, |index| symbols[index]);
    let last = match LAST[usize::from(symbols[symbols.len() - 1])] {
        2 if !LONG_VOWELS.contains(&before) => 6,
        3 if before != ALEF => 6,
        group => group,
    };
    first * 7 + last
}
