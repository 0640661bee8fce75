//! `aalam tag`.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use super::texts::{self, Text};
use super::{GazetteerArgs, Outcome, conflict, render};
use crate::server::{self, Article, LocalAnswer};
use crate::tagging::{DEFAULT_MIN_SCORE, MentionType, Options, Overlap, Tagger, TypeSet};
use crate::text::OffsetUnit;

#[derive(Debug, clap::Args)]
pub(super) struct TagArgs {
    /// Files to tag; standard input without any, or for -
    #[arg(env = "AALAM_TAG_FILES", value_name = "FILE", value_delimiter = ',')]
    files: Vec<PathBuf>,
    #[command(flatten)]
    gazetteers: GazetteerArgs,
    /// How to print: the API's JSON, one line of it a text, the text with its mentions marked, or another of the API's forms
    #[arg(long, env = "AALAM_TAG_FORMAT", value_enum, default_value_t = Format::Json)]
    format: Format,
    /// What the input is: one text or HTML page a file, or JSON lines with "text" and, if wanted, "id"
    #[arg(long, env = "AALAM_TAG_INPUT", value_enum, default_value_t = Input::Text)]
    input: Input,
    /// Types to return: person, place, organisation (these three by default), nationality
    #[arg(long, env = "AALAM_TAG_TYPES", value_name = "TYPE", value_delimiter = ',', value_parser = mention_type)]
    types: Vec<MentionType>,
    /// Unit of the offsets
    #[arg(long, env = "AALAM_TAG_OFFSETS", value_enum, default_value_t = Unit::Codepoint)]
    offsets: Unit,
    /// Leave out mentions below this score, 0 to 1
    #[arg(long, env = "AALAM_TAG_MIN_SCORE", value_name = "SCORE", default_value_t = DEFAULT_MIN_SCORE, value_parser = score)]
    min_score: f32,
    /// Keep mentions inside mentions
    #[arg(long, env = "AALAM_TAG_OVERLAP")]
    overlap: bool,
    /// Leave out names that no list holds
    #[arg(long, env = "AALAM_TAG_LISTED_ONLY")]
    listed_only: bool,
    /// Say why each mention was found
    #[arg(long, env = "AALAM_TAG_EXPLAIN")]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The API's answer, indented
    Json,
    /// The API's answer, one line a text
    Ndjson,
    /// The text, with [name|type|entity] in place
    Inline,
    /// The text, with colours
    Color,
    /// The text as HTML, or the HTML, with its mentions marked
    Html,
    /// W3C Web Annotations, one line a text
    Webannotation,
    /// IPTC ninjs 3.1, one line a text
    Ninjs,
    /// CoNLL columns with BIO tags
    Conll,
    /// brat's standoff annotations, for one text
    Brat,
}

impl Format {
    /// The form of the answer, where it is printed as one.
    fn of_answer(self) -> server::Format {
        match self {
            Self::Json | Self::Ndjson | Self::Inline | Self::Color => server::Format::Json,
            Self::Html => server::Format::Html,
            Self::Webannotation => server::Format::WebAnnotation,
            Self::Ninjs => server::Format::Ninjs,
            Self::Conll => server::Format::Conll,
            Self::Brat => server::Format::Brat,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Input {
    /// One text a file
    Text,
    /// HTML: one page or fragment a file; its text is tagged, offsets are of the HTML
    Html,
    /// JSON lines
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Unit {
    Codepoint,
    Utf16,
    Byte,
}

impl From<Unit> for OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Codepoint => Self::Codepoint,
            Unit::Utf16 => Self::Utf16,
            Unit::Byte => Self::Byte,
        }
    }
}

fn mention_type(name: &str) -> Result<MentionType, String> {
    MentionType::from_name(name).ok_or_else(|| "use person, place, organisation or nationality".to_owned())
}

fn score(text: &str) -> Result<f32, String> {
    text.parse().ok().filter(|score| (0.0..=1.0).contains(score)).ok_or_else(|| "use a number from 0 to 1".to_owned())
}

/// Whether the arguments go together.
fn check(TagArgs { files, format, input, offsets, explain, .. }: &TagArgs) -> Result<(), &'static str> {
    if *format == Format::Brat && (files.len() > 1 || *input == Input::Ndjson) {
        return Err("brat's annotations belong to one text; tag one at a time");
    }
    if !matches!(format, Format::Json | Format::Ndjson) && (*explain || *offsets != Unit::Codepoint) {
        return Err("--explain and --offsets have a meaning in the formats json and ndjson only; leave them out, or ask for one of those");
    }
    Ok(())
}

pub(super) fn run(arguments: &TagArgs) -> anyhow::Result<Outcome> {
    check(arguments).map_err(conflict)?;
    let tagger = arguments.gazetteers.load()?;
    let mut writer = Writer { tagger: &tagger, arguments, options: options(arguments), out: io::BufWriter::new(io::stdout().lock()) };
    let inputs = if arguments.files.is_empty() { vec![PathBuf::from("-")] } else { arguments.files.clone() };
    let progress = progress(&inputs);
    for path in &inputs {
        let name = if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
        let reader: Box<dyn Read> = if path.as_os_str() == "-" {
            Box::new(io::stdin().lock())
        } else {
            Box::new(fs::File::open(path).with_context(|| format!("cannot read {name}"))?)
        };
        let mut reader = BufReader::new(progress.wrap_read(reader));
        match arguments.input {
            Input::Text | Input::Html => {
                let mut text = String::new();
                reader.read_to_string(&mut text).with_context(|| format!("cannot read {name} as UTF-8"))?;
                let id = (inputs.len() > 1).then_some(name.as_str());
                let article = if arguments.input == Input::Html { Article::html(&text) } else { Article::plain(&text) };
                writer.write(&article, id)?;
            }
            Input::Ndjson => texts::each(reader, &name, |Text { id, text }| writer.write(&Article::plain(&text), id.as_deref()))?,
        }
    }
    progress.finish_and_clear();
    writer.out.flush()?;
    Ok(Outcome::Done)
}

fn options(arguments: &TagArgs) -> Options {
    let types = arguments.types.iter().fold(TypeSet::NONE, |types, mention_type| types.with(*mention_type));
    Options {
        types: if arguments.types.is_empty() { TypeSet::ALL } else { types },
        min_score: arguments.min_score,
        overlap: if arguments.overlap { Overlap::All } else { Overlap::Longest },
        unlisted: !arguments.listed_only,
        ..Options::default()
    }
}

/// Work below this needs no bar: it is done before one is seen.
const LONG_WORK_BYTES: u64 = 4 << 20;

/// A bar over the bytes of all files; hidden for short work, and where standard error is no terminal.
fn progress(inputs: &[PathBuf]) -> ProgressBar {
    let total = inputs.iter().map(|path| fs::metadata(path).map_or(0, |metadata| metadata.len())).sum();
    if total < LONG_WORK_BYTES {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

struct Writer<'a, W: Write> {
    tagger: &'a Tagger,
    arguments: &'a TagArgs,
    options: Options,
    out: W,
}

impl<W: Write> Writer<'_, W> {
    fn write(&mut self, article: &Article<'_>, id: Option<&str>) -> anyhow::Result<()> {
        let started = Instant::now();
        let tagged = self.tagger.tag(article.text(), &self.options)?;
        let took = started.elapsed();
        let answer = LocalAnswer {
            tagger: self.tagger,
            article,
            tagged: &tagged,
            id,
            format: self.arguments.format.of_answer(),
            offsets: self.arguments.offsets.into(),
            explain: self.arguments.explain,
            took,
        };
        let out = &mut self.out;
        match self.arguments.format {
            Format::Inline => render::inline(self.tagger, article, &tagged, out)?,
            Format::Color => render::color(article, &tagged, out)?,
            Format::Json => answer.write(&mut *out, true)?,
            _ => answer.write(&mut *out, false)?,
        }
        let one_line = matches!(self.arguments.format, Format::Json | Format::Ndjson | Format::Webannotation | Format::Ninjs);
        let as_text = matches!(self.arguments.format, Format::Inline | Format::Color);
        if one_line || as_text && !article.posted().ends_with('\n') {
            writeln!(out)?;
        }
        Ok(())
    }
}
