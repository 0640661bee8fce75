//! Quotation marks: what they enclose.

use super::document::{Document, Gap, Marks, TokenRange};
use crate::text::symbol::{Symbol, letters};

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

/// A verb's object.
const HIS_HER: [&[u8]; 2] = [&letters(['ه']), &letters(['ه', 'ا'])];
/// A title has at most this many words.
const MAX_TITLE: usize = 8;

/// Marks the titles of works: nothing in them is a mention (فيلم «عمارة يعقوبيان»). A title of one word may as well be a name by itself (مشروع
/// «نيوم»).
///
/// Linear in the heads; each looks at a few words.
pub(super) fn mark_titles(document: &mut Document<'_>) {
    for index in 0..document.notes.works.len() {
        if let Some(TokenRange { first, last }) = title(document.notes.works[index], document) {
            for token in first..=last {
                document.notes.mark(token, Marks::PHRASE.or(Marks::FUNCTION));
            }
        }
    }
}

/// The title that opens right behind a head, or behind its adjective: كتابه الجديد «خريف الغضب».
fn title(head: usize, document: &Document<'_>) -> Option<TokenRange> {
    let adjective = document.word_after(head, Gap::Soft).filter(|&word| document.has(word, Marks::ARTICLE));
    let opens = adjective.unwrap_or(head) + 1;
    let (first, tokens) = (opens + 1, document.notes.tokens.len());
    // A quotation mark that closes has the space behind it.
    if opens >= tokens || document.symbols(opens).last() != Some(&Symbol::QUOTE.0) {
        return None;
    }
    // A clause is quoted as well: عملية «نفذتها حماس».
    if tokens > first && HIS_HER.iter().any(|pronoun| document.symbols(first).ends_with(pronoun)) {
        return None;
    }
    let last = (first..tokens).step_by(2).take(MAX_TITLE).find(|&word| has_quote(word + 1, document))?;
    (last > first).then_some(TokenRange { first, last })
}
