-- Version 3: which state of a submission has been laid out for people; what is missing or differs is laid out anew.
CREATE TABLE shelf (
    submission INTEGER PRIMARY KEY REFERENCES submission (id),
    revision   INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
