/* The rows behind the shelf. */
#include "store/shelving.h"

#include <sqlite3.h>

#include "store/db.h"

void shelving_free(struct shelving *shelving)
{
    if (!shelving)
        return;
    g_free(shelving->number);
    g_free(shelving->title);
    g_ptr_array_unref(shelving->items);
    g_free(shelving);
}

/* Nothing of a submission that is held lies there for anybody to use, nor a held work in any of its revisions. */
#define FREE "(SELECT held FROM submission WHERE id=?1) IS NULL"

/* Works of today, works of yesterday, then the forms with the works' number 0. */
static const char *const item_queries[] = {
    "SELECT seq,name,type,sha256,0 FROM work WHERE submission=?1 AND held IS NULL AND " FREE " ORDER BY seq",
    "SELECT DISTINCT w.seq,w.name,w.type,w.sha256,1 FROM contribution_work w JOIN contribution c ON c.id=w.contribution"
    " WHERE c.submission=?1 AND w.sha256 NOT IN (SELECT sha256 FROM work WHERE submission=?1) AND " FREE
    " AND w.seq NOT IN (SELECT seq FROM work WHERE submission=?1 AND held IS NOT NULL) ORDER BY w.seq, w.sha256",
    "SELECT DISTINCT 0,f.name,f.type,f.sha256,0 FROM contribution c JOIN file f ON f.mail=c.mail WHERE c.submission=?1"
    " AND f.sha256 IS NOT NULL AND (f.role='stamped' OR (f.role='form' AND f.name=c.form_name)) AND " FREE
    " ORDER BY f.id",
};

static void take_item(gpointer into, sqlite3_stmt *stmt)
{
    struct shelving *shelving = into;
    struct shelf_item *item = g_new0(struct shelf_item, 1);
    item->seq = sqlite3_column_int(stmt, 0);
    item->name = db_column(stmt, 1);
    item->type = db_column(stmt, 2);
    item->sha256 = db_column(stmt, 3);
    item->replaced = sqlite3_column_int(stmt, 4) != 0;
    g_ptr_array_add(shelving->items, item);
}

static void take_due(gpointer into, sqlite3_stmt *stmt)
{
    GPtrArray *due = into;
    struct shelving *shelving = g_new0(struct shelving, 1);
    shelving->submission = sqlite3_column_int64(stmt, 0);
    shelving->revision = sqlite3_column_int64(stmt, 1);
    shelving->updated_at = sqlite3_column_int64(stmt, 2);
    shelving->number = db_column(stmt, 3);
    shelving->title = db_column(stmt, 4);
    shelving->items = g_ptr_array_new_with_free_func((GDestroyNotify)shelf_item_free);
    g_ptr_array_add(due, shelving);
}

static bool fill(struct store *store, struct shelving *shelving, GError **error)
{
    for (gsize n = 0; n < G_N_ELEMENTS(item_queries); n++) {
        sqlite3_stmt *stmt = db_prepare(store, item_queries[n], error);
        if (stmt)
            db_bind(stmt, "i", shelving->submission);
        if (!db_each(store, stmt, take_item, shelving, error))
            return false;
    }
    return true;
}

GPtrArray *shelving_due(struct store *store, int limit, GError **error)
{
    sqlite3_stmt *stmt =
        db_prepare(store,
                   "SELECT s.id,s.revision,s.updated_at,s.number,s.title FROM submission s LEFT JOIN shelf h ON"
                   " h.submission=s.id WHERE h.submission IS NULL OR h.revision<>s.revision OR"
                   " h.updated_at<>s.updated_at ORDER BY s.id LIMIT ?",
                   error);
    if (stmt)
        db_bind(stmt, "i", (gint64)limit);
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func((GDestroyNotify)shelving_free);
    bool good = db_each(store, stmt, take_due, due, error);
    for (guint i = 0; good && i < due->len; i++)
        good = fill(store, due->pdata[i], error);
    return good ? g_steal_pointer(&due) : NULL;
}

bool shelving_forget(struct store *store, GError **error)
{
    return db_run(store, error, "DELETE FROM shelf", "");
}

bool shelving_done(struct store *store, const struct shelving *shelving, GError **error)
{
    return db_run(store, error,
                  "INSERT INTO shelf VALUES(?,?,?) ON CONFLICT(submission) DO UPDATE SET revision=excluded.revision,"
                  " updated_at=excluded.updated_at",
                  "iii", shelving->submission, shelving->revision, shelving->updated_at);
}

bool shelving_again(struct store *store, gint64 submission, GError **error)
{
    return db_run(store, error, "DELETE FROM shelf WHERE submission=?", "i", submission);
}
