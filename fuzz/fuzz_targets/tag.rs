//! The whole tagger, with any options: the first byte has their bits, the second the least score; behind the text, parted by zero bytes, come
//! an added name and a suppressed one.
#![no_main]

use aalam::gazetteer::EntityType;
use aalam::server::Article;
use aalam::tagging::{AddedName, MentionType, Options, Overlap, Suppress, TypeSet};
use aalam_fuzz::{answers, check_mentions, pieces, tagger};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|input: &[u8]| -> Corpus {
    let [bits, score, rest @ ..] = input else { return Corpus::Reject };
    let mut parts = rest.split(|&byte| byte == 0);
    let text = pieces::text(parts.next().unwrap_or_default());
    let added = parts.next().map(pieces::text);
    let suppressed = parts.next().map(pieces::text);
    let options = options(*bits, *score, added, suppressed.as_deref());
    let Ok(tagged) = tagger().tag(&text, &options) else {
        assert!(!options.add.is_empty(), "only an added name can be refused");
        return Corpus::Keep;
    };
    check_mentions(&text, &tagged, &options);
    assert_eq!(tagger().tag(&text, &options).as_ref(), Ok(&tagged), "the same text, the same answer");
    if let Some(suppressed) = &suppressed {
        let covered = |id: &str| id == suppressed;
        let found = tagged.mentions.iter().filter_map(|mention| mention.entity).any(|ix| covered(&tagger().entity(&tagged, ix).id));
        assert!(!found, "a suppressed entity was found");
    }
    answers::check(&Article::plain(&text), &tagged, usize::from(*score));
    Corpus::Keep
});

fn options(bits: u8, score: u8, added: Option<String>, suppressed: Option<&str>) -> Options {
    let has = |bit: u8| bits & 1 << bit != 0;
    let chosen = MentionType::ALL.into_iter().zip(0..).filter(|&(_, bit)| has(bit));
    let places = ["countries", "capitals", "cities"];
    Options {
        types: chosen.fold(TypeSet::NONE, |types, (mention_type, _)| types.with(mention_type)),
        lists: has(7).then(|| places.iter().filter_map(|list| tagger().gazetteer().find_list(list)).collect()),
        overlap: if has(4) { Overlap::All } else { Overlap::Longest },
        unlisted: has(5),
        context: has(6),
        min_score: f32::from(score & 0x7F) / 127.0,
        add: added.into_iter().map(|text| AddedName { text, entity_type: EntityType::ALL[usize::from(score) % 3], id: None }).collect(),
        suppress: Suppress::new(suppressed),
    }
}
