//! Spelling: what a source wrote becomes the spelling of the Arabic press, or is refused.
//!
//! Sources mix Arabic with Persian, Urdu, Kurdish and Uyghur, which share the script. Their own letters (پ چ ژ گ ڤ ۆ ێ ٹ ڈ …) give them
//! away; ک and ی fold to Arabic letters, yet say on which keyboard a name was typed, so a [`Spelling`] remembers them.

use aalam::text::fold::{canonical_symbols, leaves_no_symbol, lenient_symbols};
use unicode_normalization::UnicodeNormalization;

/// A name in Arabic letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spelling {
    /// The name, clean: Arabic letters, spaces and hyphens.
    pub(super) text: String,
    /// Whether it was typed with ک or ی, which no Arabic keyboard has.
    pub(super) persian_keys: bool,
}

/// Reads a name; `None` if it holds letters that Arabic does not have, or fewer than two that it has.
pub(super) fn spell(raw: &str) -> Option<Spelling> {
    let mut persian_keys = false;
    let text: String = tidy(raw)
        .chars()
        .map(|c| match c {
            'ک' => {
                persian_keys = true;
                'ك'
            }
            'ی' => {
                persian_keys = true;
                'ي'
            }
            c => c,
        })
        .collect();
    let letters = text.chars().filter(|&c| is_letter(c)).count();
    // The و of «and» is written with the next word.
    let text = text.replace(" و ", " و");
    let clean = text.chars().all(|c| is_letter(c) || matches!(c, ' ' | '-'));
    let has_word = text.split([' ', '-']).all(|word| !word.is_empty());
    (clean && has_word && letters >= 2 && !is_foreign_pattern(&text)).then_some(Spelling { text, persian_keys })
}

/// The letters of Arabic.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}')
}

/// Uyghur begins every initial vowel with ئ and writes ى inside words; Arabic never begins a word with ئ, ة, ى or ؤ. A ة inside a word
/// is a word spelt backwards, as some rows are; an ا after an alef is a slip.
fn is_foreign_pattern(text: &str) -> bool {
    if ["إا", "أا", "آا", "اا"].iter().any(|slip| text.contains(slip)) {
        return true;
    }
    text.split([' ', '-']).any(|word| {
        let mut letters = word.chars();
        matches!(letters.next(), Some('ئ' | 'ة' | 'ى' | 'ؤ')) || letters.rev().skip(1).any(|c| matches!(c, 'ة' | 'ى'))
    })
}

/// Composes characters, drops marks, tatweel and invisible signs, makes one kind of space, hyphen and apostrophe.
pub(super) fn tidy(raw: &str) -> String {
    let composed = raw.nfkc().filter(|&c| !leaves_no_symbol(c));
    let plain: String = composed
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2018}' | '\u{2019}' | '`' | '\u{2BC}' => '\'',
            'ٱ' => 'ا',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let joined = plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    joined.replace(" - ", "-").replace("- ", "-").replace(" -", "-")
}

/// What stands before a disambiguation: a bracket, an Arabic comma, a superscript that counts repeated labels.
pub(super) fn without_disambiguation(raw: &str) -> &str {
    let cut = raw.find(['(', '،', ',', '²', '³', '؛']).unwrap_or(raw.len());
    raw[..cut].trim()
}

/// Words that Arabic itself ends with ى.
const FINAL_ALEF: [&str; 60] = [
    "عظمى",
    "كبرى",
    "وسطى",
    "سفلى",
    "أولى",
    "صغرى",
    "يمنى",
    "يسرى",
    "قصوى",
    "أقصى",
    "أعلى",
    "أدنى",
    "أخرى",
    "قدامى",
    "على",
    "إلى",
    "موسى",
    "عيسى",
    "يحيى",
    "مصطفى",
    "كسرى",
    "سلمى",
    "ليلى",
    "هدى",
    "سهى",
    "سلوى",
    "ضحى",
    "لبنى",
    "بشرى",
    "منى",
    "نهى",
    "مرسى",
    "مستشفى",
    "مبنى",
    "منتدى",
    "مقهى",
    "ملهى",
    "محتوى",
    "قرى",
    "قوى",
    "موسيقى",
    "شورى",
    "ذكرى",
    "فتوى",
    "فوضى",
    "فتى",
    "دمى",
    "حلوى",
    "أفعى",
    "دفلى",
    "بخارى",
    "بصرى",
    "جنوى",
    "نينوى",
    "ديالى",
    "مثنى",
    "سقطرى",
    "نزوى",
    "رؤى",
    "مدى",
];

/// Writes a final ى of a foreign word as ي: Egyptian typists leave the dots out, the press does not. Words that Arabic itself ends
/// with ى keep it.
pub(super) fn dot_final_yeh(text: &str) -> String {
    let is_arabic = |word: &str| {
        let word = word.strip_prefix('و').filter(|rest| rest.starts_with("ال")).unwrap_or(word);
        let bare = ["بال", "ال", "لل", "ل"].iter().find_map(|particle| word.strip_prefix(particle)).unwrap_or(word);
        FINAL_ALEF.contains(&word) || FINAL_ALEF.contains(&bare)
    };
    map_words(text, |word| match word.strip_suffix('ى') {
        Some(stem) if !is_arabic(word) => format!("{stem}ي"),
        _ => word.to_owned(),
    })
}

/// Gives a first ا the hamza that the press writes: the vowel of the Latin name says which. Words with the article and those that Arabic
/// itself begins without hamza are left as they are; where there is no Latin name, only words that are known get theirs.
pub(super) fn hamza_first(text: &str, latin: Option<&str>) -> String {
    let words: Vec<&str> = text.split([' ', '-']).collect();
    let latin: Vec<char> = latin
        .map(|latin| plain_latin(latin).to_lowercase())
        .filter(|latin| latin.split([' ', '-']).count() == words.len())
        .map(|latin| latin.split([' ', '-']).filter_map(|word| word.chars().next()).collect())
        .unwrap_or_default();
    let mut at = 0;
    map_words(text, |word| {
        let vowel = latin.get(at).copied();
        at += 1;
        let Some(rest) = word.strip_prefix('ا').filter(|rest| !has_no_hamza(rest)) else {
            return known_hamza(word);
        };
        match vowel {
            Some('a' | 'o' | 'u') => format!("أ{rest}"),
            Some('e' | 'i') => format!("إ{rest}"),
            _ => known_hamza(word),
        }
    })
}

/// Whether what follows a first ا tells that it has no hamza: the article, ابن, verbal nouns such as استقلال.
fn has_no_hamza(rest: &str) -> bool {
    rest.chars().count() < 2 || ["ل", "بن", "ست", "تح", "عت", "نت", "مر", "ثن"].iter().any(|start| rest.starts_with(start))
}

fn known_hamza(word: &str) -> String {
    match word {
        "ام" => "أم",
        "ابو" => "أبو",
        "ابا" => "أبا",
        "ابي" => "أبي",
        "اولاد" => "أولاد",
        "ايت" => "آيت",
        "الاندلس" => "الأندلس",
        "الاحمدي" => "الأحمدي",
        word => word,
    }
    .to_owned()
}

/// Changes each word, keeping spaces and hyphens.
pub(super) fn map_words(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive([' ', '-']) {
        let word = piece.trim_end_matches([' ', '-']);
        out.push_str(&change(word));
        out.push_str(&piece[word.len()..]);
    }
    out
}

/// The key under which spellings of one name meet: the library's lenient fold, with hyphens as spaces.
pub(super) fn key(text: &str) -> Vec<u8> {
    lenient_symbols(&canonical_symbols(&text.replace('-', " ")))
}

/// How many letters a spelling has that a careless one lacks: hamzas, ة, آ.
pub(super) fn care(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, 'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ' | 'ة')).count()
}

/// A Latin name in plain letters: accents, dots below, ayn and hamza signs dropped, as English writes Arabic names.
pub(super) fn plain_latin(name: &str) -> String {
    let bare = name.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c));
    let text: String = bare.filter(|c| !matches!(c, '‘' | '’' | '`' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ')).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Option<String> {
        spell(raw).map(|spelling| spelling.text)
    }

    #[test]
    fn marks_tatweel_and_alef_wasla_go() {
        assert_eq!(text("ٱلشَّارِقَة").as_deref(), Some("الشارقة"));
        assert_eq!(text("يـسـكـوشـوبـان").as_deref(), Some("يسكوشوبان"));
        assert_eq!(text("قير و كارزين").as_deref(), Some("قير وكارزين"));
        assert_eq!(text("الملح\u{200E}\u{200E}").as_deref(), Some("الملح"));
    }

    #[test]
    fn letters_of_other_languages_refuse_the_name() {
        for foreign in ["گلستان", "پاريس", "سێمێل", "راولاکوٹ", "کھگول", "كوسوۋو", "rywہachہ", "شھىرى"]
        {
            assert_eq!(text(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn persian_keys_fold_and_are_remembered() {
        assert_eq!(spell("هکاری"), Some(Spelling { text: "هكاري".into(), persian_keys: true }));
        assert_eq!(spell("هكاري"), Some(Spelling { text: "هكاري".into(), persian_keys: false }));
    }

    #[test]
    fn uyghur_and_reversed_words_are_no_arabic() {
        assert_eq!(text("ئاقتاش"), None);
        assert_eq!(text("قاراقاش بازىرى"), None);
        assert_eq!(text("إاست بالو ألتو"), None);
        assert_eq!(text("ةيبونجلا سباق"), None);
        assert_eq!(text("أيزو 8583"), None);
        assert_eq!(text("قابس الجنوبية").as_deref(), Some("قابس الجنوبية"));
    }

    #[test]
    fn disambiguations_are_cut() {
        assert_eq!(without_disambiguation("أوبورن (كاليفورنيا)"), "أوبورن");
        assert_eq!(without_disambiguation("سانت جون، بربادوس"), "سانت جون");
        assert_eq!(without_disambiguation("مقاطعة كاليرو²"), "مقاطعة كاليرو");
        assert_eq!(without_disambiguation("القاهرة"), "القاهرة");
    }

    #[test]
    fn foreign_words_get_their_dots_back_and_arabic_ones_keep_alef_maksura() {
        assert_eq!(dot_final_yeh("دارلينجتون إف سى"), "دارلينجتون إف سي");
        assert_eq!(dot_final_yeh("كيرى-الوسطى"), "كيري-الوسطى");
        assert_eq!(dot_final_yeh("المحلة الكبرى"), "المحلة الكبرى");
        assert_eq!(dot_final_yeh("الأكاديمية الملكية للموسيقى"), "الأكاديمية الملكية للموسيقى");
    }

    #[test]
    fn a_bare_alef_gets_its_hamza() {
        assert_eq!(hamza_first("اورورا", Some("Aurora")), "أورورا");
        assert_eq!(hamza_first("ايزلورث", Some("Isleworth")), "إيزلورث");
        assert_eq!(hamza_first("مقاطعة ادمز", Some("Adams County")), "مقاطعة ادمز");
        assert_eq!(hamza_first("ام قصر", None), "أم قصر");
        assert_eq!(hamza_first("انخل", Some("Inkhil")), "إنخل");
        assert_eq!(hamza_first("ابن زياد", Some("Ibn Ziad")), "ابن زياد");
        assert_eq!(hamza_first("اجبابرة", Some("Jbabra")), "اجبابرة");
        assert_eq!(hamza_first("الاسكندرية", Some("Alexandria")), "الاسكندرية");
        assert_eq!(hamza_first("سان انطونيو", Some("San Antonio")), "سان أنطونيو");
    }

    #[test]
    fn latin_names_lose_what_only_scholars_write() {
        assert_eq!(plain_latin("Ma‘arratmişrīn"), "Maarratmisrin");
        assert_eq!(plain_latin("Ra’s al ‘Ayn"), "Ras al Ayn");
    }
}
