//! `aalam fit`.

use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context;
use indicatif::ProgressIterator;

use super::{GazetteerArgs, Outcome, eval_report};
use crate::eval::{Report, Width, gold};
use crate::gazetteer::EntityType;
use crate::tagging::names::{Example, FitOptions, NameType, fit};
use crate::tagging::{Options, Tagger};

#[derive(Debug, clap::Args)]
pub(super) struct FitArgs {
    /// Annotated texts: JSON lines, or one JSON document
    #[arg(required = true, env = "AALAM_FIT_GOLD", value_name = "GOLD", value_delimiter = ',')]
    gold: Vec<PathBuf>,
    #[command(flatten)]
    gazetteers: GazetteerArgs,
    /// Further annotated texts that are always fitted to and never measured, each file as often as said: FILE or FILE=6
    #[arg(long, env = "AALAM_FIT_ALSO", value_name = "GOLD[=TIMES]", value_delimiter = ',')]
    also: Vec<Also>,
    /// Where to write the weights
    #[arg(long, env = "AALAM_FIT_OUT", value_name = "FILE")]
    out: Option<PathBuf>,
    /// Cut the texts into this many runs, fit without each in turn and measure on it; 0 measures nothing
    #[arg(long, env = "AALAM_FIT_FOLDS", value_name = "N", default_value_t = 0)]
    folds: usize,
    /// List this many of the commonest misses and false mentions of the measurement, and as many examples of each cause
    #[arg(long, env = "AALAM_FIT_ERRORS", value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Compare whole words, clitics and all: for corpora that tag so
    #[arg(long, env = "AALAM_FIT_TOKEN_WIDTH")]
    token_width: bool,
    /// How often each text is seen
    #[arg(long, env = "AALAM_FIT_ROUNDS", value_name = "N", default_value_t = FitOptions::default().rounds)]
    rounds: usize,
    /// Pull of the weights to zero
    #[arg(long, env = "AALAM_FIT_PULL", value_name = "PULL", default_value_t = FitOptions::default().pull)]
    pull: f32,
    /// First step of each weight
    #[arg(long, env = "AALAM_FIT_STEP", value_name = "STEP", default_value_t = FitOptions::default().step)]
    step: f32,
}

/// A gold file, and how often its texts count.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Also {
    path: PathBuf,
    times: usize,
}

impl FromStr for Also {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((path, times)) = text.rsplit_once('=') else { return Ok(Self { path: text.into(), times: 1 }) };
        let times = times.parse().ok().filter(|times| (1..=100).contains(times));
        Ok(Self { path: path.into(), times: times.ok_or_else(|| format!("«{text}»: write FILE=TIMES, times from 1 to 100"))? })
    }
}

pub(super) fn run(arguments: &FitArgs) -> anyhow::Result<Outcome> {
    let mut tagger = arguments.gazetteers.load()?;
    let mut documents = Vec::new();
    for path in &arguments.gold {
        documents.extend(gold::read(path)?);
    }
    let mut also = Vec::new();
    for Also { path, times } in &arguments.also {
        let texts = examples(&tagger, &gold::read(path)?)?;
        also.extend(std::iter::repeat_n(texts, *times).flatten());
    }
    let examples = examples(&tagger, &documents)?;
    let options = FitOptions { rounds: arguments.rounds, pull: arguments.pull, step: arguments.step };
    let mut out = std::io::stdout().lock();
    if arguments.folds > 1 {
        let width = if arguments.token_width { Width::Token } else { Width::Span };
        let mut report = Report::new(width).with_causes(arguments.errors);
        // Runs, not a shuffle: articles run on from text to text, and one must not stand on both sides.
        let size = documents.len().div_ceil(arguments.folds);
        for (number, held_out) in documents.chunks(size).enumerate() {
            let rest = examples.iter().enumerate().filter(|(index, _)| index / size != number).map(|(_, example)| example);
            let rest: Vec<Example> = rest.chain(&also).cloned().collect();
            tagger.set_model(fit(&rest, options));
            for document in held_out {
                let tagged = tagger.tag(&document.text, &Options::default()).with_context(|| document.id.clone())?;
                report.add(&tagger, document, &tagged).with_context(|| document.id.clone())?;
            }
        }
        eval_report::figures(&report, arguments.errors, &mut out)?;
        eval_report::tallies(report.tallies(), &mut out)?;
        report.causes().map_or(Ok(()), |causes| eval_report::causes(causes, &mut out))?;
    }
    if let Some(path) = &arguments.out {
        let all: Vec<Example> = examples.into_iter().chain(also).collect();
        let model = fit(&all, options);
        std::fs::write(path, model.write()).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(out, "weights written to {}", path.display())?;
    }
    Ok(Outcome::Done)
}

fn examples(tagger: &Tagger, documents: &[gold::GoldDocument]) -> anyhow::Result<Vec<Example>> {
    documents.iter().progress().map(|document| example(tagger, document)).collect()
}

fn example(tagger: &Tagger, document: &gold::GoldDocument) -> anyhow::Result<Example> {
    let name_type = |entity_type| match entity_type {
        EntityType::Person => Some(NameType::Person),
        EntityType::Place => Some(NameType::Place),
        EntityType::Organisation => None,
    };
    let sure = document.mentions.iter().filter(|mention| !mention.optional);
    let annotated: Vec<_> = sure.filter_map(|mention| Some((name_type(mention.entity_type)?, mention.span))).collect();
    tagger.example(&document.text, &annotated).with_context(|| document.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_counts_once_or_as_often_as_said() {
        assert_eq!("a.jsonl".parse(), Ok(Also { path: "a.jsonl".into(), times: 1 }));
        assert_eq!("a=b.jsonl=6".parse(), Ok(Also { path: "a=b.jsonl".into(), times: 6 }));
        for wrong in ["a.jsonl=", "a.jsonl=0", "a.jsonl=many", "a.jsonl=101"] {
            assert!(wrong.parse::<Also>().is_err(), "{wrong}");
        }
    }
}
