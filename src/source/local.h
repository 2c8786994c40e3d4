/* What the sources on our own disk share (maildir.c, mbox.c, eml.c), and what a folder is read for. */
#ifndef HUIZHI_SOURCE_LOCAL_H
#define HUIZHI_SOURCE_LOCAL_H

#include <glib.h>
#include <stdbool.h>

#include "source/source.h"

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

/* What the server itself calls a folder (RFC 6154, and XLIST). */
enum folder_mark {
    MARK_NONE,
    MARK_SENT,
    MARK_TRASH,
    MARK_OTHER, /* \Drafts, and views of all mail: \All, \Flagged */
};

/* True when the folder has that role. Mail is not looked for where it, or a folder above it, is on the mailbox's list
 * of exclusions (without a list: 已发送, 草稿箱, 已删除; a list with these three means what the server marks, and the
 * names of folders.sent and folders.trash, too), or where mails are moved to. Deleted mail is looked at where mail is
 * not looked for. */
bool folder_serves(const struct mailbox *mailbox, const char *folder, char delimiter, enum folder_mark mark,
                   enum folder_role role);

/* The beginning of a regular file up to the first empty line, HEAD_WHOLE at most; NULL when it cannot be read. */
GBytes *local_head(const char *path);

#endif
