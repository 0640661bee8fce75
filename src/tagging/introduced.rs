//! Names that a text introduces behind a full one: an acronym in brackets, a nickname behind المعروف بـ.
//!
//! # The grammar
//! 1. Right behind a body's full name, in brackets or quotation marks: Latin capitals (WFP); a word made of the initials of the name
//!    (المؤسسة العامة للكهرباء (معك)); in brackets also words of the name itself (حزب العدالة والتنمية (العدالة والتنمية)), a word that is
//!    neither listed nor common, or a few words in quotation marks.
//! 2. Right behind a person's full name, in brackets: a kunya, a word that is neither listed nor common (حميدتي), or a few words in
//!    quotation marks.
//! 3. Behind a person's or body's full name, a phrase that says so: see [`phrases`](super::phrases).
//!
//! What stands in the brackets is a mention of its own: brackets end a name, and the convention gives a short form to the entity of the
//! full one. Other things stand in brackets too (a player's club, a trade, an age), so that a word that the lists know, or that is
//! an ordinary one, introduces nothing; and a word of which only that is known, that it is rare, is a name once the text uses it as one.
//!
//! # Complexity
//! Linear in the mentions; behind each, at most a dozen words are looked at.

use super::document::{Document, Gap, Marks, TokenRange};
use super::kunyas;
use super::named::{Cover, Full, Named, Referent};
use super::names::Listed;
use super::phrases;
use crate::gazetteer::{EntityType, NameCounts, WordStatistics};
use crate::text::symbol::{ARTICLE, Symbol, arabic};
use crate::text::{FoldedSpan, Proclitics};

/// An introduced name has at most this many words.
pub(super) const MAX_WORDS: usize = 4;

/// A name that the text introduces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Introduced {
    pub(super) tokens: TokenRange,
    pub(super) span: FoldedSpan,
    pub(super) proclitics: Proclitics,
    pub(super) referent: Referent,
    pub(super) trust: Trust,
}

/// How far an introduced name is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// There and later.
    Sure,
    /// There; but it is also an ordinary word, so that later it needs a cue or quotation marks.
    Ordinary,
    /// Not there: what is in the brackets may be a trade or a party. From a later use with a cue or in quotation marks on.
    Tentative,
}

/// What the grammar looks at.
#[derive(Clone, Copy)]
pub(super) struct Grammar<'g> {
    pub(super) document: &'g Document<'g>,
    pub(super) named: &'g Named,
    /// What the lists may assert of each token.
    pub(super) listed: &'g [Listed],
    pub(super) statistics: &'g WordStatistics,
}

/// Where a name may stand, before it is known to be one.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) tokens: TokenRange,
    /// The first symbol, behind a proclitic.
    pub(super) start: usize,
    /// What says that these words are a name of the referent.
    pub(super) grounds: Grounds,
}

/// What says that some words are a name of the referent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grounds {
    /// The text: letters or words of the full name, or a phrase.
    Said,
    /// Their form: a kunya, quotation marks, a word that people are named by.
    Form,
    /// Only that they are no known words.
    Rarity,
}

/// What encloses some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Enclosure {
    bracket: bool,
    quote: bool,
}

impl Grammar<'_> {
    /// The names that the block introduces, in the order of the text.
    pub(super) fn introduced(self) -> Vec<Introduced> {
        let bears = |full: &&Full| full.referent.entity_type != EntityType::Place && full.is_full();
        self.named.fulls.iter().filter(bears).filter_map(|full| self.behind(full)).collect()
    }

    fn behind(self, full: &Full) -> Option<Introduced> {
        let enclosed = self.enclosed(full.tokens.last);
        let place = enclosed.and_then(|(tokens, enclosure)| self.in_apposition(full, tokens, enclosure));
        let place = place.or_else(|| phrases::behind(self, full))?;
        self.introduce(full, place)
    }

    /// What the place makes of the full name: mostly another name of the same; but in «فلان المعروف بـ» and a listed name, the listed
    /// one says who the full one is.
    fn introduce(self, full: &Full, Place { tokens, start, grounds }: Place) -> Option<Introduced> {
        let said = grounds == Grounds::Said;
        let cover = self.named.cover(tokens);
        let (tokens, start, referent) = match cover {
            Cover::Free | Cover::Inside => (tokens, start, full.referent),
            Cover::Partly => return None,
            Cover::Exactly(inner) => match (full.referent.entity, inner.referent.entity) {
                (_, None) => (tokens, start, full.referent),
                (None, Some(_)) if said && inner.referent.entity_type == full.referent.entity_type => {
                    (full.tokens, full.span.start as usize, inner.referent)
                }
                (Some(one), Some(other)) if said && one != other && full.referent.entity_type == EntityType::Organisation => {
                    (tokens, start, full.referent)
                }
                _ => return None,
            },
        };
        let end = self.document.notes.tokens[tokens.last].span.end;
        let span = FoldedSpan::new(u32::try_from(start).ok()?, end);
        let proclitics = Proclitics::before(self.document.folded.canonical(), start)?;
        let trust = if tokens.first == tokens.last && self.is_ordinary(tokens.first, start) {
            Trust::Ordinary
        } else if grounds == Grounds::Rarity && matches!(cover, Cover::Free) {
            Trust::Tentative
        } else {
            Trust::Sure
        };
        Some(Introduced { tokens, span, proclitics, referent, trust })
    }

    /// The words in brackets or quotation marks right behind a token.
    pub(super) fn enclosed(self, token: usize) -> Option<(TokenRange, Enclosure)> {
        let enclosure = match self.signs(token + 1) {
            [Some(Symbol::OPEN), None] => Enclosure { bracket: true, quote: false },
            [Some(Symbol::QUOTE), None] => Enclosure { bracket: false, quote: true },
            [Some(Symbol::OPEN), Some(Symbol::QUOTE)] => Enclosure { bracket: true, quote: true },
            _ => return None,
        };
        let first = token + 2;
        let mut last = first;
        if !self.document.notes.tokens.get(first)?.is_word() {
            return None;
        }
        for _ in 1..MAX_WORDS {
            match self.document.word_after(last, Gap::Soft) {
                Some(next) => last = next,
                None => break,
            }
        }
        let signs = self.signs(last + 1);
        let closed = match (enclosure.bracket, enclosure.quote) {
            (true, true) => signs == [Some(Symbol::QUOTE), Some(Symbol::CLOSE)],
            (true, false) => signs[0] == Some(Symbol::CLOSE),
            _ => signs[0] == Some(Symbol::QUOTE),
        };
        closed.then_some((TokenRange { first, last }, enclosure))
    }

    /// The first two signs of a separator, but for spaces.
    fn signs(self, separator: usize) -> [Option<Symbol>; 2] {
        if separator >= self.document.notes.tokens.len() {
            return [None; 2];
        }
        let mut signs = self.document.symbols(separator).iter().map(|&symbol| Symbol(symbol)).filter(|&symbol| symbol != Symbol::SPACE);
        [signs.next(), signs.next()]
    }

    /// Whether words in brackets or quotation marks are another name of the full one.
    fn in_apposition(self, full: &Full, tokens: TokenRange, enclosure: Enclosure) -> Option<Place> {
        let start = self.document.notes.tokens[tokens.first].span.start as usize;
        let place = |grounds| Some(Place { tokens, start, grounds });
        let one = tokens.first == tokens.last;
        let quoted = enclosure.quote && self.is_unlisted(tokens);
        let rare = one && full.tokens.first < full.tokens.last && self.is_unknown(tokens.first, start);
        match full.referent.entity_type {
            EntityType::Organisation => {
                let inside = enclosure.bracket && tokens != full.tokens && self.is_inside(full, tokens);
                if inside || one && (self.is_capitals(tokens.first) || self.has_initials(full, tokens.first)) {
                    place(Grounds::Said)
                } else if enclosure.bracket && (quoted || rare && !is_descriptive(self.document.symbols(tokens.first))) {
                    place(Grounds::Form)
                } else {
                    place(Grounds::Rarity).filter(|_| enclosure.bracket && rare)
                }
            }
            EntityType::Person if enclosure.bracket => {
                let kunya = self.kunya(tokens.first, start) == Some(tokens.last) && self.is_unlisted(tokens);
                if quoted || kunya || rare && self.is_somebodys(tokens.first) {
                    place(Grounds::Form)
                } else {
                    place(Grounds::Rarity).filter(|_| rare && !self.document.has(tokens.first, Marks::ARTICLE))
                }
            }
            EntityType::Person | EntityType::Place => None,
        }
    }

    /// Whether people are named by a word: counted so often that it is no chance.
    fn is_somebodys(self, token: usize) -> bool {
        let range = self.document.notes.tokens[token].span.range();
        let NameCounts { given, family } = self.statistics.names(&self.document.folded.lenient()[range]);
        given + family > 2
    }

    /// Latin capitals.
    fn is_capitals(self, token: usize) -> bool {
        self.document.is_capitals(self.document.notes.tokens[token].span)
    }

    /// Whether the letters of a word are initials of the full name's words, in their order: معك, واس.
    fn has_initials(self, full: &Full, token: usize) -> bool {
        let lenient = |token: usize| &self.document.folded.lenient()[self.document.notes.tokens[token].span.range()];
        let letters = lenient(token);
        if !(3..=6).contains(&letters.len()) || full.tokens.first == full.tokens.last {
            return false;
        }
        let start = full.span.start as usize;
        let first = &self.document.folded.lenient()[start..self.document.notes.tokens[full.tokens.first].span.end as usize];
        let words = std::iter::once(first).chain((full.tokens.first + 2..=full.tokens.last).step_by(2).map(lenient));
        let (mut left, mut giving) = (letters, 0);
        for word in words {
            let before = left.len();
            for initial in initials(word) {
                left = left.strip_prefix(&[initial]).unwrap_or(left);
            }
            giving += usize::from(left.len() < before);
        }
        // One word may give its article's letter too; of more such letters an acronym is not made.
        left.is_empty() && giving + 1 >= letters.len()
    }

    /// Whether words are words of the full name, one behind the other.
    fn is_inside(self, full: &Full, tokens: TokenRange) -> bool {
        let lenient = self.document.folded.lenient();
        let words = &lenient[self.document.span_of(tokens).range()];
        let whole = &lenient[full.span.range()];
        let ends = |at: usize| whole.get(at).is_none_or(|&symbol| !Symbol(symbol).is_word());
        let begins = |at: usize| at == 0 || ends(at - 1);
        (0..whole.len()).any(|at| begins(at) && whole[at..].starts_with(words) && ends(at + words.len()))
    }

    /// Whether no list holds a name that begins or goes on in these words.
    pub(super) fn is_unlisted(self, tokens: TokenRange) -> bool {
        self.listed[tokens.first..=tokens.last].iter().all(|&listed| listed == Listed::No)
    }

    /// Whether a word is no name of the lists and no ordinary one.
    pub(super) fn is_unknown(self, token: usize, start: usize) -> bool {
        const KNOWN: Marks = Marks::FUNCTION
            .or(Marks::NOUN)
            .or(Marks::DEMONYM)
            .or(Marks::TITLE)
            .or(Marks::PORTFOLIO)
            .or(Marks::BODY_ADJECTIVE)
            .or(Marks::ORGANISATION_HEAD)
            .or(Marks::PERSON_BEFORE)
            .or(Marks::PERSON_AFTER)
            .or(Marks::ORGANISATION_BEFORE);
        let range = self.document.notes.tokens[token].span.range();
        let word = &self.document.folded.canonical()[start..range.end];
        let arabic = word.iter().all(|&symbol| Symbol(symbol).is_arabic());
        let rare =
            [start, range.start].iter().all(|&at| self.statistics.commonness(&self.document.folded.canonical()[at..range.end]).is_none());
        arabic && rare && word.len() > 2 && self.listed[token] == Listed::No && !self.document.has(token, KNOWN)
    }

    fn is_ordinary(self, token: usize, start: usize) -> bool {
        let end = self.document.notes.tokens[token].span.end as usize;
        let common = self.statistics.commonness(&self.document.folded.canonical()[start..end]).is_some();
        common || self.document.has(token, Marks::FUNCTION.or(Marks::DEMONYM).or(Marks::TITLE))
    }

    /// The last token of the kunya that begins at a symbol of a word, with the nisba that goes with it (أبو محمد الجولاني).
    pub(super) fn kunya(self, token: usize, start: usize) -> Option<usize> {
        let end = self.document.notes.tokens[token].span.end as usize;
        if !kunyas::is_head(&self.document.folded.lenient()[start..end]) {
            return None;
        }
        let name = self.document.word_after(token, Gap::Soft)?;
        if self.document.has(name, Marks::FUNCTION) && !self.document.has(name, Marks::GIVEN) {
            return None;
        }
        let nisba = |&word: &usize| {
            let symbols = self.document.symbols(word);
            symbols.starts_with(&ARTICLE)
                && symbols.len() > 4
                && symbols.ends_with(&[arabic('ي').0])
                && !self.document.has(word, Marks::TITLE)
        };
        Some(self.document.word_after(name, Gap::Soft).filter(nisba).unwrap_or(name))
    }
}

/// Whether a word has the form of an adjective, participle or plural, as bodies are described (محظورة, ممول); acronyms of foreign names
/// hardly ever have (إيسرو, سونا).
fn is_descriptive(word: &[u8]) -> bool {
    const ENDINGS: [&[u8]; 3] = [&[arabic('ة').0], &[arabic('ي').0], &[arabic('ا').0, arabic('ت').0]];
    word.starts_with(&ARTICLE) || word.starts_with(&[arabic('م').0]) || ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// The letters that an acronym may take of a word: the first, behind the article or لل; the article's alef too (واس).
fn initials(word: &[u8]) -> impl Iterator<Item = u8> {
    const ALEF: u8 = arabic('ا').0;
    const LAM: u8 = arabic('ل').0;
    let (article, first) = match word {
        [ALEF, LAM, first, ..] => (Some(ALEF), *first),
        [LAM, LAM, first, ..] | [first, ..] => (None, *first),
        [] => (None, Symbol::SPACE.0),
    };
    article.into_iter().chain([first])
}
