//! The weights: a table for the features, and one for the steps from label to label.

use std::fmt::Write as _;

use super::facts::Facts;
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

    /// What each label weighs at a word.
    pub(super) fn weigh(&self, words: &[Facts], index: usize) -> [f32; LABELS] {
        let mut sum = [0.0; LABELS];
        for feature in features(words, index) {
            let weights = &self.features[feature as usize];
            for label in 0..LABELS {
                sum[label] += weights[label];
            }
        }
        sum
    }
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
