//! Runs: everything asserted of the gold documents, to be saved and compared with later.
//!
//! A saved run is one JSON document: `format` (1), `program`, `lists` (the versions of both), `options`, `offsets` (always `codepoint`),
//! `counts` (as in the report; for other readers), and for each gold document its `id`, a `sha256` of its text and annotation, and its
//! `mentions` with `start`, `end`, `type`, `entity` (null for a name that no list holds), `score` and `rule`.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::figures::Figures;
use super::gold::{GoldDocument, Unit, byte_offsets};
use super::matching::{Matching, Width};
use crate::gazetteer::EntityType;
use crate::gazetteer::load::hex;
use crate::tagging::{Tagged, Tagger};
use crate::text::{OffsetConverter, OffsetUnit, RawSpan};

/// The shape of saved runs that this program writes and reads.
const FORMAT: u32 = 1;

/// What a run was asked: only runs of the same options compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools)] // switches of a command line
pub struct RunOptions {
    /// Names that no list holds were looked for.
    pub unlisted: bool,
    /// The words beside a name were weighed.
    pub context: bool,
    /// Mentions inside longer ones were asserted too.
    #[serde(default)]
    pub overlap: bool,
    /// Mentions were compared at token width.
    pub token_width: bool,
}

impl RunOptions {
    /// How wide mentions were compared.
    pub fn width(self) -> Width {
        if self.token_width { Width::Token } else { Width::Span }
    }

    /// The command line's words for it.
    fn words(self) -> String {
        let words = [
            (!self.unlisted && self.context, "--listed-only"),
            (!self.context, "--no-context"),
            (self.overlap, "--overlap"),
            (self.token_width, "--token-width"),
        ];
        let words: Vec<&str> = words.into_iter().filter_map(|(is_set, word)| is_set.then_some(word)).collect();
        if words.is_empty() { "no options".to_owned() } else { words.join(" ") }
    }
}

/// Everything asserted of the gold documents, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Version of the program.
    pub program: String,
    /// Version of the lists.
    pub lists: String,
    /// What was asked.
    pub options: RunOptions,
    pub(super) documents: Vec<Vec<RunMention>>,
}

/// A mention of a run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RunMention {
    pub(super) span: RawSpan,
    pub(super) entity_type: EntityType,
    pub(super) entity: Option<String>,
    score: f32,
    rule: String,
}

/// Why a saved run cannot be compared with.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It is none.
    #[error("this is no saved run")]
    Json(#[from] serde_json::Error),
    /// Another program wrote it.
    #[error("the run was saved in format {0}, and this program reads format {FORMAT}; save it anew")]
    Format(u32),
    /// It was asked otherwise.
    #[error("the saved run had {}, this one has {}; compare runs of the same options", saved.words(), now.words())]
    Options {
        /// What it was asked.
        saved: RunOptions,
        /// What is asked now.
        now: RunOptions,
    },
    /// It has more or fewer documents.
    #[error("the saved run has {saved} documents, and the gold files have {now}; compare runs of the same texts in the same order")]
    Documents {
        /// How many it has.
        saved: usize,
        /// How many there are now.
        now: usize,
    },
    /// It has another document in a place.
    #[error("document {number} is {saved} in the saved run and {now} in the gold files; compare runs of the same texts in the same order")]
    Other {
        /// Which, from 1.
        number: usize,
        /// Its id there.
        saved: String,
        /// Its id here.
        now: String,
    },
    /// A document has changed since.
    #[error("the text or the annotation of document {number}, {id}, has changed since the run was saved; save a run of the new one")]
    Changed {
        /// Which, from 1.
        number: usize,
        /// Its id.
        id: String,
    },
    /// A mention cannot be.
    #[error("document {number}, {id}: mention {index} of the saved run has no such type, or lies outside the text")]
    Mention {
        /// Which document, from 1.
        number: usize,
        /// Its id.
        id: String,
        /// Which mention, from 0.
        index: usize,
    },
}

impl Run {
    /// A run of this engine that has seen no document yet.
    pub fn new(tagger: &Tagger, options: RunOptions) -> Self {
        let lists = tagger.gazetteer().version().to_owned();
        Self { program: env!("CARGO_PKG_VERSION").to_owned(), lists, options, documents: Vec::new() }
    }

    /// Adds what the engine made of the next document.
    pub fn add(&mut self, tagger: &Tagger, tagged: &Tagged) {
        let mentions = tagged.mentions.iter().filter_map(|mention| {
            Some(RunMention {
                span: mention.span,
                entity_type: mention.entity_type.of_entity()?,
                entity: mention.entity.map(|ix| tagger.entity(tagged, ix).id.to_string()),
                score: mention.score,
                rule: mention.evidence.rule.name().to_owned(),
            })
        });
        self.documents.push(mentions.collect());
    }

    /// How one of its documents compares with what is annotated.
    pub(super) fn matching(&self, index: usize, document: &GoldDocument) -> Matching {
        let asserted = self.documents[index].iter().map(|mention| (mention.span, mention.entity_type));
        Matching::of(document, asserted, self.options.width())
    }

    /// Saves the run of these documents as JSON.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, documents: &[GoldDocument], mut out: impl Write) -> io::Result<()> {
        let mut figures = Figures::default();
        for (index, document) in documents.iter().enumerate() {
            figures.add(&self.matching(index, document));
        }
        let wire = Wire {
            format: FORMAT,
            program: self.program.clone(),
            lists: self.lists.clone(),
            options: self.options,
            offsets: OffsetUnit::Codepoint.name(),
            counts: counts(&figures),
            documents: documents.iter().zip(&self.documents).map(|(document, mentions)| wire_document(document, mentions)).collect(),
        };
        serde_json::to_writer(&mut out, &wire)?;
        writeln!(out)
    }

    /// Reads a saved run of the same documents and options.
    ///
    /// # Errors
    /// If it is none, or one of other texts, other annotation or other options.
    pub fn read(json: &str, documents: &[GoldDocument], options: RunOptions) -> Result<Self, RunError> {
        // Another format may have other fields: look at its number first.
        let Format { format } = serde_json::from_str(json)?;
        if format != FORMAT {
            return Err(RunError::Format(format));
        }
        let wire: Wire = serde_json::from_str(json)?;
        if wire.options != options {
            return Err(RunError::Options { saved: wire.options, now: options });
        }
        if wire.documents.len() != documents.len() {
            return Err(RunError::Documents { saved: wire.documents.len(), now: documents.len() });
        }
        let read = wire.documents.into_iter().zip(documents).zip(1..).map(|((saved, now), number)| read_document(saved, now, number));
        let documents = read.collect::<Result<_, _>>()?;
        Ok(Self { program: wire.program, lists: wire.lists, options, documents })
    }
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    format: u32,
    program: String,
    lists: String,
    options: RunOptions,
    #[serde(skip_deserializing)]
    offsets: &'static str,
    #[serde(skip_deserializing)]
    counts: Vec<WireCounts>,
    documents: Vec<WireDocument>,
}

#[derive(Serialize)]
struct WireCounts {
    r#type: &'static str,
    r#match: &'static str,
    matched: usize,
    asserted: usize,
    gold: usize,
}

#[derive(Serialize, Deserialize)]
struct WireDocument {
    id: String,
    sha256: String,
    mentions: Vec<WireMention>,
}

#[derive(Serialize, Deserialize)]
struct WireMention {
    start: usize,
    end: usize,
    r#type: String,
    entity: Option<String>,
    score: f32,
    rule: String,
}

fn counts(figures: &Figures) -> Vec<WireCounts> {
    let rows = figures.rows().map(|(entity_type, kind, counts)| WireCounts {
        r#type: entity_type.map_or("all", EntityType::name),
        r#match: kind.name(),
        matched: counts.matched,
        asserted: counts.asserted,
        gold: counts.gold,
    });
    rows.collect()
}

fn wire_document(document: &GoldDocument, mentions: &[RunMention]) -> WireDocument {
    let mut offsets = OffsetConverter::new(&document.text, OffsetUnit::Codepoint);
    let mentions = mentions.iter().map(|mention| WireMention {
        start: offsets.convert(mention.span.start),
        end: offsets.convert(mention.span.end),
        r#type: mention.entity_type.name().to_owned(),
        entity: mention.entity.clone(),
        score: mention.score,
        rule: mention.rule.clone(),
    });
    WireDocument { mentions: mentions.collect(), id: document.id.clone(), sha256: fingerprint(document) }
}

fn read_document(saved: WireDocument, document: &GoldDocument, number: usize) -> Result<Vec<RunMention>, RunError> {
    if saved.id != document.id {
        return Err(RunError::Other { number, saved: saved.id, now: document.id.clone() });
    }
    if saved.sha256 != fingerprint(document) {
        return Err(RunError::Changed { number, id: saved.id });
    }
    let bytes = byte_offsets(&document.text, Unit::Codepoint);
    let mut mentions = Vec::with_capacity(saved.mentions.len());
    for (index, mention) in saved.mentions.into_iter().enumerate() {
        let span = bytes.get(mention.start).zip(bytes.get(mention.end)).map(|(&start, &end)| RawSpan { start, end });
        let known = span.filter(|span| span.start < span.end).zip(EntityType::from_name(&mention.r#type));
        let (span, entity_type) = known.ok_or_else(|| RunError::Mention { number, id: document.id.clone(), index })?;
        mentions.push(RunMention { span, entity_type, entity: mention.entity, score: mention.score, rule: mention.rule });
    }
    Ok(mentions)
}

/// SHA-256, in hexadecimal, of a document's text and of all that is annotated in it.
fn fingerprint(document: &GoldDocument) -> String {
    let mut hasher = Sha256::new();
    let mut add = |part: &[u8]| {
        // With its length before it, no part runs into the next.
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    };
    add(document.text.as_bytes());
    for mention in &document.mentions {
        add(format!("{} {} {} {}", mention.span.start, mention.span.end, mention.entity_type, mention.optional).as_bytes());
    }
    for surface in &document.optional_surfaces {
        add(surface.as_bytes());
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::GoldMention;

    const OPTIONS: RunOptions = RunOptions { unlisted: true, context: true, overlap: false, token_width: false };

    fn document(id: &str, text: &str) -> GoldDocument {
        let end = text.find(' ').unwrap();
        let mention = GoldMention { span: RawSpan { start: 0, end }, entity_type: EntityType::Place, optional: false };
        GoldDocument { id: id.to_owned(), text: text.to_owned(), mentions: vec![mention], optional_surfaces: Vec::new() }
    }

    fn saved(documents: &[GoldDocument]) -> (Run, String) {
        let of = |document: &GoldDocument| RunMention {
            span: document.mentions[0].span,
            entity_type: EntityType::Place,
            entity: Some("beirut".to_owned()),
            score: 0.9,
            rule: "lexicon".to_owned(),
        };
        let documents_of_run = documents.iter().map(|document| vec![of(document)]).collect();
        let run = Run { program: "1".to_owned(), lists: "sha256:0".to_owned(), options: OPTIONS, documents: documents_of_run };
        let mut json = Vec::new();
        run.write(documents, &mut json).unwrap();
        (run, String::from_utf8(json).unwrap())
    }

    #[test]
    fn a_run_is_read_as_it_was_written() {
        let documents = [document("a", "بيروت هنا"), document("b", "بيروت هناك")];
        let (run, json) = saved(&documents);
        assert_eq!(Run::read(&json, &documents, OPTIONS).unwrap(), run);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((&value["documents"][0]["mentions"][0]["end"], &value["offsets"]), (&5.into(), &"codepoint".into()));
        assert_eq!(value["counts"][3], serde_json::json!({"type": "all", "match": "strict", "matched": 2, "asserted": 2, "gold": 2}));
    }

    #[test]
    fn a_run_of_anything_else_is_refused() {
        let documents = [document("a", "بيروت هنا"), document("b", "بيروت هناك")];
        let (_, json) = saved(&documents);
        let refusal = |json: &str, documents: &[GoldDocument], options| Run::read(json, documents, options).unwrap_err().to_string();
        let mut annotated = documents.clone();
        annotated[1].mentions[0].optional = true;
        let mut swapped = documents.clone();
        swapped.swap(0, 1);
        let no_context = RunOptions { unlisted: false, context: false, ..OPTIONS };
        let nested = RunOptions { overlap: true, ..OPTIONS };
        let cases = [
            (refusal("{}", &documents, OPTIONS), "no saved run"),
            (refusal(&json.replacen("\"format\":1", "\"format\":2", 1), &documents, OPTIONS), "saved in format 2"),
            (refusal(&json, &documents, no_context), "the saved run had no options, this one has --no-context"),
            (refusal(&json, &documents, nested), "the saved run had no options, this one has --overlap"),
            (refusal(&json.replacen("\"overlap\":false,", "", 1), &documents, nested), "the saved run had no options"),
            (refusal(&json, &documents[..1], OPTIONS), "has 2 documents, and the gold files have 1"),
            (refusal(&json, &swapped, OPTIONS), "document 1 is a in the saved run and b in the gold files"),
            (refusal(&json, &annotated, OPTIONS), "annotation of document 2, b, has changed"),
            (refusal(&json.replacen("\"end\":5", "\"end\":50", 1), &documents, OPTIONS), "mention 0 of the saved run"),
        ];
        for (refusal, expected) in cases {
            assert!(refusal.contains(expected), "«{expected}» is not in «{refusal}»");
        }
    }
}
