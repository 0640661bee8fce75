//! Name words: how many people bear a word as given name or as family name.

use std::collections::BTreeMap;

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
/// Names of this many people are names, however common they are as words (محمد, نور).
const MANY: u32 = 40;
/// Else a word that is so much commoner in text than as a name, in centibels, is no name.
const WORD_OVER_NAME: i32 = 60;

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

    /// Takes out what are words rather than names: rare as a name, common in text.
    pub fn sift(&mut self, frequencies: &Frequencies) {
        for counts in [&mut self.given, &mut self.family] {
            let total = f64::from(counts.total.max(1));
            counts.by_name.retain(|name, (bearers, _)| {
                *bearers >= FEWEST && (*bearers >= MANY || !is_word(name, f64::from(*bearers) / total, frequencies))
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
            list.push_str(&format!("{name}\t{bearers}\t{}\n", sources.join("|")));
        }
        list
    }
}

fn at_least(counts: &Counts, bearers: u32) -> impl Iterator<Item = &str> {
    counts.by_name.iter().filter(move |(_, (count, _))| *count >= bearers).map(|(name, _)| name.as_str())
}

fn is_word(name: &str, share: f64, frequencies: &Frequencies) -> bool {
    let as_name = share.log10() * 100.0;
    frequencies.of(name).is_some_and(|as_word| f64::from(as_word) > as_name + f64::from(WORD_OVER_NAME))
}
