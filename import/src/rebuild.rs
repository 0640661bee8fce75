//! The rebuild: from the packages and the curated lists to the imported lists.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::corrections::Corrections;
use crate::danger::Dangers;
use crate::frequency::Frequencies;
use crate::link::{Curated, link};
use crate::names::Part;
use crate::packages::Packages;
use crate::progress::Progress;
use crate::review::Review;
use crate::sources::{self, wikidata};
use crate::{curated, ids, merge, rows, variants};

/// The imported lists: path below the gazetteer folder, and text.
pub type Lists = BTreeMap<String, String>;

/// Makes the imported lists, in memory.
pub fn rebuild(packages: &Packages, gazetteers: &Path, progress: &Progress) -> Result<Lists> {
    let steps = progress.steps("Reading", sources::ALL.len() + 3);
    let gazetteer = steps.step("curated lists", || curated::read(gazetteers))?;
    let frequencies = steps.step("word frequencies", || Frequencies::read(packages))?;
    let wikidata = steps.step("wikidata", || wikidata::read(packages, &gazetteer, &frequencies))?;
    let mut records = wikidata.people;
    for (name, source) in sources::ALL {
        records.extend(steps.step(name, || source(packages).with_context(|| format!("the source {name} cannot be read")))?);
    }
    let curated = Curated::new(&gazetteer);
    let things = ids::assign(variants::trim(link(merge::merge(records), &curated)), &curated);
    let things = Corrections::read()?.apply(things)?;
    let review = Review::read()?;
    let safe = Dangers::new(&frequencies, &gazetteer, &curated, &wikidata.names, &review).sift(things);
    let mut lists = rows::lists(safe);
    lists.insert("lexicon/given_names_wikidata.tsv".into(), wikidata.names.list(Part::Given));
    lists.insert("lexicon/family_names_wikidata.tsv".into(), wikidata.names.list(Part::Family));
    lists.insert("lexicon/common_words.tsv".into(), frequencies.common_words());
    Ok(lists)
}

/// Writes the lists.
pub fn write(lists: &Lists, gazetteers: &Path) -> Result<()> {
    for (list, text) in lists {
        let path = gazetteers.join(list);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The lists that are not as committed, each with where it first differs.
pub fn differences(lists: &Lists, gazetteers: &Path) -> Vec<String> {
    lists.iter().filter_map(|(list, text)| difference(list, text, fs::read_to_string(gazetteers.join(list)).ok().as_deref())).collect()
}

fn difference(list: &str, rebuilt: &str, committed: Option<&str>) -> Option<String> {
    let Some(committed) = committed else { return Some(format!("{list}: the list is missing")) };
    if rebuilt == committed {
        return None;
    }
    let mut lines = rebuilt.split('\n').zip(committed.split('\n')).zip(1_usize..);
    let place = lines.find(|((rebuilt, committed), _)| rebuilt != committed);
    Some(match place {
        Some(((rebuilt, committed), number)) => format!("{list}:{number}: rebuilt «{rebuilt}», committed «{committed}»"),
        None => format!("{list}: {} lines rebuilt, {} committed", rebuilt.lines().count(), committed.lines().count()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_names_the_first_line() {
        assert_eq!(difference("places/a.tsv", "id\na\n", Some("id\na\n")), None);
        assert_eq!(difference("places/a.tsv", "id\na\nb\n", Some("id\na\nc\n")).unwrap(), "places/a.tsv:3: rebuilt «b», committed «c»");
        assert_eq!(difference("places/a.tsv", "id\n", None).unwrap(), "places/a.tsv: the list is missing");
        assert_eq!(difference("places/a.tsv", "id\na\n", Some("id\na\r\n")).unwrap(), "places/a.tsv:2: rebuilt «a», committed «a\r»");
    }
}
