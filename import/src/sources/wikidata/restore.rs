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

/// Words that stand before a name and have one spelling there.
const PARTICLES: &[(&str, &str)] =
    &[("ال", "آل"), ("ابو", "أبو"), ("ابي", "أبي"), ("ابا", "أبا"), ("ام", "أم"), ("او", "أو"), ("اولاد", "أولاد"), ("ايت", "آيت")];
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
    ("ايه", "آية"),
    ("رافت", "رأفت"),
    ("نشات", "نشأت"),
    ("مامون", "مأمون"),
    ("المامون", "المأمون"),
    ("السموال", "السموأل"),
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
        let people = gazetteer.entities().map(|(_, entity)| entity).filter(|entity| entity.entity_type == EntityType::Person);
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
                // Family names of women, in Latin letters often those of men: البوسعيدية.
                let is_nisba = ends_with(letters, "يه") && letters.starts_with(&['ا', 'ل']) && letters.len() >= 7;
                let decided = if ends_with(letters, "اه") { by_text } else { says_a || is_nisba || !says_other && by_text };
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
        for at in [0, 2] {
            // Inside a word, text would put hamzas that names do not have: باني, الكاس.
            if letters.get(at) != Some(&'ا') || at == 2 && !has_article {
                continue;
            }
            let bare = self.commonest(spellings, at, 'ا');
            let best = ['أ', 'إ', 'آ'].into_iter().filter_map(|letter| Some((self.commonest(spellings, at, letter)?, letter))).max();
            // الياس: Elias, or despair.
            if at == 0 && has_article && votes.article > 0 {
                continue;
            }
            let margin = if is_verbal_noun(&letters[at..]) { 0 } else { HAMZA_DROPPED };
            if let Some((common, letter)) = best
                && bare.is_none_or(|bare| common + margin > bare)
            {
                letters[at] = letter;
            } else if bare.is_none() && !(at == 0 && has_article) && !is_verbal_noun(&letters[at..]) {
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
    matches!(letters, ['ا', 'س', 'ت', ..] | ['ا', _, 'ت', _, 'ا', _] | ['ا', 'ن', _, _, 'ا', _])
}

#[cfg(test)]
mod tests {
    use aalam::gazetteer::Loader;

    use super::*;
    use crate::frequency::tests::frequencies;

    fn unit(key: &str, latin: &str) -> Row {
        let [key, latin] = [key, latin].map(str::to_owned);
        Row { key, latin, country: "EG".into(), role: "given".into(), count: 1, source: "wikidata".into() }
    }

    fn restored(words: &[(&str, i16)], units: &[(&str, &str)], key: &str) -> String {
        let units: Vec<Row> = units.iter().map(|(key, latin)| unit(key, latin)).collect();
        Restorer::new(&Gazetteer::default(), &frequencies(words), &units).name(key)
    }

    #[test]
    fn ali_is_never_on() {
        let words = [("على", -182), ("علي", -286), ("أحمد", -341), ("احمد", -425)];
        assert_eq!(restored(&words, &[], "احمد علي"), "أحمد علي");
    }

    #[test]
    fn hamzas_come_back_though_text_drops_them() {
        let words = [("إبراهيم", -420), ("ابراهيم", -380), ("الأنصاري", -540), ("الانصاري", -590)];
        assert_eq!(restored(&words, &[], "ابراهيم الانصاري"), "إبراهيم الأنصاري");
        // A name that no text has: Latin letters say which hamza.
        assert_eq!(restored(&[], &[("ايرينيا", "Irinia")], "ايرينيا ادفيان"), "إيرينيا أدفيان");
    }

    #[test]
    fn verbal_nouns_and_articles_have_none() {
        let words = [("ابتسام", -520), ("إبتسام", -560), ("الهام", -470), ("إلهام", -480), ("الحسيني", -500)];
        assert_eq!(restored(&words, &[], "ابتسام الحسيني"), "ابتسام الحسيني");
        assert_eq!(restored(&words, &[("الهام", "Ilham")], "الهام شاهين"), "إلهام شاهين");
        assert_eq!(restored(&words, &[("الهام", "Al-Ham")], "الهام شاهين"), "الهام شاهين");
    }

    #[test]
    fn latin_letters_tell_ta_marbuta_from_ha() {
        let words = [("حبيبه", -480), ("حبيبة", -500), ("شاه", -470), ("شاة", -560)];
        assert_eq!(restored(&words, &[("حبيبه", "Habiba")], "حبيبه عطيفي"), "حبيبة عطيفي");
        assert_eq!(restored(&words, &[("البوسعيديه", "Al Busaidi")], "مني البوسعيديه"), "مني البوسعيدية");
        assert_eq!(restored(&words, &[("عبده", "Abdou")], "عبده خال"), "عبده خال");
        assert_eq!(restored(&words, &[("شاه", "Shah")], "نادر شاه"), "نادر شاه");
        assert_eq!(restored(&words, &[], "عبد الله"), "عبد الله");
    }

    #[test]
    fn latin_letters_tell_alef_maksura_from_ya() {
        let words = [("مني", -390), ("منى", -430), ("حتى", -271), ("حتي", -480)];
        assert_eq!(restored(&words, &[("مني", "Mona")], "مني زكي"), "منى زكي");
        assert_eq!(restored(&words, &[("حتي", "Hitti")], "فيليب حتي"), "فيليب حتي");
    }

    #[test]
    fn particles_are_spelt_as_before_a_name() {
        assert_eq!(restored(&[("ال", -300)], &[], "محمد ال سعود"), "محمد آل سعود");
        assert_eq!(restored(&[], &[], "ام كلثوم ابو زيد"), "أم كلثوم أبو زيد");
    }

    #[test]
    fn the_curated_spelling_goes_first() {
        let list = "name\tgender\torigin\tsource\nآية\tf\tarabic\tcurated\n";
        let mut loader = Loader::default();
        loader.read("lexicon/given_names.tsv", list.as_bytes()).unwrap();
        let gazetteer = loader.finish().gazetteer;
        let frequencies = frequencies(&[("أية", -400), ("آية", -480)]);
        assert_eq!(Restorer::new(&gazetteer, &frequencies, &[]).name("ايه الفقي"), "آية الفقي");
    }
}
