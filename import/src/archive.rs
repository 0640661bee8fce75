//! Package archives, read in memory: nothing is unpacked to disk, nothing is run.
//!
//! A wheel is a zip file. A Debian package is an `ar` file that holds, among others, `data.tar.xz`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use zip::ZipArchive;

/// An opened archive.
#[derive(Debug)]
pub struct Archive {
    name: String,
    contents: Contents,
}

#[derive(Debug)]
enum Contents {
    Wheel(ZipArchive<Cursor<Arc<[u8]>>>),
    /// The unpacked tar, and where in it each file lies.
    Deb(Vec<u8>, BTreeMap<String, Range<usize>>),
}

impl Archive {
    /// Opens an archive; its ending says what it is.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::from_bytes(name, bytes)
    }

    /// An archive of this file name with these bytes.
    pub fn from_bytes(name: String, bytes: Vec<u8>) -> Result<Self> {
        let damaged = || format!("{name} is no archive that can be read; remove it and fetch it again");
        let contents = match Path::new(&name).extension().and_then(|extension| extension.to_str()) {
            Some("whl") => Contents::Wheel(ZipArchive::new(Cursor::new(bytes.into())).with_context(damaged)?),
            Some("deb") => {
                let tar = data_of_deb(&bytes).with_context(damaged)?;
                let files = index_tar(&tar).with_context(damaged)?;
                Contents::Deb(tar, files)
            }
            _ => bail!("{name}: only wheels (.whl) and Debian packages (.deb) can be read"),
        };
        Ok(Self { name, contents })
    }

    /// The paths of its files, sorted.
    pub fn paths(&self) -> Result<Vec<String>> {
        let mut paths: Vec<String> = match &self.contents {
            Contents::Wheel(zip) => zip.file_names().map(|path| path.map(Into::into)).collect::<Result<_, _>>()?,
            Contents::Deb(_, files) => files.keys().cloned().collect(),
        };
        paths.retain(|path| !path.ends_with('/'));
        paths.sort_unstable();
        Ok(paths)
    }

    /// The bytes of one file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>> {
        let missing = || format!("{} holds no file {path}", self.name);
        match &self.contents {
            Contents::Wheel(zip) => {
                // Reading moves the cursor; the copy shares the bytes and the directory.
                let mut zip = zip.clone();
                let mut file = zip.by_name(path).with_context(missing)?;
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).with_context(|| format!("{path} in {} is damaged", self.name))?;
                Ok(bytes)
            }
            Contents::Deb(tar, files) => Ok(tar[files.get(path).with_context(missing)?.clone()].to_vec()),
        }
    }
}

/// The unpacked `data.tar` of a Debian package.
fn data_of_deb(bytes: &[u8]) -> Result<Vec<u8>> {
    const MAGIC: &[u8] = b"!<arch>\n";
    const HEADER: usize = 60;
    let mut rest = bytes.strip_prefix(MAGIC).context("there is no ar header")?;
    while rest.len() >= HEADER {
        let (header, after) = rest.split_at(HEADER);
        let field = |range: Range<usize>| std::str::from_utf8(&header[range]).map(str::trim);
        let (name, size) = (field(0..16)?.trim_end_matches('/'), field(48..58)?.parse::<usize>()?);
        let member = after.get(..size).context("a member of the ar file is cut short")?;
        if name == "data.tar.xz" {
            let mut tar = Vec::new();
            lzma_rust2::XzReader::new(member, true).read_to_end(&mut tar)?;
            return Ok(tar);
        }
        // Members begin at even offsets.
        rest = after.get(size + size % 2..).unwrap_or_default();
    }
    bail!("it holds no data.tar.xz")
}

fn index_tar(tar: &[u8]) -> Result<BTreeMap<String, Range<usize>>> {
    let mut files = BTreeMap::new();
    for file in tar::Archive::new(tar).entries()? {
        let file = file?;
        if file.header().entry_type().is_file() {
            let start = usize::try_from(file.raw_file_position())?;
            let path = file.path()?.to_string_lossy().trim_start_matches("./").to_owned();
            files.insert(path, start..start + usize::try_from(file.size())?);
        }
    }
    Ok(files)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use super::*;

    /// A wheel with these files.
    pub(crate) fn wheel(files: &[(&str, &[u8])]) -> Archive {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in files {
            zip.start_file(*path, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        Archive::from_bytes("made_up-1.0.whl".into(), zip.finish().unwrap().into_inner()).unwrap()
    }

    #[test]
    fn a_wheel_lists_and_gives_its_files() {
        let wheel = wheel(&[("made_up/b.json", b"{}"), ("made_up/a.tsv", "اسم".as_bytes())]);
        assert_eq!(wheel.paths().unwrap(), ["made_up/a.tsv", "made_up/b.json"]);
        assert_eq!(wheel.read("made_up/a.tsv").unwrap(), "اسم".as_bytes());
        let error = wheel.read("made_up/c").unwrap_err();
        assert!(error.to_string().contains("made_up-1.0.whl holds no file made_up/c"), "{error}");
    }

    /// A tar archive with one file, packed as xz and wrapped as Debian does.
    fn deb(path: &str, bytes: &[u8]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, bytes).unwrap();
        let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::default()).unwrap();
        xz.write_all(&tar.into_inner().unwrap()).unwrap();
        let mut deb = b"!<arch>\n".to_vec();
        for (name, bytes) in [("debian-binary", b"2.0".to_vec()), ("data.tar.xz", xz.finish().unwrap())] {
            deb.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 100_644, bytes.len()).bytes());
            deb.extend(&bytes);
            // A member of odd length is padded.
            deb.extend(std::iter::repeat_n(b'\n', bytes.len() % 2));
        }
        deb
    }

    #[test]
    fn a_debian_package_gives_the_files_of_its_data() {
        let bytes = deb("./usr/share/locale/ar/x.mo", b"labels");
        let package = Archive::from_bytes("made_up_1.0_all.deb".into(), bytes.clone()).unwrap();
        assert_eq!(package.paths().unwrap(), ["usr/share/locale/ar/x.mo"]);
        assert_eq!(package.read("usr/share/locale/ar/x.mo").unwrap(), b"labels");
        let cut = Archive::from_bytes("cut_1.0_all.deb".into(), bytes[..bytes.len() - 40].to_vec()).unwrap_err();
        assert!(format!("{cut:#}").contains("cut short"), "{cut:#}");
    }

    #[test]
    fn what_is_no_archive_is_an_error_that_names_it() {
        for name in ["bad-1.0.whl", "bad_1.0_all.deb"] {
            let error = Archive::from_bytes(name.into(), b"<html>".to_vec()).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
