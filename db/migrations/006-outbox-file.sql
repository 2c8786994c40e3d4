-- Version 6: files of rules/ that go along with a letter, by their place and hash.
CREATE TABLE outbox_file (
    outbox   INTEGER NOT NULL REFERENCES outbox (id),
    position INTEGER NOT NULL,
    path     TEXT    NOT NULL, -- below rules/: 2021-zhuli-jiceng/forms/承办申请表.docx
    sha256   TEXT    NOT NULL,
    PRIMARY KEY (outbox, position)
) STRICT, WITHOUT ROWID;
