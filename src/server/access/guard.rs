//! The layer round the routes behind a door.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::limits::Place;
use super::{Access, Door};
use crate::server::body;
use crate::server::observe::Deadline;
use crate::server::problem::{Code, Problem};
use crate::server::state::ServerState;

/// The address at the other end of the connection; an extension of the request.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) struct Peer(pub(in crate::server) IpAddr);

/// The name of the key that a request came with, once it is known; an extension of the request. Clones are one: whoever logs a request
/// keeps one, and is told of a key that is refused, too.
#[derive(Debug, Clone, Default)]
pub(in crate::server) struct KeyName(Arc<OnceLock<String>>);

impl KeyName {
    /// None where none is needed, and none came.
    pub(in crate::server) fn get(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// Lets a request in, with its caller's place until the whole answer is sent, or refuses it.
pub(in crate::server) async fn guard(State((state, door)): State<(ServerState, Door)>, request: Request, next: Next) -> Response {
    match admit(&state, door, &request) {
        Ok(None) => next.run(request).await,
        Ok(place) => next.run(request).await.map(|body| body::held(body, place)),
        Err(problem) => {
            let (head, body) = request.into_parts();
            if let Some(deadline) = head.extensions.get::<Deadline>() {
                body::refuse(body, &head.headers, state.config().body_limit, *deadline).await;
            }
            problem.into_response()
        }
    }
}

fn admit(state: &ServerState, door: Door, request: &Request) -> Result<Place, Problem> {
    let access: &Access = state.access();
    let needed = access.needed_of(door, request);
    let holder = access.holder(door, needed, request.headers())?;
    if let Some(holder) = &holder {
        if let Some(KeyName(name)) = request.extensions().get() {
            // Each request passes one door.
            let _ = name.set(holder.key.name.clone());
        }
        holder.opens(needed)?;
    }
    let place = match (&holder, request.extensions().get::<Peer>()) {
        (Some(holder), _) => holder.meter.enter()?,
        (None, Some(Peer(address))) => access.addresses.enter(*address)?,
        (None, None) => None,
    };
    // Whoever watches the service shall see it busy, and not be turned away.
    if door != Door::Metrics && state.room().is_over_full() {
        return Err(Problem::new(Code::Overloaded, "as many requests are being answered as may be; come back later"));
    }
    Ok(place)
}
