//! How much the service holds at a time: connections, bytes of long bodies, batches.
//!
//! What these bound is, with the lists, all the memory that callers can fill. [`Config`] says the numbers, `docs/operations.md` the sum.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::config::Config;
use super::problem::{Code, Problem};
use super::v1::bulk::MAX_BODY_BYTES;

/// Up to here a body is short: there are no more of these than requests at a time, and none is kept waiting by long ones.
pub(super) const SHORT_BYTES: usize = 64 * 1024;

/// What is free, and what there is of it.
#[derive(Debug)]
pub(super) struct Room {
    connections: Arc<Semaphore>,
    max_connections: u32,
    /// Each open connection has a clone: the next one has a place before it comes.
    open: Arc<()>,
    body_bytes: Arc<Semaphore>,
    max_body_bytes: usize,
    batches: Arc<Semaphore>,
}

impl Room {
    pub(super) fn new(config: &Config) -> Self {
        let max_connections = u32::try_from(config.max_connections).unwrap_or(u32::MAX).max(1);
        // The longest body of each kind must find room, or it never would.
        let max_body_bytes = config.body_memory.max(config.body_limit).clamp(MAX_BODY_BYTES, Semaphore::MAX_PERMITS);
        Self {
            connections: Arc::new(Semaphore::new(max_connections as usize)),
            max_connections,
            open: Arc::default(),
            body_bytes: Arc::new(Semaphore::new(max_body_bytes)),
            max_body_bytes,
            batches: Arc::new(Semaphore::new(config.batches)),
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

    /// Bytes of long bodies that are held.
    pub(super) fn held_body_bytes(&self) -> usize {
        self.max_body_bytes - self.body_bytes.available_permits().min(self.max_body_bytes)
    }

    /// Whether a body of so many bytes would find room now.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        bytes <= SHORT_BYTES || bytes <= self.body_bytes.available_permits()
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
    }
}
