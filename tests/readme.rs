//! The README's request has the README's answer.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

const README: &str = include_str!("../README.md");

/// The first fenced block of a language.
fn block(language: &str) -> &'static str {
    let (_, after) = README.split_once(&format!("```{language}\n")).expect("the README has such a block");
    after.split_once("```").expect("the block ends").0
}

/// What stands between single quotes after an option of curl.
fn quoted<'c>(command: &'c str, option: &str) -> &'c str {
    let (_, after) = command.split_once(&format!("{option} '")).expect("the command has this option");
    after.split_once('\'').expect("the quotation ends").0
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

/// Leaves out what no README can know: the time it took and the version of the lists.
fn comparable(mut answer: Value) -> Value {
    answer["took_us"] = Value::Null;
    answer["gazetteer"]["version"] = Value::Null;
    answer
}

#[tokio::test]
async fn the_request_of_the_readme_has_the_answer_of_the_readme() {
    let command = block("sh");
    let (_service, address) = start();
    let (_, path) = command.split_once("http://localhost:8080").expect("the command names the service");
    let path = path.split_whitespace().next().expect("a path");
    let (name, value) = quoted(command, "-H").split_once(": ").expect("a header");
    let request = reqwest::Client::new().post(format!("http://{address}{path}")).header(name, value);
    let response = request.body(quoted(command, "-d")).send().await.expect("the service answers");
    assert_eq!(response.status(), 200);
    let answer: Value = response.json().await.expect("JSON");
    let written: Value = serde_json::from_str(block("json")).expect("the README's answer is JSON");
    assert_eq!(comparable(answer), comparable(written));
}
