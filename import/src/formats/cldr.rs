//! CLDR's XML: names of subdivisions, territories and the cities that time zones are named after.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The texts of the elements `<subdivision type="code">`, by code.
pub fn subdivisions(xml: &[u8]) -> Result<BTreeMap<String, String>> {
    texts(xml, "subdivision", "subdivision")
}

/// The texts of the elements `<territory type="code">`, by code; where one has several, the one without an `alt` form counts.
pub fn territories(xml: &[u8]) -> Result<BTreeMap<String, String>> {
    texts(xml, "territory", "territory")
}

/// The cities that time zones are named after, by zone (`Asia/Gaza`).
pub fn zone_cities(xml: &[u8]) -> Result<BTreeMap<String, String>> {
    texts(xml, "zone", "exemplarCity")
}

/// The texts of the elements `text_in`, by the `type` of the element `keyed` around them or the same.
fn texts(xml: &[u8], keyed: &str, text_in: &str) -> Result<BTreeMap<String, String>> {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).context("the XML is not UTF-8")?);
    let mut found = BTreeMap::new();
    let (mut key, mut text) = (None, None::<String>);
    loop {
        let at = reader.buffer_position();
        match reader.read_event().with_context(|| format!("the XML is damaged near byte {at}"))? {
            Event::Start(element) => {
                let name = element.name();
                if name.as_ref() == keyed {
                    key = if attribute(&element, "alt")?.is_none() { attribute(&element, "type")? } else { None };
                }
                text = (name.as_ref() == text_in).then(String::new);
            }
            Event::Text(piece) => text.iter_mut().for_each(|text| text.push_str(&piece)),
            // Names hold no references but &amp; and &apos;.
            Event::GeneralRef(name) => text.iter_mut().for_each(|text| text.push(if &*name == "amp" { '&' } else { '\'' })),
            Event::End(_) => {
                let text = text.take().filter(|text| !text.trim().is_empty());
                if let (Some(key), Some(text)) = (&key, text) {
                    found.insert(key.clone(), text.trim().to_owned());
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    let attribute = element.try_get_attribute(name).context("an attribute is damaged")?;
    Ok(attribute.map(|attribute| attribute.value.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &[u8] = r#"<?xml version="1.0"?><ldml>
        <territories><territory type="PS">الأراضي الفلسطينية</territory><territory type="PS" alt="short">فلسطين</territory></territories>
        <subdivisions><subdivision type="psjen" draft="contributed">محافظة جنين</subdivision><subdivision type="dz14">ولاية تيارت</subdivision></subdivisions>
        <timeZoneNames><zone type="Asia/Gaza"><exemplarCity>غزة</exemplarCity></zone>
        <zone type="Europe/London"><long><daylight>توقيت بريطانيا الصيفي</daylight></long><exemplarCity>لندن</exemplarCity></zone></timeZoneNames>
        </ldml>"#
        .as_bytes();

    #[test]
    fn subdivisions_are_read_by_code() {
        let found = subdivisions(XML).unwrap();
        assert_eq!(found["psjen"], "محافظة جنين");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn the_plain_form_of_a_territory_counts() {
        assert_eq!(territories(XML).unwrap()["PS"], "الأراضي الفلسطينية");
    }

    #[test]
    fn cities_are_read_by_zone_and_names_of_times_are_not_cities() {
        let found = zone_cities(XML).unwrap();
        assert_eq!(found["Europe/London"], "لندن");
        assert_eq!(found["Asia/Gaza"], "غزة");
    }
}
