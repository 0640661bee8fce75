//! Cutting a long text into blocks that no name runs across.
//!
//! Work on a block stays in the processor's cache, and what is gathered on the way stays small: a text of ten megabytes takes ten times as
//! long as one of one, and not more.

use super::span::RawSpan;

/// A text is cut into blocks of about this many bytes: an ordinary article is one block.
pub const BLOCK_BYTES: usize = 64 << 10;

/// The blocks of a text, in order; together they are the text. Each but the last has at least `bytes` bytes and ends after white space
/// that follows a sentence's full stop or a blank line; where there is none, a block goes on.
pub fn blocks(raw: &str, bytes: usize) -> impl Iterator<Item = RawSpan> + '_ {
    let mut start = 0;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let end = border(raw.as_bytes(), start + bytes).unwrap_or(raw.len());
        done = end == raw.len();
        let block = RawSpan { start, end };
        start = end;
        Some(block)
    })
}

/// The first border at or after a byte.
fn border(bytes: &[u8], from: usize) -> Option<usize> {
    let space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let mut at = from;
    while at < bytes.len() {
        if space(at) && (ends_sentence(&bytes[..at]) || (bytes[at] == b'\n' && bytes[..at].ends_with(b"\n"))) {
            let rest = bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            return Some(at + rest).filter(|&end| end < bytes.len());
        }
        at += 1;
    }
    None
}

/// A full stop after a word of three letters at least: after fewer it may belong to an initial, which names run across.
fn ends_sentence(before: &[u8]) -> bool {
    before.strip_suffix(b".").and_then(|word| word.last_chunk::<6>()).is_some_and(|word| word.iter().all(|&byte| byte >= 0x80))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, bytes: usize) -> Vec<&str> {
        blocks(text, bytes).map(|block| block.of(text)).collect()
    }

    #[test]
    fn blocks_are_the_text() {
        let text = "قال الوزير ذلك. ثم مضى إلى بيته.\n\nوفي اليوم التالي عاد.  انتهى";
        for bytes in 0..text.len() + 2 {
            assert_eq!(cut(text, bytes).concat(), text, "{bytes}");
        }
        assert_eq!(cut(text, 1), ["قال الوزير ذلك. ", "ثم مضى إلى بيته.\n\n", "وفي اليوم التالي عاد.  ", "انتهى"]);
    }

    #[test]
    fn no_border_after_an_initial_or_in_a_number() {
        assert_eq!(cut("جورج و. بوش قال 3. 5 شيئا", 1).len(), 1);
        assert_eq!(cut("", 1), [""]);
        assert_eq!(cut("كلمة واحدة. ", 1).len(), 1);
    }
}
