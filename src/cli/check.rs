//! `aalam check`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use super::{Outcome, check_report};
use crate::gazetteer::source::Source;
use crate::gazetteer::{Severity, check};
use crate::tagging::Tagger;

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Folder of lists; without it ./gazetteers if there is one, else the lists in the binary
    #[arg(env = "AALAM_GAZETTEERS", value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Print errors only
    #[arg(long, env = "AALAM_CHECK_ERRORS_ONLY")]
    errors_only: bool,
    /// Count the rows of each list and source
    #[arg(long, env = "AALAM_CHECK_STATS")]
    stats: bool,
    /// List, per list, the surfaces that are also words or names, very short, or shared by several entities
    #[arg(long, env = "AALAM_CHECK_DANGER")]
    danger: bool,
    /// Count how often each single-word surface is tagged in these texts (JSON lines with "text"), per 100,000 words
    #[arg(long, env = "AALAM_CHECK_TEXTS", value_name = "FILE", value_delimiter = ',', num_args = 1..)]
    texts: Vec<PathBuf>,
}

pub(super) fn run(arguments: &CheckArgs) -> anyhow::Result<Outcome> {
    let source = Source::choose(arguments.directory.clone());
    let loaded = source.load().with_context(|| format!("no lists from {source}"))?;
    let mut findings = loaded.findings;
    let gazetteer = loaded.gazetteer;
    findings.extend(check(&gazetteer));
    findings.sort();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let mut out = std::io::stdout().lock();
    for finding in findings.iter().filter(|finding| !arguments.errors_only || finding.severity == Severity::Error) {
        writeln!(out, "{finding}")?;
    }
    if arguments.stats {
        check_report::stats(&gazetteer, &mut out)?;
    }
    if arguments.danger {
        check_report::danger(&gazetteer, &mut out)?;
    }
    let (entities, lists) = (gazetteer.entity_count(), gazetteer.lists().len());
    if !arguments.texts.is_empty() && errors == 0 {
        check_report::firing(&Tagger::new(gazetteer)?, &arguments.texts, &mut out)?;
    }
    writeln!(out, "{source}: {entities} entities in {lists} lists, {errors} error(s), {} warning(s)", findings.len() - errors)?;
    Ok(if errors == 0 { Outcome::Done } else { Outcome::No })
}
