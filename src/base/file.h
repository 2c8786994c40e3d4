/* Files: what the spool, the content store, the reader and the outbox share.
 *
 * "Durable" means written, fsynced (or covered by file_sync_tree) and renamed into place. ENOSPC and every
 * other failure to write is ERROR_IO; a missing file is ERROR_NO_INPUT.
 */
#ifndef HUIZHI_BASE_FILE_H
#define HUIZHI_BASE_FILE_H

#include <glib.h>
#include <stdbool.h>

/* mkdir -p with mode 0750. */
bool file_make_dirs(const char *path, GError **error);

/* Writes all bytes to a descriptor, over EINTR and short writes. */
bool file_write_all(int fd, const void *bytes, gsize length, GError **error);

/* The whole of a file of at most `limit` bytes; ERROR_INPUT above it. */
GBytes *file_read(const char *path, gsize limit, GError **error);

/* Replaces a file durably: temporary name beside it, fsync, rename, fsync of the folder. */
bool file_replace(const char *path, const void *bytes, gsize length, int mode, GError **error);

/* syncfs of the file system that holds the folder. */
bool file_sync_tree(const char *folder, GError **error);

/* Bytes that a user without privileges can still write in the folder's file system. */
bool file_free_space(const char *folder, guint64 *bytes, GError **error);

/* rm -r; a missing folder is no error. Links are removed, never followed. */
bool file_remove_tree(const char *folder, GError **error);

#endif
