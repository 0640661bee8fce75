//! `GET /v1/entities/{id}`.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::wire::{AliasOut, EntityAnswer, FormOut, RoleOut, filled};
use crate::gazetteer::{Alias, EntityIx, Subtype, surface_forms};
use crate::server::extract::NoQuery;
use crate::server::problem::{Code, Problem};
use crate::server::state::ServerState;
use crate::tagging::Tagger;
use crate::text::symbol::render;

/// One entity with all its names, and the forms that are searched beside each.
#[utoipa::path(
    get,
    path = "/v1/entities/{id}",
    operation_id = "entity",
    tag = "Lists",
    summary = "One entity",
    description = "With all its aliases, and the surface forms made of each.",
    params(("id" = String, Path, description = "Id of the entity", min_length = 1)),
    responses((status = 200, description = "The entity", body = EntityAnswer<'static>)),
)]
pub(in crate::server) async fn entity(
    State(state): State<ServerState>,
    _: NoQuery,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::new(Code::BadRequest, "the id in the path is not UTF-8; percent-encode the bytes of UTF-8"))?;
    let engine = state.engine();
    let gazetteer = engine.tagger.gazetteer();
    let ix = gazetteer.find(&id).ok_or_else(|| Problem::new(Code::EntityNotFound, "no entity of the gazetteers has this id"))?;
    Ok(Json(answer(&engine.tagger, ix)).into_response())
}

fn answer<'a>(tagger: &'a Tagger, ix: EntityIx) -> EntityAnswer<'a> {
    let gazetteer = tagger.gazetteer();
    let entity = gazetteer.entity(ix);
    let role_out = |role: &'a crate::gazetteer::Role| RoleOut { text: &role.text, from: filled(&role.from), to: filled(&role.to) };
    EntityAnswer {
        id: &entity.id,
        name: entity.name(),
        name_en: filled(&entity.name_en),
        r#type: entity.entity_type.name(),
        subtype: entity.subtype.map(Subtype::name),
        country: filled(&entity.country),
        roles: entity.roles.iter().map(role_out).collect(),
        same_as: &entity.same_as,
        gazetteers: entity.lists.iter().filter_map(|list| gazetteer.lists().get(list.index())).map(|list| list.name.as_str()).collect(),
        aliases: (0..).zip(&entity.aliases).map(|(number, alias)| alias_out(tagger, ix, number, alias)).collect(),
    }
}

/// A name with the forms made of it, and its skeleton if it is found by that; the form as listed is the name itself.
fn alias_out<'a>(tagger: &Tagger, ix: EntityIx, number: u16, alias: &'a Alias) -> AliasOut<'a> {
    let gazetteer = tagger.gazetteer();
    let generated = surface_forms(gazetteer.entity(ix), &alias.text).into_iter().filter(|form| !form.families.is_listed());
    let guarded = gazetteer.guarded_forms(ix).iter().filter(|(of, _)| *of == number).map(|(_, form)| form.clone());
    let forms = generated.chain(guarded).map(|form| FormOut { text: render(&form.symbols), families: form.families }).collect();
    let skeleton = tagger.skeletons().shown(ix, number);
    AliasOut { text: &alias.text, kind: alias.kind.name(), needs_context: alias.needs_context, forms, skeleton }
}
