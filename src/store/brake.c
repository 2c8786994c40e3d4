/* Brakes: what no pattern recognises must not loop for ever, and what comes back must not be sent again. */
#include "store/brake.h"

#include <sqlite3.h>

#include "store/db.h"

#define DAY (24 * 60 * 60)
#define FORTNIGHT (14 * DAY)
#define LIVE "state IN ('held','queued','sending','sent','unsure')"

gint64 brake_thread(struct store *store, const char *thread, GError **error)
{
    return thread ? db_number(store, error, "SELECT count(*) FROM outbox WHERE thread=? AND " LIVE, "s", thread) : 0;
}

gint64 brake_enquiries(struct store *store, gint64 now, GError **error)
{
    return db_number(store, error,
                     "SELECT count(*) FROM outbox o JOIN mail m ON m.id=o.mail WHERE m.kind='enquiry' AND"
                     " o.queued_at>? AND o." LIVE,
                     "i", now - DAY);
}

bool brake_undelivered(struct store *store, const char *address, const char *why, gint64 at, GError **error)
{
    return db_run(store, error,
                  "INSERT INTO undelivered VALUES(?,?,?) ON CONFLICT(address) DO UPDATE SET"
                  " since=max(since,excluded.since), why=excluded.why",
                  "sis", address, at, why);
}

/* The letter that a bounce speaks of: 0: none of ours, -1: an error. */
static gint64 find_letter(struct store *store, const char *message_id, const char *address, gint64 at, GError **error)
{
    gint64 id = message_id ? db_number(store, error, "SELECT coalesce(max(id),0) FROM outbox WHERE message_id=?", "s",
                                       message_id)
                           : 0;
    if (id || !address)
        return id;
    return db_number(store, error,
                     "SELECT coalesce(max(id),0) FROM outbox WHERE to_addr=? AND state IN ('sent','unsure') AND"
                     " coalesce(sent_at,queued_at)>?",
                     "si", address, at - FORTNIGHT);
}

bool brake_bounced(struct store *store, const char *message_id, const char *address, const char *why, gint64 at,
                   GError **error)
{
    gint64 id = find_letter(store, message_id, address, at, error);
    if (id <= 0)
        return id == 0;
    return db_run(store, error,
                  "INSERT INTO undelivered SELECT to_addr,?,? FROM outbox WHERE id=? AND state IN"
                  " ('sent','unsure','refused') ON CONFLICT(address) DO UPDATE SET since=max(since,excluded.since),"
                  " why=excluded.why",
                  "isi", at, why, id) &&
           db_run(store, error,
                  "UPDATE outbox SET state='refused', response=? WHERE id=? AND state IN ('sent','unsure')", "si", why,
                  id);
}

bool brake_wrote(struct store *store, const char *address, gint64 received, GError **error)
{
    return !address ||
           db_run(store, error, "DELETE FROM undelivered WHERE address=? AND since<?", "si", address, received);
}

gint64 brake_stopped(struct store *store, const char *address, GError **error)
{
    return db_number(store, error, "SELECT count(*) FROM undelivered WHERE address=?", "s", address);
}

bool brake_correspondent(struct store *store, const char *address, gint64 received, GError **error)
{
    return db_number(store, error,
                     "SELECT count(*) FROM sent WHERE ours=0 AND instr(char(10)||recipients||char(10),"
                     "char(10)||?1||char(10))>0 AND at<min(?2, coalesce((SELECT min(c.received) FROM contribution c"
                     " JOIN mail m ON m.id=c.mail WHERE m.from_addr=?1),?2))",
                     "si", address, received) > 0;
}
