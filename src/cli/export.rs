//! `aalam export`: edits go back into the files, for review as any other change of them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tokio::runtime::Runtime;

use super::Outcome;
use super::store::StoreName;
use crate::gazetteer::rewrite::{Rewritten, rewrite};
use crate::gazetteer::source::Source;
use crate::gazetteer::{Edits, LoadError, Loaded};
use crate::server::fitting;
use crate::store::{Action, NewEdit, StandingEdit, Store, Told};

/// Who is told as the author where edits are settled.
const AUTHOR: &str = "aalam export";

#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// File of the edits, or <postgres://USER@HOST/DATABASE>
    #[arg(long, env = "AALAM_STORE", hide_env_values = true, value_name = "PATH|URL")]
    store: StoreName,
    /// Folder of the lists that the edits are written into
    #[arg(long, env = "AALAM_GAZETTEERS", value_name = "DIR")]
    gazetteers: PathBuf,
    /// Only say what would change
    #[arg(long, env = "AALAM_EXPORT_DRY_RUN")]
    dry_run: bool,
    /// Also settle the edits that the files had before: from then on whatever the files say of these rows stands
    #[arg(long, env = "AALAM_EXPORT_SETTLE")]
    settle: bool,
}

pub(super) fn run(arguments: &ExportArgs) -> anyhow::Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the runtime cannot start")?;
    let store = runtime.block_on(Store::open_existing(&arguments.store.location()?))?;
    let outcome = export(arguments, &runtime, &store);
    runtime.block_on(store.close());
    outcome
}

fn export(arguments: &ExportArgs, runtime: &Runtime, store: &Store) -> anyhow::Result<Outcome> {
    let Told { last, edits: stored, unread } = runtime.block_on(store.standing())?;
    if let Some(error) = unread.into_iter().next() {
        return Err(error.into());
    }
    let source = Source::Folder(arguments.gazetteers.clone());
    let loaded = source.load().with_context(|| format!("no lists from {source}"))?;
    let errors: Vec<_> = loaded.errors().cloned().collect();
    if !errors.is_empty() {
        return Err(LoadError::Invalid(errors)).with_context(|| format!("no edit is written into {source}"));
    }
    let mut out = std::io::stdout().lock();
    let (edits, unfit) = fitting(&loaded.gazetteer, &stored);
    for unfit in &unfit {
        for finding in &unfit.findings {
            writeln!(out, "not written: {finding}")?;
        }
    }
    let changed = write_into_files(arguments, &loaded, &edits, &mut out)?;
    let done = if arguments.dry_run { "would change" } else { "changed" };
    writeln!(out, "{source}: {} edits in force, {changed} file(s) {done}, {} edit(s) not written", stored.len(), unfit.len())?;
    if arguments.settle {
        let settled = settled(&loaded, &stored);
        if !arguments.dry_run && !settled.is_empty() {
            runtime.block_on(settle(store, last, &settled))?;
        }
        writeln!(out, "{} edit(s) settled", settled.len())?;
    }
    Ok(if unfit.is_empty() { Outcome::Done } else { Outcome::No })
}

/// Writes edits into the files of their lists, unless it shall only be said; gives how many files are others now.
fn write_into_files(arguments: &ExportArgs, loaded: &Loaded, edits: &Edits, out: &mut impl Write) -> anyhow::Result<usize> {
    let mut changed = 0;
    for list in loaded.gazetteer.lists() {
        let of_list: Vec<_> = edits.iter().filter(|edit| edit.list == list.name).collect();
        if of_list.is_empty() {
            continue;
        }
        let path = arguments.gazetteers.join(&list.path);
        let file = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let rewritten = rewrite(&file, of_list);
        if rewritten.is_same() {
            continue;
        }
        changed += 1;
        report(&list.path, &rewritten, out)?;
        if !arguments.dry_run {
            replace(&path, &rewritten.text)?;
        }
    }
    Ok(changed)
}

/// What settles the edits whose row the files have.
fn settled(loaded: &Loaded, stored: &[StandingEdit]) -> Vec<NewEdit> {
    let in_file = |edit: &&StandingEdit| loaded.gazetteer.file_row(&edit.gazetteer, &edit.entity) == edit.row.as_deref();
    let settle = |edit: &StandingEdit| NewEdit {
        gazetteer: edit.gazetteer.clone(),
        entity: edit.entity.clone(),
        action: Action::Settle,
        before: edit.row.clone(),
        after: edit.row.clone(),
        file_row: edit.row.clone(),
        stands: false,
    };
    stored.iter().filter(in_file).map(settle).collect()
}

/// Stores what settles edits, if these are still the last.
async fn settle(store: &Store, last: i64, settled: &[NewEdit]) -> anyhow::Result<()> {
    let turn = store.turn().await?;
    anyhow::ensure!(turn.last() == last, "somebody edited meanwhile, and nothing was settled; run it again");
    turn.append(AUTHOR, settled).await?;
    Ok(())
}

/// One line for each row that is another now.
fn report(list: &str, rewritten: &Rewritten, out: &mut impl Write) -> std::io::Result<()> {
    let Rewritten { added, changed, withdrawn, .. } = rewritten;
    writeln!(out, "{list}: {} added, {} changed, {} withdrawn", added.len(), changed.len(), withdrawn.len())?;
    for (sign, ids) in [("+", added), ("~", changed), ("-", withdrawn)] {
        for id in ids {
            writeln!(out, "  {sign} {id}")?;
        }
    }
    Ok(())
}

/// Writes a file whole or not at all.
fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    let beside = path.with_extension("tsv.new");
    let permissions = fs::metadata(path).map(|file| file.permissions());
    let written =
        fs::write(&beside, text).and_then(|()| fs::set_permissions(&beside, permissions?)).and_then(|()| fs::rename(&beside, path));
    written.with_context(|| format!("cannot write {}", path.display()))
}
