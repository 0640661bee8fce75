//! The lists compiled into the binary.

use std::io::{self, BufReader};

use flate2::read::GzDecoder;

use super::load::{Loaded, Loader};

static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteers.tar.gz"));

/// Reads the lists that were compiled in.
///
/// # Errors
/// If the archive is damaged, which a test rules out.
pub fn load() -> io::Result<Loaded> {
    let mut archive = tar::Archive::new(GzDecoder::new(ARCHIVE));
    let mut loader = Loader::default();
    for file in archive.entries()? {
        let file = file?;
        let path = file.path()?.to_string_lossy().into_owned();
        loader.read(&path, BufReader::new(file))?;
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
        assert!(!loaded.gazetteer.entities().is_empty());
    }
}
