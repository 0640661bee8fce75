//! English names of countries and their divisions, by which dictionaries tell homonyms apart («Auburn, California»).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::formats::cldr;
use crate::packages::Packages;
use crate::sources::spelling::plain_latin;

/// Where CLDR lies in its package.
pub(super) const CLDR: &str = "usr/share/unicode/cldr/common";

/// What an English name of a region means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// ISO 3166-1 alpha-2.
    pub(super) country: String,
    /// Second half of the ISO 3166-2 code; empty for a country.
    pub(super) division: String,
}

/// Countries and divisions by English name.
#[derive(Debug, Default)]
pub(super) struct Regions {
    countries: BTreeMap<String, String>,
    divisions: BTreeMap<String, BTreeSet<(String, String)>>,
}

impl Regions {
    /// Those of CLDR.
    pub(super) fn load(packages: &Packages) -> Result<Self> {
        let archive = packages.open("unicode-cldr-core")?;
        let territories = cldr::territories(&archive.read(&format!("{CLDR}/main/en.xml"))?)?;
        let divisions = cldr::subdivisions(&archive.read(&format!("{CLDR}/subdivisions/en.xml"))?)?;
        Ok(Self::of(&territories, &divisions))
    }

    /// Those of these names, by CLDR code.
    pub(super) fn of(territories: &BTreeMap<String, String>, divisions: &BTreeMap<String, String>) -> Self {
        let mut regions = Self::default();
        for (code, name) in territories {
            if code.len() == 2 {
                regions.countries.insert(region_key(name), code.clone());
            }
        }
        for (code, name) in divisions {
            if let Some((country, division)) = split_code(code) {
                regions.divisions.entry(region_key(name)).or_default().insert((country, division));
            }
        }
        regions
    }

    /// What a disambiguation means. A state of the US comes before a country, as in English use (Georgia); else the meaning must be one.
    pub(super) fn named(&self, name: &str) -> Option<Region> {
        let key = region_key(name);
        let divisions = self.divisions.get(&key);
        let state = divisions.and_then(|found| found.iter().find(|(country, _)| country == "US"));
        if let Some((country, division)) = state {
            return Some(Region { country: country.clone(), division: division.clone() });
        }
        if let Some(country) = self.countries.get(&key) {
            return Some(Region { country: country.clone(), division: String::new() });
        }
        let divisions = divisions?;
        let countries: BTreeSet<&String> = divisions.iter().map(|(country, _)| country).collect();
        let division = if divisions.len() == 1 { divisions.first()?.1.clone() } else { String::new() };
        (countries.len() == 1).then(|| Region { country: countries.into_iter().next().cloned().unwrap_or_default(), division })
    }

    /// Whether a country has a division with this name.
    pub(super) fn has_division(&self, name: &str, country: &str) -> bool {
        self.divisions.get(&region_key(name)).is_some_and(|found| found.iter().any(|(other, _)| other == country))
    }

    /// The country of the one division with this name.
    pub(super) fn division(&self, name: &str) -> Option<Region> {
        let divisions = self.divisions.get(&region_key(name))?;
        let (country, division) = divisions.first()?;
        (divisions.len() == 1).then(|| Region { country: country.clone(), division: division.clone() })
    }
}

/// `psjen` → `PS`, `JEN`.
pub(super) fn split_code(code: &str) -> Option<(String, String)> {
    let (country, division) = code.split_at_checked(2)?;
    (!division.is_empty() && country.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| (country.to_ascii_uppercase(), division.to_ascii_uppercase()))
}

fn region_key(name: &str) -> String {
    plain_latin(name).to_lowercase().replace("the ", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Regions {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|&(code, name)| (code.to_owned(), name.to_owned())).collect::<BTreeMap<_, _>>();
        Regions::of(
            &map(&[("GE", "Georgia"), ("PT", "Portugal"), ("419", "Latin America")]),
            &map(&[("usga", "Georgia"), ("jp12", "Chiba"), ("dm08", "Saint Mark"), ("gd05", "Saint Mark"), ("clan", "Antofagasta")]),
        )
    }

    #[test]
    fn a_state_comes_before_a_country() {
        assert_eq!(regions().named("georgia"), Some(Region { country: "US".into(), division: "GA".into() }));
        assert_eq!(regions().named("portugal"), Some(Region { country: "PT".into(), division: String::new() }));
        assert_eq!(regions().named("latin america"), None);
    }

    #[test]
    fn a_name_of_several_countries_means_none() {
        assert_eq!(regions().named("saint mark"), None);
        assert_eq!(regions().division("Saint Mark"), None);
        assert_eq!(regions().division("chiba"), Some(Region { country: "JP".into(), division: "12".into() }));
    }
}
