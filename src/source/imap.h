/* One IMAP connection, shared by imap.c (session, listing), imap_folder.c, imap_fetch.c and imap_after.c. */
#ifndef HUIZHI_SOURCE_IMAP_H
#define HUIZHI_SOURCE_IMAP_H

#include <glib.h>
#include <stdbool.h>

#include "net/net.h"
#include "source/source.h"

struct mailbox;
struct mailimap;
struct mailimap_set;
struct spool;

struct imap {
    const struct mailbox *mailbox;
    char *user;
    struct net *net;          /* NULL after a fault that ended the connection */
    struct mailimap *session; /* NULL with it */
    bool has_move, has_uidplus, has_xlist, has_special_use;
    bool id_refused;   /* the server did not take our ID */
    bool target_ready; /* the folder of AFTER_MOVE was looked for on this connection */
    char *folder;      /* selected; NULL: none */
    guint64 uidvalidity;
    GHashTable *wire;  /* folder name as people see it → as the server wrote it */
    GHashTable *sizes; /* guint64 uid → guint64 RFC822.SIZE of the selected folder */
};

/* A connection that is logged in and has told its ID; what is open is closed first. */
bool imap_connect(struct imap *imap, GError **error);
void imap_disconnect(struct imap *imap);
/* False with ERROR_SERVER after a fault that ended the connection. */
bool imap_alive(struct imap *imap, GError **error);

/* Begins an operation that may read `bytes` beyond the bodies, with the server's usual deadline. */
void imap_operation(struct imap *imap, guint64 bytes);

/* Sets *error for libetpan's result of a command and returns false; true for success. A fault after which the
 * stream's place is unknown ends the connection. */
bool imap_check(struct imap *imap, int result, const char *command, GError **error);
/* The server's text of the last refusal, made printable; free with g_free. */
char *imap_answer(struct imap *imap);

bool imap_select(gpointer state, const char *folder, guint64 *uidvalidity, GError **error);

/* The folder's name on the wire; NULL with ERROR_CONFIG for control characters, wildcards, over 200 bytes. */
char *imap_wire_name(struct imap *imap, const char *folder, GError **error);
GStrv imap_folders(gpointer state, enum folder_role role, GError **error);

bool imap_fetch(gpointer state, const GArray *uids, guint head, struct spool *spool, GPtrArray *fetched,
                GError **error);
bool imap_heads(gpointer state, const GArray *uids, bool whole, GPtrArray *heads, GError **error);
bool imap_acknowledge(gpointer state, const GArray *uids, GError **error);
bool imap_remove(gpointer state, const GArray *uids, GError **error);
bool imap_quota(gpointer state, guint64 *used, guint64 *limit, GError **error);

/* A set of the uids from *next on, which stands in at most 900 bytes (RFC 2683, 3.2.1.5 asks for lines under
 * 1,000); *next moves behind the last one. The array is sorted. Free with mailimap_set_free. */
struct mailimap_set *imap_set(const GArray *uids, guint *next, guint limit);
/* A sorted copy without doubles and without what can be no IMAP UID. */
GArray *imap_sorted(const GArray *uids);

#endif
