//! What the files say, before any edit.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::entity::{Entity, EntityIx};
use super::file_rows::FileRows;
use super::guarded::{Guard, GuardedForms, KnownWords};
use super::skeleton_index::GivenNames;
use super::statistics::WordStatistics;
use super::words::Word;
use super::{List, ListIx};

/// All lists as loaded.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// In the order of their first rows.
    pub(super) entities: Vec<Entity>,
    pub(super) by_id: FxHashMap<Box<str>, EntityIx>,
    /// Whose each external identifier is.
    pub(super) identifiers: FxHashMap<Box<str>, EntityIx>,
    pub(super) words: Vec<Word>,
    pub(super) given: GivenNames,
    pub(super) guard: Guard,
    pub(super) guarded: GuardedForms,
    pub(super) statistics: WordStatistics,
    pub(super) lists: Vec<Arc<List>>,
    /// The bytes of each list.
    pub(super) rows: Vec<FileRows>,
    pub(super) version: String,
}

impl Files {
    pub(super) fn entity(&self, ix: EntityIx) -> &Entity {
        &self.entities[ix.index()]
    }

    pub(super) fn known_words(&self) -> KnownWords<'_> {
        KnownWords { given: &self.given, statistics: &self.statistics }
    }

    pub(super) fn find_list(&self, name: &str) -> Option<ListIx> {
        self.lists.iter().position(|list| list.name == name).and_then(|index| u16::try_from(index).ok()).map(ListIx)
    }
}
