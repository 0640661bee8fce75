//! Edits against their oracle: the same rows in the files, loaded anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Edits, HEADER, Part, Tagger, engine};
use crate::gazetteer::lookup::Lookup;
use crate::gazetteer::{Alias, Entity, EntityIx, EntityType, ListIx};
use crate::tagging::{AddedName, Mention, MentionType, Options, Overlap, TypeSet};
use crate::text::symbol::render;

/// Names of people, places and bodies. They share words, letters that are heard alike, and whole surfaces.
const NAMES: [[&str; 9]; 3] = [
    ["ماركو بنتونار", "ماركو بنيتونار", "غريغور بالاغوف", "يوهان بالاغوف", "سامر الحسيني", "ليلى الحسيني", "صابرون", "بوغوتان", "بوجوتان"],
    ["قرطبوش", "قرطبوش الجديدة", "بوغوتان", "تشرنوفان", "شرنوفان", "مرسى بوجوتان", "صابرون", "الحسيني", "بالاغوف"],
    ["نادي قرطبوش", "حزب الحسيني", "صابرون", "قرطبوش", "مصنع بوغوتان", "اتحاد بالاغوف", "تشرنوفان", "بنتونار", "سوف"],
];
const SUBTYPES: [[&str; 2]; 3] = [["athlete", "minister"], ["city", "admin"], ["club", "party"]];
const COUNTRIES: [&str; 4] = ["", "IT", "EG", "CO"];
/// The lists, by type.
const LISTS: [[&str; 2]; 3] =
    [["people/folk", "people/others"], ["places/ports", "places/towns"], ["organisations/bodies", "organisations/clubs"]];
/// So many ids of each type.
const IDS: usize = 6;
/// The first place: demonyms lead there, so it is always listed.
const COUNTRY: usize = IDS;

/// An entity: in one or both lists of its type, of one name and country.
#[derive(Debug, Clone)]
struct Version {
    name: usize,
    aliases: [Option<usize>; 2],
    subtype: usize,
    country: usize,
    context: bool,
    /// For each list whether it has a row there, and whether a curator wrote it.
    rows: [Option<bool>; 2],
    population: Option<u16>,
}

#[derive(Debug, Clone)]
enum Change {
    None,
    Withdraw,
    To(Version),
}

fn version() -> impl Strategy<Value = Version> {
    let row = || prop::option::weighted(0.6, any::<bool>());
    let alias = || prop::option::of(0..9_usize);
    let rows = (row(), row(), any::<bool>()).prop_map(|rows| match rows {
        (None, None, curated) => [None, Some(curated)],
        (one, other, _) => [one, other],
    });
    let parts = (0..9_usize, [alias(), alias()], 0..2_usize, 0..4_usize, prop::bool::weighted(0.2), rows, prop::option::of(any::<u16>()));
    parts.prop_map(|(name, [one, two], subtype, country, context, rows, population)| {
        let aliases = [one.filter(|&one| one != name), two.filter(|_| two != Some(name) && two != one)];
        Version { name, aliases, subtype, country, context, rows, population }
    })
}

/// Each entity as loaded, and what becomes of it.
fn world() -> impl Strategy<Value = Vec<(Option<Version>, Change)>> {
    let change = prop_oneof![4 => Just(Change::None), 1 => Just(Change::Withdraw), 3 => version().prop_map(Change::To)];
    let world = prop::collection::vec((prop::option::weighted(0.7, version()), change), 3 * IDS);
    (world, version()).prop_map(|(mut world, country)| {
        world[COUNTRY].0.get_or_insert(country);
        if matches!(world[COUNTRY].1, Change::Withdraw) {
            world[COUNTRY].1 = Change::None;
        }
        world
    })
}

/// Names among a few words.
fn text() -> impl Strategy<Value = String> {
    let name = (0..3_usize, 0..9_usize).prop_map(|(entity_type, name)| NAMES[entity_type][name]);
    let word = prop::sample::select(vec![
        "وصل",
        "قال",
        "مدينة",
        "الرئيس",
        "في",
        "سوف",
        "فاز",
        "القرطبوشي",
        "بنتونار",
        "بينتونار",
        "الحسيني",
        "شرنوفان",
        "بوجوتان",
        "كريم",
        "بالاجوف",
        "ماركو بينتونار",
        "غريغور بالوغوف",
        "الجديدة",
    ]);
    let word = prop_oneof![3 => name, 2 => word];
    let proclitic = prop::sample::select(vec!["", "", "", "و", "ب", "ل", "وب"]);
    let gap = prop::sample::select(vec![" ", " ", " ", "، ", ". ", " «", "» ", " (", ") "]);
    prop::collection::vec((proclitic, word, gap), 1..25)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(proclitic, word, gap)| [proclitic, word, gap]).collect())
}

fn id(number: usize) -> String {
    format!("{}{}", ["person", "place", "body"][number / IDS], number % IDS)
}

/// The row of an entity in one of its lists.
fn row(number: usize, version: &Version, list: usize) -> Option<String> {
    let curated = version.rows[list]?;
    let entity_type = number / IDS;
    let names = NAMES[entity_type];
    let aliases: Vec<&str> = version.aliases.iter().flatten().map(|&alias| names[alias]).collect();
    let context = version.context.then(|| "needs_context".to_owned());
    let population = version.population.filter(|_| entity_type == 1).map(|population| format!("population={population}"));
    let flags: Vec<String> = context.into_iter().chain(population).collect();
    Some(format!(
        "{}\t{}\t{}\tName {list}\t{}\t{}\t\t\t\tmap:{number}\t{}\t{}",
        id(number),
        names[version.name],
        aliases.join("|"),
        SUBTYPES[entity_type][version.subtype],
        COUNTRIES[version.country],
        flags.join("|"),
        if curated { "curated" } else { "one|two" },
    ))
}

/// The rows of each list, in order, with their ids.
type Rows = BTreeMap<&'static str, Vec<(String, String)>>;

/// The lists as loaded, and the edits.
fn lists(world: &[(Option<Version>, Change)]) -> (Rows, Edits) {
    let (mut loaded, mut edits) = (Rows::new(), Edits::default());
    for (number, (version, change)) in world.iter().enumerate() {
        for (list, path) in LISTS[number / IDS].into_iter().enumerate() {
            let old = version.as_ref().and_then(|version| row(number, version, list));
            let new = match change {
                Change::None => old.clone(),
                Change::Withdraw => None,
                Change::To(version) => row(number, version, list),
            };
            if !matches!(change, Change::None) && (old.is_some() || new.is_some()) {
                edits.set(name(path), &id(number), new.as_deref());
            }
            loaded.entry(path).or_default().extend(old.map(|row| (id(number), row)));
        }
    }
    (loaded, edits)
}

/// The lists with the edits in them.
fn in_files(loaded: &Rows, edits: &Edits) -> Rows {
    let mut edited = loaded.clone();
    for (path, own) in &mut edited {
        let added = edits.iter().filter(|edit| edit.list == name(path) && own.iter().all(|(id, _)| id != edit.id));
        let added: Vec<(String, String)> = added.filter_map(|edit| Some((edit.id.to_owned(), edit.row?.to_owned()))).collect();
        own.retain_mut(|(id, row)| match edits.get(name(path), id) {
            Some(Some(edited)) => {
                edited.clone_into(row);
                true
            }
            edit => edit.is_none(),
        });
        own.extend(added);
    }
    edited
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn load(rows: &Rows) -> Tagger {
    let words = [
        (
            "cues",
            "text\ttype\tside\tkind\tsource\nمدينة\tplace\tbefore\thead\tx\nقال\tperson\tbefore\tsaying\tx\nفاز\torganisation\tbefore\tsport\tx\n",
        ),
        ("function_words", "text\tkind\tsource\nسوف\tparticle\tx\nفي\tparticle\tx\n"),
        ("given_names", "name\tgender\torigin\tsource\nسامر\tm\tarabic\tx\nكريم\tm\tarabic\tx\nماركو\tm\twestern\tx\n"),
        ("titles", "title\tsubtype\ttakes\tname_en\tsource\nالرئيس\tathlete\tname\tPresident\tx\n"),
        ("common_words", "word\tcb\tsource\nوصل\t-380\tx\nالجديدة\t-400\tx\n"),
    ];
    let demonyms = format!("country\tnisba\tforms\tname_en\tsource\n{}\tقرطبوشي\t\tQartabushi\tx\n", id(COUNTRY));
    let mut lists: Vec<(String, String)> = words.map(|(name, rows)| (format!("lexicon/{name}.tsv"), rows.to_owned())).into();
    lists.push(("lexicon/demonyms.tsv".to_owned(), demonyms));
    for (path, rows) in rows {
        let rows: String = rows.iter().flat_map(|(_, row)| [row, "\n"]).collect();
        lists.push((format!("{path}.tsv"), format!("{HEADER}{rows}")));
    }
    lists.sort();
    let lists: Vec<(&str, String)> = lists.iter().map(|(path, contents)| (path.as_str(), contents.clone())).collect();
    engine(&lists)
}

/// An entity and all that is made of it, without indexes.
fn shown(tagger: &Tagger, ix: EntityIx, entity: &Entity) -> String {
    let gazetteer = tagger.gazetteer();
    let alias = |(number, alias): (u16, &Alias)| {
        let (list, source) = gazetteer.origin(alias.origin.unwrap());
        let guarded = gazetteer.guarded_forms(ix).iter().filter(|(of, _)| *of == number).map(|(_, form)| render(&form.symbols));
        let guarded: Vec<String> = guarded.collect();
        let skeleton = tagger.skeleton(ix, number);
        format!("{} {:?} {} {} {source} {guarded:?} {skeleton:?}", alias.text, alias.kind, alias.needs_context, list.name)
    };
    let aliases: Vec<String> = (0..).zip(&entity.aliases).map(alias).collect();
    format!("{:?}", (aliases, Entity { aliases: Vec::new(), ..entity.clone() }))
}

fn entities(tagger: &Tagger) -> BTreeMap<String, String> {
    tagger.gazetteer().entities().map(|(ix, entity)| (entity.id.to_string(), shown(tagger, ix, entity))).collect()
}

/// The mentions of a text, with ids for indexes.
fn mentions(tagger: &Tagger, text: &str, options: &Options) -> Vec<String> {
    let tagged = tagger.tag(text, options).unwrap();
    let id = |ix: EntityIx| tagger.entity(&tagged, ix).id.to_string();
    let one = |mention: &Mention| {
        let alternatives: Vec<_> = mention.alternatives.iter().map(|other| (id(other.entity), other.entity_type, other.score)).collect();
        let plain = Mention { entity: None, alternatives: Vec::new(), ..mention.clone() };
        format!("{} {:?} {alternatives:?} {plain:?}", mention.span.of(text), mention.entity.map(id))
    };
    tagged.mentions.iter().map(one).collect()
}

fn options() -> [Options; 4] {
    let types = TypeSet::ALL.with(MentionType::Nationality);
    let all = Options { types, overlap: Overlap::All, min_score: 0.0, ..Options::default() };
    let add = AddedName { text: "بالاغوف".to_owned(), entity_type: EntityType::Person, id: Some(id(0)) };
    [
        Options::default(),
        Options { lists: Some(vec![ListIx(7), ListIx(9), ListIx(10)]), ..all.clone() },
        Options { add: vec![add], context: false, ..Options::default() },
        all,
    ]
}

/// What some queries find, each entity with the name it was found by.
fn looked_up(tagger: &Tagger, lookup: &Lookup) -> Vec<(String, String)> {
    let gazetteer = tagger.gazetteer();
    let found = ["قرطبوش", "بوغوتان", "الحسيني", "na"].into_iter().flat_map(|query| lookup.find(gazetteer, query, None, 50).unwrap());
    let by =
        |entity: &Entity, alias: Option<u16>| alias.map_or(&entity.name_en, |alias| &entity.aliases[usize::from(alias)].text).to_string();
    found
        .map(|found| (gazetteer.entity(found.entity), found.alias))
        .map(|(entity, alias)| (entity.id.to_string(), by(entity, alias)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_row_is_what_it_would_be_in_its_file(world in world(), texts in prop::collection::vec(text(), 6)) {
        let (rows, edits) = lists(&world);
        let loaded = load(&rows);
        let edited = loaded.edited(&edits).expect("rows that load in their files");
        let mut expected = load(&in_files(&rows, &edits));
        // How foreign letters look is weighed by the names of the files.
        expected.shapes = Arc::clone(&loaded.shapes);
        prop_assert_eq!(entities(&edited), entities(&expected));
        prop_assert_eq!(edited.gazetteer().entity_count(), expected.gazetteer().entity_count());
        for (one, other) in edited.gazetteer().lists().iter().zip(expected.gazetteer().lists()) {
            prop_assert_eq!((&one.name, one.rows, &one.sources), (&other.name, other.rows, &other.sources));
        }
        let lookups = [&loaded, &expected].map(|tagger| Lookup::of(tagger.gazetteer(), Part::Files));
        prop_assert_eq!(looked_up(&edited, &lookups[0]), looked_up(&expected, &lookups[1]));
        for text in &texts {
            for options in options() {
                prop_assert_eq!(mentions(&edited, text, &options), mentions(&expected, text, &options), "{}", text);
            }
        }
    }
}
