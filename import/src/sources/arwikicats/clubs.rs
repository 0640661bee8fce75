//! Sports clubs among the titles of the Arabic Wikipedia.
//!
//! The dictionary of clubs holds leagues, cups and managers too. A club's name keeps its head where the title has it (نادي بورتسموث):
//! without it most are names of towns. The bare name becomes an alias only if no place bears it, in Arabic or in the English name.

use std::collections::BTreeSet;

use aalam::gazetteer::EntityType;
use anyhow::Result;

use super::bodies;
use super::titles::{Title, capitalised, titles};
use crate::packages::{Packages, SourceKey};
use crate::record::Record;
use crate::sources::geonames;
use crate::sources::spelling::{hamza_first, key, plain_latin, spell, without_disambiguation};
use crate::sources::translit;

/// A town of this size may be meant by its name alone.
const KNOWN_TOWN: u32 = 5_000;

/// Arabic beginnings of what is no club.
const OTHER_HEADS: [&str; 16] = [
    "دوري",
    "الدوري",
    "كأس",
    "بطولة",
    "مدربو",
    "لاعبو",
    "القسم",
    "الدرجة",
    "قائمة",
    "منتخب",
    "كرة",
    "مباراة",
    "جائزة",
    "سباق",
    "ألعاب",
    "نهائيات",
];
/// English words of what is no club.
const OTHER_WORDS: [&str; 19] = [
    "league",
    "cup",
    "championship",
    "championships",
    "managers",
    "players",
    "division",
    "liga",
    "ligue",
    "serie",
    "premiership",
    "season",
    "meistriliiga",
    "television",
    "school",
    "winx",
    "films",
    "albums",
    "operations",
];
/// English words that only clubs have.
const CLUB_WORDS: [&str; 36] = [
    "f.c.",
    "fc",
    "a.f.c.",
    "afc",
    "s.c.",
    "sc",
    "s.k.",
    "sk",
    "c.f.",
    "cf",
    "b.c.",
    "bc",
    "fk",
    "kk",
    "if",
    "bk",
    "ac",
    "a.c.",
    "cd",
    "c.d.",
    "club",
    "clube",
    "sv",
    "vfb",
    "vfl",
    "tsv",
    "rcd",
    "sd",
    "ca",
    "hc",
    "as",
    "a.s.",
    "fa",
    "united",
    "basketball",
    "football",
];

/// What the dictionary names.
pub(super) fn records(packages: &Packages) -> Result<Vec<Record>> {
    let archive = packages.open("arwikicats")?;
    let clubs = titles(&archive, &["sports/Clubs_key.json"])?;
    let places = place_names(packages)?;
    let teams = titles(&archive, &["keys/keys2.json"])?;
    let cities = geonames::cities(packages)?;
    let lower = |name: &str| plain_latin(name).to_lowercase().replace(['-', '/'], " ");
    let towns: BTreeSet<String> = cities.values().map(|city| lower(&city.name)).collect();
    let known = cities.values().filter(|city| city.population >= KNOWN_TOWN);
    let names: BTreeSet<String> = known.flat_map(|city| city.latin_names().map(lower).collect::<Vec<_>>()).collect();
    let teams = teams.iter().filter(|title| is_team(title, &towns));
    // The mixed dictionaries have clubs too, under their Arabic head.
    let mixed = titles(&archive, &bodies::FILES)?;
    let mixed = mixed.iter().filter(|title| title.arabic.starts_with("نادي ") && has_club_word(&title.english));
    Ok(clubs.iter().chain(teams).chain(mixed).filter_map(|title| record(title, &places, &names)).collect())
}

/// Whether a title of the mixed dictionary is a team: a town with a byname that the Arabic spells out (فينيكس صنز, Phoenix Suns).
fn is_team(title: &Title, towns: &BTreeSet<String>) -> bool {
    const BYNAMES: [&str; 14] =
        ["heat", "magic", "jazz", "thunder", "dream", "sun", "sky", "liberty", "storm", "fever", "lynx", "mercury", "united", "city"];
    let Some((town, byname)) = title.english.rsplit_once(' ') else { return false };
    (BYNAMES.contains(&byname) || byname.ends_with('s'))
        && towns.contains(&plain_latin(town))
        && title.arabic.contains(' ')
        && translit::agrees(&title.english, &title.arabic)
}

fn has_club_word(english: &str) -> bool {
    english.split([' ', '/']).any(|word| CLUB_WORDS.contains(&word)) || english.ends_with("spor")
}

/// A club's name without «football club» spelt out letter by letter (إف سي): the press leaves it out.
fn without_initials(arabic: &str) -> &str {
    const INITIALS: [&str; 7] = ["إف سي", "أف سي", "اف سي", "أفسي", "إف كي", "أف كي", "بي كي"];
    let before = INITIALS.iter().find_map(|initials| arabic.strip_prefix(initials)?.strip_prefix(' '));
    let after = || INITIALS.iter().find_map(|initials| arabic.strip_suffix(initials)?.strip_suffix(' '));
    before.or_else(after).unwrap_or(arabic)
}

/// The part of a club's English name that may be its town: without the words that only clubs have, and its year.
fn town_of(english: &str) -> String {
    const SMALL: [&str; 12] = ["calcio", "futebol", "sport", "sports", "ifk", "skn", "us", "u.s.", "nk", "rc", "krc", "1."];
    let own = |word: &&str| *word == "united" || !CLUB_WORDS.contains(word) && !SMALL.contains(word) && word.parse::<u32>().is_err();
    plain_latin(english).to_lowercase().replace(['-', '/'], " ").split(' ').filter(own).collect::<Vec<_>>().join(" ")
}

/// The folds of all names that places have in Arabic letters, right or wrong.
fn place_names(packages: &Packages) -> Result<BTreeSet<Vec<u8>>> {
    let cities = geonames::cities(packages)?;
    let alternates = cities.values().flat_map(|city| &city.alternates);
    let labels = geonames::labels(packages, "ar")?;
    let names = alternates.chain(labels.values()).filter_map(|name| spell(without_disambiguation(name)));
    Ok(names.map(|spelling| key(&spelling.text)).collect())
}

/// Whether a title may be a club's; `arabic` is that of its name without initials.
fn may_be_club(title: &Title, arabic: &str) -> bool {
    let first = title.arabic.split(' ').next().unwrap_or_default();
    if OTHER_HEADS.contains(&first) || title.english.split([' ', '/']).any(|word| OTHER_WORDS.contains(&word)) {
        return false;
    }
    // Initials spelt out are no article (ال كي اس ودز); a university is no club.
    let initials = title.arabic.split(' ').any(|word| word == "ال");
    if initials || first == "جامعة" {
        return false;
    }
    // Category phrases are translated word for word (معارك وعمليات); the names of clubs sound alike in both languages. A single word under
    // an English name that does not say club may be anything (didgeridoo, maracas).
    let sounds_alike = || arabic.contains(' ') && translit::cost(&title.english, arabic) <= 0.6;
    arabic.starts_with("نادي ") || has_club_word(&title.english) || sounds_alike()
}

fn record(title: &Title, places: &BTreeSet<Vec<u8>>, towns: &BTreeSet<String>) -> Option<Record> {
    let arabic = without_initials(&title.arabic);
    if !may_be_club(title, arabic) {
        return None;
    }
    let bare = arabic.strip_prefix("نادي ");
    let is_word = !arabic.contains(' ');
    let is_place = |name: &str| places.contains(&key(name)) || name.contains(" لكرة ");
    // A county and its sport are no name without their head.
    let is_part = |name: &str| name.contains(" لل") || name.starts_with("مقاطعة ");
    let is_town = towns.contains(&town_of(&title.english));
    let alias =
        |name: &str| (!is_town && !is_place(name) && !is_part(name) && is_distinct(name)).then(|| name.to_owned()).into_iter().collect();
    let (name, aliases) = match bare {
        Some(bare) => (arabic.to_owned(), alias(bare)),
        None if is_word || is_place(arabic) => (format!("نادي {arabic}"), alias(arabic)),
        None => (hamza_first(arabic, None), Vec::new()),
    };
    let spoken = bare.unwrap_or(arabic);
    Some(Record {
        list: "organisations/wikipedia_clubs.tsv",
        entity_type: EntityType::Organisation,
        subtype: "club",
        name,
        aliases,
        // Where a club moved or was renamed, the title is that of today and the English is not.
        name_en: if translit::cost(&title.english, spoken) < 1.0 { club_english(&title.english) } else { String::new() },
        country: String::new(),
        same_as: Vec::new(),
        sources: vec![SourceKey::of("arwikicats")],
        label_rank: 2,
        population: None,
        capital: false,
    })
}

/// The English name with its capitals: words without a vowel, and some with one, are initials (CR Belouizdad).
fn club_english(english: &str) -> String {
    const INITIALS: [&str; 30] = [
        "ac", "as", "us", "usm", "ud", "ad", "ca", "aj", "ik", "if", "ifk", "aek", "ael", "aik", "aso", "asc", "asm", "asec", "ol", "om",
        "uta", "psv", "ksv", "cska", "fsv", "tsg", "rkc", "ado", "apoel", "paok",
    ];
    let is_initials = |word: &str| {
        let short = (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
        INITIALS.contains(&word) || short && word != "st" && !word.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    };
    let capitals = capitalised(english);
    let words = english.split(' ').zip(capitals.split(' ')).map(|(word, capital)| match word {
        word if is_initials(word) => word.to_uppercase(),
        _ => capital.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a club's bare name is no word of the language: several words, or a long foreign one.
fn is_distinct(bare: &str) -> bool {
    bare.contains(' ') && !bare.starts_with("ال") || !bare.starts_with("ال") && bare.chars().count() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(english: &str, arabic: &str) -> Option<(String, Vec<String>)> {
        let places = BTreeSet::from([key("بورتسموث"), key("أندورا"), key("سانت بول")]);
        let towns = BTreeSet::from(["goteborg".to_owned(), "st. polten".to_owned()]);
        record(&Title::new(english, arabic)?, &places, &towns).map(|record| (record.name, record.aliases))
    }

    #[test]
    fn leagues_cups_and_managers_are_no_clubs() {
        assert_eq!(made("liga panameña de fútbol", "دوري بنما لكرة القدم"), None);
        assert_eq!(made("concacaf gold cup", "كأس كونكاكاف الذهبية"), None);
        assert_eq!(made("santos futebol clube managers", "مدربو نادي سانتوس"), None);
        assert_eq!(made("fantasy television", "فنتازيا التلفزيون"), None);
        assert_eq!(made("overwatch league", "أوفرواتش ليغ"), None);
    }

    #[test]
    fn a_club_named_after_its_town_keeps_its_head() {
        assert_eq!(made("portsmouth f.c.", "نادي بورتسموث"), Some(("نادي بورتسموث".into(), vec![])));
        assert_eq!(made("fc andorra", "أندورا"), Some(("نادي أندورا".into(), vec![])));
        assert_eq!(made("al wasl fc", "نادي الوصل"), Some(("نادي الوصل".into(), vec![])));
    }

    #[test]
    fn a_bare_name_that_is_no_place_is_an_alias() {
        assert_eq!(made("juventus f.c.", "يوفنتوس"), Some(("نادي يوفنتوس".into(), vec!["يوفنتوس".into()])));
        assert_eq!(made("brechin city f.c.", "نادي بريتشين سيتي"), Some(("نادي بريتشين سيتي".into(), vec!["بريتشين سيتي".into()])));
        assert_eq!(made("chicago bears", "شيكاغو بيرز"), Some(("شيكاغو بيرز".into(), vec![])));
    }

    #[test]
    fn a_bare_name_that_is_a_town_in_english_is_none() {
        assert_eq!(made("ifk göteborg", "نادي غوتبرغ"), Some(("نادي غوتبرغ".into(), vec![])));
        assert_eq!(made("skn st. pölten", "نادي سانت بولتن"), Some(("نادي سانت بولتن".into(), vec![])));
        let united = Some(("نادي غوتبرغ يونايتد".into(), vec!["غوتبرغ يونايتد".into()]));
        assert_eq!(made("göteborg united f.c.", "نادي غوتبرغ يونايتد"), united);
        assert_eq!(made("essex county cricket club", "نادي مقاطعة إسكس للكريكت"), Some(("نادي مقاطعة إسكس للكريكت".into(), vec![])));
    }

    #[test]
    fn initials_spelt_out_are_no_name() {
        assert_eq!(made("ehime fc", "إهيمه إف سي"), Some(("نادي إهيمه".into(), vec![])));
        assert_eq!(made("boreham wood f.c.", "بوريهام وود إف سي"), Some(("بوريهام وود".into(), vec![])));
        assert_eq!(made("łks łódź", "نادي ال كي اس ودز"), None);
        assert_eq!(made("fc universitatea cluj", "جامعة كلوج"), None);
    }

    #[test]
    fn a_town_with_a_byname_is_a_team() {
        let towns = BTreeSet::from(["phoenix".to_owned(), "new york".to_owned()]);
        let is = |english: &str, arabic: &str| is_team(&Title::new(english, arabic).unwrap(), &towns);
        assert!(is("phoenix suns", "فينيكس صنز"));
        assert!(is("new york liberty", "نيويورك ليبرتي"));
        assert!(!is("phoenix police", "شرطة فينيكس"));
        assert!(!is("school subjects", "مواد مدرسية"));
    }

    #[test]
    fn initials_are_capitals() {
        assert_eq!(club_english("cr belouizdad"), "CR Belouizdad");
        assert_eq!(club_english("1. fc nürnberg"), "1. FC Nürnberg");
        assert_eq!(club_english("new york red bulls"), "New York Red Bulls");
        assert_eq!(club_english("arsenal de sarandí"), "Arsenal de Sarandí");
        assert_eq!(club_english("hà nội t&t f.c."), "Hà Nội T&T F.C.");
    }

    #[test]
    fn words_that_say_no_club_are_none() {
        assert_eq!(made("didgeridoo", "ديدجيريدو"), None);
        assert_eq!(made("battles and operations", "معارك وعمليات"), None);
        assert_eq!(made("maracas", "شخشيخة"), None);
    }
}
