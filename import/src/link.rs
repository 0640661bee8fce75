//! Linking: what the curated lists have already keeps its id, name and country, and the import only adds to it.

use std::collections::{BTreeMap, HashMap};

use aalam::gazetteer::{Entity, EntityIx, EntityType, Gazetteer};

use crate::merge::{class, distinct, may_share};
use crate::record::Record;
use crate::text::{folded, slug};

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
    by_english_name: HashMap<(EntityType, String), Vec<EntityIx>>,
}

impl<'g> Curated<'g> {
    /// Indexes them.
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        let mut by_identifier = HashMap::new();
        let mut by_name: HashMap<_, Vec<EntityIx>> = HashMap::new();
        let mut by_english_name: HashMap<_, Vec<EntityIx>> = HashMap::new();
        for (ix, entity) in gazetteer.entities() {
            by_identifier.extend(entity.same_as.iter().map(|identifier| (&**identifier, ix)));
            by_english_name.entry((entity.entity_type, slug(&entity.name_en))).or_default().push(ix);
            for alias in &entity.aliases {
                let owners = by_name.entry((entity.entity_type, folded(&alias.text))).or_default();
                if !owners.contains(&ix) {
                    owners.push(ix);
                }
            }
        }
        Self { gazetteer, by_identifier, by_name, by_english_name }
    }

    /// The curated entities of a type that bear a name.
    pub fn named(&self, entity_type: EntityType, name: &str) -> impl Iterator<Item = &'g Entity> {
        let owners = self.by_name.get(&(entity_type, folded(name))).map_or(&[][..], Vec::as_slice);
        owners.iter().map(|&ix| self.gazetteer.entity(ix))
    }

    /// Whether a curated entity has this id.
    pub fn has_id(&self, id: &str) -> bool {
        self.gazetteer.find(id).is_some()
    }

    /// Whether an entity other than this one bears a name.
    pub fn is_taken(&self, entity_type: EntityType, name: &str, id: Option<&str>) -> bool {
        self.named(entity_type, name).any(|entity| Some(&*entity.id) != id)
    }

    /// The curated entity that a thing is: by identifier, else the only one that bears its name, else the only one that bears one of its
    /// aliases or its English name. Person for person, the curated one is whom news means, whatever country a source gives.
    fn same(&self, record: &Record) -> Found<'g> {
        let identified = record.same_as.iter().find_map(|identifier| self.by_identifier.get(identifier.as_str()));
        if let Some(&ix) = identified {
            return only(std::iter::once(self.gazetteer.entity(ix)).filter(|entity| entity.entity_type == record.entity_type));
        }
        let is_person = record.entity_type == EntityType::Person;
        let compatible = |entity: &&Entity| is_person || may_share(&entity.country, &record.country) && same_class(entity, record);
        let named = |names: &[String]| only(names.iter().flat_map(|name| self.named(record.entity_type, name)).filter(compatible));
        let in_english = || {
            // Many people share a Latin spelling; a title of Wikipedia means one of them.
            let means_one = !is_person || record.sources.iter().all(|source| source.key() != "wikidata");
            let owners =
                self.by_english_name.get(&(record.entity_type, slug(&record.name_en))).filter(|_| means_one && !record.name_en.is_empty());
            only(owners.into_iter().flatten().map(|&ix| self.gazetteer.entity(ix)).filter(compatible))
        };
        let found = named(std::slice::from_ref(&record.name));
        let found = if found == Found::None { named(&record.aliases) } else { found };
        // The curated lists have clubs without their head.
        let bare = record.name.strip_prefix("نادي ").map(str::to_owned);
        let found = if found == Found::None && record.subtype == "club" { named(bare.as_slice()) } else { found };
        if found == Found::None { in_english() } else { found }
    }
}

/// How many entities were found.
#[derive(Debug, PartialEq, Eq)]
enum Found<'g> {
    None,
    One(&'g Entity),
    Several,
}

fn only<'g>(entities: impl Iterator<Item = &'g Entity>) -> Found<'g> {
    entities.fold(Found::None, |found, entity| match found {
        Found::None => Found::One(entity),
        Found::One(other) if other.id == entity.id => found,
        _ => Found::Several,
    })
}

fn same_class(entity: &Entity, record: &Record) -> bool {
    entity.subtype.is_some_and(|subtype| class(entity.entity_type, subtype.name()) == class(record.entity_type, record.subtype))
}

/// Links things to the curated entities that they are. A thing that adds nothing is left out. Of several things that might be one
/// curated entity, the identified or clearly largest one is it.
pub fn link(records: Vec<Record>, curated: &Curated<'_>) -> Vec<Linked> {
    let mut claims: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
    let mut linked = Vec::new();
    for record in records {
        match curated.same(&record) {
            Found::One(entity) => claims.entry(&entity.id).or_default().push(record),
            // Which of several is meant is not known: only what a source identifies is a thing of its own.
            Found::Several if record.same_as.is_empty() => {}
            Found::None | Found::Several => linked.push(Linked { record, curated: None }),
        }
    }
    for (id, mut claims) in claims {
        let Some(entity) = curated.gazetteer.find(id).map(|ix| curated.gazetteer.entity(ix)) else { continue };
        let stated = |record: &Record| record.same_as.iter().any(|identifier| entity.same_as.iter().any(|known| **known == **identifier));
        // Other claims come by an alias, or are a district of the same name as its province, which ISO 3166-2 knows.
        let rank = |record: &Record| {
            let named = folded(&record.name) == folded(entity.name());
            (!stated(record), !record.capital, !named, !record.same_as.iter().any(|identifier| identifier.starts_with("iso3166-2:")))
        };
        claims.sort_by_key(|record| (rank(record), std::cmp::Reverse(record.population)));
        let mut claims = claims.into_iter();
        let first = claims.next();
        let rest: Vec<Record> = claims.collect();
        let mut clear = true;
        if let Some(first) = first {
            clear = stated(&first)
                || first.capital
                || rest.iter().all(|other| rank(&first) < rank(other))
                || rest.iter().all(|other| first.population > other.population.map(|population| population.saturating_mul(2)));
            if clear || entity.entity_type == EntityType::Person {
                linked.extend(addition(first, entity, curated));
            }
        }
        // A namesake is a thing of its own only if a source identifies it, and if it is known not to be the curated one.
        let other = |record: &Record| !record.same_as.is_empty() && (clear || folded(&record.name) != folded(entity.name()));
        linked.extend(rest.into_iter().filter(other).map(|record| Linked { record, curated: None }));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curated::tests::gazetteer;
    use crate::record::tests::{other, place};

    const PLACES: &[&str] = &[
        "tripoli_lebanon,طرابلس,,Tripoli,city,LB,",
        "tripoli,طرابلس,,Tripoli,city,LY,",
        "bishkek,بشكيك,,Bishkek,city,KG,",
        "kyrgyzstan,قرغيزستان,قيرغيزستان,Kyrgyzstan,country,KG,iso3166-1:KG",
        "gaza_strip,قطاع غزة,,Gaza Strip,region,PS,",
    ];

    fn linked(records: Vec<Record>) -> Vec<(Option<String>, Record)> {
        let gazetteer = gazetteer(&[("places/curated.tsv", PLACES)]);
        link(records, &Curated::new(&gazetteer)).into_iter().map(|thing| (thing.curated, thing.record)).collect()
    }

    #[test]
    fn a_thing_of_the_curated_lists_takes_their_id_name_and_country() {
        let mut record = place("بيشكك", "city", "KG", &["geonames:1528675"]);
        record.name_en = "Bishkek".into();
        let things = linked(vec![record]);
        let (id, record) = &things[0];
        assert_eq!(id.as_deref(), Some("bishkek"));
        assert_eq!((record.name.as_str(), record.aliases.as_slice()), ("بشكيك", &["بيشكك".to_owned()][..]));
        assert_eq!(record.same_as, ["geonames:1528675"]);
    }

    #[test]
    fn a_namesake_in_another_country_is_another_thing() {
        let things = linked(vec![place("طرابلس", "city", "LY", &["geonames:1"]), place("طرابلس", "city", "GR", &["geonames:2"])]);
        let ids: Vec<Option<&str>> = things.iter().map(|(id, _)| id.as_deref()).collect();
        assert_eq!(ids, [None, Some("tripoli")]);
    }

    #[test]
    fn what_adds_nothing_is_left_out() {
        assert_eq!(linked(vec![place("قيرغيزستان", "country", "KG", &["iso3166-1:KG"])]), []);
        assert_eq!(linked(vec![place("طرابلس", "city", "", &[])]), [], "which of two is meant is not known");
    }

    #[test]
    fn of_several_towns_the_clearly_largest_is_the_curated_one() {
        let town = |population, identifier| Record { population: Some(population), ..place("بشكيك", "city", "KG", &[identifier]) };
        let things = linked(vec![town(900, "geonames:2"), town(900_000, "geonames:1")]);
        let ids: Vec<(Option<&str>, &str)> = things.iter().map(|(id, record)| (id.as_deref(), record.same_as[0].as_str())).collect();
        assert_eq!(ids, [(Some("bishkek"), "geonames:1"), (None, "geonames:2")]);
        let things = linked(vec![town(900, "geonames:2"), town(1000, "geonames:1")]);
        assert_eq!(things, [], "either may be the curated one");
    }

    #[test]
    fn of_two_areas_of_one_name_the_one_that_iso_knows_is_the_curated_one() {
        let things = linked(vec![
            place("قطاع غزة", "region", "PS", &["geonames:2"]),
            place("قطاع غزة", "region", "PS", &["geonames:1", "iso3166-2:PS-GZ"]),
        ]);
        let curated: Vec<&str> = things.iter().filter(|(id, _)| id.is_some()).map(|(_, record)| record.same_as[0].as_str()).collect();
        assert_eq!(curated, ["geonames:1"]);
    }

    #[test]
    fn a_name_that_another_curated_entity_bears_is_no_alias() {
        let mut record = place("بشكيك", "city", "KG", &["geonames:1"]);
        record.aliases = vec!["قرغيزستان".into(), "بيشكيك".into()];
        assert_eq!(linked(vec![record])[0].1.aliases, ["بيشكيك"]);
    }

    #[test]
    fn a_club_is_found_without_its_head() {
        let gazetteer = gazetteer(&[("organisations/curated.tsv", &["chelsea,تشيلسي,,Chelsea FC,club,GB,"])]);
        let club = other(EntityType::Organisation, "نادي تشيلسي", "club", "Chelsea F.C.");
        assert_eq!(link(vec![club], &Curated::new(&gazetteer))[0].curated.as_deref(), Some("chelsea"));
    }

    #[test]
    fn a_person_of_the_curated_lists_is_whom_news_means() {
        let gazetteer = gazetteer(&[("people/curated.tsv", &["farouk_kaddoumi,فاروق القدومي,,Farouk Kaddoumi,politician,PS,"])]);
        let curated = Curated::new(&gazetteer);
        let same_name = Record { country: "JO".into(), ..other(EntityType::Person, "فاروق القدومي", "", "Faruq Qaddumi") };
        assert_eq!(link(vec![same_name], &curated), []);
        let title = other(EntityType::Person, "فاروق قدومي", "", "Farouk Kaddoumi");
        assert_eq!(link(vec![title.clone()], &curated)[0].curated.as_deref(), Some("farouk_kaddoumi"));
        let of_wikidata = Record { sources: vec![crate::packages::SourceKey::of("wikidata")], ..title };
        assert_eq!(link(vec![of_wikidata], &curated)[0].curated, None, "many people share a Latin spelling");
    }
}
