//! Ids: made of what a thing is, never of the order in which it was met.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::link::{Curated, Linked};
use crate::record::Record;
use crate::text::{folded, hex, slug};

/// Gives each thing an id: that of the curated entity it is; else its identifier; else its English name and country. Things that would
/// get the same id, or that of a curated entity that they are not, are told apart by a hash of their Arabic name.
pub fn assign(things: Vec<Linked>, curated: &Curated<'_>) -> Vec<(String, Linked)> {
    let wanted: Vec<String> = things.iter().map(|thing| thing.curated.clone().unwrap_or_else(|| id(&thing.record))).collect();
    let mut claims: HashMap<&str, usize> = HashMap::new();
    for id in &wanted {
        *claims.entry(id).or_default() += 1;
    }
    let ids = wanted.iter().zip(&things).map(|(id, thing)| {
        let is_free = thing.curated.is_some() || claims[id.as_str()] == 1 && !curated.has_id(id);
        if is_free { id.clone() } else { told_apart(id, &thing.record) }
    });
    let ids: Vec<String> = ids.collect();
    ids.into_iter().zip(things).collect()
}

fn id(record: &Record) -> String {
    for scheme in ["geonames:", "iso3166-2:", "iso3166-1:"] {
        if let Some(identifier) = record.same_as.iter().find(|identifier| identifier.starts_with(scheme)) {
            return slug(identifier);
        }
    }
    let name = slug(&record.name_en);
    if name.is_empty() {
        return told_apart(record.entity_type.name(), record);
    }
    [name, record.country.to_ascii_lowercase()].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("_")
}

fn told_apart(id: &str, record: &Record) -> String {
    let mut hasher = Sha256::new();
    hasher.update(folded(&record.name));
    hasher.update(&record.country);
    hasher.update(record.subtype);
    format!("{id}_{}", hex(&hasher.finalize()[..4]))
}

#[cfg(test)]
mod tests {
    use aalam::gazetteer::EntityType;

    use super::*;
    use crate::curated::tests::gazetteer;
    use crate::record::tests::{other, place};

    fn ids(records: Vec<Record>) -> Vec<String> {
        let gazetteer = gazetteer(&[("people/curated.tsv", &["lil_wayne,ليل واين,,Lil Wayne,artist,US,"])]);
        let things = records.into_iter().map(|record| Linked { record, curated: None }).collect();
        assign(things, &Curated::new(&gazetteer)).into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn an_identifier_makes_the_id() {
        let records = vec![
            place("جنين", "city", "PS", &["geonames:295530"]),
            place("جنين", "admin", "PS", &["iso3166-2:PS-JEN"]),
            place("جنين", "admin", "PS", &["geonames:7", "iso3166-2:PS-JEM"]),
        ];
        assert_eq!(ids(records), ["geonames_295530", "iso3166_2_ps_jen", "geonames_7"]);
    }

    #[test]
    fn without_one_the_english_name_and_the_country_do() {
        let person = Record { country: "SY".into(), ..other(EntityType::Person, "علي فرزات", "", "Ali Ferzat") };
        assert_eq!(
            ids(vec![person, other(EntityType::Organisation, "نادي سلافيا", "club", "FC Slavia-Mozyr")]),
            ["ali_ferzat_sy", "fc_slavia_mozyr"]
        );
    }

    #[test]
    fn clashing_ids_are_told_apart_whatever_the_order() {
        let one = other(EntityType::Person, "مهدي الصديق", "", "Mehdi Essadiq");
        let two = other(EntityType::Person, "مهدي صديق", "", "Mehdi Essadiq");
        let curated = other(EntityType::Person, "ليل وين", "", "Lil Wayne");
        let forth = ids(vec![one.clone(), two.clone(), curated]);
        let back = ids(vec![two, one]);
        assert!(forth[0] == back[1] && forth[1] == back[0] && forth[0] != forth[1], "{forth:?} {back:?}");
        assert!(forth[2].starts_with("lil_wayne_"), "{forth:?}");
    }
}
