//! `GET /v1/unlisted`: the names seen that no list holds, the editors' to-do list.
//!
//! There are no pages: between two calls the order changes. Who has listed the first names, or asks for `min_count`, sees the next ones.

use std::cmp::Ordering;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::names::{EntityTypeName, SortName};
use super::options::{self, FieldErrors};
use super::query;
use super::wire::{CueOut, SuggestedOut, UnlistedAnswer, UnlistedOut};
use crate::gazetteer::{EntityType, Subtype};
use crate::server::problem::{Code, FieldError, Problem};
use crate::server::state::{Engine, ServerState};
use crate::server::unlisted::{UnlistedName, UnlistedNames};

/// How many names come back, if the caller does not say.
const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1000;
/// The largest whole number that all readers of JSON agree on.
const MAX_MIN_COUNT: u64 = (1 << 53) - 1;
pub(super) const SORTS: [(&str, Sort); 2] = [("count", Sort::Count), ("recent", Sort::Recent)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Those first that were seen most often for certain.
    Count,
    /// Those first that were seen last.
    Recent,
}

#[derive(Debug, Default)]
struct Asked {
    entity_type: Option<EntityType>,
    limit: Option<usize>,
    sort: Option<Sort>,
    min_count: Option<u64>,
}

/// The names that are not listed, as far as they were counted.
///
/// # Errors
/// 404 if they are not counted, 422 for options that cannot be used.
#[utoipa::path(
    get,
    path = "/v1/unlisted",
    operation_id = "unlisted",
    tag = "Lists",
    summary = "Names that no list holds",
    description = "What tagging found and no list holds, counted over all requests since the start. Memory is bounded, so counts are those of Space-Saving: a count is never too low, and too high by its error at most. Names that have been listed since are left out.",
    params(
        ("type" = Option<EntityTypeName>, Query, description = "Only names of this type"),
        ("limit" = Option<usize>, Query, description = "How many at most; 100 unless said otherwise", minimum = 1, maximum = 1000),
        ("sort" = Option<SortName>, Query,
            description = "count (unless said otherwise): those first that were seen most often for certain, which is count less error; recent: those seen last"),
        ("min_count" = Option<u64>, Query, description = "Only names seen at least so often for certain", maximum = 9_007_199_254_740_991_i64),
    ),
    responses((status = 200, description = "The names", body = UnlistedAnswer<'static>)),
)]
pub(in crate::server) async fn unlisted(State(state): State<ServerState>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let asked = read(query.as_deref().unwrap_or_default())?;
    let (engine, names) = (state.engine(), state.unlisted());
    if names.capacity() == 0 {
        let detail = "the service counts no unlisted names; start it with --unlisted-names above 0";
        return Err(Problem::new(Code::UnlistedOff, detail));
    }
    // Each name is looked up: with all of them that takes longer than a runtime's thread may be held.
    let written = tokio::task::spawn_blocking(move || answer(&engine, &names, &asked)).await.map_err(|_| Problem::internal())?;
    Ok(([(header::CACHE_CONTROL, "no-store")], written).into_response())
}

fn answer(engine: &Engine, unlisted: &UnlistedNames, asked: &Asked) -> Response {
    let wanted = |name: &UnlistedName| {
        asked.entity_type.is_none_or(|wanted| name.entity_type == wanted) && name.certain() >= asked.min_count.unwrap_or(0)
    };
    let mut report = unlisted.report(wanted);
    // Names of one count, or of one moment, still have an order of their own: the answer is the same as long as nothing new is seen.
    let order: fn(&UnlistedName, &UnlistedName) -> Ordering = match asked.sort.unwrap_or(Sort::Count) {
        Sort::Count => |one, other| by_count(other).cmp(&by_count(one)).then_with(|| one.text.cmp(&other.text)),
        Sort::Recent => |one, other| other.last_seen.cmp(&one.last_seen).then_with(|| by_count(other).cmp(&by_count(one))),
    };
    report.names.sort_by(order);
    let still_unlisted = report.names.iter().filter(|name| !name.is_listed(&engine.tagger));
    let names = still_unlisted.take(asked.limit.unwrap_or(DEFAULT_LIMIT)).map(|name| name_out(engine, name)).collect();
    let answer = UnlistedAnswer {
        since: to_the_second(unlisted.since()),
        counted: report.counted,
        capacity: unlisted.capacity(),
        unseen: report.unseen,
        names,
    };
    Json(answer).into_response()
}

/// What is certain counts first: a name that has just taken over a counter inherits a high count that is none of its own.
fn by_count(name: &UnlistedName) -> (u64, u64) {
    (name.certain(), name.count)
}

fn name_out<'a>(engine: &Engine, name: &'a UnlistedName) -> UnlistedOut<'a> {
    let subtype = name.subtype.map_or("", Subtype::name);
    UnlistedOut {
        text: &name.text,
        r#type: name.entity_type.name(),
        count: name.count,
        error: name.error,
        first_seen: to_the_second(name.first_seen),
        last_seen: to_the_second(name.last_seen),
        cue: CueOut { rule: name.rule.name(), text: name.cue.as_deref() },
        context: name.context.as_deref(),
        suggested: SuggestedOut { id: name.free_id(&engine.tagger), name: &name.text, subtype, source: "curated" },
    }
}

/// RFC 3339, in UTC.
fn to_the_second(time: Timestamp) -> String {
    format!("{time:.0}")
}

fn read(query: &str) -> Result<Asked, Problem> {
    let (mut asked, mut errors) = (Asked::default(), FieldErrors::default());
    for (name, value) in query::pairs(query)? {
        match &*name {
            "type" => query::once(&mut asked.entity_type, &name, query::entity_type(&value, &mut errors), &mut errors),
            "limit" => query::once(&mut asked.limit, &name, query::number(&name, &value, 1, MAX_LIMIT, &mut errors), &mut errors),
            "sort" => query::once(&mut asked.sort, &name, sort(&value, &mut errors), &mut errors),
            "min_count" => {
                query::once(&mut asked.min_count, &name, query::number(&name, &value, 0, MAX_MIN_COUNT, &mut errors), &mut errors);
            }
            other => errors.push(options::unknown(other, ["type", "limit", "sort", "min_count"])),
        }
    }
    if errors.is_empty() { Ok(asked) } else { Err(Problem::invalid(errors)) }
}

fn sort(value: &str, errors: &mut FieldErrors) -> Option<Sort> {
    let found = SORTS.into_iter().find(|(name, _)| *name == value).map(|(_, sort)| sort);
    if found.is_none() {
        errors.push(FieldError::choice("sort", "is no order", SORTS.map(|(name, _)| name)));
    }
    found
}
