//! Proclitics: the particles that Arabic writes together with the word after them.
//!
//! # The grammar
//! Anchored at a word's start: `(و|ف)? (ب|ك|ل)? name`. A name that begins with the article ال drops its alef after ل (ل + الرياض →
//! للرياض): such a name has a surface form of its own, لرياض, that is only valid after ل. The question particle أ may stand alone before
//! a name. س marks verbs and never licenses a name.

use super::symbol::{Symbol, arabic};

/// One proclitic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proclitic {
    /// و, and.
    Wa,
    /// ف, so.
    Fa,
    /// ب, in, by.
    Ba,
    /// ك, as.
    Ka,
    /// ل, to, for.
    La,
    /// أ, the question particle.
    Question,
}

impl Proclitic {
    /// The letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Wa => "و",
            Self::Fa => "ف",
            Self::Ba => "ب",
            Self::Ka => "ك",
            Self::La => "ل",
            Self::Question => "أ",
        }
    }
}

/// The proclitics before a name: at most a conjunction and a preposition, or the question particle alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Proclitics {
    first: Option<Proclitic>,
    second: Option<Proclitic>,
}

impl Proclitics {
    /// The longest chain, in letters.
    pub const MAX_LETTERS: usize = 2;

    /// Reads a chain of letters as proclitics; `None` if the grammar has no such chain.
    pub fn read(letters: &[u8]) -> Option<Self> {
        match *letters {
            [] => Some(Self::default()),
            [one] => conjunction(one)
                .or_else(|| preposition(one))
                .or_else(|| (one == arabic('أ').0).then_some(Proclitic::Question))
                .map(|first| Self { first: Some(first), second: None }),
            [one, two] => Some(Self { first: Some(conjunction(one)?), second: Some(preposition(two)?) }),
            _ => None,
        }
    }

    /// The proclitics between the beginning of the word and `start`, if the letters there are such a chain. `None` says that a name
    /// cannot begin at `start`.
    #[inline]
    pub fn before(canonical: &[u8], start: usize) -> Option<Self> {
        if start == 0 || !is_word_symbol(canonical[start - 1]) {
            return Some(Self::default());
        }
        let mut word_start = start;
        while word_start > 0 && is_word_symbol(canonical[word_start - 1]) {
            word_start -= 1;
            if start - word_start > Self::MAX_LETTERS {
                return None;
            }
        }
        Self::read(&canonical[word_start..start])
    }

    /// How many letters they take.
    pub fn len(self) -> u32 {
        u32::from(self.first.is_some()) + u32::from(self.second.is_some())
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.first.is_none()
    }

    /// Whether the letter just before the name is ل.
    pub fn ends_in_la(self) -> bool {
        self.last() == Some(Proclitic::La)
    }

    /// Whether it is the question particle.
    pub fn is_question(self) -> bool {
        self.first == Some(Proclitic::Question)
    }

    /// Whether one of them is a preposition: no verb follows one.
    pub fn has_preposition(self) -> bool {
        self.iter().any(|proclitic| matches!(proclitic, Proclitic::Ba | Proclitic::Ka | Proclitic::La))
    }

    /// The one just before the name.
    pub fn last(self) -> Option<Proclitic> {
        self.second.or(self.first)
    }

    /// In the order of writing.
    pub fn iter(self) -> impl Iterator<Item = Proclitic> {
        self.first.into_iter().chain(self.second)
    }
}

/// Digits before a name do not join it («2024لبنان» is sloppy typing, not a word).
#[inline]
fn is_word_symbol(symbol: u8) -> bool {
    Symbol(symbol).is_letter()
}

fn conjunction(letter: u8) -> Option<Proclitic> {
    if letter == arabic('و').0 {
        Some(Proclitic::Wa)
    } else if letter == arabic('ف').0 {
        Some(Proclitic::Fa)
    } else {
        None
    }
}

fn preposition(letter: u8) -> Option<Proclitic> {
    if letter == arabic('ب').0 {
        Some(Proclitic::Ba)
    } else if letter == arabic('ك').0 {
        Some(Proclitic::Ka)
    } else if letter == arabic('ل').0 {
        Some(Proclitic::La)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::canonical_symbols;

    fn read(letters: &str) -> Option<String> {
        Proclitics::read(&canonical_symbols(letters)).map(|chain| chain.iter().map(Proclitic::letter).collect())
    }

    #[test]
    fn chains_of_the_grammar() {
        for chain in ["", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل", "أ"] {
            assert_eq!(read(chain).as_deref(), Some(chain), "{chain}");
        }
    }

    #[test]
    fn chains_outside_the_grammar() {
        for chain in ["س", "بو", "لل", "وف", "ؤ", "وبل", "ال", "ا", "أو", "وس"] {
            assert_eq!(read(chain), None, "{chain}");
        }
    }

    #[test]
    fn found_before_a_name() {
        let text = canonical_symbols("زار وببيروت");
        assert_eq!(Proclitics::before(&text, 6).map(Proclitics::len), Some(2));
        assert_eq!(Proclitics::before(&text, 7), None, "one letter too far");
        assert_eq!(Proclitics::before(&text, 4), Some(Proclitics::default()));
    }
}
