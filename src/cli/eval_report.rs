//! What `aalam eval` prints: figures, tallies, causes, changes.

use std::io::{self, Write};

use crate::eval::{Causes, Change, Comparison, Criterion, ErrorKind, Excerpt, Report, Run, SignTest, Tallies};
use crate::gazetteer::EntityType;

/// Precision, recall and F1 per type, and the commonest errors.
pub(super) fn figures(report: &Report, errors: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{} document(s)", report.documents())?;
    writeln!(out, "{:<14}{:<9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}", "type", "match", "P", "R", "F1", "matched", "asserted", "gold")?;
    for (entity_type, kind, counts) in report.figures().rows() {
        let [p, r, f1] = [counts.precision(), counts.recall(), counts.f1()].map(percent);
        write!(out, "{:<14}{:<9}{p:>9}{r:>9}{f1:>9}", name(entity_type), kind.name())?;
        writeln!(out, "{:>9}{:>9}{:>9}", counts.matched, counts.asserted, counts.gold)?;
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

/// Right and false mentions by each criterion.
pub(super) fn tallies(tallies: &Tallies, out: &mut impl Write) -> io::Result<()> {
    for criterion in Criterion::ALL {
        let title = format!("{} (strict)", criterion.name());
        writeln!(out, "\n{title:<44}{:>9}{:>9}{:>9}{:>9}", "right", "false", "asserted", "P")?;
        for (name, tally) in tallies.rows(criterion) {
            let p = percent(tally.precision());
            writeln!(out, "{name:<44}{:>9}{:>9}{:>9}{p:>9}", tally.right, tally.wrong(), tally.asserted)?;
        }
    }
    Ok(())
}

/// How often each cause was found, then examples of each.
pub(super) fn causes(causes: &Causes, out: &mut impl Write) -> io::Result<()> {
    for kind in ErrorKind::ALL {
        write!(out, "\n{:<25}", format!("{} because (strict)", error_name(kind)))?;
        EntityType::ALL.iter().try_for_each(|entity_type| write!(out, "{entity_type:>14}"))?;
        writeln!(out, "{:>14}", "all")?;
        for &cause in kind.causes() {
            let counts = EntityType::ALL.map(|entity_type| causes.count(kind, cause, entity_type));
            write!(out, "{:<25}", cause.name())?;
            counts.iter().try_for_each(|count| write!(out, "{count:>14}"))?;
            writeln!(out, "{:>14}", counts.iter().sum::<usize>())?;
        }
    }
    for kind in ErrorKind::ALL {
        for &cause in kind.causes() {
            let title = format!("{}, {}", error_name(kind), cause.name());
            excerpts(&title, causes.examples(kind, cause), out)?;
        }
    }
    Ok(())
}

/// Figures then and now, and the mentions that changed.
pub(super) fn comparison(comparison: &Comparison, then: &Run, now: &Run, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\ncompared with the saved run:")?;
    for (title, run) in [("then", then), ("now", now)] {
        writeln!(out, "{title:<6}aalam {}, lists {}", run.program, run.lists)?;
    }
    write!(out, "\n{:<14}{:<9}", "type", "match")?;
    ["P", "R", "F1"]
        .iter()
        .try_for_each(|figure| write!(out, "{:>9}{:>9}{:>9}", format!("{figure} then"), format!("{figure} now"), "diff"))?;
    writeln!(out)?;
    for ((entity_type, kind, then), (_, _, now)) in comparison.then().rows().zip(comparison.now().rows()) {
        write!(out, "{:<14}{:<9}", name(entity_type), kind.name())?;
        for (then, now) in [(then.precision(), now.precision()), (then.recall(), now.recall()), (then.f1(), now.f1())] {
            let difference = then.zip(now).map_or_else(|| "n/a".to_owned(), |(then, now)| format!("{:+.1}", now - then));
            write!(out, "{:>9}{:>9}{difference:>9}", percent(then), percent(now))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "\n{:<32}{:>9}{:>9}{:>9}", "sign test (strict)", "better", "worse", "p")?;
    sign_test("annotated mentions found", comparison.found(), out)?;
    sign_test("false mentions", comparison.made_up(), out)?;
    sign_test("texts, by errors", comparison.texts(), out)?;
    writeln!(out, "\n{:<32}{:>9}", "changed (strict)", "mentions")?;
    for change in Change::ALL {
        writeln!(out, "{:<32}{:>9}", change.name(), comparison.count(change))?;
    }
    Change::ALL.iter().try_for_each(|&change| excerpts(change.name(), comparison.examples(change), out))
}

fn sign_test(title: &str, test: SignTest, out: &mut impl Write) -> io::Result<()> {
    let p = test.p();
    let p = if p < 0.0001 { "<0.0001".to_owned() } else { format!("{p:.4}") };
    writeln!(out, "{title:<32}{:>9}{:>9}{p:>9}", test.better, test.worse)
}

/// Excerpts with the mention in brackets: Arabic news is full of «».
fn excerpts(title: &str, excerpts: &[Excerpt], out: &mut impl Write) -> io::Result<()> {
    if !excerpts.is_empty() {
        writeln!(out, "\n{title}:")?;
    }
    for Excerpt { document, start, before, surface, after, entity_type, note } in excerpts {
        let note = if note.is_empty() { String::new() } else { format!(" ({note})") };
        writeln!(out, "  {entity_type:<13} {document}:{start}{note}  {before}[{surface}]{after}")?;
    }
    Ok(())
}

fn error_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Missed => "missed",
        ErrorKind::False => "false",
    }
}

fn name(entity_type: Option<EntityType>) -> &'static str {
    entity_type.map_or("all (micro)", EntityType::name)
}

fn percent(figure: Option<f64>) -> String {
    figure.map_or_else(|| "n/a".to_owned(), |figure| format!("{figure:.1}"))
}
