-- The canonical dump: the state that a run must reach whatever interrupted it before. No row ids (but the order of
-- numbers), no times of work, no Message-IDs of our own; a reply whose fate is unknown counts as gone out.
.mode list
.separator |
.headers off
SELECT 'counter', prefix, next FROM counter ORDER BY prefix;
SELECT 'submission', number, campaign, form, form_name, unreadable, sender, title, received, revision, state
  FROM submission ORDER BY number;
SELECT 'field', s.number, f.position, f.name, f.value, f.raw, f.place, f.confidence, f.note
  FROM field f JOIN submission s ON s.id = f.submission ORDER BY s.number, f.position;
SELECT 'work', w.number, w.seq, w.kind, w.name, w.path, w.type, w.sha256, w.bytes, w.caption, w.caption_from, w.width,
       w.height, w.seconds, w.pages, w.surplus, w.duplicate_of FROM work w ORDER BY w.number;
SELECT 'finding', s.number, f.position, f.rule, f.severity, f.subject, f.work, f.text, f.clause
  FROM finding f JOIN submission s ON s.id = f.submission ORDER BY s.number, f.position;
SELECT 'contribution', s.number, m.sha256, c.actor, c.received, c.form, c.form_name, c.unreadable,
       (SELECT count(*) FROM contribution_field x WHERE x.contribution = c.id),
       (SELECT count(*) FROM contribution_work x WHERE x.contribution = c.id),
       (SELECT count(*) FROM contribution_link x WHERE x.contribution = c.id),
       (SELECT count(*) FROM contribution_failure x WHERE x.contribution = c.id),
       (SELECT count(*) FROM contribution_caption x WHERE x.contribution = c.id),
       (SELECT count(*) FROM contribution_note x WHERE x.contribution = c.id)
  FROM contribution c JOIN submission s ON s.id = c.submission LEFT JOIN mail m ON m.id = c.mail
  ORDER BY s.number, c.received, m.sha256;
SELECT 'mail', sha256, bytes, mailbox, folder, received, partial, full_bytes, message_id, from_addr, subject, kind,
       kind_why, disposition, reason, target FROM mail ORDER BY sha256;
SELECT 'file', m.sha256, f.name, f.type, f.bytes, f.sha256, f.path, f.role, f.encrypted, f.damaged, f.note
  FROM file f JOIN mail m ON m.id = f.mail ORDER BY m.sha256, f.id;
SELECT 'sighting', s.mailbox, s.folder, s.uid, s.bytes, s.received, s.state, m.sha256
  FROM sighting s LEFT JOIN mail m ON m.id = s.mail ORDER BY s.mailbox, s.folder, s.uid;
SELECT 'outbox', m.sha256, o.template, CASE o.state WHEN 'unsure' THEN 'sent' ELSE o.state END, o.mailbox, o.to_addr,
       o.subject, o.text, o.in_reply_to,
       (SELECT group_concat(number) FROM (SELECT s.number FROM outbox_about a JOIN submission s ON s.id = a.submission
        WHERE a.outbox = o.id ORDER BY s.number))
  FROM outbox o LEFT JOIN mail m ON m.id = o.mail ORDER BY m.sha256;
