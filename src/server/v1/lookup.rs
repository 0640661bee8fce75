//! `GET /v1/entities?q=…`: what an editor types, and what it may mean.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};

use super::names::EntityTypeName;
use super::options::{self, FieldErrors};
use super::query;
use super::wire::{FoundOut, LookupAnswer, filled};
use crate::gazetteer::lookup::{Found, LEAST_LETTERS};
use crate::gazetteer::{EntityType, Gazetteer, Subtype};
use crate::server::problem::{FieldError, Problem};
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
#[utoipa::path(
    get,
    path = "/v1/entities",
    operation_id = "look_up",
    tag = "Lists",
    summary = "Look entities up",
    description = "For editors and autocomplete: letters fold, and proclitics are read off.",
    params(
        ("q" = String, Query, description = "The beginning of a name, or of a word in it, in Arabic or Latin letters; at least two of them",
            min_length = 2, max_length = 200),
        ("type" = Option<EntityTypeName>, Query, description = "Only entities of this type"),
        ("limit" = Option<usize>, Query, description = "How many at most; 10 unless said otherwise", minimum = 1, maximum = 100),
    ),
    responses((status = 200, description = "The entities found, the best first", body = LookupAnswer<'static>)),
)]
pub(in crate::server) async fn look_up(State(state): State<ServerState>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let asked = read(query.as_deref().unwrap_or_default())?;
    let q = asked.q.unwrap_or_default();
    let engine = state.engine();
    let lookup = engine.lookup().await?;
    let gazetteer = engine.tagger.gazetteer();
    let found = lookup.find(gazetteer, &q, asked.entity_type, asked.limit.unwrap_or(DEFAULT_LIMIT));
    let found = found.ok_or_else(|| Problem::invalid(vec![too_short()]))?;
    let entities = found.into_iter().map(|found| found_out(gazetteer, found)).collect();
    Ok(Json(LookupAnswer { q: &q, entities }).into_response())
}

fn found_out(gazetteer: &Gazetteer, found: Found) -> FoundOut<'_> {
    let entity = gazetteer.entity(found.entity);
    FoundOut {
        id: &entity.id,
        name: entity.name(),
        name_en: filled(&entity.name_en),
        r#type: entity.entity_type.name(),
        subtype: entity.subtype.map(Subtype::name),
        country: filled(&entity.country),
        matched: found.alias.map_or(&entity.name_en, |alias| &entity.aliases[usize::from(alias)].text),
    }
}

fn read(query: &str) -> Result<Asked, Problem> {
    let (mut asked, mut errors) = (Asked::default(), FieldErrors::default());
    for (name, value) in query::pairs(query)? {
        match &*name {
            "q" => query::once(&mut asked.q, &name, Some(value.into_owned()), &mut errors),
            "type" => query::once(&mut asked.entity_type, &name, query::entity_type(&value, &mut errors), &mut errors),
            "limit" => query::once(&mut asked.limit, &name, query::number(&name, &value, 1, MAX_LIMIT, &mut errors), &mut errors),
            other => errors.push(options::unknown(other, ["q", "type", "limit"])),
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

fn too_short() -> FieldError {
    FieldError::new("q", format!("has fewer than {LEAST_LETTERS} letters; write more of the name"))
}
