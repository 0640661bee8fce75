//! Whether a store is well.

use super::{Base, Store, StoreError};

impl Store {
    /// Asks whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        in_either!(Base of &self.0, tables => tables.ping().await)
    }

    /// Asks whether the database may be written. Of SQLite the whole file is read, and what stands in it twice compared, which takes as
    /// long as that.
    ///
    /// # Errors
    /// If it is damaged, or may not be written.
    pub async fn check(&self) -> Result<(), StoreError> {
        in_either!(Base of &self.0, tables => tables.check().await)
    }
}
