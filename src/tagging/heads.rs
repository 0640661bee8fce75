//! Generic heads stand outside a name, also of names that are listed with them: صحيفة التايمز, مدينة الشيخ زايد, نادي خيتافي.
//!
//! The longer name decides what is meant; the mention is what stands behind its head. A head is part of the name where the rest by itself is
//! none: مدينة نصر, وكالة الأنباء السعودية, قناة السويس.

use super::candidate::Candidate;
use super::document::{Document, Gap, Marks, TokenRange};
use crate::gazetteer::{BodyPart, Entity, EntityType};
use crate::text::FoldedSpan;

/// Where the name behind a listed name's generic head stands; `None` if the whole is the name.
pub(super) fn behind_head(candidate: &Candidate, entity: &Entity, document: &Document<'_>) -> Option<TokenRange> {
    let TokenRange { first, last } = candidate.tokens;
    let is_apart = match entity.entity_type {
        EntityType::Person => return None,
        EntityType::Place => is_place_apart(first, candidate, entity, document),
        EntityType::Organisation => is_body_apart(first, candidate, entity, document),
    };
    let rest = TokenRange { first: document.word_after(first, Gap::Soft)?, last };
    (rest.first <= last && is_apart).then_some(rest)
}

/// The span of such a run: no proclitics stand inside a name.
pub(super) fn span(tokens: TokenRange, candidate: &Candidate, document: &Document<'_>) -> FoldedSpan {
    FoldedSpan::new(document.notes.tokens[tokens.first].span.start, candidate.span.end)
}

/// مقاطعة and the like are part of no division's name.
fn is_place_apart(first: usize, candidate: &Candidate, entity: &Entity, document: &Document<'_>) -> bool {
    let is_division = entity.subtype.is_some_and(|subtype| subtype.name() == "admin");
    is_division && document.has(first, Marks::DIVISION)
        || document.has(first, Marks::DIVISION.or(Marks::TOWN).or(Marks::GENERIC)) && is_name_without_head(candidate, entity)
}

/// نادي is part of no club's name; نادي القضاة is no club.
fn is_body_apart(first: usize, candidate: &Candidate, entity: &Entity, document: &Document<'_>) -> bool {
    document.heads_ending(first).iter().any(|head| match head.part {
        BodyPart::Apart => head.subtype == entity.subtype,
        BodyPart::Outside => is_name_without_head(candidate, entity),
        _ => false,
    })
}

/// Whether the entity is also listed by what follows the first word of the matched name.
fn is_name_without_head(candidate: &Candidate, entity: &Entity) -> bool {
    let names = &entity.aliases;
    let rest = names[usize::from(candidate.alias)].text.split_once(' ').map(|(_, rest)| rest);
    rest.is_some_and(|rest| names.iter().any(|name| &*name.text == rest))
}
