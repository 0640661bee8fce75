//! What loading says of lists: every finding with its file, line, column and mend, all at once.

use aalam::gazetteer::source::Source;
use aalam::gazetteer::{Families, LoadError, Loaded, Loader, Severity, WordKind, check, surface_forms};
use aalam::tagging::{Options, Tagger};
use aalam::text::fold::canonical_symbols;
use aalam::text::symbol::render;

const HEADER: &str = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n";

fn load(files: &[(&str, &str)]) -> Loaded {
    let mut loader = Loader::default();
    for (path, contents) in files {
        loader.read(path, contents.as_bytes()).expect("a string can be read");
    }
    loader.finish()
}

/// The findings of one row of people.
fn findings_of(row: &str) -> Vec<String> {
    load(&[("people/p.tsv", &format!("{HEADER}{row}\n"))]).findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_right_row_has_no_findings() {
    let row = "mahmoud_abbas\tمحمود عباس\tأبو مازن\tMahmoud Abbas\thead_of_state\tPS\tرئيس\t2005-01-15\t\twikidata:Q127998\tneeds_context=أبو مازن\tx";
    assert_eq!(findings_of(row), Vec::<String>::new());
    assert_eq!(findings_of("x\tمحمود عباس\t\t\t\tPS\t\t\t\t\t\tx"), Vec::<String>::new(), "a source may not say what somebody is");
}

#[test]
fn marks_of_direction_are_no_error() {
    let findings = findings_of("x\t\u{200F}محمود عباس\u{200F}\t\t\t\tPS\t\t\t\t\t\tx");
    assert!(findings.iter().all(|finding| finding.contains("warning")), "{findings:?}");
}

#[test]
fn each_wrong_cell_is_named_with_its_mend() {
    // 201 letters.
    const LONG: &str = concat!(
        "بببببببببببببببببببببببببببببببببببببببببببببببببب",
        "بببببببببببببببببببببببببببببببببببببببببببببببببب",
        "بببببببببببببببببببببببببببببببببببببببببببببببببب",
        "بببببببببببببببببببببببببببببببببببببببببببببببببب",
        "س"
    );
    let good = ["a_b", "محمود عباس", "", "", "minister", "", "", "", "", "", "", "x"];
    let cases: &[(usize, &str, &str)] = &[
        (0, "Not An Id", "column id: error: «Not An Id» is no id; use lower-case ASCII words"),
        (0, "", "column id: error: the cell is empty"),
        (1, "", "column name: error: the cell is empty"),
        (1, "م", "column name: error: «م» has fewer than two letters"),
        (1, "محمود  عباس", "column name: error: «محمود  عباس» has two spaces in a row"),
        (1, "مَحمود", "column name: warning: «مَحمود» holds 1 mark(s)"),
        (1, " محمود", "column name: error: there is white space at the edge"),
        (1, "قرطبوش\0س", "column name: error: the cell holds the control character U+0000; take it out"),
        (2, "قرط\u{85}بوش", "column aliases: error: the cell holds the control character U+0085"),
        (2, "قرط\u{2028}بوش", "column aliases: error: the cell holds the control character U+2028"),
        (0, "a\u{1B}b", "column id: error: the cell holds the control character U+001B"),
        (1, LONG, "column name: error: a name is longer than 200 characters; shorten it"),
        (2, "أبو مازن||", "column aliases: error: an alias is empty"),
        (2, "محمود عباس", "column aliases: error: «محمود عباس» says the same as «محمود عباس»; remove one"),
        (2, "ابراهيم خالد|إبراهيم خالد", "column aliases: warning: «إبراهيم خالد» and «ابراهيم خالد» differ only by hamza"),
        (4, "city", "column subtype: error: «city» is no subtype of person; use one of: head_of_state"),
        (5, "lb", "column country: error: «lb» is no country code; use two capital letters"),
        (7, "2021", "column role: error: there are dates without a role"),
        (9, "Q42", "column same_as: error: «Q42» is no identifier; write scheme:value"),
        (10, "risky", "column flags: error: the flag «risky» is not known; use needs_context"),
        (10, "needs_context=غيره", "column flags: error: needs_context names «غيره», which is no name of this line"),
        (11, "", "column source: error: the cell is empty"),
    ];
    for (column, cell, expected) in cases {
        let mut cells = good;
        cells[*column] = cell;
        let findings = findings_of(&cells.join("\t"));
        let expected = format!("people/p.tsv:2, {expected}");
        assert!(findings.iter().any(|finding| finding.starts_with(&expected)), "{expected}\nis not among {findings:#?}");
    }
}

#[test]
fn dates_are_checked() {
    for (from, to, problem) in [
        ("last year", "", "«last year» is no date"),
        ("2021-13", "", "is no date"),
        ("2021", "2020-05", "ends (2020-05) before it begins (2021)"),
    ] {
        let findings = findings_of(&format!("a\tمحمود عباس\t\t\tminister\t\tوزير\t{from}\t{to}\t\t\tx"));
        assert!(findings.iter().any(|finding| finding.contains(problem)), "{problem} is not among {findings:?}");
    }
    assert!(findings_of("a\tمحمود عباس\t\t\tminister\t\tوزير\t2021\t2021-05-30\t\t\tx").is_empty());
}

#[test]
fn all_findings_come_at_once_in_the_order_of_lines() {
    let rows = format!("{HEADER}A\tب\t\t\tx\tL\t\t\t\t\t\tx\nshort\trow\n\nb\tلبنان\t\t\tcountry\tLB\tرئيس\t\t\t\t\tx\n");
    let loaded = load(&[("places/p.tsv", &rows), ("odd/x.tsv", "id\n"), ("lexicon/cues.tsv", "")]);
    let lines: Vec<(String, u32)> = loaded.errors().map(|finding| (finding.file.clone(), finding.line)).collect();
    let expected: Vec<(String, u32)> =
        [("lexicon/cues.tsv", 0), ("odd/x.tsv", 0), ("places/p.tsv", 2), ("places/p.tsv", 2), ("places/p.tsv", 2), ("places/p.tsv", 2)]
            .into_iter()
            .chain([("places/p.tsv", 3), ("places/p.tsv", 4), ("places/p.tsv", 5)])
            .map(|(file, line)| (file.to_owned(), line))
            .collect();
    assert_eq!(lines, expected, "{:#?}", loaded.findings);
}

#[test]
fn bytes_that_are_no_text_are_named_by_line() {
    let mut loader = Loader::default();
    let contents = [HEADER.as_bytes(), b"a\t\xFF\xFE\n"].concat();
    loader.read("places/p.tsv", contents.as_slice()).expect("bytes can be read");
    let finding = loader.finish().findings.remove(0);
    assert_eq!((finding.line, finding.problem.as_str()), (2, "the line is not UTF-8"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_taken() {
    let contents = format!("\u{FEFF}{HEADER}lebanon\tلبنان\t\t\tcountry\tLB\t\t\t\t\t\tx").replace('\n', "\r\n");
    let loaded = load(&[("places/p.tsv", &contents)]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    assert_eq!(loaded.gazetteer.entity_count(), 1);
}

#[test]
fn rows_of_one_id_merge_and_clashes_are_findings() {
    let one = format!("{HEADER}x\tسعد الحريري\t\tSaad Hariri\thead_of_government\tLB\tرئيس الوزراء اللبناني\t2016\t2020\t\t\tx\n");
    let two = format!("{HEADER}x\tسعد الحريري\tسعد الدين الحريري\t\tparty_leader\tLB\tرئيس تيار المستقبل\t\t\t\t\ty MIT\n");
    let loaded = load(&[("people/ministers.tsv", &one), ("people/leaders.tsv", &two)]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    assert_eq!(loaded.gazetteer.entity_count(), 1);
    let (_, entity) = loaded.gazetteer.entities().next().expect("one entity");
    assert_eq!((entity.roles.len(), entity.aliases.len(), entity.lists.len()), (2, 2, 2));
    // The first row that gave a name answers for it.
    let origins = entity.aliases.iter().map(|alias| loaded.gazetteer.origin(alias.origin.expect("a listed name")));
    let origins: Vec<(&str, &str)> = origins.map(|(list, source)| (&*list.path, source)).collect();
    assert_eq!(origins, [("people/ministers.tsv", "x"), ("people/leaders.tsv", "y MIT")]);

    let other = two.replace("سعد الحريري", "بهاء الحريري").replace("\tLB\t", "\tSA\t");
    let clashes = load(&[("people/ministers.tsv", &one), ("people/leaders.tsv", &other)]);
    let columns: Vec<&str> = clashes.errors().map(|finding| finding.column).collect();
    assert_eq!(columns, ["country", "name"]);
    assert!(clashes.findings[0].problem.contains("people/ministers.tsv:2"), "{}", clashes.findings[0]);
}

#[test]
fn two_ids_may_not_share_an_identifier_nor_a_list_an_id() {
    let rows =
        "a\tبيروت\t\t\tcity\t\t\t\t\tgeonames:1\t\tx\nb\tصيدا\t\t\tcity\t\t\t\t\tgeonames:1\t\tx\na\tبيروت\t\t\tcity\t\t\t\t\t\t\tx\n";
    let loaded = load(&[("places/p.tsv", &format!("{HEADER}{rows}"))]);
    let problems: Vec<&str> = loaded.errors().map(|finding| finding.problem.as_str()).collect();
    assert_eq!(problems, ["geonames:1 is already that of a", "a stands twice in this list"]);
}

#[test]
fn a_demonym_needs_a_country_that_is_listed() {
    let loaded = load(&[("lexicon/demonyms.tsv", "country\tnisba\tforms\tname_en\tsource\nlebanon\tلبناني\t\tLebanese\tx\n")]);
    assert_eq!(loaded.errors().count(), 1);
    assert!(loaded.findings[0].problem.contains("no entity has the id «lebanon»"));
}

#[test]
fn a_population_is_a_flag_and_decides_between_places_of_one_name() {
    let rows = "a_small\tطرابلس\t\t\tcity\t\t\t\t\t\tpopulation=20000\tcurated\nb_large\tطرابلس\t\t\tcity\t\t\t\t\t\tpopulation=1158000\tcurated\n";
    let loaded = load(&[("places/p.tsv", &format!("{HEADER}{rows}"))]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let tagger = Tagger::new(loaded.gazetteer).expect("two forms");
    let tagged = tagger.tag("وصل إلى طرابلس", &Options::default()).expect("a short text");
    let best = tagged.mentions[0].entity.map(|ix| &*tagger.gazetteer().entity(ix).id);
    assert_eq!(best, Some("b_large"));
    let findings = findings_of("a\tمحمود عباس\t\t\tminister\t\t\t\t\t\tpopulation=many\tx");
    assert!(findings[0].contains("«many» is no population; write a whole number"), "{findings:?}");
}

#[test]
fn counts_are_read_and_wrong_ones_are_findings() {
    let loaded = load(&[
        ("lexicon/common_words.tsv", "word\tcb\tsource\nصور\t-412\tx\nكبير\tvery\tx\n"),
        ("lexicon/given_names_wikidata.tsv", "name\tcount\tsource\nكريم\t310\tx\n\t4\tx\n"),
        ("lexicon/family_names_wikidata.tsv", "name\tcount\tsource\nكريم\t55\tx\nالحداد\t-3\tx\n"),
        ("lexicon/portfolios.tsv", "text\tname_en\tsource\nالشؤون الاجتماعية\tsocial affairs\tx\n"),
    ]);
    let problems: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
    let expected = [
        "lexicon/common_words.tsv:3, column cb: error: «very» is no number that fits here; write a whole number, as the source gives it",
        "lexicon/family_names_wikidata.tsv:3, column count: error: «-3» is no number that fits here; write a whole number, as the source gives it",
        "lexicon/given_names_wikidata.tsv:3, column name: error: the cell is empty; fill it in, or remove the line",
    ];
    assert_eq!(problems, expected);
    let statistics = loaded.gazetteer.statistics();
    assert_eq!(statistics.commonness(&canonical_symbols("صور")), Some(-412));
    let karim = statistics.names(&canonical_symbols("كريم"));
    assert_eq!((karim.given, karim.family), (310, 55));
    assert!(matches!(loaded.gazetteer.words()[0].kind, WordKind::Portfolio));
}

#[test]
fn sources_are_counted_per_list() {
    let rows = "a\tبيروت\t\t\tcity\t\t\t\t\t\t\tcldr Unicode-3.0|geonames CC-BY-4.0\nb\tصيدا\t\t\tcity\t\t\t\t\t\t\tgeonames CC-BY-4.0\n";
    let loaded = load(&[("places/p.tsv", &format!("{HEADER}{rows}"))]);
    let expected = [("cldr Unicode-3.0".to_owned(), 1), ("geonames CC-BY-4.0".to_owned(), 2)];
    assert_eq!(loaded.gazetteer.lists()[0].sources, expected);
}

#[test]
fn dangerous_names_are_warned_of() {
    let places =
        format!("{HEADER}of\tعلى\t\t\tcity\tLB\t\t\t\t\t\tx\nkarim\tكريم\t\t\tcity\tLB\t\t\t\t\t\tx\nqum\tقم\t\t\tcity\tIR\t\t\t\t\t\tx\n");
    let loaded = load(&[
        ("places/p.tsv", &places),
        ("lexicon/function_words.tsv", "text\tkind\tsource\nعلى\tpreposition\tx\n"),
        ("lexicon/given_names.tsv", "name\tgender\torigin\tsource\nكريم\tm\tarabic\tx\n"),
    ]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    let warnings = check(&loaded.gazetteer);
    assert!(warnings.iter().all(|finding| finding.severity == Severity::Warning));
    let problems: Vec<&str> = warnings.iter().map(|finding| finding.problem.as_str()).collect();
    assert_eq!(problems, ["«على» of of is a function word", "«كريم» of karim is a given name", "«قم» of qum is very short"]);
}

#[test]
fn one_entity_under_two_ids_is_warned_of_unless_something_tells_them_apart() {
    let row = |id: &str, name_en: &str, same_as: &str| format!("{id}\tميدلسكس\t\t{name_en}\tadmin\tUS\t\t\t\t{same_as}\t\tx\n");
    let warnings = |one: String, other: String| check(&load(&[("places/p.tsv", &format!("{HEADER}{one}{other}"))]).gazetteer).len();
    assert_eq!(warnings(row("a", "Middlesex", ""), row("b", "Middlesex", "")), 1);
    assert_eq!(warnings(row("a", "", ""), row("b", "Middlesex", "geonames:1")), 1);
    assert_eq!(warnings(row("a", "Middlesex, New Jersey", ""), row("b", "Middlesex, Virginia", "")), 0);
    assert_eq!(warnings(row("a", "Middlesex", "geonames:1"), row("b", "Middlesex", "geonames:2")), 0);
}

#[test]
fn generated_forms_know_their_families() {
    let row = "x\tعبد الله بن علي الخالدي\t\t\tminister\tLB\t\t\t\t\t\tx";
    let loaded = load(&[("people/p.tsv", &format!("{HEADER}{row}\n"))]);
    let (_, entity) = loaded.gazetteer.entities().next().expect("one entity");
    let forms: Vec<(String, String)> = surface_forms(entity, entity.name())
        .into_iter()
        .map(|form| (render(&form.symbols), form.families.names().collect::<Vec<_>>().join("+")))
        .collect();
    let has = |text: &str, families: &str| forms.iter().any(|(form, made)| form == text && made == families);
    assert_eq!(forms[0], ("عبد الله بن علي الخالدي".to_owned(), String::new()));
    assert!(has("عبدالله بن علي الخالدي", "abd"), "{forms:?}");
    assert!(has("عبد الله ابن علي الخالدي", "bin"), "{forms:?}");
    assert!(has("عبد الله بن علي خالدي", "article"), "{forms:?}");
    assert!(has("عبدالله ابن علي خالدي", "abd+bin+article"), "{forms:?}");
    assert!(Families::default().is_listed() && !Families::LAM.is_listed());
}

#[test]
fn lists_with_errors_make_no_engine_and_lose_none_of_the_findings() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("places")).expect("a temporary folder");
    std::fs::write(folder.path().join("places/p.tsv"), format!("{HEADER}A\tلبنان\t\t\ttown\tLB\t\t\t\t\t\tx\n")).expect("a temporary file");
    let error = Tagger::load(&Source::Folder(folder.path().to_owned())).expect_err("lists with errors");
    let LoadError::Invalid(findings) = &error else { panic!("{error}") };
    assert_eq!(findings.len(), 2);
    assert!(error.to_string().contains("places/p.tsv:2, column subtype"), "{error}");
    let many = LoadError::Invalid(findings.iter().cycle().take(50).cloned().collect());
    assert!(many.to_string().ends_with("… and 30 more: `aalam check` lists them all"), "{many}");
}

#[test]
fn a_folder_without_lists_says_what_it_should_hold() {
    let error = Source::Folder(std::env::temp_dir().join("aalam-no-such-folder")).load().expect_err("no folder");
    assert!(matches!(error, LoadError::Read { .. }), "{error}");
}
