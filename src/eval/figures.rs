//! Figures: precision, recall and F1.

use std::collections::HashMap;

use super::matching::{Match, Matching};
use crate::gazetteer::EntityType;

/// Sums of one type under one kind of match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Mentions that match.
    pub matched: usize,
    /// Mentions asserted.
    pub asserted: usize,
    /// Mentions annotated.
    pub gold: usize,
}

impl Counts {
    /// Matched of asserted, in percent; `None` for 0/0.
    pub fn precision(self) -> Option<f64> {
        percent(self.matched, self.asserted)
    }

    /// Matched of annotated, in percent; `None` for 0/0.
    pub fn recall(self) -> Option<f64> {
        percent(self.matched, self.gold)
    }

    /// The harmonic mean of both, in percent; `None` when nothing was asserted nor annotated.
    pub fn f1(self) -> Option<f64> {
        percent(2 * self.matched, self.asserted + self.gold)
    }

    fn plus(self, other: Self) -> Self {
        Self { matched: self.matched + other.matched, asserted: self.asserted + other.asserted, gold: self.gold + other.gold }
    }
}

#[allow(clippy::cast_precision_loss)] // counts of mentions are far below 2^52
pub(super) fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// The sums of every type under both kinds of match.
#[derive(Debug, Clone, Default)]
pub struct Figures(HashMap<(EntityType, Match), Counts>);

impl Figures {
    /// Adds a document.
    pub fn add(&mut self, matching: &Matching) {
        for kind in Match::ALL {
            for gold in &matching.gold {
                let counts = self.0.entry((gold.entity_type, kind)).or_default();
                counts.gold += 1;
                counts.matched += usize::from(gold.matches(kind));
            }
            for asserted in &matching.asserted {
                self.0.entry((asserted.entity_type, kind)).or_default().asserted += 1;
            }
        }
    }

    /// The sums of one type; of all types together (micro average) for `None`.
    pub fn of(&self, entity_type: Option<EntityType>, kind: Match) -> Counts {
        match entity_type {
            Some(entity_type) => self.0.get(&(entity_type, kind)).copied().unwrap_or_default(),
            None => EntityType::ALL.into_iter().fold(Counts::default(), |sum, one| sum.plus(self.of(Some(one), kind))),
        }
    }

    /// Every row of the table: each type and then all of them, strictly and then by overlap.
    pub fn rows(&self) -> impl Iterator<Item = (Option<EntityType>, Match, Counts)> {
        let types = || EntityType::ALL.into_iter().map(Some).chain([None]);
        let rows = Match::ALL.into_iter().flat_map(move |kind| types().map(move |entity_type| (entity_type, kind)));
        rows.map(|(entity_type, kind)| (entity_type, kind, self.of(entity_type, kind)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_nothing_is_not_a_number_but_none() {
        assert_eq!(Counts::default().precision(), None);
        assert_eq!(Counts::default().f1(), None);
        assert_eq!(Counts { matched: 0, asserted: 2, gold: 0 }.f1(), Some(0.0));
    }
}
