/* Files: durable writing, whole reading, and the few folder operations that the stages share. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/error.h"

bool file_make_dirs(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0750) == 0)
        return true;
    int saved = errno;
    g_set_error(error, HUIZHI_ERROR, saved == ENOSPC ? ERROR_IO : ERROR_CREATE, "cannot create folder %s: %s", path,
                strerror(saved));
    return false;
}

bool file_write_all(int fd, const void *bytes, gsize length, GError **error)
{
    const char *next = bytes;
    while (length > 0) {
        ssize_t wrote = write(fd, next, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0) {
            error_set_errno(error, errno, "cannot write");
            return false;
        }
        next += wrote;
        length -= (gsize)wrote;
    }
    return true;
}

GBytes *file_read(const char *path, gsize limit, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int saved = errno;
        bool missing = saved == ENOENT || saved == ENOTDIR || saved == EISDIR;
        g_set_error(error, HUIZHI_ERROR, missing ? ERROR_NO_INPUT : ERROR_IO, "cannot open %s: %s", path,
                    strerror(saved));
        return NULL;
    }
    g_autoptr(GByteArray) all = g_byte_array_new();
    guchar buffer[65536];
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        if (all->len + (gsize)got > limit)
            break;
        g_byte_array_append(all, buffer, (guint)got);
    }
    int saved = errno;
    close(fd);
    if (got < 0) {
        error_set_errno(error, saved, "cannot read %s", path);
        return NULL;
    }
    if (got > 0) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "%s is larger than %" G_GSIZE_FORMAT " bytes", path, limit);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

static bool sync_folder(const char *folder, bool whole, GError **error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? -1 : whole ? syncfs(fd) : fsync(fd);
    int saved = errno;
    if (fd >= 0)
        close(fd);
    if (result == 0)
        return true;
    error_set_errno(error, saved, "cannot sync %s", folder);
    return false;
}

bool file_sync_tree(const char *folder, GError **error)
{
    return sync_folder(folder, true, error);
}

bool file_replace(const char *path, const void *bytes, gsize length, int mode, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = g_strdup_printf("%s.%d.tmp", path, (int)getpid());
    unlink(temporary);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) {
        int saved = errno;
        g_set_error(error, HUIZHI_ERROR, saved == ENOSPC ? ERROR_IO : ERROR_CREATE, "cannot create %s: %s", temporary,
                    strerror(saved));
        return false;
    }
    bool good = file_write_all(fd, bytes, length, error);
    if (good && fsync(fd) != 0) {
        error_set_errno(error, errno, "cannot sync %s", temporary);
        good = false;
    }
    close(fd);
    if (good && rename(temporary, path) != 0) {
        error_set_errno(error, errno, "cannot rename %s", temporary);
        good = false;
    }
    if (!good) {
        unlink(temporary);
        return false;
    }
    return sync_folder(folder, false, error);
}

bool file_free_space(const char *folder, guint64 *bytes, GError **error)
{
    struct statvfs fs;
    if (statvfs(folder, &fs) != 0) {
        error_set_errno(error, errno, "cannot measure %s", folder);
        return false;
    }
    *bytes = (guint64)fs.f_bavail * fs.f_frsize;
    return true;
}

static bool remove_at(int parent, const char *name, int depth);

static bool empty_at(int fd, int depth)
{
    DIR *folder = fdopendir(fd);
    if (!folder) {
        close(fd);
        return false;
    }
    bool good = true;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            good = remove_at(dirfd(folder), entry->d_name, depth + 1) && good;
    closedir(folder);
    return good;
}

static bool remove_at(int parent, const char *name, int depth)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
        return true;
    if ((errno != EISDIR && errno != EPERM) || depth > 64)
        return false;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || !empty_at(fd, depth))
        return false;
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

bool file_remove_tree(const char *folder, GError **error)
{
    if (remove_at(AT_FDCWD, folder, 0))
        return true;
    error_set_errno(error, errno, "cannot remove %s", folder);
    return false;
}
