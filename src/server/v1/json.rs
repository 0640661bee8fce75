//! Reading JSON bodies, with every mistake named.

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;

use crate::server::problem::{Code, Problem};

/// Reads a body. serde stops at the first mistake, and its messages quote the value that was met; so a body that is JSON of another form goes
/// to `diagnose` instead.
///
/// # Errors
/// 400 if this is not JSON, else what `diagnose` says.
pub(super) fn read<'b, T: Deserialize<'b>>(body: &'b str, diagnose: impl FnOnce(&Value) -> Problem) -> Result<T, Problem> {
    // Messages about syntax are fixed sentences with line and column; only those about data quote what they met.
    let no_json = |error| Problem::new(Code::InvalidJson, format!("this is not JSON: {error}"));
    serde_json::from_str(body).map_err(|error| match error.classify() {
        Category::Data => serde_json::from_str(body).map_or_else(no_json, |body| diagnose(&body)),
        Category::Syntax | Category::Eof | Category::Io => no_json(error),
    })
}
