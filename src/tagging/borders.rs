//! The borders of a listed name: generic heads and the nationality behind it stand outside, also of names that are listed with them.
//!
//! The longer name decides what is meant; the mention is what is left of it: صحيفة التايمز, نادي خيتافي الإسباني, مدينة الشيخ زايد. A head or
//! nationality is part of the name where the rest by itself is none: مدينة نصر, وكالة الأنباء السعودية, قناة السويس, منظمة التحرير
//! الفلسطينية.

use super::candidate::Candidate;
use super::document::{BodyHead, Document, Gap, Marks, TokenRange};
use crate::gazetteer::{BodyPart, Entity, EntityType, Subtype};
use crate::text::symbol::spells;
use crate::text::{FoldedSpan, Proclitics};

/// Where a listed name stands without what is no part of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Borders {
    pub(super) tokens: TokenRange,
    pub(super) span: FoldedSpan,
    pub(super) proclitics: Proclitics,
}

impl Borders {
    /// Those of a candidate.
    pub(super) fn of(candidate: &Candidate, entity: &Entity, document: &Document<'_>) -> Self {
        let name = Name { candidate, entity, document };
        let (whole, mut span) = (candidate.tokens, candidate.span);
        let first = name.behind_head().unwrap_or(whole.first);
        let last = name.before_nationality(first).unwrap_or(whole.last);
        let tokens = TokenRange { first, last };
        if first > whole.first {
            span.start = document.span_of(tokens).start;
        }
        if last < whole.last {
            span.end = document.span_of(tokens).end;
        }
        // No proclitic stands inside a name.
        let proclitics = if first > whole.first { Proclitics::default() } else { candidate.proclitics };
        Self { tokens, span, proclitics }
    }
}

struct Name<'n> {
    candidate: &'n Candidate,
    entity: &'n Entity,
    document: &'n Document<'n>,
}

impl Name<'_> {
    /// The token behind a generic head.
    fn behind_head(&self) -> Option<usize> {
        let TokenRange { first, last } = self.candidate.tokens;
        let head = match self.entity.entity_type {
            EntityType::Person => None,
            EntityType::Place => self.is_place_apart(first).then_some(first),
            EntityType::Organisation => (first..last).take(3).find(|&token| self.is_body_apart(first, token)),
        };
        self.document.word_after(head?, Gap::Soft).filter(|&next| next <= last)
    }

    /// مقاطعة and the like are part of no division's name.
    fn is_place_apart(&self, first: usize) -> bool {
        let is_division = self.is_of("admin") && self.document.has(first, Marks::DIVISION);
        let generic = Marks::DIVISION.or(Marks::TOWN).or(Marks::GENERIC);
        is_division || self.document.has(first, generic) && self.is_name(self.without_words(1))
    }

    /// Whether a head of bodies ends at a token and is no part of the name: نادي of a club; but نادي القضاة is no club.
    fn is_body_apart(&self, first: usize, last: usize) -> bool {
        self.document.heads_ending(last).iter().filter(|head| head.tokens.first == first).any(|head: &BodyHead| match head.part {
            BodyPart::Apart => head.subtype == self.entity.subtype,
            BodyPart::Outside => self.is_name(self.without_words((last - first) / 2 + 1)),
            _ => false,
        })
    }

    /// The last token before the nationality that ends the name of a body, if it is also listed without: but for the usual name of what
    /// is no club or paper.
    fn before_nationality(&self, first: usize) -> Option<usize> {
        let last = self.candidate.tokens.last;
        let is_body = self.entity.entity_type == EntityType::Organisation;
        let is_national = self.document.has(last, Marks::DEMONYM) && self.document.has(last, Marks::ARTICLE);
        if !is_body || last <= first || !is_national {
            return None;
        }
        let words = (first - self.candidate.tokens.first) / 2;
        let rest = self.without_words(words)?.rsplit_once(' ').map(|(rest, _)| rest);
        // الترجي الرياضي التونسي is all of its name.
        if spells(self.document.symbols(last - 2), "الرياضي") {
            return None;
        }
        let is_added = self.is_of("club") || self.is_of("media") || !self.without_words(0)?.ends_with(&*self.entity.aliases[0].text);
        (is_added && self.is_name(rest)).then(|| last - 2)
    }

    fn is_of(&self, subtype: &str) -> bool {
        self.entity.subtype.is_some_and(|of: Subtype| of.name() == subtype)
    }

    /// The matched name as it is listed, without its first words.
    fn without_words(&self, words: usize) -> Option<&str> {
        let name: &str = &self.entity.aliases[usize::from(self.candidate.alias)].text;
        (0..words).try_fold(name, |rest, _| rest.split_once(' ').map(|(_, rest)| rest))
    }

    /// Whether the entity is listed by this name too.
    fn is_name(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| self.entity.aliases.iter().any(|alias| &*alias.text == name))
    }
}
