//! Where the lists come from: a folder, or the binary itself.

use std::fmt;
use std::fs::{self, File};
use std::io::BufReader;
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

fn load_folder(root: &Path) -> Result<Loaded, LoadError> {
    let read = |path: &Path, source| LoadError::Read { path: path.display().to_string(), source };
    let mut lists = Vec::new();
    for folder in fs::read_dir(root).map_err(|error| read(root, error))? {
        let folder = folder.map_err(|error| read(root, error))?.path();
        if !folder.is_dir() {
            continue;
        }
        for list in fs::read_dir(&folder).map_err(|error| read(&folder, error))? {
            let list = list.map_err(|error| read(&folder, error))?.path();
            if list.extension().is_some_and(|extension| extension == "tsv") {
                lists.push(list);
            }
        }
    }
    if lists.is_empty() {
        return Err(LoadError::Empty(root.display().to_string()));
    }
    lists.sort();
    let read_list = |list: &PathBuf| {
        let below = list.strip_prefix(root).unwrap_or(list);
        let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let file = File::open(list).map_err(|error| read(list, error))?;
        ReadList::read(&name, BufReader::new(file)).map_err(|error| read(list, error))
    };
    let mut loader = Loader::default();
    for list in lists.par_iter().map(read_list).collect::<Vec<_>>() {
        loader.add(list?);
    }
    Ok(loader.finish())
}
