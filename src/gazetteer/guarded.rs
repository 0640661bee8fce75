//! Forms that only the whole of the lists can allow: a foreign name of one word in other letters must not become a word, or another name.
//!
//! Of all that the letters of foreign names allow, two spellings are made: Egypt's ج for غ, and ش for تش. Each is made of curated entities
//! alone, and kept only if no entity is listed so, no other entity has a form like it, and it is no known word and part of no other listed
//! name. Other letters (ك and ق for غ, غ for ج, ط for ت, ص for س, ة for a final ا) made more words than names of one word; in longer names
//! skeletons find them.

use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::entity::{Entity, EntityIx};
use super::expand::{SurfaceForm, split};
use super::families::Families;
use super::skeleton_index::{GivenNames, is_foreign};
use super::statistics::WordStatistics;
use crate::text::fold::{canonical_symbols, lenient_symbols};
use crate::text::symbol::{ARTICLE, Symbol, arabic};

/// The guarded forms of each entity, with the number of the name they are made of.
pub(super) type GuardedForms = FxHashMap<EntityIx, Vec<(u16, SurfaceForm)>>;

/// A form needs this many letters: shorter ones are words too often.
const LEAST_LETTERS: usize = 5;

/// A form that may be kept.
struct Proposed {
    alias: u16,
    form: SurfaceForm,
    lenient: Vec<u8>,
}

/// What the lists hold of words and proposed forms.
///
/// Both are kept as hashes of their lenient symbols. That two of some hundred thousand have one hash of 64 bits is not to be expected, and
/// would cost one generated form.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// For each entity the words of its names, each once; sorted.
    words: Vec<u64>,
    /// Who would have each form.
    proposers: FxHashMap<u64, Vec<EntityIx>>,
}

/// How edits change what a [`Guard`] holds: how many more entities have each word, and propose each form.
#[derive(Debug, Default)]
pub(super) struct GuardChange {
    words: FxHashMap<u64, isize>,
    proposers: FxHashMap<u64, isize>,
}

/// What is known about words, apart from names of entities.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownWords<'w> {
    pub(super) given: &'w GivenNames,
    pub(super) statistics: &'w WordStatistics,
}

impl Guard {
    /// Goes through all names, and makes the forms that they allow.
    pub(super) fn of(entities: &[Entity], known: KnownWords<'_>) -> (Self, GuardedForms) {
        let mut words: Vec<u64> = entities.par_iter().flat_map_iter(words).collect();
        words.par_sort_unstable();
        let mut guard = Self { words, proposers: FxHashMap::default() };
        let numbered: Vec<(EntityIx, &Entity)> = (0..).map(EntityIx).zip(entities).collect();
        let proposing = |&(ix, entity): &(EntityIx, _)| Some((ix, forms(&known.propose(entity))?));
        let proposing: Vec<(EntityIx, Vec<u64>)> = numbered.par_iter().filter_map(proposing).collect();
        for (ix, forms) in &proposing {
            for &form in forms {
                guard.proposers.entry(form).or_default().push(*ix);
            }
        }
        let unchanged = GuardChange::default();
        let allowed = proposing.iter().map(|&(ix, _)| (ix, guard.allowed(&entities[ix.index()], &unchanged, known)));
        let allowed = allowed.filter(|(_, forms)| !forms.is_empty()).collect();
        (guard, allowed)
    }

    /// The forms of an entity that the lists allow, as they are changed.
    pub(super) fn allowed(&self, entity: &Entity, change: &GuardChange, known: KnownWords<'_>) -> Vec<(u16, SurfaceForm)> {
        let proposed = known.propose(entity);
        if proposed.is_empty() {
            return Vec::new();
        }
        let own = words(entity);
        let names: Vec<u64> = entity.aliases.iter().map(|alias| hash(&lenient_symbols(&canonical_symbols(&alias.text)))).collect();
        let mut kept: Vec<(u16, SurfaceForm)> = Vec::new();
        for one in proposed {
            let key = hash(&one.lenient);
            let others = self.entities_with(key, change) - isize::from(own.contains(&key));
            let free = others == 0 && !names.contains(&key) && self.proposers_of(key, change) == 1;
            if free && !known.has(&one) && kept.iter().all(|(_, form)| form.symbols != one.form.symbols) {
                kept.push((one.alias, one.form));
            }
        }
        kept
    }

    /// Of how many entities' names a word is one.
    fn entities_with(&self, word: u64, change: &GuardChange) -> isize {
        let first = self.words.partition_point(|&other| other < word);
        let count = self.words[first..].iter().take_while(|&&other| other == word).count();
        isize::try_from(count).unwrap_or(isize::MAX) + change.words.get(&word).unwrap_or(&0)
    }

    fn proposers_of(&self, form: u64, change: &GuardChange) -> isize {
        let count = self.proposers.get(&form).map_or(0, Vec::len);
        isize::try_from(count).unwrap_or(isize::MAX) + change.proposers.get(&form).unwrap_or(&0)
    }

    /// The entities whose forms a change may allow or forbid.
    pub(super) fn concerned<'g>(&'g self, change: &'g GuardChange) -> impl Iterator<Item = EntityIx> + 'g {
        let changed = change.words.iter().chain(&change.proposers).filter(|(_, more)| **more != 0);
        changed.filter_map(|(key, _)| self.proposers.get(key)).flatten().copied()
    }
}

impl GuardChange {
    /// Some entities are listed no longer, and others are.
    pub(super) fn of(removed: &[&Entity], added: &[Entity], known: KnownWords<'_>) -> Self {
        let removed = removed.par_iter().map(|&entity| (entity, -1));
        let counted = removed.chain(added.par_iter().map(|entity| (entity, 1)));
        let keys = |(entity, more)| (words(entity), forms(&known.propose(entity)), more);
        let counted: Vec<(Vec<u64>, Option<Vec<u64>>, isize)> = counted.map(keys).collect();
        let mut change = Self::default();
        for (words, forms, more) in counted {
            for word in words {
                *change.words.entry(word).or_default() += more;
            }
            for form in forms.into_iter().flatten() {
                *change.proposers.entry(form).or_default() += more;
            }
        }
        change
    }
}

impl KnownWords<'_> {
    /// The forms that an entity would have.
    fn propose(self, entity: &Entity) -> Vec<Proposed> {
        let mut proposed = Vec::new();
        if !entity.curated || entity.country.is_empty() || entity.is_arab() {
            return proposed;
        }
        for (alias, number) in entity.aliases.iter().zip(0..).filter(|(alias, _)| !alias.needs_context) {
            let word = canonical_symbols(&alias.text);
            let lenient = lenient_symbols(&word);
            let is_word = word.iter().all(|&letter| Symbol(letter).is_arabic());
            if is_word && is_foreign(&word, &lenient, self.given.origin(&lenient), self.statistics) {
                letters(&word, &mut |symbols, families| {
                    let lenient = lenient_symbols(&symbols);
                    proposed.push(Proposed { alias: number, form: SurfaceForm { symbols, families }, lenient });
                });
            }
        }
        proposed
    }

    /// Whether a form is a known word, or too short to be none.
    fn has(self, one: &Proposed) -> bool {
        let names = self.statistics.names(&one.lenient);
        let known = names.given + names.family > 0 || self.statistics.commonness(&one.form.symbols).is_some();
        known || one.form.symbols.len() < LEAST_LETTERS
    }
}

/// The words of an entity's names, each once.
fn words(entity: &Entity) -> Vec<u64> {
    let names = entity.aliases.iter().map(|alias| lenient_symbols(&canonical_symbols(&alias.text)));
    distinct(names.flat_map(|name| split(&name).map(hash).collect::<Vec<_>>()))
}

/// The forms that an entity proposes, each once; `None` if it proposes none.
fn forms(proposed: &[Proposed]) -> Option<Vec<u64>> {
    (!proposed.is_empty()).then(|| distinct(proposed.iter().map(|one| hash(&one.lenient))))
}

fn distinct(keys: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut keys: Vec<u64> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn hash(lenient: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(lenient);
    hasher.finish()
}

/// /g/ and /ch/ of a foreign name. One with the article may be a word as soon as a letter changes: التشيك, الشيك (the cheque).
fn letters(word: &[u8], add: &mut dyn FnMut(Vec<u8>, Families)) {
    const GHAIN: u8 = arabic('غ').0;
    const JEEM: u8 = arabic('ج').0;
    const CH: [u8; 2] = [arabic('ت').0, arabic('ش').0];
    if word.starts_with(&ARTICLE) {
        return;
    }
    if word.contains(&GHAIN) && !word.contains(&JEEM) {
        add(word.iter().map(|&letter| if letter == GHAIN { JEEM } else { letter }).collect(), Families::G);
    }
    if let Some(at) = word.windows(2).position(|pair| pair == CH) {
        add([&word[..at], &word[at + 1..]].concat(), Families::CH);
    }
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::Loader;
    use crate::text::symbol::render;

    const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";
    const BOGOTA: &str = "bogota\tبوغوتا\t\tBogota\tcity\tCO\t\t\t\t\t\tcurated\n";

    /// The guarded forms of one place of a list, with one other person listed.
    fn forms(places: &str, id: &str, person: &str) -> Vec<String> {
        let mut loader = Loader::default();
        loader.read("people/p.tsv", format!("{HEADER}someone\t{person}\t\tX\tathlete\tCO\t\t\t\t\t\tx\n").as_bytes()).unwrap();
        loader.read("places/q.tsv", format!("{HEADER}{places}").as_bytes()).unwrap();
        loader.read("lexicon/common_words.tsv", "word\tcb\tsource\nشابلن\t-480\tx\n".as_bytes()).unwrap();
        let loaded = loader.finish();
        assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
        let ix = loaded.gazetteer.find(id).unwrap();
        let shown = |(_, form): &(u16, super::SurfaceForm)| {
            format!("{} {}", form.families.names().collect::<Vec<_>>().join("+"), render(&form.symbols))
        };
        loaded.gazetteer.guarded_forms(ix).iter().map(shown).collect()
    }

    #[test]
    fn forms_are_made_where_nothing_is_in_their_way() {
        assert_eq!(forms(BOGOTA, "bogota", "خوان باردو"), ["g بوجوتا"]);
        assert_eq!(forms(&BOGOTA.replace("بوغوتا", "تشيرنيهيف"), "bogota", "خوان باردو"), ["ch شيرنيهيف"]);
    }

    #[test]
    fn a_form_gives_way_to_what_is_known() {
        assert!(forms(BOGOTA, "bogota", "خوان بوجوتا").is_empty(), "a word of another name");
        assert!(forms(&BOGOTA.replace("بوغوتا", "تشابلن"), "bogota", "خوان باردو").is_empty(), "a common word");
        assert!(forms(&BOGOTA.replace("بوغوتا", "غابا"), "bogota", "خوان باردو").is_empty(), "too short");
        assert!(forms(&BOGOTA.replace("بوغوتا", "التشيكا"), "bogota", "خوان باردو").is_empty(), "the article");
        assert!(forms(&BOGOTA.replace("CO", "EG"), "bogota", "خوان باردو").is_empty(), "names of Arab countries stay");
        let twin = format!("{BOGOTA}{}", BOGOTA.replace("bogota", "other"));
        assert!(forms(&twin, "bogota", "خوان باردو").is_empty(), "two would have it");
    }
}
