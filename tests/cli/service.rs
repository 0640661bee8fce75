//! `aalam serve`, and `aalam health`, which asks it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use super::stdout;
use crate::program::{BEIRUT, aalam, list, one_city};

/// What `aalam health` ends with and prints.
pub(super) fn health(arguments: &[&str]) -> (Option<i32>, String) {
    let output = aalam().arg("health").args(arguments).output().expect("the binary starts");
    (output.status.code(), stdout(&output))
}

/// Answers one connection with some bytes; nothing more comes, and the connection stays open.
fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        let mut request = [0; 4096];
        let read = stream.read(&mut request).expect("a request");
        assert!(request[..read].starts_with(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:"), "{}", String::from_utf8_lossy(&request));
        stream.write_all(bytes).expect("the caller reads");
        // Until the caller goes.
        let _ = stream.read(&mut request);
    });
    address
}

#[test]
fn health_is_not_well_without_an_answer_of_200() {
    let busy = answering(b"HTTP/1.1 503 Service Unavailable\r\n\r\n");
    assert_eq!(health(&["--listen", &busy]), (Some(1), format!("http://{busy}/healthz: 503 Service Unavailable\n")));
    let other = answering(b"220 mail.example ESMTP\r\n");
    assert_eq!(health(&["--listen", &other]), (Some(1), format!("http://{other}/healthz: no answer: what answers does not speak HTTP\n")));
    let started = Instant::now();
    let (code, said) = health(&["--listen", &answering(b"HTTP/1.1 ")]);
    assert!(code == Some(1) && said.contains("no answer"), "{said}");
    assert!(started.elapsed() < Duration::from_secs(5), "it waits for two seconds");
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let (code, said) = health(&["--url", &format!("http://{free}/readyz")]);
    assert!(code == Some(1) && said.starts_with(&format!("http://{free}/readyz: no answer: ")), "{said}");
    assert_eq!(health(&["--url", "ftp://127.0.0.1/"]).0, Some(2));
}

pub(super) type Log = Lines<BufReader<ChildStderr>>;

/// A service on a free port, with its log from when it listens on, and its address.
pub(super) fn start(command: &mut Command) -> (Child, Log, String) {
    let mut child = command.env("AALAM_LISTEN", "127.0.0.1:0").stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut log = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let listening = event(&mut log, "listening");
    (child, log, listening["address"].as_str().expect("it says where it listens").to_owned())
}

/// The next event with a message.
pub(super) fn event(log: &mut Log, message: &str) -> serde_json::Value {
    log.map(|line| serde_json::from_str::<serde_json::Value>(&line.expect("a line")).expect("logs are JSON lines off a terminal"))
        .find(|event| event["message"] == message)
        .expect("the event comes")
}

pub(super) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

#[test]
fn settings_with_which_nothing_would_be_answered_are_refused() {
    let greatest = u64::MAX.to_string();
    for (option, value) in [
        ("--max-connections", "0"),
        ("--max-connections", &greatest),
        ("--batches", "0"),
        ("--batches", &greatest),
        ("--queue", &greatest),
        ("--workers", "0"),
        ("--body-limit", "0"),
        ("--request-timeout", "0"),
        ("--request-timeout", &greatest),
        ("--head-timeout", "0"),
        ("--idle-timeout", "0"),
        ("--drain-timeout", &greatest),
    ] {
        // It has the settings of the service, and ends.
        let output = aalam().args(["doctor", option, value]).output().expect("the binary starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(option), "{option} {value}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn a_hangup_reads_the_lists_again_and_broken_ones_change_nothing() {
    let folder = one_city();
    let lists = folder.path().join("lists");
    let write = |rows: &str| std::fs::write(lists.join("places/cities.tsv"), list(rows)).expect("a temporary file");
    let (mut child, mut log, _) = start(aalam().env("AALAM_GAZETTEERS", &lists));
    write(&format!("{BEIRUT}\n{}", BEIRUT.replace("beirut", "sidon").replace("بيروت", "صيدا")));
    signal(&child, "-HUP");
    let read = event(&mut log, "lists read again");
    assert_eq!((&read["entities"], &read["generation"]), (&2.into(), &2.into()));
    write(&BEIRUT.replace("city", "hamlet"));
    signal(&child, "-HUP");
    let finding = event(&mut log, "a list has an error");
    assert_eq!((&finding["file"], &finding["line"], &finding["column"]), (&"places/cities.tsv".into(), &2.into(), &"subtype".into()));
    assert_eq!(event(&mut log, "the lists could not be read again")["errors"], 1);
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let unwatched = aalam().args(["serve", "--watch"]).current_dir(std::env::temp_dir()).output().expect("the binary starts");
    assert_eq!(unwatched.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&unwatched.stderr).contains("--watch needs a folder of lists"), "{unwatched:?}");
}

#[cfg(unix)]
#[test]
fn serve_answers_and_ends_on_sigterm() {
    let (mut child, log, address) = start(&mut aalam());
    let mut stream = TcpStream::connect(&address).expect("it listens");
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(health(&["--listen", &address]), (Some(0), format!("http://{address}/healthz: 200 OK\n")));
    let ready = format!("http://localhost:{}/readyz", address.rsplit(':').next().expect("a port"));
    assert_eq!(health(&["--url", &ready]), (Some(0), format!("{ready}: 200 OK\n")));
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let rest: Vec<String> = log.map_while(Result::ok).collect();
    assert!(rest.iter().any(|line| line.contains("\"stopped\"")), "{rest:?}");
}

#[test]
fn a_default_store_that_cannot_be_had_is_told_with_its_mends() {
    let folder = one_city();
    // No file may be made where a folder has its name.
    std::fs::create_dir(folder.path().join("aalam-edits.sqlite")).expect("a folder");
    let serve = |store: &[&str]| {
        let mut command = aalam();
        command.current_dir(&folder).args(["serve", "--listen", "127.0.0.1:0", "--gazetteers", "lists"]).args(store);
        let output = command.env("AALAM_ADMIN_KEY", "a-key-that-may-edit").output().expect("the binary starts");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let (code, said) = serve(&[]);
    assert_eq!(code, Some(3), "{said}");
    for part in ["aalam-edits.sqlite in the working folder", "AALAM_STORE", "scope tag alone"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(said.matches("unable to open database file").count(), 1, "{said}");
    // Who has named it knows.
    let (code, said) = serve(&["--store", "aalam-edits.sqlite"]);
    assert!(code == Some(3) && !said.contains("no store is named"), "{said}");
}
