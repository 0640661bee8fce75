//! `aalam doctor`: whether a service with this configuration would be well, without starting one.

mod checks;
mod memory;
mod report;
mod settings;

use std::io::Write;

use clap::{ArgMatches, ValueEnum};

use super::Outcome;
use super::serve::ServeArgs;
use crate::server::Scope;
use memory::Memory;
use report::Report;

#[derive(Debug, clap::Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    serve: ServeArgs,
    /// How to print
    #[arg(long, env = "AALAM_DOCTOR_FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One object
    Json,
}

/// Examines and prints; the answer is no if there is an error.
pub(super) fn run(arguments: &DoctorArgs, matches: &ArgMatches) -> anyhow::Result<Outcome> {
    let serve = &arguments.serve;
    let mut findings = settings::unknown_variables();
    findings.extend(checks::log_filter(serve));
    let access = match checks::admin_key(serve) {
        None => checks::access(serve, &mut findings),
        Some(finding) => {
            findings.push(finding);
            None
        }
    };
    findings.extend(checks::tls(serve));
    let may_edit = access.is_some_and(|access| access.has_key(Scope::Edit));
    let store = checks::store_location(serve, may_edit, &mut findings);
    let settings = settings::in_force(matches, serve, store.as_ref());
    findings.extend(checks::address(serve));
    let tagger = checks::lists(serve, &mut findings);
    let self_test = tagger.as_ref().and_then(|(tagger, _)| checks::self_test(tagger, &mut findings));
    let store = store.and_then(|store| checks::store(&store, tagger.as_ref().map(|(tagger, _)| tagger), &mut findings));
    let memory = Memory::of_now();
    findings.extend(checks::memory(memory));
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        well: findings.iter().all(|finding| !finding.is_error()),
        settings,
        memory,
        lists: tagger.map(|(_, lists)| lists),
        store,
        self_test,
        findings,
    };
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Text => report.write(&mut out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &report)?;
            writeln!(out)?;
        }
    }
    Ok(if report.well { Outcome::Done } else { Outcome::No })
}
