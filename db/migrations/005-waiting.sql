-- Version 5: a reply waits for further mails, counted from the first reply that it takes the place of; one that speaks of
-- faults that are due soon goes before the first receipts (priorities from 1 on move by one).
ALTER TABLE outbox ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET since = queued_at, priority = CASE WHEN priority >= 1 THEN priority + 1 ELSE 0 END;
