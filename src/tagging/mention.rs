//! Mentions: what a tagging asserts.

use std::fmt;

use crate::gazetteer::{Entity, EntityIx, EntityType, Families, Subtype};
use crate::text::{LenientFolds, Proclitics, RawSpan};

/// What a mention says: mostly the type of what it names; or a nationality, which is no name of an entity and leads to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionType {
    /// It names an entity of this type.
    Entity(EntityType),
    /// It says of which country somebody or something is: المصري, لبنانيون.
    Nationality,
}

impl MentionType {
    /// All of them, those of entities first.
    pub const ALL: [Self; 4] =
        [Self::Entity(EntityType::Person), Self::Entity(EntityType::Place), Self::Entity(EntityType::Organisation), Self::Nationality];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entity(entity_type) => entity_type.name(),
            Self::Nationality => "nationality",
        }
    }

    /// The type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mention_type| mention_type.name() == name)
    }

    /// The type of the entity that it names; `None` for a nationality.
    pub const fn of_entity(self) -> Option<EntityType> {
        match self {
            Self::Entity(entity_type) => Some(entity_type),
            Self::Nationality => None,
        }
    }
}

impl From<EntityType> for MentionType {
    fn from(entity_type: EntityType) -> Self {
        Self::Entity(entity_type)
    }
}

impl fmt::Display for MentionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A stretch of text that names an entity, or says a nationality.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The name alone.
    pub span: RawSpan,
    /// The whole word or words, proclitics included.
    pub token: RawSpan,
    /// What it names, or that it is a nationality.
    pub entity_type: MentionType,
    /// Its subtype, where known; a nationality has none.
    pub subtype: Option<Subtype>,
    /// The entity; `None` for a name that no list holds. A nationality's is its country.
    pub entity: Option<EntityIx>,
    /// How sure, from 0 to 1.
    pub score: f32,
    /// What is written together with the name, before it.
    pub proclitics: Proclitics,
    /// The other entities it may mean, where the choice was close; best first.
    pub alternatives: Vec<Alternative>,
    /// The title or office beside a person's name.
    pub role: Option<RawSpan>,
    /// Why it was found.
    pub evidence: Evidence,
}

/// An entity that was nearly chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alternative {
    /// Which.
    pub entity: EntityIx,
    /// Its type.
    pub entity_type: EntityType,
    /// Its score.
    pub score: f32,
}

/// Which rule found a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A surface form of a listed name.
    Lexicon,
    /// A listed name in a spelling that no list holds, by the skeletons of its words.
    Skeleton,
    /// The last name of a person named in full before.
    ShortForm,
    /// A name that the text itself introduced: an acronym behind a full name, a nickname behind المعروف بـ; there and later.
    Introduced,
    /// A name that no list holds, by the words in it and beside it.
    NameModel,
    /// An organisation that no list holds, by the grammar of such names.
    BodyGrammar,
    /// A place that no list holds, by a head that is part of its name.
    PlaceGrammar,
    /// A demonym, for a nationality.
    Demonym,
}

impl Rule {
    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lexicon => "lexicon",
            Self::Skeleton => "skeleton",
            Self::ShortForm => "short_form",
            Self::Introduced => "introduced",
            Self::NameModel => "name_model",
            Self::BodyGrammar => "body_grammar",
            Self::PlaceGrammar => "place_grammar",
            Self::Demonym => "demonym",
        }
    }
}

/// Why a mention was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The rule.
    pub rule: Rule,
    /// Which name of the entity matched.
    pub alias: Option<u16>,
    /// How the surface form was made of it.
    pub families: Families,
    /// Which lenient folds the match needed.
    pub folds: LenientFolds,
    /// The words beside it that spoke for it.
    pub cues: Vec<RawSpan>,
    /// The fuller mention that it leans on: before it, or right behind a headline.
    pub antecedent: Option<RawSpan>,
}

/// The mentions of a text, and the entities of names that came with the request.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged {
    /// Sorted by start, then longer first.
    pub mentions: Vec<Mention>,
    /// Entities made of added names; they follow the listed ones in index.
    pub(super) added: Vec<Entity>,
    pub(super) first_added: u32,
}

impl Tagged {
    /// An entity made of an added name; `None` for a listed one.
    pub fn added(&self, ix: EntityIx) -> Option<&Entity> {
        ix.0.checked_sub(self.first_added).and_then(|index| self.added.get(index as usize))
    }
}
