/* Mail rows: one for each distinct mail, where it came from and where it ended. */
#ifndef HUIZHI_STORE_MAIL_H
#define HUIZHI_STORE_MAIL_H

#include "reader/dossier.h"
#include "store/store.h"

struct mail {
    gint64 id;
    char *sha256;
    guint64 bytes;
    char *mailbox, *folder;
    gint64 received; /* INTERNALDATE; 0: the mail's own Received header counts */
    bool partial;    /* only its head was fetched: it is over the size limit */
    guint64 full_bytes;
    guint attempts;
};
void mail_free(struct mail *mail);

enum disposition {
    DISPOSITION_FILED,   /* new submissions */
    DISPOSITION_JOINED,  /* part of earlier submissions */
    DISPOSITION_ASIDE,   /* robot, bounce, own, enquiry, command, other, unreadable: with a reason */
    DISPOSITION_WAITING, /* an amendment whose submission has not come yet */
};

/* The row of a mail with that hash, added when new; its id, or -1. */
gint64 mail_add(struct store *store, const struct mail *mail, GError **error);

/* Pending mails by (received, id); array of struct mail. */
GPtrArray *mail_pending(struct store *store, guint limit, GError **error);

/* Counts a failed reading. */
bool mail_attempted(struct store *store, gint64 id, const char *why, GError **error);

/* What became of a mail. */
struct ending {
    const char *kind, *kind_why;
    enum disposition disposition;
    const char *reason;       /* DISPOSITION_ASIDE and WAITING */
    const char *target;       /* DISPOSITION_WAITING: the number or Message-ID it waits for */
    gint64 received;          /* what counted */
    const char *forwarded_by; /* a trusted forwarder's address; NULL */
};
/* Writes the ending with what the dossier says of the mail and its files; `dossier` NULL: it could not be read. */
bool mail_end(struct store *store, gint64 id, const struct dossier *dossier, const struct ending *ending, gint64 now,
              GError **error);

/* The same for a mail that was read again: what became of it stays. */
bool mail_read_again(struct store *store, gint64 id, const struct dossier *dossier, GError **error);

/* Filed and joined mails that came since, with a row's number above `after`, by that number; `row` (its number as
 * typed) not NULL: that one alone. Array of struct mail; and how many came since, or -1. */
GPtrArray *mail_filed(struct store *store, const char *row, gint64 since, gint64 after, guint limit, GError **error);
gint64 mail_filed_count(struct store *store, gint64 since, GError **error);

/* When a mail was first dealt with, by which people's rulings are before or after it; `now` when it is now. -1: an
 * error. */
gint64 mail_first(struct store *store, gint64 id, gint64 now, GError **error);

/* Waiting amendments whose number or Message-ID is known by now become pending again; the count, or -1. */
gint64 mail_wake(struct store *store, GError **error);

#endif
