//! The forms of an answer: what newsrooms, annotation stores and corpora read. One file each; the API's own JSON is in its version's
//! folder.

mod brat;
mod conll;
mod html;
mod identifiers;
mod ninjs;
mod web_annotation;

use super::article::Article;
use crate::gazetteer::{Entity, EntityIx};
use crate::tagging::{Mention, Tagged, Tagger};

/// A form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The API's own.
    #[default]
    Json,
    /// The text, or the posted HTML, with its mentions marked.
    Html,
    /// W3C Web Annotations, in JSON-LD.
    WebAnnotation,
    /// IPTC ninjs 3.1: the news item with the people, places and organisations it is about or mentions.
    Ninjs,
    /// CoNLL columns: a token and its BIO tag a line.
    Conll,
    /// brat's standoff annotations.
    Brat,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Json, Self::Html, Self::WebAnnotation, Self::Ninjs, Self::Conll, Self::Brat];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::WebAnnotation => "webannotation",
            Self::Ninjs => "ninjs",
            Self::Conll => "conll",
            Self::Brat => "brat",
        }
    }

    /// The media type of an answer. ninjs, CoNLL and brat have none of their own.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Json | Self::Ninjs => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::WebAnnotation => "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"",
            Self::Conll | Self::Brat => "text/plain; charset=utf-8",
        }
    }
}

/// An article with what the engine said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TaggedArticle<'a> {
    pub(super) tagger: &'a Tagger,
    pub(super) article: &'a Article<'a>,
    pub(super) tagged: &'a Tagged,
    pub(super) id: Option<&'a str>,
}

impl<'a> TaggedArticle<'a> {
    /// Writes the article in a format; nothing for the API's own JSON, which needs to know more.
    pub(super) fn write(self, format: Format, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match format {
            Format::Json => Ok(()),
            Format::Html => {
                html::write(self, out);
                Ok(())
            }
            Format::WebAnnotation => web_annotation::write(self, out),
            Format::Ninjs => ninjs::write(self, out),
            Format::Conll => {
                conll::write(self, out);
                Ok(())
            }
            Format::Brat => {
                brat::write(self, out);
                Ok(())
            }
        }
    }

    fn entity(self, ix: EntityIx) -> &'a Entity {
        self.tagger.entity(self.tagged, ix)
    }

    fn entity_of(self, mention: &Mention) -> Option<&'a Entity> {
        mention.entity.map(|ix| self.entity(ix))
    }

    /// The mentions that lie in no other, in order.
    fn outermost(self) -> impl Iterator<Item = &'a Mention> {
        let mut end = 0;
        self.tagged.mentions.iter().filter(move |mention| {
            let free = mention.span.start >= end;
            end = end.max(mention.span.end);
            free
        })
    }

    /// The name as it stands in the text that was tagged, without markup.
    fn name(self, mention: &Mention) -> &'a str {
        mention.span.of(self.article.text())
    }
}
