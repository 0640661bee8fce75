//! Organisations, and places that are no towns, among the titles of the Arabic Wikipedia.
//!
//! They are scattered over dictionaries of category words. A title is taken if its Arabic begins with the head of a kind of body, its
//! English has a word of the same kind, and something in it is proper: a name that both languages spell, or a nation that both name.

use aalam::gazetteer::EntityType;
use anyhow::{Context, Result};

use super::proper::{Nations, is_proper};
use super::titles::{Title, capitalised, titles};
use crate::packages::{Packages, SourceKey};
use crate::record::Record;
use crate::sources::translit;

/// The dictionaries that hold bodies.
pub(super) const FILES: [&str; 9] = [
    "keys/keys2.json",
    "keys/keys2_py.json",
    "population/pop_All_2018.json",
    "geography/P17_2_final_ll.json",
    "_splited_data/P17_2_final_ll_non.json",
    "_splited_data/cities_full_non.json",
    "_splited_data/yy2_non.json",
    "cities/yy2.json",
    "cities/cities_full.json",
];

/// A kind of body: Arabic words it begins with, English words it has.
struct Kind {
    heads: &'static [&'static str],
    words: &'static [&'static str],
    entity_type: EntityType,
    subtype: &'static str,
}

const fn body(subtype: &'static str, heads: &'static [&'static str], words: &'static [&'static str]) -> Kind {
    Kind { heads, words, entity_type: EntityType::Organisation, subtype }
}

const fn site(subtype: &'static str, heads: &'static [&'static str], words: &'static [&'static str]) -> Kind {
    Kind { heads, words, entity_type: EntityType::Place, subtype }
}

/// The first kind that fits counts.
const KINDS: &[Kind] = &[
    body(
        "international",
        &["منظمة", "الاتحاد", "اتحاد", "مجلس", "رابطة", "لجنة", "اللجنة", "المفوضية", "الجمعية", "صندوق", "برنامج"],
        &["nations", "world", "universal", "international"],
    ),
    body("university", &["جامعة", "الجامعة", "كلية", "معهد"], &["university", "college", "institute", "school", "université"]),
    body("ministry", &["وزارة"], &["ministry", "department"]),
    body("central_bank", &["البنك المركزي"], &["bank"]),
    body("bank", &["بنك", "البنك", "مصرف"], &["bank"]),
    body("company", &["شركة", "الشركة", "خطوط", "الخطوط", "طيران"], &["company", "corporation", "inc.", "airlines", "airways", "motors"]),
    body("media", &["وكالة أنباء", "وكالة الأنباء"], &["news", "press"]),
    body("media", &["صحيفة", "مجلة", "إذاعة", "قناة", "تلفزيون"], &["newspaper", "magazine", "radio", "rundfunk", "tv", "television"]),
    body(
        "military",
        &["الجيش", "القوات", "القوة", "قوة", "قوات", "البحرية", "سلاح", "جيش"],
        &["army", "navy", "force", "forces", "military"],
    ),
    body("security", &["شرطة", "الشرطة"], &["police"]),
    body(
        "parliament",
        &["مجلس النواب", "مجلس الشيوخ", "مجلس العموم", "مجلس شيوخ", "مجلس شورى", "مجلس الأمة", "الجمعية الوطنية"],
        &["house", "senate", "parliament", "assembly", "congress"],
    ),
    body("party", &["حزب", "الحزب"], &["party"]),
    body("party", &["حركة", "الحركة", "جبهة", "الجبهة"], &["movement", "front", "mujahedin"]),
    body("international", &["منظمة", "الاتحاد"], &["american", "islamic", "arab", "african", "asian", "european", "cooperation"]),
    body("union", &["اتحاد", "الاتحاد", "رابطة", "الرابطة"], &["federation", "association", "confederation"]),
    body("ngo", &["جمعية", "الجمعية", "مؤسسة", "منظمة"], &["society", "association", "foundation", "organization", "organisation"]),
    body("government_body", &["وكالة", "هيئة", "مجلس", "إدارة"], &["agency", "authority", "council", "administration", "commission"]),
    body("university", &["أكاديمية", "الأكاديمية"], &["military", "naval", "music", "art", "arts", "police"]),
    body("ngo", &["أكاديمية", "الأكاديمية"], &["academy"]),
    body("religious", &["الكنيسة", "كنيسة"], &["church"]),
    site("airport", &["مطار"], &["airport"]),
    site("facility", &["متحف", "المتحف", "مستشفى", "ملعب", "سجن", "جسر"], &["museum", "hospital", "stadium", "prison", "bridge"]),
    site("holy_site", &["كاتدرائية", "مسجد", "جامع", "دير", "معبد"], &["cathedral", "mosque", "monastery", "temple", "abbey"]),
    site("water", &["نهر", "بحيرة", "خليج", "مضيق", "قناة", "سد"], &["river", "lake", "gulf", "bay", "strait", "canal", "dam", "channel"]),
    site("island", &["جزيرة", "جزر"], &["island", "islands", "isle"]),
    site("mountain", &["جبل", "جبال"], &["mount", "mountain", "mountains", "peak", "alps", "range"]),
    site("desert", &["صحراء"], &["desert"]),
];

/// What the dictionaries name.
pub(super) fn records(packages: &Packages) -> Result<Vec<Record>> {
    let archive = packages.open("arwikicats")?;
    let nations = archive.read("ArWikiCats/jsons/nationalities/nationalities_data.json")?;
    let nations: Nations = serde_json::from_slice(&nations).context("nationalities_data.json is not as expected")?;
    Ok(titles(&archive, &FILES)?.iter().filter_map(|title| record(title, &nations)).collect())
}

fn record(title: &Title, nations: &Nations) -> Option<Record> {
    // The dictionaries part some compounds by hyphens: university-of-technology.
    let english = title.english.replace("-of-", " of ").replace("partys", "party");
    let words: Vec<&str> = english.split([' ', ',', '(', ')', '/']).filter(|word| !word.is_empty()).collect();
    let phrase = [
        "cabinet",
        "flight",
        "flights",
        "history",
        "members",
        "candidates",
        "alumni",
        "faculty",
        "list",
        "railway",
        "defunct",
        "accidents",
    ];
    // «The Free Syrian Army that Turkey backs» is said of a body, and is not its name.
    let described = title.arabic.split(' ').any(|word| matches!(word, "الذي" | "التي"));
    if words.len() < 2 || described || words.iter().any(|word| phrase.contains(word)) {
        return None;
    }
    let starts = |head: &&str| title.arabic.strip_prefix(*head).is_some_and(|rest| rest.starts_with(' '));
    if let Some(record) = spelt_name(title, &words) {
        return Some(record);
    }
    let kind = KINDS.iter().find(|kind| kind.heads.iter().any(starts) && kind.words.iter().any(|word| words.contains(word)))?;
    // A bracket that tells nations apart has gone, and left a generic name (وزارة الداخلية).
    let told_apart = kind.entity_type == EntityType::Organisation && !title.note.is_empty() && kind.subtype != "university";
    if told_apart || !is_proper(&words, &title.arabic, nations) {
        return None;
    }
    let part = if kind.entity_type == EntityType::Place || !title.note.is_empty() { title.english_parts().0 } else { &english };
    Some(made(kind.entity_type, kind.subtype, title.arabic.clone(), part))
}

/// A company or paper whose name is spelt out, not translated, and whose English name says what it is.
fn spelt_name(title: &Title, words: &[&str]) -> Option<Record> {
    const COMPANY: [&str; 12] = [
        "company",
        "corporation",
        "inc.",
        "motors",
        "entertainment",
        "studios",
        "records",
        "pictures",
        "airlines",
        "communications",
        "electronics",
        "technologies",
    ];
    const PAPER: [&str; 8] = ["newspaper", "magazine", "times", "post", "tribune", "gazette", "herald", "journal"];
    let subtype = match words.last()? {
        last if COMPANY.contains(last) => "company",
        last if PAPER.contains(last) => "media",
        _ => return None,
    };
    let english = title.english_parts().0.trim_end_matches(" company").trim_end_matches(" corporation");
    // The dictionaries translate film companies and papers of many words; only those that sound alike are names.
    let spelt = title.arabic.chars().count() >= 5 && translit::cost(english, &title.arabic) <= 0.25;
    spelt.then(|| made(EntityType::Organisation, subtype, title.arabic.clone(), title.english_parts().0))
}

fn made(entity_type: EntityType, subtype: &'static str, name: String, english: &str) -> Record {
    let is_place = entity_type == EntityType::Place;
    Record {
        list: if is_place { "places/wikipedia_places.tsv" } else { "organisations/wikipedia_organisations.tsv" },
        entity_type,
        subtype,
        name,
        aliases: Vec::new(),
        name_en: of_the(&capitalised(english)),
        country: String::new(),
        same_as: Vec::new(),
        sources: vec![SourceKey::of("arwikicats")],
        label_rank: 2,
        population: None,
        capital: false,
    }
}

/// The dictionaries leave «the» out: Green Party of United States.
fn of_the(english: &str) -> String {
    const NAMES: [&str; 7] = ["United", "European", "Philippines", "Netherlands", "Republic", "Pacific", "Comoros"];
    NAMES.iter().fold(english.to_owned(), |english, name| english.replace(&format!(" of {name}"), &format!(" of the {name}")))
}

#[cfg(test)]
mod tests {
    use super::super::proper::tests::nations;
    use super::*;

    fn found(english: &str, arabic: &str) -> Option<(&'static str, String)> {
        record(&Title::new(english, arabic)?, &nations()).map(|record| (record.subtype, record.name))
    }

    #[test]
    fn heads_in_both_languages_tell_the_kind() {
        assert_eq!(found("university of kordofan", "جامعة كردفان"), Some(("university", "جامعة كردفان".into())));
        assert_eq!(found("swedish navy", "القوات البحرية السويدية"), Some(("military", "القوات البحرية السويدية".into())));
        assert_eq!(found("united states department of justice", "وزارة العدل الأمريكية"), Some(("ministry", "وزارة العدل الأمريكية".into())));
        assert_eq!(found("narita international airport", "مطار ناريتا الدولي"), Some(("airport", "مطار ناريتا الدولي".into())));
    }

    #[test]
    fn generic_phrases_are_no_bodies() {
        assert_eq!(found("military police", "شرطة عسكرية"), None);
        assert_eq!(found("thai-backed free army", "الجيش الحر الذي تدعمه تايلاند"), None);
        assert_eq!(found("labour movement", "حركة عمالية"), None);
        assert_eq!(found("american federal police", "شرطة اتحادية أمريكية"), None);
        assert_eq!(found("communist party", "الحزب الشيوعي"), None);
        assert_eq!(found("ministry of interior (finland)", "وزارة الداخلية (فنلندا)"), None);
        assert_eq!(found("university of applied sciences", "جامعة العلوم التطبيقية"), None);
    }

    #[test]
    fn a_body_of_another_nation_is_a_slip() {
        assert_eq!(found("slovenian armed forces", "الجيش السلوفاكي"), None);
        assert_eq!(found("slovenian armed forces", "الجيش السلوفيني"), Some(("military", "الجيش السلوفيني".into())));
    }

    #[test]
    fn bodies_of_the_world_are_international() {
        let postal = "الاتحاد البريدي العالمي";
        assert_eq!(found("universal postal union", postal), Some(("international", postal.into())));
        let refugees = "المفوضية السامية للأمم المتحدة لشؤون اللاجئين";
        assert_eq!(found("united nations high commissioner for refugees", refugees), Some(("international", refugees.into())));
        assert_eq!(found("intergovernmental organization", "منظمة حكومية دولية"), None);
    }

    #[test]
    fn companies_and_papers_that_sound_alike_are_taken() {
        assert_eq!(found("tata motors", "تاتا موتورز"), Some(("company", "تاتا موتورز".into())));
        assert_eq!(found("new york times", "نيويورك تايمز"), Some(("media", "نيويورك تايمز".into())));
        assert_eq!(found("walt disney pictures", "أفلام والت ديزني"), None);
        assert_eq!(found("soviet union", "الاتحاد السوفيتي"), None);
    }

    #[test]
    fn flights_are_no_airlines() {
        assert_eq!(found("united airlines flight", "الخطوط الجوية المتحدة الرحلة"), None);
    }
}
