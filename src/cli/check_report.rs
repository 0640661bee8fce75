//! What `aalam check` reports beside its findings: counts, dangerous surfaces, and how often surfaces fire.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;

use anyhow::Context;

use super::texts;
use crate::gazetteer::danger::{Danger, dangers};
use crate::gazetteer::{EntityType, Gazetteer};
use crate::tagging::{Options, Rule, Tagger};
use crate::text::fold::canonical_symbols;
use crate::text::symbol::{Symbol, render};
use crate::text::{FoldedText, tokenize};

/// A line with a text, which may be annotated.
#[derive(serde::Deserialize)]
struct Labelled {
    text: String,
}

/// Rows per list and source, and entities per type.
pub(super) fn stats(gazetteer: &Gazetteer, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "{:>8}  list, and its sources", "rows")?;
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for list in gazetteer.lists() {
        let sources: Vec<String> = list.sources.iter().map(|(source, rows)| format!("{source}: {rows}")).collect();
        writeln!(out, "{:>8}  {} ({})", list.rows, list.path, sources.join(", "))?;
        for (source, rows) in &list.sources {
            *totals.entry(source).or_default() += rows;
        }
    }
    writeln!(out, "{:>8}  source", "rows")?;
    for (source, rows) in totals {
        writeln!(out, "{rows:>8}  {source}")?;
    }
    writeln!(out, "{:>8}  type", "entities")?;
    for entity_type in EntityType::ALL {
        let of_type = gazetteer.entities().map(|(_, entity)| entity).filter(|entity| entity.entity_type == entity_type);
        let identified = of_type.clone().filter(|entity| !entity.same_as.is_empty()).count();
        writeln!(out, "{:>8}  {entity_type} ({identified} with an identifier of a source)", of_type.count())?;
    }
    Ok(())
}

/// The dangerous surfaces, list by list: tab-separated, with a line of counts before each list.
pub(super) fn danger(gazetteer: &Gazetteer, out: &mut impl Write) -> anyhow::Result<()> {
    let found = dangers(gazetteer);
    for run in found.chunk_by(|one, other| one.list == other.list) {
        let count = |wanted: fn(&Danger) -> bool| run.iter().filter(|one| one.dangers.iter().any(wanted)).count();
        writeln!(
            out,
            "# {}: {} surfaces: {} common words, {} given names, {} function words, {} very short, {} shared, {} of several types",
            gazetteer.lists()[run[0].list.index()].path,
            run.len(),
            count(|danger| matches!(danger, Danger::CommonWord(_))),
            count(|danger| *danger == Danger::GivenName),
            count(|danger| *danger == Danger::FunctionWord),
            count(|danger| *danger == Danger::VeryShort),
            count(|danger| matches!(danger, Danger::Shared { .. })),
            count(|danger| matches!(danger, Danger::Shared { types: 2.., .. })),
        )?;
        for one in run {
            let dangers: Vec<String> = one.dangers.iter().map(ToString::to_string).collect();
            let context = if one.needs_context { "needs context" } else { "free" };
            writeln!(out, "{}\t{}\t{context}\t{}", one.surface, gazetteer.entity(one.entity).id, dangers.join(", "))?;
        }
    }
    Ok(())
}

/// What fired for a surface: how often, and for which entity first.
#[derive(Default)]
struct Fired {
    count: usize,
    entity: String,
}

/// Tags texts and counts how often each single-word surface of the lists is asserted, the most frequent first.
pub(super) fn firing(tagger: &Tagger, files: &[PathBuf], out: &mut impl Write) -> anyhow::Result<()> {
    let mut words = 0_usize;
    let mut fired: BTreeMap<String, Fired> = BTreeMap::new();
    let options = Options { unlisted: false, ..Options::default() };
    for path in files {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
        texts::each(BufReader::new(file), &name, |Labelled { text }| {
            words += tokenize(FoldedText::new(&text).canonical()).iter().filter(|token| token.is_word()).count();
            for mention in tagger.tag(&text, &options)?.mentions {
                let surface = canonical_symbols(mention.span.of(&text));
                if mention.evidence.rule != Rule::Lexicon || surface.contains(&Symbol::SPACE.0) {
                    continue;
                }
                let one = fired.entry(render(&surface)).or_default();
                if one.count == 0 {
                    one.entity = mention.entity.map_or_else(String::new, |ix| tagger.gazetteer().entity(ix).id.to_string());
                }
                one.count += 1;
            }
            Ok(())
        })?;
    }
    let mut ranked: Vec<(&String, &Fired)> = fired.iter().collect();
    ranked.sort_by_key(|(surface, one)| (Reverse(one.count), *surface));
    #[allow(clippy::cast_precision_loss)] // counts of words of some files
    let per_100k = |count: usize| count as f64 * 100_000.0 / words.max(1) as f64;
    let all: usize = fired.values().map(|one| one.count).sum();
    writeln!(out, "# {words} words, {} single-word surfaces, tagged {all} times, {:.0} per 100,000 words", fired.len(), per_100k(all))?;
    for (surface, one) in ranked {
        writeln!(out, "{surface}\t{}\t{}\t{:.1}", one.entity, one.count, per_100k(one.count))?;
    }
    Ok(())
}
