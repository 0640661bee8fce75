//! Reading JSON bodies, with every mistake named.

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;

use crate::server::problem::{Code, FieldError, Problem};

/// Reads a body, without the byte order mark that some editors put before it. serde stops at the first mistake, and its messages quote the
/// value that was met; so a body that is JSON of another form goes to `diagnose` instead, with the [`Repeated`] field, if there is one.
///
/// # Errors
/// 400 if this is not JSON, else what `diagnose` says.
pub(super) fn read<'b, T: Deserialize<'b>>(body: &'b str, diagnose: impl FnOnce(&Value, &Repeated) -> Problem) -> Result<T, Problem> {
    // Messages about syntax are fixed sentences with line and column; only those about data quote what they met.
    let no_json = |error| Problem::new(Code::InvalidJson, format!("this is not JSON: {error}"));
    let body = body.strip_prefix('\u{FEFF}').unwrap_or(body);
    serde_json::from_str(body).map_err(|error| match error.classify() {
        Category::Data => serde_json::from_str(body).map_or_else(no_json, |body| diagnose(&body, &Repeated::of(&error))),
        Category::Syntax | Category::Eof | Category::Io => no_json(error),
    })
}

/// The field that stands more than once: the one mistake that bare JSON does not show.
#[derive(Debug, Default)]
pub(super) struct Repeated(Option<String>);

impl Repeated {
    /// Only a field that is known can be repeated, so that its name tells nothing of a text.
    fn of(error: &serde_json::Error) -> Self {
        let said = error.to_string();
        Self(said.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next()).map(str::to_owned))
    }

    /// It may stand within another, so it is named in words.
    pub(super) fn error(&self) -> FieldError {
        let name = self.0.as_ref().map_or("a field".to_owned(), |name| format!("the field {name}"));
        FieldError::new("", format!("{name} stands more than once; leave one"))
    }
}
