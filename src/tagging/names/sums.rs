//! What the weights make of a run of words: how likely each label is at each, all others considered.
//!
//! # How it works
//! The sums over all ways to label the words before a word (*forward*) and behind it (*backward*), each word's scaled to one so that none
//! runs out of range. All that belongs to a word lies together in one cache line, and the inner loops run over the labels that are added
//! to, not over those that are added up: they have no step that waits for the one before, and the processor does several at once.

use super::facts::{Facts, SENTENCE_GAP, SOFT_GAP};
use super::model::{LABELS, Model, OUTSIDE};
use crate::tagging::pace;

/// A number for each label.
pub(super) type Labels = [f32; LABELS];

/// The label before which a further word's label may stand, besides itself; none for labels that may stand anywhere.
const fn first_of(label: usize) -> Option<usize> {
    match label {
        2 => Some(1),
        4 => Some(3),
        _ => None,
    }
}

/// The factors from label to label.
pub(super) struct Steps {
    /// From row to column, if nothing but a space stands between the words.
    soft: [Labels; LABELS],
    /// The same, if anything else does: no name goes on there.
    hard: [Labels; LABELS],
}

impl Steps {
    fn new(transitions: &[Labels; LABELS]) -> Self {
        let table = |may_go_on: bool| {
            std::array::from_fn(|from| {
                std::array::from_fn(|to| match first_of(to) {
                    Some(first) if !may_go_on || from != first && from != to => 0.0,
                    _ => transitions[from][to].exp(),
                })
            })
        };
        Self { soft: table(true), hard: table(false) }
    }

    /// The factors on the way to a word: zero where it cannot go on with a name.
    pub(super) fn to(&self, word: Facts) -> &[Labels; LABELS] {
        if word.gap == SOFT_GAP { &self.soft } else { &self.hard }
    }
}

/// The sums at one word.
pub(super) struct Sum {
    /// How well each label fits the word by itself; the greatest is one.
    pub(super) factors: Labels,
    pub(super) forward: Labels,
    pub(super) backward: Labels,
    /// What the forward sums were divided by.
    pub(super) scale: f32,
}

/// The sums of a run of words.
pub(super) struct Sums {
    pub(super) steps: Steps,
    pub(super) words: Vec<Sum>,
}

impl Sums {
    /// Sums up what a model makes of the words.
    pub(super) fn new(model: &Model, words: &[Facts]) -> Self {
        let steps = Steps::new(&model.transitions);
        let mut sums: Vec<Sum> = Vec::with_capacity(words.len());
        for (index, &word) in words.iter().enumerate() {
            pace::step();
            let factors = exponentials(&model.weigh(words, index));
            let reached = match sums.last().filter(|_| word.gap != SENTENCE_GAP) {
                Some(before) => reach(&before.forward, steps.to(word)),
                None => steps.to(word)[OUTSIDE],
            };
            let forward: Labels = std::array::from_fn(|label| reached[label] * factors[label]);
            let scale = forward.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            sums.push(Sum { factors, forward: forward.map(|sum| sum / scale), backward: [1.0; LABELS], scale });
        }
        for index in (1..words.len()).rev().filter(|&index| words[index].gap != SENTENCE_GAP) {
            sums[index - 1].backward = leave(&sums[index], steps.to(words[index]));
        }
        Self { steps, words: sums }
    }

    /// How likely each label is at a word.
    pub(super) fn marginal(&self, index: usize, label: usize) -> f32 {
        self.words[index].forward[label] * self.words[index].backward[label]
    }
}

/// The sums over all ways to a word, its own factors apart.
fn reach(forward: &Labels, steps: &[Labels; LABELS]) -> Labels {
    let mut reached = [0.0; LABELS];
    for from in 0..LABELS {
        for to in 0..LABELS {
            reached[to] += forward[from] * steps[from][to];
        }
    }
    reached
}

/// The sums over all ways on from the word before `next`.
fn leave(next: &Sum, steps: &[Labels; LABELS]) -> Labels {
    let mut left = [0.0; LABELS];
    for to in 0..LABELS {
        for from in 0..LABELS {
            left[from] += steps[from][to] * next.factors[to] * next.backward[to];
        }
    }
    left.map(|sum| sum / next.scale)
}

/// The factors of one word; the greatest is one, so that none overflows.
fn exponentials(weights: &Labels) -> Labels {
    let greatest = weights.iter().copied().fold(f32::MIN, f32::max);
    weights.map(|weight| (weight - greatest).exp())
}
