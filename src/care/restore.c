/* Restoring: check everything, lay the files, put the database in its place last. Until then the state folder holds no
 * database, and a restore that was cut off is begun again (its mark says so).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/words.h"
#include "care/backup.h"
#include "store/shelving.h"
#include "store/snapshot.h"

#define MARK ".restoring"

/* Locks, and what an earlier try of ours left, are nothing that a restore could harm. */
static bool counts(const char *name)
{
    return !g_str_has_suffix(name, ".lock") && strcmp(name, MARK) != 0 && strcmp(name, "lost+found") != 0 &&
           !g_str_has_prefix(name, "before-restore-");
}

static bool is_empty(const char *state)
{
    g_autoptr(GDir) names = g_dir_open(state, 0, NULL);
    g_autofree char *mark = g_build_filename(state, MARK, NULL);
    if (g_file_test(mark, G_FILE_TEST_IS_DIR))
        return true;
    for (const char *name; names && (name = g_dir_read_name(names));)
        if (counts(name))
            return false;
    return true;
}

/* What is there is kept, beside what comes in its place. */
static bool set_aside(const char *state, gint64 now, char **aside, GError **error)
{
    g_autofree char *folder = g_strdup_printf("%s/before-restore-%" G_GINT64_FORMAT "-%d", state, now, (int)getpid());
    g_autoptr(GDir) names = g_dir_open(state, 0, NULL);
    if (!names || !file_make_dirs(folder, error))
        return false;
    for (const char *name; (name = g_dir_read_name(names));) {
        g_autofree char *from = g_build_filename(state, name, NULL), *to = g_build_filename(folder, name, NULL);
        if (counts(name) && rename(from, to) != 0) {
            error_set_errno(error, errno, "cannot set %s aside", from);
            return false;
        }
    }
    *aside = g_steal_pointer(&folder);
    return true;
}

static bool copy_file(const char *from, const char *to, int mode, const char *sha256, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(to);
    g_autofree char *buffer = g_malloc(256 * 1024);
    if (!file_make_dirs(folder, error))
        return false;
    unlink(to);
    int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    bool good = out >= 0;
    if (!good)
        error_set_errno(error, errno, "cannot copy %s to %s", from, to);
    struct hash *hash = hash_create();
    for (ssize_t got = 1; good && got != 0;) {
        got = read(in, buffer, 256 * 1024);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            error_set_errno(error, errno, "cannot read %s", from);
        good = got >= 0 && file_write_all(out, buffer, (gsize)got, error);
        if (good)
            hash_update(hash, buffer, (gsize)got);
    }
    g_autofree char *found = hash_finish(hash);
    hash_free(hash);
    if (good && strcmp(found, sha256) != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s changed while it was restored", from);
        good = false;
    }
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return good;
}

static bool lay_files(const struct manifest *manifest, const char *backups, const char *state, bool progress,
                      GError **error)
{
    guint all = manifest->entries->len;
    struct progress bar;
    progress_begin(&bar, _("restoring"), all);
    for (guint i = 0; i < all; i++) {
        const struct manifest_entry *entry = manifest->entries->pdata[i];
        if (progress)
            progress_at(&bar, i + 1, all);
        if (entry->missing || !strcmp(entry->path, "huizhi.db"))
            continue;
        bool ours = g_str_has_prefix(entry->path, "spool/") || g_str_has_prefix(entry->path, "content/");
        /* Configuration and rules are brought along, and laid where a person picks them up. */
        g_autofree char *from = pool_store_path(backups, entry->sha256);
        g_autofree char *to = g_build_filename(state, ours ? "" : "restored", entry->path, NULL);
        if (!copy_file(from, to, ours ? 0440 : 0640, entry->sha256, error)) {
            progress_end(&bar);
            return false;
        }
    }
    progress_end(&bar);
    return true;
}

static const struct manifest_entry *database_of(const struct manifest *manifest, GError **error)
{
    for (guint i = 0; i < manifest->entries->len; i++) {
        const struct manifest_entry *entry = manifest->entries->pdata[i];
        if (!strcmp(entry->path, "huizhi.db") && !entry->missing)
            return entry;
    }
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "the backup holds no database");
    return NULL;
}

/* In a folder of its own, so that nobody meets it before every reply is held. */
static bool prepare_database(const char *folder, const struct manifest_entry *entry, const char *mark, gint64 now,
                             gint64 *held, GError **error)
{
    g_autofree char *from = g_build_filename(folder, "huizhi.db", NULL),
                    *to = g_build_filename(mark, "huizhi.db", NULL);
    g_autofree char *name = g_path_get_basename(folder);
    if (!copy_file(from, to, 0640, entry->sha256, error))
        return false;
    g_autoptr(Store) store = store_open(mark, error);
    if (!store || !store_begin(store, error))
        return false;
    *held = store_hold_all(store, now, error);
    g_autofree char *detail = g_strdup_printf("held %" G_GINT64_FORMAT, *held);
    if (*held >= 0 && shelving_forget(store, error) &&
        store_audit(store, now, g_get_user_name(), "restore", name, detail, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool put_in_place(const char *mark, const char *state, GError **error)
{
    g_autofree char *from = g_build_filename(mark, "huizhi.db", NULL), *to = g_build_filename(state, "huizhi.db", NULL);
    g_autofree char *wal = g_strconcat(from, "-wal", NULL);
    struct stat info;
    if (stat(wal, &info) == 0 && info.st_size > 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "%s was not written back", wal);
        return false;
    }
    if (!file_sync_tree(state, error))
        return false;
    if (rename(from, to) != 0) {
        error_set_errno(error, errno, "cannot rename %s", from);
        return false;
    }
    return file_sync_tree(state, error) && file_remove_tree(mark, error);
}

static bool check_whole(const char *folder, bool progress, GError **error)
{
    g_autoptr(GPtrArray) faults = backup_check(folder, progress, error);
    if (!faults)
        return false;
    guint lost = 0;
    for (guint i = 0; i < faults->len; i++)
        lost += g_str_has_suffix(faults->pdata[i], "was missing when the backup was made");
    if (lost == faults->len)
        return true;
    g_autofree char *first = g_strdup(faults->pdata[0]);
    for (guint i = 0; i < faults->len; i++)
        if (!g_str_has_suffix(faults->pdata[i], "was missing when the backup was made")) {
            g_free(first);
            first = g_strdup(faults->pdata[i]);
            break;
        }
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "the backup is damaged in %u places: %s", faults->len - lost, first);
    return false;
}

static bool restore_locked(const char *folder, const char *state, bool force, bool progress, gint64 now, char **aside,
                           gint64 *held, GError **error)
{
    if (!is_empty(state) && !force) {
        g_set_error(error, HUIZHI_ERROR, ERROR_CREATE,
                    "%s is not empty; give another folder by --state, or --force to set aside what is there", state);
        return false;
    }
    g_autoptr(Manifest) manifest = manifest_read(folder, error);
    const struct manifest_entry *database = manifest ? database_of(manifest, error) : NULL;
    if (!database || !check_whole(folder, progress, error) ||
        (!is_empty(state) && !set_aside(state, now, aside, error)))
        return false;
    g_autofree char *real = g_canonicalize_filename(folder, NULL), *backups = g_path_get_dirname(real);
    g_autofree char *mark = g_build_filename(state, MARK, NULL);
    return file_remove_tree(mark, error) && file_make_dirs(mark, error) &&
           lay_files(manifest, backups, state, progress, error) &&
           prepare_database(folder, database, mark, now, held, error) && put_in_place(mark, state, error);
}

bool restore_state(const char *folder, const char *state, bool force, bool progress, gint64 now, char **aside,
                   gint64 *held, GError **error)
{
    int intake = store_lock(state, "intake", error);
    int outbox = intake < 0 ? -1 : store_lock(state, "outbox", error);
    bool good = outbox >= 0 && restore_locked(folder, state, force, progress, now, aside, held, error);
    if (outbox >= 0)
        close(outbox);
    if (intake >= 0)
        close(intake);
    return good;
}
