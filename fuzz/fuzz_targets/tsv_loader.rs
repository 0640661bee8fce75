//! Any bytes as a list's file: what is wrong is found with its line, the rest is compiled and searched; and as edited rows.
//!
//! The first byte says which list: a small letter writes its header too, a capital one does not.
#![no_main]

use aalam::gazetteer::lookup::Lookup;
use aalam::gazetteer::{self, Edits, Finding, Loader, Part};
use aalam::tagging::{Options, Tagger};
use aalam_fuzz::{LISTS, check_mentions, pieces, tagger};
use libfuzzer_sys::{Corpus, fuzz_target};

/// What is searched with the list.
const TEXT: &str = "وصل وزير الخارجية الروسي سيرغي لافروف إلى بيروت، وقال محمود عباس في رام الله إن مدينة صور هادئة";

fuzz_target!(|input: &[u8]| -> Corpus {
    let Some((&list, rest)) = input.split_first() else { return Corpus::Reject };
    let index = usize::from(list.to_ascii_lowercase().wrapping_sub(b'a'));
    let Some(&(path, known)) = LISTS.get(index) else { return Corpus::Reject };
    let mut file = Vec::new();
    if list.is_ascii_lowercase() {
        file.extend_from_slice(&known[..=known.iter().position(|&byte| byte == b'\n').expect("a header")]);
    }
    file.extend(pieces::bytes(rest));
    load(path, &file);
    if !path.starts_with("lexicon/") {
        edit(path, &file);
    }
    Corpus::Keep
});

fn load(path: &str, file: &[u8]) {
    let mut loader = Loader::default();
    loader.read(path, file).expect("bytes in memory are read");
    let loaded = loader.finish();
    let lines = file.split_inclusive(|&byte| byte == b'\n').count();
    for finding in &loaded.findings {
        check_finding(finding);
        assert!(finding.file == path && finding.line as usize <= lines, "no line of the file: {finding}");
    }
    let is_served = loaded.errors().next().is_none();
    let gazetteer = loaded.gazetteer;
    for finding in gazetteer::check(&gazetteer) {
        check_finding(&finding);
    }
    for (ix, entity) in gazetteer.entities() {
        assert_eq!(gazetteer.find(&entity.id), Some(ix), "an entity is found by its id");
    }
    let names = Lookup::of(&gazetteer, Part::Files);
    for query in ["سير", "ab"] {
        names.find(&gazetteer, query, None, 10);
    }
    if !is_served {
        return;
    }
    let tagger = Tagger::new(gazetteer).expect("a few forms");
    let options = Options::default();
    check_mentions(TEXT, &tagger.tag(TEXT, &options).expect("a short text"), &options);
}

/// The file's lines as edited rows of the list.
fn edit(path: &str, file: &[u8]) {
    let list = path.rsplit('/').next().and_then(|file| file.strip_suffix(".tsv")).expect("a list's path");
    let mut edits = Edits::default();
    for line in String::from_utf8_lossy(file).lines().skip(1) {
        let id = line.split('\t').next().unwrap_or_default();
        edits.set(list, id, (line != id).then_some(line));
    }
    match tagger().edited(&edits) {
        Ok(edited) => {
            for edit in edits.iter() {
                assert_eq!(edited.row(list, edit.id).as_deref(), edit.row, "a row in force is the edited one");
            }
            for finding in gazetteer::check_edits(edited.gazetteer()) {
                check_finding(&finding);
            }
            let options = Options::default();
            check_mentions(TEXT, &edited.tag(TEXT, &options).expect("a short text"), &options);
        }
        Err(findings) => {
            assert!(!findings.is_empty(), "edits are refused for a reason");
            findings.iter().for_each(check_finding);
        }
    }
}

fn check_finding(finding: &Finding) {
    assert!(!finding.problem.is_empty() && !finding.mend.is_empty(), "{finding:?}");
}
