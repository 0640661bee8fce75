//! A service whose lists can be edited, with files and a store of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aalam::gazetteer::source::Source;
use aalam::server::{Access, Config, Editing, Gate, Key, Limits, Openness};
use aalam::store::{Location, Store};
use aalam::tagging::Tagger;
use axum::Router;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Server, lists, ok};

pub(crate) const KEY: &str = "key-of-these-tests";

/// The service, and what it stands on.
pub(crate) struct Desk {
    pub(crate) server: Server,
    source: Source,
    folder: TempDir,
}

impl Desk {
    /// On lists of a few well-known names, in files.
    pub(crate) async fn new() -> Self {
        Self::behind(admin()).await
    }

    /// The same, with a gate of its own.
    pub(crate) async fn behind(gate: Gate) -> Self {
        Self::on(|folder| write(folder, lists()), gate, Config::default()).await
    }

    /// On the lists that a function writes into a folder.
    pub(crate) async fn of_volume(write: impl FnOnce(&Path)) -> Self {
        Self::on(write, admin(), Config::default()).await
    }

    /// The same as [`Desk::new`], with other settings.
    pub(crate) async fn with(config: Config) -> Self {
        Self::on(|folder| write(folder, lists()), admin(), config).await
    }

    /// On the lists that the binary carries.
    pub(crate) async fn builtin() -> Self {
        Self::start(tempfile::tempdir().unwrap(), Source::Builtin, admin(), Config::default()).await
    }

    async fn on(write: impl FnOnce(&Path), gate: Gate, config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let gazetteers = folder.path().join("gazetteers");
        std::fs::create_dir(&gazetteers).unwrap();
        write(&gazetteers);
        Self::start(folder, Source::Folder(gazetteers), gate, config).await
    }

    async fn start(folder: TempDir, source: Source, gate: Gate, config: Config) -> Self {
        let (files, _) = Tagger::load(&source).unwrap();
        let store = Store::open(&Location::Sqlite(folder.path().join("edits.sqlite"))).await.unwrap();
        let (engine, editing) = Editing::open(source.clone(), Some(store), Arc::new(files)).await.unwrap();
        let server = Server::of(engine, config, gate, editing, Router::new()).await;
        Self { server, source, folder }
    }

    /// Stops the service and starts another on the same files and store.
    pub(crate) async fn restart(mut self) -> Self {
        self.server.stop();
        self.server.ended().await;
        Self::start(self.folder, self.source, admin(), Config::default()).await
    }

    /// The path of a list.
    pub(crate) fn list(&self, path: &str) -> PathBuf {
        self.folder.path().join("gazetteers").join(path)
    }

    /// The path of the store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("edits.sqlite")
    }

    /// A request with the key.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.server.client.request(method, self.server.url(path)).bearer_auth(KEY)
    }

    /// Puts a row; `place` is `LIST/ID`.
    pub(crate) fn put(&self, place: &str, row: &Value) -> RequestBuilder {
        self.request(Method::PUT, &entry(place)).header("content-type", "application/json").body(row.to_string())
    }

    pub(crate) fn delete(&self, place: &str) -> RequestBuilder {
        self.request(Method::DELETE, &entry(place))
    }

    pub(crate) fn undo(&self, place: &str) -> RequestBuilder {
        self.request(Method::POST, &format!("{}/undo", entry(place)))
    }

    pub(crate) fn get(&self, place: &str) -> RequestBuilder {
        self.server.get(&entry(place))
    }

    /// The history of a row: the kind of each edit, the newest first.
    pub(crate) async fn history(&self, place: &str) -> Vec<Value> {
        let answer = ok(self.request(Method::GET, &format!("{}/history", entry(place))).send().await.unwrap()).await;
        answer["edits"].as_array().unwrap().clone()
    }

    /// Rows of a list as their lines.
    pub(crate) fn bulk(&self, list: &str, query: &str, media_type: &str, body: &str) -> RequestBuilder {
        let request = self.request(Method::POST, &format!("/v1/gazetteers/{list}/entries{query}"));
        request.header("content-type", media_type).body(body.to_owned())
    }

    /// The ids of the entities that a text names.
    pub(crate) async fn tagged(&self, text: &str) -> Vec<String> {
        let answer = self.server.tag(json!({"text": text, "unlisted": false})).await;
        answer["mentions"].as_array().unwrap().iter().map(|mention| mention["entity"].as_str().unwrap().to_owned()).collect()
    }
}

/// Lets everybody tag, and whoever has the key edit.
fn admin() -> Gate {
    let access = Access::new(Openness::Local, Limits::default(), Some(Key::admin(KEY).unwrap()), None).unwrap();
    Gate { access, ..Gate::default() }
}

/// Writes lists, each with its path, into a folder.
pub(crate) fn write(folder: &Path, lists: Vec<(&str, String)>) {
    for (path, list) in lists {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, list).unwrap();
    }
}

fn entry(place: &str) -> String {
    let (list, id) = place.split_once('/').unwrap();
    format!("/v1/gazetteers/{list}/entries/{id}")
}

/// Adds a line to a file.
pub(crate) fn append(path: &Path, line: &str) {
    let file = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, format!("{file}{line}\n")).unwrap();
}
