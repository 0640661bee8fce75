//! Whether a store is well.

use super::{Store, StoreError};

impl Store {
    /// Asks whether the database answers.
    ///
    /// # Errors
    /// If it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query(super::sql::PING).execute(&self.pool).await?;
        Ok(())
    }
}
