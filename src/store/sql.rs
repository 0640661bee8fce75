//! Every statement on the table, in words that SQLite and PostgreSQL both know; what each says in its own words stands in `dialect`.

/// Adds edits; a row of values for each comes between this and [`NUMBERS`].
pub(super) const APPEND: &str = "INSERT INTO edit (gazetteer, entity, action, author, made_at, before_row, after_row, file_row, stands) ";

/// Gives the numbers of edits that are added.
pub(super) const NUMBERS: &str = " RETURNING seq";

/// The number of the last edit; 0 without one.
pub(super) const LAST: &str = "SELECT COALESCE(MAX(seq), 0) FROM edit";

/// The edits in force.
pub(super) const STANDING: &str = "\
    SELECT seq, gazetteer, entity, action, author, made_at, before_row, after_row, file_row, stands FROM edit \
    WHERE stands AND seq IN (SELECT MAX(seq) FROM edit GROUP BY gazetteer, entity) ORDER BY seq";

/// The edits behind a number.
pub(super) const LATER: &str = "\
    SELECT seq, gazetteer, entity, action, author, made_at, before_row, after_row, file_row, stands FROM edit \
    WHERE seq > $1 ORDER BY seq";

/// The last edits of an entity in a list.
pub(super) const HISTORY: &str = "\
    SELECT seq, gazetteer, entity, action, author, made_at, before_row, after_row, file_row, stands FROM edit \
    WHERE gazetteer = $1 AND entity = $2 ORDER BY seq DESC LIMIT $3";

/// Reads the table, and nothing of it.
pub(super) const PING: &str = "SELECT seq FROM edit LIMIT 1";
