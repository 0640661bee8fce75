//! The listed names that are found by their skeletons.
//!
//! Only names that the press spells as it hears them: those of entities outside the Arab countries, and in them only the words that are
//! neither common in Arabic nor names of Arabic origin (قاسم never becomes غاسم, and a Turkish أحمد stays أحمد). A whole name of several words is found by its
//! first two; the last names of people, and curated names of one word, by themselves: what uses those asks for a cue or a fuller mention.
//!
//! # Complexity
//! One map look-up for two words of a text. About 40 bytes a name.

use rustc_hash::FxHashMap;

use super::danger::COMMON;
use super::entity::{Entity, EntityIx, EntityType};
use super::expand::split;
use super::skeleton::{Difference, Skeleton, agreement, consonants, has_arabic_letter, letters};
use super::statistics::{NameCounts, WordStatistics};
use super::words::{NameOrigin, Word, WordKind};
use super::{Gazetteer, Part};
use crate::text::Symbol;
use crate::text::fold::{canonical_symbols, lenient_symbols};

/// A name needs this many consonants: below, chance words agree (مان سيتي, من ستة). The generic words of a place or body count for none:
/// beside them one word would agree by itself (مدينة كولون, مدينة كاولون).
const LEAST_CONSONANTS: usize = 5;
/// A single word needs this many.
const LEAST_ALONE: usize = 3;
/// A word that varies needs this many: with one, any short word agrees.
const LEAST_VARYING: usize = 2;
/// Names of more words are spelt out nowhere.
const MOST_WORDS: usize = 6;
/// A word that so many Arabs bear is of Arabic origin, unless a curator says otherwise.
const BORNE_BY_ARABS: u32 = 20;

/// A name that is found by its skeleton.
#[derive(Debug, Clone, Copy)]
pub struct SkeletonName {
    /// Whose.
    pub entity: EntityIx,
    /// Which of its names.
    pub alias: u16,
    /// Which of its words may be spelt otherwise, a bit each.
    varying: u8,
    start: u32,
    len: u16,
    /// The next name under the same key.
    next: u32,
}

/// The end of a chain of names.
const NONE: u32 = u32::MAX;

/// Names by their skeletons.
#[derive(Debug, Default)]
pub struct SkeletonIndex {
    /// By the first two words.
    pairs: FxHashMap<u64, u32>,
    /// By one word.
    singles: FxHashMap<u64, u32>,
    /// In the order of entities.
    names: Vec<SkeletonName>,
    /// Canonical symbols of the names, end to end.
    forms: Vec<u8>,
}

/// What a listed word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WordUse {
    /// The press spells it as it hears it.
    Varies,
    /// A given name of one spelling.
    GivenName,
    /// A word of the language.
    Stays,
}

/// Whether a word, canonical and lenient, may be of a foreign name: no ordinary word, and of no Arabic name. `origin` is what curators say
/// of it as a given name.
pub fn is_foreign(word: &[u8], lenient: &[u8], origin: Option<NameOrigin>, statistics: &WordStatistics) -> bool {
    if has_arabic_letter(word) || statistics.commonness(word).is_some_and(|centibels| centibels >= COMMON) {
        return false;
    }
    origin.map_or_else(
        || {
            let NameCounts { given, family } = statistics.names(lenient);
            given.max(family) < BORNE_BY_ARABS
        },
        |origin| origin == NameOrigin::Foreign,
    )
}

/// What curators say of given names: where each comes from. A name that Arabs and others bear counts as foreign.
#[derive(Debug, Default)]
pub(super) struct GivenNames(FxHashMap<Vec<u8>, NameOrigin>);

impl GivenNames {
    pub(super) fn of(words: &[Word]) -> Self {
        let mut origins: FxHashMap<Vec<u8>, NameOrigin> = FxHashMap::default();
        for word in words {
            let WordKind::GivenName { origin } = word.kind else { continue };
            let known = origins.entry(lenient_symbols(&canonical_symbols(&word.text))).or_insert(origin);
            if origin == NameOrigin::Foreign {
                *known = origin;
            }
        }
        Self(origins)
    }

    /// Of a lenient word; `None` if it is no given name.
    pub(super) fn origin(&self, lenient: &[u8]) -> Option<NameOrigin> {
        self.0.get(lenient).copied()
    }
}

impl SkeletonIndex {
    /// Finds the names of a part of a gazetteer that vary.
    pub fn of(gazetteer: &Gazetteer, part: Part) -> Self {
        let given = gazetteer.given_names();
        let kind = |word: &[u8]| {
            let lenient = lenient_symbols(word);
            let origin = given.origin(&lenient);
            match is_foreign(word, &lenient, origin, gazetteer.statistics()) {
                true => WordUse::Varies,
                false if origin.is_some() => WordUse::GivenName,
                false => WordUse::Stays,
            }
        };
        let mut index = Self::default();
        for (ix, entity) in gazetteer.part(part).filter(|(_, entity)| !entity.is_arab()) {
            let first = index.names.len();
            for (alias, number) in entity.aliases.iter().zip(0..) {
                index.add(entity, ix, number, &canonical_symbols(&alias.text), first, kind);
            }
        }
        index.forms.shrink_to_fit();
        index.names.shrink_to_fit();
        index
    }

    /// Adds one name; the entity's others begin at `own`.
    fn add(&mut self, entity: &Entity, ix: EntityIx, alias: u16, symbols: &[u8], own: usize, kind: impl Fn(&[u8]) -> WordUse) {
        let words: Vec<&[u8]> = split(symbols).collect();
        if words.len() > MOST_WORDS || words.iter().any(|word| word.is_empty() || !word.iter().all(|&letter| Symbol(letter).is_arabic())) {
            return;
        }
        let person = entity.entity_type == EntityType::Person;
        let (mut varying, mut counted, mut last) = (0, 0, (WordUse::Stays, 0));
        for (at, word) in words.iter().enumerate() {
            let (kind, length) = (kind(word), consonants(word));
            varying |= u8::from(kind == WordUse::Varies && length >= LEAST_VARYING) << at;
            counted += if person || kind != WordUse::Stays { length } else { 0 };
            last = (kind, length);
        }
        if words.len() > 1 && varying != 0 && counted >= LEAST_CONSONANTS {
            let key = Skeleton::of(words[0]).pair(Skeleton::of(words[1]));
            self.push(ix, alias, varying, symbols, own, Some(key));
        }
        let alone = words.last().filter(|_| person || words.len() == 1);
        if let Some(word) = alone.filter(|_| entity.curated && last.0 == WordUse::Varies && last.1 >= LEAST_ALONE) {
            self.push(ix, alias, 1, word, own, None);
        }
    }

    /// Puts a name under its key, or a single word under its own skeleton; the entity's others begin at `own`.
    fn push(&mut self, entity: EntityIx, alias: u16, varying: u8, symbols: &[u8], own: usize, pair: Option<u64>) {
        let known = |name: &SkeletonName| self.symbols(name) == symbols;
        let (Ok(start), Ok(len), Ok(number)) =
            (u32::try_from(self.forms.len()), u16::try_from(symbols.len()), u32::try_from(self.names.len()))
        else {
            return;
        };
        if self.names[own..].iter().any(known) {
            return;
        }
        let head = match pair {
            Some(key) => self.pairs.entry(key),
            None => self.singles.entry(Skeleton::of(symbols).0),
        }
        .or_insert(NONE);
        let next = std::mem::replace(head, number);
        self.forms.extend_from_slice(symbols);
        self.names.push(SkeletonName { entity, alias, varying, start, len, next });
    }

    /// The names of several words whose first two have these skeletons, as [`Skeleton::pair`] gives them.
    #[inline]
    pub fn pairs(&self, key: u64) -> impl Iterator<Item = &SkeletonName> {
        self.chain(self.pairs.get(&key).copied())
    }

    /// The names and last names of one word with this skeleton.
    #[inline]
    pub fn singles(&self, skeleton: Skeleton) -> impl Iterator<Item = &SkeletonName> {
        self.chain(self.singles.get(&skeleton.0).copied())
    }

    fn chain(&self, head: Option<u32>) -> impl Iterator<Item = &SkeletonName> {
        let name = |number: u32| self.names.get(number as usize);
        std::iter::successors(head.and_then(name), move |last| name(last.next))
    }

    /// The words of a name, canonical.
    pub fn words(&self, name: &SkeletonName) -> impl Iterator<Item = &[u8]> {
        split(self.symbols(name))
    }

    fn symbols(&self, name: &SkeletonName) -> &[u8] {
        &self.forms[name.start as usize..name.start as usize + usize::from(name.len)]
    }

    /// The skeleton of one name of an entity for showing, word by word; words that stay as they are are written out. `None` if it is not
    /// found by its skeleton.
    pub fn shown(&self, entity: EntityIx, alias: u16) -> Option<String> {
        let first = self.names.partition_point(|name| name.entity < entity);
        let own = self.names[first..].iter().take_while(|name| name.entity == entity);
        let name = own.into_iter().find(|name| name.alias == alias)?;
        let word = |(at, word): (usize, &[u8])| if name.varies(at) { letters(word) } else { crate::text::symbol::render(word) };
        Some(self.words(name).enumerate().map(word).collect::<Vec<_>>().join(" "))
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no name varies.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl SkeletonName {
    /// Whether a word of it may be spelt otherwise.
    pub fn varies(&self, word: usize) -> bool {
        self.varying >> word & 1 == 1
    }
}

/// How a written word differs from a listed one that may vary: within what the press does.
pub fn spelling(listed: &[u8], written: &[u8]) -> Option<Difference> {
    agreement(listed, written).filter(|difference| difference.count() <= difference.length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Loader;

    const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

    fn index(rows: &str) -> (Gazetteer, SkeletonIndex) {
        let mut loader = Loader::default();
        loader.read("people/p.tsv", format!("{HEADER}{rows}").as_bytes()).unwrap();
        loader.read("lexicon/given_names.tsv", "name\tgender\torigin\tsource\nقاسم\tm\tarabic\tx\n".as_bytes()).unwrap();
        let loaded = loader.finish();
        assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
        let index = SkeletonIndex::of(&loaded.gazetteer, Part::Files);
        (loaded.gazetteer, index)
    }

    #[test]
    fn arabs_short_names_and_words_of_arabic_origin_stay_as_they_are() {
        let (gazetteer, index) = index(
            "one\tدونالد ترامب\t\t\t\tUS\t\t\t\t\t\tcurated\ntwo\tدونالد قرداحي\t\t\t\tLB\t\t\t\t\t\tcurated\n\
             three\tجون لي\t\t\t\tCN\t\t\t\t\t\tcurated\nfour\tقاسم سليماني\t\t\t\tIR\t\t\t\t\t\tcurated\n",
        );
        let shown = |id: &str| index.shown(gazetteer.find(id).unwrap(), 0);
        assert_eq!(shown("one").as_deref(), Some("دنلد ترمب"));
        assert_eq!(shown("two"), None);
        assert_eq!(shown("three"), None);
        assert_eq!(shown("four").as_deref(), Some("قاسم سلمن"));
    }
}
