//! Short and UN names of countries and territories: CLDR and `hdx-python-country`.
//!
//! Known defects: names turned round a bracket or comma (إيران (جمهورية - الإسلامية), الكونغو، جمهوريّة …) or cut (المحيط الهندي الإقليم البريطاني في),
//! one name under two countries.

use std::collections::{BTreeMap, BTreeSet};

use aalam::gazetteer::EntityType;
use anyhow::{Context, Result};

use super::regions::CLDR;
use super::spelling::{key, spell};
use crate::formats::cldr;
use crate::formats::csv::Table;
use crate::packages::{Packages, SourceKey};
use crate::record::Record;

/// What is known of a country.
#[derive(Debug, Default, Clone)]
struct Country {
    english: String,
    independent: bool,
    names: Vec<(String, SourceKey)>,
}

type Countries = BTreeMap<String, Country>;

/// What the sources name.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let mut countries = Countries::new();
    add_cldr(packages, &mut countries)?;
    add_hdx(packages, &mut countries)?;
    Ok(build(countries))
}

/// Press names. Codes of three digits are continents, and the world, which is a word (العالم).
fn add_cldr(packages: &Packages, countries: &mut Countries) -> Result<()> {
    let archive = packages.open("unicode-cldr-core")?;
    let source = SourceKey::of("cldr");
    let english = cldr::territories(&archive.read(&format!("{CLDR}/main/en.xml"))?)?;
    let arabic = cldr::territories(&archive.read(&format!("{CLDR}/main/ar.xml"))?)?;
    for (code, name) in arabic {
        if is_country(&code) {
            let country = countries.entry(code.clone()).or_default();
            country.english = english.get(&code).cloned().unwrap_or_default();
            country.names.extend(clean(&name).map(|name| (name, source)));
        }
    }
    Ok(())
}

/// ISO 3166-1 codes; CLDR adds some for unions and remote islands.
fn is_country(code: &str) -> bool {
    code.len() == 2
        && code.bytes().all(|byte| byte.is_ascii_uppercase())
        && !["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"].contains(&code)
}

/// Names of the UN, of independent countries: those of territories are turned round or cut.
fn add_hdx(packages: &Packages, countries: &mut Countries) -> Result<()> {
    let archive = packages.open("hdx-python-country")?;
    // The file's name carries the title of the spreadsheet it came from.
    let paths = archive.paths()?;
    let path = paths.iter().find(|path| path.starts_with("hdx/location/Countries")).context("there is no table of countries")?;
    let text = String::from_utf8(archive.read(path)?).context("the table of countries is not UTF-8")?;
    let columns = ["ISO 3166-1 Alpha 2-Codes", "Independent", "Arabic Short", "M49 Arabic"];
    let source = SourceKey::of("hdx");
    for row in Table::read(&text, &columns)?.rows() {
        let Some(country) = countries.get_mut(row.cell(columns[0])) else { continue };
        if row.cell("Independent") == "Y" {
            country.independent = true;
            let names = [row.cell("Arabic Short"), row.cell("M49 Arabic")].into_iter().filter_map(clean);
            country.names.extend(names.map(|name| (name, source)));
        }
    }
    Ok(())
}

/// A name before its bracket; `None` if a comma says that it was turned round.
fn clean(name: &str) -> Option<String> {
    let bare = name.split('(').next().unwrap_or_default();
    let whole = !bare.contains(['،', ',', '_']) && !bare.trim_end().ends_with(" في") && !name.contains("الجزء") && !name.contains("القطاع");
    spell(bare).filter(|spelling| whole && !spelling.persian_keys).map(|spelling| spelling.text)
}

fn build(countries: Countries) -> Vec<Record> {
    // A name that two countries share tells neither.
    let mut bearers: BTreeMap<Vec<u8>, BTreeSet<String>> = BTreeMap::new();
    for (code, country) in &countries {
        for (name, _) in &country.names {
            bearers.entry(key(name)).or_default().insert(code.clone());
        }
    }
    countries.into_iter().filter_map(|(code, country)| record(code, country, &bearers)).collect()
}

fn record(code: String, country: Country, bearers: &BTreeMap<Vec<u8>, BTreeSet<String>>) -> Option<Record> {
    let mut names: Vec<String> = Vec::new();
    let mut sources = BTreeSet::new();
    for (name, source) in country.names {
        if bearers.get(&key(&name)).is_some_and(|codes| codes.len() == 1) {
            sources.insert(source);
            if names.iter().all(|known| key(known) != key(&name)) {
                names.push(name);
            }
        }
    }
    let mut names = names.into_iter();
    Some(Record {
        list: "places/countries_names.tsv",
        entity_type: EntityType::Place,
        subtype: if country.independent { "country" } else { "territory" },
        name: names.next()?,
        aliases: names.collect(),
        name_en: country.english,
        same_as: vec![format!("iso3166-1:{code}")],
        country: code,
        sources: sources.into_iter().collect(),
        label_rank: 1,
        population: None,
        capital: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_turned_round_are_set_right_or_left_out() {
        assert_eq!(clean("إيران (جمهورية - الإسلامية)").as_deref(), Some("إيران"));
        assert_eq!(clean("هولندا (مملكة _)").as_deref(), Some("هولندا"));
        assert_eq!(clean("الكونغو، جمهوريّة الكونغو الدّيموقراطيّة"), None);
        assert_eq!(clean("المحيط الهندي الإقليم البريطاني في"), None);
        assert_eq!(clean("سانت مارتن (الجزء الفرنسي)"), None);
    }

    #[test]
    fn marks_go_and_the_conjunction_joins_its_word() {
        assert_eq!(clean("جمهوريّة البوسنة و الهرسك").as_deref(), Some("جمهورية البوسنة والهرسك"));
    }

    #[test]
    fn the_world_and_unions_are_no_countries() {
        assert!(!is_country("001"));
        assert!(!is_country("EU"));
        assert!(is_country("PS"));
    }

    #[test]
    fn a_name_under_two_countries_is_left_out() {
        let source = SourceKey::of("cldr");
        let country = |names: &[&str]| Country {
            english: String::new(),
            independent: true,
            names: names.iter().map(|&name| (name.to_owned(), source)).collect(),
        };
        let records = build(Countries::from([
            ("MD".to_owned(), country(&["مولدوفا", "المالديف", "جمهورية مولدوفا"])),
            ("MV".to_owned(), country(&["جزر المالديف", "المالديف"])),
        ]));
        assert_eq!(records[0].name, "مولدوفا");
        assert_eq!(records[0].aliases, ["جمهورية مولدوفا"]);
        assert_eq!(records[0].same_as, ["iso3166-1:MD"]);
    }
}
