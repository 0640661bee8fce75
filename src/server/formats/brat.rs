//! brat's standoff annotations: the `.ann` that belongs to the posted text as `.txt`.
//!
//! Offsets are code points of what was posted. A name that runs across a line's end, a tab or a tag, has a fragment for each stretch, as
//! brat wants it. Entities are given as references, into the lists as `aalam` and into other collections by their names.

use std::fmt::Write;

use super::TaggedArticle;
use crate::gazetteer::EntityType;
use crate::tagging::MentionType;
use crate::text::{OffsetConverter, OffsetUnit, RawSpan};

pub(super) fn write(of: TaggedArticle<'_>, out: &mut Vec<u8>) {
    let posted = of.article.posted();
    let mut offsets = OffsetConverter::new(posted, OffsetUnit::Codepoint);
    let mut written = String::new();
    let mut references = 0;
    for (index, mention) in of.tagged.mentions.iter().enumerate() {
        let number = index + 1;
        let fragments: Vec<RawSpan> = of.article.runs(mention.span).into_iter().flat_map(|run| lines(run, posted)).collect();
        let places: Vec<String> =
            fragments.iter().map(|fragment| format!("{} {}", offsets.convert(fragment.start), offsets.convert(fragment.end))).collect();
        let texts: Vec<&str> = fragments.iter().map(|fragment| fragment.of(posted)).collect();
        let _ = writeln!(written, "T{number}\t{} {}\t{}", label(mention.entity_type), places.join(";"), texts.join(" "));
        let Some(entity) = of.entity_of(mention) else { continue };
        let name = entity.name().split_whitespace().collect::<Vec<_>>().join(" ");
        let own = format!("aalam:{}", entity.id);
        for id in std::iter::once(own.as_str()).chain(entity.same_as.iter().map(|same_as| &**same_as)) {
            // One of several words would be read as more columns, one without a collection as nothing.
            if id.contains(':') && !id.contains(char::is_whitespace) {
                references += 1;
                let _ = writeln!(written, "N{references}\tReference T{number} {id}\t{name}");
            }
        }
    }
    out.extend_from_slice(written.as_bytes());
}

const fn label(mention_type: MentionType) -> &'static str {
    match mention_type {
        MentionType::Entity(EntityType::Person) => "Person",
        MentionType::Entity(EntityType::Place) => "Place",
        MentionType::Entity(EntityType::Organisation) => "Organisation",
        MentionType::Nationality => "Nationality",
    }
}

/// The stretches of a span between line ends and tabs, which part lines and columns of the format; white space at their edges left out.
fn lines(span: RawSpan, posted: &str) -> impl Iterator<Item = RawSpan> + '_ {
    let mut at = span.start;
    span.of(posted).split_inclusive(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')).filter_map(move |line| {
        let start = at + line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).len();
        at += line.len();
        let text = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        (!text.is_empty()).then_some(RawSpan { start, end: start + text.len() })
    })
}
