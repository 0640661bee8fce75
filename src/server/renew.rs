//! Reading the keys and the certificate again while the service runs.

use std::error::Error;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::access::{KeysError, LineError};
use super::problem::{Causes, Code, FieldError, Problem};
use super::state::ServerState;

impl ServerState {
    /// Reads the file of keys and the certificate again, each by itself: what cannot be used changes nothing, and stands in the log and under
    /// the warnings of `/readyz`.
    pub async fn renew(&self) {
        // Told there already.
        let _ = renew(self).await;
    }
}

/// As [`ServerState::renew`].
///
/// # Errors
/// 422 if one of them cannot be used.
pub(super) async fn renew(state: &ServerState) -> Result<(), Problem> {
    let owned = state.clone();
    spawn_blocking(move || renew_now(&owned)).await.map_err(|_| Problem::internal())?
}

fn renew_now(state: &ServerState) -> Result<(), Problem> {
    let access = state.access();
    let keys = if access.has_file() { access.read() } else { Ok(()) };
    note(&access.failure, "the keys", keys.as_ref().err());
    if access.has_file() && keys.is_ok() {
        tracing::info!(keys = access.keys(), "keys read again");
    }
    let certificate = state.certificate().map_or(Ok(()), |certificate| {
        let read = certificate.read_again();
        note(&certificate.failure, "the certificate", read.as_ref().err());
        if read.is_ok() {
            tracing::info!("certificate read again");
        }
        read
    });
    let certificate = certificate
        .map_err(|error| Problem::new(Code::InvalidCertificate, format!("{}; the certificate of before is still shown", Causes(&error))));
    match (keys.map_err(|error| invalid_keys(&error)), certificate) {
        (Err(keys), Err(certificate)) => Err(keys.beside(certificate)),
        (keys, certificate) => keys.and(certificate),
    }
}

/// What could not be read again, if it was not read since.
pub(super) fn failures(state: &ServerState) -> impl Iterator<Item = String> {
    let places = [Some(&state.access().failure), state.certificate().map(|certificate| &certificate.failure)];
    places.into_iter().flatten().filter_map(|place| place.load().as_deref().cloned())
}

/// Notes what an order to read again came to, for `/readyz` and the log.
fn note(place: &ArcSwapOption<String>, what: &str, error: Option<&(impl Error + 'static)>) {
    place.store(error.map(|error| {
        let detail = Causes(error).to_string();
        tracing::error!(detail, "{what} could not be read again");
        Arc::new(format!("{what} could not be read again at {:.0}: {detail}", Timestamp::now()))
    }));
}

fn invalid_keys(error: &KeysError) -> Problem {
    const BEFORE: &str = "the keys of before still hold";
    let KeysError::Lines { path, errors } = error else {
        return Problem::new(Code::InvalidKeys, format!("{}; {BEFORE}", Causes(error)));
    };
    let of_line =
        |error: &LineError| FieldError::new(format!("{}:{}", path.display(), error.line), format!("{}; {}", error.problem, error.mend));
    let detail = format!("the file of keys has {} error(s), which stand under errors; {BEFORE}", errors.len());
    Problem::of_fields(Code::InvalidKeys, errors.iter().map(of_line).collect()).with_detail(detail)
}
