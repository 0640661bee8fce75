//! Tallies: how many asserted mentions of a kind are right, by rule, score, and where the name comes from.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::figures::percent;
use super::report::Judged;
use crate::gazetteer::{Alias, Families};
use crate::tagging::{Mention, Rule};

/// How many mentions of a kind are right, of all asserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Right: span and type as annotated.
    pub right: usize,
    /// All.
    pub asserted: usize,
}

impl Tally {
    /// Those that are false.
    pub fn wrong(self) -> usize {
        self.asserted - self.right
    }

    /// Right of asserted, in percent; `None` for 0/0.
    pub fn precision(self) -> Option<f64> {
        percent(self.right, self.asserted)
    }
}

/// What mentions are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criterion {
    /// The rule that found it, and whether a list holds the name.
    Rule,
    /// The tenth that its score falls into: the reliability table.
    Score,
    /// The list whose row gave the name.
    List,
    /// The sources of that row.
    Source,
    /// How the form in the text was made of the listed name.
    Form,
}

impl Criterion {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 5] = [Self::Rule, Self::Score, Self::List, Self::Source, Self::Form];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Score => "score",
            Self::List => "list",
            Self::Source => "source",
            Self::Form => "form",
        }
    }
}

/// What stands for the list, source and form of a name that no list holds.
const NO_LIST: &str = "(no list)";

/// The tallies of all criteria.
#[derive(Debug, Default)]
pub struct Tallies(BTreeMap<(Criterion, String), Tally>);

impl Tallies {
    /// Adds the asserted mentions of a document.
    pub(super) fn add(&mut self, judged: &Judged<'_>) {
        for asserted in &judged.matching.asserted {
            let mention = &judged.tagged.mentions[asserted.index];
            for (criterion, name) in names(mention, judged) {
                let tally = self.0.entry((criterion, name)).or_default();
                tally.right += usize::from(asserted.strict);
                tally.asserted += 1;
            }
        }
    }

    /// The rows of a criterion: lists and sources with the most false mentions first, the others by name.
    pub fn rows(&self, criterion: Criterion) -> Vec<(&str, Tally)> {
        let of_criterion = self.0.iter().filter(|((one, _), _)| *one == criterion);
        let mut rows: Vec<(&str, Tally)> = of_criterion.map(|((_, name), &tally)| (name.as_str(), tally)).collect();
        if matches!(criterion, Criterion::List | Criterion::Source) {
            rows.sort_by_key(|(name, tally)| (Reverse(tally.wrong()), Reverse(tally.asserted), *name));
        }
        rows
    }
}

/// What a mention is called by each criterion.
fn names(mention: &Mention, judged: &Judged<'_>) -> [(Criterion, String); 5] {
    let entity = mention.entity.map(|ix| judged.tagger.entity(judged.tagged, ix));
    let alias = entity.zip(mention.evidence.alias).and_then(|(entity, alias)| entity.aliases.get(usize::from(alias)));
    let origin = alias.and_then(|alias| alias.origin).map(|origin| judged.tagger.gazetteer().origin(origin));
    let rule = format!("{}, {}", mention.evidence.rule.name(), if entity.is_some() { "listed" } else { "unlisted" });
    let (list, source) = origin.map_or((NO_LIST.to_owned(), NO_LIST.to_owned()), |(list, source)| (list.path.clone(), sources(source)));
    [
        (Criterion::Rule, rule),
        (Criterion::Score, band(mention.score)),
        (Criterion::List, list),
        (Criterion::Source, source),
        (Criterion::Form, alias.map_or(NO_LIST.to_owned(), |alias| form(mention, alias))),
    ]
}

/// The tenth that a score falls into.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a score lies between 0 and 1
fn band(score: f32) -> String {
    let tenth = ((score * 10.0) as u8).min(9);
    format!("0.{tenth} to {:.1}", f32::from(tenth + 1) / 10.0)
}

/// The keys of a source cell, without their licences.
fn sources(cell: &str) -> String {
    let keys: Vec<&str> = cell.split('|').filter_map(|source| source.split_whitespace().next()).collect();
    keys.join(" + ")
}

fn form(mention: &Mention, alias: &Alias) -> String {
    // The article's alef goes after any ل: that says nothing of the name.
    let families = mention.evidence.families.without(Families::LAM);
    if mention.evidence.rule == Rule::ShortForm {
        "last name".to_owned()
    } else if families.is_listed() {
        alias.kind.name().to_owned()
    } else {
        families.names().collect::<Vec<_>>().join(" + ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_tenths_and_the_last_is_closed() {
        assert_eq!((band(0.5), band(0.949), band(1.0)), ("0.5 to 0.6".to_owned(), "0.9 to 1.0".to_owned(), "0.9 to 1.0".to_owned()));
    }

    #[test]
    fn sources_lose_their_licences() {
        assert_eq!(sources("curated"), "curated");
        assert_eq!(sources("cldr Unicode-DFS-2016|geonames CC-BY-4.0"), "cldr + geonames");
    }
}
