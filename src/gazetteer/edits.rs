//! Edits: rows of entity lists that stand in place of those of the files, while the engine runs.

use std::collections::BTreeMap;

/// Rows in place of those of the files, by list and entity.
///
/// A row is one line of the list, cells parted by tabs, without the line's end. One that the list does not have yet is added behind its
/// others. No row at all withdraws that of the file; of a row that the file does not have there is nothing to withdraw, and nothing happens.
///
/// # Examples
/// ```
/// use aalam::gazetteer::Edits;
///
/// let mut edits = Edits::default();
/// edits.set("countries", "lebanon", None);
/// assert_eq!(edits.get("countries", "lebanon"), Some(None));
/// edits.remove("countries", "lebanon");
/// assert_eq!(edits.get("countries", "lebanon"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edits(BTreeMap<ListAndId, Option<Box<str>>>);

type ListAndId = (Box<str>, Box<str>);

/// One of the edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit<'e> {
    /// Name of the list.
    pub list: &'e str,
    /// Id of the entity.
    pub id: &'e str,
    /// The row; `None` if it is withdrawn.
    pub row: Option<&'e str>,
}

impl Edits {
    /// Puts a row in place of the list's row of this id, or withdraws that.
    pub fn set(&mut self, list: &str, id: &str, row: Option<&str>) {
        self.0.insert((list.into(), id.into()), row.map(Into::into));
    }

    /// Goes back to the row of the file. Says whether there was an edit of it.
    pub fn remove(&mut self, list: &str, id: &str) -> bool {
        self.0.remove(&(list.into(), id.into())).is_some()
    }

    /// The edit of a row: `None` if the file's row stands, `Some(None)` if it is withdrawn.
    pub fn get(&self, list: &str, id: &str) -> Option<Option<&str>> {
        self.0.get(&(list.into(), id.into())).map(Option::as_deref)
    }

    /// All of them, by list and id.
    pub fn iter(&self) -> impl Iterator<Item = Edit<'_>> {
        self.0.iter().map(|((list, id), row)| Edit { list, id, row: row.as_deref() })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether all rows are those of the files.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
