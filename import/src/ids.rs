//! Ids: made of what a thing is, never of the order in which it was met.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::link::Linked;
use crate::record::Record;
use crate::text::{folded, hex, slug};

/// Gives each thing an id: that of the curated entity it is; else its identifier; else its English name and country. Things that would
/// get the same id are told apart by a hash of their Arabic name.
pub fn assign(things: Vec<Linked>) -> Vec<(String, Linked)> {
    let wanted: Vec<String> = things.iter().map(|thing| thing.curated.clone().unwrap_or_else(|| id(&thing.record))).collect();
    let mut claims: HashMap<&str, usize> = HashMap::new();
    for id in &wanted {
        *claims.entry(id).or_default() += 1;
    }
    let ids: Vec<String> = wanted.iter().zip(&things).map(|(id, thing)| if claims[id.as_str()] == 1 { id.clone() } else { told_apart(id, &thing.record) }).collect();
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
