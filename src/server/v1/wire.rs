//! What version 1 reads and writes: the one place where its field names and their order stand. Answers borrow from the engine and from
//! the posted text.

use std::borrow::Cow;

use serde::{Deserialize, Serialize, Serializer};

use crate::gazetteer::Families;
use crate::text::{LenientFolds, Proclitics};

/// The body of `POST /v1/tag`; a plain text with its query is put into the same form. Nothing here is checked yet beyond its JSON type.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TagRequest<'b> {
    #[serde(borrow)]
    pub(super) text: Cow<'b, str>,
    pub(super) id: Option<String>,
    pub(super) types: Option<Vec<String>>,
    pub(super) gazetteers: Option<Vec<String>>,
    pub(super) offsets: Option<String>,
    pub(super) overlap: Option<String>,
    pub(super) min_score: Option<f64>,
    pub(super) unlisted: Option<bool>,
    pub(super) explain: Option<bool>,
    pub(super) add: Option<Vec<NameToAdd>>,
    pub(super) suppress: Option<Vec<String>>,
    pub(super) format: Option<String>,
}

impl TagRequest<'_> {
    /// Whether it says anything beside its text and id.
    pub(super) fn has_options(&self) -> bool {
        let Self { text: _, id: _, types, gazetteers, offsets, overlap, min_score, unlisted, explain, add, suppress, format } = self;
        let names = types.is_some() || gazetteers.is_some() || add.is_some() || suppress.is_some();
        names
            || offsets.is_some()
            || overlap.is_some()
            || min_score.is_some()
            || unlisted.is_some()
            || explain.is_some()
            || format.is_some()
    }

    /// Takes from `defaults` each option that it does not say itself.
    pub(super) fn fill_in(&mut self, defaults: &TagRequest<'_>) {
        fn fill<T: Clone>(option: &mut Option<T>, default: Option<&T>) {
            if option.is_none() {
                *option = default.cloned();
            }
        }
        let TagRequest { text: _, id: _, types, gazetteers, offsets, overlap, min_score, unlisted, explain, add, suppress, format } =
            defaults;
        fill(&mut self.types, types.as_ref());
        fill(&mut self.gazetteers, gazetteers.as_ref());
        fill(&mut self.offsets, offsets.as_ref());
        fill(&mut self.overlap, overlap.as_ref());
        fill(&mut self.min_score, min_score.as_ref());
        fill(&mut self.unlisted, unlisted.as_ref());
        fill(&mut self.explain, explain.as_ref());
        fill(&mut self.add, add.as_ref());
        fill(&mut self.suppress, suppress.as_ref());
        fill(&mut self.format, format.as_ref());
    }
}

/// A name for one request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameToAdd {
    pub(super) text: String,
    pub(super) r#type: String,
    pub(super) id: Option<String>,
}

/// The answer of `POST /v1/tag`.
#[derive(Debug, Serialize)]
pub(super) struct TagAnswer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<&'a str>,
    pub(super) offsets: &'static str,
    pub(super) mentions: Vec<MentionOut<'a>>,
    #[serde(serialize_with = "as_map")]
    pub(super) entities: Vec<(&'a str, EntityOut<'a>)>,
    pub(super) gazetteer: GazetteerOut<'a>,
    pub(super) took_us: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct MentionOut<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'a str,
    pub(super) r#type: &'static str,
    pub(super) subtype: Option<&'static str>,
    pub(super) entity: Option<&'a str>,
    #[serde(serialize_with = "rounded")]
    pub(super) score: f32,
    pub(super) listed: bool,
    pub(super) token: SpanOut,
    #[serde(serialize_with = "letters")]
    pub(super) proclitics: Proclitics,
    pub(super) alternatives: Vec<AlternativeOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<TextSpanOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<WhyOut<'a>>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct SpanOut {
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct TextSpanOut<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct AlternativeOut<'a> {
    pub(super) entity: &'a str,
    pub(super) r#type: &'static str,
    #[serde(serialize_with = "rounded")]
    pub(super) score: f32,
}

#[derive(Debug, Serialize)]
pub(super) struct WhyOut<'a> {
    pub(super) gazetteer: Option<&'a str>,
    pub(super) alias: Option<&'a str>,
    pub(super) alias_kind: Option<&'static str>,
    pub(super) rule: &'static str,
    #[serde(serialize_with = "fold_names")]
    pub(super) folds: LenientFolds,
    #[serde(serialize_with = "family_names")]
    pub(super) families: Families,
    #[serde(serialize_with = "letters")]
    pub(super) clitics: Proclitics,
    pub(super) cues: Vec<&'a str>,
    pub(super) antecedent: Option<SpanOut>,
}

/// An entity in the answer of `POST /v1/tag`.
#[derive(Debug, Serialize)]
pub(super) struct EntityOut<'a> {
    pub(super) name: &'a str,
    pub(super) name_en: Option<&'a str>,
    pub(super) r#type: &'static str,
    pub(super) subtype: Option<&'static str>,
    pub(super) country: Option<&'a str>,
    pub(super) same_as: &'a [Box<str>],
    pub(super) count: usize,
}

#[derive(Debug, Serialize)]
pub(super) struct GazetteerOut<'a> {
    pub(super) version: &'a str,
    pub(super) generation: u64,
}

/// The answer of `GET /v1/entities?q=…`.
#[derive(Debug, Serialize)]
pub(super) struct LookupAnswer<'a> {
    pub(super) q: &'a str,
    pub(super) entities: Vec<FoundOut<'a>>,
}

/// An entity that was looked up, and the name that the query begins or lies in.
#[derive(Debug, Serialize)]
pub(super) struct FoundOut<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) name_en: Option<&'a str>,
    pub(super) r#type: &'static str,
    pub(super) subtype: Option<&'static str>,
    pub(super) country: Option<&'a str>,
    pub(super) matched: &'a str,
}

/// The answer of `GET /v1/entities/{id}`.
#[derive(Debug, Serialize)]
pub(super) struct EntityAnswer<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) name_en: Option<&'a str>,
    pub(super) r#type: &'static str,
    pub(super) subtype: Option<&'static str>,
    pub(super) country: Option<&'a str>,
    pub(super) roles: Vec<RoleOut<'a>>,
    pub(super) same_as: &'a [Box<str>],
    pub(super) gazetteers: Vec<&'a str>,
    pub(super) aliases: Vec<AliasOut<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct RoleOut<'a> {
    pub(super) text: &'a str,
    pub(super) from: Option<&'a str>,
    pub(super) to: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct AliasOut<'a> {
    pub(super) text: &'a str,
    pub(super) kind: &'static str,
    pub(super) needs_context: bool,
    pub(super) forms: Vec<FormOut>,
    /// The consonants' classes by which the name is found in spellings that are not listed.
    pub(super) skeleton: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct FormOut {
    pub(super) text: String,
    #[serde(serialize_with = "family_names")]
    pub(super) families: Families,
}

/// The answer of `GET /v1/gazetteers`.
#[derive(Debug, Serialize)]
pub(super) struct GazetteersAnswer<'a> {
    pub(super) version: &'a str,
    pub(super) generation: u64,
    pub(super) entities: usize,
    pub(super) forms: usize,
    pub(super) gazetteers: Vec<ListOut<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct ListOut<'a> {
    pub(super) name: &'a str,
    pub(super) path: &'a str,
    pub(super) r#type: Option<&'static str>,
    pub(super) rows: usize,
    pub(super) sha256: &'a str,
}

/// The answer of `GET /v1/unlisted`.
#[derive(Debug, Serialize)]
pub(super) struct UnlistedAnswer<'a> {
    /// Since when names are counted: the start of the process.
    pub(super) since: String,
    /// How many unlisted names were seen since, each time counted.
    pub(super) counted: u64,
    /// How many different ones are counted at a time.
    pub(super) capacity: usize,
    /// How often at most a name was seen that is not counted now.
    pub(super) unseen: u64,
    pub(super) names: Vec<UnlistedOut<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct UnlistedOut<'a> {
    /// As it was last written.
    pub(super) text: &'a str,
    pub(super) r#type: &'static str,
    /// How often it was seen; never too low.
    pub(super) count: u64,
    /// By how much the count may be too high.
    pub(super) error: u64,
    pub(super) first_seen: String,
    pub(super) last_seen: String,
    /// What it was last found by.
    pub(super) cue: CueOut<'a>,
    /// The words round it where it was last seen; null if the service keeps none.
    pub(super) context: Option<&'a str>,
    pub(super) suggested: SuggestedOut<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct CueOut<'a> {
    pub(super) rule: &'static str,
    /// The role beside the name, or another word that spoke for it.
    pub(super) text: Option<&'a str>,
}

/// What makes an entity of a name when it is sent to a gazetteer.
#[derive(Debug, Serialize)]
pub(super) struct SuggestedOut<'a> {
    pub(super) id: String,
    pub(super) name: &'a str,
    pub(super) r#type: &'static str,
    pub(super) subtype: &'static str,
    pub(super) source: &'static str,
}

/// Absent where the lists leave a cell empty.
pub(super) fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}

fn as_map<K: Serialize, V: Serialize, S: Serializer>(pairs: &[(K, V)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// Three digits: more would claim to know more.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn rounded<S: Serializer>(score: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*score) * 1000.0).round() / 1000.0)
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn letters<S: Serializer>(proclitics: &Proclitics, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(proclitics.iter().map(crate::text::Proclitic::letter))
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn fold_names<S: Serializer>(folds: &LenientFolds, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(folds.names())
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn family_names<S: Serializer>(families: &Families, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(families.names())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_escapes_is_borrowed() {
        let request: TagRequest<'_> = serde_json::from_str("{\"text\":\"بيروت\",\"id\":null}").unwrap();
        assert!(matches!(request.text, Cow::Borrowed("بيروت")));
        let request: TagRequest<'_> = serde_json::from_str("{\"text\":\"\\u0628\"}").unwrap();
        assert_eq!(request.text, "ب");
    }

    #[test]
    fn scores_have_three_digits() {
        let alternative = AlternativeOut { entity: "x", r#type: "place", score: 0.952_574_13 };
        assert_eq!(serde_json::to_string(&alternative).unwrap(), "{\"entity\":\"x\",\"type\":\"place\",\"score\":0.953}");
    }
}
