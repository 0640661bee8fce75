//! A text with its mentions marked in place, for reading.

use std::io::{self, Write};

use crate::gazetteer::EntityType;
use crate::server::Article;
use crate::tagging::{Mention, MentionType, Tagged, Tagger};

/// `[name|type|entity]` in place of each mention; `?` for a name that no list holds.
pub(super) fn inline(tagger: &Tagger, article: &Article<'_>, found: &Tagged, out: &mut impl Write) -> io::Result<()> {
    marked(article, found, out, |mention, name, out| {
        let id = mention.entity.map_or("?", |ix| &tagger.entity(found, ix).id);
        write!(out, "[{name}|{}|{id}]", mention.entity_type)
    })
}

/// ANSI colours: people green, places blue, organisations magenta, nationalities cyan; a name that no list holds is underlined.
pub(super) fn color(article: &Article<'_>, found: &Tagged, out: &mut impl Write) -> io::Result<()> {
    marked(article, found, out, |mention, name, out| {
        let color = match mention.entity_type {
            MentionType::Entity(EntityType::Person) => 32,
            MentionType::Entity(EntityType::Place) => 34,
            MentionType::Entity(EntityType::Organisation) => 35,
            MentionType::Nationality => 36,
        };
        let line = if mention.entity.is_none() { ";4" } else { "" };
        write!(out, "\x1b[1;{color}{line}m{name}\x1b[0m")
    })
}

/// Nested mentions are marked by their outermost.
fn marked<W: Write>(
    article: &Article<'_>,
    found: &Tagged,
    out: &mut W,
    mut mark: impl FnMut(&Mention, &str, &mut W) -> io::Result<()>,
) -> io::Result<()> {
    let text = article.posted();
    let mut at = 0;
    for mention in &found.mentions {
        let span = article.posted_span(mention.span);
        if span.start < at {
            continue;
        }
        out.write_all(&text.as_bytes()[at..span.start])?;
        mark(mention, span.of(text), out)?;
        at = span.end;
    }
    out.write_all(&text.as_bytes()[at..])
}
