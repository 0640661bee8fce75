//! Restoring the display spelling of folded names: hamzas on alef, ta marbuta, alef maksura.
//!
//! # How it works
//! Word by word. A word that the curated lists spell, in given names or in the names of people, is spelt so. Else each place where the
//! fold lost something is decided by itself: what the Latin spellings of the name say (Layla ends in ى, Ali in ي; Fatima in ة, Abdou in
//! ه) goes first, then how often each spelling occurs in text. علي is always علي: in text, على is ten times commoner.

use std::collections::HashMap;

use aalam::gazetteer::{EntityType, Gazetteer, WordKind};

use super::Row;
use super::latin::{Votes, votes};
use crate::curated;
use crate::frequency::Frequencies;

/// In text, a spelling without its hamza is common too: one with it is believed if it is not this much rarer, in centibels.
const HAMZA_DROPPED: i32 = 70;
/// Egyptian newspapers write ى for ي: a final ى is believed only if it is this much commoner, in centibels.
const EGYPTIAN_YEH: i32 = 30;
/// A spelling of a hamza inside a word is looked for in words of this many letters and more.
const INNER_FROM: usize = 4;

/// Words that stand before a name and have one spelling there.
const PARTICLES: &[(&str, &str)] = &[("ال", "آل"), ("ابو", "أبو"), ("ابي", "أبي"), ("ابا", "أبا"), ("ام", "أم"), ("او", "أو"), ("اولاد", "أولاد"), ("ايت", "آيت")];
/// Words that frequency would spell wrongly: in text, other words are commoner.
const FIXED: &[(&str, &str)] = &[
    ("علي", "علي"),
    ("طه", "طه"),
    ("الله", "الله"),
    ("الاله", "الإله"),
    ("المولي", "المولى"),
    ("الاعلي", "الأعلى"),
    ("يحيي", "يحيى"),
    ("ابن", "ابن"),
];

/// Gives words their spelling back.
pub(super) struct Restorer<'a> {
    frequencies: &'a Frequencies,
    /// Words of the names that the curated lists hold, by key, with how often each spelling occurs.
    curated: HashMap<String, Vec<(String, u32)>>,
    /// Words of text by key.
    text: HashMap<String, Vec<&'a str>>,
    votes: HashMap<String, Votes>,
}

/// The key of a word: what the package folds.
fn key(word: &str) -> String {
    let fold = |c| match c {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    };
    word.chars().map(fold).collect()
}

impl<'a> Restorer<'a> {
    pub(super) fn new(gazetteer: &Gazetteer, frequencies: &'a Frequencies, units: &[Row]) -> Self {
        let people = gazetteer.entities().iter().filter(|entity| entity.entity_type == EntityType::Person);
        // A curated given name counts more than a word that happens to stand in somebody's name.
        let given = curated::words(gazetteer, |kind| matches!(kind, WordKind::GivenName { .. })).map(|name| (name, 5));
        let names = people.flat_map(|person| &person.aliases).map(|alias| (&*alias.text, 1)).chain(given);
        let mut curated: HashMap<String, Vec<(String, u32)>> = HashMap::new();
        for (word, weight) in names.flat_map(|(name, weight)| name.split([' ', '-']).map(move |word| (word, weight))) {
            let spellings = curated.entry(key(word)).or_default();
            match spellings.iter_mut().find(|(spelling, _)| spelling == word) {
                Some((_, count)) => *count += weight,
                None => spellings.push((word.to_owned(), weight)),
            }
        }
        let mut text: HashMap<String, Vec<&str>> = HashMap::new();
        for (word, _) in frequencies.iter() {
            text.entry(key(word)).or_default().push(word);
        }
        Self { frequencies, curated, text, votes: votes(units) }
    }

    /// The display spelling of a folded name.
    pub(super) fn name(&self, key: &str) -> String {
        let words: Vec<&str> = key.split(' ').collect();
        let restored = words.iter().enumerate().map(|(at, word)| {
            let particle = PARTICLES.iter().find(|(key, _)| key == word).filter(|_| at + 1 < words.len());
            particle.map_or_else(|| self.word(word), |(_, spelling)| (*spelling).to_owned())
        });
        restored.collect::<Vec<_>>().join(" ")
    }

    fn word(&self, word: &str) -> String {
        if let Some((_, spelling)) = FIXED.iter().find(|(key, _)| *key == word) {
            return (*spelling).to_owned();
        }
        if let Some(spellings) = self.curated.get(word) {
            let mut spellings: Vec<_> = spellings.iter().collect();
            spellings.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            // One spelling, or one that is plainly the usual one; else the evidence below decides.
            if spellings.len() == 1 || spellings[0].1 >= 4 * spellings[1].1 {
                return spellings[0].0.clone();
            }
        }
        let letters: Vec<char> = word.chars().collect();
        let spellings = self.text.get(word).map_or(&[][..], Vec::as_slice);
        let votes = self.votes.get(word).copied().unwrap_or_default();
        let mut restored = letters.clone();
        self.restore_end(&mut restored, spellings, votes);
        self.restore_alefs(&mut restored, spellings, votes);
        restored.into_iter().collect()
    }

    /// How common the commonest of these spellings is that has this letter at this place.
    fn commonest(&self, spellings: &[&str], at: usize, letter: char) -> Option<i32> {
        let with = spellings.iter().filter(|spelling| spelling.chars().nth(at) == Some(letter));
        with.filter_map(|spelling| self.frequencies.of(spelling)).max().map(i32::from)
    }

    fn restore_end(&self, letters: &mut [char], spellings: &[&str], votes: Votes) {
        let at = letters.len() - 1;
        let common = |letter| self.commonest(spellings, at, letter).unwrap_or(-900);
        let (says_a, says_other) = (votes.ends_in_a > votes.ends_otherwise, votes.ends_in_a < votes.ends_otherwise);
        match letters[at] {
            'ي' => {
                let by_text = common('ى') > common('ي') + EGYPTIAN_YEH;
                if says_a || !says_other && by_text {
                    letters[at] = 'ى';
                }
            }
            // نصرالله, عطاالله: no ta marbuta. شاه and حياه sound alike in Latin letters.
            'ه' if !ends_with(letters, "الله") => {
                let by_text = common('ة') >= common('ه');
                let decided = if ends_with(letters, "اه") { by_text } else { says_a || !says_other && by_text };
                if decided && letters.len() > 2 {
                    letters[at] = 'ة';
                }
            }
            _ => {}
        }
    }

    fn restore_alefs(&self, letters: &mut [char], spellings: &[&str], votes: Votes) {
        // After the article, an alef is the first letter of its word.
        let has_article = letters.len() > 4 && letters[0] == 'ا' && letters[1] == 'ل';
        for at in 0..letters.len() {
            if letters[at] != 'ا' {
                continue;
            }
            let first = at == 0 || at == 2 && has_article;
            if !first && letters.len() < INNER_FROM {
                continue;
            }
            let bare = self.commonest(spellings, at, 'ا');
            let best = ['أ', 'إ', 'آ'].into_iter().filter_map(|letter| Some((self.commonest(spellings, at, letter)?, letter))).max();
            let margin = match (at, first) {
                (0, _) if has_article && votes.article > 0 => continue,
                // الياس: Elias, or despair.
                (_, true) if !is_verbal_noun(&letters[at..]) => HAMZA_DROPPED,
                _ => 0,
            };
            if let Some((common, letter)) = best
                && bare.is_none_or(|bare| common + margin > bare)
            {
                letters[at] = letter;
            } else if bare.is_none() && first && !(at == 0 && has_article) && !is_verbal_noun(&letters[at..]) {
                letters[at] = if at == 0 && votes.begins_with_i > votes.begins_with_a { 'إ' } else { 'أ' };
            }
        }
    }
}

fn ends_with(letters: &[char], ending: &str) -> bool {
    letters.iter().rev().copied().take(ending.chars().count()).eq(ending.chars().rev())
}

/// Verbal nouns of the forms that begin with a bare alef: ابتسام, انتصار, استقلال.
fn is_verbal_noun(letters: &[char]) -> bool {
    match letters {
        ['ا', 'س', 'ت', ..] => true,
        ['ا', _, 'ت', _, 'ا', _] | ['ا', 'ن', _, _, 'ا', _] => true,
        _ => false,
    }
}
