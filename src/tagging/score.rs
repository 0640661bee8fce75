//! How sure a candidate is: one table of weights, each with its reason.
//!
//! Weights are added up in log-odds and pressed into 0 to 1. They state an order, not yet a frequency: a fuller name before a shorter,
//! a listed form before a generated one, letters as written before letters folded, no proclitic before one, a name beside its cue before
//! one without. They are hand-set; nothing is fitted to a corpus yet.

use super::candidate::{Candidate, Entities};
use super::document::{Document, Gap, Marks};
use super::mention::Rule;
use super::titles;
use crate::gazetteer::{AliasKind, Entity, EntityType};
use crate::text::symbol::{arabic, letters};

/// A name of several words is hardly ever there by chance.
const SEVERAL_WORDS: f32 = 4.0;
/// A listed single word that is no ordinary word.
const ONE_WORD: f32 = 3.0;
/// The last name of a person named in full before.
const SHORT_FORM: f32 = 2.2;
/// An alias is a little less usual than the canonical name.
const ALIAS: f32 = -0.1;
/// A generated form was written by no curator.
const GENERATED: f32 = -0.7;
/// Only the skeleton is that of a listed name: below every form that was generated.
const SKELETON: f32 = -0.4;
/// Each letter that needed a lenient fold, up to three.
const FOLD: f32 = -0.4;
/// Each proclitic letter before a name of more than three letters.
const PROCLITIC: f32 = -0.2;
/// The same before a shorter name: chance strings are common there.
const PROCLITIC_SHORT: f32 = -1.0;
/// A cue of its type stands beside it.
const CUE: f32 = 0.8;
/// A preposition of place stands before a place.
const PREPOSITION: f32 = 0.3;
/// A name that is also a word, with its cue.
const CONTEXT_GIVEN: f32 = -1.0;
/// The same without: not a mention.
const CONTEXT_MISSING: f32 = -6.0;
/// A generic head of an organisation right before a place other than a country: the place is inside the body's name (جامعة دمشق).
const HEAD_OF_ANOTHER: f32 = -4.0;
/// The same before a country (بنوك مصر, شركات لبنان): as often a body of the country as a name.
const HEAD_OF_ANOTHER_COUNTRY: f32 = -1.5;
/// A given name right before a single word: the word is that person's last name.
const AFTER_GIVEN_NAME: f32 = -4.0;
/// A place that is spelt like a demonym (السعودية), after a word with the article: an adjective.
const ADJECTIVE: f32 = -10.0;
/// A curator wrote the name down and did not say that it needs context: the model has read few texts, and knows kinds of words only.
const VOUCHED: f32 = 2.0;
/// Only an import lists it: of two entities of one name, news means the one that an editor wrote down.
const IMPORTED: f32 = -0.3;
/// Each step down the order of subtypes; only ever decides between entities of one surface.
const SUBTYPE_STEP: f32 = -0.02;
/// A generic head of divisions stands before a division: no city or water of its name is meant (ولاية صفاقس, ولاية نهر النيل); or one of towns before
/// a city (بلدية تونس).
const OWN_HEAD: f32 = 4.0;
/// A row of names behind one head is looked through as far as this.
const MOST_IN_A_ROW: usize = 5;
/// The text speaks of its country: between namesakes of two countries this one is meant.
const COHERENT: f32 = 0.25;
/// The same for a name that is also a word: جنين in a text of Palestine is the town.
const COHERENT_RISKY: f32 = 1.5;
/// All that the block speaks of is of its country, or a share of that: of namesakes that nothing before tells apart, as in a text's first line, the one
/// whose country most is of.
pub(super) const SHARE: f32 = 0.2;
/// The entity was already named in full in this text.
const NAMED_BEFORE: f32 = 0.4;

/// The log-odds of a candidate without the rest of the document, and whether a cue speaks for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) log_odds: f32,
    /// Lacks the cue that its name needs: only a fuller mention before it can help.
    pub(super) wants_antecedent: bool,
}

/// The log-odds that a fuller mention of the entity before the candidate adds.
pub(super) fn with_antecedent(judged: Judged) -> f32 {
    let lifted = if judged.wants_antecedent { judged.log_odds - CONTEXT_MISSING + CONTEXT_GIVEN } else { judged.log_odds };
    lifted + NAMED_BEFORE
}

/// The log-odds that it adds if the text has spoken of a candidate's country.
pub(super) fn of_country(spoken_of: bool, needs_context: bool) -> f32 {
    match (spoken_of, needs_context) {
        (false, _) => 0.0,
        (true, false) => COHERENT,
        (true, true) => COHERENT_RISKY,
    }
}

/// Presses log-odds into 0 to 1.
pub(super) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Judges a candidate by itself and by the words beside it; `context` is what the name model makes of those, where it knows.
pub(super) fn judge(candidate: &Candidate, context: Option<f32>, entities: Entities<'_>, document: &Document<'_>) -> Judged {
    let entity = entities.get(candidate.entity);
    if candidate.rule == Rule::Skeleton {
        return judge_skeleton(candidate, entity.entity_type, entities, document);
    }
    let own_head = own_head(entity).is_some_and(|head| behind_head(head, candidate, document));
    let itself = by_itself(candidate, entities) + if own_head { OWN_HEAD } else { 0.0 };
    if let Some(likely) = context {
        let likely = likely.clamp(0.001, 0.999);
        let mut log_odds = itself + (likely / (1.0 - likely)).ln();
        if is_adjective(candidate, document) {
            log_odds += ADJECTIVE;
        }
        if entity.curated && !candidate.needs_context {
            log_odds += VOUCHED;
        } else if entity.curated && has_cue(candidate, entity.entity_type, document) {
            log_odds += CUE;
        }
        return Judged { log_odds, wants_antecedent: candidate.needs_context && likely < 0.5 };
    }
    let one_word = candidate.words() == 1;
    let mut log_odds = prior(candidate) + itself;
    let cue = has_cue(candidate, entity.entity_type, document);
    let mut context = cue;
    if cue {
        log_odds += CUE;
    }
    if one_word {
        let (change, licensed) = neighbours(candidate, entity.entity_type, entity.subtype.is_some_and(|s| s.name() == "country"), document);
        log_odds += change;
        context |= licensed;
    }
    if candidate.needs_context {
        log_odds += if context { CONTEXT_GIVEN } else { CONTEXT_MISSING };
    }
    Judged { log_odds, wants_antecedent: candidate.needs_context && !context }
}

/// Judges a name found by its skeleton. Its own cue was asked for where it needs one, so that here only a fuller mention can help.
fn judge_skeleton(candidate: &Candidate, entity_type: EntityType, entities: Entities<'_>, document: &Document<'_>) -> Judged {
    let mut log_odds = prior(candidate) + by_itself(candidate, entities);
    if candidate.needs_context {
        log_odds += CONTEXT_MISSING;
    } else if has_cue(candidate, entity_type, document) {
        log_odds += CUE;
    }
    Judged { log_odds, wants_antecedent: candidate.needs_context }
}

/// Judges a candidate without the words beside it: the lists alone decide.
pub(super) fn judge_alone(candidate: &Candidate, entities: Entities<'_>) -> Judged {
    Judged { log_odds: prior(candidate) + by_itself(candidate, entities), wants_antecedent: false }
}

/// How likely names of its kind are, whoever they name.
fn prior(candidate: &Candidate) -> f32 {
    match (candidate.rule, candidate.words()) {
        (Rule::ShortForm, _) => SHORT_FORM,
        (_, 1) => ONE_WORD,
        _ => SEVERAL_WORDS,
    }
}

/// What speaks for or against a candidate in its own letters.
fn by_itself(candidate: &Candidate, entities: Entities<'_>) -> f32 {
    let entity = entities.get(candidate.entity);
    let mut log_odds = 0.0;
    if entity.aliases[usize::from(candidate.alias)].kind == AliasKind::Alias {
        log_odds += ALIAS;
    }
    log_odds += match candidate.families.distance() {
        0 => 0.0,
        1 => GENERATED,
        _ => GENERATED + SKELETON,
    };
    if !entity.curated {
        log_odds += IMPORTED;
    }
    log_odds += FOLD * f32::from(candidate.folds.costly().min(3));
    let proclitic = if candidate.span.len() > 3 { PROCLITIC } else { PROCLITIC_SHORT };
    #[allow(clippy::cast_precision_loss)] // at most two letters
    let proclitics = candidate.proclitics.len() as f32;
    log_odds += proclitic * proclitics;
    log_odds + SUBTYPE_STEP * entity.subtype.map_or(0.0, |subtype| f32::from(subtype.rank()))
}

/// Whether a strong cue of this type stands right before or right after.
fn has_cue(candidate: &Candidate, entity_type: EntityType, document: &Document<'_>) -> bool {
    !cues(candidate, entity_type, document).is_empty()
}

/// Where a strong cue of this type stands: the last token of one before, the first token of one after.
pub(super) fn cues(candidate: &Candidate, entity_type: EntityType, document: &Document<'_>) -> CueTokens {
    let mut found = CueTokens::default();
    // A proclitic parts the name from the word before: وزار مدينة وبيروت is no city of that name.
    if candidate.proclitics.is_empty() {
        let before = document.word_before(candidate.tokens.first, Gap::Quote);
        found.before = before.filter(|&word| document.has(word, Marks::before(entity_type)));
        if entity_type == EntityType::Person {
            found.title = titles::before(document, candidate.tokens.first).is_some();
        }
    }
    let after = document.word_after(candidate.tokens.last, Gap::Quote);
    found.after = after.filter(|&word| document.has(word, Marks::after(entity_type)));
    found
}

/// The cues beside a candidate.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CueTokens {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
    pub(super) title: bool,
}

impl CueTokens {
    fn is_empty(self) -> bool {
        self.before.is_none() && self.after.is_none() && !self.title
    }
}

/// The mark of the generic heads that stand before such a place only.
fn own_head(entity: &Entity) -> Option<Marks> {
    match entity.subtype?.name() {
        "admin" => Some(Marks::DIVISION),
        "city" => Some(Marks::TOWN),
        _ => None,
    }
}

/// Whether an entity is a division of a country that no head of divisions stands before.
pub(super) fn is_bare_division(candidate: &Candidate, entities: Entities<'_>, document: &Document<'_>) -> bool {
    own_head(entities.get(candidate.entity)) == Some(Marks::DIVISION) && !behind_head(Marks::DIVISION, candidate, document)
}

/// Whether a generic head with this mark stands right before, or before a row of names that the candidate goes on: ولايتي سوسة والقيروان.
fn behind_head(head: Marks, candidate: &Candidate, document: &Document<'_>) -> bool {
    const AND: u8 = arabic('و').0;
    let symbols = |word| document.symbols(word);
    let joined = |word| document.has(word, Marks::BEHIND_PROCLITIC) && symbols(word).first() == Some(&AND);
    let first = candidate.tokens.first;
    let mut word = first;
    for _ in 0..MOST_IN_A_ROW {
        let Some(before) = document.word_before(word, Gap::Soft) else { return false };
        if !joined(word) {
            // Behind one head there is no row: بين ولاية صفاقس وتونس.
            let singular = symbols(before).ends_with(&[arabic('ة').0]);
            return candidate.proclitics.is_empty() == (word == first) && document.has(before, head) && (word == first || !singular);
        }
        word = before;
    }
    false
}

/// Whether a name that is spelt like a demonym stands behind the noun that it would agree with: المملكة السعودية, 20 جنديا سوريا.
fn is_adjective(candidate: &Candidate, document: &Document<'_>) -> bool {
    const ALEF: u8 = arabic('ا').0;
    const YA: [u8; 2] = letters(['ي', 'ا']);
    let (first, one_word) = (candidate.tokens.first, candidate.words() == 1);
    let Some(noun) = document.word_before(first, Gap::Soft).filter(|_| candidate.proclitics.is_empty() && one_word) else { return false };
    if document.has(noun, Marks::ARTICLE.or(Marks::DEMONYM)) {
        return document.has(first, Marks::DEMONYM);
    }
    // Behind a time or measure a sentence may go on with the country: منذ 20 عاما سوريا …
    let counted = document.symbols(noun).ends_with(&[ALEF]) && !document.has(noun, Marks::FUNCTION);
    counted && document.symbols(first).ends_with(&YA) && document.number_before(noun)
}

/// What the word before says about a single word: a change of log-odds, and whether it gives a demonym-like place its context.
fn neighbours(candidate: &Candidate, entity_type: EntityType, country: bool, document: &Document<'_>) -> (f32, bool) {
    let before = document.word_before(candidate.tokens.first, Gap::Soft);
    let mut change = 0.0;
    let mut licensed = false;
    let preposition = candidate.proclitics.has_preposition() || before.is_some_and(|word| document.has(word, Marks::PREPOSITION));
    if let Some(word) = before.filter(|_| candidate.proclitics.is_empty()) {
        if document.has(word, Marks::GIVEN) && entity_type != EntityType::Organisation {
            change += AFTER_GIVEN_NAME;
        }
        if document.has(word, Marks::ORGANISATION_HEAD) && entity_type == EntityType::Place {
            change += if country { HEAD_OF_ANOTHER_COUNTRY } else { HEAD_OF_ANOTHER };
        }
    }
    if is_adjective(candidate, document) {
        change += ADJECTIVE;
    }
    if entity_type == EntityType::Place && preposition {
        change += PREPOSITION;
        licensed = document.has(candidate.tokens.first, Marks::DEMONYM);
    }
    (change, licensed)
}
