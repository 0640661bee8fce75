//! Putting rows together: one id is one entity, whatever lists it stands in.

use std::collections::HashMap;

use super::entity::{AliasKind, Entity, EntityIx, ListIx};
use super::error::{Finding, Severity};
use super::rows::{EntityRow, WordRow};
use super::words::{Word, WordKind};

/// Merges the rows of all lists. A second row of an id adds its aliases and role; what contradicts the first row is a finding.
pub(super) fn entities(rows: Vec<(usize, EntityRow)>, findings: &mut Vec<Finding>) -> Vec<Entity> {
    let mut entities: Vec<Entity> = Vec::with_capacity(rows.len());
    let mut by_id: HashMap<Box<str>, usize> = HashMap::with_capacity(rows.len());
    let mut first_seen: Vec<(String, u32)> = Vec::with_capacity(rows.len());
    let mut by_identifier: HashMap<Box<str>, usize> = HashMap::new();
    for (list, row) in rows {
        let list = ListIx(u16::try_from(list).unwrap_or(u16::MAX));
        let index = if let Some(&index) = by_id.get(&row.id) {
            clash(&entities[index], &row, list, &first_seen[index], findings);
            index
        } else {
            by_id.insert(row.id.clone(), entities.len());
            first_seen.push((row.file.clone(), row.line));
            entities.push(empty(&row));
            entities.len() - 1
        };
        for identifier in &row.same_as {
            let owner = *by_identifier.entry(identifier.clone()).or_insert(index);
            if owner != index {
                let problem = format!("{identifier} is already that of {}", entities[owner].id);
                findings.push(error(&row, "same_as", problem, "give the identifier to one of them, or make the two one entity"));
            }
        }
        absorb(&mut entities[index], row, list);
    }
    entities
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
    }
}

fn absorb(entity: &mut Entity, mut row: EntityRow, list: ListIx) {
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
    if entity.name_en.is_empty() {
        entity.name_en = row.name_en;
    }
}

fn clash(entity: &Entity, row: &EntityRow, list: ListIx, first: &(String, u32), findings: &mut Vec<Finding>) {
    let place = format!("{}:{}", first.0, first.1);
    let mut report = |column, what: &str, ours: &str, theirs: &str| {
        let problem = format!("{} has the {what} «{ours}» here and «{theirs}» in {place}", row.id);
        findings.push(error(row, column, problem, "one id is one entity: make the lines agree, or give this one an id of its own"));
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
        findings.push(error(row, "id", problem, "put the two lines together, or give this one an id of its own"));
    }
}

fn error(row: &EntityRow, column: &'static str, problem: String, mend: &str) -> Finding {
    Finding { file: row.file.clone(), line: row.line, column, severity: Severity::Error, problem, mend: mend.to_owned() }
}

/// Makes words of their rows. The same text twice in a list, and a demonym of an unknown country, are findings.
pub(super) fn words(rows: Vec<WordRow>, by_id: &HashMap<Box<str>, EntityIx>, findings: &mut Vec<Finding>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(rows.len());
    let mut seen: HashMap<(String, String), (u32, WordKind)> = HashMap::new();
    for row in rows {
        let mut kind = row.kind;
        if let Some(id) = &row.country {
            let country = by_id.get(id.as_str()).copied();
            kind = WordKind::Demonym { country };
            if country.is_none() {
                let problem = format!("no entity has the id «{id}»");
                findings.push(word_finding(&row, "country", Severity::Error, problem, "use the id of a place, or leave the cell empty"));
            }
        }
        for text in &row.texts {
            let earlier = seen.insert((row.file.clone(), text.clone()), (row.line, kind));
            match earlier {
                Some((line, other)) if other == kind && line != row.line => {
                    let problem = format!("«{text}» already stands in line {line}");
                    findings.push(word_finding(&row, "", Severity::Error, problem, "remove one of the lines"));
                }
                // One demonym of two countries (Congolese), one cue of two types: both stand.
                Some((line, other)) if line == row.line && other == kind => {}
                _ => words.push(Word { text: text.as_str().into(), kind }),
            }
        }
    }
    words
}

fn word_finding(row: &WordRow, column: &'static str, severity: Severity, problem: String, mend: &str) -> Finding {
    Finding { file: row.file.clone(), line: row.line, column, severity, problem, mend: mend.to_owned() }
}
