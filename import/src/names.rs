//! Name words: how many people bear a word as given name or as family name.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use crate::frequency::Frequencies;
use crate::packages::SourceKey;
use crate::text::is_arabic;

/// Which part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The given name.
    Given,
    /// The family name.
    Family,
}

/// Names and how many people bear them.
#[derive(Debug, Default)]
pub struct NameCounts {
    given: Counts,
    family: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    by_name: BTreeMap<String, (u32, Vec<SourceKey>)>,
    total: u32,
}

/// A name that fewer people bear is left out.
const FEWEST: u32 = 2;
/// A word that is commoner in text than as a name is no name; one that few people bear has to be rarer still, by so many centibels.
const RARER: f64 = 20.0;
/// A name of fewer people than this is borne by few.
const FEW: u32 = 5;
/// A word that so many times as many people have as family name is not the given name of a few, nor the other way round.
const RATHER_OTHER: u32 = 3;
/// A common word is rather a word than a name, even if it is rarer than the name by so many centibels: of the words that stand
/// before Muhammad, those beyond it are names (مالك, منى), those within it nouns as well (وعد, مطر).
const RATHER_WORD: f64 = 100.0;
/// Only words commoner than this are common enough to stand before a name.
const COMMON_WORD: i16 = -500;
/// Parts of names that are no names by themselves.
const PARTICLES: [&str; 16] = ["آل", "بن", "ابن", "بنت", "منت", "أبو", "أبي", "أم", "ولد", "أولاد", "آيت", "دي", "دا", "فان", "سي", "بو"];

impl NameCounts {
    /// Counts bearers of a name.
    pub fn add(&mut self, part: Part, name: String, bearers: u32, source: SourceKey) {
        if !is_arabic(&name) {
            return;
        }
        let counts = self.counts_mut(part);
        counts.total += bearers;
        let (count, sources) = counts.by_name.entry(name).or_default();
        *count += bearers;
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    fn counts(&self, part: Part) -> &Counts {
        match part {
            Part::Given => &self.given,
            Part::Family => &self.family,
        }
    }

    fn counts_mut(&mut self, part: Part) -> &mut Counts {
        match part {
            Part::Given => &mut self.given,
            Part::Family => &mut self.family,
        }
    }

    /// The given names of so many people.
    pub fn given_at_least(&self, bearers: u32) -> impl Iterator<Item = &str> {
        at_least(&self.given, bearers)
    }

    /// The family names of so many people.
    pub fn family_at_least(&self, bearers: u32) -> impl Iterator<Item = &str> {
        at_least(&self.family, bearers)
    }

    /// Whether a word that somebody has as name is as often an ordinary word.
    pub fn is_rather_word(&self, part: Part, word: &str, frequencies: &Frequencies) -> bool {
        let counts = self.counts(part);
        let bearers = counts.by_name.get(word).map_or(0, |(bearers, _)| *bearers);
        let as_word = frequencies.of(word).filter(|as_word| *as_word > COMMON_WORD);
        as_word.is_some_and(|as_word| f64::from(as_word) > as_name(bearers, counts.total) - RATHER_WORD)
    }

    /// Takes out what are words rather than names: rare as a name, common in text. Of the given names, those that a few people have whose
    /// family name the source put first (خوري); of the family names, those of a few women whose given name it put last (سمية).
    pub fn sift(&mut self, frequencies: &Frequencies) {
        let given = rather_of(&self.given, &self.family);
        let family = rather_of(&self.family, &self.given);
        self.given.by_name.retain(|name, _| !family.contains(name));
        self.family.by_name.retain(|name, _| !given.contains(name));
        for counts in [&mut self.given, &mut self.family] {
            let total = counts.total.max(1);
            counts.by_name.retain(|name, (bearers, _)| {
                *bearers >= FEWEST && !PARTICLES.contains(&name.as_str()) && !is_word(name, *bearers, total, frequencies)
            });
        }
    }

    /// The list of the names of one part, the commonest first.
    pub fn list(&self, part: Part) -> String {
        let mut names: Vec<_> = self.counts(part).by_name.iter().collect();
        names.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(b.0)));
        let mut list = "name\tcount\tsource\n".to_owned();
        for (name, (bearers, sources)) in names {
            let mut sources: Vec<String> = sources.iter().map(|source| source.cell()).collect();
            sources.sort();
            let _ = writeln!(list, "{name}\t{bearers}\t{}", sources.join("|"));
        }
        list
    }
}

/// The names of one part that only a few people have as the other.
fn rather_of(part: &Counts, other: &Counts) -> HashSet<String> {
    let rather =
        |name: &str, bearers: u32| other.by_name.get(name).is_some_and(|(others, _)| *others < FEW && RATHER_OTHER * *others <= bearers);
    part.by_name.iter().filter(|(name, (bearers, _))| rather(name, *bearers)).map(|(name, _)| name.clone()).collect()
}

fn at_least(counts: &Counts, bearers: u32) -> impl Iterator<Item = &str> {
    counts.by_name.iter().filter(move |(_, (count, _))| *count >= bearers).map(|(name, _)| name.as_str())
}

fn is_word(name: &str, bearers: u32, total: u32, frequencies: &Frequencies) -> bool {
    let margin = if bearers < FEW { RARER } else { 0.0 };
    frequencies.of(name).is_some_and(|as_word| f64::from(as_word) > as_name(bearers, total) - margin)
}

/// How common a name is among names, in centibels.
fn as_name(bearers: u32, total: u32) -> f64 {
    (f64::from(bearers) / f64::from(total.max(1))).log10() * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frequency::tests::frequencies;

    fn counts(given: &[(&str, u32)]) -> NameCounts {
        let mut counts = NameCounts::default();
        for &(name, bearers) in given {
            counts.add(Part::Given, name.to_owned(), bearers, SourceKey::of("wikidata"));
        }
        counts
    }

    #[test]
    fn a_word_that_is_rare_as_a_name_and_common_in_text_is_no_name() {
        let mut counts = counts(&[("محمد", 8000), ("متى", 4), ("بين", 45), ("بسنت", 3), ("عدن", 1), ("آل", 136), ("حسن", 70_000)]);
        counts.sift(&frequencies(&[("محمد", -289), ("متى", -370), ("بين", -261), ("بسنت", -620)]));
        let names: Vec<&str> = counts.given_at_least(0).collect();
        assert_eq!(names, ["بسنت", "حسن", "محمد"]);
    }

    #[test]
    fn a_family_name_put_first_is_no_given_name() {
        let mut counts = counts(&[("خوري", 4), ("حسن", 70), ("غانم", 3)]);
        for (name, bearers) in [("خوري", 80), ("حسن", 900), ("غانم", 8)] {
            counts.add(Part::Family, name.to_owned(), bearers, SourceKey::of("wikidata"));
        }
        counts.sift(&Frequencies::default());
        assert_eq!(counts.given_at_least(0).collect::<Vec<_>>(), ["حسن", "غانم"]);
    }

    #[test]
    fn a_given_name_put_last_is_no_family_name() {
        let mut counts = counts(&[("سمية", 12), ("حسن", 900), ("صقر", 8)]);
        for (name, bearers) in [("سمية", 3), ("حسن", 70), ("صقر", 3)] {
            counts.add(Part::Family, name.to_owned(), bearers, SourceKey::of("wikidata"));
        }
        counts.sift(&Frequencies::default());
        assert_eq!(counts.family_at_least(0).collect::<Vec<_>>(), ["حسن", "صقر"]);
    }

    #[test]
    fn a_common_word_that_few_are_called_is_rather_a_word() {
        let counts = counts(&[("محمد", 8000), ("مطر", 5), ("مالك", 66)]);
        let frequencies = frequencies(&[("محمد", -289), ("مطر", -400), ("مالك", -410), ("حارس", -451), ("فهاد", -600)]);
        let rather = |word| counts.is_rather_word(Part::Given, word, &frequencies);
        assert_eq!(["محمد", "مطر", "مالك", "حارس", "فهاد"].map(rather), [false, true, false, true, false]);
    }

    #[test]
    fn the_list_begins_with_the_commonest_and_names_each_source() {
        let mut counts = counts(&[("سلمى", 5), ("أحمد", 9), ("Ali", 3)]);
        counts.add(Part::Given, "سلمى".into(), 2, SourceKey::of("dzirinames"));
        let list = counts.list(Part::Given);
        assert_eq!(list, "name\tcount\tsource\nأحمد\t9\twikidata CC0-1.0\nسلمى\t7\tdzirinames MIT|wikidata CC0-1.0\n");
    }
}
