//! How much a word's letters look like those of foreign names.
//!
//! Arabic words are built on roots, and their letters follow each other otherwise than those of Slavic, Hebrew or Chinese names written in
//! Arabic. Letter trigrams of the listed foreign people's names are weighed against those of common words; a word's score is the mean
//! logarithm of their ratio.

use crate::gazetteer::{EntityType, Gazetteer, Part};
use crate::text::fold::canonical_symbols;
use crate::text::symbol::{ARABIC_LETTERS, Symbol};

/// How many buckets a score falls into.
pub(super) const BUCKETS: usize = 6;
/// From this bucket on a word looks foreign.
pub(super) const FOREIGN: u8 = 4;

/// Letters, and the edge of a word.
const SYMBOLS: usize = ARABIC_LETTERS.len() + 1;

/// The trigrams' weights.
#[derive(Debug)]
pub(crate) struct Shapes {
    weights: Box<[f32]>,
}

impl Shapes {
    /// Counts the trigrams of a gazetteer's names and words: of the files', whatever edits say, since one name more among thousands moves nothing.
    pub(crate) fn of(gazetteer: &Gazetteer) -> Self {
        let size = SYMBOLS * SYMBOLS * SYMBOLS;
        // One added to each count: a trigram never seen weighs little.
        let (mut names, mut words) = (vec![0.5_f32; size], vec![0.5_f32; size]);
        let entities = gazetteer.part(Part::Files).map(|(_, entity)| entity);
        let people = entities.filter(|entity| entity.entity_type == EntityType::Person && entity.has_foreign_name());
        for entity in people {
            let symbols = canonical_symbols(entity.name());
            for word in symbols.split(|&symbol| !Symbol(symbol).is_arabic()) {
                trigrams(word, |trigram| names[trigram] += 1.0);
            }
        }
        for word in gazetteer.statistics().common_words() {
            trigrams(&word, |trigram| words[trigram] += 1.0);
        }
        let (all_names, all_words): (f32, f32) = (names.iter().sum(), words.iter().sum());
        let weights = names.iter().zip(&words).map(|(name, word)| (name / all_names).ln() - (word / all_words).ln()).collect();
        Self { weights }
    }

    /// The bucket of a word's score, 0 the most Arabic.
    pub(super) fn bucket(&self, symbols: &[u8]) -> u8 {
        let (mut sum, mut count) = (0.0, 0.0_f32);
        trigrams(symbols, |trigram| {
            sum += self.weights[trigram];
            count += 1.0;
        });
        let mean = sum / count.max(1.0);
        match mean {
            ..-0.6 => 0,
            ..-0.2 => 1,
            ..0.1 => 2,
            ..0.4 => 3,
            ..0.9 => 4,
            _ => 5,
        }
    }
}

/// Calls back with the number of each trigram of a word, edges included.
fn trigrams(word: &[u8], mut take: impl FnMut(usize)) {
    let index = |symbol: u8| usize::from(symbol.wrapping_sub(0x80)).min(ARABIC_LETTERS.len() - 1) + 1;
    let (mut one, mut two) = (0, 0);
    for next in word.iter().map(|&symbol| index(symbol)).chain([0]) {
        if two != 0 || one != 0 || next != 0 {
            take((one * SYMBOLS + two) * SYMBOLS + next);
        }
        (one, two) = (two, next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Loader;

    #[test]
    fn foreign_names_look_more_foreign_than_words() {
        let people: Vec<String> = ["ييكاتيرينا", "زيلينسكي", "بوتشيتينو", "يانوكوفيتش"]
            .iter()
            .enumerate()
            .map(|(n, name)| format!("p{n}\t{name} ف\t\t\tartist\tRU\t\t\t\t\t\tx\n"))
            .collect();
        let words: Vec<String> = ["مدرسة", "كتاب", "مكتبة", "دراسة"].iter().map(|word| format!("{word}\t-400\tx\n")).collect();
        let mut loader = Loader::default();
        let header = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";
        loader.read("people/p.tsv", format!("{header}{}", people.concat()).as_bytes()).unwrap();
        loader.read("lexicon/common_words.tsv", format!("word\tcb\tsource\n{}", words.concat()).as_bytes()).unwrap();
        let shapes = Shapes::of(&loader.finish().gazetteer);
        let bucket = |word: &str| shapes.bucket(&canonical_symbols(word));
        assert!(bucket("زيلينوفيتش") >= FOREIGN, "{}", bucket("زيلينوفيتش"));
        assert!(bucket("مدارسة") < FOREIGN, "{}", bucket("مدارسة"));
    }
}
