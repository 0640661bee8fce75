//! Comparison of two runs of the same texts: what changed, and whether it may be chance.
//!
//! # How it works
//! Each run is matched with the annotation anew; an annotated mention that only one of the two found, and a false mention that only one
//! of the two asserted, is **discordant**. If the runs were equally good, each discordant mention would fall to either with a chance of
//! one half; how likely a split at least as uneven is then, the exact two-sided sign test says. On annotated mentions that is McNemar's
//! test. Mentions of one text depend on each other (a name found once is found again), which makes that figure too small; so texts are
//! counted too, by which run made fewer errors in them.

use std::collections::{BTreeMap, HashMap};

use super::excerpt::{Excerpt, Excerpts};
use super::figures::Figures;
use super::gold::GoldDocument;
use super::matching::{Compared, Matching};
use super::run::{Run, RunMention};
use crate::gazetteer::EntityType;
use crate::text::RawSpan;

/// How a mention changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Annotated; found only now.
    NewlyRight,
    /// Annotated; found only then.
    NewlyMissed,
    /// Not annotated so; asserted only now.
    NewlyWrong,
    /// Not annotated so; asserted only then.
    NoLongerWrong,
    /// Asserted both times, and linked to another entity. The annotation does not say which is right.
    LinkedOtherwise,
}

impl Change {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 5] = [Self::NewlyRight, Self::NewlyMissed, Self::NewlyWrong, Self::NoLongerWrong, Self::LinkedOtherwise];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewlyRight => "newly right",
            Self::NewlyMissed => "newly missed",
            Self::NewlyWrong => "newly wrong",
            Self::NoLongerWrong => "no longer wrong",
            Self::LinkedOtherwise => "linked otherwise",
        }
    }
}

/// How often one run did better and how often the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignTest {
    /// How often the later run did better.
    pub better: usize,
    /// How often it did worse.
    pub worse: usize,
}

impl SignTest {
    /// The probability of a split at least as uneven, if both were equally likely: exact, two-sided.
    ///
    /// # Complexity
    /// Linear in the smaller number. The binomial coefficients are multiplied up as logarithms, so that no count overflows.
    #[allow(clippy::cast_precision_loss)] // counts of mentions are far below 2^52
    pub fn p(self) -> f64 {
        let n = self.better + self.worse;
        let mut log_share = -(n as f64) * std::f64::consts::LN_2;
        let mut tail = 0.0;
        for k in 0..=self.better.min(self.worse) {
            tail += log_share.exp();
            log_share += ((n - k) as f64).ln() - ((k + 1) as f64).ln();
        }
        (2.0 * tail).min(1.0)
    }

    fn count(&mut self, then: usize, now: usize) {
        self.better += usize::from(now < then);
        self.worse += usize::from(now > then);
    }
}

/// What changed from one run to another.
#[derive(Debug, Default)]
pub struct Comparison {
    then: Figures,
    now: Figures,
    examples: usize,
    changes: BTreeMap<Change, (usize, Excerpts)>,
    texts: SignTest,
}

type Key = (RawSpan, EntityType);

impl Comparison {
    /// Compares two runs of these documents; up to `examples` of each change are kept.
    ///
    /// # Panics
    /// If a run has fewer documents.
    pub fn of(documents: &[GoldDocument], then: &Run, now: &Run, examples: usize) -> Self {
        let mut comparison = Self { examples, ..Self::default() };
        for (index, document) in documents.iter().enumerate() {
            let sides = [then, now].map(|run| Side { matching: run.matching(index, document), mentions: &run.documents[index] });
            comparison.add(document, &sides);
        }
        comparison
    }

    /// Figures of the earlier run.
    pub fn then(&self) -> &Figures {
        &self.then
    }

    /// Figures of the later run.
    pub fn now(&self) -> &Figures {
        &self.now
    }

    /// How many mentions changed so.
    pub fn count(&self, change: Change) -> usize {
        self.changes.get(&change).map_or(0, |(count, _)| *count)
    }

    /// The first examples in the order of the texts, no surface twice.
    pub fn examples(&self, change: Change) -> &[Excerpt] {
        self.changes.get(&change).map_or(&[], |(_, kept)| kept.kept())
    }

    /// Annotated mentions that one run found and the other did not (McNemar's test).
    pub fn found(&self) -> SignTest {
        SignTest { better: self.count(Change::NewlyRight), worse: self.count(Change::NewlyMissed) }
    }

    /// False mentions that one run asserted and the other did not.
    pub fn made_up(&self) -> SignTest {
        SignTest { better: self.count(Change::NoLongerWrong), worse: self.count(Change::NewlyWrong) }
    }

    /// Texts in which one run made fewer errors than the other.
    pub fn texts(&self) -> SignTest {
        self.texts
    }

    fn add(&mut self, document: &GoldDocument, sides: &[Side<'_>; 2]) {
        let [then, now] = sides;
        self.then.add(&then.matching);
        self.now.add(&now.matching);
        self.texts.count(then.errors(), now.errors());
        for (before, after) in then.matching.gold.iter().zip(&now.matching.gold) {
            let mention = document.mentions[after.index].span;
            match (before.strict, after.strict) {
                (false, true) => self.note(Change::NewlyRight, document, (mention, after.entity_type), String::new()),
                (true, false) => self.note(Change::NewlyMissed, document, (mention, after.entity_type), String::new()),
                _ => {}
            }
        }
        for (change, this, other) in [(Change::NewlyWrong, now, then), (Change::NoLongerWrong, then, now)] {
            let others = other.by_key();
            for wrong in this.matching.asserted.iter().filter(|asserted| !asserted.strict) {
                if !others.contains_key(&wrong.key()) {
                    let entity = name(this.mentions[wrong.index].entity.as_deref());
                    self.note(change, document, (this.mentions[wrong.index].span, wrong.entity_type), entity);
                }
            }
        }
        let earlier = then.by_key();
        for after in &now.matching.asserted {
            let entity = name(now.mentions[after.index].entity.as_deref());
            let other = earlier.get(&after.key()).map(|mention| name(mention.entity.as_deref()));
            if let Some(other) = other.filter(|other| *other != entity) {
                let mention = now.mentions[after.index].span;
                self.note(Change::LinkedOtherwise, document, (mention, after.entity_type), format!("{other} → {entity}"));
            }
        }
    }

    fn note(&mut self, change: Change, document: &GoldDocument, (span, entity_type): Key, note: String) {
        let (count, kept) = self.changes.entry(change).or_default();
        *count += 1;
        kept.keep(self.examples, || Excerpt::of(document, span, entity_type, note));
    }
}

fn name(entity: Option<&str>) -> String {
    entity.unwrap_or("unlisted").to_owned()
}

/// One run's side of a document.
struct Side<'r> {
    matching: Matching,
    mentions: &'r [RunMention],
}

impl Side<'_> {
    /// Misses and false mentions.
    fn errors(&self) -> usize {
        self.matching.gold.iter().chain(&self.matching.asserted).filter(|one| !one.strict).count()
    }

    fn by_key(&self) -> HashMap<Key, &RunMention> {
        self.matching.asserted.iter().map(|asserted: &Compared| (asserted.key(), &self.mentions[asserted.index])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_is_exact() {
        let p = |better, worse| SignTest { better, worse }.p();
        let close = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(close(p(0, 0), 1.0) && close(p(3, 3), 1.0));
        // Five of five: 2/32. Nine of ten: 2 (1 + 10)/1024.
        assert!(close(p(5, 0), 0.0625) && close(p(0, 5), 0.0625), "{}", p(5, 0));
        assert!(close(p(1, 9), 22.0 / 1024.0), "{}", p(1, 9));
        assert!(p(60_000, 50_000) < 1e-100 && p(60_000, 60_000) > 0.99);
    }
}
