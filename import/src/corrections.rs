//! The reviewed corrections: what a reader of the imported lists found wrong in a row, and what is right.
//!
//! A line of `review/corrections.tsv` names a row by its `id` and says what is wrong with it: its `name`, `subtype` or `country`, for which
//! `value` is the right one; an `alias`, for which `value` is the one that goes; or the whole `row`, for which `value` is empty.

use std::collections::HashMap;

use anyhow::{Context, Result, bail, ensure};

use crate::link::Linked;
use crate::merge::{distinct, surface};
use crate::variants::egyptian;

const FILE: &str = "review/corrections.tsv";

#[derive(Debug)]
enum Change {
    Name(String),
    Alias(String),
    Subtype(String),
    Country(String),
    Row,
}

struct Correction {
    id: String,
    change: Change,
    line: usize,
}

/// The corrections, in the order of the file.
pub struct Corrections(Vec<Correction>);

impl Corrections {
    /// Those of the file, which is compiled in.
    pub fn read() -> Result<Self> {
        Self::parse(include_str!("../review/corrections.tsv"))
    }

    fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().enumerate().skip(1);
        lines
            .map(|(index, line)| correction(line, index + 1).with_context(|| format!("{FILE}:{}", index + 1)))
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Makes them. An error if one is of a row that is not there, or that has nothing of the kind to correct: such a line is out of date.
    pub fn apply(&self, things: Vec<(String, Linked)>) -> Result<Vec<(String, Linked)>> {
        let mut things: Vec<Option<(String, Linked)>> = things.into_iter().map(Some).collect();
        let rows: HashMap<String, usize> =
            things.iter().enumerate().filter_map(|(row, thing)| Some((thing.as_ref()?.0.clone(), row))).collect();
        for Correction { id, change, line } in &self.0 {
            let place = || format!("{FILE}:{line}: «{id}»");
            let row = *rows.get(id).with_context(|| format!("{}: no imported row has this id; take the line out", place()))?;
            let (_, thing) = things[row].as_mut().with_context(|| format!("{}: a line above takes the row out", place()))?;
            match change {
                Change::Row => things[row] = None,
                _ => amend(thing, change).with_context(place)?,
            }
        }
        Ok(things.into_iter().flatten().collect())
    }
}

fn correction(line: &str, number: usize) -> Result<Correction> {
    let [id, column, value, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
        bail!("write four cells, parted by tabs: id, column, value, reason");
    };
    ensure!(!id.is_empty() && !reason.is_empty(), "id and reason may not be empty");
    ensure!(value.is_empty() == (column == "row"), "the value is empty for a row, and only there");
    let value = value.to_owned();
    let change = match column {
        "name" => Change::Name(value),
        "alias" => Change::Alias(value),
        "subtype" => Change::Subtype(value),
        "country" => Change::Country(value),
        "row" => Change::Row,
        _ => bail!("«{column}» is none of name, alias, subtype, country, row"),
    };
    Ok(Correction { id: id.to_owned(), change, line: number })
}

fn amend(thing: &mut Linked, change: &Change) -> Result<()> {
    let record = &mut thing.record;
    let by_hand = thing.curated.is_some();
    match change {
        Change::Alias(wrong) => {
            let before = record.aliases.len();
            record.aliases.retain(|alias| alias != wrong);
            ensure!(record.aliases.len() < before, "the row has no alias «{wrong}»; take the line out");
        }
        _ if by_hand => bail!("a list kept by hand has this entity; mend it there"),
        Change::Name(name) => {
            ensure!(record.name != *name, "the name is «{name}» already; take the line out");
            // What was made of the wrong name goes with it.
            let made = egyptian(record);
            record.aliases.retain(|alias| Some(alias) != made.as_ref());
            record.name.clone_from(name);
            record.aliases.extend(egyptian(record));
            record.aliases.retain(|alias| surface(alias) != surface(name));
            record.aliases = distinct(&[], std::mem::take(&mut record.aliases));
        }
        Change::Subtype(subtype) => {
            let known = record.entity_type.subtypes().iter().find(|known| *known == subtype);
            record.subtype = known.with_context(|| format!("«{subtype}» is no subtype of a {}", record.entity_type))?;
        }
        Change::Country(country) => record.country.clone_from(country),
        Change::Row => unreachable!("taken out before"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use crate::record::tests::place;

    fn things() -> Vec<(String, Linked)> {
        let gateshead = Record { aliases: vec!["جيتس".into()], ..place("جيتشيد", "village", "GB", &["geonames:1"]) };
        let curated = Some("tripoli".to_owned());
        vec![
            ("geonames_1".into(), Linked { record: gateshead, curated: None }),
            ("tripoli".into(), Linked { record: place("طرابلس", "city", "LB", &[]), curated }),
        ]
    }

    fn corrected(lines: &str) -> Result<Vec<(String, Linked)>> {
        Corrections::parse(&format!("id\tcolumn\tvalue\treason\n{lines}"))?.apply(things())
    }

    #[test]
    fn the_file_is_well_formed() {
        Corrections::read().unwrap();
    }

    #[test]
    fn a_row_gets_what_is_right() {
        let lines = "geonames_1\tname\tغيتسهيد\tmisread\ngeonames_1\talias\tجيتس\tcut\ngeonames_1\tsubtype\tcity\t78,000 people\n";
        let things = corrected(lines).unwrap();
        assert_eq!(things[0].1.record, place("غيتسهيد", "city", "GB", &["geonames:1"]));
        assert_eq!(corrected("geonames_1\trow\t\tno town\n").unwrap().len(), 1);
    }

    #[test]
    fn a_line_out_of_date_is_an_error_that_names_it() {
        let error = |lines: &str| format!("{:#}", corrected(lines).err().unwrap());
        assert_eq!(
            error("geonames_2\trow\t\tno town\n"),
            "review/corrections.tsv:2: «geonames_2»: no imported row has this id; take the line out"
        );
        assert!(error("geonames_1\talias\tلندن\tanother\n").contains("the row has no alias «لندن»"));
        assert!(error("geonames_1\tname\tجيتشيد\tthe same\n").contains("already"));
        assert!(error("geonames_1\tsubtype\ttown\tno such\n").contains("«town» is no subtype of a place"));
        assert!(error("tripoli\tname\tالفيحاء\tby hand\n").contains("mend it there"));
        assert!(error("geonames_1\trow\t\tx\ngeonames_1\trow\t\tx\n").contains("a line above takes the row out"));
        assert!(error("geonames_1\tpopulation\t4\tx\n").contains("«population» is none of"));
        assert!(error("geonames_1\tname\t\tx\n").contains("the value is empty for a row"));
    }
}
