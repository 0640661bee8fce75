//! The option that names a store.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use anyhow::Context;

use crate::store::Location;

/// What was written where a store is named: read once it is used, since what cannot be read of the command line is printed, and here it may
/// hold a password.
#[derive(Clone)]
pub(super) struct StoreName(String);

impl StoreName {
    /// Where that is.
    pub(super) fn location(&self) -> anyhow::Result<Location> {
        self.0.parse().context("AALAM_STORE or --store cannot be used")
    }
}

impl FromStr for StoreName {
    type Err = Infallible;

    fn from_str(written: &str) -> Result<Self, Infallible> {
        Ok(Self(written.to_owned()))
    }
}

impl fmt::Debug for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreName")
    }
}
