//! Reading a body: at most so long, and by the deadline.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use tokio::time::{timeout, timeout_at};

use super::observe::Deadline;
use super::problem::{Code, Problem};

/// Memory taken ahead on the word of the header; more only as bytes arrive.
const FIRST_BYTES: usize = 64 * 1024;
/// How much of a body that is too large is still taken off the wire.
const DISCARDED_BYTES: usize = 8 * 1024 * 1024;
/// How long such a body may pause before it is cut off.
const DISCARD_PAUSE: Duration = Duration::from_millis(100);

/// Reads a body whole.
///
/// # Errors
/// 413 if it is longer than `limit` (told by its header before a byte is read, if it says so), 408 if it is not in by the deadline, 400
/// if the connection broke.
pub(super) async fn read(mut body: Body, headers: &HeaderMap, limit: usize, deadline: Deadline) -> Result<Vec<u8>, Problem> {
    let Ok(end) = timeout_at(deadline.0, collect(&mut body, limit)).await else {
        return Err(Problem::new(Code::BodyTimeout, "the whole body must arrive before the request's time is over; send it faster"));
    };
    match end {
        End::Whole(bytes) => Ok(bytes),
        End::Broken => Err(Problem::new(Code::BadRequest, "the body broke off, or its framing is wrong")),
        End::TooLarge => {
            refuse(body, headers, limit, deadline).await;
            let detail = format!("at most {limit} bytes are read; send a shorter text, or send it in parts");
            Err(Problem::new(Code::BodyTooLarge, detail))
        }
    }
}

enum End {
    Whole(Vec<u8>),
    TooLarge,
    Broken,
}

async fn collect(body: &mut Body, limit: usize) -> End {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit {
        return End::TooLarge;
    }
    let mut whole = Vec::with_capacity(announced.min(FIRST_BYTES));
    while let Some(chunk) = next(body).await {
        let Ok(chunk) = chunk else { return End::Broken };
        if chunk.len() > limit - whole.len() {
            return End::TooLarge;
        }
        whole.extend_from_slice(&chunk);
    }
    End::Whole(whole)
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
