//! From weights to names: the runs of words that are likely enough one name.

use super::facts::{Facts, SENTENCE_GAP, Words};
use super::model::{LABELS, Model, NameType};
use super::sums::Sums;

/// A name has at most this many words.
const MAX_WORDS: usize = 7;
/// First words less likely than this begin no name that is looked at.
const UNLIKELY: f32 = 0.05;

/// A name found, as a run of words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FoundName {
    /// What it names.
    pub(crate) name_type: NameType,
    /// First word, by its place among the words.
    pub(crate) first: usize,
    /// Last word, included.
    pub(crate) last: usize,
    /// How likely it is that just these words are one name.
    pub(crate) probability: f32,
}

/// What the model makes of the words of a block.
pub(crate) struct Reading<'w> {
    words: &'w [Facts],
    sums: Sums,
}

impl<'w> Reading<'w> {
    /// Reads the words.
    pub(crate) fn new(model: &Model, words: &'w Words) -> Self {
        Self { words: &words.facts, sums: Sums::new(model, &words.facts) }
    }

    /// How likely it is that a name of this type begins at a word.
    pub(crate) fn begins(&self, word: usize, name_type: NameType) -> f32 {
        self.sums.marginal(word, name_type.first())
    }

    /// How likely it is that a word by itself is a name of this type: that one begins there and does not go on.
    pub(crate) fn stands_alone(&self, word: usize, name_type: NameType) -> f32 {
        let label = name_type.first();
        (self.sums.words[word].forward[label] * self.leaves(word, label, name_type.further())).min(1.0)
    }

    /// Finds the names that are at least `least` likely, none overlapping, in the order of the text: the likelier goes first.
    pub(crate) fn names(&self, least: f32) -> Vec<FoundName> {
        let mut candidates = Vec::new();
        for first in 0..self.words.len() {
            for name_type in NameType::ALL {
                if self.begins(first, name_type) >= UNLIKELY {
                    self.spans(first, name_type, least, &mut candidates);
                }
            }
        }
        candidates.sort_by(|a: &FoundName, b| b.probability.total_cmp(&a.probability).then(a.first.cmp(&b.first)));
        let mut taken = vec![false; self.words.len()];
        candidates.retain(|name| {
            let words = &mut taken[name.first..=name.last];
            let free = !words.contains(&true);
            if free {
                words.fill(true);
            }
            free
        });
        candidates.sort_by_key(|name| name.first);
        candidates
    }

    /// How likely the word after one with this label does not go on with its name, times what lies behind.
    fn leaves(&self, word: usize, label: usize, further: usize) -> f32 {
        let (words, sums) = (self.words, &self.sums);
        match words.get(word + 1).filter(|next| next.gap != SENTENCE_GAP) {
            None => 1.0,
            Some(next) => {
                let (steps, sum) = (&sums.steps.to(*next)[label], &sums.words[word + 1]);
                let leave = |to: usize| steps[to] * sum.factors[to] * sum.backward[to];
                (0..LABELS).filter(|&to| to != further).map(leave).sum::<f32>() / sum.scale
            }
        }
    }

    /// The likely names that begin at a word.
    fn spans(&self, first: usize, name_type: NameType, least: f32, found: &mut Vec<FoundName>) {
        let (words, sums) = (self.words, &self.sums);
        let further = name_type.further();
        let mut label = name_type.first();
        let mut reached = sums.words[first].forward[label];
        for last in first..words.len().min(first + MAX_WORDS) {
            if last > first {
                let sum = &sums.words[last];
                reached *= sums.steps.to(words[last])[label][further] * sum.factors[further] / sum.scale;
                label = further;
            }
            if reached <= f32::MIN_POSITIVE {
                return;
            }
            let probability = (reached * self.leaves(last, label, further)).min(1.0);
            if probability >= least {
                found.push(FoundName { name_type, first, last, probability });
            }
        }
    }
}
