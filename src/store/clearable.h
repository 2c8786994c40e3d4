/* Mails that are safely filed and may be removed from the server when people ask for it. */
#ifndef HUIZHI_STORE_CLEARABLE_H
#define HUIZHI_STORE_CLEARABLE_H

#include "store/store.h"

struct clearable {
    gint64 sighting;
    char *folder, *sha256;
    guint64 uidvalidity, uid;
    guint64 bytes;  /* of the raw mail in the spool */
    guint64 listed; /* bytes as the server listed it */
    gint64 arrived; /* likewise; 0: unknown */
};

/* Fetched whole, filed, joined or set aside, and received before that time (0: unknown, then listed); by folder and
 * UIDVALIDITY. `folder` NULL: all. Array of struct clearable. */
GPtrArray *clearable_mails(struct store *store, const char *mailbox, const char *folder, gint64 before, GError **error);

/* It was removed; audited by its hash. */
bool clearable_done(struct store *store, const struct clearable *mail, gint64 now, const char *actor, GError **error);

#endif
