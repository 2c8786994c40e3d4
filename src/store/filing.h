/* Filing: submissions with their contributions, the fold and its findings; and what join asks before.
 * Everything here runs inside the caller's transaction.
 */
#ifndef HUIZHI_STORE_FILING_H
#define HUIZHI_STORE_FILING_H

#include "judge/judge.h"
#include "store/store.h"
#include "submission/submission.h"

/* Ids of the submissions that a number, or the Message-ID of a letter of ours or of a person's answer by hand, names;
 * array of gint64, perhaps empty. */
GArray *filing_by_number(struct store *store, const char *number, GError **error);
GArray *filing_by_reply(struct store *store, const char *message_id, GError **error);

/* The number of a submission; NULL only with an error. Submissions to which a mail contributed. */
char *filing_number_of(struct store *store, gint64 submission, GError **error);
GArray *filing_of_mail(struct store *store, gint64 mail, GError **error);

/* A submission's contributions, whole, in their order; array of struct contribution. */
GPtrArray *filing_contributions(struct store *store, gint64 submission, GError **error);

/* The addresses that may change a submission: its first sender's and those on its form; NULL-terminated. */
GStrv filing_addresses(struct store *store, gint64 submission, GError **error);

/* 1: the submission has a work of that number; 0: it has none; -1: an error. */
gint64 filing_has_work(struct store *store, gint64 submission, int seq, GError **error);

/* Ids of all submissions, in their order; array of gint64. */
GArray *filing_all(struct store *store, GError **error);

/* "complete", …: as written down; NULL with *error. */
char *filing_state(struct store *store, gint64 submission, GError **error);

/* Number of another submission that holds the same file; NULL when none. */
char *filing_duplicate(struct store *store, const char *sha256, gint64 except, GError **error);

/* Submissions of a contribution's mail, so that reading again replaces just its contributions. */
bool filing_forget_mail(struct store *store, gint64 mail, GError **error);

/* The number of a new submission; counts up. */
char *filing_number(struct store *store, const char *prefix, GError **error);

/* id, number, campaign, deadline and fix_by of a filed submission into `submission` (its fields are replaced). */
bool filing_identity(struct store *store, gint64 id, struct submission *submission, GError **error);

/* Corrections of a submission are awaited until `fix_by`: an answer that asks for them has been queued. */
bool filing_await(struct store *store, gint64 submission, gint64 fix_by, GError **error);

/* Writes the state: a new row when submission->id is 0 (then set). `title` is shown in lists. */
bool filing_save(struct store *store, struct submission *submission, const struct verdict *verdict, const char *title,
                 gint64 now, GError **error);

/* Adds a contribution to a saved submission; its works take the numbers that the fold gave them. */
bool filing_contribute(struct store *store, const struct submission *submission, struct contribution *contribution,
                       GError **error);

#endif
