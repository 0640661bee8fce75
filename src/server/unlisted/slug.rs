//! Ids for names that are not listed yet.

use crate::text::fold::canonical_symbols;
use crate::text::symbol::Symbol;

/// A name as an id: lower-case ASCII words joined by `_`, its Arabic letters one by one in Latin ones. Vowels that are not written are not
/// guessed; an editor who knows the usual English spelling writes that. Empty if no letter is left.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for symbol in canonical_symbols(name).into_iter().map(Symbol) {
        if symbol.is_word() {
            slug.push_str(latin(symbol.to_char()).unwrap_or(symbol.to_char().encode_utf8(&mut [0; 4])));
        } else {
            slug.push('_');
        }
    }
    slug.retain(|c| c.is_ascii());
    slug.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ء' => "",
        'آ' | 'أ' | 'ا' | 'ى' | 'ع' | 'ة' => "a",
        'إ' => "i",
        'ب' => "b",
        'ت' | 'ط' => "t",
        'ث' => "th",
        'ج' => "j",
        'ح' | 'ه' => "h",
        'خ' => "kh",
        'د' | 'ض' => "d",
        'ذ' => "dh",
        'ر' => "r",
        'ز' | 'ظ' => "z",
        'س' | 'ص' => "s",
        'ش' => "sh",
        'غ' => "gh",
        'ف' => "f",
        'ق' => "q",
        'ك' => "k",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'و' | 'ؤ' => "w",
        'ي' | 'ئ' => "y",
        'پ' => "p",
        'چ' => "ch",
        'ژ' => "zh",
        'ڤ' | 'ڥ' => "v",
        'گ' | 'ڭ' | 'ڨ' => "g",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::symbol::ARABIC_LETTERS;

    #[test]
    fn ids_are_what_the_lists_take() {
        for (name, expected) in [
            ("بدر السياب", "bdr_alsyab"),
            ("الشَّيْخ عبد  الرؤوف", "alshykh_abd_alrwwf"),
            ("شركة Delta-9", "shrka_delta_9"),
            ("سماء", "sma"),
            ("«»", ""),
            ("北京", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn every_letter_of_the_folded_alphabet_has_a_spelling() {
        assert!(ARABIC_LETTERS.iter().all(|&letter| latin(letter).is_some_and(str::is_ascii)));
    }
}
