//! `POST /v1/tag/batch`: streams of texts.

use std::time::{Duration, Instant};

use aalam::server::Config;
use reqwest::{Body, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::{Server, entities, fields, problem, writer};

fn batch(server: &Server, query: &str, body: impl Into<Body>) -> RequestBuilder {
    server.client.post(server.url(&format!("/v1/tag/batch{query}"))).header("content-type", "application/x-ndjson").body(body)
}

/// The lines of an answer.
async fn lines(response: Response) -> Vec<Value> {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    let body = response.text().await.unwrap();
    assert!(body.is_empty() || body.ends_with('\n'));
    body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn answers_keep_the_order_of_lines_of_any_size() {
    let server = Server::with(Config { workers: 3, ..Config::default() }).await;
    let line = |number: usize| json!({"id": number.to_string(), "text": "وصل إلى بيروت. ".repeat(1 + number * 7919 % 900)}).to_string();
    let body: String = (0..400).map(|number| line(number) + "\n").collect();
    let answers = lines(batch(&server, "", body).send().await.unwrap()).await;
    assert_eq!(answers.len(), 400);
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], number.to_string());
        assert_eq!(answer["entities"]["beirut"]["count"], 1 + number * 7919 % 900);
    }
}

#[tokio::test]
async fn an_answer_is_that_of_a_single_request() {
    let server = Server::start().await;
    let request = json!({"text": "سافر إلى بيروت", "id": "a-1", "explain": true});
    let mut single = server.tag(request.clone()).await;
    let mut answers = lines(batch(&server, "", request.to_string()).send().await.unwrap()).await;
    assert_eq!(answers.len(), 1);
    for answer in [&mut single, &mut answers[0]] {
        answer["took_us"] = Value::Null;
    }
    assert_eq!(answers[0], single);
}

#[tokio::test]
async fn a_bad_line_is_answered_in_its_place() {
    let config = Config { body_limit: 300, ..Config::default() };
    let server = Server::with(config).await;
    let good = "{\"text\":\"بيروت\"}".as_bytes();
    let long = [&b"{\"text\":\""[..], &[b'x'; 400], b"\"}"].concat();
    let bad: [(&[u8], u16, &str); 8] = [
        (b"{\"text\":\"a\"", 400, "invalid_json"),
        (b"", 400, "invalid_json"),
        (b" \r", 400, "invalid_json"),
        (b"[\"text\"]", 422, "invalid_options"),
        (b"{\"text\":\"a\",\"txt\":1}", 422, "invalid_options"),
        (b"{\"text\":\"a\",\"min_score\":7}", 422, "invalid_options"),
        (b"{\"text\":\"\xC7\xE1\"}", 400, "invalid_utf8"),
        (&long, 413, "body_too_large"),
    ];
    let mut body = Vec::new();
    for (line, _, _) in bad {
        body.extend([good, b"\n", line, b"\n"].concat());
    }
    body.extend(good);
    let response = batch(&server, "", body).header("x-request-id", "desk-7").send().await.unwrap();
    let answers = lines(response).await;
    assert_eq!(answers.len(), 2 * bad.len() + 1);
    for answer in answers.iter().step_by(2) {
        assert_eq!(entities(answer), ["beirut"]);
    }
    for (index, (_, status, code)) in bad.into_iter().enumerate() {
        let answer = &answers[2 * index + 1];
        assert_eq!(answer["line"], 2 * index + 2);
        let error = &answer["error"];
        assert_eq!((&error["status"], &error["code"]), (&json!(status), &json!(code)), "{error}");
        assert_eq!(error["type"], format!("urn:aalam:problem:{code}"));
        assert_eq!(error["request_id"], "desk-7");
        assert!(!error["title"].as_str().unwrap().is_empty() && !error["detail"].as_str().unwrap().is_empty());
    }
    assert_eq!(fields(&answers[9]["error"]), ["txt"]);
}

#[tokio::test]
async fn nothing_in_nothing_out_and_a_last_line_needs_no_end() {
    let server = Server::start().await;
    assert_eq!(lines(batch(&server, "", "").send().await.unwrap()).await, [json!(null); 0]);
    for body in ["{\"text\":\"لبنان\"}", "{\"text\":\"لبنان\"}\n", "{\"text\":\"لبنان\"}\r\n"] {
        let answers = lines(batch(&server, "", body).send().await.unwrap()).await;
        assert_eq!(answers.len(), 1, "{body:?}");
        assert_eq!(entities(&answers[0]), ["lebanon"]);
    }
}

#[tokio::test]
async fn options_of_a_line_replace_those_of_the_query() {
    let server = Server::start().await;
    let text = "التقى سيرغي لافروف في بيروت";
    let body = [json!({"text": text}), json!({"text": text, "types": ["person"]}), json!({"text": text, "offsets": "byte", "types": null})]
        .map(|line| line.to_string())
        .join("\n");
    let answers = lines(batch(&server, "?types=place&offsets=utf16", body).send().await.unwrap()).await;
    let found: Vec<_> = answers.iter().map(|answer| (answer["offsets"].as_str().unwrap(), entities(answer))).collect();
    assert_eq!(found, [("utf16", vec!["beirut"]), ("utf16", vec!["sergey_lavrov"]), ("byte", vec!["beirut"])]);
}

#[tokio::test]
async fn what_is_wrong_with_the_whole_is_said_before_the_first_answer() {
    let server = Server::start().await;
    let body = "{\"text\":\"بيروت\"}\n".repeat(1000);
    let refused =
        problem(batch(&server, "?types=city&id=1&explian=true", body.clone()).send().await.unwrap(), 422, "invalid_options").await;
    assert_eq!(fields(&refused), ["explian", "id", "types"]);
    for content_type in ["application/json", "application/x-ndjson; charset=windows-1256"] {
        let request = server.client.post(server.url("/v1/tag/batch")).header("content-type", content_type).body(body.clone());
        let refused = problem(request.send().await.unwrap(), 415, "unsupported_media_type").await;
        assert!(refused["detail"].as_str().unwrap().contains("application/x-ndjson"), "{refused}");
    }
    problem(server.get("/v1/tag/batch").send().await.unwrap(), 405, "method_not_allowed").await;
}

/// Also beyond the time-out of single requests: what counts is that something comes.
#[tokio::test]
async fn each_line_is_answered_as_it_comes() {
    let server = Server::with(Config { request_timeout: Duration::from_millis(200), ..Config::default() }).await;
    let (sender, body) = writer();
    let mut response = batch(&server, "", body).send().await.unwrap();
    for number in 0..5 {
        sender.send(format!("{{\"text\":\"بيروت\",\"id\":\"{number}\"}}\n").into_bytes()).await.unwrap();
        let answer = timeout(Duration::from_secs(5), response.chunk()).await.expect("an answer before the next line").unwrap().unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["id"], number.to_string());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(sender);
    assert_eq!(response.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_stream_that_pauses_too_long_is_ended_with_the_reason() {
    let server = Server::with(Config { idle_timeout: Duration::from_millis(200), ..Config::default() }).await;
    let (sender, body) = writer();
    let response = batch(&server, "", body).send();
    sender.send(b"{\"text\":\"a\"}\n{\"te".to_vec()).await.unwrap();
    let answers = lines(response.await.unwrap()).await;
    assert_eq!(answers.len(), 2);
    assert_eq!((&answers[1]["line"], &answers[1]["error"]["code"]), (&json!(2), &json!("body_timeout")));
}

#[tokio::test]
async fn a_line_without_end_is_thrown_away_as_it_comes() {
    let server = Server::start().await;
    let (sender, body) = writer();
    let answers = tokio::spawn(async move { lines(batch(&server, "", body).send().await.unwrap()).await });
    for _ in 0..40 {
        sender.send(vec![b'x'; 1 << 20]).await.unwrap();
    }
    sender.send("\n{\"text\":\"بيروت\"}".into()).await.unwrap();
    drop(sender);
    let answers = answers.await.unwrap();
    assert_eq!(answers[0]["error"]["code"], "body_too_large");
    assert_eq!(entities(&answers[1]), ["beirut"]);
}

/// The head of a batch in chunks, and one chunk of lines.
async fn connect(server: &Server) -> (TcpStream, Vec<u8>) {
    let socket = TcpSocket::new_v4().unwrap();
    // What the system holds for a slow reader is not read slowly.
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut connection = socket.connect(server.address).await.unwrap();
    let head = "POST /v1/tag/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
    connection.write_all(head.as_bytes()).await.unwrap();
    let lines = "{\"text\":\"وصل سيرغي لافروف إلى بيروت\"}\n".repeat(1000);
    (connection, format!("{:x}\r\n{lines}\r\n", lines.len()).into_bytes())
}

/// Writes until nothing is taken for so long or the connection is gone; how many bytes were taken.
async fn fill(connection: &mut TcpStream, chunk: &[u8], patience: Duration) -> usize {
    let mut taken = 0;
    while let Ok(Ok(written)) = timeout(patience, connection.write(&chunk[taken % chunk.len()..])).await {
        taken += written;
        assert!(taken < 200 << 20, "more is taken than any buffer holds");
    }
    taken
}

/// The body of an answer in chunks, which may end anywhere in a line.
fn body_of(answer: &[u8]) -> Vec<u8> {
    let end_of = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark).unwrap() + mark.len();
    let (mut rest, mut body) = (&answer[end_of(answer, b"\r\n\r\n")..], Vec::new());
    loop {
        let (length, chunk) = rest.split_at(end_of(rest, b"\r\n"));
        let length = usize::from_str_radix(std::str::from_utf8(length).unwrap().trim_end(), 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&chunk[..length]);
        rest = &chunk[length + 2..];
    }
}

#[tokio::test]
async fn who_reads_slowly_is_read_slowly() {
    let server = Server::start().await;
    let (mut connection, chunk) = connect(&server).await;
    let taken = fill(&mut connection, &chunk, Duration::from_millis(500)).await;
    // Now the answers are read, and the rest of the last chunk is taken after all.
    let (mut answers, mut requests) = connection.split();
    let rest = [&chunk[taken % chunk.len()..], b"0\r\n\r\n"].concat();
    let mut answer = Vec::new();
    let reading = async {
        while !answer.ends_with(b"\r\n0\r\n\r\n") {
            assert_ne!(answers.read_buf(&mut answer).await.unwrap(), 0, "the answer broke off");
        }
    };
    tokio::join!(reading, async { requests.write_all(&rest).await.unwrap() });
    let expected = taken.div_ceil(chunk.len()) * 1000;
    let lines = body_of(&answer).windows(11).filter(|window| window == b"\"mentions\":").count();
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn answers_that_nobody_takes_are_given_up() {
    let mut server = Server::with(Config { idle_timeout: Duration::from_secs(1), ..Config::default() }).await;
    let (mut connection, chunk) = connect(&server).await;
    // The service does not read because it cannot write: there is something to read all the time. It needs a while to fill what the system
    // holds of its answers.
    fill(&mut connection, &chunk, Duration::from_secs(15)).await;
    let mut answer = Vec::new();
    // A reset where the end should be is as good as a missing end.
    let _ = connection.read_to_end(&mut answer).await;
    assert!(!answer.ends_with(b"\r\n0\r\n\r\n"), "{} bytes", answer.len());
    server.stop();
    server.ended().await;
}

/// A batch is in flight to its end: were it not ended by the cut, the service would wait for it.
#[tokio::test]
async fn a_cut_connection_ends_the_work() {
    let mut server = Server::with(Config { drain_timeout: Duration::from_mins(1), ..Config::default() }).await;
    let (mut connection, chunk) = connect(&server).await;
    connection.write_all(&chunk).await.unwrap();
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    drop(connection);
    let (waiting, body) = writer();
    let mut response = batch(&server, "", body).send().await.unwrap();
    waiting.send(b"{\"text\":\"\"}\n".to_vec()).await.unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    let started = Instant::now();
    server.stop();
    server.ended().await;
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}
