//! `aalam key new`: makes a key for callers of a service.

use std::io::{self, Write};
use std::num::NonZeroU32;

use clap::builder::PossibleValue;
use clap::{Subcommand, ValueEnum};

use super::Outcome;
use crate::server::{Limits, NewKey, Scope};

#[derive(Debug, clap::Args)]
pub(super) struct KeyArgs {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Print a new key, once, and under it the line for the service's file of keys
    New {
        /// Who has it: what the log calls him, and edits if they name no author; several keys may have one name
        #[arg(long, env = "AALAM_KEY_NAME", value_parser = key_name)]
        name: String,
        /// What it opens
        #[arg(long, env = "AALAM_KEY_SCOPE", value_enum)]
        scope: Scope,
        /// Requests a second
        #[arg(long, env = "AALAM_KEY_RATE", value_name = "N")]
        rate: Option<NonZeroU32>,
        /// Requests at a time
        #[arg(long, env = "AALAM_KEY_CONCURRENCY", value_name = "N")]
        concurrency: Option<NonZeroU32>,
    },
}

impl ValueEnum for Scope {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Tag => "Tagging, look-ups, and the lists as they are served",
            Self::Edit => "Rows of the lists and the report of unlisted names, too",
            Self::Admin => "Everything, reading files again too",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

fn key_name(name: &str) -> Result<String, String> {
    NewKey::check_name(name).map(|()| name.to_owned())
}

/// Prints a key and its line. The words round them go to standard error, so that a program can take either.
pub(super) fn run(arguments: &KeyArgs) -> anyhow::Result<Outcome> {
    let KeyCommand::New { name, scope, rate, concurrency } = &arguments.command;
    let limits = Limits { rate: *rate, concurrency: *concurrency };
    let NewKey { key, line } = NewKey::random(name, *scope, limits).map_err(anyhow::Error::msg)?;
    let (mut out, mut said) = (io::stdout().lock(), io::stderr().lock());
    writeln!(said, "The key, for whoever calls the service; it is shown this once:")?;
    writeln!(out, "{key}")?;
    writeln!(said, "The line for the file of keys (--keys-file); the key cannot be had from it:")?;
    writeln!(out, "{line}")?;
    Ok(Outcome::Done)
}
