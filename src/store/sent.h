/* The Sent folder's rows: what the office's people wrote by hand, and our own letters, by their headers. */
#ifndef HUIZHI_STORE_SENT_H
#define HUIZHI_STORE_SENT_H

#include "mail/heading.h"
#include "mail/message.h"
#include "store/sighting.h"
#include "store/store.h"

/* True when that UID has a row. */
bool sent_known(struct store *store, const struct shelf *shelf, guint64 uid);

/* Adds a mail of the Sent folder. What was seen before under another UID (a new UIDVALIDITY, a copy) keeps its
 * submission and settles nothing again. */
bool sent_add(struct store *store, const struct shelf *shelf, const struct listing *listing,
              const struct heading *heading, gint64 now, GError **error);

/* True when the mail answers what a person wrote by hand to a participant. */
bool sent_answered(struct store *store, const struct message *message);

/* What follows from the rows, each once; inside the caller's transaction:
 * - a letter of ours that is `unsure` and found there has been sent;
 * - what a person wrote joins the submission that it answers: by the mail or letter of its thread, by a number in its
 *   subject, or by a recipient who sent exactly one submission in the 30 days before;
 * - the unsent reply to that is superseded (never one that is on its way, nor one that tells of a ruling), and the
 *   submission is paused;
 * - an unsent reply to any mail that a person has answered directly is superseded, too.
 * Rows that found nothing are tried again for 30 days: their mail may be filed later. */
bool sent_apply(struct store *store, gint64 now, GError **error);

#endif
