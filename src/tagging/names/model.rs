//! The weights, and what they make of a run of words.

use std::fmt::Write as _;

use super::facts::{Facts, SENTENCE_GAP, SOFT_GAP};
use super::features::{FEATURES, features, name, named};

/// *Outside*, then for each type of name *first word* and *further word*.
pub(super) const LABELS: usize = 5;
/// Not part of a name.
pub(super) const OUTSIDE: usize = 0;

const LABEL_NAMES: [&str; LABELS] = ["outside", "person", "person_further", "place", "place_further"];

/// A type of name that the model knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameType {
    /// A person.
    Person,
    /// A place.
    Place,
}

impl NameType {
    pub(super) const ALL: [Self; 2] = [Self::Person, Self::Place];

    /// The label of a name's first word.
    pub(super) const fn first(self) -> usize {
        match self {
            Self::Person => 1,
            Self::Place => 3,
        }
    }

    /// The label of its further words.
    pub(super) const fn further(self) -> usize {
        self.first() + 1
    }
}

/// The label before which a further word's label may stand, besides itself; none for labels that may stand anywhere.
const fn first_of(label: usize) -> Option<usize> {
    match label {
        2 => Some(1),
        4 => Some(3),
        _ => None,
    }
}

/// Why weights cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ModelError {
    /// A line is no weight.
    #[error("line {0}: write a template, a number, and a weight for each label, parted by tabs")]
    Line(usize),
    /// A feature is of another version of the program.
    #[error("line {0}: no feature has this name; fit the weights anew")]
    Feature(usize),
}

/// The fitted weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// For each feature, the weight of each label.
    pub(super) features: Vec<[f32; LABELS]>,
    /// From label to label.
    pub(super) transitions: [[f32; LABELS]; LABELS],
}

/// The weights that come with the program.
const FITTED: &str = include_str!("weights.tsv");

impl Model {
    /// All weights zero.
    pub(super) fn zero() -> Self {
        Self { features: vec![[0.0; LABELS]; FEATURES], transitions: [[0.0; LABELS]; LABELS] }
    }

    /// Adds another's weights.
    pub(super) fn add(&mut self, other: &Self) {
        let rows = self.features.iter_mut().chain(&mut self.transitions).zip(other.features.iter().chain(&other.transitions));
        rows.for_each(|(row, other)| row.iter_mut().zip(other).for_each(|(weight, other)| *weight += other));
    }

    /// Multiplies all weights.
    pub(super) fn scale(&mut self, by: f32) {
        self.features.iter_mut().chain(&mut self.transitions).flatten().for_each(|weight| *weight *= by);
    }

    /// The weights that come with the program.
    ///
    /// # Errors
    /// If they were fitted for another version, which a test rules out.
    pub fn fitted() -> Result<Self, ModelError> {
        Self::read(FITTED)
    }

    /// Reads weights as [`write`](Self::write) writes them.
    ///
    /// # Errors
    /// If a line is no weight, or of no feature that is known.
    pub fn read(text: &str) -> Result<Self, ModelError> {
        let mut model = Self::zero();
        for (line, number) in text.lines().skip(1).zip(2..) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [template, index, ref cells @ ..] = cells[..] else { return Err(ModelError::Line(number)) };
            let weights: Vec<f32> =
                cells.iter().map(|cell| cell.parse().map_err(|_| ModelError::Line(number))).collect::<Result<_, _>>()?;
            let weights: [f32; LABELS] = weights.try_into().map_err(|_| ModelError::Line(number))?;
            if template == "transition" {
                let from = LABEL_NAMES.iter().position(|name| *name == index).ok_or(ModelError::Feature(number))?;
                model.transitions[from] = weights;
            } else {
                let index = index.parse().map_err(|_| ModelError::Line(number))?;
                model.features[named(template, index).ok_or(ModelError::Feature(number))?] = weights;
            }
        }
        Ok(model)
    }

    /// The weights as text: a header, then a line a feature that has any.
    pub fn write(&self) -> String {
        let mut text = format!("template\tnumber\t{}\n", LABEL_NAMES.join("\t"));
        for (label, weights) in LABEL_NAMES.iter().zip(&self.transitions) {
            write_line(&mut text, "transition", label, weights);
        }
        for (feature, weights) in self.features.iter().enumerate() {
            if weights.iter().any(|weight| weight.abs() >= 0.005) {
                let (template, number) = name(feature);
                write_line(&mut text, template, &number.to_string(), weights);
            }
        }
        text
    }

    /// What each label weighs at each word.
    pub(super) fn weigh(&self, words: &[Facts]) -> Vec<[f32; LABELS]> {
        (0..words.len())
            .map(|index| {
                let mut sum = [0.0; LABELS];
                for feature in features(words, index) {
                    let weights = &self.features[feature as usize];
                    for label in 0..LABELS {
                        sum[label] += weights[label];
                    }
                }
                sum
            })
            .collect()
    }

    /// The factors from label to label.
    pub(super) fn steps(&self) -> Steps {
        Steps(self.transitions.map(|row| row.map(f32::exp)))
    }

    /// Forward and backward sums (each word's scaled to one).
    pub(super) fn sums(&self, words: &[Facts], weights: &[[f32; LABELS]]) -> Sums {
        let count = words.len();
        let steps = self.steps();
        let factors: Vec<[f32; LABELS]> = weights.iter().map(exponentials).collect();
        let mut forward = vec![[0.0_f32; LABELS]; count];
        let mut backward = vec![[1.0_f32; LABELS]; count];
        let mut scales = vec![1.0_f32; count];
        for index in 0..count {
            for to in 0..LABELS {
                let reached = if words[index].gap == SENTENCE_GAP {
                    steps.factor(OUTSIDE, to, words[index])
                } else {
                    (0..LABELS).map(|from| forward[index - 1][from] * steps.factor(from, to, words[index])).sum()
                };
                forward[index][to] = reached * factors[index][to];
            }
            scales[index] = forward[index].iter().sum::<f32>().max(f32::MIN_POSITIVE);
            forward[index].iter_mut().for_each(|sum| *sum /= scales[index]);
        }
        for index in (0..count.saturating_sub(1)).rev() {
            let next = index + 1;
            if words[next].gap == SENTENCE_GAP {
                continue;
            }
            for from in 0..LABELS {
                let sum: f32 = (0..LABELS).map(|to| steps.factor(from, to, words[next]) * factors[next][to] * backward[next][to]).sum();
                backward[index][from] = sum / scales[next];
            }
        }
        Sums { steps, factors, forward, backward, scales }
    }
}

/// The factors from label to label.
pub(super) struct Steps([[f32; LABELS]; LABELS]);

impl Steps {
    /// The factor from one label to the next; zero where the next word cannot go on with a name.
    pub(super) fn factor(&self, from: usize, to: usize, word: Facts) -> f32 {
        match first_of(to) {
            Some(first) if word.gap != SOFT_GAP || from != first && from != to => 0.0,
            _ => self.0[from][to],
        }
    }
}

/// The forward and backward sums of a run of words.
pub(super) struct Sums {
    pub(super) steps: Steps,
    pub(super) factors: Vec<[f32; LABELS]>,
    pub(super) forward: Vec<[f32; LABELS]>,
    pub(super) backward: Vec<[f32; LABELS]>,
    pub(super) scales: Vec<f32>,
}

impl Sums {
    /// How likely each label is at a word.
    pub(super) fn marginal(&self, index: usize, label: usize) -> f32 {
        self.forward[index][label] * self.backward[index][label]
    }
}

/// The factors of one word; the greatest is one, so that none overflows.
fn exponentials(weights: &[f32; LABELS]) -> [f32; LABELS] {
    let greatest = weights.iter().copied().fold(f32::MIN, f32::max);
    weights.map(|weight| (weight - greatest).exp())
}

fn write_line(text: &mut String, template: &str, number: &str, weights: &[f32; LABELS]) {
    let _ = write!(text, "{template}\t{number}");
    for weight in weights {
        let _ = write!(text, "\t{weight:.2}");
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fitted_weights_are_those_of_this_program() {
        let model = Model::fitted().unwrap();
        assert!(model != Model::zero());
        assert_eq!(Model::read(&model.write()), Ok(model));
    }

    #[test]
    fn wrong_weights_are_named_by_line() {
        let read = |line: &str| Model::read(&format!("header\n{line}\n")).unwrap_err().to_string();
        assert!(read("class\t1\t0.5").starts_with("line 2: write a template"), "{}", read("class\t1\t0.5"));
        assert!(read("class\t1\t1\t1\t1\t1\tx").starts_with("line 2: write a template"));
        assert!(read("taste\t1\t1\t1\t1\t1\t1").starts_with("line 2: no feature has this name; fit the weights anew"));
        assert!(read("class\t9999\t1\t1\t1\t1\t1").starts_with("line 2: no feature has this name"));
    }
}
