//! Putting rows together: one id is one entity, whatever lists it stands in.

use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::List;
use super::columns::Place;
use super::entity::{AliasKind, Entity, EntityIx, ListIx, Origin};
use super::error::Finding;
use super::lexicon_rows::WordRow;
use super::rows::EntityRow;
use super::words::{Word, WordKind};

/// Entities, and whose each of their identifiers is.
pub(super) struct Merged {
    pub(super) entities: Vec<Entity>,
    pub(super) identifiers: FxHashMap<Box<str>, EntityIx>,
}

/// Merges the rows of all lists. A second row of an id adds its aliases and role; what contradicts the first row is a finding, and so is an
/// identifier of another entity: of these rows, or of others, whose id `elsewhere` gives.
pub(super) fn entities<'e>(
    rows: Vec<(usize, EntityRow)>,
    lists: &[Arc<List>],
    elsewhere: impl Fn(&str) -> Option<&'e str>,
    findings: &mut Vec<Finding>,
) -> Merged {
    let mut entities: Vec<Entity> = Vec::with_capacity(rows.len());
    let mut by_id: FxHashMap<Box<str>, usize> = FxHashMap::with_capacity_and_hasher(rows.len(), FxBuildHasher);
    let mut first_seen: Vec<(usize, u32)> = Vec::with_capacity(rows.len());
    let mut identifiers: FxHashMap<Box<str>, EntityIx> = FxHashMap::default();
    for (number, row) in rows {
        let file = &lists[number].path;
        let list = ListIx(u16::try_from(number).unwrap_or(u16::MAX));
        let index = if let Some(&index) = by_id.get(&row.id) {
            let (list_of_first, line) = first_seen[index];
            let path = &lists[list_of_first].path;
            let first = if line == 0 { path.clone() } else { format!("{path}:{line}") };
            clash(&entities[index], &row, file, list, &first, findings);
            index
        } else {
            by_id.insert(row.id.clone(), entities.len());
            first_seen.push((number, row.line));
            entities.push(empty(&row));
            entities.len() - 1
        };
        for identifier in &row.same_as {
            let owner = identifiers.entry(identifier.clone()).or_insert_with(|| ix(index)).index();
            let owner = if owner == index { elsewhere(identifier) } else { Some(&*entities[owner].id) };
            if let Some(owner) = owner {
                let problem = format!("{identifier} is already that of {owner}");
                findings.push(error(file, &row, "same_as", problem, "give the identifier to one of them, or make the two one entity"));
            }
        }
        absorb(&mut entities[index], row, list);
    }
    Merged { entities, identifiers }
}

fn ix(index: usize) -> EntityIx {
    EntityIx(u32::try_from(index).unwrap_or(u32::MAX))
}

fn empty(row: &EntityRow) -> Entity {
    Entity {
        id: row.id.clone(),
        aliases: Vec::new(),
        name_en: row.name_en.clone(),
        entity_type: row.entity_type,
        subtype: row.subtype,
        country: row.country.clone(),
        roles: Vec::new(),
        same_as: Vec::new(),
        lists: Vec::new(),
        population: None,
        curated: false,
    }
}

fn absorb(entity: &mut Entity, mut row: EntityRow, list: ListIx) {
    let origin = Origin { list, source: row.source };
    row.aliases.iter_mut().for_each(|alias| alias.origin = Some(origin));
    if entity.aliases.is_empty() {
        // Most entities have one row: its names are taken as they are, without room to spare.
        entity.aliases = std::mem::take(&mut row.aliases);
        entity.aliases.shrink_to_fit();
    }
    for mut alias in row.aliases {
        if let Some(known) = entity.aliases.iter_mut().find(|known| known.text == alias.text) {
            known.needs_context |= alias.needs_context;
            continue;
        }
        alias.kind = AliasKind::Alias;
        entity.aliases.push(alias);
    }
    if let Some(role) = row.role.filter(|role| !entity.roles.contains(role)) {
        entity.roles.push(role);
    }
    for identifier in row.same_as {
        if !entity.same_as.contains(&identifier) {
            entity.same_as.push(identifier);
        }
    }
    if !entity.lists.contains(&list) {
        entity.lists.push(list);
    }
    entity.curated |= row.curated;
    entity.population = entity.population.max(row.population);
    if entity.name_en.is_empty() {
        entity.name_en = row.name_en;
    }
}

fn clash(entity: &Entity, row: &EntityRow, file: &str, list: ListIx, first: &str, findings: &mut Vec<Finding>) {
    let mut report = |column, what: &str, ours: &str, theirs: &str| {
        let problem = format!("{} has the {what} «{ours}» here and «{theirs}» in {first}", row.id);
        findings.push(error(file, row, column, problem, "one id is one entity: make the lines agree, or give this one an id of its own"));
    };
    if entity.entity_type != row.entity_type {
        report("id", "type", row.entity_type.name(), entity.entity_type.name());
    }
    if entity.name() != row.aliases[0].text.as_ref() {
        report("name", "name", &row.aliases[0].text, entity.name());
    }
    if entity.country != row.country {
        report("country", "country", &row.country, &entity.country);
    }
    if entity.lists.contains(&list) {
        let problem = format!("{} stands twice in this list", row.id);
        findings.push(error(file, row, "id", problem, "put the two lines together, or give this one an id of its own"));
    }
}

fn error(file: &str, row: &EntityRow, column: &'static str, problem: String, mend: &str) -> Finding {
    let id = if row.line == 0 { &row.id } else { "" };
    Place { file, line: row.line, row: id }.error(column, problem, mend)
}

/// Makes words of their rows. The same text twice in a list, and a demonym of an unknown country, are findings.
pub(super) fn words(
    rows: Vec<(usize, WordRow)>,
    lists: &[Arc<List>],
    by_id: &FxHashMap<Box<str>, EntityIx>,
    findings: &mut Vec<Finding>,
) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(rows.len());
    let mut seen: FxHashMap<(usize, String), (u32, WordKind)> = FxHashMap::default();
    for (list, row) in rows {
        let place = Place { file: &lists[list].path, line: row.line, row: "" };
        let mut kind = row.kind;
        if let Some(id) = &row.country {
            let country = by_id.get(id.as_str()).copied();
            kind = WordKind::Demonym { country };
            if country.is_none() {
                let problem = format!("no entity has the id «{id}»");
                findings.push(place.error("country", problem, "use the id of a place, or leave the cell empty"));
            }
        }
        for text in row.texts {
            let word = Word { text: text.as_str().into(), kind };
            match seen.insert((list, text), (row.line, kind)) {
                Some((line, other)) if other == kind && line != row.line => {
                    let problem = format!("«{}» already stands in line {line}", word.text);
                    findings.push(place.error("", problem, "remove one of the lines"));
                }
                // One demonym of two countries (Congolese), one cue of two types: both stand.
                Some((line, other)) if line == row.line && other == kind => {}
                _ => words.push(word),
            }
        }
    }
    words
}
