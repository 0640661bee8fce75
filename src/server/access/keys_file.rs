//! The file of keys: a key a line, which is its name, its scope, the SHA-256 of the key, and limits of its own.
//!
//! ```text
//! # name   scope   SHA-256 of the key                                                 limits
//! cms      tag     2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae   rate=50 concurrency=8
//! desk     edit    fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9
//! ```
//!
//! Several keys may have one name, so that an old one and its successor hold together for a while.

use std::fmt;
use std::fs;
use std::io;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use super::key::{Key, Scope, check_name};
use super::limits::Limits;

const MEND: &str = "`aalam key new` prints a line";

/// What is wrong with one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong; never quotes what may be a key.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

/// Why the keys of a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// It cannot be read.
    #[error("cannot read the keys from {}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Lines cannot be used.
    #[error("{}", Lines { path, errors })]
    Lines {
        /// The file.
        path: PathBuf,
        /// The first of them first.
        errors: Vec<LineError>,
    },
    /// There is no key in it.
    #[error("there is no key in {}; `aalam key new` makes one", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

struct Lines<'e> {
    path: &'e Path,
    errors: &'e [LineError],
}

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, LineError { line, problem, mend }) in self.errors.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{}:{line}: {problem}; {mend}", self.path.display())?;
        }
        Ok(())
    }
}

/// Reads a file of keys.
///
/// # Errors
/// With every line that cannot be used.
pub(super) fn read(path: &Path) -> Result<Vec<Key>, KeysError> {
    let text = fs::read_to_string(path).map_err(|source| KeysError::Unread { path: path.to_owned(), source })?;
    let mut keys: Vec<(usize, Key)> = Vec::new();
    let mut errors = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match key(line) {
            Ok(key) => match keys.iter().find(|(_, other)| other.sha256 == key.sha256) {
                Some((first, _)) => errors.push(LineError {
                    line: number,
                    problem: format!("the key of line {first} stands here again"),
                    mend: "leave out one of the two lines; the higher scope opens what the lower does".to_owned(),
                }),
                None => keys.push((number, key)),
            },
            Err((problem, mend)) => errors.push(LineError { line: number, problem, mend }),
        }
    }
    if !errors.is_empty() {
        return Err(KeysError::Lines { path: path.to_owned(), errors });
    }
    if keys.is_empty() {
        return Err(KeysError::Empty { path: path.to_owned() });
    }
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

/// What is wrong, and the mend.
type Wrong = (String, String);

fn wrong(problem: impl Into<String>, mend: impl Into<String>) -> Wrong {
    (problem.into(), mend.into())
}

fn key(line: &str) -> Result<Key, Wrong> {
    let mut words = line.split_ascii_whitespace();
    let (Some(name), Some(scope), Some(sha256)) = (words.next(), words.next(), words.next()) else {
        return Err(wrong("a line has at least a name, a scope and the SHA-256 of a key", MEND));
    };
    check_name(name).map_err(|problem| wrong(problem, "write a short name without spaces, such as cms"))?;
    let scope = Scope::ALL.into_iter().find(|known| known.name() == scope);
    let scope = scope.ok_or_else(|| wrong("the second word is no scope", "write tag, edit or admin"))?;
    let mend = format!("write 64 hexadecimal digits, and never the key itself; {MEND}");
    let sha256 = sha256_of(sha256).ok_or_else(|| wrong("the third word is no SHA-256", mend))?;
    let mut limits = Limits::default();
    for word in words {
        limit(word, &mut limits)?;
    }
    Ok(Key { name: name.to_owned(), scope, sha256, limits })
}

fn sha256_of(written: &str) -> Option<[u8; 32]> {
    let mut sha256 = [0; 32];
    if written.len() != 64 || !written.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in sha256.iter_mut().zip(written.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(sha256)
}

fn limit(word: &str, limits: &mut Limits) -> Result<(), Wrong> {
    let mend = "behind the SHA-256 stand rate=N, in requests a second, and concurrency=N, each once at most, and N from 1 on";
    let (name, number) = word.split_once('=').ok_or_else(|| wrong("there is a word behind the SHA-256 that is no limit", mend))?;
    let place = match name {
        "rate" => &mut limits.rate,
        "concurrency" => &mut limits.concurrency,
        _ => return Err(wrong("there is a limit of a name that is not known", mend)),
    };
    let number: NonZeroU32 = number.parse().map_err(|_| wrong(format!("{name} is no number from 1 on"), mend))?;
    match place.replace(number) {
        None => Ok(()),
        Some(_) => Err(wrong(format!("{name} stands twice"), mend)),
    }
}

#[cfg(test)]
mod tests {
    use tempfile::NamedTempFile;

    use super::*;
    use crate::server::access::key::{NewKey, hash};

    /// The keys of a file with these contents.
    fn keys(contents: &str) -> Result<Vec<Key>, KeysError> {
        let file = NamedTempFile::new().unwrap();
        fs::write(&file, contents).unwrap();
        read(file.path())
    }

    #[test]
    fn what_is_printed_for_a_new_key_is_read() {
        let limits = Limits { rate: NonZeroU32::new(5), concurrency: NonZeroU32::new(2) };
        let new = [("cms", Scope::Tag, limits), ("cms", Scope::Tag, Limits::default()), ("desk", Scope::Edit, Limits::default())]
            .map(|(name, scope, limits)| NewKey::random(name, scope, limits).unwrap());
        let contents = format!("# keys\r\n{}\r\n\n  {}\n{}", new[0].line, new[1].line, new[2].line);
        let read = keys(&contents).unwrap();
        let told: Vec<_> = read.iter().map(|key| (&*key.name, key.scope, key.limits)).collect();
        assert_eq!(told, [("cms", Scope::Tag, limits), ("cms", Scope::Tag, Limits::default()), ("desk", Scope::Edit, Limits::default())]);
        for (key, new) in read.iter().zip(&new) {
            assert!(key.fits(&hash(new.key.as_bytes())));
        }
    }

    #[test]
    fn each_wrong_line_is_told_with_its_mend_and_no_key_is_quoted() {
        let sha = "ab".repeat(32);
        let secret = "aalam_the-key-itself";
        let lines = [
            format!("cms tag {sha}"),
            "cms tag".to_owned(),
            format!("cms all {sha}"),
            format!("cms tag {secret}"),
            format!("other edit {sha}"),
            format!("cms tag {} rate=0", "cd".repeat(32)),
            format!("cms tag {} burst=3", "cd".repeat(32)),
            format!("cms tag {} rate=3 rate=4", "cd".repeat(32)),
            format!("cms tag {} {secret}", "cd".repeat(32)),
            format!("cms tag {}", "x".repeat(64)),
        ];
        let error = keys(&lines.join("\n")).unwrap_err();
        let KeysError::Lines { errors, .. } = &error else { panic!("{error}") };
        assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert!(errors.iter().all(|error| !error.problem.is_empty() && !error.mend.is_empty()));
        assert!(error.to_string().contains(":5: the key of line 1 stands here again; "), "{error}");
        assert!(!error.to_string().contains(secret), "{error}");
        assert!(matches!(keys("# nobody\n").unwrap_err(), KeysError::Empty { .. }));
        assert!(matches!(read(Path::new("no/such/file")).unwrap_err(), KeysError::Unread { .. }));
    }
}
