/* Room in the mailboxes: how much there is (capacity.c), and how some is made (clear.c). */
#ifndef HUIZHI_CARE_ROOM_H
#define HUIZHI_CARE_ROOM_H

#include "config/config.h"
#include "source/source.h"
#include "store/store.h"

/* Measures the mailbox and writes the result down (meta "capacity:ADDRESS", see vital_fill): by the server's own count
 * at each poll; where it tells none and a capacity is configured, by the sizes of all mails in all folders, every six
 * hours, or `anew`. A server's fault costs the measure only; false for a fault of ours. */
bool room_measure(const struct mailbox *mailbox, struct source *source, struct store *store, gint64 now, bool anew,
                  GError **error);

struct clearing {
    const char *folder; /* NULL: all that are polled */
    gint64 before;      /* only what was received before */
    const char *backup; /* folder of the backup that must hold them */
    bool remove;        /* else it is only counted */
    bool progress;
};
struct cleared {
    guint count, absent, unsafe; /* removed or to be removed; not there any more; not proved to be kept */
    guint64 bytes;
};
/* Removes mails of which the spool's file and the backup's were hashed just now and are what they should be; each batch
 * is written down and audited. What was removed before a fault stays counted. */
bool room_clear(const struct config *config, const struct mailbox *mailbox, struct store *store,
                const struct clearing *clearing, gint64 now, struct cleared *cleared, GError **error);

#endif
