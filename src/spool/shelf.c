/* Laying out is repeatable: each call compares what is there with what should be, so an interrupted one is mended by
 * the next.
 */
#include "spool/shelf.h"

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
#include "base/text.h"
#include "spool/shelf_name.h"

#define SHELF_MODE 0440

void shelf_item_free(struct shelf_item *item)
{
    if (!item)
        return;
    g_free(item->name);
    g_free(item->type);
    g_free(item->sha256);
    g_free(item);
}

/* "NXZ-0001 旧名称": the folder that bears the number now; NULL when there is none. */
static char *present_folder(const char *root, const char *number)
{
    g_autoptr(GDir) dir = g_dir_open(root, 0, NULL);
    gsize length = strlen(number);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (!strncmp(name, number, length) && (name[length] == ' ' || name[length] == '\0'))
            return g_strdup(name);
    return NULL;
}

static bool make_folder(const char *root, const char *number, const char *title, char **path, GError **error)
{
    if (!file_make_dirs(root, error))
        return false;
    g_autofree char *name = shelf_folder_name(number, title), *present = present_folder(root, number);
    *path = g_build_filename(root, name, NULL);
    if (present && strcmp(present, name) != 0) {
        g_autofree char *from = g_build_filename(root, present, NULL);
        if (rename(from, *path) != 0) {
            error_set_errno(error, errno, "cannot rename %s", from);
            return false;
        }
    }
    return file_make_dirs(*path, error);
}

/* The same bytes already: the same inode, or a reflink or copy with the same hash. */
static bool is_there(const char *path, const char *content, const char *sha256)
{
    struct stat there, wanted;
    if (lstat(path, &there) != 0 || stat(content, &wanted) != 0 || !S_ISREG(there.st_mode) ||
        there.st_size != wanted.st_size)
        return false;
    if (there.st_ino == wanted.st_ino && there.st_dev == wanted.st_dev)
        return true;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    guint64 length;
    g_autofree char *hash = fd >= 0 ? hash_fd(fd, &length, NULL) : NULL;
    if (fd >= 0)
        close(fd);
    return !g_strcmp0(hash, sha256);
}

static bool copy_bytes(int from, int to, GError **error)
{
    for (;;) {
        ssize_t copied = copy_file_range(from, NULL, to, NULL, 1 << 30, 0);
        if (copied == 0)
            return true;
        if (copied < 0 && errno != EINTR) {
            error_set_errno(error, errno, "copying");
            return false;
        }
    }
}

/* A new file with the content's bytes: shared blocks, or copied ones when `copy`. False without *error when the file
 * system shares no blocks. */
static bool clone_file(const char *content, const char *path, bool copy, GError **error)
{
    int from = open(content, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int to = from < 0 ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, SHELF_MODE);
    bool done = false;
    if (to < 0)
        error_set_errno(error, errno, "%s", from < 0 ? content : path);
    else
        done = copy ? copy_bytes(from, to, error) : ioctl(to, FICLONE, from) == 0;
    if (to >= 0 && close(to) != 0 && done) {
        error_set_errno(error, errno, "%s", path);
        done = false;
    }
    if (from >= 0)
        close(from);
    if (to >= 0 && !done)
        unlink(path);
    return done;
}

static bool place_file(const char *content, const char *path, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (clone_file(content, path, false, &failure))
        return true;
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (link(content, path) == 0)
        return true;
    if (errno == EXDEV || errno == EMLINK || errno == EPERM)
        return clone_file(content, path, true, error);
    error_set_errno(error, errno, "cannot link %s", path);
    return false;
}

/* A file of ours: "NN …", a regular file that nobody may write. What people add has another name or another mode. */
static bool is_ours(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat info;
    gsize digits = strspn(name, "0123456789");
    return digits >= 2 && name[digits] == ' ' && lstat(path, &info) == 0 && S_ISREG(info.st_mode) &&
           (info.st_mode & 0777) == SHELF_MODE;
}

static bool remove_others(const char *folder, GHashTable *wanted, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (!g_hash_table_contains(wanted, name) && is_ours(folder, name))
            g_ptr_array_add(names, g_strdup(name));
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
        if (unlink(path) != 0) {
            error_set_errno(error, errno, "cannot remove %s", path);
            return false;
        }
    }
    return true;
}

/* A name that another item of the folder has already gets a number: "01 a (2).jpg". */
static char *free_name(GHashTable *taken, char *name)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *stem = g_strndup(name, (gsize)(dot - name)), *ending = g_strdup(dot);
    for (int n = 2; g_hash_table_contains(taken, name); n++) {
        g_autofree char *tail = g_strdup_printf(" (%d)%s", n, ending);
        g_autofree char *fitting = text_truncate(stem, SHELF_NAME_BYTES - strlen(tail));
        g_free(name);
        name = g_strconcat(fitting, tail, NULL);
    }
    return name;
}

static bool lay_items(const struct spool *spool, const char *folder, const GPtrArray *items, bool replaced,
                      GError **error)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < items->len; i++) {
        const struct shelf_item *item = items->pdata[i];
        char *name = item->replaced == replaced ? shelf_file_name(item->seq, item->name, item->type) : NULL;
        if (!name)
            continue;
        name = free_name(taken, name);
        g_hash_table_add(taken, name);
        if (!file_make_dirs(folder, error))
            return false;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *content = content_path(spool, item->sha256);
        if (is_there(path, content, item->sha256))
            continue;
        if (is_ours(folder, name))
            unlink(path);
        if (!place_file(content, path, error))
            return false;
    }
    return remove_others(folder, taken, error);
}

bool shelf_lay(const struct spool *spool, const char *root, const char *number, const char *title,
               const GPtrArray *items, GError **error)
{
    g_autofree char *folder = NULL;
    if (!make_folder(root, number, title, &folder, error))
        return false;
    g_autofree char *earlier = g_build_filename(folder, SHELF_EARLIER, NULL);
    return lay_items(spool, folder, items, false, error) && lay_items(spool, earlier, items, true, error);
}
