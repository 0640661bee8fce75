//! The requests of the READMEs have the answers that stand there.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// Each README, by its language, with how many of its requests show their answer.
const READMES: [(&str, &str, usize); 2] = [("en", include_str!("../README.md"), 5), ("ar", include_str!("../README.ar.md"), 2)];

/// The fenced blocks, each with its language, in order.
fn blocks(readme: &str) -> Vec<(&str, &str)> {
    // Between each pair of fences stands a block; what follows a block's fence up to the next is prose.
    let inside = readme.split("```").skip(1).step_by(2);
    inside.map(|block| block.split_once('\n').expect("a block begins with its language")).collect()
}

/// What stands between single quotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('\'').skip(1).step_by(2).collect()
}

/// The requests of a README: the command, the language of the block that shows its answer, and that answer.
fn examples(readme: &str) -> Vec<(&str, &str, &str)> {
    let blocks = blocks(readme);
    let pairs = blocks.windows(2).filter(|pair| pair[0].0 == "sh" && pair[0].1.contains("curl") && pair[1].0 != "sh");
    pairs.map(|pair| (pair[0].1, pair[1].0, pair[1].1)).collect()
}

/// The request of a command: its path, its headers, its body.
fn request(command: &str) -> (&str, Vec<(&str, &str)>, String) {
    let (before, after) = command.split_once("http://localhost:8080").expect("the command names the service");
    let path = after.split(['\'', ' ', '\n']).next().expect("a path");
    let headers = after.split("-H ").skip(1).map(|header| quoted(header)[0].split_once(": ").expect("a header")).collect();
    let body = match before.split_once('|') {
        // The first is the form in which the others are printed.
        Some((printf, _)) => quoted(printf)[1..].iter().fold(String::new(), |body, line| body + line + "\n"),
        None => quoted(after.split_once("-d ").expect("a body").1)[0].to_owned(),
    };
    (path, headers, body)
}

/// A service on the lists compiled into the binary, as a stranger's machine would have it; ended when dropped.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start() -> (Service, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aalam"))
        .current_dir(std::env::temp_dir())
        .env_remove("AALAM_GAZETTEERS")
        .env("AALAM_LISTEN", "127.0.0.1:0")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let log = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let service = Service(child);
    let address = log
        .map(|line| serde_json::from_str::<Value>(&line.expect("a line")).expect("logs are JSON lines off a terminal"))
        .find_map(|event| event["address"].as_str().map(str::to_owned))
        .expect("it says where it listens");
    (service, address)
}

/// Leaves out what no README can know: the time it took, the version of the lists, the id of the request.
fn comparable(json: &str) -> Value {
    let mut answer: Value = serde_json::from_str(json).expect("JSON");
    for unknowable in ["/took_us", "/gazetteer/version", "/error/request_id"] {
        if let Some(value) = answer.pointer_mut(unknowable) {
            *value = Value::Null;
        }
    }
    answer
}

/// Posts the request of a command; the answer's body, once the status is 200.
async fn post(address: &str, command: &str) -> String {
    let (path, headers, body) = request(command);
    let mut request = reqwest::Client::new().post(format!("http://{address}{path}")).body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let response = request.send().await.expect("the service answers");
    assert_eq!(response.status(), 200, "{command}");
    response.text().await.expect("text")
}

#[tokio::test]
async fn the_requests_of_the_readmes_have_the_answers_of_the_readmes() {
    let (_service, address) = start();
    for (readme, text, count) in READMES {
        let examples = examples(text);
        assert_eq!(examples.len(), count, "{readme}: {examples:#?}");
        for (command, language, written) in examples {
            let answer = post(&address, command).await;
            match language {
                "json" => assert_eq!(comparable(&answer), comparable(written), "{readme}: {command}"),
                "ndjson" => {
                    let lines = |answer: &str| answer.lines().map(comparable).collect::<Vec<_>>();
                    assert_eq!(lines(&answer), lines(written), "{readme}: {command}");
                }
                _ => assert_eq!(answer.trim(), written.trim(), "{readme}: {command}"),
            }
        }
    }
}
