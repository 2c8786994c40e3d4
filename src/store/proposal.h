/* What people must look at because nobody else may: a stranger's amendment, a sentence, a complaint, a withdrawal. */
#ifndef HUIZHI_STORE_PROPOSAL_H
#define HUIZHI_STORE_PROPOSAL_H

#include "store/store.h"

/* Why one is there; as the database says it. */
#define PROPOSAL_STRANGER "stranger"
#define PROPOSAL_SENTENCE "sentence"
#define PROPOSAL_WEB "web"
#define PROPOSAL_COMPLAINT "complaint"
#define PROPOSAL_WITHDRAW "withdraw"

/* One a submission (0: none is named), work (0: the whole), mail and reason; again is no error. */
bool proposal_add(struct store *store, gint64 submission, int work, gint64 mail, const char *why, gint64 now,
                  GError **error);

/* True when a work of that number exists. */
bool proposal_has_work(struct store *store, gint64 submission, int work, GError **error);

/* Live submissions of an address: as first sender, or on the form; not rejected, not merged. Array of gint64, at most
 * `limit`, the latest first. */
GArray *proposal_live(struct store *store, const char *address, guint limit, GError **error);

/* Letters of a template that an address got or will get, from `since` on; `campaign` NULL: of any; `submission` 0:
 * about any. -1: an error. */
gint64 proposal_letters(struct store *store, const char *address, const char *template, const char *campaign,
                        gint64 submission, gint64 since, GError **error);

/* True when the mail that has this Message-ID is a letter of ours with that template. */
bool proposal_answers(struct store *store, const char *message_id, const char *template, GError **error);

/* A person has decided about the submission, or one work of it (0: the whole), or put down a remark: what was open
 * there is settled. */
bool proposal_settle(struct store *store, gint64 submission, int work, gint64 now, GError **error);

#endif
