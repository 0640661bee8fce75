//! Whether a request was made on this machine and for it, as far as it says so itself.
//!
//! That it came over the loopback is not enough. A page from elsewhere reads whatever its own name leads to, and that name can be made to
//! lead here; and what a proxy passes on comes from the proxy.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};

/// Headers by which a proxy says that it passes something on.
const PASSED_ON: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/// Whether the request names this machine as the one that it is for, and no proxy as the one that it came by.
pub(super) fn is_local(uri: &Uri, headers: &HeaderMap) -> bool {
    let hosts = headers.get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let mut named = uri.authority().map(Authority::as_str).into_iter().chain(hosts).peekable();
    named.peek().is_some() && named.all(is_this_machine) && !PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

fn is_this_machine(named: &str) -> bool {
    let Ok(authority) = named.parse::<Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(uri: &'static str, headers: &[(&'static str, &'static str)]) -> bool {
        is_local(&Uri::from_static(uri), &headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect())
    }

    #[test]
    fn names_and_addresses_of_the_loopback_are_of_this_machine() {
        for host in ["localhost", "LocalHost:8080", "127.0.0.1", "127.1.2.3:80", "[::1]:8080", "[::ffff:127.0.0.1]"] {
            assert!(local("/v1/unlisted", &[("host", host)]), "{host}");
        }
        assert!(local("http://localhost:8080/", &[]) && local("http://[::1]/", &[("host", "localhost")]));
    }

    #[test]
    fn all_others_are_not_nor_is_what_was_passed_on() {
        for host in ["", "news.example", "localhost.news.example", "127.0.0.1.news.example", "192.168.1.2", "[2001:db8::1]", "a b"] {
            assert!(!local("/v1/unlisted", &[("host", host)]), "{host}");
        }
        assert!(!local("/v1/unlisted", &[]) && !local("http://localhost/", &[("host", "news.example")]));
        for name in PASSED_ON {
            assert!(!local("/v1/unlisted", &[("host", "localhost"), (name, "192.0.2.1")]), "{name}");
        }
    }
}
