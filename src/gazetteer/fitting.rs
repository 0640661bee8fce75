//! Laying edits over files that may have changed since: as many as fit, and what is wrong with the others.

use super::edits::{Edit, Edits};
use super::error::{Finding, Severity};
use super::{Gazetteer, List};

/// An edit that is not in force, since an error stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Name of the list.
    pub list: String,
    /// Id of the entity.
    pub id: String,
    /// What is wrong, in the words of the loader.
    pub findings: Vec<Finding>,
}

impl Gazetteer {
    /// Puts `wanted` to `base`, edits that fit the files, as far as all fit together; gives all that do, and those wanted that do not.
    ///
    /// # How it works
    /// All are tried at once. Edits that errors name are left out. Where an error names none of them (an edit contradicts a row of another
    /// file), halves are tried instead, down to single edits.
    ///
    /// # Complexity
    /// One [`edited`](Self::edited) if all fit; another for each time that errors name edits; about `2 log n` for each edit that has to be
    /// found by halves.
    pub fn fitting(&self, base: &Edits, wanted: &Edits) -> (Edits, Vec<Unfit>) {
        let (mut fit, mut unfit) = (base.clone(), Vec::new());
        let mut waiting = vec![wanted.iter().collect::<Vec<Edit<'_>>>()];
        while let Some(edits) = waiting.pop() {
            let mut trial = fit.clone();
            for edit in &edits {
                trial.set(edit.list, edit.id, edit.row);
            }
            let Err(findings) = self.edited(&trial) else {
                fit = trial;
                continue;
            };
            let errors: Vec<Finding> = findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect();
            if let [edit] = edits.as_slice() {
                unfit.push(Unfit { list: edit.list.to_owned(), id: edit.id.to_owned(), findings: errors });
                continue;
            }
            let (named, mut others): (Vec<_>, Vec<_>) =
                edits.into_iter().partition(|edit| errors.iter().any(|error| self.is_of(error, edit)));
            if named.is_empty() {
                // The first half is tried first.
                let second = others.split_off(others.len() / 2);
                waiting.extend([second, others]);
                continue;
            }
            for edit in named {
                let findings = errors.iter().filter(|error| self.is_of(error, &edit)).cloned().collect();
                unfit.push(Unfit { list: edit.list.to_owned(), id: edit.id.to_owned(), findings });
            }
            waiting.extend((!others.is_empty()).then_some(others));
        }
        (fit, unfit)
    }

    fn is_of(&self, finding: &Finding, edit: &Edit<'_>) -> bool {
        // Of a list that there is not, a finding has the name in place of the path.
        let list = self.find_list(edit.list).map_or(edit.list, |list| self.path(list));
        finding.row == edit.id && finding.file == list
    }

    fn path(&self, list: super::ListIx) -> &str {
        let List { path, .. } = &*self.lists()[list.index()];
        path
    }
}

#[cfg(test)]
mod tests {
    use super::super::Loader;
    use super::*;

    const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

    fn row(id: &str, name: &str, same_as: &str) -> String {
        format!("{id}\t{name}\t\t\tcity\tLB\t\t\t\t{same_as}\t\tcurated")
    }

    fn gazetteer() -> Gazetteer {
        let mut loader = Loader::default();
        for (path, rows) in [
            ("places/cities.tsv", [row("tyre", "صور", ""), row("sidon", "صيدا", "")]),
            ("places/towns.tsv", [row("jezzine", "جزين", "x:1"), row("tyre", "صور", "")]),
        ] {
            loader.read(path, format!("{HEADER}{}\n", rows.join("\n")).as_bytes()).unwrap();
        }
        let loaded = loader.finish();
        assert_eq!(loaded.findings, []);
        loaded.gazetteer
    }

    #[test]
    fn what_fits_is_laid_over_and_the_rest_says_why_not() {
        let (mut base, mut wanted) = (Edits::default(), Edits::default());
        base.set("towns", "batroun", Some(&row("batroun", "البترون", "x:2")));
        for number in 0..40 {
            wanted.set("cities", &format!("new_{number}"), Some(&row(&format!("new_{number}"), &format!("بلدة جديدة {number}"), "")));
        }
        // Wrong by itself; in a list that there is not; against a row of another file, which the error names; against an edit in force.
        wanted.set("cities", "bad", Some("bad\tname"));
        wanted.set("villages", "sidon", None);
        wanted.set("cities", "tyre", Some(&row("tyre", "صور البحرية", "")));
        wanted.set("cities", "other", Some(&row("other", "غيرها", "x:2")));
        let (fit, unfit) = gazetteer().fitting(&base, &wanted);
        assert_eq!(fit.len(), 41);
        let reasons: Vec<(&str, &str)> = unfit.iter().map(|unfit| (unfit.id.as_str(), unfit.findings[0].problem.as_str())).collect();
        assert_eq!(reasons.len(), 4, "{reasons:?}");
        let reason = |id: &str| reasons.iter().find(|(of, _)| *of == id).map_or("", |(_, reason)| reason);
        assert!(reason("bad").starts_with("the line has 2 cells"));
        assert_eq!(reason("sidon"), "this is no list of entities");
        assert!(reason("tyre").contains("«صور»"), "{reasons:?}");
        assert!(reason("other").contains("x:2"), "{reasons:?}");
    }
}
