//! Spans go to a collector.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use super::service::{signal, start};
use crate::program::aalam;

/// Takes one delivery; gives its head and body.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (sender, deliveries) = mpsc::channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a delivery");
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).expect("a head"), 0, "{head}");
        }
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        reader.read_exact(&mut body).expect("a body");
        reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("the service reads");
        sender.send((head, body)).expect("the test waits");
    });
    (address, deliveries)
}

#[test]
fn a_request_is_a_span_of_the_callers_trace_and_its_text_is_nowhere() {
    let (collector, deliveries) = collector();
    let (mut child, _log, address) = start(aalam().env("AALAM_OTLP_ENDPOINT", format!("http://{collector}")));
    let text = "زار الوفد بيروت";
    let mut stream = TcpStream::connect(&address).expect("it listens");
    let head = format!(
        "POST /v1/tag?min_score=0.4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
         traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx-request-id: desk-7\r\n\r\n{text}",
        text.len()
    );
    stream.write_all(head.as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // What waits is sent at the end.
    signal(&child, "-TERM");
    let (head, body) = deliveries.recv_timeout(Duration::from_secs(10)).expect("a delivery");
    assert!(head.starts_with("POST /v1/traces HTTP/1.1\r\n") && head.contains("content-type: application/x-protobuf"), "{head}");
    let holds = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
    let trace = 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c_u128.to_be_bytes();
    assert!(holds(&trace) && holds(&0xb7ad_6b71_6920_3331_u64.to_be_bytes()));
    for part in ["aalam", "POST /v1/tag", "http.route", "http.response.status_code", "aalam.text_bytes", "aalam.mentions", "desk-7"] {
        assert!(holds(part.as_bytes()), "{part}: {}", String::from_utf8_lossy(&body));
    }
    assert!(!holds("بيروت".as_bytes()) && !holds(b"min_score"));
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_collector_that_is_not_there_holds_nothing_up() {
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let (mut child, log, address) = start(aalam().args(["serve", "--otlp-endpoint", &format!("http://{gone}")]));
    let mut stream = TcpStream::connect(&address).expect("it listens");
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    let log: Vec<String> = log.map_while(Result::ok).collect();
    assert!(log.iter().any(|line| line.contains("\"stopped\"")) && log.iter().any(|line| line.contains("xport")), "{log:#?}");
    let https = aalam().args(["serve", "--otlp-endpoint", "https://collector:4318"]).output().expect("the binary starts");
    assert_eq!(https.status.code(), Some(2));
}
