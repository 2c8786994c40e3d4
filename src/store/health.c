/* What monitoring asks. Each answer is a scan of one table at most: status must not take a second. */
#include "store/health.h"

#include "store/db.h"

#define HOUR 3600
#define DAY 86400

/* When a mail came: by the server, else when it was listed. */
#define CAME "CASE WHEN received>0 THEN received ELSE listed_at END"

static bool count(struct store *store, gint64 *into, const char *sql, gint64 since, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *into = MAX(db_number(store, &failure, sql, "i", since), 0);
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool health_read(struct store *store, gint64 now, struct health *health, GError **error)
{
    const gint64 since = now - HEALTH_DAYS * DAY;
    return count(store, &health->queued, "SELECT count(*) FROM outbox WHERE ?1 AND state IN ('queued','sending')", 1,
                 error) &&
           count(store, &health->held, "SELECT count(*) FROM outbox WHERE ?1 AND state='held'", 1, error) &&
           count(store, &health->unsure, "SELECT count(*) FROM outbox WHERE ?1 AND state='unsure'", 1, error) &&
           count(store, &health->pending, "SELECT count(*) FROM mail WHERE ?1 AND disposition='pending'", 1, error) &&
           count(store, &health->stuck,
                 "SELECT count(*) FROM sighting WHERE state IN ('listed','spooled') AND listed_at<=?1", now - HOUR,
                 error) &&
           count(store, &health->unread,
                 "SELECT count(*) FROM mail WHERE disposition='aside' AND kind IS NULL AND handled_at>?1", since,
                 error) &&
           count(store, &health->grown,
                 "SELECT coalesce(sum(m.bytes + (SELECT coalesce(sum(f.bytes),0) FROM file f WHERE f.mail=m.id AND"
                 " f.sha256 IS NOT NULL)),0) FROM mail m WHERE m.received>?1",
                 since, error) &&
           count(store, &health->since, "SELECT min(received) FROM mail WHERE received>?1", since, error);
}

gint64 health_received(struct store *store, const char *mailbox, gint64 now, int days, GError **error)
{
    return db_number(store, error,
                     "SELECT coalesce(sum(bytes),0) FROM sighting WHERE mailbox=?1 AND " CAME ">?2 AND " CAME "<=?3",
                     "sii", mailbox, now - (gint64)days * DAY, now);
}

gint64 health_listed(struct store *store, const char *mailbox, gint64 since, GError **error)
{
    return db_number(store, error, "SELECT coalesce(sum(bytes),0) FROM sighting WHERE mailbox=?1 AND listed_at>?2",
                     "si", mailbox, since);
}
