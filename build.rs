//! Packs the gazetteers into one compressed archive that the library carries, so that the bare binary works anywhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

fn main() -> io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?).join("gazetteers");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut lists = Vec::new();
    for folder in ["lexicon", "organisations", "people", "places"] {
        for entry in fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "tsv") {
                lists.push(path);
            }
        }
    }
    lists.sort();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?).join("gazetteers.tar.gz");
    let encoder = GzBuilder::new().mtime(0).write(fs::File::create(out)?, Compression::best());
    let mut archive = tar::Builder::new(encoder);
    for list in lists {
        append(&mut archive, &root, &list)?;
    }
    archive.into_inner()?.finish()?;
    Ok(())
}

fn append(archive: &mut tar::Builder<impl io::Write>, root: &Path, list: &Path) -> io::Result<()> {
    let contents = fs::read(list)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(contents.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(0);
    archive.append_data(&mut header, list.strip_prefix(root).map_err(io::Error::other)?, contents.as_slice())
}
