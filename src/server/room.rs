//! How much the service holds at a time: connections, requests, bytes of long bodies and of long answers, batches.
//!
//! What these bound is, with the lists, all the memory that callers can fill. [`Config`] says the numbers, `docs/operations.md` the sum.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::config::Config;
use super::problem::{Code, Problem};
use super::v1::bulk::MAX_BODY_BYTES;

/// Up to here a body, or an answer, is short: there are no more of these than requests at a time, and none is kept waiting by long ones.
pub(super) const SHORT_BYTES: usize = 64 * 1024;

/// What is free, and what there is of it.
#[derive(Debug)]
pub(super) struct Room {
    connections: Arc<Semaphore>,
    max_connections: u32,
    /// Each open connection has a clone: the next one has a place before it comes.
    open: Arc<()>,
    /// Each request has a clone, until its answer is sent.
    requests: Arc<()>,
    body_bytes: Arc<Semaphore>,
    max_body_bytes: usize,
    /// Of their own: bodies half read would keep finished answers from being sent otherwise.
    answer_bytes: Arc<Semaphore>,
    max_answer_bytes: u32,
    batches: Arc<Semaphore>,
}

impl Room {
    pub(super) fn new(config: &Config) -> Self {
        let max_connections = u32::try_from(config.max_connections).unwrap_or(u32::MAX).max(1);
        // The longest body of each kind must find room, or it never would.
        let max_body_bytes = config.body_memory.max(config.body_limit).clamp(MAX_BODY_BYTES, Semaphore::MAX_PERMITS);
        let max_answer_bytes = u32::try_from(max_body_bytes).unwrap_or(u32::MAX);
        Self {
            connections: Arc::new(Semaphore::new(max_connections as usize)),
            max_connections,
            open: Arc::default(),
            requests: Arc::default(),
            body_bytes: Arc::new(Semaphore::new(max_body_bytes)),
            max_body_bytes,
            answer_bytes: Arc::new(Semaphore::new(max_answer_bytes as usize)),
            max_answer_bytes,
            batches: Arc::new(Semaphore::new(config.batches.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// A place for a connection, when there is one; free again when it is dropped.
    pub(super) async fn connection(&self) -> OwnedSemaphorePermit {
        match Arc::clone(&self.connections).acquire_owned().await {
            Ok(place) => place,
            // Nobody closes the semaphore.
            Err(_) => std::future::pending().await,
        }
    }

    /// Waits until no connection has a place.
    pub(super) async fn until_none_is_connected(&self) {
        let _ = self.connections.acquire_many(self.max_connections).await;
    }

    /// Counts a connection as open until what is given is dropped.
    pub(super) fn open(&self) -> Arc<()> {
        Arc::clone(&self.open)
    }

    /// How many connections are open.
    pub(super) fn connected(&self) -> usize {
        Arc::strong_count(&self.open) - 1
    }

    /// Counts a request until what is given is dropped.
    pub(super) fn request(&self) -> Arc<()> {
        Arc::clone(&self.requests)
    }

    /// Whether there are more requests than may be; as many as connections may.
    pub(super) fn is_over_full(&self) -> bool {
        Arc::strong_count(&self.requests) - 1 > self.max_connections as usize
    }

    /// Bytes of long bodies that are held.
    pub(super) fn held_body_bytes(&self) -> usize {
        self.max_body_bytes - self.body_bytes.available_permits().min(self.max_body_bytes)
    }

    /// Whether a body of so many bytes would find room now.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        bytes <= SHORT_BYTES || bytes <= self.body_bytes.available_permits()
    }

    /// Bytes of long answers that are held; one that is longer than all the room counts as much as that.
    pub(super) fn held_answer_bytes(&self) -> usize {
        self.max_answer_bytes as usize - self.answer_bytes.available_permits()
    }

    /// Room for an answer that is written, until it is dropped; a short one needs none. One that is longer than all the room may be there
    /// alone.
    ///
    /// # Errors
    /// 503 if there is none.
    pub(super) fn answer(&self, bytes: usize) -> Result<Option<OwnedSemaphorePermit>, Problem> {
        if bytes <= SHORT_BYTES {
            return Ok(None);
        }
        let claimed = u32::try_from(bytes).unwrap_or(u32::MAX).min(self.max_answer_bytes);
        let full = |_| Problem::new(Code::Overloaded, "as many long answers are waiting to be taken as there is room for; come back later");
        Arc::clone(&self.answer_bytes).try_acquire_many_owned(claimed).map(Some).map_err(full)
    }

    /// A place for a batch, until it is dropped.
    ///
    /// # Errors
    /// 503 if there is none.
    pub(super) fn batch(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let full = |_| Problem::new(Code::Overloaded, "as many batches are being answered as may be; come back later");
        Arc::clone(&self.batches).try_acquire_owned().map_err(full)
    }
}

/// What a body takes of the room while it is held.
#[derive(Debug, Default)]
pub(super) struct Claim(Option<OwnedSemaphorePermit>);

impl Claim {
    /// Claims room for a body that has so many bytes by now; a short one needs none. Nobody waits for room: bodies half read would wait for
    /// one another.
    ///
    /// # Errors
    /// 503 if there is none.
    pub(super) fn grow(&mut self, bytes: usize, room: &Room) -> Result<(), Problem> {
        if bytes <= SHORT_BYTES {
            return Ok(());
        }
        let claimed = self.0.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = u32::try_from(bytes.saturating_sub(claimed)).map_err(|_| no_room())?;
        let more = Arc::clone(&room.body_bytes).try_acquire_many_owned(more).map_err(|_| no_room())?;
        match &mut self.0 {
            Some(claimed) => claimed.merge(more),
            None => self.0 = Some(more),
        }
        Ok(())
    }
}

/// There is no room for a long body.
pub(super) fn no_room() -> Problem {
    Problem::new(Code::Overloaded, "as many long texts are held as there is room for; come back later")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bodies_have_bounded_room_and_short_ones_always_some() {
        let room = Room::new(&Config { body_memory: 20 << 20, ..Config::default() });
        let (mut one, mut other) = (Claim::default(), Claim::default());
        for bytes in [SHORT_BYTES, 1 << 20, 15 << 20] {
            one.grow(bytes, &room).unwrap();
        }
        assert_eq!(room.held_body_bytes(), 15 << 20);
        assert!(!room.has_room(6 << 20) && room.has_room(5 << 20) && room.has_room(SHORT_BYTES));
        assert!(other.grow(6 << 20, &room).is_err());
        other.grow(5 << 20, &room).unwrap();
        Claim::default().grow(SHORT_BYTES, &room).unwrap();
        drop(one);
        assert_eq!(room.held_body_bytes(), 5 << 20);
    }

    #[test]
    fn the_longest_body_has_room_whatever_is_configured() {
        let room = Room::new(&Config { body_memory: 0, body_limit: 40 << 20, max_connections: 0, ..Config::default() });
        Claim::default().grow(40 << 20, &room).unwrap();
        assert_eq!((room.connected(), room.held_body_bytes()), (0, 0));
        let request = room.request();
        assert!(!room.is_over_full(), "there is always a place");
        let others = room.request();
        assert!(room.is_over_full());
        drop((request, others));
        Room::new(&Config { batches: usize::MAX, max_connections: usize::MAX, body_memory: usize::MAX, ..Config::default() });
    }

    #[test]
    fn answers_have_bounded_room_and_the_longest_is_alone() {
        let room = Room::new(&Config { body_memory: 20 << 20, ..Config::default() });
        let one = room.answer(15 << 20).unwrap();
        assert!(room.answer(6 << 20).is_err() && room.answer(5 << 20).is_ok() && room.answer(SHORT_BYTES).unwrap().is_none());
        assert_eq!((room.held_answer_bytes(), room.held_body_bytes()), (15 << 20, 0));
        assert!(room.answer(100 << 20).is_err());
        drop(one);
        let longest = room.answer(100 << 20).unwrap();
        assert!(room.answer(SHORT_BYTES + 1).is_err());
        drop(longest);
        assert_eq!(room.held_answer_bytes(), 0);
    }
}
