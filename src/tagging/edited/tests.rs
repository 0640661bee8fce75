//! What edits do, row by row. That they do what the same rows in the files would is `oracle`'s to show.

mod oracle;

use super::*;
use crate::gazetteer::lookup::Lookup;
use crate::gazetteer::{Loader, check_edits};
use crate::tagging::{Options, Rule};

pub(super) const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

/// An engine of some lists, given by path and contents.
pub(super) fn engine(lists: &[(&str, String)]) -> Tagger {
    let mut loader = Loader::default();
    for (path, contents) in lists {
        loader.read(path, contents.as_bytes()).unwrap();
    }
    let loaded = loader.finish();
    assert_eq!(loaded.errors().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    Tagger::new(loaded.gazetteer).unwrap()
}

const QARTABUSH: &str = "qartabush\tقرطبوش\t\tQartabush\tcity\tEG\t\t\t\tmap:1\t\tcurated";
const SHALMUN: &str = "shalmun\tشلمون الكبرى\t\tShalmun\tcity\tLY\t\t\t\tmap:2\t\tcurated";
const BANTONAR: &str = "bantonar\tماركو بنتونار\t\tMarco Bantonar\tathlete\tIT\t\t\t\t\t\tcurated";
const SANTONAR: &str = "santonar\tكارلو سنتونار\t\tCarlo Santonar\tathlete\tIT\t\t\t\t\t\tcurated";

/// Two towns, one of them in two lists; a man.
fn small() -> Tagger {
    engine(&[
        ("people/folk.tsv", format!("{HEADER}{BANTONAR}\n")),
        ("places/ports.tsv", format!("{HEADER}{}\n", QARTABUSH.replace("\t\tQartabush", "\tمرفأ قرطبوش\tQartabush"))),
        ("places/towns.tsv", format!("{HEADER}{QARTABUSH}\n{SHALMUN}\n")),
        ("lexicon/demonyms.tsv", "country\tnisba\tforms\tname_en\tsource\nshalmun\tشلموني\t\tShalmuni\tx\n".to_owned()),
        ("lexicon/function_words.tsv", "text\tkind\tsource\nسوف\tparticle\tx\n".to_owned()),
    ])
}

fn edits(rows: &[(&str, &str, Option<&str>)]) -> Edits {
    let mut edits = Edits::default();
    for &(list, id, row) in rows {
        edits.set(list, id, row);
    }
    edits
}

/// The mentions of a text, each as its words and its entity's id.
fn found(tagger: &Tagger, text: &str) -> Vec<(String, String)> {
    let options = Options { unlisted: false, ..Options::default() };
    let tagged = tagger.tag(text, &options).unwrap();
    let one = |mention: &crate::tagging::Mention| {
        (mention.span.of(text).to_owned(), tagger.entity(&tagged, mention.entity.unwrap()).id.to_string())
    };
    tagged.mentions.iter().map(one).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|&(text, id)| (text.to_owned(), id.to_owned())).collect()
}

/// The findings of edits that are refused, as they are shown.
fn refused(tagger: &Tagger, rows: &[(&str, &str, Option<&str>)]) -> Vec<String> {
    tagger.edited(&edits(rows)).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_row_is_added_changed_withdrawn_and_put_back() {
    let base = small();
    let text = "وصل الوفد من قرطبوش إلى طرمول السفلى";
    assert_eq!(found(&base, text), pairs(&[("قرطبوش", "qartabush")]));
    let tarmul = "tarmul\tطرمول السفلى\t\tTarmul\tcity\tSY\t\t\t\t\t\tcurated";
    let mut edits = edits(&[("towns", "tarmul", Some(tarmul))]);
    let added = base.edited(&edits).unwrap();
    assert_eq!(found(&added, text), pairs(&[("قرطبوش", "qartabush"), ("طرمول السفلى", "tarmul")]));
    assert_eq!(added.gazetteer().entity_count(), base.gazetteer().entity_count() + 1);

    // An edit of an edit.
    edits.set("towns", "tarmul", Some(&tarmul.replace("طرمول السفلى", "طرمول العليا")));
    let changed = added.edited(&edits).unwrap();
    assert_eq!(found(&changed, text), pairs(&[("قرطبوش", "qartabush")]));
    assert_eq!(found(&changed, "في طرمول العليا"), pairs(&[("طرمول العليا", "tarmul")]));
    assert_eq!(found(&added, "في طرمول العليا"), [], "the engine before serves on");

    edits.set("towns", "tarmul", None);
    let withdrawn = changed.edited(&edits).unwrap();
    assert_eq!(found(&withdrawn, "في طرمول العليا"), []);
    assert_eq!(withdrawn.gazetteer().find("tarmul"), None);

    edits.remove("towns", "tarmul");
    let back = withdrawn.edited(&edits).unwrap();
    assert_eq!(back.gazetteer().version(), base.gazetteer().version());
    assert_eq!(found(&back, text), found(&base, text));
}

#[test]
fn an_entity_is_all_its_rows() {
    let base = small();
    let port = "وصلت السفينة إلى مرفأ قرطبوش";
    let one = base.edited(&edits(&[("ports", "qartabush", None)])).unwrap();
    assert_eq!(found(&one, port), pairs(&[("قرطبوش", "qartabush")]), "the other list still has it");
    let rows = |tagger: &Tagger, list: &str| tagger.gazetteer().lists().iter().find(|known| known.name == list).unwrap().rows;
    assert_eq!((rows(&base, "ports"), rows(&one, "ports"), rows(&one, "towns")), (1, 0, 2));
    let both = base.edited(&edits(&[("ports", "qartabush", None), ("towns", "qartabush", None)])).unwrap();
    assert_eq!(found(&both, port), []);
    assert_eq!(both.gazetteer().entity_count(), base.gazetteer().entity_count() - 1);
    assert!(both.gazetteer().entities().all(|(_, entity)| &*entity.id != "qartabush"));
}

#[test]
fn rows_are_those_of_the_file_or_in_force() {
    let base = small();
    let row = QARTABUSH.replace("EG", "LY");
    let edited = base.edited(&edits(&[("towns", "shalmun", Some(SHALMUN)), ("ports", "qartabush", None)])).unwrap();
    assert_eq!(edited.file_row("towns", "qartabush").as_deref(), Some(QARTABUSH));
    assert_eq!(edited.row("towns", "qartabush").as_deref(), Some(QARTABUSH));
    assert_eq!(edited.row("ports", "qartabush"), None);
    assert!(edited.file_row("ports", "qartabush").is_some());
    assert_eq!(edited.row("demonyms", "shalmun"), None);
    assert_eq!(edited.row("nowhere", "shalmun"), None);
    let edited = base.edited(&edits(&[("towns", "qartabush", Some(&row)), ("ports", "qartabush", Some(&row))])).unwrap();
    assert_eq!(edited.row("towns", "qartabush").as_ref(), Some(&row));
    let ix = edited.gazetteer().find("qartabush").unwrap();
    assert_eq!(&*edited.gazetteer().entity(ix).country, "LY");
}

#[test]
fn every_version_is_its_own() {
    let base = small();
    let none: &[(&str, &str, Option<&str>)] = &[("towns", "shalmun", Some(SHALMUN))];
    let other = SHALMUN.replace("LY", "TN");
    let sets = [none, &[("towns", "shalmun", Some(&other))], &[("towns", "qartabush", None)], &[("towns", "qartabush", None), none[0]]];
    let mut versions: Vec<String> = sets.iter().map(|rows| base.edited(&edits(rows)).unwrap().gazetteer().version().to_owned()).collect();
    assert_eq!(base.edited(&edits(sets[1])).unwrap().gazetteer().version(), versions[1]);
    versions.push(base.gazetteer().version().to_owned());
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), 5);
}

#[test]
fn looking_up_finds_what_is_in_force() {
    let base = small();
    let lookup = Lookup::of(base.gazetteer(), Part::Files);
    let ids = |tagger: &Tagger, query: &str| -> Vec<String> {
        let found = lookup.find(tagger.gazetteer(), query, None, 10).unwrap();
        found.iter().map(|found| tagger.gazetteer().entity(found.entity).id.to_string()).collect()
    };
    assert_eq!(ids(&base, "شلمون"), ["shalmun"]);
    let renamed = SHALMUN.replace("شلمون الكبرى", "نرجيلة الكبرى");
    let edited = base.edited(&edits(&[("towns", "shalmun", Some(&renamed)), ("towns", "qartabush", None), ("ports", "qartabush", None)]));
    let edited = edited.unwrap();
    assert_eq!(ids(&edited, "شلمون"), [""; 0]);
    assert_eq!(ids(&edited, "نرجيلة"), ["shalmun"]);
    assert_eq!(ids(&edited, "قرطبوش"), [""; 0]);
    assert_eq!(ids(&base, "قرطبوش"), ["qartabush"]);
}

#[test]
fn an_added_name_has_its_skeleton_and_its_short_form() {
    let base = small();
    let text = "وصل كارلو سينتونار أمس. وقال سنتونار إنه راض";
    let rules = |tagger: &Tagger| -> Vec<Rule> {
        let mentions = tagger.tag(text, &Options { unlisted: false, ..Options::default() }).unwrap().mentions;
        mentions.iter().map(|mention| mention.evidence.rule).collect()
    };
    assert_eq!(rules(&base), []);
    let edited = base.edited(&edits(&[("folk", "santonar", Some(SANTONAR))])).unwrap();
    assert_eq!(rules(&edited), [Rule::Skeleton, Rule::ShortForm]);
    let ix = edited.gazetteer().find("santonar").unwrap();
    assert!(edited.skeleton(ix, 0).is_some());
    let withdrawn = base.edited(&edits(&[("folk", "bantonar", None)])).unwrap();
    assert_eq!(found(&base, "وصل ماركو بينتونار أمس").len(), 1);
    assert_eq!(found(&withdrawn, "وصل ماركو بينتونار أمس"), []);
}

#[test]
fn a_name_of_the_request_stands_behind_those_of_edits() {
    let edited = small().edited(&edits(&[("folk", "santonar", Some(SANTONAR))])).unwrap();
    let add = |text: &str, id: Option<&str>| crate::tagging::AddedName {
        text: text.to_owned(),
        entity_type: crate::gazetteer::EntityType::Person,
        id: id.map(str::to_owned),
    };
    let options =
        Options { add: vec![add("سلمى حداد", None), add("الطائر", Some("santonar"))], unlisted: false, ..Options::default() };
    let text = "قالت سلمى حداد إن كارلو سنتونار هو الطائر. ثم عادت حداد";
    let tagged = edited.tag(text, &options).unwrap();
    let ids: Vec<&str> = tagged.mentions.iter().map(|mention| &*edited.entity(&tagged, mention.entity.unwrap()).id).collect();
    assert_eq!(ids, ["request:1", "santonar", "santonar", "request:1"]);
}

#[test]
fn a_demonym_leads_to_the_country_as_edited() {
    let base = small();
    let edited = base.edited(&edits(&[("towns", "shalmun", Some(&SHALMUN.replace("LY", "TN")))])).unwrap();
    let options = Options { types: crate::tagging::TypeSet::NONE.with(crate::tagging::MentionType::Nationality), ..Options::default() };
    let tagged = edited.tag("استقبل الوزير الشلموني الوفد", &options).unwrap();
    let country = edited.entity(&tagged, tagged.mentions[0].entity.unwrap());
    assert_eq!((&*country.id, &*country.country), ("shalmun", "TN"));
}

#[test]
fn what_is_wrong_with_a_row_is_said_as_of_a_file() {
    let base = small();
    let one = |list: &str, id: &str, row: &str| refused(&base, &[(list, id, Some(row))]);
    let town = "places/towns.tsv, row tarmul";
    let row = |name: &str, subtype: &str, same_as: &str| format!("tarmul\t{name}\t\t\t{subtype}\tSY\t\t\t\t{same_as}\t\tcurated");
    let findings = one("towns", "tarmul", &row("طرمول", "town", ""));
    assert!(
        findings[0].starts_with(&format!("{town}, column subtype: error: «town» is no subtype of place; use one of: ")),
        "{findings:?}"
    );
    let findings = one("towns", "tarmul", "tarmul\tطرمول");
    assert!(findings[0].starts_with(&format!("{town}: error: the line has 2 cells where the header has 12 columns")), "{findings:?}");
    let findings = one("towns", "tarmul", &row("طرمول", "city", "").replace("tarmul", "tarmoul"));
    assert!(findings[0].contains("the row has the id «tarmoul» and is addressed as «tarmul»"), "{findings:?}");
    let findings = one("towns", "tarmul", &format!("{}\n{QARTABUSH}", row("طرمول", "city", "")));
    assert!(findings[0].contains("the row holds a line break"), "{findings:?}");
    let findings = one("towns", "tarmul", &row("طرمول", "city", "map:2"));
    assert!(findings[0].starts_with(&format!("{town}, column same_as: error: map:2 is already that of shalmun")), "{findings:?}");
    let findings = one("towns", "qartabush", &QARTABUSH.replace("EG", "SD"));
    assert!(findings[0].contains("qartabush has the country «SD» here and «EG» in places/ports.tsv:2"), "{findings:?}");
    let findings = one("folk", "qartabush", &QARTABUSH.replace("city", "athlete"));
    assert!(findings.iter().any(|finding| finding.contains("has the type «place» here and «person» in people/folk.tsv")), "{findings:?}");
    assert!(one("hamlets", "tarmul", &row("طرمول", "city", ""))[0].contains("no list of entities; use one of: folk, ports, towns"));
    assert!(one("demonyms", "tarmul", &row("طرمول", "city", ""))[0].contains("no list of entities"));
    let findings = refused(&base, &[("towns", "shalmun", None)]);
    assert!(
        findings[0].starts_with("places/towns.tsv, row shalmun: error: no row of shalmun is left, and demonyms lead to it"),
        "{findings:?}"
    );
}

#[test]
fn an_identifier_moves_from_one_entity_to_another_in_one_go() {
    let base = small();
    let (one, other) = (SHALMUN.replace("map:2", ""), QARTABUSH.replace("map:1", "map:2"));
    assert!(base.edited(&edits(&[("towns", "shalmun", Some(&one)), ("towns", "qartabush", Some(&other))])).is_ok());
    assert_eq!(refused(&base, &[("towns", "qartabush", Some(&other))]).len(), 1);
    assert_eq!(refused(&base, &[("towns", "tarmul", Some("tarmul\tطرمول\t\t\tcity\tSY\t\t\t\tmap:1\t\tx"))]).len(), 1);
}

#[test]
fn what_is_dangerous_is_warned_of() {
    let row = "sawfa\tسوف\tطرمـول\t\tcity\tSY\t\t\t\t\t\tcurated";
    let edited = small().edited(&edits(&[("towns", "sawfa", Some(row))])).unwrap();
    let warnings: Vec<String> = check_edits(edited.gazetteer()).iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].starts_with("places/towns.tsv, row sawfa, column aliases: warning: «طرمـول» holds 1 mark(s)"), "{warnings:?}");
    assert!(warnings[1].contains("«سوف» of sawfa is a function word"), "{warnings:?}");
}

/// A foreign name of one word in other letters must be nobody else's: an added name takes it away, and a withdrawn one gives it.
#[test]
fn an_edit_changes_what_the_forms_of_others_may_be() {
    let town = |id: &str, name: &str, country: &str| format!("{id}\t{name}\t\t\tcity\t{country}\t\t\t\t\t\tcurated");
    let (one, other) = (town("boghotan", "بوغوتان", "CO"), town("port", "مرسى بوجوتان", "EG"));
    let forms = |tagger: &Tagger| tagger.gazetteer().guarded_forms(tagger.gazetteer().find("boghotan").unwrap()).len();
    let free = engine(&[("places/towns.tsv", format!("{HEADER}{one}\n"))]);
    assert_eq!(forms(&free), 1);
    let taken = free.edited(&edits(&[("towns", "port", Some(&other))])).unwrap();
    assert_eq!(forms(&taken), 0);
    assert_eq!(found(&free, "في بوجوتان"), pairs(&[("بوجوتان", "boghotan")]));
    assert_eq!(found(&taken, "في بوجوتان"), []);
    let both = engine(&[("places/towns.tsv", format!("{HEADER}{one}\n{other}\n"))]);
    assert_eq!(forms(&both), 0);
    assert_eq!(forms(&both.edited(&edits(&[("towns", "port", None)])).unwrap()), 1);
    let twins = free.edited(&edits(&[("towns", "twin", Some(&town("twin", "بوغوتان", "PE")))])).unwrap();
    assert_eq!(forms(&twins), 0, "two would have it");
}
