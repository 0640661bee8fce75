//! What edits change: the entities that they make, and which of the files they hide.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::edits::Edits;
use super::entity::{Entity, EntityIx};
use super::error::Finding;
use super::expand::SurfaceForm;
use super::guarded::GuardedForms;
use super::lookup::Lookup;
use super::{Gazetteer, List};

/// Where an entity stands in the order of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlaceInFiles {
    /// The entity of the files at that place.
    pub(super) at: EntityIx,
    /// For an entity that stands right before that one, its number among those that edits add.
    pub(super) added: Option<u32>,
}

impl PlaceInFiles {
    /// To sort by.
    pub(crate) fn key(self) -> (EntityIx, bool, Option<u32>) {
        (self.at, self.added.is_none(), self.added)
    }
}

/// An entity that edits make.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) entity: Entity,
    /// The one of the files that it replaces.
    pub(super) replaces: Option<EntityIx>,
    pub(super) place: PlaceInFiles,
    pub(super) guarded: Vec<(u16, SurfaceForm)>,
}

/// Edits in force.
#[derive(Debug, Default)]
pub(super) struct Changes {
    edits: Edits,
    /// Their indexes follow those of the files.
    entities: Vec<Entity>,
    places: Vec<PlaceInFiles>,
    /// By id the entity in force, or that it is withdrawn.
    by_id: FxHashMap<Box<str>, Option<EntityIx>>,
    /// The hidden entities of the files, and what replaces them.
    hidden: FxHashMap<EntityIx, Option<EntityIx>>,
    guarded: GuardedForms,
    lists: Vec<Arc<List>>,
    version: String,
    /// What is worth a look about the edited rows.
    warnings: Vec<Finding>,
    /// The names, for looking up; made when first asked for.
    names: OnceLock<Lookup>,
}

impl Changes {
    /// Puts edits in force. `first` is the index behind the entities of the files.
    pub(super) fn new(edits: Edits, lists: Vec<Arc<List>>, version: String, warnings: Vec<Finding>) -> Self {
        Self { edits, lists, version, warnings, ..Self::default() }
    }

    /// Hides an entity of the files; what replaces it is told later.
    pub(super) fn hide(&mut self, ix: EntityIx, id: &str) {
        self.hidden.insert(ix, None);
        self.by_id.insert(id.into(), None);
    }

    /// Takes an entity, which gets this index.
    pub(super) fn add(&mut self, ix: EntityIx, changed: Changed) {
        if let Some(replaced) = changed.replaces {
            self.hidden.insert(replaced, Some(ix));
        }
        self.by_id.insert(changed.entity.id.clone(), Some(ix));
        if !changed.guarded.is_empty() {
            self.guarded.insert(ix, changed.guarded);
        }
        self.places.push(changed.place);
        self.entities.push(changed.entity);
    }

    pub(super) fn edits(&self) -> &Edits {
        &self.edits
    }

    pub(super) fn entities(&self) -> &[Entity] {
        &self.entities
    }

    pub(super) fn hidden_count(&self) -> usize {
        self.hidden.len()
    }

    /// Whether an entity of the files is replaced or withdrawn.
    pub(super) fn hides(&self, ix: EntityIx) -> bool {
        self.hidden.contains_key(&ix)
    }

    /// What replaces an entity of the files.
    pub(super) fn replacement(&self, ix: EntityIx) -> Option<EntityIx> {
        self.hidden.get(&ix).copied().flatten()
    }

    /// The entity in force with this id; where no edit touches it, that `of_files`.
    pub(super) fn find(&self, id: &str, of_files: impl FnOnce() -> Option<EntityIx>) -> Option<EntityIx> {
        self.by_id.get(id).copied().unwrap_or_else(of_files)
    }

    /// Where an entity stands, by its number among these.
    pub(super) fn place(&self, number: usize) -> Option<PlaceInFiles> {
        self.places.get(number).copied()
    }

    pub(super) fn guarded_forms(&self, ix: EntityIx) -> Option<&Vec<(u16, SurfaceForm)>> {
        self.guarded.get(&ix)
    }

    pub(super) fn lists(&self) -> &[Arc<List>] {
        &self.lists
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The index of the names of these entities, which are those of `gazetteer`.
    pub(super) fn names(&self, gazetteer: &Gazetteer) -> &Lookup {
        self.names.get_or_init(|| Lookup::of(gazetteer, super::Part::Edits))
    }
}
