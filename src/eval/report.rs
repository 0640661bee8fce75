//! A report: everything counted over the texts of an evaluation.

use std::collections::HashMap;

use super::cause::Causes;
use super::figures::Figures;
use super::gold::GoldDocument;
use super::matching::{Compared, Matching, Width};
use super::tally::Tallies;
use crate::gazetteer::EntityType;
use crate::tagging::{TagError, Tagged, Tagger};

/// A surface and type with how often it went wrong.
pub type ErrorCount = ((String, EntityType), usize);

type Errors = HashMap<(String, EntityType), usize>;

/// Everything counted so far.
#[derive(Debug, Default)]
pub struct Report {
    width: Width,
    figures: Figures,
    tallies: Tallies,
    causes: Option<Causes>,
    missed: Errors,
    made_up: Errors,
    documents: usize,
}

/// A document, what was asserted of it, and how the two compare.
pub(super) struct Judged<'a> {
    pub(super) tagger: &'a Tagger,
    pub(super) document: &'a GoldDocument,
    pub(super) tagged: &'a Tagged,
    pub(super) matching: Matching,
    pub(super) width: Width,
}

impl Report {
    /// A report that compares mentions as wide as this.
    pub fn new(width: Width) -> Self {
        Self { width, ..Self::default() }
    }

    /// The same, looking for the cause of each error, and keeping up to this many examples of each cause.
    #[must_use]
    pub fn with_causes(self, examples: usize) -> Self {
        Self { causes: Some(Causes::keeping(examples)), ..self }
    }

    /// Adds a document and what the engine made of it.
    ///
    /// # Errors
    /// If the text is too long.
    pub fn add(&mut self, tagger: &Tagger, document: &GoldDocument, tagged: &Tagged) -> Result<(), TagError> {
        let asserted = tagged.mentions.iter().map(|mention| (mention.span, mention.entity_type));
        let matching = Matching::of(document, asserted, self.width);
        let judged = Judged { tagger, document, tagged, matching, width: self.width };
        self.documents += 1;
        self.figures.add(&judged.matching);
        self.tallies.add(&judged);
        note_errors(&mut self.missed, &judged.matching.gold, &document.text);
        note_errors(&mut self.made_up, &judged.matching.asserted, &document.text);
        self.causes.as_mut().map_or(Ok(()), |causes| causes.add(&judged))
    }

    /// Precision, recall and F1.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Right and asserted mentions by rule, score, list, source and form.
    pub fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// Why mentions were missed or made up, if that was asked.
    pub fn causes(&self) -> Option<&Causes> {
        self.causes.as_ref()
    }

    /// How many documents were counted.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// The commonest surfaces that were annotated and not found strictly.
    pub fn missed(&self, most: usize) -> Vec<ErrorCount> {
        commonest(&self.missed, most)
    }

    /// The commonest surfaces that were asserted and not annotated so.
    pub fn made_up(&self, most: usize) -> Vec<ErrorCount> {
        commonest(&self.made_up, most)
    }
}

fn note_errors(errors: &mut Errors, mentions: &[Compared], text: &str) {
    for Compared { span, entity_type, .. } in mentions.iter().filter(|mention| !mention.strict) {
        *errors.entry((span.of(text).to_owned(), *entity_type)).or_default() += 1;
    }
}

fn commonest(errors: &Errors, most: usize) -> Vec<ErrorCount> {
    let mut errors: Vec<ErrorCount> = errors.iter().map(|(key, count)| (key.clone(), *count)).collect();
    errors.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    errors.truncate(most);
    errors
}
