//! Whether a title of a body has something proper in it: a name that both languages spell, or a nation that both name.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::sources::translit;

/// Words that many bodies have, and that therefore name none.
const COMMON: [&str; 46] = [
    "university",
    "college",
    "institute",
    "school",
    "technology",
    "science",
    "sciences",
    "medical",
    "national",
    "royal",
    "international",
    "state",
    "states",
    "united",
    "people's",
    "republic",
    "general",
    "central",
    "city",
    "community",
    "federal",
    "free",
    "great",
    "world",
    "museum",
    "museums",
    "music",
    "motor",
    "management",
    "party",
    "partys",
    "radio",
    "television",
    "army",
    "force",
    "forces",
    "police",
    "union",
    "federation",
    "association",
    "academy",
    "canal",
    "park",
    "center",
    "rugby",
    "latin",
];

/// Who belongs to a nation, and the nation, in both languages.
#[derive(Debug, Deserialize)]
pub(super) struct Nation {
    male: String,
    female: String,
    #[serde(default)]
    en: String,
    #[serde(default)]
    ar: String,
}

pub(super) type Nations = BTreeMap<String, Nation>;

/// Whether both languages spell a name or name a nation, or both say that the body is the world's.
pub(super) fn is_proper(words: &[&str], arabic: &str, nations: &Nations) -> bool {
    let english = words.join(" ");
    if has_words(&english, "united nations") {
        return arabic.contains("الأمم المتحدة") || arabic.contains("للأمم المتحدة");
    }
    let of_the_world = ["العالمي", "العالمية", "الدولي", "الدولية"].iter().any(|word| arabic.split(' ').any(|other| other == *word));
    if matches!(words.first(), Some(&("world" | "universal" | "international"))) && of_the_world && words.len() > 2 {
        return true;
    }
    let words_ar: Vec<&str> = arabic.split([' ', '-']).map(bare_word).collect();
    // An adjective without its article makes a phrase (شرطة اتحادية أسترالية), not a name.
    let has_article = |word: &&str| ["ال", "لل", "بال", "وال"].iter().any(|start| word.starts_with(start));
    let definite: Vec<&str> = arabic.split([' ', '-']).filter(has_article).map(bare_word).collect();
    let has = |words: &[&str], form: &str| !form.is_empty() && words.iter().any(|word| consonants(word) == consonants(bare_word(form)));
    let nation = |nation: &Nation| has(&words_ar, &nation.ar) || has(&definite, &nation.male) || has(&definite, &nation.female);
    let mut named = nations.iter().filter(|(key, nation)| has_words(&english, key) || has_words(&english, &nation.en)).peekable();
    if named.peek().is_some() {
        return named.any(|(_, found)| nation(found)) || has_words(&english, "united states") && arabic.contains("أمريكي");
    }
    let spells = |word: &str, ar: &str| ar.chars().count() >= 3 && translit::cost(word, ar) <= if word.len() > 5 { 0.25 } else { 0.2 };
    let mut parts = words.iter().flat_map(|word| word.split(['-', '–'])).filter(|word| word.len() >= 4 && !COMMON.contains(word));
    parts.any(|word| words_ar.iter().any(|ar| spells(word, ar)))
}

/// A word without its article and the particles before it.
fn bare_word(word: &str) -> &str {
    let word = word.strip_prefix("لل").unwrap_or(word);
    word.strip_prefix("ال").or_else(|| word.strip_prefix("وال")).or_else(|| word.strip_prefix("بال")).unwrap_or(word)
}

/// The letters by which spellings of one nation agree: تايلندي and تايلاندي.
fn consonants(word: &str) -> String {
    let plain = word.chars().filter(|c| !"اويىأإآؤئ".contains(*c));
    plain.map(|c| if c == 'ة' { 'ه' } else { c }).collect()
}

fn has_words(text: &str, phrase: &str) -> bool {
    !phrase.is_empty() && format!(" {text} ").contains(&format!(" {phrase} "))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn nations() -> Nations {
        let nation = |male: &str, female: &str, en: &str, ar: &str| Nation {
            male: male.into(),
            female: female.into(),
            en: en.into(),
            ar: ar.into(),
        };
        Nations::from([
            ("slovenian".to_owned(), nation("سلوفيني", "سلوفينية", "slovenia", "سلوفينيا")),
            ("swedish".to_owned(), nation("سويدي", "سويدية", "sweden", "السويد")),
            ("thai".to_owned(), nation("تايلندي", "تايلندية", "thailand", "تايلاند")),
            ("american".to_owned(), nation("أمريكي", "أمريكية", "united states", "الولايات المتحدة")),
        ])
    }

    fn proper(english: &str, arabic: &str) -> bool {
        is_proper(&english.split(' ').collect::<Vec<_>>(), arabic, &nations())
    }

    #[test]
    fn nations_agree_in_their_consonants() {
        assert!(proper("royal thai army", "الجيش الملكي التايلاندي"));
        assert!(!proper("slovenian armed forces", "الجيش السلوفاكي"));
        assert!(!proper("american federal police", "شرطة اتحادية أمريكية"));
    }

    #[test]
    fn a_part_of_a_word_may_be_the_name() {
        assert!(proper("al-quds university", "جامعة القدس"));
        assert!(!proper("open university", "الجامعة المفتوحة"));
    }

    #[test]
    fn the_united_nations_must_be_named_in_both() {
        assert!(proper("united nations security council", "مجلس الأمن التابع للأمم المتحدة"));
        assert!(!proper("united nations peacekeeping", "قوات حفظ السلام"));
    }
}
