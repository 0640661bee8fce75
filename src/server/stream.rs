//! From a stream of lines to a stream of answers: in order, on all threads of the pool, in bounded memory.
//!
//! # How it works
//! One task reads the body and cuts it into groups of lines. Each group goes to the pool; the results wait in a window, and the oldest is
//! sent on when it is ready, so the order stays whatever takes long. The window is bounded, and the body is only read while it has room: a
//! caller who reads slowly is read slowly. When the connection is cut, the task is dropped, and with it everything under way.
//!
//! A request's time-out cannot hold for a stream of hours. Instead no single step may take longer than [`Config::idle_timeout`]: the next
//! bytes of the body, or the caller's taking of an answer.
//!
//! [`Config::idle_timeout`]: super::Config::idle_timeout

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::Extensions;
use futures_core::Stream;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::access::KeyName;
use super::body;
use super::lines::{Group, LineCutter};
use super::observe::RequestId;
use super::problem::{Code, Problem};
use super::state::ServerState;
use super::trace::TraceParent;

/// Groups under way for each thread: one in work, one waiting, and one done while an older one is not.
const GROUPS_PER_WORKER: usize = 3;

/// What the answers to a group are made of.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// The lines of the answer.
    pub(super) lines: Vec<u8>,
    pub(super) counts: Counts,
}

/// What a batch tells the log.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) lines: u64,
    pub(super) errors: u64,
    pub(super) text_bytes: u64,
    pub(super) mentions: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.errors += other.errors;
        self.text_bytes += other.text_bytes;
        self.mentions += other.mentions;
    }
}

/// What is done with the lines of one stream; runs on the pool's threads.
pub(super) trait LineWork: Send + Sync + 'static {
    /// Answers a group, line by line. Does not panic.
    fn answer(&self, group: &Group) -> Answers;

    /// The answer in place of a line that never came.
    fn refuse(&self, line: u64, problem: &Problem) -> Answers;
}

/// Whose stream it is, for the log.
pub(super) struct Asker {
    request_id: Option<RequestId>,
    key: KeyName,
    trace: Option<TraceParent>,
}

impl Asker {
    /// As the extensions of the request say.
    pub(super) fn of(extensions: &Extensions) -> Self {
        Self { request_id: extensions.get().cloned(), key: extensions.get().cloned().unwrap_or_default(), trace: extensions.get().copied() }
    }
}

/// Starts answering a stream; the body of the response comes back at once.
pub(super) fn answer(state: &ServerState, asker: Asker, body: Body, work: impl LineWork) -> Body {
    // One: the answer that is being written, and the next one ready behind it.
    let (sender, answers) = mpsc::channel(1);
    let idle = state.config().idle_timeout;
    let in_flight = state.enter();
    let pump = Pump { state: state.clone(), body, work: Arc::new(work), answers: sender.clone(), counts: Counts::default() };
    tokio::spawn(async move {
        let started = Instant::now();
        let mut pump = pump;
        let end = tokio::select! {
            () = sender.closed() => End::Cut,
            end = pump.run() => end,
        };
        if !matches!(end, End::Cut | End::Unread | End::Failed) {
            // Without it the answer would be marked as broken off; as it is, for who does not take it.
            let _ = timeout(idle, sender.send(Piece::End)).await;
        }
        log(end, pump.counts, started.elapsed(), &asker);
        drop(in_flight);
    });
    Body::from_stream(AnswerStream(Some(answers)))
}

fn log(end: End, counts: Counts, duration: Duration, asker: &Asker) {
    let Counts { lines, errors, text_bytes, mentions } = counts;
    let duration_ms = duration.as_secs_f64() * 1000.0;
    let request_id = asker.request_id.as_ref().map(RequestId::as_str);
    let key = asker.key.get();
    let trace_id = asker.trace.map(|trace| tracing::field::display(trace.trace_id));
    tracing::info!(?end, lines, errors, text_bytes, mentions, duration_ms, request_id, key, trace_id, "batch ended");
}

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// All lines are answered.
    Whole,
    /// The body broke off, or its framing is wrong.
    Broken,
    /// Nothing came for too long.
    Idle,
    /// Nobody took the answers for too long.
    Unread,
    /// The connection is gone.
    Cut,
    /// A fault of the service.
    Failed,
}

enum Piece {
    Lines(Vec<u8>),
    End,
}

struct Pump<W> {
    state: ServerState,
    body: Body,
    work: Arc<W>,
    answers: mpsc::Sender<Piece>,
    counts: Counts,
}

impl<W: LineWork> Pump<W> {
    async fn run(&mut self) -> End {
        let idle = self.state.config().idle_timeout;
        let room = GROUPS_PER_WORKER * self.state.pool().workers();
        let mut cutter = LineCutter::new(self.state.config().body_limit);
        let mut groups = VecDeque::new();
        let mut window = VecDeque::with_capacity(room);
        let mut end = None;
        loop {
            while window.len() < room
                && let Some(group) = groups.pop_front()
            {
                window.push_back(self.submit(group));
            }
            let reads = end.is_none() && window.len() < room;
            if !reads && window.is_empty() {
                break;
            }
            tokio::select! {
                biased;
                answers = oldest(&mut window), if !window.is_empty() => {
                    window.pop_front();
                    let Some(answers) = answers else { return End::Failed };
                    if let Err(end) = self.deliver(answers, idle).await {
                        return end;
                    }
                }
                chunk = timeout(idle, body::next(&mut self.body)), if reads => match chunk {
                    Ok(Some(Ok(chunk))) => cutter.cut(chunk, &mut groups),
                    Ok(None) => {
                        groups.extend(cutter.finish());
                        end = Some(End::Whole);
                    }
                    Ok(Some(Err(_))) => end = Some(End::Broken),
                    Err(_) => end = Some(End::Idle),
                }
            }
        }
        let end = end.unwrap_or(End::Whole);
        let Some(problem) = ended_early(end, idle) else { return end };
        let answers = self.work.refuse(cutter.number(), &problem);
        self.deliver(answers, idle).await.err().unwrap_or(end)
    }

    fn submit(&self, group: Group) -> oneshot::Receiver<Answers> {
        let work = Arc::clone(&self.work);
        self.state.pool().submit(move || work.answer(&group))
    }

    async fn deliver(&mut self, answers: Answers, idle: Duration) -> Result<(), End> {
        self.counts.add(answers.counts);
        self.state.metrics().batch(answers.counts);
        match timeout(idle, self.answers.send(Piece::Lines(answers.lines))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Cut),
            Err(_) => Err(End::Unread),
        }
    }
}

/// Waits for the oldest group; `None` if it will never be answered.
async fn oldest(window: &mut VecDeque<oneshot::Receiver<Answers>>) -> Option<Answers> {
    window.front_mut()?.await.ok()
}

/// What the caller is told in place of the line that was expected.
fn ended_early(end: End, idle: Duration) -> Option<Problem> {
    match end {
        End::Broken => {
            Some(Problem::new(Code::BadRequest, "the body broke off here, or its framing is wrong; lines from here on were not read"))
        }
        End::Idle => {
            let detail = format!("nothing came for {} ms; lines from here on were not read", idle.as_millis());
            Some(Problem::new(Code::BodyTimeout, detail))
        }
        End::Whole | End::Unread | End::Cut | End::Failed => None,
    }
}

/// The body of the response. Unless the end was announced it ends with an error, and no caller takes half for the whole.
struct AnswerStream(Option<mpsc::Receiver<Piece>>);

impl Stream for AnswerStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let Some(answers) = &mut self.0 else { return Poll::Ready(None) };
        let item = match std::task::ready!(answers.poll_recv(context)) {
            Some(Piece::Lines(lines)) => return Poll::Ready(Some(Ok(lines.into()))),
            Some(Piece::End) => None,
            None => Some(Err(io::Error::other("the batch was not answered to its end"))),
        };
        self.0 = None;
        Poll::Ready(item)
    }
}
