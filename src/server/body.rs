//! Reading a body: at most so long, by the deadline, and as far as there is room.

use std::future::poll_fn;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use http_body::{Frame, SizeHint};
use tokio::time::{timeout, timeout_at};

use super::observe::Deadline;
use super::problem::{Code, Problem};
use super::room::{Claim, Room, no_room};
use super::state::ServerState;

/// Memory taken ahead on the word of the header; more only as bytes arrive.
const FIRST_BYTES: usize = 64 * 1024;
/// How much of a body that is too large is still taken off the wire.
const DISCARDED_BYTES: usize = 8 * 1024 * 1024;
/// How long such a body may pause before it is cut off.
const DISCARD_PAUSE: Duration = Duration::from_millis(100);

/// A body that was read whole, and has room until it is dropped.
#[derive(Debug)]
pub(super) struct Whole {
    bytes: Vec<u8>,
    claim: Claim,
}

impl Whole {
    /// The room of the body, for an answer that is about as long.
    pub(super) fn into_claim(self) -> Claim {
        self.claim
    }
}

impl Deref for Whole {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Reads a body whole.
///
/// # Errors
/// 413 if it is longer than `limit`, 503 if there is no room for it (both told by its header before a byte is read, if it says how long it
/// is), 408 if it is not in by the deadline, 400 if the connection broke.
pub(super) async fn read(
    state: &ServerState,
    mut body: Body,
    headers: &HeaderMap,
    limit: usize,
    deadline: Deadline,
) -> Result<Whole, Problem> {
    let Ok(end) = timeout_at(deadline.0, collect(&mut body, limit, state.room())).await else {
        return Err(Problem::new(Code::BodyTimeout, "the whole body must arrive before the request's time is over; send it faster"));
    };
    match end {
        End::Whole(whole) => Ok(whole),
        End::Broken => Err(Problem::new(Code::BadRequest, "the body broke off, or its framing is wrong")),
        End::TooLarge => {
            refuse(body, headers, limit, deadline).await;
            let detail = format!("at most {limit} bytes are read; send a shorter text, or send it in parts");
            Err(Problem::new(Code::BodyTooLarge, detail))
        }
        End::NoRoom => {
            refuse(body, headers, limit, deadline).await;
            Err(no_room())
        }
    }
}

enum End {
    Whole(Whole),
    TooLarge,
    NoRoom,
    Broken,
}

async fn collect(body: &mut Body, limit: usize, room: &Room) -> End {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return End::TooLarge;
    }
    if !room.has_room(announced) {
        return End::NoRoom;
    }
    let mut bytes = Vec::with_capacity(announced.min(FIRST_BYTES));
    let mut claim = Claim::default();
    while let Some(chunk) = next(body).await {
        let Ok(chunk) = chunk else { return End::Broken };
        if chunk.len() > limit - bytes.len() {
            return End::TooLarge;
        }
        if claim.grow(bytes.len() + chunk.len(), room).is_err() {
            return End::NoRoom;
        }
        bytes.extend_from_slice(&chunk);
    }
    End::Whole(Whole { bytes, claim })
}

/// The next stretch of data; trailers give an empty one.
pub(super) async fn next(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

/// Gets a body that will not be read out of the way, as far as that is worth it.
pub(super) async fn refuse(body: Body, headers: &HeaderMap, limit: usize, deadline: Deadline) {
    // Who asks before sending (Expect: 100-continue) has sent nothing yet, and never will.
    if !headers.contains_key(header::EXPECT) {
        let _ = timeout_at(deadline.0, discard(body, limit)).await;
    }
}

/// Takes the rest of a refused body off the wire. If the connection were closed on a caller who is still writing, he would see a reset
/// where the answer should be.
async fn discard(mut body: Body, limit: usize) {
    let mut left = limit.saturating_add(DISCARDED_BYTES);
    if usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX) > left {
        return;
    }
    while let Ok(Some(Ok(chunk))) = timeout(DISCARD_PAUSE, next(&mut body)).await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

/// The same body; what came with it is kept until the last of it is [handed out](super::traffic), or nobody wants it any more.
pub(super) fn held(body: Body, kept: impl Send + Unpin + 'static) -> Body {
    Body::new(Held { body, _kept: kept })
}

struct Held<K> {
    body: Body,
    _kept: K,
}

impl<K: Unpin> HttpBody for Held<K> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
