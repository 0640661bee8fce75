//! HTTPS: both versions of HTTP, and a certificate that changes under the service.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aalam::server::{Certificate, CertificateError, Config, Gate};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::support::Server;

const GET: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// A folder with a certificate and its key, which goes with the test.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    /// Writes a new certificate over whatever was there.
    fn certify(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(self.path("cert.pem"), cert.pem()).unwrap();
        fs::write(self.path("key.pem"), signing_key.serialize_pem()).unwrap();
        cert.der().clone()
    }

    fn read(&self) -> Result<Certificate, CertificateError> {
        Certificate::read(&self.path("cert.pem"), &self.path("key.pem"))
    }
}

/// Connects as whoever trusts this certificate, and no other.
async fn connect(server: &Server, trusted: &CertificateDer<'static>, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    secure(TcpStream::connect(server.address).await?, trusted, protocol).await
}

async fn secure(stream: TcpStream, trusted: &CertificateDer<'static>, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions();
    let mut config = builder.unwrap().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    TlsConnector::from(Arc::new(config)).connect("localhost".try_into().unwrap(), stream).await
}

async fn is_alive(stream: &mut TlsStream<TcpStream>) -> bool {
    stream.write_all(GET).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") && stream.read_buf(&mut answer).await.is_ok_and(|read| read > 0) {}
    answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_and_nothing_without_tls() {
    let folder = Folder::new();
    let certificate = folder.certify();
    let mut server = Server::behind(Gate { certificate: Some(folder.read().unwrap()), ..Gate::default() }, Config::default()).await;
    let mut stream = connect(&server, &certificate, b"http/1.1").await.unwrap();
    assert!(is_alive(&mut stream).await);
    let stream_2 = connect(&server, &certificate, b"h2").await.unwrap();
    assert_eq!(stream_2.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let plain = server.raw(vec![(0, GET.to_vec())]).await;
    assert!(!plain.contains("HTTP/1.1"), "{plain}");
    // Idle connections hold the end up no more than without TLS.
    server.stop();
    server.ended().await;
}

#[tokio::test]
async fn a_new_certificate_is_shown_to_new_connections_and_cuts_no_old_one() {
    let folder = Folder::new();
    let first = folder.certify();
    let server = Server::behind(Gate { certificate: Some(folder.read().unwrap()), ..Gate::default() }, Config::default()).await;
    let mut old = connect(&server, &first, b"http/1.1").await.unwrap();
    assert!(is_alive(&mut old).await);
    let second = folder.certify();
    server.state.renew().await;
    assert!(connect(&server, &first, b"http/1.1").await.is_err());
    assert!(is_alive(&mut connect(&server, &second, b"http/1.1").await.unwrap()).await);
    assert!(is_alive(&mut old).await, "the connection goes on");
    // A key without its certificate changes nothing.
    fs::copy(folder.path("key.pem"), folder.path("key-2.pem")).unwrap();
    folder.certify();
    fs::rename(folder.path("key-2.pem"), folder.path("key.pem")).unwrap();
    server.state.renew().await;
    assert!(is_alive(&mut connect(&server, &second, b"http/1.1").await.unwrap()).await);
}

#[tokio::test]
async fn a_slow_beginning_leaves_less_time_for_the_first_head() {
    let folder = Folder::new();
    let certificate = folder.certify();
    let gate = Gate { certificate: Some(folder.read().unwrap()), ..Gate::default() };
    let server = Server::behind(gate, Config { head_timeout: Duration::from_secs(4), ..Config::default() }).await;
    let started = Instant::now();
    let stream = TcpStream::connect(server.address).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut stream = secure(stream, &certificate, b"http/1.1").await.unwrap();
    let mut came = Vec::new();
    let _ = stream.read_to_end(&mut came).await;
    assert!(started.elapsed() < Duration::from_secs(6), "after {:?}", started.elapsed());
}

#[test]
fn what_is_no_certificate_is_told_by_its_file() {
    let folder = Folder::new();
    folder.certify();
    for (file, contents) in
        [("cert.pem", ""), ("key.pem", "no PEM"), ("cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    {
        let whole = fs::read(folder.path(file)).unwrap();
        fs::write(folder.path(file), contents).unwrap();
        let error = folder.read().unwrap_err().to_string();
        assert!(error.contains(file), "{error}");
        fs::write(folder.path(file), whole).unwrap();
    }
    fs::remove_file(folder.path("key.pem")).unwrap();
    assert!(matches!(folder.read(), Err(CertificateError::Unread { .. })));
}
