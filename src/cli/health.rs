//! `aalam health`: asks a running service over HTTP, so that an image needs nothing but this binary to be watched.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use axum::http::{StatusCode, Uri, uri::Scheme};

use super::{ListenArgs, Outcome};

/// The service answers within a millisecond; one that takes so long is as good as dead.
const TIMEOUT: Duration = Duration::from_secs(2);
/// As much of the answer as a status line takes: `HTTP/1.1 200`.
const STATUS_BYTES: usize = 12;

#[derive(Debug, clap::Args)]
pub(super) struct HealthArgs {
    #[command(flatten)]
    listen: ListenArgs,
    /// What to ask, over plain HTTP; without it /healthz of the service that listens there
    #[arg(long, env = "AALAM_HEALTH_URL", value_name = "URL", value_parser = http_url)]
    url: Option<Uri>,
}

impl HealthArgs {
    fn url(&self) -> String {
        self.url.as_ref().map_or_else(|| format!("http://{}/healthz", reachable(self.listen.address)), Uri::to_string)
    }
}

/// Says what the service answered; the answer is no unless that was 200.
pub(super) fn run(arguments: &HealthArgs) -> anyhow::Result<Outcome> {
    let url = arguments.url();
    let mut out = io::stdout().lock();
    match status(&url.parse()?) {
        Ok(StatusCode::OK) => {
            writeln!(out, "{url}: 200 OK")?;
            Ok(Outcome::Done)
        }
        Ok(status) => {
            writeln!(out, "{url}: {status}")?;
            Ok(Outcome::No)
        }
        Err(error) => {
            writeln!(out, "{url}: no answer: {error}")?;
            Ok(Outcome::No)
        }
    }
}

/// Who listens on every address is asked on the loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn http_url(written: &str) -> Result<Uri, String> {
    let url: Uri = written.parse().map_err(|error| format!("{error}; write http://HOST:PORT/PATH"))?;
    if url.scheme() == Some(&Scheme::HTTP) && url.host().is_some() { Ok(url) } else { Err("write http://HOST:PORT/PATH".to_owned()) }
}

/// The status with which a URL answers within [`TIMEOUT`].
///
/// # Errors
/// Those of the socket; and what does not begin as an HTTP answer does.
fn status(url: &Uri) -> io::Result<StatusCode> {
    let deadline = Instant::now() + TIMEOUT;
    let host = url.host().unwrap_or_default();
    let port = url.port_u16().unwrap_or(80);
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    // In one piece: each write is a packet of its own.
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: aalam-health\r\nConnection: close\r\n\r\n");
    let mut stream = connect(host, port, deadline)?;
    stream.write_all(request.as_bytes())?;
    let mut head = [0; STATUS_BYTES];
    let mut read = 0;
    while read < STATUS_BYTES {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(&mut head[read..])? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            more => read += more,
        }
    }
    let status = head.strip_prefix(b"HTTP/1.").and_then(|rest| StatusCode::from_bytes(rest.get(2..)?).ok());
    status.ok_or_else(|| io::Error::other("what answers does not speak HTTP"))
}

/// Connects to the first address of a host that answers. In a URL an IPv6 address stands in brackets.
fn connect(host: &str, port: u16, deadline: Instant) -> io::Result<TcpStream> {
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let mut last = io::Error::other("the host has no address");
    for address in (name, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, left(deadline)?) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// What is left until a deadline, never zero.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_reached_on_the_loopback() {
        for (listen, asked) in [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:9", "[::1]:9"), ("10.1.2.3:9000", "10.1.2.3:9000")] {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap());
        }
    }

    #[test]
    fn only_http_is_asked() {
        assert!(http_url("http://localhost:8080/readyz").is_ok());
        for wrong in ["https://localhost/", "localhost:8080", "/healthz", "http://", "not a url"] {
            assert!(http_url(wrong).unwrap_err().contains("http://HOST:PORT/PATH"), "{wrong}");
        }
    }
}
