//! Lines and cells of a list, and the findings about them.

use super::error::{Finding, Severity};

/// Longest name, in characters. None of the lists comes near.
pub const MAX_NAME_CHARS: usize = 200;
/// Columns of an entity list.
pub const ENTITY: [&str; 12] =
    ["id", "name", "aliases", "name_en", "subtype", "country", "role", "from", "to", "same_as", "flags", "source"];
/// Columns of `lexicon/titles.tsv`.
pub(super) const TITLES: [&str; 5] = ["title", "subtype", "takes", "name_en", "source"];
/// Columns of `lexicon/cues.tsv`.
pub(super) const CUES: [&str; 5] = ["text", "type", "side", "kind", "source"];
/// Columns of `lexicon/demonyms.tsv`.
pub(super) const DEMONYMS: [&str; 5] = ["country", "nisba", "forms", "name_en", "source"];
/// Columns of `lexicon/function_words.tsv`.
pub(super) const FUNCTION_WORDS: [&str; 3] = ["text", "kind", "source"];
/// Columns of `lexicon/given_names.tsv`.
pub(super) const GIVEN_NAMES: [&str; 4] = ["name", "gender", "origin", "source"];
/// Columns of `lexicon/portfolios.tsv`.
pub(super) const PORTFOLIOS: [&str; 3] = ["text", "name_en", "source"];
/// Columns of `lexicon/bodies.tsv`.
pub(super) const BODIES: [&str; 4] = ["text", "kind", "subtype", "source"];
/// Columns of `lexicon/things.tsv`.
pub(super) const THINGS: [&str; 3] = ["text", "kind", "source"];
/// Columns of `lexicon/phrases.tsv`.
pub(super) const PHRASES: [&str; 2] = ["text", "source"];
/// Columns of the counts of given and family names.
pub(super) const NAME_COUNTS: [&str; 3] = ["name", "count", "source"];
/// Columns of `lexicon/common_words.tsv`.
pub(super) const COMMON_WORDS: [&str; 3] = ["word", "cb", "source"];

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'l> {
    /// The list's path.
    pub(super) file: &'l str,
    /// From 1; 0 for an edited row, which stands in no file.
    pub(super) line: u32,
    /// The id of an edited row; else empty.
    pub(super) row: &'l str,
}

impl Place<'_> {
    /// Something wrong there.
    pub(super) fn finding(self, severity: Severity, column: &'static str, problem: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            file: self.file.to_owned(),
            line: self.line,
            row: self.row.to_owned(),
            column,
            severity,
            problem: problem.into(),
            mend: mend.into(),
        }
    }

    /// An error there.
    pub(super) fn error(self, column: &'static str, problem: impl Into<String>, mend: impl Into<String>) -> Finding {
        self.finding(Severity::Error, column, problem, mend)
    }
}

/// One line of a list, cut into cells; gathers findings about it.
pub(super) struct Line<'l> {
    place: Place<'l>,
    columns: &'static [&'static str],
    cells: Vec<&'l str>,
    findings: &'l mut Vec<Finding>,
}

impl<'l> Line<'l> {
    /// Cuts a line. `None`, with a finding, if it has not as many cells as columns.
    pub(super) fn cut(place: Place<'l>, text: &'l str, columns: &'static [&'static str], findings: &'l mut Vec<Finding>) -> Option<Self> {
        let cells: Vec<&str> = text.split('\t').collect();
        let mut line = Self { place, columns, cells, findings };
        if line.cells.len() != columns.len() {
            let (has, wants) = (line.cells.len(), columns.len());
            line.error(
                "",
                format!("the line has {has} cells where the header has {wants} columns"),
                "add or remove tabs so that every column has its cell; leave an unknown cell empty",
            );
            return None;
        }
        for (index, &column) in columns.iter().enumerate() {
            let cell = line.cells[index];
            line.check_controls(column, cell);
            if cell.trim() != cell {
                line.error(column, "there is white space at the edge of the cell", "remove it");
                line.cells[index] = cell.trim();
            }
        }
        Some(line)
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place<'l> {
        self.place
    }

    /// The cell of a column.
    ///
    /// # Panics
    /// If the list has no such column: a mistake in this program.
    pub(super) fn cell(&self, column: &'static str) -> &'l str {
        let index = self.columns.iter().position(|known| *known == column).expect("a column of the list's own header");
        self.cells[index]
    }

    /// The cell of a column that must not be empty.
    pub(super) fn required(&mut self, column: &'static str) -> &'l str {
        let cell = self.cell(column);
        if cell.is_empty() {
            self.error(column, "the cell is empty", "fill it in, or remove the line");
        }
        cell
    }

    /// The cell of a column that takes one of a few words.
    pub(super) fn choice<T>(&mut self, column: &'static str, choices: &[(&'static str, T)]) -> Option<T>
    where
        T: Copy,
    {
        let cell = self.cell(column);
        let found = choices.iter().find(|(word, _)| *word == cell).map(|(_, choice)| *choice);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.error(column, format!("«{cell}» is not known here"), format!("use one of: {}", words.join(", ")));
        }
        found
    }

    pub(super) fn error(&mut self, column: &'static str, problem: impl Into<String>, mend: impl Into<String>) {
        self.find(Severity::Error, column, problem, mend);
    }

    pub(super) fn warn(&mut self, column: &'static str, problem: impl Into<String>, mend: impl Into<String>) {
        self.find(Severity::Warning, column, problem, mend);
    }

    fn find(&mut self, severity: Severity, column: &'static str, problem: impl Into<String>, mend: impl Into<String>) {
        self.findings.push(self.place.finding(severity, column, problem, mend));
    }

    /// What no text holds: control characters and separators of lines, which cut what is copied, logged or sent on.
    fn check_controls(&mut self, column: &'static str, cell: &str) {
        let control = |c: &char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if let Some(c) = cell.chars().find(control) {
            self.error(column, format!("the cell holds the control character U+{:04X}", u32::from(c)), "take it out");
        }
    }

    /// A name as it should be written: letters, no marks, no tatweel, no invisible signs.
    pub(super) fn check_name(&mut self, column: &'static str, name: &str) {
        use crate::text::{Symbol, fold::canonical_symbols};
        let symbols = canonical_symbols(name);
        if symbols.iter().filter(|&&symbol| Symbol(symbol).is_word()).count() < 2 {
            self.error(column, format!("«{name}» has fewer than two letters or digits"), "write the name in full");
        }
        if name.chars().nth(MAX_NAME_CHARS).is_some() {
            self.error(column, format!("a name is longer than {MAX_NAME_CHARS} characters"), "shorten it");
        }
        let kept = name.chars().filter(|c| crate::text::fold::leaves_no_symbol(*c)).count();
        if kept > 0 {
            self.warn(
                column,
                format!("«{name}» holds {kept} mark(s), tatweel or invisible sign(s)"),
                "write the name without them; they never matter to matching",
            );
        }
        if name.contains("  ") {
            self.error(column, format!("«{name}» has two spaces in a row"), "leave one");
        }
    }
}
