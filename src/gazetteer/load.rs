//! Reading lists. Every finding is kept, with file, line and column; reading goes on after each.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::columns::{self, Line, Place};
use super::entity::EntityType;
use super::error::{Finding, Severity};
use super::file_rows::FileRows;
use super::files::Files;
use super::guarded::{Guard, KnownWords};
use super::lexicon_rows::{self, CountReader, WordReader, WordRow};
use super::merge;
use super::rows::{EntityRow, SourceCells};
use super::skeleton_index::GivenNames;
use super::statistics::{CountRow, WordStatistics};
use super::words::WordKind;
use super::{Gazetteer, List};

/// What loading gave: a gazetteer of all that could be used, and what is wrong.
#[derive(Debug)]
pub struct Loaded {
    /// The gazetteer. With errors among the findings it is not to be served: it lacks what they name.
    pub gazetteer: Gazetteer,
    /// Everything wrong, in the order of files and lines.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// The errors among the findings.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// Reads lists one by one, from readers; [`finish`](Self::finish) puts them together.
///
/// # Examples
/// ```
/// use aalam::gazetteer::Loader;
///
/// let list = "id\tname\taliases\tname_en\tsubtype\tcountry\trole\tfrom\tto\tsame_as\tflags\tsource\n\
///             lebanon\tلبنان\t\tLebanon\tcountry\tLB\t\t\t\tiso3166-1:LB\t\tcurated\n";
/// let mut loader = Loader::default();
/// loader.read("places/countries.tsv", list.as_bytes())?;
/// let loaded = loader.finish();
/// assert!(loaded.findings.is_empty());
/// assert!(loaded.gazetteer.find("lebanon").is_some());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Loader {
    lists: Vec<Arc<List>>,
    rows: Vec<FileRows>,
    entities: Vec<(usize, EntityRow)>,
    words: Vec<(usize, WordRow)>,
    statistics: WordStatistics,
    findings: Vec<Finding>,
}

/// What kind of list a path names.
#[derive(Clone, Copy)]
enum ListKind {
    Entities(EntityType),
    Words(&'static [&'static str], WordReader),
    Counts(&'static [&'static str], CountReader),
}

impl ListKind {
    /// The lists of the lexicon. Imported ones stand beside those that editors keep, in files of their own.
    const LEXICON: [(&'static str, Self); 12] = [
        ("titles.tsv", Self::Words(&columns::TITLES, lexicon_rows::read_title)),
        ("cues.tsv", Self::Words(&columns::CUES, lexicon_rows::read_cue)),
        ("demonyms.tsv", Self::Words(&columns::DEMONYMS, lexicon_rows::read_demonym)),
        ("function_words.tsv", Self::Words(&columns::FUNCTION_WORDS, lexicon_rows::read_function_word)),
        ("given_names.tsv", Self::Words(&columns::GIVEN_NAMES, lexicon_rows::read_given_name)),
        ("portfolios.tsv", Self::Words(&columns::PORTFOLIOS, lexicon_rows::read_portfolio)),
        ("bodies.tsv", Self::Words(&columns::BODIES, lexicon_rows::read_body)),
        ("things.tsv", Self::Words(&columns::THINGS, lexicon_rows::read_thing)),
        ("phrases.tsv", Self::Words(&columns::PHRASES, lexicon_rows::read_phrase)),
        ("given_names_wikidata.tsv", Self::Counts(&columns::NAME_COUNTS, lexicon_rows::read_given_count)),
        ("family_names_wikidata.tsv", Self::Counts(&columns::NAME_COUNTS, lexicon_rows::read_family_count)),
        ("common_words.tsv", Self::Counts(&columns::COMMON_WORDS, lexicon_rows::read_common_word)),
    ];

    fn of(path: &str) -> Option<Self> {
        match path.split_once('/')? {
            ("people", _) => Some(Self::Entities(EntityType::Person)),
            ("places", _) => Some(Self::Entities(EntityType::Place)),
            ("organisations", _) => Some(Self::Entities(EntityType::Organisation)),
            ("lexicon", file) => Self::LEXICON.into_iter().find(|(known, _)| *known == file).map(|(_, kind)| kind),
            _ => None,
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Entities(_) => &columns::ENTITY,
            Self::Words(columns, _) | Self::Counts(columns, _) => columns,
        }
    }
}

impl Loader {
    /// Reads one list. `path` is its path below the gazetteer folder, with `/` between the parts.
    ///
    /// # Errors
    /// Only what the reader says; everything wrong with the list itself becomes a finding.
    pub fn read(&mut self, path: &str, reader: impl BufRead) -> io::Result<()> {
        self.add(ReadList::read(path, reader)?);
        Ok(())
    }

    /// Takes a list that was read elsewhere, so that several can be read at a time.
    pub fn add(&mut self, read: ReadList) {
        self.findings.extend(read.findings);
        let Some(list) = read.list else { return };
        if let Some(twin) = self.lists.iter().find(|other| other.name == list.name) {
            let problem = format!("{} has the same file name", twin.path);
            self.findings.push(of_file(&list.path, 0, &problem, "rename one: a list is addressed by its file name"));
        }
        let index = self.lists.len();
        self.lists.push(Arc::new(list));
        self.rows.push(FileRows::new(read.bytes));
        self.entities.extend(read.entities.into_iter().map(|row| (index, row)));
        self.words.extend(read.words.into_iter().map(|row| (index, row)));
        for row in read.counts {
            self.statistics.add(&row);
        }
    }

    /// Puts the lists together: rows with one id become one entity, demonyms find their country.
    pub fn finish(mut self) -> Loaded {
        let mut hasher = Sha256::new();
        let mut by_path: Vec<&List> = self.lists.iter().map(|list| &**list).collect();
        by_path.sort_by(|a, b| a.path.cmp(&b.path));
        for list in by_path {
            hasher.update(list.path.as_bytes());
            hasher.update([0]);
            hasher.update(list.sha256.as_bytes());
        }
        let merge::Merged { entities, identifiers } = merge::entities(self.entities, &self.lists, |_| None, &mut self.findings);
        let by_id: FxHashMap<_, _> = entities.iter().zip(0..).map(|(entity, ix)| (entity.id.clone(), super::EntityIx(ix))).collect();
        let words = merge::words(self.words, &self.lists, &by_id, &mut self.findings);
        let given = words.iter().filter(|word| matches!(word.kind, WordKind::GivenName { .. }));
        given.for_each(|word| self.statistics.add_listed_given_name(&word.text));
        self.findings.sort();
        let version = format!("sha256:{}", hex(&hasher.finalize()));
        let given = GivenNames::of(&words);
        let (guard, guarded) = Guard::of(&entities, KnownWords { given: &given, statistics: &self.statistics });
        let files = Files {
            entities,
            by_id,
            identifiers,
            words,
            given,
            guard,
            guarded,
            statistics: self.statistics,
            lists: self.lists,
            rows: self.rows,
            version,
        };
        Loaded { gazetteer: Gazetteer::of(files), findings: self.findings }
    }
}

/// One list as read, before it is put together with the others.
#[derive(Debug, Default)]
pub struct ReadList {
    /// `None` if the path names no list that is known.
    list: Option<List>,
    entities: Vec<EntityRow>,
    words: Vec<WordRow>,
    counts: Vec<CountRow>,
    source_cells: SourceCells,
    /// The file itself, if it is a list of entities.
    bytes: Vec<u8>,
    findings: Vec<Finding>,
}

impl ReadList {
    /// Reads one list. `path` is its path below the gazetteer folder, with `/` between the parts.
    ///
    /// # Errors
    /// Only what the reader says; everything wrong with the list itself becomes a finding.
    pub fn read(path: &str, mut reader: impl BufRead) -> io::Result<Self> {
        let mut read = Self::default();
        let Some(kind) = ListKind::of(path) else {
            let known = ListKind::LEXICON.map(|(file, _)| file).join(", ");
            let mend = format!("put entity lists into people/, places/ or organisations/; the lexicon has {known}");
            read.findings.push(of_file(path, 0, "this is no list that is known", &mend));
            return Ok(read);
        };
        let mut hasher = Sha256::new();
        let mut bytes = Vec::new();
        let (mut number, mut rows) = (0, 0);
        let mut sources: BTreeMap<String, usize> = BTreeMap::new();
        while reader.read_until(b'\n', &mut bytes)? > 0 {
            number += 1;
            hasher.update(&bytes);
            if let ListKind::Entities(_) = kind {
                read.bytes.extend_from_slice(&bytes);
            }
            if let Some(source) = read.read_line(path, number, kind, &bytes) {
                rows += 1;
                count_sources(&mut sources, source);
            }
            bytes.clear();
        }
        if number == 0 {
            let mend = format!("begin with the header: {}", kind.columns().join(", "));
            read.findings.push(of_file(path, 0, "the file is empty", &mend));
        }
        let name = path.rsplit('/').next().and_then(|file| file.strip_suffix(".tsv")).unwrap_or(path).to_owned();
        let entity_type = if let ListKind::Entities(entity_type) = kind { Some(entity_type) } else { None };
        let sources = sources.into_iter().collect();
        let source_cells = std::mem::take(&mut read.source_cells).into_cells();
        let sha256 = hex(&hasher.finalize());
        read.list = Some(List { name, path: path.to_owned(), entity_type, rows, sources, source_cells, sha256 });
        Ok(read)
    }

    /// Reads a line; gives the source of a row.
    fn read_line<'l>(&mut self, path: &str, number: u32, kind: ListKind, bytes: &'l [u8]) -> Option<&'l str> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.findings.push(of_file(path, number, "the line is not UTF-8", "save the file as UTF-8"));
            return None;
        };
        let text = text.trim_end_matches(['\n', '\r']);
        if number == 1 {
            let header = text.strip_prefix('\u{FEFF}').unwrap_or(text);
            if !header.split('\t').eq(kind.columns().iter().copied()) {
                let mend = format!("write, parted by tabs: {}", kind.columns().join(", "));
                self.findings.push(of_file(path, 1, "the header is not that of this kind of list", &mend));
            }
            return None;
        }
        if text.trim().is_empty() {
            self.findings.push(of_file(path, number, "the line is empty", "remove it"));
            return None;
        }
        let mut line = Line::cut(Place { file: path, line: number, row: "" }, text, kind.columns(), &mut self.findings)?;
        match kind {
            ListKind::Entities(entity_type) => {
                self.entities.push(EntityRow::read(&mut line, entity_type, &mut self.source_cells));
            }
            ListKind::Words(_, read) => {
                if let Some((texts, kind, country)) = read(&mut line) {
                    self.words.push(WordRow { line: number, texts, kind, country });
                }
            }
            ListKind::Counts(_, read) => self.counts.extend(read(&mut line)),
        }
        // The last column of every kind of list.
        text.rsplit('\t').next().map(str::trim)
    }
}

/// A `source` cell parts several sources by a bar.
pub(super) fn count_sources(sources: &mut BTreeMap<String, usize>, cell: &str) {
    for source in cell.split('|') {
        match sources.get_mut(source) {
            Some(count) => *count += 1,
            None => {
                sources.insert(source.to_owned(), 1);
            }
        }
    }
}

fn of_file(file: &str, line: u32, problem: &str, mend: &str) -> Finding {
    Place { file, line, row: "" }.error("", problem, mend)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
