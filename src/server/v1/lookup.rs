//! `GET /v1/entities?q=…`: what an editor types, and what it may mean.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::options::{self, FieldErrors};
use super::wire::{EntityHead, FoundOut, LookupAnswer};
use crate::gazetteer::lookup::{Found, LEAST_LETTERS};
use crate::gazetteer::{EntityType, Gazetteer};
use crate::server::problem::{Code, FieldError, Problem};
use crate::server::state::ServerState;

/// How many entities come back, if the caller does not say.
const DEFAULT_LIMIT: usize = 10;
const MAX_LIMIT: usize = 100;
/// A longer query is no beginning of a name.
const MAX_QUERY_CHARS: usize = 200;

#[derive(Debug, Default)]
struct Asked {
    q: Option<String>,
    entity_type: Option<EntityType>,
    limit: Option<usize>,
}

/// The entities whose names, or words in them, begin so.
pub(in crate::server) async fn look_up(State(state): State<ServerState>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let asked = read(query.as_deref().unwrap_or_default())?;
    let q = asked.q.unwrap_or_default();
    let engine = state.engine();
    let lookup = state.lookup().await?;
    let gazetteer = engine.tagger.gazetteer();
    let found = lookup.find(gazetteer, &q, asked.entity_type, asked.limit.unwrap_or(DEFAULT_LIMIT));
    let found = found.ok_or_else(|| Problem::invalid(vec![too_short()]))?;
    let entities = found.into_iter().map(|found| found_out(gazetteer, found)).collect();
    Ok(Json(LookupAnswer { q: &q, entities }).into_response())
}

fn found_out(gazetteer: &Gazetteer, found: Found) -> FoundOut<'_> {
    let entity = gazetteer.entity(found.entity);
    FoundOut {
        entity: EntityHead::of(entity),
        matched: found.alias.map_or(&entity.name_en, |alias| &entity.aliases[usize::from(alias)].text),
    }
}

fn read(query: &str) -> Result<Asked, Problem> {
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Problem::new(Code::InvalidUtf8, "the query is not UTF-8; percent-encode the bytes of UTF-8"));
    }
    let (mut asked, mut errors) = (Asked::default(), FieldErrors::default());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let again = match &*name {
            "q" => asked.q.replace(value.into_owned()).is_some(),
            "type" => asked.entity_type.replace(entity_type(&value, &mut errors)).is_some(),
            "limit" => asked.limit.replace(limit(&value, &mut errors)).is_some(),
            other => {
                errors.push(options::unknown(other, ["q", "type", "limit"]));
                false
            }
        };
        if again {
            errors.push(FieldError::new(&*name, "stands more than once; leave one"));
        }
    }
    match &asked.q {
        None => errors.push(FieldError::new("q", "is missing; write the beginning of a name")),
        Some(q) if q.chars().count() > MAX_QUERY_CHARS => {
            errors.push(FieldError::new("q", format!("is longer than {MAX_QUERY_CHARS} characters; the beginning of a name is enough")));
        }
        Some(_) => {}
    }
    if errors.is_empty() { Ok(asked) } else { Err(Problem::invalid(errors)) }
}

fn entity_type(value: &str, errors: &mut FieldErrors) -> EntityType {
    EntityType::from_name(value).unwrap_or_else(|| {
        errors.push(FieldError::choice("type", "is no type of entity", EntityType::ALL.map(EntityType::name)));
        EntityType::Person
    })
}

fn limit(value: &str, errors: &mut FieldErrors) -> usize {
    value.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).unwrap_or_else(|| {
        errors.push(FieldError::new("limit", format!("is no whole number from 1 to {MAX_LIMIT}")));
        DEFAULT_LIMIT
    })
}

fn too_short() -> FieldError {
    FieldError::new("q", format!("has fewer than {LEAST_LETTERS} letters; write more of the name"))
}
