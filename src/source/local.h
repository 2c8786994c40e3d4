/* What the sources on our own disk share (maildir.c, mbox.c, eml.c), and the exclusion of folders. */
#ifndef HUIZHI_SOURCE_LOCAL_H
#define HUIZHI_SOURCE_LOCAL_H

#include <glib.h>
#include <stdbool.h>

struct fetched;
struct mailbox;
struct spool;

/* 63 bits of the SHA-256 of a name that stays: never 0. */
guint64 local_uid(const char *name);

/* Sorts an array of struct listing by uid. */
void listings_sort(GArray *listings);

/* Opens a folder for reading its names; NULL with ERROR_IO. */
GDir *local_folder(const char *path, GError **error);

/* The result of a mail that was not delivered, and of one that was (temporary and sha256 are taken over). */
struct fetched *fetched_without(guint64 uid, const char *why);
struct fetched *fetched_with(guint64 uid, char *temporary, char *sha256, guint64 bytes);

/* Copies a regular file into the spool, of it only the first `head` bytes when that is not 0. NULL with ERROR_IO when
 * our disk is at fault; "gone" in the result when the file is not there any more, its fault in `why` when it cannot be
 * read. */
struct fetched *local_copy(const char *path, guint64 uid, guint head, struct spool *spool, GError **error);

/* True when the folder is not to be polled: it, or a folder above it, is on the mailbox's list (without a list: 已发送,
 * 草稿箱, 已删除; a list with these three means what the server calls \Sent, \Drafts or \Trash too), or mails are moved
 * there. `special`: the server calls it one of the three. */
bool folder_excluded(const struct mailbox *mailbox, const char *folder, char delimiter, bool special);

#endif
