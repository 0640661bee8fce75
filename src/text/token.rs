//! Cutting a folded text into words, numbers and separators.

use super::span::FoldedSpan;
use super::symbol::{Symbol, SymbolClass};

/// What separates two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeparatorKind {
    /// One space, or one sign that may stand inside a name (hyphen, apostrophe).
    Soft,
    /// Everything else: names built from cues and grammar end here.
    Hard,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with digits among them if it has any.
    Word,
    /// Digits only.
    Number,
    /// What stands between words and numbers, in one piece.
    Separator(SeparatorKind),
}

/// A piece of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: FoldedSpan,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// Whether it stands between words.
    pub fn is_separator(&self) -> bool {
        matches!(self.kind, TokenKind::Separator(_))
    }

    /// Whether it is a separator that a name may run across.
    pub fn is_soft(&self) -> bool {
        self.kind == TokenKind::Separator(SeparatorKind::Soft)
    }
}

/// Cuts canonical symbols into tokens that cover them all, in order: words and numbers with one separator between any two.
///
/// Takes time linear in the symbols.
#[allow(clippy::cast_possible_truncation)] // a folded text has fewer than 2^32 symbols
pub fn tokenize(canonical: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(canonical.len() / 3 + 1);
    let mut at = 0;
    while at < canonical.len() {
        let start = at;
        let in_word = Symbol(canonical[at]).is_word();
        let mut letters = false;
        while let Some(class) = canonical.get(at).map(|&symbol| Symbol(symbol).class()) {
            if class.is_word() != in_word {
                break;
            }
            letters |= class == SymbolClass::Letter;
            at += 1;
        }
        let kind = match (in_word, letters) {
            (true, true) => TokenKind::Word,
            (true, false) => TokenKind::Number,
            (false, _) => TokenKind::Separator(separator_kind(&canonical[start..at])),
        };
        tokens.push(Token { span: FoldedSpan::new(start as u32, at as u32), kind });
    }
    tokens
}

/// A single soft sign is soft; a dash with spaces beside it is not.
fn separator_kind(symbols: &[u8]) -> SeparatorKind {
    match symbols {
        &[only] if Symbol(only).class() == SymbolClass::Soft => SeparatorKind::Soft,
        _ => SeparatorKind::Hard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FoldedText;

    fn cut(text: &str) -> Vec<(String, TokenKind)> {
        let folded = FoldedText::new(text);
        tokenize(folded.canonical()).into_iter().map(|token| (folded.raw_of(token.span).to_owned(), token.kind)).collect()
    }

    #[test]
    fn words_numbers_and_separators() {
        use SeparatorKind::{Hard, Soft};
        use TokenKind::{Number, Separator, Word};
        let expected = [
            ("في", Word),
            (" ", Separator(Soft)),
            ("٢٠٢٤", Number),
            ("، ", Separator(Hard)),
            ("أبو", Word),
            ("-", Separator(Soft)),
            ("ظبي", Word),
            (" - ", Separator(Hard)),
            ("G20", Word),
            ("\r\n", Separator(Hard)),
            ("بكين", Word),
            (".", Separator(Hard)),
        ];
        // The raw text of a white-space run is its first character; the rest lies between it and the next symbol.
        let found = cut("في ٢٠٢٤، أبو-ظبي - G20\r\nبكين.");
        assert_eq!(found.len(), expected.len());
        for ((text, kind), (expected_text, expected_kind)) in found.iter().zip(expected) {
            assert_eq!(*kind, expected_kind, "{text}");
            assert!(expected_text.starts_with(text.trim_end()), "{text:?} for {expected_text:?}");
        }
    }

    #[test]
    fn nothing_from_nothing() {
        assert!(cut("").is_empty());
    }
}
