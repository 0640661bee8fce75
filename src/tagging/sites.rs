//! Places that no list holds, by a head that is part of their names: مطار سيبو الدولي, مستشفى نصر الجامعي, ملعب أدرار.
//!
//! # How it works
//! Behind such a head without the article stands the name of a town or person, with its title or without; both together name the place,
//! and so do adjectives that agree with the head; some heads need one (مطار سيبو الدولي, but مطار بيروت). A country is where it stands:
//! مستشفيات مصر.
//!
//! # Complexity
//! Linear in the heads; each looks at a few words.

use super::bodies::is_feminine;
use super::candidate::Entities;
use super::document::{Document, Gap, Marks, SiteHead, TokenRange};
use super::mention::Rule;
use super::names::{Listed, Words};
use super::resolve::Scored;
use super::unlisted::{Unlisted, Winners};
use crate::gazetteer::{EntityType, Subtype};
use crate::text::FoldedSpan;
use crate::text::symbol::{ARTICLE, letters};

/// How sure such a name is, read on news.
const SCORE: f32 = 0.8;
/// A title before a person has at most this many words.
const MAX_TITLE_WORDS: usize = 2;
/// A name has at most this many adjectives behind it.
const MAX_ADJECTIVES: usize = 2;

/// Finds them, in the order of the text. `names` are those that the model found.
pub(super) fn find(
    names: &[Unlisted],
    words: &Words,
    winners: &Winners<'_>,
    entities: Entities<'_>,
    document: &Document<'_>,
) -> Vec<Unlisted> {
    let sites = Sites { names, words, winners, entities, document };
    document.notes.sites.iter().filter_map(|head| sites.at(head)).collect()
}

struct Sites<'s> {
    names: &'s [Unlisted],
    words: &'s Words,
    winners: &'s Winners<'s>,
    entities: Entities<'s>,
    document: &'s Document<'s>,
}

impl Sites<'_> {
    fn at(&self, head: &SiteHead) -> Option<Unlisted> {
        let complement = self.complement(head.token)?;
        let last = self.adjectives(head.token, complement);
        if head.wants_adjective && last == complement {
            return None;
        }
        let tokens = TokenRange { first: head.token, last };
        // What the lists hold whole they know better, and what they hold across the edge is another name. A club's ground is its own.
        let inside = |listed: TokenRange| head.token < listed.first && listed.last <= last;
        let body = |listed| self.entities.get(listed).entity_type == EntityType::Organisation;
        if !self.winners.over(tokens).all(|winner| inside(winner.candidate.tokens) && !body(winner.candidate.entity)) {
            return None;
        }
        Some(Unlisted {
            entity_type: EntityType::Place,
            subtype: Subtype::from_name(EntityType::Place, "facility"),
            span: FoldedSpan::new(head.span.start, self.document.notes.tokens[last].span.end),
            tokens,
            proclitics: head.proclitics,
            score: SCORE,
            rule: Rule::PlaceGrammar,
            entity: None,
            antecedent: None,
        })
    }

    /// The last token of the town or person that a head is named by.
    fn complement(&self, head: usize) -> Option<usize> {
        let mut first = self.document.word_after(head, Gap::Soft)?;
        for _ in 0..MAX_TITLE_WORDS {
            if self.document.has(first, Marks::TITLE) && self.words.listed[first] == Listed::No {
                first = self.document.word_after(first, Gap::Soft)?;
            }
        }
        if let Some(winner) = self.winners.over(TokenRange { first, last: first }).next() {
            return self.town(winner, first);
        }
        let at = self.names.binary_search_by_key(&first, |name| name.tokens.first).ok()?;
        let TokenRange { first, last } = self.names[at].tokens;
        // Behind ب follows where it is: مستشفى الهادي شاكر بصفاقس.
        let end = (first + 1..=last).find(|&token| self.document.has(token, Marks::BEHIND_PROCLITIC));
        self.names[at].proclitics.is_empty().then(|| end.map_or(last, |token| token - 2))
    }

    /// The last token of a listed town.
    fn town(&self, winner: &Scored, first: usize) -> Option<usize> {
        let (candidate, entity) = (&winner.candidate, self.entities.get(winner.candidate.entity));
        let town = entity.subtype.is_some_and(|subtype| matches!(subtype.name(), "city" | "village" | "neighbourhood" | "camp" | "island"));
        let fits = entity.entity_type == EntityType::Place && town && candidate.tokens.first == first && candidate.proclitics.is_empty();
        fits.then_some(candidate.tokens.last)
    }

    /// Adjectives in ي that agree with the head: الدولي, الجامعي.
    fn adjectives(&self, head: usize, mut last: usize) -> usize {
        const ENDINGS: [&[u8]; 2] = [&letters(['ي']), &letters(['ي', 'ة'])];
        let feminine = is_feminine(self.document.symbols(head));
        let other = Marks::DEMONYM.or(Marks::TITLE).or(Marks::PERSON_AFTER).or(Marks::PHRASE);
        for _ in 0..MAX_ADJECTIVES {
            let Some(next) = self.document.word_after(last, Gap::Soft) else { break };
            let symbols = self.document.symbols(next);
            let relational = symbols.len() > 4 && symbols.starts_with(&ARTICLE) && ENDINGS.iter().any(|ending| symbols.ends_with(ending));
            if !relational || is_feminine(symbols) != feminine || self.document.has(next, other) || self.words.listed[next] != Listed::No {
                break;
            }
            last = next;
        }
        last
    }
}
