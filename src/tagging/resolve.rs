//! Choosing among candidates: first between entities of one span, then between spans that overlap.
//!
//! # The order
//! 1. the longer span; 2. the higher score; 3. fewer proclitic letters; 4. a listed form before a generated one, and that before a
//!    skeleton; 5. the likelier subtype; 6. the place of more people; 7. the earlier start; 8. the entity's id. It is total: the same text
//!    always gives the same mentions.
//!
//! Between entities of one span the fourth comes first: whatever context says for it, no generated form outranks what a curator wrote of
//! another entity.
//!
//! # Complexity
//! The naive way sorts all candidates by the order. But only candidates that hang together by overlaps are rivals, and most have none:
//! candidates are gathered by place, which they nearly are already, and only clusters of rivals are sorted. A table says which tokens are
//! taken.

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
    /// Ranges of `scored`, one a winner, in the order of the text but for nested ones.
    groups: Vec<Range<usize>>,
}

impl Resolution {
    /// Gives up the winners that `lost` names.
    pub(super) fn drop_winners(&mut self, lost: impl Fn(&Scored) -> bool) {
        let scored = &self.scored;
        self.groups.retain(|group| !lost(&scored[group.start]));
    }

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
    two.span
        .len()
        .cmp(&one.span.len())
        .then_with(|| b.score.total_cmp(&a.score))
        .then_with(|| one.proclitics.len().cmp(&two.proclitics.len()))
        .then_with(|| one.families.distance().cmp(&two.families.distance()))
        .then_with(|| rank(one).cmp(&rank(two)))
        .then_with(|| entities.get(two.entity).population.cmp(&entities.get(one.entity).population))
        .then_with(|| one.span.start.cmp(&two.span.start))
        .then_with(|| entities.get(one.entity).id.cmp(&entities.get(two.entity).id))
        .then_with(|| one.alias.cmp(&two.alias))
}

/// Resolves overlaps among candidates over `tokens` tokens.
pub(super) fn resolve(mut scored: Vec<Scored>, overlap: Overlap, entities: Entities<'_>, tokens: usize) -> Resolution {
    scored.sort_by_key(|one| one.candidate.place());
    let mut groups = spans(&mut scored, entities);
    let mut taken = Taken { owner: vec![None; tokens], overlap };
    let mut accepted = Vec::with_capacity(groups.len());
    let mut first = 0;
    while first < groups.len() {
        let end = cluster(&groups[first..], &scored) + first;
        // Alone it is free; among others the better goes first.
        let rivals = &mut groups[first..end];
        if rivals.len() > 1 {
            rivals.sort_unstable_by(|a, b| order(&scored[a.start], &scored[b.start], entities));
        }
        accepted.extend(rivals.iter().filter(|group| taken.accept(scored[group.start].candidate.tokens)).cloned());
        first = end;
    }
    Resolution { scored, groups: accepted }
}

/// The candidates of each span, the best first.
fn spans(scored: &mut [Scored], entities: Entities<'_>) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::with_capacity(scored.len());
    for index in 0..scored.len() {
        match groups.last_mut() {
            Some(group) if scored[group.start].candidate.span == scored[index].candidate.span => group.end = index + 1,
            _ => groups.push(index..index + 1),
        }
    }
    for group in groups.iter().filter(|group| group.len() > 1) {
        let distance = |scored: &Scored| scored.candidate.families.distance();
        scored[group.clone()].sort_unstable_by(|a, b| distance(a).cmp(&distance(b)).then_with(|| order(a, b, entities)));
    }
    groups
}

/// How many of the groups, in the order of the text, hang together by overlaps.
fn cluster(groups: &[Range<usize>], scored: &[Scored]) -> usize {
    let tokens = |group: &Range<usize>| scored[group.start].candidate.tokens;
    let mut last = tokens(&groups[0]).last;
    let mut count = 1;
    for group in &groups[1..] {
        if tokens(group).first > last {
            break;
        }
        last = last.max(tokens(group).last);
        count += 1;
    }
    count
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
