//! The lists compiled into the binary.

use std::io::{self, Read};

use flate2::read::GzDecoder;
use rayon::prelude::*;

use super::load::{Loaded, Loader, ReadList};

static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteers.tar.gz"));

/// Reads the lists that were compiled in.
///
/// # Errors
/// If the archive is damaged, which a test rules out.
pub fn load() -> io::Result<Loaded> {
    let mut archive = tar::Archive::new(GzDecoder::new(ARCHIVE));
    let mut files = Vec::new();
    for file in archive.entries()? {
        let mut file = file?;
        let path = file.path()?.to_string_lossy().into_owned();
        let mut contents = Vec::new();
        file.read_to_end(&mut contents)?;
        files.push((path, contents));
    }
    let mut loader = Loader::default();
    for list in files.into_par_iter().map(|(path, contents)| ReadList::read(&path, contents.as_slice())).collect::<Vec<_>>() {
        loader.add(list?);
    }
    Ok(loader.finish())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_compiled_in_have_no_errors() {
        let loaded = super::load().unwrap();
        let errors: Vec<String> = loaded.errors().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        assert!(loaded.gazetteer.entity_count() > 0);
    }
}
