//! What holds of every answer.

use std::time::Duration;

use aalam::server::{Article, Format, LocalAnswer};
use aalam::tagging::Tagged;
use aalam::text::OffsetUnit;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::tagger;

/// A tagged article in one form of answer.
///
/// # Panics
/// If it cannot be written, or is no UTF-8.
pub fn written(article: &Article<'_>, tagged: &Tagged, format: Format, offsets: OffsetUnit) -> String {
    let answer = LocalAnswer { tagger: tagger(), article, tagged, id: None, format, offsets, explain: true, took: Duration::ZERO };
    let mut bytes = Vec::new();
    answer.write(&mut bytes, false).expect("memory takes all");
    String::from_utf8(bytes).expect("an answer is UTF-8")
}

/// Checks an answer in one form, and in one unit: which, the choice says. Most are the API's own. All for each input would leave little time
/// for tagging.
///
/// # Panics
/// If it is not what it should be.
pub fn check(article: &Article<'_>, tagged: &Tagged, choice: usize) {
    let format = Format::ALL.get(choice % 9).copied().unwrap_or_default();
    let unit = [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte][choice % 3];
    let written = written(article, tagged, format, unit);
    match format {
        Format::Json => check_json(article.posted(), &serde_json::from_str(&written).expect("JSON")),
        Format::WebAnnotation | Format::Ninjs => assert!(serde_json::from_str::<IgnoredAny>(&written).is_ok(), "no JSON: {written}"),
        Format::Html | Format::Conll | Format::Brat => {}
    }
}

/// Checks the API's own answer: each text is what was posted, cut at its offsets, and each entity is told.
///
/// # Panics
/// If it is not so, or this is no such answer.
pub fn check_json(posted: &str, answer: &Value) {
    let cut = Cut::of(posted, answer["offsets"].as_str().expect("the unit is told"));
    for mention in answer["mentions"].as_array().expect("mentions are told") {
        cut.check(mention);
        if !mention["role"].is_null() {
            cut.check(&mention["role"]);
        }
        let alternatives = mention["alternatives"].as_array().expect("a list").iter();
        for entity in alternatives.map(|alternative| &alternative["entity"]).chain([&mention["entity"]]) {
            let told = entity.as_str().is_none_or(|id| answer["entities"][id].is_object());
            assert!(told, "an entity that is not told: {mention}");
        }
    }
}

/// A text that is cut at offsets of one unit.
enum Cut<'t> {
    Codepoint(Vec<char>),
    Utf16(Vec<u16>),
    Byte(&'t str),
}

impl<'t> Cut<'t> {
    fn of(text: &'t str, unit: &str) -> Self {
        match unit {
            "codepoint" => Self::Codepoint(text.chars().collect()),
            "utf16" => Self::Utf16(text.encode_utf16().collect()),
            "byte" => Self::Byte(text),
            other => panic!("{other} is no unit"),
        }
    }

    fn check(&self, told: &Value) {
        let offset = |field: &str| told[field].as_u64().and_then(|offset| usize::try_from(offset).ok()).expect("offsets are told");
        let range = offset("start")..offset("end");
        let cut = match self {
            Self::Codepoint(chars) => chars[range].iter().collect(),
            Self::Utf16(units) => String::from_utf16(&units[range]).expect("no character is cut"),
            Self::Byte(text) => text[range].to_owned(),
        };
        assert_eq!(told["text"].as_str(), Some(&*cut), "the text is not what was posted there");
    }
}
