//! How common words are: the word frequencies of `wordfreq`.
//!
//! A frequency is given in centibels: −300 is one word in a thousand, −400 one in ten thousand.

use std::collections::HashMap;
use std::io::Read;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::packages::{Packages, SourceKey};
use crate::text::{folded, is_arabic_letter};

/// Words commoner than this are shipped as a list.
const SHIPPED_ABOVE: i16 = -500;

/// Particles that are written together with the next word.
const PARTICLES: [char; 5] = ['و', 'ف', 'ب', 'ل', 'ك'];

/// The frequency of each word.
#[derive(Debug, Default)]
pub struct Frequencies {
    by_word: HashMap<String, i16>,
    by_fold: HashMap<Vec<u8>, i16>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Header { format: String, version: u32 },
    Words(Vec<String>),
}

impl Frequencies {
    /// Reads them out of the package.
    pub fn read(packages: &Packages) -> Result<Self> {
        let packed = packages.open("wordfreq")?.read("wordfreq/data/large_ar.msgpack.gz")?;
        let mut bytes = Vec::new();
        GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).context("the word frequencies are damaged")?;
        Self::decode(&bytes)
    }

    /// The list is one of lists: the words at place n have the frequency −n. A header comes first.
    fn decode(bytes: &[u8]) -> Result<Self> {
        let parts: Vec<Part> = rmp_serde::from_slice(bytes).context("the word frequencies are not as expected")?;
        let mut parts = parts.into_iter();
        let header = parts.next();
        let known = matches!(&header, Some(Part::Header { format, version: 1 }) if format == "cB");
        ensure!(known, "the word frequencies are of a kind that is not known");
        let mut words = Vec::new();
        for (centibels, part) in (0_i16..).zip(parts) {
            if let Part::Words(part) = part {
                words.extend(part.into_iter().map(|word| (word, -centibels)));
            }
        }
        Ok(words.into_iter().collect())
    }

    /// How common a word is, exactly as spelt.
    pub fn of(&self, word: &str) -> Option<i16> {
        self.by_word.get(word).copied()
    }

    /// How common the commonest spelling is that folds like this one: what matching takes for the same word.
    pub fn of_fold(&self, word: &str) -> Option<i16> {
        self.by_fold.get(&folded(word)).copied()
    }

    /// How common the commonest word is of which this one is a form, or that is a form of it: with or without the article, behind a
    /// particle, with a plural's or a pronoun's ending. Names have few such relatives, nouns and verbs many.
    pub fn of_relatives(&self, word: &str) -> Option<i16> {
        const ENDINGS: [&str; 8] = ["ه", "ة", "ها", "هم", "ات", "ون", "ين", "ا"];
        let mut relatives = Vec::new();
        match word.strip_prefix("ال") {
            Some(bare) => relatives.push(bare.to_owned()),
            None => relatives.push(format!("ال{word}")),
        }
        let long = |rest: &&str| rest.chars().count() >= 3;
        relatives.extend(word.strip_prefix(PARTICLES).filter(long).map(str::to_owned));
        // المهدية is no form of المهدي.
        let stems = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).filter(|stem| !stem.ends_with('ي'));
        relatives.extend(stems.filter(long).map(str::to_owned));
        relatives.push(format!("{word}ه"));
        relatives.iter().filter_map(|relative| self.of_fold(relative)).max()
    }

    /// How common the commonest word is that is spelt like this one behind a particle: صيلة is what فصيلة (blood group) seems to hold.
    pub fn of_containing(&self, word: &str) -> Option<i16> {
        PARTICLES.iter().filter_map(|particle| self.of_fold(&format!("{particle}{word}"))).max()
    }

    /// Every word and its frequency, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i16)> {
        self.by_word.iter().map(|(word, centibels)| (word.as_str(), *centibels))
    }

    /// The list of common words, the commonest first.
    pub fn common_words(&self) -> String {
        let is_word = |word: &str| word.chars().count() >= 2 && word.chars().all(is_arabic_letter);
        let mut words: Vec<_> = self.iter().filter(|&(word, centibels)| centibels > SHIPPED_ABOVE && is_word(word)).collect();
        words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let source = SourceKey::of("wordfreq").cell();
        let lines = words.into_iter().map(|(word, centibels)| format!("{word}\t{centibels}\t{source}\n"));
        std::iter::once("word\tcb\tsource\n".to_owned()).chain(lines).collect()
    }
}

impl FromIterator<(String, i16)> for Frequencies {
    fn from_iter<I: IntoIterator<Item = (String, i16)>>(words: I) -> Self {
        let mut frequencies = Self::default();
        for (word, centibels) in words {
            let fold = frequencies.by_fold.entry(folded(&word)).or_insert(centibels);
            *fold = centibels.max(*fold);
            frequencies.by_word.insert(word, centibels);
        }
        frequencies
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Frequencies of these words.
    pub(crate) fn frequencies(words: &[(&str, i16)]) -> Frequencies {
        words.iter().map(|&(word, centibels)| (word.to_owned(), centibels)).collect()
    }

    #[test]
    fn the_place_in_the_list_is_the_frequency() {
        // [{"format": "cB", "version": 1}, [], ["في"], [], ["فأس", "فاس"]]
        let mut bytes = vec![0x95, 0x82, 0xA6];
        bytes.extend(b"format\xA2cB\xA7version\x01\x90\x91\xA4");
        bytes.extend("في".as_bytes());
        bytes.extend([0x90, 0x92, 0xA6]);
        bytes.extend("فأس".as_bytes());
        bytes.push(0xA6);
        bytes.extend("فاس".as_bytes());
        let frequencies = Frequencies::decode(&bytes).unwrap();
        assert_eq!(frequencies.of("في"), Some(-1));
        assert_eq!(frequencies.of("فأس"), Some(-3));
        assert_eq!(frequencies.of("من"), None);
    }

    #[test]
    fn spellings_that_matching_confuses_share_the_higher_frequency() {
        let frequencies = frequencies(&[("على", -182), ("علي", -286)]);
        assert_eq!(frequencies.of("علي"), Some(-286));
        assert_eq!(frequencies.of_fold("علي"), Some(-182));
    }

    #[test]
    fn relatives_are_forms_of_one_word() {
        let frequencies = frequencies(&[("مائة", -436), ("مراسلة", -520), ("حديث", -406), ("عمال", -453), ("القيروان", -560)]);
        for (word, common) in [("المائة", -436), ("لمراسلة", -520), ("حديثه", -406), ("العمال", -453)] {
            assert_eq!(frequencies.of_relatives(word), Some(common), "{word}");
        }
        assert_eq!(frequencies.of_relatives("القيروان"), None);
        assert_eq!(frequencies.of_relatives("حديثية"), None, "a nisba is a word of its own");
    }

    #[test]
    fn only_common_arabic_words_are_shipped() {
        let frequencies = frequencies(&[("قال", -290), ("و", -100), ("the", -300), ("نادر", -499), ("غضنفر", -500), ("في", -150)]);
        let list = frequencies.common_words();
        let words: Vec<&str> = list.lines().skip(1).map(|line| line.split('\t').next().unwrap()).collect();
        assert_eq!(words, ["في", "قال", "نادر"]);
    }
}
