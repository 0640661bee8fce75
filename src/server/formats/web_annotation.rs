//! W3C Web Annotations, in JSON-LD: one page with an annotation a mention.
//!
//! The target is the article with a selector by position, in code points, and one by quotation; both are of the text, as the standard
//! wants it: for HTML, of what a reader sees. A selector by bytes of the posted HTML stands beside them then. The bodies say which entity
//! is meant (its IRI here, and in other collections), what it is called, and of what type it is.

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::TaggedArticle;
use super::identifiers::{article_iri, entity_iri, iri, is_iri};
use crate::tagging::Mention;
use crate::text::{OffsetConverter, OffsetUnit, RawSpan};

/// Code points of context on each side of a quotation: enough to find it again.
const CONTEXT_CHARS: usize = 32;

#[derive(Serialize)]
struct Page<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(rename = "startIndex")]
    start_index: usize,
    items: Vec<Annotation<'a>>,
}

#[derive(Serialize)]
struct Annotation<'a> {
    id: String,
    r#type: &'static str,
    motivation: &'static str,
    body: Vec<Body<'a>>,
    target: Target<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Body<'a> {
    SpecificResource {
        purpose: &'static str,
        source: String,
    },
    TextualBody {
        purpose: &'static str,
        value: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<&'static str>,
    },
}

#[derive(Serialize)]
struct Target<'a> {
    r#type: &'static str,
    source: &'a str,
    selector: Vec<Selector<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector<'a> {
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize, end: usize },
    #[serde(rename = "TextQuoteSelector")]
    Quotation { exact: &'a str, prefix: &'a str, suffix: &'a str },
    #[serde(rename = "DataPositionSelector")]
    Bytes { start: usize, end: usize },
}

pub(super) fn write(of: TaggedArticle<'_>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let source = article_iri(of.id, of.article.posted());
    let digest = Sha256::digest(format!("{source} {}", of.article.posted()));
    let mut offsets = OffsetConverter::new(of.article.text(), OffsetUnit::Codepoint);
    let page = Page {
        context: "http://www.w3.org/ns/anno.jsonld",
        id: urn(&digest, "page"),
        r#type: "AnnotationPage",
        label: of.id.filter(|id| !is_iri(id)),
        start_index: 0,
        items: of.tagged.mentions.iter().map(|mention| annotation(of, mention, &source, &digest, &mut offsets)).collect(),
    };
    serde_json::to_writer(out, &page)
}

fn annotation<'a>(
    of: TaggedArticle<'a>,
    mention: &'a Mention,
    source: &'a str,
    digest: &[u8],
    offsets: &mut OffsetConverter<'_>,
) -> Annotation<'a> {
    let RawSpan { start, end } = mention.span;
    let position = Selector::Position { start: offsets.convert(start), end: offsets.convert(end) };
    let mut selector = vec![position, quotation(of.article.text(), mention.span)];
    if of.article.is_html() {
        let RawSpan { start, end } = of.article.posted_span(mention.span);
        selector.push(Selector::Bytes { start, end });
    }
    let classifying = Body::TextualBody { purpose: "classifying", value: mention.entity_type.name(), language: None };
    let tagging = |value| Body::TextualBody { purpose: "tagging", value, language: Some("ar") };
    let (motivation, body) = match of.entity_of(mention) {
        Some(entity) => {
            let known = std::iter::once(entity_iri(entity)).chain(entity.same_as.iter().filter_map(|same_as| iri(same_as)));
            let identifying = known.map(|source| Body::SpecificResource { purpose: "identifying", source });
            ("identifying", identifying.chain([tagging(entity.name()), classifying]).collect())
        }
        None => ("tagging", vec![tagging(of.name(mention)), classifying]),
    };
    let id = urn(digest, &format!("{start}-{end} {}", mention.entity_type));
    Annotation { id, r#type: "Annotation", motivation, body, target: Target { r#type: "SpecificResource", source, selector } }
}

fn quotation(text: &str, span: RawSpan) -> Selector<'_> {
    let before = text[..span.start].char_indices().rev().take(CONTEXT_CHARS).last().map_or(span.start, |(at, _)| at);
    let after = text[span.end..].char_indices().nth(CONTEXT_CHARS).map_or(text.len(), |(at, _)| span.end + at);
    Selector::Quotation { exact: span.of(text), prefix: &text[before..span.start], suffix: &text[span.end..after] }
}

/// The same for the same article and mention, so that a store which has it knows it again.
fn urn(digest: &[u8], of: &str) -> String {
    let hash = Sha256::new_with_prefix(digest).chain_update(of).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Uuid::new_v8(bytes).urn().to_string()
}
