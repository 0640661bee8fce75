//! The edges of names that the model found: proclitics before them, and words that cannot be part of a name, are cut off, and names joined by
//! و are told apart.

use super::document::{Document, Marks, TokenRange};
use super::mention::Rule;
use super::names::{FoundName, NameType, Words, bears_tanwin};
use super::unlisted::Unlisted;
use crate::gazetteer::{EntityType, Gazetteer};
use crate::text::fold::lenient_symbols;
use crate::text::symbol::{arabic, letters, spells};
use crate::text::{FoldedSpan, Proclitics};

const WA: u8 = arabic('و').0;
/// What follows و where it is a foreign name's own first letter.
const VOWELS: [u8; 3] = letters(['ا', 'و', 'ي']);

/// The names, in the order of the text.
pub(super) fn names(found: &[FoundName], words: &Words, gazetteer: &Gazetteer, document: &Document<'_>) -> Vec<Unlisted> {
    let edges = Edges { words, gazetteer, document };
    found.iter().flat_map(|name| edges.pieces(*name)).filter_map(|(name, joined)| edges.unlisted(name, joined)).collect()
}

struct Edges<'e> {
    words: &'e Words,
    gazetteer: &'e Gazetteer,
    document: &'e Document<'e>,
}

impl Edges<'_> {
    fn symbols(&self, word: usize) -> &[u8] {
        self.document.symbols(self.words.tokens[word])
    }

    /// How many people bear a word as their name.
    fn count(&self, word: &[u8]) -> u32 {
        let names = self.gazetteer.statistics().names(&lenient_symbols(word));
        names.given + names.family
    }

    /// A name without the words at its ends that are none of it, and parted before every و that joins another; and whether it is joined so.
    fn pieces(&self, name: FoundName) -> Vec<(FoundName, bool)> {
        let (mut first, mut last) = (name.first, name.last);
        while first < last && self.begins_none(first) {
            first += 1;
        }
        while first < last && self.ends_none(last) {
            last -= 1;
        }
        let mut pieces = Vec::new();
        let mut joined = false;
        for word in first + 1..=last {
            if self.is_joined(word) {
                pieces.push((FoundName { first, last: word - 1, ..name }, joined));
                (first, joined) = (word, true);
            }
        }
        pieces.push((FoundName { first, last, ..name }, joined));
        pieces
    }

    /// A particle before a verb (قد), a verb with its object (ألقاها), or the head of a body or facility (بجامعة).
    fn begins_none(&self, word: usize) -> bool {
        const HER: [u8; 2] = letters(['ه', 'ا']);
        let symbols = self.symbols(word);
        if self.document.has(self.words.tokens[word], Marks::ORGANISATION_HEAD.or(Marks::FACILITY_HEAD)) && self.count(symbols) == 0 {
            return true;
        }
        let particle = ["قد", "لقد", "لم", "لن"].iter().any(|particle| spells(symbols, particle));
        particle || symbols.len() > 4 && symbols.ends_with(&HER) && self.count(symbols) == 0
    }

    /// An object or adverb (يواجه جوكو ضغوطًا), or ب or ل and a noun with the article (تعهد كيم بالسعي).
    fn ends_none(&self, word: usize) -> bool {
        const BI_AL: [u8; 3] = letters(['ب', 'ا', 'ل']);
        const LI_AL: [u8; 2] = letters(['ل', 'ل']);
        let symbols = self.symbols(word);
        if symbols.starts_with(&LI_AL) && self.count(symbols) == 0 {
            return true;
        }
        let at = || symbols.starts_with(&BI_AL) && self.gazetteer.statistics().commonness(&symbols[1..]).is_some();
        bears_tanwin(self.document, self.words.tokens[word]) || at() && self.count(symbols) == 0
    }

    /// Whether a further word is و and another name: فاسيلي وغافريل. In أبو وردة, ستيفن وايت, كالفين وليامز it is its own letter.
    fn is_joined(&self, word: usize) -> bool {
        const OWN: [&[u8]; 2] = [&letters(['و', 'ل']), &letters(['و', 'س', 'ت'])];
        let symbols = self.symbols(word);
        let own = VOWELS.contains(&symbols[symbols.len().min(2) - 1]) || OWN.iter().any(|own| symbols.starts_with(own));
        let consonant = symbols.len() > 3 && symbols[0] == WA && !own;
        let connected = self.words.facts[word - 1].is_connector();
        consonant && !connected && self.count(symbols) == 0
    }

    /// The tokens and span of a name, its proclitics cut off.
    fn unlisted(&self, name: FoundName, joined: bool) -> Option<Unlisted> {
        let document = self.document;
        let tokens = TokenRange { first: self.words.tokens[name.first], last: self.words.tokens[name.last] };
        // A letter by itself ends no name: it stands for a word (س 14) or numbers a list.
        if document.symbols(tokens.last).len() < 2 {
            return None;
        }
        let whole = document.span_of(tokens);
        let letters = if joined { 1 } else { self.proclitic_letters(document.symbols(tokens.first), name.first == name.last) };
        let start = whole.start as usize + letters;
        let proclitics = Proclitics::before(document.folded.canonical(), start)?;
        let span = FoldedSpan::new(u32::try_from(start).ok()?, whole.end);
        let entity_type = match name.name_type {
            NameType::Person => EntityType::Person,
            NameType::Place => EntityType::Place,
        };
        Some(Unlisted {
            entity_type,
            subtype: None,
            span,
            tokens,
            proclitics,
            score: name.probability,
            rule: Rule::NameModel,
            entity: None,
            antecedent: None,
        })
    }

    /// How many letters of a name's first word are proclitics: as few as make the rest a known name, else و before a word that is itself
    /// unknown. A word that is known as a name stays whole, unless the rest is far better known: لحسن and وليد are names.
    fn proclitic_letters(&self, word: &[u8], alone: bool) -> usize {
        const FAR_BETTER: u32 = 200;
        let readable = |at: usize| word.len() >= at + 3 && Proclitics::read(&word[..at]).is_some_and(|read| !read.is_question());
        let whole = self.count(word);
        let best = (1..=2).filter(|&at| readable(at)).map(|at| (self.count(&word[at..]), at));
        match best.max_by_key(|&(count, at)| (count, std::cmp::Reverse(at))) {
            Some((rest, at)) if rest > whole.saturating_mul(FAR_BETTER) => at,
            // A foreign name that begins with و goes on with a vowel, so that a short word with a consonant there is joined by it: وشين.
            Some((0, _)) if whole == 0 && !alone && word[0] == WA && (word.len() >= 5 || !VOWELS.contains(&word[1])) => 1,
            _ => 0,
        }
    }
}
