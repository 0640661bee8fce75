//! The layer round the routes behind a door.

use std::net::IpAddr;

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

/// Who asks; an extension of the request, and of its answer.
#[derive(Debug, Clone)]
pub(in crate::server) struct Caller {
    /// The name of the key; none where none is needed, and none came.
    pub(in crate::server) key: Option<String>,
}

/// Lets a request in, with its caller's place until the whole answer is sent, or refuses it.
pub(in crate::server) async fn guard(State((state, door)): State<(ServerState, Door)>, mut request: Request, next: Next) -> Response {
    match admit(&state, door, &request) {
        Ok((caller, place)) => {
            request.extensions_mut().insert(caller.clone());
            let mut response = next.run(request).await;
            response.extensions_mut().insert(caller);
            match place {
                None => response,
                place => response.map(|body| body::held(body, place)),
            }
        }
        Err(problem) => {
            let (head, body) = request.into_parts();
            if let Some(deadline) = head.extensions.get::<Deadline>() {
                body::refuse(body, &head.headers, state.config().body_limit, *deadline).await;
            }
            problem.into_response()
        }
    }
}

fn admit(state: &ServerState, door: Door, request: &Request) -> Result<(Caller, Place), Problem> {
    let access: &Access = state.access();
    let holder = access.holder(door, request.headers())?;
    let place = match (&holder, request.extensions().get::<Peer>()) {
        (Some(holder), _) => holder.meter.enter()?,
        (None, Some(Peer(address))) => access.addresses.enter(*address)?,
        (None, None) => None,
    };
    // Whoever watches the service shall see it busy, and not be turned away.
    if door != Door::Metrics && state.room().is_over_full() {
        return Err(Problem::new(Code::Overloaded, "as many requests are being answered as may be; come back later"));
    }
    Ok((Caller { key: holder.map(|holder| holder.key.name) }, place))
}
