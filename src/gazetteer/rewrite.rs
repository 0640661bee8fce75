//! Writing edits into the text of a list's file, so that nothing else in it changes.

use std::collections::BTreeMap;

use super::edits::Edit;

/// A file with edits in it, and what they did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rewritten {
    /// The whole file.
    pub text: String,
    /// Ids of rows that the file did not have.
    pub added: Vec<String>,
    /// Ids of rows that are other ones now.
    pub changed: Vec<String>,
    /// Ids of rows that are gone.
    pub withdrawn: Vec<String>,
}

impl Rewritten {
    /// Whether the file is as it was.
    pub fn is_same(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.withdrawn.is_empty()
    }
}

/// Writes the edits of one list into its file. Rows keep their places and the file its line ends. A new row stands where the order of ids puts
/// it if the file's rows are in that order, else behind all.
pub fn rewrite<'e>(file: &str, edits: impl IntoIterator<Item = Edit<'e>>) -> Rewritten {
    let mut edits: BTreeMap<&str, Option<&str>> = edits.into_iter().map(|edit| (edit.id, edit.row)).collect();
    let mut rewritten = Rewritten::default();
    let end = if file.lines().next().is_some_and(|header| file[header.len()..].starts_with("\r\n")) { "\r\n" } else { "\n" };
    let mut lines = file.lines();
    let mut rows: Vec<(&str, &str)> = Vec::new();
    let header = lines.next().unwrap_or_default();
    for line in lines {
        let id = id_of(line);
        match edits.remove(id) {
            None => rows.push((id, line)),
            Some(Some(row)) => {
                if row != line {
                    rewritten.changed.push(id.to_owned());
                }
                rows.push((id, row));
            }
            Some(None) => rewritten.withdrawn.push(id.to_owned()),
        }
    }
    let sorted = rows.is_sorted_by_key(|(id, _)| *id);
    for (id, row) in edits.into_iter().filter_map(|(id, row)| Some((id, row?))) {
        let at = if sorted { rows.partition_point(|(other, _)| *other < id) } else { rows.len() };
        rows.insert(at, (id, row));
        rewritten.added.push(id.to_owned());
    }
    let all = std::iter::once(header).chain(rows.into_iter().map(|(_, row)| row));
    rewritten.text = all.flat_map(|line| [line, end]).collect();
    rewritten
}

/// The first cell.
fn id_of(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::Edits;
    use super::*;

    fn edits() -> Edits {
        let mut edits = Edits::default();
        edits.set("l", "b", Some("b\tnew"));
        edits.set("l", "bb", Some("bb\tadded"));
        edits.set("l", "c", None);
        edits.set("l", "nowhere", None);
        edits.set("l", "d", Some("d\tsame"));
        edits
    }

    #[test]
    fn rows_keep_their_places_and_new_ones_find_theirs() {
        let file = "id\tname\r\na\tone\r\nb\told\r\nc\tgone\r\nd\tsame\r\n";
        let rewritten = rewrite(file, edits().iter());
        assert_eq!(rewritten.text, "id\tname\r\na\tone\r\nb\tnew\r\nbb\tadded\r\nd\tsame\r\n");
        assert_eq!((rewritten.added, rewritten.changed, rewritten.withdrawn), (vec!["bb".into()], vec!["b".into()], vec!["c".into()]));
    }

    #[test]
    fn behind_all_where_the_file_has_an_order_of_its_own() {
        let rewritten = rewrite("id\tname\nd\tsame\nb\told", edits().iter());
        assert_eq!(rewritten.text, "id\tname\nd\tsame\nb\tnew\nbb\tadded\n");
    }

    #[test]
    fn a_second_time_nothing_changes() {
        let once = rewrite("id\tname\na\tone\nb\told\n", edits().iter());
        let again = rewrite(&once.text, edits().iter());
        assert!(again.is_same());
        assert_eq!(again.text, once.text);
    }
}
