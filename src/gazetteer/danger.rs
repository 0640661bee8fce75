//! The danger report: surfaces that will be tagged by mistake unless context decides.
//!
//! A surface is dangerous if it is also an ordinary word, a function word or somebody's name, if it is very short, or if several entities
//! share it. Most dangers are no mistakes of the lists; the report shows an editor where to look.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::entity::{EntityIx, ListIx};
use super::words::WordKind;
use super::{Gazetteer, NameCounts};
use crate::text::Symbol;
use crate::text::fold::{canonical_symbols, lenient_symbols};

/// A single word this common, in centibels, is an ordinary word of the news: measured for the import's rule on place names.
pub const COMMON: i16 = -450;
/// How many people must have a word as a given name before a surface of that one word is somebody's.
pub const GIVEN_NAME_COUNT: u32 = 20;
/// Fewer Arabic letters than this are very short.
pub const SHORT: usize = 3;

/// Why a surface is dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// It is an ordinary word, this common in centibels.
    CommonWord(i16),
    /// It is a function word.
    FunctionWord,
    /// It is a given name by itself.
    GivenName,
    /// It has fewer than [`SHORT`] letters.
    VeryShort,
    /// So many entities, of so many types, have it.
    Shared {
        /// How many entities.
        entities: usize,
        /// How many types.
        types: usize,
    },
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommonWord(centibels) => write!(f, "common word ({centibels} cB)"),
            Self::FunctionWord => f.write_str("function word"),
            Self::GivenName => f.write_str("given name"),
            Self::VeryShort => f.write_str("very short"),
            Self::Shared { entities, types: 1 } => write!(f, "shared by {entities} entities"),
            Self::Shared { entities, types } => write!(f, "shared by {entities} entities of {types} types"),
        }
    }
}

/// A dangerous surface of one entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangerous<'g> {
    /// The first list that has the entity.
    pub list: ListIx,
    /// The entity.
    pub entity: EntityIx,
    /// The name.
    pub surface: &'g str,
    /// Whether it is tagged only in context.
    pub needs_context: bool,
    /// Why it is dangerous; never empty.
    pub dangers: Vec<Danger>,
}

/// What single words are, apart from names of entities.
#[derive(Debug)]
pub(super) struct WordClasses<'g> {
    gazetteer: &'g Gazetteer,
    function_words: FxHashSet<Vec<u8>>,
    given_names: FxHashSet<Vec<u8>>,
}

impl<'g> WordClasses<'g> {
    pub(super) fn of(gazetteer: &'g Gazetteer) -> Self {
        let texts = |wanted: fn(WordKind) -> bool| {
            let words = gazetteer.words().iter().filter(|word| wanted(word.kind));
            words.map(|word| canonical_symbols(&word.text)).collect()
        };
        let function_words = texts(|kind| matches!(kind, WordKind::Function { .. }));
        let given_names = texts(|kind| matches!(kind, WordKind::GivenName { .. }));
        Self { gazetteer, function_words, given_names }
    }

    pub(super) fn is_function_word(&self, canonical: &[u8]) -> bool {
        self.function_words.contains(canonical)
    }

    /// Listed as a given name, or borne by many and seldom a family name.
    pub(super) fn is_given_name(&self, canonical: &[u8]) -> bool {
        let NameCounts { given, family } = self.gazetteer.statistics().names(&lenient_symbols(canonical));
        self.given_names.contains(canonical) || given >= GIVEN_NAME_COUNT && given > family
    }

    pub(super) fn is_very_short(canonical: &[u8]) -> bool {
        canonical.len() < SHORT && canonical.iter().all(|&symbol| Symbol(symbol).is_arabic())
    }
}

/// Every dangerous surface, in the order of lists and entities.
pub fn dangers(gazetteer: &Gazetteer) -> Vec<Dangerous<'_>> {
    let classes = WordClasses::of(gazetteer);
    let mut owners: FxHashMap<Vec<u8>, Vec<EntityIx>> = FxHashMap::default();
    for (ix, entity) in gazetteer.entities() {
        for alias in &entity.aliases {
            let owners = owners.entry(lenient_symbols(&canonical_symbols(&alias.text))).or_default();
            if owners.last() != Some(&ix) {
                owners.push(ix);
            }
        }
    }
    let mut found = Vec::new();
    for (ix, entity) in gazetteer.entities() {
        let list = entity.lists.first().copied().unwrap_or(ListIx(0));
        for alias in &entity.aliases {
            let canonical = canonical_symbols(&alias.text);
            let mut dangers = word_dangers(&classes, &canonical);
            let sharing = &owners[&lenient_symbols(&canonical)];
            if sharing.len() > 1 {
                let types: FxHashSet<_> = sharing.iter().map(|&ix| gazetteer.entity(ix).entity_type).collect();
                dangers.push(Danger::Shared { entities: sharing.len(), types: types.len() });
            }
            if !dangers.is_empty() {
                let (surface, needs_context) = (&*alias.text, alias.needs_context);
                found.push(Dangerous { list, entity: ix, surface, needs_context, dangers });
            }
        }
    }
    found.sort_by_key(|dangerous| dangerous.list);
    found
}

/// The dangers of a surface by itself; only single words have any.
fn word_dangers(classes: &WordClasses<'_>, canonical: &[u8]) -> Vec<Danger> {
    let mut dangers = Vec::new();
    if canonical.contains(&Symbol::SPACE.0) {
        return dangers;
    }
    if let Some(centibels) = classes.gazetteer.statistics().commonness(canonical).filter(|&centibels| centibels >= COMMON) {
        dangers.push(Danger::CommonWord(centibels));
    }
    if classes.is_function_word(canonical) {
        dangers.push(Danger::FunctionWord);
    }
    if classes.is_given_name(canonical) {
        dangers.push(Danger::GivenName);
    }
    if WordClasses::is_very_short(canonical) {
        dangers.push(Danger::VeryShort);
    }
    dangers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Loader;

    const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

    #[test]
    fn each_danger_is_seen_and_a_plain_name_has_none() {
        let mut loader = Loader::default();
        let places = "tyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\tneeds_context\tx\n\
                      beirut\tبيروت\tبي\tBeirut\tcity\tLB\t\t\t\t\t\tx\n\
                      tripoli_lb\tطرابلس\t\tTripoli\tcity\tLB\t\t\t\t\t\tx\n\
                      tripoli_ly\tطرابلس\tأن\tTripoli\tcity\tLY\t\t\t\t\t\tx\n";
        let clubs = "tripoli_club\tطرابلس\tسعيد\tTripoli SC\tclub\tLB\t\t\t\t\t\tx\n";
        loader.read("places/p.tsv", format!("{HEADER}{places}").as_bytes()).unwrap();
        loader.read("organisations/o.tsv", format!("{HEADER}{clubs}").as_bytes()).unwrap();
        loader.read("lexicon/function_words.tsv", "text\tkind\tsource\nأن\tparticle\tx\n".as_bytes()).unwrap();
        loader.read("lexicon/common_words.tsv", "word\tcb\tsource\nصور\t-400\tx\nبيروت\t-451\tx\n".as_bytes()).unwrap();
        loader.read("lexicon/given_names_wikidata.tsv", "name\tcount\tsource\nسعيد\t20\tx\nبيروت\t19\tx\n".as_bytes()).unwrap();
        let gazetteer = loader.finish().gazetteer;
        let found: Vec<String> = dangers(&gazetteer)
            .iter()
            .map(|one| {
                let dangers: Vec<String> = one.dangers.iter().map(ToString::to_string).collect();
                format!("{} {}", gazetteer.entity(one.entity).id, dangers.join(", "))
            })
            .collect();
        let shared = "shared by 3 entities of 2 types";
        let expected = [
            "tyre common word (-400 cB)".to_owned(),
            "beirut very short".to_owned(),
            format!("tripoli_lb {shared}"),
            format!("tripoli_ly {shared}"),
            "tripoli_ly function word, very short".to_owned(),
            format!("tripoli_club {shared}"),
            "tripoli_club given name".to_owned(),
        ];
        assert_eq!(found, expected);
    }
}
