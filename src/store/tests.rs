use super::*;

const BEFORE: &str = "tyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\t\tcurated";
const AFTER: &str = "tyre\tصور\tمدينة صور\tTyre\tcity\tLB\t\t\t\t\t\tcurated";

/// A folder of its own for each test; it goes with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("aalam-store-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn location(&self) -> Location {
        Location::Sqlite(self.0.join("edits.sqlite"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn edit(entity: &str, action: Action, before: Option<&str>, after: Option<&str>) -> NewEdit {
    NewEdit {
        gazetteer: "cities".into(),
        entity: entity.into(),
        action,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        file_row: Some(BEFORE.into()),
        stands: action != Action::Undo,
    }
}

#[tokio::test]
async fn the_last_edit_of_each_entity_stands_also_after_a_new_start() {
    let folder = Folder::new("standing");
    let store = Store::open(&folder.location()).await.unwrap();
    assert_eq!(store.standing().await.unwrap(), []);
    assert_eq!(store.append("ليلى", &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await.unwrap(), 1);
    let two = [edit("sidon", Action::Delete, Some(BEFORE), None), edit("tyre", Action::Put, Some(AFTER), Some(BEFORE))];
    assert_eq!(store.append("سمير", &two).await.unwrap(), 2);
    store.append("سمير", &[edit("beirut", Action::Put, Some(BEFORE), Some(AFTER))]).await.unwrap();
    store.append("سمير", &[edit("beirut", Action::Undo, Some(AFTER), Some(BEFORE))]).await.unwrap();
    drop(store);
    let store = Store::open_existing(&folder.location()).await.unwrap();
    let standing = |entity: &str, row: Option<&str>| StandingEdit {
        gazetteer: "cities".into(),
        entity: entity.into(),
        row: row.map(str::to_owned),
        file_row: Some(BEFORE.into()),
    };
    assert_eq!(store.standing().await.unwrap(), [standing("sidon", None), standing("tyre", Some(BEFORE))]);
}

#[tokio::test]
async fn history_is_of_one_entity_and_the_newest_comes_first() {
    let folder = Folder::new("history");
    let store = Store::open(&folder.location()).await.unwrap();
    for author in ["one", "two", "three"] {
        store.append(author, &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await.unwrap();
        store.append(author, &[edit("sidon", Action::Delete, Some(BEFORE), None)]).await.unwrap();
    }
    let history = store.history("cities", "tyre", 2).await.unwrap();
    assert_eq!(history.iter().map(|edit| (edit.seq, &*edit.author)).collect::<Vec<_>>(), [(5, "three"), (3, "two")]);
    assert_eq!((history[0].action, history[0].before.as_deref(), history[0].after.as_deref()), (Action::Put, Some(BEFORE), Some(AFTER)));
    assert!(history[0].made_at.parse::<Timestamp>().is_ok());
    assert_eq!(store.history("towns", "tyre", 2).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_no_store_is_refused() {
    let folder = Folder::new("none");
    assert!(matches!(Store::open_existing(&folder.location()).await, Err(StoreError::Missing(_))));
    std::fs::write(folder.0.join("edits.sqlite"), "no database, but a text that is long enough to be a header of one").unwrap();
    let refused = Store::open(&folder.location()).await.unwrap_err().to_string();
    assert!(refused.contains("edits.sqlite") && refused.contains("it must be a file"), "{refused}");
}
