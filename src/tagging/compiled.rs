//! What is searched: of the files, and of edits.

use rayon::join;

use super::candidate::{self, Candidate, Entities};
use super::document::Document;
use super::last_names::{LastName, LastNames};
use super::{Options, Tagger};
use crate::gazetteer::{EntityIx, Gazetteer, Lexicon, Part, SkeletonIndex, TooManyForms};

/// What is searched of a part of a gazetteer.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) lexicon: Lexicon,
    pub(super) last_names: LastNames,
    pub(super) skeletons: SkeletonIndex,
}

impl Compiled {
    /// Compiles a part.
    ///
    /// # Errors
    /// If its forms are too many for a lexicon.
    pub(super) fn of(gazetteer: &Gazetteer, part: Part) -> Result<Self, TooManyForms> {
        let see = |names: &mut LastNames, ix, alias, forms: &[_]| names.add(ix, gazetteer.entity(ix), alias, forms);
        let compile = || Lexicon::of(gazetteer, part, LastNames::from, see);
        let (compiled, skeletons) = join(compile, || SkeletonIndex::of(gazetteer, part));
        let (lexicon, runs) = compiled?;
        Ok(Self { lexicon, last_names: LastNames::join(runs), skeletons })
    }
}

impl Tagger {
    /// The skeleton of one name of an entity for showing, word by word; `None` if it is not found by its skeleton.
    pub fn skeleton(&self, entity: EntityIx, alias: u16) -> Option<String> {
        self.compiled().find_map(|part| part.skeletons.shown(entity, alias))
    }

    /// How many surface forms are searched: of the files, those that edits hide among them, and of edits.
    pub fn forms(&self) -> usize {
        self.compiled().map(|part| part.lexicon.len()).sum()
    }

    /// All that is searched: of the files, then of edits.
    fn compiled(&self) -> impl Iterator<Item = &Compiled> {
        [Some(&*self.files), self.edits.as_ref()].into_iter().flatten()
    }

    /// The last names of a listed person.
    pub(super) fn last_names(&self, ix: EntityIx) -> Option<&[LastName]> {
        self.compiled().find_map(|part| part.last_names.get(ix))
    }

    /// What the search finds in a block, in the lists and in `extra`; listed words mark their tokens.
    pub(super) fn candidates(
        &self,
        extra: Option<&Lexicon>,
        entities: Entities<'_>,
        options: &Options,
        document: &mut Document<'_>,
    ) -> Vec<Candidate> {
        let mut found = Vec::new();
        candidate::find(&self.files.lexicon, entities, options, document, &mut found);
        if let Some(edits) = &self.edits {
            let of_files = found.len();
            candidate::find(&edits.lexicon, entities, options, document, &mut found);
            if found.len() > of_files {
                candidate::order(&mut found, entities);
            }
        }
        if let Some(extra) = extra {
            candidate::find(extra, entities, options, document, &mut found);
        }
        found
    }
}
