//! Quotation marks: what they enclose.

use super::document::{Document, TokenRange};
use crate::text::symbol::Symbol;

/// Whether the separator at a token has a quotation mark.
pub(super) fn has_quote(separator: usize, document: &Document<'_>) -> bool {
    let token = document.notes.tokens.get(separator);
    token.is_some_and(|token| document.folded.canonical()[token.span.range()].contains(&Symbol::QUOTE.0))
}

/// Whether quotation marks enclose these words and no others.
pub(super) fn is_quoted(tokens: TokenRange, document: &Document<'_>) -> bool {
    let opens = tokens.first.checked_sub(1).is_some_and(|separator| has_quote(separator, document));
    opens && has_quote(tokens.last + 1, document)
}
