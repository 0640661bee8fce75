//! The rows of `tests/golden/*.toml`, run against the lists of this repository.
//!
//! A row's text bears its mentions in place: `[place:lebanon|لبنان]`, or `[person:?|…]` for a name that no list holds. Everything marked
//! must be found, with that type and entity, and nothing else. A fixed bug is a row; a rule has a row where it fires and one where it must
//! not.

use std::fmt::Write as _;
use std::path::Path;

use aalam::gazetteer::source::Source;
use aalam::tagging::{MentionType, Options, Overlap, Tagger, TypeSet};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    text: String,
    /// Proclitics of the mentions, in their order; checked where given.
    proclitics: Option<Vec<String>>,
    /// Roles of the people, in their order; checked where given.
    roles: Option<Vec<String>>,
    #[serde(default)]
    overlap_all: bool,
    /// Nationalities are asked for too.
    #[serde(default)]
    nationality: bool,
}

/// The text without its marks, and the mentions they stand for, `start..end type:entity surface`, in the order of the answer. Marks nest.
fn unmark(marked: &str) -> (String, Vec<String>) {
    let (mut text, mut open, mut mentions) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(at) = rest.find(['[', ']']) {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if rest[at..].starts_with('[') {
            let (label, after) = after.split_once('|').expect("a mark has a bar");
            open.push((text.len(), label));
            rest = after;
        } else {
            let (start, label) = open.pop().expect("a mark is opened before it is closed");
            mentions.push((start, std::cmp::Reverse(text.len()), label));
            rest = after;
        }
    }
    text.push_str(rest);
    assert!(open.is_empty(), "a mark is not closed: {marked}");
    mentions.sort_unstable();
    let shown = mentions.iter().map(|(start, end, label)| format!("{start}..{} {label} {}", end.0, &text[*start..end.0])).collect();
    (text, shown)
}

fn run(row: &Row, tagger: &Tagger) -> Result<(), String> {
    let (text, expected) = unmark(&row.text);
    let types = if row.nationality { TypeSet::ALL.with(MentionType::Nationality) } else { TypeSet::ALL };
    let options = Options { types, overlap: if row.overlap_all { Overlap::All } else { Overlap::Longest }, ..Options::default() };
    let tagged = tagger.tag(&text, &options).map_err(|error| error.to_string())?;
    let describe = |mention: &aalam::tagging::Mention| {
        let id = mention.entity.map_or("?", |ix| &tagger.entity(&tagged, ix).id);
        let surface = mention.span.of(&text);
        format!("{}..{} {}:{id} {surface}", mention.span.start, mention.span.end, mention.entity_type)
    };
    let found: Vec<String> = tagged.mentions.iter().map(describe).collect();
    let mut wrong = String::new();
    if found != expected {
        let _ = write!(wrong, "\n  expected {expected:#?}\n  found {found:#?}");
    }
    let proclitics: Vec<String> =
        tagged.mentions.iter().map(|mention| mention.proclitics.iter().map(aalam::text::Proclitic::letter).collect()).collect();
    if row.proclitics.as_ref().is_some_and(|expected| *expected != proclitics) {
        let _ = write!(wrong, "\n  proclitics {proclitics:?}");
    }
    let roles: Vec<&str> = tagged.mentions.iter().filter_map(|mention| mention.role).map(|role| role.of(&text)).collect();
    if row.roles.as_ref().is_some_and(|expected| *expected != roles) {
        let _ = write!(wrong, "\n  roles {roles:?}");
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}: «{text}»{wrong}", row.name)) }
}

#[test]
fn every_row_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (tagger, _) = Tagger::load(&Source::Folder(root.join("gazetteers"))).expect("the lists of this repository");
    let mut failures = Vec::new();
    let mut rows = 0;
    for entry in std::fs::read_dir(root.join("tests/golden")).expect("the folder of rows") {
        let path = entry.expect("an entry of the folder").path();
        let contents = std::fs::read_to_string(&path).expect("a file of rows");
        let file: Rows = toml::from_str(&contents).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        rows += file.row.len();
        failures.extend(file.row.iter().filter_map(|row| run(row, &tagger).err()).map(|failure| format!("{}: {failure}", path.display())));
    }
    assert!(rows > 0, "no rows were found");
    assert!(failures.is_empty(), "{} of {rows} rows fail:\n{}", failures.len(), failures.join("\n"));
}
