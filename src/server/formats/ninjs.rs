//! IPTC ninjs 3.1: the article as a news item, with its people, organisations and places.
//!
//! `rel` says how much the article has to do with each: `about` or `mentions`. An article is about what it names in its opening and again
//! later, and about what makes up a good part of all its names; the rest it mentions. Each list begins with what the article is about,
//! then goes by how often and how early a thing is named.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::Serialize;

use super::TaggedArticle;
use super::identifiers::{article_iri, entity_iri, iri, is_iri};
use crate::gazetteer::{Entity, EntityType};
use crate::text::OffsetUnit;

/// Code points of an article's opening: a headline and a first paragraph.
const OPENING_CHARS: usize = 300;
/// An article is about what it names in its opening and at least so often in all.
const ABOUT_MENTIONS: usize = 2;
/// Or at least so often anywhere,
const FREQUENT_MENTIONS: usize = 3;
/// and as at least one of so many names.
const FREQUENT_SHARE: usize = 4;

const SCHEMA: &str = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#";

#[derive(Serialize)]
struct Item<'a> {
    uri: String,
    r#type: &'static str,
    #[serde(rename = "representationType")]
    representation_type: &'static str,
    standard: Standard,
    language: &'static str,
    #[serde(rename = "altIds", skip_serializing_if = "Vec::is_empty")]
    alt_ids: Vec<AltId<'a>>,
    bodies: [Body<'a>; 1],
    people: Vec<Named<'a>>,
    organisations: Vec<Named<'a>>,
    places: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Standard {
    name: &'static str,
    version: &'static str,
    schema: &'static str,
}

#[derive(Serialize)]
struct AltId<'a> {
    role: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "contentType")]
    content_type: &'static str,
    #[serde(rename = "charCount")]
    char_count: usize,
    value: &'a str,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    rel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<&'a str>,
}

/// A thing that the article names.
struct Subject<'a> {
    entity_type: EntityType,
    name: &'a str,
    entity: Option<&'a Entity>,
    /// The byte where it is first named.
    first: usize,
    count: usize,
}

pub(super) fn write(of: TaggedArticle<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let subjects = subjects(of);
    let named = |entity_type| named(of, &subjects, entity_type);
    let article = of.article;
    let body = Body {
        content_type: if article.is_html() { "text/html" } else { "text/plain" },
        char_count: OffsetUnit::Codepoint.length(article.text()),
        value: article.posted(),
    };
    let item = Item {
        uri: article_iri(of.id, article.posted()),
        r#type: "text",
        representation_type: "partial",
        standard: Standard { name: "ninjs", version: "3.1", schema: SCHEMA },
        language: "ar",
        alt_ids: of.id.filter(|id| !is_iri(id)).map(|value| AltId { role: "id", value }).into_iter().collect(),
        bodies: [body],
        people: named(EntityType::Person),
        organisations: named(EntityType::Organisation),
        places: named(EntityType::Place),
    };
    serde_json::to_writer(out, &item)
}

/// What is named, in the order of first mention. Things that no list holds are told apart by their names.
fn subjects(of: TaggedArticle<'_>) -> Vec<Subject<'_>> {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    let mut places = HashMap::new();
    for mention in &of.tagged.mentions {
        // The standard has no place for nationalities.
        let Some(entity_type) = mention.entity_type.of_entity() else { continue };
        let entity = of.entity_of(mention);
        let key = (entity.map_or_else(|| of.name(mention), |entity| &entity.id), entity_type, entity.is_some());
        let place = *places.entry(key).or_insert(subjects.len());
        match subjects.get_mut(place) {
            Some(subject) => subject.count += 1,
            None => subjects.push(Subject {
                entity_type,
                name: entity.map_or_else(|| of.name(mention), Entity::name),
                entity,
                first: mention.span.start,
                count: 1,
            }),
        }
    }
    subjects
}

/// Those of one type.
fn named<'a>(of: TaggedArticle<'a>, subjects: &[Subject<'a>], entity_type: EntityType) -> Vec<Named<'a>> {
    let text = of.article.text();
    let opening = text.char_indices().nth(OPENING_CHARS).map_or(text.len(), |(at, _)| at);
    let all: usize = subjects.iter().map(|subject| subject.count).sum();
    let is_about = |subject: &Subject<'_>| {
        let opens = subject.first < opening && subject.count >= ABOUT_MENTIONS;
        opens || subject.count >= FREQUENT_MENTIONS && subject.count * FREQUENT_SHARE >= all
    };
    let mut of_type: Vec<&Subject<'a>> = subjects.iter().filter(|subject| subject.entity_type == entity_type).collect();
    of_type.sort_by_key(|subject| (!is_about(subject), Reverse(subject.count), subject.first));
    let named = of_type.into_iter().map(|subject| Named {
        name: subject.name,
        rel: if is_about(subject) { "about" } else { "mentions" },
        uri: subject.entity.map(|entity| entity.same_as.iter().find_map(|same_as| iri(same_as)).unwrap_or_else(|| entity_iri(entity))),
        literal: subject.entity.map(|entity| &*entity.id),
    });
    named.collect()
}
