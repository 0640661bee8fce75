//! What the tests of the program start from: its command, and folders with files.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A row of a list of places.
pub(crate) const BEIRUT: &str = "beirut\tبيروت\t\tBeirut\tcity\tLB\t\t\t\t\t\tcurated";

/// The program, without the settings of whoever runs the tests.
pub(crate) fn aalam() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aalam"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AALAM_")) {
        command.env_remove(name);
    }
    command
}

/// A list of entities, of these lines.
pub(crate) fn list(rows: &str) -> String {
    format!("id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n{rows}\n")
}

/// Writes files, each with its path, into a folder.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, contents) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a temporary folder");
        fs::write(path, contents).expect("a temporary file");
    }
}

/// A folder of these files; they go with what is returned.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(folder.path(), files);
    folder
}

/// A folder whose `lists` are one, of one city.
pub(crate) fn one_city() -> TempDir {
    folder(&[("lists/places/cities.tsv", &list(BEIRUT))])
}
