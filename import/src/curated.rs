//! The curated lists, as far as the import needs them: they have the last word.

use std::fs;
use std::path::Path;

use aalam::gazetteer::{Gazetteer, Loader, WordKind};
use anyhow::{Context, Result, ensure};

const FOLDERS: [&str; 4] = ["lexicon", "organisations", "people", "places"];

/// Reads the rows of a gazetteer folder that were written by hand; those of an earlier import are left out.
pub fn read(gazetteers: &Path) -> Result<Gazetteer> {
    let mut loader = Loader::default();
    for folder in FOLDERS {
        let path = gazetteers.join(folder);
        let entries = fs::read_dir(&path).with_context(|| format!("cannot read the folder {}", path.display()))?;
        let mut names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<Vec<_>>>()?;
        names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "tsv"));
        names.sort();
        for name in names {
            let path = path.join(&name);
            let list = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            if let Some(by_hand) = by_hand(&list) {
                loader.read(&format!("{folder}/{name}"), by_hand.as_bytes())?;
            }
        }
    }
    let loaded = loader.finish();
    let errors: Vec<String> = loaded.errors().map(ToString::to_string).collect();
    ensure!(errors.is_empty(), "the curated lists have errors; mend them first:\n  {}", errors.join("\n  "));
    Ok(loaded.gazetteer)
}

/// The header and the rows whose source is `curated`; `None` if there are none.
fn by_hand(list: &str) -> Option<String> {
    let (header, rows) = list.split_once('\n')?;
    let kept: Vec<&str> = rows.lines().filter(|row| row.rsplit('\t').next().is_some_and(|source| source == "curated")).collect();
    (!kept.is_empty()).then(|| format!("{header}\n{}\n", kept.join("\n")))
}

/// The listed words of a kind.
pub fn words(gazetteer: &Gazetteer, wanted: fn(WordKind) -> bool) -> impl Iterator<Item = &str> {
    gazetteer.words().iter().filter(move |word| wanted(word.kind)).map(|word| &*word.text)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

    /// A gazetteer of these lists: path and rows of `id name aliases name_en subtype country same_as`, parted by commas.
    pub(crate) fn gazetteer(lists: &[(&str, &[&str])]) -> Gazetteer {
        gazetteer_with(&[], lists)
    }

    /// The same, with other lists as they are.
    pub(crate) fn gazetteer_with(others: &[(&str, &str)], lists: &[(&str, &[&str])]) -> Gazetteer {
        let mut loader = Loader::default();
        for (path, text) in others {
            loader.read(path, text.as_bytes()).unwrap();
        }
        for (path, rows) in lists {
            let rows = rows.iter().map(|row| {
                let [id, name, aliases, name_en, subtype, country, same_as] = row.split(',').collect::<Vec<_>>()[..] else {
                    panic!("{row}")
                };
                format!("{id}\t{name}\t{aliases}\t{name_en}\t{subtype}\t{country}\t\t\t\t{same_as}\t\tcurated\n")
            });
            let text: String = std::iter::once(HEADER.to_owned()).chain(rows).collect();
            loader.read(path, text.as_bytes()).unwrap();
        }
        let loaded = loader.finish();
        assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
        loaded.gazetteer
    }

    #[test]
    fn rows_of_an_earlier_import_are_left_out() {
        let list = "id\tsource\na\tcurated\nb\tgeonames CC-BY-4.0\n";
        assert_eq!(by_hand(list).as_deref(), Some("id\tsource\na\tcurated\n"));
        assert_eq!(by_hand("id\tsource\nb\tgeonames CC-BY-4.0\n"), None);
    }
}
