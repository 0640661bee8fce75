//! People among the titles of the Arabic Wikipedia: those that categories are named after.
//!
//! Left out: translated category phrases (أفلام من إنتاج …), and people known by one word whose word is somebody else's given name or
//! stands under a bracket (كيغ, مادونا): it says nothing by itself.

use std::collections::BTreeSet;

use aalam::gazetteer::EntityType;
use anyhow::Result;

use super::titles::{Title, capitalised, titles};
use crate::packages::{Packages, SourceKey};
use crate::record::Record;
use crate::sources::spelling::key;
use crate::sources::translit;

/// Titles that stand before a name and outside its span.
const TITLES: [&str; 13] = [
    "الإمبراطور",
    "الإمبراطورة",
    "البابا",
    "القديس",
    "القديسة",
    "الملك",
    "الملكة",
    "الأمير",
    "الأميرة",
    "المطربة",
    "المغني",
    "المغنية",
    "الممثلة",
];

/// What the dictionary names.
pub(super) fn records(packages: &Packages) -> Result<Vec<Record>> {
    Ok(people(packages)?.iter().filter_map(record).collect())
}

/// The titles of people.
pub(super) fn people(packages: &Packages) -> Result<Vec<Title>> {
    titles(&packages.open("arwikicats")?, &["people/peoples.json"])
}

/// The last words of people's names.
#[derive(Debug)]
pub(in crate::sources) struct Surnames(BTreeSet<Vec<u8>>);

/// Countries whose small towns bear the names of settlers.
pub(in crate::sources) const SETTLED: [&str; 7] = ["US", "CA", "GB", "AU", "NZ", "IE", "ZA"];
/// A town of this size is a place before it is a person.
const KNOWN_TOWN: u32 = 100_000;

impl Surnames {
    /// Those of the dictionary.
    pub(in crate::sources) fn load(packages: &Packages) -> Result<Self> {
        let people = people(packages)?;
        let last = people.iter().filter_map(|title| without_apposition(&title.arabic).rsplit_once(' ').map(|(_, last)| last));
        Ok(Self(last.filter(|last| last.chars().count() >= 4).map(key).collect()))
    }

    /// Whether a place is a small town that news would not name, under a name that is first of all somebody's: Bonaparte, Iowa.
    pub(in crate::sources) fn hide(&self, place: &Record) -> bool {
        let small = place.population.unwrap_or(0) < KNOWN_TOWN && !place.capital;
        small && SETTLED.contains(&place.country.as_str()) && place.subtype != "admin" && self.0.contains(&key(&place.name))
    }
}

fn record(title: &Title) -> Option<Record> {
    let (english, note) = title.english_parts();
    let phrase = ["films ", "works ", "songs ", "albums ", "taxa ", "paintings ", "photographers ", "cultural depictions ", "killing "]
        .iter()
        .any(|head| english.starts_with(head));
    let plural = [
        "expatriates",
        "people",
        "panegyrists",
        "brothers",
        "family",
        "dynasty",
        "studios",
        "buildings",
        " state",
        " and history",
        " and ashley",
    ]
    .iter()
    .any(|word| english.contains(word));
    if phrase || plural {
        return None;
    }
    let name = without_apposition(&title.arabic);
    let name = TITLES.iter().find_map(|head| name.strip_prefix(head)?.strip_prefix(' ')).unwrap_or(name);
    // Some titles were cut short after a particle.
    let cut = ["فون", "فان", "دي", "دو", "دا", "بن", "ابن", "أبو", "آل"].iter().any(|particle| name.ends_with(&format!(" {particle}")));
    if cut {
        return None;
    }
    if !name.contains([' ', '-']) && !speaks_for_itself(english, title, name) {
        return None;
    }
    Some(Record {
        list: "people/wikipedia_world.tsv",
        entity_type: EntityType::Person,
        subtype: subtype(english, note.unwrap_or_default(), &title.note, &title.arabic),
        name: name.to_owned(),
        aliases: Vec::new(),
        name_en: with_article(&capitalised(title.english.split(" (").next().unwrap_or(english))),
        country: String::new(),
        same_as: Vec::new(),
        sources: vec![SourceKey::of("arwikicats")],
        label_rank: 2,
        population: None,
        capital: false,
    })
}

/// What stands after the name says what somebody reigned: هنري الثالث ملك إنجلترا.
const REIGNS: [&str; 14] = [
    " ملك ",
    " ملكة ",
    " إمبراطور ",
    " إمبراطورة ",
    " قيصر ",
    " أمير ",
    " أميرة ",
    " دوق ",
    " دوقة ",
    " كونت ",
    " كونتيسة ",
    " سلطان ",
    " شاه ",
    " ولي عهد ",
];

fn without_apposition(arabic: &str) -> &str {
    let cut = REIGNS.iter().filter_map(|word| arabic.find(word)).min();
    cut.map_or(arabic, |cut| &arabic[..cut])
}

/// The dictionary leaves «the» out of bynames: William Conqueror.
fn with_article(english: &str) -> String {
    const BYNAMES: [&str; 20] = [
        "Great",
        "Elder",
        "Younger",
        "Conqueror",
        "Apostle",
        "Baptist",
        "Terrible",
        "Confessor",
        "Bold",
        "Fair",
        "Ripper",
        "Pious",
        "Lionheart",
        "Magnificent",
        "Evangelist",
        "Unready",
        "Impaler",
        "Rapper",
        "Navigator",
        "Bald",
    ];
    match english.rsplit_once(' ') {
        Some((name, byname)) if BYNAMES.contains(&byname) && !name.ends_with(" the") => format!("{name} the {byname}"),
        _ => english.to_owned(),
    }
}

/// Whether a name of one word tells who is meant: long, foreign, the person's whole name, and not told apart by a bracket.
fn speaks_for_itself(english: &str, title: &Title, name: &str) -> bool {
    let bracketed = !title.note.is_empty() || title.english.contains(['(', ',']);
    !bracketed && !english.contains(' ') && name.chars().count() >= 6 && !name.starts_with("ال") && translit::agrees(english, name)
}

/// What the names themselves say; mostly nothing.
fn subtype(english: &str, note: &str, arabic_note: &str, arabic: &str) -> &'static str {
    const NOTES: [(&str, &[&str]); 9] = [
        ("artist", &["singer", "musician", "rapper", "actor", "actress", "artist", "مغنية", "مغني", "موسيقي", "ممثل", "رسام", "راب"]),
        ("politician", &["politician", "سياسي", "سياسية"]),
        ("athlete", &["boxer", "footballer", "wrestler", "ملاكم", "لاعب"]),
        ("writer", &["writer", "poet", "novelist", "كاتب", "شاعر"]),
        ("royal", &["pharaoh", "emperor", "king", "queen", "فرعون", "إمبراطور", "ملكة", "أميرة"]),
        ("activist", &["activist", "ناشطة", "ناشط"]),
        ("religious", &["بابا", "قديس"]),
        ("scientist", &["astronomer", "physicist", "فلكي", "عالم"]),
        ("business", &["businessman"]),
    ];
    let noted = |words: &[&str]| {
        words.iter().any(|word| note.split(' ').any(|part| part == *word) || arabic_note.split(' ').any(|part| part == *word))
    };
    if let Some((subtype, _)) = NOTES.iter().find(|(_, words)| noted(words)) {
        return subtype;
    }
    let first = english.split(' ').next().unwrap_or_default();
    if matches!(first, "pope" | "saint" | "patriarch") {
        return "religious";
    }
    let reigns = REIGNS.iter().any(|word| arabic.contains(word));
    if reigns || matches!(first, "emperor" | "empress" | "tsar") || english.contains("roman emperor") {
        return "royal";
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(english: &str, arabic: &str) -> Option<Record> {
        record(&Title::new(english, arabic)?)
    }

    #[test]
    fn names_of_several_words_are_people() {
        let person = made("george clooney", "جورج كلوني").unwrap();
        assert_eq!((person.name.as_str(), person.name_en.as_str(), person.subtype), ("جورج كلوني", "George Clooney", ""));
    }

    #[test]
    fn phrases_of_categories_are_not() {
        assert!(made("films directed by youssef chahine", "أفلام يوسف شاهين").is_none());
        assert!(made("mongolian expatriates in japan", "منغوليون مغتربون في اليابان").is_none());
        assert!(made("johann friedrich von eschscholtz", "يوهان فريدريش فون").is_none());
        assert!(made("panegyrists", "مداحون").is_none());
    }

    #[test]
    fn small_towns_do_not_take_the_names_of_people() {
        let surnames = Surnames(BTreeSet::from([key("بونابرت")]));
        let town = |country: &str, population| Record {
            list: "places/geonames.tsv",
            entity_type: EntityType::Place,
            subtype: "city",
            country: country.to_owned(),
            population,
            ..made("napoleon", "نابليون").map(|person| Record { name: "بونابرت".to_owned(), ..person }).unwrap()
        };
        assert!(surnames.hide(&town("US", Some(400))));
        assert!(surnames.hide(&town("US", None)));
        assert!(!surnames.hide(&town("US", Some(400_000))));
        assert!(!surnames.hide(&town("FR", Some(400))));
    }

    #[test]
    fn one_word_must_speak_for_itself() {
        assert!(made("napoleon", "نابليون").is_some());
        assert!(made("cage (rapper)", "كيغ").is_none());
        assert!(made("madonna", "مادونا (مغنية)").is_none());
        assert!(made("girolamo savonarola", "سافونارولا").is_none());
        assert!(made("muhammad", "محمد").is_none());
        assert!(made("prince (musician)", "برنس (موسيقي)").is_none());
    }

    #[test]
    fn bynames_get_their_article_back() {
        assert_eq!(made("william conqueror", "وليم الفاتح").unwrap().name_en, "William the Conqueror");
    }

    #[test]
    fn a_stage_name_is_no_reign() {
        assert_eq!(made("queen latifah", "كوين لطيفة").unwrap().subtype, "");
        assert_eq!(made("alfred, lord tennyson", "ألفريد تنيسون").unwrap().name_en, "Alfred, Lord Tennyson");
    }

    #[test]
    fn titles_stand_outside_and_say_what_somebody_is() {
        let pope = made("pope john paul ii", "البابا يوحنا بولص الثاني").unwrap();
        assert_eq!((pope.name.as_str(), pope.subtype), ("يوحنا بولص الثاني", "religious"));
        let king = made("henry iii of england", "هنري الثالث ملك إنجلترا").unwrap();
        assert_eq!((king.name.as_str(), king.subtype), ("هنري الثالث", "royal"));
        assert!(made("william, prince of wales", "ويليام أمير ويلز").is_none());
        assert_eq!(made("amir khan (boxer)", "أمير خان (ملاكم)").unwrap().subtype, "athlete");
    }
}
