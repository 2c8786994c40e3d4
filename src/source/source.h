/* Where mail comes from: one table of operations, one file a kind (imap.c, maildir.c, mbox.c, eml.c).
 *
 * Nothing here decides anything: intake lists a folder, records what it saw, asks for bodies in batches, and
 * acknowledges after its commit. Errors are ERROR_SERVER (again), ERROR_LOGIN (refused; the text says what an
 * authorisation code is, and tells "Unsafe Login" apart), ERROR_IO (our disk).
 */
#ifndef HUIZHI_SOURCE_SOURCE_H
#define HUIZHI_SOURCE_SOURCE_H

#include <glib.h>
#include <stdbool.h>

struct mailbox;
struct spool;

/* One mail as the server lists it. */
struct listing {
    guint64 uid;     /* IMAP UID; Maildir, mbox, eml: 63 bits of a stable hash */
    guint64 bytes;   /* RFC822.SIZE or the file's size */
    gint64 received; /* INTERNALDATE or the file's time, 0: unknown (the topmost Received header counts) */
    bool seen, deleted;
};

/* One mail after a fetch. */
struct fetched {
    guint64 uid;
    char *temporary; /* in the spool, to be committed; NULL when the server had no body for it */
    char *sha256;
    guint64 bytes;
    char *why; /* why there is none: "gone", "服务器未返回正文"; NULL when there is one */
};
void fetched_free(struct fetched *fetched);

/* The header of one mail, read without its body. */
struct head {
    guint64 uid;
    GBytes *bytes; /* at most HEAD_FIELDS or HEAD_WHOLE; NULL when the server did not give it */
};
void head_free(struct head *head);
#define HEAD_FIELDS (16 * 1024)
#define HEAD_WHOLE (256 * 1024)

/* What a folder is read for. */
enum folder_role {
    FOLDER_MAIL,  /* mail to be filed */
    FOLDER_SENT,  /* headers only: what the office wrote */
    FOLDER_TRASH, /* headers only: what people threw away */
    FOLDER_ALL,   /* every one there is: what takes up room */
};

struct source; /* an open source */
typedef struct source Source;

struct source_ops {
    const char *name;
    bool ordered; /* UIDs grow: only those above the watermark need be listed */
    gpointer (*open)(const struct mailbox *mailbox, GError **error);
    void (*close)(gpointer state);
    /* Names as people see them of the folders with that role. */
    GStrv (*folders)(gpointer state, enum folder_role role, GError **error);
    bool (*select)(gpointer state, const char *folder, guint64 *uidvalidity, GError **error);
    /* All mails with uid >= from of the selected folder, in the order of their arrival as far as it is known; array of
     * struct listing. */
    GArray *(*list)(gpointer state, guint64 from, GError **error);
    /* Bodies of up to 250 mails of the selected folder, streamed to the spool; array of struct fetched, one for each
     * uid asked for. With `head` > 0 only so many of each mail's first bytes. An error may come after some were
     * fetched: *fetched holds those. */
    bool (*fetch)(gpointer state, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                  GError **error);
    /* Headers of up to 250 mails of the selected folder: the few that are asked for here (who, whom, what, when,
     * which thread; those of robots), or `whole`. Array of struct head; mails that are gone are left out. NULL: the
     * source has no folder of ours to look into. */
    bool (*heads)(gpointer state, const GArray *uids, bool whole, GPtrArray *heads, GError **error);
    /* After the commit, in the selected folder: \Seen or a move of just these mails (array of guint64). Idempotent. */
    bool (*acknowledge)(gpointer state, const GArray *uids, GError **error);
    /* Removes just these mails of the selected folder, for good. NULL: the source cannot. */
    bool (*remove)(gpointer state, const GArray *uids, GError **error);
    /* Bytes in the whole mailbox and how many it may hold, as the server counts them; 0 and 0 when it does not say.
     * NULL: it never does. */
    bool (*quota)(gpointer state, guint64 *used, guint64 *limit, GError **error);
};

/* Opens the mailbox's source (logs in). The mailbox must outlive it. */
struct source *source_open(const struct mailbox *mailbox, GError **error);
void source_close(struct source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_close)

bool source_ordered(const struct source *source);
/* Excluded folders are left out of FOLDER_MAIL; the other two roles are those of the mailbox's folders.sent and
 * folders.trash. */
GStrv source_folders(struct source *source, enum folder_role role, GError **error);
bool source_select(struct source *source, const char *folder, guint64 *uidvalidity, GError **error);
GArray *source_list(struct source *source, guint64 from, GError **error);
bool source_fetch(struct source *source, const GArray *uids, struct spool *spool, GPtrArray *fetched, GError **error);
bool source_acknowledge(struct source *source, const GArray *uids, GError **error);

/* The first `head` bytes of each mail only (a mail over the size limit: who sent it, what it is called). The rest is
 * not transferred by a server that knows BODY[]<0.N>, and not stored when it is. */
bool source_fetch_head(struct source *source, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                       GError **error);

/* Headers without bodies, in no order; array of struct head. */
bool source_heads(struct source *source, const GArray *uids, bool whole, GPtrArray *heads, GError **error);

/* Only ever on a person's word. ERROR_CONFIG when this source, or its server, cannot remove single mails. */
bool source_remove(struct source *source, const GArray *uids, GError **error);
bool source_quota(struct source *source, guint64 *used, guint64 *limit, GError **error);

/* The rows of the table, for source.c. */
extern const struct source_ops source_imap, source_maildir, source_mbox, source_eml;

#endif
