//! What is known about each token, and what the stages ask.

use crate::gazetteer::EntityType;

/// What is known about a token, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u64);

impl Marks {
    /// A cue for a person ends here; it stands before the name.
    pub(super) const PERSON_BEFORE: Self = Self(1);
    /// A cue for a place ends here.
    pub(super) const PLACE_BEFORE: Self = Self(1 << 1);
    /// A cue for an organisation ends here.
    pub(super) const ORGANISATION_BEFORE: Self = Self(1 << 2);
    /// A cue for a person begins here; it stands after the name.
    pub(super) const PERSON_AFTER: Self = Self(1 << 3);
    /// A cue for a place begins here.
    pub(super) const PLACE_AFTER: Self = Self(1 << 4);
    /// A cue for an organisation begins here.
    pub(super) const ORGANISATION_AFTER: Self = Self(1 << 5);
    /// A preposition of place ends here.
    pub(super) const PREPOSITION: Self = Self(1 << 6);
    /// A title ends here.
    pub(super) const TITLE_END: Self = Self(1 << 7);
    /// Part of a title.
    pub(super) const TITLE: Self = Self(1 << 8);
    /// A demonym.
    pub(super) const DEMONYM: Self = Self(1 << 9);
    /// A function word.
    pub(super) const FUNCTION: Self = Self(1 << 10);
    /// A given name, without proclitics.
    pub(super) const GIVEN: Self = Self(1 << 11);
    /// A given name that is not Arabic.
    pub(super) const FOREIGN_GIVEN: Self = Self(1 << 12);
    /// The word bears the article.
    pub(super) const ARTICLE: Self = Self(1 << 13);
    /// A generic head of an organisation (حزب, هيئة).
    pub(super) const ORGANISATION_HEAD: Self = Self(1 << 14);
    /// Covered by a mention.
    pub(super) const NAMED: Self = Self(1 << 15);
    /// A word that begins an event's name ends here (كأس, اتفاقية).
    pub(super) const EVENT_HEAD: Self = Self(1 << 16);
    /// A word that begins a facility's name ends here (شارع).
    pub(super) const FACILITY_HEAD: Self = Self(1 << 17);
    /// An adjective that organisations' names are made with (العامة).
    pub(super) const BODY_ADJECTIVE: Self = Self(1 << 18);
    /// Part of a portfolio (الشؤون الاجتماعية).
    pub(super) const PORTFOLIO: Self = Self(1 << 19);
    /// A noun that ends no person's name (الشباب).
    pub(super) const NOUN: Self = Self(1 << 20);
    /// A word that makes a body's name distinct by itself (الأعلى).
    pub(super) const DISTINCTIVE: Self = Self(1 << 21);
    /// Part of a phrase that names nobody, whatever names' letters it holds (صلاة المغرب).
    pub(super) const PHRASE: Self = Self(1 << 22);
    /// A word of sport ends here (فاز, لاعب).
    pub(super) const SPORT: Self = Self(1 << 23);
    /// A listed name begins in the word, behind a proclitic.
    pub(super) const BEHIND_PROCLITIC: Self = Self(1 << 24);
    /// Part of a title of several words.
    pub(super) const IN_TITLE: Self = Self(1 << 25);
    /// What a local body is for, without the article (تجارة).
    pub(super) const BODY_FIELD: Self = Self(1 << 26);
    /// A generic head of a country's divisions ends here (محافظة).
    pub(super) const DIVISION: Self = Self(1 << 27);
    /// A word that begins the name of a contest or festival ends here (كأس).
    pub(super) const CONTEST_HEAD: Self = Self(1 << 28);
    /// A generic head of towns ends here (مدينة).
    pub(super) const TOWN: Self = Self(1 << 29);
    /// Another head that is no part of places' names ends here (بلدة, جزيرة).
    pub(super) const GENERIC: Self = Self(1 << 30);
    /// What a body does to something (لمكافحة).
    pub(super) const BODY_AIM: Self = Self(1 << 31);
    /// A word that begins the name of what a company makes ends here (هاتف).
    pub(super) const PRODUCT_HEAD: Self = Self(1 << 32);

    /// A cue for a name of any type, before it or behind.
    pub(super) const CUE: Self = Self::PERSON_BEFORE
        .or(Self::PLACE_BEFORE)
        .or(Self::ORGANISATION_BEFORE)
        .or(Self::PERSON_AFTER)
        .or(Self::PLACE_AFTER)
        .or(Self::ORGANISATION_AFTER);

    /// Whether any of the other's bits is set.
    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn before(entity_type: EntityType) -> Self {
        match entity_type {
            EntityType::Person => Self::PERSON_BEFORE,
            EntityType::Place => Self::PLACE_BEFORE,
            EntityType::Organisation => Self::ORGANISATION_BEFORE,
        }
    }

    pub(super) fn after(entity_type: EntityType) -> Self {
        match entity_type {
            EntityType::Person => Self::PERSON_AFTER,
            EntityType::Place => Self::PLACE_AFTER,
            EntityType::Organisation => Self::ORGANISATION_AFTER,
        }
    }
}
