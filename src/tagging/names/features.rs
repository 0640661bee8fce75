//! From the facts of neighbouring words to features: each is one row of the weight table.

use super::facts::{AFFIXES, CLASSES, Class, Facts, GAPS, LENGTHS, SENTENCE_GAP, STATISTICS};
use super::shape::BUCKETS;

/// How many features a word has.
pub(super) const TEMPLATES: usize = 18;

/// A template: its name, and how many features it may give.
struct Template {
    name: &'static str,
    size: usize,
}

/// In the order in which [`features`] gives them.
const TABLE: [Template; TEMPLATES] = [
    Template { name: "class", size: CLASSES },
    Template { name: "before", size: CLASSES },
    Template { name: "after", size: CLASSES },
    Template { name: "before+class", size: CLASSES * CLASSES },
    Template { name: "class+after", size: CLASSES * CLASSES },
    Template { name: "two_before+before", size: CLASSES * CLASSES },
    Template { name: "class+gap_before", size: CLASSES * GAPS },
    Template { name: "class+gap_after", size: CLASSES * GAPS },
    Template { name: "statistics", size: STATISTICS },
    Template { name: "statistics_before", size: STATISTICS },
    Template { name: "class+shape", size: CLASSES * BUCKETS },
    Template { name: "shape_before+shape", size: BUCKETS * BUCKETS },
    Template { name: "affix", size: AFFIXES },
    Template { name: "affix_after", size: AFFIXES },
    Template { name: "class+length", size: CLASSES * LENGTHS },
    Template { name: "role+class", size: 2 * CLASSES },
    Template { name: "role_before+class", size: 2 * CLASSES },
    Template { name: "role+before", size: 2 * CLASSES },
];

/// Where each template's features begin; the last is the number of all.
const OFFSETS: [usize; TEMPLATES + 1] = {
    let mut offsets = [0; TEMPLATES + 1];
    let mut index = 0;
    while index < TEMPLATES {
        offsets[index + 1] = offsets[index] + TABLE[index].size;
        index += 1;
    }
    offsets
};

/// How many features there are.
pub(super) const FEATURES: usize = OFFSETS[TEMPLATES];

/// The name of a feature: its template and number there.
pub(super) fn name(feature: usize) -> (&'static str, usize) {
    let template = OFFSETS.partition_point(|&offset| offset <= feature) - 1;
    (TABLE[template].name, feature - OFFSETS[template])
}

/// The feature with this name.
pub(super) fn named(template: &str, number: usize) -> Option<usize> {
    let index = TABLE.iter().position(|known| known.name == template)?;
    (number < TABLE[index].size).then(|| OFFSETS[index] + number)
}

const EDGE: Facts = Facts { class: Class::Edge, statistics: 0, shape: 0, affix: 0, length: 0, gap: SENTENCE_GAP, role: false };

/// The features of the word at `index`.
pub(super) fn features(words: &[Facts], index: usize) -> [u32; TEMPLATES] {
    let word = &words[index];
    // Nothing is read across the end of a sentence.
    let before = |index: usize| if words[index].gap == SENTENCE_GAP { None } else { index.checked_sub(1) };
    let one_before = before(index);
    let two_before = one_before.and_then(before).map_or(&EDGE, |index| &words[index]);
    let before = one_before.map_or(&EDGE, |index| &words[index]);
    let after = words.get(index + 1).filter(|after| after.gap != SENTENCE_GAP).unwrap_or(&EDGE);
    let class = |facts: &Facts| facts.class as usize;
    let pair = |one: &Facts, two: &Facts| class(one) * CLASSES + class(two);
    let numbers = [
        class(word),
        class(before),
        class(after),
        pair(before, word),
        pair(word, after),
        pair(two_before, before),
        class(word) * GAPS + usize::from(word.gap),
        class(word) * GAPS + usize::from(after.gap),
        usize::from(word.statistics),
        usize::from(before.statistics),
        class(word) * BUCKETS + usize::from(word.shape),
        usize::from(before.shape) * BUCKETS + usize::from(word.shape),
        usize::from(word.affix),
        usize::from(after.affix),
        class(word) * LENGTHS + usize::from(word.length),
        usize::from(word.role) * CLASSES + class(word),
        usize::from(before.role) * CLASSES + class(word),
        usize::from(word.role) * CLASSES + class(before),
    ];
    #[allow(clippy::cast_possible_truncation)] // some ten thousand features
    std::array::from_fn(|template| (OFFSETS[template] + numbers[template]) as u32)
}
