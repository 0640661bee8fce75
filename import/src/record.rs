//! Records: what a source names, typed and cleaned, before anything is merged.

use aalam::gazetteer::EntityType;

use crate::packages::SourceKey;

/// One thing that a source names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The list it goes to, as a path below the gazetteer folder.
    pub list: &'static str,
    /// Type.
    pub entity_type: EntityType,
    /// One of the type's subtypes.
    pub subtype: &'static str,
    /// The cleanest Arabic label of this source.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// English name; may be empty.
    pub name_en: String,
    /// ISO 3166-1 alpha-2; may be empty.
    pub country: String,
    /// Identifiers that the source states, `scheme:value`: `geonames:295530`, `iso3166-2:PS-JEN`, `iso3166-1:LB`.
    pub same_as: Vec<String>,
    /// Who says so.
    pub sources: Vec<SourceKey>,
    /// How clean the label is, 0 the cleanest: decides which one is shown when several sources name one thing.
    pub label_rank: u8,
    /// Of places.
    pub population: Option<u32>,
    /// Whether it is the capital of its country.
    pub capital: bool,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A place.
    pub(crate) fn place(name: &str, subtype: &'static str, country: &str, same_as: &[&str]) -> Record {
        Record {
            list: "places/made_up.tsv",
            entity_type: EntityType::Place,
            subtype,
            name: name.into(),
            aliases: Vec::new(),
            name_en: String::new(),
            country: country.into(),
            same_as: same_as.iter().map(|&identifier| identifier.to_owned()).collect(),
            sources: vec![SourceKey::of("geonames")],
            label_rank: 2,
            population: None,
            capital: false,
        }
    }

    /// A person or organisation.
    pub(crate) fn other(entity_type: EntityType, name: &str, subtype: &'static str, name_en: &str) -> Record {
        let list = if entity_type == EntityType::Person { "people/made_up.tsv" } else { "organisations/made_up.tsv" };
        Record { list, entity_type, name_en: name_en.into(), sources: vec![SourceKey::of("arwikicats")], ..place(name, subtype, "", &[]) }
    }
}
