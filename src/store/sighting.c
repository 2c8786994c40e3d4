/* Sightings. */
#include "store/sighting.h"

#include <sqlite3.h>

#include "store/db.h"
#include "store/erase.h"

bool sighting_add(struct store *store, const struct shelf *shelf, const GArray *listings, gint64 now, GError **error)
{
    for (guint i = 0; i < listings->len; i++) {
        const struct listing *listing = &g_array_index(listings, struct listing, i);
        if (!db_run(
                store, error,
                "INSERT INTO sighting(mailbox,folder,uidvalidity,uid,bytes,received,listed_at) VALUES(?,?,?,?,?,?,?)"
                " ON CONFLICT DO NOTHING",
                "ssiiiii", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, (gint64)listing->uid,
                (gint64)listing->bytes, listing->received, now))
            return false;
    }
    return true;
}

guint64 sighting_watermark(struct store *store, const struct shelf *shelf)
{
    gint64 uid = db_number(store, NULL,
                           "SELECT max(uid) FROM sighting WHERE mailbox=? AND folder=? AND uidvalidity=? AND"
                           " state<>'ignored'",
                           "ssi", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity);
    return uid > 0 ? (guint64)uid : 0;
}

static GArray *collect(struct store *store, sqlite3_stmt *stmt, guint count, guint64 bytes, GError **error)
{
    g_autoptr(GError) failure = NULL;
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct sighted));
    guint64 total = 0;
    while (all->len < count && db_row(store, stmt, &failure)) {
        struct sighted sighted = {.id = sqlite3_column_int64(stmt, 0),
                                  .uid = (guint64)sqlite3_column_int64(stmt, 1),
                                  .bytes = (guint64)sqlite3_column_int64(stmt, 2),
                                  .received = sqlite3_column_int64(stmt, 3)};
        total += sighted.bytes;
        if (all->len && total > bytes)
            break;
        g_array_append_val(all, sighted);
    }
    sqlite3_reset(stmt);
    if (!failure)
        return all;
    g_array_unref(all);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

bool sighting_outdate(struct store *store, const struct shelf *shelf, GError **error)
{
    return db_run(store, error,
                  "UPDATE sighting SET state='gone', why='UIDVALIDITY 已变' WHERE state='listed' AND mailbox=? AND"
                  " folder=? AND uidvalidity<>?",
                  "ssi", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity);
}

GArray *sighting_wanted(struct store *store, const struct shelf *shelf, gint64 beyond, guint count, guint64 bytes,
                        GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT id,uid,bytes,received FROM sighting WHERE state='listed' AND mailbox=? AND"
                                    " folder=? AND uidvalidity=? AND id>? ORDER BY id",
                                    error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "ssii", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, beyond);
    return collect(store, stmt, count, bytes, error);
}

bool sighting_spooled(struct store *store, gint64 id, gint64 mail, GError **error)
{
    return db_run(store, error, "UPDATE sighting SET state='spooled', why=NULL, mail=? WHERE id=?", "ii", mail, id);
}

bool sighting_gone(struct store *store, gint64 id, const char *why, GError **error)
{
    return db_run(store, error, "UPDATE sighting SET state='gone', why=? WHERE id=?", "si", why, id);
}

bool sighting_forgotten(struct store *store, gint64 id, GError **error)
{
    return db_run(store, error, "UPDATE sighting SET state='ignored', why='已按要求删除' WHERE id=?", "i", id);
}

bool sighting_failed(struct store *store, gint64 id, const char *why, guint limit, GError **error)
{
    return db_run(store, error,
                  "UPDATE sighting SET attempts=attempts+1, why=?,"
                  " state=CASE WHEN attempts+1>=? THEN 'unfetchable' ELSE state END WHERE id=?",
                  "sii", why, (gint64)limit, id);
}

bool sighting_file(struct store *store, GError **error)
{
    return db_run(store, error,
                  "UPDATE sighting SET state=CASE WHEN (SELECT partial FROM mail WHERE mail.id=sighting.mail)"
                  " THEN 'too_large' ELSE 'filed' END WHERE state='spooled' AND"
                  " (SELECT disposition FROM mail WHERE mail.id=sighting.mail)<>'pending'",
                  "");
}

GArray *sighting_unacknowledged(struct store *store, const struct shelf *shelf, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(store,
                                    "SELECT id,uid,bytes,received FROM sighting WHERE state='filed' AND mailbox=? AND"
                                    " folder=? AND uidvalidity=? ORDER BY uid",
                                    error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "ssi", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity);
    return collect(store, stmt, 1000, G_MAXINT64, error);
}

bool sighting_acknowledged(struct store *store, gint64 id, GError **error)
{
    return db_run(store, error, "UPDATE sighting SET state='acknowledged' WHERE id=?", "i", id);
}

bool sighting_known(struct store *store, const struct shelf *shelf, guint64 uid)
{
    return db_number(store, NULL, "SELECT 1 FROM sighting WHERE mailbox=? AND folder=? AND uidvalidity=? AND uid=?",
                     "ssii", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, (gint64)uid) == 1;
}

gint64 sighting_twin(struct store *store, const struct sighted *sighted, char **sha256)
{
    if (sighted->received <= 0 || sighted->bytes == 0)
        return 0;
    gint64 mail =
        db_number(store, NULL,
                  "SELECT m.id FROM sighting s JOIN mail m ON m.id=s.mail WHERE s.bytes=? AND s.received=? AND"
                  " NOT m.partial ORDER BY m.id LIMIT 1",
                  "ii", (gint64)sighted->bytes, sighted->received);
    if (mail <= 0)
        return 0;
    *sha256 = db_text(store, NULL, "SELECT sha256 FROM mail WHERE id=?", "i", mail);
    return mail;
}

/* The mail that was fetched before it was thrown away; 0: none. */
static gint64 fetched_before(struct store *store, const struct listing *listing, const char *message_id)
{
    gint64 mail = message_id
                      ? db_number(store, NULL,
                                  "SELECT m.id FROM mail m JOIN sighting s ON s.mail=m.id WHERE m.message_id=? AND"
                                  " s.bytes=? LIMIT 1",
                                  "si", message_id, (gint64)listing->bytes)
                      : db_number(store, NULL,
                                  "SELECT m.id FROM sighting s JOIN mail m ON m.id=s.mail WHERE s.bytes=? AND"
                                  " s.received=? AND s.received>0 AND m.message_id IS NULL LIMIT 1",
                                  "ii", (gint64)listing->bytes, listing->received);
    return MAX(mail, 0);
}

bool sighting_throw(struct store *store, const struct shelf *shelf, const struct listing *listing,
                    const struct thrown *thrown, gint64 now, GError **error)
{
    gint64 mail = fetched_before(store, listing, thrown->message_id);
    bool listed =
        db_number(store, NULL,
                  "SELECT 1 FROM sighting WHERE bytes=? AND received=? AND state='ignored' AND from_addr IS ? AND"
                  " subject IS ? LIMIT 1",
                  "iiss", (gint64)listing->bytes, listing->received, thrown->from, thrown->subject) == 1;
    bool erased = forgotten_message(store, thrown->message_id);
    const char *why = erased        ? "已按要求删除"
                      : mail        ? "收取之后被移到已删除"
                      : thrown->why ? thrown->why
                      : listed      ? "已列出"
                                    : SIGHTING_TRASHED;
    return db_run(
        store, error,
        "INSERT INTO sighting(mailbox,folder,uidvalidity,uid,bytes,received,state,why,mail,listed_at,from_addr,"
        "subject) VALUES(?,?,?,?,?,?,'ignored',?,?,?,?,?) ON CONFLICT DO NOTHING",
        "ssiiiisniss", shelf->mailbox, shelf->folder, (gint64)shelf->uidvalidity, (gint64)listing->uid,
        (gint64)listing->bytes, listing->received, why, mail, now, erased ? NULL : thrown->from,
        erased ? NULL : thrown->subject);
}
