//! The layers point one way: text ← gazetteer ← tagging and store ← server and eval ← cli.

use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may not name.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("text", &["gazetteer", "tagging", "store", "server", "eval", "cli"]),
    ("gazetteer", &["tagging", "store", "server", "eval", "cli"]),
    ("tagging", &["store", "server", "eval", "cli"]),
    ("store", &["text", "tagging", "server", "eval", "cli"]),
    ("server", &["eval", "cli"]),
    ("eval", &["store", "server", "cli"]),
];

/// Crates that the pure layers do without.
const IMPURE: &[(&str, &[&str])] = &[
    ("text", &["tokio", "serde", "axum", "std::fs", "std::path", "std::time"]),
    ("gazetteer", &["tokio", "serde", "axum", "std::time"]),
    ("tagging", &["tokio", "serde", "axum", "std::fs", "std::path", "std::time"]),
];

fn sources(layer: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the layer's folder") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "the layer {layer} has no files: is the path right?");
    files
}

fn code_lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn no_layer_names_a_higher_one() {
    for (layer, higher) in FORBIDDEN {
        for file in sources(layer) {
            let source = fs::read_to_string(&file).expect("a source file");
            for (number, line) in code_lines(&source) {
                for higher in *higher {
                    let named = line.contains(&format!("crate::{higher}")) || line.contains(&format!("aalam::{higher}"));
                    assert!(!named, "{}:{}: {layer} may not know {higher}: {line}", file.display(), number + 1);
                }
            }
        }
    }
}

#[test]
fn the_pure_layers_stay_pure() {
    for (layer, crates) in IMPURE {
        for file in sources(layer) {
            // Reading folders is the gazetteer's business, in one file.
            let source = fs::read_to_string(&file).expect("a source file");
            for (number, line) in code_lines(&source) {
                for name in *crates {
                    let used = line.contains(&format!("{name}::")) || line.contains(&format!("use {name}"));
                    assert!(!used, "{}:{}: {layer} may not use {name}: {line}", file.display(), number + 1);
                }
            }
        }
    }
}
