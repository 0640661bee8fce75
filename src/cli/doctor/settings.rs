//! The configuration in force, and where each value is from.

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory};
use serde::Serialize;

use super::report::Finding;
use crate::cli::Cli;
use crate::cli::gate::{KEY_VARIABLE, key_in_environment};
use crate::cli::serve::ServeArgs;
use crate::store::Location;

/// What stands for a secret.
const SECRET: &str = "set";
const NOTHING: &str = "-";

/// One setting.
#[derive(Debug, Serialize)]
pub(super) struct Setting {
    /// Its name on the command line; none for what is only read from the environment.
    option: Option<String>,
    /// Its name in the environment.
    pub(super) variable: String,
    pub(super) value: String,
    pub(super) origin: Origin,
}

/// Where a value is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Origin {
    CommandLine,
    Environment,
    Default,
}

impl Origin {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::CommandLine => "command line",
            Self::Environment => "environment",
            Self::Default => "default",
        }
    }

    fn of(source: Option<ValueSource>) -> Self {
        match source {
            Some(ValueSource::CommandLine) => Self::CommandLine,
            Some(ValueSource::EnvVariable) => Self::Environment,
            _ => Self::Default,
        }
    }
}

/// Every setting of the service.
pub(super) fn in_force(matches: &ArgMatches, serve: &ServeArgs, store: Option<&Location>) -> Vec<Setting> {
    let command = Cli::command();
    let serve_command = command.find_subcommand("serve");
    let mut settings: Vec<Setting> =
        serve_command.into_iter().flat_map(Command::get_arguments).filter_map(|arg| of(arg, matches)).collect();
    for setting in &mut settings {
        match setting.variable.as_str() {
            "AALAM_GAZETTEERS" if setting.value == NOTHING => setting.value = serve.source().to_string(),
            "AALAM_STORE" => setting.value = store.map_or_else(|| veiled(&setting.value).to_owned(), Location::to_string),
            _ => {}
        }
    }
    let is_set = key_in_environment().is_some();
    let (value, origin) = if is_set { (SECRET, Origin::Environment) } else { (NOTHING, Origin::Default) };
    settings.push(Setting { option: None, variable: KEY_VARIABLE.to_owned(), value: value.to_owned(), origin });
    settings
}

/// What is told of a value that may hold a password.
fn veiled(value: &str) -> &str {
    if value == NOTHING { NOTHING } else { SECRET }
}

/// `None` for what is no setting, such as `--help`.
fn of(arg: &Arg, matches: &ArgMatches) -> Option<Setting> {
    let variable = arg.get_env()?.to_string_lossy().into_owned();
    let id = arg.get_id().as_str();
    let values = matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy());
    let value = values.collect::<Vec<_>>().join(",");
    Some(Setting {
        option: arg.get_long().map(|long| format!("--{long}")),
        variable,
        value: if value.is_empty() { NOTHING.to_owned() } else { value },
        origin: Origin::of(matches.value_source(id)),
    })
}

/// Variables that look like settings and are none: a slip of the pen is silent otherwise.
pub(super) fn unknown_variables() -> Vec<Finding> {
    let command = Cli::command();
    // Such as `aalam key new`.
    let subcommands = command.get_subcommands().flat_map(|command| std::iter::once(command).chain(command.get_subcommands()));
    let arguments = subcommands.flat_map(Command::get_arguments);
    let mut known: Vec<String> = arguments.filter_map(|arg| arg.get_env()).map(|name| name.to_string_lossy().into_owned()).collect();
    known.push(KEY_VARIABLE.to_owned());
    let given = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let mut unknown: Vec<String> = given.filter(|name| name.starts_with("AALAM_") && !known.contains(name)).collect();
    unknown.sort();
    let finding =
        |name| Finding::warning(name, "no setting has this name", "`aalam help serve` lists them; leave it out if it is somebody else's");
    unknown.into_iter().map(finding).collect()
}
