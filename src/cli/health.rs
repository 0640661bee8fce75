//! `aalam health`: asks a running service over HTTP, so that an image needs nothing but this binary to be watched.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::http::{Request, StatusCode, Uri, header};
use clap::Id;
use clap::builder::Resettable;

use super::{ListenArgs, Outcome, http};

/// The service answers within a millisecond; one that takes so long is as good as dead.
const TIMEOUT: Duration = Duration::from_secs(2);

// Who only asks needs no private key.
#[derive(Debug, clap::Args)]
#[command(mut_arg("tls_cert", |arg| arg.requires(Resettable::<Id>::Reset)))]
pub(super) struct HealthArgs {
    #[command(flatten)]
    listen: ListenArgs,
    /// What to ask; without it /healthz of the service that listens there, over TLS if it has a certificate
    #[arg(long, env = "AALAM_HEALTH_URL", value_name = "URL", value_parser = http::any_url)]
    url: Option<Uri>,
}

impl HealthArgs {
    fn url(&self) -> String {
        self.url.as_ref().map_or_else(|| healthz(&self.listen), Uri::to_string)
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

/// The status of `/healthz` of a service that listens there.
///
/// # Errors
/// Those of the socket; and what does not begin as an HTTP answer does.
pub(super) fn ask(listen: &ListenArgs) -> io::Result<StatusCode> {
    status(&healthz(listen).parse().map_err(io::Error::other)?)
}

fn status(url: &Uri) -> io::Result<StatusCode> {
    http::send(&Request::get(url).header(header::USER_AGENT, "aalam-health").body(&[][..]).map_err(io::Error::other)?, TIMEOUT)
}

fn healthz(listen: &ListenArgs) -> String {
    format!("{}://{}/healthz", listen.scheme(), reachable(listen.address))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_reached_on_the_loopback() {
        for (listen, asked) in [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:9", "[::1]:9"), ("10.1.2.3:9000", "10.1.2.3:9000")] {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
