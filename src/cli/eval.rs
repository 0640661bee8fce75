//! `aalam eval`.

use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context;
use indicatif::ProgressIterator;

use super::{GazetteerArgs, Outcome};
use crate::eval::{Counts, Match, Report, Tally, Width, gold};
use crate::gazetteer::EntityType;
use crate::tagging::Options;

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
    /// List this many of the commonest misses and false mentions
    #[arg(long, env = "AALAM_EVAL_ERRORS", value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Print how many mentions are right for each rule and for each tenth of the scores
    #[arg(long, env = "AALAM_EVAL_DETAIL")]
    detail: bool,
    /// Fail below this F1, in percent: 80, place=80, organisation.overlap=50
    #[arg(long, env = "AALAM_EVAL_MIN_F1", value_name = "FLOOR", value_delimiter = ',')]
    min_f1: Vec<Floor>,
    /// Leave out names that no list holds
    #[arg(long, env = "AALAM_EVAL_LISTED_ONLY")]
    listed_only: bool,
    /// Measure the lists by themselves: every listed name is a mention, whatever stands beside it
    #[arg(long, env = "AALAM_EVAL_NO_CONTEXT")]
    no_context: bool,
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
    let tagger = arguments.gazetteers.load()?;
    let unlisted = !arguments.listed_only && !arguments.no_context;
    let options = Options { unlisted, context: !arguments.no_context, ..Options::default() };
    let width = if arguments.token_width { Width::Token } else { Width::Span };
    let mut report = Report::default();
    for path in &arguments.gold {
        let documents = gold::read(path)?;
        // indicatif draws on standard error, and only where that is a terminal.
        for document in documents.iter().progress() {
            let found = tagger.tag(&document.text, &options).with_context(|| format!("{}: {}", path.display(), document.id))?;
            report.add(document, &found.mentions, width);
        }
    }
    let mut out = std::io::stdout().lock();
    print(&report, arguments.errors, &mut out)?;
    if arguments.detail {
        print_detail(&report, &mut out)?;
    }
    let mut outcome = Outcome::Done;
    for floor in &arguments.min_f1 {
        let counts = floor.entity_type.map_or_else(|| report.total(floor.kind), |entity_type| report.counts(entity_type, floor.kind));
        let reached = counts.f1().unwrap_or(0.0);
        if reached < floor.f1 {
            let subject = floor.entity_type.map_or("all types", EntityType::name);
            writeln!(out, "below the floor: {subject} {:?} F1 {reached:.1} < {:.1}", floor.kind, floor.f1)?;
            outcome = Outcome::No;
        }
    }
    Ok(outcome)
}

pub(super) fn print(report: &Report, errors: usize, out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "{} document(s)", report.documents())?;
    writeln!(out, "{:<14}{:<9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}", "type", "match", "P", "R", "F1", "matched", "asserted", "gold")?;
    for kind in [Match::Strict, Match::Overlap] {
        for entity_type in EntityType::ALL {
            row(out, entity_type.name(), kind, report.counts(entity_type, kind))?;
        }
        row(out, "all (micro)", kind, report.total(kind))?;
    }
    for (title, listed) in [("missed", report.missed(errors)), ("made up", report.made_up(errors))] {
        if !listed.is_empty() {
            writeln!(out, "\ncommonest {title}:")?;
        }
        for ((surface, entity_type), count) in listed {
            writeln!(out, "{count:>6}  {entity_type:<13} {}", surface.replace('\n', " "))?;
        }
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)] // counts of mentions are far below 2^52
pub(super) fn print_detail(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    let share = |tally: Tally| 100.0 * tally.right as f64 / tally.asserted.max(1) as f64;
    writeln!(out, "\n{:<28}{:>9}{:>9}{:>9}", "rule (strict)", "right", "asserted", "P")?;
    for (rule, linked, tally) in report.by_rule() {
        let name = format!("{}{}", rule.name(), if linked { ", listed" } else { ", unlisted" });
        writeln!(out, "{name:<28}{:>9}{:>9}{:>9.1}", tally.right, tally.asserted, share(tally))?;
    }
    writeln!(out, "\n{:<28}{:>9}{:>9}{:>9}", "score (strict)", "right", "asserted", "P")?;
    for (band, tally) in report.by_band() {
        let name = format!("0.{band} to {:.1}", f32::from(band + 1) / 10.0);
        writeln!(out, "{name:<28}{:>9}{:>9}{:>9.1}", tally.right, tally.asserted, share(tally))?;
    }
    Ok(())
}

fn row(out: &mut impl Write, name: &str, kind: Match, counts: Counts) -> std::io::Result<()> {
    let percent = |figure: Option<f64>| figure.map_or_else(|| "n/a".to_owned(), |figure| format!("{figure:.1}"));
    let [p, r, f1] = [counts.precision(), counts.recall(), counts.f1()].map(percent);
    let kind = format!("{kind:?}").to_lowercase();
    writeln!(out, "{name:<14}{kind:<9}{p:>9}{r:>9}{f1:>9}{:>9}{:>9}{:>9}", counts.matched, counts.asserted, counts.gold)
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
