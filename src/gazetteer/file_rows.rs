//! The rows of entity lists as they stand in their files: what an edit replaces, and what it goes back to.
//!
//! Few rows are ever asked for, so they are looked for in the file's bytes; an index would cost memory for all.

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};

/// The bytes of one list's file; empty for a list of the lexicon.
#[derive(Debug, Default)]
pub(super) struct FileRows(Box<[u8]>);

/// A row, and its line in the file, from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileRow<'f> {
    pub(super) line: u32,
    pub(super) text: &'f str,
}

impl FileRows {
    pub(super) fn new(file: Vec<u8>) -> Self {
        Self(file.into())
    }

    /// The row of an entity. Costs a search through the file.
    pub(super) fn find(&self, id: &str) -> Option<&str> {
        // The header stands before all rows.
        let at = memmem::find(&self.0, format!("\n{id}\t").as_bytes())? + 1;
        let line = &self.0[at..];
        let row = text(&line[..memchr::memchr(b'\n', line).unwrap_or(line.len())])?;
        (id_of(row.as_bytes()) == id.as_bytes()).then_some(row)
    }

    /// The rows of some entities, by id. Costs one way through the file, however many they are.
    pub(super) fn find_all(&self, wanted: &FxHashSet<&str>) -> FxHashMap<&str, FileRow<'_>> {
        let mut found = FxHashMap::default();
        if wanted.is_empty() {
            return found;
        }
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', &self.0).chain([self.0.len()]);
        for (line, end) in (1..).zip(ends) {
            let row = &self.0[start..end];
            start = (end + 1).min(self.0.len());
            let Ok(id) = std::str::from_utf8(id_of(row)) else { continue };
            if line > 1
                && wanted.contains(id)
                && let Some(text) = text(row)
            {
                found.entry(id).or_insert(FileRow { line, text });
                if found.len() == wanted.len() {
                    break;
                }
            }
        }
        found
    }
}

/// The first cell.
fn id_of(row: &[u8]) -> &[u8] {
    &row[..memchr::memchr(b'\t', row).unwrap_or(row.len())]
}

/// A row without the line's end.
fn text(row: &[u8]) -> Option<&str> {
    std::str::from_utf8(row).ok().map(|text| text.trim_end_matches('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_whole_id() {
        let rows = FileRows::new("id\tname\r\nab\tone\r\na\ttwo\r\nc\tlast".into());
        assert_eq!(rows.find("a"), Some("a\ttwo"));
        assert_eq!(rows.find("ab"), Some("ab\tone"));
        assert_eq!(rows.find("c"), Some("c\tlast"));
        for none in ["id", "", "b", "a\ttwo", "a\ttwo\r\nc"] {
            assert_eq!(rows.find(none), None, "{none:?}");
        }
        let found = rows.find_all(&["a", "c", "id", "b"].into_iter().collect());
        let mut found: Vec<_> = found.into_iter().map(|(id, row)| (id, row.line, row.text)).collect();
        found.sort_unstable();
        assert_eq!(found, [("a", 3, "a\ttwo"), ("c", 4, "c\tlast")]);
    }
}
