//! Danger: names that would be tagged by mistake are dropped, or flagged so that they count only beside a cue.
//!
//! A name of several words is rarely anything else. A single word may be an ordinary word (صور is pictures before it is Tyre), a
//! nationality, or somebody's name. The parameters stand in [`Limits`]; exceptions are reviewed ones ([`crate::review`]), not code.

use std::collections::HashSet;

use aalam::gazetteer::{EntityType, Gazetteer, WordKind};

use crate::curated::words;
use crate::frequency::Frequencies;
use crate::link::{Curated, Linked};
use crate::names::NameCounts;
use crate::record::Record;
use crate::review::{Decision, Review};
use crate::text::{folded, is_single_word};

/// The parameters of the rules.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A single word commoner than this, in centibels, is an ordinary word. On news text this cuts the places' false hits from 15% of
    /// ordinary words to 1.4%, and costs 3.6 points of place recall.
    pub common_word: i16,
    /// The same for people and organisations known by one word.
    pub common_word_other: i16,
    /// A city of this size is named by its name alone, even if that is an ordinary word.
    pub big_city: u32,
    /// A place that bears the name of a curated place of another country is kept from this size on.
    pub namesake: u32,
    /// A word that this many people have as given name is a given name.
    pub given_name: u32,
    /// Two given names of this many people each (محمد علي) are, more often than not, the beginning of a longer name.
    pub common_given_name: u32,
    /// A word that this many people have as family name is a family name.
    pub family_name: u32,
    /// Names of fewer letters are dropped.
    pub letters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            common_word: -450,
            common_word_other: -500,
            big_city: 200_000,
            namesake: 100_000,
            given_name: 10,
            common_given_name: 200,
            family_name: 15,
            letters: 3,
        }
    }
}

/// A thing whose names are safe, with those that are safe beside a cue only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safe {
    /// Its id.
    pub id: String,
    /// What the sources say of it.
    pub record: Record,
    /// Its names that count only beside a cue.
    pub needs_context: Vec<String>,
}

/// What is known about words.
pub struct Dangers<'a> {
    limits: Limits,
    frequencies: &'a Frequencies,
    curated: &'a Curated<'a>,
    review: &'a Review,
    function_words: HashSet<Vec<u8>>,
    demonyms: HashSet<Vec<u8>>,
    given_names: HashSet<Vec<u8>>,
    common_given_names: HashSet<Vec<u8>>,
    family_names: HashSet<Vec<u8>>,
    /// Single words that name a place.
    places: HashSet<Vec<u8>>,
}

impl<'a> Dangers<'a> {
    /// Gathers them.
    pub fn new(frequencies: &'a Frequencies, gazetteer: &Gazetteer, curated: &'a Curated<'a>, names: &NameCounts, review: &'a Review) -> Self {
        let limits = Limits::default();
        let set = |wanted| words(gazetteer, wanted).map(folded).collect::<HashSet<_>>();
        let mut given_names = set(|kind| matches!(kind, WordKind::GivenName { .. }));
        given_names.extend(names.given_at_least(limits.given_name).map(folded));
        let places = gazetteer.entities().iter().filter(|entity| entity.entity_type == EntityType::Place);
        Self {
            limits,
            frequencies,
            curated,
            review,
            function_words: set(|kind| kind == WordKind::Function),
            demonyms: set(|kind| matches!(kind, WordKind::Demonym { .. })),
            given_names,
            common_given_names: names.given_at_least(limits.common_given_name).map(folded).collect(),
            family_names: names.family_at_least(limits.family_name).map(folded).collect(),
            places: places.flat_map(|entity| &entity.aliases).map(|alias| folded(&alias.text)).collect(),
        }
    }

    /// Takes the dangerous names out; a thing whose own name goes, goes with it.
    pub fn sift(mut self, things: Vec<(String, Linked)>) -> Vec<Safe> {
        let (places, others): (Vec<_>, Vec<_>) = things.into_iter().partition(|(_, thing)| thing.record.entity_type == EntityType::Place);
        let mut safe: Vec<Safe> = places.into_iter().filter_map(|(id, thing)| self.sift_one(id, thing)).collect();
        for place in &safe {
            self.places.extend(place.record.aliases.iter().chain([&place.record.name]).map(|name| folded(name)));
        }
        safe.extend(others.into_iter().filter_map(|(id, thing)| self.sift_one(id, thing)));
        safe
    }

    fn sift_one(&self, id: String, Linked { mut record, curated }: Linked) -> Option<Safe> {
        let mut needs_context = Vec::new();
        // The name of a curated entity was judged by its curator.
        if curated.is_none() {
            match self.judge(&record.name, &record, false) {
                Decision::Drop => return None,
                Decision::NeedsContext => needs_context.push(record.name.clone()),
                Decision::Keep => {}
            }
        }
        let aliases = std::mem::take(&mut record.aliases);
        for alias in aliases {
            match self.judge(&alias, &record, true) {
                Decision::Drop => continue,
                Decision::NeedsContext => needs_context.push(alias.clone()),
                Decision::Keep => {}
            }
            record.aliases.push(alias);
        }
        let adds_something = curated.is_none() || !record.aliases.is_empty() || !record.same_as.is_empty();
        adds_something.then_some(Safe { id, record, needs_context })
    }

    fn judge(&self, name: &str, record: &Record, is_alias: bool) -> Decision {
        if let Some(decision) = self.review.of(name, record.list) {
            return decision;
        }
        if name.chars().filter(|c| c.is_alphanumeric()).count() < self.limits.letters {
            return Decision::Drop;
        }
        match record.entity_type {
            EntityType::Place => self.judge_place(name, record, is_alias),
            EntityType::Person | EntityType::Organisation if is_single_word(name) => self.judge_word(name, record.entity_type),
            EntityType::Person => self.judge_full_name(name),
            EntityType::Organisation => Decision::Keep,
        }
    }

    /// A full name at the edge of which a function word stands runs into ordinary text: «محمد الخميس» is what Muhammad did on Thursday.
    fn judge_full_name(&self, name: &str) -> Decision {
        let words: Vec<&str> = name.split(' ').collect();
        let is_function_word = |word: &str| self.function_words.contains(&folded(word));
        let compound = words.len() >= 2 && ["أبو", "أبي", "عبد", "بن", "آل", "ابن"].contains(&words[words.len() - 2]);
        let edges = [Some(words[0]), words.last().copied().filter(|_| !compound)];
        if edges.into_iter().flatten().any(is_function_word) {
            return Decision::Drop;
        }
        let is_common = |word: &&str| self.common_given_names.contains(&folded(word));
        if words.len() == 2 && words.iter().all(is_common) { Decision::NeedsContext } else { Decision::Keep }
    }

    fn judge_place(&self, name: &str, record: &Record, is_alias: bool) -> Decision {
        let namesakes = || self.curated.named(EntityType::Place, name).filter(|entity| is_alias || *entity.country != *record.country);
        let population = record.population.unwrap_or(0);
        if population < self.limits.namesake && namesakes().next().is_some_and(|_| !record.capital) {
            return Decision::Drop;
        }
        if !is_single_word(name) {
            return Decision::Keep;
        }
        let fold = folded(name);
        if self.function_words.contains(&fold) || self.demonyms.contains(&fold) {
            return Decision::Drop;
        }
        let is_big = record.capital || record.subtype == "country" || population >= self.limits.big_city;
        let is_common = self.frequencies.of_fold(name).is_some_and(|centibels| centibels > self.limits.common_word);
        match (is_common, self.given_names.contains(&fold)) {
            (true, _) | (_, true) if !is_big => Decision::Drop,
            (_, true) => Decision::NeedsContext,
            _ if !is_big && self.is_somebody(name, &fold) => Decision::NeedsContext,
            _ => Decision::Keep,
        }
    }

    /// Whether a word is a family name, or names a curated person.
    fn is_somebody(&self, name: &str, fold: &[u8]) -> bool {
        self.family_names.contains(fold) || self.curated.named(EntityType::Person, name).next().is_some()
    }

    /// A person or organisation known by one word.
    fn judge_word(&self, name: &str, entity_type: EntityType) -> Decision {
        let fold = folded(name);
        let is_common = self.frequencies.of_fold(name).is_some_and(|centibels| centibels > self.limits.common_word_other);
        if is_common || [&self.function_words, &self.demonyms, &self.given_names].iter().any(|words| words.contains(&fold)) {
            return Decision::Drop;
        }
        let is_person = entity_type == EntityType::Person;
        if self.places.contains(&fold) || !is_person && self.is_somebody(name, &fold) {
            return Decision::NeedsContext;
        }
        Decision::Keep
    }
}
