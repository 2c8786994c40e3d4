/* The campaign's web page beside its mails: rows are taken in, find their submissions, and say what the mails left
 * open. What a sender typed always stands; where both differ, people are shown it.
 */
#ifndef HUIZHI_DESK_WEB_H
#define HUIZHI_DESK_WEB_H

#include "intake.h"
#include "store/web.h"

/* What an import came to. */
struct web_tally {
    guint rows, fresh, changed, same, removed, matched, doubtful, parted;
};

/* Writes the entries (struct web_entry) of one form of one campaign and finds their submissions, in the caller's
 * transaction; nothing is judged yet. `whole`: entries that are not among them go. */
bool web_take(struct intake *intake, const struct campaign *campaign, const char *form, GPtrArray *entries, bool whole,
              struct web_tally *tally, GError **error);

/* A submission gets what its entry says, in the caller's transaction, and is judged again; letters that wait are
 * written anew. */
bool web_apply(struct intake *intake, gint64 submission, const char *actor, GError **error);

/* A mail has just been filed to that submission: the row that it alone fits, if any, is joined to it. *joined: it has
 * to be judged again. */
bool web_filed(struct intake *intake, const struct campaign *campaign, gint64 submission, const struct message *message,
               bool *joined, GError **error);

#endif
