//! ISO 3166-2 subdivisions: `unicode-cldr-core`. (The cities of its time zones serve [`super::geonames_cities`], its territories
//! [`super::countries`].)
//!
//! Known defects: labels were translated by machine; some slipped to another code and carry a superscript; heads stand before or after
//! the name, spelt out (أوبلاست) or translated; some name a country or nothing proper (المنطقة الشمالية).

use std::collections::BTreeSet;

use aalam::gazetteer::EntityType;
use anyhow::Result;

use super::arwikicats::divisions::DivisionTitles;
use super::geonames::is_arab;
use super::heads;
use super::regions::{CLDR, split_code};
use super::spelling::{dot_final_yeh, hamza_first, key, spell, without_disambiguation};
use crate::formats::cldr;
use crate::packages::{Packages, SourceKey};
use crate::record::Record;

/// What the source names.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let archive = packages.open("unicode-cldr-core")?;
    let arabic = cldr::subdivisions(&archive.read(&format!("{CLDR}/subdivisions/ar.xml"))?)?;
    let english = cldr::subdivisions(&archive.read(&format!("{CLDR}/subdivisions/en.xml"))?)?;
    let territories = cldr::territories(&archive.read(&format!("{CLDR}/main/ar.xml"))?)?;
    let countries: BTreeSet<Vec<u8>> = territories.values().map(|name| key(name)).collect();
    let titles = DivisionTitles::load(packages)?;
    Ok(arabic.iter().filter_map(|(code, label)| record(code, label, english.get(code)?, &countries, &titles)).collect())
}

fn record(code: &str, label: &str, english: &str, countries: &BTreeSet<Vec<u8>>, titles: &DivisionTitles) -> Option<Record> {
    let (country, division) = split_code(code)?;
    // Two codes with one label carry a superscript: at most one of them can be right.
    let repeated = label.contains(['²', '³']);
    let spelling = spell(without_disambiguation(label)).filter(|spelling| !spelling.persian_keys)?;
    let name = heads::strip(&spelling.text).unwrap_or(&spelling.text);
    let name = if is_arab(&country) { hamza_first(name, None) } else { hamza_first(&dot_final_yeh(name), Some(english)) };
    let confirmed = heads::says_the_same(english, &name) || titles.has(english, &name) || is_arab(&country) && !repeated;
    if !confirmed || heads::is_generic(&name) || countries.contains(&key(&name)) {
        return None;
    }
    Some(Record {
        list: "places/subdivisions.tsv",
        entity_type: EntityType::Place,
        subtype: "admin",
        name,
        aliases: Vec::new(),
        name_en: english.to_owned(),
        same_as: vec![format!("iso3166-2:{country}-{division}")],
        country,
        sources: vec![SourceKey::of("cldr")],
        label_rank: 1,
        population: None,
        capital: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(code: &str, label: &str, english: &str) -> Option<Record> {
        let countries = BTreeSet::from([key("المملكة المتحدة"), key("العالم")]);
        record(code, label, english, &countries, &DivisionTitles::default())
    }

    #[test]
    fn heads_go_and_the_code_becomes_an_identifier() {
        let nablus = made("psnbs", "محافظة نابلس", "Nablus").unwrap();
        assert_eq!((nablus.name.as_str(), nablus.country.as_str()), ("نابلس", "PS"));
        assert_eq!(nablus.same_as, ["iso3166-2:PS-NBS"]);
        assert_eq!(made("ruiva", "إيفانوفو أوبلاست", "Ivanovo").unwrap().name, "إيفانوفو");
    }

    #[test]
    fn labels_that_slipped_to_another_code_are_dropped() {
        assert!(made("ug317", "مقاطعة أبيم²", "Dokolo").is_none());
        assert!(made("ug222", "مقاطعة كاليرو²", "Kaliro").is_some());
        assert!(made("mammn", "مراكش²", "Safi").is_none());
    }

    #[test]
    fn countries_generic_names_and_word_for_word_translations_are_dropped() {
        assert!(made("gbukm", "المملكة المتحدة", "United Kingdom").is_none());
        assert!(made("zm05", "المحافظة الشمالية، زامبيا", "Northern").is_none());
        assert!(made("kn01", "كنيسة المسيح، أبرشية مدينة نيكولا", "Christ Church Nichola Town").is_none());
        assert!(made("ttctt", "شركة كوفا تاباكويت تالبارو الإقليمية", "Couva-Tabaquite-Talparo").is_none());
    }

    #[test]
    fn arabic_names_need_not_spell_the_english() {
        assert_eq!(made("egba", "محافظة البحر الأحمر", "Red Sea").unwrap().name, "البحر الأحمر");
    }
}
