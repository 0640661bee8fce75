//! Mentions: what a tagging asserts.

use crate::gazetteer::{Entity, EntityIx, EntityType, Families, Subtype};
use crate::text::{LenientFolds, Proclitics, RawSpan};

/// A stretch of text that names an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The name alone.
    pub span: RawSpan,
    /// The whole word or words, proclitics included.
    pub token: RawSpan,
    /// What it names.
    pub entity_type: EntityType,
    /// Its subtype, where known.
    pub subtype: Option<Subtype>,
    /// The entity; `None` for a name that no list holds.
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
    /// A name that no list holds, by the words in it and beside it.
    NameModel,
    /// An organisation that no list holds, by the grammar of such names.
    BodyGrammar,
}

impl Rule {
    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lexicon => "lexicon",
            Self::Skeleton => "skeleton",
            Self::ShortForm => "short_form",
            Self::NameModel => "name_model",
            Self::BodyGrammar => "body_grammar",
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
    /// The fuller mention before it that it leans on.
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
