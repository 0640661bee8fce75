//! Asking somebody over HTTP, a request a connection: as much as it takes to ask whether a service lives, and to send traces away.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use axum::http::{HeaderValue, Request, StatusCode, Uri, uri::Scheme};

use super::https;

/// As much of the answer as a status line takes: `HTTP/1.1 200`.
const STATUS_BYTES: usize = 12;

/// Reads the address of what may be asked over plain HTTP.
pub(super) fn url(written: &str) -> Result<Uri, String> {
    let url = any_url(written)?;
    if url.scheme() == Some(&Scheme::HTTP) { Ok(url) } else { Err("write http://HOST:PORT/PATH".to_owned()) }
}

/// Reads the address of what may be asked, with TLS or without.
pub(super) fn any_url(written: &str) -> Result<Uri, String> {
    let url: Uri = written.parse().map_err(|error| format!("{error}; write http://HOST:PORT/PATH"))?;
    if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("a name and a password are not sent along; leave them out".to_owned());
    }
    let is_http = url.scheme() == Some(&Scheme::HTTP) || url.scheme() == Some(&Scheme::HTTPS);
    if is_http && url.host().is_some() { Ok(url) } else { Err("write http://HOST:PORT/PATH, or https://…".to_owned()) }
}

/// Reads the origin of pages, as browsers send it.
pub(super) fn origin(written: &str) -> Result<HeaderValue, String> {
    let wrong = || "write an origin as browsers do, in small letters and without a path, such as https://cms.example".to_owned();
    let url = any_url(written).map_err(|_| wrong())?;
    let (Some(scheme), Some(authority)) = (url.scheme_str(), url.authority()) else { return Err(wrong()) };
    // Compared as it stands: a slash at the end, or a large letter, would match no browser.
    let is_origin = written == format!("{scheme}://{authority}") && !written.contains(|sign: char| sign.is_ascii_uppercase());
    if is_origin { HeaderValue::from_str(written).map_err(|_| wrong()) } else { Err(wrong()) }
}

/// What bytes go through, with TLS or without.
trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// The status with which a request is answered within a time; the rest of the answer is left unread.
///
/// # Errors
/// Those of the socket; and what does not begin as an HTTP answer does.
pub(super) fn send(request: &Request<impl AsRef<[u8]>>, within: Duration) -> io::Result<StatusCode> {
    let deadline = Instant::now() + within;
    let is_private = request.uri().scheme() == Some(&Scheme::HTTPS);
    let host = request.uri().host().unwrap_or_default();
    let port = request.uri().port_u16().unwrap_or(if is_private { 443 } else { 80 });
    // In a URL an IPv6 address stands in brackets.
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let socket = connect(name, port, deadline)?;
    socket.set_write_timeout(Some(left(deadline)?))?;
    socket.set_read_timeout(Some(left(deadline)?))?;
    let stream = socket.try_clone()?;
    let mut stream: Box<dyn Stream> = if is_private { Box::new(https::begin(stream, name)?) } else { Box::new(stream) };
    // In one piece: each write is a packet of its own.
    stream.write_all(&written(request, host, port)?)?;
    let mut head = [0; STATUS_BYTES];
    let mut read = 0;
    while read < STATUS_BYTES {
        socket.set_read_timeout(Some(left(deadline)?))?;
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

/// Connects to the first address of a host that answers.
fn connect(name: &str, port: u16, deadline: Instant) -> io::Result<TcpStream> {
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
        assert!(any_url("https://localhost:8443/readyz").is_ok() && any_url("ftp://localhost/").is_err());
    }

    #[test]
    fn origins_are_as_browsers_write_them() {
        for right in ["https://cms.example", "http://localhost:3000", "http://[::1]:9"] {
            assert_eq!(origin(right).unwrap(), right);
        }
        for wrong in
            ["*", "null", "cms.example", "https://cms.example/", "https://cms.example/desk", "https://CMS.example", "ftp://cms.example"]
        {
            assert!(origin(wrong).unwrap_err().contains("such as https://cms.example"), "{wrong}");
        }
    }
}
