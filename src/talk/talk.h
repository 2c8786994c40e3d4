/* What a person says beside forms and works, and what follows from it: a withdrawal and its confirmation, an objection,
 * a sentence for people, a mail that was sent again, somebody else's amendment. All inside the mail's savepoint.
 *
 * Nothing here is done to a mail that is looked at alone (check), nor to one from before intake.start.
 */
#ifndef HUIZHI_TALK_TALK_H
#define HUIZHI_TALK_TALK_H

#include "intake.h"
#include "submission/ruling.h"

#define TALK_DAY ((gint64)24 * 60 * 60)
#define TALK_MOST 20 /* submissions that one mail can concern */
/* Why a submission is held that its sender takes back. */
#define WHY_ASKED "报送人来信撤回"
#define WHY_CONFIRMED "报送人已确认撤回"

/* forwarder.c: a mail that a trusted forwarder (trusted_forwarders) passed on counts as its author's, from when it was
 * written. Only where the author is certain. */
void talk_look_through(const struct intake *intake, struct handled *handled);

/* Before a mail is filed: one that was sent before, a withdrawal, the answer to our question. *done: nothing of it is
 * to be filed. */
bool talk_before(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done, GError **error);

/* After it: objections, sentences, strangers; `foreign`: submissions (gint64) that it may not change, NULL: none. */
bool talk_after(struct intake *intake, const struct mail *mail, struct handled *handled, const GArray *foreign,
                GError **error);

/* withdraw.c: the command 撤回 and the answer to it. */
bool withdraw_ask(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error);
bool withdraw_settle(struct intake *intake, const struct mail *mail, struct handled *handled, bool *done,
                     GError **error);

/* object.c: consent taken back, or a complaint of being pictured. */
bool object_hold(struct intake *intake, const struct mail *mail, struct handled *handled, GError **error);

/* The answer in the words of a template, with further variables (floating, consumed; NULL: none). Not when this address
 * got one of that template within `once` seconds (0: always), about `submission` (0: about any). */
bool talk_answer(struct intake *intake, const struct mail *mail, struct handled *handled, const char *template,
                 GVariant *view, gint64 submission, gint64 once, GError **error);
/* The answer also mentions a submission: who replies to it speaks of that. */
void talk_mention(struct handled *handled, gint64 submission);

/* Holds or restores (RULING_HOLD, RULING_RESTORE) in the sender's name, and judges again. */
bool talk_rule(struct intake *intake, const struct mail *mail, enum ruling_action action, gint64 submission, int work,
               const char *why, GError **error);

/* Seqs of one submission's works among the numbers that the mail names ("NXZ-0012-03"). Array of int. */
GArray *talk_works(const struct dossier *dossier, const char *number);

/* status.c: the view of template `status`: the submissions of one address. */
GVariant *status_view(struct store *store, const struct campaign *campaign, const char *address, gint64 now,
                      GError **error);

/* The lines of template `status` for some submissions, at most TALK_MOST: array of vardict. */
GVariant *status_items(struct store *store, const GArray *submissions, GError **error);

#endif
