//! Evaluation: how well the tagger does on texts whose mentions are known.
//!
//! [`gold`] reads such texts, [`Report`] counts what was found, missed and made up, per type, strictly (same span and type) and by
//! overlap (same type, some character in common).

pub mod gold;
mod report;

pub use gold::{GoldDocument, GoldError, GoldMention};
pub use report::{Counts, ErrorCount, Match, Report, Tally, Width};
