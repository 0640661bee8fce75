//! From the identifiers of the lists to addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::gazetteer::Entity;

/// What stands in a URN without being encoded, beside letters and digits.
const IN_URN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// The IRI of an entity of another collection: what its maker says it is, to be compared rather than opened. `None` where the collection
/// gives its things no IRIs (ISO codes), or the identifier is not of its form.
pub(super) fn iri(same_as: &str) -> Option<String> {
    match split(same_as)? {
        ("wikidata", item) => Some(format!("http://www.wikidata.org/entity/{item}")),
        ("geonames", place) => Some(format!("https://sws.geonames.org/{place}/")),
        _ => None,
    }
}

/// The address of a page about it, for people to read.
pub(super) fn page(same_as: &str) -> Option<String> {
    match split(same_as)? {
        ("wikidata", item) => Some(format!("https://www.wikidata.org/wiki/{item}")),
        ("geonames", place) => Some(format!("https://www.geonames.org/{place}")),
        _ => None,
    }
}

fn split(same_as: &str) -> Option<(&str, &str)> {
    same_as.split_once(':').filter(|(_, id)| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The IRI of an entity of the lists.
pub(super) fn entity_iri(entity: &Entity) -> String {
    format!("urn:aalam:entity:{}", utf8_percent_encode(&entity.id, IN_URN))
}

/// The IRI of an article: its id if that is one, else the hash of what was posted (RFC 6920).
pub(super) fn article_iri(id: Option<&str>, posted: &str) -> String {
    id.filter(|id| is_iri(id)).map_or_else(|| format!("nih:sha-256;{}", hex(&Sha256::digest(posted))), str::to_owned)
}

/// Whether an id can stand as an address: of a common scheme, and of nothing but what addresses are made of.
pub(super) fn is_iri(id: &str) -> bool {
    let schemes = ["http://", "https://", "urn:", "tag:"];
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    schemes.iter().any(|scheme| id.len() > scheme.len() && id.starts_with(scheme)) && id.bytes().all(plain)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
