//! The lexicon against its oracle: one Aho–Corasick automaton over whole forms, overlapping, with the same boundary check.

use std::collections::BTreeSet;

use aalam::gazetteer::{EntityIx, Families, LexiconBuilder, Posting, SurfaceForm};
use aalam::text::fold::{canonical_symbols, lenient_symbols};
use aalam::text::{FoldedText, Proclitics, Symbol};
use aho_corasick::AhoCorasick;
use proptest::prelude::*;

/// Start, end and number of each form found.
type Found = BTreeSet<(usize, usize, u32)>;

fn by_lexicon(forms: &[String], text: &FoldedText<'_>) -> Found {
    let mut builder = LexiconBuilder::default();
    for (form, number) in forms.iter().zip(0..) {
        let form = SurfaceForm { symbols: canonical_symbols(form), families: Families::default() };
        builder.add_alias_form(EntityIx(number), 0, &form);
    }
    let lexicon = builder.build().expect("a few forms");
    let mut found = Found::new();
    lexicon.search(text, |hit| {
        for posting in lexicon.postings(hit) {
            let Posting::Alias(alias) = posting else { panic!("only names were added") };
            let span = hit.span.range();
            assert_eq!(lenient_symbols(lexicon.form(posting, hit)), text.lenient()[span.clone()]);
            assert!(found.insert((span.start, span.end, alias.entity.0)), "the same form twice at {span:?}");
        }
    });
    found
}

fn by_oracle(forms: &[String], text: &FoldedText<'_>) -> Found {
    let patterns: Vec<Vec<u8>> = forms.iter().map(|form| lenient_symbols(&canonical_symbols(form))).collect();
    let automaton = AhoCorasick::new(&patterns).expect("a few forms");
    let ends_word = |end: usize| text.canonical().get(end).is_none_or(|&symbol| !Symbol(symbol).is_letter());
    automaton
        .find_overlapping_iter(text.lenient())
        .filter(|hit| ends_word(hit.end()) && Proclitics::before(text.canonical(), hit.start()).is_some())
        .map(|hit| (hit.start(), hit.end(), hit.pattern().as_u32()))
        .collect()
}

/// Words of a few letters, so that forms begin alike, lie inside each other and follow proclitics; some begin or end with a sign.
fn words(most: usize) -> impl Strategy<Value = String> {
    let letter = prop::sample::select(vec!['و', 'ب', 'ل', 'ا', 'أ', 'ي', 'ى', 'م']);
    let word = prop::collection::vec(letter, 0..4).prop_map(|letters| letters.into_iter().collect::<String>());
    let gap = prop::sample::select(vec![" ", " ", " ", "-", "\n", " - ", ".", "'", "7", "\n\n"]);
    let joined = prop::collection::vec((word, gap), 1..most).prop_map(|pieces| {
        let joined: String = pieces.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect();
        joined.trim().to_owned()
    });
    joined.prop_filter("something to find", |text| !text.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_finds_what_its_oracle_finds(forms in prop::collection::vec(words(5), 1..40), text in words(60)) {
        let folded = FoldedText::new(&text);
        prop_assert_eq!(by_lexicon(&forms, &folded), by_oracle(&forms, &folded));
    }
}

#[test]
fn a_longer_form_that_fails_hides_no_shorter_one() {
    let forms = ["بغداد", "بغداد الجديد", "بغداد الجديدة في العراق"].map(str::to_owned);
    let text = FoldedText::new("زار بغداد الجديدتين ثم بغداد الجديد");
    let spans: Vec<(usize, usize)> = by_lexicon(&forms, &text).into_iter().map(|(start, end, _)| (start, end)).collect();
    assert_eq!(spans, [(4, 9), (23, 28), (23, 35)]);
}

#[test]
fn white_space_behind_an_invisible_sign_is_no_part_of_a_form() {
    let text = FoldedText::new("في بغداد.");
    assert_eq!(by_lexicon(&["\u{200F} بغداد \u{200F}".to_owned()], &text).len(), 1);
}
