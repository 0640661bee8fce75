//! A map from words to small values, for looking up every word of a text.
//!
//! A map of boxed words touches the table, then the word elsewhere in memory, and calls to compare the two. Nearly all words have at most
//! sixteen letters: packed into two numbers they stand in the table itself and compare as numbers.

use rustc_hash::FxHashMap;

/// Up to sixteen symbols, zero behind the last; words hold no symbol zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Packed(u64, u64);

impl Packed {
    fn of(word: &[u8]) -> Option<Self> {
        match word.len() {
            0..=8 => Some(Self(pack(word), 0)),
            9..=16 => Some(Self(pack(&word[..8]), pack(&word[8..]))),
            _ => None,
        }
    }

    fn symbols(self) -> impl Iterator<Item = u8> {
        [self.0, self.1].into_iter().flat_map(u64::to_le_bytes).take_while(|&symbol| symbol != 0)
    }
}

/// Up to eight symbols as one number. Two reads that may overlap take them all: no loop over the letters.
#[inline]
fn pack(symbols: &[u8]) -> u64 {
    let len = symbols.len();
    if let (Some(first), Some(last)) = (symbols.first_chunk::<4>(), symbols.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        u64::from(first) | u64::from(last) << (8 * (len - 4))
    } else if let (Some(first), Some(last)) = (symbols.first_chunk::<2>(), symbols.last_chunk::<2>()) {
        let (first, last) = (u16::from_le_bytes(*first), u16::from_le_bytes(*last));
        u64::from(first) | u64::from(last) << (8 * (len - 2))
    } else {
        symbols.first().map_or(0, |&only| u64::from(only))
    }
}

/// A map by words, which are runs of symbols.
#[derive(Debug)]
pub(crate) struct WordMap<V> {
    short: FxHashMap<Packed, V>,
    long: FxHashMap<Box<[u8]>, V>,
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { short: FxHashMap::default(), long: FxHashMap::default() }
    }
}

impl<V> WordMap<V> {
    /// The value of a word.
    #[inline]
    pub(crate) fn get(&self, word: &[u8]) -> Option<&V> {
        match Packed::of(word) {
            Some(packed) => self.short.get(&packed),
            None => self.long.get(word),
        }
    }

    /// The value of a word, to change it; the default one if it has none yet.
    pub(crate) fn entry(&mut self, word: &[u8]) -> &mut V
    where
        V: Default,
    {
        match Packed::of(word) {
            Some(packed) => self.short.entry(packed).or_default(),
            None => self.long.entry(word.into()).or_default(),
        }
    }

    /// Whether no word has a value.
    pub(crate) fn is_empty(&self) -> bool {
        self.short.is_empty() && self.long.is_empty()
    }

    /// Every word, in no order.
    pub(crate) fn words(&self) -> impl Iterator<Item = Vec<u8>> {
        self.short.keys().map(|packed| packed.symbols().collect()).chain(self.long.keys().map(|word| word.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_are_told_apart() {
        let word = |len: usize, last: u8| -> Vec<u8> { (1..len).map(|_| 0x87).chain([last]).collect() };
        let all: Vec<Vec<u8>> = (1..40).flat_map(|len| [word(len, 0x87), word(len, 0x88)]).collect();
        let mut map = WordMap::default();
        for (word, number) in all.iter().zip(1..) {
            assert_eq!(map.get(word), None, "{word:?} before it is there");
            *map.entry(word) = number;
        }
        for (word, number) in all.iter().zip(1..) {
            assert_eq!(map.get(word), Some(&number), "{word:?}");
        }
        let mut words: Vec<Vec<u8>> = map.words().collect();
        words.sort();
        let mut sorted = all;
        sorted.sort();
        assert_eq!(words, sorted);
    }
}
