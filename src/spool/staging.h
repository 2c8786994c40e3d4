/* Staging: one private folder a mail, into which the sandboxed reader writes the files that it found.
 *
 * The reader's side (staging_open … staging_add) holds only a folder descriptor and creates files "f0001" with
 * O_EXCL. The parent's side is in content.h: only after the child has been reaped does it open each file with
 * O_NOFOLLOW, require a regular file with one link, hash it again and link it into the content store.
 */
#ifndef HUIZHI_SPOOL_STAGING_H
#define HUIZHI_SPOOL_STAGING_H

#include <glib.h>
#include <stdbool.h>

struct staging; /* the reader's view of the folder */
typedef struct staging Staging;

struct staged {
    char *file;   /* name in the staging folder, "f0001" */
    char *sha256; /* 64 hexadecimal digits */
    guint64 bytes;
};

/* Takes the descriptor of an empty folder; limits are those of one mail (1,000 files, 2 GB together). */
struct staging *staging_open(int folder_fd);
void staging_free(struct staging *staging);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Staging, staging_free)

/* One file at a time: begin, any number of writes, end. A file with a hash that is already staged is removed
 * again and the earlier one's name is given. ERROR_INPUT over a limit, ERROR_IO when the disk is full. */
bool staging_begin(struct staging *staging, GError **error);
bool staging_write(struct staging *staging, const void *bytes, gsize length, GError **error);
struct staged *staging_end(struct staging *staging, GError **error);
/* The three at once. */
struct staged *staging_add(struct staging *staging, const void *bytes, gsize length, GError **error);

/* Maps a staged file for reading; NULL with ERROR_IO. */
GBytes *staging_bytes(struct staging *staging, const char *file, GError **error);
/* A descriptor of its own for reading, the caller closes it; -1 with *error. */
int staging_reopen(struct staging *staging, const char *file, GError **error);

void staged_free(struct staged *staged);
typedef struct staged Staged;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Staged, staged_free)

#endif
