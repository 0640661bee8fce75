//! Names that no list holds: a small fitted model reads the words round about.
//!
//! # How it works
//! The naive way is a rule for each pattern (a title and two words, a verb of saying and one). The patterns are many and weigh against
//! each other, so here each word gets a few **facts** that no single name decides: what the lists say of it, how common it is in
//! running text, how often it is somebody's given or family name, how its letters look, what stands beside it. A linear-chain model
//! (a conditional random field, Lafferty, `McCallum` and Pereira 2001) with the labels *outside*, and for people and for places *first word of a
//! name* and *further word*, weighs them. No weight belongs to a word: the model knows kinds of words only, so that it holds for names of any year.
//!
//! The weights are fitted by `aalam fit` and compiled in.
//!
//! # Complexity
//! Linear in the words: about twenty table look-ups each, and three labels.

// Labels are numbers here, and sums run over them as the formulas do.
#![allow(clippy::needless_range_loop)]

mod classify;
mod decode;
mod facts;
mod features;
mod fit;
mod model;
mod shape;
mod sums;

pub(super) use decode::{FoundName, Reading};
pub(super) use facts::{Facts, Listed, Words, bears_tanwin};
pub use fit::{Example, FitOptions, fit};
pub use model::{Model, ModelError, NameType};
pub(super) use shape::Shapes;
