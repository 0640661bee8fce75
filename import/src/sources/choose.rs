//! Which of a place's spellings in Arabic script is its Arabic name.
//!
//! GeoNames gives alternates without their language. What counts, in this order: Arabic letters only; it must spell one of the place's
//! Latin names; it was not typed on a Persian keyboard; it has no slip ([`super::slips`]); its letters are likely in Arabic rather than in
//! Persian or Urdu.

use std::collections::BTreeMap;

use anyhow::Result;

use super::arwikicats::people::SETTLED;
use super::arwikicats::places::CityTitles;
use super::geonames::{self, City};
use super::heads;
use super::slips::{self, Words};
use super::spelling::{care, key, spell, without_disambiguation};
use super::translit;
use super::trigrams::Trigrams;
use crate::packages::Packages;

/// A spelling must be this likely in Arabic, per letter, if nothing else shows that it is Arabic.
const LIKELY: f64 = 0.05;
/// The same, if it has letters that only an Arabic keyboard gives, or hamzas, which Persian leaves out.
const POSSIBLE: f64 = -0.15;
/// Letters of Arabic keyboards, and hamzas and ة, which Persian leaves out.
const ARABIC_LETTERS: [char; 5] = ['ك', 'ي', 'أ', 'إ', 'ة'];
/// Places this large have well-known other names.
const KNOWN: u32 = 50_000;
/// How many other spellings are kept as aliases.
const ALIASES: usize = 3;
/// A place of this size may be named otherwise in Arabic than on international maps, and its words otherwise than those of towns.
const LARGE: u32 = 200_000;
/// In these countries names are spelt far from their sound (Wirquin) or, in villages, mixed up with the neighbours' (سيد عباس for Siah
/// Baz): no alternate of a small place is beyond doubt.
const DOUBTFUL: [&str; 3] = ["FR", "IR", "AF"];
/// There, an alternate has to be this near to the name on international maps.
const NEAR: f32 = 0.15;

/// Chooses among spellings.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    trigrams: Trigrams,
    words: Words,
}

#[derive(Debug, Clone)]
struct Candidate {
    text: String,
    persian_keys: bool,
    /// Against the name on international maps.
    cost_of_name: f32,
    /// Against the Latin name that it spells best.
    cost: f32,
    score: f64,
}

impl Chooser {
    /// Learns the letters from the labels of source 3, and the words of English names from labels and titles.
    pub(super) fn load(packages: &Packages, cities: &BTreeMap<u64, City>, titles: &CityTitles) -> Result<Self> {
        let arabic = geonames::labels(packages, "ar")?;
        let others = [geonames::labels(packages, "fa")?, geonames::labels(packages, "ur")?];
        let mut words = Words::default();
        for city in cities.values().filter(|city| SETTLED.contains(&city.country.as_str())) {
            let label = arabic.get(&city.id.to_string()).map(|label| without_disambiguation(label));
            for name in label.into_iter().chain(titles.of(city.id).map(|title| title.arabic.as_str())) {
                words.learn(&city.name, name);
            }
        }
        Ok(Self { trigrams: learn(&arabic, &others), words })
    }

    /// Whether a spelling of a foreign place is none that the press would print.
    pub(super) fn has_slip(&self, city: &City, arabic: &str) -> bool {
        let strange = || city.population < LARGE && self.words.are_strange(&city.name, arabic);
        !geonames::is_arab(&city.country)
            && (slips::has_slip(&city.name, &city.country, arabic) || SETTLED.contains(&city.country.as_str()) && strange())
    }

    /// The Arabic name of a place; `None` if no alternate is sure enough.
    pub(super) fn choose(&self, city: &City) -> Option<String> {
        let candidates = self.candidates(city);
        let best = candidates.iter().filter(|candidate| self.accepts(city, candidate)).min_by(|one, two| {
            let strange = |candidate: &Candidate| candidate.cost_of_name > translit::AGREES;
            strange(one)
                .cmp(&strange(two))
                .then(one.persian_keys.cmp(&two.persian_keys))
                .then(two.score.total_cmp(&one.score))
                .then_with(|| one.text.cmp(&two.text))
        })?;
        Some(best.text.clone())
    }

    /// The Arabic name of a small place, if an alternate is beyond doubt: typed on an Arabic keyboard, likely in Arabic and close to the
    /// Latin name. News would name few of them, so that in countries whose small towns bear the names of settlers one word is not enough.
    pub(super) fn choose_small(&self, city: &City) -> Option<String> {
        if DOUBTFUL.contains(&city.country.as_str()) {
            return None;
        }
        let beyond_doubt = |candidate: &&Candidate| {
            let typed = !candidate.persian_keys && candidate.text.contains(ARABIC_LETTERS);
            let sound = candidate.score >= 0.0 && candidate.cost_of_name <= 0.25;
            typed && sound && !heads::is_generic(&candidate.text) && !self.has_slip(city, &candidate.text)
        };
        let candidates = self.candidates(city);
        let best = candidates.iter().filter(beyond_doubt).max_by(|one, two| one.score.total_cmp(&two.score))?;
        let distinct = best.text.contains([' ', '-']) || !SETTLED.contains(&city.country.as_str());
        distinct.then(|| best.text.clone())
    }

    /// Other Arabic spellings of a place whose name is known: by them it is found in the curated lists; [`crate::variants`] keeps the sure
    /// ones.
    pub(super) fn aliases(&self, city: &City, name: &str) -> Vec<String> {
        let known = key(name);
        let sure = |candidate: &&Candidate| {
            let long = candidate.text.contains(' ') || candidate.text.chars().count() > 3;
            let likely = candidate.score >= 0.0 || geonames::is_arab(&city.country);
            self.accepts(city, candidate) && candidate.cost <= 0.2 && long && likely && key(&candidate.text) != known
        };
        let candidates = self.candidates(city);
        let mut aliases: Vec<&Candidate> = candidates.iter().filter(sure).collect();
        aliases.sort_by(|one, two| two.score.total_cmp(&one.score).then_with(|| one.text.cmp(&two.text)));
        aliases.into_iter().take(ALIASES).map(|candidate| candidate.text.clone()).collect()
    }

    /// Whether a spelling can be trusted to be the Arabic name of a place.
    fn accepts(&self, city: &City, candidate: &Candidate) -> bool {
        if candidate.cost > translit::AGREES || heads::is_generic(&candidate.text) || self.has_slip(city, &candidate.text) {
            return false;
        }
        // Persian names are written in Arabic as in Persian, but for the letters that Arabic lacks.
        if matches!(city.country.as_str(), "IR" | "AF") {
            return candidate.cost_of_name <= NEAR;
        }
        if candidate.persian_keys {
            return false;
        }
        let near = candidate.cost_of_name <= translit::AGREES;
        // Alternates of small Arab places are mixed up with their neighbours': the one international name must agree.
        if geonames::is_arab(&city.country) {
            return near || city.population >= KNOWN;
        }
        let arabic_letters = candidate.text.contains(ARABIC_LETTERS);
        (near || city.population >= LARGE) && candidate.score >= if arabic_letters { POSSIBLE } else { LIKELY }
    }

    /// The alternates in Arabic letters, one for each fold: the most careful spelling stands for the others.
    fn candidates(&self, city: &City) -> Vec<Candidate> {
        let latin: Vec<&str> = city.latin_names().collect();
        let mut by_key: BTreeMap<Vec<u8>, Candidate> = BTreeMap::new();
        for raw in &city.alternates {
            let Some(spelling) = spell(without_disambiguation(raw)) else { continue };
            let text = heads::strip_city(&city.name, &spelling.text).unwrap_or(&spelling.text);
            if takes_st_for_saint(&latin, text) {
                continue;
            }
            let text = geonames::press_spelling(city, text);
            let candidate = Candidate {
                persian_keys: spelling.persian_keys,
                cost_of_name: translit::cost(&city.name, &text),
                cost: latin.iter().map(|name| translit::cost(name, &text)).fold(f32::INFINITY, f32::min),
                score: self.trigrams.score(&text),
                text,
            };
            let better = |old: &Candidate| {
                let rank = |candidate: &Candidate| (!candidate.persian_keys, care(&candidate.text), candidate.text.ends_with('ي'));
                rank(&candidate) > rank(old)
            };
            match by_key.get_mut(&key(&candidate.text)) {
                Some(old) if better(old) => *old = candidate,
                Some(_) => {}
                None => drop(by_key.insert(key(&candidate.text), candidate)),
            }
        }
        by_key.into_values().collect()
    }
}

/// Some alternates were made by a machine that read every «st» as Saint: بوسانت فولز for Post Falls.
fn takes_st_for_saint(latin: &[&str], text: &str) -> bool {
    let inside = text.split([' ', '-']).any(|word| word.char_indices().skip(1).any(|(at, _)| word[at..].starts_with("سانت")));
    inside && !latin.iter().any(|name| name.to_lowercase().contains("san") || name.to_lowercase().contains("sain"))
}

fn learn(arabic: &BTreeMap<String, String>, others: &[BTreeMap<String, String>]) -> Trigrams {
    let mut trigrams = Trigrams::default();
    let text = |label: &str| spell(without_disambiguation(label)).map(|spelling| spelling.text);
    for (id, label) in arabic {
        if let (Some(_), Some(text)) = (geonames::id_of(id), text(label)) {
            trigrams.learn_arabic(&text);
        }
    }
    for (id, label) in others.iter().flatten() {
        // Where both languages spell a name alike, it tells nothing.
        let same = |text: &str| arabic.get(id).is_some_and(|arabic| key(without_disambiguation(arabic)) == key(text));
        if let (Some(_), Some(text)) = (geonames::id_of(id), text(label).filter(|text| !same(text))) {
            trigrams.learn_other(&text);
        }
    }
    trigrams
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chooser() -> Chooser {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|&(id, label)| (id.to_owned(), label.to_owned())).collect();
        let arabic: BTreeMap<String, String> =
            map(&[("1", "غرينفيل"), ("2", "إيست لانسنغ"), ("3", "فيكتوريا"), ("4", "لاك سيتي"), ("5", "ويتشيتا"), ("6", "بريدجبورت")]);
        let other: BTreeMap<String, String> =
            map(&[("1", "گرینویل"), ("2", "ایست لنسینگ"), ("3", "ویکتوریا"), ("4", "لیک سیتی"), ("5", "ویچیتا"), ("6", "بریجپورت")]);
        Chooser { trigrams: learn(&arabic, &[other]), words: Words::default() }
    }

    fn city(name: &str, country: &str, alternates: &[&str]) -> City {
        City {
            id: 1,
            name: name.into(),
            country: country.into(),
            population: 20_000,
            timezone: String::new(),
            admin1: String::new(),
            alternates: alternates.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn the_arabic_spelling_wins_over_persian_and_urdu_ones() {
        let place = city("Grandville", "US", &["جراندفيل", "غراندفيل", "قرندویل، میشیقان", "گرندویل، میشیگان"]);
        let chosen = chooser().choose(&place).unwrap();
        assert_eq!(chosen, "غراندفيل");
        let aliases = chooser().aliases(&place, &chosen);
        assert!(aliases.iter().all(|alias| alias == "جراندفيل"), "{aliases:?}");
    }

    #[test]
    fn a_place_with_persian_spellings_only_is_dropped() {
        assert_eq!(chooser().choose(&city("Orly", "FR", &["اورلی"])), None);
        assert_eq!(chooser().choose(&city("Andover", "GB", &["اندوور"])), None);
    }

    #[test]
    fn persian_spellings_are_good_in_iran() {
        assert_eq!(chooser().choose(&city("Siāh Bāz", "IR", &["سيد عباس"])), None);
        assert_eq!(chooser().choose(&city("Qahderījān", "IR", &["قهدریجان"])).unwrap(), "قهدريجان");
    }

    #[test]
    fn st_is_not_saint() {
        assert!(takes_st_for_saint(&["Post Falls"], "بوسانت فولز"));
        assert!(!takes_st_for_saint(&["Pleasant Hill"], "بليسانت هيل"));
        assert!(!takes_st_for_saint(&["St. Louis"], "سانت لويس"));
    }

    #[test]
    fn small_places_need_a_spelling_beyond_doubt() {
        let small = |name: &str, country: &str, alternates: &[&str]| chooser().choose_small(&city(name, country, alternates));
        assert_eq!(small("Ville", "BE", &["فيل"]).as_deref(), Some("فيل"));
        assert_eq!(small("Ville", "FR", &["فيل"]), None);
        assert_eq!(small("Ville", "US", &["فيل"]), None);
        assert_eq!(small("East Greenville", "US", &["إيست غرينفيل"]).as_deref(), Some("إيست غرينفيل"));
        assert_eq!(small("Werl", "DE", &["ورل"]), None);
    }

    #[test]
    fn a_spelling_of_something_else_is_dropped() {
        let place = city("Ar Rawḑah", "SY", &["الروضة", "بزاق"]);
        assert_eq!(chooser().choose(&place), Some("الروضة".into()));
        assert_eq!(chooser().choose(&city("'Ākra", "IQ", &["بيوك"])), None);
    }

    #[test]
    fn the_careful_spelling_stands_for_the_careless() {
        let place = city("Al Qurna", "IQ", &["القرنه", "القرنة", "مدينة القرنة", "الْقُرْنَة"]);
        assert_eq!(chooser().choose(&place), Some("القرنة".into()));
    }
}
