//! Counting: found, missed, made up.

use std::collections::{BTreeMap, HashMap};

use super::gold::{GoldDocument, GoldMention};
use crate::gazetteer::EntityType;
use crate::tagging::{Mention, Rule};
use crate::text::RawSpan;

/// How wide mentions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As they are.
    #[default]
    Span,
    /// Both sides widened to white space: for corpora that tag whole tokens, clitics and all.
    Token,
}

/// What counts as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    /// The same span and type.
    Strict,
    /// The same type and some character in common.
    Overlap,
}

/// Sums of one type under one kind of match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Mentions that match.
    pub matched: usize,
    /// Mentions asserted.
    pub asserted: usize,
    /// Mentions annotated.
    pub gold: usize,
}

impl Counts {
    /// Matched of asserted, in percent; `None` for 0/0.
    pub fn precision(self) -> Option<f64> {
        percent(self.matched, self.asserted)
    }

    /// Matched of annotated, in percent; `None` for 0/0.
    pub fn recall(self) -> Option<f64> {
        percent(self.matched, self.gold)
    }

    /// The harmonic mean of both, in percent; `None` when nothing was asserted nor annotated.
    pub fn f1(self) -> Option<f64> {
        percent(2 * self.matched, self.asserted + self.gold)
    }

    fn plus(self, other: Self) -> Self {
        Self { matched: self.matched + other.matched, asserted: self.asserted + other.asserted, gold: self.gold + other.gold }
    }
}

#[allow(clippy::cast_precision_loss)] // counts of mentions are far below 2^52
fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// A surface and type with how often it went wrong.
pub type ErrorCount = ((String, EntityType), usize);

/// Everything counted so far.
#[derive(Debug, Default)]
pub struct Report {
    counts: HashMap<(EntityType, Match), Counts>,
    missed: HashMap<(String, EntityType), usize>,
    made_up: HashMap<(String, EntityType), usize>,
    by_rule: BTreeMap<(Rule, bool), Tally>,
    by_band: BTreeMap<u8, Tally>,
    documents: usize,
}

/// How many mentions of a kind are right, of all asserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Right: span and type as annotated.
    pub right: usize,
    /// All.
    pub asserted: usize,
}

fn note(tally: &mut Tally, right: bool) {
    tally.right += usize::from(right);
    tally.asserted += 1;
}

/// The tenth that a score falls into: 9 for 0.9 to 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a score lies between 0 and 1
fn band(score: f32) -> u8 {
    ((score * 10.0) as u8).min(9)
}

impl Report {
    /// Adds a document and what was asserted of it.
    pub fn add(&mut self, document: &GoldDocument, asserted: &[Mention], width: Width) {
        self.documents += 1;
        let wide = |span: RawSpan| if width == Width::Token { widen(&document.text, span) } else { span };
        let gold: Vec<GoldMention> = document.mentions.iter().map(|gold| GoldMention { span: wide(gold.span), ..*gold }).collect();
        // What meets an optional mention or surface counts neither way; nationalities are not measured.
        let asserted: Vec<(&Mention, EntityType)> = asserted
            .iter()
            .filter_map(|mention| Some((mention, mention.entity_type.of_entity()?)))
            .filter(|(mention, _)| !document.optional_surfaces.iter().any(|surface| surface == mention.span.of(&document.text)))
            .filter(|(mention, entity_type)| {
                let span = wide(mention.span);
                let exact = gold.iter().any(|gold| !gold.optional && gold.span == span && gold.entity_type == *entity_type);
                exact || !gold.iter().any(|gold| gold.optional && overlap(gold.span, span))
            })
            .collect();
        let (details, asserted): (Vec<_>, Vec<_>) =
            asserted.into_iter().map(|(mention, entity_type)| (mention, (wide(mention.span), entity_type))).unzip();
        let gold: Vec<(RawSpan, EntityType)> =
            gold.iter().filter(|gold| !gold.optional).map(|gold| (gold.span, gold.entity_type)).collect();
        for kind in [Match::Strict, Match::Overlap] {
            let (found_gold, found_asserted) = pair(&gold, &asserted, kind);
            for (index, (_, entity_type)) in gold.iter().enumerate() {
                let counts = self.counts.entry((*entity_type, kind)).or_default();
                counts.gold += 1;
                counts.matched += usize::from(found_gold[index]);
            }
            for (_, entity_type) in &asserted {
                self.counts.entry((*entity_type, kind)).or_default().asserted += 1;
            }
            if kind == Match::Strict {
                note_errors(&mut self.missed, &document.text, &gold, &found_gold);
                note_errors(&mut self.made_up, &document.text, &asserted, &found_asserted);
                for (mention, found) in details.iter().zip(&found_asserted) {
                    note(self.by_rule.entry((mention.evidence.rule, mention.entity.is_some())).or_default(), *found);
                    note(self.by_band.entry(band(mention.score)).or_default(), *found);
                }
            }
        }
    }

    /// The sums of one type.
    pub fn counts(&self, entity_type: EntityType, kind: Match) -> Counts {
        self.counts.get(&(entity_type, kind)).copied().unwrap_or_default()
    }

    /// Right and asserted mentions of each rule, and whether they were linked to an entity.
    pub fn by_rule(&self) -> impl Iterator<Item = (Rule, bool, Tally)> {
        self.by_rule.iter().map(|(&(rule, linked), &tally)| (rule, linked, tally))
    }

    /// The reliability table: right and asserted mentions of each tenth of the scores, the tenth given by its lower border times ten.
    pub fn by_band(&self) -> impl Iterator<Item = (u8, Tally)> {
        self.by_band.iter().map(|(&band, &tally)| (band, tally))
    }

    /// The sums over all types (micro average).
    pub fn total(&self, kind: Match) -> Counts {
        EntityType::ALL.into_iter().fold(Counts::default(), |sum, entity_type| sum.plus(self.counts(entity_type, kind)))
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

fn note_errors(errors: &mut HashMap<(String, EntityType), usize>, text: &str, mentions: &[(RawSpan, EntityType)], found: &[bool]) {
    for ((span, entity_type), _) in mentions.iter().zip(found).filter(|(_, found)| !**found) {
        *errors.entry((span.of(text).to_owned(), *entity_type)).or_default() += 1;
    }
}

fn commonest(errors: &HashMap<(String, EntityType), usize>, most: usize) -> Vec<ErrorCount> {
    let mut errors: Vec<ErrorCount> = errors.iter().map(|(key, count)| (key.clone(), *count)).collect();
    errors.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    errors.truncate(most);
    errors
}

fn overlap(one: RawSpan, two: RawSpan) -> bool {
    one.start < two.end && two.start < one.end
}

/// Pairs each gold mention with at most one asserted, in the order of the text; says of each side which found a partner.
fn pair(gold: &[(RawSpan, EntityType)], asserted: &[(RawSpan, EntityType)], kind: Match) -> (Vec<bool>, Vec<bool>) {
    let mut found_gold = vec![false; gold.len()];
    let mut found_asserted = vec![false; asserted.len()];
    // Exact pairs first, so that an overlapping neighbour takes nobody's partner.
    for exact in [true, false] {
        if kind == Match::Strict && !exact {
            break;
        }
        for (index, (span, entity_type)) in gold.iter().enumerate() {
            if found_gold[index] {
                continue;
            }
            let partner = asserted.iter().enumerate().position(|(other, (asserted_span, asserted_type))| {
                let meets = if exact { asserted_span == span } else { overlap(*asserted_span, *span) };
                !found_asserted[other] && asserted_type == entity_type && meets
            });
            if let Some(other) = partner {
                found_gold[index] = true;
                found_asserted[other] = true;
            }
        }
    }
    (found_gold, found_asserted)
}

/// Widens a span to the white space round it.
fn widen(text: &str, span: RawSpan) -> RawSpan {
    let start = text[..span.start].rfind(char::is_whitespace).map_or(0, |at| {
        let width = text[at..].chars().next().map_or(1, char::len_utf8);
        at + width
    });
    let end = text[span.end..].find(char::is_whitespace).map_or(text.len(), |at| span.end + at);
    RawSpan { start, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> RawSpan {
        RawSpan { start, end }
    }

    #[test]
    fn nothing_of_nothing_is_not_a_number_but_none() {
        assert_eq!(Counts::default().precision(), None);
        assert_eq!(Counts::default().f1(), None);
        assert_eq!(Counts { matched: 0, asserted: 2, gold: 0 }.f1(), Some(0.0));
    }

    #[test]
    fn exact_pairs_come_before_overlapping_ones() {
        let place = EntityType::Place;
        let gold = [(span(0, 10), place), (span(12, 20), place)];
        let asserted = [(span(8, 14), place), (span(12, 20), place)];
        assert_eq!(pair(&gold, &asserted, Match::Strict), (vec![false, true], vec![false, true]));
        assert_eq!(pair(&gold, &asserted, Match::Overlap), (vec![true, true], vec![true, true]));
    }

    #[test]
    fn widening_takes_the_clitic_in() {
        let text = "زار ولبنان.";
        let start = text.find("لبنان").unwrap();
        let wide = widen(text, span(start, text.len() - 1));
        assert_eq!(wide.of(text), "ولبنان.");
    }
}
