//! The last stage: from what was resolved to mentions of the raw text.

use super::borders::Borders;
use super::candidate::{Candidate, Entities};
use super::document::{Document, TokenRange};
use super::mention::{Alternative, Evidence, Mention};
use super::options::{Options, Overlap};
use super::resolve::{Resolution, Scored};
use super::unlisted::Unlisted;
use super::{score, titles};
use crate::gazetteer::{EntityType, Families, WordKind};
use crate::text::{LenientFolds, RawSpan};

/// Another entity is a close call if its score is within this of the best.
const CLOSE: f32 = 0.1;

/// Makes the mentions of a block, sorted by start, the longer first.
pub(super) fn mentions(
    resolution: &Resolution,
    found: &[Unlisted],
    options: &Options,
    entities: Entities<'_>,
    document: &mut Document<'_>,
) -> Vec<Mention> {
    for ranked in resolution.winners() {
        document.cover(ranked[0].candidate.tokens);
    }
    let mut mentions: Vec<Mention> = resolution
        .winners()
        .filter(|ranked| options.types.has(entities.get(ranked[0].candidate.entity).entity_type))
        .map(|ranked| listed(ranked, entities, document))
        .collect();
    mentions.extend(found.iter().filter(|name| options.types.has(name.entity_type)).map(|name| unlisted(name, entities, document)));
    mentions.sort_unstable_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    mentions
}

/// Drops mentions that share a letter with the one before: two names inside one ligature (ﷺ) are both all of it in the raw text. Nested ones
/// stay where they are asked for.
pub(super) fn drop_crossing(mentions: &mut Vec<Mention>, overlap: Overlap) {
    let mut before: Option<RawSpan> = None;
    mentions.retain(|mention| {
        let RawSpan { start, end } = mention.span;
        let is_nested = |before: RawSpan| overlap == Overlap::All && end <= before.end && (start, end) != (before.start, before.end);
        let stays = before.is_none_or(|before| start >= before.end || is_nested(before));
        if stays {
            before = Some(mention.span);
        }
        stays
    });
}

fn listed(ranked: &[Scored], entities: Entities<'_>, document: &Document<'_>) -> Mention {
    let best = &ranked[0];
    let candidate = &best.candidate;
    let entity = entities.get(candidate.entity);
    let mut alternatives: Vec<Alternative> = Vec::new();
    for other in &ranked[1..] {
        let ix = other.candidate.entity;
        // By id: a name added to a listed entity has an index of its own.
        let same = |one| entities.get(one).id == entities.get(ix).id;
        let known = same(candidate.entity) || alternatives.iter().any(|alternative| same(alternative.entity));
        if !known && best.score - other.score <= CLOSE {
            alternatives.push(Alternative { entity: ix, entity_type: entities.get(ix).entity_type, score: other.score });
        }
    }
    let role = (entity.entity_type == EntityType::Person && candidate.proclitics.is_empty())
        .then(|| titles::before(document, candidate.tokens.first))
        .flatten();
    let borders = Borders::of(candidate, entity, document);
    Mention {
        span: document.raw_span(borders.span),
        token: document.raw_tokens(borders.tokens),
        entity_type: entity.entity_type.into(),
        subtype: entity.subtype,
        entity: Some(candidate.entity),
        score: best.score,
        proclitics: borders.proclitics,
        alternatives,
        role: role.map(|tokens| titles::raw_role(document, tokens)),
        evidence: Evidence {
            rule: candidate.rule,
            alias: Some(candidate.alias),
            families: candidate.families,
            folds: candidate.folds,
            cues: cue_spans(candidate, entity.entity_type, role, borders.tokens, document),
            antecedent: candidate.antecedent,
        },
    }
}

/// The cues of a listed mention, as spans: a role counts as one, and so does a head that it was listed with.
fn cue_spans(
    candidate: &Candidate,
    entity_type: EntityType,
    role: Option<TokenRange>,
    name: TokenRange,
    document: &Document<'_>,
) -> Vec<RawSpan> {
    let cues = score::cues(candidate, entity_type, document);
    let mut spans = Vec::new();
    if name.first > candidate.tokens.first {
        spans.push(document.raw_tokens(TokenRange { first: candidate.tokens.first, last: name.first - 2 }));
    }
    if let Some(role) = role {
        spans.push(titles::raw_role(document, role));
    } else if let Some(last) = cues.before {
        let first = document.cues_ending(last).iter().map(|cue| cue.tokens.first).min().unwrap_or(last);
        spans.push(document.raw_tokens(TokenRange { first, last }));
    }
    if let Some(first) = cues.after {
        spans.push(document.raw_tokens(TokenRange { first, last: first }));
    }
    spans
}

fn unlisted(name: &Unlisted, entities: Entities<'_>, document: &Document<'_>) -> Mention {
    let person = name.entity_type == EntityType::Person && name.proclitics.is_empty();
    let role = person.then(|| titles::before(document, name.tokens.first)).flatten();
    // The subtype that the role's titles suggest.
    let inside = |role: TokenRange| document.cues_ending_in(role).iter().filter(move |cue| role.contains(cue.tokens));
    let mut titles = role.map(inside).into_iter().flatten();
    let subtype = name.subtype.or_else(|| {
        titles.find_map(|cue| match entities.listed.word(cue.word).kind {
            WordKind::Title { subtype, .. } => subtype,
            _ => None,
        })
    });
    let role = role.map(|role| titles::raw_role(document, role));
    Mention {
        span: document.raw_span(name.span),
        token: document.raw_tokens(name.tokens),
        entity_type: name.entity_type.into(),
        subtype,
        entity: name.entity,
        score: name.score,
        proclitics: name.proclitics,
        alternatives: Vec::new(),
        role,
        evidence: Evidence {
            rule: name.rule,
            alias: None,
            families: Families::default(),
            folds: LenientFolds::default(),
            cues: role.into_iter().collect(),
            antecedent: name.antecedent,
        },
    }
}
