//! `aalam doctor`.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use super::stdout;
use crate::program::{aalam, one_city};

/// The doctor, who stands in a folder with lists.
fn doctor(folder: &TempDir) -> Command {
    let mut command = aalam();
    command.current_dir(folder).args(["doctor", "--listen", "127.0.0.1:0", "--gazetteers", "lists"]);
    command
}

/// Its exit code and what it says.
fn examine(command: &mut Command) -> (Option<i32>, Value) {
    let output = command.args(["--format", "json"]).output().expect("the binary starts");
    (output.status.code(), serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{output:?}")))
}

/// Value and origin of a setting.
fn setting<'r>(report: &'r Value, variable: &str) -> (&'r str, &'r str) {
    let settings = report["settings"].as_array().expect("settings");
    let setting = settings.iter().find(|setting| setting["variable"] == variable).unwrap_or_else(|| panic!("no {variable}"));
    (setting["value"].as_str().expect("a value"), setting["origin"].as_str().expect("an origin"))
}

/// Severity and place of each finding.
fn findings(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .inspect(|finding| {
            assert!(["problem", "mend"].iter().all(|member| !finding[member].as_str().expect("a text").is_empty()), "{finding}");
        })
        .map(|finding| (finding["severity"].as_str().expect("a severity"), finding["place"].as_str().expect("a place")))
        .collect()
}

#[test]
fn it_tells_each_setting_and_where_it_is_from_and_no_secret() {
    let folder = one_city();
    let key = "a-key-that-nobody-may-see";
    let (code, report) = examine(doctor(&folder).args(["--queue", "7"]).env("AALAM_WORKERS", "3").env("AALAM_ADMIN_KEY", key));
    assert_eq!((code, &report["well"], findings(&report)), (Some(0), &true.into(), vec![]), "{report}");
    assert_eq!(setting(&report, "AALAM_QUEUE"), ("7", "command_line"));
    assert_eq!(setting(&report, "AALAM_WORKERS"), ("3", "environment"));
    assert_eq!(setting(&report, "AALAM_REQUEST_TIMEOUT"), ("10", "default"));
    assert_eq!(setting(&report, "AALAM_GAZETTEERS"), ("lists", "command_line"));
    assert_eq!(setting(&report, "AALAM_STORE"), ("aalam-edits.sqlite", "default"));
    assert_eq!(setting(&report, "AALAM_ADMIN_KEY"), ("set", "environment"));
    assert!(!report.to_string().contains(key));
    assert_eq!((&report["lists"]["entities"], &report["lists"]["lists"]), (&1.into(), &1.into()));
    assert_eq!((&report["self_test"]["passed"], &report["store"]["exists"]), (&true.into(), &false.into()));
    assert_eq!(report["memory"]["resident_bytes"].as_u64().is_some_and(|bytes| bytes > 1_000_000), cfg!(target_os = "linux"));
    // Nothing is left behind by it.
    let left: Vec<_> = fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["lists"]);
}

#[test]
fn it_says_it_for_reading_too() {
    let output = doctor(&one_city()).output().expect("the binary starts");
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for part in ["AALAM_LISTEN", "1 entities in 1 lists", "self-test\n  passed", "findings\n  nothing is wrong"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn warnings_are_not_called_nothing() {
    let output = doctor(&one_city()).env("AALAM_LISTNE", "x").output().expect("the binary starts");
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("warning: AALAM_LISTNE") && said.ends_with("the service would be well; the warnings are worth a look\n"),
        "{said}"
    );
}

#[test]
fn everything_that_is_wrong_is_told_with_its_mend() {
    let folder = one_city();
    let list = folder.path().join("lists/places/cities.tsv");
    let broken = fs::read_to_string(&list).expect("the list").replace("\tcity\t", "\thamlet\t");
    fs::write(&list, broken).expect("the list");
    fs::write(folder.path().join("edits.sqlite"), "no database at all, but long enough to be read as one").expect("a file");
    let mut command = doctor(&folder);
    command.env("AALAM_ADMIN_KEY", "short").env("AALAM_STORE", "edits.sqlite").env("AALAM_LOG", "aalam=loud").env("AALAM_LISTNE", "x");
    let (code, report) = examine(&mut command);
    assert_eq!((code, &report["well"]), (Some(1), &false.into()));
    let expected = [
        ("warning", "AALAM_LISTNE"),
        ("error", "AALAM_LOG"),
        ("error", "AALAM_ADMIN_KEY"),
        ("error", "places/cities.tsv:2 subtype"),
        ("error", "edits.sqlite"),
    ];
    assert_eq!(findings(&report), expected);
    let mut command = aalam();
    let (code, report) =
        examine(command.args(["doctor", "--gazetteers", "no/such/folder", "--listen", "192.0.2.1:80", "--store", "no/such/folder/edits"]));
    assert_eq!(
        (code, findings(&report)),
        (Some(1), vec![("error", "AALAM_LISTEN"), ("error", "AALAM_LISTEN"), ("error", "no/such/folder"), ("error", "AALAM_STORE")])
    );
    let wrong = |arguments: &[&str]| aalam().arg("doctor").args(arguments).output().expect("the binary starts").status.code();
    assert_eq!(wrong(&["--workers", "many"]), Some(2));
}

#[test]
fn an_admin_key_of_a_file_is_not_told_as_one_of_the_environment() {
    let folder = one_city();
    fs::write(folder.path().join("key"), "a-key-that-nobody-may-see\n").expect("a file");
    let (code, report) = examine(doctor(&folder).args(["--admin-key-file", "key"]));
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(setting(&report, "AALAM_ADMIN_KEY"), ("-", "default"));
    assert_eq!(setting(&report, "AALAM_ADMIN_KEY_FILE"), ("key", "command_line"));
    assert_eq!(setting(&report, "AALAM_STORE"), ("aalam-edits.sqlite", "default"));
}

#[test]
fn a_store_that_is_named_wrongly_is_one_finding_among_others() {
    let folder = one_city();
    let wrong = "postgres://desk:se?cret@host/edits";
    let (code, report) = examine(doctor(&folder).env("AALAM_STORE", wrong).env("AALAM_LISTNE", "x"));
    assert_eq!((code, findings(&report)), (Some(1), vec![("warning", "AALAM_LISTNE"), ("error", "AALAM_STORE")]), "{report}");
    assert_eq!(setting(&report, "AALAM_STORE"), ("set", "environment"));
    assert!(!report.to_string().contains("cret"), "{report}");
}

#[tokio::test]
async fn a_database_of_something_else_is_told_and_left_as_it_is() {
    let folder = one_city();
    let path = folder.path().join("other.sqlite");
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut other = SqliteConnection::connect_with(&options).await.expect("a database");
    sqlx::raw_sql("CREATE TABLE note (text TEXT)").execute(&mut other).await.expect("a table");
    other.close().await.expect("it closes");
    let file = fs::read(&path).expect("the file");
    let (code, report) = examine(doctor(&folder).env("AALAM_STORE", "other.sqlite"));
    assert_eq!((code, findings(&report)), (Some(0), vec![("warning", "other.sqlite")]), "{report}");
    assert_eq!(fs::read(&path).expect("the file"), file);
}

#[test]
fn an_address_that_somebody_else_has_is_told() {
    let folder = one_city();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let (code, report) = examine(aalam().current_dir(&folder).args(["doctor", "--gazetteers", "lists", "--listen", &address]));
    assert_eq!((code, findings(&report)), (Some(1), vec![("error", address.as_str())]));
}
