//! The last names of listed people, made once: what a text may call somebody after naming them in full.

use crate::gazetteer::expand::{split, surface_forms};
use crate::gazetteer::{Entity, EntityIx, EntityType, Families};
use crate::text::fold::lenient_symbols;
use crate::text::symbol::{Symbol, arabic};

/// A last name, as a surface form.
#[derive(Debug, Clone)]
pub(super) struct LastName {
    pub(super) canonical: Box<[u8]>,
    pub(super) lenient: Box<[u8]>,
    /// Which name of the person it ends.
    pub(super) alias: u16,
    pub(super) families: Families,
}

/// The last names of all people of a gazetteer.
#[derive(Debug, Default)]
pub(super) struct LastNames {
    /// For each entity where its names begin; one more at the end.
    first: Vec<u32>,
    names: Vec<LastName>,
}

impl LastNames {
    pub(super) fn of(entities: &[Entity]) -> Self {
        let mut all = Self::default();
        for entity in entities {
            all.first.push(all.next());
            all.names.extend(last_names(entity));
        }
        all.first.push(all.next());
        all.names.shrink_to_fit();
        all
    }

    fn next(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }

    /// The last names of a listed person; `None` for an entity that is not of this gazetteer.
    pub(super) fn get(&self, ix: EntityIx) -> Option<&[LastName]> {
        let (first, end) = (*self.first.get(ix.index())?, *self.first.get(ix.index() + 1)?);
        Some(&self.names[first as usize..end as usize])
    }
}

const ARTICLE: &[u8] = &[arabic('ا').0, arabic('ل').0];

/// The last names of a person, of every form of every name of several words, as they stand alone and after ل.
pub(super) fn last_names(entity: &Entity) -> Vec<LastName> {
    let mut names: Vec<LastName> = Vec::new();
    if entity.entity_type != EntityType::Person {
        return names;
    }
    let mut add = |canonical: Vec<u8>, alias, families| {
        if !names.iter().any(|other: &LastName| *other.canonical == *canonical) {
            let lenient = lenient_symbols(&canonical).into();
            names.push(LastName { canonical: canonical.into(), lenient, alias, families });
        }
    };
    for (alias, number) in entity.aliases.iter().zip(0..) {
        for form in surface_forms(entity, &alias.text) {
            let words: Vec<&[u8]> = split(&form.symbols).collect();
            let Some(last) = last_name(&words).filter(|_| !form.families.has(Families::LAM)) else { continue };
            let symbols = last.join(&Symbol::SPACE.0);
            let contracted = symbols.strip_prefix(ARTICLE).map(|rest| [&ARTICLE[1..], rest].concat());
            add(symbols, number, form.families);
            if let Some(contracted) = contracted {
                add(contracted, number, form.families.with(Families::LAM));
            }
        }
    }
    names
}

/// The words that make the last name: one, or the whole compound (بن سلمان, أبو الغيط, نصر الله). A clan name (آل ثاني) is shared by too
/// many to stand for one.
fn last_name<'w>(words: &'w [&'w [u8]]) -> Option<&'w [&'w [u8]]> {
    let is = |word: &[u8], options: &[&str]| options.iter().any(|option| option.chars().map(|c| arabic(c).0).eq(word.iter().copied()));
    let [.., before, last] = words else { return None };
    let heads =
        ["بن", "ابن", "أبو", "أبي", "أبا", "ابو", "ابي", "ابا", "بو", "عبد", "ولد", "أم", "بنت", "دي", "فان", "دو", "لو", "بان", "فون"];
    let take = if is(before, &["آل", "ال"]) {
        return None;
    } else if is(before, &heads) || is(last, &["الدين", "الله"]) {
        2
    } else {
        1
    };
    // A compound that is the whole name is no shorter than it.
    (words.len() > take).then(|| &words[words.len() - take..])
}
