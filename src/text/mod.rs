//! The text layer: Arabic script, and nothing else.
//!
//! A raw text goes in as `&str`; [`FoldedText`] comes out: one byte per folded letter, with the way back to the raw text kept for
//! every one of them. [`token`] cuts it into words and separators, and [`proclitic`] knows which particles may stand, written
//! together with it, before a name.
//!
//! Nothing here knows an entity, a file or a protocol.

pub mod blocks;
pub mod fold;
pub mod fold_rules;
pub mod offsets;
pub mod proclitic;
pub mod span;
pub mod symbol;
pub mod token;
pub(crate) mod word_map;

pub use fold::{FoldedText, LenientFolds};
pub use offsets::{OffsetConverter, OffsetUnit};
pub use proclitic::{Proclitic, Proclitics};
pub use span::{FoldedSpan, RawSpan};
pub use symbol::Symbol;
pub use token::{SeparatorKind, Token, TokenKind, tokenize};
