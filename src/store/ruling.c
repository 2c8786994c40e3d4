/* Rulings: rows that are only ever added. */
#include "store/ruling.h"

#include <sqlite3.h>

#include "store/db.h"

bool ruling_add(struct store *store, struct ruling *ruling, GError **error)
{
    if (!db_run(store, error,
                "INSERT INTO ruling(submission,work,actor,at,action,value,why,mail) VALUES(?,?,?,?,?,?,?,?)",
                "nnsisssn", ruling->submission, (gint64)ruling->work, ruling->actor, ruling->at,
                ruling_name(ruling->action), ruling->value, ruling->why, ruling->mail))
        return false;
    ruling->id = sqlite3_last_insert_rowid(store->db);
    g_autofree char *number =
        db_text(store, error, "SELECT number FROM submission WHERE id=?", "i", ruling->submission);
    g_autofree char *subject =
        ruling->work ? g_strdup_printf("%s-%02d", number ? number : "", ruling->work) : g_strdup(number);
    return number && store_audit(store, ruling->at, ruling->actor, ruling_name(ruling->action), subject, NULL, error);
}

static void take(gpointer into, sqlite3_stmt *stmt)
{
    g_autofree char *action = db_column(stmt, 4);
    struct ruling *ruling = g_new0(struct ruling, 1);
    ruling->id = sqlite3_column_int64(stmt, 0);
    ruling->work = sqlite3_column_int(stmt, 1);
    ruling->actor = db_column(stmt, 2);
    ruling->at = sqlite3_column_int64(stmt, 3);
    ruling->value = db_column(stmt, 5);
    ruling->why = db_column(stmt, 6);
    ruling->mail = sqlite3_column_int64(stmt, 7);
    ruling->submission = sqlite3_column_int64(stmt, 8);
    ruling_parse(action, &ruling->action);
    g_ptr_array_add(into, ruling);
}

GPtrArray *ruling_list(struct store *store, gint64 submission, GError **error)
{
    sqlite3_stmt *stmt = db_prepare(
        store, "SELECT id,work,actor,at,action,value,why,mail,submission FROM ruling WHERE submission=? ORDER BY id",
        error);
    if (stmt)
        db_bind(stmt, "i", submission);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)ruling_free);
    return db_each(store, stmt, take, all, error) ? g_steal_pointer(&all) : NULL;
}
