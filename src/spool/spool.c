/* The raw mails.
 *
 * Each process works in a private folder of its own below tmp/, which it keeps locked; so leftovers are known by
 * their lock being free, and a second process (a person's `reread` beside the daemon) never loses its files.
 */
#include "spool/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "spool/inside.h"

bool hash_is_name(const char *sha256)
{
    return sha256 && strlen(sha256) == HASH_HEX && strspn(sha256, "0123456789abcdef") == HASH_HEX;
}

char *area_path(const struct area *area, const char *sha256, const char *suffix)
{
    return g_strdup_printf("%s/%.2s/%s%s", area->folder, sha256, sha256, suffix);
}

char *area_place(const struct area *area, const char *sha256, const char *suffix, GError **error)
{
    if (!hash_is_name(sha256)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "not a SHA-256: %.80s", sha256 ? sha256 : "(none)");
        return NULL;
    }
    g_autofree char *folder = g_strdup_printf("%s/%.2s", area->folder, sha256);
    return file_make_dirs(folder, error) ? area_path(area, sha256, suffix) : NULL;
}

/* A locked folder's descriptor; -1 when it is gone or somebody else's. */
static int lock_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat info;
    if (fd < 0)
        return -1;
    /* Without a link it was cleared away between open and lock. */
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &info) == 0 && info.st_nlink > 0)
        return fd;
    close(fd);
    return -1;
}

static bool clear_leftovers(const char *tmp, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GDir) folder = g_dir_open(tmp, 0, &fault);
    if (!folder) {
        g_set_error(error, HUIZHI_ERROR, ERROR_IO, "%s", fault->message);
        return false;
    }
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(tmp, name, NULL);
        int lock = lock_folder(path);
        if (lock >= 0 && !file_remove_tree(path, error)) {
            close(lock);
            return false;
        }
        if (lock >= 0)
            close(lock);
    }
    return true;
}

static bool open_area(struct area *area, const char *state, const char *name, GError **error)
{
    area->lock = -1;
    area->folder = g_build_filename(state, name, NULL);
    g_autofree char *tmp = g_build_filename(area->folder, "tmp", NULL);
    if (!file_make_dirs(tmp, error) || !clear_leftovers(tmp, error))
        return false;
    for (int attempt = 0; attempt < 100; attempt++) {
        g_autofree char *private = g_strdup_printf("%s/%d.%d", tmp, (int)getpid(), attempt);
        if (mkdir(private, 0700) != 0 && errno != EEXIST) {
            error_set_errno(error, errno, "cannot create folder %s", private);
            return false;
        }
        area->lock = lock_folder(private);
        if (area->lock >= 0) {
            area->private = g_steal_pointer(&private);
            return true;
        }
    }
    g_set_error(error, HUIZHI_ERROR, ERROR_CREATE, "cannot lock a folder of our own in %s", tmp);
    return false;
}

static void close_area(struct area *area)
{
    if (area->private)
        file_remove_tree(area->private, NULL); /* what stays is cleared by the next open */
    if (area->lock >= 0)
        close(area->lock);
    g_free(area->private);
    g_free(area->folder);
}

struct spool *spool_open(const char *state_folder, GError **error)
{
    g_autoptr(Spool) spool = g_new0(struct spool, 1);
    spool->fd = spool->raw.lock = spool->content.lock = -1;
    spool->hash = hash_create();
    if (!open_area(&spool->raw, state_folder, "spool", error) ||
        !open_area(&spool->content, state_folder, "content", error))
        return NULL;
    return g_steal_pointer(&spool);
}

void spool_free(struct spool *spool)
{
    if (!spool)
        return;
    spool_abandon(spool);
    close_area(&spool->raw);
    close_area(&spool->content);
    hash_free(spool->hash);
    g_free(spool);
}

bool spool_begin(struct spool *spool, GError **error)
{
    spool_abandon(spool);
    spool->temporary = g_strdup_printf("%s/%06u.eml", spool->raw.private, ++spool->next);
    spool->fd = open(spool->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (spool->fd >= 0)
        return true;
    error_set_errno(error, errno, "cannot create %s", spool->temporary);
    g_clear_pointer(&spool->temporary, g_free);
    return false;
}

bool spool_write(struct spool *spool, const void *bytes, gsize length, GError **error)
{
    if (spool->fd < 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "spool: no mail was begun");
        return false;
    }
    if (!file_write_all(spool->fd, bytes, length, error)) {
        g_prefix_error(error, "%s: ", spool->temporary);
        return false;
    }
    hash_update(spool->hash, bytes, length);
    spool->bytes += length;
    return true;
}

bool spool_end(struct spool *spool, char **temporary, char **sha256, guint64 *bytes, GError **error)
{
    if (spool->fd < 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "spool: no mail was begun");
        return false;
    }
    int fault = fchmod(spool->fd, 0440) == 0 ? 0 : errno;
    if (close(spool->fd) != 0 && fault == 0)
        fault = errno;
    spool->fd = -1;
    if (fault) {
        error_set_errno(error, fault, "cannot write %s", spool->temporary);
        spool_abandon(spool);
        return false;
    }
    *temporary = g_steal_pointer(&spool->temporary);
    *sha256 = hash_finish(spool->hash);
    *bytes = spool->bytes;
    spool->bytes = 0;
    return true;
}

void spool_abandon(struct spool *spool)
{
    if (spool->fd >= 0)
        close(spool->fd);
    spool->fd = -1;
    if (spool->temporary)
        unlink(spool->temporary);
    g_clear_pointer(&spool->temporary, g_free);
    if (spool->bytes > 0)
        g_free(hash_finish(spool->hash)); /* resets it */
    spool->bytes = 0;
}

/* Moves one temporary file to its place. A mail that is there already stays as it is, unless its size shows that
 * it was damaged; a temporary file that is gone was moved by an earlier, interrupted commit. */
static bool settle(struct spool *spool, const char *temporary, const char *sha256, GError **error)
{
    g_autofree char *path = area_place(&spool->raw, sha256, ".eml", error);
    if (!path)
        return false;
    struct stat there, ours;
    bool has_there = stat(path, &there) == 0, has_ours = stat(temporary, &ours) == 0;
    if (has_there && (!has_ours || there.st_size == ours.st_size)) {
        unlink(temporary);
        return true;
    }
    if (rename(temporary, path) == 0)
        return true;
    error_set_errno(error, errno, "cannot rename %s to %s", temporary, path);
    return false;
}

bool spool_commit(struct spool *spool, GPtrArray *temporaries, GPtrArray *hashes, GError **error)
{
    if (temporaries->len != hashes->len) {
        g_set_error(error, HUIZHI_ERROR, ERROR_SOFTWARE, "spool: %u files, %u hashes", temporaries->len, hashes->len);
        return false;
    }
    if (temporaries->len == 0)
        return true;
    if (!file_sync_tree(spool->raw.folder, error))
        return false;
    for (guint i = 0; i < temporaries->len; i++)
        if (!settle(spool, temporaries->pdata[i], hashes->pdata[i], error))
            return false;
    return file_sync_tree(spool->raw.folder, error);
}

char *spool_path(const struct spool *spool, const char *sha256)
{
    return area_path(&spool->raw, sha256, ".eml");
}
