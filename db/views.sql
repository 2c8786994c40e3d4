-- What people ask most, for the list, the digest and other tools.
DROP VIEW IF EXISTS submission_row;
CREATE VIEW submission_row AS
SELECT s.*,
       (SELECT count(*) FROM work w WHERE w.submission = s.id) AS works,
       (SELECT count(*) FROM finding f WHERE f.submission = s.id AND f.severity = 'fix') AS faults,
       (SELECT max(c.received) FROM contribution c WHERE c.submission = s.id) AS last_received
FROM submission s;

-- One line a mail: where each ended.
DROP VIEW IF EXISTS mail_row;
CREATE VIEW mail_row AS
SELECT m.*,
       (SELECT group_concat(DISTINCT s.number) FROM contribution c JOIN submission s ON s.id = c.submission
        WHERE c.mail = m.id) AS numbers,
       (SELECT o.state FROM outbox o WHERE o.mail = m.id) AS reply
FROM mail m;
