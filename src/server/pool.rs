//! A small pool of threads for long bodies and for batches.
//!
//! Tagged on the runtime's own threads, a long body would hold up every short one that waits there. Beside 1 MB bodies the 99th percentile
//! of short requests was 13.7 ms so, 4.8 ms with `spawn_blocking`, 3.1 ms with a pool of its own, which also bounds how many may wait,
//! 2.1 ms with nicer threads, and 0.7 ms since these pause between steps; by themselves short requests had 0.2 ms.
//!
//! There are two lanes. Single bodies go first, and as many may wait as the queue has room for. Pieces of batches take what is left; each
//! batch bounds how many of its own are under way, so that lane needs no bound.

use std::collections::VecDeque;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::tagging::pace;

type Job = Box<dyn FnOnce() + Send>;

/// Why a piece of work gave no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum PoolError {
    /// As many wait as may wait.
    #[error("the queue is full")]
    Full,
    /// The work panicked.
    #[error("the work panicked")]
    Panicked,
}

/// What a pool has to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Threads at work.
    pub(super) running: usize,
    /// Single bodies that wait.
    pub(super) single: usize,
    /// Pieces of batches that wait.
    pub(super) batch: usize,
}

/// Threads that wait for work; they end when the pool is dropped.
#[derive(Debug)]
pub(super) struct Pool {
    shared: Arc<Shared>,
    workers: usize,
    queue: usize,
}

#[derive(Debug, Default)]
struct Shared {
    lanes: Mutex<Lanes>,
    work_came: Condvar,
}

#[derive(Default)]
struct Lanes {
    single: VecDeque<Job>,
    batch: VecDeque<Job>,
    /// Threads that wait for work.
    idle: usize,
    closed: bool,
}

impl std::fmt::Debug for Lanes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (single, batch) = (self.single.len(), self.batch.len());
        f.debug_struct("Lanes").field("single", &single).field("batch", &batch).field("idle", &self.idle).finish_non_exhaustive()
    }
}

impl Shared {
    /// No code of a job runs under the lock: whatever panicked left the lanes whole.
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one job after another until the pool is gone.
    fn work(&self) {
        give_way();
        while let Some(job) = self.next() {
            // The panic's own message may quote the text; the caller's 500 is logged with its request id.
            let _ = panic::catch_unwind(AssertUnwindSafe(job));
        }
    }

    fn next(&self) -> Option<Job> {
        let mut lanes = self.lanes();
        lanes.idle += 1;
        let job = loop {
            let next = lanes.single.pop_front().or_else(|| lanes.batch.pop_front());
            if next.is_some() || lanes.closed {
                break next;
            }
            lanes = self.work_came.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        };
        lanes.idle -= 1;
        job
    }
}

/// Steps of niceness: without, the threads of the runtime get no more of a core than these.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lets the threads of the runtime, which answer short requests, go before this one. Only on Linux is niceness that of a thread.
fn give_way() {
    // Refused it costs short requests some of their latency, and nothing else.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICENESS);
    pace::pause_with(thread::yield_now);
}

impl Pool {
    /// Starts the threads; at least one.
    pub(super) fn new(workers: usize, queue: usize) -> io::Result<Self> {
        let pool = Self { shared: Arc::default(), workers: workers.max(1), queue };
        for number in 0..pool.workers {
            let shared = Arc::clone(&pool.shared);
            thread::Builder::new().name(format!("tag-{number}")).spawn(move || shared.work())?;
        }
        Ok(pool)
    }

    /// How many threads there are.
    pub(super) fn workers(&self) -> usize {
        self.workers
    }

    /// What there is to do now.
    pub(super) fn load(&self) -> Load {
        let lanes = self.shared.lanes();
        // A thread that has not begun to wait yet counts as one at work.
        Load { running: self.workers - lanes.idle.min(self.workers), single: lanes.single.len(), batch: lanes.batch.len() }
    }

    /// Has the work done by the next free thread. Work whose caller has gone before it began is left undone.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PoolError> {
        let (job, result) = job(work);
        {
            let mut lanes = self.shared.lanes();
            // A thread that waits takes one at once.
            if lanes.single.len() >= self.queue + lanes.idle {
                return Err(PoolError::Full);
            }
            lanes.single.push_back(job);
        }
        self.shared.work_came.notify_one();
        result.await.map_err(|_| PoolError::Panicked)
    }

    /// Has a piece of a batch done when no single body waits, pieces in the order they came. Nothing comes if the work panics; work is
    /// left undone if the receiver is dropped before it begins.
    pub(super) fn submit<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> oneshot::Receiver<T> {
        let (job, result) = job(work);
        self.shared.lanes().batch.push_back(job);
        self.shared.work_came.notify_one();
        result
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lanes().closed = true;
        self.shared.work_came.notify_all();
    }
}

fn job<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> (Job, oneshot::Receiver<T>) {
    let (sender, receiver) = oneshot::channel();
    let job = Box::new(move || {
        if !sender.is_closed() {
            // A caller who left meanwhile needs no result.
            let _ = sender.send(work());
        }
    });
    (job, receiver)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::{Duration, Instant};

    use super::*;

    /// Keeps the only thread of a pool busy until the sender is dropped.
    async fn occupied(pool: &Pool) -> mpsc::Sender<()> {
        let (started, has_started) = oneshot::channel();
        let (release, wait) = mpsc::channel::<()>();
        drop(pool.submit(|| ()));
        let running = pool.submit(move || {
            let _ = started.send(());
            let _ = wait.recv();
        });
        has_started.await.unwrap();
        drop(running);
        release
    }

    #[tokio::test]
    async fn a_panic_is_reported_and_the_pool_lives_on() {
        let pool = Pool::new(1, 1).unwrap();
        let panicking: Result<(), _> = pool.run(|| panic!("as the test wants")).await;
        assert_eq!(panicking, Err(PoolError::Panicked));
        assert_eq!(pool.run(|| 7).await, Ok(7));
        assert!(pool.submit(|| panic!("as the test wants")).await.is_err());
        assert_eq!(pool.submit(|| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_full_queue_refuses() {
        let pool = Arc::new(Pool::new(1, 1).unwrap());
        let release = occupied(&pool).await;
        let queued = {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.run(|| ()).await })
        };
        // The runtime has one thread: by the time this task goes on, the queued job has been sent.
        tokio::task::yield_now().await;
        assert_eq!(pool.run(|| ()).await, Err(PoolError::Full));
        let piece = pool.submit(|| 7);
        assert_eq!(pool.load(), Load { running: 1, single: 1, batch: 1 });
        drop(release);
        assert_eq!(queued.await.unwrap(), Ok(()));
        assert_eq!(piece.await, Ok(7));
    }

    #[tokio::test]
    async fn single_bodies_go_before_pieces_of_batches() {
        let pool = Pool::new(1, 1).unwrap();
        let release = occupied(&pool).await;
        let (order, done) = mpsc::channel();
        let pieces = [1, 2].map(|number| {
            let order = order.clone();
            pool.submit(move || order.send(number))
        });
        let single = pool.run(move || order.send(0));
        let releasing = async {
            tokio::task::yield_now().await;
            drop(release);
        };
        let _ = tokio::join!(single, releasing).0.unwrap();
        for piece in pieces {
            piece.await.unwrap().unwrap();
        }
        assert_eq!(done.try_iter().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_left_undone() {
        let pool = Pool::new(1, 1).unwrap();
        let release = occupied(&pool).await;
        let (touch, touched) = mpsc::channel();
        drop(pool.submit(move || touch.send(())));
        drop(release);
        pool.submit(|| ()).await.unwrap();
        assert_eq!(touched.try_recv(), Err(mpsc::TryRecvError::Disconnected));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn its_threads_give_way_to_others() {
        let own = || rustix::process::getpriority_process(None).unwrap();
        // 19 is the greatest there is.
        assert_eq!(Pool::new(1, 1).unwrap().run(own).await, Ok((own() + NICENESS).min(19)));
    }

    #[tokio::test]
    async fn threads_end_with_the_pool() {
        let pool = Pool::new(2, 1).unwrap();
        let shared = Arc::clone(&pool.shared);
        drop(pool);
        let patience = Instant::now() + Duration::from_secs(5);
        while Arc::strong_count(&shared) > 1 && Instant::now() < patience {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(Arc::strong_count(&shared), 1);
    }
}
