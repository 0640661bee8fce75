//! Linking: what the curated lists have already keeps its id, name and country, and the import only adds to it.

use std::collections::{BTreeMap, HashMap};

use aalam::gazetteer::{Entity, EntityIx, EntityType, Gazetteer};

use crate::merge::{class, distinct, may_share};
use crate::record::Record;
use crate::text::folded;

/// A thing, and the curated entity that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// What the sources say of it.
    pub record: Record,
    /// The id of the curated entity that it adds to.
    pub curated: Option<String>,
}

/// The names of the curated entities.
pub struct Curated<'g> {
    gazetteer: &'g Gazetteer,
    by_identifier: HashMap<&'g str, EntityIx>,
    by_name: HashMap<(EntityType, Vec<u8>), Vec<EntityIx>>,
}

impl<'g> Curated<'g> {
    /// Indexes them.
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        let mut by_identifier = HashMap::new();
        let mut by_name: HashMap<_, Vec<EntityIx>> = HashMap::new();
        for entity in gazetteer.entities() {
            let Some(ix) = gazetteer.find(&entity.id) else { continue };
            by_identifier.extend(entity.same_as.iter().map(|identifier| (&**identifier, ix)));
            for alias in &entity.aliases {
                let owners = by_name.entry((entity.entity_type, folded(&alias.text))).or_default();
                if !owners.contains(&ix) {
                    owners.push(ix);
                }
            }
        }
        Self { gazetteer, by_identifier, by_name }
    }

    /// The curated entities of a type that bear a name.
    pub fn named(&self, entity_type: EntityType, name: &str) -> impl Iterator<Item = &'g Entity> {
        let owners = self.by_name.get(&(entity_type, folded(name))).map_or(&[][..], Vec::as_slice);
        owners.iter().map(|&ix| self.gazetteer.entity(ix))
    }

    /// Whether an entity other than this one bears a name.
    pub fn is_taken(&self, entity_type: EntityType, name: &str, id: Option<&str>) -> bool {
        self.named(entity_type, name).any(|entity| Some(&*entity.id) != id)
    }

    /// The curated entity that a thing is: by identifier, else the only one that bears its name, else the only one that bears one of its
    /// aliases. Person for person, the curated one is whom news means, whatever country a source gives.
    fn same(&self, record: &Record) -> Option<&'g Entity> {
        let identified = record.same_as.iter().find_map(|identifier| self.by_identifier.get(identifier.as_str()));
        if let Some(&ix) = identified {
            return Some(self.gazetteer.entity(ix)).filter(|entity| entity.entity_type == record.entity_type);
        }
        let compatible = |entity: &&Entity| {
            record.entity_type == EntityType::Person
                || may_share(&entity.country, &record.country)
                    && entity.subtype.is_some_and(|subtype| class(entity.entity_type, subtype.name()) == class(record.entity_type, record.subtype))
        };
        let only = |names: &[String]| {
            let mut found: Vec<&Entity> = names.iter().flat_map(|name| self.named(record.entity_type, name)).filter(compatible).collect();
            found.dedup_by_key(|entity| &entity.id);
            match found.as_slice() {
                [only] => Some(Some(*only)),
                [] => None,
                _ => Some(None),
            }
        };
        only(std::slice::from_ref(&record.name)).or_else(|| only(&record.aliases)).flatten()
    }
}

/// Links things to the curated entities that they are. A thing that adds nothing is left out. Of several things that might be one
/// curated entity, the identified or clearly largest one is it.
pub fn link(records: Vec<Record>, curated: &Curated<'_>) -> Vec<Linked> {
    let mut claims: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    let mut linked = Vec::new();
    for record in records {
        match curated.same(&record) {
            Some(entity) => claims.entry(&entity.id).or_default().push(record),
            None => linked.push(Linked { record, curated: None }),
        }
    }
    for (id, mut claims) in claims {
        let Some(entity) = curated.gazetteer.find(id).map(|ix| curated.gazetteer.entity(ix)) else { continue };
        let stated = |record: &Record| record.same_as.iter().any(|identifier| entity.same_as.iter().any(|known| **known == **identifier));
        claims.sort_by_key(|record| (!stated(record), !record.capital, std::cmp::Reverse(record.population)));
        let mut claims = claims.into_iter();
        let first = claims.next();
        let rest: Vec<Record> = claims.collect();
        if let Some(first) = first {
            let clear = stated(&first) || first.capital || rest.iter().all(|other| first.population > other.population.map(|population| population.saturating_mul(2)));
            if clear || entity.entity_type == EntityType::Person {
                linked.extend(addition(first, entity, curated));
            }
        }
        // A namesake is a thing of its own only if a source identifies it.
        linked.extend(rest.into_iter().filter(|record| !record.same_as.is_empty()).map(|record| Linked { record, curated: None }));
    }
    linked
}

/// What a thing adds to a curated entity, if anything.
fn addition(mut record: Record, entity: &Entity, curated: &Curated<'_>) -> Option<Linked> {
    let known: Vec<String> = entity.aliases.iter().map(|alias| alias.text.to_string()).collect();
    let mut aliases = std::mem::take(&mut record.aliases);
    aliases.insert(0, std::mem::take(&mut record.name));
    aliases.retain(|alias| !curated.is_taken(entity.entity_type, alias, Some(&entity.id)));
    record.aliases = distinct(&known, aliases);
    record.same_as.retain(|identifier| !entity.same_as.iter().any(|known| **known == **identifier));
    if record.aliases.is_empty() && record.same_as.is_empty() {
        return None;
    }
    entity.name().clone_into(&mut record.name);
    entity.country.as_ref().clone_into(&mut record.country);
    record.name_en = entity.name_en.to_string();
    if let Some(subtype) = entity.subtype {
        record.subtype = subtype.name();
    }
    Some(Linked { record, curated: Some(entity.id.to_string()) })
}
