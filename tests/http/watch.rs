//! Lists that change under the service, without a call.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant};

use aalam::gazetteer::source::Source;
use aalam::server::{Trigger, Watch};
use serde_json::{Value, json};

use crate::desk::{Desk, append, write};
use crate::support::{lists, ok};

const SIDON: &str = "sidon\tصيدا\t\tSidon\tcity\tLB\t\t\t\t\t\tcurated";
const TEXT: &str = "زار الوفد صيدا";

fn watched(desk: &Desk) {
    let source = Source::Folder(desk.list(""));
    let watch = Watch::over(&source).expect("a folder").every(Duration::from_millis(20));
    tokio::spawn(watch.run(desk.server.state.clone()));
}

/// Waits until a text names these entities.
async fn until_tagged(desk: &Desk, entities: &[&str]) {
    let patience = Instant::now() + Duration::from_secs(10);
    while desk.tagged(TEXT).await != entities {
        assert!(Instant::now() < patience, "the change was not seen");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn get(desk: &Desk, path: &str) -> Value {
    ok(desk.server.get(path).send().await.unwrap()).await
}

async fn generation(desk: &Desk) -> Value {
    get(desk, "/v1/gazetteers").await["generation"].clone()
}

#[tokio::test]
async fn a_changed_list_is_served_and_a_broken_one_is_not() {
    let desk = Desk::new().await;
    watched(&desk);
    append(&desk.list("places/cities.tsv"), SIDON);
    until_tagged(&desk, &["sidon"]).await;
    assert_eq!(generation(&desk).await, 2);

    append(&desk.list("places/cities.tsv"), &SIDON.replace("sidon", "Sidon"));
    let patience = Instant::now() + Duration::from_secs(10);
    let ready = loop {
        let ready = get(&desk, "/readyz").await;
        if ready != json!({"status": "ready"}) {
            break ready;
        }
        assert!(Instant::now() < patience, "the broken file is told");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(ready["warnings"][0].as_str().unwrap().contains("the files have 1 error(s)"), "{ready}");
    assert_eq!((desk.tagged(TEXT).await, generation(&desk).await), (vec!["sidon".to_owned()], json!(2)));
    // It is told once, not at each look.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(get(&desk, "/readyz").await, ready);

    let mended = fs::read_to_string(desk.list("places/cities.tsv"))
        .unwrap()
        .replace(&format!("{SIDON}\n"), "")
        .replace("Sidon\tصيدا", "saida\tصيدا");
    fs::write(desk.list("places/cities.tsv"), mended).unwrap();
    until_tagged(&desk, &["saida"]).await;
    assert_eq!(get(&desk, "/readyz").await, json!({"status": "ready"}));
}

/// Writes the lists as Kubernetes mounts a volume: the folders are links through `..data`, which is a link to a version.
fn mount(root: &Path, version: &str, cities: &str) {
    let mut lists = lists();
    lists.iter_mut().find(|(path, _)| *path == "places/cities.tsv").unwrap().1.push_str(cities);
    write(&root.join(version), lists);
    symlink(version, root.join("..data_tmp")).unwrap();
    fs::rename(root.join("..data_tmp"), root.join("..data")).unwrap();
}

#[tokio::test]
async fn a_volume_of_kubernetes_is_swapped_by_a_link_above_the_files() {
    let desk = Desk::of_volume(|root| {
        mount(root, "..2026_01", "");
        for folder in ["people", "places", "organisations", "lexicon"] {
            symlink(format!("..data/{folder}"), root.join(folder)).unwrap();
        }
    })
    .await;
    watched(&desk);
    assert_eq!(desk.tagged(TEXT).await, [""; 0]);
    mount(&desk.list(""), "..2026_02", &format!("{SIDON}\n"));
    fs::remove_dir_all(desk.list("..2026_01")).unwrap();
    until_tagged(&desk, &["sidon"]).await;
    assert_eq!(generation(&desk).await, 2);
}

#[tokio::test]
async fn a_reload_by_the_process_is_one_by_the_api() {
    let desk = Desk::new().await;
    append(&desk.list("places/cities.tsv"), SIDON);
    desk.server.state.reload(Trigger::Signal).await;
    assert_eq!(desk.tagged(TEXT).await, ["sidon"]);
}
