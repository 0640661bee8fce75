//! The parameters of the rules against dangerous names ([`crate::danger`]), in one place.
//!
//! Frequencies are centibels: −450 is a word that stands once in some thirty thousand.

/// The parameters of the rules.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A single word commoner than this, in centibels, is an ordinary word. On news text this cuts the places' false hits from 15% of
    /// ordinary words to 1.4%, and costs 3.6 points of place recall.
    pub common_word: i16,
    /// A big city that is no capital and commoner than this as a word (الجديدة, which is also «the new») counts beside a cue only.
    pub common_city: i16,
    /// A smaller place commoner than this counts beside a cue only.
    pub known_word: i16,
    /// So does one commoner than this that is a form of a word commoner than `relative` (الزيتون, المائة).
    pub related_word: i16,
    /// See `related_word`.
    pub relative: i16,
    /// So does one that, with a particle before it, is spelt like a word commoner by so much and than `contained` (فصيلة for صيلة).
    pub containing: i16,
    /// See `containing`.
    pub contained: i16,
    /// So does one outside the Arab countries, smaller than `far_city`, commoner than this: it is a brand or surname far more often.
    pub far_word: i16,
    /// See `far_word`.
    pub far_city: u32,
    /// The same for people and organisations known by one word.
    pub common_word_other: i16,
    /// A city of this size keeps its name, even if that is an ordinary word.
    pub big_city: u32,
    /// A city of this size is named by its name alone.
    pub huge_city: u32,
    /// A smaller place that bears the name of a well-known one is not what news means.
    pub namesake: u32,
    /// A word that this many people have as given name is a given name.
    pub given_name: u32,
    /// Two given names of this many people each (محمد علي) are, more often than not, the beginning of a longer name.
    pub common_given_name: u32,
    /// A word that this many people have as family name is a family name.
    pub family_name: u32,
    /// Names of fewer letters are dropped.
    pub letters: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            common_word: -450,
            common_city: -420,
            known_word: -500,
            related_word: -600,
            relative: -545,
            containing: 50,
            contained: -600,
            far_word: -600,
            far_city: 300_000,
            common_word_other: -500,
            big_city: 200_000,
            huge_city: 500_000,
            namesake: 100_000,
            given_name: 10,
            common_given_name: 200,
            family_name: 15,
            letters: 3,
        }
    }
}
