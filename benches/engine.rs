//! What the engine costs: folding, searching, tagging, loading.
//!
//! Forms are made of listed words in new combinations, so that letters, lengths and shared beginnings are those of real names. Run one
//! group with `cargo bench -- fold`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use aalam::gazetteer::source::Source;
use aalam::gazetteer::{Edits, Gazetteer, Lexicon, Loader, Part};
use aalam::tagging::{Options, Tagger};
use aalam::text::{FoldedText, tokenize};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const ARTICLE: &str = include_str!("article.txt");

/// A small linear congruential generator: the same forms in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

/// The lists of this repository, wherever cargo starts the bench.
fn lists() -> Gazetteer {
    Source::Builtin.load().expect("the lists compiled in can be read").gazetteer
}

/// A list of places of one to three words, enough of them that at least `forms` surface forms are searched. Each word is
/// the beginning of a listed word and, backwards, the end of another: real letters in real numbers, and hardly ever a word of the text.
fn synthetic_list(forms: usize) -> String {
    let gazetteer = lists();
    let aliases = gazetteer.entities().flat_map(|(_, entity)| entity.aliases.iter());
    let words: Vec<Vec<char>> = aliases
        .flat_map(|alias| alias.text.split(' '))
        .map(|word| word.chars().collect::<Vec<char>>())
        .filter(|word| word.len() >= 4 && word.iter().all(|c| c.is_alphabetic()))
        .collect();
    let mut dice = Dice(42);
    let mut seen = std::collections::HashSet::new();
    let mut list = String::from("id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n");
    while seen.len() < forms {
        let mut word = || {
            let (one, two) = (&words[dice.roll(words.len())], &words[dice.roll(words.len())]);
            one[..=one.len() / 2].iter().chain(two.iter().rev().take(3)).collect::<String>()
        };
        let name = (0..=seen.len() % 3).map(|_| word()).collect::<Vec<_>>().join(" ");
        if seen.insert(name.clone()) {
            let _ = writeln!(list, "p{}\t{name}\t\t\tcity\t\t\t\t\t\t\tsynthetic", seen.len());
        }
    }
    list
}

fn load(list: &str) -> Gazetteer {
    let mut loader = Loader::default();
    loader.read("places/synthetic.tsv", list.as_bytes()).expect("a string can be read");
    loader.finish().gazetteer
}

/// News of about `bytes` bytes.
fn news(bytes: usize) -> String {
    ARTICLE.repeat(bytes.div_ceil(ARTICLE.len()))
}

fn bytes(text: &str) -> Throughput {
    Throughput::Bytes(text.len() as u64)
}

fn fold(c: &mut Criterion) {
    let text = news(1 << 20);
    let mut group = c.benchmark_group("fold");
    group.throughput(bytes(&text));
    group.bench_function("1 MiB", |b| b.iter(|| FoldedText::new(black_box(&text))));
    let folded = FoldedText::new(&text);
    group.bench_function("tokenize", |b| b.iter(|| tokenize(black_box(folded.canonical()))));
    group.finish();
}

fn search(c: &mut Criterion) {
    let text = news(1 << 20);
    let folded = FoldedText::new(&text);
    let mut group = c.benchmark_group("search");
    group.throughput(bytes(&text)).sample_size(20);
    for forms in [10_000, 100_000, 1_000_000] {
        let (lexicon, _) = Lexicon::of(&load(&synthetic_list(forms)), Part::Files, |_| (), |(), _, _, _| {}).expect("the forms fit");
        group.bench_with_input(BenchmarkId::from_parameter(forms), &lexicon, |b, lexicon| {
            b.iter(|| {
                let mut hits = 0;
                lexicon.search(black_box(&folded), |_| hits += 1);
                hits
            });
        });
    }
    group.finish();
}

/// An engine of the repository's lists and synthetic places up to 100,000 forms.
fn engine(forms: usize) -> Tagger {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers");
    let mut loader = Loader::default();
    for kind in ["lexicon", "organisations", "people", "places"] {
        for entry in std::fs::read_dir(folder.join(kind)).expect("the folder of lists") {
            let path = entry.expect("an entry of the folder").path();
            let name = format!("{kind}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.extension().is_some_and(|extension| extension == "tsv") {
                loader.read(&name, std::io::BufReader::new(std::fs::File::open(&path).expect("a list"))).expect("a readable list");
            }
        }
    }
    loader.read("places/synthetic.tsv", synthetic_list(forms).as_bytes()).expect("a string can be read");
    Tagger::new(loader.finish().gazetteer).expect("the forms fit")
}

fn tag(c: &mut Criterion) {
    let options = Options::default();
    let mut group = c.benchmark_group("tag");
    for (name, tagger) in [("lists", Tagger::new(lists()).expect("the lists fit")), ("lists + 100k forms", engine(100_000))] {
        for text in [ARTICLE.to_owned(), news(1 << 20), news(10 << 20)] {
            group.throughput(bytes(&text));
            group.sample_size(if text.len() > 100_000 { 10 } else { 100 });
            let label = format!("{} KiB", text.len() >> 10);
            group.bench_function(BenchmarkId::new(name, label), |b| b.iter(|| tagger.tag(black_box(&text), &options)));
        }
    }
    group.finish();
}

/// Texts made to be slow, beside an ordinary one of the same size.
fn pathological(c: &mut Criterion) {
    let tagger = Tagger::new(lists()).expect("the lists fit");
    let size = 1 << 20;
    let names = "محمد بن سلمان محمد محمود عباس أحمد بن سلمان ";
    let texts = [
        ("ordinary", news(size)),
        ("one letter", "ا".repeat(size / 2)),
        ("clitics", "ولبكفولبكفول ".repeat(size / 25)),
        ("name tokens", names.repeat(size / names.len())),
        ("marks", "لُ".repeat(size / 4)),
        ("hamza marks", "\u{0654}".repeat(size / 2)),
        ("one mark run", format!("لبنان{}", "\u{064B}".repeat(size / 2))),
        ("spaces", " ".repeat(size)),
        ("titles", "وزير الرئيس المدير العام ".repeat(size / 46)),
    ];
    let mut group = c.benchmark_group("pathological");
    group.sample_size(10);
    for (name, text) in texts {
        group.throughput(bytes(&text));
        group.bench_function(name, |b| b.iter(|| tagger.tag(black_box(&text), &Options::default())));
    }
    group.finish();
}

fn loading(c: &mut Criterion) {
    let list = synthetic_list(100_000);
    let mut group = c.benchmark_group("load");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("lists compiled in", |b| b.iter(|| Tagger::load(&Source::Builtin)));
    group.bench_function("100k forms", |b| b.iter(|| Tagger::new(load(black_box(&list)))));
    group.finish();
}

/// Rows of listed entities, each with an alias more: `count` of them from all over the lists.
fn edits(gazetteer: &Gazetteer, count: usize) -> Edits {
    let mut edits = Edits::default();
    for (_, entity) in gazetteer.entities().step_by(gazetteer.entity_count() / count).take(count) {
        let list = &gazetteer.lists()[entity.lists[0].index()].name;
        let row = gazetteer.row(list, &entity.id).expect("the row of a listed entity");
        let mut cells: Vec<String> = row.split('\t').map(str::to_owned).collect();
        let bar = if cells[2].is_empty() { "" } else { "|" };
        let alias = format!("{bar}{} المعدل", cells[1]);
        cells[2].push_str(&alias);
        edits.set(list, &entity.id, Some(&cells.join("\t")));
    }
    edits
}

fn editing(c: &mut Criterion) {
    let tagger = Tagger::new(lists()).expect("the lists fit");
    let text = news(1 << 20);
    let mut group = c.benchmark_group("edit");
    group.sample_size(20);
    for count in [1, 5_000] {
        let edits = edits(tagger.gazetteer(), count);
        group.bench_function(BenchmarkId::new("edits in force", count), |b| b.iter(|| tagger.edited(black_box(&edits))));
        let edited = tagger.edited(&edits).expect("rows without errors");
        group.throughput(bytes(&text));
        group.bench_function(BenchmarkId::new("tag 1 MiB with edits", count), |b| {
            b.iter(|| edited.tag(black_box(&text), &Options::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, fold, search, tag, pathological, loading, editing);
criterion_main!(benches);
