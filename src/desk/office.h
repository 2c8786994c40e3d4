/* What people do in the mailbox beside us: they answer by hand, throw mail away, move it (office.c, moved.c). */
#ifndef HUIZHI_DESK_OFFICE_H
#define HUIZHI_DESK_OFFICE_H

#include "intake.h"
#include "source/source.h"
#include "store/sighting.h"

/* Reads the headers of the mailbox's sent and deleted mail, after its folders were polled: what a person answered by
 * hand, which of our letters have left, what was thrown away before it was collected. A server's fault there is logged,
 * no error. */
bool office_read(struct intake *intake, const struct mailbox *mailbox, struct source *source, GError **error);

/* How far a folder has been read so; false when it has not been under this UIDVALIDITY. */
struct office_mark {
    guint64 uid;  /* the highest that was taken */
    gint64 since; /* mails that came before it do not count */
};
bool office_mark(struct store *store, const struct shelf *shelf, struct office_mark *mark);

/* Those of `wanted` (struct sighted, listed in the selected folder) that were fetched before under another number are
 * marked as spooled and taken out of the array. */
bool moved_recognise(struct intake *intake, struct source *source, GArray *wanted, GError **error);

#endif
