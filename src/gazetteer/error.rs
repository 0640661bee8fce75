//! Findings: what is wrong with a list, where, and how to mend it.

use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; nothing is lost.
    Warning,
    /// The lists are not used until it is mended.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Something wrong with a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path below the gazetteer folder.
    pub file: String,
    /// Line, from 1; 0 when the whole file is meant, or an edited row.
    pub line: u32,
    /// Id of the edited row that is meant; empty for what stands in the file.
    pub row: String,
    /// Name of the column; empty when the whole line is meant.
    pub column: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.row.is_empty() {
            write!(f, ", row {}", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}: {}; {}", self.severity, self.problem, self.mend)
    }
}

/// Why no gazetteer could be had.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder or file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// There is nothing to read.
    #[error("no list found in {0}: it should hold people/, places/, organisations/ or lexicon/ with .tsv files")]
    Empty(String),
    /// The lists have errors.
    #[error("the gazetteers have {} error(s):\n{}", .0.len(), shown(.0))]
    Invalid(Vec<Finding>),
    /// The weights of the name model do not fit this program.
    #[error("cannot read the name model: {0}")]
    Model(String),
    /// The surface forms could not be compiled.
    #[error("cannot build the lexicon")]
    Lexicon(#[from] super::TooManyForms),
}

/// As many errors as a terminal shows at a glance; one mistake in a column of a long list is one a line.
const SHOWN: usize = 20;

fn shown(findings: &[Finding]) -> String {
    let mut lines: Vec<String> = findings.iter().take(SHOWN).map(|finding| format!("  {finding}")).collect();
    if findings.len() > SHOWN {
        lines.push(format!("  … and {} more: `aalam check` lists them all", findings.len() - SHOWN));
    }
    lines.join("\n")
}
