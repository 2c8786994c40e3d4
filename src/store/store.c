/* Opening, migrating, locking, transactions. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "sql.h"
#include "store/db.h"

#define APPLICATION_ID 0x4855495A /* "HUIZ" */

/* Step i brings a database from version i to i + 1. */
static const char *const steps[] = {sql_schema,      sql_002_facts,       sql_003_shelf, sql_004_roster,
                                    sql_005_waiting, sql_006_outbox_file, sql_007_scans, sql_008_desk};

static bool exec(struct store *store, const char *sql, GError **error)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    g_autofree char *head = g_strndup(sql, 60);
    db_error(store, error, head);
    return false;
}

static gint64 pragma(struct store *store, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    gint64 value = -1;
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

/* Views hold no data: they are made anew at each migration. */
static bool migrate(struct store *store, GError **error)
{
    if (!exec(store, "BEGIN IMMEDIATE", error))
        return false;
    gint64 version = pragma(store, "PRAGMA user_version");
    bool good = true;
    if (version > (gint64)G_N_ELEMENTS(steps)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG,
                    "the database is of version %d, this huizhi knows %d: install a newer one", (int)version,
                    (int)G_N_ELEMENTS(steps));
        good = false;
    }
    for (gint64 i = version; good && i < (gint64)G_N_ELEMENTS(steps); i++)
        good = exec(store, steps[i], error);
    if (good && version < (gint64)G_N_ELEMENTS(steps)) {
        g_autofree char *stamp = g_strdup_printf("PRAGMA user_version=%d; PRAGMA application_id=%d;",
                                                 (int)G_N_ELEMENTS(steps), APPLICATION_ID);
        good = exec(store, sql_views, error) && exec(store, stamp, error);
        /* A new database is indexed as it grows; an earlier one by search_prepare. */
        if (good && version == 0)
            good = exec(store, "INSERT OR IGNORE INTO meta VALUES('search.indexed','1')", error);
    }
    if (good)
        return exec(store, "COMMIT", error);
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static void finalize(gpointer stmt)
{
    sqlite3_finalize(stmt);
}

static struct store *connect_to(const char *state_folder, int flags, int wait, GError **error)
{
    g_autoptr(Store) store = g_new0(struct store, 1);
    store->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
    g_autofree char *real = realpath(state_folder, NULL);
    g_autofree char *path = g_build_filename(real ? real : state_folder, "huizhi.db", NULL);
    if (sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK) {
        db_error(store, error, path);
        return NULL;
    }
    sqlite3_busy_timeout(store->db, wait);
    sqlite3_extended_result_codes(store->db, 1);
    return g_steal_pointer(&store);
}

struct store *store_open_reading(const char *state_folder, GError **error)
{
    g_autofree char *path = g_build_filename(state_folder, "huizhi.db", NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_NO_INPUT, "%s is not there: huizhi has not run yet", path);
        return NULL;
    }
    g_autoptr(Store) store = connect_to(state_folder, SQLITE_OPEN_READONLY, 500, error);
    if (!store || !exec(store, "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF; SELECT 1 FROM sqlite_schema", error))
        return NULL;
    gint64 version = pragma(store, "PRAGMA user_version");
    if (version == (gint64)G_N_ELEMENTS(steps))
        return g_steal_pointer(&store);
    g_set_error(error, HUIZHI_ERROR, ERROR_CONFIG, "the database is of version %d, this huizhi knows %d", (int)version,
                (int)G_N_ELEMENTS(steps));
    return NULL;
}

struct store *store_open(const char *state_folder, GError **error)
{
    if (!file_make_dirs(state_folder, error))
        return NULL;
    g_autofree char *path = g_build_filename(state_folder, "huizhi.db", NULL);
    g_autofree char *mark = g_build_filename(state_folder, ".restoring", NULL);
    /* An empty database would take the place of the one that is to come. */
    if (g_file_test(mark, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN, "%s: a restore was not finished; run it again", state_folder);
        return NULL;
    }
    g_autoptr(Store) store = connect_to(state_folder, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 10 * 1000, error);
    if (!store)
        return NULL;
    if (!exec(store,
              "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
              "PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=OFF",
              error) ||
        !migrate(store, error)) {
        g_prefix_error(error, "%s: ", path);
        return NULL;
    }
    return g_steal_pointer(&store);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    g_hash_table_unref(store->statements);
    sqlite3_close(store->db);
    g_free(store);
}

int store_lock(const char *state_folder, const char *name, GError **error)
{
    if (!file_make_dirs(state_folder, error))
        return -1;
    g_autofree char *path = g_strdup_printf("%s/%s.lock", state_folder, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0) {
        int saved = errno;
        g_set_error(error, HUIZHI_ERROR, ERROR_CREATE, "cannot create %s: %s", path, strerror(saved));
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    int saved = errno;
    close(fd);
    if (saved == EWOULDBLOCK)
        g_set_error(error, HUIZHI_ERROR, ERROR_AGAIN, "another huizhi is at work (%s is locked)", path);
    else
        error_set_errno(error, saved, "cannot lock %s", path);
    return -1;
}

bool store_begin(struct store *store, GError **error)
{
    return exec(store, "BEGIN IMMEDIATE", error);
}

bool store_begin_reading(struct store *store, GError **error)
{
    return exec(store, "BEGIN DEFERRED", error);
}

bool store_commit(struct store *store, GError **error)
{
    return exec(store, "COMMIT", error);
}

void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

bool store_savepoint(struct store *store, GError **error)
{
    return exec(store, "SAVEPOINT mail", error);
}

bool store_release(struct store *store, GError **error)
{
    return exec(store, "RELEASE mail", error);
}

bool store_undo(struct store *store)
{
    if (sqlite3_get_autocommit(store->db))
        return false;
    return sqlite3_exec(store->db, "ROLLBACK TO mail; RELEASE mail", NULL, NULL, NULL) == SQLITE_OK;
}

char *store_meta(struct store *store, const char *key)
{
    return db_text(store, NULL, "SELECT value FROM meta WHERE key=?", "s", key);
}

bool store_set_meta(struct store *store, const char *key, const char *value, GError **error)
{
    return db_run(store, error, "INSERT INTO meta VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                  "ss", key, value);
}

bool store_audit(struct store *store, gint64 at, const char *actor, const char *action, const char *subject,
                 const char *detail, GError **error)
{
    return db_run(store, error, "INSERT INTO audit(at,actor,action,subject,detail) VALUES(?,?,?,?,?)", "issss", at,
                  actor, action, subject, detail);
}

char *store_check(struct store *store)
{
    g_autofree char *sound = db_text(store, NULL, "SELECT * FROM pragma_integrity_check(1)", "");
    if (g_strcmp0(sound, "ok") != 0)
        return g_strdup_printf("integrity_check: %s", sound ? sound : "no answer");
    g_autofree char *orphan = db_text(store, NULL, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", "");
    return orphan ? g_strdup_printf("foreign_key_check: a row of %s has lost its parent", orphan) : NULL;
}

static int time_is_up(void *data)
{
    const gint64 *deadline = data;
    return g_get_monotonic_time() > *deadline;
}

char *store_check_quickly(struct store *store, guint milliseconds, bool *whole)
{
    gint64 deadline = g_get_monotonic_time() + milliseconds * 1000;
    sqlite3_progress_handler(store->db, 1000, time_is_up, &deadline);
    g_autoptr(GError) failure = NULL;
    g_autofree char *sound = db_text(store, &failure, "SELECT * FROM pragma_quick_check(1)", "");
    int code = sqlite3_errcode(store->db);
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    *whole = !(failure && (code & 0xFF) == SQLITE_INTERRUPT);
    if (!*whole || g_strcmp0(sound, "ok") == 0)
        return NULL;
    return g_strdup_printf("quick_check: %s", sound ? sound : failure ? failure->message : "no answer");
}
