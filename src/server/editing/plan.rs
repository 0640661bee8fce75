//! What an edit changes, before anything is changed.

use crate::server::problem::{Code, Problem};
use crate::store::{Action, StoredEdit};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Change {
    /// This row, a line of cells parted by tabs, in place of what there is.
    Put(String),
    /// No row.
    Withdraw,
    /// What there was before the last edit.
    Undo,
}

impl Change {
    /// What is done when it is done.
    pub(super) fn action(&self) -> Action {
        match self {
            Self::Put(_) => Action::Put,
            Self::Withdraw => Action::Delete,
            Self::Undo => Action::Undo,
        }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) action: Action,
    pub(super) after: Option<String>,
    /// Whether that stands in place of the file's row; else the file's row it is.
    pub(super) stands: bool,
}

impl Plan {
    pub(super) fn put(row: String) -> Self {
        Self { action: Action::Put, after: Some(row), stands: true }
    }

    pub(super) fn withdraw() -> Self {
        Self { action: Action::Delete, after: None, stands: true }
    }

    /// Takes back the last edit that is not taken back yet. `history` has the newest first.
    ///
    /// # Errors
    /// 409 if there is none.
    pub(super) fn undo(history: Vec<StoredEdit>, file_row: Option<String>) -> Result<Self, Problem> {
        let mut left: Vec<StoredEdit> = Vec::new();
        for edit in history.into_iter().rev() {
            match edit.action {
                Action::Put | Action::Delete => left.push(edit),
                Action::Undo => drop(left.pop()),
                // What the file has is taken back in the file.
                Action::Settle => left.clear(),
            }
        }
        if left.pop().is_none() {
            return Err(Problem::new(Code::NothingToUndo, "all edits of this row are taken back, or there never was one"));
        }
        Ok(match left.pop() {
            Some(before) => Self { action: Action::Undo, after: before.after, stands: true },
            None => Self { action: Action::Undo, after: file_row, stands: false },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edits by what they did and the row after them, the oldest first.
    fn undo(edits: &[(Action, Option<&str>)]) -> Option<(Option<String>, bool)> {
        let stored = edits.iter().map(|(action, after)| StoredEdit {
            seq: 0,
            made_at: String::new(),
            author: String::new(),
            action: *action,
            before: None,
            after: after.map(str::to_owned),
        });
        let plan = Plan::undo(stored.rev().collect(), Some("file".to_owned())).ok()?;
        assert_eq!(plan.action, Action::Undo);
        Some((plan.after, plan.stands))
    }

    #[test]
    fn edits_are_taken_back_one_after_the_other() {
        use Action::{Delete, Put, Settle, Undo};
        let row = |row: &str| Some(row.to_owned());
        let mut edits = vec![(Put, Some("a")), (Put, Some("b")), (Delete, None)];
        assert_eq!(undo(&edits), Some((row("b"), true)));
        edits.push((Undo, Some("b")));
        assert_eq!(undo(&edits), Some((row("a"), true)));
        edits.push((Undo, Some("a")));
        assert_eq!(undo(&edits), Some((row("file"), false)));
        edits.push((Undo, Some("file")));
        assert_eq!(undo(&edits), None);
        edits.push((Put, Some("c")));
        assert_eq!(undo(&edits), Some((row("file"), false)));
        assert_eq!(undo(&[]), None);
        edits.push((Settle, Some("c")));
        assert_eq!(undo(&edits), None);
    }
}
