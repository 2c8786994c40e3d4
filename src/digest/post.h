/* The digest's letters, and when one is due. */
#ifndef HUIZHI_DIGEST_POST_H
#define HUIZHI_DIGEST_POST_H

#include "digest/digest.h"

/* A letter to one reader. Whoever has something for this reader alone sets `note` and adds to `files`. */
struct digest_letter {
    char *to;
    char *note;       /* as in struct digest_view; NULL: none */
    GPtrArray *files; /* struct digest_file */
};
struct digest_file {
    char *sha256, *name, *type; /* in the content store */
};
/* One to each of digest.to but the polled mailboxes themselves; array of struct digest_letter. */
GPtrArray *digest_letters(const struct config *config);
void digest_letter_attach(struct digest_letter *letter, const char *sha256, const char *name, const char *type);

/* Queues them; the count, or -1. Never held. `due`: the same transaction records that this digest is done. */
gint64 digest_mail(const struct digest *digest, const GPtrArray *letters, const struct config *config,
                   struct store *store, bool due, GError **error);

/* The next one that is due: its kind, and where its period begins. The day's is due at digest.at in the zone; on the
 * day digest.weekly it is the week's; with digest.deadline_hourly, each full hour from digest.at of a day on which a
 * form's time is up until the midnight after. False: none is due. digest_last is when the last one was, 0: none yet. */
struct digest_plan {
    enum digest_kind kind;
    gint64 since;
};
gint64 digest_last(struct store *store);
bool digest_due(const struct config *config, const struct ruleset *ruleset, struct store *store, gint64 now,
                struct digest_plan *plan);
gint64 digest_next(const struct config *config, const struct ruleset *ruleset, gint64 now);

#endif
