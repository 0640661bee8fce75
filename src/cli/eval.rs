//! `aalam eval`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use indicatif::ProgressIterator;

use super::{GazetteerArgs, Outcome, eval_report};
use crate::eval::{Comparison, Figures, GoldDocument, Match, Report, Run, RunOptions, gold};
use crate::gazetteer::EntityType;
use crate::tagging::{Mention, Options, Overlap, Tagged, Tagger};

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // switches of a command line
pub(super) struct EvalArgs {
    /// Gold files: JSON lines, or one JSON document
    #[arg(required = true, env = "AALAM_EVAL_GOLD", value_name = "GOLD", value_delimiter = ',')]
    gold: Vec<PathBuf>,
    #[command(flatten)]
    gazetteers: GazetteerArgs,
    /// Compare whole words, clitics and all: for corpora that tag so
    #[arg(long, env = "AALAM_EVAL_TOKEN_WIDTH")]
    token_width: bool,
    /// List this many of the commonest misses and false mentions, and as many examples of each cause and change
    #[arg(long, env = "AALAM_EVAL_ERRORS", value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Print how many mentions are right and false by rule, score, list, source and form, and count the causes of errors
    #[arg(long, env = "AALAM_EVAL_DETAIL")]
    detail: bool,
    /// Fail below this F1, in percent: 80, place=80, organisation.overlap=50
    #[arg(long, env = "AALAM_EVAL_MIN_F1", value_name = "FLOOR", value_delimiter = ',')]
    min_f1: Vec<Floor>,
    /// Leave out names that no list holds
    #[arg(long, env = "AALAM_EVAL_LISTED_ONLY")]
    listed_only: bool,
    /// Measure the lists by themselves: every listed name that the lists do not say needs context is a mention, whatever stands beside it
    #[arg(long, env = "AALAM_EVAL_NO_CONTEXT")]
    no_context: bool,
    /// Count mentions inside longer ones too
    #[arg(long, env = "AALAM_EVAL_OVERLAP")]
    overlap: bool,
    /// Save what was asserted, to be compared with later
    #[arg(long, env = "AALAM_EVAL_SAVE", value_name = "FILE")]
    save: Option<PathBuf>,
    /// Say what changed since this run, saved with the same texts and options
    #[arg(long, env = "AALAM_EVAL_COMPARE", value_name = "FILE")]
    compare: Option<PathBuf>,
}

/// An F1 that must be reached, in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Floor {
    entity_type: Option<EntityType>,
    kind: Match,
    f1: f64,
}

impl FromStr for Floor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (subject, number) = text.split_once('=').unwrap_or(("all", text));
        let (name, kind) = match subject.split_once('.') {
            None => (subject, Match::Strict),
            Some((name, "strict")) => (name, Match::Strict),
            Some((name, "overlap")) => (name, Match::Overlap),
            Some((_, kind)) => return Err(format!("«{kind}» is neither strict nor overlap")),
        };
        let entity_type = match EntityType::from_name(name) {
            None if name != "all" => return Err(format!("«{name}» is none of all, person, place, organisation")),
            known => known,
        };
        let f1 = number.parse().ok().filter(|f1| (0.0..=100.0).contains(f1));
        Ok(Self { entity_type, kind, f1: f1.ok_or_else(|| format!("«{number}» is no percentage"))? })
    }
}

pub(super) fn run(arguments: &EvalArgs) -> anyhow::Result<Outcome> {
    let documents = read_gold(&arguments.gold)?;
    let options = RunOptions {
        unlisted: !arguments.listed_only && !arguments.no_context,
        context: !arguments.no_context,
        overlap: arguments.overlap,
        token_width: arguments.token_width,
    };
    // Before any text is tagged: a run that cannot be compared with is refused at once.
    let saved = arguments.compare.as_deref().map(|path| read_run(path, &documents, options)).transpose()?;
    let tagger = arguments.gazetteers.load()?;
    let mut report = Report::new(options.width());
    if arguments.detail || arguments.errors > 0 {
        report = report.with_causes(arguments.errors);
    }
    let mut now = Run::new(&tagger, options);
    let overlap = if options.overlap { Overlap::All } else { Overlap::Longest };
    let asked = Options { unlisted: options.unlisted, context: options.context, overlap, ..Options::default() };
    // indicatif draws on standard error, and only where that is a terminal.
    for document in documents.iter().progress() {
        let mut tagged = tagger.tag(&document.text, &asked).with_context(|| document.id.clone())?;
        if arguments.no_context {
            withhold_risky(&tagger, &mut tagged);
        }
        report.add(&tagger, document, &tagged).with_context(|| document.id.clone())?;
        now.add(&tagger, &tagged);
    }
    let mut out = std::io::stdout().lock();
    eval_report::figures(&report, arguments.errors, &mut out)?;
    if arguments.detail {
        eval_report::tallies(report.tallies(), &mut out)?;
    }
    if let Some(causes) = report.causes() {
        eval_report::causes(causes, &mut out)?;
    }
    if let Some(then) = &saved {
        eval_report::comparison(&Comparison::of(&documents, then, &now, arguments.errors), then, &now, &mut out)?;
    }
    if let Some(path) = &arguments.save {
        let cannot = || format!("cannot write {}", path.display());
        let mut file = BufWriter::new(File::create(path).with_context(cannot)?);
        now.write(&documents, &mut file).and_then(|()| file.flush()).with_context(cannot)?;
    }
    hold_floors(&arguments.min_f1, report.figures(), &mut out)
}

/// Leaves out the names that need context by the lists' own flags.
fn withhold_risky(tagger: &Tagger, tagged: &mut Tagged) {
    let is_risky = |mention: &Mention| {
        let alias = mention.entity.zip(mention.evidence.alias);
        alias.is_some_and(|(ix, alias)| tagger.entity(tagged, ix).aliases[usize::from(alias)].needs_context)
    };
    let risky: Vec<bool> = tagged.mentions.iter().map(is_risky).collect();
    let mut risky = risky.into_iter();
    tagged.mentions.retain(|_| !risky.next().unwrap_or(false));
}

fn read_gold(paths: &[PathBuf]) -> anyhow::Result<Vec<GoldDocument>> {
    let mut documents = Vec::new();
    for path in paths {
        documents.extend(gold::read(path)?);
    }
    Ok(documents)
}

fn read_run(path: &Path, documents: &[GoldDocument], options: RunOptions) -> anyhow::Result<Run> {
    let json = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Run::read(&json, documents, options).with_context(|| format!("cannot compare with {}", path.display()))
}

fn hold_floors(floors: &[Floor], figures: &Figures, out: &mut impl Write) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    for floor in floors {
        let reached = figures.of(floor.entity_type, floor.kind).f1().unwrap_or(0.0);
        if reached < floor.f1 {
            let subject = floor.entity_type.map_or("all types", EntityType::name);
            writeln!(out, "below the floor: {subject} {} F1 {reached:.1} < {:.1}", floor.kind.name(), floor.f1)?;
            outcome = Outcome::No;
        }
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_read() {
        assert_eq!("80".parse(), Ok(Floor { entity_type: None, kind: Match::Strict, f1: 80.0 }));
        let overlap = Floor { entity_type: Some(EntityType::Organisation), kind: Match::Overlap, f1: 55.5 };
        assert_eq!("organisation.overlap=55.5".parse(), Ok(overlap));
    }

    #[test]
    fn wrong_floors_are_refused() {
        for wrong in ["", "place", "town=3", "place.loose=3", "place=101", "NaN"] {
            assert!(wrong.parse::<Floor>().is_err(), "{wrong}");
        }
    }
}
