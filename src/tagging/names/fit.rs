//! Fitting the weights: the likelihood of annotated texts is made as great as it gets.
//!
//! # How it works
//! Stochastic gradient ascent on the conditional log-likelihood, one text at a time, with a step for each weight that shrinks as its
//! gradients add up (adaptive gradients; Duchi, Hazan and Singer 2011), and a pull to zero (L2), so that a kind of neighbourhood seen twice weighs
//! little. The order of texts is shuffled by a fixed generator: the same texts give the same weights.

use super::facts::{Facts, SENTENCE_GAP, SOFT_GAP};
use super::features::features;
use super::model::{LABELS, Model, NameType, OUTSIDE};
use super::sums::Sums;

/// A text as words with facts, and the label of each.
#[derive(Debug, Clone)]
pub struct Example {
    pub(super) words: Vec<Facts>,
    pub(super) labels: Vec<u8>,
}

impl Example {
    /// From the words of a text and the runs of words that are names, first and last included.
    pub(crate) fn new(words: Vec<Facts>, names: &[(NameType, usize, usize)]) -> Self {
        let label = |label: usize| u8::try_from(label).unwrap_or_default();
        let mut labels = vec![0; words.len()];
        for &(name_type, first, last) in names {
            labels[first] = label(name_type.first());
            // A name that runs across a comma or bracket is none for the model: it could never find it whole.
            for further in first + 1..=last {
                if words[further].gap != SOFT_GAP {
                    break;
                }
                labels[further] = label(name_type.further());
            }
        }
        Self { words, labels }
    }
}

/// How to fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// How often each text is seen.
    pub rounds: usize,
    /// Strength of the pull to zero.
    pub pull: f32,
    /// First step.
    pub step: f32,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { rounds: 8, pull: 5e-3, step: 0.2 }
    }
}

/// Fits weights to examples.
pub fn fit(examples: &[Example], options: FitOptions) -> Model {
    let mut model = Model::zero();
    let mut squares = Model::zero();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    // The mean over the later rounds swings less than any one of them.
    let mut mean = Model::zero();
    let first_kept = options.rounds / 2;
    for round in 0..options.rounds {
        for index in (1..order.len()).rev() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            #[allow(clippy::cast_possible_truncation)] // a place in the list
            order.swap(index, (dice >> 33) as usize % (index + 1));
        }
        for &index in &order {
            if !examples[index].words.is_empty() {
                learn(&mut model, &mut squares, &examples[index], options);
            }
        }
        if round >= first_kept {
            mean.add(&model);
        }
    }
    #[allow(clippy::cast_precision_loss)] // a few rounds
    mean.scale(1.0 / (options.rounds - first_kept).max(1) as f32);
    mean
}

/// One step for one text.
fn learn(model: &mut Model, squares: &mut Model, example: &Example, options: FitOptions) {
    let words = &example.words;
    let sums = Sums::new(model, words);
    let update = |weight: &mut f32, square: &mut f32, gradient: f32| {
        let gradient = gradient - options.pull * *weight;
        *square += gradient * gradient;
        *weight += options.step * gradient / (square.sqrt() + 1e-6);
    };
    let mut moves = [[0.0_f32; LABELS]; LABELS];
    for index in 0..words.len() {
        let label = usize::from(example.labels[index]);
        for from in 0..LABELS {
            let begins = words[index].gap == SENTENCE_GAP;
            let before = if begins { f32::from(u8::from(from == OUTSIDE)) } else { sums.words[index - 1].forward[from] };
            let (steps, sum) = (&sums.steps.to(words[index])[from], &sums.words[index]);
            for to in 0..LABELS {
                moves[from][to] -= before * steps[to] * sum.factors[to] * sum.backward[to] / sum.scale;
            }
        }
        let from = if words[index].gap == SENTENCE_GAP { OUTSIDE } else { usize::from(example.labels[index - 1]) };
        moves[from][label] += 1.0;
        let gradients: [f32; LABELS] = std::array::from_fn(|other| f32::from(u8::from(other == label)) - sums.marginal(index, other));
        if gradients.iter().all(|gradient| gradient.abs() < 1e-4) {
            continue;
        }
        for feature in features(words, index) {
            let (weights, squares) = (&mut model.features[feature as usize], &mut squares.features[feature as usize]);
            for other in 0..LABELS {
                update(&mut weights[other], &mut squares[other], gradients[other]);
            }
        }
    }
    for from in 0..LABELS {
        for to in 0..LABELS {
            update(&mut model.transitions[from][to], &mut squares.transitions[from][to], moves[from][to]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Loader;
    use crate::tagging::{Options, Tagger};
    use crate::text::RawSpan;

    fn tagger() -> Tagger {
        let mut loader = Loader::default();
        let given = "name\tgender\torigin\tsource\nسامر\tm\tarabic\tx\nهالة\tf\tarabic\tx\n";
        loader.read("lexicon/given_names.tsv", given.as_bytes()).unwrap();
        Tagger::new(loader.finish().gazetteer).unwrap()
    }

    /// Fitted to a few texts it finds a name that none of them holds, and leaves a text without any alone.
    #[test]
    fn it_learns_kinds_of_words_and_not_words() {
        let mut tagger = tagger();
        let texts = ["وصل سامر القباني أمس", "عادت هالة الدباغ مساء", "تحدث سامر النابلسي طويلا"];
        let name_of = |text: &str| {
            let start = text.find(' ').unwrap() + 1;
            RawSpan { start, end: text.rfind(' ').unwrap() }
        };
        let examples: Vec<Example> = texts.iter().map(|text| tagger.example(text, &[(NameType::Person, name_of(text))]).unwrap()).collect();
        tagger.set_model(fit(&examples, FitOptions { rounds: 40, ..FitOptions::default() }));
        let found = |text: &str| -> Vec<String> {
            let tagged = tagger.tag(text, &Options::default()).unwrap();
            tagged.mentions.iter().map(|mention| mention.span.of(text).to_owned()).collect()
        };
        assert_eq!(found("خرج هالة العطار باكرا"), ["هالة العطار"]);
        assert_eq!(found("خرج الجميع باكرا جدا"), Vec::<String>::new());
    }

    #[test]
    fn the_same_texts_give_the_same_weights() {
        let tagger = tagger();
        let text = "وصل سامر القباني أمس";
        let examples =
            vec![tagger.example(text, &[]).unwrap(), tagger.example(text, &[(NameType::Person, RawSpan { start: 7, end: 31 })]).unwrap()];
        let options = FitOptions { rounds: 3, ..FitOptions::default() };
        assert_eq!(fit(&examples, options), fit(&examples, options));
    }
}
