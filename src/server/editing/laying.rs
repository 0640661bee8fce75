//! Files read from the disk, with the stored edits laid over them.

use std::sync::Arc;

use super::in_force::note;
use crate::gazetteer::source::Source;
use crate::gazetteer::{Edits, Gazetteer, LoadError, Unfit, check_edits};
use crate::store::StandingEdit;
use crate::tagging::Tagger;

/// An engine with the stored edits in force, and what became of them.
#[derive(Debug)]
pub(in crate::server) struct Laid {
    pub(in crate::server) tagger: Arc<Tagger>,
    /// Those in force.
    pub(super) edits: Edits,
    /// Those that fit the files no more. They stay in the store.
    pub(in crate::server) unfit: Vec<Unfit>,
    /// List and id of those in force whose row the files have changed since.
    pub(in crate::server) overtaken: Vec<(String, String)>,
    /// How many warnings there are about the files' and the edits' rows.
    pub(in crate::server) warnings: usize,
}

/// Reads the lists and lays edits over them. Takes as long as loading.
///
/// # Errors
/// If the lists cannot be used. Edits that do not fit are no error.
pub(super) fn load(source: &Source, stored: &[StandingEdit]) -> Result<Laid, LoadError> {
    let (tagger, warnings) = Tagger::load(source)?;
    let laid = lay_over(Arc::new(tagger), stored)?;
    Ok(Laid { warnings: laid.warnings + warnings.len(), ..laid })
}

/// Lays stored edits over an engine of the files alone.
///
/// # Errors
/// If there are more forms than a lexicon holds.
pub(super) fn lay_over(files: Arc<Tagger>, stored: &[StandingEdit]) -> Result<Laid, LoadError> {
    let mut wanted = Edits::default();
    for edit in stored {
        note(&mut wanted, &files, &edit.gazetteer, &edit.entity, true, edit.row.as_deref());
    }
    let (edits, unfit) = files.gazetteer().fitting(&Edits::default(), &wanted);
    let overtaken = |edit: &&StandingEdit| {
        let now = files.file_row(&edit.gazetteer, &edit.entity);
        edits.get(&edit.gazetteer, &edit.entity).is_some() && now != edit.file_row
    };
    let overtaken = stored.iter().filter(overtaken).map(|edit| (edit.gazetteer.clone(), edit.entity.clone())).collect();
    let tagger = if edits.is_empty() { files } else { Arc::new(files.edited(&edits).map_err(LoadError::Invalid)?) };
    let warnings = check_edits(tagger.gazetteer()).len();
    Ok(Laid { tagger, edits, unfit, overtaken, warnings })
}

/// The stored edits that fit lists, and the others. One that the lists' file has by now is among them.
pub(crate) fn fitting(lists: &Gazetteer, stored: &[StandingEdit]) -> (Edits, Vec<Unfit>) {
    let mut wanted = Edits::default();
    for edit in stored {
        wanted.set(&edit.gazetteer, &edit.entity, edit.row.as_deref());
    }
    lists.fitting(&Edits::default(), &wanted)
}

impl Laid {
    /// Tells the log what an editor should look at.
    pub(super) fn log(&self) {
        for Unfit { list, id, findings } in &self.unfit {
            let problem = findings.first().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(gazetteer = list, entity = id, problem, "an edit fits the lists no more: it is kept, and not in force");
        }
        for (gazetteer, entity) in &self.overtaken {
            tracing::warn!(gazetteer, entity, "the list's file has changed a row that was edited: the edit stands");
        }
        if !self.edits.is_empty() || !self.unfit.is_empty() {
            tracing::info!(
                in_force = self.edits.len(),
                unfit = self.unfit.len(),
                overtaken = self.overtaken.len(),
                "edits laid over the lists"
            );
        }
    }
}
