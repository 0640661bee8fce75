//! From edits to the entities that they make.
//!
//! # How it works
//! An entity is what all its rows say. So for each edited row the other rows of its entity are read too, out of the files' bytes, and put
//! together by the very code that does so when files are loaded: an edit and the same row in a file have the same findings and make the same
//! entity. The forms of other entities that an edit's words allow or forbid (`guarded`) are found by those words; such an entity is made
//! anew like an edited one.
//!
//! # Complexity
//! Linear in the edits, but for one way through the bytes of each list that has rows of their entities.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};

use super::changes::{Changed, Changes, PlaceInFiles};
use super::columns::{self, Line, Place};
use super::edits::{Edit, Edits};
use super::entity::{Entity, EntityIx, EntityType};
use super::error::{Finding, Severity};
use super::files::Files;
use super::guarded::GuardChange;
use super::load::{count_sources, hex};
use super::merge::{self, Merged};
use super::rows::{EntityRow, SourceCells};
use super::words::WordKind;
use super::{Gazetteer, List};

impl Gazetteer {
    /// The gazetteer of the same files with these edits in force, instead of those that are in force now.
    ///
    /// # Errors
    /// Everything wrong with the edited rows, as if they stood in their files, and errors that they would make there; then nothing changes.
    pub fn edited(&self, edits: &Edits) -> Result<Self, Vec<Finding>> {
        let files = Arc::clone(&self.files);
        let changes = if edits.is_empty() { None } else { Some(Arc::new(changes(&files, edits)?)) };
        Ok(Self { files, changes })
    }

    /// A row as it stands in the list's file, whatever edits say.
    pub fn file_row(&self, list: &str, id: &str) -> Option<&str> {
        self.files.rows[self.find_list(list)?.index()].find(id)
    }

    /// A row in force, edited or of the file.
    pub fn row(&self, list: &str, id: &str) -> Option<&str> {
        let edit = self.changes.as_ref().and_then(|changes| changes.edits().get(list, id));
        edit.unwrap_or_else(|| self.file_row(list, id))
    }
}

fn changes(files: &Files, edits: &Edits) -> Result<Changes, Vec<Finding>> {
    let mut findings = Vec::new();
    let asked = by_list(files, edits, &mut findings);
    let read: Vec<Read> = asked.into_par_iter().map(|(number, asked)| asked.read(number, files)).collect();
    let mut lists = files.lists.clone();
    let mut rows = Vec::new();
    for read in read {
        rows.extend(read.rows.into_iter().map(|row| (read.number, row)));
        lists[read.number] = read.list;
        findings.extend(read.findings);
    }
    let touched: BTreeSet<EntityIx> = edits.iter().filter_map(|edit| files.by_id.get(edit.id).copied()).collect();
    let elsewhere = |identifier: &str| {
        let owner = files.identifiers.get(identifier).filter(|owner| !touched.contains(owner))?;
        Some(&*files.entity(*owner).id)
    };
    let Merged { entities, .. } = merge::entities(rows, &lists, elsewhere, &mut findings);
    find_lost_countries(files, &touched, &entities, &mut findings);
    findings.sort();
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    let mut changes = Changes::new(edits.clone(), lists, version(files, edits), findings);
    for &ix in &touched {
        changes.hide(ix, &files.entity(ix).id);
    }
    for (ix, changed) in (files.entities.len()..).zip(changed(files, &touched, entities)) {
        changes.add(EntityIx(u32::try_from(ix).unwrap_or(u32::MAX)), changed);
    }
    Ok(changes)
}

/// What edits ask of one list.
#[derive(Default)]
struct Asked<'e> {
    edits: Vec<Edit<'e>>,
    /// The entities that have a row in its file which is replaced, or read again beside a replaced one.
    in_file: FxHashSet<&'e str>,
}

/// What edits ask of each list, by its number.
fn by_list<'e>(files: &Files, edits: &'e Edits, findings: &mut Vec<Finding>) -> BTreeMap<usize, Asked<'e>> {
    let numbers: FxHashMap<&str, usize> = files.lists.iter().zip(0..).map(|(list, number)| (&*list.name, number)).collect();
    let mut asked: BTreeMap<usize, Asked<'e>> = BTreeMap::new();
    for edit in edits.iter() {
        let list = numbers.get(edit.list).filter(|number| files.lists[**number].entity_type.is_some());
        match list {
            Some(&number) => asked.entry(number).or_default().edits.push(edit),
            None => findings.push(no_list(files, edit)),
        }
        if let Some(&ix) = files.by_id.get(edit.id) {
            for list in &files.entity(ix).lists {
                asked.entry(list.index()).or_default().in_file.insert(edit.id);
            }
        }
    }
    asked
}

fn no_list(files: &Files, edit: Edit<'_>) -> Finding {
    let known: Vec<&str> = files.lists.iter().filter(|list| list.entity_type.is_some()).map(|list| &*list.name).collect();
    let place = Place { file: edit.list, line: 0, row: edit.id };
    place.error("", "this is no list of entities", format!("use one of: {}", known.join(", ")))
}

/// What was read of one list.
struct Read {
    number: usize,
    /// The rows of the touched entities: edited ones, and those of the file beside them.
    rows: Vec<EntityRow>,
    /// The list with the counts of the rows in force.
    list: Arc<List>,
    findings: Vec<Finding>,
}

impl Asked<'_> {
    fn read(self, number: usize, files: &Files) -> Read {
        let mut list = Arc::clone(&files.lists[number]);
        let mut read = Read { number, rows: Vec::new(), list: Arc::clone(&list), findings: Vec::new() };
        let Some(entity_type) = list.entity_type else { return read };
        let mut of_file = files.rows[number].find_all(&self.in_file);
        let mut cells = SourceCells::of(&list.source_cells);
        let mut sources: BTreeMap<String, usize> = list.sources.iter().cloned().collect();
        let mut count = list.rows;
        for edit in &self.edits {
            if let Some(old) = of_file.remove(edit.id) {
                count -= 1;
                uncount_sources(&mut sources, source(old.text));
            }
            if let Some(row) = edit.row {
                count += 1;
                count_sources(&mut sources, source(row));
                read.rows.extend(read_edited(&list.path, entity_type, edit.id, row, &mut cells, &mut read.findings));
            }
        }
        // Rows that no edit replaces were checked when they were loaded.
        let mut known = Vec::new();
        for (id, row) in of_file {
            let place = Place { file: &list.path, line: row.line, row: id };
            let line = Line::cut(place, row.text, &columns::ENTITY, &mut known);
            read.rows.extend(line.map(|mut line| EntityRow::read(&mut line, entity_type, &mut cells)));
        }
        read.rows.sort_by(|one, other| one.id.cmp(&other.id));
        if !self.edits.is_empty() {
            let list = Arc::make_mut(&mut list);
            (list.rows, list.sources, list.source_cells) = (count, sources.into_iter().collect(), cells.into_cells());
        }
        Read { list, ..read }
    }
}

/// Reads an edited row like one of the file; `None`, with findings, if it is no row of the entity it is addressed as.
fn read_edited(
    path: &str,
    entity_type: EntityType,
    id: &str,
    row: &str,
    cells: &mut SourceCells,
    findings: &mut Vec<Finding>,
) -> Option<EntityRow> {
    let place = Place { file: path, line: 0, row: id };
    if row.contains(['\n', '\r']) {
        findings.push(place.error("", "the row holds a line break", "write it as one line, without the line's end"));
        return None;
    }
    let mut line = Line::cut(place, row, &columns::ENTITY, findings)?;
    let read = EntityRow::read(&mut line, entity_type, cells);
    if *read.id != *id {
        line.error("id", format!("the row has the id «{}» and is addressed as «{id}»", read.id), "make the two agree");
        return None;
    }
    Some(read)
}

/// The `source` cell, which is the last.
fn source(row: &str) -> &str {
    row.rsplit('\t').next().unwrap_or_default().trim()
}

fn uncount_sources(sources: &mut BTreeMap<String, usize>, cell: &str) {
    for source in cell.split('|') {
        match sources.get_mut(source) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                sources.remove(source);
            }
        }
    }
}

/// Demonyms must not lose the countries that they lead to.
fn find_lost_countries(files: &Files, touched: &BTreeSet<EntityIx>, entities: &[Entity], findings: &mut Vec<Finding>) {
    let left: FxHashSet<&str> = entities.iter().map(|entity| &*entity.id).collect();
    let mut lost: BTreeSet<EntityIx> = touched.iter().copied().filter(|&ix| !left.contains(&*files.entity(ix).id)).collect();
    if lost.is_empty() {
        return;
    }
    for word in &files.words {
        let WordKind::Demonym { country: Some(country) } = word.kind else { continue };
        if lost.remove(&country) {
            let entity = files.entity(country);
            let file = entity.lists.first().map_or("", |list| &files.lists[list.index()].path);
            let problem = format!("no row of {} is left, and demonyms lead to it («{}»)", entity.id, word.text);
            let mend = "leave a row of it, or take its demonyms out of lexicon/demonyms.tsv first";
            findings.push(Place { file, line: 0, row: &entity.id }.error("", problem, mend));
        }
    }
}

/// The entities that take the place of touched ones, and those whose guarded forms change with them.
fn changed(files: &Files, touched: &BTreeSet<EntityIx>, entities: Vec<Entity>) -> Vec<Changed> {
    let known = files.known_words();
    let removed: Vec<&Entity> = touched.iter().map(|&ix| files.entity(ix)).collect();
    let change = GuardChange::of(&removed, &entities, known);
    let concerned: BTreeSet<EntityIx> = files.guard.concerned(&change).filter(|ix| !touched.contains(ix)).collect();
    let others = concerned.into_iter().filter_map(|ix| {
        let entity = files.entity(ix);
        let guarded = files.guard.allowed(entity, &change, known);
        let same = files.guarded.get(&ix).map_or(&[] as &[_], Vec::as_slice) == guarded;
        let place = PlaceInFiles { at: ix, added: None };
        (!same).then(|| Changed { entity: entity.clone(), replaces: Some(ix), place, guarded })
    });
    let others: Vec<Changed> = others.collect();
    let edited = (0..).zip(entities).map(|(number, entity)| {
        let replaces = files.by_id.get(&entity.id).copied();
        let guarded = files.guard.allowed(&entity, &change, known);
        Changed { place: place(files, &entity, replaces, number), entity, replaces, guarded }
    });
    edited.chain(others).collect()
}

/// Where an entity would stand among those of the files: where the one that it replaces does, or behind its first list. One that has
/// lost the row in its first list counts as added to the next; nothing but ties hangs on it.
fn place(files: &Files, entity: &Entity, replaces: Option<EntityIx>, number: u32) -> PlaceInFiles {
    let first = entity.lists.first();
    if let Some(at) = replaces.filter(|&ix| files.entity(ix).lists.first() == first) {
        return PlaceInFiles { at, added: None };
    }
    let behind = files.entities.partition_point(|other| other.lists.first() <= first);
    PlaceInFiles { at: EntityIx(u32::try_from(behind).unwrap_or(u32::MAX)), added: Some(number) }
}

/// The same files and edits have the same version anywhere.
fn version(files: &Files, edits: &Edits) -> String {
    let mut hasher = Sha256::new();
    hasher.update(files.version.as_bytes());
    for Edit { list, id, row } in edits.iter() {
        for cell in [list, id, row.unwrap_or_default()] {
            // No list, id or row holds a line break.
            hasher.update([b'\n']);
            hasher.update(cell.as_bytes());
        }
    }
    format!("sha256:{}", hex(&hasher.finalize()))
}
