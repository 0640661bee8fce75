//! Places among the titles of the Arabic Wikipedia.
//!
//! The dictionaries mix cities with bands, genera and theorems. A title is a place if GeoNames or CLDR has a place of its English name
//! and the Arabic spells that name; [`super::divisions`] reads those of divisions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aalam::gazetteer::EntityType;
use anyhow::Result;

use super::divisions::{county_records, division_record};
use super::people::Surnames;
use super::titles::{Title, capitalised, titles};
use crate::formats::cldr;
use crate::packages::{Packages, SourceKey};
use crate::record::Record;
use crate::sources::geonames::{self, City};
use crate::sources::regions::{self, Region, Regions};
use crate::sources::spelling::{hamza_first, key, plain_latin, spell, without_disambiguation};
use crate::sources::{heads, translit};

/// The dictionaries that hold places.
pub(super) const FILES: [&str; 12] = [
    "_splited_data/P17_2_final_ll_non.json",
    "_splited_data/cities_full_non.json",
    "_splited_data/yy2_non.json",
    "geography/regions.json",
    "geography/regions2.json",
    "geography/New_Keys.json",
    "geography/India_dd.json",
    "geography/P17_PP.json",
    "geography/popopo.json",
    "geography/P17_2_final_ll.json",
    "cities/yy2.json",
    "cities/cities_full.json",
];
/// A title without a region is the place of its name only if that has so many people,
const KNOWN: u32 = 5_000;
/// and so many times as many as the next place of the name.
const DOMINANT: u32 = 3;

/// Titles of populated places, by GeoNames id.
#[derive(Debug)]
pub(in crate::sources) struct CityTitles(BTreeMap<u64, Title>);

impl CityTitles {
    /// Finds the GeoNames place of each title.
    pub(in crate::sources) fn load(packages: &Packages, cities: &BTreeMap<u64, City>) -> Result<Self> {
        let titles = titles(&packages.open("arwikicats")?, &FILES)?;
        Ok(Self::new(&titles, &Regions::load(packages)?, cities))
    }

    fn new(titles: &[Title], regions: &Regions, cities: &BTreeMap<u64, City>) -> Self {
        let mut by_name: HashMap<String, Vec<&City>> = HashMap::new();
        for city in cities.values() {
            by_name.entry(plain_latin(&city.name).to_lowercase()).or_default().push(city);
        }
        let mut found: BTreeMap<u64, Title> = BTreeMap::new();
        for title in titles {
            if let Some(city) = city_of(title, regions, &by_name) {
                // A title with a region names its place; one without is second choice.
                let precise = |title: &Title| title.english_parts().1.is_some();
                if found.get(&city.id).is_none_or(|old| precise(title) && !precise(old)) {
                    found.insert(city.id, title.clone());
                }
            }
        }
        Self(found)
    }

    /// The title of a place.
    pub(in crate::sources) fn of(&self, id: u64) -> Option<&Title> {
        self.0.get(&id)
    }
}

/// The place that a title names.
fn city_of<'c>(title: &Title, regions: &Regions, by_name: &HashMap<String, Vec<&'c City>>) -> Option<&'c City> {
    let (name, region) = title.english_parts();
    if region.is_some_and(|region| region.contains(',')) || heads::strip_city(name, &title.arabic).is_some() {
        return None;
    }
    let named = by_name.get(&plain_latin(name).to_lowercase())?;
    let region = match region {
        None | Some("city" | "town") => None,
        Some(region) => Some(regions.named(region)?),
    };
    let mut cities: Vec<&City> = named.iter().copied().filter(|city| region.as_ref().is_none_or(|region| lies_in(city, region))).collect();
    let same = key(&title.arabic);
    let listed =
        |city: &City| city.alternates.iter().any(|name| spell(without_disambiguation(name)).is_some_and(|found| key(&found.text) == same));
    let spelt = |city: &City| city.latin_names().any(|latin| translit::agrees(latin, &title.arabic));
    cities.sort_by_key(|city| (std::cmp::Reverse(city.population), city.id));
    let first = *cities.first()?;
    if region.is_none() {
        if let [only] = cities.iter().filter(|city| listed(city)).collect::<Vec<_>>()[..] {
            return (only.population >= KNOWN || geonames::is_arab(&only.country)).then_some(*only);
        }
        if first.population < KNOWN {
            return None;
        }
    }
    let next = cities.get(1).map_or(0, |city| city.population);
    (first.population / DOMINANT >= next && (spelt(first) || listed(first))).then_some(first)
}

/// GeoNames codes divisions of the US as ISO does; elsewhere only the country is compared.
fn lies_in(city: &City, region: &Region) -> bool {
    city.country == region.country && (region.country != "US" || region.division.is_empty() || city.admin1 == region.division)
}

/// What the dictionaries name beyond the places of GeoNames: towns with their region, and divisions.
pub(super) fn records(packages: &Packages) -> Result<Vec<Record>> {
    let archive = packages.open("arwikicats")?;
    let titles = titles(&archive, &FILES)?;
    let regions = Regions::load(packages)?;
    let cities = geonames::cities(packages)?;
    let known = CityTitles::new(&titles, &regions, &cities);
    let matched: BTreeSet<&str> = known.0.values().map(|title| title.english.as_str()).collect();
    let cldr = packages.open("unicode-cldr-core")?;
    let divisions = cldr::subdivisions(&cldr.read(&format!("{}/subdivisions/ar.xml", regions::CLDR))?)?;
    let territories = cldr::territories(&cldr.read(&format!("{}/main/ar.xml", regions::CLDR))?)?;
    let countries: BTreeSet<Vec<u8>> = territories.values().map(|name| key(name)).collect();
    let surnames = Surnames::load(packages)?;
    let mut records: Vec<Record> = titles
        .iter()
        .filter(|title| !matched.contains(title.english.as_str()))
        .filter_map(|title| division_record(title, &regions, &divisions).or_else(|| town_record(title, &regions)))
        .filter(|place| !countries.contains(&key(&place.name)) && !surnames.hide(place))
        .collect();
    records.extend(county_records(packages)?);
    Ok(records)
}

/// A town whose title says where it lies, but that GeoNames does not know under this name.
fn town_record(title: &Title, regions: &Regions) -> Option<Record> {
    let (name, region) = title.english_parts();
    // «Paris, Texas», not «London (novel)»: only the comma says that a place follows.
    if !title.english.contains(", ") || name.contains([',', '&']) || names_an_institution(&title.english) {
        return None;
    }
    let region = regions.named(region?)?;
    // «Punjab, Pakistan» is no town.
    if region.division.is_empty() && regions.has_division(name, &region.country) {
        return None;
    }
    let name = name.split(" (").next().unwrap_or(name);
    let spelt = translit::agrees(name, &title.arabic) && heads::strip(&title.arabic).is_none();
    spelt.then(|| place("city", hamza_first(&title.arabic, Some(name)), capitalised(name), &region.country))
}

fn names_an_institution(english: &str) -> bool {
    const WORDS: [&str; 14] = [
        "university",
        "college",
        "school",
        "church",
        "cathedral",
        "museum",
        "gallery",
        "airport",
        "hospital",
        "ministry",
        "department",
        "baron",
        "duke",
        "order",
    ];
    english.split([' ', ',']).any(|word| WORDS.contains(&word))
}

/// A record of a place.
pub(super) fn place(subtype: &'static str, name: String, name_en: String, country: &str) -> Record {
    Record {
        list: "places/wikipedia_places.tsv",
        entity_type: EntityType::Place,
        subtype,
        name,
        aliases: Vec::new(),
        name_en,
        country: country.to_owned(),
        same_as: Vec::new(),
        sources: vec![SourceKey::of("arwikicats")],
        label_rank: 2,
        population: None,
        capital: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(id: u64, name: &str, country: &str, admin1: &str, population: u32, alternates: &[&str]) -> City {
        City {
            id,
            name: name.into(),
            country: country.into(),
            population,
            timezone: String::new(),
            admin1: admin1.into(),
            alternates: alternates.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    fn regions() -> Regions {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|&(code, name)| (code.to_owned(), name.to_owned())).collect::<BTreeMap<_, _>>();
        Regions::of(&map(&[("PT", "Portugal")]), &map(&[("ustx", "Texas"), ("usca", "California")]))
    }

    fn found(english: &str, arabic: &str) -> Option<u64> {
        let cities: BTreeMap<u64, City> = [
            city(1, "Paris", "FR", "11", 2_000_000, &["باريس"]),
            city(2, "Paris", "US", "TX", 24_000, &[]),
            city(3, "Auburn", "US", "CA", 14_000, &[]),
            city(4, "Auburn", "US", "AL", 70_000, &[]),
            city(5, "Auburn", "US", "WA", 77_000, &[]),
            city(6, "Lagos", "PT", "08", 20_000, &[]),
            city(7, "Tripoli", "LB", "09", 200_000, &["طرابلس"]),
            city(8, "Practice", "ZA", "01", 9_000, &[]),
        ]
        .into_iter()
        .map(|city| (city.id, city))
        .collect();
        CityTitles::new(&[Title::new(english, arabic)?], &regions(), &cities).0.keys().next().copied()
    }

    #[test]
    fn the_region_of_a_title_decides() {
        assert_eq!(found("paris, texas", "باريس (تكساس)"), Some(2));
        assert_eq!(found("auburn, california", "أوبورن (كاليفورنيا)"), Some(3));
        assert_eq!(found("lagos, portugal", "لاغوس (البرتغال)"), Some(6));
        assert_eq!(found("paris, narnia", "باريس"), None);
    }

    #[test]
    fn without_a_region_the_place_must_dominate_or_list_the_name() {
        assert_eq!(found("paris", "باريس"), Some(1));
        assert_eq!(found("auburn", "أوبورن"), None);
        assert_eq!(found("tripoli", "طرابلس"), Some(7));
    }

    #[test]
    fn a_thing_that_shares_a_place_name_is_no_place() {
        assert_eq!(found("practice", "ذا برس"), None);
        assert_eq!(found("practice", "تدريب"), None);
    }

    #[test]
    fn towns_that_geonames_lacks_need_a_region() {
        let made = |english: &str, arabic: &str| town_record(&Title::new(english, arabic)?, &regions()).map(|record| record.name);
        assert_eq!(made("woodside, california", "ووودسيد (كاليفورنيا)").as_deref(), Some("ووودسيد"));
        assert_eq!(made("port orchard, texas", "بورت بستان"), None);
        assert_eq!(made("auburn university, california", "أوبورن يونيفرستي"), None);
        assert_eq!(made("deathstalker", "عقرب فلسطين الأصفر"), None);
    }
}
