//! Forms that only the whole of the lists can allow: a foreign name of one word in other letters must not become a word, or another name.
//!
//! Of all that the letters of foreign names allow, two spellings are made: Egypt's ج for غ, and ش for تش. Each is made of curated entities
//! alone, and kept only if no entity is listed so, no other entity has a form like it, and it is no known word and part of no other listed
//! name. Other letters (ك and ق for غ, غ for ج, ط for ت, ص for س, ة for a final ا) made more words than names of one word; in longer names
//! skeletons find them.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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
    entity: EntityIx,
    alias: u16,
    form: SurfaceForm,
    lenient: Vec<u8>,
}

/// Makes the forms that the lists allow.
pub(super) fn guarded_forms(entities: &[Entity], given: &GivenNames, statistics: &WordStatistics) -> GuardedForms {
    let mut proposed = Vec::new();
    let foreign = |entity: &Entity| entity.curated && !entity.country.is_empty() && !entity.is_arab();
    for (entity, ix) in entities.iter().zip((0..).map(EntityIx)).filter(|(entity, _)| foreign(entity)) {
        for (alias, number) in entity.aliases.iter().zip(0..).filter(|(alias, _)| !alias.needs_context) {
            let word = canonical_symbols(&alias.text);
            let lenient = lenient_symbols(&word);
            let is_word = word.iter().all(|&letter| Symbol(letter).is_arabic());
            if is_word && is_foreign(&word, &lenient, given.origin(&lenient), statistics) {
                letters(&word, &mut |symbols, families| {
                    let lenient = lenient_symbols(&symbols);
                    proposed.push(Proposed { entity: ix, alias: number, form: SurfaceForm { symbols, families }, lenient });
                });
            }
        }
    }
    let lists = Lists::of(entities, &proposed);
    let mut kept = GuardedForms::default();
    for one in proposed.into_iter().filter(|one| lists.allow(one, statistics)) {
        let own = kept.entry(one.entity).or_default();
        if own.iter().all(|(_, form)| form.symbols != one.form.symbols) {
            own.push((one.alias, one.form));
        }
    }
    kept
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

/// What the lists hold of the proposed forms, all lenient.
struct Lists {
    /// Listed as a name or a word of one, or proposed for two entities.
    taken: FxHashSet<Vec<u8>>,
}

impl Lists {
    fn of(entities: &[Entity], proposed: &[Proposed]) -> Self {
        let mut owners: FxHashMap<&[u8], EntityIx> = FxHashMap::default();
        let mut taken = FxHashSet::default();
        for one in proposed {
            if *owners.entry(&one.lenient).or_insert(one.entity) != one.entity {
                taken.insert(one.lenient.clone());
            }
        }
        let clashing = |(ix, entity): (u32, &Entity)| {
            let mut clashing = Vec::new();
            for alias in &entity.aliases {
                let name = lenient_symbols(&canonical_symbols(&alias.text));
                let clashes = |word: &&[u8]| owners.get(word).is_some_and(|&owner| owner != EntityIx(ix) || **word == *name);
                clashing.extend(split(&name).filter(clashes).map(<[u8]>::to_vec));
            }
            clashing
        };
        let numbered: Vec<(u32, &Entity)> = (0..).zip(entities).collect();
        taken.par_extend(numbered.into_par_iter().flat_map_iter(clashing));
        Self { taken }
    }

    fn allow(&self, one: &Proposed, statistics: &WordStatistics) -> bool {
        let names = statistics.names(&one.lenient);
        let known = names.given + names.family > 0 || statistics.commonness(&one.form.symbols).is_some();
        !known && one.form.symbols.len() >= LEAST_LETTERS && !self.taken.contains(&one.lenient)
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
