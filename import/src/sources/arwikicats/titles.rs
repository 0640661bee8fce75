//! Titles of the Arabic Wikipedia by their English name, as the dictionaries hold them: lower-case English, Arabic with brackets.

use std::collections::BTreeMap;
use std::ops::Bound;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::archive::Archive;
use crate::sources::spelling::{dot_final_yeh, spell, without_disambiguation};

/// A pair of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sources) struct Title {
    /// The English name in small letters, as the dictionary has it.
    pub(in crate::sources) english: String,
    /// The Arabic name, clean and without its disambiguation.
    pub(in crate::sources) arabic: String,
    /// What the Arabic disambiguation said; empty if there was none.
    pub(in crate::sources) note: String,
}

impl Title {
    /// A pair as a dictionary has it; `None` if the Arabic is none.
    pub(in crate::sources) fn new(english: &str, arabic: &str) -> Option<Self> {
        let bare = without_disambiguation(arabic);
        let spelling = spell(bare).filter(|spelling| !spelling.persian_keys)?;
        let note = arabic.trim()[bare.len()..].trim_matches(|c: char| c.is_whitespace() || "()،,²".contains(c)).to_owned();
        Some(Self { english: english.trim().to_lowercase(), arabic: dot_final_yeh(&spelling.text), note })
    }

    /// The English name before its disambiguation, and what that says: `lodi, lombardy`, `abra (province)`.
    pub(in crate::sources) fn english_parts(&self) -> (&str, Option<&str>) {
        if let Some((name, region)) = self.english.split_once(", ") {
            return (name.trim(), Some(region.trim()));
        }
        match self.english.split_once(" (") {
            Some((name, note)) => (name.trim(), Some(note.trim_end_matches(')').trim())),
            None => (&self.english, None),
        }
    }
}

/// All pairs of text of a JSON file, at whatever depth; a later file of several overrides an earlier one.
pub(in crate::sources) fn titles(archive: &Archive, files: &[&str]) -> Result<Vec<Title>> {
    let mut pairs = BTreeMap::new();
    for file in files {
        let bytes = archive.read(&format!("ArWikiCats/jsons/{file}"))?;
        let json: Value = serde_json::from_slice(&bytes).with_context(|| format!("{file} is no JSON"))?;
        collect(&json, &mut pairs);
    }
    let whole = pairs.iter().filter(|(english, arabic)| !is_cut(english, arabic, &pairs));
    Ok(whole.filter_map(|(english, arabic)| Title::new(english, arabic)).collect())
}

/// Some keys stand twice, once without their last letter: «university of passa».
fn is_cut(english: &str, arabic: &str, pairs: &BTreeMap<String, String>) -> bool {
    let longer = pairs.range::<str, _>((Bound::Excluded(english), Bound::Unbounded)).take_while(|(other, _)| other.starts_with(english));
    longer.take(8).any(|(other, title)| title == arabic && other[english.len()..].chars().count() == 1)
}

fn collect(json: &Value, pairs: &mut BTreeMap<String, String>) {
    let Value::Object(map) = json else { return };
    for (key, value) in map {
        match value {
            Value::String(text) => drop(pairs.insert(key.clone(), text.clone())),
            nested => collect(nested, pairs),
        }
    }
}

/// An English name in small letters gets its capitals back.
pub(in crate::sources) fn capitalised(english: &str) -> String {
    const SMALL: [&str; 30] = [
        "of", "the", "and", "in", "at", "on", "for", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "les",
        "el", "y", "e", "von", "van", "der", "den", "bin", "ibn", "sur",
    ];
    const CAPITALS: [&str; 34] = [
        "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xxii", "fc", "afc", "sc", "fk", "bc", "cf",
        "usa", "uk", "eu", "ac", "as", "sk", "kk", "ks", "xxiii", "nato", "nasa", "tv", "ts", "bbc",
    ];
    let words = english.split(' ').enumerate().map(|(index, word)| match word {
        word if CAPITALS.contains(&word.trim_end_matches(',')) => word.to_uppercase(),
        word if index > 0 && SMALL.contains(&word) => word.to_owned(),
        word => capital_parts(word),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A capital at the start, after a hyphen or dash, and after each full stop of initials.
fn capital_parts(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut next = true;
    for c in word.chars() {
        if next && c.is_alphabetic() {
            out.extend(c.to_uppercase());
            next = false;
        } else {
            out.push(c);
            // 14th is no word that begins after its figures.
            next = next && !c.is_alphanumeric() || matches!(c, '-' | '–' | '.' | '/' | '&');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disambiguations_of_both_languages_are_parted_off() {
        let title = Title::new("auburn, california", "أوبورن (كاليفورنيا)").unwrap();
        assert_eq!((title.arabic.as_str(), title.note.as_str()), ("أوبورن", "كاليفورنيا"));
        assert_eq!(title.english_parts(), ("auburn", Some("california")));
        let title = Title::new("abra (province)", "أبرا").unwrap();
        assert_eq!(title.english_parts(), ("abra", Some("province")));
        assert_eq!(title.note, "");
    }

    #[test]
    fn what_is_not_arabic_is_no_title() {
        assert_eq!(Title::new("iso 8583", "أيزو 8583"), None);
        assert_eq!(Title::new("xx", "Sandefjord"), None);
    }

    #[test]
    fn pairs_are_collected_at_any_depth() {
        let json: Value = serde_json::from_str(r#"{"A": {"x": "ليما", "y": {"z": "باريس"}}, "n": 3}"#).unwrap();
        let mut pairs = BTreeMap::new();
        collect(&json, &mut pairs);
        assert_eq!(pairs.len(), 2);
    }

    #[test]
    fn keys_without_their_last_letter_are_cut() {
        let pairs =
            [("university of passa", "جامعة باساو"), ("university of passau", "جامعة باساو"), ("paris", "باريس"), ("parish", "أبرشية")];
        let pairs: BTreeMap<String, String> = pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
        assert!(is_cut("university of passa", "جامعة باساو", &pairs));
        assert!(!is_cut("university of passau", "جامعة باساو", &pairs));
        assert!(!is_cut("paris", "باريس", &pairs));
    }

    #[test]
    fn capitals_come_back() {
        assert_eq!(capitalised("j. k. rowling"), "J. K. Rowling");
        assert_eq!(capitalised("henry iv of france"), "Henry IV of France");
        assert_eq!(capitalised("charles iv, holy roman emperor"), "Charles IV, Holy Roman Emperor");
        assert_eq!(capitalised("14th dalai lama"), "14th Dalai Lama");
        assert_eq!(capitalised("saint-denis"), "Saint-Denis");
        assert_eq!(capitalised("l'hospitalet de llobregat"), "L'hospitalet de Llobregat");
        assert_eq!(capitalised("f.c. porto"), "F.C. Porto");
    }
}
