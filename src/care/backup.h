/* Backups: the database and every file that it speaks of, each file once however many backups hold it.
 *
 *   DIR/pool/ab/ab…             files under their SHA-256: raw mails, content, configuration, rules
 *   DIR/2020-06-02T020000Z/     one backup: huizhi.db and manifest (path, hash and size of each file)
 *
 * A file is in the pool only after it was written, synced and read again, and a backup has its name only when all of
 * it is there; what a kill leaves begins with ".new-" or lies in pool/tmp and is swept away by the next one. Files are
 * copied (shared blocks where the file system can), never hard-linked: what damages the one must not damage the other.
 * Errors: ERROR_IO and ERROR_CREATE (the backup's disk), ERROR_INPUT (what is not as it should be), ERROR_AGAIN
 * (another backup is at work, or *stop).
 */
#ifndef HUIZHI_CARE_BACKUP_H
#define HUIZHI_CARE_BACKUP_H

#include <signal.h>

#include "base/clock.h"
#include "config/config.h"
#include "ruleset/ruleset.h"
#include "store/store.h"

/* manifest.c: what a backup holds. */
struct manifest_entry {
    char *path; /* in the state folder, or below config/ and rules/: "spool/ab/ab….eml" */
    char *sha256;
    guint64 bytes;
    bool missing; /* the database speaks of it, but it was not there, or not as it should be */
};
struct manifest {
    gint64 made;
    GPtrArray *entries; /* struct manifest_entry */
};
typedef struct manifest Manifest;
struct manifest *manifest_create(gint64 made);
void manifest_free(struct manifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Manifest, manifest_free)
void manifest_add(struct manifest *manifest, const char *path, const char *sha256, guint64 bytes, bool missing);
/* FOLDER/manifest, durably; with a hash over itself. */
bool manifest_write(const struct manifest *manifest, const char *folder, GError **error);
/* ERROR_INPUT when it was changed, or names a place where no file of ours may be. */
struct manifest *manifest_read(const char *folder, GError **error);

/* backup_pool.c: the files of all backups. */
struct pool_store;
typedef struct pool_store PoolStore;
struct pool_store *pool_store_open(const char *backups, GError **error);
void pool_store_free(struct pool_store *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolStore, pool_store_free)
/* Takes a file in. `sha256` NULL: whatever it is. *entry gets hash and size; `missing` when it is not there or not what
 * its name says: that is no error. Durable after pool_store_flush. */
bool pool_store_put(struct pool_store *pool, const char *path, const char *sha256, struct manifest_entry *entry,
                    GError **error);
bool pool_store_flush(struct pool_store *pool, GError **error);
guint pool_store_copied(const struct pool_store *pool);
/* "DIR/pool/ab/ab…"; free with g_free. */
char *pool_store_path(const char *backups, const char *sha256);
/* Removes what no backup of the folder holds. */
bool pool_store_prune(const char *backups, GError **error);

/* backup.c */
struct backup_report {
    char *folder; /* of the new backup */
    guint files, copied, missing;
    guint64 bytes; /* of all files */
};
void backup_report_clear(struct backup_report *report);
/* Makes one and keeps the newest `keep` (0: all). `progress`: tell a terminal. The outcome is recorded in the database:
 * for status, and for what needs a backup first. */
bool backup_make(const struct config *config, const char *backups, gint64 now, guint keep, bool progress,
                 const volatile sig_atomic_t *stop, struct backup_report *report, GError **error);
/* The day's backup, when backup.path is set and it is due. A failure raises an alert and is tried again an hour later.
 */
void backup_daily(const struct config *config, struct store *store, GTimeZone *zone, gint64 now,
                  const volatile sig_atomic_t *stop);
/* The folder of a backup: `where` itself, or the newest in it. ERROR_NO_INPUT when there is none. */
char *backup_find(const char *where, GError **error);
/* The names of the backups in the folder, oldest first. */
GPtrArray *backup_list(const char *backups, GError **error);
/* Hashes every file of the backup again; what is wrong, a line each (char *), at most 1,000. NULL with *error when its
 * manifest cannot be read. */
GPtrArray *backup_check(const char *folder, bool progress, GError **error);

/* restore.c: puts a backup into a state folder, which must be empty or, with `force`, is set aside within itself first.
 * Nothing is written before the whole backup was checked; every reply is held. *held counts the letters. */
bool restore_state(const char *folder, const char *state, bool force, bool progress, gint64 now, char **aside,
                   gint64 *held, GError **error);

#endif
