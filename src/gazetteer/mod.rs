//! What is listed: entities with their names, and the words that help to decide.
//!
//! Lists are TSV files that editors read and correct. [`Loader`] reads them and says everything that is wrong with them;
//! [`Gazetteer`] is what they say; [`Lexicon`] is the same compiled for search.

pub mod builtin;
pub mod check;
mod columns;
pub mod danger;
pub mod entity;
pub mod error;
pub mod expand;
pub mod families;
mod guarded;
pub mod lexicon;
pub mod lexicon_builder;
mod lexicon_rows;
pub mod load;
pub mod lookup;
mod merge;
mod rows;
pub mod skeleton;
pub mod skeleton_index;
pub mod source;
pub mod statistics;
mod trie;
pub mod words;

pub use check::check;
pub use entity::{Alias, AliasKind, Entity, EntityIx, EntityType, ListIx, Origin, Role, Subtype};
pub use error::{Finding, LoadError, Severity};
pub use expand::{SurfaceForm, surface_forms};
pub use families::Families;
pub use lexicon::{AliasPosting, Hit, Lexicon, Posting};
pub use lexicon_builder::{LexiconBuilder, TooManyForms};
pub use load::{Loaded, Loader, ReadList};
pub use skeleton::Skeleton;
pub use skeleton_index::{SkeletonIndex, SkeletonName};
pub use statistics::{NameCounts, WordStatistics};
pub use words::{BodyPart, CueKind, CueSide, NameOrigin, ThingKind, TitleTakes, Word, WordIx, WordKind};

use rustc_hash::FxHashMap;

/// One list of the gazetteer: one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The file's name without folder and ending: unique, and the list's name in the API.
    pub name: String,
    /// The file's path below the gazetteer folder.
    pub path: String,
    /// The type of its entities; `None` for the lists of the lexicon.
    pub entity_type: Option<EntityType>,
    /// How many rows it has.
    pub rows: usize,
    /// How many rows each source gave, by the `source` cell's parts, sorted.
    pub sources: Vec<(String, usize)>,
    /// The distinct `source` cells of the rows of entities, in the order of the file.
    pub source_cells: Vec<Box<str>>,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// Everything that the lists say, as loaded.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entities: Vec<Entity>,
    by_id: FxHashMap<Box<str>, EntityIx>,
    words: Vec<Word>,
    guarded: guarded::GuardedForms,
    statistics: WordStatistics,
    lists: Vec<List>,
    version: String,
}

impl Gazetteer {
    /// The entities, in the order of their index.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// One entity.
    ///
    /// # Panics
    /// If the index is of another gazetteer and out of range here.
    pub fn entity(&self, ix: EntityIx) -> &Entity {
        &self.entities[ix.index()]
    }

    /// The entity with this id.
    pub fn find(&self, id: &str) -> Option<EntityIx> {
        self.by_id.get(id).copied()
    }

    /// Titles, cues, demonyms, function words and given names.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// One of them.
    ///
    /// # Panics
    /// If the index is of another gazetteer and out of range here.
    pub fn word(&self, ix: WordIx) -> &Word {
        &self.words[ix.index()]
    }

    /// Forms of an entity's names that the rest of the lists allows, each with the number of its name; they are searched like those of
    /// [`surface_forms`].
    pub fn guarded_forms(&self, ix: EntityIx) -> &[(u16, SurfaceForm)] {
        self.guarded.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// How common words are, and how often they are names.
    pub fn statistics(&self) -> &WordStatistics {
        &self.statistics
    }

    /// The lists, in the order of their paths.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// The list with this name.
    pub fn find_list(&self, name: &str) -> Option<ListIx> {
        self.lists.iter().position(|list| list.name == name).and_then(|index| u16::try_from(index).ok()).map(ListIx)
    }

    /// The list and the `source` cell of the row that gave a name.
    ///
    /// # Panics
    /// If the origin is of another gazetteer and out of range here.
    pub fn origin(&self, origin: Origin) -> (&List, &str) {
        let list = &self.lists[origin.list.index()];
        (list, &list.source_cells[usize::from(origin.source)])
    }

    /// `sha256:…` over all files: the same lists have the same version anywhere.
    pub fn version(&self) -> &str {
        &self.version
    }
}
