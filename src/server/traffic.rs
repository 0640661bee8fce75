//! What is on its way on one connection, and since when it stands still.
//!
//! # How it works
//! With each request it is known whose turn it is. It is the service's until the head of the answer is there, and whenever the connection
//! asks for more of the answer and there is none yet; these times are bounded elsewhere. Else it is the caller's, and a caller who takes no
//! more of one answer for too long stands still, whatever else he asks meanwhile: what answers hold would be his for ever otherwise.
//!
//! Answers are handed out in pieces. Of a longer one what sends it would take everything at once, however slowly the caller reads, and let
//! go of what counts it.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, sleep_until};

/// Longest piece of an answer that is handed out at once.
pub(super) const PIECE_BYTES: usize = 64 * 1024;
/// In place of a time: the next thing is the service's.
const OWED: u64 = 0;

/// The requests of one connection that are on their way, and when something was last done on it.
#[derive(Debug)]
pub(super) struct Traffic {
    began: Instant,
    /// Of each request: when the caller was last given something, in milliseconds from the beginning, or [`OWED`].
    given_ms: Mutex<Vec<Arc<AtomicU64>>>,
    /// When the last request ended, likewise; 0 before the first.
    last_ms: AtomicU64,
}

impl Traffic {
    /// Of a connection that began then.
    pub(super) fn new(began: Instant) -> Self {
        Self { began, given_ms: Mutex::default(), last_ms: AtomicU64::new(0) }
    }

    /// Ends when the caller stands still: for `first` before the first request, for `later` after the last one, or with an answer of which
    /// he takes no more. Looks now and then instead of being told of each step, which would cost the busy connection more than the idle
    /// one.
    pub(super) async fn pause(&self, first: Duration, later: Duration) {
        loop {
            let now = Instant::now();
            match self.end(first, later) {
                Some(end) if end <= now => return,
                Some(end) => sleep_until(end).await,
                None => sleep_until(now + first.min(later)).await,
            }
        }
    }

    /// Until when the caller has to do something; `None` while it is not his turn.
    fn end(&self, first: Duration, later: Duration) -> Option<Instant> {
        let given_ms = self.given_ms();
        let given = given_ms.iter().map(|given| given.load(Ordering::Acquire)).filter(|given| *given != OWED).min();
        let (since, patience) = match (given, self.last_ms.load(Ordering::Acquire)) {
            (Some(given), _) => (given, later),
            (None, _) if !given_ms.is_empty() => return None,
            (None, 0) => (0, first),
            (None, last) => (last, later),
        };
        Some(self.began + Duration::from_millis(since) + patience)
    }

    /// Nothing panics under the lock but for want of memory.
    fn given_ms(&self) -> MutexGuard<'_, Vec<Arc<AtomicU64>>> {
        self.given_ms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, as it is noted: never 0.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }
}

/// A request on its way, until the caller is given the last of its answer.
#[derive(Debug)]
pub(super) struct Passing {
    traffic: Arc<Traffic>,
    given_ms: Arc<AtomicU64>,
    /// Its place in the count of all requests.
    _place: Arc<()>,
}

impl Passing {
    pub(super) fn begin(traffic: &Arc<Traffic>, place: Arc<()>) -> Self {
        let given_ms = Arc::new(AtomicU64::new(OWED));
        traffic.given_ms().push(Arc::clone(&given_ms));
        Self { traffic: Arc::clone(traffic), given_ms, _place: place }
    }

    /// The answer, in pieces; the request ends with the last of them.
    pub(super) fn answered(self, response: Response) -> Response {
        self.given();
        response.map(|body| Body::new(Answer { body, rest: Bytes::new(), passing: self }))
    }

    fn given(&self) {
        self.given_ms.store(self.traffic.now_ms(), Ordering::Release);
    }

    fn owed(&self) {
        self.given_ms.store(OWED, Ordering::Release);
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        let mut given_ms = self.traffic.given_ms();
        given_ms.retain(|other| !Arc::ptr_eq(other, &self.given_ms));
        self.traffic.last_ms.store(self.traffic.now_ms(), Ordering::Release);
    }
}

struct Answer {
    body: Body,
    /// What is left of the last frame.
    rest: Bytes,
    passing: Passing,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            let frame = Pin::new(&mut self.body).poll_frame(context);
            if frame.is_pending() {
                self.passing.owed();
            }
            match ready!(frame).map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                Some(Ok(Err(trailers))) => return Poll::Ready(Some(Ok(trailers))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        self.passing.given();
        let length = self.rest.len().min(PIECE_BYTES);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, body) = (self.rest.len() as u64, self.body.size_hint());
        let mut whole = SizeHint::new();
        whole.set_lower(rest + body.lower());
        if let Some(upper) = body.upper() {
            whole.set_upper(rest + upper);
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;
    use crate::server::body;

    const SOON: Duration = Duration::from_millis(40);
    const LATE: Duration = Duration::from_secs(20);

    fn begin(traffic: &Arc<Traffic>) -> Passing {
        Passing::begin(traffic, Arc::default())
    }

    async fn ends(traffic: &Traffic, first: Duration, later: Duration) -> bool {
        timeout(SOON * 10, traffic.pause(first, later)).await.is_ok()
    }

    #[tokio::test]
    async fn what_an_answer_holds_is_held_until_its_last_piece() {
        let (traffic, kept) = (Arc::new(Traffic::new(Instant::now())), Arc::new(()));
        let body = body::held(Body::from(vec![b'x'; 2 * PIECE_BYTES + 1]), Arc::clone(&kept));
        let mut body = begin(&traffic).answered(Response::new(body)).into_body();
        for (length, left) in [(PIECE_BYTES, 65_537), (PIECE_BYTES, 1), (1, 0)] {
            assert!(!body.is_end_stream());
            let piece = body::next(&mut body).await.unwrap().unwrap();
            assert_eq!((piece.len(), body.size_hint().exact()), (length, Some(left)));
            assert_eq!(Arc::strong_count(&kept), 2);
        }
        assert!(body.is_end_stream() && body::next(&mut body).await.is_none());
        drop(body);
        assert_eq!((Arc::strong_count(&kept), traffic.given_ms().len()), (1, 0));
    }

    #[tokio::test]
    async fn a_caller_stands_still_who_asks_nothing_or_takes_nothing() {
        let traffic = Arc::new(Traffic::new(Instant::now()));
        assert!(ends(&traffic, SOON, LATE).await && !ends(&traffic, LATE, SOON).await, "nothing was asked");
        let (asked, other) = (begin(&traffic), begin(&traffic));
        assert!(!ends(&traffic, SOON, SOON).await, "the service has to answer");
        let answer = asked.answered(Response::new(Body::from("answer")));
        assert!(!ends(&traffic, SOON, LATE).await && ends(&traffic, LATE, SOON).await, "one answer is not taken");
        drop(answer);
        assert!(!ends(&traffic, SOON, SOON).await, "the other is to be answered yet");
        drop(other);
        assert!(!ends(&traffic, SOON, LATE).await && ends(&traffic, LATE, SOON).await, "nothing more is asked");
    }

    #[tokio::test]
    async fn who_waits_for_more_of_an_answer_does_not_stand_still() {
        let traffic = Arc::new(Traffic::new(Instant::now()));
        let mut body = begin(&traffic).answered(Response::new(Body::new(Never))).into_body();
        assert!(timeout(SOON, body::next(&mut body)).await.is_err());
        assert!(!ends(&traffic, SOON, SOON).await);
    }

    /// A body that never comes.
    struct Never;

    impl HttpBody for Never {
        type Data = Bytes;
        type Error = axum::Error;

        fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
            Poll::Pending
        }
    }
}
