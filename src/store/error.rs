//! What may go wrong with a store.

/// Why the store did not do what was asked. Each says all of its cause, and none has a source: whoever prints the causes of an error would
/// print it twice, and whoever looks for a reader that went away would take a lost database for one.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened, or is none.
    #[error("cannot open the store {place}: {cause}; {needs}")]
    Open {
        /// Where.
        place: String,
        /// Why.
        cause: Box<dyn std::error::Error + Send + Sync>,
        /// What it has to be.
        needs: &'static str,
    },
    /// There is no store to read.
    #[error("there is no store at {0}; name the one that the service has as AALAM_STORE")]
    Missing(String),
    /// What stands in the database contradicts itself, or the database does not let us do what we must.
    #[error("the store is not well: {0}")]
    Unwell(String),
    /// The database server is not there, does not answer, or takes nobody. It may do so again without our doing.
    #[error("the store cannot be reached: {0}")]
    Away(sqlx::Error),
    /// Somebody else had the turn to append for as long as one can reasonably wait. The database is well.
    #[error("others have been editing for too long; nothing was stored, try again")]
    Busy,
    /// A statement failed; nothing of its transaction is in the store.
    #[error("the store failed: {0}")]
    Database(sqlx::Error),
    /// The database was asked to commit, and did not say that it has.
    #[error("the store did not say whether it has stored the edit: {0}")]
    Unsure(sqlx::Error),
    /// A stored row is not one of the columns that this release knows.
    #[error("edit {seq} of the store cannot be read: {problem}; it needs the release that wrote it, or a newer one")]
    Row {
        /// Which edit.
        seq: i64,
        /// What is wrong.
        problem: String,
    },
}

impl StoreError {
    /// Whether it is of no use to do anything but wait.
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Away(_))
    }
}
