//! An edit that was acknowledged outlives the process, whenever it is killed.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod program;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use program::{BEIRUT, list, one_city};
use serde_json::{Value, json};
use tempfile::TempDir;

const KEY: &str = "key-of-the-durability-test";

/// How often the service is killed.
fn rounds() -> usize {
    std::env::var("AALAM_TEST_KILLS").map_or(20, |rounds| rounds.parse().expect("AALAM_TEST_KILLS is a whole number"))
}

fn aalam(folder: &TempDir) -> Command {
    let mut command = program::aalam();
    command.env("AALAM_GAZETTEERS", folder.path().join("lists")).env("AALAM_STORE", folder.path().join("edits.sqlite"));
    command
}

/// A service that goes with the test, however that ends.
struct Service(Child);

impl Service {
    fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts the service; gives it with its address.
fn start(folder: &TempDir) -> (Service, String) {
    let mut command = aalam(folder);
    command.arg("serve").env("AALAM_LISTEN", "127.0.0.1:0").env("AALAM_ADMIN_KEY", KEY).stderr(Stdio::piped());
    let mut service = Service(command.spawn().unwrap());
    let mut events = Vec::new();
    let mut log = BufReader::new(service.0.stderr.take().unwrap()).lines();
    let address = loop {
        let line = log.next().unwrap_or_else(|| panic!("the service did not start: {events:?}")).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        assert_ne!(event["level"], "WARN", "{event}");
        if let Some(address) = event["address"].as_str() {
            break address.to_owned();
        }
        events.push(event);
    };
    std::thread::spawn(move || log.for_each(drop));
    (service, address)
}

fn url(address: &str, number: usize) -> String {
    format!("http://{address}/v1/gazetteers/cities/entries/town_{number}")
}

fn row(number: usize, version: usize) -> Value {
    json!({"name": format!("بلدة {number} الجديدة"), "name_en": format!("Town {number}.{version}"), "subtype": "city"})
}

/// Two write one edit after the other until the service is gone; gives the last version of each town that was acknowledged.
async fn edit_until_killed(address: &str, first: usize, acknowledged: &AtomicUsize) -> Vec<(usize, usize)> {
    let client = reqwest::Client::new();
    let mut saved = Vec::new();
    for number in first.. {
        for version in 0..2 {
            let request = client.put(url(address, number)).bearer_auth(KEY).header("content-type", "application/json");
            match request.body(row(number, version).to_string()).send().await {
                Ok(response) => assert!(response.status().is_success(), "{}", response.status()),
                Err(_) => return saved,
            }
            acknowledged.fetch_add(1, Ordering::Relaxed);
            if version == 0 { saved.push((number, 0)) } else { saved.last_mut().unwrap().1 = 1 }
        }
    }
    saved
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_service_has_lost_nothing_that_it_acknowledged() {
    let folder = one_city();
    let client = reqwest::Client::new();
    let (mut edits, mut towns) = (0, Vec::new());
    for round in 0..rounds() {
        let (mut service, address) = start(&folder);
        // All that the rounds before have saved is there.
        let lists: Value = client.get(format!("http://{address}/v1/gazetteers")).send().await.unwrap().json().await.unwrap();
        assert!(lists["entities"].as_u64().unwrap() > towns.len() as u64, "round {round}: {} towns, {lists}", towns.len());
        let recent: &[(usize, usize)] = &towns[towns.len().saturating_sub(40)..];
        for &(number, version) in recent {
            let found: Value = client.get(url(&address, number)).send().await.unwrap().json().await.unwrap();
            // An edit that was stored, and not acknowledged in time, may stand too.
            let names = [format!("Town {number}.{version}"), format!("Town {number}.1")];
            assert!(names.iter().any(|name| found["name_en"] == *name), "round {round}: {names:?} is lost: {found}");
        }
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let writers = [0, 1].map(|writer| {
            let (address, acknowledged) = (address.clone(), Arc::clone(&acknowledged));
            let first = (2 * round + writer) * 1_000_000;
            tokio::spawn(async move { edit_until_killed(&address, first, &acknowledged).await })
        });
        // Each round ends at another moment of an edit.
        tokio::time::sleep(Duration::from_micros(20_000 + (round as u64 * 7_919) % 40_000)).await;
        service.kill();
        for writer in writers {
            towns.extend(writer.await.unwrap());
        }
        edits += acknowledged.load(Ordering::Relaxed);
    }
    assert!(edits >= rounds(), "only {edits} edits were acknowledged");
    let (_service, address) = start(&folder);
    for &(number, version) in &towns {
        let found: Value = client.get(url(&address, number)).send().await.unwrap().json().await.unwrap();
        let names = [format!("Town {number}.{version}"), format!("Town {number}.1")];
        assert!(names.iter().any(|name| found["name_en"] == *name), "{names:?} is lost: {found}");
    }
}

/// What `aalam export` ends with and prints, on standard output and standard error.
fn export(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = aalam(folder).arg("export").args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Edits two towns at a service.
async fn edit_two(address: &str) {
    let client = reqwest::Client::new();
    let put = |id: &str, row: Value| {
        let request = client.put(format!("http://{address}/v1/gazetteers/cities/entries/{id}")).bearer_auth(KEY);
        request.header("content-type", "application/json").body(row.to_string()).send()
    };
    let sidon = json!({"name": "صيدا", "name_en": "Sidon", "subtype": "city", "country": "LB"});
    let beirut = json!({"name": "بيروت", "aliases": ["ست الدنيا"], "name_en": "Beirut", "subtype": "city", "country": "LB"});
    for (id, row) in [("sidon", sidon), ("beirut", beirut)] {
        assert!(put(id, row).await.unwrap().status().is_success());
    }
}

#[tokio::test]
async fn edits_go_back_into_the_files() {
    let folder = one_city();
    let export = |arguments: &[&str]| export(&folder, arguments);
    let (mut service, address) = start(&folder);
    edit_two(&address).await;
    let path = folder.path().join("lists/places/cities.tsv");
    let (code, said, _) = export(&["--dry-run"]);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("places/cities.tsv: 1 added, 1 changed, 0 withdrawn\n  + sidon\n  ~ beirut\n"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), list(BEIRUT));
    // Beside the service, which goes on.
    assert_eq!(export(&[]).0, Some(0));
    let beirut = BEIRUT.replace("\t\tBeirut", "\tست الدنيا\tBeirut");
    let both = format!("{beirut}\nsidon\tصيدا\t\tSidon\tcity\tLB\t\t\t\t\t\tcurated");
    assert_eq!(fs::read_to_string(&path).unwrap(), list(&both));
    let (code, said, _) = export(&[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("2 edits in force, 0 file(s) changed, 0 edit(s) not written"), "{said}");
    let settled = |arguments: &[&str], how_many: &str| {
        let (code, said, _) = export(arguments);
        assert!(code == Some(0) && said.ends_with(&format!("\n{how_many} edit(s) settled\n")), "{said}");
    };
    settled(&["--settle", "--dry-run"], "2");
    fs::write(&path, list(BEIRUT)).unwrap();
    settled(&["--settle", "--dry-run"], "0");
    fs::write(&path, list(&beirut)).unwrap();
    settled(&["--settle"], "1");
    // The same call wrote the other one, which is settled once the files are read with it.
    let (_, said, _) = export(&["--dry-run"]);
    assert!(said.contains("1 edits in force, 0 file(s) would change"), "{said}");
    service.kill();
    // What a killed service leaves beside the file is part of it once it was closed.
    assert!(folder.path().join("edits.sqlite-wal").exists());
    assert_eq!(export(&["--dry-run"]).0, Some(0));
    assert!(!folder.path().join("edits.sqlite-wal").exists());
}

#[tokio::test]
async fn edits_that_have_no_place_in_the_files_are_told() {
    let folder = one_city();
    let export = |arguments: &[&str]| export(&folder, arguments);
    let (mut service, address) = start(&folder);
    edit_two(&address).await;
    service.kill();
    // An edit that contradicts the files by now stays out of them.
    fs::rename(folder.path().join("lists/places/cities.tsv"), folder.path().join("lists/places/towns.tsv")).unwrap();
    let (code, said, _) = export(&[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("not written: cities, row sidon: error: this is no list of entities; use one of: towns"), "{said}");
    fs::write(folder.path().join("lists/places/bad.tsv"), "id\n").unwrap();
    let (code, _, said) = export(&[]);
    assert!(code == Some(3) && said.contains("no edit is written into"), "{said}");
    let missing = aalam(&folder).arg("export").args(["--store", "no-such-store.sqlite"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("there is no store at no-such-store.sqlite"));
}
