/* What an erasure has left to do, and what must not come back. */
#include <sqlite3.h>
#include <string.h>

#include "base/hash.h"
#include "store/db.h"
#include "store/erase.h"

bool erasure_add(struct store *store, const char *kind, const char *value, gint64 now, GError **error)
{
    return db_run(store, error, "INSERT OR IGNORE INTO erasure(kind,value,at) VALUES(?,?,?)", "ssi", kind, value, now);
}

bool erasure_done(struct store *store, const char *id, GError **error)
{
    return db_run(store, error, "DELETE FROM erasure WHERE id=CAST(? AS INTEGER)", "s", id);
}

/* The same file may have come again in somebody else's mail before an interrupted erasure goes on. */
struct rows *erasure_open(struct store *store, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store,
        "SELECT id,kind,value,CASE kind WHEN 'content' THEN EXISTS (SELECT 1 FROM file WHERE sha256=value) OR EXISTS"
        " (SELECT 1 FROM picture WHERE sha256=value) OR EXISTS (SELECT 1 FROM outbox_file WHERE path='' AND"
        " sha256=value) WHEN 'mail' THEN EXISTS (SELECT 1 FROM mail WHERE sha256=value) WHEN 'work' THEN EXISTS"
        " (SELECT 1 FROM submission WHERE number=value) ELSE 0 END FROM erasure ORDER BY kind='database', id",
        error);
    return stmt ? db_rows(store, stmt, error) : NULL;
}

bool forgotten_add(struct store *store, const char *hash, gint64 now, GError **error)
{
    return db_run(store, error, "INSERT OR IGNORE INTO forgotten VALUES(?,?)", "si", hash, now);
}

bool forgotten_mail(struct store *store, const char *sha256)
{
    return db_number(store, NULL, "SELECT 1 FROM forgotten WHERE hash=?", "s", sha256) == 1;
}

bool forgotten_message(struct store *store, const char *message_id)
{
    g_autofree char *hash = message_id ? hash_bytes(message_id, strlen(message_id)) : NULL;
    return hash && forgotten_mail(store, hash);
}
