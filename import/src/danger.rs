//! Danger: names that would be tagged by mistake are dropped, or flagged so that they count only beside a cue.
//!
//! A name of several words is rarely anything else. A single word may be an ordinary word (صور is pictures before it is Tyre), a
//! nationality, or somebody's name. The parameters stand in [`crate::limits`]; exceptions are reviewed ones ([`crate::review`]), not code.

use std::collections::{HashMap, HashSet};

use aalam::gazetteer::{Entity, EntityType, Gazetteer, WordKind};
use aalam::text::fold::canonical_symbols;

mod phrase;

use crate::curated::words;
use crate::frequency::Frequencies;
use crate::limits::Limits;
use crate::link::{Curated, Linked};
use crate::merge::class;
use crate::names::NameCounts;
use crate::record::Record;
use crate::review::{Decision, Review};
use crate::text::{folded, is_arab_country, is_single_word};

/// A thing whose names are safe, with those that are safe beside a cue only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safe {
    /// Its id.
    pub id: String,
    /// What the sources say of it.
    pub record: Record,
    /// Its names that count only beside a cue.
    pub needs_context: Vec<String>,
}

/// What is known about words.
pub struct Dangers<'a> {
    limits: Limits,
    frequencies: &'a Frequencies,
    curated: &'a Curated<'a>,
    review: &'a Review,
    names: &'a NameCounts,
    /// As folded for matching: a name is tagged where the word stands.
    function_words: HashSet<Vec<u8>>,
    /// As spelt: علي is not على.
    function_words_as_spelt: HashSet<Vec<u8>>,
    demonyms: HashSet<Vec<u8>>,
    given_names: HashSet<Vec<u8>>,
    /// Those of the curated list.
    listed_given_names: HashSet<Vec<u8>>,
    common_given_names: HashSet<Vec<u8>>,
    family_names: HashSet<Vec<u8>>,
    /// Single words that name a place.
    places: HashSet<Vec<u8>>,
    /// The names of the well-known places among those imported, with their ids.
    well_known: HashMap<Vec<u8>, Vec<String>>,
}

impl<'a> Dangers<'a> {
    /// Gathers them.
    pub fn new(
        frequencies: &'a Frequencies,
        gazetteer: &Gazetteer,
        curated: &'a Curated<'a>,
        names: &'a NameCounts,
        review: &'a Review,
    ) -> Self {
        let limits = Limits::default();
        let set = |wanted| words(gazetteer, wanted).map(folded).collect::<HashSet<_>>();
        let listed_given_names = set(|kind| matches!(kind, WordKind::GivenName { .. }));
        let mut given_names = listed_given_names.clone();
        given_names.extend(names.given_at_least(limits.given_name).map(folded));
        let places = gazetteer.entities().map(|(_, entity)| entity).filter(|entity| entity.entity_type == EntityType::Place);
        Self {
            limits,
            frequencies,
            curated,
            review,
            names,
            function_words: set(|kind| matches!(kind, WordKind::Function { .. })),
            function_words_as_spelt: words(gazetteer, |kind| matches!(kind, WordKind::Function { .. })).map(canonical_symbols).collect(),
            demonyms: set(|kind| matches!(kind, WordKind::Demonym { .. })),
            given_names,
            listed_given_names,
            common_given_names: names.given_at_least(limits.common_given_name).map(folded).collect(),
            family_names: names.family_at_least(limits.family_name).map(folded).collect(),
            places: places.flat_map(|entity| &entity.aliases).map(|alias| folded(&alias.text)).collect(),
            well_known: HashMap::new(),
        }
    }

    /// Takes the dangerous names out; a thing whose own name goes, goes with it.
    pub fn sift(mut self, things: Vec<(String, Linked)>) -> Vec<Safe> {
        let (places, others): (Vec<_>, Vec<_>) = things.into_iter().partition(|(_, thing)| thing.record.entity_type == EntityType::Place);
        let mut well_known: HashMap<_, Vec<String>> = HashMap::new();
        for (id, thing) in places.iter().filter(|(_, thing)| self.is_well_known(&thing.record)) {
            well_known.entry(folded(&thing.record.name)).or_default().push(id.clone());
        }
        self.well_known = well_known;
        let mut safe: Vec<Safe> = places.into_iter().filter_map(|(id, thing)| self.sift_one(id, thing)).collect();
        for place in &safe {
            self.places.extend(place.record.aliases.iter().chain([&place.record.name]).map(|name| folded(name)));
        }
        safe.extend(others.into_iter().filter_map(|(id, thing)| self.sift_one(id, thing)));
        safe
    }

    fn sift_one(&self, id: String, Linked { mut record, curated }: Linked) -> Option<Safe> {
        let mut needs_context = Vec::new();
        // The name of a curated entity was judged by its curator.
        if curated.is_none() {
            match self.judge(&record.name, &record, Some(&id)) {
                Decision::Drop => return None,
                Decision::NeedsContext => needs_context.push(record.name.clone()),
                Decision::Keep => {}
            }
        }
        let aliases = std::mem::take(&mut record.aliases);
        for alias in aliases {
            match self.judge(&alias, &record, None) {
                Decision::Drop => continue,
                Decision::NeedsContext => needs_context.push(alias.clone()),
                Decision::Keep => {}
            }
            record.aliases.push(alias);
        }
        let adds_something = curated.is_none() || !record.aliases.is_empty() || !record.same_as.is_empty();
        adds_something.then_some(Safe { id, record, needs_context })
    }

    /// Judges a name; the thing's own name comes with its id, an alias without.
    fn judge(&self, name: &str, record: &Record, id: Option<&str>) -> Decision {
        if let Some(decision) = self.review.of(name, record.list) {
            return decision;
        }
        if name.chars().filter(|c| c.is_alphanumeric()).count() < self.limits.letters {
            return Decision::Drop;
        }
        match record.entity_type {
            EntityType::Place => self.judge_place(name, record, id),
            EntityType::Person | EntityType::Organisation if is_single_word(name) => self.judge_word(name, record.entity_type),
            EntityType::Person => self.judge_full_name(name),
            EntityType::Organisation => self.judge_body(name, record),
        }
    }

    fn is_well_known(&self, record: &Record) -> bool {
        let is_identified = |scheme: &str| record.same_as.iter().any(|identifier| identifier.starts_with(scheme));
        let is_known_area = is_identified("iso3166-") || is_identified("geonames:") && is_arab_country(&record.country);
        is_known_area || record.capital || record.population.unwrap_or(0) >= self.limits.namesake
    }

    /// Whether a place is a small one that shares its name with a well-known one.
    fn is_overshadowed(&self, name: &str, record: &Record, id: Option<&str>) -> bool {
        let curated = |entity: &Entity| {
            id.is_none()
                || *entity.country != *record.country
                || class(EntityType::Place, record.subtype) == "settlement" && !is_arab_country(&record.country)
        };
        let is_small = !record.capital && record.population.unwrap_or(0) < self.limits.namesake;
        let is_far = !is_arab_country(&record.country) && !self.is_well_known(record);
        let others = || self.well_known.get(&folded(name)).is_some_and(|ids| ids.iter().any(|other| Some(other.as_str()) != id));
        is_small && self.curated.named(EntityType::Place, name).any(curated) || is_far && others()
    }

    fn judge_place(&self, name: &str, record: &Record, id: Option<&str>) -> Decision {
        if self.is_overshadowed(name, record, id) {
            return Decision::Drop;
        }
        let fold = folded(name);
        if !is_single_word(name) && !self.given_names.contains(&fold) {
            return self.judge_place_phrase(name, record);
        }
        if self.function_words.contains(&fold) || self.demonyms.contains(&fold) {
            return Decision::Drop;
        }
        let population = record.population.unwrap_or(0);
        let is_seat = record.capital || record.subtype == "country";
        // What is known by its name is not known by any alias.
        let is_known = id.is_some() && (is_seat || population >= self.limits.big_city);
        let common = self.frequencies.of_fold(name).unwrap_or(i16::MIN);
        let is_given_name = self.given_names.contains(&fold);
        if !is_known && (common > self.limits.common_word || is_given_name) {
            return Decision::Drop;
        }
        let is_far = !is_seat && population < self.limits.far_city && !is_arab_country(&record.country);
        let needs_context = is_given_name
            || is_far && common > self.limits.far_word
            || is_known && !is_seat && common > self.limits.common_city
            || !is_known && self.is_somebody(name, &fold)
            || !(is_seat || is_known && population >= self.limits.huge_city) && self.is_word(name, common);
        if needs_context { Decision::NeedsContext } else { Decision::Keep }
    }

    fn is_word(&self, name: &str, common: i16) -> bool {
        let Limits { known_word, related_word, relative, containing, contained, .. } = self.limits;
        let related = || self.frequencies.of_relatives(name).is_some_and(|centibels| centibels > relative);
        let held =
            || self.frequencies.of_containing(name).is_some_and(|centibels| centibels > contained.max(common.saturating_add(containing)));
        common > known_word || common > related_word && related() || held()
    }

    /// Whether a word is a family name, or names a curated person.
    fn is_somebody(&self, name: &str, fold: &[u8]) -> bool {
        self.family_names.contains(fold) || self.curated.named(EntityType::Person, name).next().is_some()
    }

    /// A person or organisation known by one word.
    fn judge_word(&self, name: &str, entity_type: EntityType) -> Decision {
        let fold = folded(name);
        let is_common = self.frequencies.of_fold(name).is_some_and(|centibels| centibels > self.limits.common_word_other);
        if is_common || [&self.function_words, &self.demonyms, &self.given_names].iter().any(|words| words.contains(&fold)) {
            return Decision::Drop;
        }
        let is_person = entity_type == EntityType::Person;
        if self.places.contains(&fold) || !is_person && self.is_somebody(name, &fold) {
            return Decision::NeedsContext;
        }
        Decision::Keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curated::tests::gazetteer_with;
    use crate::frequency::tests::frequencies;
    use crate::names::Part;
    use crate::packages::SourceKey;
    use crate::record::tests::{other, place};

    const COMMON: &[(&str, i16)] = &[
        ("صور", -348),
        ("العين", -380),
        ("الجديدة", -354),
        ("زيتون", -448),
        ("الزيتون", -530),
        ("القيروان", -560),
        ("هيل", -464),
        ("الهلال", -440),
        ("فصيلة", -480),
        ("مدينه", -430),
    ];

    /// The names that stay, each with * if it needs context.
    pub(super) fn sifted(records: Vec<Record>) -> Vec<String> {
        let words = "text\tkind\tsource\nعلى\tpreposition\tcurated\nأن\tparticle\tcurated\nالخميس\tday\tcurated\n";
        let given = "name\tgender\torigin\tsource\nجون\tm\twestern\tcurated\nخميس\tm\tarabic\tcurated\n";
        let places: [&str; 3] =
            ["california,كاليفورنيا,,California,admin,US,", "cairo,القاهرة,,Cairo,city,EG,", "lebanon,لبنان,,Lebanon,country,LB,"];
        let people = ["winston_churchill,ونستون تشرشل,تشرشل,Winston Churchill,historical,GB,"];
        let gazetteer = gazetteer_with(
            &[("lexicon/function_words.tsv", words), ("lexicon/given_names.tsv", given)],
            &[("places/curated.tsv", &places), ("people/others.tsv", &people)],
        );
        let (curated, frequencies, review) = (Curated::new(&gazetteer), frequencies(COMMON), Review::default());
        let mut names = NameCounts::default();
        names.add(Part::Given, "فاطمة".into(), 400, SourceKey::of("wikidata"));
        names.add(Part::Given, "محمد".into(), 8000, SourceKey::of("wikidata"));
        names.add(Part::Given, "علي".into(), 2000, SourceKey::of("wikidata"));
        names.add(Part::Family, "حداد".into(), 100, SourceKey::of("wikidata"));
        let things = records.into_iter().enumerate().map(|(n, record)| (format!("id_{n}"), Linked { record, curated: None })).collect();
        let safe = Dangers::new(&frequencies, &gazetteer, &curated, &names, &review).sift(things);
        let names =
            safe.iter().flat_map(|thing| std::iter::once(&thing.record.name).chain(&thing.record.aliases).map(move |name| (name, thing)));
        names.map(|(name, thing)| if thing.needs_context.contains(name) { format!("{name}*") } else { name.clone() }).collect()
    }

    pub(super) fn city(name: &str, country: &str, population: u32) -> Record {
        Record { population: Some(population), ..place(name, "city", country, &["geonames:1"]) }
    }

    #[test]
    fn a_common_word_is_a_place_only_if_a_country_a_capital_or_a_big_city() {
        assert!(sifted(vec![city("صور", "LB", 160_000)]).is_empty());
        assert_eq!(sifted(vec![city("العين", "AE", 846_000)]), ["العين*"]);
        let capital = Record { capital: true, ..city("صور", "LB", 1000) };
        let country = place("العين", "country", "AE", &["iso3166-1:AE"]);
        assert_eq!(sifted(vec![capital, country]), ["صور", "العين"]);
        assert_eq!(sifted(vec![city("القيروان", "TN", 119_000)]), ["القيروان"]);
    }

    #[test]
    fn a_form_of_a_common_word_counts_beside_a_cue() {
        assert_eq!(sifted(vec![city("الزيتون", "LB", 11_000)]), ["الزيتون*"]);
        assert_eq!(sifted(vec![city("الجديدة", "MA", 212_000)]), ["الجديدة*"]);
        assert_eq!(sifted(vec![city("صيلة", "MA", 34_000)]), ["صيلة*"]);
    }

    #[test]
    fn far_towns_of_a_known_word_count_beside_a_cue() {
        assert_eq!(sifted(vec![city("هيل", "US", 20_000), city("ميلروز", "US", 28_000)]), ["هيل*", "ميلروز"]);
    }

    #[test]
    fn an_alias_is_not_saved_by_the_size_of_the_city() {
        let medina = Record {
            aliases: vec!["مدينه".into(), "مدينة النبي".into()], ..city("المدينة المنورة", "SA", 1_300_000)
        };
        assert_eq!(sifted(vec![medina]), ["المدينة المنورة", "مدينة النبي"]);
    }

    #[test]
    fn names_of_people_are_no_places() {
        let towns = vec![city("فاطمة", "DZ", 9000), city("فاطمة", "IR", 300_000), city("حداد", "MA", 9000), city("تشرشل", "CA", 900)];
        assert_eq!(sifted(towns), ["فاطمة*", "حداد*", "تشرشل*"]);
    }

    #[test]
    fn a_small_namesake_of_a_well_known_place_goes() {
        assert!(sifted(vec![city("كاليفورنيا", "US", 4396), city("القاهرة", "US", 9000), place("القاهرة", "city", "US", &[])]).is_empty());
        let both = vec![city("قابس", "US", 9000), place("قابس", "admin", "TN", &["geonames:2"])];
        assert_eq!(sifted(both), ["قابس"]);
    }

    #[test]
    fn short_names_go() {
        assert!(sifted(vec![city("آب", "IT", 300_000)]).is_empty());
    }

    #[test]
    fn an_organisation_known_by_one_word_is_neither_word_nor_place() {
        let clubs = ["الهلال", "القاهرة", "محمد", "يوفنتوس"].map(|name| other(EntityType::Organisation, name, "club", ""));
        assert_eq!(sifted(clubs.to_vec()), ["القاهرة*", "يوفنتوس"]);
    }
}
