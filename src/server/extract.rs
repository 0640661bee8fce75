//! What handlers take from a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::problem::{FieldError, Problem};

/// A request without a query: this path takes no options, and none is ever ignored.
#[derive(Debug, Clone, Copy)]
pub(super) struct NoQuery;

impl<S: Sync> FromRequestParts<S> for NoQuery {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        match parts.uri.query() {
            None | Some("") => Ok(Self),
            Some(_) => Err(Problem::invalid(vec![FieldError::new("", "this path takes no options in the query; leave them out")])),
        }
    }
}
