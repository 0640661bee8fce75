//! What the service may be told, each with its default and the reason for it.

use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use axum::http::HeaderValue;

/// Settings of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Longest body that is read, in bytes. A long article has 30 KB; 1 MiB takes whole reports and still tags in a fraction of a second.
    pub body_limit: usize,
    /// From a request's head to its answer: a body that is not in by then, or an answer that is not ready, ends the request.
    pub request_timeout: Duration,
    /// From the beginning of a connection to the whole head of its first request, and over HTTP/1 from an answer to the next head: whoever
    /// sends it byte by byte, or nothing at all, holds a connection no longer. A head is there within milliseconds; ten seconds allow for a
    /// packet lost twice.
    pub head_timeout: Duration,
    /// How long a batch may wait for its next bytes, or for its caller to take an answer; `request_timeout` does not hold for a stream that
    /// may run for hours. So long may an answer lie there of which nobody takes more, too, and a connection of HTTP/2 without a request.
    pub idle_timeout: Duration,
    /// From the order to stop until the service ends even if requests are still in flight.
    pub drain_timeout: Duration,
    /// Threads that tag batches, and the bodies too long for the runtime's own threads; one a core is all that helps.
    pub workers: usize,
    /// How many long bodies may wait for a worker before further ones are refused: a queue that takes longer than `request_timeout`
    /// helps nobody.
    pub queue: usize,
    /// Bytes of long bodies, those over 64 KiB, that are held at a time: while they are read, while they wait, until they are tagged. At
    /// least the longest body has room. Answers over 64 KiB have as much room again, from when they are written until they are sent.
    pub body_memory: usize,
    /// Batches that are answered at a time; one alone uses all cores.
    pub batches: usize,
    /// Connections open at a time, and requests at a time, until their answers are sent.
    pub max_connections: usize,
    /// Origins whose pages may call the service from a browser, such as `https://cms.example`; none by default.
    pub cors_origins: Vec<HeaderValue>,
    /// How many unlisted names are counted at a time for the report of them; 0 counts none. Ten thousand are more than editors will ever
    /// work through.
    pub unlisted_names: usize,
    /// Whether that report may quote: the words round a name, and the role or word that spoke for it. Without, nothing of a text is kept
    /// but the names themselves.
    pub unlisted_context: bool,
}

impl Default for Config {
    fn default() -> Self {
        let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            body_limit: 1024 * 1024,
            request_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_mins(1),
            drain_timeout: Duration::from_secs(10),
            workers,
            queue: workers * 8,
            body_memory: 32 * 1024 * 1024,
            batches: 32,
            max_connections: 1024,
            cors_origins: Vec::new(),
            unlisted_names: 10_000,
            unlisted_context: true,
        }
    }
}
