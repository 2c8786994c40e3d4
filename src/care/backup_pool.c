/* The pool: copying files in, a batch at a time, each read again before it gets its name. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "care/backup.h"

#define BATCH 250
#define BATCH_BYTES (256u * 1024 * 1024)

struct fresh {
    char *temporary, *sha256;
};

struct pool_store {
    char *backups, *private;
    GPtrArray *fresh;    /* struct fresh: written, not yet in their place */
    GHashTable *waiting; /* their hashes */
    guint64 bytes;
    guint next, copied;
};

static void fresh_free(gpointer data)
{
    struct fresh *fresh = data;
    g_free(fresh->temporary);
    g_free(fresh->sha256);
    g_free(fresh);
}

struct pool_store *pool_store_open(const char *backups, GError **error)
{
    g_autofree char *private = g_build_filename(backups, "pool", "tmp", NULL);
    if (!file_remove_tree(private, error) || !file_make_dirs(private, error))
        return NULL;
    struct pool_store *pool = g_new0(struct pool_store, 1);
    pool->backups = g_strdup(backups);
    pool->private = g_steal_pointer(&private);
    pool->fresh = g_ptr_array_new_with_free_func(fresh_free);
    pool->waiting = g_hash_table_new(g_str_hash, g_str_equal);
    return pool;
}

void pool_store_free(struct pool_store *pool)
{
    if (!pool)
        return;
    g_hash_table_destroy(pool->waiting);
    g_ptr_array_unref(pool->fresh);
    file_remove_tree(pool->private, NULL);
    g_free(pool->private);
    g_free(pool->backups);
    g_free(pool);
}

guint pool_store_copied(const struct pool_store *pool)
{
    return pool->copied;
}

char *pool_store_path(const char *backups, const char *sha256)
{
    return g_strdup_printf("%s/pool/%.2s/%s", backups, sha256, sha256);
}

/* Copies what the descriptor holds, sharing blocks where the file system can, and hashes what was read. */
static char *copy_hashed(int from, int to, guint64 *bytes, GError **error)
{
    if (ioctl(to, FICLONE, from) == 0)
        return hash_fd(to, bytes, error);
    struct hash *hash = hash_create();
    g_autofree char *buffer = g_malloc(256 * 1024);
    ssize_t got = 1;
    bool good = true;
    while (good && got > 0) {
        got = read(from, buffer, 256 * 1024);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        if (got <= 0)
            break;
        hash_update(hash, buffer, (gsize)got);
        *bytes += (guint64)got;
        good = file_write_all(to, buffer, (gsize)got, error);
    }
    char *found = good && got == 0 ? hash_finish(hash) : NULL;
    if (good && got < 0)
        found = g_strdup(""); /* the source cannot be read: it is missing, not our disk */
    hash_free(hash);
    return found;
}

static int open_regular(const char *path, guint64 *bytes)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        *bytes = (guint64)info.st_size;
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

/* True when the pool has it, or will have it. */
static bool is_known(const struct pool_store *pool, const char *sha256, guint64 bytes)
{
    struct stat info;
    if (g_hash_table_contains(pool->waiting, sha256))
        return true;
    g_autofree char *place = pool_store_path(pool->backups, sha256);
    return lstat(place, &info) == 0 && S_ISREG(info.st_mode) && (guint64)info.st_size == bytes;
}

/* Takes the descriptor's file; entry->sha256 is what was found. */
static bool take(struct pool_store *pool, int from, struct manifest_entry *entry, GError **error)
{
    g_autofree char *temporary = g_strdup_printf("%s/%u", pool->private, ++pool->next);
    int to = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0440);
    if (to < 0) {
        error_set_errno(error, errno, "cannot create %s", temporary);
        return false;
    }
    guint64 bytes = 0;
    entry->sha256 = copy_hashed(from, to, &bytes, error);
    entry->bytes = bytes;
    close(to);
    if (!entry->sha256)
        return false;
    struct fresh *fresh = g_new0(struct fresh, 1);
    fresh->temporary = g_steal_pointer(&temporary);
    fresh->sha256 = g_strdup(entry->sha256);
    g_ptr_array_add(pool->fresh, fresh);
    g_hash_table_add(pool->waiting, fresh->sha256);
    pool->bytes += bytes;
    return true;
}

static void drop_last(struct pool_store *pool)
{
    struct fresh *fresh = pool->fresh->pdata[pool->fresh->len - 1];
    unlink(fresh->temporary);
    g_hash_table_remove(pool->waiting, fresh->sha256);
    g_ptr_array_set_size(pool->fresh, (int)pool->fresh->len - 1);
}

bool pool_store_put(struct pool_store *pool, const char *path, const char *sha256, struct manifest_entry *entry,
                    GError **error)
{
    guint64 bytes = 0;
    *entry = (struct manifest_entry){.path = NULL};
    int from = open_regular(path, &bytes);
    entry->missing = from < 0;
    guint64 length = 0;
    g_autofree char *found = from >= 0 && !sha256 ? hash_fd(from, &length, NULL) : NULL;
    const char *name = sha256 ? sha256 : found;
    if (found)
        lseek(from, 0, SEEK_SET);
    if (from < 0 || (name && is_known(pool, name, bytes))) {
        entry->sha256 = g_strdup(name ? name : "");
        entry->bytes = bytes;
        if (from >= 0)
            close(from);
        return true;
    }
    bool good = take(pool, from, entry, error);
    close(from);
    if (!good)
        return false;
    if ((sha256 && strcmp(sha256, entry->sha256) != 0) || !entry->sha256[0]) {
        entry->missing = true;
        drop_last(pool);
        g_free(entry->sha256);
        entry->sha256 = g_strdup(sha256 ? sha256 : "");
    }
    return pool->fresh->len < BATCH && pool->bytes < BATCH_BYTES ? true : pool_store_flush(pool, error);
}

/* Read again, from the disk if the kernel lets go of what it has in memory. */
static bool place(struct pool_store *pool, const struct fresh *fresh, GError **error)
{
    g_autofree char *path = pool_store_path(pool->backups, fresh->sha256), *folder = g_path_get_dirname(path);
    int fd = open(fresh->temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        error_set_errno(error, errno, "cannot open %s", fresh->temporary);
        return false;
    }
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    guint64 bytes = 0;
    g_autofree char *found = hash_fd(fd, &bytes, error);
    close(fd);
    if (!found)
        return false;
    if (strcmp(found, fresh->sha256) != 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s was written and read back differently: the disk is failing",
                    fresh->temporary);
        return false;
    }
    if (!file_make_dirs(folder, error))
        return false;
    if (rename(fresh->temporary, path) != 0) {
        error_set_errno(error, errno, "cannot rename %s", fresh->temporary);
        return false;
    }
    pool->copied++;
    return true;
}

bool pool_store_flush(struct pool_store *pool, GError **error)
{
    bool good = pool->fresh->len == 0 || file_sync_tree(pool->private, error);
    for (guint i = 0; good && i < pool->fresh->len; i++)
        good = place(pool, pool->fresh->pdata[i], error);
    g_hash_table_remove_all(pool->waiting);
    g_ptr_array_set_size(pool->fresh, 0);
    pool->bytes = 0;
    return good && file_sync_tree(pool->backups, error);
}

static bool hold(GHashTable *held, const char *backups, const char *name, GError **error)
{
    g_autofree char *folder = g_build_filename(backups, name, NULL);
    g_autoptr(Manifest) manifest = manifest_read(folder, error);
    for (guint i = 0; manifest && i < manifest->entries->len; i++) {
        struct manifest_entry *entry = manifest->entries->pdata[i];
        g_hash_table_add(held, g_steal_pointer(&entry->sha256));
    }
    return manifest != NULL;
}

static bool sweep(const char *folder, GHashTable *held, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) names = g_dir_open(folder, 0, &failure);
    if (!names) {
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s", failure->message);
        return false;
    }
    for (const char *name; (name = g_dir_read_name(names));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_hash_table_contains(held, name) && unlink(path) != 0) {
            error_set_errno(error, errno, "cannot remove %s", path);
            return false;
        }
    }
    return true;
}

/* A manifest that cannot be read may hold anything: then nothing is removed. */
bool pool_store_prune(const char *backups, GError **error)
{
    g_autoptr(GHashTable) held = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) names = backup_list(backups, error);
    bool good = names != NULL;
    for (guint i = 0; good && i < names->len; i++)
        good = hold(held, backups, names->pdata[i], error);
    for (guint n = 0; good && n < 256; n++) {
        g_autofree char *folder = g_strdup_printf("%s/pool/%02x", backups, n);
        good = !g_file_test(folder, G_FILE_TEST_IS_DIR) || sweep(folder, held, error);
    }
    return good;
}
