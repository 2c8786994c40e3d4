-- The database of huizhi, version 1; migrations/ lead on from here and are run on a new database too. Typed rows, STRICT, foreign keys; instants are seconds since the epoch (UTC).
-- Whoever reads it with another tool: `submission`, `field`, `work` and `finding` are the present state, the
-- `contribution*` tables are what each mail brought, `mail` and `sighting` are what the server showed.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for every mail that a server listed: listed -> spooled -> filed -> acknowledged; or gone, unfetchable,
-- too_large, ignored. Nothing that was ever seen is forgotten.
CREATE TABLE sighting (
    id          INTEGER PRIMARY KEY,
    mailbox     TEXT    NOT NULL,
    folder      TEXT    NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    received    INTEGER NOT NULL, -- INTERNALDATE; 0: unknown
    state       TEXT    NOT NULL DEFAULT 'listed' CHECK (state IN
                ('listed', 'spooled', 'filed', 'acknowledged', 'gone', 'unfetchable', 'too_large', 'ignored')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    why         TEXT,
    mail        INTEGER REFERENCES mail (id),
    listed_at   INTEGER NOT NULL,
    UNIQUE (mailbox, folder, uidvalidity, uid)
) STRICT;
CREATE INDEX sighting_state ON sighting (state, mailbox, folder);
CREATE INDEX sighting_mail ON sighting (mail);

-- One row for every distinct mail (by SHA-256). pending -> filed | joined | aside | waiting.
CREATE TABLE mail (
    id           INTEGER PRIMARY KEY,
    sha256       TEXT    NOT NULL UNIQUE,
    bytes        INTEGER NOT NULL,
    mailbox      TEXT    NOT NULL,
    folder       TEXT    NOT NULL,
    received     INTEGER NOT NULL,
    partial      INTEGER NOT NULL DEFAULT 0, -- 1: over the size limit, only its head was fetched
    full_bytes   INTEGER NOT NULL DEFAULT 0, -- its size on the server
    message_id   TEXT,
    in_reply_to  TEXT,
    from_addr    TEXT,
    from_name    TEXT,
    subject      TEXT,
    date         INTEGER,
    kind         TEXT CHECK (kind IN
                 ('submission', 'amendment', 'enquiry', 'command', 'robot', 'bounce', 'own', 'other')),
    kind_why     TEXT,
    disposition  TEXT    NOT NULL DEFAULT 'pending' CHECK (disposition IN
                 ('pending', 'filed', 'joined', 'aside', 'waiting')),
    reason       TEXT,
    target       TEXT,    -- number that a waiting amendment names
    words        TEXT,    -- what the sender wrote anew, for people to read
    attempts     INTEGER NOT NULL DEFAULT 0,
    ruleset      TEXT,
    reader       INTEGER,
    handled_at   INTEGER
) STRICT;
CREATE INDEX mail_disposition ON mail (disposition, received, id);
CREATE INDEX mail_message_id ON mail (message_id);

CREATE TABLE file (
    id        INTEGER PRIMARY KEY,
    mail      INTEGER NOT NULL REFERENCES mail (id),
    name      TEXT    NOT NULL,
    type      TEXT    NOT NULL,
    bytes     INTEGER NOT NULL,
    sha256    TEXT,
    path      TEXT    NOT NULL,
    role      TEXT    NOT NULL,
    encrypted INTEGER NOT NULL,
    damaged   INTEGER NOT NULL,
    note      TEXT
) STRICT;
CREATE INDEX file_mail ON file (mail);
CREATE INDEX file_sha256 ON file (sha256);

-- The next number of each prefix; numbers are never used twice.
CREATE TABLE counter (
    prefix TEXT PRIMARY KEY,
    next   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
    id         INTEGER PRIMARY KEY,
    number     TEXT    NOT NULL UNIQUE,
    campaign   TEXT    NOT NULL,
    form       TEXT,             -- NULL: works without a form
    form_name  TEXT,
    unreadable INTEGER NOT NULL,
    sender     TEXT,
    title      TEXT,             -- unit or author, for lists
    received   INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('complete', 'incomplete', 'review', 'late', 'rejected')),
    filed_at   INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX submission_sender ON submission (sender);

CREATE TABLE contribution (
    id         INTEGER PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission (id),
    mail       INTEGER REFERENCES mail (id), -- NULL: a person's word
    actor      TEXT,
    received   INTEGER NOT NULL,
    campaign   TEXT    NOT NULL,
    form       TEXT,
    form_name  TEXT,
    unreadable INTEGER NOT NULL,
    claim      INTEGER NOT NULL DEFAULT 0, -- the sender says that nothing better can be sent
    embedded   INTEGER NOT NULL DEFAULT 0 -- pictures inside its Word files
) STRICT;
CREATE INDEX contribution_submission ON contribution (submission);
CREATE INDEX contribution_mail ON contribution (mail);

CREATE TABLE contribution_field (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    value        TEXT,
    raw          TEXT,
    place        TEXT,
    confidence   REAL    NOT NULL,
    also         TEXT,             -- further numbers, one a line
    valid        INTEGER NOT NULL,
    conflict     INTEGER NOT NULL,
    note         TEXT,
    PRIMARY KEY (contribution, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE contribution_work (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    seq          INTEGER NOT NULL,
    replaces     INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    sha256       TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,
    caption      TEXT,
    caption_from TEXT,
    damaged      INTEGER NOT NULL,
    encrypted    INTEGER NOT NULL,
    width        INTEGER NOT NULL,
    height       INTEGER NOT NULL,
    seconds      INTEGER NOT NULL,
    pages        INTEGER NOT NULL,
    surplus      INTEGER NOT NULL,
    duplicate_of TEXT
) STRICT;
CREATE INDEX contribution_work_contribution ON contribution_work (contribution);

CREATE TABLE contribution_link (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    host         TEXT    NOT NULL,
    provider     TEXT,
    url          TEXT,
    name         TEXT,
    bytes        INTEGER NOT NULL,
    expires      INTEGER NOT NULL,
    code         TEXT
) STRICT;
CREATE INDEX contribution_link_contribution ON contribution_link (contribution);

-- Archives that need a password or are broken.
CREATE TABLE contribution_failure (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    name         TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    encrypted    INTEGER NOT NULL,
    damaged      INTEGER NOT NULL,
    note         TEXT
) STRICT;
CREATE INDEX contribution_failure_contribution ON contribution_failure (contribution);

CREATE TABLE contribution_caption (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    number       INTEGER NOT NULL,
    name         TEXT,
    text         TEXT    NOT NULL
) STRICT;
CREATE INDEX contribution_caption_contribution ON contribution_caption (contribution);

CREATE TABLE contribution_note (
    contribution INTEGER NOT NULL REFERENCES contribution (id),
    text         TEXT    NOT NULL
) STRICT;
CREATE INDEX contribution_note_contribution ON contribution_note (contribution);

-- The fold.
CREATE TABLE field (
    submission INTEGER NOT NULL REFERENCES submission (id),
    position   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    value      TEXT,
    raw        TEXT,
    place      TEXT,
    confidence REAL    NOT NULL,
    note       TEXT,
    PRIMARY KEY (submission, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX field_value ON field (name, value);

CREATE TABLE work (
    submission   INTEGER NOT NULL REFERENCES submission (id),
    seq          INTEGER NOT NULL,
    number       TEXT    NOT NULL UNIQUE,
    kind         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    sha256       TEXT    NOT NULL,
    bytes        INTEGER NOT NULL,
    caption      TEXT,
    caption_from TEXT,
    width        INTEGER NOT NULL,
    height       INTEGER NOT NULL,
    seconds      INTEGER NOT NULL,
    pages        INTEGER NOT NULL,
    surplus      INTEGER NOT NULL,
    duplicate_of TEXT,
    PRIMARY KEY (submission, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX work_sha256 ON work (sha256);

CREATE TABLE finding (
    submission INTEGER NOT NULL REFERENCES submission (id),
    position   INTEGER NOT NULL,
    rule       TEXT    NOT NULL,
    severity   TEXT    NOT NULL,
    subject    TEXT,
    work       TEXT,
    text       TEXT    NOT NULL,
    clause     TEXT,
    resend     INTEGER NOT NULL, -- 1: a new file settles it
    PRIMARY KEY (submission, position)
) STRICT, WITHOUT ROWID;

-- queued -> sending -> sent | refused | unsure; held until released; superseded by a newer reply; withheld by a limit.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    submission  INTEGER REFERENCES submission (id),
    mail        INTEGER REFERENCES mail (id),
    template    TEXT    NOT NULL,
    priority    INTEGER NOT NULL, -- lower goes first
    state       TEXT    NOT NULL CHECK (state IN
                ('held', 'queued', 'sending', 'sent', 'refused', 'unsure', 'superseded', 'withheld')),
    not_before  INTEGER NOT NULL,
    mailbox     TEXT    NOT NULL, -- of ours: From
    from_name   TEXT,
    to_addr     TEXT    NOT NULL,
    to_name     TEXT,
    subject     TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    html        TEXT,
    message_id  TEXT    NOT NULL UNIQUE,
    in_reply_to TEXT,
    refs        TEXT,             -- ids, one a line
    attempts    INTEGER NOT NULL DEFAULT 0,
    response    TEXT,
    queued_at   INTEGER NOT NULL,
    sent_at     INTEGER
) STRICT;
CREATE INDEX outbox_state ON outbox (state, not_before, priority, id);
CREATE INDEX outbox_to ON outbox (to_addr, sent_at);
CREATE INDEX outbox_submission ON outbox (submission);
CREATE UNIQUE INDEX outbox_once ON outbox (mail) WHERE mail IS NOT NULL;

-- A reply may speak of several submissions; an answer to it finds them here.
CREATE TABLE outbox_about (
    outbox     INTEGER NOT NULL REFERENCES outbox (id),
    submission INTEGER NOT NULL REFERENCES submission (id),
    PRIMARY KEY (outbox, submission)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_about_submission ON outbox_about (submission);

-- Who did what when: ids, field names and hashes, never personal values. Append-only.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT
) STRICT;
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN
    SELECT raise(ABORT, 'the audit is append-only');
END;
CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'the audit is append-only');
END;
