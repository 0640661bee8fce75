//! The last stage: from what was resolved to mentions of the raw text.

use super::candidate::{Candidate, Entities};
use super::document::{Document, TokenRange};
use super::mention::{Alternative, Evidence, Mention, Rule};
use super::options::Options;
use super::resolve::{Resolution, Scored};
use super::{score, titles};
use crate::gazetteer::{EntityType, Families, WordKind};
use crate::text::{LenientFolds, Proclitics, RawSpan};

/// Another entity is a close call if its score is within this of the best.
const CLOSE: f32 = 0.1;
/// Log-odds of a name that a title announces and no list holds: below every listed name with its cue.
const ANNOUNCED: f32 = 1.2;

/// Makes the mentions of a block, sorted by start, the longer first.
pub(super) fn mentions(resolution: &Resolution, options: &Options, entities: Entities<'_>, document: &mut Document<'_>) -> Vec<Mention> {
    for ranked in resolution.winners() {
        document.cover(ranked[0].candidate.tokens);
    }
    let mut mentions: Vec<Mention> = resolution
        .winners()
        .filter(|ranked| options.types.has(entities.get(ranked[0].candidate.entity).entity_type))
        .map(|ranked| listed(ranked, entities, document))
        .collect();
    let unlisted_score = score::probability(ANNOUNCED);
    if options.unlisted && options.types.has(EntityType::Person) && options.lists.is_none() && unlisted_score >= options.min_score {
        let announced = titles::announced(document);
        let kept = announced.into_iter().filter(|one| !options.suppress.covers(document, document.span_of(one.name)));
        mentions.extend(kept.map(|one| unlisted(one, unlisted_score, entities, document)));
    }
    mentions.sort_unstable_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    mentions
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
    Mention {
        span: document.raw_span(candidate.span),
        token: document.raw_tokens(candidate.tokens),
        entity_type: entity.entity_type,
        subtype: entity.subtype,
        entity: Some(candidate.entity),
        score: best.score,
        proclitics: candidate.proclitics,
        alternatives,
        role: role.map(|tokens| document.raw_tokens(tokens)),
        evidence: Evidence {
            rule: candidate.rule,
            alias: Some(candidate.alias),
            families: candidate.families,
            folds: candidate.folds,
            cues: cue_spans(candidate, entity.entity_type, role, document),
            antecedent: candidate.antecedent,
        },
    }
}

/// The cues of a listed mention, as spans: a role counts as one.
fn cue_spans(candidate: &Candidate, entity_type: EntityType, role: Option<TokenRange>, document: &Document<'_>) -> Vec<RawSpan> {
    let cues = score::cues(candidate, entity_type, document);
    let mut spans = Vec::new();
    if let Some(role) = role {
        spans.push(document.raw_tokens(role));
    } else if let Some(last) = cues.before {
        let first = document.cues_ending(last).iter().map(|cue| cue.tokens.first).min().unwrap_or(last);
        spans.push(document.raw_tokens(TokenRange { first, last }));
    }
    if let Some(first) = cues.after {
        spans.push(document.raw_tokens(TokenRange { first, last: first }));
    }
    spans
}

fn unlisted(one: titles::Announced, score: f32, entities: Entities<'_>, document: &Document<'_>) -> Mention {
    let span = document.raw_tokens(one.name);
    let role = one.role.map(|role| document.raw_tokens(role));
    // The subtype that the role's titles suggest.
    let mut titles = document.notes.cues.iter().filter(|cue| one.role.is_some_and(|role| role.contains(cue.tokens)));
    let subtype = titles.find_map(|cue| match entities.listed.word(cue.word).kind {
        WordKind::Title { subtype, .. } => subtype,
        _ => None,
    });
    Mention {
        span,
        token: span,
        entity_type: EntityType::Person,
        subtype,
        entity: None,
        score,
        proclitics: Proclitics::default(),
        alternatives: Vec::new(),
        role,
        evidence: Evidence {
            rule: Rule::TitleName,
            alias: None,
            families: Families::default(),
            folds: LenientFolds::default(),
            cues: vec![role.unwrap_or_else(|| document.raw_tokens(one.title))],
            antecedent: None,
        },
    }
}
