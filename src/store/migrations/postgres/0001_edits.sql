-- Every edit that was ever made, in order; rows are added and never changed. Numbers may be left out, and go up as edits are committed.
CREATE TABLE edit (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gazetteer TEXT NOT NULL,
    entity TEXT NOT NULL,
    -- put, delete, undo or settle
    action TEXT NOT NULL,
    author TEXT NOT NULL,
    -- RFC 3339, UTC
    made_at TEXT NOT NULL,
    -- The row in force before and after, an object with a text for each column; NULL where there was or is none.
    before_row TEXT,
    after_row TEXT,
    -- The row of the list's file at that time.
    file_row TEXT,
    -- Whether after_row stands in place of the file's row from then on; not so where undo has gone back to the file, or the file has it.
    stands BOOLEAN NOT NULL
);

CREATE INDEX edit_by_entity ON edit (gazetteer, entity, seq);
