//! What is listed: entities with their names, and the words that help to decide.
//!
//! Lists are TSV files that editors read and correct. [`Loader`] reads them and says everything that is wrong with them;
//! [`Gazetteer`] is what they say; [`Lexicon`] is the same compiled for search. [`Edits`] replace rows of the lists while the gazetteer is in
//! use: [`Gazetteer::edited`].

pub mod builtin;
mod changes;
pub mod check;
mod columns;
pub mod danger;
mod edited;
pub mod edits;
pub mod entity;
pub mod error;
pub mod expand;
pub mod families;
mod file_rows;
mod files;
mod fitting;
mod guarded;
pub mod lexicon;
pub mod lexicon_builder;
mod lexicon_rows;
pub mod load;
pub mod lookup;
mod merge;
pub mod rewrite;
mod rows;
pub mod skeleton;
pub mod skeleton_index;
pub mod source;
pub mod statistics;
mod trie;
pub mod words;

pub use check::{check, check_edited_entity, check_edits};
pub use columns::{ENTITY as ENTITY_COLUMNS, MAX_NAME_CHARS};
pub use edits::{Edit, Edits};
pub use entity::{Alias, AliasKind, Entity, EntityIx, EntityType, ListIx, Origin, Role, Subtype};
pub use error::{Finding, LoadError, Severity};
pub use expand::{SurfaceForm, surface_forms};
pub use families::Families;
pub use fitting::Unfit;
pub use lexicon::{AliasPosting, Hit, Lexicon, Posting};
pub use lexicon_builder::{LexiconBuilder, TooManyForms};
pub use load::{Loaded, Loader, ReadList};
pub use skeleton::Skeleton;
pub use skeleton_index::{SkeletonIndex, SkeletonName};
pub use statistics::{NameCounts, WordStatistics};
pub use words::{BodyPart, CueKind, CueSide, NameOrigin, ThingKind, TitleTakes, Word, WordIx, WordKind};

use std::sync::Arc;

use changes::Changes;
pub(crate) use changes::PlaceInFiles;
use files::Files;
use skeleton_index::GivenNames;

/// One list of the gazetteer: one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The file's name without folder and ending: unique, and the list's name in the API.
    pub name: String,
    /// The file's path below the gazetteer folder.
    pub path: String,
    /// The type of its entities; `None` for the lists of the lexicon.
    pub entity_type: Option<EntityType>,
    /// How many rows are in force.
    pub rows: usize,
    /// How many rows each source gave, by the `source` cell's parts, sorted.
    pub sources: Vec<(String, usize)>,
    /// The distinct `source` cells of the rows of entities, in the order of the file; those of edited rows behind.
    pub source_cells: Vec<Box<str>>,
    /// SHA-256 of the file as loaded, in hexadecimal.
    pub sha256: String,
}

/// Which part of a gazetteer: each is compiled by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The entities as the files have them, those that edits replace or withdraw among them; and all words.
    Files,
    /// The entities that edits change or add.
    Edits,
}

/// What is listed: what the files say, and the edits in force.
///
/// An entity whose row is edited is another one, with an index behind all those of the files; the one of the files is hidden from then on.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    files: Arc<Files>,
    changes: Option<Arc<Changes>>,
}

impl Gazetteer {
    fn of(files: Files) -> Self {
        Self { files: Arc::new(files), changes: None }
    }

    /// The entities in force, in the order of their index.
    pub fn entities(&self) -> impl Iterator<Item = (EntityIx, &Entity)> + Clone {
        self.part(Part::Files).filter(|&(ix, _)| !self.is_hidden(ix)).chain(self.part(Part::Edits))
    }

    /// How many entities are in force.
    pub fn entity_count(&self) -> usize {
        self.next_index() - self.changes.as_ref().map_or(0, |changes| changes.hidden_count())
    }

    /// The entities of a part, in the order of their index; of the files', hidden ones too.
    pub fn part(&self, part: Part) -> impl Iterator<Item = (EntityIx, &Entity)> + Clone {
        let (first, entities) = match part {
            Part::Files => (0, self.files.entities.as_slice()),
            Part::Edits => (self.files.entities.len(), self.changes.as_ref().map_or(&[] as &[_], |changes| changes.entities())),
        };
        (u32::try_from(first).unwrap_or(u32::MAX)..).map(EntityIx).zip(entities)
    }

    /// The index behind all those of entities.
    pub fn next_index(&self) -> usize {
        self.files.entities.len() + self.changes.as_ref().map_or(0, |changes| changes.entities().len())
    }

    /// The entity of this index, hidden or not; `None` for one behind all.
    #[inline]
    pub fn get(&self, ix: EntityIx) -> Option<&Entity> {
        self.files.entities.get(ix.index()).or_else(|| {
            let changes = self.changes.as_ref()?;
            changes.entities().get(ix.index() - self.files.entities.len())
        })
    }

    /// The entity of this index, hidden or not.
    ///
    /// # Panics
    /// If the index is of another gazetteer and out of range here.
    pub fn entity(&self, ix: EntityIx) -> &Entity {
        self.get(ix).expect("an index of this gazetteer")
    }

    /// The entity in force with this id.
    pub fn find(&self, id: &str) -> Option<EntityIx> {
        let of_files = || self.files.by_id.get(id).copied();
        self.changes.as_ref().map_or_else(of_files, |changes| changes.find(id, of_files))
    }

    /// Whether an edit replaces or withdraws this entity.
    #[inline]
    pub fn is_hidden(&self, ix: EntityIx) -> bool {
        self.changes.as_ref().is_some_and(|changes| changes.hides(ix))
    }

    /// The entity in force that one of the files is now: mostly itself.
    #[inline]
    pub(crate) fn in_force(&self, ix: EntityIx) -> EntityIx {
        self.changes.as_ref().and_then(|changes| changes.replacement(ix)).unwrap_or(ix)
    }

    /// Where an entity would stand if the files had been loaded with the edits in them.
    pub(crate) fn place_in_files(&self, ix: EntityIx) -> PlaceInFiles {
        let changed = ix.index().checked_sub(self.files.entities.len());
        let place = changed.and_then(|changed| self.changes.as_ref()?.place(changed));
        place.unwrap_or(PlaceInFiles { at: ix, added: None })
    }

    /// Makes the index of the names of edited entities, if nobody has asked for it yet.
    pub(crate) fn prepare_edited_names(&self) {
        self.edited_names();
    }

    /// The index of the names of edited entities.
    fn edited_names(&self) -> Option<&lookup::Lookup> {
        self.changes.as_ref().map(|changes| changes.names(self))
    }

    /// What reading the edited rows warned of.
    pub(super) fn edit_warnings(&self) -> &[Finding] {
        self.changes.as_ref().map_or(&[], |changes| changes.warnings())
    }

    /// Titles, cues, demonyms, function words and given names.
    pub fn words(&self) -> &[Word] {
        &self.files.words
    }

    /// One of them.
    ///
    /// # Panics
    /// If the index is of another gazetteer and out of range here.
    pub fn word(&self, ix: WordIx) -> &Word {
        &self.files.words[ix.index()]
    }

    /// Where given names come from.
    fn given_names(&self) -> &GivenNames {
        &self.files.given
    }

    /// Forms of an entity's names that the rest of the lists allows, each with the number of its name; they are searched like those of
    /// [`surface_forms`].
    pub fn guarded_forms(&self, ix: EntityIx) -> &[(u16, SurfaceForm)] {
        let changed = || self.changes.as_ref()?.guarded_forms(ix);
        self.files.guarded.get(&ix).or_else(changed).map_or(&[], Vec::as_slice)
    }

    /// How common words are, and how often they are names.
    pub fn statistics(&self) -> &WordStatistics {
        &self.files.statistics
    }

    /// The lists, in the order of their paths, with the counts of the rows in force.
    pub fn lists(&self) -> &[Arc<List>] {
        self.changes.as_ref().map_or(&self.files.lists, |changes| changes.lists())
    }

    /// The list with this name.
    pub fn find_list(&self, name: &str) -> Option<ListIx> {
        self.files.find_list(name)
    }

    /// The list and the `source` cell of the row that gave a name.
    ///
    /// # Panics
    /// If the origin is of another gazetteer and out of range here.
    pub fn origin(&self, origin: Origin) -> (&List, &str) {
        let list = &self.lists()[origin.list.index()];
        (list, &list.source_cells[usize::from(origin.source)])
    }

    /// `sha256:…` over all files and edits: the same lists have the same version anywhere.
    pub fn version(&self) -> &str {
        self.changes.as_ref().map_or(&self.files.version, |changes| changes.version())
    }
}
