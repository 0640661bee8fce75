//! The service under more than it can do: short texts are answered in time, memory stays bounded, and what is refused is told so.
//!
//! The service is a process of its own, so that its memory is its own; all bounds are far from what is measured, since machines that run
//! tests are busy.

#![allow(clippy::unwrap_used)]

mod program;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use program::{aalam, one_city};
use tempfile::TempDir;

const MIB: usize = 1024 * 1024;

/// The service, with a list of one city.
struct Service {
    child: Child,
    address: String,
    _lists: TempDir,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status, head and body of an answer.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Service {
    fn start(arguments: &[&str]) -> Self {
        let lists = one_city();
        let mut command = aalam();
        command.arg("serve").args(arguments).arg("--gazetteers").arg(lists.path().join("lists"));
        command.env("AALAM_LISTEN", "127.0.0.1:0").stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let events = log.by_ref().map(|line| serde_json::from_str::<serde_json::Value>(&line).unwrap());
        let listening = events.into_iter().find(|event| event["message"] == "listening").expect("it listens");
        let address = listening["address"].as_str().unwrap().to_owned();
        // Whoever does not read the log would hold the service up.
        thread::spawn(move || log.count());
        Self { child, address, _lists: lists }
    }

    /// Begins a request for a text of so many bytes.
    fn begin(&self, bytes: usize) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
        let head =
            format!("POST /v1/tag HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {bytes}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    fn tag(&self, text: &str) -> Answer {
        let mut stream = self.begin(text.len());
        // Whoever is refused may be cut off before he has written everything.
        let _ = stream.write_all(text.as_bytes());
        answer(stream)
    }

    /// A metric that has no labels.
    fn metric(&self, name: &str) -> usize {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let Answer { body, .. } = answer(stream);
        let value = body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
    }
}

/// Reads an answer to its end.
fn answer(mut stream: TcpStream) -> Answer {
    let mut whole = Vec::new();
    stream.read_to_end(&mut whole).unwrap();
    let whole = String::from_utf8(whole).unwrap();
    let (head, body) = whole.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {whole:?}"));
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).unwrap().parse().unwrap();
    Answer { status, head: head.to_lowercase(), body: body.to_owned() }
}

impl Answer {
    /// Whether it was refused for want of room; then it says so as it should.
    fn is_refused(&self) -> bool {
        if self.status == 503 {
            assert!(
                self.head.contains("\r\nretry-after: 1") && self.body.contains("\"code\":\"overloaded\""),
                "{}{}",
                self.head,
                self.body
            );
        } else {
            assert_eq!(self.status, 200, "{}", self.body);
        }
        self.status == 503
    }
}

fn text(bytes: usize) -> String {
    let sentence = "وصل الوفد إلى بيروت. ";
    sentence.repeat(bytes / sentence.len())
}

#[test]
fn short_texts_are_answered_beside_long_ones() {
    let service = Service::start(&["--workers", "1", "--body-limit", "16777216", "--request-timeout", "120"]);
    let (long, done) = (text(3 * MIB), AtomicBool::new(false));
    let mut took = Vec::new();
    thread::scope(|scope| {
        let senders: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut answered = 0;
                    while !done.load(Ordering::Relaxed) {
                        answered += usize::from(!service.tag(&long).is_refused());
                    }
                    answered
                })
            })
            .collect();
        // Long ones are at work.
        let patience = Instant::now() + Duration::from_mins(1);
        while service.metric("aalam_pool_running") == 0 {
            assert!(Instant::now() < patience, "a long text is tagged");
        }
        for _ in 0..100 {
            let started = Instant::now();
            assert!(!service.tag("وصل إلى بيروت").is_refused(), "a short text is never refused for long ones");
            took.push(started.elapsed());
        }
        done.store(true, Ordering::Relaxed);
        let answered: usize = senders.into_iter().map(|sender| sender.join().unwrap()).sum();
        assert!(answered > 0, "long texts are answered too");
    });
    took.sort_unstable();
    // A long text takes a hundred times as long as this; were short ones to wait for them, the middle one would.
    assert!(took[50] < Duration::from_millis(250), "{took:?}");
}

#[test]
fn bodies_that_come_slowly_take_no_more_memory_than_there_is_for_them() {
    let arguments = ["--body-memory", "16777216", "--body-limit", "4194304", "--request-timeout", "60", "--workers", "1"];
    let service = Service::start(&arguments);
    let (size, most) = (4 * MIB, 16 * MIB);
    let before = service.metric("aalam_resident_memory_bytes");
    // Sixteen times as much as may be held, each but for its last bytes. Who is refused is told so while he writes.
    let part = text(size - 1024);
    let mut held: Vec<TcpStream> = (0..64).map(|_| service.begin(size)).collect();
    thread::scope(|scope| {
        for stream in &mut held {
            let part = &part;
            scope.spawn(move || stream.write_all(part.as_bytes()));
        }
    });
    let patience = Instant::now() + Duration::from_secs(50);
    // While all came at once it may be that more were refused than had to be.
    while service.metric("aalam_long_body_bytes") <= most - size {
        assert!(Instant::now() < patience, "as many are held as may be");
        let mut stream = service.begin(size);
        let _ = stream.write_all(part.as_bytes());
        held.push(stream);
        thread::sleep(Duration::from_millis(100));
    }
    let (bodies, now) = (service.metric("aalam_long_body_bytes"), service.metric("aalam_resident_memory_bytes"));
    assert!(bodies <= most, "{bodies} bytes are held");
    // A vector that grows has twice the room, and what it grew out of goes back to the system only some seconds later; with all bodies held it would
    // be sixteen times as much at least.
    assert!(now < before + 8 * most, "from {before} to {now} bytes");
    assert!(!service.tag("وصل إلى بيروت").is_refused());
    assert!(service.tag(&part).is_refused(), "there is no room for one more");
    drop(held);
    while service.tag(&part).is_refused() {
        assert!(Instant::now() < patience, "there is room again");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(service.metric("aalam_long_body_bytes"), 0);
}

#[test]
fn answers_that_nobody_reads_take_no_more_memory_than_there_is_for_them() {
    let arguments = ["--body-memory", "16777216", "--request-timeout", "60", "--idle-timeout", "600", "--workers", "1"];
    let service = Service::start(&arguments);
    let (name, most) = ("بيروت ", 16 * MIB);
    let text = name.repeat(MIB / name.len());
    let before = service.metric("aalam_resident_memory_bytes");
    let patience = Instant::now() + Duration::from_mins(5);
    let mut senders = Vec::new();
    for number in 1..=16 {
        let mut stream = service.begin(text.len());
        stream.write_all(text.as_bytes()).unwrap();
        senders.push(stream);
        while service.metric("aalam_texts_total") < number {
            assert!(Instant::now() < patience, "the text is tagged");
            thread::sleep(Duration::from_millis(20));
        }
    }
    let (answers, now) = (service.metric("aalam_long_answer_bytes"), service.metric("aalam_resident_memory_bytes"));
    assert!((1..=most).contains(&answers), "{answers} bytes are held");
    // Each answer is longer than all the room, so it holds one. What that one was made of goes back to the system only some seconds later;
    // with all answers held it would be sixteen times as much as the room at least.
    assert!(now < before + 12 * most, "from {before} to {now} bytes");
    assert!(!service.tag("وصل إلى بيروت").is_refused());
    let answered: Vec<Answer> = senders.into_iter().map(answer).collect();
    assert_eq!(answered.iter().filter(|answer| !answer.is_refused()).count(), 1);
    assert!(answered[0].body.len() > most && answered[0].body.ends_with('}'), "the one that is sent is sent whole");
    while service.metric("aalam_long_answer_bytes") > 0 {
        assert!(Instant::now() < patience, "there is room again");
    }
}
