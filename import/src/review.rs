//! The reviewed exceptions: names that somebody has looked at, and what is to be done with them.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

use crate::text::folded;

/// What a reviewer decided of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It stays as it is, whatever the rules say.
    Keep,
    /// It stays, and is tagged beside a cue only.
    NeedsContext,
    /// It goes.
    Drop,
}

/// The decisions, by name and list.
#[derive(Debug, Default)]
pub struct Review {
    decisions: HashMap<(Vec<u8>, String), Decision>,
}

impl Review {
    /// The decisions of the files in `review/`, which are compiled in.
    pub fn read() -> Result<Self> {
        let mut review = Self::default();
        review.add("keep.tsv", include_str!("../review/keep.tsv"), Decision::Keep)?;
        review.add("needs_context.tsv", include_str!("../review/needs_context.tsv"), Decision::NeedsContext)?;
        review.add("drop.tsv", include_str!("../review/drop.tsv"), Decision::Drop)?;
        Ok(review)
    }

    fn add(&mut self, file: &str, text: &str, decision: Decision) -> Result<()> {
        for (number, line) in text.lines().enumerate().skip(1) {
            let place = || format!("review/{file}:{}", number + 1);
            let [surface, list, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
                bail!("{}: write three cells, parted by tabs: surface, list, reason", place());
            };
            if surface.is_empty() || list.is_empty() || reason.is_empty() {
                bail!("{}: no cell may be empty", place());
            }
            let twin = self.decisions.insert((folded(surface), list.to_owned()), decision);
            twin.is_none().then_some(()).with_context(|| format!("{}: «{surface}» is decided twice for {list}", place()))?;
        }
        Ok(())
    }

    /// What was decided of a name in a list.
    pub fn of(&self, name: &str, list: &str) -> Option<Decision> {
        let fold = folded(name);
        [list, "*"].into_iter().find_map(|list| self.decisions.get(&(fold.clone(), list.to_owned()))).copied()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn the_files_are_well_formed() {
        Review::read().unwrap();
    }

    #[test]
    fn a_decision_for_a_list_goes_before_one_for_all() {
        let mut review = Review::default();
        review.add("drop.tsv", "surface\tlist\treason\nصور\t*\tpictures\n", Decision::Drop).unwrap();
        review.add("keep.tsv", "surface\tlist\treason\nصور\tplaces/geonames.tsv\tTyre\n", Decision::Keep).unwrap();
        assert_eq!(review.of("صور", "places/geonames.tsv"), Some(Decision::Keep));
        assert_eq!(review.of("صور", "people/x.tsv"), Some(Decision::Drop));
        assert_eq!(review.of("صيدا", "people/x.tsv"), None);
        let error = review.add("drop.tsv", "surface\tlist\treason\nصور\tواحد\n", Decision::Drop).unwrap_err();
        assert!(error.to_string().contains("review/drop.tsv:2"), "{error}");
    }
}
