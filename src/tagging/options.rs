//! What a caller may ask for.

use super::document::Document;
use super::mention::MentionType;
use crate::gazetteer::{EntityType, ListIx};
use crate::text::FoldedSpan;
use crate::text::fold::{canonical_symbols, lenient_symbols};

/// Below this score a mention is left out, unless the caller says otherwise: more likely wrong than right.
pub const DEFAULT_MIN_SCORE: f32 = 0.5;

/// Options of one tagging.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Types to return.
    pub types: TypeSet,
    /// Lists that may match; all if `None`.
    pub lists: Option<Vec<ListIx>>,
    /// Longest mentions only, or nested ones too.
    pub overlap: Overlap,
    /// Mentions below are left out, before overlaps are resolved: a mention nobody believes hides no other.
    pub min_score: f32,
    /// Whether names that no list holds are looked for.
    pub unlisted: bool,
    /// Whether the words beside a name are weighed. Without, every name of the lists is a mention: a measure of the lists by themselves.
    pub context: bool,
    /// Extra names.
    pub add: Vec<AddedName>,
    /// Surfaces and entity ids that are never returned.
    pub suppress: Suppress,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            types: TypeSet::ALL,
            lists: None,
            overlap: Overlap::Longest,
            min_score: DEFAULT_MIN_SCORE,
            unlisted: true,
            context: true,
            add: Vec::new(),
            suppress: Suppress::default(),
        }
    }
}

/// A set of types of mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeSet(u8);

impl TypeSet {
    /// No type.
    pub const NONE: Self = Self(0);
    /// Every type of entity. Nationalities are returned only to those who ask for them.
    pub const ALL: Self = Self(0b111);

    /// With this type too.
    #[must_use]
    pub fn with(self, mention_type: impl Into<MentionType>) -> Self {
        Self(self.0 | Self::bit(mention_type.into()))
    }

    /// Whether the type is in the set.
    pub fn has(self, mention_type: impl Into<MentionType>) -> bool {
        self.0 & Self::bit(mention_type.into()) != 0
    }

    const fn bit(mention_type: MentionType) -> u8 {
        match mention_type {
            MentionType::Entity(entity_type) => 1 << entity_type as u8,
            MentionType::Nationality => 1 << EntityType::ALL.len(),
        }
    }
}

/// What to do with mentions that overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overlap {
    /// No two mentions overlap; the longest wins.
    #[default]
    Longest,
    /// Mentions inside mentions are kept too; none cross.
    All,
}

/// A name given for one tagging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedName {
    /// The name.
    pub text: String,
    /// What it names.
    pub entity_type: EntityType,
    /// Its id. The id of a listed entity gives that entity one more name; without one, an id is made.
    pub id: Option<String>,
}

/// What is never returned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suppress {
    ids: Vec<String>,
    surfaces: Vec<Vec<u8>>,
}

impl Suppress {
    /// From surfaces (compared folded, without proclitics) and entity ids, mixed.
    pub fn new<'s>(listed: impl IntoIterator<Item = &'s str>) -> Self {
        let mut suppress = Self::default();
        for one in listed {
            suppress.ids.push(one.to_owned());
            suppress.surfaces.push(lenient_symbols(&canonical_symbols(one)));
        }
        suppress
    }

    /// Whether nothing is suppressed.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|suppressed| suppressed == id)
    }

    /// Whether the surface under a span is suppressed.
    pub(super) fn covers(&self, document: &Document<'_>, span: FoldedSpan) -> bool {
        let lenient = &document.folded.lenient()[span.range()];
        self.surfaces.iter().any(|suppressed| suppressed == lenient)
    }
}
