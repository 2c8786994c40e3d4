/* Two submissions that are one: what came for the second belongs to the first, and its numbers go on being understood.
 * And what the office no longer waits for. Inside the caller's transaction; the caller judges again.
 */
#ifndef HUIZHI_STORE_MERGE_H
#define HUIZHI_STORE_MERGE_H

#include "store/store.h"

/* Moves the contributions, letters' answers, rulings about single works and the row of the web page from `from` to
 * `into`. Works that both have are one; the others get the next numbers there. ERROR_USAGE: they cannot be merged,
 * and why. */
bool merge_submissions(struct store *store, gint64 into, gint64 from, GError **error);

/* The submission and the number that a work has now; false without *error: it never moved. */
bool merge_alias(struct store *store, const char *work_number, gint64 *submission, int *seq, GError **error);

/* The number by which a submission goes now: of a merged one, the other's; with `seq` (not 0), of the one that has that
 * work now. `number` itself when it is unknown. Free with g_free; NULL with *error. */
char *merge_number(struct store *store, const char *number, int seq, GError **error);

/* Download links whose file never came are not awaited any more; their count, or -1. `expired`: only those whose time
 * is over by then; 0: all. */
gint64 merge_forget_links(struct store *store, gint64 submission, gint64 expired, GError **error);

/* A mail that was set aside, or waits, becomes pending again; `mail` is its row's number or the beginning of its
 * SHA-256 (8 digits at least). Its SHA-256; NULL with ERROR_NO_INPUT, ERROR_USAGE. */
char *merge_requeue(struct store *store, const char *mail, GError **error);

#endif
