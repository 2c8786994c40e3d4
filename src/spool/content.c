/* The content store: files that came in mails, under the name of their SHA-256, mode 0440.
 *
 * What a staging folder holds was written by a process that had just read hostile bytes. Nothing it says is
 * believed: the file is opened without following links, must be regular with one link (a second one could be a
 * way in for later), and is hashed again before it is linked to its place through the very descriptor that was
 * hashed.
 */
#include "spool/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "spool/inside.h"

char *spool_stage(struct spool *spool, GError **error)
{
    char *folder = g_strdup_printf("%s/%06u", spool->content.private, ++spool->next);
    if (mkdir(folder, 0700) == 0)
        return folder;
    error_set_errno(error, errno, "cannot create folder %s", folder);
    g_free(folder);
    return NULL;
}

void spool_unstage(struct spool *spool, const char *folder)
{
    /* Only what spool_stage made is removed. */
    if (folder && g_str_has_prefix(folder, spool->content.private))
        file_remove_tree(folder, NULL);
}

/* A staged file's descriptor; -1 with ERROR_INPUT when it is no plain file of its own. */
static int open_staged(const char *staging_folder, const char *file, guint64 bytes, GError **error)
{
    if (!file || file[0] == '\0' || file[0] == '.' || strchr(file, '/')) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "not the name of a staged file");
        return -1;
    }
    int folder = open(staging_folder, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int fd = folder < 0 ? -1 : openat(folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int saved = errno;
    if (folder >= 0)
        close(folder);
    struct stat info;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1 && info.st_size >= 0 &&
        (guint64)info.st_size == bytes)
        return fd;
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "staged file %s: %s", file,
                fd < 0 ? strerror(saved) : "not one regular file of the announced size");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Links the descriptor's own file, whatever its name has become. */
static bool link_descriptor(int fd, const char *path, GError **error)
{
    char self[40];
    g_snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    if (fchmod(fd, 0440) == 0 && linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
        return true;
    error_set_errno(error, errno, "cannot link %s", path);
    return false;
}

static bool store(struct spool *spool, int fd, const char *sha256, guint64 bytes, GError **error)
{
    g_autofree char *path = area_place(&spool->content, sha256, "", error);
    if (!path)
        return false;
    struct stat there;
    if (lstat(path, &there) == 0) {
        if (S_ISREG(there.st_mode) && (guint64)there.st_size == bytes)
            return true;
        unlink(path); /* damaged: the new one takes its place */
    }
    return link_descriptor(fd, path, error);
}

bool content_take(struct spool *spool, const char *staging_folder, const char *file, const char *sha256, guint64 bytes,
                  GError **error)
{
    int fd = open_staged(staging_folder, file, bytes, error);
    if (fd < 0)
        return false;
    guint64 length = 0;
    g_autofree char *found = hash_fd(fd, &length, error);
    bool good = found != NULL;
    if (good && (length != bytes || g_strcmp0(found, sha256) != 0)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "staged file %s: its content is not what was announced", file);
        good = false;
    }
    good = good && store(spool, fd, found, bytes, error);
    close(fd);
    return good;
}

char *content_put(struct spool *spool, GBytes *bytes, GError **error)
{
    gsize length = g_bytes_get_size(bytes);
    const void *data = g_bytes_get_data(bytes, NULL);
    g_autofree char *sha256 = hash_bytes(data, length);
    g_autofree char *path = area_place(&spool->content, sha256, "", error);
    struct stat there;
    if (!path)
        return NULL;
    bool known = lstat(path, &there) == 0 && S_ISREG(there.st_mode) && (guint64)there.st_size == length;
    return known || file_replace(path, data, length, 0440, error) ? g_steal_pointer(&sha256) : NULL;
}

bool content_sync(struct spool *spool, GError **error)
{
    return file_sync_tree(spool->content.folder, error);
}

char *content_path(const struct spool *spool, const char *sha256)
{
    return area_path(&spool->content, sha256, "");
}

GBytes *content_read(const char *state_folder, const char *sha256, gsize limit, GError **error)
{
    if (!hash_is_name(sha256)) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "not the name of a stored file");
        return NULL;
    }
    g_autofree char *folder = g_build_filename(state_folder, "content", NULL);
    const struct area area = {.folder = folder};
    g_autofree char *path = area_path(&area, sha256, "");
    g_autoptr(GBytes) bytes = file_read(path, limit, error);
    if (!bytes)
        return NULL;
    g_autofree char *found = hash_bytes(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    if (!strcmp(found, sha256))
        return g_steal_pointer(&bytes);
    g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "stored file %s is damaged", sha256);
    return NULL;
}
