//! Folding, tokens and offsets: whatever is cut from a folded text is found in the raw one.
#![no_main]

use aalam::text::blocks::blocks;
use aalam::text::symbol::render;
use aalam::text::{FoldedSpan, FoldedText, OffsetConverter, OffsetUnit, tokenize};
use aalam_fuzz::pieces;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let text = pieces::text(input);
    fold(&text);
    offsets(&text);
    let block_bytes = usize::from(input.first().copied().unwrap_or_default());
    let parts: Vec<&str> = blocks(&text, block_bytes).map(|block| block.of(&text)).collect();
    assert_eq!(parts.concat(), text, "blocks are the text");
});

fn fold(text: &str) {
    let folded = FoldedText::new(text);
    assert_eq!(folded.canonical().len(), folded.lenient().len());
    for symbol in 0..folded.len() {
        assert!(text.is_char_boundary(folded.raw_start(symbol)));
        assert!(symbol == 0 || folded.raw_start(symbol - 1) <= folded.raw_start(symbol), "symbols keep their order");
        let at = u32::try_from(symbol).expect("a short text");
        let raw = folded.raw_span(FoldedSpan::new(at, at + 1));
        assert!(raw.start < raw.end && text.get(raw.start..raw.end).is_some());
    }
    let shown = render(folded.canonical());
    assert_eq!(FoldedText::new(&shown).canonical(), folded.canonical(), "folding is idempotent");
    let mut end = 0;
    for token in tokenize(folded.canonical()) {
        assert!(token.span.start == end && !token.span.is_empty(), "tokens cover all");
        end = token.span.end;
        if !token.is_separator() {
            let symbols = &folded.canonical()[token.span.range()];
            let raw = folded.raw_of(token.span);
            let again = FoldedText::new(raw);
            let covered = again.canonical().windows(symbols.len()).any(|window| window == symbols);
            assert!(covered, "{raw:?} does not cover {:?}", render(symbols));
        }
    }
    assert_eq!(end as usize, folded.len());
}

fn offsets(text: &str) {
    let [mut points, mut units, mut bytes] =
        [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte].map(|unit| OffsetConverter::new(text, unit));
    let (mut point, mut unit) = (0, 0);
    for (byte, c) in text.char_indices() {
        assert_eq!([points.convert(byte), units.convert(byte), bytes.convert(byte)], [point, unit, byte]);
        point += 1;
        unit += c.len_utf16();
    }
    assert_eq!([points.convert(text.len()), units.convert(text.len())], [point, unit]);
    assert_eq!([points.convert(0), units.convert(0), bytes.convert(0)], [0; 3], "back to the start");
    assert_eq!(OffsetUnit::Utf16.length(text), unit);
}
