//! From what a caller wrote to what the engine is asked.

use super::request::{NameToAdd, TagRequest};
use crate::gazetteer::{EntityType, Gazetteer, ListIx, MAX_NAME_CHARS};
use crate::server::formats::Format;
use crate::server::problem::FieldError;
use crate::tagging::{AddedName, DEFAULT_MIN_SCORE, MentionType, Options, Overlap, Suppress, TypeSet};
use crate::text::OffsetUnit;

/// Everything wrong with a request.
pub(super) type FieldErrors = Vec<FieldError>;

/// The fields of a request, in the order of the API's description.
pub(super) const NAMES: [&str; 12] =
    ["text", "id", "types", "gazetteers", "offsets", "overlap", "min_score", "unlisted", "explain", "add", "suppress", "format"];
/// What `min_score` must be.
pub(super) const SCORE_RANGE: &str = "must be a number from 0 to 1";

/// Names that one request may add, and surfaces or ids it may suppress: each is looked up at every place of the text.
const MAX_NAMES: usize = 1000;
/// Longest thing a caller wrote that an error repeats.
const MAX_SHOWN: usize = 40;

pub(super) const MENTION_TYPES: [&str; 4] = {
    let [person, place, organisation, nationality] = MentionType::ALL;
    [person.name(), place.name(), organisation.name(), nationality.name()]
};
pub(super) const OFFSET_UNITS: [OffsetUnit; 3] = [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte];
pub(super) const OVERLAPS: [(&str, Overlap); 2] = [("longest", Overlap::Longest), ("all", Overlap::All)];

/// What is asked of the engine, and how to write its answer.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) options: Options,
    pub(super) unit: OffsetUnit,
    pub(super) explain: bool,
    pub(super) format: Format,
}

impl Asked {
    /// Checks every option; what is wrong goes to `errors`, and the result is only good if that stays empty. `forms` are those that the
    /// answer may have, the first unless the request says otherwise.
    pub(super) fn of(request: &TagRequest<'_>, forms: &[Format], gazetteer: &Gazetteer, errors: &mut FieldErrors) -> Self {
        let lists = request.gazetteers.as_deref().map(|names| lists(names, gazetteer, errors));
        let add = names_to_add(request.add.as_deref().unwrap_or_default(), errors);
        if request.gazetteers.as_ref().is_some_and(Vec::is_empty) && add.is_empty() {
            errors.push(FieldError::new("gazetteers", "no list and no added name is left to match; leave it out for all lists"));
        }
        let options = Options {
            types: request.types.as_deref().map_or(TypeSet::ALL, |names| types(names, errors)),
            lists,
            overlap: request.overlap.as_deref().map_or(Overlap::default(), |name| overlap(name, errors)),
            min_score: request.min_score.map_or(DEFAULT_MIN_SCORE, |score| min_score(score, errors)),
            unlisted: request.unlisted.unwrap_or(true),
            context: true,
            add,
            suppress: suppress(request.suppress.as_deref().unwrap_or_default(), errors),
        };
        let unit = request.offsets.as_deref().map_or(OffsetUnit::default(), |name| offset_unit(name, errors));
        let format = format(request.format.as_deref(), forms, errors);
        let explain = request.explain.unwrap_or(false);
        if format != Format::Json {
            only_for_json(unit, explain, errors);
        }
        Self { options, unit, explain, format }
    }
}

/// A name that the API does not know. What a caller wrote is only repeated if it looks like a name: it could be his text.
pub(super) fn unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> FieldError {
    let (field, problem) = if is_shown(name) { (name, "is not known") } else { ("", "there is a name that is not known") };
    FieldError::choice(field, problem, known)
}

fn is_shown(written: &str) -> bool {
    (1..=MAX_SHOWN).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The error for a value that is none of a few.
pub(super) fn no_choice<'a>(field: impl Into<String>, written: &str, what: &str, allowed: impl IntoIterator<Item = &'a str>) -> FieldError {
    let problem = if is_shown(written) { format!("«{written}» is no {what}") } else { format!("this is no {what}") };
    FieldError::choice(field, &problem, allowed)
}

fn types(names: &[String], errors: &mut FieldErrors) -> TypeSet {
    if names.is_empty() {
        errors.push(FieldError::choice("types", "no type is left to return; leave it out for those of entities", MENTION_TYPES));
    }
    let mut types = TypeSet::NONE;
    for name in names {
        match MentionType::from_name(name) {
            Some(mention_type) => types = types.with(mention_type),
            None => errors.push(no_choice("types", name, "type", MENTION_TYPES)),
        }
    }
    types
}

fn entity_type(field: &str, name: &str, errors: &mut FieldErrors) -> Option<EntityType> {
    let found = EntityType::from_name(name);
    if found.is_none() {
        errors.push(no_choice(field, name, "entity type", EntityType::ALL.map(EntityType::name)));
    }
    found
}

/// Only lists of entities: those of the lexicon hold nothing that could be returned.
fn lists(names: &[String], gazetteer: &Gazetteer, errors: &mut FieldErrors) -> Vec<ListIx> {
    let known = || gazetteer.lists().iter().filter(|list| list.entity_type.is_some()).map(|list| list.name.as_str());
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        match gazetteer.find_list(name).filter(|_| known().any(|list| list == name)) {
            Some(list) => found.push(list),
            None => errors.push(no_choice("gazetteers", name, "gazetteer", known())),
        }
    }
    found
}

fn overlap(name: &str, errors: &mut FieldErrors) -> Overlap {
    OVERLAPS.into_iter().find(|(known, _)| *known == name).map_or_else(
        || {
            errors.push(no_choice("overlap", name, "way to treat overlaps", OVERLAPS.map(|(known, _)| known)));
            Overlap::default()
        },
        |(_, overlap)| overlap,
    )
}

fn format(name: Option<&str>, forms: &[Format], errors: &mut FieldErrors) -> Format {
    let known = name.map_or_else(|| forms.first(), |name| forms.iter().find(|format| format.name() == name));
    known.copied().unwrap_or_else(|| {
        errors.push(no_choice(
            "format",
            name.unwrap_or_default(),
            "form of answer that can be had here",
            forms.iter().map(|form| form.name()),
        ));
        Format::default()
    })
}

/// The other forms count as their standards say, and have no place for reasons.
fn only_for_json(unit: OffsetUnit, explain: bool, errors: &mut FieldErrors) {
    let problem = "has a meaning in the format json only; leave it out, or ask for that";
    if unit != OffsetUnit::default() {
        errors.push(FieldError::new("offsets", problem));
    }
    if explain {
        errors.push(FieldError::new("explain", problem));
    }
}

fn offset_unit(name: &str, errors: &mut FieldErrors) -> OffsetUnit {
    OFFSET_UNITS.into_iter().find(|unit| unit.name() == name).unwrap_or_else(|| {
        errors.push(no_choice("offsets", name, "unit of offsets", OFFSET_UNITS.map(OffsetUnit::name)));
        OffsetUnit::default()
    })
}

#[allow(clippy::cast_possible_truncation)] // a score needs no more digits
fn min_score(score: f64, errors: &mut FieldErrors) -> f32 {
    // NaN is in no range.
    if !(0.0..=1.0).contains(&score) {
        errors.push(FieldError::new("min_score", SCORE_RANGE));
    }
    score as f32
}

fn names_to_add(names: &[NameToAdd], errors: &mut FieldErrors) -> Vec<AddedName> {
    if too_many("add", names.len(), errors) {
        return Vec::new();
    }
    let mut added = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        check_length(format!("add[{index}].text"), &name.text, errors);
        if let Some(id) = &name.id {
            check_length(format!("add[{index}].id"), id, errors);
        }
        let Some(entity_type) = entity_type(&format!("add[{index}].type"), &name.r#type, errors) else { continue };
        added.push(AddedName { text: name.text.clone(), entity_type, id: name.id.clone() });
    }
    added
}

fn suppress(listed: &[String], errors: &mut FieldErrors) -> Suppress {
    if too_many("suppress", listed.len(), errors) {
        return Suppress::default();
    }
    for (index, one) in listed.iter().enumerate() {
        check_length(format!("suppress[{index}]"), one, errors);
    }
    Suppress::new(listed.iter().map(String::as_str))
}

fn too_many(field: &str, count: usize, errors: &mut FieldErrors) -> bool {
    if count > MAX_NAMES {
        errors.push(FieldError::new(field, format!("there are {count}, at most {MAX_NAMES} are taken; put lasting ones into a gazetteer")));
    }
    count > MAX_NAMES
}

fn check_length(field: String, name: &str, errors: &mut FieldErrors) {
    if name.trim().is_empty() {
        errors.push(FieldError::new(field, "is empty; fill it in or leave it out"));
    } else if name.chars().nth(MAX_NAME_CHARS).is_some() {
        errors.push(FieldError::new(field, format!("is longer than {MAX_NAME_CHARS} characters; shorten it")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors_of(request: &TagRequest<'_>) -> FieldErrors {
        let mut errors = FieldErrors::default();
        Asked::of(request, &Format::ALL, &Gazetteer::default(), &mut errors);
        errors
    }

    #[test]
    fn without_options_the_engine_decides() {
        let mut errors = FieldErrors::default();
        let asked = Asked::of(&TagRequest::default(), &Format::ALL, &Gazetteer::default(), &mut errors);
        assert_eq!(asked, Asked { options: Options::default(), unit: OffsetUnit::Codepoint, explain: false, format: Format::Json });
        assert!(errors.is_empty());
    }

    #[test]
    fn scores_out_of_range_are_refused() {
        for score in [-0.001, 1.001, f64::NAN, f64::INFINITY] {
            let errors = errors_of(&TagRequest { min_score: Some(score), ..TagRequest::default() });
            assert_eq!(errors, [FieldError::new("min_score", SCORE_RANGE)], "{score}");
        }
        for score in [0.0, 0.5, 1.0] {
            assert!(errors_of(&TagRequest { min_score: Some(score), ..TagRequest::default() }).is_empty());
        }
    }

    #[test]
    fn what_does_not_look_like_a_name_is_not_repeated() {
        let errors = errors_of(&TagRequest { types: Some(vec!["نص الخبر".into(), "city".into()]), ..TagRequest::default() });
        assert!(!errors[0].detail.contains("الخبر"));
        assert!(errors[1].detail.starts_with("«city» is no type; use person, place, organisation, nationality"));
        assert_eq!(errors[1].allowed, ["person", "place", "organisation", "nationality"]);
    }
}
