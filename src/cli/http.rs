//! Asking somebody over plain HTTP, a request a connection: as much as it takes to ask whether a service lives, and to send traces away.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use axum::http::{Request, StatusCode, Uri, uri::Scheme};

/// As much of the answer as a status line takes: `HTTP/1.1 200`.
const STATUS_BYTES: usize = 12;

/// Reads the address of what may be asked.
pub(super) fn url(written: &str) -> Result<Uri, String> {
    let url: Uri = written.parse().map_err(|error| format!("{error}; write http://HOST:PORT/PATH"))?;
    if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("a name and a password are not sent along; leave them out".to_owned());
    }
    if url.scheme() == Some(&Scheme::HTTP) && url.host().is_some() { Ok(url) } else { Err("write http://HOST:PORT/PATH".to_owned()) }
}

/// The status with which a request is answered within a time; the rest of the answer is left unread.
///
/// # Errors
/// Those of the socket; and what does not begin as an HTTP answer does.
pub(super) fn send(request: &Request<impl AsRef<[u8]>>, within: Duration) -> io::Result<StatusCode> {
    let deadline = Instant::now() + within;
    let (host, port) = (request.uri().host().unwrap_or_default(), request.uri().port_u16().unwrap_or(80));
    let mut stream = connect(host, port, deadline)?;
    stream.set_write_timeout(Some(left(deadline)?))?;
    // In one piece: each write is a packet of its own.
    stream.write_all(&written(request, host, port)?)?;
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

/// The request as it goes over the wire.
fn written(request: &Request<impl AsRef<[u8]>>, host: &str, port: u16) -> io::Result<Vec<u8>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let body = request.body().as_ref();
    let mut written = Vec::with_capacity(512 + body.len());
    write!(written, "{} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n", request.method())?;
    for (name, value) in request.headers() {
        written.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    if !body.is_empty() {
        write!(written, "Content-Length: {}\r\n", body.len())?;
    }
    written.extend_from_slice(b"\r\n");
    written.extend_from_slice(body);
    Ok(written)
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
    fn only_http_is_asked() {
        assert!(url("http://localhost:8080/readyz").is_ok());
        for wrong in ["https://localhost/", "localhost:8080", "/healthz", "http://", "not a url"] {
            assert!(url(wrong).unwrap_err().contains("http://HOST:PORT/PATH"), "{wrong}");
        }
        assert!(url("http://desk:secret@localhost/").unwrap_err().contains("leave them out"));
    }
}
