//! The pinned packages: what `packages.toml` says of them, and the archives in the cache.

use std::path::PathBuf;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::archive::Archive;

/// Which client fetches a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registry {
    /// pip.
    Pypi,
    /// apt-get.
    Debian,
}

/// One pinned package.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name in the registry.
    pub name: String,
    /// Where it comes from.
    pub registry: Registry,
    /// The version that is taken.
    pub version: String,
    /// The name of the archive.
    pub file: String,
    /// SHA-256 of the archive, in hexadecimal.
    pub sha256: String,
    /// What is read from it: files, or folders with a slash at the end.
    pub reads: Vec<String>,
    /// Whose data it holds.
    #[serde(default)]
    pub source: Vec<DataSource>,
}

/// Somebody whose data a package holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// The word for it in the `source` column.
    pub key: String,
    /// SPDX licence identifier.
    pub licence: String,
    /// Who is to be credited.
    pub attribution: String,
}

#[derive(Debug, Deserialize)]
struct Manifest {
    package: Vec<Package>,
}

static PINNED: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let manifest: Manifest = toml::from_str(include_str!("../packages.toml")).expect("packages.toml, compiled in and tested, is valid");
    manifest.package
});

/// All pinned packages.
pub fn pinned() -> &'static [Package] {
    &PINNED
}

/// Who says something: the key of a data source of `packages.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceKey {
    key: &'static str,
    licence: &'static str,
}

impl SourceKey {
    /// The data source with this key.
    ///
    /// # Panics
    /// If `packages.toml` has none: a mistake in this program.
    pub fn of(key: &str) -> Self {
        let source = pinned().iter().flat_map(|package| &package.source).find(|source| source.key == key);
        let source = source.unwrap_or_else(|| panic!("packages.toml has no source «{key}»"));
        Self { key: &source.key, licence: &source.licence }
    }

    /// The key.
    pub fn key(self) -> &'static str {
        self.key
    }

    /// As the `source` column has it: the key and the licence.
    pub fn cell(self) -> String {
        format!("{} {}", self.key, self.licence)
    }
}

/// The archives, as fetched.
#[derive(Debug)]
pub struct Packages {
    cache: PathBuf,
}

impl Packages {
    /// Packages of which the archives lie in this folder.
    pub fn new(cache: PathBuf) -> Self {
        Self { cache }
    }

    /// Opens the archive of a pinned package.
    pub fn open(&self, name: &str) -> Result<Archive> {
        let package =
            pinned().iter().find(|package| package.name == name).with_context(|| format!("packages.toml has no package «{name}»"))?;
        Archive::open(&self.cache.join(&package.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_pinned_whole() {
        for package in pinned() {
            assert_eq!(package.sha256.len(), 64, "{}", package.name);
            assert!(package.file.contains(&package.version), "{}", package.name);
            assert!(!package.reads.is_empty(), "{}", package.name);
        }
    }
}
