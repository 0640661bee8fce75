//! What holds of folding, spans and offsets for any text.

use aalam::gazetteer::Loader;
use aalam::tagging::{Options, Tagged, Tagger};
use aalam::text::fold::{FoldedText, leaves_no_symbol};
use aalam::text::symbol::{Symbol, render};
use aalam::text::{FoldedSpan, OffsetConverter, OffsetUnit};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Characters that make trouble, one by one.
fn trouble() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => prop::char::ranges(vec!['ء'..='ي'].into()),
        3 => prop::char::ranges(vec!['\u{064B}'..='\u{065F}', '\u{0610}'..='\u{061A}', '\u{06D6}'..='\u{06ED}'].into()),
        2 => prop::sample::select(vec![' ', '\n', '\r', '\t', '\u{00A0}', '\u{2029}', '-', '.', '،', '«', '(', '😀', '0', '٣', 'a', 'É']),
        2 => prop::sample::select(vec!['\u{200F}', '\u{200D}', '\u{0640}', '\u{FEFF}', '\u{0653}', '\u{0654}', '\u{0655}', '\u{0301}', '\u{093C}']),
        1 => prop::char::ranges(vec!['\u{FB50}'..='\u{FDFF}', '\u{FE70}'..='\u{FEFC}', '\u{0671}'..='\u{06D5}'].into()),
        1 => any::<char>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(trouble(), 0..40).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_is_idempotent(text in text()) {
        let once = FoldedText::new(&text);
        let shown = render(once.canonical());
        let twice = FoldedText::new(&shown);
        prop_assert_eq!(once.canonical(), twice.canonical());
    }

    /// Cut anywhere but before a mark (which belongs to the letter before it) and inside white space (which is one symbol).
    #[test]
    fn folding_is_concatenative(one in text(), two in text()) {
        let joins_left = two.chars().next().is_some_and(leaves_no_symbol);
        let white = |folded: &FoldedText<'_>, last: bool| {
            let symbol = if last { folded.canonical().last() } else { folded.canonical().first() };
            symbol.is_some_and(|&symbol| symbol <= Symbol::SPACE.0)
        };
        let (first, second) = (FoldedText::new(&one), FoldedText::new(&two));
        let splits_white = white(&first, true) && white(&second, false);
        prop_assume!(!joins_left && !splits_white);
        let both = format!("{one}{two}");
        let parts = [first.canonical(), second.canonical()].concat();
        let whole = FoldedText::new(&both);
        prop_assert_eq!(whole.canonical(), parts);
    }

    #[test]
    fn canonically_equivalent_texts_fold_alike(text in text()) {
        let folded = FoldedText::new(&text).canonical().to_vec();
        let composed: String = text.nfc().collect();
        let decomposed: String = text.nfd().collect();
        let (composed, decomposed) = (FoldedText::new(&composed), FoldedText::new(&decomposed));
        prop_assert_eq!(composed.canonical(), folded.as_slice(), "NFC");
        prop_assert_eq!(decomposed.canonical(), folded.as_slice(), "NFD");
    }

    /// Spans of names begin and end on a letter.
    #[test]
    fn a_raw_span_covers_its_folded_span(text in text()) {
        let folded = FoldedText::new(&text);
        let letters: Vec<usize> = (0..folded.len()).filter(|&at| Symbol(folded.canonical()[at]).is_letter()).collect();
        for (index, &start) in letters.iter().enumerate() {
            for &last in &letters[index..] {
                let symbols = &folded.canonical()[start..=last];
                let raw = folded.raw_span(FoldedSpan::new(u32::try_from(start).unwrap(), u32::try_from(last + 1).unwrap()));
                prop_assert!(text.is_char_boundary(raw.start) && text.is_char_boundary(raw.end));
                let again = FoldedText::new(raw.of(&text));
                let covers = again.canonical().windows(symbols.len()).any(|window| window == symbols);
                prop_assert!(covers, "{:?} does not cover {:?}", raw.of(&text), render(symbols));
            }
        }
    }

    #[test]
    fn offsets_of_every_unit_cut_the_same_text(text in text(), at in 0_usize..41) {
        let byte = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at).unwrap_or(text.len());
        let unit = |unit| OffsetConverter::new(&text, unit).convert(byte);
        prop_assert_eq!(text.chars().take(unit(OffsetUnit::Codepoint)).collect::<String>(), &text[..byte]);
        let utf16: Vec<u16> = text.encode_utf16().take(unit(OffsetUnit::Utf16)).collect();
        prop_assert_eq!(String::from_utf16(&utf16).unwrap(), &text[..byte]);
        prop_assert_eq!(unit(OffsetUnit::Byte), byte);
    }
}

const LISTS: [(&str, &str); 3] = [
    (
        "places/p.tsv",
        "lebanon\tلبنان\t\tLebanon\tcountry\tLB\t\t\t\t\t\tx\n\
         riyadh\tالرياض\t\tRiyadh\tcity\tSA\t\t\t\t\t\tx\n\
         abu_dhabi\tأبوظبي\t\tAbu Dhabi\tcity\tAE\t\t\t\t\t\tx\n\
         tyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\tneeds_context\tx\n",
    ),
    ("people/q.tsv", "mahmoud_abbas\tمحمود عباس\t\tMahmoud Abbas\thead_of_state\tPS\tرئيس\t\t\t\t\tx\n"),
    ("organisations/r.tsv", "un\tالأمم المتحدة\t\tUnited Nations\tinternational\t\t\t\t\t\t\tx\n"),
];

fn tagger() -> Tagger {
    let header = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";
    let mut loader = Loader::default();
    for (path, rows) in LISTS {
        loader.read(path, format!("{header}{rows}").as_bytes()).expect("lists that are right");
    }
    loader
        .read(
            "lexicon/cues.tsv",
            "text\ttype\tside\tkind\tsource\nمدينة\tplace\tbefore\thead\tx\nقال\tperson\teither\tsaying\tx\n".as_bytes(),
        )
        .expect("lists that are right");
    let loaded = loader.finish();
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    Tagger::new(loaded.gazetteer).expect("lists that are right")
}

/// Words of news, names among them.
fn sentence() -> impl Strategy<Value = String> {
    let words = vec![
        "لبنان",
        "ولبنان",
        "للرياض",
        "بالرياض",
        "أبو ظبي",
        "أبوظبي",
        "مدينة صور",
        "صور",
        "محمود عباس",
        "عباس",
        "محمود",
        "الأمم المتحدة",
        "والأمم",
        "قال",
        "إن",
        "في",
        "زار",
        "الرئيس",
        "«لبنان»",
        "ابو-ظبي",
        "وفد.",
        "\n",
        "\r\n\r\n",
        "😀",
        "(الرياض)",
        "لبناني",
    ];
    prop::collection::vec(prop::sample::select(words), 0..25).prop_map(|words| words.join(" "))
}

fn found(tagged: &Tagged, tagger: &Tagger) -> Vec<(String, f32)> {
    tagged
        .mentions
        .iter()
        .map(|mention| (mention.entity.map_or_else(String::new, |ix| tagger.entity(tagged, ix).id.to_string()), mention.score))
        .collect()
}

/// Puts invisible things after letters: marks, tatweel, bidi signs.
fn decorate(text: &str, choices: &[u8]) -> String {
    let decorations = ["", "\u{064E}", "\u{0651}\u{0650}", "\u{0640}", "\u{200F}", "\u{0652}", "", "\u{202B}"];
    let mut choices = choices.iter().cycle();
    let mut decorated = String::new();
    for c in text.chars() {
        decorated.push(c);
        if ('ء'..='ي').contains(&c) {
            decorated.push_str(decorations[usize::from(choices.next().copied().unwrap_or(0)) % decorations.len()]);
        }
    }
    decorated
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn marks_change_no_entity(text in sentence(), choices in prop::collection::vec(any::<u8>(), 1..60)) {
        let tagger = tagger();
        let plain = tagger.tag(&text, &Options::default()).unwrap();
        let decorated_text = decorate(&text, &choices);
        let decorated = tagger.tag(&decorated_text, &Options::default()).unwrap();
        prop_assert_eq!(found(&plain, &tagger), found(&decorated, &tagger));
    }

    #[test]
    fn mentions_are_sorted_disjoint_and_cut_from_the_text(text in sentence(), choices in prop::collection::vec(any::<u8>(), 1..60)) {
        let tagger = tagger();
        let text = decorate(&text, &choices);
        let tagged = tagger.tag(&text, &Options::default()).unwrap();
        prop_assert_eq!(&tagged, &tagger.tag(&text, &Options::default()).unwrap(), "not deterministic");
        for pair in tagged.mentions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for mention in &tagged.mentions {
            prop_assert!(mention.token.start <= mention.span.start && mention.span.end <= mention.token.end);
            let units: Vec<u16> = text.encode_utf16().collect();
            let offset = |unit, byte| OffsetConverter::new(&text, unit).convert(byte);
            let utf16 = offset(OffsetUnit::Utf16, mention.span.start)..offset(OffsetUnit::Utf16, mention.span.end);
            prop_assert_eq!(String::from_utf16(&units[utf16]).unwrap(), mention.span.of(&text));
            let points = offset(OffsetUnit::Codepoint, mention.span.start)..offset(OffsetUnit::Codepoint, mention.span.end);
            let cut: String = text.chars().skip(points.start).take(points.len()).collect();
            prop_assert_eq!(cut, mention.span.of(&text));
        }
    }
}

/// A mark in its presentation form stands between a letter and the sign that makes it another letter.
#[test]
fn a_raw_span_covers_presentation_forms_of_marks() {
    let text = "ا\u{FE70}\u{653}ب";
    let folded = FoldedText::new(text);
    assert_eq!(render(folded.canonical()), "آب");
    assert_eq!(folded.raw_of(FoldedSpan::new(0, 1)), "ا\u{FE70}\u{653}");
}
