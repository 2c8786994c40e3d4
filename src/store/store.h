/* The database: the only SQL on it stands in store/. One writer at a time; every verb begins with BEGIN IMMEDIATE
 * and waits up to 10 s for another.
 *
 * Errors: ERROR_IO (disk full, broken file), ERROR_AGAIN (busy), ERROR_SOFTWARE (a constraint of ours), ERROR_CONFIG
 * (a database of a newer version). All results are owned by the caller.
 */
#ifndef HUIZHI_STORE_STORE_H
#define HUIZHI_STORE_STORE_H

#include <glib.h>
#include <stdbool.h>

struct store;
typedef struct store Store;

/* Opens state/huizhi.db, creating or migrating it. WAL, synchronous=FULL, foreign keys. */
struct store *store_open(const char *state_folder, GError **error);
/* Opens it to be looked at only: nothing is created, migrated or written, whoever is at work on it. ERROR_NO_INPUT when
 * there is none, ERROR_CONFIG when its version is not ours. */
struct store *store_open_reading(const char *state_folder, GError **error);
void store_close(struct store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* One run at a time: flock on a file beside the database ("intake", "outbox"). ERROR_AGAIN when another holds it.
 * Returns a descriptor; closing it unlocks. */
int store_lock(const char *state_folder, const char *name, GError **error);

bool store_begin(struct store *store, GError **error);
/* One state of the database for several questions, without keeping others from writing; ends with store_rollback. */
bool store_begin_reading(struct store *store, GError **error);
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
/* One mail inside a batch. */
bool store_savepoint(struct store *store, GError **error);
bool store_release(struct store *store, GError **error);
/* Undoes the savepoint. False when SQLite has rolled back the whole transaction by itself (disk full, I/O error). */
bool store_undo(struct store *store);

/* NULL when the key is not set. */
char *store_meta(struct store *store, const char *key);
bool store_set_meta(struct store *store, const char *key, const char *value, GError **error);

/* Ids, field names and hashes only: never a personal value. */
bool store_audit(struct store *store, gint64 at, const char *actor, const char *action, const char *subject,
                 const char *detail, GError **error);

/* PRAGMA integrity_check and foreign_key_check: NULL when sound, else what is wrong. */
char *store_check(struct store *store);
/* PRAGMA quick_check for so many milliseconds; *whole tells whether it came to its end. */
char *store_check_quickly(struct store *store, guint milliseconds, bool *whole);

#endif
