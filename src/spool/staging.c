/* The reader's side of staging: a folder descriptor, and files that it alone creates in it.
 *
 * The sandbox lets a child create files in that one folder, so every name is made here and every open is
 * relative to the descriptor, exclusive and without following links. The same bytes twice (a picture in two
 * parts, a logo in every forwarded mail) are one file.
 */
#include "spool/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"

#define STAGING_MAX_FILES 1000
#define STAGING_MAX_BYTES (G_GUINT64_CONSTANT(2) * 1024 * 1024 * 1024)

struct staging {
    int folder_fd;     /* borrowed */
    int fd;            /* file being written, -1 when none */
    char name[16];     /* its name */
    guint count;       /* files kept */
    guint64 total;     /* bytes kept */
    guint64 bytes;     /* bytes of the file being written */
    struct hash *hash; /* of the file being written */
    GHashTable *files; /* SHA-256 → name */
};

struct staging *staging_open(int folder_fd)
{
    struct staging *staging = g_new0(struct staging, 1);
    staging->folder_fd = folder_fd;
    staging->fd = -1;
    staging->hash = hash_create();
    staging->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return staging;
}

/* Ends the file that is being written and takes it away again. */
static void drop(struct staging *staging)
{
    if (staging->fd < 0)
        return;
    close(staging->fd);
    staging->fd = -1;
    unlinkat(staging->folder_fd, staging->name, 0);
    g_free(hash_finish(staging->hash));
}

void staging_free(struct staging *staging)
{
    if (!staging)
        return;
    drop(staging);
    hash_free(staging->hash);
    g_hash_table_unref(staging->files);
    g_free(staging);
}

bool staging_begin(struct staging *staging, GError **error)
{
    drop(staging);
    if (staging->count >= STAGING_MAX_FILES) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "邮件中的文件超过%d个", STAGING_MAX_FILES);
        return false;
    }
    g_snprintf(staging->name, sizeof staging->name, "f%04u", staging->count + 1);
    staging->fd = openat(staging->folder_fd, staging->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (staging->fd < 0) {
        error_set_errno(error, errno, "cannot create %s in the staging folder", staging->name);
        return false;
    }
    staging->bytes = 0;
    return true;
}

bool staging_write(struct staging *staging, const void *bytes, gsize length, GError **error)
{
    g_return_val_if_fail(staging->fd >= 0, false);
    if (length > STAGING_MAX_BYTES - staging->total - staging->bytes) {
        g_set_error(error, HUIZHI_ERROR, ERROR_INPUT, "邮件中的文件合计超过2GB");
        drop(staging);
        return false;
    }
    if (!file_write_all(staging->fd, bytes, length, error)) {
        g_prefix_error(error, "%s: ", staging->name);
        drop(staging);
        return false;
    }
    hash_update(staging->hash, bytes, length);
    staging->bytes += length;
    return true;
}

struct staged *staging_end(struct staging *staging, GError **error)
{
    g_return_val_if_fail(staging->fd >= 0, NULL);
    int closed = close(staging->fd), saved_errno = errno;
    staging->fd = -1;
    g_autofree char *sha256 = hash_finish(staging->hash);
    if (closed) {
        unlinkat(staging->folder_fd, staging->name, 0);
        error_set_errno(error, saved_errno, "cannot write %s in the staging folder", staging->name);
        return NULL;
    }
    const char *earlier = g_hash_table_lookup(staging->files, sha256);
    if (earlier) {
        unlinkat(staging->folder_fd, staging->name, 0);
    } else {
        g_hash_table_insert(staging->files, g_strdup(sha256), g_strdup(staging->name));
        staging->count++;
        staging->total += staging->bytes;
    }
    struct staged *staged = g_new0(struct staged, 1);
    staged->file = g_strdup(earlier ? earlier : staging->name);
    staged->bytes = staging->bytes;
    staged->sha256 = g_steal_pointer(&sha256);
    return staged;
}

struct staged *staging_add(struct staging *staging, const void *bytes, gsize length, GError **error)
{
    if (!staging_begin(staging, error) || !staging_write(staging, bytes, length, error))
        return NULL;
    return staging_end(staging, error);
}

/* Only names that staging itself gives: "f" and digits. */
static bool own_name(const char *file)
{
    if (file[0] != 'f' || !file[1])
        return false;
    for (const char *p = file + 1; *p; p++)
        if (!g_ascii_isdigit(*p))
            return false;
    return true;
}

int staging_reopen(struct staging *staging, const char *file, GError **error)
{
    int fd = own_name(file) ? openat(staging->folder_fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (fd < 0)
        error_set_errno(error, own_name(file) ? errno : EINVAL, "cannot open %s in the staging folder", file);
    return fd;
}

struct mapping {
    void *address;
    gsize length;
};

static void unmap(gpointer data)
{
    struct mapping *mapping = data;
    munmap(mapping->address, mapping->length);
    g_free(mapping);
}

GBytes *staging_bytes(struct staging *staging, const char *file, GError **error)
{
    int fd = staging_reopen(staging, file, error);
    if (fd < 0)
        return NULL;
    struct stat info;
    void *address = MAP_FAILED;
    int failed = fstat(fd, &info);
    if (!failed && info.st_size > 0)
        address = mmap(NULL, (gsize)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    int saved_errno = errno;
    close(fd);
    if (!failed && info.st_size == 0)
        return g_bytes_new(NULL, 0);
    if (address == MAP_FAILED) {
        error_set_errno(error, saved_errno, "cannot map %s", file);
        return NULL;
    }
    struct mapping *mapping = g_new(struct mapping, 1);
    *mapping = (struct mapping){address, (gsize)info.st_size};
    return g_bytes_new_with_free_func(address, (gsize)info.st_size, unmap, mapping);
}

void staged_free(struct staged *staged)
{
    if (!staged)
        return;
    g_free(staged->file);
    g_free(staged->sha256);
    g_free(staged);
}
