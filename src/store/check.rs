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

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::store::{Action, Base, Location, NewEdit, Store};

    #[tokio::test]
    async fn a_damaged_store_is_told_from_a_whole_one() {
        let path = std::env::temp_dir().join(format!("aalam-check-{}.sqlite", std::process::id()));
        let location = Location::Sqlite(path.clone());
        let store = Store::open(&location).await.unwrap();
        let edits: Vec<NewEdit> = (0..200).map(|number| edit(&format!("town_{number}"))).collect();
        store.turn().await.unwrap().append("desk", &edits).await.unwrap();
        store.ping().await.unwrap();
        store.check().await.unwrap();
        store.close().await;
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 2048].fill(0xA5);
        fs::write(&path, bytes).unwrap();
        let damaged = Store::open_existing(&location).await.unwrap();
        assert!(damaged.check().await.is_err());
        damaged.close().await;
        fs::remove_file(&path).unwrap();
    }

    #[tokio::test]
    async fn an_index_that_leaves_rows_out_is_damage() {
        let path = std::env::temp_dir().join(format!("aalam-check-index-{}.sqlite", std::process::id()));
        let location = Location::Sqlite(path.clone());
        let store = Store::open(&location).await.unwrap();
        let Base::Sqlite(tables) = &store.0 else { panic!("a file") };
        // A column that the index does not hold, as far as its pages go.
        let other = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '(gazetteer, entity, seq)', '(author)') \
            WHERE name = 'edit_by_entity'; PRAGMA writable_schema = OFF";
        store.turn().await.unwrap().append("desk", &[edit("town")]).await.unwrap();
        sqlx::raw_sql(other).execute(&tables.pool).await.unwrap();
        store.close().await;
        let damaged = Store::open_existing(&location).await.unwrap();
        let said = damaged.check().await.unwrap_err().to_string();
        assert!(said.contains("edit_by_entity"), "{said}");
        damaged.close().await;
        fs::remove_file(&path).unwrap();
    }

    fn edit(entity: &str) -> NewEdit {
        let row = format!("{entity}\tبلدة جديدة\t\tTown\tcity\tLB\t\t\t\t\t\tcurated");
        let (gazetteer, entity) = ("cities".to_owned(), entity.to_owned());
        NewEdit { gazetteer, entity, action: Action::Put, before: None, after: Some(row), file_row: None, stands: true }
    }
}
