//! What the doctor says.

use std::io::{self, Write};

use serde::Serialize;

use super::memory::Memory;
use super::settings::Setting;

/// Everything that was found. Member names are those of the JSON that is printed.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) version: &'static str,
    /// Whether there is no error.
    pub(super) well: bool,
    pub(super) settings: Vec<Setting>,
    pub(super) memory: Memory,
    /// `None` if they cannot be used.
    pub(super) lists: Option<Loaded>,
    /// `None` without one, or if it cannot be used.
    pub(super) store: Option<StoreState>,
    /// `None` if there are no lists.
    pub(super) self_test: Option<SelfTest>,
    pub(super) findings: Vec<Finding>,
}

/// The lists, without edits.
#[derive(Debug, Serialize)]
pub(super) struct Loaded {
    pub(super) source: String,
    pub(super) version: String,
    pub(super) entities: usize,
    pub(super) forms: usize,
    pub(super) lists: usize,
    pub(super) warnings: usize,
    pub(super) load_ms: u128,
}

/// The store of edits.
#[derive(Debug, Serialize)]
pub(super) struct StoreState {
    pub(super) location: String,
    /// Whether there is one already; else the service makes it.
    pub(super) exists: bool,
    pub(super) edits_in_force: usize,
    /// Edits that the lists have no place for any more.
    pub(super) unfit: usize,
}

/// The tagging of a sentence that every release must tag so.
#[derive(Debug, Serialize)]
pub(super) struct SelfTest {
    pub(super) passed: bool,
    pub(super) took_us: u128,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    /// Worth a look.
    Warning,
    /// The service would not start, or not answer as it should.
    Error,
}

/// Something that is not as it should be.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    severity: Severity,
    /// What was examined: a setting, a path.
    place: String,
    problem: String,
    mend: String,
}

impl Finding {
    pub(super) fn error(place: impl Into<String>, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { severity: Severity::Error, place: place.into(), problem: problem.into(), mend: mend.into() }
    }

    pub(super) fn warning(place: impl Into<String>, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, problem, mend) }
    }

    pub(super) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

const MB: f64 = 1_000_000.0;

impl Report {
    /// Writes it for reading.
    ///
    /// # Errors
    /// What the writer says.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "aalam {}\n\nsettings", self.version)?;
        let width = |of: fn(&Setting) -> &str| self.settings.iter().map(|setting| of(setting).chars().count()).max().unwrap_or(0);
        let (name, value) = (width(|setting| &setting.variable), width(|setting| &setting.value));
        for Setting { variable, value: set, origin, .. } in &self.settings {
            writeln!(out, "  {variable:name$}  {set:value$}  {}", origin.name())?;
        }
        if let Some(resident) = self.memory.resident_bytes {
            let limit = self.memory.limit_bytes.map_or("without a limit".to_owned(), |limit| format!("of {:.0} MB", megabytes(limit)));
            writeln!(out, "\nmemory\n  {:.0} MB held with the lists loaded, {limit}", megabytes(resident))?;
        }
        if let Some(Loaded { source, version, entities, forms, lists, warnings, load_ms }) = &self.lists {
            writeln!(out, "\nlists\n  {source}, {version}")?;
            writeln!(out, "  {entities} entities in {lists} lists, {forms} forms, {warnings} warning(s), loaded in {load_ms} ms")?;
        }
        if let Some(StoreState { location, exists, edits_in_force, unfit }) = &self.store {
            writeln!(out, "\nstore\n  {location}")?;
            match exists {
                true => writeln!(out, "  whole; {edits_in_force} edits in force, {unfit} that fit no more")?,
                false => writeln!(out, "  not there yet: the service makes it")?,
            }
        }
        if let Some(SelfTest { passed, took_us }) = self.self_test {
            writeln!(out, "\nself-test\n  {} in {took_us} µs", if passed { "passed" } else { "failed" })?;
        }
        writeln!(out, "\nfindings")?;
        for Finding { severity, place, problem, mend } in &self.findings {
            let severity = if *severity == Severity::Error { "error" } else { "warning" };
            writeln!(out, "  {severity}: {place}: {problem}; {mend}")?;
        }
        let verdict = match (self.well, self.findings.is_empty()) {
            (true, true) => "nothing is wrong",
            (true, false) => "the service would be well; the warnings are worth a look",
            (false, _) => "the service would not be well",
        };
        writeln!(out, "  {verdict}")
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for reading")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / MB
}
