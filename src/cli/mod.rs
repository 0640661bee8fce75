//! The binary's commands: one file each.

mod check;
mod check_report;
mod doctor;
mod eval;
mod eval_report;
mod export;
mod fit;
mod gate;
mod health;
mod http;
mod https;
mod key;
mod render;
mod serve;
mod store;
mod tag;
mod telemetry;
mod texts;
mod traces;
mod version;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::gazetteer::source::Source;
use crate::tagging::Tagger;

const EXIT_CODES: &str = "Exit codes:
  0  done
  1  done, and the answer is no: lists with errors, edits that do not fit, figures below their floor, a service that is not well or would not be
  2  the command line is wrong
  3  it could not be done: a file cannot be read, an address is taken, lists cannot be used

Every option can be given in the environment under the name in brackets.";

/// Finds the people, places and organisations in Arabic news.
#[derive(Debug, Parser)]
#[command(name = "aalam", version, about, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the HTTP API (what happens without a command, too)
    Serve(serve::ServeArgs),
    /// Ask a running service whether it is alive
    Health(health::HealthArgs),
    /// Make a key for callers of a service
    Key(key::KeyArgs),
    /// Say whether a service with this configuration would be well
    Doctor(doctor::DoctorArgs),
    /// Tag files, or standard input
    Tag(tag::TagArgs),
    /// Say everything that is wrong with a folder of lists
    Check(check::CheckArgs),
    /// Write the edits of a store into the files of the lists
    Export(export::ExportArgs),
    /// Compare the tagger with annotated texts
    Eval(eval::EvalArgs),
    /// Fit the weights of the name model to annotated texts
    Fit(fit::FitArgs),
    /// Print the versions of the program and its lists
    Version(version::VersionArgs),
}

/// Where the service listens.
#[derive(Debug, Args)]
struct ListenArgs {
    /// Address and port of the service; the default is reached from this machine only
    #[arg(id = "listen", long, env = "AALAM_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = address)]
    address: SocketAddr,
    /// File of the service's certificate in PEM, and those above it; with it the service speaks HTTPS, and nothing else
    #[arg(long, env = "AALAM_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// File of the certificate's private key in PEM
    #[arg(long, env = "AALAM_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl ListenArgs {
    /// Of the service that listens there: `http` or `https`.
    fn scheme(&self) -> &'static str {
        if self.tls_cert.is_some() { "https" } else { "http" }
    }
}

/// Where the lists are.
#[derive(Debug, Args)]
struct GazetteerArgs {
    /// Folder of lists; without it ./gazetteers if there is one, else the lists in the binary
    #[arg(long, env = "AALAM_GAZETTEERS", value_name = "DIR")]
    gazetteers: Option<PathBuf>,
}

impl GazetteerArgs {
    fn source(&self) -> Source {
        Source::choose(self.gazetteers.clone())
    }

    fn load(&self) -> anyhow::Result<Tagger> {
        let source = self.source();
        let (tagger, warnings) = Tagger::load(&source).with_context(|| format!("no lists from {source}"))?;
        if !warnings.is_empty() {
            tracing::debug!(warnings = warnings.len(), "the lists have warnings; `aalam check` shows them");
        }
        Ok(tagger)
    }
}

/// How a command that ran ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    No,
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    // Without a command the service starts, with what the environment says.
    let mut arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if arguments.len() == 1 {
        arguments.push("serve".into());
    }
    let matches = Cli::command().get_matches_from(arguments);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let result = match cli.command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Health(arguments) => health::run(&arguments),
        Command::Key(arguments) => key::run(&arguments),
        // Only there it is told where each value is from.
        Command::Doctor(arguments) => doctor::run(&arguments, matches.subcommand_matches("doctor").unwrap_or(&matches)),
        Command::Tag(arguments) => tag::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Fit(arguments) => fit::run(&arguments),
        Command::Version(arguments) => version::run(&arguments),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => match error.downcast::<clap::Error>() {
            Ok(wrong_use) => wrong_use.exit(),
            Err(error) => {
                use std::io::Write;
                let _ = writeln!(std::io::stderr(), "aalam: {error:#}");
                ExitCode::from(3)
            }
        },
    }
}

/// Arguments that are right one by one and do not go together.
fn conflict(problem: &str) -> anyhow::Error {
    Cli::command().error(ErrorKind::ArgumentConflict, problem).into()
}

/// A numeric address: a name may stand for several.
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "write a numeric address and a port, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

/// The reader went away (`aalam tag … | head`): nothing is wrong.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::store::StoreError;

    #[test]
    fn a_reader_that_went_away_is_told_from_a_lost_database() {
        let broken_pipe = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(is_broken_pipe(&anyhow::Error::from(broken_pipe()).context("printing")));
        for lost in [StoreError::Away, StoreError::Database, StoreError::Unsure] {
            let error = anyhow::Error::from(lost(sqlx::Error::Io(broken_pipe())));
            assert!(!is_broken_pipe(&error));
            assert_eq!(format!("{error:#}").matches("broken pipe").count(), 1, "{error:#}");
        }
    }
}
