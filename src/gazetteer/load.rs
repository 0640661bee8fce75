//! Reading lists. Every finding is kept, with file, line and column; reading goes on after each.

use std::collections::HashMap;
use std::io::{self, BufRead};

use sha2::{Digest, Sha256};

use super::columns::{self, Line};
use super::entity::EntityType;
use super::error::{Finding, Severity};
use super::merge;
use super::rows::{self, EntityRow, WordReader, WordRow};
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
    lists: Vec<List>,
    entities: Vec<(usize, EntityRow)>,
    words: Vec<WordRow>,
    findings: Vec<Finding>,
}

/// What kind of list a path names.
enum ListKind {
    Entities(EntityType),
    Words(&'static [&'static str], WordReader),
}

impl ListKind {
    fn of(path: &str) -> Option<Self> {
        match path.split_once('/')? {
            ("people", _) => Some(Self::Entities(EntityType::Person)),
            ("places", _) => Some(Self::Entities(EntityType::Place)),
            ("organisations", _) => Some(Self::Entities(EntityType::Organisation)),
            ("lexicon", "titles.tsv") => Some(Self::Words(&columns::TITLES, rows::read_title)),
            ("lexicon", "cues.tsv") => Some(Self::Words(&columns::CUES, rows::read_cue)),
            ("lexicon", "demonyms.tsv") => Some(Self::Words(&columns::DEMONYMS, rows::read_demonym)),
            ("lexicon", "function_words.tsv") => Some(Self::Words(&columns::FUNCTION_WORDS, rows::read_function_word)),
            ("lexicon", "given_names.tsv") => Some(Self::Words(&columns::GIVEN_NAMES, rows::read_given_name)),
            _ => None,
        }
    }

    fn columns(&self) -> &'static [&'static str] {
        match self {
            Self::Entities(_) => &columns::ENTITY,
            Self::Words(columns, _) => columns,
        }
    }
}

impl Loader {
    /// Reads one list. `path` is its path below the gazetteer folder, with `/` between the parts.
    ///
    /// # Errors
    /// Only what the reader says; everything wrong with the list itself becomes a finding.
    pub fn read(&mut self, path: &str, mut reader: impl BufRead) -> io::Result<()> {
        let name = path.rsplit('/').next().and_then(|file| file.strip_suffix(".tsv")).unwrap_or(path).to_owned();
        let Some(kind) = ListKind::of(path) else {
            self.find(path, 0, "this is no list that is known", "put entity lists into people/, places/ or organisations/; the lexicon has titles.tsv, cues.tsv, demonyms.tsv, function_words.tsv and given_names.tsv");
            return Ok(());
        };
        if let Some(twin) = self.lists.iter().find(|list| list.name == name) {
            let problem = format!("{} has the same file name", twin.path);
            self.find(path, 0, &problem, "rename one: a list is addressed by its file name");
        }
        let index = self.lists.len();
        let entity_type = if let ListKind::Entities(entity_type) = kind { Some(entity_type) } else { None };
        self.lists.push(List { name, path: path.to_owned(), entity_type, rows: 0, sha256: String::new() });
        let mut hasher = Sha256::new();
        let mut bytes = Vec::new();
        let mut number = 0;
        while reader.read_until(b'\n', &mut bytes)? > 0 {
            number += 1;
            hasher.update(&bytes);
            self.read_line(path, index, number, &kind, &bytes);
            bytes.clear();
        }
        if number == 0 {
            self.find(path, 0, "the file is empty", &format!("begin with the header: {}", kind.columns().join(", ")));
        }
        self.lists[index].sha256 = hex(&hasher.finalize());
        Ok(())
    }

    fn read_line(&mut self, path: &str, list: usize, number: u32, kind: &ListKind, bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.find(path, number, "the line is not UTF-8", "save the file as UTF-8");
            return;
        };
        let text = text.trim_end_matches(['\n', '\r']);
        if number == 1 {
            let header = text.strip_prefix('\u{FEFF}').unwrap_or(text);
            if !header.split('\t').eq(kind.columns().iter().copied()) {
                self.find(
                    path,
                    1,
                    "the header is not that of this kind of list",
                    &format!("write, parted by tabs: {}", kind.columns().join(", ")),
                );
            }
            return;
        }
        if text.trim().is_empty() {
            self.find(path, number, "the line is empty", "remove it");
            return;
        }
        let Some(mut line) = Line::cut(path, number, text, kind.columns(), &mut self.findings) else { return };
        self.lists[list].rows += 1;
        match kind {
            ListKind::Entities(entity_type) => {
                let row = EntityRow::read(&mut line, path, number, *entity_type);
                self.entities.push((list, row));
            }
            ListKind::Words(_, read) => {
                if let Some((texts, kind, country)) = read(&mut line) {
                    self.words.push(WordRow { file: path.to_owned(), line: number, texts, kind, country });
                }
            }
        }
    }

    fn find(&mut self, file: &str, line: u32, problem: &str, mend: &str) {
        self.findings.push(Finding {
            file: file.to_owned(),
            line,
            column: "",
            severity: Severity::Error,
            problem: problem.to_owned(),
            mend: mend.to_owned(),
        });
    }

    /// Puts the lists together: rows with one id become one entity, demonyms find their country.
    pub fn finish(mut self) -> Loaded {
        let mut hasher = Sha256::new();
        let mut by_path: Vec<&List> = self.lists.iter().collect();
        by_path.sort_by(|a, b| a.path.cmp(&b.path));
        for list in by_path {
            hasher.update(list.path.as_bytes());
            hasher.update([0]);
            hasher.update(list.sha256.as_bytes());
        }
        let entities = merge::entities(self.entities, &mut self.findings);
        let by_id: HashMap<_, _> = entities.iter().zip(0..).map(|(entity, ix)| (entity.id.clone(), super::EntityIx(ix))).collect();
        let words = merge::words(self.words, &by_id, &mut self.findings);
        self.findings.sort();
        let version = format!("sha256:{}", hex(&hasher.finalize()));
        Loaded { gazetteer: Gazetteer { entities, by_id, words, lists: self.lists, version }, findings: self.findings }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
