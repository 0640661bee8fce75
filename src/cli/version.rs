//! `aalam version`.

use std::io::Write;

use super::{GazetteerArgs, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct VersionArgs {
    #[command(flatten)]
    gazetteers: GazetteerArgs,
}

pub(super) fn run(arguments: &VersionArgs) -> anyhow::Result<Outcome> {
    let tagger = arguments.gazetteers.load()?;
    let (gazetteer, source) = (tagger.gazetteer(), arguments.gazetteers.source());
    let mut out = std::io::stdout().lock();
    writeln!(out, "aalam {}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "lists: {source}, {}", gazetteer.version())?;
    let (entities, lists, forms) = (gazetteer.entity_count(), gazetteer.lists().len(), tagger.forms());
    writeln!(out, "{entities} entities in {lists} lists, {forms} surface forms")?;
    Ok(Outcome::Done)
}
