-- Version 8: what people decide, ask for and take back; what was written by hand; what the web page has.

-- A person's word about a submission or one of its works, in order. Of each group the last one stands: accept, return,
-- reject, reopen; hold, restore; extend; accept_late; assign. `actor` is a member of the office, or "sender" when the
-- participant's own sentence holds a work.
CREATE TABLE ruling (
    id         INTEGER PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission (id),
    work       INTEGER,          -- seq; NULL: the submission as a whole
    actor      TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    action     TEXT    NOT NULL CHECK (action IN ('accept', 'return', 'reject', 'reopen', 'hold', 'restore', 'extend',
               'accept_late', 'note', 'assign')),
    value      TEXT,             -- extend: seconds since the epoch; assign: the person
    why        TEXT,
    mail       INTEGER REFERENCES mail (id) -- that asked for it
) STRICT;
CREATE INDEX ruling_submission ON ruling (submission, id);

-- What the rulings come to, for lists; written with the state.
ALTER TABLE submission ADD COLUMN held TEXT;                           -- why nothing of it may be used; NULL: it may
ALTER TABLE submission ADD COLUMN assigned TEXT;                       -- who looks after it
ALTER TABLE submission ADD COLUMN deadline INTEGER NOT NULL DEFAULT 0; -- its form's, or as extended; 0: none
ALTER TABLE submission ADD COLUMN fix_by INTEGER NOT NULL DEFAULT 0;   -- corrections are awaited until then; 0: never asked
ALTER TABLE submission ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;   -- a person wrote by hand then: no reminder; 0: none
ALTER TABLE submission ADD COLUMN merged INTEGER REFERENCES submission (id) ON DELETE SET NULL; -- its number is another name of that one
ALTER TABLE work ADD COLUMN held TEXT;

-- A reminder goes out once for each of the campaign's days before a deadline.
CREATE TABLE reminder (
    submission INTEGER NOT NULL REFERENCES submission (id),
    due        INTEGER NOT NULL, -- the deadline that it speaks of
    days       INTEGER NOT NULL, -- before it
    outbox     INTEGER REFERENCES outbox (id), -- NULL: left out (a later one took its place)
    at         INTEGER NOT NULL,
    PRIMARY KEY (submission, due, days)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_outbox ON reminder (outbox);

ALTER TABLE outbox ADD COLUMN cc TEXT;                                  -- addresses, one a line
ALTER TABLE outbox ADD COLUMN thread TEXT;                              -- first Message-ID of the thread that it answers
ALTER TABLE outbox ADD COLUMN ruling INTEGER REFERENCES ruling (id);    -- of which it tells
CREATE INDEX outbox_thread ON outbox (thread);
ALTER TABLE outbox ADD COLUMN campaign TEXT;                            -- in whose words it is written

-- The form was filled in on the campaign's web page, says the sender: under this phone number.
ALTER TABLE contribution ADD COLUMN web TEXT;

-- Files made for one letter: in the content store under their hash, with the name and type that people see. `path` is
-- empty for them, as for a picture, whose name is NULL.
ALTER TABLE outbox_file ADD COLUMN name TEXT;
ALTER TABLE outbox_file ADD COLUMN type TEXT;

-- Addresses to which a letter of ours could not be delivered; gone when that address writes again.
CREATE TABLE undelivered (
    address TEXT    PRIMARY KEY,
    since   INTEGER NOT NULL,
    why     TEXT
) STRICT, WITHOUT ROWID;

-- The Sent folder, by its headers: what the office's people wrote by hand, and our own letters.
CREATE TABLE sent (
    id          INTEGER PRIMARY KEY,
    mailbox     TEXT    NOT NULL,
    folder      TEXT    NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    message_id  TEXT,
    in_reply_to TEXT,
    refs        TEXT,             -- ids, one a line
    recipients  TEXT,             -- To and Cc, lower case, one a line
    subject     TEXT,
    at          INTEGER NOT NULL,
    ours        INTEGER NOT NULL, -- 1: written by a program (this one, or an automatic reply); 0: by a person
    submission  INTEGER REFERENCES submission (id), -- that a person answered; NULL: none known
    joined_at   INTEGER NOT NULL DEFAULT 0, -- when that was found out; 0: not yet, or a second sight of a joined one
    UNIQUE (mailbox, folder, uidvalidity, uid)
) STRICT;
CREATE INDEX sent_message_id ON sent (message_id);
CREATE INDEX sent_in_reply_to ON sent (in_reply_to) WHERE ours=0;
CREATE INDEX sent_submission ON sent (submission);
CREATE INDEX sent_open ON sent (at) WHERE ours=0 AND submission IS NULL;

-- Of a mail in the Trash (state ignored), known by its header only.
ALTER TABLE sighting ADD COLUMN from_addr TEXT;
ALTER TABLE sighting ADD COLUMN subject TEXT;
CREATE INDEX sighting_size ON sighting (bytes, received);

-- Secrets that were mailed to one address for one purpose: a withdrawal to be confirmed, an item of a digest to be
-- decided. Only the hash is kept.
CREATE TABLE token (
    hash       TEXT    PRIMARY KEY, -- SHA-256 of the token, hex
    purpose    TEXT    NOT NULL CHECK (purpose IN ('withdraw', 'decide', 'enter')),
    address    TEXT    NOT NULL,
    submission INTEGER REFERENCES submission (id),
    work       INTEGER,
    issued     INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    used       INTEGER NOT NULL DEFAULT 0, -- when; 0: not yet
    use        TEXT,                       -- the decision that it was used for
    mail       INTEGER REFERENCES mail (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_submission ON token (submission);

-- What a stranger sent for a submission, or a sentence that people must apply: shown until somebody settles it.
CREATE TABLE proposal (
    id         INTEGER PRIMARY KEY,
    submission INTEGER REFERENCES submission (id), -- NULL: a complaint that names none
    work       INTEGER NOT NULL DEFAULT 0, -- seq; 0: the submission as a whole
    mail       INTEGER NOT NULL REFERENCES mail (id),
    why        TEXT    NOT NULL,           -- stranger, sentence, web, complaint, withdraw
    at         INTEGER NOT NULL,
    settled    INTEGER NOT NULL DEFAULT 0, -- when; 0: open
    UNIQUE (submission, work, mail, why)
) STRICT;
CREATE INDEX proposal_mail ON proposal (mail);

-- A mail that was sent again.
ALTER TABLE mail ADD COLUMN resend_of INTEGER REFERENCES mail (id);
ALTER TABLE mail ADD COLUMN content TEXT; -- hash of the sender's words and files: tells a mail that was sent again
CREATE INDEX mail_content ON mail (content);
ALTER TABLE mail ADD COLUMN forwarded_by TEXT; -- a trusted forwarder's address; from_addr is the inner sender

-- Rows of the campaign's web page.
CREATE TABLE web_entry (
    id         INTEGER PRIMARY KEY,
    campaign   TEXT    NOT NULL,
    form       TEXT    NOT NULL,
    key        TEXT    NOT NULL, -- its number there, or a hash of the row
    source     TEXT    NOT NULL, -- file, sheet and row
    row        INTEGER NOT NULL,
    submission INTEGER REFERENCES submission (id),
    matched_by TEXT,             -- phone, unit, title, email; several with commas
    doubt      TEXT,             -- numbers of the submissions among which nothing decides; NULL: no doubt
    at         INTEGER NOT NULL, -- when these values were imported
    applied    INTEGER NOT NULL DEFAULT 0, -- 1: the submission has these values as a contribution
    UNIQUE (campaign, form, key)
) STRICT;
CREATE INDEX web_entry_submission ON web_entry (submission);
-- By what rows and submissions find each other: a letter for the kind of evidence and a hash, no personal value.
CREATE TABLE web_key (
    key        TEXT NOT NULL,
    entry      INTEGER REFERENCES web_entry (id) ON DELETE CASCADE,
    submission INTEGER REFERENCES submission (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX web_key_key ON web_key (key);
CREATE INDEX web_key_entry ON web_key (entry);
CREATE INDEX web_key_submission ON web_key (submission);
CREATE TABLE web_value (
    entry INTEGER NOT NULL REFERENCES web_entry (id),
    name  TEXT    NOT NULL,
    value TEXT,
    raw   TEXT,
    PRIMARY KEY (entry, name)
) STRICT, WITHOUT ROWID;

-- Rulings speak of what had come by then: when a mail was first dealt with, which reading it again does not change.
ALTER TABLE mail ADD COLUMN first_at INTEGER;
UPDATE mail SET first_at = handled_at;

-- Of which rulings a letter tells; those of letters that never left are told by the next.
CREATE TABLE outbox_ruling (
    outbox INTEGER NOT NULL REFERENCES outbox (id),
    ruling INTEGER NOT NULL REFERENCES ruling (id),
    PRIMARY KEY (outbox, ruling)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_ruling_ruling ON outbox_ruling (ruling);

-- What can be searched, a row a value, spelled for the index: width and traditional characters folded, a space
-- around each Han character, so that a word of any length is a phrase. `digits` are its phone numbers without
-- separators, and their last four digits. No trigger keeps the index: with trusted_schema off, it may not write there;
-- store/search.c takes a row's words out before the row.
CREATE TABLE search_text (
    id         INTEGER PRIMARY KEY,
    submission INTEGER REFERENCES submission (id), -- NULL: of a mail
    mail       INTEGER REFERENCES mail (id),       -- NULL: of a submission
    kind       TEXT    NOT NULL, -- number, title, sender, field, file, caption, work, author, list, link, from, subject, words
    name       TEXT,             -- the field's name, the work's number
    text       TEXT    NOT NULL,
    digits     TEXT
) STRICT;
CREATE INDEX search_text_submission ON search_text (submission) WHERE submission IS NOT NULL;
CREATE INDEX search_text_mail ON search_text (mail) WHERE mail IS NOT NULL;
CREATE VIRTUAL TABLE search USING fts5 (text, digits, content = 'search_text', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2');

-- A submission's history is looked up by its number.
CREATE INDEX audit_subject ON audit (subject);

-- Erased at a person's request or after its time: the SHA-256 of whole mails and of Message-IDs, so that what a server
-- shows again is not taken in again.
CREATE TABLE forgotten (
    hash TEXT    PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What must still leave the disk; written with the deletion of the rows, gone when it is done.
CREATE TABLE erasure (
    id    INTEGER PRIMARY KEY,
    kind  TEXT    NOT NULL CHECK (kind IN ('mail', 'content', 'work', 'path', 'database')),
    value TEXT    NOT NULL, -- hash, number of a submission, path
    at    INTEGER NOT NULL,
    UNIQUE (kind, value)
) STRICT;

-- A digest's token is for one person and good for every submission that the digest knew of: `newest` is the last.
-- `letter` is the Message-ID of the digest that carried it.
ALTER TABLE token ADD COLUMN letter TEXT;
ALTER TABLE token ADD COLUMN newest INTEGER;
CREATE INDEX token_letter ON token (letter) WHERE letter IS NOT NULL;

-- What was decided by it, once for each thing: the same again is known, another decision is refused. `use` is a hash of
-- the words: what people write stands in table ruling, or in a contribution.
CREATE TABLE token_use (
    token      TEXT    NOT NULL REFERENCES token (hash),
    submission INTEGER NOT NULL REFERENCES submission (id),
    work       INTEGER NOT NULL,  -- seq; 0: the submission as a whole
    topic      TEXT    NOT NULL,  -- decided, held, extended, late, assigned, noted; a field's name
    use        TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    mail       INTEGER NOT NULL REFERENCES mail (id),
    PRIMARY KEY (token, submission, work, topic)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_use_submission ON token_use (submission);

-- The highest number of its works that another submission has now: none of them is given again.
ALTER TABLE contribution ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0;

-- The mailed number of a work that was merged or split off, and which it is now.
CREATE TABLE work_alias (
    number     TEXT    PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX work_alias_submission ON work_alias (submission, seq);

-- Download links whose file the office does not wait for any more.
CREATE TABLE link_forgotten (
    submission INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    url        TEXT    NOT NULL, -- or its host, where none is known
    name       TEXT    NOT NULL,
    PRIMARY KEY (submission, url, name)
) STRICT, WITHOUT ROWID;
