//! An engine with edits in force, beside the one it comes from.

use std::sync::Arc;

use super::Tagger;
use super::compiled::Compiled;
use crate::gazetteer::{Edits, Finding, Part, Severity, TooManyForms};

impl Tagger {
    /// The engine of the same files with these edits in force, *instead of* those that are in force now.
    ///
    /// What was loaded from files is shared with `self`; only the entities of edited rows are made anew. An edited row is what the same row in its
    /// file would be, but for one thing: how foreign a word's letters look is weighed by the names of the files.
    ///
    /// # Complexity
    /// Time and memory go with the number of edited entities, beside one way through the bytes of each list that has rows of them.
    ///
    /// # Errors
    /// Everything wrong with the edited rows, in the words of the loader; then no edit is in force.
    ///
    /// # Examples
    /// ```
    /// use aalam::gazetteer::{Edits, source::Source};
    /// use aalam::tagging::{Options, Tagger};
    ///
    /// let (tagger, _) = Tagger::load(&Source::Builtin)?;
    /// let mut edits = Edits::default();
    /// edits.set("cities", "new_town", Some("new_town\tقرطبوش الجديدة\t\tQartabush\tcity\tEG\t\t\t\t\t\tcurated"));
    /// let edited = tagger.edited(&edits).expect("a row without errors");
    /// let text = "وصل الوفد إلى قرطبوش الجديدة";
    /// let tagged = edited.tag(text, &Options::default())?;
    /// let ix = tagged.mentions[0].entity.expect("a listed name");
    /// assert_eq!(&*edited.entity(&tagged, ix).id, "new_town");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn edited(&self, edits: &Edits) -> Result<Self, Vec<Finding>> {
        let gazetteer = self.gazetteer.edited(edits)?;
        let changed = gazetteer.part(Part::Edits).next().is_some();
        let compiled = if changed { Some(Compiled::of(&gazetteer, Part::Edits)) } else { None };
        let edits = compiled.transpose().map_err(|error| vec![too_many(error)])?;
        let (files, shapes, model) = (Arc::clone(&self.files), Arc::clone(&self.shapes), Arc::clone(&self.model));
        Ok(Self { gazetteer, files, edits, shapes, model })
    }

    /// A row as it stands in the list's file, whatever edits say: a line of cells parted by tabs, without its end.
    pub fn file_row(&self, list: &str, id: &str) -> Option<String> {
        self.gazetteer.file_row(list, id).map(str::to_owned)
    }

    /// A row in force, edited or of the file.
    pub fn row(&self, list: &str, id: &str) -> Option<String> {
        self.gazetteer.row(list, id).map(str::to_owned)
    }
}

/// Two thousand million letters are no one row's fault.
fn too_many(error: TooManyForms) -> Finding {
    Finding {
        file: String::new(),
        line: 0,
        row: String::new(),
        column: "",
        severity: Severity::Error,
        problem: error.to_string(),
        mend: "edit fewer rows at a time".to_owned(),
    }
}

#[cfg(test)]
mod tests;
