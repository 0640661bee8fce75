//! Scoring in context: the words beside each candidate, the fuller mention before it, the countries that the text speaks of.

use std::collections::HashMap;

use super::Memory;
use super::candidate::{Candidate, Entities};
use super::document::{Document, Gap, Marks, TokenRange};
use super::mention::Rule;
use super::names::{Listed, NameType, Reading, Words};
use super::options::Options;
use super::resolve::Scored;
use super::score::Judged;
use super::{pace, score, topic, unlisted};
use crate::gazetteer::EntityType;
use crate::text::symbol::arabic;

/// What the name model makes of a block.
#[derive(Clone, Copy)]
pub(super) struct Context<'r> {
    pub(super) words: &'r Words,
    pub(super) reading: &'r Reading<'r>,
}

impl Context<'_> {
    /// Whether a foreign word that no list holds follows a word, nothing but a space between.
    fn goes_on_foreign(&self, token: usize) -> bool {
        let next = self.words.tokens.binary_search(&token).ok().map_or(usize::MAX, |word| word.saturating_add(1));
        let Some(facts) = self.words.facts.get(next) else { return false };
        facts.goes_on_foreign() && self.words.listed[self.words.tokens[next]] == Listed::No
    }

    /// How likely the words round about make a listed name of one word, of a person or place.
    fn of(&self, candidate: &Candidate, entities: Entities<'_>) -> Option<f32> {
        if candidate.words() > 1 {
            return None;
        }
        let name_type = match entities.get(candidate.entity).entity_type {
            EntityType::Person => NameType::Person,
            EntityType::Place => NameType::Place,
            EntityType::Organisation => return None,
        };
        // Inside a longer name the model has read that one.
        if !self.words.listed[candidate.tokens.first].is_one_word() {
            return None;
        }
        let word = self.words.tokens.binary_search(&candidate.tokens.first).ok()?;
        // صابرين in صابرين الجنحاني is half a name; a place's further words are its own (القاهرة الكبرى) as often as not.
        Some(match name_type {
            NameType::Person => self.reading.stands_alone(word, name_type),
            NameType::Place => self.reading.begins(word, name_type),
        })
    }
}

/// Where a block speaks of countries, in its order: by their own names, by demonyms, and by what curators list of them under several
/// words.
fn countries<'e>(candidates: &[Candidate], entities: Entities<'e>, document: &Document<'_>) -> Vec<(u32, &'e str)> {
    let sure = candidates.iter().filter(|candidate| {
        let entity = entities.get(candidate.entity);
        entity.curated && !candidate.needs_context && (entity.is_country() || candidate.words() > 1)
    });
    let of_candidates = sure.map(|candidate| (candidate.span.start, candidate.entity));
    let of_demonyms = document.notes.demonyms.iter().filter_map(|demonym| Some((demonym.span.start, demonym.country?)));
    let all = of_candidates.chain(of_demonyms).map(|(start, ix)| (start, &*entities.get(ix).country));
    let mut countries: Vec<(u32, &str)> = all.filter(|(_, country)| !country.is_empty()).collect();
    countries.sort_unstable();
    countries
}

/// How much of what a block speaks of is of each country: by the above, and by places and bodies of one word that have no namesake.
fn shares<'e>(spoken_of: &[(u32, &'e str)], candidates: &[Candidate], entities: Entities<'e>) -> HashMap<&'e str, f32> {
    let sure = candidates.iter().enumerate().filter(|&(index, candidate)| {
        let entity = entities.get(candidate.entity);
        let of_a_country = entity.entity_type != EntityType::Person && !entity.is_country() && !entity.country.is_empty();
        of_a_country && entity.curated && !candidate.needs_context && candidate.words() == 1 && !has_namesake(candidates, index)
    });
    let of_names = sure.map(|(_, candidate)| &*entities.get(candidate.entity).country);
    let mut shares: HashMap<&str, f32> = HashMap::new();
    for country in spoken_of.iter().map(|(_, country)| *country).chain(of_names) {
        *shares.entry(country).or_default() += 1.0;
    }
    let all: f32 = shares.values().sum();
    for share in shares.values_mut() {
        *share /= all;
    }
    shares
}

/// The candidates of other entities for the same stretch of text; candidates are in the order of their places.
fn namesakes(candidates: &[Candidate], index: usize) -> impl Iterator<Item = &Candidate> {
    let one = candidates[index];
    let before = candidates[..index].iter().rev().take_while(move |other| other.span == one.span);
    let behind = candidates[index + 1..].iter().take_while(move |other| other.span == one.span);
    before.chain(behind).filter(move |other| other.entity != one.entity)
}

fn has_namesake(candidates: &[Candidate], index: usize) -> bool {
    namesakes(candidates, index).next().is_some()
}

/// Whether a division is not meant, but the city or water of its name: its own name is flagged, and no head of divisions stands before it.
fn is_another_place(candidates: &[Candidate], index: usize, entities: Entities<'_>, document: &Document<'_>) -> bool {
    let candidate = &candidates[index];
    let listed = |namesake: &Candidate| namesake.families.distance() == 0 && !namesake.needs_context;
    let other = |namesake: &Candidate| listed(namesake) && entities.get(namesake.entity).entity_type == EntityType::Place;
    candidate.needs_context && namesakes(candidates, index).any(other) && score::is_bare_division(candidate, entities, document)
}

/// A candidate as the text has it, if it means what it names and no part of more.
fn meant(
    candidates: &[Candidate],
    index: usize,
    context: Context<'_>,
    sport: bool,
    entities: Entities<'_>,
    document: &Document<'_>,
) -> Option<Candidate> {
    let meant = by_topic(candidates, index, sport, entities, document)?;
    let another = is_part_of_more(&meant, context, entities, document) || is_another_place(candidates, index, entities, document);
    (!another).then_some(meant)
}

/// A candidate as the text's topic and its quotation marks have it: where the club or the paper is meant there is no place, and the club or
/// paper needs no further context.
fn by_topic(candidates: &[Candidate], index: usize, sport: bool, entities: Entities<'_>, document: &Document<'_>) -> Option<Candidate> {
    let candidate = candidates[index];
    let entity = entities.get(candidate.entity);
    let opponent = topic::is_opponent(candidates, index, sport, entities, document);
    let meant = topic::is_club(candidates, index, sport, entities, document) || topic::is_medium(candidates, index, entities, document);
    if !meant && !opponent {
        return Some(candidate);
    }
    // An armed group, too, may be called as a club is (الشباب).
    let needs_context = candidate.needs_context && !meant && !entity.is_club();
    (entity.entity_type != EntityType::Place).then_some(Candidate { needs_context, ..candidate })
}

/// Whether a candidate's words are part of something else's name or title.
fn is_part_of_more(candidate: &Candidate, context: Context<'_>, entities: Entities<'_>, document: &Document<'_>) -> bool {
    let (entity, first) = (entities.get(candidate.entity), candidate.tokens.first);
    let one_word = candidate.words() == 1;
    // An imported town of that name (ميدان, ماراثون) is not what a word means that begins other names.
    let begins_others = one_word && !entity.curated && document.has(first, Marks::EVENT_HEAD.or(Marks::FACILITY_HEAD));
    // رئيس أركان: the word is the title's.
    let of_title = one_word && candidate.needs_context && document.has(first, Marks::IN_TITLE);
    // نيوبورت أون ذا ليفي, تينيسي ستيت: a town that only an import lists, and foreign words that no list holds.
    let of_foreign = one_word && !entity.curated && entity.entity_type == EntityType::Place && context.goes_on_foreign(first);
    begins_others
        || of_title
        || of_foreign
        || is_a_maker(candidate, context, entities, document)
        || unlisted::is_part_of_a_thing(first, candidate.proclitics, entity.entity_type, document)
}

/// Whether a company's name is here that of what it makes: هواوي P9, هاتف نوكيا 3310, هاتف نوكيا لوميا. A number alone may be anything of it
/// (ارتفع سهم أرامكو 2 في المئة).
fn is_a_maker(candidate: &Candidate, context: Context<'_>, entities: Entities<'_>, document: &Document<'_>) -> bool {
    let TokenRange { first, last } = candidate.tokens;
    if entities.get(candidate.entity).subtype.is_none_or(|subtype| subtype.name() != "company") {
        return false;
    }
    let product = |&head: &usize| document.has(head, Marks::PRODUCT_HEAD);
    let before = document.word_before(first, Gap::Quote);
    // الهاتف الذكي نوكيا …
    let behind_adjective =
        || before.filter(|&word| document.has(word, Marks::ARTICLE)).and_then(|word| document.word_before(word, Gap::Soft));
    let of_product = before.filter(product).or_else(|| behind_adjective().filter(product)).is_some();
    let gap = if of_product { Gap::Quote } else { Gap::Soft };
    document.model_follows(last, gap, of_product) || of_product && context.goes_on_foreign(last)
}

/// Whether a body's name of one word is here the word that it also is, with what it governs: إن فتح المعابر أولوية. The subject of a verb, or what
/// follows a preposition, may have such a word behind it as well: رفضت حماس العرض, طلبت من حماس الرد.
fn begins_a_construct(candidate: &Candidate, entities: Entities<'_>, document: &Document<'_>) -> bool {
    const FEMININE: u8 = arabic('ت').0;
    let (first, entity_type) = (candidate.tokens.first, entities.get(candidate.entity).entity_type);
    if candidate.words() > 1 || entity_type != EntityType::Organisation || document.has(first, Marks::ARTICLE) {
        return false;
    }
    let governed = document.word_after(first, Gap::Soft).is_some_and(|next| {
        // An adjective of the body, or a day.
        let other = document.has(next, Marks::DEMONYM) || document.has(next, Marks::FUNCTION) && !document.has(next, Marks::NOUN);
        document.has(next, Marks::ARTICLE) && !other
    });
    let verb = |word: usize| document.symbols(word).ends_with(&[FEMININE]);
    let before = document.word_before(first, Gap::Soft).filter(|_| candidate.proclitics.is_empty());
    governed && !before.is_some_and(|word| verb(word) || document.has(word, Marks::PREPOSITION)) && !candidate.proclitics.has_preposition()
}

/// What the words in and beside a name say; of one that the caller adds, he knows what it means.
fn judge(candidate: &Candidate, context: Context<'_>, options: &Options, entities: Entities<'_>, document: &Document<'_>) -> Judged {
    if options.context && !entities.is_added(candidate.entity) {
        score::judge(candidate, context.of(candidate, entities), entities, document)
    } else {
        score::judge_alone(candidate, entities)
    }
}

/// Scores candidates in the order of the text, so that a name that needs context finds the fuller mention before it.
pub(super) fn score_all<'e>(
    mut candidates: Vec<Candidate>,
    context: Context<'_>,
    options: &Options,
    entities: Entities<'e>,
    document: &Document<'_>,
    memory: &mut Memory<'e>,
) -> Vec<Scored> {
    candidates.sort_by_key(Candidate::place);
    let spoken_of = countries(&candidates, entities, document);
    let shares = shares(&spoken_of, &candidates, entities);
    let mut spoken_of = spoken_of.into_iter().peekable();
    memory.sport |= topic::is_sport(&candidates, entities, document);
    let mut scored = Vec::with_capacity(candidates.len());
    for index in 0..candidates.len() {
        pace::step();
        let meant =
            if options.context { meant(&candidates, index, context, memory.sport, entities, document) } else { Some(candidates[index]) };
        let Some(mut candidate) = meant else { continue };
        let judged = judge(&candidate, context, options, entities, document);
        let mut log_odds = judged.log_odds;
        let start = document.raw_start(candidate.span.start as usize);
        let fuller = memory.named.get(&candidate.entity).filter(|fuller| fuller.end <= start);
        if let Some(&fuller) = fuller.filter(|_| !judged.wants_antecedent || !begins_a_construct(&candidate, entities, document)) {
            if judged.wants_antecedent {
                candidate.antecedent = Some(fuller);
            }
            log_odds = score::with_antecedent(judged);
        } else if candidate.rule == Rule::Skeleton && judged.wants_antecedent {
            continue;
        }
        // What stands before, and right behind: طرابلس اللبنانية.
        while let Some((_, country)) = spoken_of.next_if(|(start, _)| *start <= candidate.span.end + 1) {
            memory.countries.insert(country);
        }
        if options.context {
            let country = &*entities.get(candidate.entity).country;
            log_odds += score::of_country(memory.countries.contains(country), candidate.needs_context);
            log_odds += if has_namesake(&candidates, index) { score::SHARE * shares.get(country).unwrap_or(&0.0) } else { 0.0 };
        }
        let score = score::probability(log_odds);
        if score >= options.min_score {
            if !candidate.needs_context {
                memory.named.entry(candidate.entity).or_insert_with(|| document.raw_span(candidate.span));
            }
            scored.push(Scored { candidate, score });
        }
    }
    scored
}
