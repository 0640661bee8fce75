//! What version 1 answers: the one place where the field names and their order stand. Answers borrow from the engine and from the posted
//! text. What it reads stands in `request`.

use serde::Serialize;
use utoipa::ToSchema;

use super::names::{EntityTypeName, MentionTypeName, OffsetUnitName};
use super::written;
use crate::gazetteer::Families;
use crate::text::{LenientFolds, Proclitics};

/// The answer of `POST /v1/tag`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TagAnswer<'a> {
    /// As in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'a str>,
    #[schema(value_type = OffsetUnitName)]
    pub(super) offsets: &'static str,
    /// Sorted by start, then longer first.
    pub(super) mentions: Vec<MentionOut<'a>>,
    /// What the mentions and their alternatives mean, by id.
    #[serde(serialize_with = "written::as_map")]
    #[schema(value_type = HashMap<String, EntityOut<'a>>)]
    pub(super) entities: Vec<(&'a str, EntityOut<'a>)>,
    pub(super) gazetteer: GazetteerOut<'a>,
    /// Microseconds spent on this text.
    pub(super) took_us: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mention)]
pub(super) struct MentionOut<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// As posted, without proclitics.
    pub(super) text: &'a str,
    #[schema(value_type = MentionTypeName)]
    pub(super) r#type: &'static str,
    #[schema(required)]
    pub(super) subtype: Option<&'static str>,
    /// Its id; null for a name that no list holds.
    #[schema(required)]
    pub(super) entity: Option<&'a str>,
    /// How sure, from 0 to 1.
    #[serde(serialize_with = "written::rounded")]
    #[schema(minimum = 0, maximum = 1)]
    pub(super) score: f32,
    /// Whether there is an entity.
    pub(super) listed: bool,
    /// The whole word or words, proclitics included.
    pub(super) token: SpanOut,
    /// The letters written together with the name, before it.
    #[serde(serialize_with = "written::letters")]
    #[schema(value_type = Vec<String>)]
    pub(super) proclitics: Proclitics,
    /// The other entities it may mean, where the choice was close; best first.
    pub(super) alternatives: Vec<AlternativeOut<'a>>,
    /// The title or office beside a person's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<TextSpanOut<'a>>,
    /// On demand: why it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<WhyOut<'a>>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Span)]
pub(super) struct SpanOut {
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TextSpan)]
pub(super) struct TextSpanOut<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'a str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alternative)]
pub(super) struct AlternativeOut<'a> {
    pub(super) entity: &'a str,
    #[schema(value_type = EntityTypeName)]
    pub(super) r#type: &'static str,
    #[serde(serialize_with = "written::rounded")]
    #[schema(minimum = 0, maximum = 1)]
    pub(super) score: f32,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Why)]
pub(super) struct WhyOut<'a> {
    /// The list that gave the entity.
    #[schema(required)]
    pub(super) gazetteer: Option<&'a str>,
    /// The name of the entity that matched.
    #[schema(required)]
    pub(super) alias: Option<&'a str>,
    #[schema(required)]
    pub(super) alias_kind: Option<&'static str>,
    /// What found the mention.
    pub(super) rule: &'static str,
    /// The lenient folds that the match needed.
    #[serde(serialize_with = "written::fold_names")]
    #[schema(value_type = Vec<String>)]
    pub(super) folds: LenientFolds,
    /// How the form was made of the name.
    #[serde(serialize_with = "written::family_names")]
    #[schema(value_type = Vec<String>)]
    pub(super) families: Families,
    #[serde(serialize_with = "written::letters")]
    #[schema(value_type = Vec<String>)]
    pub(super) clitics: Proclitics,
    /// The words beside it that spoke for it.
    pub(super) cues: Vec<&'a str>,
    /// The fuller mention that it leans on: before it, or right behind a headline.
    #[schema(required)]
    pub(super) antecedent: Option<SpanOut>,
}

/// An entity in the answer of `POST /v1/tag`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MentionedEntity)]
pub(super) struct EntityOut<'a> {
    pub(super) name: &'a str,
    #[schema(required)]
    pub(super) name_en: Option<&'a str>,
    #[schema(value_type = EntityTypeName)]
    pub(super) r#type: &'static str,
    #[schema(required)]
    pub(super) subtype: Option<&'static str>,
    /// ISO 3166-1 alpha-2.
    #[schema(required)]
    pub(super) country: Option<&'a str>,
    /// Identifiers elsewhere, scheme:value.
    #[schema(value_type = Vec<String>)]
    pub(super) same_as: &'a [Box<str>],
    /// How often it is mentioned; 0 for an alternative.
    pub(super) count: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gazetteer)]
pub(super) struct GazetteerOut<'a> {
    /// Hash of all lists.
    pub(super) version: &'a str,
    /// Counts the gazetteers that this process has served, from 1.
    pub(super) generation: u64,
}

/// The answer of `GET /v1/entities?q=…`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LookupAnswer<'a> {
    pub(super) q: &'a str,
    pub(super) entities: Vec<FoundOut<'a>>,
}

/// An entity that was looked up, and the name that the query begins or lies in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Found)]
pub(super) struct FoundOut<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[schema(required)]
    pub(super) name_en: Option<&'a str>,
    #[schema(value_type = EntityTypeName)]
    pub(super) r#type: &'static str,
    #[schema(required)]
    pub(super) subtype: Option<&'static str>,
    #[schema(required)]
    pub(super) country: Option<&'a str>,
    /// The name that the query begins or lies in.
    pub(super) matched: &'a str,
}

/// The answer of `GET /v1/entities/{id}`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Entity)]
pub(super) struct EntityAnswer<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[schema(required)]
    pub(super) name_en: Option<&'a str>,
    #[schema(value_type = EntityTypeName)]
    pub(super) r#type: &'static str,
    #[schema(required)]
    pub(super) subtype: Option<&'static str>,
    #[schema(required)]
    pub(super) country: Option<&'a str>,
    pub(super) roles: Vec<RoleOut<'a>>,
    /// Identifiers elsewhere, scheme:value.
    #[schema(value_type = Vec<String>)]
    pub(super) same_as: &'a [Box<str>],
    /// The lists that hold it.
    pub(super) gazetteers: Vec<&'a str>,
    pub(super) aliases: Vec<AliasOut<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Role)]
pub(super) struct RoleOut<'a> {
    pub(super) text: &'a str,
    #[schema(required)]
    pub(super) from: Option<&'a str>,
    #[schema(required)]
    pub(super) to: Option<&'a str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alias)]
pub(super) struct AliasOut<'a> {
    pub(super) text: &'a str,
    pub(super) kind: &'static str,
    /// Tagged only beside a cue, or after a fuller mention.
    pub(super) needs_context: bool,
    /// What is searched beside the name itself.
    pub(super) forms: Vec<FormOut>,
    /// The consonants' classes by which the name is found in spellings that are not listed.
    #[schema(required)]
    pub(super) skeleton: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Form)]
pub(super) struct FormOut {
    pub(super) text: String,
    /// How it was made of the name.
    #[serde(serialize_with = "written::family_names")]
    #[schema(value_type = Vec<String>)]
    pub(super) families: Families,
}

/// The answer of `GET /v1/gazetteers`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GazetteersAnswer<'a> {
    pub(super) version: &'a str,
    pub(super) generation: u64,
    pub(super) entities: usize,
    pub(super) forms: usize,
    pub(super) gazetteers: Vec<ListOut<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = List)]
pub(super) struct ListOut<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a str,
    /// Null for a list of the lexicon.
    #[schema(value_type = Option<EntityTypeName>, required)]
    pub(super) r#type: Option<&'static str>,
    pub(super) rows: usize,
    pub(super) sha256: &'a str,
}

/// The answer of `GET /v1/unlisted`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnlistedAnswer<'a> {
    /// Since when names are counted: the start of the process.
    #[schema(format = "date-time")]
    pub(super) since: String,
    /// How many unlisted names were seen since, each time counted.
    pub(super) counted: u64,
    /// How many different ones are counted at a time.
    pub(super) capacity: usize,
    /// How often at most a name was seen that is not counted now.
    pub(super) unseen: u64,
    pub(super) names: Vec<UnlistedOut<'a>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnlistedName)]
pub(super) struct UnlistedOut<'a> {
    /// As it was last written.
    pub(super) text: &'a str,
    #[schema(value_type = EntityTypeName)]
    pub(super) r#type: &'static str,
    /// How often it was seen; never too low.
    pub(super) count: u64,
    /// By how much the count may be too high.
    pub(super) error: u64,
    #[schema(format = "date-time")]
    pub(super) first_seen: String,
    #[schema(format = "date-time")]
    pub(super) last_seen: String,
    /// What it was last found by.
    pub(super) cue: CueOut<'a>,
    /// The words round it where it was last seen; null if the service keeps none.
    #[schema(required)]
    pub(super) context: Option<&'a str>,
    pub(super) suggested: SuggestedOut<'a>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cue)]
pub(super) struct CueOut<'a> {
    pub(super) rule: &'static str,
    /// The role beside the name, or another word that spoke for it.
    #[schema(required)]
    pub(super) text: Option<&'a str>,
}

/// A row that makes an entity of a name when it is sent to a gazetteer of the name's type.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SuggestedEntry)]
pub(super) struct SuggestedOut<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    /// Empty where the text did not tell it: places and organisations need one.
    pub(super) subtype: &'static str,
    pub(super) source: &'static str,
}

/// Absent where the lists leave a cell empty.
pub(super) fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}
