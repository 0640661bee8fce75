//! `aalam serve`.
use super::{GazetteerArgs, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    gazetteers: GazetteerArgs,
}

pub(super) fn run(arguments: &ServeArgs) -> anyhow::Result<Outcome> {
    super::telemetry::start("info")?;
    arguments.gazetteers.load()?;
    Ok(Outcome::Done)
}
