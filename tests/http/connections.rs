//! Connections that nothing comes on, or too slowly, and more of them than may be.

use std::time::{Duration, Instant};

use aalam::server::Config;
use axum::body::Bytes;
use axum::http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{Server, long_text, ok, problem};

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
/// What HTTP/2 begins with, and its settings, which are empty.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// Longer than anything here takes on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

fn impatient() -> Config {
    Config { head_timeout: Duration::from_millis(300), idle_timeout: Duration::from_millis(600), ..Config::default() }
}

/// Waits until the service closes a connection; gives what came before.
async fn until_closed(stream: &mut TcpStream) -> Vec<u8> {
    let mut came = Vec::new();
    // A reset is an end, too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut came)).await.expect("the service closes it");
    came
}

/// Reads until there is the whole head of an answer.
async fn answered(stream: &mut TcpStream) {
    let mut came = Vec::new();
    while !came.ends_with(b"}") {
        let read = timeout(PATIENCE, stream.read_buf(&mut came)).await.expect("an answer").unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&came));
    }
    assert!(came.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&came));
}

#[tokio::test]
async fn whoever_sends_no_head_is_cut_off() {
    let server = Server::with(impatient()).await;
    // Nothing at all, beginnings of a request, of HTTP/2 and of its first request, and something else.
    for beginning in [&b""[..], b"P", b"POST /v1/tag HTTP/1.1\r\nHost: x\r\nX-A: ", b"PRI * HT", HTTP2, b"\x16\x03\x01"] {
        let started = Instant::now();
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        let came = until_closed(&mut stream).await;
        assert!(!came.starts_with(b"HTTP/1.1 200"), "{beginning:?}");
        assert!(started.elapsed() < PATIENCE, "{beginning:?}");
    }
    // Byte by byte is no faster.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let started = Instant::now();
    while stream.write_all(b"X").await.is_ok() {
        assert!(started.elapsed() < PATIENCE, "the service cuts it off");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_connection_is_kept_between_requests_but_not_for_ever() {
    let server = Server::with(Config { head_timeout: Duration::from_secs(2), ..Config::default() }).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for _ in 0..3 {
        stream.write_all(REQUEST).await.unwrap();
        answered(&mut stream).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(until_closed(&mut stream).await, b"");
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    let server = Server::with(impatient()).await;
    let text = "بيروت ".repeat(80_000);
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    // So that little of the answer fits in between.
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    let head = format!("POST /v1/tag HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n", text.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let patience = Instant::now() + PATIENCE * 3;
    while open_connections(&server).await > 1 {
        assert!(Instant::now() < patience, "the connection is given up");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut came = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut came)).await.expect("it is closed");
    assert!(came.starts_with(b"HTTP/1.1 200") && !came.ends_with(b"}"), "{} bytes came", came.len());
}

async fn open_connections(server: &Server) -> usize {
    let metrics = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    let line = metrics.lines().find_map(|line| line.strip_prefix("aalam_connections ")).unwrap();
    line.parse().unwrap()
}

#[tokio::test]
async fn further_connections_wait_until_there_is_a_place() {
    let server = Server::with(Config { max_connections: 2, ..impatient() }).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(REQUEST).await.unwrap();
        answered(&mut stream).await;
        held.push(stream);
    }
    // The third is answered once one of the idle ones is cut off.
    let mut third = TcpStream::connect(server.address).await.unwrap();
    third.write_all(REQUEST).await.unwrap();
    answered(&mut third).await;
    assert!(!until_closed(&mut held.remove(0)).await.starts_with(b"HTTP"));
}

#[tokio::test]
async fn http_2_is_spoken_without_being_asked_first() {
    let server = Server::start().await;
    let client = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    let text = client.post(server.url("/v1/tag")).header("content-type", "text/plain").body(long_text(1_000_000));
    let answer = text.send().await.unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    assert!(ok(answer).await["mentions"].as_array().unwrap().len() > 10_000);
}

#[tokio::test]
async fn answers_that_nobody_takes_over_http_2_keep_no_place_for_ever() {
    const LINE: &[u8] = "{\"text\": \"بيروت\"}\n".as_bytes();
    let server = Server::with(Config { batches: 2, ..impatient() }).await;
    let stream = TcpStream::connect(server.address).await.unwrap();
    // Whoever has no window takes no byte of any answer, and is there all the same.
    let (mut caller, connection) = h2::client::Builder::new().initial_window_size(0).handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut untaken = Vec::new();
    for _ in 0..2 {
        caller = caller.ready().await.unwrap();
        let request = Request::post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson");
        let (answer, mut body) = caller.send_request(request.body(()).unwrap(), false).unwrap();
        body.send_data(Bytes::from_static(LINE), true).unwrap();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200);
        untaken.push(answer);
    }
    let batch = || server.client.post(server.url("/v1/tag/batch")).header("content-type", "application/x-ndjson").body(LINE).send();
    problem(batch().await.unwrap(), 503, "overloaded").await;
    let patience = Instant::now() + PATIENCE;
    while batch().await.unwrap().status() != 200 {
        assert!(Instant::now() < patience, "there is a place again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
