//! Titles of the Arabic Wikipedia: `arwikicats`.
//!
//! The package translates the names of Wikipedia's categories; its dictionaries are titles of articles beside phrases, adjectives and
//! plain words. Each kind of entity is picked by file and rule, and what stays unclear is left out.

use anyhow::Result;

use crate::packages::Packages;
use crate::record::Record;

mod bodies;
mod clubs;
pub(super) mod divisions;
pub(super) mod people;
pub(super) mod places;
mod proper;
mod titles;

/// What the source names.
pub fn records(packages: &Packages) -> Result<Vec<Record>> {
    let mut records = people::records(packages)?;
    records.extend(places::records(packages)?);
    records.extend(clubs::records(packages)?);
    records.extend(bodies::records(packages)?);
    Ok(records)
}
