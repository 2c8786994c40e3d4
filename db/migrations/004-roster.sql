-- Version 4: lists of works, a line each, and what they say of a work.
ALTER TABLE contribution_work ADD COLUMN title TEXT;
ALTER TABLE contribution_work ADD COLUMN author TEXT;
ALTER TABLE work ADD COLUMN title TEXT;
ALTER TABLE work ADD COLUMN author TEXT;

CREATE TABLE contribution_row (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    number       INTEGER NOT NULL, -- 0: none
    title        TEXT,
    author       TEXT,
    phone        TEXT,
    file         TEXT,             -- name, or names one a line
    caption      TEXT,
    source       TEXT    NOT NULL, -- path of the file with the list
    list         TEXT    NOT NULL, -- its name
    sheet        INTEGER NOT NULL, -- number of the table
    line         INTEGER NOT NULL
) STRICT;
CREATE INDEX contribution_row_contribution ON contribution_row (contribution);
CREATE INDEX contribution_row_title ON contribution_row (title);
