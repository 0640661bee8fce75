//! Evaluation: how well the tagger does on texts whose mentions are known.
//!
//! [`gold`] reads such texts, [`Matching`] pairs their mentions with the asserted ones, strictly (same span and type) and by overlap
//! (same type, some character in common). A [`Report`] holds what follows from it: [`Figures`] per type, [`Tallies`] of right and false
//! mentions by what they come from, and the [`Causes`] of the errors. A [`Run`] is all that was asserted, to be saved; a [`Comparison`]
//! says what changed from one run to another.

mod cause;
mod comparison;
mod excerpt;
mod figures;
pub mod gold;
mod matching;
mod report;
mod run;
mod tally;

pub use cause::{Cause, Causes, ErrorKind};
pub use comparison::{Change, Comparison, SignTest};
pub use excerpt::Excerpt;
pub use figures::{Counts, Figures};
pub use gold::{GoldDocument, GoldError, GoldMention};
pub use matching::{Compared, Match, Matching, Width};
pub use report::{ErrorCount, Report};
pub use run::{Run, RunError, RunOptions};
pub use tally::{Criterion, Tallies, Tally};
