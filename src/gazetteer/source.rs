//! Where the lists come from: a folder, or the binary itself.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::builtin;
use super::error::LoadError;
use super::load::{Loaded, Loader, ReadList};

/// A place to read lists from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Source {
    /// A folder with `people/`, `places/`, `organisations/` and `lexicon/`.
    Folder(PathBuf),
    /// The lists compiled into the binary.
    #[default]
    Builtin,
}

impl Source {
    /// The folder that was asked for; else `./gazetteers` if there is one; else the lists compiled in.
    pub fn choose(asked: Option<PathBuf>) -> Self {
        let beside = Path::new("gazetteers");
        match asked {
            Some(folder) => Self::Folder(folder),
            None if beside.is_dir() => Self::Folder(beside.to_owned()),
            None => Self::Builtin,
        }
    }

    /// Reads the lists.
    ///
    /// # Errors
    /// If the folder or one of its files cannot be read, or it holds no list. What is wrong with the lists comes back as findings.
    pub fn load(&self) -> Result<Loaded, LoadError> {
        match self {
            Self::Builtin => builtin::load().map_err(|source| LoadError::Read { path: self.to_string(), source }),
            Self::Folder(root) => load_folder(root),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Builtin => f.write_str("built-in gazetteers"),
        }
    }
}

/// The files of a folder of lists, sorted: those that end in `.tsv`, one level below. What begins with a dot is passed over, as where
/// Kubernetes keeps the versions of a mounted volume (`..data`).
///
/// # Errors
/// If a folder cannot be read.
pub fn list_files(root: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let mut lists = Vec::new();
    for folder in members(root)? {
        if folder.is_dir() && !hidden(&folder) {
            let is_list = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "tsv") && !hidden(path);
            lists.extend(members(&folder)?.into_iter().filter(is_list));
        }
    }
    lists.sort();
    Ok(lists)
}

fn members(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let members = fs::read_dir(folder).and_then(|members| members.map(|member| member.map(|member| member.path())).collect());
    members.map_err(|source| unreadable(folder, source))
}

fn unreadable(path: &Path, source: io::Error) -> LoadError {
    LoadError::Read { path: path.display().to_string(), source }
}

fn load_folder(root: &Path) -> Result<Loaded, LoadError> {
    let lists = list_files(root)?;
    if lists.is_empty() {
        return Err(LoadError::Empty(root.display().to_string()));
    }
    let read_list = |list: &PathBuf| {
        let below = list.strip_prefix(root).unwrap_or(list);
        let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let file = File::open(list).map_err(|error| unreadable(list, error))?;
        ReadList::read(&name, BufReader::new(file)).map_err(|error| unreadable(list, error))
    };
    let mut loader = Loader::default();
    for list in lists.par_iter().map(read_list).collect::<Vec<_>>() {
        loader.add(list?);
    }
    Ok(loader.finish())
}
