//! Problems: every error of the service, as RFC 9457 has it.
//!
//! A handler returns a [`Problem`]; it travels as an extension of an empty response, because only the outermost layer knows the request's
//! id. There [`complete`] writes the document, and turns into one whatever else went wrong on the way: the router's own 404 and 405,
//! refusals of extractors, anything. Nothing of a posted text may ever enter a problem; rows of lists are no texts, and are quoted.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of every error.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";
/// When to come back after a 503, or a 429 that says nothing else, in seconds: the queue of long bodies empties within one.
const RETRY_AFTER_S: u64 = 1;

macro_rules! codes {
    ($($variant:ident => $row:expr,)*) => {
        /// What went wrong, stable for ever: programs decide by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Code {
            $($variant,)*
        }

        impl Code {
            /// All of them.
            pub(super) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name, status and title: the one table.
            pub(super) const fn row(self) -> (&'static str, StatusCode, &'static str) {
                match self {
                    $(Self::$variant => $row,)*
                }
            }
        }
    };
}

codes! {
    BadRequest => ("bad_request", StatusCode::BAD_REQUEST, "The request cannot be read"),
    InvalidUtf8 => ("invalid_utf8", StatusCode::BAD_REQUEST, "Not UTF-8"),
    InvalidJson => ("invalid_json", StatusCode::BAD_REQUEST, "Not JSON"),
    Unauthorized => ("unauthorized", StatusCode::UNAUTHORIZED, "This needs a key"),
    WrongKey => ("wrong_key", StatusCode::UNAUTHORIZED, "The key is refused"),
    MissingScope => ("missing_scope", StatusCode::FORBIDDEN, "The key does not open this"),
    EditingOff => ("editing_off", StatusCode::FORBIDDEN, "The lists of this service cannot be edited"),
    NotFound => ("not_found", StatusCode::NOT_FOUND, "Nothing at this path"),
    EntityNotFound => ("entity_not_found", StatusCode::NOT_FOUND, "No such entity"),
    GazetteerNotFound => ("gazetteer_not_found", StatusCode::NOT_FOUND, "No such list of entities"),
    RowNotFound => ("row_not_found", StatusCode::NOT_FOUND, "The list has no row of this entity"),
    UnlistedOff => ("unlisted_off", StatusCode::NOT_FOUND, "Unlisted names are not counted"),
    MethodNotAllowed => ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "Not by this method"),
    NotAcceptable => ("not_acceptable", StatusCode::NOT_ACCEPTABLE, "No form of answer that the caller takes"),
    BodyTimeout => ("body_timeout", StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time"),
    NothingToUndo => ("nothing_to_undo", StatusCode::CONFLICT, "There is no edit to take back"),
    PreconditionFailed => ("precondition_failed", StatusCode::PRECONDITION_FAILED, "The row is not in the state that the request names"),
    BodyTooLarge => ("body_too_large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
    UnsupportedMediaType => ("unsupported_media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is of a type that is not read here"),
    InvalidOptions => ("invalid_options", StatusCode::UNPROCESSABLE_ENTITY, "A field or option cannot be used"),
    InvalidRow => ("invalid_row", StatusCode::UNPROCESSABLE_ENTITY, "A row cannot be used"),
    InvalidKeys => ("invalid_keys", StatusCode::UNPROCESSABLE_ENTITY, "The file of keys cannot be used"),
    InvalidCertificate => ("invalid_certificate", StatusCode::UNPROCESSABLE_ENTITY, "The certificate cannot be used"),
    InvalidLists => ("invalid_lists", StatusCode::UNPROCESSABLE_ENTITY, "The files of the lists cannot be used"),
    RateLimited => ("rate_limited", StatusCode::TOO_MANY_REQUESTS, "Too many requests a second"),
    TooManyAtOnce => ("too_many_at_once", StatusCode::TOO_MANY_REQUESTS, "Too many requests at a time"),
    Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "The service failed"),
    Overloaded => ("overloaded", StatusCode::SERVICE_UNAVAILABLE, "Too much to do"),
    Draining => ("draining", StatusCode::SERVICE_UNAVAILABLE, "The service is stopping"),
    StoreFailed => ("store_failed", StatusCode::SERVICE_UNAVAILABLE, "The store of edits failed"),
    AnswerTimeout => ("answer_timeout", StatusCode::SERVICE_UNAVAILABLE, "The answer was not ready in time"),
}

/// What is wrong with one field or option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct FieldError {
    /// Its name, with the way to it: `add[3].type`; of a list's file the place: `places/cities.tsv:7:country`. Empty when the whole is meant.
    pub(super) field: String,
    /// What is wrong and how to mend it.
    pub(super) detail: String,
    /// The values that may stand there, where they can be counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) allowed: Vec<String>,
}

impl FieldError {
    pub(super) fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), detail: detail.into(), allowed: Vec::new() }
    }

    /// The same, with the values that may stand there; the detail names them too.
    pub(super) fn choice<'a>(field: impl Into<String>, problem: &str, allowed: impl IntoIterator<Item = &'a str>) -> Self {
        let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
        Self { field: field.into(), detail: format!("{problem}; use {}", allowed.join(", ")), allowed }
    }
}

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    code: Code,
    /// That of the code, but for a status of the layers below that has no code of its own.
    status: StatusCode,
    detail: Cow<'static, str>,
    errors: Vec<FieldError>,
    /// When to come back, in seconds, if that is known better than by the status.
    retry_after_s: Option<u64>,
}

/// An error, as RFC 9457 has it.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    /// What is wrong here, and how to mend it.
    detail: &'a str,
    /// What is wrong, stable for ever: programs decide by it.
    code: &'a str,
    /// As in the header x-request-id.
    request_id: &'a str,
    /// Each field or option that cannot be used.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

impl Problem {
    pub(super) fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, status: code.row().1, detail: detail.into(), errors: Vec::new(), retry_after_s: None }
    }

    /// Fields or options that cannot be used.
    pub(super) fn invalid(errors: Vec<FieldError>) -> Self {
        Self::of_fields(Code::InvalidOptions, errors)
    }

    /// A problem that names fields; if it is one, its detail stands for the whole.
    pub(super) fn of_fields(code: Code, errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] if one.field.is_empty() => one.detail.clone(),
            [one] => format!("{}: {}", one.field, one.detail),
            several => format!("{} fields cannot be used; each stands under errors", several.len()),
        };
        Self { errors, ..Self::new(code, detail) }
    }

    /// The same with another detail.
    pub(super) fn with_detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// The same, and what else is wrong.
    pub(super) fn beside(mut self, other: Self) -> Self {
        self.errors.extend(other.errors);
        let detail = format!("{}; besides: {}", self.detail, other.detail);
        self.with_detail(detail)
    }

    /// The same with the number of seconds after which it is worth another try.
    pub(super) fn with_retry_after(self, seconds: u64) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// In how many seconds it is worth another try; `None` where that would change nothing.
    pub(super) fn retry_after(&self) -> Option<u64> {
        let passes = matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS);
        self.retry_after_s.or(passes.then_some(RETRY_AFTER_S))
    }

    /// What a status says when nothing more is known.
    fn of_status(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => (Code::NotFound, "there is nothing at this path; see the API's description"),
            StatusCode::METHOD_NOT_ALLOWED => (Code::MethodNotAllowed, "the header Allow names the methods that this path takes"),
            StatusCode::REQUEST_TIMEOUT => (Code::BodyTimeout, "send the body faster, or in parts"),
            StatusCode::PAYLOAD_TOO_LARGE => (Code::BodyTooLarge, "send a shorter text, or send it in parts"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                (Code::UnsupportedMediaType, "the header Content-Type names a type that is not read here")
            }
            StatusCode::UNPROCESSABLE_ENTITY => (Code::InvalidOptions, "a field or option cannot be used"),
            StatusCode::SERVICE_UNAVAILABLE => (Code::Overloaded, "come back later"),
            other if other.is_client_error() => (Code::BadRequest, "the request cannot be read"),
            _ => (Code::Internal, "this is a fault of the service; its log has more under the request id"),
        };
        Self { status, ..Self::new(code, detail) }
    }

    /// A fault of the service.
    pub(super) fn internal() -> Self {
        Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What is wrong here, and how to mend it.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Whether it is the service's fault, and not the caller's.
    pub(super) fn is_fault(&self) -> bool {
        self.status.is_server_error()
    }

    /// Builds the document: every error of the service comes from here.
    pub(super) fn document(&self, request_id: &str) -> Vec<u8> {
        let (code, _, title) = self.code.row();
        let document = Document {
            r#type: format!("urn:aalam:problem:{code}"),
            title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code,
            request_id,
            errors: &self.errors,
        };
        // Strings and numbers alone: nothing in it can fail to be written.
        serde_json::to_vec(&document).unwrap_or_default()
    }
}

impl Problem {
    /// The document in place of the answer to one line of a body.
    pub(super) fn line(&self, line: u64, request_id: &str) -> Vec<u8> {
        let mut answer = format!("{{\"line\":{line},\"error\":").into_bytes();
        answer.extend(self.document(request_id));
        answer.extend_from_slice(b"}\n");
        answer
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives an error response its document; other responses stay as they are.
pub(super) fn complete(mut response: Response, request_id: &str) -> Response {
    let status = response.status();
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if status.is_client_error() || status.is_server_error() => Problem::of_status(status),
        None => return response,
    };
    *response.body_mut() = Body::from(problem.document(request_id));
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(seconds) = problem.retry_after() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// An error with what caused it.
pub(super) struct Causes<'e>(pub(super) &'e dyn Error);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        self.0.source().map_or(Ok(()), |cause| write!(f, ": {}", Causes(cause)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_error_becomes_a_problem_and_keeps_its_headers() {
        let plain = (StatusCode::IM_A_TEAPOT, [(header::ALLOW, "GET")], "secret").into_response();
        let response = complete(plain, "id-1");
        assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
        assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!(response.headers()[header::ALLOW], "GET");
    }

    #[test]
    fn the_document_has_every_member_in_order() {
        let problem = Problem::invalid(vec![FieldError::choice("types", "«city» is no type", ["person", "place"])]);
        let document = String::from_utf8(problem.document("id-2")).unwrap();
        assert_eq!(
            document,
            "{\"type\":\"urn:aalam:problem:invalid_options\",\"title\":\"A field or option cannot be used\",\"status\":422,\
             \"detail\":\"types: «city» is no type; use person, place\",\"code\":\"invalid_options\",\"request_id\":\"id-2\",\
             \"errors\":[{\"field\":\"types\",\"detail\":\"«city» is no type; use person, place\",\"allowed\":[\"person\",\"place\"]}]}"
        );
    }

    #[test]
    fn success_is_left_alone() {
        let response = complete((StatusCode::OK, "fine").into_response(), "id-3");
        assert!(response.headers()[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/plain"));
    }
}
