//! `aalam check`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use super::Outcome;
use crate::gazetteer::source::Source;
use crate::gazetteer::{Severity, check};

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Folder of lists; without it ./gazetteers if there is one, else the lists in the binary
    #[arg(env = "AALAM_GAZETTEERS", value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Print errors only
    #[arg(long, env = "AALAM_CHECK_ERRORS_ONLY")]
    errors_only: bool,
}

pub(super) fn run(arguments: &CheckArgs) -> anyhow::Result<Outcome> {
    let source = Source::choose(arguments.directory.clone());
    let loaded = source.load().with_context(|| format!("no lists from {source}"))?;
    let mut findings = loaded.findings;
    findings.extend(check(&loaded.gazetteer));
    findings.sort();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let mut out = std::io::stdout().lock();
    for finding in findings.iter().filter(|finding| !arguments.errors_only || finding.severity == Severity::Error) {
        writeln!(out, "{finding}")?;
    }
    let (entities, lists) = (loaded.gazetteer.entities().len(), loaded.gazetteer.lists().len());
    writeln!(out, "{source}: {entities} entities in {lists} lists, {errors} error(s), {} warning(s)", findings.len() - errors)?;
    Ok(if errors == 0 { Outcome::Done } else { Outcome::No })
}
