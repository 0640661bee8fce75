//! The last names of listed people, made once: what a text may call somebody after naming them in full.

use crate::gazetteer::expand::{split, surface_forms};
use crate::gazetteer::{Entity, EntityIx, EntityType, Families, SurfaceForm};
use crate::text::fold::lenient_symbols;
use crate::text::symbol::{ARTICLE, Symbol, spells};

/// A last name, as a surface form.
#[derive(Debug, Clone)]
pub(super) struct LastName {
    pub(super) canonical: Box<[u8]>,
    pub(super) lenient: Box<[u8]>,
    /// Which name of the person it ends.
    pub(super) alias: u16,
    pub(super) families: Families,
}

/// The last names of all people of a run of entities.
#[derive(Debug, Default)]
pub(super) struct LastNames {
    /// The run's first entity.
    base: usize,
    /// For each entity from there on, where its names begin.
    first: Vec<u32>,
    names: Vec<LastName>,
}

impl LastNames {
    /// Begins at an entity.
    pub(super) fn from(first: EntityIx) -> Self {
        Self { base: first.index(), ..Self::default() }
    }

    /// Takes the forms of one more name, in the order of entities and names.
    pub(super) fn add(&mut self, ix: EntityIx, entity: &Entity, alias: u16, forms: &[SurfaceForm]) {
        let index = ix.index() - self.base;
        while self.first.len() <= index {
            self.first.push(offset(&self.names));
        }
        if entity.entity_type == EntityType::Person {
            let own = self.first[index] as usize;
            add_last_names(&mut self.names, own, alias, forms);
        }
    }

    /// Joins runs that follow each other.
    pub(super) fn join(runs: Vec<Self>) -> Self {
        let mut whole = Self { base: runs.first().map_or(0, |run| run.base), ..Self::default() };
        for run in runs {
            let shift = offset(&whole.names);
            whole.first.extend(run.first.into_iter().map(|first| first + shift));
            whole.names.extend(run.names);
        }
        whole.names.shrink_to_fit();
        whole
    }

    /// The last names of a listed person; `None` for an entity that is not of these runs.
    pub(super) fn get(&self, ix: EntityIx) -> Option<&[LastName]> {
        let index = ix.index().checked_sub(self.base)?;
        let first = *self.first.get(index)? as usize;
        let end = self.first.get(index + 1).map_or(self.names.len(), |&next| next as usize);
        Some(&self.names[first..end])
    }
}

fn offset(names: &[LastName]) -> u32 {
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}

/// The last names of a person who came with the request.
pub(super) fn last_names(entity: &Entity) -> Vec<LastName> {
    let mut names = Vec::new();
    for (alias, number) in entity.aliases.iter().zip(0..).filter(|_| entity.entity_type == EntityType::Person) {
        add_last_names(&mut names, 0, number, &surface_forms(entity, &alias.text));
    }
    names
}

/// Adds the last names of one name's forms, as they stand alone and after ل; the person's others begin at `own`.
fn add_last_names(names: &mut Vec<LastName>, own: usize, alias: u16, forms: &[SurfaceForm]) {
    let mut add = |canonical: Vec<u8>, families| {
        if !names[own..].iter().any(|other| *other.canonical == *canonical) {
            let lenient = lenient_symbols(&canonical).into();
            names.push(LastName { canonical: canonical.into(), lenient, alias, families });
        }
    };
    for form in forms.iter().filter(|form| !form.families.has(Families::LAM)) {
        // A name may end in a hyphen.
        let words: Vec<&[u8]> = split(&form.symbols).filter(|word| !word.is_empty()).collect();
        let Some(last) = last_name(&words) else { continue };
        let symbols = last.join(&Symbol::SPACE.0);
        let contracted = symbols.strip_prefix(&ARTICLE).map(|rest| [&ARTICLE[1..], rest].concat());
        add(symbols, form.families);
        if let Some(contracted) = contracted {
            add(contracted, form.families.with(Families::LAM));
        }
    }
}

/// The words that make the last name: one, or the whole compound (بن سلمان, أبو الغيط, نصر الله). A clan name (آل ثاني) is shared by too
/// many to stand for one.
pub(super) fn last_name<'w>(words: &'w [&'w [u8]]) -> Option<&'w [&'w [u8]]> {
    let is = |word: &[u8], options: &[&str]| options.iter().any(|option| spells(word, option));
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

#[cfg(test)]
mod tests {
    use crate::gazetteer::EntityType;
    use crate::gazetteer::source::Source;
    use crate::tagging::{AddedName, Options, Tagger};

    #[test]
    fn a_hyphen_at_the_end_is_no_last_name() {
        let (tagger, _) = Tagger::load(&Source::Builtin).unwrap();
        let add = vec![AddedName { text: "سلمى حداد-".to_owned(), entity_type: EntityType::Person, id: None }];
        let text = "وصلت سلمى حداد- أمس، وقالت حداد ذلك";
        let tagged = tagger.tag(text, &Options { add, ..Options::default() }).unwrap();
        let names: Vec<&str> = tagged.mentions.iter().map(|mention| mention.span.of(text)).collect();
        assert_eq!(names.last(), Some(&"حداد"), "{names:?}");
    }
}
