//! Merging: what several sources name is put together.
//!
//! # How it works
//! Records that share an identifier are one thing. Then records of one folded name, type, class of subtype and country: those without
//! an identifier join the one thing of that name that has one, and are left out if several have (which of them is meant cannot be
//! known); things identified in different schemes (`GeoNames` here, ISO 3166-2 there) join if there is one in each. Two things with
//! different identifiers of one scheme stay two: a country may have two towns of one name.

use std::collections::{BTreeMap, HashMap, HashSet};

use aalam::gazetteer::EntityType;

use crate::record::Record;
use crate::text::{folded, is_single_word};

/// Subtypes that different sources use for the same thing: only within a class are two things of one name the same.
pub fn class(entity_type: EntityType, subtype: &str) -> &str {
    match (entity_type, subtype) {
        (EntityType::Person, _) => "person",
        (EntityType::Place, "country" | "territory") => "country",
        (EntityType::Place, "city" | "village" | "neighbourhood" | "camp") => "settlement",
        (EntityType::Place, "admin" | "region") => "area",
        (EntityType::Place, "facility" | "airport" | "port" | "crossing" | "holy_site") => "facility",
        (EntityType::Organisation, "party" | "armed_group") => "movement",
        (EntityType::Organisation, "company" | "bank" | "central_bank") => "company",
        (EntityType::Organisation, "club" | "media" | "university") | (EntityType::Place, _) => subtype,
        (EntityType::Organisation, _) => "body",
    }
}

type NameKey = (EntityType, String, Vec<u8>);

fn name_key(record: &Record) -> NameKey {
    (record.entity_type, class(record.entity_type, record.subtype).to_owned(), folded(&record.name))
}

/// Puts records together; one record of each thing comes out, in a stable order.
pub fn merge(records: Vec<Record>) -> Vec<Record> {
    let (identified, anonymous): (Vec<Record>, Vec<Record>) =
        by_identifier(records).into_iter().partition(|group| !group.same_as.is_empty());
    let mut things = join_schemes(identified);
    let mut by_name: HashMap<NameKey, Vec<usize>> = HashMap::new();
    for (index, thing) in things.iter().enumerate() {
        by_name.entry(name_key(thing)).or_default().push(index);
    }
    let mut new: BTreeMap<(NameKey, String), Vec<Record>> = BTreeMap::new();
    let mut joining: BTreeMap<usize, Vec<Record>> = BTreeMap::new();
    for record in anonymous {
        let namesakes = by_name.get(&name_key(&record)).map_or(&[][..], Vec::as_slice);
        let same_country: Vec<usize> =
            namesakes.iter().copied().filter(|&index| may_share(&things[index].country, &record.country)).collect();
        match same_country.as_slice() {
            [] => new.entry((name_key(&record), record.country.clone())).or_default().push(record),
            [only] => joining.entry(*only).or_default().push(record),
            _ => {}
        }
    }
    for (index, mut records) in joining {
        records.insert(0, things[index].clone());
        things[index] = combine(records);
    }
    things.extend(new_things(new));
    things.sort_unstable_by(|a, b| (a.list, &a.name, &a.country, &a.same_as).cmp(&(b.list, &b.name, &b.country, &b.same_as)));
    things
}

/// Whether two things may be in one country: an empty country is unknown.
pub fn may_share(one: &str, other: &str) -> bool {
    one == other || one.is_empty() || other.is_empty()
}

/// Things without identifiers. One without a country joins the only one of its name that has one.
fn new_things(mut by_key: BTreeMap<(NameKey, String), Vec<Record>>) -> Vec<Record> {
    let placeless: Vec<(NameKey, String)> = by_key.keys().filter(|(_, country)| country.is_empty()).cloned().collect();
    for key in placeless {
        let placed: Vec<_> =
            by_key.range(key.clone()..).skip(1).take_while(|(other, _)| other.0 == key.0).map(|(other, _)| other.clone()).collect();
        if let [only] = placed.as_slice() {
            let records = by_key.remove(&key).unwrap_or_default();
            by_key.entry(only.clone()).or_default().extend(records);
        }
    }
    by_key.into_values().map(combine).collect()
}

/// Joins records that share an identifier, directly or over others.
fn by_identifier(records: Vec<Record>) -> Vec<Record> {
    let mut leaders: Vec<usize> = (0..records.len()).collect();
    let mut owner: HashMap<(EntityType, &str), usize> = HashMap::new();
    for (index, record) in records.iter().enumerate() {
        for identifier in &record.same_as {
            let first = *owner.entry((record.entity_type, identifier)).or_insert(index);
            let (one, other) = (leader(&leaders, first), leader(&leaders, index));
            leaders[one.max(other)] = one.min(other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<Record>> = BTreeMap::new();
    for (index, record) in records.into_iter().enumerate() {
        groups.entry(leader(&leaders, index)).or_default().push(record);
    }
    groups.into_values().map(combine).collect()
}

fn leader(leaders: &[usize], mut index: usize) -> usize {
    while leaders[index] != index {
        index = leaders[index];
    }
    index
}

/// Joins things of one name and country that are identified in different schemes, if each scheme has one of them.
fn join_schemes(things: Vec<Record>) -> Vec<Record> {
    let mut groups: BTreeMap<(NameKey, String), Vec<Record>> = BTreeMap::new();
    for thing in things {
        groups.entry((name_key(&thing), thing.country.clone())).or_default().push(thing);
    }
    let mut joined = Vec::new();
    for group in groups.into_values() {
        let mut seen = HashSet::new();
        let disjoint =
            group.iter().all(|thing| schemes(thing).into_iter().collect::<HashSet<_>>().into_iter().all(|scheme| seen.insert(scheme)));
        if disjoint {
            joined.push(combine(group.clone()));
        } else {
            joined.extend(group);
        }
    }
    joined
}

fn schemes(record: &Record) -> Vec<String> {
    record.same_as.iter().filter_map(|identifier| identifier.split_once(':')).map(|(scheme, _)| scheme.to_owned()).collect()
}

/// One record of several: the cleanest label is the name.
fn combine(mut records: Vec<Record>) -> Record {
    records.sort_by(|a, b| (a.label_rank, &a.name, a.list).cmp(&(b.label_rank, &b.name, b.list)));
    let mut records = records.into_iter();
    let mut first = records.next().expect("a group has a record");
    for record in records {
        first.aliases.push(record.name);
        first.aliases.extend(record.aliases);
        if first.name_en.is_empty() {
            first.name_en = record.name_en;
        }
        if first.country.is_empty() {
            first.country = record.country;
        }
        first.same_as.extend(record.same_as);
        first.sources.extend(record.sources);
        first.population = first.population.max(record.population);
        first.capital |= record.capital;
    }
    first.same_as.sort_unstable();
    first.same_as.dedup();
    first.sources.sort_unstable();
    first.sources.dedup();
    first.aliases = distinct(std::slice::from_ref(&first.name), std::mem::take(&mut first.aliases));
    first
}

/// The aliases that say something new: neither what `known` says nor what an earlier one does. Matching finds other hamzas, ى for ي and
/// ه for ة by itself, but not in names of up to three letters.
pub fn distinct(known: &[String], aliases: Vec<String>) -> Vec<String> {
    let mut seen: HashSet<Vec<u8>> = known.iter().map(|name| surface(name)).collect();
    aliases.into_iter().filter(|alias| seen.insert(surface(alias))).collect()
}

/// What a name is told apart by.
pub fn surface(name: &str) -> Vec<u8> {
    let canonical = aalam::text::fold::canonical_symbols(name);
    if canonical.len() <= 3 && is_single_word(name) { canonical } else { folded(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::place;

    fn names(things: &[Record]) -> Vec<(&str, Vec<&str>, Vec<&str>)> {
        things
            .iter()
            .map(|thing| {
                let aliases = thing.aliases.iter().map(String::as_str).collect();
                (thing.name.as_str(), aliases, thing.same_as.iter().map(String::as_str).collect())
            })
            .collect()
    }

    #[test]
    fn one_identifier_is_one_thing_and_the_cleanest_label_its_name() {
        let mut clean = place("جنين", "city", "PS", &["geonames:1"]);
        clean.label_rank = 0;
        let mut other = place("جينين", "city", "PS", &["geonames:1"]);
        other.population = Some(50_000);
        let things = merge(vec![other, clean]);
        assert_eq!(names(&things), [("جنين", vec!["جينين"], vec!["geonames:1"])]);
        assert_eq!(things[0].population, Some(50_000));
    }

    #[test]
    fn two_towns_of_one_name_stay_two_and_an_unidentified_third_is_left_out() {
        let towns = vec![
            place("الرملة", "city", "EG", &["geonames:1"]),
            place("الرملة", "village", "EG", &["geonames:2"]),
            place("الرمله", "city", "EG", &[]),
        ];
        let things = merge(towns);
        assert_eq!(names(&things), [("الرملة", vec![], vec!["geonames:1"]), ("الرملة", vec![], vec!["geonames:2"])]);
    }

    #[test]
    fn what_has_no_identifier_joins_the_only_one_of_its_name_class_and_country() {
        let records =
            vec![place("إربد", "city", "JO", &["geonames:1"]), place("اربد", "city", "JO", &[]), place("إربد", "admin", "JO", &[])];
        let things = merge(records);
        assert_eq!(names(&things), [("إربد", vec![], vec![]), ("إربد", vec![], vec!["geonames:1"])]);
    }

    #[test]
    fn an_area_identified_in_two_schemes_is_one() {
        let records = vec![place("البلقاء", "admin", "JO", &["geonames:1"]), place("البلقاء", "admin", "JO", &["iso3166-2:JO-BA"])];
        assert_eq!(names(&merge(records)), [("البلقاء", vec![], vec!["geonames:1", "iso3166-2:JO-BA"])]);
    }

    #[test]
    fn aliases_that_matching_finds_by_itself_are_no_aliases() {
        let aliases = ["القاهره", "قاهرة المعز"].map(str::to_owned).to_vec();
        assert_eq!(distinct(&["القاهرة".to_owned()], aliases), ["قاهرة المعز"]);
        // Short names match only as they are written.
        assert_eq!(distinct(&["إبل".to_owned()], vec!["أبل".to_owned()]), ["أبل"]);
    }
}
