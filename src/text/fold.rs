//! Folding: a raw text becomes a run of one-byte symbols, and every symbol remembers where it came from.
//!
//! # How it works
//! The naive way is to decompose the text (NFKD), filter the marks out and map what is left; it costs a pass, an allocation and the
//! offsets. Here one table look-up per character decides: a symbol, a drop, or the slow path. The slow path decomposes the rare
//! character (a presentation form, an accented Latin letter) and looks its parts up in the same table.
//!
//! A hamza or madda that follows its letter as a mark joins it, whatever other marks stand between, so that canonically equivalent
//! texts fold alike. A run of white space becomes one symbol: a space, a line break, or a paragraph for two line breaks and more.
//!
//! # Complexity
//! Linear in the text: each character is looked at once. Memory is six bytes a symbol.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

use super::fold_rules::{CANONICAL, CanonicalTable, LENIENT, code, needs_compatibility};
use super::span::{FoldedSpan, RawSpan};
use super::symbol::{Symbol, arabic};

/// The longest raw text that can be folded, in bytes: offsets are kept in 32 bits.
pub const MAX_TEXT_BYTES: usize = u32::MAX as usize - 64;

/// A text folded for comparison, with the way back to the raw text.
#[derive(Debug, Clone)]
pub struct FoldedText<'t> {
    raw: &'t str,
    canonical: Vec<u8>,
    lenient: Vec<u8>,
    /// The byte in the raw text of the character each symbol was made from.
    starts: Vec<u32>,
}

impl<'t> FoldedText<'t> {
    /// Folds a text.
    ///
    /// # Panics
    /// If the text is longer than [`MAX_TEXT_BYTES`].
    pub fn new(raw: &'t str) -> Self {
        assert!(raw.len() <= MAX_TEXT_BYTES, "a text of {} bytes is too long to fold", raw.len());
        let (canonical, starts) = Folder::new(raw).run();
        let table: &[u8; 256] = &LENIENT;
        let lenient = canonical.iter().map(|&symbol| table[usize::from(symbol)]).collect();
        Self { raw, canonical, lenient, starts }
    }

    /// The text as it was posted.
    pub fn raw(&self) -> &'t str {
        self.raw
    }

    /// The symbols, canonical level.
    pub fn canonical(&self) -> &[u8] {
        &self.canonical
    }

    /// The symbols, lenient level: as long as the canonical ones, place for place.
    pub fn lenient(&self) -> &[u8] {
        &self.lenient
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.canonical.len()
    }

    /// Whether nothing was left.
    pub fn is_empty(&self) -> bool {
        self.canonical.is_empty()
    }

    /// The byte in the raw text of the character a symbol was made from.
    ///
    /// # Panics
    /// If there is no such symbol.
    pub fn raw_start(&self, symbol: usize) -> usize {
        self.starts[symbol] as usize
    }

    /// The smallest raw span that covers a folded one, with the marks that sit on its last letter. Where an edge falls inside one raw
    /// character (the ligature ﻻ), the span snaps outward.
    ///
    /// # Panics
    /// If the span is empty or reaches past the end.
    pub fn raw_span(&self, span: FoldedSpan) -> RawSpan {
        assert!(!span.is_empty(), "an empty folded span covers no raw text");
        let start = self.starts[span.start as usize] as usize;
        let last = self.starts[span.end as usize - 1] as usize;
        let mut chars = self.raw[last..].char_indices();
        let mut end = last + chars.next().map_or(0, |(_, c)| c.len_utf8());
        // Marks belong to the letter; an invisible control does so only if a mark still follows it.
        for (offset, c) in chars {
            match CANONICAL.of(c) {
                code::MARK | code::MADDA | code::HAMZA_ABOVE | code::HAMZA_BELOW => end = last + offset + c.len_utf8(),
                code::CONTROL => {}
                _ if is_spacing_mark(c) => end = last + offset + c.len_utf8(),
                _ => break,
            }
        }
        RawSpan { start, end }
    }

    /// The raw text under a folded span.
    pub fn raw_of(&self, span: FoldedSpan) -> &'t str {
        self.raw_span(span).of(self.raw)
    }
}

/// A mark in its presentation form, by itself or on a tatweel: folds to nothing, as the mark does.
fn is_spacing_mark(c: char) -> bool {
    matches!(c, '\u{FE70}'..='\u{FE72}' | '\u{FE74}' | '\u{FE76}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}')
}

/// The canonical symbols of a short string, white space trimmed: how names and cues enter the lexicon.
pub fn canonical_symbols(text: &str) -> Vec<u8> {
    Folder::new(text.trim()).run().0
}

/// The lenient symbols of canonical ones.
pub fn lenient_symbols(canonical: &[u8]) -> Vec<u8> {
    canonical.iter().map(|&symbol| LENIENT[usize::from(symbol)]).collect()
}

/// Whether two runs of canonical symbols are equal leniently.
pub fn lenient_eq(one: &[u8], two: &[u8]) -> bool {
    let table: &[u8; 256] = &LENIENT;
    one.len() == two.len() && one.iter().zip(two).all(|(&a, &b)| table[usize::from(a)] == table[usize::from(b)])
}

/// Raw bytes folded before room for more is made: bounds the memory that is reserved ahead.
const CHUNK: usize = 4096;
/// One character gives at most this many symbols (U+FDFA gives 18).
const MAX_EXPANSION: usize = 24;

struct Folder<'t> {
    raw: &'t str,
    table: &'static CanonicalTable,
    symbols: Vec<u8>,
    starts: Vec<u32>,
    /// How many of `symbols` are written; beyond them both vectors are room.
    len: usize,
    /// Where the last invisible control was dropped: a hamza mark does not reach its letter across one.
    last_control: usize,
}

impl<'t> Folder<'t> {
    fn new(raw: &'t str) -> Self {
        Self { raw, table: &CANONICAL, symbols: Vec::new(), starts: Vec::new(), len: 0, last_control: 0 }
    }

    #[allow(clippy::cast_possible_truncation)] // FoldedText::new refuses texts whose offsets do not fit
    fn run(mut self) -> (Vec<u8>, Vec<u32>) {
        let bytes = self.raw.as_bytes();
        let expected = bytes.len() / 2 + CHUNK.min(bytes.len()) + MAX_EXPANSION;
        self.symbols.reserve(expected);
        self.starts.reserve(expected);
        let mut at = 0;
        while at < bytes.len() {
            let stop = (at + CHUNK).min(bytes.len());
            self.make_room(stop - at);
            let (symbols, starts) = (self.symbols.as_mut_slice(), self.starts.as_mut_slice());
            let mut len = self.len;
            let mut odd = None;
            while at < stop {
                let first = bytes[at];
                let (index, width) = match first {
                    0..0x80 => (usize::from(first), 1),
                    0xC0..0xE0 => (usize::from(first & 0x1F) << 6 | usize::from(bytes[at + 1] & 0x3F), 2),
                    _ => {
                        odd = Some(code::DECOMPOSE);
                        break;
                    }
                };
                let code = self.table.direct[index];
                let plain = code > Symbol::SPACE.0 && code < code::FIRST;
                if plain || code == Symbol::SPACE.0 && len > 0 && symbols[len - 1] > Symbol::SPACE.0 {
                    symbols[len] = code;
                    starts[len] = at as u32;
                    len += 1;
                } else {
                    odd = Some(code);
                    break;
                }
                at += width;
            }
            self.len = len;
            if let Some(code) = odd {
                at += self.fold_odd(code, at);
            }
        }
        self.symbols.truncate(self.len);
        self.starts.truncate(self.len);
        (self.symbols, self.starts)
    }

    fn make_room(&mut self, raw_bytes: usize) {
        let room = self.len + raw_bytes + MAX_EXPANSION;
        if self.symbols.len() < room {
            self.symbols.resize(room, 0);
            self.starts.resize(room, 0);
        }
    }

    /// Folds one character that is not simply a symbol; returns its width in bytes.
    fn fold_odd(&mut self, code: u8, at: usize) -> usize {
        let Some(c) = self.raw[at..].chars().next() else { return 1 };
        let code = if code == code::DECOMPOSE { self.table.of(c) } else { code };
        if code == code::DECOMPOSE {
            let mut parts = [' '; MAX_EXPANSION];
            let mut count = 0;
            let mut keep = |part| {
                // An isolated presentation mark decomposes to a space and the mark: the space is no part of the text.
                if count < MAX_EXPANSION && !(count == 0 && part == ' ') {
                    parts[count] = part;
                    count += 1;
                }
            };
            if needs_compatibility(c) {
                decompose_compatible(c, &mut keep);
            } else {
                decompose_canonical(c, &mut keep);
            }
            for &part in &parts[..count] {
                let code = match self.table.of(part) {
                    // A part decomposes no further; what still asks for it has no symbol of its own.
                    code::DECOMPOSE => Symbol::OTHER_LETTER.0,
                    code => code,
                };
                self.apply(code, part, at);
            }
        } else {
            self.apply(code, c, at);
        }
        c.len_utf8()
    }

    fn apply(&mut self, code: u8, c: char, at: usize) {
        match code {
            code::MARK => {}
            code::CONTROL => self.last_control = at + 1,
            code::MADDA | code::HAMZA_ABOVE | code::HAMZA_BELOW => self.join(code),
            ..=0x02 => self.white_space(code, c, at),
            _ => self.push(code, at),
        }
    }

    #[allow(clippy::cast_possible_truncation)] // FoldedText::new refuses texts whose offsets do not fit
    fn push(&mut self, code: u8, at: usize) {
        self.make_room(1);
        self.symbols[self.len] = code;
        self.starts[self.len] = at as u32;
        self.len += 1;
    }

    /// A hamza or madda mark joins the letter it follows. The one below wins over those above, whichever came first, because canonical
    /// reordering may swap the two.
    fn join(&mut self, mark: u8) {
        const ALEF: u8 = arabic('ا').0;
        const ABOVE: u8 = arabic('أ').0;
        const MADDA: u8 = arabic('آ').0;
        const BELOW: u8 = arabic('إ').0;
        if self.len == 0 || self.last_control > self.starts[self.len - 1] as usize {
            return;
        }
        let letter = &mut self.symbols[self.len - 1];
        *letter = match (mark, *letter) {
            (code::MADDA, ALEF) => MADDA,
            (code::HAMZA_ABOVE, ALEF) => ABOVE,
            (code::HAMZA_ABOVE, letter) if letter == arabic('و').0 => arabic('ؤ').0,
            (code::HAMZA_ABOVE, letter) if letter == arabic('ي').0 || letter == arabic('ى').0 => arabic('ئ').0,
            (code::HAMZA_BELOW, ALEF | ABOVE | MADDA) => BELOW,
            (_, letter) => letter,
        };
    }

    /// White space merges with white space before it: what stands there says how many line breaks came before.
    fn white_space(&mut self, code: u8, c: char, at: usize) {
        let last = self.len.checked_sub(1).map(|last| Symbol(self.symbols[last])).filter(|last| last.0 <= Symbol::SPACE.0);
        if last.is_none() {
            self.push(Symbol::SPACE.0, at);
        }
        // CRLF is one break.
        let second_half = c == '\n' && at > 0 && self.raw.as_bytes()[at - 1] == b'\r';
        let merged = match (last.unwrap_or(Symbol::SPACE), Symbol(code)) {
            (Symbol::PARAGRAPH, _) | (_, Symbol::PARAGRAPH) => Symbol::PARAGRAPH,
            (last, Symbol::SPACE) => last,
            (last, _) if second_half => last,
            (Symbol::LINE, _) => Symbol::PARAGRAPH,
            _ => Symbol::LINE,
        };
        self.symbols[self.len - 1] = merged.0;
    }
}

/// A set of lenient differences between a text and the form that matched it: the receipts of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LenientFolds {
    kinds: u8,
    count: u8,
}

/// The kinds of lenient difference, in the order of their bits.
const KINDS: [&str; 8] = [
    "hamza on alef",
    "alef maksura",
    "teh marbuta",
    "hamza on waw",
    "hamza on yeh",
    "hyphen as space",
    "line break as space",
    "foreign letter",
];

impl LenientFolds {
    /// Compares canonical symbols, text against form, place for place.
    ///
    /// # Panics
    /// In debug builds, if the lengths differ.
    pub fn between(text: &[u8], form: &[u8]) -> Self {
        debug_assert_eq!(text.len(), form.len());
        let mut folds = Self::default();
        if text == form {
            return folds;
        }
        for (&one, &other) in text.iter().zip(form) {
            if one != other {
                folds.kinds |= kind_bit(one) | kind_bit(other);
                folds.count = folds.count.saturating_add(1);
            }
        }
        folds
    }

    /// How many places differ.
    pub fn count(self) -> u8 {
        self.count
    }

    /// How many of the differing places could change a meaning: a line break or hyphen for a space never does.
    pub fn costly(self) -> u8 {
        if self.kinds & !0b110_0000 == 0 { 0 } else { self.count }
    }

    /// The names of the rules that were needed.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        KINDS.iter().enumerate().filter(move |(bit, _)| self.kinds & (1 << bit) != 0).map(|(_, name)| *name)
    }
}

fn kind_bit(symbol: u8) -> u8 {
    match Symbol(symbol).to_char() {
        'آ' | 'أ' | 'إ' => 1,
        'ى' => 1 << 1,
        'ة' => 1 << 2,
        'ؤ' => 1 << 3,
        'ئ' => 1 << 4,
        '-' => 1 << 5,
        '\n' => 1 << 6,
        'پ' | 'ڤ' | 'ڥ' | 'ڨ' | 'ڭ' => 1 << 7,
        _ => 0,
    }
}

/// Whether a character vanishes in folding: a mark, tatweel, an invisible sign.
pub fn leaves_no_symbol(c: char) -> bool {
    matches!(CANONICAL.of(c), code::MARK | code::CONTROL | code::MADDA | code::HAMZA_ABOVE | code::HAMZA_BELOW) || is_spacing_mark(c)
}
