//! Variants: of the other spellings that GeoNames has of a place, those that are its name.
//!
//! They come without language or date: misspellings, former names, names of a quarter or of the next village. By all of them a place is
//! found in the curated lists ([`crate::link`]); only those that say its name in other vowels stay.
//!
//! One spelling is as regular as it is common: the Egyptian press writes ج for the g of foreign names where others write غ (أراجون).

use aalam::gazetteer::EntityType;

use crate::link::Linked;
use crate::merge::distinct;
use crate::record::Record;
use crate::text::is_arab_country;

/// The list whose aliases are of this kind.
const LIST: &str = "places/geonames.tsv";
/// A foreign place below this, unless a curated list has it, is left with its name: no newspaper spells it in two ways.
const ALIASED: u32 = 200_000;

/// Leaves places with the aliases that are their names and gives known foreign ones their Egyptian spelling; what then adds nothing to a
/// curated entity goes.
pub fn trim(things: Vec<Linked>) -> Vec<Linked> {
    things.into_iter().filter_map(trim_one).collect()
}

fn trim_one(mut thing: Linked) -> Option<Linked> {
    let record = &mut thing.record;
    if record.list == LIST {
        let arab = is_arab_country(&record.country);
        let aliased = arab || thing.curated.is_some() || record.population.unwrap_or(0) >= ALIASED;
        let name = &record.name;
        record.aliases.retain(|alias| aliased && if arab { says_arab(name, alias) } else { letters(name) == letters(alias) });
    }
    record.aliases.extend(egyptian(record));
    record.aliases = distinct(std::slice::from_ref(&record.name), std::mem::take(&mut record.aliases));
    let adds_something = thing.curated.is_none() || !thing.record.aliases.is_empty() || !thing.record.same_as.is_empty();
    adds_something.then_some(thing)
}

/// The Egyptian spelling of a large foreign place or a division that ISO knows, if it has another. Countries that write غ
/// themselves keep it (غازي عنتاب), and so do old Arabic names (غرناطة).
pub fn egyptian(record: &Record) -> Option<String> {
    const OWN_GHAYN: [&str; 15] = ["AF", "AZ", "BD", "ER", "ET", "IL", "IN", "IR", "KG", "KZ", "PK", "TJ", "TM", "TR", "UZ"];
    let known = record.population.unwrap_or(0) >= ALIASED || record.same_as.iter().any(|identifier| identifier.starts_with("iso3166-2:"));
    let foreign = !is_arab_country(&record.country) && !record.country.is_empty() && !OWN_GHAYN.contains(&record.country.as_str());
    let latin = record.name_en.to_lowercase();
    let sounds = record.name.matches('غ').count();
    // غرناطة, طليطلة: the old name has letters that the sound does not ask for.
    let old = record.name.contains(['ط', 'ص', 'ض', 'ة', 'ق']);
    let spelt = !old && sounds > 0 && sounds <= latin.matches('g').count() && !latin.contains("gh");
    (record.entity_type == EntityType::Place && known && foreign && spelt).then(|| record.name.replace('غ', "ج"))
}

/// The consonants of a foreign name as all its spellings have them: غ, ج and ق stand for g, ط for t, ص for s, and vowels come and go.
fn letters(name: &str) -> String {
    let firm = name.chars().filter(|c| !"اويىءأإآؤئةه -".contains(*c));
    firm.map(|c| match c {
        'ج' | 'ق' => 'غ',
        'ط' => 'ت',
        'ص' => 'س',
        c => c,
    })
    .collect()
}

/// Whether another spelling of an Arab place says its name: the consonants are the same, and it keeps the article (رباط is not الرباط).
fn says_arab(name: &str, other: &str) -> bool {
    let firm = |name: &str| {
        let bare = |word: &str| word.strip_prefix("ال").unwrap_or(word).replace(|c| "اويىءأإآؤئةه".contains(c), "");
        name.split([' ', '-']).map(bare).collect::<String>()
    };
    firm(name) == firm(other) && (other.starts_with("ال") || !name.starts_with("ال"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::place;

    fn kept(country: &str, population: u32, name: &str, aliases: &[&str]) -> Vec<String> {
        let record = Record {
            list: LIST,
            population: Some(population),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            ..place(name, "city", country, &["geonames:1"])
        };
        trim(vec![Linked { record, curated: None }]).remove(0).record.aliases
    }

    #[test]
    fn an_arab_place_keeps_its_consonants_and_article() {
        assert_eq!(kept("MA", 1_600_000, "الرباط", &["رباط", "ربات"]), [""; 0]);
        assert_eq!(kept("SY", 50_000, "كفرزيتا", &["كفر زيتة", "كفر زيد"]), ["كفر زيتة"]);
        assert_eq!(kept("SY", 5_000, "تمانعة", &["التمانعة"]), ["التمانعة"]);
        assert_eq!(kept("SD", 300_000, "كوستي", &["ربك"]), [""; 0]);
    }

    #[test]
    fn a_large_foreign_place_has_other_vowels_and_another_g() {
        assert_eq!(kept("RU", 240_000, "بيلغورود", &["بيلجورود", "بلغورود", "بلد"]), ["بيلجورود", "بلغورود"]);
        assert_eq!(kept("RU", 40_000, "بيلغورود", &["بيلجورود"]), [""; 0]);
    }

    #[test]
    fn a_known_foreign_place_has_its_egyptian_spelling() {
        let egyptian_of = |name: &str, english: &str, country: &str, identifier: &str| {
            let record = Record { name_en: english.into(), ..place(name, "admin", country, &[identifier]) };
            trim(vec![Linked { record, curated: None }]).remove(0).record.aliases
        };
        assert_eq!(egyptian_of("أراغون", "Aragon", "ES", "iso3166-2:ES-AR"), ["أراجون"]);
        assert_eq!(egyptian_of("أراغون", "Aragon", "ES", "geonames:1"), [""; 0], "a small place");
        assert_eq!(egyptian_of("غرناطة", "Granada", "ES", "iso3166-2:ES-GR"), [""; 0]);
        assert_eq!(egyptian_of("غازي عنتاب", "Gaziantep", "TR", "iso3166-2:TR-27"), [""; 0]);
        assert_eq!(egyptian_of("بغداد", "Baghdad", "IQ", "iso3166-2:IQ-BG"), [""; 0]);
    }

    #[test]
    fn what_adds_nothing_to_a_curated_place_goes() {
        let record = Record { list: LIST, aliases: vec!["المرشرش".into()], ..place("إيلات", "city", "IL", &[]) };
        let thing = Linked { record, curated: Some("eilat".into()) };
        assert!(trim(vec![thing]).is_empty());
    }
}
