//! People and places that no list holds: from the name model's runs of words to mentions.

use super::bodies;
use super::candidate::{Candidate, Entities};
use super::document::{Document, Gap, Marks, TokenRange};
use super::mention::Rule;
use super::names::{Example, Listed, NameType, Reading, Words};
use super::options::Options;
use super::quotes::has_quote;
use super::resolve::{Resolution, Scored};
use super::titles;
use super::{edges, outside_heads, sites};
use crate::gazetteer::{EntityIx, EntityType, Subtype};
use crate::text::symbol::{Symbol, letters};
use crate::text::{FoldedSpan, Proclitics, RawSpan};

/// A name that no list holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unlisted {
    pub(super) entity_type: EntityType,
    /// The subtype that a head tells.
    pub(super) subtype: Option<Subtype>,
    pub(super) span: FoldedSpan,
    pub(super) tokens: TokenRange,
    pub(super) proclitics: Proclitics,
    pub(super) score: f32,
    pub(super) rule: Rule,
    /// The listed entity that the text says it means.
    pub(super) entity: Option<EntityIx>,
    /// The fuller mention that it leans on.
    pub(super) antecedent: Option<RawSpan>,
}

/// A listed mention of another reading gives way to a name at least this likely.
const OVERRIDES: f32 = 0.6;

/// Finds the people and places that no list holds. Listed mentions that a likelier name runs across are given up.
pub(super) fn find(
    reading: &Reading<'_>,
    words: &Words,
    resolution: &mut Resolution,
    options: &Options,
    entities: Entities<'_>,
    document: &Document<'_>,
) -> Vec<Unlisted> {
    let mut found = edges::names(&reading.names(options.min_score), words, entities.listed, document);
    found.retain(|name| !options.suppress.covers(document, name.span));
    let winners = Winners::of(resolution, document.notes.tokens.len());
    let mut sites = sites::find(&found, words, &winners, entities, document);
    found.retain(|name| is_sure_enough(name, words, document));
    let mut bodies = bodies::find(document, &words.listed, &found);
    found.retain(|name| !is_part_of_a_thing(name.tokens.first, name.proclitics, name.entity_type, document));
    found.retain(|name| !names_a_facility(name, document) && !document.has(name.tokens.first, Marks::EVENT_HEAD));
    outside_heads::retype(&mut found, document);
    found.retain(|name| yields_nothing(name, &winners, entities));
    bodies.retain(|body| winners.over(body.tokens).all(|winner| is_wider(body.tokens, winner.candidate.tokens)));
    bodies.retain(|body| !winners.over(body.tokens).any(|winner| is_listed_whole(body, winner, document)));
    let tokens = document.notes.tokens.len();
    let mut behind_heads = outside_heads::find(words, &winners, entities.listed, document);
    yield_to(&mut behind_heads, &found, tokens);
    bodies.append(&mut behind_heads);
    yield_to(&mut sites, &bodies, tokens);
    bodies.append(&mut sites);
    bodies.retain(|body| body.score >= options.min_score && !options.suppress.covers(document, body.span));
    yield_to(&mut found, &bodies, tokens);
    found.append(&mut bodies);
    let taken = covered(&found, tokens);
    resolution.drop_winners(|winner| taken[winner.candidate.tokens.first..=winner.candidate.tokens.last].contains(&true));
    found
}

/// A name of several words must be this likely, read on news: below, most are wrong.
const LEAST: f32 = 0.6;
/// A single word with a cue or role beside it.
const LEAST_ALONE: f32 = 0.75;
/// A single word without.
const LEAST_UNCUED: f32 = 0.95;

/// Whether a name of the model is asserted. A single word is half a name as often as one, so that it needs a cue and no name beside it.
fn is_sure_enough(name: &Unlisted, words: &Words, document: &Document<'_>) -> bool {
    let TokenRange { first, last } = name.tokens;
    if first < last {
        return name.score >= LEAST;
    }
    // What is listed by this one word was judged as such.
    if words.listed[first] != Listed::No {
        return false;
    }
    let next = document.word_after(last, Gap::Soft).and_then(|token| words.tokens.binary_search(&token).ok());
    if next.is_some_and(|word| words.facts[word].may_go_on()) {
        return false;
    }
    let cue = document.word_before(first, Gap::Quote).is_some_and(|word| document.has(word, Marks::before(name.entity_type)))
        || document.word_after(last, Gap::Quote).is_some_and(|word| document.has(word, Marks::after(name.entity_type)))
        || name.entity_type == EntityType::Person && titles::before(document, first).is_some();
    name.score >= if cue { LEAST_ALONE } else { LEAST_UNCUED }
}

/// The winners among listed candidates, by token.
pub(super) struct Winners<'r> {
    winners: Vec<&'r Scored>,
    /// For each token which winner covers it, from 1; 0 for none.
    at: Vec<usize>,
}

impl<'r> Winners<'r> {
    fn of(resolution: &'r Resolution, tokens: usize) -> Self {
        let winners: Vec<&Scored> = resolution.winners().map(|ranked| &ranked[0]).collect();
        let mut at = vec![0; tokens];
        for (winner, number) in winners.iter().zip(1..) {
            let TokenRange { first, last } = winner.candidate.tokens;
            at[first..=last].fill(number);
        }
        Self { winners, at }
    }

    /// Those that cover a token of a run.
    pub(super) fn over(&self, tokens: TokenRange) -> impl Iterator<Item = &'r Scored> + '_ {
        let mut last = 0;
        self.at[tokens.first..=tokens.last].iter().filter_map(move |&number| {
            let new = number != last;
            last = number;
            (new && number > 0).then(|| self.winners[number - 1])
        })
    }
}

/// Whether a name may stand beside what the lists assert: what it overlaps must be a weaker reading.
fn yields_nothing(name: &Unlisted, winners: &Winners<'_>, entities: Entities<'_>) -> bool {
    winners.over(name.tokens).all(|winner| {
        let listed = &winner.candidate;
        let person = entities.get(listed.entity).entity_type == EntityType::Person;
        is_wider(name.tokens, listed.tokens) && name.score >= OVERRIDES && (person || listed.words() == 1)
    })
}

/// Whether a body is a listed one by its whole name and what stands behind for another reason: الممثلة العليا للاتحاد الأوروبي للشؤون الخارجية.
fn is_listed_whole(body: &Unlisted, winner: &Scored, document: &Document<'_>) -> bool {
    const LI_AL: [u8; 2] = letters(['ل', 'ل']);
    let listed = winner.candidate.tokens;
    let whole = listed.first == body.tokens.first && listed.first < listed.last && !winner.candidate.needs_context;
    whole && document.word_after(listed.last, Gap::Soft).is_some_and(|word| document.symbols(word).starts_with(&LI_AL))
}

fn is_wider(one: TokenRange, other: TokenRange) -> bool {
    one.contains(other) && one != other
}

/// Which tokens some names cover.
fn covered(names: &[Unlisted], tokens: usize) -> Vec<bool> {
    let mut covered = vec![false; tokens];
    for name in names {
        covered[name.tokens.first..=name.tokens.last].fill(true);
    }
    covered
}

/// Drops the names that others cover, wholly or in part.
fn yield_to(names: &mut Vec<Unlisted>, others: &[Unlisted], tokens: usize) {
    let taken = covered(others, tokens);
    names.retain(|name| !taken[name.tokens.first..=name.tokens.last].contains(&true));
}

/// Whether a name is part of the name of something else: كأس آسيا, كأس الاتحاد الأفريقي, شارع الملك فيصل.
pub(super) fn is_part_of_a_thing(first: usize, proclitics: Proclitics, entity_type: EntityType, document: &Document<'_>) -> bool {
    let heads = match entity_type {
        EntityType::Person => Marks::EVENT_HEAD.or(Marks::FACILITY_HEAD),
        EntityType::Place => Marks::EVENT_HEAD,
        EntityType::Organisation => Marks::CONTEST_HEAD,
    };
    if !proclitics.is_empty() {
        return false;
    }
    // A title may stand between: شارع الملك فيصل; or a quotation mark that opens: مطار «جون كينيدي».
    let opens = first.checked_sub(1).is_some_and(|gap| matches!(document.symbols(gap), [space, _] if *space == Symbol::SPACE.0));
    let mut before = document.word_before(first, if opens { Gap::Quote } else { Gap::Soft });
    for _ in 0..MAX_TITLE_WORDS {
        match before.filter(|&word| document.has(word, Marks::TITLE) && !document.has(word, heads)) {
            Some(title) => before = document.word_before(title, Gap::Soft),
            None => break,
        }
    }
    // With the article it is no construct: دخل المستشفى فلان.
    before.is_some_and(|word| document.has(word, heads) && !document.has(word, Marks::ARTICLE))
        || entity_type == EntityType::Place && is_an_edition(first, document)
}

/// Whether a place of one word and a year are an event's edition: كأس العالم قطر 2022, ندوة «لبنان 2020».
fn is_an_edition(place: usize, document: &Document<'_>) -> bool {
    let quoted = || place.checked_sub(1).is_some_and(|opens| has_quote(opens, document)) && has_quote(place + 3, document);
    let of_contest = || {
        let contest = document.word_before(place, Gap::Soft)?;
        document.word_before(contest, Gap::Soft).filter(|&head| document.has(head, Marks::CONTEST_HEAD))
    };
    document.year_follows(place) && (quoted() || of_contest().is_some())
}

/// Whether a facility with the article and an adjective or two stands before a person: المستشفى الجامعي فلان bears the name. Of a listed
/// person that says little: زار الملعب الأولمبي فلان.
fn names_a_facility(name: &Unlisted, document: &Document<'_>) -> bool {
    if name.entity_type != EntityType::Person || !name.proclitics.is_empty() {
        return false;
    }
    let mut word = name.tokens.first;
    for _ in 0..=MAX_ADJECTIVES {
        // A title is no adjective: كرم المعهد الرسام فلان.
        let adjective = |&before: &usize| document.has(before, Marks::ARTICLE) && !document.has(before, Marks::TITLE);
        match document.word_before(word, Gap::Soft).filter(adjective) {
            Some(head) if document.has(head, Marks::FACILITY_HEAD) => return word < name.tokens.first,
            Some(adjective) => word = adjective,
            None => return false,
        }
    }
    false
}

/// A thing's head has at most this many adjectives.
const MAX_ADJECTIVES: usize = 2;

/// A title inside the name of a thing has at most this many words.
const MAX_TITLE_WORDS: usize = 2;

/// What the lists may assert of each token: the longest candidate says so, before any context is weighed.
/// Tokens whose name begins behind a proclitic are marked.
pub(super) fn listed(candidates: &[Candidate], entities: Entities<'_>, document: &mut Document<'_>) -> Vec<Listed> {
    let mut listed = vec![(0, Listed::No, false); document.notes.tokens.len()];
    for candidate in candidates {
        let TokenRange { first, last } = candidate.tokens;
        let several = first < last;
        let entity = entities.get(candidate.entity);
        let (one, further) = match entity.entity_type {
            // على before a listed person's further words is the preposition, to the model too.
            EntityType::Person if several && document.has(first, Marks::FUNCTION) && candidate.needs_context => continue,
            EntityType::Person if several => (Listed::PersonFirst, Listed::PersonInner),
            EntityType::Person if candidate.needs_context => (Listed::PersonRisky, Listed::PersonInner),
            EntityType::Person => (Listed::PersonSingle, Listed::PersonInner),
            EntityType::Place if candidate.needs_context => (Listed::PlaceRisky, Listed::PlaceInner),
            EntityType::Place if !entity.curated && !several && !candidate.proclitics.is_empty() => (Listed::PlaceCut, Listed::PlaceInner),
            EntityType::Place if !entity.curated => (Listed::PlaceImported, Listed::PlaceInner),
            EntityType::Place if !several && entity.is_country() => (Listed::Country, Listed::PlaceInner),
            EntityType::Place => (Listed::Place, Listed::PlaceInner),
            EntityType::Organisation if candidate.needs_context => continue,
            EntityType::Organisation => (Listed::Organisation, Listed::Organisation),
        };
        // A role leads through the bodies and places that its office is of: رئيس حرس الحدود.
        if entity.entity_type != EntityType::Person && !candidate.needs_context {
            document.cover(candidate.tokens);
        }
        // Of candidates as long, one that a curator wrote and one that needs no context say more.
        let weight = 4 * (last - first) + 2 * usize::from(!candidate.needs_context) + usize::from(entity.curated) + 1;
        for (token, slot) in listed[first..=last].iter_mut().enumerate() {
            if slot.0 < weight {
                *slot = (weight, if token == 0 { one } else { further }, token == 0 && !candidate.proclitics.is_empty());
            }
        }
    }
    for (token, _) in listed.iter().enumerate().filter(|(_, (_, _, behind_proclitic))| *behind_proclitic) {
        document.notes.mark(token, Marks::BEHIND_PROCLITIC);
    }
    listed.into_iter().map(|(_, listed, _)| listed).collect()
}

/// Labels the words of a text by the people and places annotated in it.
pub(super) fn example(words: Words, annotated: &[(NameType, RawSpan)], document: &Document<'_>) -> Example {
    let mut names: Vec<(NameType, usize, usize)> = Vec::new();
    for &(name_type, span) in annotated {
        let meets = |&index: &usize| {
            let word = document.raw_tokens(TokenRange { first: words.tokens[index], last: words.tokens[index] });
            word.start < span.end && span.start < word.end
        };
        let mut inside = (0..words.tokens.len()).filter(meets);
        if let Some(first) = inside.next() {
            names.push((name_type, first, inside.next_back().unwrap_or(first)));
        }
    }
    Example::new(words.facts, &names)
}
