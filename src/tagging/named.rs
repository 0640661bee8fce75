//! The mentions of a block, listed or not, as what shorter names may stand for.

use std::cmp::Reverse;

use super::candidate::Entities;
use super::document::{Document, TokenRange};
use super::resolve::Resolution;
use super::unlisted::Unlisted;
use crate::gazetteer::{EntityIx, EntityType, Subtype};
use crate::text::{FoldedSpan, RawSpan};

/// Whom or what a shorter name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Referent {
    pub(super) entity_type: EntityType,
    pub(super) subtype: Option<Subtype>,
    /// `None` for somebody that no list holds.
    pub(super) entity: Option<EntityIx>,
    /// Where the text names it in full.
    pub(super) full: RawSpan,
}

/// A mention of the block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Full {
    pub(super) tokens: TokenRange,
    pub(super) span: FoldedSpan,
    pub(super) referent: Referent,
}

impl Full {
    /// Whether it is a name in full: of several words, or a listed one.
    pub(super) fn is_full(&self) -> bool {
        self.tokens.first < self.tokens.last || self.referent.entity.is_some()
    }
}

/// How mentions cover a run of tokens.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cover<'n> {
    /// Not at all.
    Free,
    /// One covers just these.
    Exactly(&'n Full),
    /// Only some of them, by what no list holds.
    Inside,
    /// Otherwise.
    Partly,
}

/// The mentions of a block in the order of the text; of nested ones the outermost.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) fulls: Vec<Full>,
    /// For each token which mention covers it, from 1; 0 for none.
    over: Vec<usize>,
}

impl Named {
    pub(super) fn of(resolution: &Resolution, found: &[Unlisted], entities: Entities<'_>, document: &Document<'_>) -> Self {
        let listed = resolution.winners().map(|ranked| {
            let best = &ranked[0].candidate;
            let entity = entities.get(best.entity);
            let full = document.raw_span(best.span);
            let referent = Referent { entity_type: entity.entity_type, subtype: entity.subtype, entity: Some(best.entity), full };
            Full { tokens: best.tokens, span: best.span, referent }
        });
        let unlisted = found.iter().map(|name| {
            let full = document.raw_span(name.span);
            let referent = Referent { entity_type: name.entity_type, subtype: name.subtype, entity: name.entity, full };
            Full { tokens: name.tokens, span: name.span, referent }
        });
        let mut fulls: Vec<Full> = listed.chain(unlisted).collect();
        fulls.sort_unstable_by_key(|full| (full.tokens.first, Reverse(full.tokens.last)));
        let mut over = vec![0; document.notes.tokens.len()];
        let mut outermost: Vec<Full> = Vec::with_capacity(fulls.len());
        for full in fulls {
            if over[full.tokens.first] == 0 {
                outermost.push(full);
                over[full.tokens.first..=full.tokens.last].fill(outermost.len());
            }
        }
        Self { fulls: outermost, over }
    }

    /// How mentions cover a run of tokens.
    pub(super) fn cover(&self, tokens: TokenRange) -> Cover<'_> {
        let over = &self.over[tokens.first..=tokens.last];
        match over[0].checked_sub(1).map(|index| &self.fulls[index]) {
            None if over.iter().all(|&number| number == 0) => Cover::Free,
            Some(full) if full.tokens == tokens => Cover::Exactly(full),
            _ => {
                let inside = |&number: &usize| {
                    let full = number.checked_sub(1).map(|index| &self.fulls[index]);
                    full.is_none_or(|full| tokens.contains(full.tokens) && full.referent.entity.is_none())
                };
                if over.iter().all(inside) { Cover::Inside } else { Cover::Partly }
            }
        }
    }

    /// The mention that begins at a token.
    pub(super) fn beginning(&self, token: usize) -> Option<&Full> {
        let full = &self.fulls[self.over[token].checked_sub(1)?];
        (full.tokens.first == token).then_some(full)
    }
}
