//! `aalam serve`, and `aalam health`, which asks it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{aalam, stdout};

/// What `aalam health` ends with and prints.
fn health(arguments: &[&str]) -> (Option<i32>, String) {
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
    assert_eq!(health(&["--url", "https://127.0.0.1/"]).0, Some(2));
}

#[cfg(unix)]
#[test]
fn serve_answers_and_ends_on_sigterm() {
    let mut child = aalam().env("AALAM_LISTEN", "127.0.0.1:0").stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut log = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let address = log
        .by_ref()
        .map(|line| serde_json::from_str::<serde_json::Value>(&line.expect("a line")).expect("logs are JSON lines off a terminal"))
        .find_map(|event| event["address"].as_str().map(str::to_owned))
        .expect("it says where it listens");
    let mut stream = TcpStream::connect(&address).expect("it listens");
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(health(&["--listen", &address]), (Some(0), format!("http://{address}/healthz: 200 OK\n")));
    let ready = format!("http://localhost:{}/readyz", address.rsplit(':').next().expect("a port"));
    assert_eq!(health(&["--url", &ready]), (Some(0), format!("{ready}: 200 OK\n")));
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let rest: Vec<String> = log.map_while(Result::ok).collect();
    assert!(rest.iter().any(|line| line.contains("\"stopped\"")), "{rest:?}");
}
