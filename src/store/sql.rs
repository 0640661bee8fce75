//! Every statement, in words that SQLite and PostgreSQL both know. What creates the table is of one database each.

/// Makes the table.
pub(super) const CREATE: &str = include_str!("migrations/0001_edits.sql");

/// Adds an edit and gives its number.
pub(super) const APPEND: &str = "\
    INSERT INTO edit (gazetteer, entity, action, author, made_at, before_row, after_row, file_row, stands) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING seq";

/// The edits in force.
pub(super) const STANDING: &str = "\
    SELECT seq, gazetteer, entity, action, author, made_at, before_row, after_row, file_row FROM edit \
    WHERE stands AND seq IN (SELECT MAX(seq) FROM edit GROUP BY gazetteer, entity) ORDER BY seq";

/// The last edits of an entity in a list.
pub(super) const HISTORY: &str = "\
    SELECT seq, gazetteer, entity, action, author, made_at, before_row, after_row, file_row FROM edit \
    WHERE gazetteer = $1 AND entity = $2 ORDER BY seq DESC LIMIT $3";

/// Reads the table, and nothing of it.
pub(super) const PING: &str = "SELECT seq FROM edit LIMIT 1";
