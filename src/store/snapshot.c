/* Copying the database with SQLite's backup API, inside one reading transaction: a writer would otherwise make it begin
 * anew, and a busy intake could keep it from ever ending.
 */
#include "store/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/error.h"
#include "store/db.h"

#define PAGES 2000 /* a step */

static void take_fault(sqlite3 *copy, const char *path, GError **error)
{
    int code = sqlite3_errcode(copy) & 0xFF;
    g_set_error(error, HUIZHI_ERROR, code == SQLITE_CANTOPEN ? ERROR_CREATE : ERROR_IO, "cannot write %s: %s", path,
                sqlite3_errmsg(copy));
}

static bool copy_pages(struct store *store, sqlite3 *copy, const char *path, snapshot_progress progress, gpointer data,
                       const volatile sig_atomic_t *stop, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", store->db, "main");
    int result = backup ? SQLITE_OK : SQLITE_ERROR;
    while (result == SQLITE_OK && !(stop && *stop)) {
        result = sqlite3_backup_step(backup, PAGES);
        int all = sqlite3_backup_pagecount(backup);
        if (progress)
            progress(data, (guint64)(all - sqlite3_backup_remaining(backup)), (guint64)all);
    }
    sqlite3_backup_finish(backup);
    if (result == SQLITE_DONE)
        return true;
    if (result == SQLITE_OK)
        g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN, "the backup was stopped");
    else
        take_fault(copy, path, error);
    return false;
}

static int take_answer(void *data, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    char **answer = data;
    g_free(*answer);
    *answer = g_strdup(values[0]);
    return 0;
}

static bool settle(sqlite3 *copy, const char *path, GError **error)
{
    g_autofree char *answer = NULL;
    if (sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(copy, "PRAGMA quick_check(1)", take_answer, &answer, NULL) != SQLITE_OK) {
        take_fault(copy, path, error);
        return false;
    }
    if (!g_strcmp0(answer, "ok"))
        return true;
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "the database is not sound: %s", answer ? answer : "no answer");
    return false;
}

static bool sync_file(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    int result = fd < 0 ? -1 : fsync(fd), saved = errno;
    if (fd >= 0)
        close(fd);
    if (result == 0)
        return true;
    error_set_errno(error, saved, "cannot sync %s", path);
    return false;
}

bool store_snapshot(struct store *store, const char *path, snapshot_progress progress, gpointer data,
                    const volatile sig_atomic_t *stop, GError **error)
{
    /* A transaction sees its state from its first question on. */
    g_autoptr(GError) failure = NULL;
    db_number(store, &failure, "SELECT count(*) FROM meta", "");
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    sqlite3 *copy = NULL;
    bool good = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL) ==
                SQLITE_OK;
    if (!good)
        take_fault(copy, path, error);
    good = good && copy_pages(store, copy, path, progress, data, stop, error) && settle(copy, path, error);
    sqlite3_close(copy);
    return good && sync_file(path, error);
}

gint64 store_hold_all(struct store *store, gint64 now, GError **error)
{
    g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT, now);
    if (!db_run(store, error, "DELETE FROM meta WHERE key='released' OR key LIKE 'alerted:%'", "") ||
        !store_set_meta(store, "restored", stamp, error) ||
        !db_run(store, error,
                "UPDATE outbox SET state=CASE state WHEN 'queued' THEN 'held' ELSE 'unsure' END WHERE"
                " state IN ('queued','sending')",
                ""))
        return -1;
    return sqlite3_changes(store->db);
}
