//! Keys and certificates of `aalam serve`, and `aalam key`, which makes them.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::service::{event, health, signal, start};
use super::stdout;
use crate::program::{aalam, folder};

/// A new key and its line for the file.
fn new_key(arguments: &[&str]) -> (String, String) {
    let output = aalam().args(["key", "new"]).args(arguments).output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = stdout(&output);
    let (key, line) = said.trim_end().split_once('\n').expect("two lines");
    assert!(!String::from_utf8_lossy(&output.stderr).contains(key), "only what asks for the key gets it");
    (key.to_owned(), line.to_owned())
}

/// The status of a text to be tagged.
fn tag(address: &str, key: Option<&str>) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let authorization = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
    let head = format!(
        "POST /v1/tag HTTP/1.1\r\nHost: x\r\n{authorization}Content-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(format!("{head}text").as_bytes()).expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer.get(9..12).unwrap_or_default().to_owned()
}

#[test]
fn where_others_can_reach_it_the_service_starts_only_with_a_key_or_the_word_that_none_is_needed() {
    let refused = |arguments: &[&str]| {
        let output = aalam().arg("serve").args(arguments).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let said = refused(&["--listen", address]);
        assert!(said.contains("--keys-file") && said.contains("AALAM_ADMIN_KEY") && said.contains("--open-tagging"), "{said}");
    }
    let folder = folder(&[("keys", "# the keys\ncms tag the-key-itself\n")]);
    let keys = folder.path().join("keys");
    let said = refused(&["--keys-file", keys.to_str().expect("UTF-8")]);
    assert!(said.contains("keys:2: the third word is no SHA-256; ") && !said.contains("the-key-itself"), "{said}");
    assert!(refused(&["--protect-metrics"]).contains("--keys-file"));
    let one = aalam().args(["serve", "--tls-cert"]).arg(&keys).output().expect("the binary starts");
    assert_eq!(one.status.code(), Some(2), "a certificate needs its key: {one:?}");
}

#[cfg(unix)]
#[test]
fn keys_are_made_used_and_changed_by_a_hangup() {
    let (old, line) = new_key(&["--name", "cms", "--scope", "tag", "--rate", "100", "--concurrency", "4"]);
    assert!(line.starts_with("cms\ttag\t") && line.ends_with("\trate=100\tconcurrency=4"), "{line}");
    let folder = folder(&[("keys", &line)]);
    let keys = folder.path().join("keys");
    let (mut child, mut log, address) = start(aalam().env("AALAM_KEYS_FILE", &keys));
    assert_eq!((tag(&address, None), tag(&address, Some(&old))), ("401".to_owned(), "200".to_owned()));
    let (new, line) = new_key(&["--name", "cms", "--scope", "tag"]);
    fs::write(keys, line).expect("a file");
    signal(&child, "-HUP");
    assert_eq!(event(&mut log, "keys read again")["keys"], 1);
    assert_eq!((tag(&address, Some(&old)), tag(&address, Some(&new))), ("401".to_owned(), "200".to_owned()));
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    // Reached by others, it wants the key too; the word that none is needed opens it.
    for (open, expected) in [("false", "401"), ("true", "200")] {
        let mut command = aalam();
        let command =
            command.args(["serve", "--listen", "0.0.0.0:0"]).env("AALAM_OPEN_TAGGING", open).env("AALAM_ADMIN_KEY", "key-of-this-cli-test");
        let (mut child, _log, address) = start(command.current_dir(&folder));
        let address = address.replace("0.0.0.0", "127.0.0.1");
        assert_eq!((tag(&address, None), tag(&address, Some("key-of-this-cli-test"))), (expected.to_owned(), "200".to_owned()));
        signal(&child, "-TERM");
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}

#[cfg(unix)]
#[test]
fn health_asks_over_tls_where_there_is_a_certificate() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["tagger.example".to_owned()]).expect("a certificate");
    let folder = folder(&[("cert.pem", &cert.pem()), ("key.pem", &signing_key.serialize_pem())]);
    let files = [("AALAM_TLS_CERT", "cert.pem"), ("AALAM_TLS_KEY", "key.pem")].map(|(name, file)| (name, folder.path().join(file)));
    let (mut child, log, address) = start(aalam().envs(files.clone()));
    // Whoever only asks may not be able to read the private key.
    let [certificate, _] = files;
    let output = aalam().args(["health", "--listen", &address]).envs([certificate]).output().expect("the binary starts");
    assert_eq!(stdout(&output), format!("https://{address}/healthz: 200 OK\n"));
    let url = format!("https://localhost:{}/readyz", address.rsplit(':').next().expect("a port"));
    assert_eq!(health(&["--url", &url]), (Some(0), format!("{url}: 200 OK\n")));
    assert_eq!(health(&["--listen", &address]).0, Some(1), "it speaks nothing but HTTPS");
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    drop(log);
}
