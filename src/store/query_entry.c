/* One statement. */
#include "store/query_entry.h"

#include "store/db.h"
#include "store/query.h"

struct rows *query_entries(struct store *store, guint limit, GError **error)
{
    struct sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT s.number,s.campaign,s.form,s.form_name,s.title,f.name,f.value,f.suggestion,"
                   "f.picture FROM submission s LEFT JOIN field f ON f.submission=s.id WHERE"
                   " s.unreadable AND s.state<>'rejected' AND s.merged IS NULL"
                   " ORDER BY s.received, s.id, f.position LIMIT ?",
                   error);
    if (!stmt)
        return NULL;
    db_bind(stmt, "i", (gint64)limit);
    return db_rows(store, stmt, error);
}
