//! Short and formal names of countries.

use anyhow::Result;

use crate::packages::Packages;
use crate::record::Record;

/// What the source names.
pub fn records(_packages: &Packages) -> Result<Vec<Record>> {
    Ok(Vec::new())
}
