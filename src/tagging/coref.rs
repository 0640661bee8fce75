//! Coreference inside a document: after بيني غانتس, the bare غانتس is the same man.
//!
//! # How it works
//! The people named in full give their last names; a small lexicon of these is searched like the big one, with its proclitics and
//! folds. A short form counts only after its antecedent; between two people of one last name the nearer one before it wins.
//!
//! # Complexity
//! One more linear search, and only in texts that name somebody in full.

use std::collections::HashSet;

use super::candidate::{Candidate, Entities, form_fits};
use super::document::{Document, Gap, Marks};
use super::mention::Rule;
use super::resolve::Scored;
use super::score;
use crate::gazetteer::expand::{SurfaceForm, split, surface_forms};
use crate::gazetteer::{Entity, EntityIx, EntityType, Lexicon, LexiconBuilder, Posting};
use crate::text::symbol::{Symbol, arabic};
use crate::text::{FoldedSpan, LenientFolds};

/// A person named in full.
#[derive(Debug, Clone, Copy)]
pub(super) struct Antecedent {
    pub(super) span: FoldedSpan,
    pub(super) entity: EntityIx,
}

/// Finds the short forms of people named in full before. `antecedents` are in the order of the text.
pub(super) fn short_forms(antecedents: &[Antecedent], entities: Entities<'_>, document: &Document<'_>) -> Vec<Candidate> {
    let Some(lexicon) = compile(antecedents, entities) else { return Vec::new() };
    let mut found = Vec::new();
    let mut cursor = 0;
    for hit in lexicon.search(&document.folded) {
        let tokens = document.tokens_of(hit.span, &mut cursor);
        let text = &document.folded.canonical()[hit.span.range()];
        let mut nearest: Option<(Candidate, usize)> = None;
        for posting in lexicon.postings(hit) {
            let Posting::Alias(alias) = posting else { continue };
            let form = lexicon.form(posting, hit);
            if !form_fits(text, form, alias.families, hit.proclitics) {
                continue;
            }
            let before = antecedents.partition_point(|one| one.span.end <= hit.span.start);
            let Some(index) = antecedents[..before].iter().rposition(|one| one.entity == alias.entity) else { continue };
            if nearest.is_some_and(|(_, other)| other >= index) {
                continue;
            }
            let antecedent = Some(document.folded.raw_span(antecedents[index].span));
            let candidate = Candidate {
                span: hit.span,
                tokens,
                proclitics: hit.proclitics,
                entity: alias.entity,
                alias: alias.alias,
                families: alias.families,
                folds: LenientFolds::between(text, form),
                needs_context: wants_cue(form, tokens.first, document),
                rule: Rule::ShortForm,
                antecedent,
            };
            nearest = Some((candidate, index));
        }
        found.extend(nearest.map(|(candidate, _)| candidate).filter(|candidate| !part_of_another_name(candidate, document)));
    }
    found
}

/// Scores short forms; those that lack the cue they need are dropped.
pub(super) fn score(found: Vec<Candidate>, entities: Entities<'_>, document: &Document<'_>) -> impl Iterator<Item = Scored> {
    found.into_iter().filter_map(move |candidate| {
        let judged = score::judge(&candidate, entities, document);
        (!judged.wants_antecedent).then(|| Scored { candidate, score: score::probability(judged.log_odds) })
    })
}

fn compile(antecedents: &[Antecedent], entities: Entities<'_>) -> Option<Lexicon> {
    let mut builder = LexiconBuilder::default();
    let mut seen: HashSet<EntityIx> = HashSet::new();
    for antecedent in antecedents {
        let entity = entities.get(antecedent.entity);
        if entity.entity_type != EntityType::Person || !seen.insert(antecedent.entity) {
            continue;
        }
        for (alias, form) in last_names(entity) {
            builder.add_alias_form(antecedent.entity, alias, &form);
        }
    }
    if seen.is_empty() {
        return None;
    }
    builder.build().ok().filter(|lexicon| !lexicon.is_empty())
}

/// The last names of a person, of every form of every name of several words. Those that a name alone stands for are listed as such.
fn last_names(entity: &Entity) -> Vec<(u16, SurfaceForm)> {
    let mut names: Vec<(u16, SurfaceForm)> = Vec::new();
    for (alias, number) in entity.aliases.iter().zip(0..) {
        for form in surface_forms(entity, &alias.text) {
            let words: Vec<&[u8]> = split(&form.symbols).collect();
            let Some(last) = last_name(&words) else { continue };
            let symbols = last.join(&Symbol::SPACE.0);
            if !names.iter().any(|(_, other)| other.symbols == symbols) {
                let families = form.families.without(crate::gazetteer::Families::LAM);
                names.push((number, SurfaceForm { symbols: symbols.clone(), families }));
                if let Some(rest) = symbols.strip_prefix(&[arabic('ا').0, arabic('ل').0]) {
                    let contracted = [&[arabic('ل').0], rest].concat();
                    names.push((number, SurfaceForm { symbols: contracted, families: families.with(crate::gazetteer::Families::LAM) }));
                }
            }
        }
    }
    names
}

/// The words that make the last name: one, or the whole compound (بن سلمان, أبو الغيط, نصر الله). A clan name (آل ثاني) is shared by too
/// many to stand for one.
fn last_name<'w>(words: &'w [&'w [u8]]) -> Option<&'w [&'w [u8]]> {
    let is = |word: &[u8], options: &[&str]| options.iter().any(|option| option.chars().map(|c| arabic(c).0).eq(word.iter().copied()));
    let [.., before, last] = words else { return None };
    let heads =
        ["بن", "ابن", "أبو", "أبي", "أبا", "ابو", "ابي", "ابا", "بو", "عبد", "ولد", "أم", "بنت", "دي", "فان", "دو", "لو", "بان", "فون"];
    let take = if is(before, &["آل", "ال"]) {
        return None;
    } else if is(before, &heads) || is(last, &["الدين", "الله"]) {
        2
    } else {
        1
    };
    // A compound that is the whole name is no shorter than it.
    (words.len() > take).then(|| &words[words.len() - take..])
}

/// A last name of up to three letters, or one that is also a demonym, a given name or a function word, needs a title or a verb of saying.
fn wants_cue(form: &[u8], token: usize, document: &Document<'_>) -> bool {
    form.len() <= 3 || document.has(token, Marks::DEMONYM.or(Marks::FUNCTION).or(Marks::TITLE))
}

/// فاطمة غانتس is somebody else, and so is غانتس as the first part of بن غانتس.
fn part_of_another_name(candidate: &Candidate, document: &Document<'_>) -> bool {
    let before = document.word_before(candidate.tokens.first, Gap::Soft);
    candidate.proclitics.is_empty() && before.is_some_and(|word| document.has(word, Marks::GIVEN) && !document.has(word, Marks::TITLE))
}
