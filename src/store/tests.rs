use tempfile::TempDir;

use super::*;

const BEFORE: &str = "tyre\tصور\t\tTyre\tcity\tLB\t\t\t\t\t\tcurated";
const AFTER: &str = "tyre\tصور\tمدينة صور\tTyre\tcity\tLB\t\t\t\t\t\tcurated";

/// A place for a store, which is there as long as its folder.
fn place() -> (TempDir, Location) {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Sqlite(folder.path().join("edits.sqlite"));
    (folder, location)
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

async fn append(store: &Store, author: &str, edits: &[NewEdit]) -> Numbers {
    store.turn().await.unwrap().append(author, edits).await.unwrap()
}

#[tokio::test]
async fn the_last_edit_of_each_entity_stands_also_after_a_new_start() {
    let (_folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    assert_eq!(store.standing().await.unwrap().edits, []);
    assert_eq!(append(&store, "ليلى", &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await, Numbers { first: 1, last: 1 });
    let two = [edit("sidon", Action::Delete, Some(BEFORE), None), edit("tyre", Action::Put, Some(AFTER), Some(BEFORE))];
    assert_eq!(append(&store, "سمير", &two).await, Numbers { first: 2, last: 3 });
    append(&store, "سمير", &[edit("beirut", Action::Put, Some(BEFORE), Some(AFTER))]).await;
    append(&store, "سمير", &[edit("beirut", Action::Undo, Some(AFTER), Some(BEFORE))]).await;
    drop(store);
    let store = Store::open_existing(&location).await.unwrap();
    let standing = |entity: &str, row: Option<&str>| StandingEdit {
        gazetteer: "cities".into(),
        entity: entity.into(),
        row: row.map(str::to_owned),
        file_row: Some(BEFORE.into()),
    };
    assert_eq!(store.standing().await.unwrap().edits, [standing("sidon", None), standing("tyre", Some(BEFORE))]);
}

#[tokio::test]
async fn history_is_of_one_entity_and_the_newest_comes_first() {
    let (_folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    for author in ["one", "two", "three"] {
        append(&store, author, &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await;
        append(&store, author, &[edit("sidon", Action::Delete, Some(BEFORE), None)]).await;
    }
    let history = store.history("cities", "tyre", 2).await.unwrap();
    assert_eq!(history.iter().map(|edit| (edit.seq, &*edit.author)).collect::<Vec<_>>(), [(5, "three"), (3, "two")]);
    assert_eq!((history[0].action, history[0].before.as_deref(), history[0].after.as_deref()), (Action::Put, Some(BEFORE), Some(AFTER)));
    assert!(history[0].made_at.parse::<jiff::Timestamp>().is_ok());
    assert_eq!(store.history("towns", "tyre", 2).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_no_store_is_refused() {
    let (folder, location) = place();
    assert!(matches!(Store::open_existing(&location).await, Err(StoreError::Missing(_))));
    std::fs::write(folder.path().join("edits.sqlite"), "no database, but a text that is long enough to be a header of one").unwrap();
    let refused = Store::open(&location).await.unwrap_err().to_string();
    assert!(refused.contains("edits.sqlite") && refused.contains("it must be a file"), "{refused}");
}

#[tokio::test]
async fn who_only_reads_changes_nothing_in_a_file() {
    let (_folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    append(&store, "desk", &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await;
    let Base::Sqlite(tables) = &store.0 else { panic!("a file") };
    let applied = |change: &'static str| sqlx::raw_sql(change).execute(&tables.pool);
    applied("INSERT INTO _sqlx_migrations SELECT 9, description, installed_on, success, checksum, 0 FROM _sqlx_migrations").await.unwrap();
    let newer = Store::open_existing(&location).await.unwrap_err().to_string();
    assert!(newer.contains("of a newer release"), "{newer}");
    applied("DELETE FROM _sqlx_migrations").await.unwrap();
    let older = Store::open_existing(&location).await.unwrap_err().to_string();
    assert!(older.contains("of an older release"), "{older}");
    let count = "SELECT COUNT(*) FROM _sqlx_migrations";
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&tables.pool).await.unwrap(), 0);
    applied("DROP TABLE edit; DROP TABLE _sqlx_migrations; CREATE TABLE note (text TEXT)").await.unwrap();
    for _ in 0..2 {
        assert!(matches!(Store::open_existing(&location).await, Err(StoreError::Missing(_))));
    }
}

#[tokio::test]
async fn who_has_a_turn_knows_all_and_others_wait() {
    let (_folder, location) = place();
    let [here, there] = [Store::open(&location).await.unwrap(), Store::open(&location).await.unwrap()];
    let turn = here.turn().await.unwrap();
    assert_eq!(turn.last(), 0);
    let waiting = tokio::spawn({
        let there = there.clone();
        async move { there.turn().await.unwrap().last() }
    });
    turn.append("here", &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await.unwrap();
    assert_eq!(waiting.await.unwrap(), 1);
    append(&here, "here", &[edit("tyre", Action::Undo, Some(AFTER), Some(BEFORE)), edit("sidon", Action::Delete, None, None)]).await;
    let later = |entity: &str, stands, row: Option<&str>| LaterEdit {
        gazetteer: "cities".into(),
        entity: entity.into(),
        stands,
        row: row.map(str::to_owned),
    };
    let told = there.later(1).await.unwrap();
    assert_eq!((told.last, told.edits, told.unread.len()), (3, vec![later("tyre", false, Some(BEFORE)), later("sidon", true, None)], 0));
    assert_eq!(there.later(3).await.unwrap().last, 3);
    assert_eq!(there.news().next().await.unwrap(), Heard::Last(3));
}

#[tokio::test]
async fn many_edits_are_one_transaction() {
    let (_folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    let edits: Vec<NewEdit> = (0..2500).map(|number| edit(&format!("town_{number}"), Action::Put, None, Some(AFTER))).collect();
    assert_eq!(append(&store, "desk", &edits).await, Numbers { first: 1, last: 2500 });
    let dropped = store.turn().await.unwrap();
    drop(dropped);
    assert_eq!(store.standing().await.unwrap().edits.len(), 2500);
}

#[tokio::test]
async fn a_row_of_a_newer_release_is_told_and_hides_no_other() {
    let (_folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    append(&store, "desk", &[edit("tyre", Action::Put, None, Some(AFTER)), edit("sidon", Action::Put, None, Some(AFTER))]).await;
    let Base::Sqlite(tables) = &store.0 else { panic!("a file") };
    let newer = "UPDATE edit SET after_row = '{\"id\":\"tyre\",\"colour\":\"red\"}' WHERE entity = 'tyre'";
    sqlx::query(newer).execute(&tables.pool).await.unwrap();
    let (standing, later) = (store.standing().await.unwrap(), store.later(0).await.unwrap());
    assert_eq!((standing.edits.len(), later.edits.len(), later.last), (1, 1, 2));
    assert!(standing.unread[0].to_string().contains("edit 1 of the store cannot be read: its column colour"), "{standing:?}");
    assert!(store.history("cities", "tyre", 1).await.is_err());
}

#[tokio::test]
async fn stores_that_are_opened_at_the_same_moment_are_made_once() {
    let (_folder, location) = place();
    let opening: Vec<_> = (0..8)
        .map(|_| {
            let location = location.clone();
            tokio::spawn(async move { Store::open(&location).await })
        })
        .collect();
    for store in opening {
        assert_eq!(store.await.unwrap().unwrap().standing().await.unwrap().edits, []);
    }
}

#[tokio::test]
async fn a_damaged_store_is_told_from_a_whole_one() {
    let (folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    let edits: Vec<NewEdit> = (0..200).map(|number| edit(&format!("town_{number}"), Action::Put, None, Some(AFTER))).collect();
    append(&store, "desk", &edits).await;
    store.ping().await.unwrap();
    store.check().await.unwrap();
    store.close().await;
    let path = folder.path().join("edits.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 2048].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let damaged = Store::open_existing(&location).await.unwrap();
    assert!(damaged.check().await.is_err());
    damaged.close().await;
}

#[tokio::test]
async fn an_index_that_leaves_rows_out_is_damage() {
    let (_folder, location) = place();
    let store = Store::open(&location).await.unwrap();
    let Base::Sqlite(tables) = &store.0 else { panic!("a file") };
    // A column that the index does not hold, as far as its pages go.
    let other = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '(gazetteer, entity, seq)', '(author)') \
         WHERE name = 'edit_by_entity'; PRAGMA writable_schema = OFF";
    append(&store, "desk", &[edit("tyre", Action::Put, Some(BEFORE), Some(AFTER))]).await;
    sqlx::raw_sql(other).execute(&tables.pool).await.unwrap();
    store.close().await;
    let damaged = Store::open_existing(&location).await.unwrap();
    let said = damaged.check().await.unwrap_err().to_string();
    assert!(said.contains("edit_by_entity"), "{said}");
    damaged.close().await;
}
