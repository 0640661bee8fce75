//! Edits, as they are stored and as they are read.

use super::error::StoreError;

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A row was added or changed.
    Put,
    /// A row was withdrawn.
    Delete,
    /// An edit was taken back.
    Undo,
    /// The list's file has the row by now, and stands from then on.
    Settle,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Put, Self::Delete, Self::Undo, Self::Settle];

    /// Its name in the store and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Put => "put",
            Self::Delete => "delete",
            Self::Undo => "undo",
            Self::Settle => "settle",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// An edit that is to be stored. Rows are lines of cells parted by tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdit {
    /// Name of the list.
    pub gazetteer: String,
    /// Id of the entity.
    pub entity: String,
    /// What it did.
    pub action: Action,
    /// The row that was in force before.
    pub before: Option<String>,
    /// The row that is in force after.
    pub after: Option<String>,
    /// The row of the list's file.
    pub file_row: Option<String>,
    /// Whether `after` stands in place of the file's row from now on.
    pub stands: bool,
}

/// An edit as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEdit {
    /// Its number: later edits have greater ones, from 1.
    pub seq: i64,
    /// When it was made.
    pub made_at: String,
    /// Who made it.
    pub author: String,
    /// What it did.
    pub action: Action,
    /// The row that was in force before.
    pub before: Option<String>,
    /// The row that was in force after.
    pub after: Option<String>,
}

/// An edit in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingEdit {
    /// Name of the list.
    pub gazetteer: String,
    /// Id of the entity.
    pub entity: String,
    /// The row; `None` if it is withdrawn.
    pub row: Option<String>,
    /// The row that the list's file had when the edit was made.
    pub file_row: Option<String>,
}

/// An edit that came after others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterEdit {
    /// Name of the list.
    pub gazetteer: String,
    /// Id of the entity.
    pub entity: String,
    /// Whether `row` stands in place of the file's row; else the file's row does again.
    pub stands: bool,
    /// The row; `None` if it is withdrawn.
    pub row: Option<String>,
}

/// What was read of a store.
#[derive(Debug)]
pub struct Told<E> {
    /// The number of the last edit that is surely among them; 0 if there is none at all.
    pub last: i64,
    /// The edits, in the order in which they were made.
    pub edits: Vec<E>,
    /// Those that this release cannot read. They stay in the store.
    pub unread: Vec<StoreError>,
}

/// The numbers of edits that were stored together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// That of the first.
    pub first: i64,
    /// That of the last.
    pub last: i64,
}
