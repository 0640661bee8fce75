//! Choosing among candidates: first between entities of one span, then between spans that overlap.
//!
//! # The order
//! 1. the longer span; 2. the higher score; 3. fewer proclitic letters; 4. a listed form before a generated one; 5. the likelier
//!    subtype; 6. the earlier start; 7. the entity's id. It is total: the same text always gives the same mentions.
//!
//! # Complexity
//! A sort of the candidates, then one look at the tokens of each: a table says which tokens are taken.

use std::cmp::Ordering;
use std::ops::Range;

use super::candidate::{Candidate, Entities};
use super::document::TokenRange;
use super::options::Overlap;

/// A candidate with its score, from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    pub(super) candidate: Candidate,
    pub(super) score: f32,
}

/// The spans that won. Candidates of one span stand together, the best first.
#[derive(Debug)]
pub(super) struct Resolution {
    scored: Vec<Scored>,
    /// Ranges of `scored`, in the order of acceptance.
    groups: Vec<Range<usize>>,
}

impl Resolution {
    /// All candidates again, losers too.
    pub(super) fn into_scored(self) -> Vec<Scored> {
        self.scored
    }

    /// The winners: for each, the candidates of its span, the best first.
    pub(super) fn winners(&self) -> impl Iterator<Item = &[Scored]> {
        self.groups.iter().map(|group| &self.scored[group.clone()])
    }
}

/// Compares by the order above; the better is less.
fn order(a: &Scored, b: &Scored, entities: Entities<'_>) -> Ordering {
    let (one, two) = (&a.candidate, &b.candidate);
    let rank = |candidate: &Candidate| entities.get(candidate.entity).subtype.map_or(u8::MAX, crate::gazetteer::Subtype::rank);
    let listed = |candidate: &Candidate| candidate.families.is_listed();
    two.span
        .len()
        .cmp(&one.span.len())
        .then_with(|| b.score.total_cmp(&a.score))
        .then_with(|| one.proclitics.len().cmp(&two.proclitics.len()))
        .then_with(|| listed(two).cmp(&listed(one)))
        .then_with(|| rank(one).cmp(&rank(two)))
        .then_with(|| one.span.start.cmp(&two.span.start))
        .then_with(|| entities.get(one.entity).id.cmp(&entities.get(two.entity).id))
        .then_with(|| one.alias.cmp(&two.alias))
}

/// Resolves overlaps among candidates over `tokens` tokens.
pub(super) fn resolve(mut scored: Vec<Scored>, overlap: Overlap, entities: Entities<'_>, tokens: usize) -> Resolution {
    scored.sort_unstable_by(|a, b| a.candidate.span.cmp(&b.candidate.span).then_with(|| order(a, b, entities)));
    let mut groups: Vec<Range<usize>> = Vec::with_capacity(scored.len());
    for index in 0..scored.len() {
        match groups.last_mut() {
            Some(group) if scored[group.start].candidate.span == scored[index].candidate.span => group.end = index + 1,
            _ => groups.push(index..index + 1),
        }
    }
    groups.sort_unstable_by(|a, b| order(&scored[a.start], &scored[b.start], entities));
    let mut taken = Taken { owner: vec![None; tokens], overlap };
    groups.retain(|group| taken.accept(scored[group.start].candidate.tokens));
    Resolution { scored, groups }
}

/// Which accepted mention covers each token: the innermost.
struct Taken {
    owner: Vec<Option<TokenRange>>,
    overlap: Overlap,
}

impl Taken {
    /// Accepts a run of tokens that crosses no accepted one. Longer ones come first, so a run that lies inside another finds one owner on
    /// all its tokens, and one that crosses an edge finds two. A second reading of the very same tokens (وليد, و + ليد) is refused.
    fn accept(&mut self, tokens: TokenRange) -> bool {
        let run = &mut self.owner[tokens.first..=tokens.last];
        let owner = run[0];
        let free = match self.overlap {
            Overlap::Longest => run.iter().all(Option::is_none),
            Overlap::All => owner != Some(tokens) && run.iter().all(|other| *other == owner),
        };
        if free {
            run.fill(Some(tokens));
        }
        free
    }
}
