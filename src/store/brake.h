/* What keeps a letter from going out: too many in one thread, too many answers to questions in a day, an address that
 * sends our letters back, a correspondent of the office's own people.
 *
 * The counts are asked when a letter is queued: of letters that went out, may have gone out, or wait to.
 */
#ifndef HUIZHI_STORE_BRAKE_H
#define HUIZHI_STORE_BRAKE_H

#include "store/store.h"

/* Letters of a thread (outbox.thread); -1 on an error. */
gint64 brake_thread(struct store *store, const char *thread, GError **error);

/* Answers to enquiries (mail.kind), queued in the 24 h before `now`; -1 on an error. */
gint64 brake_enquiries(struct store *store, gint64 now, GError **error);

/* A bounce came back for one of our letters, named by its Message-ID, else by its address (the latest that was sent to
 * it in the fortnight before `at`: nobody can stop letters to an address by a forged bounce alone). That letter is
 * refused and its address undelivered. Unknown ones are no error. */
bool brake_bounced(struct store *store, const char *message_id, const char *address, const char *why, gint64 at,
                   GError **error);

/* A server refused the address for good. */
bool brake_undelivered(struct store *store, const char *address, const char *why, gint64 at, GError **error);
/* An address wrote to us at `received`: what came back earlier counts no more. */
bool brake_wrote(struct store *store, const char *address, gint64 received, GError **error);
/* 1 when letters to the address come back, else 0; -1 on an error. */
gint64 brake_stopped(struct store *store, const char *address, GError **error);

/* True when the office's people wrote to the address by hand (table `sent`) before it first sent anything in, and
 * before `received`. */
bool brake_correspondent(struct store *store, const char *address, gint64 received, GError **error);

#endif
