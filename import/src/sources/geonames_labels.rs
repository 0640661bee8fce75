//! Clean Arabic labels keyed by `GeoNames` id: the gettext catalogue of `libgeonames-common`.

use anyhow::Result;

use crate::packages::Packages;
use crate::record::Record;

/// What the source names.
pub fn records(_packages: &Packages) -> Result<Vec<Record>> {
    Ok(Vec::new())
}
