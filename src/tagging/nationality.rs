//! Nationalities: demonyms that no name takes in, linked to their countries. Only for those who ask for them.
//!
//! # How it works
//! Demonyms are words of the lexicon and have marked their tokens by now, in all inflections, with the article or without. Of those that
//! begin at one word the longest counts (أميركي لاتيني says of no country). A demonym inside a name is that name's part; only where
//! nested mentions are asked for is one given inside a body's (المنتخب السعودي). A word that is also the country's own name (السعودية) is
//! a nationality only behind the noun that it goes with, and without the article (تشيلي, ليبيا) never; one right behind a given name is
//! a family name (محمد المصري).
//!
//! # Complexity
//! Linear in the demonyms, but for a sort.

use std::cmp::Reverse;

use super::candidate::{Entities, list_allows};
use super::document::{DemonymHit, Document, Gap, Marks};
use super::mention::{Alternative, Evidence, Mention, MentionType, Rule};
use super::options::{Options, Overlap};
use super::resolve::Resolution;
use super::unlisted::Unlisted;
use crate::gazetteer::{Entity, EntityType, Families};
use crate::text::LenientFolds;
use crate::text::fold::{canonical_symbols, lenient_symbols};

/// A demonym with the article: of 60 drawn from news, none was anything else.
const DEFINITE: f32 = 0.95;
/// One without: it may be somebody's name (تركي).
const INDEFINITE: f32 = 0.85;
/// One without and of fewer letters is somebody's name oftener than not: روس is Ross.
const LEAST_LETTERS: u32 = 4;

/// Adds the nationalities of a block to its mentions, which stay sorted.
pub(super) fn add(
    mentions: &mut Vec<Mention>,
    resolution: &Resolution,
    found: &[Unlisted],
    options: &Options,
    entities: Entities<'_>,
    document: &Document<'_>,
) {
    let mut taken = vec![Taken::No; document.notes.tokens.len()];
    let listed = resolution.winners().map(|ranked| (ranked[0].candidate.tokens, entities.get(ranked[0].candidate.entity).entity_type));
    for (tokens, entity_type) in listed.chain(found.iter().map(|name| (name.tokens, name.entity_type))) {
        let nests = options.overlap == Overlap::All && entity_type == EntityType::Organisation && tokens.first < tokens.last;
        for slot in &mut taken[tokens.first..=tokens.last] {
            *slot = (*slot).max(if nests { Taken::ByBody } else { Taken::Wholly });
        }
    }
    let mut hits: Vec<&DemonymHit> = document.notes.demonyms.iter().collect();
    hits.sort_by_key(|hit| (hit.tokens.first, hit.span.start, Reverse(hit.span.end)));
    let mut free_from = 0;
    for same_span in hits.chunk_by(|one, other| one.span == other.span) {
        let hit = same_span[0];
        if hit.tokens.first < free_from {
            continue;
        }
        free_from = hit.tokens.last + 1;
        if !taken[hit.tokens.first..=hit.tokens.last].contains(&Taken::Wholly) {
            mentions.extend(nationality(same_span, options, entities, document));
        }
    }
    mentions.sort_by_key(|mention| (mention.span.start, Reverse(mention.span.end)));
}

/// What covers a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    No,
    /// A body's name of several words, in which a nationality may be nested.
    ByBody,
    Wholly,
}

/// The nationality that demonyms of one span say: of the first country that may be returned, the others beside it.
fn nationality(hits: &[&DemonymHit], options: &Options, entities: Entities<'_>, document: &Document<'_>) -> Option<Mention> {
    let hit = hits[0];
    let definite = document.has(hit.tokens.first, Marks::ARTICLE);
    let score = if definite { DEFINITE } else { INDEFINITE };
    let allowed = |country: &Entity| list_allows(options.lists.as_deref(), &country.lists) && !options.suppress.has_id(&country.id);
    let mut countries = hits.iter().filter_map(|hit| hit.country).filter(|&ix| allowed(entities.get(ix)));
    let country = countries.next()?;
    let other = if definite {
        is_family_name(hit, document) || is_own_name(entities.get(country), hit, document) && !follows_its_noun(hit, document)
    } else {
        hit.span.len() < LEAST_LETTERS || is_own_name(entities.get(country), hit, document)
    };
    if other || score < options.min_score || options.suppress.covers(document, hit.span) {
        return None;
    }
    let alternative = |entity| Alternative { entity, entity_type: entities.get(entity).entity_type, score };
    Some(Mention {
        span: document.raw_span(hit.span),
        token: document.raw_tokens(hit.tokens),
        entity_type: MentionType::Nationality,
        subtype: None,
        entity: Some(country),
        score,
        proclitics: hit.proclitics,
        alternatives: countries.map(alternative).collect(),
        role: None,
        evidence: Evidence {
            rule: Rule::Demonym,
            alias: None,
            families: Families::default(),
            folds: LenientFolds::default(),
            cues: Vec::new(),
            antecedent: None,
        },
    })
}

/// Whether the demonym is spelt like a name of its country: السعودية, and روسيا beside روسي in the accusative.
fn is_own_name(country: &Entity, hit: &DemonymHit, document: &Document<'_>) -> bool {
    let surface = &document.folded.lenient()[hit.span.range()];
    country.aliases.iter().any(|alias| lenient_symbols(&canonical_symbols(&alias.text)) == surface)
}

/// Whether it stands right behind a word with the article: الحكومة السعودية.
fn follows_its_noun(hit: &DemonymHit, document: &Document<'_>) -> bool {
    let before = document.word_before(hit.tokens.first, Gap::Soft).filter(|_| hit.proclitics.is_empty());
    before.is_some_and(|word| document.has(word, Marks::ARTICLE))
}

/// Whether it ends somebody's name that was not found.
fn is_family_name(hit: &DemonymHit, document: &Document<'_>) -> bool {
    let before = document.word_before(hit.tokens.first, Gap::Soft).filter(|_| hit.proclitics.is_empty());
    before.is_some_and(|word| document.has(word, Marks::GIVEN) && !document.has(word, Marks::TITLE.or(Marks::FUNCTION)))
}
