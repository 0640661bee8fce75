//! Options in the query of a plain text.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::options::{self, FieldErrors};
use super::request::{NameToAdd, TagRequest};
use crate::gazetteer::EntityType;
use crate::server::problem::{Code, FieldError, Problem};

/// The options of a query, decoded, in their order.
///
/// # Errors
/// 400 if the query is not UTF-8.
pub(super) fn pairs(query: &str) -> Result<form_urlencoded::Parse<'_>, Problem> {
    // The form decoder would put replacement characters in place of what is no UTF-8, and a name would silently never match.
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Problem::new(Code::InvalidUtf8, "the query is not UTF-8; percent-encode the bytes of UTF-8"));
    }
    Ok(form_urlencoded::parse(query.as_bytes()))
}

/// Puts a plain text and its query into the form of a JSON body. What is wrong goes to `errors`; the rest is read on.
///
/// # Errors
/// 400 if the query is not UTF-8.
pub(super) fn read<'b>(text: &'b str, query: &str, errors: &mut FieldErrors) -> Result<TagRequest<'b>, Problem> {
    let mut request = TagRequest { text: Cow::Borrowed(text), ..TagRequest::default() };
    for (name, value) in pairs(query)? {
        option(&mut request, &name, &value, errors);
    }
    Ok(request)
}

fn option(request: &mut TagRequest<'_>, name: &str, value: &str, errors: &mut FieldErrors) {
    match name {
        "id" => once(&mut request.id, name, Some(value.to_owned()), errors),
        "offsets" => once(&mut request.offsets, name, Some(value.to_owned()), errors),
        "format" => once(&mut request.format, name, Some(value.to_owned()), errors),
        "overlap" => once(&mut request.overlap, name, Some(value.to_owned()), errors),
        "min_score" => {
            let number = value.parse().ok();
            if number.is_none() {
                errors.push(FieldError::new(name, options::SCORE_RANGE));
            }
            once(&mut request.min_score, name, number, errors);
        }
        "unlisted" => once(&mut request.unlisted, name, truth(name, value, errors), errors),
        "explain" => once(&mut request.explain, name, truth(name, value, errors), errors),
        "types" => several(&mut request.types, value),
        "gazetteers" => several(&mut request.gazetteers, value),
        "suppress" => several(&mut request.suppress, value),
        "add" => added(request.add.get_or_insert_default(), value, errors),
        other => errors.push(options::unknown(other, options::NAMES.into_iter().filter(|name| *name != "text"))),
    }
}

/// Sets an option that stands once; `value` is `None` if it could not be read, which has been reported.
pub(super) fn once<T>(place: &mut Option<T>, name: &str, value: Option<T>, errors: &mut FieldErrors) {
    if place.is_some() {
        errors.push(FieldError::new(name, "stands more than once; leave one"));
    }
    *place = value.or(place.take());
}

/// `true` or `false`; `None` if it is neither, which has been reported.
pub(super) fn truth(name: &str, value: &str, errors: &mut FieldErrors) -> Option<bool> {
    let read = value.parse().ok();
    if read.is_none() {
        errors.push(FieldError::choice(name, "is neither true nor false", ["true", "false"]));
    }
    read
}

/// The type of entities that `type` names; `None` if it names none, which has been reported.
pub(super) fn entity_type(value: &str, errors: &mut FieldErrors) -> Option<EntityType> {
    let found = EntityType::from_name(value);
    if found.is_none() {
        errors.push(options::no_choice("type", value, "type of entity", EntityType::ALL.map(EntityType::name)));
    }
    found
}

/// A whole number between two others, they included; `None` if it is none, which has been reported.
pub(super) fn number<T: FromStr + PartialOrd + Display>(name: &str, value: &str, least: T, most: T, errors: &mut FieldErrors) -> Option<T> {
    let range = least..=most;
    let read = value.parse().ok().filter(|number| range.contains(number));
    if read.is_none() {
        errors.push(FieldError::new(name, format!("is no whole number from {} to {}", range.start(), range.end())));
    }
    read
}

fn several(list: &mut Option<Vec<String>>, value: &str) {
    list.get_or_insert_default().extend(value.split(',').map(|one| one.trim().to_owned()));
}

/// `TYPE:NAME` or `TYPE:NAME:ID`; an id may hold colons itself.
fn added(names: &mut Vec<NameToAdd>, value: &str, errors: &mut FieldErrors) {
    let mut parts = value.splitn(3, ':').map(str::to_owned);
    let (Some(entity_type), Some(text)) = (parts.next(), parts.next()) else {
        errors.push(FieldError::new("add", "is no name to add; write TYPE:NAME or TYPE:NAME:ID"));
        return;
    };
    names.push(NameToAdd { text, r#type: entity_type, id: parts.next() });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_parted_by_commas_or_repeated() {
        let mut errors = FieldErrors::default();
        let request = read("", "types=person,%20place&types=organisation&suppress=%D8%B5%D9%88%D8%B1", &mut errors).unwrap();
        assert_eq!(request.types.unwrap(), ["person", "place", "organisation"]);
        assert_eq!(request.suppress.unwrap(), ["صور"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn names_to_add_have_a_type_and_maybe_an_id() {
        let mut errors = FieldErrors::default();
        let request = read("", "add=place:صور&add=person:فيروز:wikidata:Q229500", &mut errors).unwrap();
        let names = request.add.unwrap();
        assert_eq!((names[0].text.as_str(), names[0].id.as_deref()), ("صور", None));
        assert_eq!((names[1].text.as_str(), names[1].id.as_deref()), ("فيروز", Some("wikidata:Q229500")));
        assert!(errors.is_empty());
    }

    #[test]
    fn every_mistake_is_reported() {
        let mut errors = FieldErrors::default();
        read("", "id=1&id=2&min_score=high&explain=yes&add=x&form=json", &mut errors).unwrap();
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["id", "min_score", "explain", "add", "form"]);
    }

    #[test]
    fn a_query_that_is_no_utf8_is_refused() {
        assert!(read("", "suppress=%FF", &mut FieldErrors::default()).is_err());
    }
}
