//! What version 1 reads: the field names of a request and their order.

use std::borrow::Cow;

use serde::Deserialize;
use utoipa::ToSchema;

use super::names::{EntityTypeName, FormatName, MentionTypeName, OffsetUnitName, OverlapName};

/// The body of `POST /v1/tag`; a plain text with its query is put into the same form. Nothing here is checked yet beyond its JSON type.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(description = "A text, and how to tag it")]
#[serde(deny_unknown_fields)]
pub(super) struct TagRequest<'b> {
    /// The article.
    #[serde(borrow)]
    #[schema(value_type = String)]
    pub(super) text: Cow<'b, str>,
    /// Comes back in the answer.
    pub(super) id: Option<String>,
    /// What to return; without it the types of entities.
    #[schema(value_type = Option<Vec<MentionTypeName>>, min_items = 1)]
    pub(super) types: Option<Vec<String>>,
    /// Which lists may match; without it all, and names that no list holds.
    pub(super) gazetteers: Option<Vec<String>>,
    /// Unit of every start and end in the answer; codepoint unless said otherwise. In the format json only.
    #[schema(value_type = Option<OffsetUnitName>)]
    pub(super) offsets: Option<String>,
    /// Non-overlapping longest mentions, or nested ones too; longest unless said otherwise.
    #[schema(value_type = Option<OverlapName>)]
    pub(super) overlap: Option<String>,
    /// Mentions below are left out.
    #[schema(minimum = 0, maximum = 1)]
    pub(super) min_score: Option<f64>,
    /// Whether to return names that no list holds; true unless said otherwise.
    pub(super) unlisted: Option<bool>,
    /// Whether to say why each mention was found. In the format json only.
    pub(super) explain: Option<bool>,
    /// Extra names for this request only.
    #[schema(max_items = 1000)]
    pub(super) add: Option<Vec<NameToAdd>>,
    /// Surfaces or ids of entities that are never returned.
    #[schema(max_items = 1000)]
    pub(super) suppress: Option<Vec<String>>,
    /// Form of the answer; without it the header Accept decides.
    #[schema(value_type = Option<FormatName>)]
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
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NameToAdd {
    /// With at least two letters or digits.
    #[schema(min_length = 1, max_length = 200)]
    pub(super) text: String,
    #[schema(value_type = EntityTypeName)]
    pub(super) r#type: String,
    /// Of a listed entity of this type, or a new one.
    #[schema(min_length = 1, max_length = 200)]
    pub(super) id: Option<String>,
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
}
