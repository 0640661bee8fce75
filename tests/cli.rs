//! The commands, as a shell runs them.

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use program::{BEIRUT, aalam, folder, list, write};
use tempfile::{NamedTempFile, TempDir};

// Beside this file, it would be a test binary of its own.
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/keys.rs"]
mod keys;
mod program;
#[path = "cli/service.rs"]
mod service;
#[path = "cli/traces.rs"]
mod traces;

fn with_input(command: &mut Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

const SENTENCE: &str = "وصل وزير الخارجية الروسي سيرغي لافروف إلى القاهرة\n";

#[test]
fn tag_prints_the_answer_of_the_api() {
    let output = with_input(aalam().args(["tag", "--offsets", "utf16", "--explain"]), SENTENCE);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let answer: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(answer["offsets"], "utf16");
    assert_eq!(answer["mentions"][0]["text"], "سيرغي لافروف");
    assert_eq!(answer["mentions"][0]["role"]["text"], "وزير الخارجية الروسي");
    assert_eq!(answer["mentions"][0]["why"]["rule"], "lexicon");
    assert_eq!(answer["mentions"][1]["entity"], "cairo");
    assert_eq!(answer["mentions"][1]["start"], 42);
}

#[test]
fn tag_marks_the_text_in_place() {
    let output = with_input(aalam().args(["tag", "--format", "inline", "--types", "place"]), SENTENCE);
    assert_eq!(stdout(&output), "وصل وزير الخارجية الروسي سيرغي لافروف إلى [القاهرة|place|cairo]\n");
    let output = with_input(aalam().args(["tag", "--format", "inline", "--types", "nationality,person"]), "قال المصور اللبناني ذلك\n");
    assert_eq!(stdout(&output), "قال المصور [اللبناني|nationality|lebanon] ذلك\n");
    let output = with_input(aalam().args(["tag", "--format", "color"]), SENTENCE);
    assert!(stdout(&output).contains("\u{1b}[1;32mسيرغي لافروف\u{1b}[0m"), "{output:?}");
}

#[test]
fn a_demonym_of_two_countries_tells_both() {
    let output = with_input(aalam().args(["tag", "--types", "nationality"]), "وصل سائح كونغولي أمس");
    let answer: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let mention = &answer["mentions"][0];
    let mut countries = [&mention["entity"], &mention["alternatives"][0]["entity"]].map(|id| id.as_str().expect("an id"));
    countries.sort_unstable();
    assert_eq!(countries, ["dr_congo", "republic_of_the_congo"]);
}

#[test]
fn tag_reads_json_lines_and_answers_in_their_order() {
    let lines = "{\"id\":\"a\",\"text\":\"في لبنان\"}\n\n{\"text\":\"في مصر\"}\n";
    let output = with_input(aalam().args(["tag", "--input", "ndjson", "--format", "ndjson"]), lines);
    let answers: Vec<serde_json::Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!((&answers[0]["id"], &answers[0]["mentions"][0]["entity"]), (&"a".into(), &"lebanon".into()));
    assert_eq!(answers[1]["mentions"][0]["entity"], "egypt");
}

#[test]
fn every_form_of_the_api_is_printed() {
    let printed = |arguments: &[&str], input: &str| stdout(&with_input(aalam().arg("tag").args(arguments), input));
    let page = printed(&["--format", "html", "--input", "html"], "<p>قال <b>سيرغي</b> لافروف</p>");
    assert!(page.starts_with("<p>قال <b><mark class=\"aalam person\" data-entity=\"sergey_lavrov\">سيرغي</mark></b>"), "{page}");
    assert!(printed(&["--format", "html"], "سيرغي لافروف < &").contains("</mark> &lt; &amp;</p>\n"));
    assert!(printed(&["--format", "conll"], SENTENCE).contains("سيرغي\tB-PER\nلافروف\tI-PER\n"));
    assert!(printed(&["--format", "brat", "--types", "person"], "سيرغي لافروف").starts_with("T1\tPerson 0 12\tسيرغي لافروف\n"));
    let lines = "{\"text\": \"سيرغي لافروف\", \"id\": \"a\"}\n{\"text\": \"\"}\n";
    for (format, member, first) in [("ninjs", "/people/0/literal", "sergey_lavrov"), ("webannotation", "/label", "a")] {
        let printed = printed(&["--format", format, "--input", "ndjson"], lines);
        let items: Vec<serde_json::Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].pointer(member).and_then(serde_json::Value::as_str), Some(first), "{printed}");
    }
}

#[test]
fn lines_that_say_more_than_is_read_and_lines_that_are_none_are_named() {
    for (line, said) in [
        ("{\"text\":\"x\",\"types\":[\"place\"]}", "unknown field `types`, expected `id` or `text`; options stand on the command line"),
        ("{\"id\":\"a\"}", "missing field `text`"),
        ("{\"text\":", "this is not JSON from column 8 on: EOF while parsing a value"),
    ] {
        // The first line is read, whatever an editor put before it.
        let lines = format!("\u{FEFF}{{\"text\":\"في لبنان\"}}\n{line}\n");
        let output = with_input(aalam().args(["tag", "--input", "ndjson"]), &lines);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{message}");
        assert!(message.starts_with(&format!("aalam: standard input:2: {said}")), "{message}");
    }
}

#[test]
fn arguments_that_do_not_go_together_are_a_wrong_command_line() {
    for (arguments, said) in [
        (&["tag", "--format", "brat", "--input", "ndjson"][..], "one text"),
        (&["tag", "--format", "brat", "no/such/file", "no/such/other"], "one text"),
        (&["tag", "--format", "ninjs", "--explain"], "--explain"),
        (&["tag", "--format", "inline", "--offsets", "utf16"], "--offsets"),
        (&["key", "new", "--scope", "tag", "--name", "a b"], "--name"),
        (&["health", "--listen", "localhost:9000"], "numeric address"),
    ] {
        // The lists are not there, and are not looked for.
        let output = aalam().args(arguments).env("AALAM_GAZETTEERS", "no/such/folder").output().expect("the binary starts");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && message.contains(said), "{arguments:?}: {message}");
    }
}

#[test]
fn an_option_may_come_from_the_environment() {
    let output = with_input(aalam().arg("tag").env("AALAM_TAG_FORMAT", "inline").env("AALAM_TAG_TYPES", "person"), SENTENCE);
    assert!(stdout(&output).contains("[سيرغي لافروف|person|"), "{output:?}");
    assert!(!stdout(&output).contains("|place|"), "{output:?}");
}

#[test]
fn exit_codes_mean_what_they_say() {
    let code = |arguments: &[&str]| aalam().args(arguments).output().expect("the binary starts").status.code();
    assert_eq!(code(&["version"]), Some(0));
    assert_eq!(code(&["check", "gazetteers"]), Some(0));
    assert_eq!(code(&["tag", "--min-score", "7"]), Some(2));
    assert_eq!(code(&["no-such-command"]), Some(2));
    assert_eq!(code(&["tag", "no/such/file"]), Some(3));
    assert_eq!(code(&["check", "no/such/folder"]), Some(3));
    assert_eq!(code(&["eval", "no/such/gold"]), Some(3));
}

#[test]
fn text_that_is_no_utf8_names_its_file() {
    let file = NamedTempFile::new().expect("a temporary file");
    fs::write(&file, [0xC7, 0xE1, 0x20]).expect("a temporary file");
    let output = aalam().arg("tag").arg(file.path()).output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(3));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains(file.path().to_str().expect("UTF-8")) && message.contains("UTF-8"), "{message}");
}

/// A folder of two places, one of them also a word, and a text that names both.
#[test]
fn check_reports_counts_dangers_and_how_often_surfaces_fire() {
    let folder = folder(&[
        ("places/p.tsv", &list(&format!("{BEIRUT}\ntyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\t\tcurated"))),
        ("lexicon/common_words.tsv", "word\tcb\tsource\nصور\t-412\tcurated\n"),
        ("texts.jsonl", "{\"text\": \"نشر صور من بيروت ومن بيروت\", \"mentions\": []}\n"),
    ]);
    let mut command = aalam();
    command.arg("check").arg(folder.path()).args(["--stats", "--danger", "--texts"]).arg(folder.path().join("texts.jsonl"));
    let output = command.output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = stdout(&output);
    for line in [
        "       2  places/p.tsv (curated: 2)",
        "       3  curated",
        "       2  place (0 with an identifier of a source)",
        "# places/p.tsv: 1 surfaces: 1 common words, 0 given names, 0 function words, 0 very short, 0 shared, 0 of several types",
        "صور\ttyre\tfree\tcommon word (-412 cB)",
        "# 6 words, 2 single-word surfaces, tagged 3 times, 50000 per 100,000 words",
        "بيروت\tbeirut\t2\t33333.3",
        "صور\ttyre\t1\t16666.7",
    ] {
        assert!(report.lines().any(|other| other == line), "«{line}» is not in\n{report}");
    }
}

#[test]
fn check_says_all_and_exits_with_one() {
    let folder = folder(&[("places/p.tsv", "id\tname\nx\tلبنان\n")]);
    let output = aalam().arg("check").arg(folder.path()).output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("places/p.tsv:1: error: the header is not that of this kind of list"), "{output:?}");
    assert!(stdout(&output).contains("places/p.tsv:2: error: the line has 2 cells where the header has 12 columns"), "{output:?}");
}

#[test]
fn eval_counts_and_holds_floors() {
    // One place found, one nickname missed; the clitic is outside the span, and inside at token width.
    let gold = "{\"id\":\"1\",\"text\":\"سافر إلى بيروت\",\"mentions\":[{\"start\":9,\"end\":14,\"type\":\"place\"}]}\n\
                {\"id\":\"2\",\"text\":\"زار أبو شنب لبنان\",\"mentions\":[{\"start\":4,\"end\":11,\"type\":\"person\"}]}\n";
    let folder = folder(&[("gold.jsonl", gold)]);
    let path = folder.path().join("gold.jsonl");
    let eval = |arguments: &[&str]| aalam().arg("eval").arg(&path).args(arguments).output().expect("the binary starts");
    let output = eval(&["--errors", "5", "--min-f1", "all=50"]);
    let report = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{report}");
    let row: Vec<&str> = report.lines().find(|line| line.starts_with("all (micro)")).expect("a row").split_whitespace().collect();
    assert_eq!(row, ["all", "(micro)", "strict", "50.0", "50.0", "50.0", "1", "2", "2"]);
    assert!(report.contains("1  person        أبو شنب"), "{report}");
    assert!(report.lines().any(|line| line.starts_with("organisation  strict") && line.contains("n/a")), "{report}");
    let output = eval(&["--min-f1", "place=67"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("below the floor: place strict F1 66.7 < 67.0"), "{output:?}");
    fs::write(&path, "{\"id\":\"1\",\"text\":\"لبنان\",\"mentions\":[{\"start\":0,\"end\":9,\"type\":\"place\"}]}").expect("a file");
    let output = eval(&[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("mention 0: 9 is no border of a character"), "{output:?}");
}

/// Id, text, and its mentions: surface and type.
type Annotated = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// A folder with small lists and gold texts of its own; it goes with the test.
struct Bench(TempDir);

impl Bench {
    const HAND: &str = "beirut\tبيروت\t\t\tcity\tLB\t\t\t\t\t\tcurated\ntyre\tصور\t\t\tcity\tLB\t\t\t\t\tneeds_context\tcurated";
    const IMPORTED: &str = "beirut\tبيروت\tبيروت الكبرى\t\tcity\tLB\t\t\t\t\t\tgeonames CC-BY-4.0|cldr Unicode-DFS-2016\n\
                            tripoli\tطرابلس الغرب\t\t\tcity\tLY\t\t\t\t\t\tgeonames CC-BY-4.0";
    const BODIES: &str = "arab_university\tجامعة بيروت العربية\t\t\tuniversity\tLB\t\t\t\t\t\tcurated";
    const TEXTS: [Annotated; 9] = [
        ("right", "أعلنت بيروت موقفها", &[("بيروت", "place")]),
        ("wide", "قالت بيروت الكبرى أمس", &[("بيروت", "place")]),
        ("word", "نشر الموقع صور", &[("صور", "place")]),
        ("new", "زار حيفا", &[("حيفا", "place")]),
        ("body", "أعلنت بيروت ذلك", &[("بيروت", "organisation")]),
        ("nothing", "قالت بيروت ذلك", &[]),
        ("nothing too", "قالت بيروت الكبرى ذلك", &[]),
        ("inside", "افتتحت جامعة بيروت العربية أبوابها", &[("بيروت", "place")]),
        ("west", "عادت طرابلس الغرب", &[("طرابلس الغرب", "place")]),
    ];

    fn new() -> Self {
        let bench = Self(folder(&[]));
        bench.lists(Self::HAND, Self::IMPORTED);
        bench.gold(&Self::TEXTS);
        bench
    }

    fn lists(&self, hand: &str, imported: &str) {
        for (path, rows) in [("places/hand.tsv", hand), ("places/imported.tsv", imported), ("organisations/bodies.tsv", Self::BODIES)] {
            write(&self.0.path().join("lists"), &[(path, &list(rows))]);
        }
    }

    fn gold(&self, texts: &[Annotated]) {
        let lines = texts.iter().map(|(id, text, mentions)| {
            let mention = |&(surface, entity_type): &(&str, &str)| {
                let start = text.find(surface).expect("the surface is in the text");
                serde_json::json!({"start": start, "end": start + surface.len(), "type": entity_type})
            };
            let mentions: Vec<_> = mentions.iter().map(mention).collect();
            format!("{}\n", serde_json::json!({"id": id, "text": text, "offsets": "byte", "mentions": mentions}))
        });
        write(self.0.path(), &[("gold.jsonl", &lines.collect::<String>())]);
    }

    fn eval(&self, arguments: &[&str]) -> Output {
        let mut command = aalam();
        command.current_dir(&self.0).args(["eval", "--gazetteers", "lists", "gold.jsonl"]).args(arguments);
        command.output().expect("the binary starts")
    }
}

/// Looks for each line in a report, whatever the width of its columns.
fn assert_lines(report: &str, expected: &[&str]) {
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = report.lines().map(squeeze).collect();
    for line in expected {
        assert!(lines.iter().any(|other| other == line), "«{line}» is not in\n{report}");
    }
}

#[test]
fn eval_tells_where_names_come_from_and_why_errors_came_about() {
    let bench = Bench::new();
    let output = bench.eval(&["--detail", "--errors", "1"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let tallies = [
        "places/hand.tsv 1 2 3 33.3",
        "places/imported.tsv 1 2 3 33.3",
        "organisations/bodies.tsv 0 1 1 0.0",
        "curated 1 3 4 25.0",
        "geonames + cldr 0 2 2 0.0",
        "geonames 1 0 1 100.0",
        "alias 0 2 2 0.0",
        "name 2 3 5 40.0",
    ];
    let causes = [
        "missed because (strict) person place organisation all",
        "type 0 0 1 1",
        "boundary 0 1 0 1",
        "nested 0 1 0 1",
        "withheld 0 1 0 1",
        "not_listed 0 1 0 1",
        "type_and_boundary 0 0 1 1",
        "listed_word 0 1 0 1",
        "listed_name 0 1 0 1",
        "unlisted_name 0 0 0 0",
    ];
    let examples = [
        "organisation body:6 (asserted: place «بيروت») أعلنت [بيروت] ذلك",
        "place wide:5 (asserted: place «بيروت الكبرى») قالت [بيروت] الكبرى أمس",
        "place inside:13 (asserted: organisation «جامعة بيروت العربية») افتتحت جامعة [بيروت] العربية أبوابها",
        "place word:11 (listed as tyre, needs context) نشر الموقع [صور]",
        "place new:4 زار [حيفا]",
        "place nothing:5 (listed as beirut) قالت [بيروت] ذلك",
        "place nothing too:5 (listed as beirut) قالت [بيروت الكبرى] ذلك",
        "organisation inside:7 (annotated: place «بيروت») افتتحت [جامعة بيروت العربية] أبوابها",
    ];
    assert_lines(&stdout(&output), &[&tallies[..], &causes, &examples].concat());
    bench.gold(&[("announced", "وقال المتحدث خالد الحوشبي ذلك", &[])]);
    let output = aalam().arg("eval").arg(bench.0.path().join("gold.jsonl")).args(["--errors", "1"]).output().expect("the binary starts");
    assert_lines(&stdout(&output), &["person announced:13 (rule name_model) وقال المتحدث [خالد الحوشبي] ذلك"]);
}

#[test]
fn eval_compares_with_a_saved_run() {
    let bench = Bench::new();
    let output = bench.eval(&["--save", "run.json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // صور is freed, بيروت الكبرى and طرابلس الغرب go, and بيروت has another id.
    let hand = Bench::HAND.replace("needs_context", "").replace("beirut", "bayrut");
    bench.lists(&hand, "sidon\tصيدا\t\t\tcity\tLB\t\t\t\t\t\tgeonames CC-BY-4.0");
    let output = bench.eval(&["--compare", "run.json", "--errors", "2"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let lines = [
        "all (micro) strict 28.6 42.9 +14.3 28.6 42.9 +14.3 28.6 42.9 +14.3",
        "annotated mentions found 2 1 1.0000",
        "false mentions 2 1 1.0000",
        "texts, by errors 2 1 1.0000",
        "newly right 2",
        "newly missed 1",
        "place word:11 نشر الموقع [صور]",
        "place west:5 عادت [طرابلس الغرب]",
        "place wide:5 قالت [بيروت] الكبرى أمس",
        "place nothing too:5 (bayrut) قالت [بيروت] الكبرى ذلك",
        "place wide:5 (beirut) قالت [بيروت الكبرى] أمس",
        "place right:6 (beirut → bayrut) أعلنت [بيروت] موقفها",
    ];
    assert_lines(&stdout(&output), &lines);

    let refusal = |arguments: &[&str]| {
        let output = bench.eval(arguments);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    assert!(refusal(&["--compare", "run.json", "--no-context"]).contains("this one has --no-context; compare runs of the same options"));
    assert!(refusal(&["--compare", "none.json"]).contains("cannot read none.json"));
    bench.gold(&Bench::TEXTS[1..]);
    assert!(refusal(&["--compare", "run.json"]).contains("the saved run has 9 documents, and the gold files have 8"));
}
