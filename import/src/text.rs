//! Cleaning that all sources share.

use std::fmt::Write;

use aalam::text::fold::{canonical_symbols, lenient_symbols};
use unicode_normalization::char::decompose_compatible;

/// Whether a name is Arabic throughout: letters of the Arabic alphabet, spaces and hyphens, at least two letters. Persian, Urdu, Kurdish
/// and Uyghur letters are not of it.
pub fn is_arabic(name: &str) -> bool {
    name.chars().filter(|&c| is_arabic_letter(c)).count() >= 2 && name.chars().all(|c| is_arabic_letter(c) || matches!(c, ' ' | '-'))
}

/// Whether a letter is of the Arabic alphabet, with the hamza's carriers, ta marbuta and alef maksura.
pub fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}')
}

/// A label without marks, tatweel and invisible signs, with single spaces.
pub fn clean(label: &str) -> String {
    let kept: String = label.chars().filter(|&c| !aalam::text::fold::leaves_no_symbol(c)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lenient fold of a name: what makes two spellings of one name equal. Hyphens fold to spaces.
pub fn folded(name: &str) -> Vec<u8> {
    lenient_symbols(&canonical_symbols(name))
}

/// Whether a country is a member of the Arab League.
pub fn is_arab_country(country: &str) -> bool {
    const MEMBERS: [&str; 22] = [
        "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE",
    ];
    MEMBERS.contains(&country)
}

/// Whether a name is one word.
pub fn is_single_word(name: &str) -> bool {
    !name.trim().contains([' ', '-'])
}

/// An English name as an id: lower-case ASCII words joined by `_`; accents are taken off. Empty if nothing is left.
pub fn slug(name_en: &str) -> String {
    let mut slug = String::with_capacity(name_en.len());
    for c in name_en.chars() {
        match c {
            '\'' | '’' | '‘' | 'ʻ' | 'ʿ' | 'ʾ' | '`' => {}
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => slug.push('_'),
            'ß' => slug.push_str("ss"),
            'æ' | 'Æ' => slug.push_str("ae"),
            'ø' | 'Ø' => slug.push('o'),
            'ł' | 'Ł' => slug.push('l'),
            'ı' => slug.push('i'),
            c => decompose_compatible(c, |part| {
                if part.is_ascii_alphanumeric() {
                    slug.push(part.to_ascii_lowercase());
                } else if part.is_whitespace() || matches!(part, '–' | '—') {
                    slug.push('_');
                }
            }),
        }
    }
    slug.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_other_alphabets_are_not_arabic() {
        for name in ["القاهرة", "بور سعيد", "أم الفحم", "عين-تموشنت"] {
            assert!(is_arabic(name), "{name}");
        }
        for name in ["تهران ک", "پاریس", "مۇڭغۇل", "Paris", "باريس 2", "و", ""] {
            assert!(!is_arabic(name), "{name}");
        }
    }

    #[test]
    fn cleaning_takes_marks_and_tatweel_off() {
        assert_eq!(clean(" مُحَمَّد  الصـــادق\u{200F} "), "محمد الصادق");
    }

    #[test]
    fn a_slug_is_ascii() {
        assert_eq!(slug("Sidi Bel Abbès"), "sidi_bel_abbes");
        assert_eq!(slug("Qal‘at Bīshah (North)"), "qalat_bishah_north");
        assert_eq!(slug("Łódź–Śródmieście"), "lodz_srodmiescie");
        assert_eq!(slug("القاهرة"), "");
    }
}
