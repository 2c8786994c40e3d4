/* A mail that was sent again: by impatience, by a mailer that tried twice, by a list that passed it on twice. */
#ifndef HUIZHI_STORE_RESEND_H
#define HUIZHI_STORE_RESEND_H

#include "reader/dossier.h"
#include "store/store.h"

/* Hash over what the sender wrote anew and the bytes of every file; NULL for a mail that brings no file and hardly a
 * word: a second 查询 is no resend. Free with g_free. */
char *resend_content(const struct dossier *dossier);

struct resend {
    gint64 mail;     /* the first one; 0: none */
    gint64 received; /* when it came */
    bool copy;       /* the very same letter, of the same day: to two of our mailboxes, or moved about */
    guint before;    /* how often it was sent again in the day before this one */
};

/* Looks for an earlier mail of the same sender that was filed, with the same content: any with the same Message-ID,
 * else one of the last `window` seconds. `mail` is this one's row. */
bool resend_find(struct store *store, const struct dossier *dossier, const char *content, gint64 mail, gint64 received,
                 gint64 window, struct resend *resend, GError **error);

/* Keeps the hash and, `of` not 0, of which mail it is a copy. */
bool resend_note(struct store *store, gint64 mail, const char *content, gint64 of, GError **error);

#endif
