//! People with the citizenship of an Arab country, and what they are called: `arabic-name-romanizer`.
//!
//! The package keeps Arabic names as folded keys (no hamza on alef, ي for ى, ه for ة) beside their Latin spellings. `restore` gives
//! the Arabic spelling back.

use std::collections::{BTreeMap, BTreeSet};

use aalam::gazetteer::{EntityType, Gazetteer};
use anyhow::{Context, Result};
use rusqlite::{Connection, MAIN_DB};

use crate::frequency::Frequencies;
use crate::names::{NameCounts, Part};
use crate::packages::{Packages, SourceKey};
use crate::record::Record;
use crate::text::is_arabic;

mod latin;
mod restore;

use restore::Restorer;

/// Countries in the package whose names are not Arabic.
const OTHER_SCRIPTS: [&str; 3] = ["IR", "PK", "AF"];
/// The list of the people.
const LIST: &str = "people/wikidata_arab.tsv";

/// What the package gives.
#[derive(Debug)]
pub struct Wikidata {
    /// The people.
    pub people: Vec<Record>,
    /// Given names and family names.
    pub names: NameCounts,
}

/// A row of the database: a folded name and one Latin spelling of it.
#[derive(Debug, Clone)]
struct Row {
    key: String,
    latin: String,
    country: String,
    /// Of parts of names: `given`, `surname` or `unknown`.
    role: String,
    count: u32,
    source: String,
}

/// Reads the package.
pub fn read(packages: &Packages, gazetteer: &Gazetteer, frequencies: &Frequencies) -> Result<Wikidata> {
    let bytes = packages.open("arabic-name-romanizer")?.read("arabic_name_romanizer/resources/names.sqlite3")?;
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), true).context("names.sqlite3 is no database")?;
    let units = rows(&database, "SELECT arabic_key, latin, country, role, count, source FROM units")?;
    let people = rows(&database, "SELECT arabic_key, latin, country, latin_lang, count, source FROM full_names WHERE source = 'wikidata'")?;
    let restorer = Restorer::new(gazetteer, frequencies, &units);
    Ok(Wikidata { people: people_of(&people, &restorer), names: names_of(&units, &restorer, frequencies) })
}

fn rows(database: &Connection, query: &str) -> Result<Vec<Row>> {
    let mut statement = database.prepare(query).context("names.sqlite3 has not the tables that are expected")?;
    let rows = statement.query_map([], |row| {
        Ok(Row { key: row.get(0)?, latin: row.get(1)?, country: row.get(2)?, role: row.get(3)?, count: row.get(4)?, source: row.get(5)? })
    })?;
    let rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().filter(|row| !OTHER_SCRIPTS.contains(&row.country.as_str())).collect())
}

/// One record per folded name. People who share it cannot be told apart: if they are of several countries, none is given.
fn people_of(rows: &[Row], restorer: &Restorer<'_>) -> Vec<Record> {
    let mut by_key: BTreeMap<String, (BTreeSet<&str>, Vec<&Row>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !is_event(&row.latin)) {
        let Some(key) = name_key(&row.key) else { continue };
        let (countries, spellings) = by_key.entry(key).or_default();
        countries.insert(&row.country);
        spellings.push(row);
    }
    let source = SourceKey::of("wikidata");
    let people = by_key.into_iter().map(|(key, (countries, spellings))| Record {
        list: LIST,
        entity_type: EntityType::Person,
        // The package does not say what they do.
        subtype: "",
        name: restorer.name(&key),
        aliases: Vec::new(),
        name_en: english(&spellings).to_owned(),
        country: if countries.len() == 1 { countries.into_iter().collect() } else { String::new() },
        same_as: Vec::new(),
        sources: vec![source],
        label_rank: 1,
        population: None,
        capital: false,
    });
    people.collect()
}

/// The name of a person as the package keys it, without what is no part of it; `None` if it is of one word, or not in Arabic letters.
fn name_key(key: &str) -> Option<String> {
    let mut words: Vec<&str> = key.split([' ', '•']).filter(|word| !word.is_empty()).collect();
    // «Iman bint al-Hussein of Jordan», «Alia, queen of Jordan».
    if let Some(of) = words.iter().position(|word| *word == "من") {
        words.truncate(of);
    } else if let [.., "ملك" | "ملكه" | "امير" | "اميره", "المغرب" | "الاردن" | "البحرين" | "العراق" | "مصر"] = words[..]
    {
        words.truncate(words.len() - 2);
    }
    // Ben, taken for between.
    let last = words.len().saturating_sub(1);
    for word in words.iter_mut().take(last).skip(1).filter(|word| **word == "بين") {
        *word = "بن";
    }
    if let [
        "الامير" | "الاميره" | "الشيخ" | "الشيخه" | "الملك" | "الدكتور" | "الدكتوره" | "الحاج" | "القاضي" | "العميد" | "اللواء",
        _,
        _,
        ..,
    ] = words[..]
    {
        words.remove(0);
    }
    // Two people, a name cut short, and stage names that are «the young man» in text.
    let is_cut = words.last().is_some_and(|last| ["عبد", "بن", "بنت", "ال", "ايت"].contains(last));
    if is_cut || words.contains(&"و") || matches!(words[..], ["الشاب" | "الشابه", ..]) {
        return None;
    }
    let name = words.join(" ");
    (units(&words) >= 2 && is_arabic(&name)).then_some(name)
}

/// Whether an item is what happened to somebody: «Death of …».
fn is_event(latin: &str) -> bool {
    ["Assassination of ", "Death of ", "Disappearance of ", "Killing of ", "Murder of "].iter().any(|head| latin.starts_with(head))
}

/// How many names a name is made of: عبد العزيز, أبو صالح and نور الدين are one each.
fn units(words: &[&str]) -> usize {
    let joins = |word: &&&str| ["عبد", "ابو", "ابي", "ام", "ابن", "بن", "بنت", "ال"].contains(*word);
    let joined = |word: &&&str| ["الدين", "الله"].contains(*word);
    let before = words.iter().take(words.len().saturating_sub(1)).filter(joins).count();
    let after = words.windows(2).filter(|pair| pair[0] != "عبد" && joined(&&pair[1])).count();
    words.len().saturating_sub(before + after)
}

/// The English label goes before the French one.
fn english<'r>(spellings: &[&'r Row]) -> &'r str {
    let best = spellings.iter().min_by_key(|row| (row.role != "en", std::cmp::Reverse(row.count), row.latin.as_str()));
    best.map_or("", |row| row.latin.as_str())
}

/// Whether a unit says whose child somebody is: بن عبد العزيز is no given name, and a family name in the Maghreb only.
fn is_patronymic(key: &str, country: &str, part: Part, given: &BTreeSet<&str>) -> bool {
    const MAGHREB: [&str; 5] = ["DZ", "LY", "MA", "MR", "TN"];
    let Some((_, parent)) = key.split_once(' ').filter(|(head, _)| matches!(*head, "بن" | "ابن" | "بنت")) else {
        return false;
    };
    part == Part::Given || given.contains(parent) && !MAGHREB.contains(&country)
}

fn names_of(units: &[Row], restorer: &Restorer<'_>, frequencies: &Frequencies) -> NameCounts {
    let given: BTreeSet<&str> = units.iter().filter(|unit| unit.role == "given").map(|unit| unit.key.as_str()).collect();
    // A person has as many rows as Latin spellings: so many people, at least, as the commonest of a country has.
    let mut bearers: BTreeMap<(&str, &str, &str, &str), u32> = BTreeMap::new();
    for unit in units {
        let count = bearers.entry((&unit.role, &unit.source, &unit.country, &unit.key)).or_default();
        *count = unit.count.max(*count);
    }
    let mut names = NameCounts::default();
    for ((role, source, country, key), count) in bearers {
        let part = match role {
            "given" => Part::Given,
            "surname" => Part::Family,
            _ => continue,
        };
        if !is_patronymic(key, country, part, &given) {
            let source = SourceKey::of(if source == "dzirinames" { "dzirinames" } else { "wikidata" });
            names.add(part, restorer.name(key), count, source);
        }
    }
    names.sift(frequencies);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_word_and_in_other_letters_are_dropped() {
        for key in ["يامور", "سەنكەر احمد", "راماچ", "Ali Hassan", "خديجه اميره المغرب", "عبد العزيز", "ابو صالح", "نور الدين"]
        {
            assert_eq!(name_key(key), None, "{key}");
        }
    }

    #[test]
    fn events_pairs_cut_names_and_stage_names_of_the_young_are_dropped() {
        for key in ["محمد عبد", "مريم بن", "ليلي ال", "زينه و عزيزه", "الشاب العربي", "الشابه سهام"]
        {
            assert_eq!(name_key(key), None, "{key}");
        }
        assert!(is_event("Disappearance of Rahma") && !is_event("Deathof Rahma"));
    }

    #[test]
    fn what_is_no_part_of_the_name_is_taken_off() {
        for (key, name) in [
            ("ايمان بنت الحسين من الاردن", "ايمان بنت الحسين"),
            ("الامير خالد الفيصل", "خالد الفيصل"),
            ("عادل بين حسان", "عادل بن حسان"),
            ("اسامه•حسني", "اسامه حسني"),
            ("السيد نفادي", "السيد نفادي"),
            ("عبد الله بها", "عبد الله بها"),
            ("نادر نور الدين", "نادر نور الدين"),
        ] {
            assert_eq!(name_key(key).as_deref(), Some(name));
        }
    }

    fn row(key: &str, latin: &str, country: &str) -> Row {
        let [key, latin, country] = [key, latin, country].map(str::to_owned);
        Row { key, latin, country, role: "en".into(), count: 1, source: "wikidata".into() }
    }

    #[test]
    fn people_of_one_name_are_one_record_and_of_no_country_if_of_several() {
        let (gazetteer, frequencies) = (Gazetteer::default(), Frequencies::default());
        let rows = [row("سعد موفق", "Saad Mouaffak", "MA"), row("سعد موفق", "Saad Mwafaq", "IQ"), row("سعد شهاب", "Saad Shihab", "IQ")];
        let people = people_of(&rows, &Restorer::new(&gazetteer, &frequencies, &[]));
        let short: Vec<_> = people.iter().map(|person| (person.name.as_str(), person.country.as_str(), person.name_en.as_str())).collect();
        assert_eq!(short, [("سعد شهاب", "IQ", "Saad Shihab"), ("سعد موفق", "", "Saad Mouaffak")]);
    }

    #[test]
    fn a_patronymic_is_no_given_name_and_a_family_name_in_the_maghreb_only() {
        let given = BTreeSet::from(["محمد", "عودة"]);
        let family = |key: &str, country: &str| !is_patronymic(key, country, Part::Family, &given);
        assert!(is_patronymic("بن محمد", "SA", Part::Given, &given));
        assert!(is_patronymic("بنت محمد", "MA", Part::Given, &given));
        assert!(!family("بن محمد", "AE") && family("بن محمد", "TN"));
        assert!(family("بن لادن", "SA") && family("محمد", "SA"));
    }

    #[test]
    fn a_person_counts_once_however_many_latin_spellings_there_are() {
        let (gazetteer, frequencies) = (Gazetteer::default(), Frequencies::default());
        let unit = |latin: &str, country: &str, count: u32| Row { role: "given".into(), count, ..row("نبيل", latin, country) };
        let units = [unit("Nabil", "EG", 9), unit("Nabeel", "EG", 4), unit("Nabil", "MA", 3)];
        let names = names_of(&units, &Restorer::new(&gazetteer, &frequencies, &[]), &frequencies);
        assert_eq!(names.list(Part::Given), "name\tcount\tsource\nنبيل\t12\twikidata CC0-1.0\n");
    }
}
