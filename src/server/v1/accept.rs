//! Which form of answer the header `Accept` asks for.

use axum::http::{HeaderMap, header};
use mime::Mime;

use super::media::NDJSON;
use crate::server::formats::Format;
use crate::server::problem::{Code, Problem};

/// The forms that have a media type of their own; of several that are equally welcome the first is sent. The others are asked for by name.
const OFFERS: [Format; 3] = [Format::Json, Format::Html, Format::WebAnnotation];

/// The form that the caller likes best.
///
/// # Errors
/// 406 if he takes none of them.
pub(super) fn format(headers: &HeaderMap) -> Result<Format, Problem> {
    let ranges = ranges(headers);
    let welcome = OFFERS.map(|format| (format, quality(&ranges, essence(format.media_type()))));
    let best = welcome.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.filter(|(_, quality)| *quality > 0).map(|(format, _)| format).ok_or_else(|| {
        let offers = OFFERS.map(|format| essence(format.media_type())).join(", ");
        let names = Format::ALL.map(Format::name).join(", ");
        Problem::new(
            Code::NotAcceptable,
            format!("the header Accept takes none of {offers}; ask for one, or use the option format: {names}"),
        )
    })
}

/// Whether the caller takes the answers of a batch.
///
/// # Errors
/// 406 if not.
pub(super) fn check_ndjson(headers: &HeaderMap) -> Result<(), Problem> {
    if quality(&ranges(headers), NDJSON) > 0 {
        return Ok(());
    }
    Err(Problem::new(Code::NotAcceptable, format!("a batch is answered as {NDJSON}; ask for that, or leave the header Accept out")))
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type)
}

/// A media range and how welcome it is, in thousandths.
type Range = (Mime, u16);

/// What the header lists; everything if there is none, or none of it can be read.
fn ranges(headers: &HeaderMap) -> Vec<Range> {
    let values = headers.get_all(header::ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<Range> = values.flat_map(|value| value.split(',')).filter_map(range).collect();
    if ranges.is_empty() { vec![(mime::STAR_STAR, 1000)] } else { ranges }
}

fn range(written: &str) -> Option<Range> {
    let range: Mime = written.trim().parse().ok()?;
    let quality = match range.get_param("q") {
        Some(quality) => quality.as_str().parse::<f32>().ok().filter(|quality| (0.0..=1.0).contains(quality))?,
        None => 1.0,
    };
    // RFC 9110 gives them three digits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Some((range, (quality * 1000.0).round() as u16))
}

/// How welcome a media type is: what the most precise range says that covers it.
fn quality(ranges: &[Range], essence: &str) -> u16 {
    let covering = ranges.iter().filter_map(|(range, quality)| precision(range, essence).map(|precision| (precision, *quality)));
    covering.max().map_or(0, |(_, quality)| quality)
}

fn precision(range: &Mime, essence: &str) -> Option<u8> {
    let kind = essence.split('/').next().unwrap_or_default();
    match (range.type_().as_str(), range.subtype().as_str()) {
        _ if range.essence_str() == essence => Some(2),
        ("*", "*") => Some(0),
        (type_, "*") if type_ == kind => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepting(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn the_most_welcome_form_is_chosen() {
        for (accept, expected) in [
            ("*/*", Some(Format::Json)),
            ("application/json", Some(Format::Json)),
            ("text/html", Some(Format::Html)),
            ("text/*", Some(Format::Html)),
            ("application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"", Some(Format::WebAnnotation)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(Format::Html)),
            ("application/json;q=0.2, text/html;q=0.7, application/ld+json;q=0.9", Some(Format::WebAnnotation)),
            ("application/json;q=0, */*;q=0.1", Some(Format::Html)),
            ("text/html;q=0.5, application/json;q=0.5", Some(Format::Json)),
            ("TEXT/HTML", Some(Format::Html)),
            ("nonsense", Some(Format::Json)),
            ("text/html;q=7, application/ld+json", Some(Format::WebAnnotation)),
            ("image/png", None),
            ("text/plain", None),
            ("*/*;q=0", None),
        ] {
            assert_eq!(format(&accepting(accept)).ok(), expected, "{accept}");
        }
        assert_eq!(format(&HeaderMap::new()).ok(), Some(Format::Json));
    }

    #[test]
    fn batches_have_one_form() {
        assert!(check_ndjson(&HeaderMap::new()).is_ok());
        assert!(check_ndjson(&accepting("application/x-ndjson")).is_ok());
        assert!(check_ndjson(&accepting("application/json")).is_err());
    }
}
