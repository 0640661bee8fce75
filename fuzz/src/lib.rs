//! What the fuzz targets share: how bytes become texts, an engine over a few lists, and what holds of every answer.

pub mod answers;
pub mod pieces;

use std::sync::OnceLock;

use aalam::gazetteer::Loader;
use aalam::tagging::{Mention, Options, Overlap, Tagged, Tagger};
use aalam::text::RawSpan;

macro_rules! lists {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_bytes!(concat!("../gazetteer/", $path)).as_slice())),*]
    };
}

/// The lists of the engine: of every kind one, and short, so that an input soon meets each rule.
pub static LISTS: [(&str, &[u8]); 19] = lists![
    "people/heads_of_state.tsv",
    "people/ministers.tsv",
    "places/countries.tsv",
    "places/capitals.tsv",
    "places/cities.tsv",
    "organisations/international.tsv",
    "organisations/parties_armed_groups.tsv",
    "lexicon/titles.tsv",
    "lexicon/cues.tsv",
    "lexicon/demonyms.tsv",
    "lexicon/function_words.tsv",
    "lexicon/given_names.tsv",
    "lexicon/portfolios.tsv",
    "lexicon/bodies.tsv",
    "lexicon/things.tsv",
    "lexicon/phrases.tsv",
    "lexicon/given_names_wikidata.tsv",
    "lexicon/family_names_wikidata.tsv",
    "lexicon/common_words.tsv",
];

/// The engine of [`LISTS`].
///
/// # Panics
/// If the lists have a finding.
pub fn tagger() -> &'static Tagger {
    static TAGGER: OnceLock<Tagger> = OnceLock::new();
    TAGGER.get_or_init(|| {
        let mut loader = Loader::default();
        for (path, bytes) in LISTS {
            loader.read(path, bytes).expect("bytes in memory are read");
        }
        let loaded = loader.finish();
        assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
        Tagger::new(loaded.gazetteer).expect("a few forms")
    })
}

/// What holds of the mentions of any text.
///
/// # Panics
/// If it does not.
pub fn check_mentions(text: &str, tagged: &Tagged, options: &Options) {
    for mention in &tagged.mentions {
        check_mention(text, mention, options);
    }
    for pair in tagged.mentions.windows(2) {
        let (one, two) = (pair[0].span, pair[1].span);
        assert!((one.start, std::cmp::Reverse(one.end)) <= (two.start, std::cmp::Reverse(two.end)), "not sorted: {pair:#?}");
        let apart = one.end <= two.start;
        let inside = options.overlap == Overlap::All && two.end <= one.end;
        assert!(apart || inside, "two mentions overlap: {pair:#?}");
    }
}

fn check_mention(text: &str, mention: &Mention, options: &Options) {
    let evidence = &mention.evidence;
    let spans = [mention.span, mention.token].into_iter().chain(mention.role).chain(evidence.antecedent);
    for RawSpan { start, end } in spans.chain(evidence.cues.iter().copied()) {
        assert!(start < end && text.get(start..end).is_some(), "no span of the text: {start}..{end} in {mention:#?}");
    }
    assert!(mention.token.start <= mention.span.start && mention.span.end <= mention.token.end, "outside its token: {mention:#?}");
    assert!(options.types.has(mention.entity_type), "a type that was not asked for: {mention:#?}");
    assert!((options.min_score..=1.0).contains(&mention.score), "a score below {}, or above 1: {mention:#?}", options.min_score);
    for alternative in &mention.alternatives {
        assert!((0.0..=1.0).contains(&alternative.score), "no score: {mention:#?}");
    }
}
