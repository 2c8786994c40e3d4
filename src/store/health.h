/* Numbers by which people and monitoring tell how the machine fares: how fast mail comes, what is stuck. Read only. */
#ifndef HUIZHI_STORE_HEALTH_H
#define HUIZHI_STORE_HEALTH_H

#include "store/store.h"

struct health {
    gint64 queued, held, unsure; /* letters */
    gint64 pending, stuck;       /* mails that wait to be read; listed an hour ago and not yet fetched or filed */
    gint64 unread;               /* mails set aside because no reader could read them, in the last 14 days */
    gint64 grown;                /* bytes of mails and files that came in the last 14 days */
    gint64 since;                /* when the first mail of these 14 days was listed; 0: none came */
};
#define HEALTH_DAYS 14

/* Of the present state at `now`. */
bool health_read(struct store *store, gint64 now, struct health *health, GError **error);

/* Bytes that a mailbox got in the `days` before `now`, by the servers' sizes; -1 with *error. */
gint64 health_received(struct store *store, const char *mailbox, gint64 now, int days, GError **error);

/* Bytes that were listed in a mailbox after `since`. */
gint64 health_listed(struct store *store, const char *mailbox, gint64 since, GError **error);

#endif
