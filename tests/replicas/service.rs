//! Services on one store, each a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{aalam, one_city};

const KEY: &str = "key-of-the-replicas-test";
/// Nobody waits longer for what takes a second at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder whose `lists` are what the services stand on.
pub(crate) struct Lists(pub(crate) TempDir);

impl Lists {
    pub(crate) fn new() -> Self {
        Self(one_city())
    }

    /// The program, with a store.
    pub(crate) fn aalam(&self, store: &str) -> Command {
        let mut command = aalam();
        command.env("AALAM_GAZETTEERS", self.0.path().join("lists")).env("AALAM_STORE", store).env("AALAM_LISTEN", "127.0.0.1:0");
        // Each look at a row would be a line.
        command.env("AALAM_ADMIN_KEY", KEY).env("AALAM_LOG", "warn,aalam::cli=info");
        command
    }
}

/// It goes with the test.
pub(crate) struct Service {
    child: Child,
    address: String,
    client: Client,
    log: Arc<Mutex<String>>,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    pub(crate) fn start(lists: &Lists, store: &str) -> Self {
        let mut child = lists.aalam(store).arg("serve").stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let address = loop {
            let line = lines.next().unwrap_or_else(|| panic!("the service did not start: {}", log.lock().unwrap())).unwrap();
            log.lock().unwrap().push_str(&line);
            if let Some(address) = serde_json::from_str::<Value>(&line).unwrap()["address"].as_str() {
                break address.to_owned();
            }
        };
        let rest = Arc::clone(&log);
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| rest.lock().unwrap().push_str(&line)));
        Self { child, address, client: Client::new(), log }
    }

    /// All that it has said until now.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address)).bearer_auth(KEY)
    }

    pub(crate) fn put(&self, id: &str, name_en: &str) -> RequestBuilder {
        let row = json!({"name": format!("قرطبوش {id}"), "name_en": name_en, "subtype": "city", "country": "EG"});
        self.request(Method::PUT, &entry(id)).header("content-type", "application/json").body(row.to_string())
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    /// The English name of a row; `None` if there is no row.
    pub(crate) async fn name(&self, id: &str) -> Option<String> {
        self.json(&entry(id)).await["name_en"].as_str().map(str::to_owned)
    }

    /// The entities that a text names.
    pub(crate) async fn tagged(&self, text: &str) -> Vec<String> {
        let body = json!({"text": text, "unlisted": false}).to_string();
        let asked = self.request(Method::POST, "/v1/tag").header("content-type", "application/json").body(body).send().await.unwrap();
        let answer: Value = asked.json().await.unwrap();
        answer["mentions"].as_array().unwrap().iter().map(|mention| mention["entity"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn metric(&self, name: &str) -> Option<f64> {
        let text = self.get("/metrics").await.text().await.unwrap();
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    }

    /// Waits until a row has a name here; gives how long that took.
    pub(crate) async fn wait_for(&self, id: &str, name_en: Option<&str>) -> Duration {
        let started = Instant::now();
        while self.name(id).await.as_deref() != name_en {
            assert!(started.elapsed() < PATIENCE, "{id} is not {name_en:?} here: {}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        started.elapsed()
    }

    /// Waits until `/readyz` has that many warnings; gives them.
    pub(crate) async fn wait_for_warnings(&self, count: usize) -> Vec<String> {
        let started = Instant::now();
        loop {
            let ready = self.get("/readyz").await;
            assert_eq!(ready.status(), 200);
            let ready: Value = ready.json().await.unwrap();
            let warnings = ready["warnings"].as_array().cloned().unwrap_or_default();
            if warnings.len() == count {
                return warnings.iter().map(|warning| warning.as_str().unwrap().to_owned()).collect();
            }
            assert!(started.elapsed() < PATIENCE, "{ready}, and not {count} warnings: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

pub(crate) fn entry(id: &str) -> String {
    format!("/v1/gazetteers/cities/entries/{id}")
}
