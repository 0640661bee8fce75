//! What is counted about words: how common each is in running text, and how often it is somebody's given or family name.
//!
//! Evidence for names that are also words, and for names that no list holds; no word here is searched for.

use crate::text::fold::{canonical_symbols, lenient_symbols};
use crate::text::word_map::WordMap;

/// One line of a list of counts.
#[derive(Debug)]
pub(super) struct CountRow {
    pub(super) word: Box<str>,
    pub(super) count: Count,
}

/// What a line counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count {
    /// How common a word is, in centibels: 100 times the decimal logarithm of its share of all words, so −300 is one in a thousand.
    Commonness(i16),
    /// How many people have it as a given name.
    GivenName(u32),
    /// How many people have it as a family name.
    FamilyName(u32),
}

/// What a given name counts at least that a curator lists.
const LISTED_GIVEN_NAME: u32 = 20;

/// How often a word is part of a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameCounts {
    /// How many people have it as a given name.
    pub given: u32,
    /// How many people have it as a family name.
    pub family: u32,
}

/// The counts of all words.
///
/// Commonness is looked up by canonical symbols, since على (on) is common and علي (Ali) is not; names by lenient ones, since the press
/// writes أحمد and احمد.
#[derive(Debug, Default)]
pub struct WordStatistics {
    commonness: WordMap<i16>,
    names: WordMap<NameCounts>,
}

impl WordStatistics {
    pub(super) fn add(&mut self, row: &CountRow) {
        let symbols = canonical_symbols(&row.word);
        match row.count {
            Count::Commonness(centibels) => *self.commonness.entry(&symbols) = centibels,
            Count::GivenName(count) => self.names.entry(&lenient_symbols(&symbols)).given += count,
            Count::FamilyName(count) => self.names.entry(&lenient_symbols(&symbols)).family += count,
        }
    }

    /// A given name that a curator lists counts as one of a good many people.
    pub(super) fn add_listed_given_name(&mut self, name: &str) {
        let names = self.names.entry(&lenient_symbols(&canonical_symbols(name)));
        names.given = names.given.max(LISTED_GIVEN_NAME);
    }

    /// How common a word is in running text, in centibels (−300: one word in a thousand); `None` if it is rarer than what is listed.
    pub fn commonness(&self, canonical: &[u8]) -> Option<i16> {
        self.commonness.get(canonical).copied()
    }

    /// The words that are listed as common, as canonical symbols, in no order.
    pub fn common_words(&self) -> impl Iterator<Item = Vec<u8>> {
        self.commonness.words()
    }

    /// How often a word is part of a person's name.
    pub fn names(&self, lenient: &[u8]) -> NameCounts {
        self.names.get(lenient).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commonness_tells_ali_from_on_and_names_do_not_mind_hamzas() {
        let mut statistics = WordStatistics::default();
        statistics.add(&CountRow { word: "على".into(), count: Count::Commonness(-190) });
        statistics.add(&CountRow { word: "أحمد".into(), count: Count::GivenName(40) });
        statistics.add(&CountRow { word: "احمد".into(), count: Count::FamilyName(2) });
        assert_eq!(statistics.commonness(&canonical_symbols("على")), Some(-190));
        assert_eq!(statistics.commonness(&canonical_symbols("علي")), None);
        let lenient = lenient_symbols(&canonical_symbols("أحمد"));
        assert_eq!(statistics.names(&lenient), NameCounts { given: 40, family: 2 });
    }
}
