//! Rows: things as lines of a list.

use std::collections::BTreeMap;

use crate::danger::Safe;
use crate::packages::SourceKey;

const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

/// The lists that things go to, each sorted by id.
pub fn lists(mut things: Vec<Safe>) -> BTreeMap<String, String> {
    things.sort_by(|a, b| a.id.cmp(&b.id));
    let mut lists: BTreeMap<String, String> = BTreeMap::new();
    for thing in &things {
        let list = lists.entry(thing.record.list.to_owned()).or_insert_with(|| HEADER.to_owned());
        list.push_str(&row(thing));
    }
    lists
}

fn row(thing: &Safe) -> String {
    let record = &thing.record;
    let sources: Vec<String> = record.sources.iter().map(|source: &SourceKey| source.cell()).collect();
    let [aliases, same_as, sources] = [&record.aliases, &record.same_as, &sources].map(|parts| parts.join("|"));
    let (flags, name_en) = (flags(thing), one_line(&record.name_en));
    let (id, name, subtype, country) = (&thing.id, &record.name, record.subtype, &record.country);
    format!("{id}\t{name}\t{aliases}\t{name_en}\t{subtype}\t{country}\t\t\t\t{same_as}\t{flags}\t{sources}\n")
}

fn flags(thing: &Safe) -> String {
    let names = 1 + thing.record.aliases.len();
    let mut flags: Vec<String> = if thing.needs_context.len() == names {
        vec!["needs_context".to_owned()]
    } else {
        thing.needs_context.iter().map(|name| format!("needs_context={name}")).collect()
    };
    flags.extend(thing.record.population.map(|population| format!("population={population}")));
    flags.join("|")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
