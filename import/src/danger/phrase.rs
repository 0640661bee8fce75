//! Names of several words that ordinary text may spell: what runs into the next word (محمد الخميس), what is a phrase («السلطة الجديدة», a
//! village and a new authority), and places called as people are (بن أحمد, جون دي).

use aalam::gazetteer::EntityType;
use aalam::text::fold::canonical_symbols;

use super::Dangers;
use crate::names::Part;
use crate::record::Record;
use crate::review::Decision;
use crate::text::{folded, is_single_word};

/// Before a given name they make a patronymic; places that begin so are rarer than the people.
const PATRONYMICS: [&str; 5] = ["بن", "ابن", "أبن", "إبن", "بنت"];
/// With a given name behind, the people are meant rather than the place: أولاد سعيد.
const RELATIVES: [&str; 7] = ["أبو", "أبي", "أم", "أولاد", "بيت", "دار", "سي"];
/// Somebody's title.
const TITLES: [&str; 5] = ["القديس", "القديسة", "الأمير", "الشيخ", "الملك"];
/// Words that make a place's name of any word behind them.
const PLACE_HEADS: [&str; 34] = [
    "عين",
    "وادي",
    "واد",
    "جبل",
    "جبال",
    "نهر",
    "جزيرة",
    "جزر",
    "رأس",
    "راس",
    "قصر",
    "كفر",
    "برج",
    "تل",
    "دير",
    "بئر",
    "بير",
    "سيدي",
    "مولاي",
    "بني",
    "خميس",
    "ميناء",
    "مرسى",
    "مدينة",
    "خليج",
    "بحيرة",
    "مطار",
    "باب",
    "قلعة",
    "حي",
    "سان",
    "سانت",
    "قرية",
    "ريف",
];

impl Dangers<'_> {
    /// Judges the full name of a person. One at the edge of which a function word stands runs into ordinary text: «محمد الخميس» is what
    /// Muhammad did on Thursday.
    pub(super) fn judge_full_name(&self, name: &str) -> Decision {
        let words: Vec<&str> = name.split(' ').collect();
        let compound = words.len() >= 2 && ["أبو", "أبي", "عبد", "بن", "آل", "ابن"].contains(&words[words.len() - 2]);
        let edges = [Some(words[0]), words.last().copied().filter(|_| !compound)];
        if edges.into_iter().flatten().any(|word| self.is_function_word(word)) || self.given_names.contains(&folded(name)) {
            return Decision::Drop;
        }
        let needs_context = self.is_like_function_word(words[0]) || matches!(words[..], [first, second] if self.is_phrase(first, second));
        if needs_context { Decision::NeedsContext } else { Decision::Keep }
    }

    /// Whether two names are often something else: the beginning of a longer name (محمد علي), a noun and its complement (حارس محمد), or «on»
    /// and its noun, where ى is written ي (علي مدن).
    fn is_phrase(&self, first: &str, second: &str) -> bool {
        let is_common = |word| self.common_given_names.contains(&folded(word));
        let is_noun = |word, part| self.names.is_rather_word(part, word, self.frequencies);
        let is_on = first == "علي" && !self.given_names.contains(&folded(second)) && is_noun(second, Part::Family);
        is_on || is_common(second) && (is_common(first) || is_noun(first, Part::Given))
    }

    /// Judges the name of a place of several words.
    pub(super) fn judge_place_phrase(&self, name: &str, record: &Record) -> Decision {
        // Beside the name of a nation, «county» is a boycott: مقاطعة لبنان.
        let county = name.strip_prefix("مقاطعة ").filter(|_| record.country == "US");
        let is_nation =
            |bare: &str| self.curated.named(EntityType::Place, bare).any(|place| place.subtype.is_some_and(|s| s.name() == "country"));
        if let Some(bare) = county.filter(|bare| is_single_word(bare)) {
            let is_word = self.is_commoner(bare, self.limits.common_word);
            return if is_nation(bare) {
                Decision::Drop
            } else if is_word || self.is_function_word(bare) {
                Decision::NeedsContext
            } else {
                Decision::Keep
            };
        }
        let is_seat = record.capital || matches!(record.subtype, "country" | "territory");
        let is_small = !is_seat && record.population.unwrap_or(0) < self.limits.namesake;
        let words: Vec<&str> = name.split([' ', '-']).collect();
        if is_small && self.is_ordinary(&words) { Decision::NeedsContext } else { Decision::Keep }
    }

    /// Whether the words of a place's name are as often somebody's name or ordinary text.
    fn is_ordinary(&self, words: &[&str]) -> bool {
        let [first, second, ..] = words[..] else { return false };
        let is_named_after_people = PATRONYMICS.contains(&first)
            || TITLES.contains(&first)
            || RELATIVES.contains(&first) && self.given_names.contains(&folded(second))
            || self.listed_given_names.contains(&folded(first)) && !PLACE_HEADS.contains(&first);
        // هي لو; but not لا سبيتسيا, nor the directions: غرب لوثيان.
        let is_particle = |word: &str| {
            word.chars().count() <= self.limits.letters && !["شرق", "غرب", "وسط"].contains(&word) && self.is_function_word(word)
        };
        let has_particle = is_particle(first) || words.last().copied().is_some_and(is_particle);
        is_named_after_people
            || has_particle && words.iter().all(|word| self.is_function_word(word) || self.is_commoner(word, self.limits.known_word))
            || !PLACE_HEADS.contains(&first) && self.are_common(words, self.limits.common_word)
    }

    /// Judges the name of an organisation of several words: only clubs are called by two ordinary ones (شباب الساحل).
    pub(super) fn judge_body(&self, name: &str, record: &Record) -> Decision {
        let words: Vec<&str> = name.split([' ', '-']).collect();
        let has_head = matches!(words[0], "نادي" | "النادي");
        let is_ordinary = record.subtype == "club" && !has_head && self.are_common(&words, self.limits.common_word_other);
        if is_ordinary { Decision::NeedsContext } else { Decision::Keep }
    }

    fn are_common(&self, words: &[&str], limit: i16) -> bool {
        words.iter().all(|word| self.is_commoner(word, limit))
    }

    fn is_commoner(&self, word: &str, limit: i16) -> bool {
        self.frequencies.of_fold(word).is_some_and(|centibels| centibels > limit)
    }

    fn is_function_word(&self, word: &str) -> bool {
        self.function_words_as_spelt.contains(&canonical_symbols(word))
    }

    /// Whether a word is spelt like a function word but for its hamza, and too short to be told from it: آن هاثاواي, «إن هاثاواي».
    fn is_like_function_word(&self, word: &str) -> bool {
        word.chars().count() < self.limits.letters && self.function_words.contains(&folded(word))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{city, sifted};
    use crate::record::tests::{other, place};
    use aalam::gazetteer::EntityType;

    fn people(names: &[&str]) -> Vec<String> {
        sifted(names.iter().map(|name| other(EntityType::Person, name, "", "")).collect())
    }

    #[test]
    fn a_full_name_of_two_common_given_names_counts_beside_a_cue() {
        assert_eq!(people(&["محمد علي", "محمد حداد"]), ["محمد علي*", "محمد حداد"]);
    }

    #[test]
    fn a_full_name_that_runs_into_text_goes() {
        let names = ["محمد الخميس", "علي حداد", "عمر علي", "عثمان أبو الخميس"];
        assert_eq!(people(&names), ["علي حداد", "عمر علي", "عثمان أبو الخميس"]);
    }

    #[test]
    fn a_noun_before_a_name_and_on_before_a_noun_count_beside_a_cue() {
        assert_eq!(people(&["صور محمد", "صور حداد"]), ["صور محمد*", "صور حداد"]);
        assert_eq!(people(&["علي الجديدة", "عمر الجديدة"]), ["علي الجديدة*", "عمر الجديدة"]);
        assert_eq!(people(&["آن هاثاواي", "آنا هاثاواي"]), ["آن هاثاواي*", "آنا هاثاواي"]);
    }

    #[test]
    fn a_place_called_as_people_are_counts_beside_a_cue() {
        let towns = ["بن أحمد", "أولاد محمد", "أولاد تايمة", "جون دي", "القديس بول", "سيدي محمد"].map(|name| city(name, "DZ", 9000));
        let found = ["بن أحمد*", "أولاد محمد*", "أولاد تايمة", "جون دي*", "القديس بول*", "سيدي محمد"];
        assert_eq!(sifted(towns.to_vec()), found);
        assert_eq!(sifted(vec![city("بن أحمد", "DZ", 200_000)]), ["بن أحمد"]);
    }

    #[test]
    fn a_place_of_ordinary_words_counts_beside_a_cue() {
        let towns = ["العين الجديدة", "جبل العين", "على صور", "على سبيتسيا"].map(|name| city(name, "EG", 9000));
        assert_eq!(sifted(towns.to_vec()), ["العين الجديدة*", "جبل العين", "على صور*", "على سبيتسيا"]);
    }

    #[test]
    fn a_county_of_the_name_of_a_nation_is_a_boycott() {
        let counties = ["مقاطعة لبنان", "مقاطعة على", "مقاطعة العين", "مقاطعة كوك"];
        let counties = counties.map(|name| place(name, "admin", "US", &["fips:1"]));
        assert_eq!(sifted(counties.to_vec()), ["مقاطعة على*", "مقاطعة العين*", "مقاطعة كوك"]);
    }

    #[test]
    fn a_club_of_ordinary_words_counts_beside_a_cue() {
        let clubs = ["الهلال الجديدة", "نادي الهلال", "الهلال يونايتد"].map(|name| other(EntityType::Organisation, name, "club", ""));
        assert_eq!(sifted(clubs.to_vec()), ["الهلال الجديدة*", "نادي الهلال", "الهلال يونايتد"]);
    }
}
