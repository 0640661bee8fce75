//! One part of a gazetteer, compiled: all that is searched of it.

use rayon::join;

use super::last_names::LastNames;
use crate::gazetteer::{Gazetteer, Lexicon, Part, SkeletonIndex, TooManyForms};

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
