//! File formats, read from bytes.

pub mod cldr;
pub mod csv;
pub mod gettext;
pub mod python;
